//! Plain English for every value of the vocabulary: one place, used by pages, mails and reports.
//!
//! The functions match without a wildcard, so that a new value does not compile until it has a name.

mod answer;
mod complaints;
mod countries;
mod events;
mod labels;
pub mod requester;
mod sentences;
mod webhook;

pub use answer::{correction, field_decision, in_system, kept, kept_basis, lists, not_corrected};
pub use complaints::{complaint_kind, complaint_outcome, complaint_sentence, complaint_word};
pub use countries::{COUNTRIES, country};
pub use events::{DESK_EVENTS, EVENTS, event};
pub use labels::{
    account_role, channel, clock, file_purpose, four_eyes, notice, outcome, priority,
    requester_role, retention_basis, right, role, settlement, stage, stage_for_requester,
    task_kind, task_result, task_result_for, task_with, verb, verification_method, waiting_reason,
};
pub use sentences::{ground, ground_sentence, package_stop};
pub use webhook::{call_fault, identifier, subject_reference};

use domain::message::NoticeKind;
use domain::policy::ClockKind;
use domain::vocabulary::{
    AccountRole, Channel, FieldDecision, FourEyes, Ground, Outcome, Priority, RequesterRole, Right,
    Role, Settlement, Stage, TaskKind, TaskResult, VerificationMethod, WaitingReason,
};
use domain::workflow::Verb;

/// The label of a stable text, for the template helper `label`. `None` for what is not in the vocabulary.
pub fn label(vocabulary: &str, value: &str) -> Option<&'static str> {
    match vocabulary {
        "right" => Right::from_text(value).map(right),
        "stage" => Stage::from_text(value).map(stage),
        "stage_for_requester" => Stage::from_text(value).map(stage_for_requester),
        "outcome" => Outcome::from_text(value).map(outcome),
        "ground" => Ground::from_text(value).map(ground),
        "verb" => Verb::from_text(value).map(verb),
        "channel" => Channel::from_text(value).map(channel),
        "requester_role" => RequesterRole::from_text(value).map(requester_role),
        "account_role" => AccountRole::from_text(value).map(account_role),
        "waiting_reason" => WaitingReason::from_text(value).map(waiting_reason),
        "task_kind" => TaskKind::from_text(value).map(task_kind),
        "task_result" => TaskResult::from_text(value).map(task_result),
        "settlement" => Settlement::from_text(value).map(settlement),
        "priority" => Priority::from_text(value).map(priority),
        "role" => Role::from_text(value).map(role),
        "notice" => NoticeKind::from_text(value).map(notice),
        "verification_method" => VerificationMethod::from_text(value).map(verification_method),
        "field_decision" => FieldDecision::from_text(value).map(field_decision),
        "clock" => ClockKind::from_text(value).map(clock),
        "four_eyes" => FourEyes::from_text(value).map(four_eyes),
        "event" => event(value),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_of_the_journal_has_a_name() {
        let source = include_str!("../domain/workflow/event.rs");
        let body = source.split("pub enum Event {").nth(1).unwrap();
        let body = body.split("\n}\n").next().unwrap();
        let mut found = 0;
        for line in body.lines() {
            let Some(name) =
                line.strip_prefix("    ").filter(|l| l.starts_with(char::is_uppercase))
            else {
                continue;
            };
            let name = name.trim_end_matches([' ', '{', ',']);
            let mut snake = String::new();
            for c in name.chars() {
                if c.is_uppercase() && !snake.is_empty() {
                    snake.push('_');
                }
                snake.push(c.to_ascii_lowercase());
            }
            assert!(event(&snake).is_some(), "{snake}");
            found += 1;
        }
        assert!(found > 40, "only {found} events found");
        assert!(EVENTS.len() >= found);
    }

    #[test]
    fn labels_are_found_by_stable_text() {
        assert_eq!(label("right", "access"), Some("Copy of my data"));
        assert_eq!(label("notice", "staff_digest"), Some("Daily digest"));
        assert_eq!(label("right", "fly"), None);
        assert_eq!(label("nothing", "access"), None);
    }
}
