//! Settings, calendars: every table of holidays, how far it reaches and what is not confirmed yet.

use serde::Serialize;

use super::case_page::Tab;
use super::desk_parts::{Tag, Tone};
use crate::text::PageContext;

/// Every calendar.
#[derive(Debug, Clone, Serialize)]
pub struct CalendarsPage {
    /// The heading.
    pub title: String,
    /// The parts of the settings.
    pub tabs: Vec<Tab>,
    /// What the page is about.
    pub lead: &'static str,
    /// The calendars, by code.
    pub calendars: Vec<CalendarLine>,
}

/// One calendar.
#[derive(Debug, Clone, Serialize)]
pub struct CalendarLine {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Years, number of days, source, laws it was chosen for.
    pub sub: String,
    /// Whether all of it is confirmed.
    pub tag: Tag,
    /// Days that are not confirmed yet.
    pub provisional: Vec<String>,
}

impl PageContext for CalendarsPage {
    const TEMPLATE: &'static str = "desk/settings_calendars";

    fn samples() -> Vec<Self> {
        let href = "/desk/settings/calendars".to_owned();
        let line = |code: &str, tag, provisional| CalendarLine {
            code: code.to_owned(),
            name: "Republic of Korea".to_owned(),
            sub: "2024 to 2030 · 131 days · Public Holidays Act".to_owned(),
            tag,
            provisional,
        };
        let day = "13 February 2029, Seollal".to_owned();
        vec![Self {
            title: "Calendars".to_owned(),
            tabs: vec![Tab { label: "Calendars", count: String::new(), href, here: true }],
            lead: "Tables of public holidays.",
            calendars: vec![
                line("DE", Tag::new(Tone::Ok, "Confirmed"), Vec::new()),
                line("KR", Tag::new(Tone::Warn, "1 day not confirmed"), vec![day]),
            ],
        }]
    }
}
