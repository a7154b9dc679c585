//! Scans many rows on both cores, in blocks, until the result is no longer wanted.

use super::best::{Best, Key};
use super::plan::{Met, Plan, Work};
use crate::domain::catalogue::RowRef;
use crate::domain::{RowIndex, Snapshot};
use crate::filter::score::Trace;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// The number of rows between two checks whether the result is still wanted.
pub(super) const BLOCK: usize = 4096;

/// The number of threads that search at the same time, including the caller's.
pub(super) const WORKERS: usize = 2;

/// A row that matches: its score and its index.
pub(super) type Hit = (i32, RowIndex);

/// The finished blocks with their numbers, in any order.
type Done<T> = Mutex<Vec<(usize, T)>>;

/// Rows that match, in order, each with how far the last word of the query was followed into its title.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    rows: Vec<RowIndex>,
    /// Empty if no letter of a last word was followed.
    traces: Vec<Trace>,
}

/// The rows that match, one block for each scanned block.
#[derive(Clone, Debug, Default)]
pub(super) struct Matched {
    blocks: Vec<Block>,
    len: usize,
    /// The number of letters of the last word that the traces follow.
    followed: Option<usize>,
}

impl Matched {
    fn new(blocks: Vec<Block>, followed: Option<usize>) -> Self {
        let len = blocks.iter().map(|block| block.rows.len()).sum();
        Self { blocks, len, followed }
    }

    /// Returns the number of rows.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Returns all rows, in order.
    pub(super) fn rows(&self) -> Vec<RowIndex> {
        let mut rows = Vec::with_capacity(self.len);
        self.blocks.iter().for_each(|block| rows.extend_from_slice(&block.rows));
        rows
    }

    /// Returns the rows at `places`, in that order, then all others in theirs. Skips a place that does not exist.
    pub(super) fn led_by(&self, places: &[u32]) -> Vec<RowIndex> {
        let mut rows = Vec::with_capacity(self.len);
        let split = |place: u32| (place as usize / BLOCK, place as usize % BLOCK);
        let at = |(block, at): (usize, usize)| self.blocks.get(block)?.rows.get(at).copied();
        rows.extend(places.iter().filter_map(|place| at(split(*place))));
        let mut leading: Vec<u32> = places.to_vec();
        leading.sort_unstable();
        let mut leading = leading.into_iter().map(split).peekable();
        for (number, block) in self.blocks.iter().enumerate() {
            let mut from = 0;
            while let Some((_, at)) = leading.next_if(|(of, _)| *of == number) {
                rows.extend_from_slice(block.rows.get(from..at).unwrap_or(&[]));
                from = at + 1;
            }
            rows.extend_from_slice(block.rows.get(from..).unwrap_or(&[]));
        }
        rows
    }

    /// Returns the number of bytes of the rows and traces.
    pub(super) fn bytes(&self) -> usize {
        let of = |block: &Block| {
            block.rows.capacity() * size_of::<RowIndex>() + block.traces.capacity() * size_of::<Trace>()
        };
        self.blocks.capacity() * size_of::<Block>() + self.blocks.iter().map(of).sum::<usize>()
    }
}

