//! Given/when/then: one sentence of the workflow per test.

use super::*;
use crate::workflow::command::Earlier;

#[test]
fn a_request_goes_from_the_form_to_the_closed_answer() {
    let mut desk = Desk::submitted(&[Right::Access, Right::Delete]);
    assert_eq!(desk.case.due_on(), day("2026-12-23"));
    desk.must(&Actor::requester(), &Command::ConfirmEmail { by_link: false });
    desk.must(&handler(), &accept());
    assert_eq!(desk.case.tasks.len(), 2, "one task per system and right");
    desk.must(&handler(), &settle(Right::Access, Settlement::Done));
    assert_eq!(
        desk.refused(&handler(), &Command::ProposeAnswer { text: None, closing: None }),
        RefusalCode::NotAllSettled
    );
    desk.must(&handler(), &settle(Right::Delete, Settlement::PartlyDone));
    desk.must(&handler(), &Command::ProposeAnswer { text: None, closing: None });
    desk.must(&approver(), &Command::Approve);
    assert_eq!(desk.case.outcome, Some(Outcome::PartlyFulfilled));
    assert_eq!(replay(&desk.events).as_ref(), Some(&desk.case));
}

#[test]
fn the_proposer_cannot_approve_where_four_eyes_are_asked() {
    for (rights, second) in [(vec![Right::Access], false), (vec![Right::Delete], true)] {
        let mut desk = Desk::working(&rights);
        desk.must(&approver(), &settle(rights[0], Settlement::Done));
        desk.must(&approver(), &Command::ProposeAnswer { text: None, closing: None });
        let refused = desk.act(&approver(), &Command::Approve).err().map(|r| r.code);
        assert_eq!(refused, second.then_some(RefusalCode::SamePerson));
    }
}

/// What counts is what the person does not get, not the command that led there.
#[test]
fn an_answer_that_falls_short_needs_a_second_person_whatever_is_asked() {
    for settlement in [Settlement::PartlyDone, Settlement::Refused, Settlement::NotApplicable] {
        for rights in [vec![Right::Access], vec![Right::Access, Right::Correct]] {
            let mut desk = Desk::working(&rights);
            desk.must(&approver(), &settle(rights[0], settlement));
            for right in &rights[1..] {
                desk.must(&approver(), &settle(*right, Settlement::Done));
            }
            desk.must(&approver(), &Command::ProposeAnswer { text: None, closing: None });
            assert_eq!(desk.refused(&approver(), &Command::Approve), RefusalCode::SamePerson);
            let other = staff("carl", &[Role::Approver]);
            desk.must(&other, &Command::Approve);
        }
    }
}

#[test]
fn a_refusal_is_drafted_reviewed_and_sent_back_to_where_it_came_from() {
    let mut desk = Desk::recorded(&[Right::Access]);
    let refuse = Command::Refuse { ground: Ground::Excessive, text: prose("ninth time") };
    desk.must(&handler(), &refuse);
    assert_eq!(desk.case.stage, Stage::Review);
    desk.must(&approver(), &Command::SendBack { reason: prose("ask first") });
    assert_eq!(desk.case.stage, Stage::Verifying);
    desk.must(&handler(), &refuse);
    let own = staff(ANNA, &[Role::Approver]);
    assert_eq!(desk.refused(&own, &Command::Approve), RefusalCode::SamePerson);
    desk.must(&approver(), &Command::Approve);
    assert_eq!(desk.case.outcome, Some(Outcome::Refused));
}

#[test]
fn nothing_is_erased_before_an_approver_released_it() {
    let mut desk = Desk::working(&[Right::Delete]);
    let erase = complete(1, TaskResult::Erased);
    assert_eq!(desk.refused(&handler(), &erase), RefusalCode::ExecutionNotApproved);
    // What a form offers is what would be taken.
    let offered = |desk: &Desk| -> Vec<TaskResult> {
        let task = desk.case.task(TaskId(1)).unwrap();
        results_now(&desk.case, task, &desk.policy).collect()
    };
    assert_eq!(offered(&desk), [TaskResult::Retained, TaskResult::NothingHeld, TaskResult::Failed]);
    desk.must(&approver(), &release());
    assert!(offered(&desk).contains(&TaskResult::Erased));
    desk.must(&handler(), &erase);
}

