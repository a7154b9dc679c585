//! The journal and the library joined: the interface for the rest of the program.
//!
//! A decision is saved when the journal has it. The library follows. If it cannot be written, or another process
//! holds it, it falls behind for a while, and farz reads the journal's lines into it later. Any number of processes
//! may have stores open on the same folders.
//!
//! # Invariants
//!
//! - An acknowledged decision survives kill -9 at any moment, exactly once.
//!   Test: `writers_killed_at_random_moments_lose_nothing_that_was_acknowledged`.
//! - Any number of terminals and commands show the same state, immediately.
//!   Tests: `two_terminals_and_commands_show_one_truth`,
//!   Tests: `a_second_login_sees_the_decisions_of_the_first_as_they_are_made`.
//! - Compaction changes nothing visible, and the homes of three synced machines end in the same state.
//!   Test: `three_homes_synced_in_any_order_end_alike_and_compacting_changes_nothing_seen`.
//! - An export imported into an empty home gives the same state.
//!   Test: `an_export_taken_into_an_empty_home_gives_the_same`.
//! - An import recognizes a truncated export by its end mark.
//!   Test: `an_export_that_was_cut_off_is_told_and_what_is_whole_is_taken`.
//! - A decision that was reported as saved survives kill -9.
//!   Test: `nothing_that_was_called_saved_is_lost_to_kill_9`.
//! - A journal that cannot be written loses no decision.
//!   Test: `a_journal_that_cannot_be_written_is_told_and_made_good`.
//! - Undo survives a restart.
//!   Test: `the_whole_main_job_on_an_arabic_story`.
//! - Replacing a file with an old copy loses no decision, neither here nor on other machines.
//!   Tests: `an_old_copy_in_the_place_of_a_file_costs_no_decision`,
//!   Tests: `a_file_of_the_same_length_or_longer_is_seen_to_be_another`,
//!   Tests: `a_decision_after_a_file_was_replaced_is_kept_as_what_it_replaced_is`,
//!   Tests: `what_another_machine_decided_stays_though_its_file_here_is_cut`,
//!   Tests: `what_a_deleted_file_held_is_written_again_with_the_next_decision_or_by_the_doctor`,
//!   Tests: `the_doctor_finds_what_was_overwritten_in_the_middle`,
//!   Tests: `a_home_that_is_moved_keeps_what_its_library_has_beyond_the_journal`,
//!   Tests: `a_linked_folder_that_is_away_for_a_while_costs_nothing`.

mod follow;
mod restore;
mod heal;
mod texts;
mod sources;
mod verify;

use super::clock::Stamp;
use super::diagnostic::{Diagnostic, Problem};
use super::disk::{Disk, RealDisk};
use super::journal::{Appended, Journal, JournalError};
use super::library::{Condition, Counts, Cursor, Library, LibraryError, Outcome, SCHEMA, Writer};
use super::lines::{Place, is_sealed};
use super::paths::Paths;
use super::record::Record;
use super::replica;
use super::replica_id::ReplicaId;
use super::stopwatch::Stopwatch;
use crate::domain::{
    Article, ArticleId, Change, Edit, History, Logged, Row, Step, StepId, StepKind, Tag, Triage, View,
};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::io;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use thiserror::Error;

use follow::Reading;

pub use follow::Refreshed;
pub use verify::Verification;

/// How long a saved decision waits for the library while another process writes to it. After that, the library is
/// behind, and catches up later.
const COMMIT_PATIENCE: Duration = Duration::from_millis(100);

/// How long everything else waits for the library. Adding 100,000 articles is one transaction, and takes some seconds.
const PATIENCE: Duration = Duration::from_secs(30);

/// How many articles' tags go into one line of the journal.
const TAGGED_AT_ONCE: usize = 10_000;

/// How far the clock may be ahead of the wall clock before farz reports it: a day, in milliseconds.
const CLOCK_AHEAD: u64 = 86_400_000;

/// Why an operation failed.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The journal could not be read or written: a decision is not saved.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The library could not be read or written.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// The system provides no random numbers.
    #[error("the system provides no random numbers: {0}")]
    Random(#[source] io::Error),
}

