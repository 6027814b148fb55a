//! A report the worker makes: how far it is, its file, taking the order back, mailing its link again.

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};

use super::super::form::Sent;
use super::super::frame;
use super::super::present::report::made;
use super::super::present::{Forms, words};
use crate::error::WebError;
use crate::extract::StaffActor;
use crate::reply;
use services::report::deliveries;
use services::report::runs::{self, Run, RunState};
use services::{Deps, desk};
use text::contexts::case_page::Fact;
use text::contexts::desk_form::ActionForm;
use text::contexts::desk_nav::Place;
use text::contexts::desk_parts::{Banner, Link, Tone};
use text::contexts::reports::runs::{Progress, RunPage};

/// Seconds until the page of a report that is being made looks again.
const AGAIN: &str = "4";

/// The page of a run.
pub(super) fn path_of(id: &str) -> String {
    format!("/desk/reports/runs/{id}")
}

/// `GET /desk/reports/runs/{id}`
pub(in crate::pages::desk) async fn show(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    id: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let (actor, session) = (staff.actor.clone(), staff.session.clone());
    let (run, frame) = reply::blocking(&deps, move |deps| {
        Ok((runs::find(deps, &actor, &id)?, desk::frame(deps, &session)?))
    })
    .await?;
    let forms = Forms { deps: &deps, csrf: staff.form_token(&deps), version: None };
    let shell = frame::shell(&request, &deps, &staff, &frame, Place::Reports);
    let page = page(&forms, &run);
    let mut response = frame::page(&request, &deps, StatusCode::OK, &shell, &page)?;
    if run.row.state.is_open() {
        // Every browser knows it, with or without scripts.
        let name = HeaderName::from_static("refresh");
        response.headers_mut().insert(name, HeaderValue::from_static(AGAIN));
    }
    Ok(response)
}

fn page(forms: &Forms<'_>, run: &Run) -> RunPage {
    let (deps, row) = (forms.deps, &run.row);
    let path = path_of(&row.id);
    let mut facts = vec![
        Fact::new("Report", made::kind(run.order.kind)),
        Fact::new("As at", words::moment(deps, row.as_at)),
        Fact::new("Ordered", words::moment(deps, row.created_at)),
        Fact::new("Kept until", words::long_date(deps.local_date(row.expires_at))),
    ];
    if let (Some(lines), Some(sha256)) = (row.lines, &row.sha256) {
        facts.push(Fact::new("Requests in it", lines.to_string()));
        facts.push(Fact::new("SHA-256", sha256.as_str()));
    }
    let known = (row.total > 0).then(|| row.total.to_string());
    let progress = row.state.is_open().then(|| Progress {
        done: row.done.to_string(),
        words: match &known {
            Some(total) => format!("{} of {total} requests", row.done),
            None => "It begins as soon as the one before it is done.".to_owned(),
        },
        total: known,
        reload: path.clone(),
    });
    RunPage {
        title: run.name(),
        tag: made::tag(row.state),
        facts,
        progress,
        banner: banner(run),
        file: (row.state == RunState::Ready).then(|| format!("{path}/file")),
        cancel: row.state.is_open().then(|| ActionForm {
            id: "cancel".to_owned(),
            action: format!("{path}/cancel"),
            tokens: forms.tokens(),
            submit: "Do not make it".to_owned(),
            quiet: true,
            ..ActionForm::default()
        }),
        back: Link::new("Scheduled and long reports", super::deliveries::PATH),
    }
}

fn banner(run: &Run) -> Option<Banner> {
    let (title, text) = match run.row.state {
        RunState::Failed => ("It was not made.", run.row.last_error.clone().unwrap_or_default()),
        RunState::Cancelled => {
            ("It was not made.", "You took the order back; order it again at any time.".to_owned())
        }
        RunState::Expired => (
            "Its file is gone.",
            "Order it again as at the same instant: it is the same file.".to_owned(),
        ),
        RunState::Waiting | RunState::Running | RunState::Ready => return None,
    };
    let tone = if run.row.state == RunState::Failed { Tone::Bad } else { Tone::Info };
    Some(Banner::new(tone, "alert", title, text))
}

/// `GET /desk/reports/runs/{id}/file`
pub(in crate::pages::desk) async fn file(
    deps: web::Data<Deps>,
    staff: StaffActor,
    id: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let made = reply::blocking(&deps, move |deps| runs::file(deps, &staff.actor, &id)).await?;
    reply::export(made)
}

/// `POST /desk/reports/runs/{id}/cancel`
pub(in crate::pages::desk) async fn cancel(
    deps: web::Data<Deps>,
    staff: StaffActor,
    id: web::Path<String>,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.check_form(&deps, sent.one("csrf"))?;
    let path = path_of(&id);
    let done = reply::blocking(&deps, move |deps| runs::cancel(deps, &staff.actor, &id)).await?;
    let code = if done { "report_cancelled" } else { "report_over" };
    Ok(frame::see_other(&deps, &path, code))
}

/// `POST /desk/reports/runs/{id}/again`
pub(in crate::pages::desk) async fn again(
    deps: web::Data<Deps>,
    staff: StaffActor,
    id: web::Path<String>,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.check_form(&deps, sent.one("csrf"))?;
    let work = move |deps: &Deps| deliveries::send_again(deps, &staff.actor, &id);
    reply::blocking(&deps, work).await?;
    Ok(frame::see_other(&deps, super::deliveries::PATH, "report_mailed"))
}
