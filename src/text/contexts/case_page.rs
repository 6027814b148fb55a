//! One request: what it needs now, what was done, what was said, and how much time is left.

use serde::Serialize;

use super::desk_form::{ActionForm, Tokens};
use super::desk_parts::{Banner, Colleague, Link, Tag, Tone};
use crate::PageContext;

mod aside;
mod correction;
mod samples;

pub use aside::{Assign, ClockCard, Fact, OtherClock, Owner, Person, Related};
pub use correction::Correction;

/// The page of a request.
#[derive(Debug, Clone, Serialize)]
pub struct CasePage {
    /// Title of the window.
    pub title: String,
    /// The list it was opened from.
    pub back: Link,
    /// The reference.
    pub reference: String,
    /// What is asked for.
    pub heading: String,
    /// Who asks.
    pub who: String,
    /// Where it stands.
    pub tag: Tag,
    /// Set for a child's request and the like.
    pub priority: Option<String>,
    /// The request to look at next.
    pub next: Option<Link>,
    /// The most likely actions.
    pub actions: Vec<ActionLink>,
    /// Every other action the table offers in this stage.
    pub more: Vec<ActionLink>,
    /// Where a reply is written, when one can be.
    pub reply: Option<String>,
    /// What is out of the ordinary.
    pub banners: Vec<Banner>,
    /// The way of a request.
    pub steps: Vec<Step>,
    /// The form that was asked for by address, or that was not accepted.
    pub open: Option<ActionForm>,
    /// The same forms, for browsers with scripts.
    pub dialogs: Vec<ActionForm>,
    /// The one thing that needs a person.
    pub need: Option<Need>,
    /// The answer under review.
    pub review: Option<Review>,
    /// One entry per right.
    pub items: Vec<Item>,
    /// What happened and what was said.
    pub activity: Activity,
    /// Writing to the requester or a note.
    pub composer: Option<Composer>,
    /// How much time is left, and why.
    pub clock: ClockCard,
    /// Who works on it.
    pub owner: Owner,
    /// Facts of the request.
    pub request: Vec<Fact>,
    /// Who asks.
    pub person: Person,
    /// Earlier or later requests of what may be the same person.
    pub related: Vec<Related>,
    /// Its files, where there are any or some can be attached.
    pub files: Option<Link>,
    /// Its journal, for those who may read it.
    pub journal: Option<String>,
    /// Its evidence as a file, for those who may take it.
    pub evidence: Option<String>,
}

/// A way to an action: a link to its form on this page; with scripts it opens as a dialog.
#[derive(Debug, Clone, Serialize)]
pub struct ActionLink {
    /// The words.
    pub label: String,
    /// The page with the form open.
    pub href: String,
    /// Id of the dialog with the same form.
    pub dialog: String,
    /// Its icon.
    pub icon: &'static str,
    /// The clause it follows.
    pub cite: String,
    /// Why it is not possible now; then it is no link.
    pub blocked: Option<String>,
}

/// One step of the way.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    /// Its name.
    pub label: &'static str,
    /// When it was done, or what is left.
    pub note: String,
    /// Whether it is behind us.
    pub done: bool,
    /// Whether it is where we are.
    pub here: bool,
}

/// The one thing that needs a person.
#[derive(Debug, Clone, Serialize)]
pub struct Need {
    /// What its colour means.
    pub tone: Tone,
    /// Its icon.
    pub icon: &'static str,
    /// What is needed.
    pub title: String,
    /// Why, and what follows.
    pub text: String,
    /// What the person wrote about it.
    pub quote: Option<String>,
    /// Where to do it, when it is done elsewhere on the page.
    pub link: Option<Link>,
    /// The form, when it is done right here.
    pub form: Option<ActionForm>,
}

/// The answer under review.
#[derive(Debug, Clone, Serialize)]
pub struct Review {
    /// What is proposed.
    pub title: String,
    /// Who proposed it.
    pub by: Colleague,
    /// When.
    pub at: String,
    /// The same, for programs.
    pub iso: String,
    /// The ground of a refusal.
    pub ground: Option<String>,
    /// The words of the draft.
    pub text: Option<String>,
    /// How it was decided that the requester may act for somebody else.
    pub authority: Option<String>,
    /// The letter as it will be sent.
    pub letter: Link,
    /// Who may approve it, and why.
    pub four_eyes: String,
    /// Whether the reader cannot approve it.
    pub barred: bool,
    /// Approving.
    pub approve: Option<ActionForm>,
    /// Sending it back.
    pub send_back: Option<ActionForm>,
}

