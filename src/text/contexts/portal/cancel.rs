//! Keeping the account by the link of the mail that announced its closing.

use serde::Serialize;

use crate::PageContext;

/// Asks whether the account is to stay.
#[derive(Debug, Clone, Serialize)]
pub struct CancelPage {
    /// Where its form is sent.
    pub action: String,
    /// Until when, with the offset it should be shown in (RFC 3339).
    pub until: String,
}

/// Tells that the account stays.
#[derive(Debug, Clone, Serialize)]
pub struct CancelledPage {}

impl CancelPage {
    /// Title of the page.
    pub const TITLE: &'static str = "Keep your account";
}

impl PageContext for CancelPage {
    const TEMPLATE: &'static str = "portal/cancel";

    fn samples() -> Vec<Self> {
        let until = "2026-11-26T10:48:00+05:30".to_owned();
        vec![Self { action: "/cancel/sample".to_owned(), until }]
    }
}

impl CancelledPage {
    /// Title of the page.
    pub const TITLE: &'static str = "Your account stays";
}

impl PageContext for CancelledPage {
    const TEMPLATE: &'static str = "portal/cancelled";

    fn samples() -> Vec<Self> {
        vec![Self {}]
    }
}
