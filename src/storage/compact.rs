//! Making this replica's files of the journal shorter, with nothing seen to change.
//!
//! A step that was made long ago keeps of its changes those that no later step of this replica overwrote, with their
//! stamps, so that every merge gives what it gave before; where none is left, the line goes. The last steps stay whole:
//! they can be taken back. Lines that are not understood stay as they are. A file is replaced at once or not at all, and
//! any of the files may be the old one and any the new one: a compaction that is cut short is a smaller one.

use super::journal::{Journal, JournalError};
use super::lines::{Line, Lines, Place};
use super::record::{Record, Unread};
use super::store::{Store, StoreError};
use crate::domain::{ArticleId, Change, Field, StepId, StepKind};
use crate::storage::clock::Stamp;
use std::collections::{HashMap, HashSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// How many of the last steps stay whole.
pub const KEPT_STEPS: usize = 1000;

/// What a compaction did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compacted {
    /// The bytes of this replica's files before.
    pub before: u64,
    /// And after.
    pub after: u64,
}

/// A line of a file that is compacted.
enum Kept {
    Record(Record),
    Raw(Vec<u8>),
}

fn failed<'a>(doing: &'static str, path: &'a Path) -> impl FnOnce(io::Error) -> JournalError + 'a {
    move |error| JournalError::Io { doing, path: path.to_owned(), error }
}

impl Journal {
    /// Makes this replica's files shorter, but for the last `whole` steps. Other processes' appends wait meanwhile.
    ///
    /// # Errors
    /// When a file cannot be read or written: then it is as before.
    pub fn compact(&mut self, whole: usize) -> Result<Compacted, JournalError> {
        let own = self.folder().join(self.replica().to_string());
        let paths: Vec<PathBuf> = self.files()?.into_iter().map(|file| file.path).collect();
        let paths: Vec<PathBuf> = paths.into_iter().filter(|path| path.parent() == Some(&own)).collect();
        let mut locks = Vec::new();
        for path in &paths {
            let mut file = self.disk().open_append(path).map_err(failed("open", path))?;
            file.lock().map_err(failed("lock", path))?;
            locks.push(file);
        }
        let mut files = Vec::new();
        for path in &paths {
            files.push(read(self, path)?);
        }
        let recent = recent_steps(&files, whole);
        let winners = winners(&files);
        let mut known = HashSet::new();
        let mut done = Compacted::default();
        for (path, lines) in paths.iter().zip(files) {
            let before = self.disk().length(path).map_err(failed("read", path))?;
            let mut bytes = Vec::new();
            for line in lines {
                match line {
                    Kept::Raw(raw) => bytes.extend(raw),
                    Kept::Record(record) if !known.insert(record.step.id) => {}
                    Kept::Record(record) => {
                        if let Some(record) = shorten(record, &recent, &winners) {
                            bytes.extend(record.encode().map_err(JournalError::Encode)?);
                        }
                    }
                }
            }
            done.before += before;
            done.after += (bytes.len() as u64).min(before);
            if (bytes.len() as u64) < before {
                replace(path, &bytes).map_err(failed("replace", path))?;
                self.disk().sync_folder(&own).map_err(failed("sync the folder", &own))?;
            }
        }
        drop(locks);
        Ok(done)
    }
}

fn read(journal: &Journal, path: &Path) -> Result<Vec<Kept>, JournalError> {
    let mut lines = Lines::after(&**journal.disk(), path, Place::default());
    let mut kept = Vec::new();
    while let Some(line) = lines.next_line().map_err(failed("read", path))? {
        let Line::Whole(line) = line else {
            let error = io::Error::new(io::ErrorKind::InvalidData, "it has a line that is too long to be kept");
            return Err(failed("compact", path)(error));
        };
        match Record::decode(line) {
            Ok(record) => kept.push(Kept::Record(record)),
            Err(Unread::Blank) => {}
            Err(Unread::Newer(_) | Unread::Foreign(_)) => kept.push(Kept::Raw([line, b"\n"].concat())),
        }
    }
    let end = lines.place().offset;
    let length = journal.disk().length(path).map_err(failed("read", path))?;
    if length > end {
        let left = usize::try_from(length - end).unwrap_or(usize::MAX);
        kept.push(Kept::Raw(journal.disk().read(path, end, left).map_err(failed("read", path))?));
    }
    Ok(kept)
}

fn records(files: &[Vec<Kept>]) -> impl Iterator<Item = &Record> {
    files.iter().flatten().filter_map(|line| match line {
        Kept::Record(record) => Some(record),
        Kept::Raw(_) => None,
    })
}

fn recent_steps(files: &[Vec<Kept>], whole: usize) -> HashSet<StepId> {
    let mut steps: Vec<(Stamp, StepId)> = records(files).map(|record| (record.stamp, record.step.id)).collect();
    steps.sort_unstable_by_key(|(stamp, _)| std::cmp::Reverse(*stamp));
    steps.dedup_by_key(|(_, id)| *id);
    steps.into_iter().take(whole).map(|(_, id)| id).collect()
}

/// When each field was set last.
fn winners(files: &[Vec<Kept>]) -> HashMap<(ArticleId, Field), Stamp> {
    let mut winners = HashMap::new();
    for record in records(files) {
        for change in &record.step.edit.changes {
            for field in &change.fields {
                let last = winners.entry((change.article, field.field())).or_insert(record.stamp);
                *last = record.stamp.max(*last);
            }
        }
    }
    winners
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
    // What is left of a step cannot be taken back.
    record.step.kind = StepKind::Silent;
    (!record.step.edit.changes.is_empty()).then_some(record)
}

/// Writes a file beside `path`, syncs it, and gives it the name.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // Hidden: no journal, also while it is half written.
    let part = path.with_file_name(format!(".{name}.part"));
    let written = (|| {
        let mut file: File = OpenOptions::new().write(true).create(true).truncate(true).open(&part)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&part, path)
    })();
    if written.is_err() {
        // What is half written may stay: it is hidden, and the next attempt writes over it.
        let _ = fs::remove_file(&part);
    }
    written
}

impl Store {
    /// Makes this replica's files of the journal shorter. What was decided, and what the last thousand steps take back,
    /// stays as it is.
    ///
    /// # Errors
    /// When the journal or the library cannot be read or written.
    pub fn compact(&mut self) -> Result<Compacted, StoreError> {
        self.compact_but(KEPT_STEPS)
    }

    pub(super) fn compact_but(&mut self, whole: usize) -> Result<Compacted, StoreError> {
        let done = self.journal.compact(whole)?;
        if done.after < done.before {
            self.rebuild()?;
        }
        Ok(done)
    }
}
