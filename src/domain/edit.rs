//! One undoable step: exactly what changed, on exactly which articles.

use super::{ArticleId, Tag, Triage, Verdict, View};

/// The field of an article's triage that a change affects; each tag is a field of its own.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// The verdict.
    Verdict,
    /// Read or unread.
    Read,
    /// The note.
    Note,
    /// The reading position.
    Position,
    /// The presence of this tag.
    Tag(Tag),
}

/// A change of one field of one article's triage, with the value before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldChange {
    /// The verdict.
    Verdict {
        /// The value before.
        before: Verdict,
        /// The value after.
        after: Verdict,
    },
    /// Read or unread.
    Read {
        /// The value before.
        before: bool,
        /// The value after.
        after: bool,
    },
    /// The note.
    Note {
        /// The value before.
        before: String,
        /// The value after.
        after: String,
    },
    /// The reading position.
    Position {
        /// The value before.
        before: u32,
        /// The value after.
        after: u32,
    },
    /// One tag, added or removed.
    Tag {
        /// The tag.
        tag: Tag,
        /// Whether the article has the tag afterwards; before, it was the opposite.
        added: bool,
    },
}

impl FieldChange {
    /// Returns the changed field.
    #[must_use]
    pub fn field(&self) -> Field {
        match self {
            Self::Verdict { .. } => Field::Verdict,
            Self::Read { .. } => Field::Read,
            Self::Note { .. } => Field::Note,
            Self::Position { .. } => Field::Position,
            Self::Tag { tag, .. } => Field::Tag(tag.clone()),
        }
    }

    /// Returns the change that reverts this one.
    #[must_use]
    pub fn inverse(&self) -> Self {
        match self {
            Self::Verdict { before, after } => Self::Verdict { before: *after, after: *before },
            Self::Read { before, after } => Self::Read { before: *after, after: *before },
            Self::Note { before, after } => Self::Note { before: after.clone(), after: before.clone() },
            Self::Position { before, after } => Self::Position { before: *after, after: *before },
            Self::Tag { tag, added } => Self::Tag { tag: tag.clone(), added: !added },
        }
    }

    /// Sets the field of `triage` to the value after the change.
    pub fn apply(&self, triage: &mut Triage) {
        match self {
            Self::Verdict { after, .. } => triage.verdict = *after,
            Self::Read { after, .. } => triage.read = *after,
            Self::Note { after, .. } => triage.note.clone_from(after),
            Self::Position { after, .. } => triage.position = *after,
            Self::Tag { tag, added: true } => {
                triage.tags.insert(tag.clone());
            }
            Self::Tag { tag, added: false } => {
                triage.tags.remove(tag);
            }
        }
    }

    /// Returns whether `triage` has the value after the change.
    #[must_use]
    pub fn has_led_to(&self, triage: &Triage) -> bool {
        self.inverse().starts_from(triage)
    }

    /// Returns whether `triage` has the value before the change.
    #[must_use]
    pub fn starts_from(&self, triage: &Triage) -> bool {
        match self {
            Self::Verdict { before, .. } => triage.verdict == *before,
            Self::Read { before, .. } => triage.read == *before,
            Self::Note { before, .. } => triage.note == *before,
            Self::Position { before, .. } => triage.position == *before,
            Self::Tag { tag, added } => triage.tags.contains(tag) != *added,
        }
    }
}

/// The changes of one article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The article, fixed when the user pressed the key.
    pub article: ArticleId,
    /// The changed fields; each field and each tag at most once.
    pub fields: Vec<FieldChange>,
}

impl Change {
    /// Creates the change from `before` to `after`, with the fields that differ.
    #[must_use]
    pub fn between(article: ArticleId, before: &Triage, after: &Triage) -> Self {
        let mut fields = Vec::new();
        if before.verdict != after.verdict {
            fields.push(FieldChange::Verdict { before: before.verdict, after: after.verdict });
        }
        if before.read != after.read {
            fields.push(FieldChange::Read { before: before.read, after: after.read });
        }
        if before.note != after.note {
            fields.push(FieldChange::Note { before: before.note.clone(), after: after.note.clone() });
        }
        if before.position != after.position {
            fields.push(FieldChange::Position { before: before.position, after: after.position });
        }
        for tag in before.tags.symmetric_difference(&after.tags) {
            fields.push(FieldChange::Tag { tag: tag.clone(), added: after.tags.contains(tag) });
        }
        Self { article, fields }
    }
}

/// One undoable step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The name of the action, as shown to the user: `keep`, `tags`, `note`.
    pub label: String,
    /// The changes, one for each article that changed.
    pub changes: Vec<Change>,
    /// Where in the reader the user made the step; `None` if it was made elsewhere.
    pub place: Option<Place>,
}

/// The place in the reader where a step was made; undo and redo return to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The view that was open.
    pub view: View,
    /// The article under the cursor.
    pub cursor: ArticleId,
}

impl Edit {
    /// Creates a step from those of `changes` that change anything.
    #[must_use]
    pub fn new(label: &str, changes: impl IntoIterator<Item = Change>) -> Self {
        let changes = changes.into_iter().filter(|change| !change.fields.is_empty()).collect();
        Self { label: label.to_owned(), changes, place: None }
    }

    /// Returns whether the step changes nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Returns the step that reverts this one exactly.
    #[must_use]
    pub fn inverse(&self) -> Self {
        let changes = self.changes.iter().map(|change| Change {
            article: change.article,
            fields: change.fields.iter().rev().map(FieldChange::inverse).collect(),
        });
        Self { label: self.label.clone(), changes: changes.collect(), place: self.place.clone() }
    }

    /// Returns the part of this step whose fields still have the value before, according to `triage_of`, and are not
    /// `taken`. Also returns how many articles are left alone, wholly or in part, because somebody changed them since.
    /// If `triage_of` returns `None` (the row is not loaded yet), the article counts as being in the expected state.
    #[must_use]
    pub fn applicable(
        &self,
        mut triage_of: impl FnMut(ArticleId) -> Option<Triage>,
        taken: impl Fn(ArticleId, &FieldChange) -> bool,
    ) -> (Self, usize) {
        let mut left_alone = 0;
        let changes: Vec<Change> = self
            .changes
            .iter()
            .map(|change| {
                let triage = triage_of(change.article);
                let starts = |field: &FieldChange| triage.as_ref().is_none_or(|triage| field.starts_from(triage));
                let free = |field: &&FieldChange| starts(field) && !taken(change.article, field);
                let fields: Vec<_> = change.fields.iter().filter(free).cloned().collect();
                left_alone += usize::from(fields.len() < change.fields.len());
                Change { article: change.article, fields }
            })
            .collect();
        (Self { place: self.place.clone(), ..Self::new(&self.label, changes) }, left_alone)
    }
}
