//! The narrow column of a request: time, owner, person, related requests.

use serde::Serialize;

use super::ActionLink;
use crate::contexts::desk_form::{ActionForm, Choice, Tokens};
use crate::contexts::desk_parts::{Colleague, Tag, Tone};

/// How much time is left, and why.
#[derive(Debug, Clone, Serialize)]
pub struct ClockCard {
    /// What its colour means.
    pub tone: Tone,
    /// Share of the time that is used, 0 to 100, as part of the ring.
    pub used: u8,
    /// The number in the ring.
    pub number: String,
    /// What it counts.
    pub unit: String,
    /// The date.
    pub due: String,
    /// The same, for programs.
    pub iso: String,
    /// Which clock binds.
    pub binds: String,
    /// The derivation, step by step.
    pub steps: Vec<String>,
    /// Further dates.
    pub facts: Vec<Fact>,
    /// Every other clock that was started.
    pub others: Vec<OtherClock>,
    /// Whether it can be extended, or why not.
    pub extension: String,
    /// Extending it.
    pub extend: Option<ActionLink>,
}

/// A clock that does not bind.
#[derive(Debug, Clone, Serialize)]
pub struct OtherClock {
    /// The rule.
    pub name: String,
    /// Its date, or that it stands still.
    pub when: String,
    /// The derivation, step by step.
    pub steps: Vec<String>,
}

/// Who works on it.
#[derive(Debug, Clone, Serialize)]
pub struct Owner {
    /// Who.
    pub person: Option<Colleague>,
    /// Taking it, when someone else has it or nobody.
    pub take: Option<ActionForm>,
    /// Giving it to someone: where, and what every form carries.
    pub assign: Option<Assign>,
}

/// Giving the request to someone.
#[derive(Debug, Clone, Serialize)]
pub struct Assign {
    /// Where it is sent.
    pub action: String,
    /// What every form carries.
    pub tokens: Tokens,
    /// Who it can be given to.
    pub people: Vec<Choice>,
}

/// A named value.
#[derive(Debug, Clone, Serialize)]
pub struct Fact {
    /// The name.
    pub label: &'static str,
    /// The value.
    pub value: String,
    /// Where it leads.
    pub href: Option<String>,
    /// Whether it is copied as a whole: a reference or an address.
    pub copy: bool,
}

impl Fact {
    /// A value without a link.
    pub fn new(label: &'static str, value: impl Into<String>) -> Self {
        Self { label, value: value.into(), href: None, copy: false }
    }
}

/// Who asks.
#[derive(Debug, Clone, Serialize)]
pub struct Person {
    /// What is known of who they are.
    pub tag: Tag,
    /// What they told.
    pub facts: Vec<Fact>,
    /// What they wrote about the whole request.
    pub details: Option<String>,
    /// Why nothing is shown.
    pub hidden: Option<String>,
}

/// A request of what may be the same person.
#[derive(Debug, Clone, Serialize)]
pub struct Related {
    /// Its reference.
    pub reference: String,
    /// Its page.
    pub href: String,
    /// What it asks for and when it came.
    pub note: String,
    /// Where it stands.
    pub tag: Tag,
}
