//! Rightsdesk.
