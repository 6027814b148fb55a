//! Given/when/then of a change of address: nothing goes to the new one before its time, and identity is accepted anew.

use super::*;
use crate::case::Identity;
use crate::effect::{Audience, Effect};
use crate::file::Package;
use crate::item::ItemState;
use crate::message::NoticeKind;
use crate::person::Email;

fn wish() -> Command {
    Command::AskAddressChange {
        email: Email::parse("maya@new.example.com").unwrap(),
        person: Some(new_person()),
        reason: Some(prose("the old mailbox is lost")),
    }
}

fn new_person() -> Prose {
    Prose::new("maya elsewhere".to_owned(), VaultId::from("p2"), [7; 32])
}

const STOP: Command = Command::CancelAddressChange { disowned: true };
const CANCEL: Command = Command::CancelAddressChange { disowned: false };

fn notices(desk: &Desk, events: &[Event]) -> Vec<(NoticeKind, Audience)> {
    let effects = events.iter().flat_map(|event| react(&desk.case, event, &desk.policy));
    effects
        .filter_map(|effect| match effect {
            Effect::Notify { notice, to } => Some((notice, to)),
            Effect::CallSystem(_) | Effect::BuildPackage | Effect::Forget => None,
        })
        .collect()
}

fn in_force(desk: &Desk) -> &str {
    desk.case.intake.person.id.as_str()
}

fn after_hours(desk: &mut Desk, hours: i64) -> Vec<Event> {
    desk.run_until(desk.now + TimeDelta::hours(hours))
}

/// Asked for, confirmed, and waited out.
fn moved(mut desk: Desk) -> Desk {
    desk.must(&Actor::requester(), &wish());
    desk.must(&Actor::requester(), &Command::ConfirmAddressChange);
    assert!(after_hours(&mut desk, 72).contains(&Event::AddressChanged));
    desk
}

fn reviewed() -> Desk {
    let mut desk = Desk::working(&[Right::Access]);
    for task in desk.case.open_tasks().map(|task| task.id.0).collect::<Vec<_>>() {
        desk.must(&handler(), &complete(task, TaskResult::NothingHeld));
    }
    desk.must(&handler(), &settle(Right::Access, Settlement::Done));
    desk.must(&handler(), &Command::ProposeAnswer { text: None, closing: None });
    desk
}

#[test]
fn both_mailboxes_are_written_to_and_the_new_one_gets_only_the_question() {
    let mut desk = Desk::working(&[Right::Access]);
    let events = desk.must(&Actor::requester(), &wish());
    let told = notices(&desk, &events);
    assert!(told.contains(&(NoticeKind::AddressConfirm, Audience::NewAddress)), "{told:?}");
    assert!(told.contains(&(NoticeKind::AddressNotice, Audience::Requester)), "{told:?}");
    let confirmed = desk.must(&Actor::requester(), &Command::ConfirmAddressChange);
    let told = notices(&desk, &confirmed);
    assert_eq!(told, [(NoticeKind::AddressNotice, Audience::Requester)]);
    assert_eq!(in_force(&desk), "p");
}

#[test]
fn it_counts_after_the_wait_and_not_an_instant_before() {
    for mut desk in [Desk::recorded(&[Right::Access]), Desk::working(&[Right::Access]), reviewed()]
    {
        let stage = desk.case.stage;
        desk.must(&Actor::requester(), &wish());
        desk.now += TimeDelta::hours(20);
        desk.must(&Actor::requester(), &Command::ConfirmAddressChange);
        let counts_at = desk.now + TimeDelta::hours(72);
        let early = desk.run_until(counts_at - TimeDelta::seconds(1));
        assert!(!early.contains(&Event::AddressChanged), "{stage}");
        assert_eq!((in_force(&desk), desk.case.stage), ("p", stage));
        assert!(desk.run_until(counts_at).contains(&Event::AddressChanged), "{stage}");
        assert_eq!((in_force(&desk), desk.case.stage), ("p2", Stage::Verifying), "{stage}");
        assert_eq!(desk.case.identity, Identity::Open, "{stage}");
        assert_eq!(replay(&desk.events).as_ref(), Some(&desk.case), "{stage}");
    }
}

#[test]
fn nothing_leaves_before_identity_is_accepted_again_and_the_plan_stays() {
    let mut desk = moved(reviewed());
    let planned = desk.case.tasks.clone();
    assert!(desk.case.proposal.is_none());
    assert_eq!(desk.refused(&approver(), &Command::Approve), RefusalCode::NotInStage);
    let propose = Command::ProposeAnswer { text: None, closing: None };
    assert_eq!(desk.refused(&handler(), &propose), RefusalCode::NotInStage);
    desk.must(&handler(), &accept());
    assert_eq!(desk.case.tasks, planned, "nothing is planned twice");
    desk.must(&handler(), &propose);
    desk.must(&approver(), &Command::Approve);
    assert_eq!(desk.case.stage, Stage::Closed);
}

#[test]
fn what_was_released_for_the_old_address_is_released_anew() {
    let mut desk = Desk::working(&[Right::Delete]);
    desk.must(&approver(), &release());
    let mut desk = moved(desk);
    let erase = desk.case.open_tasks().next().unwrap().id.0;
    let done = complete(erase, TaskResult::Erased);
    assert_eq!(desk.refused(&handler(), &done), RefusalCode::NotInStage);
    desk.must(&handler(), &accept());
    assert_eq!(desk.case.item(Right::Delete).unwrap().state, ItemState::Pending);
    assert_eq!(desk.refused(&handler(), &done), RefusalCode::ExecutionNotApproved);
    desk.must(&approver(), &release());
    desk.must(&handler(), &done);
}

