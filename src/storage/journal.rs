//! The journal: append-only text files, one folder per replica, one file per month, one step per line.
//!
//! Any number of processes share a replica's file. Each append locks the file and reads what the others appended, so
//! that its stamp is later than theirs. It ends a torn last line, so that this does not swallow the new one, appends
//! in one write and waits until the line is on the disk. Appending never changes or removes a line; only compaction
//! rewrites a file.
//!
//! # Invariants
//!
//! - Whichever disk call fails, and whenever the power goes: a save, a compaction, an import and a backup leave
//!   either the old or the new state.
//!   Tests: `a_fault_at_every_call_leaves_the_old_or_the_new_state`,
//!   Tests: `a_fault_at_every_call_leaves_the_old_or_the_new_file`,
//!   Tests: `compacting_with_a_fault_at_every_call_changes_nothing_seen`,
//!   Tests: `an_import_with_a_fault_at_every_call_can_be_done_again`,
//!   Tests: `a_backup_with_a_fault_at_every_call_is_the_old_or_the_new_one`.

use super::clock::{Clock, Stamp};
use super::diagnostic::{Diagnostic, Problem};
use super::disk::{Appender, Disk, Lock};
use super::lines::{self, Line, Lines, Place};
use super::record::Record;
use super::replica_id::ReplicaId;
use crate::domain::{History, Logged, Step, StepId, StepKind};
use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;
use thiserror::Error;

/// How many bytes at the end of each folder's files are read for the history.
const HISTORY_BYTES: u64 = 4 << 20;

/// An attempted operation on a file or folder. `Display` shows a verb with the kind of its object: "read", "create
/// the folder".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
pub enum Attempt {
    /// Listing a folder.
    #[error("list the folder")]
    List,
    /// Creating a folder and its parents.
    #[error("create the folder")]
    CreateFolder,
    /// Opening a file.
    #[error("open")]
    Open,
    /// Locking a file.
    #[error("lock")]
    Lock,
    /// Reading a file, its length or its end.
    #[error("read")]
    Read,
    /// Appending lines to a file.
    #[error("append to")]
    Append,
    /// Writing to a file.
    #[error("write")]
    Write,
    /// Syncing a file to the disk.
    #[error("sync")]
    Sync,
    /// Syncing the entries of a folder to the disk.
    #[error("sync the folder")]
    SyncFolder,
    /// Replacing an old file with a new one.
    #[error("replace")]
    Replace,
    /// Removing from a file what later steps overwrote.
    #[error("compact")]
    Compact,
}

/// Why an operation on the journal failed. After a failed append the journal is unchanged, or has the step, or has a
/// torn line that damages no other line. Unless the step is too large or cannot be encoded, it is right to append the
/// same step again.
#[derive(Debug, Error)]
pub enum JournalError {
    /// The file system reported an error.
    #[error("cannot {doing} {}: {error}", .path.display())]
    Io {
        /// The attempted operation.
        doing: Attempt,
        /// The file or folder.
        path: PathBuf,
        /// The system's error.
        #[source]
        error: io::Error,
    },
    /// The step is longer than the longest line that farz reads.
    #[error("a step of {} MB is too large: decide on fewer articles at once", .bytes >> 20)]
    TooLarge {
        /// Its length in bytes.
        bytes: usize,
    },
    /// The step could not be written as JSON.
    #[error("cannot write a step as JSON: {0}")]
    Encode(#[source] serde_json::Error),
}

/// Returns a function that wraps the system's error in a [`JournalError::Io`].
pub(super) fn failed(doing: Attempt, path: &Path) -> impl FnOnce(io::Error) -> JournalError + '_ {
    move |error| JournalError::Io { doing, path: path.to_owned(), error }
}

/// A file of the journal, of any replica.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalFile {
    /// The path of the file.
    pub path: PathBuf,
    /// The path relative to the triage folder, which is the file's name in the library.
    pub name: String,
    /// Its length in bytes.
    pub length: u64,
    /// When the file was last written, if the file system can tell.
    pub modified: Option<SystemTime>,
}

/// Steps that were appended and are on the disk.
#[derive(Clone, Debug)]
pub struct Appended {
    /// The name of the file, as in [`JournalFile`].
    pub name: String,
    /// The length of the file before the append.
    pub before: u64,
    /// The place after the appended lines.
    pub after: Place,
    /// The seal of the line before; `None` if there was no line, or a torn one.
    pub seal_before: Option<u64>,
    /// The stamp of the step; the latest stamp if there are several.
    pub stamp: Stamp,
    /// Warnings to report.
    pub diagnostics: Vec<Diagnostic>,
}

