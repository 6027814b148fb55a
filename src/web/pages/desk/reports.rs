//! Reports: the page, its downloads, and the address of a colleague's calendar feed.

pub(super) mod deliveries;
pub(super) mod personal;
pub(super) mod runs;
mod wanted;

pub(crate) use wanted::{Wanted, name_of};

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use serde::Deserialize;

use super::form::Sent;
use super::frame;
use super::present::report::{Made, page};
use super::present::{Forms, words};
use crate::error::WebError;
use crate::extract::StaffActor;
use crate::reply;
use domain::report::Month;
use services::report::{self, Asked, Export, Kind, feeds};
use services::{Deps, desk, staff};
use text::contexts::desk_nav::Place;
use text::contexts::reports::Feed;

/// `GET /desk/reports`
pub(super) async fn show(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, WebError> {
    shown(&request, &deps, &staff, &wanted, None).await
}

async fn shown(
    request: &HttpRequest,
    deps: &web::Data<Deps>,
    staff: &StaffActor,
    wanted: &Wanted,
    address: Option<String>,
) -> Result<HttpResponse, WebError> {
    let today = deps.local_date(deps.now());
    let asking = wanted.asking(today);
    let (actor, session, asked) = (staff.actor.clone(), staff.session.clone(), asking.clone());
    let (seen, names, since, frame) = reply::blocking(deps, move |deps| {
        Ok((
            report::overview(deps, &actor, &asked)?,
            staff::names(deps)?,
            feeds::since(deps, &session)?,
            desk::frame(deps, &session)?,
        ))
    })
    .await?;
    let forms = Forms { deps, csrf: staff.form_token(deps), version: None };
    let since = since.map(|at| words::long_date(deps.local_date(at)));
    let feed = Feed { tokens: forms.tokens(), since, address };
    let roles = &staff.session.roles;
    let made = Made { deps, wanted, asking: &asking, seen: &seen, names: &names, today, roles };
    let context = page(&made, feed);
    let shell = frame::shell(request, deps, staff, &frame, Place::Reports);
    frame::page(request, deps, StatusCode::OK, &shell, &context)
}

/// What a download is narrowed to; this month without days.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Days {
    from: String,
    to: String,
    as_at: Option<String>,
    law: Option<String>,
    people: Option<String>,
    /// In place of days, for the numbers of a year.
    year: String,
}

/// `GET /desk/reports/deadlines.{format}`
pub(super) async fn deadlines(
    deps: web::Data<Deps>,
    staff: StaffActor,
    format: web::Path<String>,
    days: web::Query<Days>,
) -> Result<HttpResponse, WebError> {
    download(&deps, staff, Kind::Deadlines, format.into_inner(), days.into_inner()).await
}

/// `GET /desk/reports/case-log.{format}`
pub(super) async fn case_log(
    deps: web::Data<Deps>,
    staff: StaffActor,
    format: web::Path<String>,
    days: web::Query<Days>,
) -> Result<HttpResponse, WebError> {
    download(&deps, staff, Kind::CaseLog, format.into_inner(), days.into_inner()).await
}

/// `GET /desk/reports/ccpa-metrics.{format}`
pub(super) async fn ccpa_metrics(
    deps: web::Data<Deps>,
    staff: StaffActor,
    format: web::Path<String>,
    days: web::Query<Days>,
) -> Result<HttpResponse, WebError> {
    let days = days.into_inner();
    let (from, to) = report::year(&days.year)?;
    let days = Days { from, to, ..days };
    download(&deps, staff, Kind::CcpaMetrics, format.into_inner(), days).await
}

/// A file at once; what takes long is ordered, and its page shows how far it is.
enum Found {
    Made(Export),
    Ordered(String),
}

async fn download(
    deps: &web::Data<Deps>,
    staff: StaffActor,
    kind: Kind,
    format: String,
    days: Days,
) -> Result<HttpResponse, WebError> {
    let month = Month::of(deps.local_date(deps.now()));
    let found = reply::blocking(deps, move |deps| {
        let or = |text: &str, day: chrono::NaiveDate| {
            if text.is_empty() { day.to_string() } else { text.to_owned() }
        };
        let (from, to) = (or(&days.from, month.first()), or(&days.to, month.last()));
        let asked = Asked {
            kind,
            from: &from,
            to: &to,
            as_at: days.as_at.as_deref(),
            format: &format,
            law: days.law.as_deref(),
            people: days.people.as_deref(),
            personal: None,
        };
        let order = asked.order(deps)?;
        if report::runs::is_long(deps, &order)? {
            return Ok(Found::Ordered(report::runs::ask(deps, &staff.actor, &order)?));
        }
        Ok(Found::Made(report::export(deps, &staff.actor, &order)?))
    })
    .await?;
    match found {
        Found::Made(made) => reply::export(made),
        Found::Ordered(id) => Ok(reply::see_other(&runs::path_of(&id)).finish()),
    }
}

/// `POST /desk/reports/feed`: the address is shown once, on the page that answers.
pub(super) async fn make_feed(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.check_form(&deps, sent.one("csrf"))?;
    let session = staff.session.clone();
    let secret = reply::blocking(&deps, move |deps| feeds::make(deps, &session)).await?;
    let address = deps.settings.server.public_url.link(&format!("/feeds/{secret}/deadlines.ics"));
    shown(&request, &deps, &staff, &Wanted::default(), Some(address)).await
}

/// `POST /desk/reports/feed/revoke`
pub(super) async fn revoke_feed(
    deps: web::Data<Deps>,
    staff: StaffActor,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.check_form(&deps, sent.one("csrf"))?;
    let session = staff.session.clone();
    reply::blocking(&deps, move |deps| feeds::revoke(deps, &session)).await?;
    Ok(frame::see_other(&deps, "/desk/reports", "feed_ended"))
}
