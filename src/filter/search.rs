//! Finds the rows of the catalogue that match a query, and ranks them.
//!
//! A search first finds all rows that contain the words of the query, and orders the best of them. Letter bits exclude
//! rows that cannot match, and an upper bound excludes rows that cannot be among the best, so that few rows are scored
//! ([`super::score`]). Then the search orders the other rows after the best. If the query has fuzzy words, it looks
//! last for rows that match in a looser way ([`Tier`]): with a typo, by sound and on another keyboard layout if few
//! rows contain the words, and by initials and scattered letters always. It reports the result of each step. A query
//! that narrows an earlier one searches only the rows of that one.
//!
//! # Invariants
//!
//! - Search finds exactly the rows that a check of every row finds, also when the query is typed letter by letter and
//!   deleted again.
//!   Test: `it_finds_what_the_plain_way_finds`.
//! - The kept results of searches take at most 24 bytes per row.
//!   Test: `what_is_kept_of_searches_is_bounded_for_each_row`.
//! - The search reports results as it finds them: all rows with the best in order, then all in order.
//!   Test: `what_is_found_is_told_while_it_is_found_the_best_first_and_in_the_end_all_in_order`.
//! - "Or" is the union.
//!   Test: `either_of_two_is_the_union`.

mod best;
mod names;
mod plan;
mod scan;

use super::layouts;
use super::query::Query;
use super::query::tree::{How, Sort, Tree};
use super::tier::Tier;
use crate::domain::catalogue::RowRef;
use crate::domain::{RowIndex, Snapshot};
use crate::text::fold::fold;
use best::Best;
use names::Names;
pub use plan::Answers;
use plan::{Compiler, Plan, Reach, folds};
use scan::{Hit, Matched, Rows, Scan};
use std::cmp::Reverse;
use std::collections::HashSet;
use std::sync::Arc;

/// Words with a typo, other scripts and other keyboard layouts are searched if fewer rows than this contain the query:
/// about a screenful.
const FEW: usize = 50;

/// The number of searches that are kept: text typed after them narrows them, and deleting text returns to them.
const KEPT: usize = 6;

/// The maximum number of bytes per candidate for the results of those searches; the last result is kept whatever its
/// size.
const MOST_BYTES: usize = 24;

/// The readings that the user can switch off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Readings {
    /// Whether words are also found in other scripts by their sound.
    pub across_scripts: bool,
    /// Whether a text that finds nothing is reread as typed on another keyboard layout.
    pub wrong_layout: bool,
    /// Whether rows with scattered letters are found in order; else they are only counted, which is much faster, unless
    /// few rows contain the query.
    pub scattered: bool,
}

impl Default for Readings {
    fn default() -> Self {
        Self { across_scripts: true, wrong_layout: true, scattered: true }
    }
}

impl Readings {
    /// No other readings: queries are read as typed.
    pub const NONE: Self = Self { across_scripts: false, wrong_layout: false, scattered: true };
}

/// The input of a search.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// The content of the rows.
    pub snapshot: &'a Snapshot,
    /// The query.
    pub query: &'a Query,
    /// The library's answers to [`Query::asks`]; a question without an answer matches nothing.
    pub answers: &'a Answers,
    /// The other readings to try if the query finds little.
    pub readings: Readings,
    /// The rows to search. Rows with the same score stay in this order; in a view, it is newest first, then by id.
    /// Rows that are not in the snapshot are skipped.
    pub candidates: &'a Arc<Vec<RowIndex>>,
}

/// A receiver of search results.
pub trait Listener: Sync {
    /// Returns whether the result is no longer wanted; called once per 4,096 rows, from several threads.
    fn stop(&self) -> bool;
    /// Returns whether it is time to report the rows found so far; called at most as often.
    fn is_due(&self) -> bool;
    /// Receives a result before the search is done.
    fn tell(&self, found: &Arc<Matches>);
}

/// A receiver that waits for the final result only.
impl Listener for () {
    fn stop(&self) -> bool {
        false
    }

    fn is_due(&self) -> bool {
        false
    }

    fn tell(&self, _: &Arc<Matches>) {}
}

