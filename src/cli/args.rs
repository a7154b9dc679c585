//! The command line. Its help texts are in `locales/en.ftl` (see `help.rs`).

use super::words::text;
use crate::domain::Verdict;
use crate::message::msg;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;

/// Work through a stack of articles in the terminal: read, decide, tag, and find everything again
#[derive(Debug, Parser)]
#[command(name = "farz", version, args_conflicts_with_subcommands = true)]
pub struct Cli {
    /// The command; without one, the reader opens
    #[command(subcommand)]
    pub command: Option<Command>,
    /// What to open
    #[command(flatten)]
    pub open: Open,
    /// Write what farz does to this file; FARZ_LOG sets how much (error, warn, info, debug, trace)
    #[arg(long, value_name = "FILE", global = true)]
    pub log: Option<PathBuf>,
}

/// The arguments of `farz` without a command.
#[derive(Debug, Args)]
pub struct Open {
    /// Open a dozen sample articles in a temporary library
    #[arg(long)]
    pub sample: bool,
    /// Use this keymap: default, vim, newsboat, mutt, emacs, or the name of a file in the keymaps folder, without .toml
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
        /// Files, folders, addresses of feeds and pages, lists of feeds (OPML, newsboat's urls and cache.db); - is
        /// standard input
        #[arg(value_name = "SOURCE", required = true)]
        sources: Vec<OsString>,
    },
    /// Fetch the feeds that are due, or the given ones
    Fetch {
        /// Feeds, by address or part of the title
        #[arg(value_name = "FEED")]
        sources: Vec<String>,
        /// Fetch every feed, even those not due yet
        #[arg(long)]
        all: bool,
    },
    /// List the feeds that you follow
    Sources {
        /// Print OPML for other readers
        #[arg(long)]
        opml: bool,
        /// Stop following this feed; its articles stay
        #[arg(long, value_name = "ADDRESS")]
        remove: Option<String>,
    },
    /// Work with the rules for new articles
    Rules {
        /// What to do
        #[command(subcommand)]
        command: RulesCommand,
    },
    /// List articles, newest first; with a query, best match first
    List(List),
    /// Print an article
    Show(Show),
    /// Decide on articles
    Mark {
        /// The verdict
        verdict: VerdictArg,
        /// Articles, each by its id or the start of it
        #[arg(value_name = "ID", required_unless_present_any = ["query", "view"])]
        ids: Vec<String>,
        /// Decide on every article that this query matches, instead of articles by id
        #[arg(long, conflicts_with = "ids")]
        query: Option<String>,
        /// Decide on every article in this view; with --query, on those that match
        #[arg(long, value_name = "NAME", conflicts_with = "ids")]
        view: Option<String>,
    },
    /// Add and remove tags
    Tag {
        /// Tag every article that this query matches, instead of articles by id; comes before the tags
        #[arg(long)]
        query: Option<String>,
        /// Tag every article in this view; with --query, those that match; comes before the tags
        #[arg(long, value_name = "NAME")]
        view: Option<String>,
        /// Articles (ids or the start of them), then +TAG to add and -TAG to remove
        #[arg(value_name = "ID... +TAG -TAG", required = true, allow_hyphen_values = true, trailing_var_arg = true)]
        words: Vec<String>,
    },
    /// Undo the last step, the last few, or a given one
    Undo {
        /// How many steps, or the name of one as `farz log` shows it
        #[arg(value_name = "N|STEP")]
        what: Option<String>,
    },
    /// Redo undone steps
    Redo {
        /// How many steps
        #[arg(value_name = "N")]
        count: Option<String>,
    },
    /// List the last steps: name, time, machine, label, number of articles
    Log {
        /// List at most this many
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: usize,
    },
    /// List the tags with their number of articles; rename, merge or delete tags everywhere
    Tags {
        /// What to change
        #[command(subcommand)]
        action: Option<TagsAction>,
    },
    /// List your views with their number of articles; add, rename, bind or remove views
    Views {
        /// What to change
        #[command(subcommand)]
        action: Option<ViewsAction>,
    },
    /// Write all articles and decisions to standard output
    Export {
        /// Output format
        #[arg(long, value_enum, default_value_t = ExportFormat::Jsonl)]
        format: ExportFormat,
    },
    /// Import an export or a backup
    Import {
        /// The file
        file: PathBuf,
    },
    /// Write everything to a file, even while farz is open
    Backup {
        /// The file, which is overwritten if it exists
        file: PathBuf,
    },
    /// Shorten this machine's journal files; the last thousand steps can still be undone
    Compact,
    /// Print the keys: what each does, the file that binds it, and the commands without a key
    Keys {
        /// Use this keymap
        #[arg(long, value_name = "NAME", global = true)]
        keymap: Option<String>,
        /// What else to do with the keys
        #[command(subcommand)]
        command: Option<KeysCommand>,
    },
    /// Show where farz keeps its data and check it for problems
    Doctor {
        /// Rebuild the library's copy of the triage state from the journal
        #[arg(long)]
        rebuild: bool,
    },
    /// Show a sample line in each way of writing right-to-left text, and remember which one this terminal shows correctly
    Calibrate,
    /// Print the manual page, for man(1)
    Man,
    /// Print the completion script of a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// Changes of a tag on every article, in one step.
