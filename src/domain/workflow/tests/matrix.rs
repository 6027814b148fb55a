//! Every cell of stage × verb × role, generated from the checked-in text file.

use super::*;
use crate::file::{FileKind, FilePurpose, NewFile};
use crate::person::Email;
use crate::workflow::command::Earlier;
use crate::workflow::rules::rule_of;

const FILE: &str = include_str!("../../../../tests/vectors/stage_verb_role.txt");

struct Row {
    verb: Verb,
    new: Vec<Role>,
    stages: Vec<(Stage, Vec<Role>)>,
    to: Vec<Stage>,
}

fn roles(cell: &str) -> Vec<Role> {
    let role = |letter| match letter {
        'R' => Role::Requester,
        'D' => Role::DataSubject,
        'H' => Role::Handler,
        'A' => Role::Approver,
        'C' => Role::Compliance,
        'M' => Role::Admin,
        'O' => Role::SystemOwner,
        'S' => Role::System,
        other => panic!("unknown letter {other}"),
    };
    cell.chars().filter(|letter| *letter != '-').map(role).collect()
}

fn rows() -> Vec<Row> {
    let lines = FILE.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    lines
        .map(|line| {
            let cells: Vec<_> = line.split_whitespace().collect();
            assert_eq!(cells.len(), 8, "{line}");
            let to = cells[7].split(',').filter(|text| *text != ".");
            Row {
                verb: Verb::from_text(cells[0]).unwrap_or_else(|| panic!("{line}")),
                new: roles(cells[1]),
                stages: Stage::ALL
                    .iter()
                    .copied()
                    .zip(cells[2..7].iter().map(|c| roles(c)))
                    .collect(),
                to: to.map(|text| Stage::from_text(text).unwrap()).collect(),
            }
        })
        .collect()
}

#[test]
fn the_file_names_every_verb_once() {
    let mut named: Vec<_> = rows().iter().map(|row| row.verb).collect();
    named.sort_unstable();
    let mut all = Verb::ALL.to_vec();
    all.sort_unstable();
    assert_eq!(named, all);
    assert_eq!(RULES.len(), Verb::ALL.len(), "at most one rule per verb");
}

#[test]
fn every_cell_agrees_with_the_rules() {
    let mut cells = 0;
    for row in rows() {
        let rule = rule_of(row.verb).unwrap();
        for (stage, allowed) in &row.stages {
            for role in Role::ALL {
                let says = rule.from.contains(stage) && rule.by.contains(role);
                assert_eq!(says, allowed.contains(role), "{} {stage} {role}", row.verb);
                cells += 1;
            }
        }
        let creates: Vec<_> = if rule.from.is_empty() { rule.by.to_vec() } else { Vec::new() };
        assert_eq!(creates, row.new, "{}", row.verb);
        let mut to = rule.to.to_vec();
        let mut expected = row.to.clone();
        to.sort_unstable();
        expected.sort_unstable();
        assert_eq!(to, expected, "{}", row.verb);
    }
    assert_eq!(cells, Verb::ALL.len() * Stage::ALL.len() * Role::ALL.len());
}

pub(super) fn file(id: &str) -> NewFile {
    NewFile { id: id.into(), kind: FileKind::Pdf }
}

fn repeats() -> Command {
    let earlier = Earlier { is_duplicate: false, same_address: true };
    Command::MarkDuplicate { of: Reference::new(2026, 1), earlier }
}

