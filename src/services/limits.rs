//! Abuse limits, kept in the database so that they hold across instances.
//!
//! Keys are keyed hashes: the table shows neither addresses nor networks.

use std::net::IpAddr;

use chrono::{DateTime, DurationRound, TimeDelta, Utc};

use super::{Deps, ServiceError};
use crate::storage::{Reads, WriteTx, limits};

/// One limit: what is counted, in which window, how many.
struct Limit<'a> {
    label: &'a str,
    value: &'a str,
    window: TimeDelta,
    most: u32,
    sentence: &'a str,
}

/// Counts a mail to an unproven address: 3 an hour and 5 a day for one mailbox (decisions.md 18).
pub fn unverified_mail(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    folded_address: &str,
) -> Result<(), ServiceError> {
    let limits = &deps.settings.limits;
    let hour = "Several codes went to this address within the last hour. Wait an hour, then send again. Nothing you typed is lost.";
    let day =
        "Several codes went to this address today. Send again tomorrow. Nothing you typed is lost.";
    count(
        tx,
        deps,
        &Limit {
            label: "address-hour",
            value: folded_address,
            window: TimeDelta::hours(1),
            most: limits.per_address_hour,
            sentence: hour,
        },
    )?;
    count(
        tx,
        deps,
        &Limit {
            label: "address-day",
            value: folded_address,
            window: TimeDelta::days(1),
            most: limits.per_address_day,
            sentence: day,
        },
    )
}

/// Counts a sign-in code to one mailbox: ten an hour, whether or not the mailbox is known.
pub fn portal_mail(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    folded_address: &str,
) -> Result<(), ServiceError> {
    count(
        tx,
        deps,
        &Limit {
            label: "portal-hour",
            value: folded_address,
            window: TimeDelta::hours(1),
            most: PORTAL_CODES_AN_HOUR,
            sentence: "Several codes went to this address within the last hour. Wait an hour, then ask again.",
        },
    )
}

/// Sign-in codes one mailbox can get in an hour.
const PORTAL_CODES_AN_HOUR: u32 = 10;

/// Counts a submission from a network and overall. A hasty one, sent faster than a person fills
/// in a form, weighs threefold.
pub fn submission(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    network: IpAddr,
    hasty: bool,
) -> Result<(), ServiceError> {
    let limits = &deps.settings.limits;
    let busy = "Very many requests are arriving. Wait a few minutes, then send again. Nothing you typed is lost.";
    let prefix = network_of(network);
    for _ in 0..if hasty { 3 } else { 1 } {
        count(
            tx,
            deps,
            &Limit {
                label: "network-hour",
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
            label: "overall-minute",
            value: "",
            window: TimeDelta::minutes(1),
            most: limits.overall_minute,
            sentence: busy,
        },
    )
}

/// Counts a failed sign-in for a network and an account, so that guessing is slow and a stranger
/// cannot lock a colleague out from elsewhere.
pub fn sign_in_failure(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    network: IpAddr,
    account: &str,
) -> Result<(), ServiceError> {
    let value = format!("{} {account}", network_of(network));
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

/// Refuses while the failures of an account from a network are used up; counts nothing.
pub fn check_sign_in(
    tx: &mut impl Reads,
    deps: &Deps,
    network: IpAddr,
    account: &str,
) -> Result<(), ServiceError> {
    let value = format!("{} {account}", network_of(network));
    let (key, start, until) = place(deps, "sign-in-hour", &value, TimeDelta::hours(1));
    if limits::count(tx, &key, start)? < i64::from(deps.settings.limits.sign_in_failures_hour) {
        return Ok(());
    }
    Err(limited(deps, until, TOO_MANY_FAILURES))
}

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
    let key = deps.keys.search().hash(&[b"limit", label.as_bytes(), value.as_bytes()]);
    (key, start, until)
}

/// The /24 of an IPv4 address, the /56 of an IPv6 address: what one subscriber usually holds.
fn network_of(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{:x}::/56", d & 0xff00)
        }
    }
}