impl Appended {
    /// Returns whether `place` is where this append began, and the file is still the one that was read up to there.
    #[must_use]
    pub fn follows(&self, place: Place) -> bool {
        place.offset == self.before && (place.offset == 0 || self.seal_before == Some(place.seal))
    }
}

/// The end of a file that is open for appending and locked.
struct End {
    file: Box<dyn Appender>,
    name: String,
    path: PathBuf,
    /// The length of the file.
    before: u64,
    /// The last bytes of the file.
    tail: Vec<u8>,
    /// Whether the last line is torn.
    torn: bool,
    /// Whether the file could not be locked, and this is still to be reported.
    unlocked: bool,
}

/// The journal of a triage folder, and the one replica that this process writes.
#[derive(Debug)]
pub struct Journal {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    replica: ReplicaId,
    clock: Clock,
    /// How far the stamps of each file were observed.
    observed: HashMap<PathBuf, Place>,
    /// A step whose append failed, with its stamp. A retry writes the same line, so that the step counts once even if
    /// the first attempt did reach the disk.
    unsaved: Option<(StepId, Stamp)>,
    /// The files whose names are known to be on the disk.
    named: HashSet<PathBuf>,
    told_of_locks: bool,
}

impl Journal {
    /// Creates the journal in `folder`, which need not exist yet. The caller passes the stamps that it has read to
    /// [`Journal::observe`], and how far it read each file to [`Journal::observed`]. The next append to a file reads
    /// the rest of it.
    #[must_use]
    pub fn new(disk: Arc<dyn Disk>, folder: PathBuf, replica: ReplicaId) -> Self {
        Self {
            disk,
            folder,
            replica,
            clock: Clock::new(replica),
            observed: HashMap::new(),
            unsaved: None,
            named: HashSet::new(),
            told_of_locks: false,
        }
    }

    /// Returns the triage folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns the replica that this journal writes.
    #[must_use]
    pub fn replica(&self) -> ReplicaId {
        self.replica
    }

    /// Returns the file system of the journal.
    #[must_use]
    pub fn disk(&self) -> &Arc<dyn Disk> {
        &self.disk
    }

    /// Returns the clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Observes a stamp that was read.
    pub fn observe(&mut self, stamp: &Stamp) {
        self.clock.observe(stamp);
    }

    /// Records that all stamps of a file up to `place` were observed.
    pub fn observed(&mut self, name: &str, place: Place) {
        self.observed.insert(self.folder.join(name), place);
    }

    /// Returns every file of the journal, of every replica, sorted by name. This includes copies that a sync tool put
    /// beside a file (`2026-11.sync-conflict-….jsonl`): merging them is harmless. Hidden files and folders are
    /// excluded.
    ///
    /// # Errors
    /// When a folder cannot be read.
    pub fn files(&self) -> Result<Vec<JournalFile>, JournalError> {
        let mut files = Vec::new();
        for entry in self.disk.list(&self.folder).map_err(failed(Attempt::List, &self.folder))? {
            if is_hidden(&entry.path) {
            } else if entry.folder {
                let inside = self.disk.list(&entry.path).map_err(failed(Attempt::List, &entry.path))?;
                let inside = inside.into_iter().filter(|entry| !entry.folder && is_journal(&entry.path));
                files.extend(inside.map(|entry| entry.path));
            } else if is_journal(&entry.path) {
                files.push(entry.path);
            }
        }
        let mut found = Vec::with_capacity(files.len());
        for path in files {
            let (length, modified) = match self.disk.written(&path) {
                // The file was removed after the folder was read.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                asked => asked.map_err(failed(Attempt::Read, &path))?,
            };
            let name = path.strip_prefix(&self.folder).unwrap_or(&path).to_string_lossy().into_owned();
            found.push(JournalFile { path, name, length, modified });
        }
        Ok(found)
    }

    /// Saves a step. On success, the step is on the disk. `wall_ms` is the wall clock in milliseconds since
    /// 1970-01-01 UTC.
    ///
    /// # Errors
    /// When the step may not be on the disk. Append the same step again later.
    pub fn append(&mut self, step: &Step, wall_ms: i64) -> Result<Appended, JournalError> {
        // The chosen file may turn out to be wrong twice: if another process's clock reached the next month, and if
        // the folder was deleted just now.
        for _ in 0..3 {
            if let Some(appended) = self.try_append(step, wall_ms)? {
                self.unsaved = None;
                return Ok(appended);
            }
        }
        Err(self.deleted_again())
    }

