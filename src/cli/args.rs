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
}

const AFTER: &str = "Without a command, farz opens the reader on its library, after adding the sources named.\n\
    A source is a file or a folder (plain text, Markdown, HTML, RSS, Atom, JSON Feed, JSON Lines), or - for standard input.\n\
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
        /// Files and folders; - is standard input
        #[arg(value_name = "SOURCE", required = true)]
        sources: Vec<OsString>,
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
        #[arg(value_name = "ID", required = true)]
        ids: Vec<String>,
    },
    /// Put tags on articles and take them off
    Tag {
        /// Articles (ids or their beginnings), then +TAG to put on and -TAG to take off
        #[arg(value_name = "ID... +TAG -TAG", required = true, allow_hyphen_values = true, trailing_var_arg = true)]
        words: Vec<String>,
    },
    /// Take the last step back
    Undo,
    /// Do the step taken back again
    Redo,
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
    /// Print the manual page, for man(1)
    Man,
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

/// Listing.
#[derive(Debug, Args)]
pub struct List {
    /// Words to search for in titles, sources and tags
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// Only articles with this verdict
    #[arg(long, value_name = "VERDICT")]
    pub verdict: Option<VerdictArg>,
    /// One JSON object for each article
    #[arg(long)]
    pub json: bool,
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
