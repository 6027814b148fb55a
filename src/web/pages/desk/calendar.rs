//! The deadline calendar: a month, day by day, each number a list.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use serde::Deserialize;

use super::frame;
use super::present::report::month;
use super::reports::name_of;
use crate::error::WebError;
use crate::extract::StaffActor;
use crate::reply;
use domain::report::Month;
use services::{Deps, desk, report};
use text::contexts::desk_nav::Place;
use text::contexts::desk_parts::{Empty, Link};
use text::contexts::reports::{CalendarPage, Way};

/// Which month, and whose.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Shown {
    month: String,
    owner: String,
}

/// `GET /desk/calendar`
pub(super) async fn show(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    wanted: web::Query<Shown>,
) -> Result<HttpResponse, WebError> {
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
