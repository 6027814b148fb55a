//! Abuse limits, kept in the database so that they hold across instances.
//!
//! Keys are keyed hashes: the table shows neither addresses nor networks.

use std::net::IpAddr;

use chrono::{DateTime, DurationRound, TimeDelta, Utc};

mod mailboxes;
#[cfg(test)]
mod tests;

pub use mailboxes::{
    follow_up_mail, portal_code, sign_in_mail, staff_reset, unasked_mail, unverified_mail,
};

use super::{Deps, ServiceError};
use storage::{Reads, WriteTx, limits};

/// One limit: what is counted, in which window, how many.
struct Limit<'a> {
    label: &'a str,
    value: &'a str,
    window: TimeDelta,
    most: u32,
    sentence: &'a str,
}

/// Which door a client knocks at; each has its own budget, so that one flooded door leaves the others
/// open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// The public form.
    Form,
    /// Asking for a code of the status page.
    Portal,
    /// Asking for a new staff password.
    StaffReset,
}

impl Door {
    const fn labels(self) -> (&'static str, &'static str) {
        match self {
            Self::Form => ("network-hour", "overall-minute"),
            Self::Portal => ("portal-network-hour", "portal-minute"),
            Self::StaffReset => ("reset-network-hour", "reset-minute"),
        }
    }
}

/// Counts a form that is begun, that is: a new row of kept fields. Twice as many from a network and in
/// a minute as may be sent, and so many in a day altogether that the disk stays bounded.
pub fn new_draft(tx: &mut WriteTx<'_>, deps: &Deps, network: IpAddr) -> Result<(), ServiceError> {
    let limits = &deps.settings.limits;
    let busy = format!(
        "Very many forms are being filled in. Wait a few minutes, then send this page again; what you \
         typed is still on it. Or write to {}: a request that comes that way counts the same.",
        deps.settings.organisation.support_email
    );
    let prefix = network_of(network);
    let twice = |most: u32| most.saturating_mul(2);
    for (label, value, window, most) in [
        (
            "draft-network-hour",
            prefix.as_str(),
            TimeDelta::hours(1),
            twice(limits.per_network_hour),
        ),
        ("draft-minute", "", TimeDelta::minutes(1), twice(limits.overall_minute)),
        ("draft-day", "", TimeDelta::days(1), DRAFTS_A_DAY),
    ] {
        count(tx, deps, &Limit { label, value, window, most, sentence: &busy })?;
    }
    Ok(())
}

/// Drafts begun in a day, each at most as large as a form (256 kB): 2.5 GB at the very worst, gone after
/// another day.
const DRAFTS_A_DAY: u32 = 10_000;

/// Counts a submission at a door from a network and overall. A hasty one, sent faster than a person fills
/// in a form, weighs threefold.
pub fn submission(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    door: Door,
    network: IpAddr,
    hasty: bool,
) -> Result<(), ServiceError> {
    let limits = &deps.settings.limits;
    let (by_network, overall) = door.labels();
    let busy = "Very many requests are arriving. Wait a few minutes, then send again. Nothing you typed is lost.";
    let prefix = network_of(network);
    for _ in 0..if hasty { 3 } else { 1 } {
        count(
            tx,
            deps,
            &Limit {
                label: by_network,
                value: &prefix,
                window: TimeDelta::hours(1),
                most: limits.per_network_hour,
                sentence: busy,
            },
        )?;
    }
    count(
        tx,
        deps,
        &Limit {
            label: overall,
            value: "",
            window: TimeDelta::minutes(1),
            most: limits.overall_minute,
            sentence: busy,
        },
    )
}

/// Looks at the page of one task within an hour: more than anybody needs, and each is an entry in the journal.
const TASK_LOOKS: u32 = 120;

/// Counts a look at a task by its link; `link` is the link's random id.
pub fn task_look(tx: &mut WriteTx<'_>, deps: &Deps, link: &str) -> Result<(), ServiceError> {
    let limit = Limit {
        label: "task-look",
        value: link,
        window: TimeDelta::hours(1),
        most: TASK_LOOKS,
        sentence: "This page was opened very often within the hour. Wait until it is over, then open the link again.",
    };
    count(tx, deps, &limit)
}

/// Counts a result of a system, taken or not, for the network it came from.
pub fn system_result(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    network: IpAddr,
) -> Result<(), ServiceError> {
    let limit = Limit {
        label: "system-result",
        value: &network_of(network),
        window: TimeDelta::minutes(1),
        most: deps.settings.connector.results_per_minute,
        sentence: "Too many results came from this network. Wait a minute, then send it again.",
    };
    count(tx, deps, &limit)
}

