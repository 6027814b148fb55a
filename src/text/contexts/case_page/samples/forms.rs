//! Forms of the examples.

use super::super::{Composer, Correction, Kind, Tag};
use crate::contexts::desk_form::{ActionForm, Choice, Field, Hidden, Tokens};

const ACTION: &str = "/desk/cases/DSR-2026-551412/commands";

pub(super) fn tokens() -> Tokens {
    Tokens { csrf: "sample-token".to_owned(), key: "sample-key".to_owned(), version: Some(14) }
}

fn command(id: &str, command: &str) -> ActionForm {
    ActionForm::command(id, ACTION, tokens(), command)
}

/// A form of one text.
pub(super) fn form(id: &str, verb: &str, title: &str, text: bool) -> ActionForm {
    let fields = if text {
        vec![Field::area(id, "reason", "Why?").hint("Only the desk reads this.")]
    } else {
        Vec::new()
    };
    ActionForm { title: title.to_owned(), submit: title.to_owned(), fields, ..command(id, verb) }
}

pub(super) fn accept() -> ActionForm {
    let methods = vec![
        Choice {
            chosen: true,
            ..Choice::new("account_match", "Address of the account, confirmed by mail")
        },
        Choice::new("evidence", "Evidence given through the status page"),
    ];
    ActionForm {
        cite: Some("policy 6.2".to_owned()),
        fields: vec![
            Field::select("accept", "method", "How was it established?", methods),
            Field::area("accept", "note", "Note").optional(),
        ],
        submit: "Accept identity".to_owned(),
        ..command("accept", "accept_identity")
    }
}

pub(super) fn extend() -> ActionForm {
    let grounds = vec![
        Choice::new("complexity", "Complexity of the request"),
        Choice::new("number_of_requests", "Number of requests"),
    ];
    ActionForm {
        title: "Extend the deadline".to_owned(),
        lead: Some(
            "New date: 12 February 2027, if the requester is told by 14 December 2026.".to_owned(),
        ),
        cite: Some("GDPR Art. 12(3)".to_owned()),
        fields: vec![
            Field::select("do-extend", "ground", "Ground", grounds),
            Field::area("do-extend", "text", "Why is more time needed?")
                .hint("The requester reads this. Use plain words."),
        ],
        submit: "Extend and tell the requester".to_owned(),
        cancel: Some("/desk/cases/DSR-2026-551412".to_owned()),
        ..command("do-extend", "extend")
    }
}

pub(super) fn refuse() -> ActionForm {
    ActionForm {
        danger: true,
        fine: Some(
            "The answer names this ground and how to complain. Another person has to approve it."
                .to_owned(),
        ),
        submit: "Propose the refusal".to_owned(),
        ..ActionForm { title: "Refuse this request?".to_owned(), ..command("do-refuse", "refuse") }
    }
}

/// A form that was sent and not accepted: what was typed is still there.
pub(super) fn refused() -> ActionForm {
    let field = Field::area("do", "text", "Explanation for the requester")
        .filled("It is a lot of work.")
        .error(Some("Say in at least one sentence what makes it a lot of work.".to_owned()));
    ActionForm {
        id: "do".to_owned(),
        problem: Some(
            "The requester had to be told of an extension by 14 December 2026. The due date stays."
                .to_owned(),
        ),
        fields: vec![field],
        ..extend()
    }
}

/// Completing a task.
pub(super) fn complete(task: &str) -> ActionForm {
    let id = format!("complete-{task}");
    let results =
        vec![Choice::new("found", "Data found"), Choice::new("nothing_held", "Nothing held")];
    ActionForm {
        fields: vec![
            Field::select(&id, "result", "What came of it?", results),
            Field::area(&id, "details", "Details")
                .hint("For the desk: counts, where, until when.")
                .optional(),
        ],
        hidden: vec![
            Hidden { name: "command", value: "complete_task".to_owned() },
            Hidden { name: "task", value: task.to_owned() },
        ],
        submit: "Complete task".to_owned(),
        ..command(&id, "complete_task")
    }
}

/// Deciding a right.
pub(super) fn settle(right: &str) -> ActionForm {
    let id = format!("settle-{right}");
    let outcomes = vec![Choice::new("done", "Done"), Choice::new("partly_done", "Done in part")];
    let grounds = vec![Choice::new("", "No ground"), Choice::new("legal_claims", "Legal claims")];
    ActionForm {
        fields: vec![
            Field::select(&id, "outcome", "Outcome", outcomes),
            Field::select(&id, "ground", "Ground", grounds).optional(),
            Field::area(&id, "text", "Words for the requester").optional(),
        ],
        title: "Decide".to_owned(),
        submit: "Settle this right".to_owned(),
        ..command(&id, "settle_item")
    }
}

pub(super) fn composer() -> Composer {
    let kind = |number, command, label: &str, hint, internal| Kind {
        number,
        command,
        label: label.to_owned(),
        hint,
        chosen: command == "send_message",
        internal,
    };
    Composer {
        action: ACTION.to_owned(),
        tokens: tokens(),
        kinds: vec![
            kind(1, "send_message", "Reply", "Sent by mail and shown on the status page.", false),
            kind(
                2,
                "ask_clarification",
                "Question",
                "Sent by mail; the request then waits for the requester.",
                false,
            ),
            kind(
                3,
                "ask_evidence",
                "Ask for proof",
                "Sent by mail; the proof comes through the status page.",
                false,
            ),
            kind(4, "add_note", "Internal note", "Stays inside the desk.", true),
        ],
        value: "Hello Maya, good question. You have two choices.".to_owned(),
        problem: None,
    }
}

/// One field of a correction.
pub(super) fn correction(number: u32, tag: Tag) -> Correction {
    Correction {
        number,
        field: "Last name".to_owned(),
        current: if number == 1 { String::new() } else { super::LONG.to_owned() },
        proposed: "Lindqvist-Okafor".to_owned(),
        tag,
        ground: None,
        answer: None,
        decide: Some(form(
            &format!("decide-{number}"),
            "decide_correction",
            "Decide on this field",
            true,
        )),
        again: None,
    }
}
