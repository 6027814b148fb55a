//! Accounts from the first link to the last administrator.

use chrono::TimeDelta;

use super::*;
use crate::access::shell;
use crate::testing::{NETWORK, TestDesk, token_of};
use crate::{Deps, ServiceError};
use domain::actor::Actor;
use domain::verification::Unusable;
use storage::journal;

const PASSWORD: &str = "a long and quiet river";

fn typed(email: &str, name: &str, password: &str) -> NewPassword {
    NewPassword { email: email.to_owned(), name: name.to_owned(), password: password.to_owned() }
}

/// The first administrator, signed in.
fn admin(desk: &TestDesk) -> (String, Actor) {
    let link = first_admin_link(&desk.deps).unwrap().unwrap();
    let typed = typed("Ines@Desk.example", "Ines Admin", PASSWORD);
    assert_eq!(set_password(&desk.deps, &token_of(&link), &typed).unwrap(), "ines@desk.example");
    let token = sign_in(&desk.deps, " INES@desk.example ", PASSWORD, NETWORK).unwrap();
    let session = session(&desk.deps, &token).unwrap();
    (token, actor(&session))
}

fn colleague(desk: &TestDesk, by: &Actor, email: &str, roles: &[Role]) -> StaffId {
    let id = invite(&desk.deps, by, email, "Hana Handler", roles).unwrap();
    set_password(&desk.deps, &desk.mailed_token(), &typed("", "", PASSWORD)).unwrap();
    id
}

fn events(deps: &Deps, stream: &str) -> Vec<String> {
    let page = deps.store.read(|tx| journal::page(tx, stream, 0, 100)).unwrap();
    page.into_iter().map(|entry| entry.event).collect()
}

#[test]
fn the_first_administrator_comes_in_by_a_link_that_is_never_mailed() {
    let desk = TestDesk::new();
    let first = first_admin_link(&desk.deps).unwrap().unwrap();
    let second = first_admin_link(&desk.deps).unwrap().unwrap();
    assert!(second.starts_with("http://127.0.0.1:8080/password/"), "{second}");
    let old = look_at_invite(&desk.deps, &token_of(&first));
    assert!(matches!(old, Err(ServiceError::Unusable(Unusable::Replaced))), "{old:?}");
    let page = look_at_invite(&desk.deps, &token_of(&second)).unwrap();
    assert_eq!((page.email, page.roles), (None, vec![Role::Admin]));
    let wrong = set_password(&desk.deps, &token_of(&second), &typed("", "Ines", PASSWORD));
    assert!(matches!(wrong, Err(ServiceError::Fields(f)) if f.contains_key("email")));
    let (_, ines) = admin(&desk);
    assert_eq!(first_admin_link(&desk.deps).unwrap(), None);
    assert!(desk.mails().is_empty());
    let people = list(&desk.deps, &ines, None, 10).unwrap();
    assert_eq!(people.items.len(), 1);
    let id = people.items[0].id.as_str();
    let stream = format!("account:{id}");
    assert_eq!(events(&desk.deps, &stream), ["staff_invited", "password_set", "signed_in"]);
}