/// A saved decision.
#[derive(Debug)]
pub struct Committed {
    /// The stamp of the decision, on which all machines agree.
    pub stamp: Stamp,
    /// Warnings to report.
    pub diagnostics: Vec<Diagnostic>,
    /// Why the library does not have the decision yet, unless it was only busy. It catches up later.
    pub library: Option<StoreError>,
}

/// The open journal and library.
#[derive(Debug)]
pub struct Store {
    pub(super) paths: Paths,
    pub(super) journal: Journal,
    pub(super) library: Library,
    /// How far the callers of this store know each file of the journal.
    seen: HashMap<String, Place>,
    /// The length and the time of the last write that each file had when the store last followed it.
    followed: HashMap<String, (u64, Option<SystemTime>)>,
    /// The key of the last article that the callers of this store know.
    last_key: i64,
    /// The number of the last text change that they know.
    last_edit: i64,
    news: Refreshed,
    /// The sessions of the steps that this store committed.
    sessions: HashSet<u64>,
    /// The id of the next step that this store makes itself.
    own_step: StepId,
    /// Changes whenever any process rebuilds or corrects the library's copy of the decisions.
    generation: Option<String>,
    generation_known: bool,
    /// Whether the store has followed the journal once: what it reads after that is news.
    opened: bool,
}

impl Store {
    /// Opens the store in `paths`, creates what does not exist, and reads into the library what only the journal has.
    /// `now_ms` is the wall clock in milliseconds since 1970-01-01 UTC.
    ///
    /// A journal that cannot be read or written is a diagnostic: the content of the library can still be read.
    ///
    /// # Errors
    /// When the library cannot be used, or a newer farz made it.
    pub fn open(paths: &Paths, now_ms: i64) -> Result<(Self, Vec<Diagnostic>), StoreError> {
        Self::open_on(Arc::new(RealDisk), paths, now_ms)
    }

