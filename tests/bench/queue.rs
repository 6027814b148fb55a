//! What a page of the queue costs with few and with many closed cases behind it.

use std::io::Write;
use std::time::{Duration, Instant};

use services::demo::{self, Wish};
use storage::StoreError;
use storage::views::queue::{Narrow, View, count, page};

use crate::desk::{Database, Desk};

const OPEN: u32 = 200;
const CLOSED: &[u32] = &[1_000, 100_000];
const TIMES: usize = 300;

/// Prints the median of each view.
pub fn measure(out: &mut impl Write, database: &Database) -> anyhow::Result<()> {
    writeln!(
        out,
        "\nA page of 50 cases, median in microseconds, {}, {OPEN} open",
        database.name()
    )?;
    writeln!(
        out,
        "{:>8} {:>8} {:>12} {:>10} {:>10} {:>12}",
        "closed", "open", "unassigned", "count", "closed", "filled/s"
    )?;
    for closed in CLOSED {
        let desk = Desk::open(database)?;
        let start = Instant::now();
        let wish = Wish { cases: closed + OPEN, open: Some(OPEN), seed: 1 };
        demo::fill(&desk.deps, wish, &mut |_| {})?;
        let filled = f64::from(wish.cases) / start.elapsed().as_secs_f64();
        let open = median(&desk, &View::Open)?;
        let unassigned = median(&desk, &View::Unassigned)?;
        let newest = median(&desk, &View::Closed)?;
        let counted = timed(|| {
            desk.deps.store.read(|tx| count(tx, &View::Open))?;
            Ok(())
        })?;
        writeln!(
            out,
            "{closed:>8} {:>8} {:>12} {:>10} {:>10} {filled:>12.0}",
            open.as_micros(),
            unassigned.as_micros(),
            counted.as_micros(),
            newest.as_micros()
        )?;
        out.flush()?;
    }
    Ok(())
}

fn median(desk: &Desk, view: &View) -> anyhow::Result<Duration> {
    timed(|| {
        desk.deps.store.read(|tx| page(tx, view, &Narrow::default(), None, 50))?;
        Ok(())
    })
}

fn timed(call: impl Fn() -> Result<(), StoreError>) -> anyhow::Result<Duration> {
    let mut times = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let start = Instant::now();
        call()?;
        times.push(start.elapsed());
    }
    times.sort_unstable();
    Ok(times.get(TIMES / 2).copied().unwrap_or_default())
}
