//! The journal stream by stream: numbers without gaps, a place for every entry, and for each case a
//! replay that is compared with its row, and its texts with their commitments.

use std::collections::HashMap;

use serde_json::Value;

use super::report::{AuditReport, FindingKind as K, count};
use crate::dossier::{self, EVIDENCE, PERSON, TEXT};
use crate::{Deps, ServiceError, commands};
use crypto::CaseKey;
use domain::actor::Actor;
use domain::case::{Case, Identity};
use domain::ids::CaseId;
use domain::prose::Sealed;
use domain::workflow::event::Happened;
use domain::workflow::{evolve, open, wake_at};
use storage::cases::{self, Filing, StoredCase};
use storage::journal::{self, Walked};
use storage::{ReadTx, StoreError, vault};

/// How streams of cases are named.
pub(super) const CASE: &str = "case:";
/// Entries and cases read at once.
const BATCH: i64 = 500;
/// The event whose text is a proof of identity.
const EVIDENCE_GIVEN: &str = "evidence_given";

/// A case as its journal tells it.
struct Told {
    id: CaseId,
    case: Option<Case>,
    filing: Filing,
    texts: Vec<Text>,
    /// An entry is missing or unreadable: the replay proves nothing.
    broken: bool,
}

struct Text {
    sealed: Sealed,
    kind: &'static str,
}

struct Walk<'a> {
    deps: &'a Deps,
    report: &'a mut AuditReport,
    stream: Option<(String, i64)>,
    told: Option<Told>,
    finished: Vec<Told>,
    rows: i64,
}

pub(super) fn check(
    deps: &Deps,
    report: &mut AuditReport,
    progress: &mut dyn FnMut(u64),
) -> Result<(), ServiceError> {
    let mut walk = Walk { deps, report, stream: None, told: None, finished: Vec::new(), rows: 0 };
    while deps.store.read(|tx| walk.page(tx))? {
        progress(walk.report.placed.saturating_add(walk.report.entries));
    }
    deps.store.read(|tx| walk.finish(tx))?;
    let rows = walk.rows;
    // Cases opened meanwhile count too; each is looked at with its journal before it is told.
    if deps.store.read(|tx| cases::count(tx))? != rows {
        unknown_rows(deps, report)?;
    }
    Ok(())
}

