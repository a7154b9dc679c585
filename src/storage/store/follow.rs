//! Reads the journal's new lines into the library, and reports what they changed.

use super::restore::restore;
use super::{PATIENCE, Store, StoreError};
use crate::domain::{ArticleId, Edit, Row, Step, Triage};
use crate::storage::clock::Stamp;
use crate::storage::decoded::{Decoded, each_decoded};
use crate::storage::diagnostic::{Diagnostic, Problem};
use crate::storage::journal::{Attempt, Journal, JournalError, JournalFile, failed};
use crate::storage::library::Writer;
use crate::storage::lines::{Place, is_sealed};
use crate::storage::record::{Record, Unread, VERSION};
use crate::storage::replica::{canonical, random};
use crate::storage::replica_id::ReplicaId;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::io;
use std::sync::Arc;
use std::time::Duration;

/// How to read the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reading {
    /// From where the last reading stopped.
    On,
    /// From its beginning. What only the library has is kept.
    Anew,
    /// From its beginning. What only the library has is discarded.
    Forgetting,
}

/// The changes made by others.
#[derive(Debug, Default)]
pub struct Refreshed {
    /// The current triage of each article that others decided on. May include articles that this process changed.
    pub triage: Vec<(ArticleId, Triage)>,
    /// The steps of other processes of this replica, oldest first, which belong to the history.
    pub steps: Vec<Step>,
    /// The edits of other replicas, oldest first, as far as they are in effect: undo here does not touch them.
    pub theirs: Vec<Edit>,
    /// The articles that others added, or whose texts they changed. May include articles that the callers know.
    pub rows: Vec<Row>,
    /// Whether the whole copy of the decisions was rebuilt, so that the callers must read everything again.
    pub rebuilt: bool,
    /// Warnings to report.
    pub diagnostics: Vec<Diagnostic>,
    pub(super) ids: BTreeSet<ArticleId>,
}

impl Refreshed {
    /// Returns whether nothing is new.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Self { triage, steps, theirs, rows, rebuilt, diagnostics, ids } = self;
        triage.is_empty()
            && theirs.is_empty()
            && steps.is_empty()
            && rows.is_empty()
            && !rebuilt
            && diagnostics.is_empty()
            && ids.is_empty()
    }
}

/// Clears the library's copy of the triage, to rebuild it from the journal. Returns the name of the new generation.
fn begin_anew(writer: &mut Writer<'_>, reading: Reading) -> Result<String, StoreError> {
    if reading == Reading::Anew {
        writer.put_aside()?;
    }
    writer.forget_triage()?;
    let generation = format!("{:016x}", random().map_err(StoreError::Random)?);
    writer.set_meta("generation", &generation)?;
    Ok(generation)
}

impl Store {
    /// Follows the journal when the store is opened: the callers know all that the library has.
    pub(super) fn follow_from_start(&mut self) -> Result<(), StoreError> {
        let folder = canonical(self.journal.folder()).to_string_lossy().into_owned();
        let other_folder = self.library.meta("triage")?.is_some_and(|known| known != folder);
        let library = canonical(self.library.path()).to_string_lossy().into_owned();
        let library_moved = self.library.meta("library")?.is_some_and(|known| known != library);
        let other_version = self.library.meta("record_version")?.is_some_and(|known| known != VERSION.to_string());
        self.seen = self.library.places()?;
        if let Some((ms, counter)) = self.library.meta("clock")?.and_then(|text| serde_json::from_str(&text).ok()) {
            self.journal.observe(&Stamp { ms, counter, replica: self.journal.replica() });
        }
        for (name, place) in &self.seen {
            self.journal.observed(name, *place);
        }
        let reading = match (other_folder, other_version) {
            (true, _) if !self.is_moved(library_moved)? => Reading::Forgetting,
            (false, false) => Reading::On,
            (true, _) | (false, true) => Reading::Anew,
        };
        self.follow(reading, PATIENCE)?;
        self.tell_vanished()?;
        let is_noted = |name, value| Ok::<_, StoreError>(self.library.meta(name)?.as_ref() == Some(value));
        if !is_noted("triage", &folder)? || !is_noted("library", &library)? || other_version {
            let mut writer = self.library.write()?;
            writer.set_meta("library", &library)?;
            writer.set_meta("triage", &folder)?;
            writer.set_meta("record_version", &VERSION.to_string())?;
            writer.commit()?;
        }
        Ok(())
    }

