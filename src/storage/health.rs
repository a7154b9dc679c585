//! The state of the journal and the library, as `farz doctor` shows it.

use super::diagnostic::{Diagnostic, Problem};
use super::filesystem::FileSystem;
use super::library::SCHEMA;
use super::lines::{Line, Lines, Place};
use super::paths::Paths;
use super::record::{self, Record};
use super::replica_id::ReplicaId;
use super::store::{Store, StoreError};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// How many unreadable lines are listed one by one.
const NAMED_LINES: usize = 100;

/// The state of the journal and the library.
#[derive(Clone, Debug)]
pub struct Health {
    /// The folders.
    pub paths: Paths,
    /// The triage folder.
    pub triage: PathBuf,
    /// The file system of the triage folder.
    pub triage_on: FileSystem,
    /// The replica that this store writes.
    pub replica: ReplicaId,
    /// The number of folders that contain journal files.
    pub replicas: usize,
    /// The number of files of the journal.
    pub journal_files: usize,
    /// Their total length in bytes.
    pub journal_bytes: u64,
    /// The number of complete lines that were read.
    pub lines: usize,
    /// How many of these lines are torn, foreign or from a newer farz.
    pub unread_lines: usize,
    /// How many of the first hundred of these were cut off and then written again in full: they lose nothing.
    pub written_again: usize,
    /// The others of the first hundred.
    pub unread: Vec<Diagnostic>,
    /// How many bytes of the journal the library has not read. These are more than a torn line only while it is
    /// behind.
    pub behind_bytes: u64,
    /// The version of the lines that farz writes to the journal.
    pub record_version: u32,
    /// The stamp of the latest known decision, on any machine, in milliseconds since 1970-01-01 UTC. A machine whose
    /// clock is ahead can put it into the future.
    pub last_saved: Option<i64>,
    /// How far the clock is ahead of the wall clock, in milliseconds.
    pub clock_ahead: u64,
    /// The library's file.
    pub library: PathBuf,
    /// The file system of the library.
    pub library_on: FileSystem,
    /// The length of the library in bytes, including its write-ahead log.
    pub library_bytes: u64,
    /// SQLite's journal mode: `wal`, or `delete` on a disk shared with other machines.
    pub library_mode: String,
    /// The version of the library's tables.
    pub schema: i64,
    /// The number of articles in the library.
    pub articles: usize,
    /// The number of articles with decisions, including articles that the library does not have.
    pub triaged: usize,
    /// The damage that SQLite found, if a check was requested.
    pub damage: Vec<String>,
}

impl Store {
    /// Returns the state of the journal and the library. `thorough` also checks the whole library for damage, which
    /// takes seconds for a large one. `now_ms` is the wall clock in milliseconds since 1970-01-01 UTC.
    ///
    /// # Errors
    /// When the journal or the library cannot be read.
    pub fn health(&self, thorough: bool, now_ms: i64) -> Result<Health, StoreError> {
        let files = self.journal.files()?;
        let places = self.library.places()?;
        let read = |name: &str| places.get(name).map_or(0, |place| place.offset);
        let replicas: BTreeSet<_> = files.iter().filter_map(|file| file.path.parent()).collect();
        let named = self.library.unread_lines(NAMED_LINES)?;
        let (again, unread): (Vec<_>, Vec<_>) =
            named.into_iter().partition(|(name, line, _)| self.is_written_again(name, *line));
        let triage = self.journal.folder().to_owned();
        let latest: Option<(i64, u32)> = self.library.meta("clock")?.and_then(|text| serde_json::from_str(&text).ok());
        let library = self.library.path().to_owned();
        let mut log = library.clone().into_os_string();
        log.push("-wal");
        let length = |path: PathBuf| self.journal.disk().length(&path).unwrap_or(0);
        Ok(Health {
            paths: self.paths.clone(),
            triage_on: FileSystem::of(&triage),
            replica: self.replica(),
            replicas: replicas.len(),
            journal_files: files.len(),
            journal_bytes: files.iter().map(|file| file.length).sum(),
            lines: places.values().map(|place| place.lines).sum(),
            unread_lines: self.library.unread_line_count()?,
            written_again: again.len(),
            unread: unread
                .into_iter()
                .map(|(name, line, what)| Diagnostic::line(triage.join(name), line, Problem::Noted(what)))
                .collect(),
            behind_bytes: files.iter().map(|file| file.length.saturating_sub(read(&file.name))).sum(),
            record_version: record::VERSION,
            last_saved: latest.map(|(ms, _)| ms),
            clock_ahead: self.journal.clock().ahead_of(now_ms),
            library_on: FileSystem::of(&library),
            library_bytes: length(library.clone()) + length(log.into()),
            library_mode: self.library.mode()?,
            schema: SCHEMA,
            articles: self.library.counts()?.all(),
            triaged: self.library.triaged()?,
            damage: if thorough { self.library.check()? } else { Vec::new() },
            triage,
            library,
        })
    }

    /// Returns whether a line was cut off, for example by a full disk, and the next line is the same one in full.
    fn is_written_again(&self, name: &str, number: usize) -> bool {
        let file = self.journal.folder().join(name);
        let mut lines = Lines::after(&**self.journal.disk(), &file, Place::default());
        let (mut cut, mut at): (Option<Vec<u8>>, usize) = (None, 0);
        while let Ok(Some(line)) = lines.next_line() {
            at += 1;
            match (line, &cut) {
                (Line::Whole(line), Some(cut)) => return line.starts_with(cut) && Record::decode(line).is_ok(),
                // The text before the replica has the stamp, which no other step has.
                (Line::Whole(line), None) if at == number => {
                    if memchr::memmem::find(line, b"\"replica\":").is_none() {
                        return false;
                    }
                    cut = Some(line.to_vec());
                }
                (_, Some(_)) => return false,
                _ => {}
            }
        }
        false
    }
}
