//! The order of decisions among machines: a hybrid logical clock.
//!
//! After Kulkarni, Demirbas and others, "Logical Physical Clocks" (2014): wall time where it moves forward, a counter
//! where it does not. A stamp is greater than every stamp this machine made or read before, so that a decision made
//! after seeing another one always wins over it, whatever the wall clock says.
//!
//! # Invariants
//!
//! - A clock that is wrong, here or elsewhere, does not turn time back.
//!   Test: `a_wall_clock_set_back_by_a_year_does_not_turn_time_back`.

use super::replica_id::ReplicaId;
use chrono::DateTime;

/// When a step was made, in an order that all machines agree on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp {
    /// Milliseconds since 1970-01-01 UTC, as the wall clock or a later stamp said.
    pub ms: u64,
    /// Tells stamps of the same millisecond apart.
    pub counter: u32,
    /// Who made it.
    pub replica: ReplicaId,
}

impl Stamp {
    /// The last moment of the year 9999: what is later in a file is not a time.
    pub const MAX_MS: u64 = 253_402_300_799_999;

    /// The month, in UTC, as it stands in the name of a journal file: `2026-11`.
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
    /// A clock that has seen nothing yet.
    #[must_use]
    pub fn new(replica: ReplicaId) -> Self {
        Self { replica, last: (0, 0) }
    }

    /// Takes note of a stamp that was read: what is made from now on is later.
    pub fn observe(&mut self, stamp: &Stamp) {
        self.last = self.last.max((stamp.ms, stamp.counter));
    }

    /// The stamp that [`Clock::tick`] would give, without giving it.
    #[must_use]
    pub fn peek(&self, wall_ms: i64) -> Stamp {
        let wall = u64::try_from(wall_ms).unwrap_or(0).min(Stamp::MAX_MS);
        let (ms, counter) = self.last;
        let (ms, counter) =
            if wall > ms { (wall, 0) } else { counter.checked_add(1).map_or((ms + 1, 0), |counter| (ms, counter)) };
        Stamp { ms, counter, replica: self.replica }
    }

    /// A stamp later than all that were made or observed; `wall_ms` is the wall clock in milliseconds since
    /// 1970-01-01 UTC, which may have been set to anything.
    pub fn tick(&mut self, wall_ms: i64) -> Stamp {
        let stamp = self.peek(wall_ms);
        self.observe(&stamp);
        stamp
    }

    /// How many milliseconds the clock stands ahead of the wall clock: large after the wall clock was set back, or
    /// after a machine with a wrong clock was merged.
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
