//! The queue: filters in the address, pages by cursor, views that are kept, actions on several requests.

mod bulk;
mod views;
mod wanted;

pub(super) use bulk::several;
pub(super) use views::{change, save};
pub(crate) use wanted::Wanted;

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};

use super::frame;
use super::present::{self, Forms, words};
use crate::error::WebError;
use crate::extract::StaffActor;
use crate::reply;
use domain::access::Permission;
use domain::ids::StaffId;
use services::Deps;
use services::desk::{self, Attention, Frame, QueueView};
use services::staff::{self, Colleague, Names};
use text::contexts::desk_form::Choice;
use text::contexts::desk_parts::{Link, Pager};
use text::contexts::queue::{Bulk, Filters, QueuePage, Search};

/// Everything a page of the queue is made from.
pub(crate) struct Seen {
    pub(crate) frame: Frame,
    pub(crate) queue: QueueView,
    pub(crate) attention: Attention,
    pub(crate) people: Vec<Colleague>,
    pub(crate) names: Names,
}

/// `GET /desk`
pub(super) async fn show(
    request: HttpRequest,
    deps: web::Data<Deps>,
    staff: StaffActor,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, WebError> {
    if !Permission::ReadCases.held_by(&staff.session.roles) {
        // Administrators without cases have their own first page.
        return Ok(reply::see_other("/desk/settings/staff").finish());
    }
    let mut wanted = wanted.into_inner();
    if wanted.view.is_empty() {
        "open".clone_into(&mut wanted.view);
    }
    let (session, actor, asked) = (staff.session.clone(), staff.actor.clone(), wanted.clone());
    let seen = reply::blocking(&deps, move |deps| {
        let listing = asked.listing(deps, &session.id)?;
        Ok(Seen {
            frame: desk::frame(deps, &session)?,
            queue: desk::queue(deps, &actor, &listing)?,
            attention: desk::attention(deps, &actor)?,
            people: staff::colleagues(deps, &actor)?,
            names: staff::names(deps)?,
        })
    })
    .await?;
    let place = wanted.title().1;
    let page = page_of(&deps, &staff, &wanted, &wanted.heading(&deps), &seen);
    let mut shell = frame::shell(&request, &deps, &staff, &seen.frame, place);
    if views::current(&wanted, &seen.frame).is_some() {
        frame::at_saved(&mut shell, &wanted.address("/desk", ""));
    }
    frame::page(&request, &deps, StatusCode::OK, &shell, &page)
}

fn page_of(
    deps: &Deps,
    staff: &StaffActor,
    wanted: &Wanted,
    title: &str,
    seen: &Seen,
) -> QueuePage {
    let roles = &staff.session.roles;
    let forms = Forms { deps, csrf: staff.form_token(deps), version: None };
    let may_record = Permission::RecordCases.held_by(roles);
    let groups = present::queue::groups(deps, &seen.queue.lines, &seen.names, &wanted.view);
    let is_open = !matches!(wanted.view.as_str(), "closed" | "unconfirmed" | "received");
    let bulk = (may_record && is_open).then(|| bulk(&forms, wanted, seen, &staff.session.id));
    QueuePage {
        title: title.to_owned(),
        total: seen.queue.total.map(|total| total.to_string()).unwrap_or_default(),
        record: may_record.then(|| "/desk/record".to_owned()),
        tiles: present::queue::tiles(deps, &seen.frame.counts, &seen.attention, wanted),
        search: Search { tokens: forms.tokens(), value: String::new(), error: None },
        filters: is_open.then(|| filters(wanted, &seen.people)),
        views: views::tools(&forms, wanted, &seen.frame),
        empty: groups.is_empty().then(|| present::queue::empty(wanted, may_record)),
        bulk: bulk.filter(|_| !groups.is_empty()),
        pager: wanted.pager("/desk", seen.queue.lines.len(), seen.queue.next.as_deref()),
        groups,
    }
}

fn filters(wanted: &Wanted, people: &[Colleague]) -> Filters {
    let selects = present::queue::selects(wanted, people);
    let chips = selects
        .iter()
        .filter_map(|field| {
            let chosen = field.select.as_ref()?.iter().find(|choice| choice.chosen)?;
            let href = wanted.address("/desk", &field.name);
            (!chosen.value.is_empty()).then(|| Link::new(chosen.label.clone(), href))
        })
        .collect();
    Filters { kept: wanted.kept(), selects, chips }
}

fn bulk(forms: &Forms<'_>, wanted: &Wanted, seen: &Seen, me: &StaffId) -> Bulk {
    let people: Vec<Choice> = seen
        .people
        .iter()
        .filter(|person| person.id != *me)
        .map(|person| Choice::new(person.id.as_str(), words::owner(person)))
        .collect();
    Bulk { tokens: forms.tokens(), back: wanted.address("/desk", ""), people }
}

/// What the page of a search shows.
pub(super) fn search_page(
    deps: &Deps,
    staff: &StaffActor,
    text: &str,
    error: Option<String>,
    seen: Option<&Seen>,
) -> QueuePage {
    let wanted = Wanted::view("search");
    let forms = Forms { deps, csrf: staff.form_token(deps), version: None };
    let groups = seen.map_or_else(Vec::new, |seen| {
        present::queue::groups(deps, &seen.queue.lines, &seen.names, "search")
    });
    let found: usize = groups.iter().map(|group| group.rows.len()).sum();
    QueuePage {
        title: "Search results".to_owned(),
        total: found.to_string(),
        record: None,
        tiles: Vec::new(),
        search: Search { tokens: forms.tokens(), value: text.to_owned(), error },
        filters: None,
        views: None,
        empty: groups.is_empty().then(|| present::queue::empty(&wanted, false)),
        groups,
        bulk: None,
        pager: Pager::default(),
    }
}
