//! The page inside a package: what a person reads of their data, offline, on a phone or in print.

use chrono::NaiveDate;
use serde::Serialize;

use super::mail::ItemLine;
use crate::PageContext;
use domain::vocabulary::{Right, Settlement};

/// The page.
#[derive(Debug, Clone, Serialize)]
pub struct PackagePage {
    /// What people know the service as.
    pub product: String,
    /// Legal name of the organisation.
    pub organisation: String,
    /// The reference.
    pub reference: String,
    /// Whose data it is.
    pub name: String,
    /// The day it was put together.
    pub made_on: NaiveDate,
    /// The day the request was received.
    pub received_on: NaiveDate,
    /// The words of the answer.
    pub words: Option<String>,
    /// Every right with what became of it.
    pub items: Vec<ItemLine>,
    /// System by system.
    pub systems: Vec<SystemPart>,
    /// Where questions go.
    pub support_email: String,
    /// The data protection officer.
    pub dpo_name: String,
    /// Their address.
    pub dpo_email: String,
    /// The privacy notice.
    pub privacy_notice_url: Option<String>,
}

/// What one system holds.
#[derive(Debug, Clone, Serialize)]
pub struct SystemPart {
    /// Its name.
    pub name: String,
    /// What is known about its data, by name.
    pub facts: Vec<Named>,
    /// The file with all of its rows.
    pub data: Option<String>,
    /// Its rows.
    pub tables: Vec<TablePart>,
    /// Its files.
    pub files: Vec<FileLine>,
}

/// Rows of one kind.
#[derive(Debug, Clone, Serialize)]
pub struct TablePart {
    /// What they are.
    pub title: String,
    /// The first of them, field by field.
    pub rows: Vec<Vec<Named>>,
    /// How many there are altogether.
    pub count: usize,
    /// How many are only in the file.
    pub more: usize,
}

/// A field of a row.
#[derive(Debug, Clone, Serialize)]
pub struct Named {
    /// What it is called.
    pub term: String,
    /// What it holds.
    pub words: String,
}

impl Named {
    /// From a name and words.
    pub fn new(term: impl Into<String>, words: impl Into<String>) -> Self {
        Self { term: term.into(), words: words.into() }
    }
}

/// A file.
#[derive(Debug, Clone, Serialize)]
pub struct FileLine {
    /// Where it lies in the package.
    pub href: String,
    /// Its own name.
    pub name: String,
    /// Its size in words.
    pub size: String,
}

impl PageContext for PackagePage {
    const TEMPLATE: &'static str = "package/index";

    fn samples() -> Vec<Self> {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap_or_default();
        let least = Self {
            product: "AIML-Learn".to_owned(),
            organisation: "AIML-Learn Pvt. Ltd.".to_owned(),
            reference: "DSR-2026-482915".to_owned(),
            name: "Maya Okafor".to_owned(),
            made_on: day(25),
            received_on: day(23),
            words: None,
            items: Vec::new(),
            systems: Vec::new(),
            support_email: "support@aimllearn.com".to_owned(),
            dpo_name: "Data Protection Officer".to_owned(),
            dpo_email: "dpo@aimllearn.com".to_owned(),
            privacy_notice_url: None,
        };
        let full = Self {
            words: Some("Thank you for your patience.\n\nThis is what we found.".to_owned()),
            items: vec![ItemLine::settled(Right::Access, Settlement::Done, None, None)],
            systems: vec![filled(), empty()],
            privacy_notice_url: Some("https://www.aimllearn.com/privacy".to_owned()),
            ..least.clone()
        };
        vec![full, least]
    }
}

fn filled() -> SystemPart {
    let row =
        vec![Named::new("Day", "2 January 2026"), Named::new("What was bought", "<b>A course</b>")];
    SystemPart {
        name: "Orders and invoices".to_owned(),
        facts: vec![
            Named::new("Kinds of data", "Student Payment Data"),
            Named::new("Passed on to", "Payment providers\nTax authorities"),
        ],
        data: Some("data/orders.json".to_owned()),
        tables: vec![TablePart {
            title: "Orders".to_owned(),
            rows: vec![row],
            count: 212,
            more: 211,
        }],
        files: vec![FileLine {
            href: "files/orders-001.pdf".to_owned(),
            name: "invoice 2026-01.pdf".to_owned(),
            size: "81 kB".to_owned(),
        }],
    }
}

fn empty() -> SystemPart {
    SystemPart {
        name: "Support desk".to_owned(),
        facts: Vec::new(),
        data: None,
        tables: Vec::new(),
        files: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contexts::shell::Shell;
    use crate::{TextSettings, Texts};

    #[test]
    fn the_page_needs_nothing_from_elsewhere_and_escapes_what_it_shows() {
        let texts = Texts::new(&TextSettings::default()).unwrap();
        for page in PackagePage::samples() {
            let html = texts.page(&Shell::default(), &page).unwrap();
            assert_eq!(html.matches("<h1>").count(), 1, "{html}");
            assert!(
                html.contains("width=device-width") && html.contains("prefers-color-scheme: dark")
            );
            assert!(html.contains("default-src 'none'"), "no script, no picture, no call home");
            for bad in ["<script", "src=", "<link", "@import", "url(", "<b>A course", "{{"] {
                assert!(!html.contains(bad), "{bad} in {html}");
            }
            let away: Vec<_> =
                html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
            let known = |href: &&str| {
                ["#", "data/", "files/", "manifest.json", "https://www.aimllearn.com/privacy"]
                    .iter()
                    .any(|start| href.starts_with(start))
            };
            assert!(away.iter().all(known), "{away:?}");
        }
    }
}
