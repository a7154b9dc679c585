//! Which rows of the catalogue match a query, the best first.

mod plan;

use super::layouts;
use super::query::Query;
use super::query::tree::{How, Sort, Tree};
use super::score::Scratch;
use crate::domain::catalogue::RowRef;
use crate::domain::{RowIndex, Snapshot};
pub use plan::{Answers, exact_bonus};
use plan::{Names, Node, compile, folds};
use std::cmp::Reverse;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Rows that are looked at between two questions whether the search is still wanted.
const BLOCK: usize = 4096;

/// Threads that search at the same time, this one among them.
const WORKERS: usize = 2;

/// Other scripts are looked through when fewer rows than this match.
const FEW: usize = 10;

/// How many rows of other scripts are shown.
const MOST_ACROSS: usize = 200;

/// What a person can switch off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Readings {
    /// Whether words are found in other scripts by their sound.
    pub across_scripts: bool,
    /// Whether a text that finds nothing is read as typed on another keyboard layout.
    pub wrong_layout: bool,
}

impl Default for Readings {
    fn default() -> Self {
        Self { across_scripts: true, wrong_layout: true }
    }
}

/// The rows that match a query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matches {
    /// The rows, the best first: by score, then newest first, then by id; or in the order that the query asks for. With an
    /// empty query all candidates, in the order in which they were given. Rows of other readings stand last.
    pub rows: Vec<RowIndex>,
    /// How many rows, at the end, match in another reading only: in another script, or on another keyboard layout.
    pub other: usize,
    /// What the query was read as on another keyboard layout, where that alone found something.
    pub layout: Option<String>,
    /// What was looked for.
    pub query: Query,
    /// The rows that match as typed in the order of the candidates: what a narrower query looks through.
    unranked: Vec<RowIndex>,
}

/// A row that matches: its score, and which one.
type Hit = (i32, RowIndex);

/// The rows of `candidates` that match `query`, best first; nothing when `cancelled` said that nobody waits any more.
///
/// A bare word matches a row in its title, in its source or in one of its tags; all terms must match. The score of a row
/// is the sum over the words of the best of these. Candidates that `snapshot` does not have are passed over. What only
/// the library knows matches nothing.
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
    let readings = Readings { across_scripts: false, wrong_layout: false };
    search_with(snapshot, query, &Answers::new(), readings, candidates, previous, cancelled)
}

