//! What the address of the queue asks for: list, filters, and where its pages begin.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::pages::desk::present::words;
use domain::ids::StaffId;
use domain::vocabulary::{Channel, Outcome, Right, Stage, WaitingOn};
use services::desk::Filters;
use services::lists::Listing;
use services::{Deps, ServiceError};
use storage::views::queue::{Narrow, View};
use text::catalogue;
use text::contexts::desk_nav::Place;
use text::contexts::desk_parts::Pager;

/// Filters that the page shows as fields.
const FILTERS: &[&str] = &["right", "stage", "owner", "waiting"];
/// Rows of a page.
const ROWS: u32 = 50;
/// Pages back that the address remembers.
const TRAIL: usize = 12;

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    /// Which list.
    pub(crate) view: String,
    pub(crate) right: String,
    pub(crate) stage: String,
    pub(crate) owner: String,
    pub(crate) waiting: String,
    /// From and to which day: of receipt, of closing, or due, as the list has it.
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) country: String,
    pub(crate) channel: String,
    /// A rule that measures the answer.
    pub(crate) law: String,
    /// `answered`, `refused`, or any outcome.
    pub(crate) outcome: String,
    /// `yes` for those that missed a deadline, `no` for those that did not.
    pub(crate) late: String,
    /// Where this page begins.
    cursor: String,
    /// Where the pages before began, so that one can go back.
    trail: String,
}

impl Wanted {
    /// A list by name.
    pub(crate) fn view(view: &str) -> Self {
        Self { view: view.to_owned(), ..Self::default() }
    }

    /// Whether a filter is set.
    pub(crate) fn is_narrowed(&self) -> bool {
        self.pairs().iter().any(|(name, value)| *name != "view" && !value.is_empty())
    }

    /// Everything but the page, as it stands in an address. The filters of the page show `FILTERS` of it.
    fn pairs(&self) -> [(&'static str, &str); 12] {
        [
            ("view", &self.view),
            ("right", &self.right),
            ("stage", &self.stage),
            ("owner", &self.owner),
            ("waiting", &self.waiting),
            ("from", &self.from),
            ("to", &self.to),
            ("country", &self.country),
            ("channel", &self.channel),
            ("law", &self.law),
            ("outcome", &self.outcome),
            ("late", &self.late),
        ]
    }

    /// What the filters of the page do not show, and must not lose.
    pub(super) fn kept(&self) -> Vec<(&'static str, String)> {
        let set = self.pairs().into_iter().filter(|(_, value)| !value.is_empty());
        let hidden = set.filter(|(name, _)| !FILTERS.contains(name));
        hidden.map(|(name, value)| (name, value.to_owned())).collect()
    }

    /// The days asked for, when both are days.
    fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        self.from.parse().ok().zip(self.to.parse().ok())
    }

    /// The heading, with what narrows the list beyond its filters.
    pub(super) fn heading(&self, deps: &Deps) -> String {
        let mut heading = self.title().0.to_owned();
        let lower = words::lower;
        if let Some(outcome) = Outcome::from_text(&self.outcome) {
            heading = format!("{heading}, {}", lower(catalogue::outcome(outcome)));
        }
        match self.late.as_str() {
            "yes" => heading.push_str(", late"),
            "no" => heading.push_str(", on time"),
            _ => {}
        }
        if !self.country.is_empty() {
            heading = format!("{heading}, {}", catalogue::country(&self.country));
        }
        if let Some(channel) = Channel::from_text(&self.channel) {
            heading = format!("{heading}, {}", lower(catalogue::channel(channel)));
        }
        if !self.law.is_empty() {
            let name = deps.policy.rule(&self.law).map_or(self.law.as_str(), |rule| &rule.name);
            heading = format!("{heading}, {name}");
        }
        let Some((from, to)) = self.days() else { return heading };
        let received = if matches!(self.view.as_str(), "" | "open") { " received" } else { "" };
        if from == to {
            return format!("{heading}{received} on {}", words::long_date(from));
        }
        format!("{heading}{received} {} to {}", words::short_date(from), words::long_date(to))
    }

    /// The address of this list with its filters, without one of them.
    pub(crate) fn address(&self, path: &str, without: &str) -> String {
        let kept: Vec<_> = self
            .pairs()
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

    /// The filters, in the words of the trade: what a saved view keeps. `NotFound` for a list that
    /// does not exist, and for one that is narrowed by more than a view can keep.
    pub(super) fn filters(&self) -> Result<Filters, ServiceError> {
        let days = [&self.from, &self.to];
        let more = [&self.country, &self.channel, &self.law, &self.outcome, &self.late];
        if days.iter().chain(&more).any(|text| !text.is_empty()) || self.is_of_reports() {
            return Err(ServiceError::NotFound);
        }
        self.base()
    }

    /// Lists that only reports and the calendar lead to.
    fn is_of_reports(&self) -> bool {
        matches!(self.view.as_str(), "due" | "received")
    }

    fn base(&self) -> Result<Filters, ServiceError> {
        let view = if self.is_of_reports() { "open" } else { self.view.as_str() };
        Filters::read(view, &self.right, &self.stage, &self.owner, &self.waiting)
            .ok_or(ServiceError::NotFound)
    }

    /// The first page of these filters.
    pub(crate) fn of(filters: &Filters) -> Self {
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
        let (base, narrow) = self.base()?.listed(deps, me);
        let days = self.days();
        let view = match (self.view.as_str(), days) {
            ("due", Some((from, to))) => View::DueBetween(from, to),
            ("received", Some((from, to))) => View::ReceivedBetween(from, to),
            ("received", None) => View::All,
            _ => base,
        };
        let start = |day| deps.zones.start_of_day(&deps.policy.zone, day);
        let closed = days.filter(|_| view == View::Closed);
        let narrow = Narrow {
            received: days.filter(|_| view == View::Open),
            closed: closed.map(|(from, to)| (start(from), start(to.succ_opt().unwrap_or(to)))),
            country: Some(self.country.clone()).filter(|country| !country.is_empty()),
            channel: Channel::from_text(&self.channel),
            law: Some(self.law.clone()).filter(|law| !law.is_empty()),
            outcomes: outcomes(&self.outcome),
            missed: match self.late.as_str() {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            },
            ..narrow
        };
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
            "high" => ("High priority", Place::Elsewhere),
            "complaints" => ("Complaints and appeals", Place::Complaints),
            "unconfirmed" => ("Unconfirmed", Place::Unconfirmed),
            "closed" if self.outcome == "answered" => ("Answered", Place::Closed),
            "closed" => ("Closed", Place::Closed),
            "due" => ("Due", Place::Elsewhere),
            "received" => ("Received", Place::Elsewhere),
            _ => ("All open requests", Place::Open),
        }
    }
}

/// Outcomes by name; `answered` stands for the three with an answer.
fn outcomes(text: &str) -> Vec<Outcome> {
    match text {
        "answered" => vec![Outcome::Fulfilled, Outcome::PartlyFulfilled, Outcome::Refused],
        other => Outcome::from_text(other).into_iter().collect(),
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
