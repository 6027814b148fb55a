//! The queue: filters in the address, pages by cursor, several requests given to someone at once.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use serde::Deserialize;

use super::form::Sent;
use super::frame;
use super::present::{self, Forms};
use crate::domain::access::Permission;
use crate::domain::ids::{Reference, StaffId};
use crate::domain::vocabulary::{Right, Stage, WaitingOn};
use crate::services::desk::{self, Attention, Frame, QueueView};
use crate::services::lists::Listing;
use crate::services::staff::{self, Colleague, Names};
use crate::services::{Deps, ServiceError, commands};
use crate::storage::views::queue::{Narrow, View};
use crate::text::contexts::desk_form::Choice;
use crate::text::contexts::desk_nav::Place;
use crate::text::contexts::desk_parts::{Link, Pager};
use crate::text::contexts::queue::{Bulk, Filters, QueuePage, Search};
use crate::web::error::WebError;
use crate::web::extract::StaffActor;
use crate::web::reply;

/// Rows of a page.
const ROWS: u32 = 50;
/// Pages back that the address remembers.
const TRAIL: usize = 12;

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Wanted {
    /// Which list.
    pub(in crate::web) view: String,
    pub(in crate::web) right: String,
    pub(in crate::web) stage: String,
    pub(in crate::web) owner: String,
    pub(in crate::web) waiting: String,
    /// Where this page begins.
    cursor: String,
    /// Where the pages before began, so that one can go back.
    trail: String,
}

impl Wanted {
    /// A list by name.
    pub(in crate::web) fn view(view: &str) -> Self {
        Self {
            view: view.to_owned(),
            ..Self::default()
        }
    }

    /// Whether a filter is set.
    pub(in crate::web) fn is_narrowed(&self) -> bool {
        [&self.right, &self.stage, &self.owner, &self.waiting]
            .iter()
            .any(|text| !text.is_empty())
    }

    /// The address of this list with its filters, without one of them.
    fn address(&self, path: &str, without: &str) -> String {
        let pairs = [
            ("view", &self.view),
            ("right", &self.right),
            ("stage", &self.stage),
            ("owner", &self.owner),
            ("waiting", &self.waiting),
        ];
        let kept: Vec<_> = pairs
            .into_iter()
            .filter(|(name, value)| *name != without && !value.is_empty() && *value != "open")
            .collect();
        let query = serde_urlencoded::to_string(kept).unwrap_or_default();
        if query.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{query}")
        }
    }

    /// Moving on and back.
    fn pager(&self, path: &str, shown: usize, next: Option<&str>) -> Pager {
        let base = self.address(path, "");
        let join = if base.contains('?') { '&' } else { '?' };
        let mut trail: Vec<&str> = self
            .trail
            .split('.')
            .filter(|part| !part.is_empty())
            .collect();
        let next = next.map(|next| {
            let here = if self.cursor.is_empty() {
                "start"
            } else {
                self.cursor.as_str()
            };
            let from = trail.len().saturating_sub(TRAIL);
            let mut parts: Vec<&str> = trail.iter().skip(from).copied().collect();
            parts.push(here);
            format!("{base}{join}cursor={next}&trail={}", parts.join("."))
        });
        let previous = trail.pop().map(|before| match before {
            "start" => base.clone(),
            before if trail.is_empty() => format!("{base}{join}cursor={before}"),
            before => format!("{base}{join}cursor={before}&trail={}", trail.join(".")),
        });
        let previous = previous.or_else(|| (!self.cursor.is_empty()).then(|| base.clone()));
        if previous.is_none() && next.is_none() {
            return Pager::default();
        }
        let label = present::words::count(shown, "request", "requests");
        Pager {
            label: format!("{label} on this page"),
            previous,
            next,
        }
    }

    fn listing(&self, deps: &Deps, me: &StaffId) -> Result<Listing, ServiceError> {
        let today = deps.local_date(deps.now());
        let view = match self.view.as_str() {
            "" | "open" => View::Open,
            "mine" => View::Owner(me.0.clone()),
            "unassigned" => View::Unassigned,
            "overdue" => View::Overdue(today),
            "soon" => desk::soon(today),
            "waiting" => View::Waiting,
            "replies" => View::Replies,
            "unconfirmed" => View::Unconfirmed,
            "closed" => View::Closed,
            _ => return Err(ServiceError::NotFound),
        };
        let owner = match self.owner.as_str() {
            "" => None,
            "me" => Some(me.0.clone()),
            id => Some(id.to_owned()),
        };
        Ok(Listing {
            view,
            narrow: Narrow {
                right: Right::from_text(&self.right),
                stage: Stage::from_text(&self.stage),
                owner,
                waiting: WaitingOn::from_text(&self.waiting),
                ..Narrow::default()
            },
            cursor: (!self.cursor.is_empty()).then(|| self.cursor.clone()),
            limit: ROWS,
        })
    }

    fn title(&self) -> (&'static str, Place) {
        match self.view.as_str() {
            "mine" => ("My requests", Place::Mine),
            "unassigned" => ("Unassigned", Place::Unassigned),
            "overdue" => ("Overdue", Place::Overdue),
            "soon" => ("Due in 3 days", Place::Elsewhere),
            "waiting" => ("Waiting for the requester", Place::Waiting),
            "replies" => ("New replies", Place::Elsewhere),
            "unconfirmed" => ("Unconfirmed", Place::Unconfirmed),
            "closed" => ("Closed", Place::Closed),
            _ => ("All open requests", Place::Open),
        }
    }
}

