//! Instants from outside. The desk keeps microseconds, as both its databases do: what is finer is cut off where it comes in
//! and again where it is read, so that an instant is the same in the journal, in a case and in a column.

use chrono::{DateTime, SubsecRound as _, Utc};
use serde::{Deserialize, Deserializer};

/// Cuts an instant to microseconds.
pub fn cut(at: DateTime<Utc>) -> DateTime<Utc> {
    at.trunc_subsecs(6)
}

/// Reads an instant like `2026-11-23T10:00:00+05:30` (RFC 3339).
pub fn read(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text.trim()).ok().map(|at| cut(at.to_utc()))
}

/// For `deserialize_with`.
pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<DateTime<Utc>, D::Error> {
    DateTime::deserialize(from).map(cut)
}

/// For `deserialize_with` of a field that may be missing.
pub fn optional<'de, D: Deserializer<'de>>(from: D) -> Result<Option<DateTime<Utc>>, D::Error> {
    Ok(Option::<DateTime<Utc>>::deserialize(from)?.map(cut))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_finer_than_microseconds_is_cut_off() {
        for text in ["2026-11-20T10:00:00.1234567+01:00", " 2026-11-20T09:00:00.123456999Z "] {
            let at = read(text).unwrap();
            assert_eq!(at.to_rfc3339(), "2026-11-20T09:00:00.123456+00:00");
        }
        assert_eq!(read("20 November"), None);
    }
}
