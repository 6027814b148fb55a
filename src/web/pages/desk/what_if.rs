//! What-ifs: a form that stays as it was sent, and the date it asks for. Never stores anything.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};

use super::form::Sent;
use super::frame;
use super::present;
use crate::error::WebError;
use crate::extract::StaffActor;
use crate::reply;
use domain::deadline::Happening;
use domain::deadline::facts::PauseChoice;
use domain::intake::FieldErrors;
use domain::policy::{Asked, Policy, Rule};
use services::what_if::{self, Typed};
use services::{Deps, ServiceError, desk, policy};
use text::contexts::desk_form::{Choice, Field, LineInput};
use text::contexts::desk_nav::Place;
use text::contexts::desk_parts::{Banner, Tone};
use text::contexts::what_if::WhatIfPage;

const LEAD: &str = "Works a date out under any rule, also one that is off. No request is touched and nothing is stored.";

/// `GET /desk/what-if`
pub(super) async fn show(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    query: web::Query<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let sent = Sent::from_query(query.into_inner());
    let asked = sent.pairs().next().is_some();
    let sent = if asked { sent } else { blank(&deps) };
    let (actor, session, typed) = (staff.actor.clone(), staff.session.clone(), typed(&sent));
    let (found, now, frame) = reply::blocking(&deps, move |deps| {
        let found = match asked.then(|| what_if::answer(deps, &actor, &typed)) {
            None => Ok(None),
            Some(Err(ServiceError::Fields(errors))) => Err(errors),
            Some(other) => Ok(Some(other?)),
        };
        Ok((found, policy::current(deps)?.policy, desk::frame(deps, &session)?))
    })
    .await?;
    let (answer, errors) = match found {
        Ok(answer) => (answer, FieldErrors::new()),
        Err(errors) => (None, errors),
    };
    let wrong = !errors.is_empty();
    let page = WhatIfPage {
        answer: answer.map(|found| present::what_if::answer(&deps, &found)),
        ..form(&now, &sent, &errors)
    };
    let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let shell = frame::shell(&request, &deps, &staff, &frame, Place::WhatIf);
    frame::page(&request, &deps, status, &shell, &page)
}

fn blank(deps: &Deps) -> Sent {
    let today = deps.local_date(deps.now()).to_string();
    let promise = deps.policy.rules.first().map_or("", |rule| rule.id.as_str());
    Sent::from_pairs(&[
        ("on", &today),
        ("zone", &deps.policy.zone),
        ("rule", promise),
        ("type", Asked::Access.as_str()),
    ])
}

fn typed(sent: &Sent) -> Typed {
    let text = |name| sent.one(name).to_owned();
    Typed {
        rules: sent.many("rule").into_iter().map(str::to_owned).collect(),
        on: text("on"),
        time: text("time"),
        zone: text("zone"),
        calendar: text("calendar"),
        asked: text("type"),
        period: text("period"),
        roll: text("roll"),
        pause: text("pause"),
        events: text("events"),
    }
}

fn form(policy: &Policy, sent: &Sent, errors: &FieldErrors) -> WhatIfPage {
    let fill = sent.fill(errors);
    let chosen = sent.many("rule");
    let all = || policy.rules.iter().chain(&policy.laws);
    let off_chosen = all().any(|rule| rule.scope.off && chosen.contains(&rule.id.as_str()));
    let names = ["calendar", "events", "period", "roll", "pause"];
    let more_open =
        names.iter().any(|name| !sent.one(name).is_empty() || errors.contains_key(name));
    let running = rules("what", "Rules that run", all().filter(|rule| !rule.scope.off), &chosen);
    let off = rules("off", "Rules that are off", all().filter(|rule| rule.scope.off), &chosen);
    WhatIfPage {
        title: "What if".to_owned(),
        lead: LEAD,
        problem: (!errors.is_empty()).then(|| {
            let text = "Some fields need another look. What you typed is kept.";
            Banner::new(Tone::Bad, "alert", "Not worked out.", text).alert()
        }),
        receipt: receipt().into_iter().map(fill).collect(),
        rules: running
            .hint("Of several the earliest date binds.")
            .error(errors.get("rule").cloned()),
        off: off.hint("They start no clock until somebody responsible confirms them."),
        off_open: off_chosen,
        more: more(policy).into_iter().map(fill).collect(),
        more_open,
        answer: None,
    }
}

fn rules<'a>(
    part: &str,
    label: &str,
    all: impl Iterator<Item = &'a Rule>,
    chosen: &[&str],
) -> Field {
    let choices = all
        .map(|rule| Choice {
            chosen: chosen.contains(&rule.id.as_str()),
            hint: Some(format!("{}, {}, {}", rule.id, rule.period.words(), rule.citation)),
            ..Choice::new(&rule.id, &rule.name)
        })
        .collect();
    Field::checks(part, "rule", label, choices)
}

fn receipt() -> Vec<Field> {
    let kinds = Asked::ALL.iter().map(|one| Choice::new(one.as_str(), words(one.as_str())));
    let time = LineInput { kind: "time", autocomplete: "off", most: 8, max: None };
    vec![
        Field::of_kind("what", "on", "Received on", "date", "off"),
        Field { line: Some(time), ..Field::line("what", "time", "Time") }
            .hint("Matters near midnight, and for periods in hours.")
            .optional(),
        Field::line("what", "zone", "Time zone")
            .hint("Where day and time are meant, such as Europe/Berlin."),
        Field::select("what", "type", "What is asked for", kinds.collect()),
    ]
}

fn more(policy: &Policy) -> Vec<Field> {
    let none = || Choice::new("", "As the rule says");
    let mut calendars = vec![Choice::new("", "None: nothing is moved")];
    calendars.extend(policy.calendars.iter().map(|one| {
        Choice::new(&one.code, format!("{} ({}), to {}", one.name, one.code, one.covers_to))
    }));
    let rolls = vec![
        none(),
        Choice::new("none", "Ends there all the same"),
        Choice::new("forward", "To the next working day"),
    ];
    let pauses = PauseChoice::ALL.iter().map(|one| match one {
        PauseChoice::AsTheRuleSays => Choice::new("", "As the rule says"),
        PauseChoice::Never => Choice::new("none", "No pause"),
        PauseChoice::Inclusive => Choice::new("inclusive", "Both days and those between"),
        PauseChoice::HalfOpen => Choice::new("half_open", "Up to the day before the answer"),
    });
    let known: Vec<&str> = Happening::ALL.iter().map(|one| one.as_str()).collect();
    let known = known.join(", ");
    vec![
        Field::select("what", "calendar", "Calendar of public holidays", calendars),
        Field::area("what", "events", "What happened since")
            .hint(format!("One a line, such as extended@2026-12-01. Known are {known}."))
            .optional(),
        Field::line("what", "period", "Own period in days")
            .hint("Instead of the rule’s own.")
            .optional(),
        Field::select("what", "roll", "When it ends on a day of rest", rolls),
        Field::select("what", "pause", "How pauses are counted", pauses.collect()),
    ]
}

/// A code as people read it: `Opt out`.
fn words(code: &str) -> String {
    let text = code.replace('_', " ");
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}", letters.as_str())
}
