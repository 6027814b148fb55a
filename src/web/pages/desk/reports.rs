//! Reports: the page, its downloads, the deadline calendar, and the calendar feed of a colleague.

mod wanted;

pub(in crate::web) use wanted::{Wanted, name_of};

use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use serde::Deserialize;

use super::form::Sent;
use super::frame;
use super::present::report::{Made, month, page};
use super::present::{Forms, words};
use crate::domain::access::Permission;
use crate::domain::report::Month;
use crate::services::report::{self, Asked, feeds};
use crate::services::{Deps, desk, staff};
use crate::text::contexts::desk_nav::Place;
use crate::text::contexts::desk_parts::{Empty, Link};
use crate::text::contexts::reports::{CalendarPage, Feed, Way};
use crate::web::error::WebError;
use crate::web::extract::StaffActor;
use crate::web::reply;

/// `GET /desk/reports`
pub(super) async fn show(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, WebError> {
    staff.needs(Permission::ReadReports)?;
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
    let made = Made { deps, wanted, asking: &asking, seen: &seen, names: &names, today };
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
}

/// `GET /desk/reports/deadlines.{format}`
pub(super) async fn deadlines(
    deps: web::Data<Deps>,
    staff: StaffActor,
    format: web::Path<String>,
    days: web::Query<Days>,
) -> Result<HttpResponse, WebError> {
    staff.needs(Permission::ReadReports)?;
    let month = Month::of(deps.local_date(deps.now()));
    let made = reply::blocking(&deps, move |deps| {
        let or = |text: &str, day: chrono::NaiveDate| {
            if text.is_empty() { day.to_string() } else { text.to_owned() }
        };
        let (from, to) = (or(&days.from, month.first()), or(&days.to, month.last()));
        let asked = Asked {
            from: &from,
            to: &to,
            as_at: days.as_at.as_deref(),
            format: &format,
            law: days.law.as_deref(),
        };
        report::export(deps, &staff.actor, &asked.order(deps)?)
    })
    .await?;
    reply::export(made)
}

/// `POST /desk/reports/feed`: the address is shown once, on the page that answers.
pub(super) async fn make_feed(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.needs(Permission::ReadReports)?;
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
    staff.needs(Permission::ReadReports)?;
    staff.check_form(&deps, sent.one("csrf"))?;
    let session = staff.session.clone();
    reply::blocking(&deps, move |deps| feeds::revoke(deps, &session)).await?;
    Ok(frame::see_other(&deps, "/desk/reports", "feed_ended"))
}

/// `GET /feeds/{secret}/deadlines.ics`
pub(super) async fn feed(
    deps: web::Data<Deps>,
    secret: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let entries = reply::blocking(&deps, move |deps| feeds::entries(deps, &secret)).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/calendar; charset=utf-8"))
        .body(report::calendar(&entries)))
}

/// Which month, and whose.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Shown {
    month: String,
    owner: String,
}

/// `GET /desk/calendar`
pub(super) async fn calendar(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    wanted: web::Query<Shown>,
) -> Result<HttpResponse, WebError> {
    staff.needs(Permission::ReadReports)?;
    let today = deps.local_date(deps.now());
    let this = Month::of(today);
    let chosen = Month::parse(&wanted.month).unwrap_or(this);
    let mine = wanted.owner == "me";
    let (actor, session) = (staff.actor.clone(), staff.session.clone());
    let (due, frame) = reply::blocking(&deps, move |deps| {
        let owner = mine.then(|| session.id.as_str());
        Ok((report::due_days(deps, &actor, owner)?, desk::frame(deps, &session)?))
    })
    .await?;
    let owner = if mine { "me" } else { "" };
    let address = |month: Month, owner: &str| match owner {
        "" => format!("/desk/calendar?month={month}"),
        owner => format!("/desk/calendar?month={month}&owner={owner}"),
    };
    let total: i64 = due.range(chosen.first()..=chosen.last()).map(|(_, n)| *n).sum();
    let title = name_of(chosen);
    let link = |month| Link::new(name_of(month), address(month, owner));
    let context = CalendarPage {
        total: format!("{total} due"),
        earlier: link(chosen.back(1)),
        later: link(chosen.on(1)),
        today: (chosen != this).then(|| address(this, owner)),
        whose: vec![
            Way { label: "Everybody’s", href: mine.then(|| address(chosen, "")) },
            Way { label: "Mine", href: (!mine).then(|| address(chosen, "me")) },
        ],
        calendar: month::month(chosen, today, &due, owner),
        empty: (total == 0).then(|| Empty {
            title: format!("Nothing is due in {title}"),
            text: "Deadlines of open requests stand here, day by day.".to_owned(),
            links: vec![Link::new("All open requests", "/desk")],
        }),
        title,
    };
    let shell = frame::shell(&request, &deps, &staff, &frame, Place::Calendar);
    frame::page(&request, &deps, StatusCode::OK, &shell, &context)
}
