//! Going through many rows on both cores, in blocks, as long as somebody waits.

use super::best::{Best, Key};
use super::plan::{Node, Work};
use crate::domain::{RowIndex, Snapshot};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Rows that are looked at between two questions whether the search is still wanted.
pub(super) const BLOCK: usize = 4096;

/// Threads that search at the same time, this one among them.
pub(super) const WORKERS: usize = 2;

/// A row that matches: its score, and which one.
pub(super) type Hit = (i32, RowIndex);

/// The blocks of rows that were gone through, with their numbers, in any order.
type Done<T> = Mutex<Vec<(usize, Vec<T>)>>;

/// What is gone through.
pub(super) struct Scan<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) node: &'a Node<'a>,
    pub(super) rows: &'a [RowIndex],
    pub(super) stop: &'a (dyn Fn() -> bool + Sync),
}

impl Scan<'_> {
    /// The rows that match, in their order; and, where `best` is given, in it the places among the rows of those that score
    /// most. `between` is called now and then with what was found so far. Nothing where nobody waits any more.
    pub(super) fn matching(
        &self,
        best: Option<&Best>,
        mut between: impl FnMut(&dyn Fn() -> Vec<RowIndex>),
    ) -> Option<Vec<RowIndex>> {
        let look = |first: usize, block: &[RowIndex], work: &mut Work| {
            let mut matching = Vec::with_capacity(block.len());
            for (place, at) in (first..).zip(block) {
                let Some(row) = self.snapshot.get(*at) else { continue };
                let Some(bound) = self.node.bound(row, work) else { continue };
                matching.push(*at);
                let Some(best) = best else { continue };
                let key = |score| Key::new(score, place as u32);
                if best.wants(key(bound))
                    && let Some(key) = self.node.score(row, work).map(key)
                    && best.wants(key)
                {
                    best.push(key);
                }
            }
            matching
        };
        self.blocks(look, |done| between(&|| joined(done)))
    }

    /// The rows that match with their scores, in their order; nothing where nobody waits any more.
    pub(super) fn hits(&self) -> Option<Vec<Hit>> {
        let look = |_, block: &[RowIndex], work: &mut Work| {
            let hit = |at: &RowIndex| Some((self.node.score(self.snapshot.get(*at)?, work)?, *at));
            block.iter().filter_map(hit).collect()
        };
        self.blocks(look, |_| ())
    }

    fn blocks<T: Clone + Send>(
        &self,
        look: impl Fn(usize, &[RowIndex], &mut Work) -> Vec<T> + Sync,
        mut between: impl FnMut(&Done<T>),
    ) -> Option<Vec<T>> {
        let (next, stopped, done) = (AtomicUsize::new(0), AtomicBool::new(false), Done::default());
        let blocks = self.rows.len().div_ceil(BLOCK);
        // Each worker takes the next block that nobody has taken, until there are none or nobody waits for the result.
        let work = |between: &mut dyn FnMut(&Done<T>)| {
            let mut work = Work::default();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let first = number.saturating_mul(BLOCK);
                let Some(block) = self.rows.get(first..).filter(|rest| !rest.is_empty()) else { return };
                if stopped.load(Ordering::Relaxed) || (self.stop)() {
                    stopped.store(true, Ordering::Relaxed);
                    return;
                }
                let found = look(first, block.get(..BLOCK).unwrap_or(block), &mut work);
                done.lock().unwrap_or_else(PoisonError::into_inner).push((number, found));
                between(&done);
            }
        };
        std::thread::scope(|scope| {
            let helpers: Vec<_> = (1..WORKERS.min(blocks)).map(|_| scope.spawn(|| work(&mut |_| ()))).collect();
            work(&mut between);
            for helper in helpers {
                if let Err(payload) = helper.join() {
                    std::panic::resume_unwind(payload);
                }
            }
        });
        (!stopped.into_inner()).then(|| joined(&done))
    }
}

/// What the blocks hold, in their order.
fn joined<T: Clone>(done: &Done<T>) -> Vec<T> {
    let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(number, _)| *number);
    let blocks: Vec<&[T]> = done.iter().map(|(_, found)| found.as_slice()).collect();
    blocks.concat()
}
