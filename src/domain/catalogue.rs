//! The in-memory data of every article: narrow columns and a text arena, no bodies.
//!
//! The rows are in chunks behind shared pointers, so that a worker can read a [`Snapshot`] while the program continues
//! to change the catalogue. A change copies at most the one chunk that a snapshot still shares.

use super::letters::Letters;
use super::{ArticleId, Edit, Tag, Triage, Verdict};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// The number of rows in a chunk.
pub const CHUNK: usize = 4096;

/// The index of an article in the catalogue; it never changes while the program runs.
pub type RowIndex = u32;

/// The data of one article that the list shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The id of the article.
    pub id: ArticleId,
    /// The title.
    pub title: String,
    /// `text::fold` of the title.
    pub folded_title: String,
    /// The name of the source.
    pub source: String,
    /// The author; may be empty.
    pub author: String,
    /// The publication time, or else the time of addition, in milliseconds since 1970-01-01 UTC; the list is sorted by
    /// it.
    pub date: i64,
    /// Whether the text changed at its source since the user last opened the article.
    pub changed: bool,
    /// Whether the language of the article goes from right to left; `None` if that is unknown.
    pub rtl: Option<bool>,
    /// The user's decisions about the article.
    pub triage: Triage,
}

#[derive(Clone, Debug)]
struct Meta {
    id: ArticleId,
    title: (u32, u32),
    date: i64,
    position: u32,
    verdict: Verdict,
    read: bool,
    changed: bool,
    noted: bool,
    rtl: Option<bool>,
}

/// The indexes of a row's source, author and tag set among the distinct ones.
#[derive(Clone, Copy, Debug)]
struct Places {
    source: u32,
    author: u32,
    tags: u32,
}

/// Up to [`CHUNK`] rows. The values that a search reads of every row are in separate columns.
#[derive(Clone, Debug, Default)]
pub struct Chunk {
    titles: String,
    folded_titles: String,
    rows: Vec<Meta>,
    letters: Vec<Letters>,
    folded: Vec<(u32, u32)>,
    places: Vec<Places>,
}

fn push_text(all: &mut String, text: &str) -> (u32, u32) {
    let start = all.len() as u32;
    all.push_str(text);
    (start, all.len() as u32)
}

fn slice(all: &str, (start, end): (u32, u32)) -> &str {
    all.get(start as usize..end as usize).unwrap_or("")
}

/// An immutable state of the catalogue that another thread can read; cheap to create.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    chunks: Vec<Arc<Chunk>>,
    sources: Arc<Vec<String>>,
    authors: Arc<Vec<String>>,
    tag_sets: Arc<Vec<BTreeSet<Tag>>>,
    revision: u64,
}

impl Snapshot {
    /// Returns the number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.chunks.last().map_or(0, |last| (self.chunks.len() - 1) * CHUNK + last.rows.len())
    }

    /// Returns whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the revision, which grows with every change; results from one revision may be wrong in another.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Returns the size, in bytes, of the columns that a search reads of every row, without the texts.
    #[must_use]
    pub fn search_bytes(&self) -> usize {
        let of = |chunk: &Arc<Chunk>| {
            chunk.letters.capacity() * size_of::<Letters>()
                + chunk.folded.capacity() * size_of::<(u32, u32)>()
                + chunk.places.capacity() * size_of::<Places>()
        };
        self.chunks.iter().map(of).sum()
    }

    /// Returns the row with index `row`, or `None` if there is none.
    #[must_use]
    pub fn get(&self, row: RowIndex) -> Option<RowRef<'_>> {
        let (chunk, at) = (self.chunks.get(row as usize / CHUNK)?, row as usize % CHUNK);
        Some(RowRef { catalogue: self, chunk, meta: chunk.rows.get(at)?, at })
    }

    /// Returns all rows, in index order.
    pub fn iter(&self) -> impl Iterator<Item = (RowIndex, RowRef<'_>)> {
        let of = move |chunk| move |(at, meta)| RowRef { catalogue: self, chunk, meta, at };
        let rows = self.chunks.iter().flat_map(move |chunk| chunk.rows.iter().enumerate().map(of(chunk)));
        rows.enumerate().map(|(at, row)| (at as RowIndex, row))
    }

    /// Returns the names of all sources; [`RowRef::source_index`] is an index into them.
    #[must_use]
    pub fn sources(&self) -> &Arc<Vec<String>> {
        &self.sources
    }

    /// Returns the names of all authors; [`RowRef::author_index`] is an index into them.
    #[must_use]
    pub fn authors(&self) -> &Arc<Vec<String>> {
        &self.authors
    }

    /// Returns the distinct tag sets; [`RowRef::tag_set_index`] is an index into them.
    #[must_use]
    pub fn tag_sets(&self) -> &Arc<Vec<BTreeSet<Tag>>> {
        &self.tag_sets
    }
}