#[test]
fn an_invitation_is_mailed_and_works_once() {
    let desk = TestDesk::new();
    let (_, ines) = admin(&desk);
    let roles = [Role::Approver, Role::Handler];
    let id = invite(&desk.deps, &ines, "hana@desk.example", "Hana", &roles).unwrap();
    let token = desk.mailed_token();
    let page = look_at_invite(&desk.deps, &token).unwrap();
    assert_eq!(page.email.as_deref(), Some("hana@desk.example"));
    assert_eq!(page.roles, [Role::Handler, Role::Approver]);
    let weak = set_password(&desk.deps, &token, &typed("", "", "hana hana hana"));
    assert!(matches!(weak, Err(ServiceError::Fields(f)) if f.contains_key("password")));
    set_password(&desk.deps, &token, &typed("", "Hana Handler", PASSWORD)).unwrap();
    let again = set_password(&desk.deps, &token, &typed("", "", PASSWORD));
    assert!(matches!(again, Err(ServiceError::Unusable(Unusable::Used))), "{again:?}");
    let session =
        session(&desk.deps, &sign_in(&desk.deps, "hana@desk.example", PASSWORD, NETWORK).unwrap())
            .unwrap();
    assert_eq!((session.id.clone(), session.name.as_str()), (id, "Hana Handler"));
    let other = invite(&desk.deps, &ines, "HANA@desk.example", "", &roles);
    assert!(matches!(other, Err(ServiceError::Fields(f)) if f.contains_key("email")));
    let denied = invite(&desk.deps, &actor(&session), "x@desk.example", "", &roles);
    assert!(matches!(denied, Err(ServiceError::Forbidden)));
    let odd = invite(&desk.deps, &ines, "x@desk.example", "", &[Role::System]);
    assert!(matches!(odd, Err(ServiceError::Fields(f)) if f.contains_key("roles")));
}

#[test]
fn sign_in_tells_nothing_and_stops_guessing() {
    let desk = TestDesk::new();
    let (_, ines) = admin(&desk);
    let id = colleague(&desk, &ines, "hana@desk.example", &[Role::Handler]);
    let unknown = sign_in(&desk.deps, "nobody@desk.example", PASSWORD, NETWORK).unwrap_err();
    for n in 0..10 {
        let wrong = sign_in(&desk.deps, "hana@desk.example", "wrong", NETWORK).unwrap_err();
        assert_eq!(wrong.to_string(), unknown.to_string(), "{n}");
    }
    let stopped = sign_in(&desk.deps, "hana@desk.example", PASSWORD, NETWORK);
    assert!(matches!(stopped, Err(ServiceError::Limited { .. })), "{stopped:?}");
    let elsewhere = "198.51.100.9".parse().unwrap();
    sign_in(&desk.deps, "hana@desk.example", PASSWORD, elsewhere).unwrap();
    let failed = events(&desk.deps, &format!("account:{id}"));
    assert_eq!(failed.iter().filter(|event| *event == "sign_in_failed").count(), 10);
    desk.pass(TimeDelta::hours(1));
    sign_in(&desk.deps, "hana@desk.example", PASSWORD, NETWORK).unwrap();
}

#[test]
fn a_session_ends_when_idle_when_old_and_when_signed_out() {
    let desk = TestDesk::new();
    let (token, _) = admin(&desk);
    for _ in 0..24 {
        desk.pass(TimeDelta::minutes(29));
        session(&desk.deps, &token).unwrap();
    }
    desk.pass(TimeDelta::minutes(29));
    assert!(matches!(session(&desk.deps, &token), Err(ServiceError::NotFound)), "12 hours");
    let sign_in = || sign_in(&desk.deps, "ines@desk.example", PASSWORD, NETWORK).unwrap();
    let idle = sign_in();
    desk.pass(TimeDelta::minutes(31));
    assert!(matches!(session(&desk.deps, &idle), Err(ServiceError::NotFound)));
    let (one, two) = (sign_in(), sign_in());
    assert_ne!(one, two);
    sign_out(&desk.deps, &one).unwrap();
    assert!(session(&desk.deps, &one).is_err());
    let open = session(&desk.deps, &two).unwrap();
    assert!(csrf_fits(&desk.deps, &two, &open.csrf) && !csrf_fits(&desk.deps, &one, &open.csrf));
    sign_out_everywhere(&desk.deps, &open).unwrap();
    assert!(session(&desk.deps, &two).is_err());
    let guess = session(&desk.deps, "guess");
    assert!(matches!(guess, Err(ServiceError::NotFound)));
}