    /// Returns whether the triage folder, which has another path than before, is the one that was read, moved: it has
    /// a file that was read, or it has no files and the library was moved too. Otherwise the folder belongs to
    /// another user or another config.
    fn is_moved(&self, library_moved: bool) -> Result<bool, StoreError> {
        let files = self.journal.files()?;
        let places = self.library.places()?;
        Ok(files.iter().any(|file| places.contains_key(&file.name)) || (files.is_empty() && library_moved))
    }

    /// Returns the names of the files that were read before and are missing now.
    pub(super) fn vanished(&self) -> Result<Vec<String>, StoreError> {
        let there: HashSet<String> = self.journal.files()?.into_iter().map(|file| file.name).collect();
        Ok(self.library.places()?.into_keys().filter(|name| !there.contains(name)).collect())
    }

    /// Reports the missing files. Their decisions stay: a folder that is not mounted, or was deleted by mistake, must
    /// not lose a decision.
    fn tell_vanished(&mut self) -> Result<(), StoreError> {
        for name in self.vanished()? {
            self.news.diagnostics.push(Diagnostic::file(self.journal.folder().join(name), Problem::Gone));
        }
        Ok(())
    }

    /// Reads the journal into the library, and adds what its lines changed to the news. If a file became shorter or
    /// was replaced, reads all lines again. Fails if another process holds the library longer than `patience`.
    pub(super) fn follow(&mut self, reading: Reading, patience: Duration) -> Result<(), StoreError> {
        if reading == Reading::On && self.is_quiet()? {
            return Ok(());
        }
        let mut writer = self.library.write_within(patience)?;
        let generation = writer.meta("generation")?;
        if generation != self.generation {
            // Another process read everything again, perhaps from files that are shorter now: what was known of them
            // is no longer valid.
            let places = self.seen.keys().map(|name| Ok((name.clone(), writer.place(name)?)));
            let places = places.collect::<Result<_, StoreError>>()?;
            self.news.rebuilt |= self.generation_known;
            (self.generation, self.seen) = (generation, places);
        }
        self.generation_known = true;
        // Lists the files again: while the transaction is open, no process advances the places.
        let files = self.journal.files()?;
        let mut pass = Pass::new(&mut self.journal, &mut writer, &self.sessions);
        let mut reading = reading;
        for file in &files {
            if pass.is_other(file)? {
                reading = reading.max(Reading::Anew);
            }
        }
        let rebuild = reading > Reading::On;
        if rebuild {
            self.generation = Some(begin_anew(pass.writer, reading)?);
        }
        // When the store opens, and when everything is read again, the callers read the state itself.
        pass.telling = self.opened && !rebuild;
        let mut seen = HashMap::new();
        for file in &files {
            let known = self.seen.get(&file.name).copied().filter(|_| !rebuild);
            seen.insert(file.name.clone(), pass.read(file, known.unwrap_or_default(), rebuild)?);
        }
        let Pass { ids, steps, theirs, mut diagnostics, failed, .. } = pass;
        if reading == Reading::Anew {
            let (step, sessions) = (&mut self.own_step, &mut self.sessions);
            if let Some((told, appended)) = restore(&mut self.journal, &mut writer, step, sessions)? {
                diagnostics.push(told);
                seen.insert(appended.name, appended.after);
            }
        }
        writer.commit()?;
        // A file that is missing now stays known.
        self.seen.extend(seen);
        let whole = files.into_iter().filter(|file| !failed.contains(&file.name));
        self.followed = whole.map(|file| (file.name, (file.length, file.modified))).collect();
        self.news.diagnostics.extend(diagnostics);
        self.news.rebuilt |= rebuild;
        if !rebuild {
            self.news.ids.extend(ids);
            self.news.steps.extend(steps);
            self.news.theirs.extend(theirs);
        }
        Ok(())
    }

