//! A clock of a case as JSON, with the sentences that explain it.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use domain::deadline::{Clock, Step, Verdict};

/// One clock with its derivation.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::api) struct ClockDocument {
    kind: &'static str,
    rule: String,
    citation: String,
    /// Pack and version of a law; `null` for the promise, whose pack is the case's own.
    pack: Option<String>,
    zone: String,
    started_on: NaiveDate,
    /// `running`, `paused` or `not_started`.
    state: &'static str,
    /// The last day; `null` while it does not run.
    due_on: Option<NaiveDate>,
    /// While it does not run: the day it would be had nothing stopped it.
    without_pause_on: Option<NaiveDate>,
    /// Whether it is the clock that binds.
    binding: bool,
    /// The date an extension would give, and the last day to tell the requester.
    extension: Option<ExtensionDocument>,
    /// Whether it was extended.
    extended: bool,
    /// The derivation in numbered sentences.
    steps: Vec<String>,
}

/// What an extension could give.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::api) struct ExtensionDocument {
    due_on: NaiveDate,
    notice_by: NaiveDate,
}

impl ClockDocument {
    pub(in crate::api) fn of(clock: &Clock, binding: bool) -> Self {
        let running = clock.verdict == Verdict::Due;
        Self {
            kind: clock.kind.as_str(),
            rule: clock.rule.clone(),
            citation: clock.citation.clone(),
            pack: clock.pack.clone(),
            zone: clock.zone.clone(),
            started_on: clock.started_on,
            state: match clock.verdict {
                Verdict::Due => "running",
                Verdict::Paused => "paused",
                Verdict::NotStarted => "not_started",
            },
            due_on: running.then_some(clock.due_on),
            without_pause_on: (!running).then_some(clock.due_on),
            binding,
            extension: clock.extension.map(|limit| ExtensionDocument {
                due_on: limit.due_on,
                notice_by: limit.notice_by,
            }),
            extended: clock.extended.is_some(),
            steps: clock.steps.iter().map(Step::sentence).collect(),
        }
    }
}
