//! The counters of reports: followed with every change of a case, counted anew when they are missing,
//! and compared with a fresh count.

use std::collections::BTreeMap;

use crate::{Deps, ServiceError};
use domain::case::Case;
use domain::report::{Facts, Tally, delta};
use storage::{Reads, StoreError, WriteTx, cases, report_counts, settings};

/// Cases read at once.
const BATCH: i64 = 500;
/// The setting that says that, and by which way of counting, everything was counted.
const MARK: &str = "report.counted";
/// Changes when cases are counted in another way; upkeep then counts anew.
const WAY: &str = "2";

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

/// Counts every case; `each` sees the pages. The cases whose rules are not stored as they are come too.
fn fresh<T: Reads>(
    tx: &mut T,
    deps: &Deps,
    each: impl Fn(&mut T, &[&Case]) -> Result<(), StoreError>,
) -> Result<(Tally, Check), ServiceError> {
    let (mut tally, mut found) = (Tally::default(), Check { cases: 0, wrong: 0 });
    let mut after = None::<String>;
    loop {
        let page = cases::page_states(tx, after.as_deref(), BATCH)?;
        let Some(last) = page.last() else { return Ok((tally, found)) };
        after = Some(last.id.0.clone());
        let ids: Vec<String> = page.iter().map(|case| case.id.0.clone()).collect();
        let mut stored = BTreeMap::<String, Vec<String>>::new();
        for (id, law) in cases::laws_of(tx, &ids)? {
            stored.entry(id).or_default().push(law);
        }
        let mut unlike = Vec::new();
        for case in &page {
            tally.add(&Facts::of(case, deps.zones.as_ref()), 1, None);
            if stored.remove(case.id.as_str()).unwrap_or_default() != case.laws() {
                unlike.push(case);
            }
            found.cases += 1;
        }
        found.wrong += unlike.len();
        each(tx, &unlike)?;
    }
}

/// Throws the counters away and counts every case; how many. Nobody else counts meanwhile.
pub fn rebuild(deps: &Deps) -> Result<u64, ServiceError> {
    let inner = deps.clone();
    deps.store.clone().write(move |tx| {
        report_counts::clear(tx)?;
        let rules = |tx: &mut WriteTx<'_>, unlike: &[&Case]| {
            unlike.iter().try_for_each(|case| cases::change_laws(tx, case))
        };
        let (tally, found) = fresh(tx, &inner, rules)?;
        report_counts::add(tx, &tally)?;
        settings::put(tx, MARK, WAY, inner.now())?;
        Ok::<_, ServiceError>(found.cases)
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
    /// Counters that say something else than a fresh count, and cases whose rules are stored wrongly.
    pub wrong: usize,
}

/// Compares the counters with a fresh count, in one state of the database.
pub fn check(deps: &Deps) -> Result<Check, ServiceError> {
    deps.store.read(|tx| {
        let (mut difference, found) = fresh(tx, deps, |_, _| Ok(()))?;
        for (cell, n) in report_counts::all(tx)?.cells() {
            difference.put(cell.clone(), -n);
        }
        Ok(Check { wrong: found.wrong + difference.cells().count(), ..found })
    })
}
