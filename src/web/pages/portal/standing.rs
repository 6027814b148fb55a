//! From the case to the page of the person who asked: steps, deadline, answer, messages.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};

use domain::actor::Actor;
use domain::case::{Case, Identity};
use domain::file::{DOWNLOADS, FilePurpose, MOST_GIVEN, Package};
use domain::item::ItemState as State;
use domain::vocabulary::{ComplaintKind, Outcome, Right, Settlement, Stage, WaitingReason};
use domain::workflow::Verb;
use domain::workflow::event::Side;
use services::package::in_words;
use services::portal::{PortalAnswer, PortalLine, PortalView};
use services::{Deps, commands};
use text::catalogue::{self, requester};
use text::contexts::form::{Choice, Fact, Field};
use text::contexts::portal::{
    Due, Entry, GiveCorrection, GiveFiles, ItemState, PackageCard, Progress, Question, StatusPage,
    Step, WantedAddress,
};

/// The page.
pub(super) fn page(deps: &Deps, view: &PortalView) -> StatusPage {
    let case = &view.case;
    let offered = offered(deps, case);
    let can = |verb| offered.contains(&verb);
    let (your_turn, next) = requester::next(case);
    let message = Field::area("message", requester::MESSAGE);
    StatusPage {
        errors: Vec::new(),
        email: view.person.email.as_ref().map(|own| own.as_str().to_owned()).unwrap_or_default(),
        heading: heading(case),
        lede: requester::standing(case).to_owned(),
        on_behalf: requester::on_behalf(case.intake.role, view.person.subject_name()),
        next: next.to_owned(),
        your_turn,
        steps: steps(deps, case),
        due: case.needs_work().then(|| due(deps, case, view.today)).flatten(),
        items: view.answers.iter().map(item).collect(),
        words: view.words.clone(),
        closing: view.closing.clone(),
        package: package(deps, view),
        correction: correction(deps, view),
        question: question(deps, view, &offered),
        entries: view.lines.iter().filter_map(|line| entry(deps, line)).collect(),
        message: if can(Verb::SendMessage) { vec![message] } else { Vec::new() },
        complaint: if can(Verb::RecordComplaint) { complaint() } else { Vec::new() },
        address: if can(Verb::AskAddressChange) { vec![new_address()] } else { Vec::new() },
        wanted: wanted(deps, view),
        facts: facts(view),
        can_withdraw: can(Verb::Withdraw),
        cancel_until: cancel_until(deps, case).filter(|_| can(Verb::CancelTermination)),
        closed: case.stage == Stage::Closed,
        version: case.version,
    }
}

/// What somebody who does not agree can ask for, and the words.
fn complaint() -> Vec<Field> {
    let choice = |(kind, label, hint): &(ComplaintKind, &'static str, &'static str)| {
        Choice::new(kind.as_str(), *label).explained(hint, None)
    };
    let kinds = requester::COMPLAINT_KINDS.iter().map(choice).collect();
    vec![
        Field::radios("kind", requester::COMPLAINT_KIND, kinds)
            .filled(ComplaintKind::Appeal.as_str()),
        Field::area("complaint", requester::COMPLAINT),
    ]
}

fn new_address() -> Field {
    Field::line("email", requester::NEW_ADDRESS).filled_by("email", "email")
}

/// The address a change was asked to, and where that stands.
fn wanted(deps: &Deps, view: &PortalView) -> Option<WantedAddress> {
    let change = view.case.address.as_ref()?;
    let local = |at| deps.zones.local(&deps.policy.zone, at);
    let at = change.counts_at.map(|at| local(at).to_rfc3339_opts(SecondsFormat::Secs, false));
    let email = view.wanted.as_ref().map_or(requester::DELETED, |email| email.as_str()).to_owned();
    Some(WantedAddress { email, counts_at: at })
}

/// The verbs that would be accepted now.
fn offered(deps: &Deps, case: &Case) -> Vec<Verb> {
    commands::offered(deps, &Actor::requester(), case)
        .into_iter()
        .filter(|offered| offered.obstacle.is_none())
        .map(|offered| offered.verb)
        .collect()
}

fn heading(case: &Case) -> String {
    let rights: Vec<_> = case.rights().map(catalogue::right).collect();
    if rights.is_empty() { requester::UNSURE.to_owned() } else { rights.join(" · ") }
}

