//! What `update` asks of the world: comparable data, carried out by the runtime.

use crate::config::views::SaveView;
use crate::config::views::amend::ViewChange;
use crate::config::{Config, SavedView};
use crate::domain::{ArticleId, RowIndex, Snapshot, Step, Verdict};
use crate::filter::{Query, Readings};
use std::sync::Arc;

/// A request leaving `update`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Keep this step.
    Save(Step),
    /// Read these articles' bodies, the first one first; newer requests replace older ones.
    Open(Vec<ArticleId>),
    /// Search; a newer search replaces an older one.
    Search(Search),
    /// Count what the saved views hold.
    Count(Count),
    /// Keep a query as a view, for later runs too.
    SaveView(SaveView),
    /// Keep what was typed, for later runs.
    Remember(Typed),
    /// Change or remove a view of the person's own, for later runs too.
    ChangeView(SavedView, ViewChange),
    /// The changed text of this article was seen.
    Seen(ArticleId),
    /// Open this link in the browser; where there is none, copy and show it.
    Browse(String),
    /// Copy this text to the clipboard.
    Copy {
        /// What it is, for the notice: `link`, `text`.
        what: &'static str,
        /// The text, in logical order.
        text: String,
    },
    /// Read what other processes and machines decided.
    Sync,
    /// Read the last steps, for the history pane.
    ReadLog,
    /// Give the terminal to this program until it ends.
    Run(Program),
    /// Run the command that the person set for a verdict on these articles, which have it now.
    Hook(Hook),
    /// Make rows of their own of the articles that are one row with this one.
    Split(ArticleId),
    /// Fetch something from the web.
    Fetch(Fetch),
    /// Stop fetching.
    StopFetching,
    /// Say when the next feed is due ([`super::msg::Msg::Due`]).
    Schedule,
    /// Read which feeds there are.
    ReadFeeds,
    /// Do by these settings from now on.
    SetUp(Arc<Config>),
    /// Draw every cell anew.
    Redraw,
    /// Give the terminal back and stop until continued.
    Suspend,
    /// Leave.
    Quit,
}

/// Saved views to be counted.
#[derive(Clone, Debug)]
pub struct Count {
    /// Their names and queries.
    pub views: Vec<(String, Arc<Query>)>,
    /// What stands in the rows, all of which are looked at.
    pub snapshot: Snapshot,
}

impl PartialEq for Count {
    fn eq(&self, other: &Self) -> bool {
        (&self.views, self.snapshot.revision()) == (&other.views, other.snapshot.revision())
    }
}

impl Eq for Count {}

/// What was typed, to be gone back to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// A filter that was accepted.
    Filter(String),
    /// A command that was run from the palette, with what it was told.
    Command(String),
}

/// A program to run on an article, in the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// Which program.
    pub tool: Tool,
    /// The article's fields, as variables.
    pub environment: Vec<(&'static str, String)>,
    /// The article's text, for standard input.
    pub input: String,
}

/// A command after a verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hook {
    /// The program and its arguments; never empty.
    pub words: Vec<String>,
    /// The verdict.
    pub verdict: Verdict,
    /// The articles that it was given to.
    pub articles: Vec<ArticleId>,
}

/// Which program is to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tool {
    /// This one: the program and its arguments, never empty.
    Words(Vec<String>),
    /// The person's editor, on a copy of the text in a file.
    Editor,
    /// The person's pager.
    Pager,
}

/// What is to be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetch {
    /// The feeds that this article came from.
    Article(ArticleId),
    /// All feeds.
    All,
    /// The feeds that are due.
    Due,
    /// The page of this article, at this address; where it is here already, the other of its two texts is shown.
    FullText(ArticleId, String),
}

/// A search over the titles, sources and tags of some rows.
#[derive(Clone, Debug)]
pub struct Search {
    /// Counts the searches; an answer to an older one is passed over.
    pub generation: u64,
    /// What is looked for.
    pub query: Arc<Query>,
    /// The rows to search.
    pub candidates: Arc<Vec<RowIndex>>,
    /// What stands in them.
    pub snapshot: Snapshot,
    /// What else a query is read as where it finds little.
    pub readings: Readings,
}

impl PartialEq for Search {
    fn eq(&self, other: &Self) -> bool {
        (self.generation, &self.query, &self.candidates) == (other.generation, &other.query, &other.candidates)
    }
}

impl Eq for Search {}