#[test]
fn a_termination_waits_out_its_cooling_off_and_can_be_cancelled() {
    let mut desk = Desk::working(&[Right::Terminate]);
    desk.must(&approver(), &release());
    desk.must(&Actor::requester(), &Command::CancelTermination);
    assert!(desk.case.all_settled());
    let mut other = Desk::working(&[Right::Terminate]);
    other.must(&approver(), &release());
    let events = other.run_until(other.now + TimeDelta::hours(72));
    assert!(events.contains(&Event::CoolingOffEnded), "{events:?}");
    assert!(other.case.execution_released(Right::Terminate));
}

#[test]
fn a_case_without_rights_is_triaged_before_identity() {
    let mut desk = Desk::recorded(&[]);
    assert_eq!(desk.refused(&handler(), &accept()), RefusalCode::NoRights);
    desk.must(&handler(), &Command::SetRights { rights: vec![Right::Access] });
    desk.must(&handler(), &accept());
}

#[test]
fn an_agent_needs_a_mandate_and_a_guardian_authority() {
    let mut agent = Desk::open_with(policy(), Verb::Record, &[Right::Access], RequesterRole::Agent);
    assert_eq!(agent.refused(&handler(), &accept()), RefusalCode::MandateMissing);
    agent.must(&Actor::data_subject(), &Command::ConfirmMandate);
    agent.must(&handler(), &accept());
    let mut guardian =
        Desk::open_with(policy(), Verb::Record, &[Right::Delete], RequesterRole::Guardian);
    assert_eq!(guardian.case.priority, Priority::High);
    assert_eq!(guardian.refused(&handler(), &accept()), RefusalCode::AuthorityNeeded);
}

#[test]
fn this_was_not_me_stops_the_case_until_an_approver_releases_it() {
    let mut desk = Desk::recorded(&[Right::Access]);
    desk.must(&Actor::data_subject(), &Command::Disown);
    assert_eq!(desk.refused(&handler(), &accept()), RefusalCode::OnHold);
    desk.must(&approver(), &Command::ReleaseHold { reason: prose("called back") });
    desk.must(&handler(), &accept());
}

#[test]
fn an_unassigned_case_escalates_after_two_working_days() {
    let mut desk = Desk::recorded(&[Right::Access]);
    let events = desk.run_until(at("2026-11-25T08:00:00Z"));
    assert_eq!(events, [Event::UnassignedEscalated]);
}

#[test]
fn a_corrected_receipt_moves_every_date_from_the_true_day() {
    let mut desk = Desk::recorded(&[Right::Access]);
    let correct = Command::CorrectReceivedDate {
        received_at: at("2026-11-20T23:30:00Z"),
        reason: prose("postmark"),
    };
    desk.must(&handler(), &correct);
    assert_eq!(desk.case.due_on(), day("2026-12-20"));
    assert_eq!(desk.case.target_on(), day("2026-12-13"));
    assert_eq!(desk.refused(&handler(), &correct), RefusalCode::NothingChanges);
}

#[test]
fn only_an_approver_gives_the_desk_more_time_and_never_past_the_recording() {
    let correct = |text: &str| Command::CorrectReceivedDate {
        received_at: at(text),
        reason: prose("postmark"),
    };
    let mut desk = Desk::recorded(&[Right::Access]);
    desk.must(&handler(), &correct("2026-11-18T10:00:00Z"));
    let later = correct("2026-11-20T10:00:00Z");
    assert_eq!(desk.refused(&handler(), &later), RefusalCode::ApproverNeeded);
    desk.must(&approver(), &later);
    assert_eq!(desk.case.due_on(), day("2026-12-20"));
    desk.advance(9);
    let refusal = desk.act(&approver(), &correct("2026-11-24T10:00:00Z")).unwrap_err();
    assert_eq!(refusal.code, RefusalCode::DateAfterRecording);
    assert!(refusal.sentence().contains("23 November 2026"), "{}", refusal.sentence());
    assert_eq!(
        desk.refused(&approver(), &correct("2031-01-01T00:00:00Z")),
        RefusalCode::DateInFuture
    );
    for early in ["1999-12-31T23:00:00Z", "2016-11-23T09:00:00Z", "0001-01-01T00:00:00Z"] {
        assert_eq!(desk.refused(&approver(), &correct(early)), RefusalCode::DateTooEarly);
    }
    let mut seen = Desk::submitted(&[Right::Access]);
    seen.must(&Actor::requester(), &Command::ConfirmEmail { by_link: false });
    assert_eq!(
        seen.refused(&approver(), &correct("2026-11-20T10:00:00Z")),
        RefusalCode::ReceiptSeen
    );
}

