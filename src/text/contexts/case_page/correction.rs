//! A correction field by field, each with its decision.

use serde::Serialize;

use super::{Link, Tag};
use crate::contexts::desk_form::ActionForm;

/// One field.
#[derive(Debug, Clone, Serialize)]
pub struct Correction {
    /// Its number, from 1.
    pub number: u32,
    /// Which field, in the person’s words.
    pub field: String,
    /// What stands there, as the person sees it.
    pub current: String,
    /// What should stand there.
    pub proposed: String,
    /// What was decided.
    pub tag: Tag,
    /// The ground of a refusal.
    pub ground: Option<String>,
    /// The words for the requester.
    pub answer: Option<String>,
    /// Deciding it.
    pub decide: Option<ActionForm>,
    /// Deciding it again.
    pub again: Option<Link>,
}