    /// Appends to this replica's file the records that the journal has lost, with their original stamps. Returns `None`
    /// if there are no records.
    ///
    /// # Errors
    /// When some of them may not be on the disk.
    pub fn restore(&mut self, records: &[Record]) -> Result<Option<Appended>, JournalError> {
        let Some(last) = records.iter().map(|record| record.stamp).max() else { return Ok(None) };
        let mut lines = Vec::new();
        for record in records {
            lines.push(encoded(record)?);
        }
        for _ in 0..3 {
            let end = self.open_end(&last.month())?;
            if let Some(appended) = self.write_end(end, &lines, last)? {
                return Ok(Some(appended));
            }
        }
        Err(self.deleted_again())
    }

    fn deleted_again(&self) -> JournalError {
        let error = io::Error::new(io::ErrorKind::NotFound, "it is deleted again and again");
        failed(Attempt::Append, &self.folder)(error)
    }

    fn try_append(&mut self, step: &Step, wall_ms: i64) -> Result<Option<Appended>, JournalError> {
        let retried = self.unsaved.filter(|(id, _)| *id == step.id).map(|(_, stamp)| stamp);
        let month = retried.unwrap_or_else(|| self.clock.peek(wall_ms)).month();
        let end = self.open_end(&month)?;
        let stamp = retried.unwrap_or_else(|| self.clock.peek(wall_ms));
        if stamp.month() != month {
            return Ok(None);
        }
        let line = encoded(&Record { stamp, step: step.clone() })?;
        self.clock.observe(&stamp);
        self.unsaved = Some((step.id, stamp));
        self.write_end(end, &[line], stamp)
    }

