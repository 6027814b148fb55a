//! What a case says of its dates, and of what is still to be done about it.

use chrono::{DateTime, NaiveDate, Utc};

use super::Case;
use crate::complaint::Complaint;
use crate::deadline::{Clock, ExtensionLimit, effective_of, extension_of};
use crate::policy::ClockKind;
use crate::zones::Zones;

impl Case {
    /// The clock that binds.
    pub fn effective_clock(&self) -> Option<&Clock> {
        effective_of(&self.clocks)
    }

    /// The effective due date, local to the binding clock's zone.
    pub fn due_on(&self) -> NaiveDate {
        self.effective_clock().map_or(self.intake.received_on, |clock| clock.due_on)
    }

    /// Whether the effective due date passed by `now` without an answer: that day is over in the
    /// binding clock's zone, and the request was not closed before it ended (ADR 10).
    pub fn is_late(&self, now: DateTime<Utc>, zones: &dyn Zones) -> bool {
        self.effective_clock().is_some_and(|clock| {
            let answered = self.first_closed_at.unwrap_or(now);
            zones.date_at(&clock.zone, answered) > clock.due_on
        })
    }

    /// Whether it was first closed by the end of its due date. Reopened later it is not late.
    pub fn answered_in_time(&self, zones: &dyn Zones) -> bool {
        self.first_closed_at.is_some_and(|closed| !self.is_late(closed, zones))
    }

    /// Whether it is overdue on a day of the organisation, as lists count: the date the desk works towards lies
    /// before that day, and it was not answered in time before it was reopened.
    pub fn is_overdue(&self, today: NaiveDate, zones: &dyn Zones) -> bool {
        let over = self.work_due_on() < today;
        over && (self.open_complaint().is_some() || !self.answered_in_time(zones))
    }

    /// The date the desk aims for.
    pub fn target_on(&self) -> NaiveDate {
        self.clocks
            .iter()
            .find(|clock| clock.kind == ClockKind::InternalTarget)
            .map_or_else(|| self.due_on(), |clock| clock.due_on)
    }

    /// Rules that measure the answer, each once, sorted.
    pub fn laws(&self) -> Vec<String> {
        let measuring = self.clocks.iter().filter(|clock| clock.kind == ClockKind::Respond);
        let mut laws: Vec<String> = measuring.map(|clock| clock.rule.clone()).collect();
        laws.sort_unstable();
        laws.dedup();
        laws
    }

    /// The extension still open: what it would give, and by when the requester must know, if none was used.
    pub fn extension_limit(&self) -> Option<ExtensionLimit> {
        extension_of(&self.clocks, |_| NaiveDate::MIN).ok()
    }

    /// The complaint or appeal that waits for its decision. What was erased again after a restore is decided no more.
    pub fn open_complaint(&self) -> Option<&Complaint> {
        let last = self.complaints.last().filter(|_| self.erased_at.is_none());
        last.filter(|complaint| complaint.is_open())
    }

    /// Whether the desk has something to do about it: it is not closed, or a complaint about it is open.
    pub fn needs_work(&self) -> bool {
        self.stage.is_open() || self.open_complaint().is_some()
    }

    /// The clock the desk works against: the one that binds of an open complaint, else of the case.
    pub fn work_clock(&self) -> Option<&Clock> {
        match self.open_complaint() {
            Some(complaint) => complaint.effective_clock(),
            None => self.effective_clock(),
        }
    }

    /// The date the desk works towards: of the decision on an open complaint, else of the answer.
    pub fn work_due_on(&self) -> NaiveDate {
        self.open_complaint().map_or_else(|| self.due_on(), Complaint::due_on)
    }
}
