//! Handlers of pages, by who they are for.

pub(super) mod desk;
pub(super) mod portal;
pub(super) mod public;
pub(super) mod shell;
