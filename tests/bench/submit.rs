//! How many requests a second the desk records, beside the bare database storing the same rows; and
//! what a page of the queue costs as closed cases pile up. Numbers to look at, never a verdict.
//!
//! `cargo bench --bench submit`; `TEST_DATABASE_URL` adds PostgreSQL. `cargo bench --bench submit -- package 2000` builds and
//! downloads a package of 2,000 MB instead. See docs/performance.md.

mod desk;
mod package;
mod queue;
mod raw;

use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context as _;

use desk::{Database, Desk};

/// How long each measurement runs.
const RUN: Duration = Duration::from_secs(4);
const CLIENTS: &[usize] = &[1, 8, 32];

fn main() -> anyhow::Result<()> {
    // `cargo test --all-targets` runs this too, without the word.
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let mut out = std::io::stdout();
    let mut arguments = std::env::args().skip_while(|argument| argument != "package").skip(1);
    if let Some(megabytes) = arguments.next() {
        return package::measure(&mut out, megabytes.parse().context("how many megabytes?")?);
    }
    let mut databases = vec![Database::Sqlite];
    databases.extend(desk::server().map(Database::Postgres));
    for database in &databases {
        submit(&mut out, database)?;
    }
    for database in &databases {
        queue::measure(&mut out, database)?;
    }
    Ok(())
}

fn submit(out: &mut impl Write, database: &Database) -> anyhow::Result<()> {
    writeln!(out, "\nRequests recorded a second, {}", database.name())?;
    writeln!(
        out,
        "{:>8} {:>10} {:>10} {:>8} {:>16}",
        "clients", "services", "bare", "ratio", "bare, 64 at once"
    )?;
    let desk = Desk::open(database)?;
    desk.record(0)?;
    let template = raw::Template::of(&desk)?;
    for clients in CLIENTS {
        let services = rate(*clients, |n| desk.record(n))?;
        let bare = raw::Bare::open(&desk, &template, *clients)?;
        let one = rate(*clients, |_| bare.store(1))?;
        let many = rate(*clients, |_| bare.store(64))?;
        writeln!(
            out,
            "{clients:>8} {services:>10.0} {one:>10.0} {:>8.2} {:>16.0}",
            services / one,
            many * 64.0
        )?;
        out.flush()?;
    }
    Ok(())
}

/// Calls a second that so many threads manage together.
fn rate(clients: usize, call: impl Fn(u64) -> anyhow::Result<()> + Sync) -> anyhow::Result<f64> {
    let calls = AtomicU64::new(0);
    let start = Instant::now();
    std::thread::scope(|scope| {
        let work = || -> anyhow::Result<()> {
            while start.elapsed() < RUN {
                call(calls.fetch_add(1, Ordering::Relaxed))?;
            }
            Ok(())
        };
        let threads: Vec<_> = (0..clients).map(|_| scope.spawn(work)).collect();
        for thread in threads {
            thread.join().ok().context("a client panicked")??;
        }
        anyhow::Ok(())
    })?;
    let done = u32::try_from(calls.load(Ordering::Relaxed))?;
    Ok(f64::from(done) / start.elapsed().as_secs_f64())
}
