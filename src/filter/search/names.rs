//! The distinct sources, authors and tags of a catalogue, folded once, and the score of a word in each of them.

use crate::domain::catalogue::RowRef;
use crate::domain::letters::Letters;
use crate::domain::{Snapshot, Tag};
use crate::filter::tier::Rank;
use crate::text::fold::fold;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// A name and its search form.
#[derive(Debug)]
pub(super) struct Name {
    pub(super) raw: String,
    pub(super) folded: String,
    pub(super) letters: Letters,
}

impl Name {
    fn new(raw: &str) -> Self {
        let folded = fold(raw);
        Self { raw: raw.to_owned(), letters: Letters::of(&folded), folded }
    }
}

/// The distinct names of a catalogue.
#[derive(Debug, Default)]
pub(super) struct Names {
    of: [Arc<Vec<String>>; 2],
    sources: Vec<Name>,
    authors: Vec<Name>,
    tags: Vec<Name>,
    sets: Arc<Vec<BTreeSet<Tag>>>,
    /// The tags of all sets, one set after the other; `set_ends` has the end of each set.
    set_tags: Vec<u32>,
    set_ends: Vec<usize>,
}

impl Names {
    /// Updates the names for a catalogue; folds only the names that changed.
    pub(super) fn renew(&mut self, snapshot: &Snapshot) {
        let [sources, authors] = &mut self.of;
        for (of, names, now) in
            [(sources, &mut self.sources, snapshot.sources()), (authors, &mut self.authors, snapshot.authors())]
        {
            // Nobody changes the list while `of` holds it; a catalogue that changes gets a new list.
            if !Arc::ptr_eq(of, now) {
                let known = if now.starts_with(of) { names.len() } else { 0 };
                names.truncate(known);
                names.extend(now.iter().skip(known).map(|name| Name::new(name)));
                *of = Arc::clone(now);
            }
        }
        if !Arc::ptr_eq(&self.sets, snapshot.tag_sets()) {
            self.sets = Arc::clone(snapshot.tag_sets());
            (self.tags, self.set_tags, self.set_ends) = (Vec::new(), Vec::new(), Vec::with_capacity(self.sets.len()));
            let mut known: HashMap<&Tag, u32> = HashMap::new();
            for set in self.sets.iter() {
                for tag in set {
                    let at = *known.entry(tag).or_insert_with(|| {
                        self.tags.push(Name::new(tag.as_str()));
                        self.tags.len() as u32 - 1
                    });
                    self.set_tags.push(at);
                }
                self.set_ends.push(self.set_tags.len());
            }
        }
    }

    /// Returns the tag sets, each as indexes into `tags`.
    fn each_set(&self) -> impl Iterator<Item = &[u32]> {
        let starts = [0].into_iter().chain(self.set_ends.iter().copied());
        starts.zip(&self.set_ends).map(|(start, end)| self.set_tags.get(start..*end).unwrap_or(&[]))
    }

    /// Returns, for each tag set, whether one of its tags passes `wanted`.
    pub(super) fn sets_with(&self, wanted: impl FnMut(&Name) -> bool) -> Vec<bool> {
        let tags: Vec<bool> = self.tags.iter().map(wanted).collect();
        self.each_set().map(|set| set.iter().any(|tag| tags[*tag as usize])).collect()
    }

    /// Returns the result of `score` for each name.
    pub(super) fn score(&self, mut score: impl FnMut(&Name) -> Option<Rank>) -> Scores {
        let mut all = |names: &[Name]| Column::new(names.iter().map(&mut score));
        let (sources, authors, tags) = (all(&self.sources), all(&self.authors), all(&self.tags));
        let best = |set: &[u32]| set.iter().filter_map(|tag| tags.get(*tag as usize)).max();
        let sets = if tags.0.is_empty() { Column::default() } else { Column::new(self.each_set().map(best)) };
        Scores { any: !(sources.0.is_empty() && authors.0.is_empty() && sets.0.is_empty()), sources, authors, sets }
    }

    /// Returns the result of `score` for each source.
    pub(super) fn score_sources(&self, score: impl FnMut(&Name) -> Option<Rank>) -> Scores {
        let sources = Column::new(self.sources.iter().map(score));
        Scores { any: !sources.0.is_empty(), sources, ..Scores::default() }
    }
}

/// A rank for each name, as a number; [`Column::NONE`] for a name without one; empty if no name has a score.
#[derive(Debug, Default)]
struct Column(Vec<i32>);

impl Column {
    const NONE: i32 = i32::MIN;

    fn new(ranks: impl Iterator<Item = Option<Rank>>) -> Self {
        let scores: Vec<i32> = ranks.map(|rank| rank.map_or(Self::NONE, Rank::number)).collect();
        Self(if scores.iter().all(|score| *score == Self::NONE) { Vec::new() } else { scores })
    }

    fn get(&self, at: usize) -> Option<Rank> {
        self.0.get(at).filter(|number| **number != Self::NONE).map(|number| Rank::of_number(*number))
    }
}

/// The scores of a word in every source, every author and every tag set.
#[derive(Debug, Default)]
pub(super) struct Scores {
    any: bool,
    sources: Column,
    authors: Column,
    sets: Column,
}

impl Scores {
    /// Returns the best score among the names of a row.
    pub(super) fn of(&self, row: RowRef<'_>) -> Option<Rank> {
        if !self.any {
            return None;
        }
        let author = self.authors.get(row.author_index());
        self.sources.get(row.source_index()).max(author).max(self.sets.get(row.tag_set_index()))
    }
}