impl Walk<'_> {
    /// The next entries; false when there are none.
    fn page(&mut self, tx: &mut ReadTx<'_>) -> Result<bool, ServiceError> {
        let after = self.stream.as_ref().map(|(name, n)| (name.as_str(), *n));
        let page = journal::walk(tx, after, BATCH)?;
        for walked in &page {
            self.entry(tx, walked)?;
        }
        Ok(!page.is_empty())
    }

    fn entry(&mut self, tx: &mut ReadTx<'_>, walked: &Walked) -> Result<(), ServiceError> {
        let entry = &walked.entry;
        let expected = match &self.stream {
            Some((name, n)) if *name == entry.stream => n.saturating_add(1),
            Some(_) | None => {
                self.begin(tx, &entry.stream)?;
                1
            }
        };
        self.stream = Some((entry.stream.clone(), entry.n));
        count(&mut self.report.entries);
        let gap = entry.n != expected;
        if gap {
            let last = entry.n.saturating_sub(1);
            let place = format!("{} entries {expected} to {last}", entry.stream);
            let text = "These numbers are missing: entries were deleted.";
            self.report.find(K::MissingNumber, place, text.to_owned());
        }
        match (walked.position, walked.pending) {
            (None, true) => count(&mut self.report.waiting),
            (None, false) => {
                let place = format!("{} entry {}", entry.stream, entry.n);
                let text = "This entry has no place in the log and waits for none.";
                self.report.find(K::Unplaced, place, text.to_owned());
            }
            (Some(_), _) => {}
        }
        if let Some(told) = &mut self.told {
            told.broken |= gap;
            if !told.broken && told.happened(&entry.body, &entry.event).is_none() {
                let place = format!("{} entry {}", entry.stream, entry.n);
                let text = "This entry of a case cannot be read.";
                self.report.find(K::Unreadable, place, text.to_owned());
                told.broken = true;
            }
        }
        Ok(())
    }

    fn begin(&mut self, tx: &mut ReadTx<'_>, stream: &str) -> Result<(), ServiceError> {
        self.finished.extend(self.told.take());
        count(&mut self.report.streams);
        self.told = stream.strip_prefix(CASE).map(Told::new);
        if i64::try_from(self.finished.len()).is_ok_and(|n| n >= BATCH) {
            self.compare(tx)?;
        }
        Ok(())
    }

    fn finish(&mut self, tx: &mut ReadTx<'_>) -> Result<(), ServiceError> {
        self.finished.extend(self.told.take());
        self.compare(tx)
    }

    /// Compares the finished cases with their rows and texts.
    fn compare(&mut self, tx: &mut ReadTx<'_>) -> Result<(), ServiceError> {
        let told = std::mem::take(&mut self.finished);
        let ids: Vec<String> = told.iter().map(|told| told.id.0.clone()).collect();
        let rows = cases::stored_many(tx, &ids)?;
        let mut rows: HashMap<String, StoredCase> =
            rows.into_iter().map(|row| (row.id.clone(), row)).collect();
        for mut told in told {
            let row = rows.remove(told.id.as_str());
            if let Some(row) = &row {
                told.catch_up(tx, row.version)?;
            }
            self.rows = self.rows.saturating_add(i64::from(row.is_some()));
            let (Some(case), false) = (&told.case, told.broken) else {
                continue;
            };
            count(&mut self.report.cases);
            match row {
                None => {
                    let place = case.reference.to_string();
                    let text = "This case has a journal, but its row was deleted.";
                    self.report.find(K::MissingRow, place, text.to_owned());
                }
                Some(row) => self.compare_row(case, told.filing.clone(), &row)?,
            }
            texts(tx, self.deps, self.report, case, &told.texts)?;
        }
        Ok(())
    }

    fn compare_row(
        &mut self,
        case: &Case,
        mut filing: Filing,
        row: &StoredCase,
    ) -> Result<(), ServiceError> {
        let system = Actor::system();
        // A case closed once may rest without an alarm; every other open one has some.
        let rests = !case.stage.is_open() || case.first_closed_at.is_some();
        if !rests {
            filing.wake_at = wake_at(case, &self.deps.env(&system, self.deps.now()));
        }
        filing.answered_in_time = case.answered_in_time(self.deps.zones.as_ref());
        let differing = row.differing(case, &filing)?;
        if !differing.is_empty() {
            let place = case.reference.to_string();
            let text = format!(
                "The row of this case says something else than its journal: {}.",
                differing.join(", ")
            );
            self.report.find(K::ChangedRow, place, text);
        }
        Ok(())
    }
}

impl Told {
    fn new(id: &str) -> Self {
        let filing = Filing {
            wake_at: None,
            last_event: String::new(),
            updated_at: chrono::DateTime::UNIX_EPOCH,
            answered_in_time: false,
        };
        Self { id: CaseId::from(id), case: None, filing, texts: Vec::new(), broken: false }
    }

    /// Replays what was written since the stream was walked, as far as the row of this moment goes.
    fn catch_up(&mut self, tx: &mut ReadTx<'_>, version: i64) -> Result<(), ServiceError> {
        while let Some(told) = self.case.as_ref().filter(|case| case.version < version) {
            let stream = commands::stream_of(&self.id);
            let page = journal::page(tx, &stream, told.version, BATCH)?;
            let before = told.version;
            for entry in page {
                let next = self.case.as_ref().map_or(0, |case| case.version).saturating_add(1);
                self.broken |=
                    entry.n == next && self.happened(&entry.body, &entry.event).is_none();
            }
            if self.broken || self.case.as_ref().is_none_or(|case| case.version == before) {
                break;
            }
        }
        Ok(())
    }