#[derive(Debug, Subcommand)]
pub enum TagsAction {
    /// Rename a tag
    Rename {
        /// The tag
        old: String,
        /// Its new name, which no other tag has
        new: String,
    },
    /// Merge several tags into one
    Merge {
        /// The tags to replace
        #[arg(required = true)]
        tags: Vec<String>,
        /// The tag to use instead; it may be new
        into: String,
    },
    /// Delete a tag from every article
    Delete {
        /// The tag
        tag: String,
    },
}

/// Changes of the person's views, in views.toml.
#[derive(Debug, Subcommand)]
pub enum ViewsAction {
    /// Save a query as a view
    Add {
        /// Its name
        name: String,
        /// Its query, as in the filter
        #[arg(value_name = "QUERY", required = true)]
        query: Vec<String>,
        /// The keys that show it in the reader, written as in a keymap
        #[arg(long, value_name = "KEYS")]
        key: Option<String>,
    },
    /// Rename a view
    Rename {
        /// The view
        old: String,
        /// Its new name
        new: String,
    },
    /// Change the keys of a view
    Key {
        /// The view
        name: String,
        /// The keys that show it in the reader, written as in a keymap; none for no keys
        keys: String,
    },
    /// Remove a view
    Remove {
        /// The view
        name: String,
    },
}

/// The format of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// JSON Lines: the steps of the journal, then the articles
    #[value(help = text(&msg!("help-export-format-jsonl")))]
    Jsonl,
}

/// What `farz keys` does instead of printing the keys.
#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// Report every error in the current keymap, or in a file; exit status 1 if there is one
    Check {
        /// A keymap file
        file: Option<PathBuf>,
    },
    /// Explain what keys do in each context
    Which {
        /// Keys, written as in a keymap: "g g"
        keys: String,
    },
    /// Write a commented starter keymap; an existing file stays unchanged
    Init {
        /// Its name
        name: String,
    },
}

/// What `farz rules` does.
#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// Show which articles in the library each rule would match, without changing anything
    Test {
        /// Test only the articles in this view
        #[arg(long, value_name = "NAME")]
        view: Option<String>,
    },
}

/// The output format of `farz list`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    /// One line per article, for people
    #[value(help = text(&msg!("help-list-format-line")))]
    Line,
    /// One JSON object per article, with its text
    #[value(help = text(&msg!("help-list-format-jsonl")))]
    Jsonl,
    /// Markdown with front matter; each article starts with a line of ---
    #[value(help = text(&msg!("help-list-format-markdown")))]
    Markdown,
    /// Comma-separated values (RFC 4180), without texts
    #[value(help = text(&msg!("help-list-format-csv")))]
    Csv,
}

/// The arguments of `farz list`.
#[derive(Debug, Args)]
pub struct List {
    /// What to search for: words, and everything else that the filter understands
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// List only articles with this verdict
    #[arg(long, value_name = "VERDICT")]
    pub verdict: Option<VerdictArg>,
    /// List the articles in this view, in its order
    #[arg(long, value_name = "NAME")]
    pub view: Option<String>,
    /// Print one JSON object per article
    #[arg(long)]
    pub json: bool,
    /// Explain how the query is read instead of listing
    #[arg(long)]
    pub explain: bool,
    /// Output format
    #[arg(long, value_enum, default_value_t = FormatArg::Line, conflicts_with = "json")]
    pub format: FormatArg,
    /// Print the JSON Schema of --json and --format jsonl instead of listing
    #[arg(long)]
    pub schema: bool,
    /// List at most this many
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
}

/// The arguments of `farz show`.
#[derive(Debug, Args)]
pub struct Show {
    /// The article, by its id or the start of it
    pub id: String,
    /// Width of the text in columns
    #[arg(long, value_name = "N", default_value_t = 80, value_parser = clap::value_parser!(u16).range(10..=1000))]
    pub width: u16,
    /// Print the lines as the reader shows them, or plain text in logical order
    #[arg(long, value_enum, default_value_t = TextOrder::Logical)]
    pub text: TextOrder,
    /// Print one JSON object, with the text
    #[arg(long)]
    pub json: bool,
}

/// The order in which `farz show` prints letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TextOrder {
    /// The lines exactly as the reader shows them
    #[value(help = text(&msg!("help-show-text-visual")))]
    Visual,
    /// Plain text
    #[value(help = text(&msg!("help-show-text-logical")))]
    Logical,
}

/// A verdict on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum VerdictArg {
    /// Undecided
    #[value(help = text(&msg!("help-verdict-inbox")))]
    Inbox,
    /// Worth keeping
    #[value(help = text(&msg!("help-verdict-keep")))]
    Keep,
    /// For later
    #[value(help = text(&msg!("help-verdict-later")))]
    Later,
    /// Not wanted
    #[value(help = text(&msg!("help-verdict-drop")))]
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
    /// Returns the name of the command on the command line.
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
