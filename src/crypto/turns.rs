//! Turns at work that takes much memory: so many at a time, a short queue, and then a refusal.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Who works and who waits.
#[derive(Debug, Default)]
struct Counts {
    working: usize,
    waiting: usize,
}

/// A number of turns, with a queue that is bounded in length and in time.
#[derive(Debug)]
pub(super) struct Turns {
    counts: Mutex<Counts>,
    freed: Condvar,
    at_a_time: usize,
    most_waiting: usize,
    longest_wait: Duration,
}

/// A turn; dropping it gives it to the next.
#[derive(Debug)]
pub(super) struct Turn<'a>(&'a Turns);

impl Turns {
    pub(super) fn new(at_a_time: usize, most_waiting: usize, longest_wait: Duration) -> Self {
        let (counts, freed) = (Mutex::default(), Condvar::new());
        Self { counts, freed, at_a_time, most_waiting, longest_wait }
    }

    /// Waits for a turn; `None` when too many wait already or the wait gets too long.
    pub(super) fn take(&self) -> Option<Turn<'_>> {
        let mut counts = self.counts();
        if counts.working >= self.at_a_time {
            if counts.waiting >= self.most_waiting {
                return None;
            }
            counts.waiting = counts.waiting.saturating_add(1);
            let waited = self.freed.wait_timeout_while(counts, self.longest_wait, |counts| {
                counts.working >= self.at_a_time
            });
            let (after, late) = waited.unwrap_or_else(PoisonError::into_inner);
            counts = after;
            counts.waiting = counts.waiting.saturating_sub(1);
            if late.timed_out() {
                return None;
            }
        }
        counts.working = counts.working.saturating_add(1);
        Some(Turn(self))
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut counts = self.0.counts();
        counts.working = counts.working.saturating_sub(1);
        drop(counts);
        self.0.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::{Duration, Instant};

    use super::Turns;

    #[test]
    fn never_more_at_a_time_and_everybody_who_waits_gets_a_turn() {
        let turns = Turns::new(2, 60, Duration::from_secs(30));
        let (now, most, done) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..60 {
                scope.spawn(|| {
                    let _turn = turns.take().unwrap();
                    most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    std::thread::sleep(Duration::from_millis(2));
                    now.fetch_sub(1, Ordering::SeqCst);
                    done.fetch_add(1, Ordering::SeqCst);
                });
            }
        });
        assert_eq!(done.into_inner(), 60);
        assert_eq!(most.into_inner(), 2);
    }

    #[test]
    fn a_full_queue_refuses_at_once_and_a_long_wait_ends() {
        let turns = Turns::new(1, 0, Duration::from_secs(30));
        let held = turns.take().unwrap();
        let started = Instant::now();
        assert!(turns.take().is_none());
        assert!(started.elapsed() < Duration::from_secs(5));
        drop(held);
        assert!(turns.take().is_some());
        let turns = Turns::new(1, 1, Duration::from_millis(20));
        let _held = turns.take().unwrap();
        assert!(turns.take().is_none());
    }
}