    /// Replays one event; `None` when it cannot be read or does not belong here.
    fn happened(&mut self, body: &str, event: &str) -> Option<()> {
        let value: Value = serde_json::from_str(body).ok()?;
        let happened = Happened::read(body).ok()?;
        let next = match self.case.take() {
            None => open(&happened).filter(|case| case.id == self.id)?,
            Some(case) => evolve(case, &happened),
        };
        let person = &next.intake.person;
        let mut found = Vec::new();
        sealed_in(&value, &mut found);
        self.texts.extend(found.into_iter().map(|sealed| {
            let kind = match event {
                EVIDENCE_GIVEN => EVIDENCE,
                _ if sealed == *person => PERSON,
                _ => TEXT,
            };
            Text { sealed, kind }
        }));
        event.clone_into(&mut self.filing.last_event);
        self.filing.updated_at = happened.at;
        self.case = Some(next);
        Some(())
    }
}

/// Every place an event points to.
fn sealed_in(value: &Value, found: &mut Vec<Sealed>) {
    match value {
        Value::Object(fields) => {
            if fields.contains_key("commitment") {
                found.extend(serde_json::from_value::<Sealed>(value.clone()).ok());
            }
            fields.values().for_each(|value| sealed_in(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| sealed_in(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A missing text is lawful if and only if the case was erased; proofs of identity go earlier, when
/// identity is decided or the case closes.
fn texts(
    tx: &mut ReadTx<'_>,
    deps: &Deps,
    report: &mut AuditReport,
    case: &Case,
    texts: &[Text],
) -> Result<(), ServiceError> {
    let place = case.reference.to_string();
    let key = match dossier::key_of(tx, deps, &case.id) {
        Ok(key) => key,
        Err(ServiceError::Store(error)) => return Err(error.into()),
        Err(error) => {
            report.find(K::MissingText, place, format!("Nothing of this case opens: {error}."));
            return Ok(());
        }
    };
    if case.erased_at.is_some() {
        if key.is_some() || !vault::list(tx, case.id.as_str(), None, None, 1)?.is_empty() {
            let text = "This case was erased, but personal data of it is still there.";
            report.find(K::DataRemains, place, text.to_owned());
        }
        return Ok(());
    }
    let Some(key) = key else {
        let text = "The key of this case is gone, although it was not erased.";
        report.find(K::MissingText, place, text.to_owned());
        return Ok(());
    };
    for text in texts {
        one_text(tx, report, case, &key, text)?;
    }
    Ok(())
}

fn one_text(
    tx: &mut ReadTx<'_>,
    report: &mut AuditReport,
    case: &Case,
    key: &CaseKey,
    text: &Text,
) -> Result<(), ServiceError> {
    count(&mut report.texts);
    let place = format!("{} text {}", case.reference, text.sealed.id);
    let decided = case.identity != Identity::Open || case.first_closed_at.is_some();
    match dossier::holds(tx, key, &case.id, &text.sealed, text.kind)? {
        Some(true) => {}
        None if text.kind == EVIDENCE && decided => {}
        None => {
            let sentence = "A text of this case is gone, although it was not erased.";
            report.find(K::MissingText, place, sentence.to_owned());
        }
        Some(false) => {
            let sentence = "A text of this case is not the one that was written.";
            report.find(K::ChangedText, place, sentence.to_owned());
        }
    }
    Ok(())
}

/// There are more rows than journals: names those without one.
fn unknown_rows(deps: &Deps, report: &mut AuditReport) -> Result<(), ServiceError> {
    let mut after: Option<String> = None;
    loop {
        let (last, unknown) = deps.store.read(|tx| {
            let page = cases::page_all(tx, after.as_deref(), BATCH)?;
            let last = page.last().map(|row| row.id.clone());
            let mut unknown = Vec::new();
            for row in page {
                let stream = commands::stream_of(&CaseId(row.id));
                if journal::last(tx, &stream)? == 0 {
                    unknown.push(row.reference);
                }
            }
            Ok::<_, StoreError>((last, unknown))
        })?;
        for reference in unknown {
            let text = "This case has a row, but no journal.";
            report.find(K::UnknownRow, reference, text.to_owned());
        }
        if last.is_none() {
            return Ok(());
        }
        after = last;
    }
}