    fn is_quiet(&mut self) -> Result<bool, StoreError> {
        let places = self.library.places()?;
        for file in self.journal.files()? {
            let now = (file.length, file.modified);
            if self.followed.get(&file.name) == Some(&now) {
                continue;
            }
            let place = places.get(&file.name).copied().unwrap_or_default();
            let seen = self.seen.get(&file.name).map_or(0, |place| place.offset);
            // This store wrote the file, or a tool replaced it with another of the same length.
            let all_read = place.offset == file.length && seen == file.length;
            if !all_read || !is_sealed(&**self.journal.disk(), &file.path, place).map_err(unreadable(&file))? {
                return Ok(false);
            }
            self.followed.insert(file.name, now);
        }
        Ok(true)
    }
}

/// One pass over the journal's files, in one transaction.
pub(super) struct Pass<'a, 'w> {
    journal: &'a mut Journal,
    writer: &'a mut Writer<'w>,
    sessions: &'a HashSet<u64>,
    ids: BTreeSet<ArticleId>,
    steps: Vec<Step>,
    theirs: Vec<Edit>,
    diagnostics: Vec<Diagnostic>,
    /// The files that could not be read to the end.
    failed: HashSet<String>,
    /// Whether to report what the lines contain.
    telling: bool,
}

impl<'a, 'w> Pass<'a, 'w> {
    /// Creates a pass that has read nothing yet, and reports nothing.
    pub(super) fn new(journal: &'a mut Journal, writer: &'a mut Writer<'w>, sessions: &'a HashSet<u64>) -> Self {
        Self {
            journal,
            writer,
            sessions,
            ids: BTreeSet::new(),
            steps: Vec::new(),
            theirs: Vec::new(),
            diagnostics: Vec::new(),
            failed: HashSet::new(),
            telling: false,
        }
    }

    /// Returns whether a file is not the one that was read, or has lost lines.
    fn is_other(&mut self, file: &JournalFile) -> Result<bool, StoreError> {
        let place = self.writer.place(&file.name)?;
        let shorter = file.length < place.offset;
        let replaced = !shorter && !is_sealed(&**self.journal.disk(), &file.path, place).map_err(unreadable(file))?;
        if shorter || replaced {
            let what = if shorter { Problem::Shorter } else { Problem::Replaced };
            self.diagnostics.push(Diagnostic::file(&file.path, what));
        }
        Ok(shorter || replaced)
    }

    /// Reads a file from where the library or the callers stopped, whichever is earlier, and returns how far it read.
    pub(super) fn read(&mut self, file: &JournalFile, known: Place, rebuild: bool) -> Result<Place, StoreError> {
        let known = if known.offset > file.length { Place::default() } else { known };
        let read = self.writer.place(&file.name)?;
        let start = if known.offset < read.offset { known } else { read };
        let disk = Arc::clone(self.journal.disk());
        let left = file.length.saturating_sub(start.offset);
        let (place, error) = each_decoded(&*disk, &file.path, start, left, |line| {
            let Decoded { offset, number, record } = line;
            match record {
                Ok(record) => {
                    self.journal.observe(&record.stamp);
                    if offset >= read.offset {
                        self.writer.merge(&record)?;
                    }
                    if offset >= known.offset && self.telling {
                        self.tell(record);
                    }
                }
                Err(Unread::Blank) => {}
                Err(unread) if offset >= read.offset => {
                    self.writer.add_unread_line(&file.name, number, &unread.to_string())?;
                    self.diagnostics.push(Diagnostic::line(&file.path, number, Problem::Line(unread)));
                }
                Err(_) => {}
            }
            Ok::<(), StoreError>(())
        })?;
        match error {
            Some(error) if rebuild => return Err(unreadable(file)(error).into()),
            Some(error) => {
                self.diagnostics.push(Diagnostic::file(&file.path, Problem::Unreadable(error.to_string())));
                self.failed.insert(file.name.clone());
            }
            None => {}
        }
        if place.offset > read.offset || rebuild {
            self.writer.set_place(&file.name, place)?;
        }
        self.journal.observed(&file.name, place);
        Ok(place)
    }

    fn tell(&mut self, record: Record) {
        let own: ReplicaId = self.journal.replica();
        self.ids.extend(record.step.edit.changes.iter().map(|change| change.article));
        if record.stamp.replica == own && !self.sessions.contains(&record.step.id.session) {
            self.steps.push(record.step);
        } else if record.stamp.replica != own {
            self.theirs.push(record.step.edit);
        }
    }
}

fn unreadable(file: &JournalFile) -> impl FnOnce(io::Error) -> JournalError + '_ {
    failed(Attempt::Read, &file.path)
}
