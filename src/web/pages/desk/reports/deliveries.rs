//! What the worker makes for a colleague: schedules, and the reports that came of them or were long.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use serde::Deserialize;

use super::super::form::Sent;
use super::super::frame;
use super::super::present::report::made;
use super::super::present::{Forms, words};
use super::runs::path_of;
use crate::error::WebError;
use crate::extract::StaffActor;
use crate::reply;
use domain::intake::FieldErrors;
use domain::report::Every;
use services::report::deliveries::{self, Change, Delivery, Typed};
use services::report::runs::{self, Run, RunState};
use services::report::{Format, Kind, People};
use services::{Deps, ServiceError, desk};
use text::contexts::desk_form::{ActionForm, Choice, Field, Hidden};
use text::contexts::desk_nav::Place;
use text::contexts::desk_parts::{Banner, Empty, Pager, Tag, Tone};
use text::contexts::reports::runs::{DeliveriesPage, RunLine, ScheduleLine, formats};

/// Where the page is.
pub(super) const PATH: &str = "/desk/reports/deliveries";

/// Where a page of runs begins.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::pages::desk) struct Look {
    before: String,
}

/// What was typed and not accepted.
#[derive(Default)]
struct Outcome {
    sent: Sent,
    errors: FieldErrors,
}

/// `GET /desk/reports/deliveries`
pub(in crate::pages::desk) async fn show(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    look: web::Query<Look>,
) -> Result<HttpResponse, WebError> {
    render(&request, &deps, &staff, look.into_inner(), Outcome::default()).await
}

async fn render(
    request: &HttpRequest,
    deps: &web::Data<Deps>,
    staff: &StaffActor,
    look: Look,
    outcome: Outcome,
) -> Result<HttpResponse, WebError> {
    let (actor, session) = (staff.actor.clone(), staff.session.clone());
    let before = look.before.clone();
    let (schedules, (runs, more), frame) = reply::blocking(deps, move |deps| {
        let before = Some(before.as_str()).filter(|before| !before.is_empty());
        Ok((
            deliveries::list(deps, &actor)?,
            runs::list(deps, &actor, before)?,
            desk::frame(deps, &session)?,
        ))
    })
    .await?;
    let forms = Forms { deps, csrf: staff.form_token(deps), version: None };
    let wrong = !outcome.errors.is_empty();
    let page = DeliveriesPage {
        title: "Scheduled and long reports".to_owned(),
        banner: wrong.then(|| {
            let text = "Look at the marked answers and send it again.";
            Banner::new(Tone::Bad, "alert", "Nothing was scheduled.", text).alert()
        }),
        empty: schedules.is_empty().then(|| Empty {
            title: "Nothing comes by itself".to_owned(),
            text:
                "Schedule a report below: it is made at seven in the morning, and a mail tells you."
                    .to_owned(),
            links: Vec::new(),
        }),
        schedules: schedules.iter().map(|delivery| line(&forms, delivery)).collect(),
        create: creation(&forms, &outcome),
        pager: pager(&look, &runs, more),
        runs: runs.iter().map(|run| run_line(&forms, run)).collect(),
    };
    let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let shell = frame::shell(request, deps, staff, &frame, Place::Reports);
    frame::page(request, deps, status, &shell, &page)
}

fn pager(look: &Look, runs: &[Run], more: bool) -> Pager {
    let last = runs.last().filter(|_| more);
    let next = last.map(|run| format!("{PATH}?before={}", run.row.id));
    let previous = (!look.before.is_empty()).then(|| PATH.to_owned());
    if next.is_none() && previous.is_none() {
        return Pager::default();
    }
    let label = words::count(runs.len(), "report", "reports");
    Pager { label: format!("{label} on this page"), previous, next }
}

fn line(forms: &Forms<'_>, delivery: &Delivery) -> ScheduleLine {
    let deps = forms.deps;
    let law = delivery.law.as_deref().and_then(|law| deps.policy.rule(law));
    let law = law.map(|rule| format!(", {}", rule.name)).unwrap_or_default();
    let next = if delivery.paused {
        "Paused.".to_owned()
    } else {
        format!("Next on {}.", words::moment(deps, delivery.next_at))
    };
    let form = |action: &'static str, submit: &str| ActionForm {
        id: format!("{action}-{}", delivery.id),
        action: format!("{PATH}/{}", delivery.id),
        tokens: forms.tokens(),
        hidden: vec![Hidden { name: "action", value: action.to_owned() }],
        submit: submit.to_owned(),
        quiet: true,
        ..ActionForm::default()
    };
    let rest = if delivery.paused { form("resume", "Go on") } else { form("pause", "Pause") };
    ScheduleLine {
        title: format!(
            "{}, {}{law}",
            made::kind(delivery.kind),
            delivery.format.as_str().to_uppercase()
        ),
        note: format!(
            "{} · {}. {next}",
            made::every(delivery.every),
            made::people(delivery.people)
        ),
        tag: match delivery.paused {
            true => Tag::new(Tone::Idle, "Paused"),
            false => Tag::new(Tone::Ok, "On"),
        },
        actions: vec![rest, form("remove", "Remove")],
    }
}

