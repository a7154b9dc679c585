//! All that a person decided about one article.

use super::Tag;
use std::collections::BTreeSet;
use std::fmt;

/// The decision on an article.
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
    /// Every verdict, in the order in which the views stand.
    pub const ALL: [Self; 4] = [Self::Inbox, Self::Later, Self::Keep, Self::Drop];

    /// The name used in files, in queries and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Inbox => "inbox",
            Self::Keep => "keep",
            Self::Later => "later",
            Self::Drop => "drop",
        }
    }

    /// The verdict that `name` names.
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

/// All that a person decided about one article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Triage {
    /// The decision.
    pub verdict: Verdict,
    /// Whether it was read.
    pub read: bool,
    /// The words put on it.
    pub tags: BTreeSet<Tag>,
    /// One line of the person's own; empty when there is none.
    pub note: String,
    /// How far the person has read: a byte offset in the text of the article's document.
    pub position: u32,
}
