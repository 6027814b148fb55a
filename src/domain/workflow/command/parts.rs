//! What commands carry beside plain fields, and the opening of a case.

use crate::case::Intake;
use crate::prose::Prose;
use crate::vocabulary::Right;
use crate::workflow::rules::Verb;

/// What a decision needs to know of the request that a duplicate repeats. The default knows nothing, and is careful.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Earlier {
    /// It repeats a request itself.
    pub is_duplicate: bool,
    /// One of its addresses is the requester's or the data subject's.
    pub same_address: bool,
}

/// Which systems to ask, when a person chose others than the data map names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanChoice {
    /// Keys of the systems.
    pub systems: Vec<String>,
    /// Why these; needed when they are others than the map names.
    pub reason: Option<Prose>,
}

/// A new case: `submit` waits for the address to be confirmed, `record` does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// `Submit` or `Record`.
    pub verb: Verb,
    /// What was asked.
    pub intake: Intake,
    /// Which rights; empty means "I am not sure".
    pub rights: Vec<Right>,
}
