//! Scans many rows on both cores, in blocks, until the result is no longer wanted.

use super::best::{Best, Key};
use super::plan::{Plan, Work};
use crate::domain::catalogue::RowRef;
use crate::domain::{RowIndex, Snapshot};
use crate::filter::tier::Rank;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// The number of rows between two checks whether the result is still wanted.
pub(super) const BLOCK: usize = 4096;

/// The number of threads that search at the same time, including the caller's.
pub(super) const WORKERS: usize = 2;

/// A row that matches: its rank and its index.
pub(super) type Hit = (Rank, RowIndex);

/// The finished blocks with their numbers, in any order.
type Done<T> = Mutex<Vec<(usize, T)>>;

/// The rows that match, in order, one block for each scanned block.
#[derive(Clone, Debug, Default)]
pub(super) struct Matched {
    blocks: Vec<Vec<RowIndex>>,
    len: usize,
}

impl Matched {
    fn new(blocks: Vec<Vec<RowIndex>>) -> Self {
        let len = blocks.iter().map(Vec::len).sum();
        Self { blocks, len }
    }

    /// Returns the number of rows.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Returns all rows, in order.
    pub(super) fn rows(&self) -> Vec<RowIndex> {
        let mut rows = Vec::with_capacity(self.len);
        self.blocks.iter().for_each(|block| rows.extend_from_slice(block));
        rows
    }

    /// Returns the rows at `places`, in that order, then all others in theirs. Skips a place that does not exist.
    pub(super) fn led_by(&self, places: &[u32]) -> Vec<RowIndex> {
        let mut rows = Vec::with_capacity(self.len);
        let split = |place: u32| (place as usize / BLOCK, place as usize % BLOCK);
        let at = |(block, at): (usize, usize)| self.blocks.get(block)?.get(at).copied();
        rows.extend(places.iter().filter_map(|place| at(split(*place))));
        let mut leading: Vec<u32> = places.to_vec();
        leading.sort_unstable();
        let mut leading = leading.into_iter().map(split).peekable();
        for (number, block) in self.blocks.iter().enumerate() {
            let mut from = 0;
            while let Some((_, at)) = leading.next_if(|(of, _)| *of == number) {
                rows.extend_from_slice(block.get(from..at).unwrap_or(&[]));
                from = at + 1;
            }
            rows.extend_from_slice(block.get(from..).unwrap_or(&[]));
        }
        rows
    }

    /// Returns the number of bytes of the rows.
    pub(super) fn bytes(&self) -> usize {
        let rows = self.blocks.iter().map(|block| block.capacity() * size_of::<RowIndex>()).sum::<usize>();
        self.blocks.capacity() * size_of::<Vec<RowIndex>>() + rows
    }
}

/// The rows to scan.
#[derive(Clone, Copy)]
pub(super) enum Rows<'a> {
    /// All of these rows.
    All(&'a [RowIndex]),
    /// The rows that matched a wider query.
    Of(&'a Matched),
}

impl Rows<'_> {
    fn blocks(self) -> usize {
        match self {
            Self::All(rows) => rows.len().div_ceil(BLOCK),
            Self::Of(matched) => matched.blocks.len(),
        }
    }

    /// Returns the rows of a block; `None` after the last block.
    fn block(&self, number: usize) -> Option<&[RowIndex]> {
        match self {
            Self::All(rows) => {
                let rest = rows.get(number.checked_mul(BLOCK)?..).filter(|rest| !rest.is_empty())?;
                Some(rest.get(..BLOCK).unwrap_or(rest))
            }
            Self::Of(matched) => matched.blocks.get(number).map(Vec::as_slice),
        }
    }
}

/// One pass over rows.
#[derive(Clone, Copy)]
pub(super) struct Scan<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) plan: &'a Plan<'a>,
    pub(super) rows: Rows<'a>,
    pub(super) stop: &'a (dyn Fn() -> bool + Sync),
}

