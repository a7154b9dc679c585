//! Compacts this replica's journal files without a visible change.
//!
//! Of each older step, compaction keeps the changes that no later step of this replica overwrote, with their stamps,
//! so that every merge gives the same result as before. If no change is left, compaction removes the line. The most
//! recent steps stay complete, so that they can be undone. Each file is replaced atomically, and old and new files
//! work together in any combination: an interrupted compaction is a smaller one.
//!
//! Lines that farz does not understand stay unchanged; blank ones go. Steps are encoded again, so the fields that this
//! farz does not know are lost. A line over [`MAX_LINE`](super::lines::MAX_LINE) makes the compaction fail.

use super::disk::Disk;
use super::journal::{Attempt, Journal, JournalError, failed};
use super::lines::{Line, Lines, Place};
use super::record::{Record, Unread};
use super::replacement::{Replacement, part_of};
use super::store::{Store, StoreError};
use crate::domain::{ArticleId, Change, Field, StepId, StepKind};
use crate::storage::clock::Stamp;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// How many of the most recent steps stay complete.
pub const KEPT_STEPS: usize = 1000;

/// How many bytes of an unterminated last line are copied at a time.
const PIECE: usize = 1 << 20;

/// The result of a compaction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compacted {
    /// The size of this replica's files before, in bytes.
    pub before: u64,
    /// The size after.
    pub after: u64,
}

/// A line of a file that is being compacted.
enum Kept<'a> {
    Record(Box<Record>),
    /// The bytes of a line that is not a step, or a piece of the unterminated last line. With the line ending, if
    /// there is one.
    Raw(&'a [u8]),
}

impl Journal {
    /// Compacts this replica's files, except for the last `whole` steps. Appends by other processes wait meanwhile, up
    /// to the patience of a lock, and then fail.
    /// The function reads each file twice, one line at a time, so the size of the files does not matter.
    ///
    /// # Errors
    /// When a file cannot be read or written: then that file is unchanged.
    pub fn compact(&mut self, whole: usize) -> Result<Compacted, JournalError> {
        let own = self.folder().join(self.replica().to_string());
        let paths: Vec<PathBuf> = self.files()?.into_iter().map(|file| file.path).collect();
        let paths: Vec<PathBuf> = paths.into_iter().filter(|path| path.parent() == Some(&own)).collect();
        let disk = &**self.disk();
        let mut locks = Vec::new();
        for path in &paths {
            let mut file = disk.open_append(path).map_err(failed(Attempt::Open, path))?;
            file.lock().map_err(failed(Attempt::Lock, path))?;
            locks.push(file);
        }
        let mut last = Last::default();
        for path in &paths {
            each_line(disk, path, |line| {
                if let Kept::Record(record) = line {
                    last.note(&record, whole);
                }
                Ok(())
            })?;
        }
        let recent: HashSet<StepId> = last.steps.iter().map(|(_, id)| *id).collect();
        let mut kept = HashSet::new();
        let mut done = Compacted::default();
        for path in &paths {
            let before = disk.length(path).map_err(failed(Attempt::Read, path))?;
            let mut new = Replacement::begin(disk, path, part_of(path)).map_err(failed(Attempt::Replace, path))?;
            each_line(disk, path, |line| {
                match line {
                    Kept::Raw(raw) => new.write_all(raw),
                    Kept::Record(record) => match shorten(*record, &recent, &last.set) {
                        Some(record) if kept.insert(record.step.id) => {
                            new.write_all(&record.encode().map_err(JournalError::Encode)?)
                        }
                        Some(_) | None => Ok(()),
                    },
                }
                .map_err(failed(Attempt::Replace, path))
            })?;
            let after = new.length().min(before);
            if after < before {
                new.finish().map_err(failed(Attempt::Replace, path))?;
            }
            done.before += before;
            done.after += after;
        }
        drop(locks);
        Ok(done)
    }
}

/// Calls `each` for every line of a file, including an unterminated last line.
fn each_line(
    disk: &dyn Disk,
    path: &Path,
    mut each: impl FnMut(Kept<'_>) -> Result<(), JournalError>,
) -> Result<(), JournalError> {
    let mut lines = Lines::after(disk, path, Place::default());
    while let Some(line) = lines.next_line().map_err(failed(Attempt::Read, path))? {
        let Line::Whole(line) = line else {
            let error = io::Error::new(io::ErrorKind::InvalidData, "it has a line that is too long to be kept");
            return Err(failed(Attempt::Compact, path)(error));
        };
        match Record::decode(line) {
            Ok(record) => each(Kept::Record(Box::new(record)))?,
            Err(Unread::Blank) => {}
            Err(Unread::Newer(_) | Unread::Foreign(_)) => each(Kept::Raw(&[line, b"\n"].concat()))?,
        }
    }
    let mut end = lines.place().offset;
    loop {
        let piece = disk.read(path, end, PIECE).map_err(failed(Attempt::Read, path))?;
        if piece.is_empty() {
            return Ok(());
        }
        each(Kept::Raw(&piece))?;
        end += piece.len() as u64;
    }
}

/// The most recent steps and values.
#[derive(Default)]
struct Last {
    /// The most recent steps.
    steps: BTreeSet<(Stamp, StepId)>,
    /// When each field was last set.
    set: HashMap<(ArticleId, Field), Stamp>,
}

impl Last {
    fn note(&mut self, record: &Record, whole: usize) {
        // A silent step cannot be undone, so it does not count as a recent step.
        if record.step.kind != StepKind::Silent {
            self.steps.insert((record.stamp, record.step.id));
        }
        if self.steps.len() > whole {
            self.steps.pop_first();
        }
        for change in &record.step.edit.changes {
            for field in &change.fields {
                let last = self.set.entry((change.article, field.field())).or_insert(record.stamp);
                *last = record.stamp.max(*last);
            }
        }
    }
}

fn shorten(
    mut record: Record,
    recent: &HashSet<StepId>,
    winners: &HashMap<(ArticleId, Field), Stamp>,
) -> Option<Record> {
    if recent.contains(&record.step.id) {
        return Some(record);
    }
    let stamp = record.stamp;
    for change in &mut record.step.edit.changes {
        let article = change.article;
        change.fields.retain(|field| winners.get(&(article, field.field())) == Some(&stamp));
    }
    record.step.edit.changes.retain(|Change { fields, .. }| !fields.is_empty());
    record.step.edit.place = None;
    // What remains of a shortened step cannot be undone.
    record.step.kind = StepKind::Silent;
    (!record.step.edit.changes.is_empty()).then_some(record)
}

impl Store {
    /// Compacts this replica's journal files. The decisions, and undo of the last thousand steps, stay unchanged.
    ///
    /// # Errors
    /// When the journal or the library cannot be read or written.
    pub fn compact(&mut self) -> Result<Compacted, StoreError> {
        self.compact_but(KEPT_STEPS)
    }

    pub(super) fn compact_but(&mut self, whole: usize) -> Result<Compacted, StoreError> {
        let done = self.journal.compact(whole)?;
        if done.after < done.before {
            self.read_anew()?;
        }
        Ok(done)
    }
}
