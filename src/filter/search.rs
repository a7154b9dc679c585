//! Which rows of the catalogue match a query, the best first.

use super::query::Query;
use super::score::{Needle, Scratch};
use crate::domain::catalogue::RowRef;
use crate::domain::{RowIndex, Snapshot, Tag};
use crate::text::fold::fold;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Rows that are looked at between two questions whether the search is still wanted.
const BLOCK: usize = 4096;

/// Threads that search at the same time, this one among them.
const WORKERS: usize = 2;

/// The rows that match a query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matches {
    /// The rows, the best first: by score, then newest first, then by id. With an empty query all candidates, in the
    /// order in which they were given.
    pub rows: Vec<RowIndex>,
    /// What was looked for.
    pub query: Query,
    /// The same rows in the order of the candidates: what a narrower query looks through.
    unranked: Vec<RowIndex>,
}

/// A row that matches: its score, and which one.
type Hit = (i32, RowIndex);

/// The rows of `candidates` that match `query`, best first; nothing when `cancelled` said that nobody waits any more.
///
/// A word matches a row in its title, in its source or in one of its tags; all words must match. The score of a row is
/// the sum over the words of the best of these. Candidates that `snapshot` does not have are passed over.
///
/// `previous` are matches in the same snapshot and the same candidates; when this query narrows that one, only those rows
/// are looked at. `cancelled` is asked once for each 4,096 rows, from several threads.
pub fn search(
    snapshot: &Snapshot,
    query: &Query,
    candidates: &[RowIndex],
    previous: Option<&Matches>,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Option<Matches> {
    if query.is_empty() {
        let rows = candidates.to_vec();
        return Some(Matches { unranked: rows.clone(), rows, query: query.clone() });
    }
    let candidates = match previous {
        Some(wider) if query.narrows(&wider.query) => wider.unranked.as_slice(),
        Some(_) | None => candidates,
    };
    let words = compile(snapshot, query);
    let hits = scan(snapshot, &words, candidates, cancelled)?;
    let unranked = hits.iter().map(|(_, row)| *row).collect();
    let rows = rank(snapshot, hits).into_iter().map(|(_, row)| row).collect();
    Some(Matches { rows, query: query.clone(), unranked })
}

/// A word of the query, with what it scores in every source and every set of tags of the catalogue.
struct Word<'q> {
    needle: Needle<'q>,
    sources: Vec<Option<i32>>,
    tag_sets: Vec<Option<i32>>,
}

impl Word<'_> {
    fn score(&self, row: RowRef<'_>, scratch: &mut Scratch) -> Option<i32> {
        let title = self.needle.score(row.folded_title(), scratch);
        let source = self.sources.get(row.source_index()).copied().flatten();
        let tags = self.tag_sets.get(row.tag_set_index()).copied().flatten();
        title.max(source).max(tags)
    }
}

/// Sources and tags repeat from row to row: each distinct one is matched once.
fn compile<'q>(snapshot: &Snapshot, query: &'q Query) -> Vec<Word<'q>> {
    let mut scratch = Scratch::default();
    let sources: Vec<String> = snapshot.sources().iter().map(|source| fold(source)).collect();
    let mut tags: HashMap<&Tag, String> = HashMap::new();
    for tag in snapshot.tag_sets().iter().flatten() {
        tags.entry(tag).or_insert_with(|| fold(tag.as_str()));
    }
    let word = |word: &'q String| {
        let needle = Needle::new(word);
        let sources = sources.iter().map(|source| needle.score(source, &mut scratch)).collect();
        let tags: HashMap<&Tag, i32> =
            tags.iter().filter_map(|(tag, folded)| Some((*tag, needle.score(folded, &mut scratch)?))).collect();
        let best = |set: &std::collections::BTreeSet<Tag>| set.iter().filter_map(|tag| tags.get(tag).copied()).max();
        let tag_sets = if tags.is_empty() { Vec::new() } else { snapshot.tag_sets().iter().map(best).collect() };
        Word { needle, sources, tag_sets }
    };
    query.words().iter().map(word).collect()
}

/// The candidates that match, in their order.
fn scan(
    snapshot: &Snapshot,
    words: &[Word<'_>],
    candidates: &[RowIndex],
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Option<Vec<Hit>> {
    let blocks: Vec<&[RowIndex]> = candidates.chunks(BLOCK).collect();
    let (next, stopped) = (AtomicUsize::new(0), AtomicBool::new(false));
    // Each worker takes the next block that nobody has taken, until there are none or nobody waits for the result.
    let work = || {
        let mut scratch = Scratch::default();
        let mut done: Vec<(usize, Vec<Hit>)> = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(block) = blocks.get(number) else { return done };
            if stopped.load(Ordering::Relaxed) || cancelled() {
                stopped.store(true, Ordering::Relaxed);
                return done;
            }
            done.push((number, block.iter().filter_map(|row| hit(snapshot, words, *row, &mut scratch)).collect()));
        }
    };
    let helpers = WORKERS.min(blocks.len()).saturating_sub(1);
    let mut done = std::thread::scope(|scope| {
        let helpers: Vec<_> = (0..helpers).map(|_| scope.spawn(work)).collect();
        let mut done = work();
        for helper in helpers {
            match helper.join() {
                Ok(more) => done.extend(more),
                Err(payload) => std::panic::resume_unwind(payload),
            }
        }
        done
    });
    if stopped.into_inner() {
        return None;
    }
    done.sort_by_key(|(number, _)| *number);
    Some(done.into_iter().flat_map(|(_, hits)| hits).collect())
}

fn hit(snapshot: &Snapshot, words: &[Word<'_>], row: RowIndex, scratch: &mut Scratch) -> Option<Hit> {
    let found = snapshot.get(row)?;
    let score = words.iter().try_fold(0, |sum: i32, word| Some(sum.saturating_add(word.score(found, scratch)?)))?;
    Some((score, row))
}

/// The hits by score, then newest first, then by id.
///
/// The candidates are nearly always the rows of a view, in that very order: then only the score is sorted.
fn rank(snapshot: &Snapshot, mut hits: Vec<Hit>) -> Vec<Hit> {
    let key = |row: RowIndex| snapshot.get(row).map(RowRef::sort_key);
    if !hits.is_sorted_by_key(|(_, row)| key(*row)) {
        hits.sort_by_cached_key(|(_, row)| key(*row));
    }
    hits.sort_by_key(|(score, _)| Reverse(*score));
    hits
}

#[cfg(test)]
mod tests;
