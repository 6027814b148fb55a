//! The narrow column: deadline with its derivation, owner, facts, person, related requests.

use super::forms::{form, people};
use super::top::link;
use super::{Scene, words};
use crate::pages::desk::present::queue::named;
use domain::deadline::{Clock, Verdict};
use domain::policy::ClockKind;
use domain::vocabulary::{RequesterRole, Stage};
use domain::workflow::Verb;
use text::catalogue;
use text::contexts::case_page::{Assign, ClockCard, Fact, OtherClock, Owner, Person, Related};
use text::contexts::desk_parts::{Tag, Tone};

/// How much time is left, and why.
pub(super) fn clock(scene: &Scene<'_>) -> ClockCard {
    let case = scene.case();
    let left = words::left(scene.deps, case);
    let due = case.work_due_on();
    let steps = case.work_clock().map_or_else(Vec::new, |clock| {
        clock.steps.iter().map(domain::deadline::Step::sentence).collect()
    });
    let mut facts = vec![Fact::new("Received", words::long_date(case.intake.received_on))];
    let target = case.clocks.iter().find(|clock| clock.kind == ClockKind::InternalTarget);
    facts
        .extend(target.map(|clock| {
            Fact::new(words::clock_label(clock.kind), words::long_date(clock.due_on))
        }));
    facts.sort_by_key(|fact| fact.label != words::clock_label(ClockKind::InternalTarget));
    if let Some(complaint) = case.open_complaint() {
        let label = catalogue::complaint_kind(complaint.kind);
        facts = vec![Fact::new(label, words::long_date(complaint.received_on))];
        facts.push(Fact::new("Answer was due", words::long_date(case.due_on())));
    }
    let extend = scene.offered(Verb::Extend);
    ClockCard {
        tone: left.tone,
        used: left.used,
        number: left.number,
        unit: left.unit,
        due: due.format("%A %-d %B %Y").to_string(),
        iso: due.to_string(),
        binds: words::binding_rule(scene.deps, case),
        steps,
        facts,
        others: others(scene),
        extension: extension(scene),
        extend: extend
            .filter(|offered| offered.obstacle.is_none())
            .map(|offered| link(scene, offered)),
    }
}

/// The clocks beside the one that binds and the target.
fn others(scene: &Scene<'_>) -> Vec<OtherClock> {
    let case = scene.case();
    let binding = case.work_clock();
    let other = |clock: &&Clock| clock.kind != ClockKind::InternalTarget && Some(*clock) != binding;
    let line = |clock: &Clock| {
        let rule = scene.deps.policy.rule(&clock.rule);
        OtherClock {
            name: rule.map_or_else(|| clock.rule.clone(), |rule| rule.name.clone()),
            when: match clock.verdict {
                Verdict::Due => words::long_date(clock.due_on),
                Verdict::Paused => "paused".to_owned(),
                Verdict::NotStarted => "not started".to_owned(),
            },
            steps: clock.steps.iter().map(domain::deadline::Step::sentence).collect(),
        }
    };
    let complaint = case.open_complaint().map_or(&[][..], |complaint| &complaint.clocks);
    complaint.iter().chain(&case.clocks).filter(other).map(line).collect()
}

/// Whether it can be extended, or why not.
fn extension(scene: &Scene<'_>) -> String {
    let case = scene.case();
    if !case.stage.is_open() {
        return String::new();
    }
    if let Some(obstacle) = scene.offered(Verb::Extend).and_then(|offered| offered.obstacle.clone())
    {
        return obstacle;
    }
    match case.extension_limit() {
        Some(limit) => format!(
            "It can be extended once, to {}, if the requester is told by {}.",
            words::long_date(limit.due_on),
            words::long_date(limit.notice_by)
        ),
        None => "The rule in force allows no further extension.".to_owned(),
    }
}

/// Who works on it.
pub(super) fn owner(scene: &Scene<'_>) -> Owner {
    let case = scene.case();
    let mine = case.assignee.as_ref() == Some(&scene.me.id);
    let take = (!mine && scene.possible(Verb::Take))
        .then(|| form(scene, Verb::Take, "take", None))
        .flatten();
    let assign = scene.possible(Verb::Assign).then(|| Assign {
        action: scene.action(),
        tokens: scene.forms.tokens(),
        people: people(scene),
    });
    Owner {
        person: case.assignee.as_ref().map(|id| named(scene.names, id.as_str())),
        take: take.map(|mut form| {
            form.cite = None;
            form
        }),
        assign,
    }
}

