//! What `update` asks of the outside world: comparable data that the runtime carries out.

use crate::config::views::SaveView;
use crate::config::views::amend::ViewChange;
use crate::config::{Config, SavedView};
use crate::domain::{ArticleId, RowIndex, Snapshot, Step, Verdict};
use crate::filter::{Query, Readings};
use std::sync::Arc;

/// A request leaving `update`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Save this step.
    Save(Step),
    /// Read these articles' bodies, the first one first; newer requests replace older ones.
    Open(Vec<ArticleId>),
    /// Search. A newer search replaces an older one.
    Search(Search),
    /// Count the articles in the saved views.
    Count(Count),
    /// Save a query as a view, also for later runs.
    SaveView(SaveView),
    /// Save what was typed, for later runs.
    Remember(Typed),
    /// Change or remove one of the person's views, also for later runs.
    ChangeView(SavedView, ViewChange),
    /// Record that the changed text of this article was seen.
    Seen(ArticleId),
    /// Open this link in the browser. Without a browser, copy the link and show it.
    Browse(String),
    /// Copy this text to the clipboard.
    Copy {
        /// The kind of text, for the notice: `link`, `text`.
        what: &'static str,
        /// The text, in logical order.
        text: String,
    },
    /// Read the decisions of other processes and machines.
    Sync,
    /// Read the last steps, for the history pane.
    ReadLog,
    /// Give the terminal to this program until it ends.
    Run(Program),
    /// Run the person's hook for a verdict on these articles, which now have that verdict.
    Hook(Hook),
    /// Give each article that shares a row with this one its own row.
    Split(ArticleId),
    /// Fetch something from the web.
    Fetch(Fetch),
    /// Stop fetching.
    StopFetching,
    /// Report when the next feed is due ([`super::msg::Msg::Due`]).
    Schedule,
    /// Read the list of feeds.
    ReadFeeds,
    /// Apply these settings from now on.
    SetUp(Arc<Config>),
    /// Redraw every cell.
    Redraw,
    /// Release the terminal and suspend the process until it is continued.
    Suspend,
    /// Quit.
    Quit,
}

/// Saved views to count.
#[derive(Clone, Debug)]
pub struct Count {
    /// Their names and queries.
    pub views: Vec<(String, Arc<Query>)>,
    /// The content of the rows; the count goes over all of them.
    pub snapshot: Snapshot,
}

impl PartialEq for Count {
    fn eq(&self, other: &Self) -> bool {
        (&self.views, self.snapshot.revision()) == (&other.views, other.snapshot.revision())
    }
}

impl Eq for Count {}

/// A typed text that the person can go back to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// A filter that was accepted.
    Filter(String),
    /// A command run from the palette, with its argument.
    Command(String),
}

/// A program to run on an article, in the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// Which program.
    pub tool: Tool,
    /// The article's fields, as environment variables.
    pub environment: Vec<(&'static str, String)>,
    /// The article's text, for standard input.
    pub input: String,
}

/// A command that runs after a verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hook {
    /// The program and its arguments; never empty.
    pub words: Vec<String>,
    /// The verdict.
    pub verdict: Verdict,
    /// The articles that got the verdict.
    pub articles: Vec<ArticleId>,
}

/// Which program to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tool {
    /// This program with its arguments; never empty.
    Words(Vec<String>),
    /// The person's editor, on a copy of the text in a file.
    Editor,
    /// The person's pager.
    Pager,
}

/// What to fetch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetch {
    /// The feeds that this article came from.
    Article(ArticleId),
    /// All feeds.
    All,
    /// The feeds that are due.
    Due,
    /// The page of this article, at this address. If the page is in the library already, the reader switches to the
    /// other of the two texts.
    FullText(ArticleId, String),
}

/// A search over the titles, sources and tags of some rows.
#[derive(Clone, Debug)]
pub struct Search {
    /// The number of this search. Answers to older searches are ignored.
    pub generation: u64,
    /// The query.
    pub query: Arc<Query>,
    /// The rows to search.
    pub candidates: Arc<Vec<RowIndex>>,
    /// The content of those rows.
    pub snapshot: Snapshot,
    /// The other readings of a query that finds little.
    pub readings: Readings,
}

impl PartialEq for Search {
    fn eq(&self, other: &Self) -> bool {
        (self.generation, &self.query, &self.candidates) == (other.generation, &other.query, &other.candidates)
    }
}

impl Eq for Search {}
