//! How long to wait after a failure. Pure.

use chrono::TimeDelta;

/// Minutes after the first, second … failed attempt: 1 m, 5 m, 30 m, 2 h, 8 h, 24 h.
const MINUTES: [i64; 6] = [1, 5, 30, 2 * 60, 8 * 60, 24 * 60];

/// How long to wait after so many failed attempts (from 1); `None` when it is time to give up.
pub(super) fn backoff(failed: i64) -> Option<TimeDelta> {
    let index = usize::try_from(failed.checked_sub(1)?).ok()?;
    MINUTES.get(index).copied().map(TimeDelta::minutes)
}

/// A wait made up to a twentieth shorter, so that what failed together does not come back together.
pub(super) fn spread(span: TimeDelta, number: u32) -> TimeDelta {
    let part = i32::try_from(number % 1_000).unwrap_or_default();
    let less = span.checked_mul(part).and_then(|span| span.checked_div(20_000));
    less.map_or(span, |less| span.checked_sub(&less).unwrap_or(span))
}

/// [`backoff`] for what is never given up: the last wait repeats.
pub(super) fn endless(failed: i64) -> TimeDelta {
    backoff(failed.max(1)).unwrap_or(TimeDelta::hours(24))
}

/// Whether work on an item began more often than it can ever be tried: its worker died every time.
pub(super) fn is_spent(attempts: i64) -> bool {
    // One more than there are waits is the last real attempt.
    usize::try_from(attempts).is_ok_and(|attempts| attempts > MINUTES.len().saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end() {
        let waits: Vec<_> = (1..=8).map(backoff).collect();
        let minutes = |n| Some(TimeDelta::minutes(n));
        assert_eq!(
            waits,
            [
                minutes(1),
                minutes(5),
                minutes(30),
                minutes(120),
                minutes(480),
                minutes(1440),
                None,
                None
            ]
        );
        assert_eq!(backoff(0), None);
        let hour = TimeDelta::hours(1);
        assert_eq!(spread(hour, 0), hour);
        let shorter = spread(hour, 999);
        assert!(shorter < hour && shorter > TimeDelta::minutes(57), "{shorter}");
        assert_eq!(endless(99), TimeDelta::hours(24));
        assert!(!is_spent(7) && is_spent(8));
    }
}
