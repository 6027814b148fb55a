//! The counters of reports: followed with every change of a case, counted anew when they are missing,
//! and compared with a fresh count.

use crate::domain::case::Case;
use crate::domain::report::{Facts, Tally, delta};
use crate::services::{Deps, ServiceError};
use crate::storage::{Reads, StoreError, WriteTx, cases, report_counts, settings};

/// Cases read at once.
const BATCH: i64 = 500;
/// The setting that says that, and by which way of counting, everything was counted.
const MARK: &str = "report.counted";
/// Changes when cases are counted in another way; upkeep then counts anew.
const WAY: &str = "1";

/// Counts a change of a case, in the transaction that stores it.
pub fn follow(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    before: Option<&Case>,
    after: &Case,
) -> Result<(), StoreError> {
    let zones = deps.zones.as_ref();
    let before = before.map(|case| Facts::of(case, zones));
    report_counts::add(tx, &delta(before.as_ref(), &Facts::of(after, zones)))
}

/// Counts every case.
fn fresh(tx: &mut impl Reads, deps: &Deps) -> Result<(Tally, u64), ServiceError> {
    let mut tally = Tally::default();
    let (mut after, mut seen) = (None::<String>, 0_u64);
    loop {
        let page = cases::page_states(tx, after.as_deref(), BATCH)?;
        let Some(last) = page.last() else { return Ok((tally, seen)) };
        after = Some(last.id.0.clone());
        for case in &page {
            tally.add(&Facts::of(case, deps.zones.as_ref()), 1, None);
            seen += 1;
        }
    }
}

/// Throws the counters away and counts every case; how many. Nobody else counts meanwhile.
pub fn rebuild(deps: &Deps) -> Result<u64, ServiceError> {
    let inner = deps.clone();
    deps.store.clone().write(move |tx| {
        report_counts::clear(tx)?;
        let (tally, seen) = fresh(tx, &inner)?;
        report_counts::add(tx, &tally)?;
        settings::put(tx, MARK, WAY, inner.now())?;
        Ok::<_, ServiceError>(seen)
    })
}

/// Whether every case was counted in the present way.
pub fn is_counted(deps: &Deps) -> Result<bool, ServiceError> {
    let mark = deps.store.read(|tx| settings::get(tx, MARK))?;
    Ok(mark.as_deref() == Some(WAY))
}

/// Counts anew if that was never done in the present way. How many cases were counted.
pub fn ensure(deps: &Deps) -> Result<u64, ServiceError> {
    if is_counted(deps)? { Ok(0) } else { rebuild(deps) }
}

/// What a check of the counters found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Cases counted.
    pub cases: u64,
    /// Counters that say something else than a fresh count.
    pub wrong: usize,
}

/// Compares the counters with a fresh count, in one state of the database.
pub fn check(deps: &Deps) -> Result<Check, ServiceError> {
    deps.store.read(|tx| {
        let (mut difference, cases) = fresh(tx, deps)?;
        for (cell, n) in report_counts::all(tx)?.cells() {
            difference.put(cell.clone(), -n);
        }
        Ok(Check { cases, wrong: difference.cells().count() })
    })
}