#[test]
fn changes_of_an_account_count_at_the_next_click() {
    let desk = TestDesk::new();
    let (_, ines) = admin(&desk);
    let id = colleague(&desk, &ines, "hana@desk.example", &[Role::Handler]);
    let token = sign_in(&desk.deps, "hana@desk.example", PASSWORD, NETWORK).unwrap();
    set_roles(&desk.deps, &ines, &id, &[Role::Compliance]).unwrap();
    let hana = session(&desk.deps, &token).unwrap();
    assert_eq!(hana.roles, [Role::Compliance]);
    set_mail_frequency(&desk.deps, &hana, MailFrequency::Digest).unwrap();
    let mail_frequency = session(&desk.deps, &token).unwrap().mail_frequency;
    assert_eq!(mail_frequency, MailFrequency::Digest);
    disable(&desk.deps, &ines, &id).unwrap();
    assert!(session(&desk.deps, &token).is_err());
    assert!(sign_in(&desk.deps, "hana@desk.example", PASSWORD, NETWORK).is_err());
    enable(&desk.deps, &ines, &id).unwrap();
    assert!(session(&desk.deps, &token).is_err(), "its sessions ended for good");
    sign_in(&desk.deps, "hana@desk.example", PASSWORD, NETWORK).unwrap();
}

#[test]
fn the_last_administrator_stays() {
    let desk = TestDesk::new();
    let (_, ines) = admin(&desk);
    let own = StaffId(ines.reference.clone().unwrap());
    assert!(matches!(disable(&desk.deps, &ines, &own), Err(ServiceError::Fields(_))));
    let demoted = set_roles(&desk.deps, &ines, &own, &[Role::Handler]);
    assert!(matches!(demoted, Err(ServiceError::Fields(_))));
    set_roles(&desk.deps, &ines, &own, &[Role::Handler, Role::Admin]).unwrap();
    // An invitation alone is nobody who could let others in.
    invite(&desk.deps, &ines, "two@desk.example", "Two", &[Role::Admin]).unwrap();
    assert!(disable(&desk.deps, &ines, &own).is_err());
    set_password(&desk.deps, &desk.mailed_token(), &typed("", "", PASSWORD)).unwrap();
    disable(&desk.deps, &ines, &own).unwrap();
}

#[test]
fn a_reset_is_asked_for_without_learning_who_has_an_account() {
    let desk = TestDesk::new();
    let (token, _) = admin(&desk);
    request_reset(&desk.deps, "nobody@desk.example", NETWORK).unwrap();
    assert!(desk.mails().is_empty());
    request_reset(&desk.deps, "Ines@desk.example", NETWORK).unwrap();
    let link = desk.mailed_token();
    session(&desk.deps, &token).unwrap();
    set_password(&desk.deps, &link, &typed("", "", "another long sentence")).unwrap();
    assert!(session(&desk.deps, &token).is_err(), "old sessions ended");
    assert!(sign_in(&desk.deps, "ines@desk.example", PASSWORD, NETWORK).is_err());
    sign_in(&desk.deps, "ines@desk.example", "another long sentence", NETWORK).unwrap();
    request_reset(&desk.deps, "ines@desk.example", NETWORK).unwrap();
    let late = desk.mailed_token();
    desk.pass(TimeDelta::hours(1));
    let late = set_password(&desk.deps, &late, &typed("", "", PASSWORD));
    assert!(matches!(late, Err(ServiceError::Unusable(Unusable::Expired))), "{late:?}");
}

#[test]
fn a_disabled_account_is_not_opened_by_an_old_link() {
    let desk = TestDesk::new();
    let (_, ines) = admin(&desk);
    let id = colleague(&desk, &ines, "hana@desk.example", &[Role::Handler]);
    reset(&desk.deps, &ines, &id).unwrap();
    let link = desk.mailed_token();
    disable(&desk.deps, &ines, &id).unwrap();
    let used = set_password(&desk.deps, &link, &typed("", "", PASSWORD));
    assert!(matches!(used, Err(ServiceError::Unusable(Unusable::Replaced))), "{used:?}");
    assert!(reset(&desk.deps, &ines, &id).is_err());
}