fn steps(deps: &Deps, case: &Case) -> Vec<Step> {
    let short = |date: NaiveDate| date.format("%-d %b").to_string();
    let on = |at: DateTime<Utc>| short(deps.local_date(at));
    let checked = match &case.identity {
        Identity::Accepted { at, .. } => Some(on(*at)),
        Identity::Open | Identity::Rejected { .. } => None,
    };
    let worked = matches!(case.stage, Stage::Review).then(String::new);
    let by = format!("By {}", short(case.due_on()));
    let mut steps = vec![(requester::steps::RECEIVED, Some(short(case.intake.received_on)))];
    if case.stage == Stage::Unconfirmed || case.confirmation.confirmed_at.is_some() {
        steps.push((requester::steps::CONFIRMED, case.confirmation.confirmed_at.map(on)));
    }
    steps.push((requester::steps::CHECKED, checked));
    if let Some(at) = case.closed_at {
        steps.retain(|(_, done)| done.is_some());
        steps.push((last_step(case), Some(on(at))));
    } else {
        steps.push((requester::steps::WORKED, worked));
        steps.push((requester::steps::ANSWERED, None));
    }
    progress(steps, &by)
}

fn last_step(case: &Case) -> &'static str {
    match case.outcome {
        Some(Outcome::Withdrawn | Outcome::Expired | Outcome::Duplicate) => {
            requester::steps::CLOSED
        }
        Some(Outcome::Fulfilled | Outcome::PartlyFulfilled | Outcome::Refused) | None => {
            requester::steps::ANSWERED
        }
    }
}

