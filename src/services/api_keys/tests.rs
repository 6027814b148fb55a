//! What a key opens, for whom it acts, and whom four eyes counts.

use super::*;
use crate::access::shell;
use crate::staff::{self as people, NewPassword};
use crate::testing::TestDesk;

fn colleague(desk: &TestDesk, email: &str, roles: &[Role]) -> StaffId {
    let id = people::invite(&desk.deps, &shell(), email, "Hana", roles).unwrap();
    let typed = NewPassword {
        password: "a long and quiet river".to_owned(),
        name: "Hana Handler".to_owned(),
        ..NewPassword::default()
    };
    people::set_password(&desk.deps, &desk.mailed_token(), &typed).unwrap();
    id
}

fn call(desk: &TestDesk, by: &Actor, scope: Scope, acts_for: Option<&str>) -> Caller {
    let key = create(&desk.deps, by, "Export to the wiki", scope, acts_for).unwrap();
    assert!(key.secret.starts_with("rdk_") && key.secret.len() > 40);
    authenticate(&desk.deps, &key.secret).unwrap()
}

#[test]
fn a_scope_opens_only_what_it_is_for() {
    let desk = TestDesk::new();
    let expected: [(Scope, &[Permission], bool); 4] = [
        (
            Scope::Read,
            &[
                Permission::ReadCases,
                Permission::ReadAudit,
                Permission::ReadReports,
                Permission::ExportEvidence,
            ],
            false,
        ),
        (Scope::Intake, &[Permission::RecordCases], false),
        (Scope::Work, &[Permission::ReadCases, Permission::RecordCases], true),
        (Scope::Report, &[Permission::ReadReports], false),
    ];
    for (scope, open, works) in expected {
        let caller = call(&desk, &shell(), scope, None);
        for permission in Permission::ALL {
            assert_eq!(caller.may(*permission), open.contains(permission), "{scope} {permission}");
        }
        assert_eq!(caller.may_work(), works, "{scope}");
    }
}

#[test]
fn keys_of_one_person_are_one_actor_and_keys_of_the_shell_are_several() {
    let desk = TestDesk::new();
    let one = call(&desk, &shell(), Scope::Work, None);
    let two = call(&desk, &shell(), Scope::Work, None);
    assert_ne!(one.actor.principal, two.actor.principal);
    let id = colleague(&desk, "ann@desk.example", &[Role::Admin]);
    let ann = Actor::staff(id.as_str(), vec![Role::Admin]);
    let three = call(&desk, &ann, Scope::Work, None);
    let four = call(&desk, &ann, Scope::Work, None);
    assert_eq!(three.actor.principal, format!("staff:{id}"));
    assert_eq!(three.actor.principal, four.actor.principal);
    assert_ne!(three.actor.reference, four.actor.reference);
}

#[test]
fn a_key_for_a_person_can_never_do_more_than_the_person() {
    let desk = TestDesk::new();
    let id = colleague(&desk, "hana@desk.example", &[Role::Handler]);
    let caller = call(&desk, &shell(), Scope::Work, Some(" Hana@desk.example "));
    let via = Some(caller.key_id.clone());
    let hana = Actor { via, ..Actor::staff(id.as_str(), vec![Role::Handler]) };
    assert_eq!(caller.actor, hana);
    let reader = call(&desk, &shell(), Scope::Read, Some("hana@desk.example"));
    assert!(reader.may(Permission::ReadCases) && !reader.may(Permission::ReadAudit));
    let key = create(&desk.deps, &shell(), "k", Scope::Work, Some("hana@desk.example")).unwrap();
    people::set_roles(&desk.deps, &shell(), &id, &[Role::Compliance]).unwrap();
    let caller = authenticate(&desk.deps, &key.secret).unwrap();
    assert!(caller.actor.roles.is_empty() && !caller.may(Permission::ReadCases));
    people::disable(&desk.deps, &shell(), &id).unwrap();
    assert!(matches!(authenticate(&desk.deps, &key.secret), Err(ServiceError::NotFound)));
    for nobody in ["nobody@desk.example", "hana@desk.example"] {
        let refused = create(&desk.deps, &shell(), "k", Scope::Work, Some(nobody));
        assert!(matches!(refused, Err(ServiceError::Fields(f)) if f.contains_key("for")));
    }
}

