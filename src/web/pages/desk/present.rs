//! From cases and texts to what the templates print. Pure: no database, no request.

pub(in crate::web) mod calendars;
pub(in crate::web) mod case;
pub(in crate::web) mod data_map;
pub(in crate::web) mod files;
pub(in crate::web) mod laws;
pub(in crate::web) mod legal_holds;
pub(in crate::web) mod letter;
pub(in crate::web) mod log;
pub(in crate::web) mod outbox;
pub(in crate::web) mod policy;
pub(in crate::web) mod queue;
pub(in crate::web) mod report;
pub(in crate::web) mod tasks;
pub(in crate::web) mod what_if;
pub(in crate::web) mod words;

use crate::services::Deps;
use crate::text::contexts::desk_form::Tokens;

/// Makes what every form carries: the session's mark, and a fresh key per form.
#[derive(Clone)]
pub(in crate::web) struct Forms<'a> {
    /// Where fresh keys come from.
    pub(in crate::web) deps: &'a Deps,
    /// The session's mark.
    pub(in crate::web) csrf: String,
    /// The version of the case on the page.
    pub(in crate::web) version: Option<i64>,
}

impl Forms<'_> {
    /// Tokens of one form.
    pub(in crate::web) fn tokens(&self) -> Tokens {
        Tokens { csrf: self.csrf.clone(), key: self.deps.ids.uuid(), version: self.version }
    }
}
