//! The command line.

use crate::domain::Verdict;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;

/// Work through a stack of articles in the terminal: read, decide, tag, and find everything again.
#[derive(Debug, Parser)]
#[command(name = "farz", version, args_conflicts_with_subcommands = true, after_help = AFTER)]
pub struct Cli {
    /// What to do; without it, the reader opens
    #[command(subcommand)]
    pub command: Option<Command>,
    /// What to open the reader on
    #[command(flatten)]
    pub open: Open,
    /// Write what farz does to this file; FARZ_LOG sets how much (error, warn, info, debug, trace)
    #[arg(long, value_name = "FILE", global = true)]
    pub log: Option<PathBuf>,
}

const AFTER: &str = "Without a command, farz opens the reader on its library, after adding the sources named.\n\
    A source is a file or a folder (plain text, Markdown, HTML, RSS, Atom, JSON Feed, JSON Lines), an address on the web, a list of\n\
    feeds (OPML, newsboat's urls), or - for standard input.\n\
    In the reader, ? shows the keys.";

/// Opening the reader.
#[derive(Debug, Args)]
pub struct Open {
    /// Open on a dozen sample articles, in a library that is thrown away afterwards
    #[arg(long)]
    pub sample: bool,
    /// Use this keymap: default, vim, newsboat, mutt, emacs, or the name of a file in the keymaps folder without .toml
    #[arg(long, value_name = "NAME")]
    pub keymap: Option<String>,
    /// Files and folders to add first; - is standard input
    #[arg(value_name = "SOURCE")]
    pub sources: Vec<OsString>,
}

/// What farz does without opening the reader.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Add articles to the library
    Add {
        /// Files and folders, addresses of feeds and pages, lists of feeds (OPML, newsboat's urls and cache.db); - is
        /// standard input
        #[arg(value_name = "SOURCE", required = true)]
        sources: Vec<OsString>,
    },
    /// Fetch the feeds that are followed: those that are due, or those named
    Fetch {
        /// Feeds, each by its address or a part of its title
        #[arg(value_name = "FEED")]
        sources: Vec<String>,
        /// All, also those that are not due yet
        #[arg(long)]
        all: bool,
    },
    /// List the feeds that are followed
    Sources {
        /// As OPML, for other readers
        #[arg(long)]
        opml: bool,
        /// Follow this feed no more; its articles stay
        #[arg(long, value_name = "ADDRESS")]
        remove: Option<String>,
    },
    /// The rules for what arrives
    Rules {
        /// What to do
        #[command(subcommand)]
        command: RulesCommand,
    },
    /// List articles, newest first, or best first where a query is given
    List(List),
    /// Print an article
    Show(Show),
    /// Decide on articles
    Mark {
        /// The verdict
        verdict: VerdictArg,
        /// Articles, each by its id or the beginning of it
        #[arg(value_name = "ID", required_unless_present_any = ["query", "view"])]
        ids: Vec<String>,
        /// All articles that this query finds now, instead of articles by their ids
        #[arg(long, conflicts_with = "ids")]
        query: Option<String>,
        /// All articles that the view of this name holds now; with --query those of them that it finds
        #[arg(long, value_name = "NAME", conflicts_with = "ids")]
        view: Option<String>,
    },
    /// Put tags on articles and take them off
    Tag {
        /// All articles that this query finds now, instead of articles by their ids; stands before the tags
        #[arg(long)]
        query: Option<String>,
        /// All articles that the view of this name holds now; with --query those of them that it finds; stands before the tags
        #[arg(long, value_name = "NAME")]
        view: Option<String>,
        /// Articles (ids or their beginnings), then +TAG to put on and -TAG to take off
        #[arg(value_name = "ID... +TAG -TAG", required = true, allow_hyphen_values = true, trailing_var_arg = true)]
        words: Vec<String>,
    },
    /// Take the last step back, or several, or one in the middle
    Undo {
        /// How many steps, or the name of one as `farz log` shows it
        #[arg(value_name = "N|STEP")]
        what: Option<String>,
    },
    /// Do what was taken back again
    Redo {
        /// How many steps
        #[arg(value_name = "N")]
        count: Option<String>,
    },
    /// List the last steps: name, time, machine, what, how many articles
    Log {
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: usize,
    },
    /// List the tags with how many articles have them; rename, merge or delete one everywhere
    Tags {
        /// What to change
        #[command(subcommand)]
        action: Option<TagsAction>,
    },
    /// List your own views with how many articles they hold; save, rename, bind or remove one
    Views {
        /// What to change
        #[command(subcommand)]
        action: Option<ViewsAction>,
    },
    /// Write everything, articles and decisions, to standard output
    Export {
        /// How it is written
        #[arg(long, value_enum, default_value_t = ExportFormat::Jsonl)]
        format: ExportFormat,
    },
    /// Take in what an export or a backup wrote
    Import {
        /// The file
        file: PathBuf,
    },
    /// Write everything to a file, also while farz is open
    Backup {
        /// The file; it is replaced when it is there
        file: PathBuf,
    },
    /// Make this machine's files of the journal shorter; the last thousand steps can still be taken back
    Compact,
    /// Print the keys: what they do, where that is said, and what has none
    Keys {
        /// Use this keymap
        #[arg(long, value_name = "NAME", global = true)]
        keymap: Option<String>,
        /// What else to do with the keys
        #[command(subcommand)]
        command: Option<KeysCommand>,
    },
    /// Print where everything is kept and whether it is in order
    Doctor {
        /// Make the library's copy of the triage state anew from the journal
        #[arg(long)]
        rebuild: bool,
    },
    /// Show a line in each way of writing right-to-left text, and remember which is right in this terminal
    Calibrate,
    /// Print the manual page, for man(1)
    Man,
    /// Print the completion script of a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// Changing tags everywhere, in one step.
