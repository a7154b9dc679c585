//! One undoable step: exactly what changed, on exactly which articles.

use super::{ArticleId, Tag, Triage, Verdict, View};

/// Which field of an article's triage a change is about; each tag is one of its own.
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
    /// Whether this tag is on.
    Tag(Tag),
}

/// A change of one field of one article's triage, with the value before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldChange {
    /// The verdict.
    Verdict {
        /// Value before.
        before: Verdict,
        /// Value after.
        after: Verdict,
    },
    /// Read or unread.
    Read {
        /// Value before.
        before: bool,
        /// Value after.
        after: bool,
    },
    /// The note.
    Note {
        /// Value before.
        before: String,
        /// Value after.
        after: String,
    },
    /// The reading position.
    Position {
        /// Value before.
        before: u32,
        /// Value after.
        after: u32,
    },
    /// One tag, put on (`added`) or taken off.
    Tag {
        /// Which.
        tag: Tag,
        /// Whether it is on afterwards; before, it was the opposite.
        added: bool,
    },
}

impl FieldChange {
    /// The field that is changed.
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

    /// The change that takes this one back.
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

    /// Sets the field of `triage` to the value after.
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

    /// Whether `triage` has the value after.
    #[must_use]
    pub fn has_led_to(&self, triage: &Triage) -> bool {
        self.inverse().starts_from(triage)
    }

    /// Whether `triage` has the value that this change starts from.
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

/// What changed about one article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which article, frozen when the key was pressed.
    pub article: ArticleId,
    /// What changed; each field at most once, each tag at most once.
    pub fields: Vec<FieldChange>,
}

impl Change {
    /// The fields in which `after` differs from `before`.
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
    /// What was done, as shown to a person: `keep`, `tags`, `note`.
    pub label: String,
    /// Exactly the articles that changed.
    pub changes: Vec<Change>,
    /// Where the person was who did it; nothing for what was not done in the reader.
    pub place: Option<Place>,
}

/// Where in the reader a step was made: undo and redo go back there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The view that was shown.
    pub view: View,
    /// The article under the cursor.
    pub cursor: ArticleId,
}

impl Edit {
    /// A step that holds those of `changes` that change anything.
    #[must_use]
    pub fn new(label: &str, changes: impl IntoIterator<Item = Change>) -> Self {
        let changes = changes.into_iter().filter(|change| !change.fields.is_empty()).collect();
        Self { label: label.to_owned(), changes, place: None }
    }

    /// Whether nothing changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The step that takes this one back exactly.
    #[must_use]
    pub fn inverse(&self) -> Self {
        let changes = self.changes.iter().map(|change| Change {
            article: change.article,
            fields: change.fields.iter().rev().map(FieldChange::inverse).collect(),
        });
        Self { label: self.label.clone(), changes: changes.collect(), place: self.place.clone() }
    }

    /// The part of this step that still starts from what `triage_of` says and whose fields are not `taken`, and how many
    /// articles were left alone, wholly or in part, because somebody changed them since. An article of which nothing is
    /// known (`None`: its row is not loaded yet) is taken to be as this step expects it.
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