/// The progress of a search.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Not all rows have been searched.
    #[default]
    Begun,
    /// All rows that contain the query are present: a screenful of the best in order, then the rest in the order of the
    /// candidates.
    Matched,
    /// All rows are present, in order, including those that match in a looser way.
    Done,
}

/// The numbers of rows in the parts of a result, in their order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// The rows that contain the query.
    pub contained: usize,
    /// The rows that contain it with a typo.
    pub typo: usize,
    /// The rows that contain it in another script or on another keyboard layout.
    pub other: usize,
    /// The rows with these initials, if few rows contain the query; else they are among the scattered ones.
    pub initials: usize,
    /// The rows that have only its letters, scattered; [`Readings::scattered`] says whether they are found or only
    /// counted.
    pub scattered: usize,
}

impl Parts {
    /// Returns the number of rows that match more than by scattered letters.
    #[must_use]
    pub fn close(self) -> usize {
        self.contained + self.typo + self.other + self.initials
    }

    /// Returns the number of all rows, also of those that were only counted.
    #[must_use]
    pub fn total(self) -> usize {
        self.close() + self.scattered
    }

    /// Returns whether the row at place `at` matches only in another script or on another keyboard layout.
    #[must_use]
    pub fn is_other(self, at: usize) -> bool {
        let before = self.contained + self.typo;
        (before..before + self.other).contains(&at)
    }

    fn count(&mut self, tier: Tier, rows: usize) {
        *match tier {
            Tier::Exact | Tier::Words | Tier::Begin | Tier::Inside => &mut self.contained,
            Tier::Typo => &mut self.typo,
            Tier::Sound | Tier::Layout => &mut self.other,
            Tier::Initials => &mut self.initials,
            Tier::Scattered => &mut self.scattered,
        } += rows;
    }
}

/// The rows that match a query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matches {
    /// The rows that match, best first: by tier, then by score, then in the order of the candidates. In each part of
    /// [`Matches::parts`], in the order that the query asks for. For an empty query, all candidates in the given order.
    pub rows: Arc<Vec<RowIndex>>,
    /// The progress of the search.
    pub stage: Stage,
    /// How many rows, from the first, are in each part.
    pub parts: Parts,
    /// The text that the query reads as on another keyboard layout, if that reading found rows.
    pub layout: Option<String>,
    /// The query.
    pub query: Query,
}

/// The result of a query, kept for queries that narrow it.
#[derive(Debug)]
struct Known {
    found: Arc<Matches>,
    /// The rows that contain the query, in the order of the candidates; a narrower query searches these. `None` means
    /// all candidates.
    matched: Option<Arc<Matched>>,
}

/// Returns the rows that match, all in order.
///
/// A bare word matches a row in its title, its source, its author or one of its tags; all terms must match. The score
/// of a row is the sum, over the words, of the best score in these fields.
#[must_use]
pub fn search(look: &Look<'_>) -> Arc<Matches> {
    Searches::default().search(look, &()).unwrap_or_default()
}

/// Consecutive searches, as the user types a query.
#[derive(Debug, Default)]
pub struct Searches {
    names: Names,
    /// The rows and the catalogue revision that all of [`Searches::found`] used.
    of: (Arc<Vec<RowIndex>>, u64),
    /// The results of the queries that led to the last one, each narrower than the one before.
    found: Vec<Known>,
}

impl Searches {
    /// Returns the rows that match, all in order, like [`search`]; `None` if `listener` no longer wants the result.
    pub fn search(&mut self, look: &Look<'_>, listener: &dyn Listener) -> Option<Arc<Matches>> {
        self.go_to(look);
        if look.query.is_empty() {
            let (rows, stage, query) = (Arc::clone(look.candidates), Stage::Done, look.query.clone());
            let parts = Parts { contained: rows.len(), ..Parts::default() };
            return Some(self.keep(Matches { rows, stage, parts, query, ..Matches::default() }, None));
        }
        if let Some(known) = self.known(look) {
            return Some(known);
        }
        self.names.renew(look.snapshot);
        let (mut found, matched) = self.contained(look, listener)?;
        if !look.query.words().is_empty() {
            listener.tell(&self.keep(found.clone(), Some(&matched)));
            self.loose(look, listener, &mut found)?;
        }
        found.stage = Stage::Done;
        Some(self.keep(found, Some(&matched)))
    }

