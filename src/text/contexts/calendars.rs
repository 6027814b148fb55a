//! Settings, calendars: every table of holidays, how far it reaches and what is not confirmed yet; those kept at the desk;
//! and which calendar counts for which law.

use serde::Serialize;

use super::case_page::{Fact, Tab};
use super::desk_form::{ActionForm, Field};
use super::desk_parts::{Empty, Link, Tag, Tone};
use super::policy::RunLine;
use crate::PageContext;

/// Every calendar.
#[derive(Debug, Clone, Serialize)]
pub struct CalendarsPage {
    /// The heading.
    pub title: String,
    /// The parts of the settings.
    pub tabs: Vec<Tab>,
    /// What the page is about.
    pub lead: &'static str,
    /// Open requests that follow a change.
    pub runs: Vec<RunLine>,
    /// Calendars kept at this desk.
    pub own: Vec<CalendarLine>,
    /// What stands there while there is none.
    pub empty: Option<&'static str>,
    /// Makes one; only for those who may.
    pub make: Option<ActionForm>,
    /// Laws that count with a calendar.
    pub laws: Vec<ChoiceLine>,
    /// The public calendars, by code.
    pub calendars: Vec<CalendarLine>,
}

/// One calendar.
#[derive(Debug, Clone, Serialize)]
pub struct CalendarLine {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its page, where it has one.
    pub href: Option<String>,
    /// Years, number of days, source, laws it was chosen for.
    pub sub: String,
    /// Whether all of it is confirmed.
    pub tag: Tag,
    /// Days that are not confirmed yet.
    pub provisional: Vec<String>,
}

/// A law and the calendar it is counted with.
#[derive(Debug, Clone, Serialize)]
pub struct ChoiceLine {
    /// Its name and the page of the choice.
    pub link: Link,
    /// The calendar, and where that was chosen.
    pub sub: String,
    /// Whether something is to be looked at.
    pub tag: Tag,
}

/// A calendar kept at this desk.
#[derive(Debug, Clone, Serialize)]
pub struct OwnCalendarPage {
    /// The heading.
    pub title: String,
    /// The parts of the settings.
    pub tabs: Vec<Tab>,
    /// Back to all.
    pub back: Link,
    /// Its code.
    pub code: String,
    /// Years, table below, laws.
    pub facts: Vec<Fact>,
    /// What a person must know about it.
    pub note: &'static str,
    /// Its own days.
    pub days: Vec<DayLine>,
    /// What stands there while it has none.
    pub empty: Option<Empty>,
    /// What was changed, newest first.
    pub changes: Vec<String>,
    /// Why the reader cannot change it.
    pub fixed: Option<&'static str>,
    /// Adds a day, reads a file, covers other years; only for those who may.
    pub forms: Vec<EditForm>,
}

/// A closed day.
#[derive(Debug, Clone, Serialize)]
pub struct DayLine {
    /// The day in words.
    pub on: String,
    /// Its name.
    pub name: String,
    /// Not confirmed yet.
    pub provisional: bool,
    /// Takes it out.
    pub remove: Option<ActionForm>,
}

/// A form with its heading.
#[derive(Debug, Clone, Serialize)]
pub struct EditForm {
    /// The heading.
    pub title: &'static str,
    /// A file may be sent along.
    pub file: Option<FileField>,
    /// The form.
    pub form: ActionForm,
}

/// A file to choose.
#[derive(Debug, Clone, Serialize)]
pub struct FileField {
    /// Id of the control.
    pub id: &'static str,
    /// What it is sent as.
    pub name: &'static str,
    /// The label.
    pub label: &'static str,
    /// A sentence below it.
    pub hint: &'static str,
    /// What kinds of file fit.
    pub accept: &'static str,
}

/// Which calendar counts for a law.
#[derive(Debug, Clone, Serialize)]
pub struct ChoicePage {
    /// The heading.
    pub title: String,
    /// The parts of the settings.
    pub tabs: Vec<Tab>,
    /// Back to all.
    pub back: Link,
    /// What counts now, and where that was chosen.
    pub facts: Vec<Fact>,
    /// What a person must know.
    pub note: &'static str,
    /// What was chosen here, newest first.
    pub changes: Vec<String>,
    /// Why the reader cannot change it.
    pub fixed: Option<&'static str>,
    /// The choice; only for those who may.
    pub form: Option<ActionForm>,
}

impl PageContext for CalendarsPage {
    const TEMPLATE: &'static str = "desk/settings_calendars";

