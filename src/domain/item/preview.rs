//! What an erasure would do in one system, before it is released: how much goes, what stays and why.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::data_map::{RetentionBasis, System};

/// A preview. Counts, dates and codes only, so that the journal can hold it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// How many records would go; `None`: nobody knows.
    pub count: Option<u32>,
    /// What the data map keeps there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<Kept>,
}

/// Data that stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Why.
    pub basis: RetentionBasis,
    /// The last local day, counted from the day of the preview; `None` where the rule names no days.
    pub until: Option<NaiveDate>,
}

impl Preview {
    /// With what the retention rules of a system keep from a day on.
    pub fn of(count: Option<u32>, system: Option<&System>, today: NaiveDate) -> Self {
        let rules = system.map(|system| system.retention.as_slice()).unwrap_or_default();
        let kept =
            rules.iter().map(|rule| Kept { basis: rule.basis, until: rule.period.end(today) });
        Self { count, kept: kept.collect() }
    }
}
