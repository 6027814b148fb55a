//! Whether the desk can work, and the numbers monitoring reads. No label names a person or a case.

use std::fmt::Write as _;

use super::{Deps, ServiceError, health};
use storage::views::queue::{self, View};
use storage::{outbox, positions};

/// What `/readyz` answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readiness {
    /// `ok`, or that it is away.
    pub database: &'static str,
    /// `ok`, `pending` or `unknown`.
    pub migrations: &'static str,
    /// `ok` or `silent`.
    pub worker: &'static str,
}

impl Readiness {
    /// Whether all of it is well.
    pub fn is_ready(&self) -> bool {
        [self.database, self.migrations, self.worker].iter().all(|part| *part == "ok")
    }
}

/// Looks at database, migrations and worker; never fails, since saying so is the answer.
pub fn check(deps: &Deps) -> Readiness {
    let migrations = deps.store.migrations();
    Readiness {
        database: if migrations.is_ok() { "ok" } else { "unavailable" },
        migrations: match &migrations {
            Ok(found) if found.is_current() => "ok",
            Ok(_) => "pending",
            Err(_) => "unknown",
        },
        worker: match health::worker_alive(deps) {
            Ok(beat) if beat.alive => "ok",
            Ok(_) | Err(_) => "silent",
        },
    }
}

/// The numbers in Prometheus' text form.
pub fn metrics(deps: &Deps) -> Result<String, ServiceError> {
    let now = deps.now();
    let today = deps.local_date(now);
    let mut out = String::new();
    deps.store.read(|tx| {
        for (name, view) in [
            ("open", View::Open),
            ("overdue", View::Overdue(today)),
            ("unassigned", View::Unassigned),
            ("waiting_for_requester", View::Waiting),
            ("unconfirmed", View::Unconfirmed),
        ] {
            let count = queue::count(tx, &view)?;
            gauge(&mut out, &format!("rightsdesk_cases{{view=\"{name}\"}}"), count);
        }
        for (state, count) in outbox::counts(tx)? {
            let name = format!("rightsdesk_outbox{{state=\"{}\"}}", state.as_str());
            gauge(&mut out, &name, count);
        }
        gauge(&mut out, "rightsdesk_journal_waiting", positions::count_waiting(tx)?);
        gauge(&mut out, "rightsdesk_journal_positions", positions::size(tx)?);
        Ok::<_, ServiceError>(())
    })?;
    let beat = health::worker_alive(deps)?;
    gauge(&mut out, "rightsdesk_worker_alive", i64::from(beat.alive));
    Ok(out)
}

fn gauge(out: &mut String, name: &str, value: i64) {
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{name} {value}");
}