    /// Returns the number of rows that contain the query; `None` if `stop` returned `true`.
    pub fn count(&mut self, look: &Look<'_>, stop: &(dyn Fn() -> bool + Sync)) -> Option<usize> {
        self.names.renew(look.snapshot);
        let folds = folds(look.query.tree());
        let plan = self.plan(look, &folds, Reach::Contained);
        let scan = Scan { snapshot: look.snapshot, plan: &plan, rows: Rows::All(look.candidates), stop };
        scan.matching(None, |_| ()).map(|matching| matching.len())
    }

    /// Drops the kept results that the query does not narrow, and all of them if the candidates or the catalogue
    /// changed.
    fn go_to(&mut self, look: &Look<'_>) {
        let (candidates, revision) = &self.of;
        if !Arc::ptr_eq(candidates, look.candidates) || *revision != look.snapshot.revision() {
            self.found.clear();
            self.of = (Arc::clone(look.candidates), look.snapshot.revision());
        }
        while self.found.last().is_some_and(|last| !look.query.narrows(&last.found.query)) {
            self.found.pop();
        }
    }

    /// Returns the finished result of the same query, unless the library has to answer a part of it.
    fn known(&self, look: &Look<'_>) -> Option<Arc<Matches>> {
        let query = look.query;
        let same = |last: &Query| (last.text(), last.tree()) == (query.text(), query.tree());
        let known = self.found.last().map(|last| &last.found);
        let known = known.filter(|last| last.stage == Stage::Done && same(&last.query));
        let complete = |known: &&Arc<Matches>| !look.readings.scattered || known.rows.len() == known.parts.total();
        known.filter(complete).filter(|_| query.asks().is_empty()).cloned()
    }

    fn keep(&mut self, found: Matches, matched: Option<&Arc<Matched>>) -> Arc<Matches> {
        let found = Arc::new(found);
        self.found.pop_if(|last| last.found.query.text() == found.query.text());
        self.found.push(Known { found: Arc::clone(&found), matched: matched.cloned() });
        while self.found.len() > KEPT || (self.found.len() > 1 && self.bytes() > MOST_BYTES * self.of.0.len()) {
            self.found.remove(0);
        }
        found
    }

