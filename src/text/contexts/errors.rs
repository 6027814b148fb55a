//! Error pages: what is so, what to do, and a reference where somebody must look into it.

use serde::Serialize;

use crate::PageContext;

/// An error page.
#[derive(Debug, Clone, Serialize)]
pub struct ErrorPage {
    /// The status, as browsers know it.
    pub status: u16,
    /// What is so, in a few words.
    pub title: String,
    /// What to do.
    pub sentence: String,
    /// The stable code of the error.
    pub code: String,
    /// Finds the fault in the log; only for faults of ours.
    pub reference: Option<String>,
    /// Seconds until it is worth trying again.
    pub retry_after: Option<u32>,
    /// Where to go on.
    pub href: String,
    /// The words of that link.
    pub link: String,
}

impl PageContext for ErrorPage {
    const TEMPLATE: &'static str = "errors/error";

    fn samples() -> Vec<Self> {
        let not_found = Self {
            status: 404,
            title: "There is nothing here".to_owned(),
            sentence: "Check the address, or start from the first page.".to_owned(),
            code: "not_found".to_owned(),
            reference: None,
            retry_after: None,
            href: "/".to_owned(),
            link: "Go to the first page".to_owned(),
        };
        let fault = Self {
            status: 500,
            title: "Something went wrong on our side".to_owned(),
            sentence: "Nothing you typed was changed. Try again in a few minutes.".to_owned(),
            code: "internal".to_owned(),
            reference: Some("0f3a9c".to_owned()),
            retry_after: Some(300),
            ..not_found.clone()
        };
        vec![not_found, fault]
    }
}
