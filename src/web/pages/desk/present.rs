//! From cases and texts to what the templates print. Pure: no database, no request.

pub(crate) mod calendars;
pub(crate) mod case;
pub(crate) mod data_map;
pub(crate) mod files;
pub(crate) mod laws;
pub(crate) mod legal_holds;
pub(crate) mod letter;
pub(crate) mod log;
pub(crate) mod outbox;
pub(crate) mod policy;
pub(crate) mod queue;
pub(crate) mod report;
pub(crate) mod tasks;
pub(crate) mod what_if;
pub(crate) mod words;

use services::Deps;
use text::contexts::desk_form::Tokens;

/// Makes what every form carries: the session's mark, and a fresh key per form.
#[derive(Clone)]
pub(crate) struct Forms<'a> {
    /// Where fresh keys come from.
    pub(crate) deps: &'a Deps,
    /// The session's mark.
    pub(crate) csrf: String,
    /// The version of the case on the page.
    pub(crate) version: Option<i64>,
}

impl Forms<'_> {
    /// Tokens of one form.
    pub(crate) fn tokens(&self) -> Tokens {
        Tokens { csrf: self.csrf.clone(), key: self.deps.ids.uuid(), version: self.version }
    }
}
