//! The user's decisions about one article.

use super::Tag;
use std::collections::BTreeSet;
use std::fmt;

/// The decision about an article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Not decided yet.
    #[default]
    Inbox,
    /// Worth keeping.
    Keep,
    /// To be decided or read later.
    Later,
    /// Not wanted.
    Drop,
}

impl Verdict {
    /// All verdicts, in the order of the views.
    pub const ALL: [Self; 4] = [Self::Inbox, Self::Later, Self::Keep, Self::Drop];

    /// Returns the name used in files, in queries and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Inbox => "inbox",
            Self::Keep => "keep",
            Self::Later => "later",
            Self::Drop => "drop",
        }
    }

    /// Returns the verdict called `name`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.name() == name)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The user's decisions about one article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Triage {
    /// The decision.
    pub verdict: Verdict,
    /// Whether the article is marked as read.
    pub read: bool,
    /// The tags.
    pub tags: BTreeSet<Tag>,
    /// A one-line note by the user; empty if there is none.
    pub note: String,
    /// The reading position: a byte offset in the text of the article's document.
    pub position: u32,
}