/// One right of the request.
#[derive(Debug, Clone, Serialize)]
pub struct Item {
    /// Id of its heading.
    pub id: String,
    /// The right.
    pub label: &'static str,
    /// Its icon.
    pub icon: &'static str,
    /// Where it stands.
    pub tag: Tag,
    /// How many of its tasks are done.
    pub progress: String,
    /// What the person wrote about it.
    pub asked: Option<String>,
    /// What is to be corrected, field by field.
    pub corrections: Vec<Correction>,
    /// What holds it up or was decided about it.
    pub note: Option<String>,
    /// The words for the requester.
    pub answer: Option<String>,
    /// Deciding it.
    pub settle: Option<ActionForm>,
    /// Deciding it again.
    pub again: Option<Link>,
    /// What is looked at before the account is closed.
    pub points: Vec<Point>,
    /// One task per system.
    pub tasks: Vec<Task>,
}

/// A point of the checklist before an account is closed.
#[derive(Debug, Clone, Serialize)]
pub struct Point {
    /// What is looked at.
    pub name: String,
    /// What to find out or to arrange.
    pub hint: String,
    /// Ticked, or open.
    pub tag: Tag,
    /// Who ticked it, and when.
    pub by: Option<String>,
    /// What was found or arranged.
    pub note: Option<String>,
    /// Ticking it.
    pub check: Option<ActionForm>,
}

/// One system's part.
#[derive(Debug, Clone, Serialize)]
pub struct Task {
    /// Its number.
    pub id: String,
    /// The system.
    pub system: String,
    /// What is asked of it, until when; or what was recorded.
    pub note: String,
    /// Where it stands.
    pub tag: Tag,
    /// What its owner asked, or why it was handed back.
    pub question: Option<String>,
    /// What was written down.
    pub details: Option<String>,
    /// What was found, row by row.
    pub found: Option<Found>,
    /// Completing it.
    pub complete: Option<ActionForm>,
    /// Opening it again.
    pub reopen: Option<ActionForm>,
    /// Handing it over, dropping it.
    pub ways: Vec<Link>,
}

/// Rows that were found.
#[derive(Debug, Clone, Serialize)]
pub struct Found {
    /// How many.
    pub title: String,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

/// What happened and what was said, newest first.
#[derive(Debug, Clone, Serialize)]
pub struct Activity {
    /// What can be shown.
    pub tabs: Vec<Tab>,
    /// What is shown.
    pub entries: Vec<Entry>,
    /// What stands there instead of entries.
    pub none: Option<String>,
}

/// One view of the activity.
#[derive(Debug, Clone, Serialize)]
pub struct Tab {
    /// The words.
    pub label: &'static str,
    /// How many entries.
    pub count: String,
    /// The address.
    pub href: String,
    /// Whether it is shown.
    pub here: bool,
}

/// One entry of the activity.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// What its colour means.
    pub tone: Tone,
    /// Its icon.
    pub icon: &'static str,
    /// Who.
    pub who: String,
    /// What they did.
    pub what: String,
    /// The words, when there are any.
    pub quote: Option<String>,
    /// Whether the words never leave the desk.
    pub internal: bool,
    /// When.
    pub at: String,
    /// The same, for programs.
    pub iso: String,
    /// The notice as it was sent.
    pub sent: Option<Link>,
}

/// Writing to the requester or a note.
#[derive(Debug, Clone, Serialize)]
pub struct Composer {
    /// Where it is sent.
    pub action: String,
    /// What every form carries.
    pub tokens: Tokens,
    /// The kinds of message; the value is the command.
    pub kinds: Vec<Kind>,
    /// What was written before.
    pub value: String,
    /// Why it was not accepted.
    pub problem: Option<String>,
}

/// One kind of message.
#[derive(Debug, Clone, Serialize)]
pub struct Kind {
    /// Its place among the kinds, from 1; the style sheet shows its hint by it.
    pub number: u8,
    /// The command.
    pub command: &'static str,
    /// The words.
    pub label: String,
    /// What happens to it.
    pub hint: &'static str,
    /// Whether it is chosen.
    pub chosen: bool,
    /// Whether it never leaves the desk.
    pub internal: bool,
}

impl PageContext for CasePage {
    const TEMPLATE: &'static str = "desk/case";

    fn samples() -> Vec<Self> {
        samples::all()
    }
}
