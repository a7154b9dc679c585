//! What can happen: the facts that enter `update`.

use super::settings::Settings;
use crate::domain::{Article, ArticleId, Edit, Feed, History, Logged, Row, Step, StepId, Triage};
use crate::filter::Matches;
use crate::keymap::{Key, Keymap};
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
    /// Whether the terminal orders whole rows: then panes never stand side by side.
    WholeRows(bool),
    /// The terminal has this size now.
    Resized {
        /// Columns.
        width: u16,
        /// Rows.
        height: u16,
    },
    /// What time it is, in milliseconds since 1970-01-01 UTC. Said before other facts; nothing else reads a clock.
    Clock(i64),
    /// A part of the library's rows was read at start, newest first.
    Loaded {
        /// The rows.
        rows: Vec<Row>,
        /// How many articles the library holds in all.
        total: usize,
        /// Whether this was the last part.
        done: bool,
    },
    /// Articles came, or their texts changed, while the program runs.
    Arrived(Vec<Row>),
    /// What earlier runs and other commands left to undo and redo.
    HistoryRead(History),
    /// An article's body was read; nothing where it is gone.
    Opened(ArticleId, Option<Arc<Opened>>),
    /// A search found something, or ended.
    Found {
        /// Which search, as [`super::effect::Search::generation`] named it.
        generation: u64,
        /// What it found.
        found: Arc<Matches>,
    },
    /// The saved views were counted: how many articles each holds, by name.
    Counted(Vec<(String, usize)>),
    /// Texts were read into the index of words.
    Indexed {
        /// How many are in it.
        read: usize,
        /// How many articles there are.
        total: usize,
        /// Whether no more are to be read.
        done: bool,
    },
    /// A step is kept: written to the journal and synced.
    Saved(StepId),
    /// Steps could not be kept yet; they will be tried again.
    SaveFailed(String),
    /// What other farz processes and machines did.
    Elsewhere {
        /// What is decided now about each article that they decided on.
        triage: Vec<(ArticleId, Triage)>,
        /// The steps of other processes of this machine: they can be taken back here too.
        steps: Vec<Step>,
        /// What other machines did: undo here leaves it alone.
        theirs: Vec<Edit>,
        /// Articles that they added.
        rows: Vec<Row>,
    },
    /// The last steps, newest first, for the history pane.
    LogRead(Vec<LogLine>),
    /// What was typed in earlier runs, the latest last.
    Recalled {
        /// The filters.
        filters: Vec<String>,
        /// The commands of the palette.
        commands: Vec<String>,
    },
    /// How fetching goes.
    Fetched(Fetched),
    /// The feeds that are followed, for the screen of the sources.
    FeedsRead(Vec<Feed>),
    /// A feed is due.
    Due,
    /// Something to tell.
    Told(Notice),
    /// Something that happened by itself, for the status line.
    News(Notice),
    /// Problems in the keymap and config files, a line each.
    Problems(Vec<String>),
    /// The keymap and config files were saved, and read anew.
    Reloaded {
        /// The config.
        settings: Settings,
        /// The keys.
        keymap: Arc<Keymap>,
        /// What is wrong in the files, a line each: then all stays as it was.
        problems: Vec<String>,
    },
    /// The program ends, or is suspended, from outside.
    Leaving,
}

/// How fetching goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// One more feed is done.
    Progress {
        /// How many are done.
        done: usize,
        /// Of how many.
        of: usize,
        /// Which, and what came of it.
        line: Message,
    },
    /// Fetching feeds ended.
    Ended {
        /// How it went.
        notice: Notice,
        /// How many articles are new or changed.
        new: usize,
    },
    /// Fetching a page ended: this article may have another text to be read now.
    Page(ArticleId, Notice),
    /// This article has another text to be read now.
    Text(ArticleId),
}

/// An article with its body laid into blocks.
#[derive(Debug, PartialEq, Eq)]
pub struct Opened {
    /// The article.
    pub article: Article,
    /// Its body.
    pub document: Arc<Document>,
    /// The names of the sources on the web that it came from, the one whose text this is among them.
    pub sources: Vec<String>,
}

/// A step as the history pane shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// The step.
    pub step: Logged,
    /// When it was made, as a person reads it.
    pub when: String,
}

/// How much a notice matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Good to know.
    Info,
    /// Something did not go as asked.
    Warning,
    /// Something is wrong and stays on the screen until it is mended.
    Error,
}

/// Something told to the person in the status line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// How much it matters.
    pub level: Level,
    /// One line.
    pub text: Message,
    /// The link at the end of the text, to click.
    pub link: Option<String>,
}

impl Notice {
    /// A notice without a link.
    #[must_use]
    pub fn new(level: Level, text: impl Into<Message>) -> Self {
        Self { level, text: text.into(), link: None }
    }

    /// The same with the link at the end of its text, which can be clicked.
    #[must_use]
    pub fn linked(self, link: &str) -> Self {
        Self { link: Some(link.to_owned()), ..self }
    }

    /// Good to know.
    #[must_use]
    pub fn info(text: impl Into<Message>) -> Self {
        Self::new(Level::Info, text)
    }

    /// Something did not go as asked.
    #[must_use]
    pub fn warning(text: impl Into<Message>) -> Self {
        Self::new(Level::Warning, text)
    }
}
