//! The queue: what the desk has to do, most urgent first.

use serde::Serialize;

use super::desk_form::{ActionForm, Choice, Field, Tokens};
use super::desk_parts::{Banner, Colleague, Empty, Link, Pager, Tag, Tone};
use crate::PageContext;

mod samples;

/// A list of requests.
#[derive(Debug, Clone, Serialize)]
pub struct QueuePage {
    /// The heading.
    pub title: String,
    /// How many there are in all.
    pub total: String,
    /// Where a request is recorded, for those who may.
    pub record: Option<String>,
    /// What needs attention; each narrows the list.
    pub tiles: Vec<Tile>,
    /// The search.
    pub search: Search,
    /// What narrows the list; absent in search results.
    pub filters: Option<Filters>,
    /// Keeping the filters under a name, or changing a view that is kept.
    pub views: Option<ViewTools>,
    /// The list by urgency.
    pub groups: Vec<Group>,
    /// Giving several requests to someone, for those who may.
    pub bulk: Option<Bulk>,
    /// What is shown instead of a list.
    pub empty: Option<Empty>,
    /// Moving through the list.
    pub pager: Pager,
}

/// A number that needs attention.
#[derive(Debug, Clone, Serialize)]
pub struct Tile {
    /// What is counted.
    pub label: &'static str,
    /// How many.
    pub value: String,
    /// What that means.
    pub note: String,
    /// What its colour means; `idle` when there is nothing.
    pub tone: Tone,
    /// Its icon.
    pub icon: &'static str,
    /// The list narrowed to it.
    pub href: String,
    /// Whether the list is narrowed to it.
    pub here: bool,
}

/// Search by name, address or reference. Sent as a form, so that no name stands in an address bar.
#[derive(Debug, Clone, Serialize)]
pub struct Search {
    /// What every form carries.
    pub tokens: Tokens,
    /// What was searched for, on the page that shows the results.
    pub value: String,
    /// What is wrong with it.
    pub error: Option<String>,
}

/// What narrows the list; kept in the address.
#[derive(Debug, Clone, Serialize)]
pub struct Filters {
    /// Values the form keeps: the view.
    pub kept: Vec<(&'static str, String)>,
    /// The lists to choose from.
    pub selects: Vec<Field>,
    /// What is chosen; each address takes it away.
    pub chips: Vec<Link>,
}

/// What can be done with the filters as a saved view.
#[derive(Debug, Clone, Serialize)]
pub struct ViewTools {
    /// What it says before it is opened.
    pub title: String,
    /// Saving, or renaming and deleting.
    pub forms: Vec<ActionForm>,
}

/// Requests of one urgency.
#[derive(Debug, Clone, Serialize)]
pub struct Group {
    /// The heading.
    pub title: &'static str,
    /// What its colour means.
    pub tone: Tone,
    /// How many of them are shown.
    pub count: String,
    /// The requests.
    pub rows: Vec<Row>,
}

/// One request.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// Its reference.
    pub reference: String,
    /// Its page.
    pub href: String,
    /// Who asks: the address, or the name without one, or nothing that names them.
    pub who: String,
    /// Beside the reference: country, channel.
    pub place: String,
    /// What is asked for.
    pub rights: Vec<RightMark>,
    /// Where it stands.
    pub tag: Tag,
    /// Set for a child's request and the like.
    pub priority: Option<String>,
    /// Who works on it.
    pub owner: Option<Colleague>,
    /// How much time is left.
    pub due: Due,
    /// What happened last.
    pub last: String,
}

/// One right as icon and word.
#[derive(Debug, Clone, Serialize)]
pub struct RightMark {
    /// Its icon.
    pub icon: &'static str,
    /// The word.
    pub label: &'static str,
}

/// How much time is left: words first, bar second, colour last.
#[derive(Debug, Clone, Serialize)]
pub struct Due {
    /// What its colour means.
    pub tone: Tone,
    /// The words.
    pub words: String,
    /// The date, for programs.
    pub iso: String,
    /// The date, for people.
    pub date: String,
    /// How much of the time is used, 0 to 100, as a coordinate.
    pub used: u8,
}

/// What can be done with several requests at once.
#[derive(Debug, Clone, Serialize)]
pub struct Bulk {
    /// What every form carries.
    pub tokens: Tokens,
    /// Where the reader came from, to return to.
    pub back: String,
    /// Who it can be given to.
    pub people: Vec<Choice>,
}

impl PageContext for QueuePage {
    const TEMPLATE: &'static str = "desk/queue";

    fn samples() -> Vec<Self> {
        samples::all()
    }
}

/// What came of one action on several requests.
#[derive(Debug, Clone, Serialize)]
pub struct BulkPage {
    /// The heading.
    pub title: String,
    /// How it went as a whole.
    pub banner: Banner,
    /// Where it was not done.
    pub failed: Vec<BulkLine>,
    /// Where it was done.
    pub done: Vec<BulkLine>,
    /// The list it was chosen from.
    pub back: Link,
}

/// One request of several.
#[derive(Debug, Clone, Serialize)]
pub struct BulkLine {
    /// Its reference.
    pub reference: String,
    /// Its page.
    pub href: String,
    /// Why it was not done.
    pub why: Option<String>,
}

impl PageContext for BulkPage {
    const TEMPLATE: &'static str = "desk/bulk";

    fn samples() -> Vec<Self> {
        samples::bulk()
    }
}
