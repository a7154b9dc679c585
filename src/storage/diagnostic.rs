//! Problems with farz's own files, as data.

use super::record::Unread;
use super::replica_id::ReplicaId;
use std::fmt;
use std::path::PathBuf;
use thiserror::Error;

/// A part of the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
pub enum Part {
    /// The copy of the decisions.
    #[error("the copy of the decisions")]
    Decisions,
    /// The tags of an article.
    #[error("an article's tags")]
    ArticleTags,
    /// The tags of a feed.
    #[error("a feed's tags")]
    FeedTags,
    /// A value in JSON.
    #[error("a value")]
    Value,
}

/// A problem and what farz did about it. None of these stops farz.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Problem {
    /// farz skipped a line of the journal.
    #[error("{0}")]
    Line(Unread),
    /// farz skipped a line of the journal earlier, for this reason.
    #[error("{0}")]
    Noted(String),
    /// The file cannot be read, because of this error.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// The file system has no locks.
    #[error("this file system has no locks: let only one farz at a time write here")]
    NoLocks,
    /// A file of the journal is missing.
    #[error("is gone; its decisions are still in the library, and farz doctor writes them to the journal again")]
    Gone,
    /// A file of the journal lost lines. farz reads the whole journal again.
    #[error("became shorter since it was last read; the whole journal is read again, and no decision is lost")]
    Shorter,
    /// Another file replaced a file of the journal. farz reads the whole journal again.
    #[error("was replaced since it was last read; the whole journal is read again, and no decision is lost")]
    Replaced,
    /// The journal had lost decisions. farz found them in the library and wrote them to the journal again.
    #[error(
        "lost the decisions on {articles} article{s}; they were still in the library, and are in the journal again",
        s = if *.articles == 1 { "" } else { "s" }
    )]
    Restored {
        /// The number of articles.
        articles: usize,
    },
    /// The latest stamp is far in the future: a clock is or was wrong.
    #[error(
        "the latest decision is {days} days in the future: a clock is or was wrong, here or on another machine; nothing is lost"
    )]
    ClockAhead {
        /// How far, in whole days.
        days: u64,
    },
    /// The library's file was broken, and farz moved it aside.
    #[error(
        "was broken ({reason}) and is now {}; decisions come back from the journal, articles must be added again",
        .aside.display()
    )]
    MovedAside {
        /// SQLite's error.
        reason: String,
        /// Where the broken file is now.
        aside: PathBuf,
    },
    /// A part of the library was broken, and farz rebuilds the library from the journal.
    #[error("{0} was broken; the library is rebuilt")]
    Rebuilt(Part),
    /// Another process is writing to the library.
    #[error("another farz is writing to it; what is new in the journal is read later")]
    Busy,
    /// The library's copy of the decisions differed from the journal, and farz corrected it.
    #[error(
        "differed from the journal on {articles} article{s}; it is corrected",
        s = if *.articles == 1 { "" } else { "s" }
    )]
    Corrected {
        /// The number of articles.
        articles: usize,
    },
    /// The file with the replica's id was copied from another machine or folder.
    #[error("was copied from another machine or folder (replica {was}); this replica is now {is}")]
    CopiedReplica {
        /// The id in the copied file.
        was: ReplicaId,
        /// The new id of this replica.
        is: ReplicaId,
    },
    /// The file for the replica's id contained something else.
    #[error("is not a replica id; this replica is now {is}")]
    NoReplica {
        /// The new id of this replica.
        is: ReplicaId,
    },
    /// The replica's id cannot be read or written: it is valid for this run only.
    #[error("cannot be written ({reason}); this run is a replica of its own")]
    UnsavedReplica {
        /// The system's error.
        reason: String,
    },
}

/// A problem and its location.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The file or folder.
    pub file: PathBuf,
    /// The line, counted from 1, if the problem is in one line.
    pub line: Option<usize>,
    /// The problem.
    pub what: Problem,
}

impl Diagnostic {
    /// Creates a diagnostic about a whole file or folder.
    #[must_use]
    pub fn file(file: impl Into<PathBuf>, what: Problem) -> Self {
        Self { file: file.into(), line: None, what }
    }

    /// Creates a diagnostic about a line, counted from 1.
    #[must_use]
    pub fn line(file: impl Into<PathBuf>, line: usize, what: Problem) -> Self {
        Self { file: file.into(), line: Some(line), what }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file.display(), self.what),
            None => write!(f, "{}: {}", self.file.display(), self.what),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_as_file_line_what() {
        let torn = Problem::Noted("torn".into());
        assert_eq!(Diagnostic::line("a/b.jsonl", 3, torn).to_string(), "a/b.jsonl:3: torn");
        let gone = Diagnostic::file("a/b.jsonl", Problem::Gone).to_string();
        assert!(gone.starts_with("a/b.jsonl: is gone; "), "{gone}");
        assert!(Problem::Restored { articles: 1 }.to_string().contains("on 1 article;"));
        assert!(Problem::Restored { articles: 2 }.to_string().contains("on 2 articles;"));
    }
}
