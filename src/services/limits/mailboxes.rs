//! Budgets of one mailbox: mail to addresses that nobody proved, codes and links that are asked for.

use std::net::IpAddr;

use chrono::{DateTime, DurationRound, TimeDelta, Utc};

use super::{Limit, count, key, network_of, place};
use crate::{Deps, ServiceError};
use domain::person::mailbox;
use storage::{WriteTx, limits};

/// Days ahead in which a mail to somebody who did not ask for it may find its place.
const DAYS_AHEAD: i32 = 7;

/// Counts a mail to an unproven address: 3 an hour and 5 a day for one mailbox.
///
/// One network may use up less than that, so that a stranger who types somebody's address does not
/// keep the person herself out (ADR 16). `None` for what staff or programs send.
pub fn unverified_mail(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    network: Option<IpAddr>,
    folded_address: &str,
) -> Result<(), ServiceError> {
    let mailbox = mailbox(folded_address);
    let own = network.map(|network| format!("{} {mailbox}", network_of(network)));
    let (hour, day) = (TimeDelta::hours(1), TimeDelta::days(1));
    let (most_hour, most_day) = mailbox_bounds(deps);
    let (share_hour, share_day) = (most_hour, most_day.saturating_sub(1).max(1));
    let soon = instead(deps, "within the last hour. Wait an hour, then send again");
    let late = instead(deps, "today. Send again tomorrow");
    let mut all = Vec::new();
    if let Some(own) = &own {
        all.push(("address-share-hour", own, hour, share_hour, &soon));
        all.push(("address-share-day", own, day, share_day, &late));
    }
    all.push((MAILBOX_HOUR, &mailbox, hour, most_hour, &soon));
    all.push((MAILBOX_DAY, &mailbox, day, most_day, &late));
    for (label, value, window, most, sentence) in all {
        count(tx, deps, &Limit { label, value, window, most, sentence })?;
    }
    Ok(())
}

/// When a mail to somebody who did not ask for it may leave: now, or in the next hour with room in the
/// mailbox's bounds, which it takes. `None` when there is no room for a week.
pub fn unasked_mail(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    folded_address: &str,
) -> Result<Option<DateTime<Utc>>, ServiceError> {
    let now = deps.now();
    let mailbox = mailbox(folded_address);
    let (most_hour, most_day) = shares(deps);
    let hour_key = key(deps, MAILBOX_HOUR, &mailbox);
    let day_key = key(deps, MAILBOX_DAY, &mailbox);
    let today = now.duration_trunc(TimeDelta::days(1)).unwrap_or(now);
    let this_hour = now.duration_trunc(TimeDelta::hours(1)).unwrap_or(now);
    for day in (0..DAYS_AHEAD).filter_map(|n| after(today, TimeDelta::days(n.into()))) {
        if limits::count(tx, &day_key, day)? >= i64::from(most_day) {
            continue;
        }
        let hours = (0..24).filter_map(|n| after(day, TimeDelta::hours(n)));
        for hour in hours.filter(|hour| *hour >= this_hour) {
            if limits::count(tx, &hour_key, hour)? < i64::from(most_hour) {
                limits::increment(tx, &hour_key, hour)?;
                limits::increment(tx, &day_key, day)?;
                return Ok(Some(hour.max(now)));
            }
        }
    }
    Ok(None)
}

/// Counts a mail that follows an unproven one (a reminder, the news that it expired), and says whether
/// it may go: it is worth nothing later, so it is left out instead of kept.
pub fn follow_up_mail(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    folded_address: &str,
) -> Result<bool, ServiceError> {
    let mailbox = mailbox(folded_address);
    let (most_hour, most_day) = shares(deps);
    let mut places = Vec::new();
    for (label, window, most) in [
        (MAILBOX_HOUR, TimeDelta::hours(1), most_hour),
        (MAILBOX_DAY, TimeDelta::days(1), most_day),
    ] {
        let (key, start, _) = place(deps, label, &mailbox, window);
        if limits::count(tx, &key, start)? >= i64::from(most) {
            return Ok(false);
        }
        places.push((key, start));
    }
    for (key, start) in places {
        limits::increment(tx, &key, start)?;
    }
    Ok(true)
}

const MAILBOX_HOUR: &str = "address-hour";
const MAILBOX_DAY: &str = "address-day";

fn mailbox_bounds(deps: &Deps) -> (u32, u32) {
    (deps.settings.limits.per_address_hour, deps.settings.limits.per_address_day)
}

/// What one network, or all mail that nobody asked for, may use of a mailbox's bounds: all but one of
/// the hour's and all but two of the day's.
fn shares(deps: &Deps) -> (u32, u32) {
    let (hour, day) = mailbox_bounds(deps);
    (hour.saturating_sub(1).max(1), day.saturating_sub(2).max(1))
}

/// The sentence of a mailbox's limit, with the other ways in.
fn instead(deps: &Deps, when: &str) -> String {
    let organisation = &deps.settings.organisation;
    format!(
        "Several codes went to this address {when}; a code you have already still works. Nothing you \
         typed is lost. Or write to {} or by post: a request that comes that way counts the same.",
        organisation.support_email
    )
}

/// Counts asking for a sign-in code, five an hour for one mailbox from one network, whether or not the
/// mailbox is known. A stranger elsewhere uses up only their own.
pub fn portal_code(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    network: IpAddr,
    folded_address: &str,
) -> Result<(), ServiceError> {
    let value = format!("{} {}", network_of(network), mailbox(folded_address));
    count(
        tx,
        deps,
        &Limit {
            label: "portal-hour",
            value: &value,
            window: TimeDelta::hours(1),
            most: CODES_AN_HOUR,
            sentence: "Several codes went to this address within the last hour. Use the newest one, or wait an hour and ask again.",
        },
    )
}

/// Counts asking for a new staff password, five an hour for one account from one network.
pub fn staff_reset(
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
            label: "reset-hour",
            value: &value,
            window: TimeDelta::hours(1),
            most: CODES_AN_HOUR,
            sentence: "Several links went to this address within the last hour. Use the newest one, or wait an hour and ask again.",
        },
    )
}

/// Counts a sign-in mail that would really go out (`what`: to whom), and says whether it may: 20 an
/// hour from wherever they were asked for. The one who asks hears the same either way.
pub fn sign_in_mail(
    tx: &mut WriteTx<'_>,
    deps: &Deps,
    what: &str,
    folded_address: &str,
) -> Result<bool, ServiceError> {
    let value = format!("{what} {}", mailbox(folded_address));
    let limit = Limit {
        label: "sign-in-mail-hour",
        value: &value,
        window: TimeDelta::hours(1),
        most: SIGN_IN_MAILS_AN_HOUR,
        sentence: "",
    };
    match count(tx, deps, &limit) {
        Ok(()) => Ok(true),
        Err(ServiceError::Limited { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Codes or links one network can ask for one mailbox in an hour.
const CODES_AN_HOUR: u32 = 5;
/// Codes or links one mailbox can get in an hour.
const SIGN_IN_MAILS_AN_HOUR: u32 = 20;

fn after(start: DateTime<Utc>, span: TimeDelta) -> Option<DateTime<Utc>> {
    start.checked_add_signed(span)
}
