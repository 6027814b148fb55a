//! The audit log: the whole desk or one request, narrowed by who, what and when.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use serde::Deserialize;

use super::frame;
use super::present;
use crate::error::WebError;
use crate::extract::StaffActor;
use crate::reply;
use services::log::{self, Filter, Page};
use services::{Deps, ServiceError, desk, staff};
use text::contexts::audit::AuditPage;
use text::contexts::desk_nav::Place;
use text::contexts::desk_parts::{Empty, Link, Pager};

/// What the address asks for, as typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    case: String,
    actor: String,
    event: String,
    from: String,
    to: String,
    before: String,
}

impl Wanted {
    fn filter(&self) -> Filter {
        let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        Filter {
            case: some(&self.case),
            actor: some(&self.actor),
            event: some(&self.event),
            // A day that is no day narrows nothing; the field shows it empty again.
            from: self.from.parse().ok(),
            to: self.to.parse().ok(),
            before: some(&self.before),
        }
    }
}

/// `GET /desk/audit`
pub(super) async fn show(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, WebError> {
    let filter = wanted.filter();
    let (actor, session, asked) = (staff.actor.clone(), staff.session.clone(), filter.clone());
    let (found, names, frame) = reply::blocking(&deps, move |deps| {
        let found = match log::page(deps, &actor, &asked) {
            Err(ServiceError::Fields(errors)) => Err(errors),
            other => Ok(other?),
        };
        Ok((found, staff::names(deps)?, desk::frame(deps, &session)?))
    })
    .await?;
    let (page, error) = match found {
        Ok(page) => (page, None),
        Err(errors) => (Page::default(), errors.get("case").cloned()),
    };
    let narrowed = filter != Filter::default();
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let context = AuditPage {
        title: "Audit log".to_owned(),
        filters: present::log::filters(&filter, &names, error),
        clear: narrowed.then(|| "/desk/audit".to_owned()),
        head: present::log::head(&page),
        entries: page.lines.iter().map(|line| present::log::line(&deps, &names, line)).collect(),
        empty: page.lines.is_empty().then(|| Empty {
            title: "Nothing happened here".to_owned(),
            text: "No entry fits these filters.".to_owned(),
            links: vec![Link::new("Show everything", "/desk/audit")],
        }),
        pager: pager(&filter, &page),
    };
    let shell = frame::shell(&request, &deps, &staff, &frame, Place::Audit);
    frame::page(&request, &deps, status, &shell, &context)
}

fn pager(filter: &Filter, page: &Page) -> Pager {
    if page.lines.is_empty() {
        return Pager::default();
    }
    let address = |before: Option<&String>| {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let day = |day: Option<chrono::NaiveDate>| day.map(|d| d.to_string()).unwrap_or_default();
        let pairs = [
            ("case", text(&filter.case)),
            ("actor", text(&filter.actor)),
            ("event", text(&filter.event)),
            ("from", day(filter.from)),
            ("to", day(filter.to)),
            ("before", before.cloned().unwrap_or_default()),
        ];
        let kept: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let query = serde_urlencoded::to_string(kept).unwrap_or_default();
        if query.is_empty() { "/desk/audit".to_owned() } else { format!("/desk/audit?{query}") }
    };
    Pager {
        label: "Newest first".to_owned(),
        previous: filter.before.is_some().then(|| address(None)),
        next: page.next.as_ref().map(|next| address(Some(next))),
    }
}