/// A borrowed row.
#[derive(Clone, Copy, Debug)]
pub struct RowRef<'a> {
    catalogue: &'a Snapshot,
    chunk: &'a Chunk,
    meta: &'a Meta,
    at: usize,
}

impl<'a> RowRef<'a> {
    fn places(self) -> Places {
        self.chunk.places[self.at]
    }

    /// Returns the id of the article.
    #[must_use]
    pub fn id(self) -> ArticleId {
        self.meta.id
    }

    /// Returns the title.
    #[must_use]
    pub fn title(self) -> &'a str {
        slice(&self.chunk.titles, self.meta.title)
    }

    /// Returns the title, folded for search.
    #[must_use]
    pub fn folded_title(self) -> &'a str {
        slice(&self.chunk.folded_titles, self.chunk.folded[self.at])
    }

    /// Returns the length of the folded title in bytes, without reading the text.
    #[must_use]
    pub fn folded_length(self) -> usize {
        let (start, end) = self.chunk.folded[self.at];
        end.saturating_sub(start) as usize
    }

    /// Returns the letter set of the folded title.
    #[must_use]
    pub fn letters(self) -> Letters {
        self.chunk.letters[self.at]
    }

    /// Returns the name of the source.
    #[must_use]
    pub fn source(self) -> &'a str {
        self.catalogue.sources.get(self.source_index()).map_or("", String::as_str)
    }

    /// Returns the index of the source in [`Snapshot::sources`].
    #[must_use]
    pub fn source_index(self) -> usize {
        self.places().source as usize
    }

    /// Returns the author; may be empty.
    #[must_use]
    pub fn author(self) -> &'a str {
        self.catalogue.authors.get(self.author_index()).map_or("", String::as_str)
    }

    /// Returns the index of the author in [`Snapshot::authors`].
    #[must_use]
    pub fn author_index(self) -> usize {
        self.places().author as usize
    }

    /// Returns the tags.
    #[must_use]
    pub fn tags(self) -> &'a BTreeSet<Tag> {
        &self.catalogue.tag_sets[self.tag_set_index()]
    }

    /// Returns the index of the tag set in [`Snapshot::tag_sets`].
    #[must_use]
    pub fn tag_set_index(self) -> usize {
        self.places().tags as usize
    }

    /// Returns the publication time, or else the time of addition, in milliseconds since 1970-01-01 UTC.
    #[must_use]
    pub fn date(self) -> i64 {
        self.meta.date
    }

    /// Returns the verdict.
    #[must_use]
    pub fn verdict(self) -> Verdict {
        self.meta.verdict
    }

    /// Returns whether the article is marked as read.
    #[must_use]
    pub fn read(self) -> bool {
        self.meta.read
    }

    /// Returns whether the text changed at its source since the user last opened the article.
    #[must_use]
    pub fn changed(self) -> bool {
        self.meta.changed
    }

    /// Returns whether the article has a note.
    #[must_use]
    pub fn noted(self) -> bool {
        self.meta.noted
    }

    /// Returns whether the language of the article goes from right to left; `None` if that is unknown.
    #[must_use]
    pub fn rtl(self) -> Option<bool> {
        self.meta.rtl
    }

    /// Returns the sort key of the list: newest first, then by id.
    #[must_use]
    pub fn sort_key(self) -> (std::cmp::Reverse<i64>, ArticleId) {
        (std::cmp::Reverse(self.meta.date), self.meta.id)
    }
}

/// How often and how recently a tag was used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TagUse {
    /// The number of articles that have the tag now.
    pub count: usize,
    /// Grows with each use; higher is more recent. 0 for a tag that was only loaded.
    pub recency: u64,
}

/// The rows and decisions of all articles.
///
/// Invariant: after the rows are loaded, triage changes only through [`Catalogue::apply`].
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    shared: Snapshot,
    index: HashMap<ArticleId, RowIndex>,
    source_index: HashMap<String, u32>,
    author_index: HashMap<String, u32>,
    tag_set_index: HashMap<BTreeSet<Tag>, u32>,
    notes: HashMap<RowIndex, String>,
    tags: HashMap<Tag, TagUse>,
    uses: u64,
    by_verdict: [usize; 4],
    unread_by_verdict: [usize; 4],
}