#[test]
fn a_revoked_key_and_a_guess_open_nothing() {
    let desk = TestDesk::new();
    let key = create(&desk.deps, &shell(), "k", Scope::Read, None).unwrap();
    authenticate(&desk.deps, &key.secret).unwrap();
    let used = list(&desk.deps, &shell(), None, 10).unwrap();
    assert_eq!(used[0].last_used_at, Some(desk.deps.now()));
    desk.pass(TimeDelta::seconds(30));
    authenticate(&desk.deps, &key.secret).unwrap();
    assert_eq!(list(&desk.deps, &shell(), None, 10).unwrap(), used, "not written at each call");
    desk.pass(TimeDelta::minutes(1));
    authenticate(&desk.deps, &key.secret).unwrap();
    assert_ne!(list(&desk.deps, &shell(), None, 10).unwrap(), used);
    revoke(&desk.deps, &shell(), &key.id).unwrap();
    assert!(matches!(revoke(&desk.deps, &shell(), &key.id), Err(ServiceError::NotFound)));
    for secret in [key.secret.as_str(), "rdk_guess", "", "guess"] {
        assert!(matches!(authenticate(&desk.deps, secret), Err(ServiceError::NotFound)));
    }
    let handler = Actor::staff("h", vec![Role::Handler]);
    assert!(matches!(
        create(&desk.deps, &handler, "k", Scope::Read, None),
        Err(ServiceError::Forbidden)
    ));
    assert!(create(&desk.deps, &shell(), " ", Scope::Read, None).is_err());
}

#[test]
fn keys_made_by_a_disabled_colleague_rest() {
    let desk = TestDesk::new();
    let ines = colleague(&desk, "ines@desk.example", &[Role::Admin]);
    let ann = colleague(&desk, "ann@desk.example", &[Role::Admin]);
    let by = Actor::staff(ines.as_str(), vec![Role::Admin]);
    let key = create(&desk.deps, &by, "k", Scope::Read, None).unwrap();
    let other = create(&desk.deps, &shell(), "of the shell", Scope::Read, None).unwrap();
    let rest = |desk: &TestDesk| {
        let keys = list(&desk.deps, &shell(), None, 10).unwrap();
        keys.into_iter().filter(|line| line.rests).map(|line| line.id).collect::<Vec<_>>()
    };
    authenticate(&desk.deps, &key.secret).unwrap();
    assert!(rest(&desk).is_empty());
    let chief = Actor::staff(ann.as_str(), vec![Role::Admin]);
    people::disable(&desk.deps, &chief, &ines).unwrap();
    assert!(matches!(authenticate(&desk.deps, &key.secret), Err(ServiceError::NotFound)));
    authenticate(&desk.deps, &other.secret).unwrap();
    assert_eq!(rest(&desk), [key.id]);
    people::enable(&desk.deps, &chief, &ines).unwrap();
    authenticate(&desk.deps, &key.secret).unwrap();
}

#[test]
fn what_a_person_does_through_a_key_names_person_and_key() {
    use crate::commands::{self, stream_of};
    use crate::input::CommandInput;
    use storage::{cases, journal};
    let desk = TestDesk::new();
    let id = colleague(&desk, "hana@desk.example", &[Role::Handler]);
    let caller = call(&desk, &shell(), Scope::Work, Some("hana@desk.example"));
    let reference = desk.case("Maya Maple");
    let note = CommandInput::AddNote { text: "by a program".to_owned() };
    commands::run(&desk.deps, &caller.actor, &reference, None, &note).unwrap();
    let by_hand = Actor::staff(id.as_str(), vec![Role::Handler]);
    commands::run(&desk.deps, &by_hand, &reference, None, &note).unwrap();
    let entries = desk.deps.store.read(|tx| {
        let case = cases::by_reference(tx, &reference)?.unwrap();
        journal::page(tx, &stream_of(&case.id), 0, 100)
    });
    let notes: Vec<_> =
        entries.unwrap().into_iter().filter(|entry| entry.event == "note_added").collect();
    assert!(notes.iter().all(|entry| entry.actor_ref.as_deref() == Some(id.as_str())));
    assert!(notes[0].body.contains(&format!("\"via\":\"{}\"", caller.key_id)));
    assert!(!notes[1].body.contains("via"));
    crate::lists::found(&desk.deps, &caller.actor, "maple").unwrap();
    let reads = format!("reads:{id}");
    let searched = desk.deps.store.read(|tx| journal::page(tx, &reads, 0, 9)).unwrap();
    assert!(searched[0].body.contains(&caller.key_id), "{searched:?}");
    assert!(crate::audit::verify(&desk.deps).unwrap().is_sound());
}