fn run_line(forms: &Forms<'_>, run: &Run) -> RunLine {
    let (deps, row) = (forms.deps, &run.row);
    let mut note = words::moment(deps, row.created_at);
    if let Some(lines) = row.lines {
        let n = usize::try_from(lines).unwrap_or_default();
        note = format!("{note} · {}", words::count(n, "request", "requests"));
    }
    if row.state == RunState::Ready {
        let until = words::long_date(deps.local_date(row.expires_at));
        note = format!("{note} · kept until {until}");
    }
    RunLine {
        title: run.name(),
        href: path_of(&row.id),
        note,
        tag: made::tag(row.state),
        again: (row.state == RunState::Ready).then(|| ActionForm {
            id: format!("again-{}", row.id),
            action: format!("{}/again", path_of(&row.id)),
            tokens: forms.tokens(),
            submit: "Mail me the link".to_owned(),
            quiet: true,
            ..ActionForm::default()
        }),
    }
}

fn creation(forms: &Forms<'_>, outcome: &Outcome) -> ActionForm {
    let id = "schedule";
    let kinds = Kind::ALL.iter().map(|kind| Choice::new(kind.as_str(), made::kind(*kind)));
    let rhythms = Every::ALL.iter().map(|every| Choice::new(every.as_str(), made::every(*every)));
    let whom = People::ALL.iter().map(|people| Choice::new(people.as_str(), made::people(*people)));
    let mut laws = vec![Choice::new("", "All laws")];
    let policy = &forms.deps.policy;
    let rules = policy.rules.iter().chain(&policy.laws);
    laws.extend(rules.map(|rule| Choice::new(rule.id.as_str(), rule.name.as_str())));
    let offered: Vec<&str> = Format::ALL
        .iter()
        .filter(|format| format.is_offered(forms.deps))
        .map(|format| format.as_str())
        .collect();
    let fields = vec![
        Field::select(id, "kind", "Report", kinds.collect()),
        Field::select(id, "format", "As what", formats(&offered))
            .hint("The case log comes as CSV, XLSX or JSON; only the deadline report as ICS."),
        Field::select(id, "every", "How often", rhythms.collect()).hint(
            "It is about the day, week or month before; the numbers of 7102 about the year so far.",
        ),
        Field::select(id, "people", "Of whom", whom.collect()),
        Field::select(id, "law", "Law", laws),
    ];
    let fill = outcome.sent.fill(&outcome.errors);
    let asked = outcome.sent.pairs().next().is_some();
    ActionForm {
        id: id.to_owned(),
        action: PATH.to_owned(),
        tokens: forms.tokens(),
        fields: if asked { fields.into_iter().map(fill).collect() } else { fields },
        submit: "Schedule it".to_owned(),
        ..ActionForm::default()
    }
}

/// `POST /desk/reports/deliveries`
pub(in crate::pages::desk) async fn create(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.check_form(&deps, sent.one("csrf"))?;
    let (actor, typed) = (staff.actor.clone(), sent.clone());
    let outcome = reply::blocking(&deps, move |deps| {
        let typed = Typed {
            kind: typed.one("kind"),
            format: typed.one("format"),
            every: typed.one("every"),
            people: typed.one("people"),
            law: typed.one("law"),
        };
        match deliveries::create(deps, &actor, &typed) {
            Ok(()) => Ok(None),
            Err(ServiceError::Fields(errors)) => Ok(Some(errors)),
            Err(error) => Err(error),
        }
    })
    .await?;
    match outcome {
        None => Ok(frame::see_other(&deps, PATH, "report_scheduled")),
        Some(errors) => {
            render(&request, &deps, &staff, Look::default(), Outcome { sent, errors }).await
        }
    }
}

/// `POST /desk/reports/deliveries/{id}`
pub(in crate::pages::desk) async fn change(
    deps: web::Data<Deps>,
    staff: StaffActor,
    id: web::Path<String>,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.check_form(&deps, sent.one("csrf"))?;
    let (change, code) = match sent.one("action") {
        "pause" => (Change::Pause, "report_paused"),
        "resume" => (Change::Resume, "report_resumed"),
        "remove" => (Change::Remove, "report_removed"),
        _ => return Err(WebError::bad_request("Choose pause, resume or remove.")),
    };
    let work = move |deps: &Deps| deliveries::change(deps, &staff.actor, &id, change);
    reply::blocking(&deps, work).await?;
    Ok(frame::see_other(&deps, PATH, code))
}