impl Catalogue {
    /// Returns the current state, for another thread.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        self.shared.clone()
    }

    /// Returns the revision, which grows with every change.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.shared.revision
    }

    /// Returns the number of articles.
    #[must_use]
    pub fn len(&self) -> usize {
        self.index.len()
    }

    /// Returns whether there are no articles.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    /// Returns the number of articles with this verdict.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        self.by_verdict[verdict as usize]
    }

    /// Returns the number of unread articles with this verdict.
    #[must_use]
    pub fn unread(&self, verdict: Verdict) -> usize {
        self.unread_by_verdict[verdict as usize]
    }

    /// Returns the row index of an article, if it is in the catalogue.
    #[must_use]
    pub fn find(&self, id: ArticleId) -> Option<RowIndex> {
        self.index.get(&id).copied()
    }

    /// Returns one row.
    #[must_use]
    pub fn get(&self, row: RowIndex) -> Option<RowRef<'_>> {
        self.shared.get(row)
    }

    /// Returns all rows, in the order of insertion.
    pub fn iter(&self) -> impl Iterator<Item = (RowIndex, RowRef<'_>)> {
        self.shared.iter()
    }

    /// Returns the note on an article; empty if there is none.
    #[must_use]
    pub fn note(&self, row: RowIndex) -> &str {
        self.notes.get(&row).map_or("", String::as_str)
    }

    /// Returns all decisions about the article in `row`; the default if there is no such row.
    #[must_use]
    pub fn triage(&self, row: RowIndex) -> Triage {
        self.get(row).map_or_else(Triage::default, |found| Triage {
            verdict: found.meta.verdict,
            read: found.meta.read,
            tags: found.tags().clone(),
            note: self.note(row).to_owned(),
            position: found.meta.position,
        })
    }

    /// Returns every tag that is on an article or was used in this run.
    pub fn tags(&self) -> impl Iterator<Item = (&Tag, TagUse)> {
        self.tags.iter().map(|(tag, usage)| (tag, *usage))
    }

    /// Inserts an article, or updates the texts of an existing one and keeps its triage. Returns its index and whether
    /// it is new.
    pub fn insert(&mut self, row: &Row) -> (RowIndex, bool) {
        self.shared.revision += 1;
        let source = intern(&mut self.source_index, &mut self.shared.sources, &row.source);
        let author = intern(&mut self.author_index, &mut self.shared.authors, &row.author);
        if let Some(at) = self.find(row.id) {
            if let Some(chunk) = self.shared.chunks.get_mut(at as usize / CHUNK) {
                let (chunk, at) = (Arc::make_mut(chunk), at as usize % CHUNK);
                chunk.folded[at] = push_text(&mut chunk.folded_titles, &row.folded_title);
                chunk.letters[at] = Letters::of(&row.folded_title);
                (chunk.places[at].source, chunk.places[at].author) = (source, author);
                let meta = &mut chunk.rows[at];
                meta.title = push_text(&mut chunk.titles, &row.title);
                (meta.date, meta.changed, meta.rtl) = (row.date, row.changed, row.rtl);
            }
            return (at, false);
        }
        let at = self.index.len() as RowIndex;
        self.index.insert(row.id, at);
        let tags = intern(&mut self.tag_set_index, &mut self.shared.tag_sets, &row.triage.tags);
        if (at as usize).is_multiple_of(CHUNK) {
            self.shared.chunks.push(Arc::default());
        }
        if let Some(chunk) = self.shared.chunks.last_mut() {
            let chunk = Arc::make_mut(chunk);
            let title = push_text(&mut chunk.titles, &row.title);
            chunk.folded.push(push_text(&mut chunk.folded_titles, &row.folded_title));
            chunk.letters.push(Letters::of(&row.folded_title));
            chunk.places.push(Places { source, author, tags });
            let Triage { verdict, read, position, .. } = row.triage;
            let noted = !row.triage.note.is_empty();
            let (id, date, changed, rtl) = (row.id, row.date, row.changed, row.rtl);
            chunk.rows.push(Meta { id, title, date, position, verdict, read, changed, noted, rtl });
        }
        if !row.triage.note.is_empty() {
            self.notes.insert(at, row.triage.note.clone());
        }
        for tag in &row.triage.tags {
            self.tags.entry(tag.clone()).or_default().count += 1;
        }
        self.by_verdict[row.triage.verdict as usize] += 1;
        self.unread_by_verdict[row.triage.verdict as usize] += usize::from(!row.triage.read);
        (at, true)
    }

    /// Applies a step. Skips changes of articles that are not in the catalogue; the storage keeps them.
    pub fn apply(&mut self, edit: &Edit) {
        for change in &edit.changes {
            let Some(row) = self.find(change.article) else { continue };
            let before = self.triage(row);
            let mut after = before.clone();
            change.fields.iter().for_each(|field| field.apply(&mut after));
            self.set(row, &before, after);
        }
    }

    /// Marks the changed text of an article as seen.
    pub fn mark_seen(&mut self, row: RowIndex) {
        if self.get(row).is_some_and(RowRef::changed)
            && let Some(chunk) = self.shared.chunks.get_mut(row as usize / CHUNK)
        {
            Arc::make_mut(chunk).rows[row as usize % CHUNK].changed = false;
        }
    }

    fn set(&mut self, row: RowIndex, before: &Triage, after: Triage) {
        self.shared.revision += 1;
        self.by_verdict[before.verdict as usize] -= 1;
        self.by_verdict[after.verdict as usize] += 1;
        self.unread_by_verdict[before.verdict as usize] -= usize::from(!before.read);
        self.unread_by_verdict[after.verdict as usize] += usize::from(!after.read);
        for tag in before.tags.difference(&after.tags) {
            if let Some(usage) = self.tags.get_mut(tag) {
                usage.count = usage.count.saturating_sub(1);
            }
        }
        for tag in after.tags.difference(&before.tags) {
            self.uses += 1;
            let usage = self.tags.entry(tag.clone()).or_default();
            (usage.count, usage.recency) = (usage.count + 1, self.uses);
        }
        let tags = intern(&mut self.tag_set_index, &mut self.shared.tag_sets, &after.tags);
        if let Some(chunk) = self.shared.chunks.get_mut(row as usize / CHUNK) {
            let (chunk, at) = (Arc::make_mut(chunk), row as usize % CHUNK);
            chunk.places[at].tags = tags;
            let meta = &mut chunk.rows[at];
            (meta.verdict, meta.read, meta.position) = (after.verdict, after.read, after.position);
            meta.noted = !after.note.is_empty();
        }
        if after.note.is_empty() {
            self.notes.remove(&row);
        } else {
            self.notes.insert(row, after.note);
        }
    }
}

