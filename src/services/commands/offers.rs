//! What an actor could do to a case now: the table's offers, with the guard's word on each.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::Deps;
use domain::actor::Actor;
use domain::case::Case;
use domain::person::Email;
use domain::workflow::{Command, Refusal, Verb, decide, offered as rules_offered, rules};

/// A verb the table offers an actor, with the guard's word on it.
#[derive(Debug, Clone, Serialize)]
pub struct Offered {
    /// The verb.
    pub verb: Verb,
    /// Why it exists.
    pub cite: &'static str,
    /// Why it would be refused right now; `None` when it is possible.
    pub obstacle: Option<String>,
}

/// What an actor could do to a case now. Verbs that need more than a click are probed with
/// harmless data, so that a button that must be refused says why beforehand.
pub fn offered(deps: &Deps, actor: &Actor, case: &Case) -> Vec<Offered> {
    let env = deps.env(actor, deps.now());
    rules_offered(case.stage, &actor.roles)
        .filter(|rule| {
            !matches!(
                rule.verb,
                Verb::Recount | Verb::Tick | Verb::Deliver | Verb::Forget | Verb::BuildPackage
            )
        })
        .map(|rule: &rules::Rule| Offered {
            verb: rule.verb,
            cite: rule.cite,
            obstacle: probe(rule.verb, case, env.now)
                .and_then(|command| decide(case, &command, &env).err())
                .map(|refusal: Refusal| refusal.sentence()),
        })
        .collect()
}

fn probe_email() -> Option<Email> {
    Email::parse("name@example.com").ok()
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is for others, or nothing to do here")]
fn probe(verb: Verb, case: &Case, now: DateTime<Utc>) -> Option<Command> {
    use domain::ids::{StaffId, VaultId};
    use domain::prose::Prose;
    use domain::vocabulary::{Channel, ComplaintKind, ComplaintOutcome, Ground};
    let prose = || Prose::new(String::new(), VaultId(String::new()), [0; 32]);
    let command = match verb {
        Verb::Take => Command::Take,
        Verb::Withdraw => Command::Withdraw { reason: Some(prose()) },
        Verb::ApproveExecution => Command::ApproveExecution { reason: Some(prose()) },
        Verb::ProposeAnswer => Command::ProposeAnswer { text: None, closing: None },
        Verb::Approve => Command::Approve,
        Verb::Extend => Command::Extend { ground: Ground::Complexity, text: prose() },
        Verb::ExplainLateness => Command::ExplainLateness { reason: prose() },
        Verb::PlaceHold => Command::PlaceHold { reason: prose() },
        Verb::ReleaseHold => Command::ReleaseHold { reason: prose() },
        Verb::Reopen => Command::Reopen { reason: prose() },
        Verb::Assign => Command::Assign { to: Some(StaffId(String::new())) },
        Verb::RecordComplaint => Command::RecordComplaint {
            kind: ComplaintKind::Complaint,
            channel: Channel::Email,
            received_at: now,
            text: prose(),
        },
        Verb::DecideComplaint => {
            Command::DecideComplaint { outcome: ComplaintOutcome::Rejected, text: prose() }
        }
        Verb::CancelTermination => Command::CancelTermination,
        Verb::CancelAddressChange => Command::CancelAddressChange { disowned: false },
        Verb::AskAddressChange => Command::AskAddressChange {
            email: probe_email()?,
            person: Some(prose()),
            reason: Some(prose()),
        },
        Verb::GiveEvidence => Command::GiveEvidence { text: prose() },
        Verb::AnswerClarification => Command::AnswerClarification { text: prose() },
        Verb::Download => Command::Download,
        Verb::RecallPackage => Command::RecallPackage { reason: prose() },
        Verb::SendMessage if case.erased_at.is_some() => Command::SendMessage { text: prose() },
        _ => return None,
    };
    Some(command)
}
