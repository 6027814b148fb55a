//! Calendars, read only: how far each table reaches, and what of it is not confirmed yet.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};

use super::frame;
use super::present::words;
use super::settings_organisation::tabs;
use crate::domain::calendar::Calendar;
use crate::domain::policy::Policy;
use crate::services::{Deps, desk};
use crate::text::contexts::calendars::{CalendarLine, CalendarsPage};
use crate::text::contexts::desk_nav::Place;
use crate::text::contexts::desk_parts::{Tag, Tone};
use crate::web::error::WebError;
use crate::web::extract::StaffActor;
use crate::web::reply;

const LEAD: &str = "Tables of public holidays. Beyond the last year of a table only weekends are known, and every date says so. \
    A table moves dates only for laws it was chosen for, in the policy pack.";

/// `GET /desk/settings/calendars`
pub(super) async fn show(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
) -> Result<HttpResponse, WebError> {
    let session = staff.session.clone();
    let frame = reply::blocking(&deps, move |deps| desk::frame(deps, &session)).await?;
    let policy = &deps.policy;
    let page = CalendarsPage {
        title: "Calendars".to_owned(),
        tabs: tabs(&staff.session.roles, "/calendars"),
        lead: LEAD,
        calendars: policy.calendars.iter().map(|calendar| line(policy, calendar)).collect(),
    };
    let shell = frame::shell(&request, &deps, &staff, &frame, Place::Settings);
    frame::page(&request, &deps, StatusCode::OK, &shell, &page)
}

fn line(policy: &Policy, calendar: &Calendar) -> CalendarLine {
    let days = calendar.holidays();
    let provisional: Vec<String> = days
        .iter()
        .filter(|day| day.provisional)
        .map(|day| format!("{}, {}", words::long_date(day.on), day.name))
        .collect();
    let mut sub = vec![
        format!("{} to {}", calendar.covers_from, calendar.covers_to),
        words::count(days.len(), "day", "days"),
    ];
    sub.extend(Some(calendar.source.clone()).filter(|source| !source.is_empty()));
    sub.extend(calendar.checked_on.map(|on| format!("compared {}", words::long_date(on))));
    let chosen = policy.chosen_calendars.iter().filter(|(_, code)| **code == calendar.code);
    let laws: Vec<&str> = chosen.map(|(law, _)| law.as_str()).collect();
    if !laws.is_empty() {
        sub.push(format!("chosen for {}", laws.join(", ")));
    }
    CalendarLine {
        code: calendar.code.clone(),
        name: calendar.name.clone(),
        sub: sub.join(" · "),
        tag: if provisional.is_empty() {
            Tag::new(Tone::Ok, "Confirmed")
        } else {
            let count = words::count(provisional.len(), "day", "days");
            Tag::new(Tone::Warn, format!("{count} not confirmed"))
        },
        provisional,
    }
}