#[test]
fn the_shell_invites_and_many_accounts_are_listed_page_by_page() {
    let desk = TestDesk::new();
    for n in 0..7 {
        let email = format!("p{n}@desk.example");
        invite(&desk.deps, &shell(), &email, "", &[Role::Handler]).unwrap();
    }
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = list(&desk.deps, &shell(), after.as_deref(), 3).unwrap();
        seen.extend(page.items.into_iter().map(|person| person.email));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 7);
    assert_eq!(names(&desk.deps).unwrap().len(), 7);
}

#[test]
fn open_requests_of_a_disabled_colleague_go_back_to_nobody() {
    use crate::commands;
    use crate::input::CommandInput;
    use domain::workflow::Command;
    use storage::views::queue::{View, count};
    let desk = TestDesk::new();
    let (_, ines) = admin(&desk);
    let id = colleague(&desk, &ines, "bob@desk.example", &[Role::Handler]);
    let hana = colleague(&desk, &ines, "hana@desk.example", &[Role::Handler]);
    let to = Some(id.0.clone());
    let cases: Vec<_> = (0..60).map(|n| desk.case(&format!("Person {n}"))).collect();
    for case in &cases {
        desk.act(case, &CommandInput::Assign { to: to.clone() });
    }
    desk.act(&cases[0], &CommandInput::Withdraw { reason: "by phone".to_owned() });
    desk.act(&cases[1], &CommandInput::Assign { to: Some(hana.0.clone()) });
    let open = open_requests(&desk.deps, &ines).unwrap();
    assert_eq!((open.get(&id), open.get(&hana)), (Some(&58), Some(&1)));
    let of = |view| desk.deps.store.read(|tx| count(tx, &view)).unwrap();
    assert_eq!(disable(&desk.deps, &ines, &id).unwrap(), 58);
    assert_eq!((of(View::Owner(id.0.clone())), of(View::Unassigned)), (0, 58));
    assert_eq!(of(View::Owner(hana.0.clone())), 1, "another one's stay");
    assert_eq!(disable(&desk.deps, &ines, &id).unwrap(), 0, "asked again");
    // After two working days the desk is told, as of every request without an owner.
    desk.pass(TimeDelta::days(4));
    let before = desk.mails().len();
    let case = desk.deps.store.read(|tx| storage::cases::by_reference(tx, &cases[2]));
    let (deps, case) = (desk.deps.clone(), case.unwrap().unwrap().id);
    let tick = desk
        .deps
        .store
        .write(move |tx| commands::execute(tx, &deps, &Actor::system(), &case, &Command::Tick));
    assert!(tick.is_ok_and(|done| !done.events.is_empty()));
    let mails = desk.mails();
    assert!(mails[before..].iter().any(|mail| mail.to.contains("hana@desk.example")));
    assert!(!mails[before..].iter().any(|mail| mail.to.contains("bob@desk.example")));
    assert!(crate::audit::verify(&desk.deps).unwrap().is_sound());
}

#[test]
fn what_an_interruption_left_with_a_disabled_colleague_is_released_later() {
    use crate::input::CommandInput;
    let desk = TestDesk::new();
    let (_, ines) = admin(&desk);
    let id = colleague(&desk, &ines, "bob@desk.example", &[Role::Handler]);
    let case = desk.case("Maya Maple");
    desk.act(&case, &CommandInput::Assign { to: Some(id.0.clone()) });
    assert_eq!(release_of_disabled(&desk.deps).unwrap(), 0, "the account is in use");
    let named = format!("UPDATE staff SET state = 'disabled' WHERE id = '{id}'");
    desk.tamper(&named);
    assert_eq!(release_of_disabled(&desk.deps).unwrap(), 1);
    assert_eq!(release_of_disabled(&desk.deps).unwrap(), 0);
}