/// Facts of the request.
pub(super) fn request(scene: &Scene<'_>) -> Vec<Fact> {
    let case = scene.case();
    let intake = &case.intake;
    let country = catalogue::country(&intake.country);
    let place = match &intake.region {
        Some(region) => format!("{country}, {region}"),
        None => country.to_owned(),
    };
    let mut facts = vec![
        Fact { copy: true, ..Fact::new("Reference", case.reference.as_str()) },
        Fact::new("Channel", catalogue::channel(intake.channel)),
        Fact::new("Lives in", place),
        Fact::new("Asked by", words::asks_as(intake.role)),
    ];
    if let Some(role) = intake.account_role {
        facts.push(Fact::new("Account", catalogue::account_role(role)));
    }
    let recorded = scene.deps.local_date(intake.recorded_at);
    if recorded != intake.received_on {
        facts.push(Fact::new("Recorded", words::long_date(recorded)));
    }
    if let Some(of) = &case.duplicate_of {
        facts.push(Fact {
            href: Some(format!("/desk/cases/{of}")),
            ..Fact::new("Repeats", of.as_str())
        });
    }
    facts.push(Fact::new("Policy", intake.policy.replace('/', ", version ")));
    facts
}

/// Who asks.
pub(super) fn person(scene: &Scene<'_>) -> Person {
    let Some(person) = scene.view.dossier.person.as_ref() else {
        return erased(scene);
    };
    let mut facts = vec![Fact::new("Name", person.name.clone())];
    let address = |label, value: &str| Fact { copy: true, ..Fact::new(label, value) };
    match &person.email {
        Some(email) => facts.push(address("Email", email.as_str())),
        None => facts.push(Fact::new("Email", "None: notices are printed letters")),
    }
    if let Some(postal) = &person.postal_address {
        facts.push(Fact::new("Address", postal.clone()));
    }
    if let Some(account) = &person.account_email {
        facts.push(address("Account’s email", account.as_str()));
    }
    if let Some(subject) = &person.acting_for {
        facts.push(Fact::new("Acts for", subject.clone()));
    }
    if let Some(email) = &person.subject_email {
        facts.push(address("Their email", email.as_str()));
    }
    let whole = person.details.iter().find(|detail| detail.right.is_none());
    Person {
        tag: person_tag(scene),
        facts,
        details: whole.map(|detail| detail.text.clone()),
        hidden: None,
    }
}

fn person_tag(scene: &Scene<'_>) -> Tag {
    let case = scene.case();
    if case.identity_accepted() {
        return Tag::new(Tone::Ok, "Identity accepted").with_icon("shield");
    }
    if case.confirmation.confirmed_at.is_some() {
        return Tag::new(Tone::Info, "Address confirmed").with_icon("mail");
    }
    let text =
        if case.intake.role == RequesterRole::Myself { "Not verified" } else { "Acts for someone" };
    Tag::new(Tone::Idle, text)
}

fn erased(scene: &Scene<'_>) -> Person {
    let when = scene.case().erased_at.map_or_else(
        || "no longer kept".to_owned(),
        |at| format!("erased on {}", words::long_date(scene.deps.local_date(at))),
    );
    Person {
        tag: Tag::new(Tone::Idle, "Erased"),
        facts: Vec::new(),
        details: None,
        hidden: Some(format!("The personal data of this request was {when}. Its journal stays.")),
    }
}

/// Requests of what may be the same person: pointed out, never blocked.
pub(super) fn related(scene: &Scene<'_>) -> Vec<Related> {
    scene
        .view
        .duplicates
        .iter()
        .filter(|other| other.stage != Stage::Unconfirmed)
        .map(|other| Related {
            reference: other.reference.as_str().to_owned(),
            href: format!("/desk/cases/{}", other.reference),
            note: format!(
                "{}, received {}",
                words::heading(other),
                words::long_date(other.intake.received_on)
            ),
            tag: words::stage_tag(other),
        })
        .collect()
}