#[derive(Debug, Subcommand)]
pub enum TagsAction {
    /// Give a tag another name
    Rename {
        /// The tag
        old: String,
        /// Its new name, which no tag has yet
        new: String,
    },
    /// Make one tag of several
    Merge {
        /// The tags that go
        #[arg(required = true)]
        tags: Vec<String>,
        /// The tag that stays or comes
        into: String,
    },
    /// Take a tag off everywhere
    Delete {
        /// The tag
        tag: String,
    },
}

/// Changing the views of one's own, in views.toml.
#[derive(Debug, Subcommand)]
pub enum ViewsAction {
    /// Save a query as a view
    Add {
        /// Its name
        name: String,
        /// Its query, as in the filter
        #[arg(value_name = "QUERY", required = true)]
        query: Vec<String>,
        /// The keys that show it in the reader, as a keymap has them
        #[arg(long, value_name = "KEYS")]
        key: Option<String>,
    },
    /// Give a view another name
    Rename {
        /// The view
        old: String,
        /// Its new name
        new: String,
    },
    /// Give a view other keys
    Key {
        /// The view
        name: String,
        /// The keys that show it in the reader, as a keymap has them; none for no keys
        keys: String,
    },
    /// Remove a view
    Remove {
        /// The view
        name: String,
    },
}

/// How an export is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// JSON Lines: the steps of the journal, then the articles
    Jsonl,
}

/// What `farz keys` does besides printing them.
#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// Say all that is wrong in the keymap in force, or in a file; exit status 1 if anything is
    Check {
        /// A keymap file
        file: Option<PathBuf>,
    },
    /// Say what keys do in every place
    Which {
        /// Keys, as a keymap has them: "g g"
        keys: String,
    },
    /// Write a keymap to begin with, with explanations; never over one that is there
    Init {
        /// Its name
        name: String,
    },
}

/// What is done with the rules.
#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// Show which articles in the library each rule would have matched, and change nothing
    Test {
        /// Only among the articles that the view of this name holds
        #[arg(long, value_name = "NAME")]
        view: Option<String>,
    },
}

/// How articles are written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    /// A line for people
    Line,
    /// One JSON object for each article, with its text
    Jsonl,
    /// Markdown with front matter; each article begins with a line ---
    Markdown,
    /// Comma-separated values (RFC 4180), without texts
    Csv,
}

/// Listing.
#[derive(Debug, Args)]
pub struct List {
    /// What to search for: words, and all else that the filter understands
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// Only articles with this verdict
    #[arg(long, value_name = "VERDICT")]
    pub verdict: Option<VerdictArg>,
    /// What the view of this name holds, in its order
    #[arg(long, value_name = "NAME")]
    pub view: Option<String>,
    /// One JSON object for each article
    #[arg(long)]
    pub json: bool,
    /// Say how the query was read, instead of listing
    #[arg(long)]
    pub explain: bool,
    /// Written out whole, for other programs
    #[arg(long, value_enum, default_value_t = FormatArg::Line, conflicts_with = "json")]
    pub format: FormatArg,
    /// Print the JSON Schema of what --json and --format jsonl write, instead of listing
    #[arg(long)]
    pub schema: bool,
    /// At most so many
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
}

/// Printing an article.
#[derive(Debug, Args)]
pub struct Show {
    /// The article, by its id or the beginning of it
    pub id: String,
    /// Columns of the text
    #[arg(long, value_name = "N", default_value_t = 80, value_parser = clap::value_parser!(u16).range(10..=1000))]
    pub width: u16,
    /// The lines as the reading view shows them, or plain text in logical order
    #[arg(long, value_enum, default_value_t = TextOrder::Logical)]
    pub text: TextOrder,
    /// One JSON object, with the text
    #[arg(long)]
    pub json: bool,
}

/// In which order letters are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TextOrder {
    /// Exactly the lines of the reading view
    Visual,
    /// Plain text
    Logical,
}

/// A verdict on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum VerdictArg {
    /// Not decided
    Inbox,
    /// Worth keeping
    Keep,
    /// For later
    Later,
    /// Not wanted
    Drop,
}

impl From<VerdictArg> for Verdict {
    fn from(verdict: VerdictArg) -> Self {
        match verdict {
            VerdictArg::Inbox => Self::Inbox,
            VerdictArg::Keep => Self::Keep,
            VerdictArg::Later => Self::Later,
            VerdictArg::Drop => Self::Drop,
        }
    }
}

impl Command {
    /// Its name on the command line.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Add { .. } => "add",
            Self::Fetch { .. } => "fetch",
            Self::Sources { .. } => "sources",
            Self::Rules { .. } => "rules",
            Self::List(_) => "list",
            Self::Show(_) => "show",
            Self::Mark { .. } => "mark",
            Self::Tag { .. } => "tag",
            Self::Undo { .. } => "undo",
            Self::Redo { .. } => "redo",
            Self::Log { .. } => "log",
            Self::Tags { .. } => "tags",
            Self::Views { .. } => "views",
            Self::Export { .. } => "export",
            Self::Import { .. } => "import",
            Self::Backup { .. } => "backup",
            Self::Compact => "compact",
            Self::Completions { .. } => "completions",
            Self::Keys { .. } => "keys",
            Self::Doctor { .. } => "doctor",
            Self::Calibrate => "calibrate",
            Self::Man => "man",
        }
    }
}