    /// Opens and locks this replica's file of a month for appending, and observes all stamps in it.
    fn open_end(&mut self, month: &str) -> Result<End, JournalError> {
        let name = format!("{}/{month}.jsonl", self.replica);
        let path = self.folder.join(&name);
        let opened = match self.disk.open_append(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let folder = path.parent().unwrap_or(&self.folder);
                self.named.clear();
                self.disk.create_folders(folder).map_err(failed(Attempt::CreateFolder, folder))?;
                self.disk.open_append(&path)
            }
            opened => opened,
        };
        let mut file = opened.map_err(failed(Attempt::Open, &path))?;
        let unlocked = file.lock().map_err(failed(Attempt::Lock, &path))? == Lock::Unsupported && !self.told_of_locks;
        self.told_of_locks |= unlocked;
        let before = file.length().map_err(failed(Attempt::Read, &path))?;
        self.observe_tail(&path, before).map_err(failed(Attempt::Read, &path))?;
        let tail = file.tail(before, lines::SEALED).map_err(failed(Attempt::Read, &path))?;
        Ok(End { file, name, path, before, torn: tail.last().is_some_and(|byte| *byte != b'\n'), tail, unlocked })
    }

    /// Appends lines to a file, and waits until they are on the disk. Returns `None` if the file was deleted
    /// meanwhile.
    fn write_end(&mut self, end: End, lines: &[Vec<u8>], stamp: Stamp) -> Result<Option<Appended>, JournalError> {
        let End { mut file, name, path, before, tail, torn, unlocked } = end;
        let mut bytes = if torn { vec![b'\n'] } else { Vec::new() };
        lines.iter().for_each(|line| bytes.extend_from_slice(line));
        let written = file.write(&bytes).map_err(failed(Attempt::Write, &path))?;
        if written < bytes.len() {
            let what = format!("only {written} of {} bytes were taken", bytes.len());
            return Err(failed(Attempt::Write, &path)(io::Error::new(io::ErrorKind::WriteZero, what)));
        }
        file.sync().map_err(failed(Attempt::Sync, &path))?;
        if !file.is_linked().map_err(failed(Attempt::Read, &path))? {
            return Ok(None);
        }
        drop(file);
        self.sync_names(&path)?;

        let seen = self.observed.get(&path).copied().unwrap_or_default();
        let last = lines.last().map_or(&[][..], |line| line.strip_suffix(b"\n").unwrap_or(line));
        let after = Place {
            offset: before + bytes.len() as u64,
            lines: seen.lines + usize::from(torn) + lines.len(),
            seal: lines::seal(last),
        };
        let mut diagnostics = Vec::new();
        if unlocked {
            diagnostics.push(Diagnostic::file(&path, Problem::NoLocks));
        }
        self.observed.insert(path, after);
        Ok(Some(Appended { name, before, after, seal_before: lines::seal_of_end(&tail), stamp, diagnostics }))
    }

    /// Observes the stamps that other processes appended to the file since it was last read.
    fn observe_tail(&mut self, path: &Path, length: u64) -> io::Result<()> {
        let mut seen = self.observed.get(path).copied().unwrap_or_default();
        if length < seen.offset {
            seen = Place::default();
        }
        if length > seen.offset {
            let disk = Arc::clone(&self.disk);
            let mut lines = Lines::after(&*disk, path, seen);
            while let Some(line) = lines.next_line()? {
                if let Line::Whole(line) = line
                    && let Ok(record) = Record::decode(line)
                {
                    self.clock.observe(&record.stamp);
                }
            }
            seen = lines.place();
        }
        self.observed.insert(path.to_owned(), seen);
        Ok(())
    }

    /// Syncs the folders of a new file: it is safe only when its name and those of its folders are on the disk.
    fn sync_names(&mut self, path: &Path) -> Result<(), JournalError> {
        if self.named.contains(path) {
            return Ok(());
        }
        for folder in path.ancestors().skip(1).take(4) {
            match self.disk.sync_folder(folder) {
                // Folders above the triage folder may belong to another user.
                Err(error) if error.kind() == io::ErrorKind::PermissionDenied && !folder.starts_with(&self.folder) => {}
                result => result.map_err(failed(Attempt::SyncFolder, folder))?,
            }
        }
        self.named.insert(path.to_owned());
        Ok(())
    }

    /// Returns the last records of every replica, oldest first, each step once: a few megabytes of each folder.
    fn recent(&self) -> Result<Vec<Record>, JournalError> {
        let mut left: HashMap<PathBuf, u64> = HashMap::new();
        let mut records: Vec<Record> = Vec::new();
        for file in self.files()?.iter().rev() {
            let left = left.entry(file.path.parent().unwrap_or(&self.folder).to_owned()).or_insert(HISTORY_BYTES);
            if *left == 0 {
                continue;
            }
            let offset = file.length.saturating_sub(*left);
            let mut lines = Lines::after(&*self.disk, &file.path, Place { offset, ..Place::default() });
            // A line that was cut off at its beginning does not decode, and is skipped like any other broken line.
            while let Some(line) = lines.next_line().map_err(failed(Attempt::Read, &file.path))? {
                if let Line::Whole(line) = line
                    && let Ok(record) = Record::decode(line)
                {
                    records.push(record);
                }
            }
            *left = left.saturating_sub(file.length);
        }
        records.sort_by_key(|record| record.stamp);
        let mut known = HashSet::new();
        records.retain(|record| known.insert(record.step.id));
        Ok(records)
    }

    /// Returns what can be undone and redone: the steps at the end of this replica's files. The history also records
    /// what other replicas did since.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn history(&self) -> Result<History, JournalError> {
        let mut history = History::default();
        let records = self.recent()?;
        // What others did before this replica's first step did not change any step of this replica.
        for record in records.into_iter().skip_while(|record| record.stamp.replica != self.replica) {
            if record.stamp.replica == self.replica {
                history.record(record.step);
            } else {
                history.record_theirs(&record.step.edit);
            }
        }
        Ok(history)
    }

    /// Returns the last `limit` edits of all replicas, newest first, as far as the last 4 MiB of each folder
    /// reach.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn log(&self, limit: usize) -> Result<Vec<Logged>, JournalError> {
        let mut undone: HashMap<StepId, bool> = HashMap::new();
        let mut log = Vec::new();
        for Record { stamp, step } in self.recent()?.into_iter().rev() {
            match step.kind {
                // The loop goes from the newest step to the oldest, so the first undo or redo that it finds for a
                // step counts.
                StepKind::Undo(of) => drop(undone.entry(of).or_insert(true)),
                StepKind::Redo(of) => drop(undone.entry(of).or_insert(false)),
                StepKind::Silent => {}
                StepKind::Edit if log.len() >= limit => break,
                StepKind::Edit => log.push(Logged {
                    id: step.id,
                    at: i64::try_from(stamp.ms).unwrap_or(i64::MAX),
                    elsewhere: (stamp.replica != self.replica).then(|| stamp.replica.to_string()),
                    articles: step.edit.changes.len(),
                    label: step.edit.label,
                    undone: undone.get(&step.id).copied().unwrap_or(false),
                }),
            }
        }
        Ok(log)
    }
}

fn encoded(record: &Record) -> Result<Vec<u8>, JournalError> {
    let line = record.encode().map_err(JournalError::Encode)?;
    if line.len() > lines::MAX_LINE { Err(JournalError::TooLarge { bytes: line.len() }) } else { Ok(line) }
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

fn is_journal(path: &Path) -> bool {
    !is_hidden(path) && path.extension().is_some_and(|extension| extension == "jsonl")
}

#[cfg(test)]
mod tests;
