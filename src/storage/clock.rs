//! A hybrid logical clock, which orders decisions among machines.
//!
//! After Kulkarni, Demirbas and others, "Logical Physical Clocks" (2014): a stamp takes the wall time if that has
//! advanced, and otherwise increments a counter. Each stamp is greater than every stamp that this machine made or
//! read before. So a decision made after another one was read always wins over it, whatever the wall clock shows.
//!
//! # Invariants
//!
//! - A wrong clock, here or on another machine, never makes stamps go backwards.
//!   Test: `a_wall_clock_set_back_by_a_year_does_not_turn_time_back`.

use super::replica_id::ReplicaId;
use chrono::DateTime;

/// The time of a step, in an order on which all machines agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp {
    /// Milliseconds since 1970-01-01 UTC, from the wall clock or from a later stamp.
    pub ms: u64,
    /// Distinguishes stamps of the same millisecond.
    pub counter: u32,
    /// The replica that made the step.
    pub replica: ReplicaId,
}

impl Stamp {
    /// The last millisecond of the year 9999. A later time in a file is invalid.
    pub const MAX_MS: u64 = 253_402_300_799_999;

    /// Returns the month in UTC, as in the name of a journal file: `2026-11`.
    #[must_use]
    pub fn month(&self) -> String {
        let time = i64::try_from(self.ms).ok().and_then(DateTime::from_timestamp_millis).unwrap_or_default();
        time.format("%Y-%m").to_string()
    }
}

/// The clock of one replica.
#[derive(Clone, Debug)]
pub struct Clock {
    replica: ReplicaId,
    last: (u64, u32),
}

impl Clock {
    /// Creates a clock that has observed no stamp.
    #[must_use]
    pub fn new(replica: ReplicaId) -> Self {
        Self { replica, last: (0, 0) }
    }

    /// Observes a stamp that was read: all stamps made from now on are later.
    pub fn observe(&mut self, stamp: &Stamp) {
        self.last = self.last.max((stamp.ms, stamp.counter));
    }

    /// Returns the stamp that [`Clock::tick`] would return, without advancing the clock.
    #[must_use]
    pub fn peek(&self, wall_ms: i64) -> Stamp {
        let wall = u64::try_from(wall_ms).unwrap_or(0).min(Stamp::MAX_MS);
        let (ms, counter) = self.last;
        let (ms, counter) =
            if wall > ms { (wall, 0) } else { counter.checked_add(1).map_or((ms + 1, 0), |counter| (ms, counter)) };
        Stamp { ms, counter, replica: self.replica }
    }

    /// Returns a stamp later than all that this clock made or observed. `wall_ms` is the wall clock in milliseconds
    /// since 1970-01-01 UTC, and may be wrong.
    pub fn tick(&mut self, wall_ms: i64) -> Stamp {
        let stamp = self.peek(wall_ms);
        self.observe(&stamp);
        stamp
    }

    /// Returns how many milliseconds the clock is ahead of the wall clock. The value is large after the wall clock
    /// was set back, or after farz merged the journal of a machine with a wrong clock.
    #[must_use]
    pub fn ahead_of(&self, wall_ms: i64) -> u64 {
        self.last.0.saturating_sub(u64::try_from(wall_ms).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: i64 = 1_795_000_000_000;
    const YEAR: i64 = 365 * 86_400_000;

    #[test]
    fn a_wall_clock_set_back_by_a_year_does_not_turn_time_back() {
        let mut clock = Clock::new(ReplicaId(1));
        let before = clock.tick(NOW);
        let after = clock.tick(NOW - YEAR);
        assert!(after > before);
        assert_eq!((after.ms, after.counter), (before.ms, 1));
        assert_eq!(clock.ahead_of(NOW - YEAR), YEAR as u64);
    }

    #[test]
    fn a_wall_clock_far_in_the_future_stays_ordered_when_it_is_put_right() {
        let mut clock = Clock::new(ReplicaId(1));
        let wrong = clock.tick(i64::MAX);
        assert_eq!(wrong.ms, Stamp::MAX_MS);
        let right = clock.tick(NOW);
        assert!(right > wrong);
        assert_eq!(right.month(), "9999-12");
    }

    #[test]
    fn what_was_read_from_another_machine_comes_before_what_is_made_here() {
        let mut clock = Clock::new(ReplicaId(1));
        let theirs = Stamp { ms: (NOW + YEAR) as u64, counter: u32::MAX, replica: ReplicaId(9) };
        clock.observe(&theirs);
        let ours = clock.tick(NOW);
        assert!(ours > theirs);
        assert_eq!((ours.ms, ours.counter), (theirs.ms + 1, 0));
    }

    #[test]
    fn the_month_is_the_month_of_the_stamp() {
        let stamp = Stamp { ms: NOW as u64, counter: 0, replica: ReplicaId(0) };
        assert_eq!(stamp.month(), "2026-11");
        assert_eq!(Stamp { ms: 0, ..stamp }.month(), "1970-01");
    }

    proptest! {
        #[test]
        fn it_never_goes_back(walls in proptest::collection::vec(any::<i64>(), 1..50)) {
            let mut clock = Clock::new(ReplicaId(3));
            let mut last = None;
            for wall in walls {
                let stamp = clock.tick(wall);
                prop_assert!(Some(stamp) > last);
                last = Some(stamp);
            }
        }
    }
}
