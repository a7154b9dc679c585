//! A decision: a change to the triage of an article.

use crate::domain::{Tag, Triage, Verdict};

/// A decision that can be repeated on other articles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// A verdict.
    Verdict(Verdict),
    /// Read or unread.
    Read(bool),
    /// Tags to add, and tags to remove.
    Tags(Vec<Tag>, Vec<Tag>),
    /// A note.
    Note(String),
}

impl Decision {
    /// Returns the label of its step.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::Verdict(verdict) => verdict.name(),
            Self::Read(true) => "read",
            Self::Read(false) => "unread",
            Self::Tags(..) => "tags",
            Self::Note(_) => "note",
        }
    }

    /// Applies the decision to a triage.
    pub fn apply(&self, triage: &mut Triage) {
        match self {
            Self::Verdict(verdict) => triage.verdict = *verdict,
            Self::Read(read) => triage.read = *read,
            Self::Tags(on, off) => {
                triage.tags.extend(on.iter().cloned());
                off.iter().for_each(|tag| {
                    triage.tags.remove(tag);
                });
            }
            Self::Note(note) => triage.note.clone_from(note),
        }
    }
}
