//! The articles that the list shows: a built-in view or a saved query.

use super::Verdict;

/// The selection of articles in the list, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum View {
    /// The articles with this verdict.
    Verdict(Verdict),
    /// Every article.
    All,
    /// The results of a user's query, identified by the name under which it was saved.
    Saved(String),
}

impl View {
    /// The built-in views, in the order of the keys `1` to `5`.
    pub const ALL: [Self; 5] = [
        Self::Verdict(Verdict::Inbox),
        Self::Verdict(Verdict::Later),
        Self::Verdict(Verdict::Keep),
        Self::Verdict(Verdict::Drop),
        Self::All,
    ];

    /// Returns the name that the user sees.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Verdict(Verdict::Inbox) => "Inbox",
            Self::Verdict(Verdict::Later) => "Later",
            Self::Verdict(Verdict::Keep) => "Kept",
            Self::Verdict(Verdict::Drop) => "Dropped",
            Self::All => "All",
            Self::Saved(name) => name,
        }
    }

    /// Returns the built-in view with this name, ignoring case.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.name().eq_ignore_ascii_case(name))
    }

    /// Returns whether an article with `verdict` can be in this view.
    #[must_use]
    pub fn holds(&self, verdict: Verdict) -> bool {
        match self {
            Self::Verdict(wanted) => *wanted == verdict,
            Self::All | Self::Saved(_) => true,
        }
    }
}