    fn samples() -> Vec<Self> {
        let line = |code: &str, tag, provisional| CalendarLine {
            code: code.to_owned(),
            name: "Republic of Korea".to_owned(),
            href: None,
            sub: "2024 to 2030 · 131 days · Public Holidays Act".to_owned(),
            tag,
            provisional,
        };
        let own = CalendarLine {
            href: Some("/desk/settings/calendars/X-OFFICE".to_owned()),
            ..line("X-OFFICE", Tag::new(Tone::Ok, "Confirmed"), Vec::new())
        };
        let day = "13 February 2029, Seollal".to_owned();
        let page = Self {
            title: "Calendars".to_owned(),
            tabs: tabs(),
            lead: "Tables of public holidays.",
            runs: vec![RunLine::sample()],
            own: vec![own],
            empty: None,
            make: Some(form("make", "/desk/settings/calendars")),
            laws: vec![ChoiceLine {
                link: Link::new("eu_gdpr", "/desk/settings/calendars/laws/eu_gdpr"),
                sub: "DE-BY, chosen here".to_owned(),
                tag: Tag::new(Tone::Ok, "Moves off days of rest"),
            }],
            calendars: vec![
                line("DE", Tag::new(Tone::Ok, "Confirmed"), Vec::new()),
                line("KR", Tag::new(Tone::Warn, "1 day not confirmed"), vec![day]),
            ],
        };
        let empty = Self {
            runs: Vec::new(),
            own: Vec::new(),
            empty: Some("None is kept at this desk."),
            make: None,
            ..page.clone()
        };
        vec![page, empty]
    }
}

impl PageContext for OwnCalendarPage {
    const TEMPLATE: &'static str = "desk/settings_calendar";

    fn samples() -> Vec<Self> {
        let file = FileField {
            id: "import-file",
            name: "file",
            label: "File",
            hint: "A calendar file (.ics).",
            accept: ".ics,text/calendar",
        };
        let action = "/desk/settings/calendars/X-OFFICE";
        let edit = |title, file, id| EditForm { title, file, form: form(id, action) };
        let page = Self {
            title: "Office".to_owned(),
            tabs: tabs(),
            back: Link::new("All calendars", "/desk/settings/calendars"),
            code: "X-OFFICE".to_owned(),
            facts: vec![Fact::new("Stands on", "DE-BY")],
            note: "Closed days of an office are no public holidays.",
            days: vec![DayLine {
                on: "24 December 2026".to_owned(),
                name: "Closed".to_owned(),
                provisional: true,
                remove: Some(form("remove-1", action)),
            }],
            empty: None,
            changes: vec!["23 Nov, 10:48: 1 day added by Olga. Decided by the board.".to_owned()],
            fixed: None,
            forms: vec![edit("Close a day", None, "add"), edit("Import", Some(file), "import")],
        };
        let empty = Self {
            days: Vec::new(),
            empty: Some(Empty {
                title: "No day is closed".to_owned(),
                text: "Add one below.".to_owned(),
                links: Vec::new(),
            }),
            changes: Vec::new(),
            fixed: Some("Compliance changes it, with a reason."),
            forms: Vec::new(),
            ..page.clone()
        };
        vec![page, empty]
    }
}

impl PageContext for ChoicePage {
    const TEMPLATE: &'static str = "desk/settings_choice";

    fn samples() -> Vec<Self> {
        let page = Self {
            title: "Calendar of eu_gdpr".to_owned(),
            tabs: tabs(),
            back: Link::new("All calendars", "/desk/settings/calendars"),
            facts: vec![Fact::new("Calendar", "DE-BY")],
            note: "Without a calendar nothing is moved.",
            changes: vec!["23 Nov, 10:48: DE-BY chosen by Olga. Counsel said so.".to_owned()],
            fixed: None,
            form: Some(form("choose", "/desk/settings/calendars/laws/eu_gdpr")),
        };
        let fixed = Self { fixed: Some("Compliance chooses."), form: None, ..page.clone() };
        vec![page, fixed]
    }
}

fn tabs() -> Vec<Tab> {
    let href = "/desk/settings/calendars".to_owned();
    vec![Tab { label: "Calendars", count: String::new(), href, here: true }]
}

fn form(id: &str, action: &str) -> ActionForm {
    ActionForm {
        id: id.to_owned(),
        action: action.to_owned(),
        fields: vec![Field::line(id, "name", "Name")],
        submit: "Look at it first".to_owned(),
        ..ActionForm::default()
    }
}
