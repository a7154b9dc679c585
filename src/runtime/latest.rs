//! A slot for work of which only the newest piece matters: newer work replaces waiting work, and tells running work
//! to stop.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// The sending and the receiving end of a slot for one piece of work.
#[derive(Debug)]
pub struct Latest<T>(Arc<Shared<T>>);

#[derive(Debug)]
struct Shared<T> {
    slot: Mutex<Slot<T>>,
    filled: Condvar,
    /// Counts the puts. Running work is overtaken once this differs from the number that it took.
    puts: AtomicU64,
}

#[derive(Debug)]
struct Slot<T> {
    work: Option<T>,
    closed: bool,
}

impl<T> Clone for Latest<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Default for Latest<T> {
    fn default() -> Self {
        let slot = Mutex::new(Slot { work: None, closed: false });
        Self(Arc::new(Shared { slot, filled: Condvar::new(), puts: AtomicU64::new(0) }))
    }
}

impl<T> Latest<T> {
    /// Puts work in the slot and replaces any that waits there.
    pub fn put(&self, work: T) {
        self.0.puts.fetch_add(1, Ordering::Release);
        self.0.slot.lock().unwrap_or_else(PoisonError::into_inner).work = Some(work);
        self.0.filled.notify_one();
    }

    /// Waits for work. Returns it with its number, or `None` once the slot is closed.
    #[must_use]
    pub fn take(&self) -> Option<(T, u64)> {
        let mut slot = self.0.slot.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(work) = slot.work.take() {
                return Some((work, self.0.puts.load(Ordering::Acquire)));
            }
            if slot.closed {
                return None;
            }
            slot = self.0.filled.wait(slot).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Returns whether newer work was put since the work with this number was taken.
    #[must_use]
    pub fn overtaken(&self, number: u64) -> bool {
        self.0.puts.load(Ordering::Acquire) != number
    }

    /// Closes the slot for good, which ends all waiting.
    pub fn close(&self) {
        self.0.puts.fetch_add(1, Ordering::Release);
        self.0.slot.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        self.0.filled.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_work_wins_and_overtakes_what_runs() {
        let place = Latest::default();
        place.put(1);
        place.put(2);
        let (work, number) = place.take().unwrap();
        assert_eq!(work, 2);
        assert!(!place.overtaken(number));
        place.put(3);
        assert!(place.overtaken(number));
        place.close();
        assert_eq!(place.take().map(|(work, _)| work), Some(3), "what waits is still done");
        assert!(place.take().is_none());
    }
}
