//! Planning and comparing.

use super::*;
use crate::item::TaskWith;
use crate::webhook::{Identifier, SubjectReference};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn system(key: &str, access: Option<TaskKind>, delete: Option<TaskKind>) -> System {
    let categories = vec!["Account Data".to_owned()];
    System {
        key: key.to_owned(),
        name: key.to_owned(),
        categories,
        access,
        delete,
        ..System::default()
    }
}

fn map() -> DataMap {
    let mut shop = system("shop", Some(TaskKind::Collect), Some(TaskKind::Erase));
    shop.owner.mail = Email::parse("shop@example.com").ok();
    let list = system("list", None, Some(TaskKind::Anonymise));
    let logs = system("logs", None, None);
    DataMap {
        number: 2,
        categories: vec!["Account Data".to_owned()],
        systems: vec![shop, list, logs],
    }
}

const DATES: fn() -> Dates =
    || Dates { today: day("2026-11-23"), target_on: day("2026-12-16"), due_on: day("2026-12-23") };

fn planned(rights: &[Right], systems: Option<&[&str]>) -> Vec<(u32, String, TaskKind)> {
    let systems: Option<Vec<String>> =
        systems.map(|all| all.iter().map(|key| (*key).to_owned()).collect());
    let what = Planned { rights, systems: systems.as_deref(), last: 4, dates: DATES() };
    plan(&map(), &what).into_iter().map(|task| (task.id.0, task.system, task.kind)).collect()
}

#[test]
fn one_task_for_each_system_and_right() {
    let (access, delete) = (Right::Access, Right::Delete);
    let shop = |n, kind| (n, "shop".to_owned(), kind);
    let list = |n| (n, "list".to_owned(), TaskKind::Anonymise);
    let all = [shop(5, TaskKind::Collect), shop(6, TaskKind::Erase), list(7)];
    assert_eq!(planned(&[access, delete], None), all);
    assert_eq!(planned(&[access, delete], Some(&["list"])), [list(5)]);
    let logs = |n, kind| (n, "logs".to_owned(), kind);
    let asked = [logs(5, TaskKind::Collect), logs(6, TaskKind::Erase)];
    assert_eq!(planned(&[access, delete], Some(&["logs"])), asked, "the usual task of each");
    assert_eq!(planned(&[Right::Correct], None), []);
    assert_eq!(chosen_systems(&map(), &[access]), ["shop"]);
}

#[test]
fn a_system_with_an_owner_is_theirs() {
    let what = Planned { rights: &[Right::Delete], systems: None, last: 0, dates: DATES() };
    let with: Vec<_> = plan(&map(), &what).into_iter().map(|task| task.with).collect();
    assert_eq!(with, [TaskWith::Owner, TaskWith::Desk]);
}

#[test]
fn what_is_collected_leaves_a_week_to_read_it() {
    let on = |today: &str, kind| due_on(kind, Dates { today: day(today), ..DATES() });
    assert_eq!(on("2026-11-23", TaskKind::Collect), day("2026-12-09"));
    assert_eq!(on("2026-11-23", TaskKind::Erase), day("2026-12-16"));
    assert_eq!(on("2026-12-15", TaskKind::Collect), day("2026-12-18"), "three days at least");
    assert_eq!(on("2026-12-22", TaskKind::Erase), day("2026-12-23"), "not after the answer");
    assert_eq!(on("2026-12-30", TaskKind::Erase), day("2026-12-30"), "late already: today");
}

#[test]
fn a_difference_names_the_system_and_what_it_is() {
    let mut new = map();
    assert_eq!(diff(&map(), &new), []);
    new.systems[0].owner.team = "Shop team".to_owned();
    new.systems[1].recipients =
        vec![Recipient { name: "Printer".to_owned(), categories: Vec::new() }];
    new.systems.remove(2);
    new.systems.push(system("mail", None, None));
    new.systems.swap(0, 1);
    let said: Vec<_> = diff(&map(), &new)
        .into_iter()
        .map(|one| (one.system.unwrap_or_default(), one.what, one.to.unwrap_or_default()))
        .collect();
    let line = |system: &str, what, to: &str| (system.to_owned(), what, to.to_owned());
    assert_eq!(
        said,
        [
            line("shop", "owner team", "Shop team"),
            line("list", "recipients", "Printer"),
            line("logs", "system", ""),
            line("mail", "system", "mail"),
            line("", "order", "list, shop"),
        ]
    );
}

/// A map whose only system says everything that can be said.
fn full() -> DataMap {
    let system = serde_json::json!({
        "key": "shop", "name": "Shop", "categories": ["Account Data"], "purposes": ["Sales"],
        "sources": ["The person"], "access": "collect", "correct": "correct", "delete": "erase",
        "terminate": "close_account", "owner": { "team": "Shop" },
        "retention": [{
            "basis": "legal_claims", "reason": "Claims",
            "period": { "unit": "calendar_months", "count": 36 }, "review_on": "2027-10-01",
        }],
        "recipient": [{ "name": "Printer" }],
    });
    DataMap { systems: vec![serde_json::from_value(system).unwrap()], ..map() }
}

#[test]
fn every_difference_is_seen() {
    // A field that `says` forgets would be saved unseen.
    let full = full();
    let text = serde_json::to_value(&full.systems[0]).unwrap();
    for (name, value) in text.as_object().unwrap() {
        if name == "key" {
            continue;
        }
        let mut without = full.clone();
        let mut cut = text.clone();
        let empty = if value.is_array() { serde_json::json!([]) } else { serde_json::json!({}) };
        cut[name] = if value.is_string() { serde_json::Value::Null } else { empty };
        if name == "name" {
            cut[name] = "Another".into();
        }
        without.systems[0] = serde_json::from_value(cut).unwrap();
        assert_eq!(diff(&full, &without).len(), 1, "{name}");
    }
}

#[test]
fn a_system_that_answers_by_itself_gets_its_tasks_and_people_get_the_rest() {
    let mut map = map();
    map.systems[1].webhook = Some(Webhook {
        url: "https://list.example.com/rights".to_owned(),
        does: vec![TaskKind::Anonymise],
        identifiers: vec![Identifier::Email],
        subject: SubjectReference::Opaque,
    });
    assert!(map.problems().is_empty());
    let list = map.system("list").unwrap();
    assert_eq!(with(list, TaskKind::Anonymise), TaskWith::System);
    assert_eq!(with(list, TaskKind::TellRecipients), TaskWith::Desk);
    assert_eq!(by_people(map.system("shop")), TaskWith::Owner);
    assert_eq!(by_people(Some(list)), TaskWith::Desk);
    assert!(map.webhook("list", TaskKind::Erase).is_none());
    assert!(map.remarks().iter().any(|one| one.contains("what it does not do by itself")));
    let changed = diff(&self::map(), &map);
    assert_eq!(changed.len(), 1);
    let said = "https://list.example.com/rights for anonymise, by email; subject: opaque";
    assert_eq!((changed[0].what, changed[0].to.as_deref()), ("webhook", Some(said)));
    map.systems[1].webhook.as_mut().unwrap().url = "list.example.com".to_owned();
    assert!(map.problems()[0].starts_with("System “list”: write the address"));
}