/// [`search`] with what the library answered to [`Query::asks`], and other readings where few rows match.
pub fn search_with(
    snapshot: &Snapshot,
    query: &Query,
    answers: &Answers,
    readings: Readings,
    candidates: &[RowIndex],
    previous: Option<&Matches>,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Option<Matches> {
    if query.is_empty() {
        let rows = candidates.to_vec();
        return Some(Matches { unranked: rows.clone(), rows, query: query.clone(), ..Matches::default() });
    }
    let narrower = match previous {
        Some(wider) if query.narrows(&wider.query) => wider.unranked.as_slice(),
        Some(_) | None => candidates,
    };
    let names = Names::of(snapshot);
    let look = |tree: &Tree, across: bool, rows: &[RowIndex]| {
        let folds = folds(tree);
        let node = compile(&names, tree, &folds, answers, across);
        scan(snapshot, &node, rows, cancelled)
    };
    let hits = look(query.tree(), false, narrower)?;
    let unranked: Vec<RowIndex> = hits.iter().map(|(_, row)| *row).collect();
    let order = |hits| ordered(snapshot, query, answers, hits);
    let mut found = Matches { rows: order(hits), query: query.clone(), unranked, ..Matches::default() };
    if readings.across_scripts && found.rows.len() < FEW && !query.words().is_empty() {
        let mut hits = look(query.tree(), true, candidates)?;
        hits.retain(|(_, row)| !found.unranked.contains(row));
        let other = order(hits);
        found.other = other.len().min(MOST_ACROSS);
        found.rows.extend(other.into_iter().take(MOST_ACROSS));
    }
    if readings.wrong_layout && found.rows.is_empty() && only_words(query.tree()) {
        for text in layouts::readings(query.text().trim()) {
            let read = Query::parse(&text);
            let hits = look(read.tree(), false, candidates)?;
            if !hits.is_empty() && !read.words().is_empty() {
                found.rows = order(hits);
                (found.other, found.layout) = (found.rows.len(), Some(text));
                break;
            }
        }
    }
    Some(found)
}

/// Whether there is nothing in the query but bare words.
fn only_words(tree: &Tree) -> bool {
    let is_word = |tree: &Tree| matches!(tree, Tree::Word(word) if word.how == How::Fuzzy);
    is_word(tree) || matches!(tree, Tree::All(parts) if parts.iter().all(is_word))
}

/// The rows in the order that the query asks for.
fn ordered(snapshot: &Snapshot, query: &Query, answers: &Answers, mut hits: Vec<Hit>) -> Vec<RowIndex> {
    let Some((sort, reversed)) = query.sort() else {
        return rank(snapshot, hits).into_iter().map(|(_, row)| row).collect();
    };
    hits.sort_by_cached_key(|(_, row)| snapshot.get(*row).map(RowRef::sort_key));
    let row = |row: RowIndex| snapshot.get(row);
    match sort {
        Sort::Date => {}
        Sort::Score => hits.sort_by_key(|(score, _)| Reverse(*score)),
        Sort::Title => hits.sort_by_key(|(_, at)| row(*at).map(RowRef::folded_title)),
        Sort::Source => hits.sort_by_key(|(_, at)| row(*at).map(RowRef::source)),
        Sort::Length => {
            let lengths = answers.get(&super::query::tree::Ask::Length);
            let length = |at: RowIndex| lengths?.get(&row(at)?.id()).copied();
            hits.sort_by_cached_key(|(_, at)| Reverse(length(*at)));
        }
    }
    if reversed {
        hits.reverse();
    }
    hits.into_iter().map(|(_, row)| row).collect()
}

/// The candidates that match, in their order.
fn scan(
    snapshot: &Snapshot,
    plan: &Node<'_>,
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
            done.push((number, block.iter().filter_map(|row| hit(snapshot, plan, *row, &mut scratch)).collect()));
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

fn hit(snapshot: &Snapshot, plan: &Node<'_>, row: RowIndex, scratch: &mut Scratch) -> Option<Hit> {
    Some((plan.score(snapshot.get(row)?, scratch)?, row))
}

/// The hits by score, then newest first, then by id.
///
/// The candidates are nearly always the rows of a view, in that very order: then only the score is sorted.
fn rank(snapshot: &Snapshot, mut hits: Vec<Hit>) -> Vec<Hit> {
    let key = |row: RowIndex| snapshot.get(row).map(RowRef::sort_key);
    if !hits.is_sorted_by_key(|(_, row)| key(*row)) {
        hits.sort_by_cached_key(|(_, row)| key(*row));
    }
    by_score(hits)
}

/// The hits by score, the best first, those of one score in the order in which they are.
fn by_score(mut hits: Vec<Hit>) -> Vec<Hit> {
    /// The widest span of scores that is counted out rather than sorted.
    const SPAN: usize = 1 << 14;
    let scores = || hits.iter().map(|(score, _)| *score);
    let (Some(least), Some(most)) = (scores().min(), scores().max()) else { return hits };
    let span = most.abs_diff(least) as usize + 1;
    if span > SPAN || hits.len() < span {
        hits.sort_by_key(|(score, _)| Reverse(*score));
        return hits;
    }
    let place = |score: i32| most.abs_diff(score) as usize;
    let mut next = vec![0; span + 1];
    for (score, _) in &hits {
        next[place(*score) + 1] += 1;
    }
    for at in 1..next.len() {
        next[at] += next[at - 1];
    }
    let mut sorted = vec![(0, 0); hits.len()];
    for hit in hits {
        let at = &mut next[place(hit.0)];
        sorted[*at] = hit;
        *at += 1;
    }
    sorted
}

#[cfg(test)]
mod tests;