#[test]
fn a_duplicate_repeats_no_duplicate_and_a_stranger_s_request_only_by_an_approver() {
    let of = |is_duplicate, same_address| Command::MarkDuplicate {
        of: Reference::new(2026, 1),
        earlier: Earlier { is_duplicate, same_address },
    };
    let mut desk = Desk::recorded(&[Right::Access]);
    assert_eq!(desk.refused(&approver(), &of(true, true)), RefusalCode::EarlierIsDuplicate);
    assert_eq!(desk.refused(&handler(), &of(false, false)), RefusalCode::ApproverNeeded);
    desk.must(&approver(), &of(false, false));
    Desk::recorded(&[Right::Access]).must(&handler(), &of(false, true));
}

#[test]
fn the_desk_never_withdraws_past_an_unexplained_lateness() {
    let said = Command::Withdraw { reason: Some(prose("by phone")) };
    let mut desk = Desk::recorded(&[Right::Access]);
    desk.advance(31);
    assert_eq!(desk.refused(&handler(), &said), RefusalCode::LatenessUnexplained);
    let mut own = Desk {
        events: desk.events.clone(),
        case: desk.case.clone(),
        policy: policy(),
        now: desk.now,
    };
    let events = own.must(&Actor::requester(), &Command::Withdraw { reason: None });
    assert!(matches!(events[0], Event::DeadlineMissed { .. }), "on record all the same");
    own.must(&handler(), &Command::ExplainLateness { reason: prose("illness") });
    desk.must(&handler(), &Command::ExplainLateness { reason: prose("illness") });
    desk.must(&handler(), &said);
}

#[test]
fn the_diagram_and_table_name_every_verb() {
    let table = diagram::table();
    for verb in Verb::ALL {
        assert!(table.contains(&format!("`{verb}`")), "{verb}");
    }
    assert!(
        diagram::mermaid().contains("review --> closed: withdraw, cancel_termination, approve")
    );
}

#[test]
fn a_guardian_is_asked_for_proof_of_authority_with_the_confirmation() {
    let mut desk =
        Desk::open_with(policy(), Verb::Submit, &[Right::Delete], RequesterRole::Guardian);
    let events = desk.must(&Actor::requester(), &Command::ConfirmEmail { by_link: false });
    assert!(events.contains(&Event::AuthorityAsked), "{events:?}");
    assert!(desk.case.authority_awaited());
    let waiting = desk.case.waiting.clone().unwrap();
    assert_eq!(waiting.reason, WaitingReason::Evidence);
    let given = Command::GiveEvidence { text: prose("a birth certificate") };
    desk.must(&Actor::requester(), &given);
    assert!(!desk.case.authority_awaited());
    let mut own = Desk::submitted(&[Right::Delete]);
    let events = own.must(&Actor::requester(), &Command::ConfirmEmail { by_link: false });
    assert!(!events.contains(&Event::AuthorityAsked), "{events:?}");
}

#[test]
fn a_guardian_who_wrote_a_letter_is_asked_too_unless_the_proof_came_with_it() {
    let mut letter =
        Desk::open_with(policy(), Verb::Record, &[Right::Delete], RequesterRole::Guardian);
    assert!(letter.case.authority_awaited());
    // The paper may come by post as well: whoever opens it accepts, without a word on the status page.
    let bare = Command::AcceptIdentity {
        method: VerificationMethod::AccountMatch,
        note: None,
        plan: None,
    };
    assert_eq!(letter.refused(&handler(), &bare), RefusalCode::AuthorityNeeded);
    let shown = Command::AcceptIdentity {
        method: VerificationMethod::Authority,
        note: Some(prose("a birth certificate, by post")),
        plan: None,
    };
    let bare =
        Command::AcceptIdentity { method: VerificationMethod::Authority, note: None, plan: None };
    assert_eq!(letter.refused(&handler(), &bare), RefusalCode::NoteNeeded);
    letter.must(&handler(), &shown);
    assert!(!letter.case.authority_awaited());
    let mut with_proof = opening(Verb::Record, &[Right::Delete], RequesterRole::Guardian, 0);
    with_proof.intake.authority_enclosed = true;
    let enclosed = Desk::of(policy(), &with_proof);
    assert!(!enclosed.case.authority_awaited());
    assert_eq!(enclosed.case.priority, Priority::High);
}
