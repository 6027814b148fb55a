//! What the address of the queue asks for: list, filters, and where its pages begin.

use serde::Deserialize;

use crate::domain::ids::StaffId;
use crate::domain::vocabulary::{Right, Stage, WaitingOn};
use crate::services::desk::Filters;
use crate::services::lists::Listing;
use crate::services::{Deps, ServiceError};
use crate::text::contexts::desk_nav::Place;
use crate::text::contexts::desk_parts::Pager;
use crate::web::pages::desk::present::words;

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
        Self { view: view.to_owned(), ..Self::default() }
    }

    /// Whether a filter is set.
    pub(in crate::web) fn is_narrowed(&self) -> bool {
        [&self.right, &self.stage, &self.owner, &self.waiting].iter().any(|text| !text.is_empty())
    }

    /// The address of this list with its filters, without one of them.
    pub(in crate::web) fn address(&self, path: &str, without: &str) -> String {
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
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }

    /// Moving on and back.
    pub(super) fn pager(&self, path: &str, shown: usize, next: Option<&str>) -> Pager {
        let base = self.address(path, "");
        let join = if base.contains('?') { '&' } else { '?' };
        let mut trail: Vec<&str> = self.trail.split('.').filter(|part| !part.is_empty()).collect();
        let next = next.map(|next| {
            let here = if self.cursor.is_empty() { "start" } else { self.cursor.as_str() };
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
        let label = words::count(shown, "request", "requests");
        Pager { label: format!("{label} on this page"), previous, next }
    }

    /// The filters, in the words of the trade. `NotFound` for a list that does not exist.
    pub(super) fn filters(&self) -> Result<Filters, ServiceError> {
        Filters::read(&self.view, &self.right, &self.stage, &self.owner, &self.waiting)
            .ok_or(ServiceError::NotFound)
    }

    /// The first page of these filters.
    pub(in crate::web) fn of(filters: &Filters) -> Self {
        let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
        Self {
            view: filters.view.clone(),
            right: text(filters.right.map(Right::as_str)),
            stage: text(filters.stage.map(Stage::as_str)),
            owner: text(filters.owner.as_deref()),
            waiting: text(filters.waiting.map(WaitingOn::as_str)),
            ..Self::default()
        }
    }

    pub(super) fn listing(&self, deps: &Deps, me: &StaffId) -> Result<Listing, ServiceError> {
        let (view, narrow) = self.filters()?.listed(deps, me);
        let cursor = (!self.cursor.is_empty()).then(|| self.cursor.clone());
        Ok(Listing { view, narrow, cursor, limit: ROWS })
    }

    pub(super) fn title(&self) -> (&'static str, Place) {
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
        let second =
            Wanted { cursor: "B".to_owned(), trail: "start".to_owned(), ..Wanted::view("open") };
        let pager = second.pager("/desk", 50, Some("C"));
        assert_eq!(pager.previous.as_deref(), Some("/desk"));
        assert_eq!(pager.next.as_deref(), Some("/desk?cursor=C&trail=start.B"));
        let third =
            Wanted { cursor: "C".to_owned(), trail: "start.B".to_owned(), ..Wanted::view("open") };
        let pager = third.pager("/desk", 7, None);
        assert_eq!(pager.previous.as_deref(), Some("/desk?cursor=B&trail=start"));
        assert_eq!(pager.next, None);
    }
}