/// A command for each verb, with any data: enough to meet the table before the guards.
#[expect(clippy::too_many_lines, reason = "a line or two for each verb")]
pub(super) fn sample(verb: Verb) -> Option<Command> {
    Some(match verb {
        Verb::Submit | Verb::Record => return None,
        Verb::ConfirmEmail => Command::ConfirmEmail { by_link: false },
        Verb::ResendConfirmation => Command::ResendConfirmation,
        Verb::ConfirmByDesk => {
            Command::ConfirmByDesk { method: VerificationMethod::Other, note: prose("call") }
        }
        Verb::ConfirmMandate => Command::ConfirmMandate,
        Verb::Disown => Command::Disown,
        Verb::GiveEvidence => Command::GiveEvidence { text: prose("here") },
        Verb::AnswerClarification => Command::AnswerClarification { text: prose("all of it") },
        Verb::SendMessage => Command::SendMessage { text: prose("hello") },
        Verb::Withdraw => Command::Withdraw { reason: Some(prose("by phone")) },
        Verb::CancelTermination => Command::CancelTermination,
        Verb::Download => Command::Download,
        Verb::GiveFile => Command::GiveFile { file: file("f1"), purpose: FilePurpose::Evidence },
        Verb::Assign => Command::Assign { to: Some(StaffId::from(BEN)) },
        Verb::Take => Command::Take,
        Verb::AddNote => Command::AddNote { text: prose("note") },
        Verb::SetRights => Command::SetRights { rights: vec![Right::Correct] },
        Verb::AskEvidence => Command::AskEvidence { text: prose("show us") },
        Verb::AcceptIdentity => accept(),
        Verb::RejectIdentity => Command::RejectIdentity { text: prose("no proof") },
        Verb::AskClarification => Command::AskClarification { text: prose("which course?") },
        Verb::CompleteTask => complete(1, TaskResult::Found),
        Verb::ReopenTask => Command::ReopenTask { task: TaskId(1), reason: prose("again") },
        Verb::AttachFile => {
            Command::AttachFile { file: file("f2"), task: TaskId(1), others: false, replaces: None }
        }
        Verb::RemoveFile => Command::RemoveFile { file: "f2".into() },
        Verb::SignOffFile => {
            Command::SignOffFile { file: "f2".into(), reason: prose("only their name") }
        }
        Verb::AddTask => Command::AddTask {
            right: Right::Access,
            system: "mail".to_owned(),
            reason: prose("they wrote"),
        },
        Verb::DropTask => Command::DropTask { task: TaskId(1), reason: prose("no account") },
        Verb::AssignTask => {
            Command::AssignTask { task: TaskId(1), with: TaskWith::Other, words: Some(prose("{}")) }
        }
        Verb::ReturnTask => Command::ReturnTask {
            task: TaskId(1),
            why: ReturnReason::Question,
            text: prose("which account?"),
        },
        Verb::PreviewTask => Command::PreviewTask { task: TaskId(2), count: Some(7) },
        Verb::CheckPoint => {
            Command::CheckPoint { point: "open_orders".to_owned(), note: prose("none") }
        }
        Verb::ApproveExecution => release(),
        Verb::DecideCorrection => decide_field(1, FieldDecision::Accepted),
        Verb::SettleItem => settle(Right::Access, Settlement::Done),
        Verb::ProposeAnswer => Command::ProposeAnswer { text: None, closing: None },
        Verb::Refuse => {
            Command::Refuse { ground: Ground::ManifestlyUnfounded, text: prose("because") }
        }
        Verb::Approve => Command::Approve,
        Verb::SendBack => Command::SendBack { reason: prose("look again") },
        Verb::Reopen => Command::Reopen { reason: prose("complaint") },
        Verb::RecordComplaint => Command::RecordComplaint {
            kind: ComplaintKind::Complaint,
            channel: Channel::Email,
            received_at: at("2026-11-23T10:00:00Z"),
            text: prose("the old account is missing"),
        },
        Verb::DecideComplaint => Command::DecideComplaint {
            outcome: ComplaintOutcome::Upheld,
            text: prose("you are right"),
        },
        Verb::Extend => Command::Extend { ground: Ground::Complexity, text: prose("much data") },
        Verb::MarkDuplicate => repeats(),
        Verb::CorrectReceivedDate => Command::CorrectReceivedDate {
            received_at: at("2026-11-20T10:00:00Z"),
            reason: prose("postmark"),
        },
        Verb::SetJurisdiction => Command::SetJurisdiction {
            country: "FR".to_owned(),
            region: None,
            reason: prose("moved"),
        },
        Verb::ExplainLateness => Command::ExplainLateness { reason: prose("illness") },
        Verb::PlaceHold => Command::PlaceHold { reason: prose("claim") },
        Verb::ReleaseHold => Command::ReleaseHold { reason: prose("settled") },
        Verb::BeginLegalHold => Command::BeginLegalHold { hold: "h1".into(), until: None },
        Verb::EndLegalHold => Command::EndLegalHold { hold: "h1".into() },
        Verb::RecallPackage => Command::RecallPackage { reason: prose("wrong person") },
        Verb::Recount => Command::Recount { because: vec!["law:se".to_owned()] },
        Verb::AskAddressChange => Command::AskAddressChange {
            email: Email::parse("maya@new.example.com").unwrap(),
            person: Some(prose("maya with her new address")),
            reason: Some(prose("the old mailbox is lost")),
        },
        Verb::ConfirmAddressChange => Command::ConfirmAddressChange,
        Verb::CancelAddressChange => Command::CancelAddressChange { disowned: false },
        Verb::Tick => Command::Tick,
        Verb::Deliver => Command::Deliver {
            notice: crate::message::NoticeKind::Received,
            outbox: "o1".into(),
            accepted: true,
        },
        Verb::ReErase => Command::ReErase { outcome: Outcome::Fulfilled },
        Verb::BuildPackage => Command::BuildPackage { built: Ok("f3".into()) },
        Verb::CallSystem => Command::CallSystem { task: TaskId(1), went: Ok(()) },
        Verb::Forget => Command::Forget,
    })
}

#[test]
fn decide_refuses_exactly_the_cells_the_file_leaves_empty() {
    for row in rows() {
        let Some(command) = sample(row.verb) else {
            continue;
        };
        for (stage, allowed) in &row.stages {
            for role in Role::ALL {
                let mut desk = Desk::working(&[Right::Access, Right::Delete]);
                desk.case.stage = *stage;
                let actor = Actor { roles: vec![*role], ..handler() };
                let code = desk.act(&actor, &command).err().map(|refusal| refusal.code);
                let by_table =
                    matches!(code, Some(RefusalCode::NotInStage | RefusalCode::NotYourRole));
                assert_eq!(
                    !by_table,
                    allowed.contains(role),
                    "{} in {stage} by {role}: {code:?}",
                    row.verb
                );
            }
        }
    }
}

#[test]
fn every_stage_is_reachable_and_every_open_stage_can_close() {
    for stage in Stage::ALL {
        assert!(RULES.iter().any(|rule| rule.to.contains(stage)), "{stage}");
        let closes = RULES.iter().any(|r| r.from.contains(stage) && r.to.contains(&Stage::Closed));
        assert!(closes || *stage == Stage::Closed, "{stage}");
    }
}
