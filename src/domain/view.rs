//! A saved query with an order: what the list shows.

use super::Verdict;

/// Which articles the list shows, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum View {
    /// The articles with this verdict.
    Verdict(Verdict),
    /// Every article.
    All,
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

    /// The name that a person sees.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Verdict(Verdict::Inbox) => "Inbox",
            Self::Verdict(Verdict::Later) => "Later",
            Self::Verdict(Verdict::Keep) => "Kept",
            Self::Verdict(Verdict::Drop) => "Dropped",
            Self::All => "All",
        }
    }

    /// Whether an article with `verdict` is in this view.
    #[must_use]
    pub fn holds(self, verdict: Verdict) -> bool {
        match self {
            Self::Verdict(wanted) => wanted == verdict,
            Self::All => true,
        }
    }
}