/// What has a day is done; the first without one is under way; the last one says by when.
fn progress(steps: Vec<(&'static str, Option<String>)>, by: &str) -> Vec<Step> {
    let mut is_ahead = false;
    let last = steps.len().saturating_sub(1);
    let step = |(at, (label, done)): (usize, (&'static str, Option<String>))| {
        let (progress, note) = match done {
            Some(day) => (Progress::Done, day),
            None if is_ahead => (Progress::Ahead, String::new()),
            None => (Progress::Now, requester::steps::NOW.to_owned()),
        };
        is_ahead |= progress == Progress::Now;
        let note = if at == last && progress != Progress::Done { by.to_owned() } else { note };
        Step { label, progress, note }
    };
    steps.into_iter().enumerate().map(step).collect()
}

fn due(deps: &Deps, case: &Case, today: NaiveDate) -> Option<Due> {
    let clock = case.work_clock()?;
    let days = clock.due_on.signed_duration_since(today).num_days();
    let whole = clock.due_on.signed_duration_since(clock.started_on).num_days().max(1);
    let gone = whole.saturating_sub(days).clamp(0, whole).saturating_mul(100) / whole;
    let late = case.is_overdue(today, deps.zones.as_ref());
    // Opened again after an answer that was in time.
    let answered = days < 0 && !late;
    Some(Due {
        on: clock.due_on,
        words: if answered {
            requester::ANSWERED_IN_TIME.to_owned()
        } else {
            requester::days_left(days)
        },
        gone: u8::try_from(gone).unwrap_or(100),
        late,
        steps: clock.steps.iter().map(domain::deadline::Step::sentence).collect(),
        citation: clock.citation.clone(),
    })
}

fn item(answer: &PortalAnswer) -> ItemState {
    let (tone, state) = match answer.settlement {
        Some(Settlement::Done) => ("ok", catalogue::settlement(Settlement::Done)),
        Some(Settlement::Refused) => ("bad", catalogue::settlement(Settlement::Refused)),
        Some(settlement) => ("plum", catalogue::settlement(settlement)),
        None => ("idle", requester::CANCELLED),
    };
    ItemState {
        right: catalogue::right(answer.right),
        tone,
        state: state.to_owned(),
        ground: answer.ground.map(catalogue::ground_sentence),
        text: answer.text.clone(),
        lists: answer.lists.clone(),
    }
}

fn question(deps: &Deps, view: &PortalView, offered: &[Verb]) -> Option<Question> {
    let reason = view.case.waiting.as_ref()?.reason;
    let (events, verb): (&[&str], Verb) = match reason {
        WaitingReason::Evidence => (&["evidence_asked", "authority_asked"], Verb::GiveEvidence),
        WaitingReason::Clarification => (&["clarification_asked"], Verb::AnswerClarification),
    };
    let asked = view.lines.iter().find(|line| events.contains(&line.event.as_str()))?;
    let standing = (asked.event == "authority_asked").then_some(requester::AUTHORITY_ASKED);
    let evidence = reason == WaitingReason::Evidence;
    let answer = Field::area("answer", requester::ANSWER);
    offered.contains(&verb).then(|| Question {
        evidence,
        text: asked
            .text
            .clone()
            .unwrap_or_else(|| standing.unwrap_or(requester::DELETED).to_owned()),
        fields: vec![if evidence { answer.optional() } else { answer }],
        files: evidence.then(|| give_files(deps, requester::EVIDENCE_FILES)),
    })
}

fn give_files(deps: &Deps, label: &'static str) -> GiveFiles {
    GiveFiles::new(label, deps.settings.files.given_megabytes)
}

/// Files that show what is wrong, as long as it is not decided.
fn correction(deps: &Deps, view: &PortalView) -> Option<GiveCorrection> {
    let case = &view.case;
    // One form with files at a time: what is asked for comes first.
    let asked = case.waiting.as_ref().is_some_and(|one| one.reason == WaitingReason::Evidence);
    let undecided = case.item(Right::Correct).is_some_and(|item| !item.state.is_settled());
    let open = undecided && !asked;
    let given = case.files_for(FilePurpose::Correction).count();
    let can = matches!(case.stage, Stage::Verifying | Stage::Working) && given < MOST_GIVEN;
    (open && can).then(|| GiveCorrection { files: give_files(deps, requester::FILES), given })
}

/// The copy of the data: being made, ready, taken back, expired.
fn package(deps: &Deps, view: &PortalView) -> Option<PackageCard> {
    let card = |tone, (title, text): (&str, String)| PackageCard {
        tone,
        title: title.to_owned(),
        text,
        ready: false,
        open: view.stepped_up,
        size: String::new(),
    };
    Some(match view.case.package.as_ref()? {
        Package::Building { .. } | Package::Stopped { .. } => {
            card("idle", requester::package_building())
        }
        Package::Ready { until, downloads, .. } => {
            let local = deps.zones.local(&deps.policy.zone, *until);
            let until = local.format("%-d %B %Y, %H:%M").to_string();
            let left = DOWNLOADS.saturating_sub(*downloads);
            PackageCard {
                ready: left > 0,
                size: view.package_size.map(in_words).unwrap_or_default(),
                ..card(if left > 0 { "ok" } else { "idle" }, requester::package_ready(left, &until))
            }
        }
        Package::Recalled { .. } => card("warn", requester::package_recalled()),
        Package::Expired { .. } => card("idle", requester::package_expired()),
    })
}

fn entry(deps: &Deps, line: &PortalLine) -> Option<Entry> {
    let at = deps.zones.local(&deps.policy.zone, line.at);
    let at = at.to_rfc3339_opts(SecondsFormat::Secs, false);
    let Some(side) = line.from else {
        let (tone, icon, text) = requester::event(&line.event)?;
        return Some(Entry { at, tone, icon, from: None, text: text.to_owned() });
    };
    let (tone, icon, from) = match side {
        Side::Desk => ("accent", "msg", deps.settings.organisation.product_name.clone()),
        Side::Requester => ("idle", "user", requester::YOU.to_owned()),
    };
    let text = line.text.clone().unwrap_or_else(|| requester::DELETED.to_owned());
    Some(Entry { at, tone, icon, from: Some(from), text })
}

fn facts(view: &PortalView) -> Vec<Fact> {
    let case = &view.case;
    let mut facts = vec![
        Fact::new("Reference", case.reference.as_str()),
        Fact::new("Received", case.intake.received_on.format("%-d %B %Y").to_string()),
    ];
    if let Some(person) = &view.person.acting_for {
        facts.push(Fact::new("For", person));
    }
    facts.push(Fact::new("Cost", "Free"));
    facts
}

fn cancel_until(deps: &Deps, case: &Case) -> Option<String> {
    let State::CoolingOff { until } = &case.item(Right::Terminate)?.state else {
        return None;
    };
    let local = deps.zones.local(&deps.policy.zone, *until);
    Some(local.to_rfc3339_opts(SecondsFormat::Secs, false))
}
