//! The events: the facts that enter `update`.

use super::settings::Settings;
use crate::domain::{Article, ArticleId, Edit, Feed, History, Logged, Row, Step, StepId, Triage};
use crate::filter::Matches;
use crate::keymap::{Diagnostic, Key, Keymap};
use crate::message::Message;
use crate::text::document::Document;
use std::sync::Arc;

/// A fact entering `update`.
#[derive(Debug)]
pub enum Msg {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted.
    Paste(String),
    /// Whether the terminal reorders whole rows: then panes are never side by side.
    WholeRows(bool),
    /// The terminal has a new size.
    Resized {
        /// The width in columns.
        width: u16,
        /// The height in rows.
        height: u16,
    },
    /// The time, in milliseconds since 1970-01-01 UTC. It arrives before other facts; the model reads no clock.
    Clock(i64),
    /// A batch of the library's rows was read at start, newest first.
    Loaded {
        /// The rows.
        rows: Vec<Row>,
        /// The number of articles in the library.
        total: usize,
        /// Whether this was the last batch.
        done: bool,
    },
    /// Articles arrived, or their texts changed, while the program runs.
    Arrived(Vec<Row>),
    /// The history of earlier runs and other commands was read.
    HistoryRead(History),
    /// An article's body was read; `None` if the article is gone.
    Opened(ArticleId, Option<Arc<Opened>>),
    /// A search found something, or ended.
    Found {
        /// The search, as [`super::effect::Search::generation`] numbered it.
        generation: u64,
        /// The rows that it found.
        found: Arc<Matches>,
    },
    /// The saved views were counted: the number of articles in each, by name.
    Counted(Vec<(String, usize)>),
    /// Texts were added to the index.
    Indexed {
        /// The number of texts in the index.
        read: usize,
        /// The number of articles.
        total: usize,
        /// Whether the index is complete.
        done: bool,
    },
    /// A step is saved: written to the journal and synced.
    Saved(StepId),
    /// Steps could not be saved yet; farz will retry.
    SaveFailed(String),
    /// Other farz processes and machines made changes.
    Elsewhere {
        /// The current triage of each article that they decided on.
        triage: Vec<(ArticleId, Triage)>,
        /// The steps of other processes on this machine: they can be undone here too.
        steps: Vec<Step>,
        /// The changes by other machines: undo here does not touch them.
        theirs: Vec<Edit>,
        /// The articles that they added.
        rows: Vec<Row>,
    },
    /// The last steps were read, newest first, for the history pane.
    LogRead(Vec<LogLine>),
    /// The texts typed in earlier runs, the latest last.
    Recalled {
        /// The filters.
        filters: Vec<String>,
        /// The commands of the palette.
        commands: Vec<String>,
    },
    /// The progress of a fetch.
    Fetched(Fetched),
    /// The followed feeds, for the screen of the sources.
    FeedsRead(Vec<Feed>),
    /// A feed is due.
    Due,
    /// A notice to show.
    Told(Notice),
    /// A notice about something that happened without a key, for the status line.
    News(Notice),
    /// Problems in the keymap and config files.
    Problems(Vec<Diagnostic>),
    /// The keymap and config files were saved, and read anew.
    Reloaded {
        /// The settings.
        settings: Settings,
        /// The keymap.
        keymap: Arc<Keymap>,
        /// What is wrong in the files: then all stays as it was.
        problems: Vec<Diagnostic>,
    },
    /// The program is terminated or suspended from outside.
    Leaving,
}

/// The progress of a fetch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// One more feed is done.
    Progress {
        /// The number of feeds that are done.
        done: usize,
        /// The number of all feeds.
        of: usize,
        /// The feed and its result.
        line: Message,
    },
    /// Fetching feeds ended.
    Ended {
        /// The result.
        notice: Notice,
        /// The number of new or changed articles.
        new: usize,
    },
    /// Fetching a page ended: this article may now have another text.
    Page(ArticleId, Notice),
    /// This article now has another text.
    Text(ArticleId),
}

/// An article with its body laid into blocks.
#[derive(Debug, PartialEq, Eq)]
pub struct Opened {
    /// The article.
    pub article: Article,
    /// Its body.
    pub document: Arc<Document>,
    /// The names of the web sources of the article, including the one whose text this is.
    pub sources: Vec<String>,
}

/// A step as the history pane shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// The step.
    pub step: Logged,
    /// The time of the step, formatted for the person.
    pub when: String,
}

/// The severity of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Good to know.
    Info,
    /// A command did not do what was asked.
    Warning,
    /// Something is wrong; the notice stays on the screen until the problem is solved.
    Error,
}

/// A message to the person in the status line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The severity.
    pub level: Level,
    /// The text: one line.
    pub text: Message,
    /// The link at the end of the text, which can be clicked.
    pub link: Option<String>,
}

impl Notice {
    /// Returns a notice without a link.
    #[must_use]
    pub fn new(level: Level, text: impl Into<Message>) -> Self {
        Self { level, text: text.into(), link: None }
    }

    /// Returns the notice with this link at the end of its text, which can be clicked.
    #[must_use]
    pub fn linked(self, link: &str) -> Self {
        Self { link: Some(link.to_owned()), ..self }
    }

    /// Returns a notice that is good to know.
    #[must_use]
    pub fn info(text: impl Into<Message>) -> Self {
        Self::new(Level::Info, text)
    }

    /// Returns a notice that a command did not do what was asked.
    #[must_use]
    pub fn warning(text: impl Into<Message>) -> Self {
        Self::new(Level::Warning, text)
    }
}