    /// Opens a store as [`Store::open`] does, with the journal on `disk`.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_on(disk: Arc<dyn Disk>, paths: &Paths, now_ms: i64) -> Result<(Self, Vec<Diagnostic>), StoreError> {
        let watch = Stopwatch::start();
        let (library, mut diagnostics) = Library::open(&paths.library())?;
        let (replica, told) = replica::identify(&paths.replica(), &paths.triage()).map_err(StoreError::Random)?;
        diagnostics.extend(told);
        let session = replica::random().map_err(StoreError::Random)?;
        let mut store = Self {
            paths: paths.clone(),
            journal: Journal::new(disk, paths.triage(), replica),
            library,
            seen: HashMap::new(),
            followed: HashMap::new(),
            last_key: 0,
            last_edit: 0,
            news: Refreshed::default(),
            sessions: HashSet::new(),
            own_step: StepId { session, number: 0 },
            generation: None,
            generation_known: false,
            opened: false,
        };
        match store.follow_from_start() {
            Ok(()) => {}
            Err(StoreError::Journal(error)) => {
                diagnostics.push(Diagnostic::file(store.journal.folder(), Problem::Unreadable(error.to_string())));
            }
            Err(StoreError::Library(LibraryError::Corrupt(part))) => {
                diagnostics.push(Diagnostic::file(store.library.path(), Problem::Rebuilt(part)));
                store.rebuild()?;
            }
            Err(StoreError::Library(error)) if error.is_busy() => {
                diagnostics.push(Diagnostic::file(store.library.path(), Problem::Busy));
            }
            Err(error) => return Err(error),
        }
        store.opened = true;
        store.last_key = store.library.last_key()?;
        store.last_edit = store.library.last_edit()?;
        diagnostics.extend(std::mem::take(&mut store.news).diagnostics);
        let ahead = store.journal.clock().ahead_of(now_ms);
        if ahead > CLOCK_AHEAD {
            let what = Problem::ClockAhead { days: ahead / CLOCK_AHEAD };
            diagnostics.push(Diagnostic::file(store.journal.folder(), what));
        }
        tracing::info!(
            library = %store.library.path().display(),
            schema = SCHEMA,
            replica = %store.journal.replica(),
            problems = diagnostics.len(),
            ms = watch.ms(),
            "library opened"
        );
        Ok((store, diagnostics))
    }

    /// Returns the replica that this store writes.
    #[must_use]
    pub fn replica(&self) -> ReplicaId {
        self.journal.replica()
    }

    /// Returns the folders of this store.
    #[must_use]
    pub fn paths(&self) -> &Paths {
        &self.paths
    }

    /// Saves a decision. On success, it is on the disk.
    ///
    /// # Errors
    /// When the decision may not be on the disk. Commit the same step again later: it counts once.
    pub fn commit(&mut self, step: &Step, now_ms: i64) -> Result<Committed, StoreError> {
        self.commit_and(step, now_ms, || ())
    }

    /// Saves a decision as [`Store::commit`] does, and calls `saved` as soon as it is on the disk, before the library
    /// has it.
    ///
    /// # Errors
    /// See [`Store::commit`]; then `saved` is not called.
    pub fn commit_and(&mut self, step: &Step, now_ms: i64, saved: impl FnOnce()) -> Result<Committed, StoreError> {
        let watch = Stopwatch::start();
        let mut appended = self.journal.append(step, now_ms).inspect_err(|_| {
            tracing::error!(step = %step.id, changes = step.edit.changes.len(), ms = watch.ms(), "not saved");
        })?;
        saved();
        tracing::info!(step = %step.id, changes = step.edit.changes.len(), ms = watch.ms(), "saved");
        self.sessions.insert(step.id.session);
        let stamp = appended.stamp;
        let mut diagnostics = std::mem::take(&mut appended.diagnostics);
        let record = Record { stamp, step: step.clone() };
        let library = match self.keep(&appended, &record) {
            Ok(told) => {
                diagnostics.extend(told);
                None
            }
            Err(StoreError::Library(error)) if error.is_busy() => None,
            Err(error) => Some(error),
        };
        Ok(Committed { stamp, diagnostics, library })
    }

    /// Writes a record that was just appended into the library.
    fn keep(&mut self, appended: &Appended, record: &Record) -> Result<Vec<Diagnostic>, StoreError> {
        let Appended { name, before, after, .. } = appended;
        let seen = self.seen.entry(name.clone()).or_default();
        // The callers know everything before this line.
        let all_seen = seen.offset == *before;
        let path = self.journal.folder().join(name);
        let mut writer = self.library.write_within(COMMIT_PATIENCE)?;
        let place = writer.place(name)?;
        let length = self.journal.disk().length(&path).unwrap_or(after.offset);
        // This is the first line of a file that is known to have had other lines.
        let anew = *before == 0 && place.offset > 0 && (seen.offset > 0 || place.offset > length);
        let followed = place.offset >= after.offset && place.offset <= length && !anew;
        if followed && is_sealed(&**self.journal.disk(), &path, place).unwrap_or(false) {
            // Another process has already read the line into the library.
        } else if appended.follows(place) && !anew {
            writer.merge(record)?;
            writer.set_place(name, *after)?;
            writer.commit()?;
        } else {
            drop(writer);
            // What a deleted file contained goes into the new file.
            self.follow(if anew { Reading::Anew } else { Reading::On }, COMMIT_PATIENCE)?;
            return Ok(if anew { std::mem::take(&mut self.news.diagnostics) } else { Vec::new() });
        }
        if all_seen {
            *seen = *after;
        }
        Ok(Vec::new())
    }

    /// Adds all of these articles or none. Returns for each, in order, its id in the library and what happened to it.
    /// A silent step adds the tags from the source to new articles, except tags that were removed before.
    ///
    /// If an article has no link and an unknown id, but the origin of an article in the library, it is a new text of
    /// that article, which keeps its id.
    ///
    /// # Errors
    /// When the library, or the journal for the tags, could not be written: then nothing is added.
    pub fn add(&mut self, articles: &[Article]) -> Result<Outcome, StoreError> {
        let now_ms = articles.iter().map(|article| article.added).max().unwrap_or_default();
        self.adding(now_ms, |writer| writer.add(articles))
    }

    /// Adds articles and the silent steps with the tags from their sources in one transaction.
    fn adding<T>(
        &mut self,
        now_ms: i64,
        add: impl FnOnce(&mut Writer<'_>) -> Result<(T, Vec<Change>), LibraryError>,
    ) -> Result<T, StoreError> {
        let mut writer = self.library.write()?;
        let first = writer.last_key()?;
        let (outcome, tagged) = add(&mut writer)?;
        for changes in tagged.chunks(TAGGED_AT_ONCE) {
            let edit = Edit::new("source tags", changes.iter().cloned());
            let step = Step { id: self.own_step, kind: StepKind::Silent, edit };
            self.own_step.number += 1;
            let appended = self.journal.append(&step, now_ms)?;
            writer.merge(&Record { stamp: appended.stamp, step })?;
            if appended.follows(writer.place(&appended.name)?) {
                writer.set_place(&appended.name, appended.after)?;
            }
        }
        let last = writer.last_key()?;
        writer.commit()?;
        // Articles that other processes added meanwhile are still to be reported.
        if first == self.last_key {
            self.last_key = last;
        }
        Ok(outcome)
    }

    /// Records that the user saw the changed text of an article.
    ///
    /// # Errors
    /// When the library cannot be written.
    pub fn seen(&mut self, id: ArticleId) -> Result<(), StoreError> {
        let mut writer = self.library.write()?;
        writer.seen(id)?;
        Ok(writer.commit()?)
    }

    /// Reads what other processes or a sync tool wrote to the journal and the library since this store was opened or
    /// last refreshed, and returns what is new. This is quick if nothing is new.
    ///
    /// # Errors
    /// When the journal or the library cannot be read; the next call reports what is new.
    pub fn refresh(&mut self) -> Result<Refreshed, StoreError> {
        match self.follow(Reading::On, COMMIT_PATIENCE) {
            Err(StoreError::Library(error)) if error.is_busy() => {}
            result => result?,
        }
        let (mut rows, last) = self.library.rows_since(self.last_key)?;
        let (edited, last_edit) = self.library.rows_edited_since(self.last_edit)?;
        if !edited.is_empty() {
            let new: HashSet<ArticleId> = rows.iter().map(|row| row.id).collect();
            rows.extend(edited.into_iter().filter(|row| !new.contains(&row.id)));
        }
        let now = |id: &ArticleId| Ok((*id, self.library.triage(*id)?));
        let triage: Vec<_> = self.news.ids.iter().map(now).collect::<Result<_, LibraryError>>()?;
        let held: HashMap<ArticleId, &Triage> = triage.iter().map(|(id, triage)| (*id, triage)).collect();
        for edit in &mut self.news.theirs {
            // Drops changes that a later decision has overwritten: they are not in effect.
            edit.changes.iter_mut().for_each(|change| {
                change.fields.retain(|field| held.get(&change.article).is_some_and(|now| field.has_led_to(now)));
            });
        }
        let (steps, theirs, changed) = (self.news.steps.len(), self.news.theirs.len(), triage.len());
        if steps + theirs + changed + rows.len() > 0 {
            let rebuilt = self.news.rebuilt;
            tracing::info!(steps, theirs, triage = changed, articles = rows.len(), rebuilt, "merged");
        }
        let news = Refreshed { triage, rows, ids: BTreeSet::new(), ..std::mem::take(&mut self.news) };
        (self.last_key, self.last_edit) = (last, last_edit);
        Ok(news)
    }

    /// Discards the library's copy of the decisions, and replays the whole journal into it.
    ///
    /// # Errors
    /// When the journal cannot be read or the library cannot be written: then the copy is unchanged.
    pub fn rebuild(&mut self) -> Result<(), StoreError> {
        self.follow(Reading::Forgetting, PATIENCE)
    }

    /// Reads the whole journal again, and keeps what only the library has.
    ///
    /// # Errors
    /// When the journal cannot be read or the library cannot be written: then the copy is unchanged.
    pub(super) fn read_anew(&mut self) -> Result<(), StoreError> {
        self.follow(Reading::Anew, PATIENCE)
    }

    /// Reads new lines of the journal into the library. The next [`Store::refresh`] reports them.
    pub(super) fn catch_up(&mut self) -> Result<(), StoreError> {
        self.follow(Reading::On, PATIENCE)
    }

    /// Returns every article that has tags, with its tags, even if the article is not in the library.
    ///
    /// # Errors
    /// When the library cannot be read.
    pub fn tagged(&self) -> Result<Vec<(ArticleId, BTreeSet<Tag>)>, StoreError> {
        Ok(self.library.tagged()?)
    }

    /// Returns the steps of all processes of this replica that can be undone and redone.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn history(&self) -> Result<History, StoreError> {
        Ok(self.journal.history()?)
    }

    /// Returns the last `limit` steps of all replicas, newest first.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn log(&self, limit: usize) -> Result<Vec<Logged>, StoreError> {
        Ok(self.journal.log(limit)?)
    }

    /// Returns the newest `limit` rows of a view. It uses an index, so it is quick for any number of rows.
    ///
    /// # Errors
    /// When the library cannot be read.
    pub fn page(&self, view: View, limit: usize) -> Result<Vec<Row>, StoreError> {
        Ok(self.library.page(view, limit)?)
    }

    /// Returns the next `limit` rows of all articles, newest first. To continue, pass [`Cursor::after`] the last row.
    ///
    /// # Errors
    /// When the library cannot be read.
    pub fn rows(&self, after: Option<Cursor>, limit: usize) -> Result<Vec<Row>, StoreError> {
        Ok(self.library.rows(after, limit)?)
    }

    /// The articles for which `condition` holds, in the order of the list; at most `limit`.
    ///
    /// # Errors
    /// When the library cannot be read.
    pub fn select(&self, condition: &Condition, limit: Option<usize>) -> Result<Vec<ArticleId>, StoreError> {
        Ok(self.library.select(condition, limit)?)
    }

    /// The rows of these articles, in that order, without those that are not here: quicker than one by one.
    ///
    /// # Errors
    /// When the library cannot be read.
    pub fn rows_of(&self, ids: &[ArticleId]) -> Result<Vec<Row>, StoreError> {
        Ok(self.library.rows_of(ids)?)
    }

    /// How many articles `condition` holds for.
    ///
    /// # Errors
    /// When the library cannot be read.
    pub fn count(&self, condition: &Condition) -> Result<usize, StoreError> {
        Ok(self.library.count(condition)?)
    }

    /// The row of one article, if it is here.
    ///
    /// # Errors
    /// When the library cannot be read.
    pub fn row(&self, id: ArticleId) -> Result<Option<Row>, StoreError> {
        Ok(self.library.row(id)?)
    }

    /// Returns one article with its body, if it is in the library.
    ///
    /// # Errors
    /// When the library cannot be read.
    pub fn article(&self, id: ArticleId) -> Result<Option<Article>, StoreError> {
        Ok(self.library.article(id)?)
    }

    /// Returns the articles whose id begins with the hexadecimal digits `prefix`, with their titles; at most 100.
    ///
    /// # Errors
    /// When the library cannot be read.
    pub fn find_prefix(&self, prefix: &str) -> Result<Vec<(ArticleId, String)>, StoreError> {
        Ok(self.library.find_prefix(prefix, 100)?)
    }

    /// Returns the number of articles.
    ///
    /// # Errors
    /// When the library cannot be read.
    pub fn counts(&self) -> Result<Counts, StoreError> {
        Ok(self.library.counts()?)
    }

    /// Returns the triage of an article, even if the article is not in the library.
    ///
    /// # Errors
    /// When the library cannot be read.
    pub fn triage(&self, id: ArticleId) -> Result<Triage, StoreError> {
        Ok(self.library.triage(id)?)
    }
}

#[cfg(test)]
mod tests;