#[test]
fn a_package_for_the_old_address_is_taken_back() {
    let mut desk = reviewed();
    let (at, file) = (desk.now, "f1".into());
    let until = at + TimeDelta::days(10);
    desk.case.package = Some(Package::Ready { file, since: at, until, downloads: 0 });
    let desk = moved(desk);
    assert!(matches!(desk.case.package, Some(Package::Recalled { .. })), "{:?}", desk.case.package);
}

#[test]
fn the_mailbox_in_force_stops_it_and_the_request_with_it() {
    let mut desk = Desk::working(&[Right::Access]);
    desk.must(&handler(), &wish());
    desk.must(&Actor::requester(), &Command::ConfirmAddressChange);
    let events = desk.must(&Actor::data_subject(), &STOP);
    assert_eq!(events, [Event::AddressChangeCancelled, Event::Disowned]);
    assert!(desk.case.address.is_none() && desk.case.hold.is_some());
    assert!(!after_hours(&mut desk, 100).contains(&Event::AddressChanged));
    assert_eq!(desk.refused(&Actor::requester(), &wish()), RefusalCode::OnHold);
}

#[test]
fn a_hold_keeps_it_from_counting_until_it_is_released() {
    let mut desk = Desk::working(&[Right::Access]);
    desk.must(&Actor::requester(), &wish());
    desk.must(&Actor::requester(), &Command::ConfirmAddressChange);
    let officer = staff("carla", &[Role::Compliance]);
    desk.must(&officer, &Command::PlaceHold { reason: prose("looked into") });
    assert!(!after_hours(&mut desk, 100).contains(&Event::AddressChanged));
    desk.must(&approver(), &Command::ReleaseHold { reason: prose("it was them") });
    assert!(desk.tick().contains(&Event::AddressChanged));
}

#[test]
fn person_and_desk_cancel_closing_ends_it_and_unconfirmed_it_lapses() {
    for actor in [Actor::requester(), handler()] {
        let mut desk = Desk::working(&[Right::Access]);
        assert_eq!(desk.refused(&actor, &CANCEL), RefusalCode::NothingToCancel);
        desk.must(&actor, &wish());
        assert_eq!(desk.must(&actor, &CANCEL), [Event::AddressChangeCancelled]);
        assert!(desk.case.address.is_none() && desk.case.hold.is_none());
    }
    let mut desk = Desk::working(&[Right::Access]);
    desk.must(&Actor::requester(), &wish());
    let late = desk.now + TimeDelta::hours(24);
    let mut slow = Desk { policy: policy(), now: late, case: desk.case.clone(), events: vec![] };
    let confirm = Command::ConfirmAddressChange;
    assert_eq!(slow.refused(&Actor::requester(), &confirm), RefusalCode::NothingChanges);
    assert!(after_hours(&mut desk, 24).contains(&Event::AddressChangeLapsed));
    assert_eq!(desk.refused(&Actor::requester(), &confirm), RefusalCode::NothingChanges);
    desk.must(&Actor::requester(), &wish());
    desk.must(&Actor::requester(), &Command::Withdraw { reason: None });
    assert!(desk.case.address.is_none());
}

#[test]
fn the_newest_wish_counts_and_has_to_be_confirmed_itself() {
    let mut desk = Desk::working(&[Right::Access]);
    desk.must(&Actor::requester(), &wish());
    desk.must(&Actor::requester(), &Command::ConfirmAddressChange);
    desk.must(&handler(), &wish());
    let change = desk.case.address.clone().unwrap();
    assert!(change.by_desk && change.counts_at.is_none());
}

#[test]
fn the_desk_says_how_the_wish_came_and_somebody_without_mail_has_none() {
    let Command::AskAddressChange { email, person, .. } = wish() else { panic!() };
    let unexplained = Command::AskAddressChange { email, person, reason: None };
    let mut desk = Desk::working(&[Right::Access]);
    assert_eq!(desk.refused(&handler(), &unexplained), RefusalCode::ReasonNeeded);
    desk.must(&Actor::requester(), &unexplained);
    desk.case.intake.has_email = false;
    assert_eq!(desk.refused(&handler(), &wish()), RefusalCode::NoEmailAddress);
}

#[test]
fn what_the_old_mailbox_showed_proves_nothing_of_the_new_one() {
    let mut own = Desk::recorded(&[Right::Access]);
    own.must(&handler(), &Command::AskEvidence { text: prose("Show us who you are.") });
    assert!(moved(own).case.waiting.is_none());
    let mut agent = Desk::open_with(policy(), Verb::Submit, &[Right::Access], RequesterRole::Agent);
    agent.must(&Actor::requester(), &Command::ConfirmEmail { by_link: false });
    agent.must(&Actor::data_subject(), &Command::ConfirmMandate);
    let mut agent = moved(agent);
    assert_eq!(agent.refused(&handler(), &accept()), RefusalCode::MandateMissing);
    assert!(
        notices(&agent, &[Event::AddressChanged])
            .contains(&(NoticeKind::MandateRequest, Audience::DataSubject))
    );
    let guardian = RequesterRole::Guardian;
    let mut parent = Desk::open_with(policy(), Verb::Record, &[Right::Access], guardian);
    let shown = Command::AcceptIdentity {
        method: VerificationMethod::Authority,
        note: Some(prose("a birth certificate")),
        plan: None,
    };
    parent.must(&handler(), &shown);
    assert!(moved(parent).case.authority_awaited());
}