/// The rows to scan.
#[derive(Clone, Copy)]
pub(super) enum Rows<'a> {
    /// All of these rows.
    All(&'a [RowIndex]),
    /// The rows that matched a wider query.
    Of(&'a Matched),
    /// The rows that matched the same query without its last word.
    Without(&'a Matched),
    /// The rows that matched the same query without the last letters of its last word.
    Shorter(&'a Matched),
}

impl Rows<'_> {
    fn blocks(self) -> usize {
        match self {
            Self::All(rows) => rows.len().div_ceil(BLOCK),
            Self::Of(matched) | Self::Without(matched) | Self::Shorter(matched) => matched.blocks.len(),
        }
    }

    /// Returns the rows of a block and their traces, if there are any; `None` after the last block.
    fn block(&self, number: usize) -> Option<(&[RowIndex], &[Trace])> {
        match self {
            Self::All(rows) => {
                let rest = rows.get(number.checked_mul(BLOCK)?..).filter(|rest| !rest.is_empty())?;
                Some((rest.get(..BLOCK).unwrap_or(rest), &[]))
            }
            Self::Of(matched) | Self::Without(matched) => Some((&matched.blocks.get(number)?.rows, &[])),
            Self::Shorter(matched) => {
                let block = matched.blocks.get(number)?;
                Some((&block.rows, &block.traces))
            }
        }
    }

    /// Returns how many letters of the last word have been followed already; `None` if the other conditions are not
    /// known to hold.
    fn known(self) -> Option<usize> {
        match self {
            Self::All(_) | Self::Of(_) => None,
            Self::Without(_) => Some(0),
            Self::Shorter(matched) => matched.followed,
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
        let (known, followed) = (self.rows.known(), self.plan.followed());
        // If no letter is followed, every trace is still at the start.
        let traced = followed.is_some_and(|letters| letters > 0);
        let look = |first: usize, (rows, traces): (&[RowIndex], &[Trace]), work: &mut Work| {
            let mut found = Block { rows: Vec::with_capacity(rows.len()), traces: Vec::new() };
            if traced {
                found.traces.reserve_exact(rows.len());
            }
            for (number, at) in rows.iter().enumerate() {
                let Some(row) = self.snapshot.get(*at) else { continue };
                let from = traces.get(number).copied().unwrap_or(Trace::START);
                let Some(met) = self.plan.meets(row, known, from, work) else { continue };
                let key = |score| Key::new(score, (first + found.rows.len()) as u32);
                let trace = match best {
                    Some(best) if best.wants(key(met.most)) => self.rank(row, met, key, best, work),
                    Some(_) | None => met.trace,
                };
                found.rows.push(*at);
                if traced {
                    found.traces.push(trace);
                }
            }
            if found.rows.len() < rows.len() / 2 {
                found.rows.shrink_to_fit();
                found.traces.shrink_to_fit();
            }
            found
        };
        let told = |done: &Done<Block>| {
            // Unfinished blocks are empty.
            let done = done.lock().unwrap_or_else(PoisonError::into_inner);
            let mut blocks = vec![Block::default(); done.iter().map(|(number, _)| number + 1).max().unwrap_or(0)];
            done.iter().for_each(|(number, block)| blocks[*number] = block.clone());
            Matched::new(blocks, followed)
        };
        let blocks = self.blocks(look, |done| between(&|| told(done)))?;
        Some(Matched::new(blocks, followed))
    }

    /// Adds a row that matches to the best if it is one of them. Returns its trace, updated with what this found out.
    fn rank(&self, row: RowRef<'_>, met: Met, key: impl Fn(i32) -> Key, best: &Best, work: &mut Work) -> Trace {
        let Some(met) = self.plan.nearer(row, met, work) else { return met.trace };
        if best.wants(key(met.most))
            && let Some(key) = self.plan.score_if(row, work, |score| best.wants(key(score))).map(&key)
            && best.wants(key)
        {
            best.push(key);
        }
        met.trace
    }

    /// Returns the rows that match with their scores, in order, in blocks; `None` if the result is no longer wanted.
    pub(super) fn hits(&self) -> Option<Vec<Vec<Hit>>> {
        let look = |_, (rows, _): (&[RowIndex], &[Trace]), work: &mut Work| {
            let hit = |at: &RowIndex| Some((self.plan.score(self.snapshot.get(*at)?, work)?, *at));
            rows.iter().filter_map(hit).collect()
        };
        self.blocks(look, |_| ())
    }

    fn blocks<T: Send>(
        &self,
        look: impl Fn(usize, (&[RowIndex], &[Trace]), &mut Work) -> T + Sync,
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