impl Scan<'_> {
    /// Returns the rows that match. If `best` is given, fills it with the positions in [`Matched`] of the best rows.
    /// Calls `between` after each block of this thread with the rows found so far. Returns `None` if the result is no
    /// longer wanted.
    pub(super) fn matching(
        &self,
        best: Option<&Best>,
        mut between: impl FnMut(&dyn Fn() -> Matched),
    ) -> Option<Matched> {
        let look = |first: usize, rows: &[RowIndex], work: &mut Work| {
            let mut found = Vec::with_capacity(rows.len());
            for at in rows {
                let Some(row) = self.snapshot.get(*at) else { continue };
                let Some(most) = self.plan.meets(row, work) else { continue };
                if let Some(best) = best {
                    self.rank(row, most, (first + found.len()) as u32, best, work);
                }
                found.push(*at);
            }
            if found.len() < rows.len() / 2 {
                found.shrink_to_fit();
            }
            found
        };
        let told = |done: &Done<Vec<RowIndex>>| {
            // Unfinished blocks are empty.
            let done = done.lock().unwrap_or_else(PoisonError::into_inner);
            let mut blocks = vec![Vec::new(); done.iter().map(|(number, _)| number + 1).max().unwrap_or(0)];
            done.iter().for_each(|(number, block)| blocks[*number] = block.clone());
            Matched::new(blocks)
        };
        let blocks = self.blocks(look, |done| between(&|| told(done)))?;
        Some(Matched::new(blocks))
    }

    /// Adds a row that matches, with `most` as the bound of its rank, to the best if it is one of them.
    fn rank(&self, row: RowRef<'_>, most: Rank, place: u32, best: &Best, work: &mut Work) {
        if best.wants(Key::new(most, place))
            && let Some(rank) = self.plan.score_if(row, work, |rank| best.wants(Key::new(rank, place)))
            && best.wants(Key::new(rank, place))
        {
            best.push(Key::new(rank, place));
        }
    }

    /// Returns the rows that match with their ranks, in order, in blocks; `None` if the result is no longer wanted.
    pub(super) fn hits(&self) -> Option<Vec<Vec<Hit>>> {
        let look = |_, rows: &[RowIndex], work: &mut Work| {
            let hit = |at: &RowIndex| Some((self.plan.score(self.snapshot.get(*at)?, work)?, *at));
            rows.iter().filter_map(hit).collect()
        };
        self.blocks(look, |_| ())
    }

    /// Returns the number of rows in which the letters of the words occur; `None` if the result is no longer wanted.
    pub(super) fn scattered(&self) -> Option<usize> {
        let look = |_, rows: &[RowIndex], work: &mut Work| {
            rows.iter()
                .filter(|at| self.snapshot.get(**at).is_some_and(|row| self.plan.is_scattered(row, work)))
                .count()
        };
        Some(self.blocks(look, |_| ())?.into_iter().sum())
    }

    fn blocks<T: Send>(
        &self,
        look: impl Fn(usize, &[RowIndex], &mut Work) -> T + Sync,
        mut between: impl FnMut(&Done<T>),
    ) -> Option<Vec<T>> {
        let (next, stopped, done) = (AtomicUsize::new(0), AtomicBool::new(false), Done::default());
        // Each worker takes the next free block until none is left or the result is no longer wanted.
        let work = |between: &mut dyn FnMut(&Done<T>)| {
            let mut work = Work::default();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let Some(block) = self.rows.block(number) else { return };
                if stopped.load(Ordering::Relaxed) || (self.stop)() {
                    stopped.store(true, Ordering::Relaxed);
                    return;
                }
                let found = look(number.saturating_mul(BLOCK), block, &mut work);
                done.lock().unwrap_or_else(PoisonError::into_inner).push((number, found));
                between(&done);
            }
        };
        std::thread::scope(|scope| {
            let helpers: Vec<_> =
                (1..WORKERS.min(self.rows.blocks())).map(|_| scope.spawn(|| work(&mut |_| ()))).collect();
            work(&mut between);
            for helper in helpers {
                if let Err(payload) = helper.join() {
                    std::panic::resume_unwind(payload);
                }
            }
        });
        let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        done.sort_by_key(|(number, _)| *number);
        (!stopped.into_inner()).then(|| done.into_iter().map(|(_, found)| found).collect())
    }
}