    /// Returns the number of bytes of the kept results, without the candidates.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let of = |known: &Known| {
            let rows = if Arc::ptr_eq(&known.found.rows, &self.of.0) { 0 } else { known.found.rows.capacity() };
            rows * size_of::<RowIndex>() + known.matched.as_ref().map_or(0, |matched| matched.bytes())
        };
        self.found.iter().map(of).sum()
    }

    /// Returns the rows that contain the query, ranked, and the same rows in the order of the candidates.
    fn contained(&mut self, look: &Look<'_>, listener: &dyn Listener) -> Option<(Matches, Arc<Matched>)> {
        let query = look.query;
        let wider = self.found.last().and_then(|last| last.matched.clone());
        let rows = wider.as_ref().map_or(Rows::All(look.candidates), |matched| Rows::Of(matched));
        let folds = folds(query.tree());
        let plan = self.plan(look, &folds, Reach::Contained);
        let stop = || listener.stop();
        let scan = Scan { snapshot: look.snapshot, plan: &plan, rows, stop: &stop };
        let found = |rows: Vec<RowIndex>, stage| {
            let parts = Parts { contained: rows.len(), ..Parts::default() };
            Matches { rows: Arc::new(rows), stage, parts, query: query.clone(), layout: None }
        };
        if query.sort().is_some() {
            let matched = scan.matching(None, |_| ())?;
            let rows = self.sorted(look, &scan, matched.rows())?;
            return Some((found(rows, Stage::Matched), Arc::new(matched)));
        }
        let (best, mut told) = (Best::default(), false);
        let matched = scan.matching(Some(&best), |so_far| {
            if !told && listener.is_due() {
                told = true;
                listener.tell(&Arc::new(found(so_far().led_by(&best.places()), Stage::Begun)));
            }
        })?;
        let matched = Arc::new(matched);
        let mut matches = found(matched.led_by(&best.places()), Stage::Matched);
        if matched.len() > best::MOST && !plan.is_flat() {
            listener.tell(&self.keep(matches.clone(), Some(&matched)));
            let hits = Scan { rows: Rows::Of(&matched), ..scan }.hits()?;
            matches.rows = Arc::new(ranked(hits));
        }
        Some((matches, matched))
    }

    fn plan<'q>(&self, look: &Look<'q>, folds: &'q plan::Folds, reach: Reach) -> Plan<'q> {
        let mut compiler = Compiler { names: &self.names, folds, answers: look.answers, reach, words: 0 };
        Plan::new(compiler.compile(look.query.tree()), title(look.query.tree()))
    }

    /// Adds the rows that do not contain the query but match in a looser way.
    fn loose(&self, look: &Look<'_>, listener: &dyn Listener, found: &mut Matches) -> Option<()> {
        let few = found.rows.len() < FEW;
        let reach = Reach::Loose { typos: few, sounds: few && look.readings.across_scripts };
        let folds = folds(look.query.tree());
        let plan = self.plan(look, &folds, reach);
        let stop = || listener.stop();
        let scan = Scan { snapshot: look.snapshot, plan: &plan, rows: Rows::All(look.candidates), stop: &stop };
        if !few && !look.readings.scattered {
            // The letters of what a row contains occur in it.
            found.parts.scattered = scan.scattered()?.saturating_sub(found.rows.len());
            return Some(());
        }
        let others = without(look, &found.rows);
        let scan = Scan { rows: Rows::All(&others), ..scan };
        let mut tiers = by_tier(scan.hits()?);
        if few && look.readings.wrong_layout && only_words(look.query.tree()) {
            let close: HashSet<RowIndex> =
                tiers.iter().take(Tier::Layout as usize).flatten().map(|(_, row)| *row).collect();
            let left: Vec<RowIndex> = others.iter().copied().filter(|row| !close.contains(row)).collect();
            if let Some((text, rows)) = self.other_layout(look, listener, &left)? {
                let read: HashSet<RowIndex> = rows.iter().map(|(_, row)| *row).collect();
                tiers.iter_mut().for_each(|hits| hits.retain(|(_, row)| !read.contains(row)));
                tiers[Tier::Layout as usize] = rows;
                found.layout = Some(text);
            }
        }
        let rows = Arc::make_mut(&mut found.rows);
        for (tier, hits) in Tier::ALL.into_iter().zip(tiers) {
            // Where many rows contain the query, nobody looks for initials.
            found.parts.count(if few || tier != Tier::Initials { tier } else { Tier::Scattered }, hits.len());
            let ranked = by_score(hits);
            rows.extend(if look.query.sort().is_some() { self.sorted(look, &scan, ranked)? } else { ranked });
        }
        Some(())
    }

    /// Finds the rows that contain the query read as typed on another keyboard layout. Returns that text with them.
    #[allow(clippy::type_complexity, reason = "no result, a result, or a stop")]
    fn other_layout(
        &self,
        look: &Look<'_>,
        listener: &dyn Listener,
        rows: &[RowIndex],
    ) -> Option<Option<(String, Vec<Hit>)>> {
        let mut typed = Vec::new();
        look.query.tree().leaves(true, &mut |leaf, _| {
            if let Tree::Word(word) = leaf {
                typed.push(word.text.clone());
            }
        });
        for text in layouts::readings(&typed.join(" ")) {
            let read = Query::typed(&text, 0);
            if read.words().is_empty() {
                continue;
            }
            let folds = folds(read.tree());
            let plan = self.plan(&Look { query: &read, ..*look }, &folds, Reach::Contained);
            let stop = || listener.stop();
            let scan = Scan { snapshot: look.snapshot, plan: &plan, rows: Rows::All(rows), stop: &stop };
            let hits: Vec<Hit> = scan.hits()?.into_iter().flatten().collect();
            if !hits.is_empty() {
                return Some(Some((text, hits)));
            }
        }
        Some(None)
    }

    /// Returns the rows in the order that the query asks for.
    fn sorted(&self, look: &Look<'_>, scan: &Scan<'_>, mut rows: Vec<RowIndex>) -> Option<Vec<RowIndex>> {
        let Some((sort, reversed)) = look.query.sort() else { return Some(rows) };
        let row = |row: &RowIndex| look.snapshot.get(*row);
        rows.sort_by_cached_key(|at| row(at).map(RowRef::sort_key));
        match sort {
            Sort::Date => {}
            Sort::Score => {
                let hits = Scan { rows: Rows::All(&rows), ..*scan }.hits()?;
                rows = ranked(hits);
            }
            Sort::Title => rows.sort_by_key(|at| row(at).map(RowRef::folded_title)),
            Sort::Source => rows.sort_by_key(|at| row(at).map(RowRef::source)),
            Sort::Length => {
                let lengths = look.answers.get(&super::query::tree::Ask::Length);
                let length = |at: &RowIndex| lengths?.get(&row(at)?.id()).copied();
                rows.sort_by_cached_key(|at| Reverse(length(at)));
            }
        }
        if reversed {
            rows.reverse();
        }
        Some(rows)
    }
}

