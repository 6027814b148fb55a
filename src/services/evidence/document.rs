//! What a bundle says, as one JSON document; the page to read is made of it, so both say the same.

use serde_json::{Map, Value, json};

use super::mails::MASKED;
use super::{Found, timeline};
use crate::report::value_of;
use crate::{Deps, ServiceError};
use domain::audit::instant;
use domain::case::Identity;
use domain::deadline::{Clock, Step};
use domain::item::ItemState;
use domain::prose::hex;
use domain::report::{COLUMNS, Facts, row};
use domain::workflow::Event;
use storage::positions::Placed;
use text::catalogue;

/// Id of the schema; a change that breaks readers gets another number.
pub(super) const SCHEMA: &str = "rightsdesk.evidence/1";

/// The document.
pub(super) fn of(deps: &Deps, found: &Found) -> Result<Value, ServiceError> {
    let complaints = found.case.complaints.iter().flat_map(|complaint| &complaint.clocks);
    let clocks: Vec<Value> = found.case.clocks.iter().chain(complaints).map(clock).collect();
    let place = |placed: &Placed| {
        json!({
            "actor_kind": placed.entry.actor_kind,
            "actor_ref": placed.entry.actor_ref,
            "at": instant(placed.entry.at),
            "body": placed.entry.body,
            "event": placed.entry.event,
            "leaf": hex(&placed.leaf),
            "n": placed.entry.n,
            "position": placed.position,
            "stream": placed.entry.stream,
        })
    };
    let mails: Vec<Value> = found
        .mails
        .iter()
        .map(|mail| {
            json!({
                "delivered_at": instant(mail.at),
                "file": mail.path(),
                "id": mail.id,
                "notice": mail.notice,
                "title": catalogue::notice(mail.notice),
                "without": mail.without,
            })
        })
        .collect();
    Ok(json!({
        "as_at": found.as_at.text(),
        "clocks": clocks,
        "decisions": decisions(found),
        "head": { "leaf": found.head.map(|leaf| hex(&leaf)), "size": found.as_at.position },
        "journal": found.entries.iter().map(place).collect::<Vec<_>>(),
        "journal_position": found.as_at.position,
        "mails": mails,
        "organisation": deps.settings.organisation.name,
        "person": person(found)?,
        "personal_data": found.dossier.is_some(),
        "reads": found.reads.iter().map(place).collect::<Vec<_>>(),
        "reference": found.case.reference.as_str(),
        "request": request(deps, found),
        "schema": SCHEMA,
        "timeline": timeline::of(found)?,
        "verification": verification(found),
    }))
}

/// The columns of the deadline report, for this request.
fn request(deps: &Deps, found: &Found) -> Value {
    let facts = Facts::of(&found.case, deps.zones.as_ref());
    let values = row(&facts, deps.zones.date_at(&facts.zone, found.as_at.at));
    let pairs = COLUMNS.iter().zip(&values);
    let object: Map<String, Value> =
        pairs.map(|(column, value)| (column.id.to_owned(), value_of(value))).collect();
    Value::Object(object)
}

fn person(found: &Found) -> Result<Value, ServiceError> {
    Ok(match &found.dossier {
        None => json!(MASKED),
        Some(dossier) => serde_json::to_value(&dossier.person)?,
    })
}

fn clock(clock: &Clock) -> Value {
    let steps: Vec<String> = clock.steps.iter().map(Step::sentence).collect();
    json!({
        "citation": clock.citation,
        "due_on": clock.due_on,
        "extended": clock.extended,
        "kind": clock.kind,
        "label": catalogue::clock(clock.kind),
        "rule": clock.rule,
        "started_on": clock.started_on,
        "steps": steps,
        "time_zone": clock.zone,
    })
}

/// What was decided on each right, and on the whole.
fn decisions(found: &Found) -> Value {
    let mut all = Vec::new();
    let case = &found.case;
    if let Some(proposal) = &case.proposal {
        all.push(json!({
            "about": "The whole request",
            "decision": if proposal.refusal.is_some() { "Refusal" } else { "Answer" },
            "ground": proposal.refusal.map(catalogue::ground),
            "ground_code": proposal.refusal,
            "text": proposal.text.as_ref().map(|text| timeline::said(found, text)),
        }));
    }
    for (field, number) in case.corrections.iter().zip(1_u32..) {
        all.push(json!({
            "about": format!("Field {number} of the correction"),
            "decision": field.decision.map_or("Not decided", catalogue::field_decision),
            "ground": field.ground.map(catalogue::ground),
            "ground_code": field.ground,
            "text": field.text.as_ref().map(|text| timeline::said(found, text)),
        }));
    }
    for item in &case.items {
        let about = catalogue::right(item.right);
        all.push(match &item.state {
            ItemState::Settled { settlement, ground, text } => json!({
                "about": about,
                "decision": catalogue::settlement(*settlement),
                "ground": ground.map(catalogue::ground),
                "ground_code": ground,
                "text": text.as_ref().map(|text| timeline::said(found, text)),
            }),
            ItemState::Cancelled => json!({ "about": about, "decision": "Cancelled" }),
            ItemState::Pending | ItemState::Approved | ItemState::CoolingOff { .. } => {
                json!({ "about": about, "decision": "Not decided" })
            }
        });
    }
    if let Some(outcome) = case.outcome {
        let decision = catalogue::outcome(outcome);
        all.push(json!({ "about": "How it ended", "decision": decision }));
    }
    all.extend(case.complaints.iter().map(|complaint| {
        let decision = complaint.decision.as_ref();
        json!({
            "about": catalogue::complaint_kind(complaint.kind),
            "decision": decision.map_or("Not decided", |one| catalogue::complaint_outcome(one.outcome)),
            "text": decision.map(|one| timeline::said(found, &one.text)),
        })
    }));
    Value::Array(all)
}

/// How identity was established: what was asked and given when, never the proofs themselves.
fn verification(found: &Found) -> Value {
    let case = &found.case;
    let times = |wanted: fn(&Event) -> bool| {
        let events = found.events.iter().filter(|happened| wanted(&happened.event));
        events.map(|happened| instant(happened.at)).collect::<Vec<_>>()
    };
    let (state, at, method) = match &case.identity {
        Identity::Open => ("Not decided", None, None),
        Identity::Accepted { at, method, .. } => {
            ("Accepted", Some(*at), Some(catalogue::verification_method(*method)))
        }
        Identity::Rejected { at, .. } => ("Not established", Some(*at), None),
    };
    json!({
        "address_confirmed_at": case.confirmation.confirmed_at.map(instant),
        "asked_for_proof_at": times(|event| matches!(event, Event::EvidenceAsked { .. } | Event::AuthorityAsked)),
        "decided_at": at.map(instant),
        "identity": state,
        "mandate_confirmed_at": case.confirmation.mandate_at.map(instant),
        "method": method,
        "proof_given_at": times(|event| matches!(event, Event::EvidenceGiven { .. })),
        "proofs": "Proofs of identity are destroyed once identity is decided, and are never part of a bundle.",
    })
}
