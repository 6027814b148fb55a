//! Versions of the map: who may make one, what is compared, what is forgotten.

use super::*;
use crate::testing::TestDesk;
use domain::vocabulary::{Role, TaskKind};

fn olga() -> Actor {
    Actor::staff("olga", vec![Role::Compliance])
}

fn with_mail(desk: &TestDesk, mail: &str) -> DataMap {
    let mut map = desk.deps.policy.data_map.clone();
    map.systems[0].owner.mail = Email::parse(mail).ok();
    map
}

#[test]
fn a_version_follows_the_one_it_was_made_from() {
    let desk = TestDesk::new();
    let mut map = with_mail(&desk, "team@example.com");
    assert_eq!(save(&desk.deps, &olga(), &map, 0, "They took it over.").unwrap(), 1);
    assert_eq!(view(&desk.deps, &olga()).unwrap().map.systems, map.systems);
    map.systems[0].delete = Some(TaskKind::Anonymise);
    let stale = save(&desk.deps, &olga(), &map, 0, "x");
    assert!(matches!(stale, Err(ServiceError::Stale { current: 1 })), "{stale:?}");
    assert_eq!(save(&desk.deps, &olga(), &map, 1, "Law team said so.").unwrap(), 2);
    assert_eq!(save(&desk.deps, &olga(), &map, 2, "again").unwrap(), 2, "it says the same");
    let changed = changes(&desk.deps, &olga(), 2).unwrap();
    assert_eq!(changed.len(), 1);
    assert_eq!((changed[0].what, changed[0].to.as_deref()), ("delete", Some("anonymise")));
    let versions = view(&desk.deps, &olga()).unwrap().versions;
    assert_eq!(versions.iter().map(|version| version.number).collect::<Vec<_>>(), [2, 1]);
}

#[test]
fn addresses_are_sealed_and_go_with_the_next_version() {
    let desk = TestDesk::new();
    let map = with_mail(&desk, "team@example.com");
    save(&desk.deps, &olga(), &map, 0, "first").unwrap();
    let other = with_mail(&desk, "other@example.com");
    let changed = preview(&desk.deps, &olga(), &other).unwrap();
    assert_eq!(changed[0].from.as_deref(), Some("team@example.com"));
    save(&desk.deps, &olga(), &other, 1, "second").unwrap();
    let rows = desk.deps.store.read(|tx| data_map::page(tx, None, 9)).unwrap();
    assert!(rows[0].contacts.is_some() && rows[1].contacts.is_none());
    assert!(rows.iter().all(|row| !row.map.contains("example.com")));
}

#[test]
fn only_compliance_makes_versions_and_says_why() {
    let desk = TestDesk::new();
    let map = with_mail(&desk, "team@example.com");
    let ben = Actor::staff("ben", vec![Role::Approver]);
    assert!(view(&desk.deps, &ben).is_ok());
    assert!(save(&desk.deps, &ben, &map, 0, "x").is_err());
    assert!(view(&desk.deps, &Actor::staff("hana", vec![Role::Handler])).is_err());
    for (reason, map) in [(" ", map.clone()), ("x", DataMap::default())] {
        let refused = save(&desk.deps, &olga(), &map, 0, reason);
        assert!(matches!(refused, Err(ServiceError::Fields(_))), "{refused:?}");
    }
}

#[test]
fn a_file_written_and_read_says_the_same() {
    let desk = TestDesk::new();
    let text = export(&desk.deps, &olga()).unwrap();
    assert_eq!(read(&text).unwrap().systems, desk.deps.policy.data_map.systems);
    assert!(matches!(read("system = 1"), Err(ServiceError::Fields(_))));
}
