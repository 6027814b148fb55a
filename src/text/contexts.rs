//! What the templates are given: one typed struct per page or group of notices.

pub mod mail;
