//! The pages of reports that are made in the background, scheduled, or hold names.

use serde::Serialize;

use super::ReadyReport;
use crate::PageContext;
use crate::contexts::case_page::Fact;
use crate::contexts::desk_form::{ActionForm, Choice};
use crate::contexts::desk_parts::{Banner, Empty, Link, Pager, Tag, Tone};

/// One report that is made, or was.
#[derive(Debug, Clone, Serialize)]
pub struct RunPage {
    /// The name of its file.
    pub title: String,
    /// Where it stands.
    pub tag: Tag,
    /// What it is about.
    pub facts: Vec<Fact>,
    /// How far it is; nothing once it is done.
    pub progress: Option<Progress>,
    /// Why it failed, or what happened to it.
    pub banner: Option<Banner>,
    /// Where its file is.
    pub file: Option<String>,
    /// Taking the order back.
    pub cancel: Option<ActionForm>,
    /// The list of all.
    pub back: Link,
}

/// How far a report is.
#[derive(Debug, Clone, Serialize)]
pub struct Progress {
    /// Requests looked at.
    pub done: String,
    /// Requests to look at; nothing while that is not known.
    pub total: Option<String>,
    /// The same in words.
    pub words: String,
    /// This page again.
    pub reload: String,
}

impl PageContext for RunPage {
    const TEMPLATE: &'static str = "desk/report_run";

    fn samples() -> Vec<Self> {
        let running = Self {
            title: "deadlines-2025-01-01-to-2025-12-31.xlsx".to_owned(),
            tag: Tag::new(Tone::Info, "Being made"),
            facts: vec![Fact::new("As at", "24 November 2026, 07:00")],
            progress: Some(Progress {
                done: "3000".to_owned(),
                total: Some("12000".to_owned()),
                words: "3000 of 12000 requests".to_owned(),
                reload: "/desk/reports/runs/1".to_owned(),
            }),
            banner: None,
            file: None,
            cancel: Some(ActionForm {
                id: "cancel".to_owned(),
                action: "/desk/reports/runs/1/cancel".to_owned(),
                submit: "Do not make it".to_owned(),
                ..ActionForm::default()
            }),
            back: Link::new("Scheduled and long reports", "/desk/reports/deliveries"),
        };
        let waiting = Self {
            progress: running.progress.clone().map(|far| Progress { total: None, ..far }),
            ..running.clone()
        };
        let ready = Self {
            tag: Tag::new(Tone::Ok, "Ready"),
            progress: None,
            file: Some("/desk/reports/runs/1/file".to_owned()),
            cancel: None,
            ..running.clone()
        };
        let failed = Self {
            tag: Tag::new(Tone::Bad, "Failed"),
            banner: Some(Banner::new(
                Tone::Bad,
                "alert",
                "It was not made.",
                "Ask for fewer days.",
            )),
            file: None,
            ..ready.clone()
        };
        vec![running, waiting, ready, failed]
    }
}

/// What a colleague has made for them.
#[derive(Debug, Clone, Serialize)]
pub struct DeliveriesPage {
    /// The heading.
    pub title: String,
    /// Why a schedule was not made.
    pub banner: Option<Banner>,
    /// What comes by itself.
    pub schedules: Vec<ScheduleLine>,
    /// What is shown when nothing does.
    pub empty: Option<Empty>,
    /// Having another one made.
    pub create: ActionForm,
    /// What was made, the newest first.
    pub runs: Vec<RunLine>,
    /// Older ones.
    pub pager: Pager,
}

/// A report that comes by itself.
#[derive(Debug, Clone, Serialize)]
pub struct ScheduleLine {
    /// Which report, as what.
    pub title: String,
    /// How often, of whom, and when next.
    pub note: String,
    /// Whether it rests.
    pub tag: Tag,
    /// What can be done with it.
    pub actions: Vec<ActionForm>,
}

/// A report that was made.
#[derive(Debug, Clone, Serialize)]
pub struct RunLine {
    /// The name of its file.
    pub title: String,
    /// Its page.
    pub href: String,
    /// When, how many requests, until when it is kept.
    pub note: String,
    /// Where it stands.
    pub tag: Tag,
    /// Mailing its link again.
    pub again: Option<ActionForm>,
}

impl PageContext for DeliveriesPage {
    const TEMPLATE: &'static str = "desk/report_deliveries";

    fn samples() -> Vec<Self> {
        let form = |id: &str, submit: &str| ActionForm {
            id: id.to_owned(),
            action: "/desk/reports/deliveries".to_owned(),
            submit: submit.to_owned(),
            ..ActionForm::default()
        };
        let full = Self {
            title: "Scheduled and long reports".to_owned(),
            banner: Some(Banner::new(Tone::Bad, "alert", "Not scheduled.", "Choose how often.")),
            schedules: vec![ScheduleLine {
                title: "Deadline report, XLSX".to_owned(),
                note: "Every Monday at 07:00, of everybody. Next on 30 November 2026.".to_owned(),
                tag: Tag::new(Tone::Ok, "On"),
                actions: vec![form("pause-1", "Pause"), form("remove-1", "Remove")],
            }],
            empty: None,
            create: form("schedule", "Schedule it"),
            runs: vec![RunLine {
                title: "deadlines-2026-11-16-to-2026-11-22.xlsx".to_owned(),
                href: "/desk/reports/runs/1".to_owned(),
                note: "23 November 2026, 07:00 · 38 requests · kept until 23 December 2026"
                    .to_owned(),
                tag: Tag::new(Tone::Ok, "Ready"),
                again: Some(form("again-1", "Mail the link again")),
            }],
            pager: Pager::default(),
        };
        let empty = Self {
            banner: None,
            schedules: Vec::new(),
            empty: Some(Empty {
                title: "Nothing comes by itself".to_owned(),
                text: "Schedule a report below.".to_owned(),
                links: Vec::new(),
            }),
            runs: Vec::new(),
            ..full.clone()
        };
        vec![full, empty]
    }
}

/// Ordering a file: a list with names and addresses, or the evidence of a request.
#[derive(Debug, Clone, Serialize)]
pub struct OrderPage {
    /// The heading.
    pub title: String,
    /// Why nothing was made.
    pub banner: Option<Banner>,
    /// The order.
    pub form: ActionForm,
    /// Back to where it was ordered.
    pub back: Link,
}

impl PageContext for OrderPage {
    const TEMPLATE: &'static str = "desk/report_order";

    fn samples() -> Vec<Self> {
        let page = Self {
            title: "Export with names and addresses".to_owned(),
            banner: None,
            form: ActionForm {
                id: "personal".to_owned(),
                action: "/desk/reports/personal".to_owned(),
                submit: "Export".to_owned(),
                ..ActionForm::default()
            },
            back: Link::new("Reports", "/desk/reports"),
        };
        let banner = Banner::new(Tone::Bad, "alert", "Nothing was exported.", "Choose a reason.");
        vec![page.clone(), Self { banner: Some(banner.alert()), ..page }]
    }
}

/// The reports an authority names, as links.
pub(super) fn ready_sample() -> Vec<ReadyReport> {
    vec![ReadyReport {
        label: "Numbers of the year 2026 (11 CCR 7102)".to_owned(),
        note: "Consumers in California",
        links: vec![Link::new("CSV", "/desk/reports/ccpa-metrics.csv?year=2026&people=california")],
    }]
}

/// Choices of days and format that forms share.
pub fn formats(known: &[&str]) -> Vec<Choice> {
    known.iter().map(|format| Choice::new(*format, format.to_uppercase())).collect()
}
