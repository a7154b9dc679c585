//! Finds the best of many rows without scoring or sorting the others.

use crate::filter::tier::Rank;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// The number of rows that are ordered before all others; more than fit on a screen.
pub(super) const MOST: usize = 200;

/// A row as a number; higher is better. The rank counts first, then the position among the candidates, earlier first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key(u64);

impl Key {
    /// Creates the key of the candidate at `place` with `rank`.
    pub(super) fn new(rank: Rank, place: u32) -> Self {
        let score = i64::from(rank.number()) - i64::from(i32::MIN);
        Self((score as u64) << 32 | u64::from(u32::MAX - place))
    }

    /// Returns the position of the candidate.
    pub(super) fn place(self) -> u32 {
        u32::MAX - self.0 as u32
    }
}

/// The best [`MOST`] keys that several threads have found so far.
#[derive(Debug, Default)]
pub(super) struct Best {
    keys: Mutex<BinaryHeap<Reverse<Key>>>,
    /// The lowest of them once there are [`MOST`]; 0 before.
    least: AtomicU64,
}

impl Best {
    /// Returns whether a key is among the best so far. A key that is not will never be.
    pub(super) fn wants(&self, key: Key) -> bool {
        key.0 > self.least.load(Ordering::Relaxed)
    }

    pub(super) fn push(&self, key: Key) {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.push(Reverse(key));
        if keys.len() > MOST {
            keys.pop();
        }
        if let Some(Reverse(least)) = keys.peek().filter(|_| keys.len() == MOST) {
            self.least.store(least.0, Ordering::Relaxed);
        }
    }

    /// Returns the positions of the best so far, best first.
    pub(super) fn places(&self) -> Vec<u32> {
        let mut keys: Vec<_> = self.keys.lock().unwrap_or_else(PoisonError::into_inner).iter().copied().collect();
        keys.sort();
        keys.into_iter().map(|Reverse(key)| key.place()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::tier::Tier;

    #[test]
    fn the_best_are_kept_and_the_first_of_equals() {
        let best = Best::default();
        let score = |place: u32| if place.is_multiple_of(3) { 7 } else { -(place as i32 % 2) };
        let rank = |place: u32| Rank::new(Tier::Begin, score(place));
        for place in (0..1000).rev() {
            let key = Key::new(rank(place), place);
            if best.wants(key) {
                best.push(key);
            }
        }
        let mut wanted: Vec<u32> = (0..1000).collect();
        wanted.sort_by_key(|place| (Reverse(score(*place)), *place));
        assert_eq!(best.places(), wanted[..MOST]);
        assert!(!best.wants(Key::new(Rank::new(Tier::Begin, 7), 999)));
    }
}