/// Whether a signed message comes for the first time. `at` is the time that was signed, so the mark lasts at least as long as
/// the signature is taken.
pub fn is_first(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    mark: &str,
    at: DateTime<Utc>,
) -> Result<bool, ServiceError> {
    Ok(limits::increment(tx, &key(deps, "signed-message", mark), at)? == 1)
}

/// Counts a failed sign-in for a network and an account, so that guessing is slow and a stranger
/// cannot lock a colleague out from elsewhere; and for the network alone, so that one password is not
/// tried on all accounts. That second window is short: colleagues behind one address wait ten minutes.
pub fn sign_in_failure(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    network: IpAddr,
    account: &str,
) -> Result<(), ServiceError> {
    let prefix = network_of(network);
    let value = format!("{prefix} {account}");
    count(
        tx,
        deps,
        &Limit {
            label: SPRAYED,
            value: &prefix,
            window: spray_window(),
            most: deps.settings.limits.sign_in_failures_network,
            sentence: TOO_MANY_FROM_HERE,
        },
    )?;
    count(
        tx,
        deps,
        &Limit {
            label: "sign-in-hour",
            value: &value,
            window: TimeDelta::hours(1),
            most: deps.settings.limits.sign_in_failures_hour,
            sentence: TOO_MANY_FAILURES,
        },
    )
}

/// Refuses while the failures of an account from a network, or of the network, are used up; counts
/// nothing.
pub fn check_sign_in(
    tx: &mut dyn Reads,
    deps: &Deps,
    network: IpAddr,
    account: &str,
) -> Result<(), ServiceError> {
    let limits = &deps.settings.limits;
    let prefix = network_of(network);
    let value = format!("{prefix} {account}");
    let own = (limits.sign_in_failures_hour, TOO_MANY_FAILURES);
    let all = (limits.sign_in_failures_network, TOO_MANY_FROM_HERE);
    for (label, value, window, (most, sentence)) in [
        ("sign-in-hour", &value, TimeDelta::hours(1), own),
        (SPRAYED, &prefix, spray_window(), all),
    ] {
        let (key, start, until) = place(deps, label, value, window);
        if limits::count(tx, &key, start)? >= i64::from(most) {
            return Err(limited(deps, until, sentence));
        }
    }
    Ok(())
}

const SPRAYED: &str = "sign-in-network";

/// In which failures of one network add up.
fn spray_window() -> TimeDelta {
    TimeDelta::minutes(10)
}

/// What somebody hears from whose network too many failed.
const TOO_MANY_FROM_HERE: &str =
    "Too many sign-ins from your network failed. Wait ten minutes, then try again.";

/// What somebody hears who failed to sign in too often.
const TOO_MANY_FAILURES: &str =
    "Too many failed tries. Wait an hour, or reset your password by mail.";

fn count(tx: &mut WriteTx<'_>, deps: &Deps, limit: &Limit<'_>) -> Result<(), ServiceError> {
    let (key, start, until) = place(deps, limit.label, limit.value, limit.window);
    let seen = limits::increment(tx, &key, start)?;
    if seen <= i64::from(limit.most) {
        return Ok(());
    }
    Err(limited(deps, until, limit.sentence))
}

fn limited(deps: &Deps, until: DateTime<Utc>, sentence: &str) -> ServiceError {
    let wait = until.signed_duration_since(deps.now()).num_seconds().max(1);
    ServiceError::Limited {
        sentence: sentence.to_owned(),
        retry_after: u32::try_from(wait).unwrap_or(u32::MAX),
    }
}

fn place(
    deps: &Deps,
    label: &str,
    value: &str,
    window: TimeDelta,
) -> ([u8; 32], DateTime<Utc>, DateTime<Utc>) {
    let now = deps.now();
    let start = now.duration_trunc(window).unwrap_or(now);
    let until = start.checked_add_signed(window).unwrap_or(now);
    (key(deps, label, value), start, until)
}

fn key(deps: &Deps, label: &str, value: &str) -> [u8; 32] {
    deps.keys.search().hash(&[b"limit", label.as_bytes(), value.as_bytes()])
}

/// The /24 of an IPv4 address, the /48 of an IPv6 address: what one site at most is given (RFC 6177), so
/// that nobody multiplies a budget by walking through their own addresses. Everything that is counted
/// by network uses this, connections too.
pub fn network_of(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(v6) => {
            let [a, b, c, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}::/48")
        }
    }
}
