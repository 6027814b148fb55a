//! Time, identifiers and chance of a demo: the same in every run with the same seed.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{Clock, Ids};
use crypto::{Entropy, SeededEntropy};

/// A clock that shows what the story has come to.
#[derive(Debug)]
pub(super) struct Timeline(Mutex<DateTime<Utc>>);

impl Timeline {
    pub(super) fn new(at: DateTime<Utc>) -> Self {
        Self(Mutex::new(at))
    }

    pub(super) fn set(&self, at: DateTime<Utc>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = at;
    }
}

impl Clock for Timeline {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Identifiers of UUID version 7's shape that carry the story's time instead of the machine's, so that
/// they sort by the moment things happened in the story, and within it by the order they were made.
pub(super) struct SeededIds {
    timeline: Arc<Timeline>,
    entropy: SeededEntropy,
    made: AtomicU64,
}

impl SeededIds {
    pub(super) fn new(timeline: Arc<Timeline>, seed: u64) -> Self {
        Self { timeline, entropy: SeededEntropy::new(seed), made: AtomicU64::new(0) }
    }
}

impl Entropy for SeededIds {
    fn fill(&self, into: &mut [u8]) {
        self.entropy.fill(into);
    }
}

impl Ids for SeededIds {
    fn uuid(&self) -> String {
        let millis = u64::try_from(self.timeline.now().timestamp_millis()).unwrap_or_default();
        let n = u128::from(self.made.fetch_add(1, Ordering::Relaxed));
        let mut random = [0; 4];
        self.fill(&mut random);
        // 48 bits of time, version, 12 and 30 bits of a counter around the variant, 32 random bits.
        let value = u128::from(millis & 0xffff_ffff_ffff) << 80
            | 7 << 76
            | ((n >> 30) & 0xfff) << 64
            | 0b10 << 62
            | (n & 0x3fff_ffff) << 32
            | u128::from(u32::from_le_bytes(random));
        Uuid::from_u128(value).to_string()
    }
}

/// Chance, from the demo's own source.
pub(super) struct Dice(SeededEntropy);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(SeededEntropy::new(seed))
    }

    /// A number below `bound`; 0 when there is none.
    pub(super) fn below(&self, bound: u32) -> u32 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        let number = u64::from_le_bytes(bytes).checked_rem(u64::from(bound)).unwrap_or_default();
        u32::try_from(number).unwrap_or_default()
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&self, low: u32, high: u32) -> u32 {
        low.saturating_add(self.below(high.saturating_sub(low).saturating_add(1)))
    }

    /// True in so many of a hundred throws.
    pub(super) fn chance(&self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// One of a list; the type's default when it is empty.
    pub(super) fn pick<T: Copy + Default>(&self, list: &[T]) -> T {
        let bound = u32::try_from(list.len()).unwrap_or_default();
        let at = usize::try_from(self.below(bound)).unwrap_or_default();
        list.get(at).copied().unwrap_or_default()
    }

    /// One of a list by its weights.
    pub(super) fn weighted<T: Copy>(&self, list: &[(u32, T)]) -> Option<T> {
        let total: u32 = list.iter().map(|(weight, _)| *weight).sum();
        let mut left = self.below(total);
        for (weight, value) in list {
            if left < *weight {
                return Some(*value);
            }
            left = left.saturating_sub(*weight);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn identifiers_sort_by_the_storys_time_and_repeat_with_the_seed() {
        let run = || {
            let start = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
            let timeline = Arc::new(Timeline::new(start));
            let ids = SeededIds::new(timeline.clone(), 3);
            let mut made = Vec::new();
            for minutes in 0..50 {
                timeline.set(start + TimeDelta::minutes(minutes / 5));
                made.push(ids.uuid());
            }
            made
        };
        let made = run();
        assert!(made.is_sorted());
        assert_eq!(made, run());
        assert!(made.iter().all(|id| Uuid::parse_str(id).unwrap().get_version_num() == 7));
    }

    #[test]
    fn chance_keeps_to_its_bounds() {
        let dice = Dice::new(1);
        assert!((0..1000).all(|_| (3..=5).contains(&dice.between(3, 5))));
        assert_eq!(dice.below(0), 0);
        assert_eq!(dice.weighted(&[(0, 'a'), (5, 'b')]), Some('b'));
        let list: [&str; 0] = [];
        assert_eq!(dice.pick(&list), "");
    }
}
