//! A decision: what is done to the triage of an article.

use crate::domain::{Tag, Triage, Verdict};

/// A decision that can be made again elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// A verdict.
    Verdict(Verdict),
    /// Read or unread.
    Read(bool),
    /// Tags put on, and tags taken off.
    Tags(Vec<Tag>, Vec<Tag>),
    /// A note.
    Note(String),
}

impl Decision {
    /// What the step of it is called.
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

    /// Makes the decision.
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