/// Everything a page of the queue is made from.
pub(in crate::web) struct Seen {
    pub(in crate::web) frame: Frame,
    pub(in crate::web) queue: QueueView,
    pub(in crate::web) attention: Attention,
    pub(in crate::web) people: Vec<Colleague>,
    pub(in crate::web) names: Names,
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
    let (title, place) = wanted.title();
    let page = page_of(&deps, &staff, &wanted, title, &seen);
    let shell = frame::shell(&request, &deps, &staff, &seen.frame, place);
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
    let forms = Forms {
        deps,
        csrf: staff.form_token(deps),
        version: None,
    };
    let may_record = Permission::RecordCases.held_by(roles);
    let groups = present::queue::groups(deps, &seen.queue.lines, &seen.names, &wanted.view);
    let is_open = !matches!(wanted.view.as_str(), "closed" | "unconfirmed");
    let bulk = (may_record && is_open).then(|| bulk(&forms, wanted, seen, &staff.session.id));
    QueuePage {
        title: title.to_owned(),
        total: seen
            .queue
            .total
            .map(|total| total.to_string())
            .unwrap_or_default(),
        record: may_record.then(|| "/desk/record".to_owned()),
        tiles: present::queue::tiles(deps, &seen.frame.counts, &seen.attention, wanted),
        search: Search {
            tokens: forms.tokens(),
            value: String::new(),
            error: None,
        },
        filters: is_open.then(|| filters(wanted, &seen.people)),
        empty: groups
            .is_empty()
            .then(|| present::queue::empty(wanted, may_record)),
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
    Filters {
        kept: vec![("view", wanted.view.clone())],
        selects,
        chips,
    }
}

fn bulk(forms: &Forms<'_>, wanted: &Wanted, seen: &Seen, me: &StaffId) -> Bulk {
    let mut people: Vec<Choice> = seen
        .people
        .iter()
        .filter(|person| person.id != *me)
        .map(|person| Choice::new(person.id.as_str(), person.name.as_str()))
        .collect();
    people.push(Choice::new("", "Nobody"));
    Bulk {
        tokens: forms.tokens(),
        back: wanted.address("/desk", ""),
        people,
    }
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
    let forms = Forms {
        deps,
        csrf: staff.form_token(deps),
        version: None,
    };
    let groups = seen.map_or_else(Vec::new, |seen| {
        present::queue::groups(deps, &seen.queue.lines, &seen.names, "search")
    });
    let found: usize = groups.iter().map(|group| group.rows.len()).sum();
    QueuePage {
        title: "Search results".to_owned(),
        total: found.to_string(),
        record: None,
        tiles: Vec::new(),
        search: Search {
            tokens: forms.tokens(),
            value: text.to_owned(),
            error,
        },
        filters: None,
        empty: groups
            .is_empty()
            .then(|| present::queue::empty(&wanted, false)),
        groups,
        bulk: None,
        pager: Pager::default(),
    }
}

/// `POST /desk/assign`: several requests to one owner.
pub(super) async fn assign(
    deps: web::Data<Deps>,
    staff: StaffActor,
    sent: Sent,
) -> Result<HttpResponse, WebError> {
    staff.check_form(&deps, sent.one("csrf"))?;
    let references: Vec<Reference> = sent
        .many("case")
        .into_iter()
        .filter_map(Reference::parse)
        .collect();
    let to = match sent.one("to") {
        "me" => Some(staff.session.id.clone()),
        _ => Some(sent.one("owner"))
            .filter(|id| !id.is_empty())
            .map(StaffId::from),
    };
    let back = if sent.one("back").starts_with("/desk?") {
        sent.one("back")
    } else {
        "/desk"
    };
    if references.is_empty() {
        return Ok(frame::see_other(&deps, back, "bulk_nothing"));
    }
    let actor = staff.actor.clone();
    let all_done = reply::blocking(&deps, move |deps| {
        let done = commands::bulk_assign(deps, &actor, &references, to.as_ref());
        Ok(done.iter().all(|(_, result)| result.is_ok()))
    })
    .await?;
    let code = if all_done {
        "bulk_assigned"
    } else {
        "bulk_partly"
    };
    Ok(frame::see_other(&deps, back, code))
}

#[cfg(test)]
mod tests {
    use super::Wanted;

    #[test]
    fn an_address_keeps_the_filters_and_drops_the_default() {
        let wanted = Wanted {
            view: "open".to_owned(),
            right: "access".to_owned(),
            owner: "me".to_owned(),
            ..Wanted::default()
        };
        assert_eq!(wanted.address("/desk", ""), "/desk?right=access&owner=me");
        assert_eq!(wanted.address("/desk", "right"), "/desk?owner=me");
        assert_eq!(Wanted::view("open").address("/desk", ""), "/desk");
    }

    #[test]
    fn going_on_and_back_leads_to_where_one_was() {
        let first = Wanted::view("open").pager("/desk", 50, Some("B"));
        assert_eq!(first.previous, None);
        assert_eq!(first.next.as_deref(), Some("/desk?cursor=B&trail=start"));
        let second = Wanted {
            cursor: "B".to_owned(),
            trail: "start".to_owned(),
            ..Wanted::view("open")
        };
        let pager = second.pager("/desk", 50, Some("C"));
        assert_eq!(pager.previous.as_deref(), Some("/desk"));
        assert_eq!(pager.next.as_deref(), Some("/desk?cursor=C&trail=start.B"));
        let third = Wanted {
            cursor: "C".to_owned(),
            trail: "start.B".to_owned(),
            ..Wanted::view("open")
        };
        let pager = third.pager("/desk", 7, None);
        assert_eq!(
            pager.previous.as_deref(),
            Some("/desk?cursor=B&trail=start")
        );
        assert_eq!(pager.next, None);
    }
}