fn intern<T: Clone + Eq + std::hash::Hash>(index: &mut HashMap<T, u32>, all: &mut Arc<Vec<T>>, value: &T) -> u32 {
    if let Some(at) = index.get(value) {
        return *at;
    }
    let at = all.len() as u32;
    Arc::make_mut(all).push(value.clone());
    index.insert(value.clone(), at);
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Change, FieldChange};

    fn row(number: u8) -> Row {
        Row {
            id: ArticleId([number; 10]),
            title: format!("Title {number}"),
            folded_title: format!("title {number}"),
            source: "paper".into(),
            author: String::new(),
            date: i64::from(number),
            changed: false,
            rtl: None,
            triage: Triage::default(),
        }
    }

    #[test]
    fn a_step_and_its_inverse_leave_nothing_behind() {
        let mut catalogue = Catalogue::default();
        let (at, _) = catalogue.insert(&row(1));
        let before = catalogue.triage(at);
        let tag = Tag::new("x").unwrap();
        let fields = vec![
            FieldChange::Verdict { before: Verdict::Inbox, after: Verdict::Keep },
            FieldChange::Note { before: String::new(), after: "why".into() },
            FieldChange::Tag { tag, added: true },
        ];
        let edit = Edit::new("test", [Change { article: ArticleId([1; 10]), fields }]);
        catalogue.apply(&edit);
        assert_eq!(catalogue.count(Verdict::Keep), 1);
        assert_eq!(catalogue.note(at), "why");
        assert_eq!(catalogue.get(at).unwrap().tags().len(), 1);
        catalogue.apply(&edit.inverse());
        assert_eq!(catalogue.triage(at), before);
        assert_eq!((catalogue.count(Verdict::Inbox), catalogue.count(Verdict::Keep)), (1, 0));
    }

    #[test]
    fn a_snapshot_does_not_see_what_happens_after() {
        let mut catalogue = Catalogue::default();
        let (at, _) = catalogue.insert(&row(1));
        let snapshot = catalogue.snapshot();
        let fields = vec![FieldChange::Read { before: false, after: true }];
        catalogue.apply(&Edit::new("read", [Change { article: ArticleId([1; 10]), fields }]));
        catalogue.insert(&row(2));
        assert!(!snapshot.get(at).unwrap().read());
        assert_eq!((snapshot.len(), catalogue.len()), (1, 2));
        assert!(catalogue.get(at).unwrap().read());
    }

    #[test]
    fn rows_stand_across_chunks_and_keep_their_triage_when_updated() {
        let mut catalogue = Catalogue::default();
        for number in 0..(CHUNK as u32 * 2 + 3) {
            let mut row = row(1);
            row.id.0[..4].copy_from_slice(&number.to_be_bytes());
            row.title = format!("Title {number}");
            row.triage.read = true;
            assert_eq!(catalogue.insert(&row), (number, true));
        }
        assert_eq!(catalogue.get(CHUNK as u32).unwrap().title(), format!("Title {CHUNK}"));
        let mut again = row(1);
        again.id.0[..4].copy_from_slice(&5_u32.to_be_bytes());
        again.title = "New".into();
        assert_eq!(catalogue.insert(&again), (5, false));
        let row = catalogue.get(5).unwrap();
        assert_eq!((row.title(), row.read()), ("New", true));
    }
}
