//! Opens the library's file: its settings, its tables, and what to do if it is broken or newer.

use super::merging::Merging;
use super::migrations::{SCHEMA, TEXTS, migrate};
use crate::storage::diagnostic::{Diagnostic, Part, Problem};
use crate::storage::disk;
use crate::storage::filesystem::FileSystem;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;
use thiserror::Error;

/// "farz" in ASCII, kept in SQLite's `application_id`.
const APPLICATION: i64 = 0x6661_727a;

/// How long to wait for another process's transaction. Adding 100,000 articles is one, and takes some seconds.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// Why the library cannot be used.
#[derive(Debug, Error)]
pub enum LibraryError {
    /// SQLite reported an error.
    #[error("library: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The file or its folder cannot be used.
    #[error("cannot use {}: {error}", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The system's error.
        #[source]
        error: io::Error,
    },
    /// A newer farz made the library.
    #[error(
        "{} was made by a newer farz (its schema is {found}; this farz knows {SCHEMA}): use that farz, or set FARZ_DATA_DIR \
         to another folder",
        .path.display()
    )]
    Newer {
        /// The path of the library.
        path: PathBuf,
        /// The version of its tables.
        found: i64,
    },
    /// The file is a database of another program.
    #[error("{} is a database of another program", .path.display())]
    Foreign {
        /// The path of the file.
        path: PathBuf,
    },
    /// The library contains something that farz did not write.
    #[error("library: {0} is broken; run farz doctor --rebuild")]
    Corrupt(Part),
}

impl LibraryError {
    /// Returns whether another process holds the library at the moment, which is not a fault.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        let Self::Sqlite(error) = self else { return false };
        matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
    }

    /// Returns whether the file itself is broken, so that only a new one helps.
    #[must_use]
    pub fn is_broken_file(&self) -> bool {
        let Self::Sqlite(error) = self else { return false };
        matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
    }
}

/// The open library.
#[derive(Debug)]
pub struct Library {
    pub(super) connection: Connection,
    path: PathBuf,
    /// Which articles with the same text from several web sources share a row.
    pub(super) merging: Merging,
}

impl Library {
    /// Opens the library at `path`, or creates it. Moves a broken file aside to `library.db.broken-1` (or the next
    /// free number) and creates a new one: the decisions come back from the journal, but the articles must be added
    /// again.
    ///
    /// # Errors
    /// When the file cannot be used, or a newer farz made it.
    pub fn open(path: &Path) -> Result<(Self, Vec<Diagnostic>), LibraryError> {
        let shared = matches!(FileSystem::of(path), FileSystem::Shared(_));
        Self::open_on(path, shared)
    }

    /// Opens the library as [`Library::open`] does. `shared` states whether other machines share the disk of the
    /// file.
    pub(super) fn open_on(path: &Path, shared: bool) -> Result<(Self, Vec<Diagnostic>), LibraryError> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| LibraryError::Io { path: folder.to_owned(), error })?;
        }
        // Only one process at a time creates the tables, turns on the write-ahead log or moves a broken file aside.
        let _alone = opening(path)?;
        match Self::connect(path, shared) {
            Err(error) if error.is_broken_file() => {
                let aside = move_aside(path).map_err(|error| LibraryError::Io { path: path.to_owned(), error })?;
                let what = Problem::MovedAside { reason: error.to_string(), aside };
                Ok((Self::connect(path, shared)?, vec![Diagnostic::file(path, what)]))
            }
            library => Ok((library?, Vec::new())),
        }
    }

    fn connect(path: &Path, shared: bool) -> Result<Self, LibraryError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(PATIENCE)?;
        connection.set_prepared_statement_cache_capacity(64);
        // Without this, SQLite prepares a statement again whenever other values are bound, to look for a better plan.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        let mode: String = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
        let wanted = if shared { "delete" } else { "wal" };
        if mode != wanted {
            // A file system that does not support the mode keeps the previous one, which SQLite returns here.
            connection.query_row(&format!("PRAGMA journal_mode = {wanted}"), [], |_| Ok(()))?;
        }
        connection
            .execute_batch("PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY;")?;

        let found = version(&connection)?;
        let application: i64 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
        let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        if tables > 0 && application != APPLICATION {
            return Err(LibraryError::Foreign { path: path.to_owned() });
        }
        if found > SCHEMA {
            return Err(LibraryError::Newer { path: path.to_owned(), found });
        }
        if found < SCHEMA {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            // On a file system without locks, another process may have been faster.
            let found = version(&transaction)?;
            if found < SCHEMA {
                migrate(&transaction, found)?;
                transaction.pragma_update(None, "application_id", APPLICATION)?;
            }
            transaction.commit()?;
        }
        // The full-text index can be rebuilt; a library without it is not broken.
        let indexed: i64 = connection.query_row(
            "SELECT count(*) FROM sqlite_schema WHERE name IN ('texts', 'words', 'text_removed')",
            [],
            |row| row.get(0),
        )?;
        if indexed < 3 {
            connection.execute_batch(&format!("DROP TABLE IF EXISTS words; DROP TABLE IF EXISTS texts; {TEXTS}"))?;
        }
        // Finds broken pages now rather than in the middle of the work, as far as that is quick.
        connection.query_row("SELECT (SELECT count(*) FROM meta) + (SELECT sum(n) FROM counts)", [], |_| Ok(()))?;
        connection.query_row(
            "SELECT count(*) FROM (SELECT id FROM articles ORDER BY date DESC LIMIT 1)",
            [],
            |_| Ok(()),
        )?;
        Ok(Self { connection, path: path.to_owned(), merging: Merging::default() })
    }

    /// Sets which added articles share a row with an article that has the same text, from another web source.
    pub fn merge_same_text(&mut self, merging: Merging) {
        self.merging = merging;
    }

    /// Returns the path of the file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns SQLite's journal mode: `wal`, or `delete` on a disk shared with other machines.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn mode(&self) -> Result<String, LibraryError> {
        Ok(self.connection.query_row("PRAGMA journal_mode", [], |row| row.get(0))?)
    }

    /// Checks the whole file for damage. Takes seconds for a large library.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn check(&self) -> Result<Vec<String>, LibraryError> {
        let mut statement = self.connection.prepare("PRAGMA quick_check(20)")?;
        let answers = statement.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
        Ok(answers.into_iter().filter(|answer| answer != "ok").collect())
    }
}

fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

fn opening(path: &Path) -> Result<File, LibraryError> {
    let path = beside(path, ".lock");
    let lock = || -> io::Result<File> {
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(&path)?;
        disk::lock(&file)?;
        Ok(file)
    };
    lock().map_err(|error| LibraryError::Io { path: path.clone(), error })
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn move_aside(path: &Path) -> io::Result<PathBuf> {
    let aside = (1..).map(|number: u32| beside(path, &format!(".broken-{number}"))).find(|aside| !aside.exists());
    let aside = aside.ok_or(io::ErrorKind::AlreadyExists)?;
    // Moves the log first: a new file must never meet an old log.
    for suffix in ["-wal", "-shm", "-journal"] {
        match fs::rename(beside(path, suffix), beside(&aside, suffix)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    fs::rename(path, &aside)?;
    Ok(aside)
}