/// Returns the title, in search form, that is exactly the query; `None` unless the query consists of bare words only.
fn title(tree: &Tree) -> Option<String> {
    let bare = |tree: &Tree| match tree {
        Tree::Word(word) if word.field.is_none() && matches!(word.how, How::Fuzzy | How::Begin) => {
            Some(fold(&word.text))
        }
        _ => None,
    };
    match tree {
        Tree::All(parts) if !parts.is_empty() => Some(parts.iter().map(bare).collect::<Option<Vec<_>>>()?.join(" ")),
        tree => bare(tree),
    }
}

/// Returns whether the query consists of fuzzy words only.
fn only_words(tree: &Tree) -> bool {
    let is_word = |tree: &Tree| matches!(tree, Tree::Word(word) if word.how == How::Fuzzy);
    is_word(tree) || matches!(tree, Tree::All(parts) if parts.iter().all(is_word))
}

/// Returns the candidates that are not among `rows`.
fn without(look: &Look<'_>, rows: &[RowIndex]) -> Vec<RowIndex> {
    let last = rows.iter().max().map_or(0, |last| *last as usize + 1);
    let mut known = vec![false; last];
    rows.iter().for_each(|row| known[*row as usize] = true);
    look.candidates.iter().copied().filter(|row| known.get(*row as usize) != Some(&true)).collect()
}

/// Returns the rows of the hits by tier, then by score; rows with the same rank keep their order.
fn ranked(blocks: Vec<Vec<Hit>>) -> Vec<RowIndex> {
    by_tier(blocks).into_iter().flat_map(by_score).collect()
}

/// Returns the hits of each tier, in their order.
fn by_tier(blocks: Vec<Vec<Hit>>) -> [Vec<Hit>; Tier::ALL.len()] {
    let mut tiers: [Vec<Hit>; Tier::ALL.len()] = Default::default();
    for hit in blocks.into_iter().flatten() {
        tiers[hit.0.tier() as usize].push(hit);
    }
    tiers
}

/// Returns the rows of the hits by score, best first; rows with the same score keep their order.
fn by_score(mut hits: Vec<Hit>) -> Vec<RowIndex> {
    /// The largest span of scores that uses counting sort.
    const SPAN: usize = 1 << 14;
    let scores = || hits.iter().map(|(rank, _)| rank.score());
    let (Some(least), Some(most)) = (scores().min(), scores().max()) else { return Vec::new() };
    let span = most.abs_diff(least) as usize + 1;
    if span > SPAN || hits.len() < span {
        hits.sort_by_key(|(rank, _)| Reverse(*rank));
        return hits.into_iter().map(|(_, row)| row).collect();
    }
    let place = |score: i32| most.abs_diff(score) as usize;
    let mut next = vec![0; span + 1];
    for (rank, _) in &hits {
        next[place(rank.score()) + 1] += 1;
    }
    for at in 1..next.len() {
        next[at] += next[at - 1];
    }
    let mut rows = vec![0; hits.len()];
    for (rank, row) in &hits {
        let at = &mut next[place(rank.score())];
        rows[*at] = *row;
        *at += 1;
    }
    rows
}

#[cfg(test)]
mod tests;
