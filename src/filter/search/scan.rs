//! Going through many rows on both cores, in blocks, as long as somebody waits.

use super::best::{Best, Key};
use super::plan::{Met, Plan, Work};
use crate::domain::catalogue::RowRef;
use crate::domain::{RowIndex, Snapshot};
use crate::filter::score::Trace;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Rows that are looked at between two questions whether the search is still wanted.
pub(super) const BLOCK: usize = 4096;

/// Threads that search at the same time, this one among them.
pub(super) const WORKERS: usize = 2;

/// A row that matches: its score, and which one.
pub(super) type Hit = (i32, RowIndex);

/// The blocks that were gone through, with their numbers, in any order.
type Done<T> = Mutex<Vec<(usize, T)>>;

/// Rows that match, in their order, each with how far the last word of the query was followed into its title.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    rows: Vec<RowIndex>,
    /// Empty where no letter of a last word was followed.
    traces: Vec<Trace>,
}

/// The rows that match, a block for each block of those that were looked through.
#[derive(Clone, Debug, Default)]
pub(super) struct Matched {
    blocks: Vec<Block>,
    len: usize,
    /// How many letters of the last word the traces have followed.
    followed: Option<usize>,
}

impl Matched {
    fn new(blocks: Vec<Block>, followed: Option<usize>) -> Self {
        let len = blocks.iter().map(|block| block.rows.len()).sum();
        Self { blocks, len, followed }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// All of them, in their order.
    pub(super) fn rows(&self) -> Vec<RowIndex> {
        let mut rows = Vec::with_capacity(self.len);
        self.blocks.iter().for_each(|block| rows.extend_from_slice(&block.rows));
        rows
    }

    /// Those at these places, in this order; then all others, in theirs. A place that there is not is passed over.
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

    /// How many bytes are kept for them.
    pub(super) fn bytes(&self) -> usize {
        let of = |block: &Block| {
            block.rows.capacity() * size_of::<RowIndex>() + block.traces.capacity() * size_of::<Trace>()
        };
        self.blocks.capacity() * size_of::<Block>() + self.blocks.iter().map(of).sum::<usize>()
    }
}

/// The rows that are looked through.
#[derive(Clone, Copy)]
pub(super) enum Rows<'a> {
    /// These.
    All(&'a [RowIndex]),
    /// Those that matched a wider query.
    Of(&'a Matched),
    /// Those that matched the same query but for its last word.
    Without(&'a Matched),
    /// Those that matched the same query but for the last letters of its last word.
    Shorter(&'a Matched),
}

impl Rows<'_> {
    fn blocks(self) -> usize {
        match self {
            Self::All(rows) => rows.len().div_ceil(BLOCK),
            Self::Of(matched) | Self::Without(matched) | Self::Shorter(matched) => matched.blocks.len(),
        }
    }

    /// The rows of a block with their traces, of which there may be none; nothing behind the last block.
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

    /// How many letters of the last word were followed already; nothing where not all else is known to hold.
    fn known(self) -> Option<usize> {
        match self {
            Self::All(_) | Self::Of(_) => None,
            Self::Without(_) => Some(0),
            Self::Shorter(matched) => matched.followed,
        }
    }
}

/// What is gone through.
#[derive(Clone, Copy)]
pub(super) struct Scan<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) plan: &'a Plan<'a>,
    pub(super) rows: Rows<'a>,
    pub(super) stop: &'a (dyn Fn() -> bool + Sync),
}

impl Scan<'_> {
    /// The rows that match; and, where `best` is given, in it the places in [`Matched`] of those that score most. `between` is
    /// called now and then with what was found so far. Nothing where nobody waits any more.
    pub(super) fn matching(
        &self,
        best: Option<&Best>,
        mut between: impl FnMut(&dyn Fn() -> Matched),
    ) -> Option<Matched> {
        let (known, followed) = (self.rows.known(), self.plan.followed());
        // Where no letter was followed, every row is where it began.
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
            // What is in the making has no block yet.
            let done = done.lock().unwrap_or_else(PoisonError::into_inner);
            let mut blocks = vec![Block::default(); done.iter().map(|(number, _)| number + 1).max().unwrap_or(0)];
            done.iter().for_each(|(number, block)| blocks[*number] = block.clone());
            Matched::new(blocks, followed)
        };
        let blocks = self.blocks(look, |done| between(&|| told(done)))?;
        Some(Matched::new(blocks, followed))
    }

    /// Puts a row that matches among the best, if it is one of them. Gives its trace, with what was found out.
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

    /// The rows that match with their scores, in their order, in blocks; nothing where nobody waits any more.
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
        // Each worker takes the next block that nobody has taken, until there are none or nobody waits for the result.
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
