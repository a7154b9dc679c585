//! One line of a journal: a step with its stamp, as JSON.
//!
//! ```json
//! {"v":1,"clock":[1795000000000,0],"replica":"…","step":"….1","kind":"edit","label":"keep",
//!  "changes":[{"article":"…","verdict":["inbox","keep"],"read":[false,true],"tags":["+x","-y"],
//!              "note":["",".."],"position":[0,123]}],"place":["inbox","…"]}
//! ```
//!
//! Kinds are `edit`, `undo` and `redo` (with `of`, the step undone or redone) and `silent`. Values are in pairs,
//! before and after. `place` is the view, and the article under the cursor, where the step was made. Unknown fields
//! are ignored, so that a later farz can add some. A form that an older farz must not misread gets a new version or
//! kind; the older farz skips such a line and keeps it.
//!
//! # Invariants
//!
//! - No bytes in a journal make the decoder panic.
//!   Test: `no_bytes_make_it_panic`.

use super::clock::Stamp;
use super::replica_id::ReplicaId;
use crate::domain::{
    ArticleId, Change, Edit, FieldChange, Place, Step, StepId, StepKind, Tag, TagError, Verdict, View,
};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use thiserror::Error;

/// The version of the lines that farz writes, and the newest that it understands.
pub const VERSION: u32 = 1;

/// A step, and when and where it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// When the step was made, and by which replica.
    pub stamp: Stamp,
    /// The step.
    pub step: Step,
}

/// Why a line is not read. The line stays in the file; compaction removes blank ones.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unread {
    /// The line is empty, which is not an error.
    #[error("an empty line")]
    Blank,
    /// A newer farz wrote the line.
    #[error("skipped: a newer farz wrote it ({0})")]
    Newer(Newer),
    /// The line is torn, or farz did not write it.
    #[error("skipped: not a complete line of farz's journal ({0})")]
    Foreign(Flaw),
}

/// What shows that a newer farz wrote a line.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Newer {
    /// Its version is higher than [`VERSION`].
    #[error("version {0}")]
    Version(u32),
    /// Its kind is unknown. At most 20 characters are kept.
    #[error("kind {0:?}")]
    Kind(String),
}

/// What is wrong with a line that is torn or foreign.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Flaw {
    /// It contains bytes that are not UTF-8.
    #[error("not UTF-8")]
    NotUtf8,
    /// It is not JSON in the form of a step; the text is the parser's message, in English.
    #[error("{0}")]
    Json(String),
    /// It has a version that no farz writes.
    #[error("version {0}")]
    Version(u32),
    /// It is longer than this limit, in bytes.
    #[error("longer than {} MB", .0 >> 20)]
    TooLong(usize),
    /// Its time is after the year 9999.
    #[error("its time is after the year 9999")]
    Time,
    /// Its replica is not a valid id.
    #[error("its replica is not an id")]
    Replica,
    /// Its step is not a valid id.
    #[error("its step is not an id")]
    Step,
    /// It is an undo or redo without the id of the step.
    #[error("the step that it undoes or redoes is missing")]
    Of,
    /// The id of an article is invalid.
    #[error("an article's id is not valid")]
    Article,
    /// A tag has neither `+` nor `-` in front.
    #[error("a tag is neither added nor removed")]
    TagSign,
    /// A tag is invalid.
    #[error("a tag is not valid: {0}")]
    Tag(TagError),
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Edit,
    Undo,
    Redo,
    Silent,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", remote = "Verdict")]
enum VerdictName {
    Inbox,
    Keep,
    Later,
    Drop,
}

#[derive(Serialize, Deserialize)]
struct Named(#[serde(with = "VerdictName")] Verdict);

#[derive(Serialize, Deserialize)]
struct Form<'a> {
    v: u32,
    clock: (u64, u32),
    #[serde(borrow)]
    replica: Cow<'a, str>,
    #[serde(borrow)]
    step: Cow<'a, str>,
    kind: Kind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    of: Option<String>,
    #[serde(borrow, default)]
    label: Cow<'a, str>,
    #[serde(borrow, default)]
    changes: Vec<ChangeForm<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<(String, String)>,
}

#[derive(Serialize, Deserialize)]
struct ChangeForm<'a> {
    #[serde(borrow)]
    article: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    verdict: Option<(Named, Named)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    read: Option<(bool, bool)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<(String, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    position: Option<(u32, u32)>,
}

/// The fields that lines of all versions have.
#[derive(Deserialize)]
struct Head<'a> {
    v: u32,
    #[serde(borrow)]
    kind: Option<Cow<'a, str>>,
}

impl Record {
    /// Encodes the record as a line, with its line ending.
    ///
    /// # Errors
    /// When the value cannot be written as JSON, which does not happen in practice.
    pub fn encode(&self) -> serde_json::Result<Vec<u8>> {
        let Step { id, kind, edit } = &self.step;
        let (kind, of) = match kind {
            StepKind::Edit => (Kind::Edit, None),
            StepKind::Undo(of) => (Kind::Undo, Some(of.to_string())),
            StepKind::Redo(of) => (Kind::Redo, Some(of.to_string())),
            StepKind::Silent => (Kind::Silent, None),
        };
        let form = Form {
            v: VERSION,
            clock: (self.stamp.ms, self.stamp.counter),
            replica: self.stamp.replica.to_string().into(),
            step: id.to_string().into(),
            kind,
            of,
            label: edit.label.as_str().into(),
            changes: edit.changes.iter().map(ChangeForm::of).collect(),
            place: edit.place.as_ref().map(|place| (view_name(&place.view), place.cursor.to_string())),
        };
        let mut line = serde_json::to_vec(&form)?;
        line.push(b'\n');
        Ok(line)
    }

    /// Decodes `line`, with or without its line ending.
    ///
    /// # Errors
    /// When it is not a complete line of a known version.
    pub fn decode(line: &[u8]) -> Result<Self, Unread> {
        if line.iter().all(u8::is_ascii_whitespace) {
            return Err(Unread::Blank);
        }
        match serde_json::from_slice::<Form>(line) {
            Ok(form) if form.v == VERSION => form.record().map_err(Unread::Foreign),
            Ok(form) => Err(of_version(form.v)),
            Err(error) => Err(match serde_json::from_slice::<Head>(line) {
                Ok(head) if head.v != VERSION => of_version(head.v),
                Ok(Head { kind: Some(kind), .. }) if !is_known_kind(&kind) => {
                    Unread::Newer(Newer::Kind(kind.chars().take(20).collect()))
                }
                _ if std::str::from_utf8(line).is_err() => Unread::Foreign(Flaw::NotUtf8),
                _ => Unread::Foreign(Flaw::Json(error.to_string())),
            }),
        }
    }
}

fn of_version(version: u32) -> Unread {
    if version > VERSION { Unread::Newer(Newer::Version(version)) } else { Unread::Foreign(Flaw::Version(version)) }
}

/// The prefix of a saved view's name.
const SAVED: &str = "view ";

fn view_name(view: &View) -> String {
    match view {
        View::Verdict(verdict) => verdict.name().to_owned(),
        View::All => "all".to_owned(),
        View::Saved(name) => format!("{SAVED}{name}"),
    }
}

fn view_of(name: &str) -> Option<View> {
    if let Some(name) = name.strip_prefix(SAVED) {
        return Some(View::Saved(name.to_owned()));
    }
    View::ALL.into_iter().find(|view| view_name(view) == name)
}

fn is_known_kind(kind: &str) -> bool {
    matches!(kind, "edit" | "undo" | "redo" | "silent")
}

impl Form<'_> {
    fn record(self) -> Result<Record, Flaw> {
        let (ms, counter) = self.clock;
        if ms > Stamp::MAX_MS {
            return Err(Flaw::Time);
        }
        let step_id = |text: &str| text.parse::<StepId>().map_err(|()| Flaw::Step);
        let of = || self.of.as_deref().ok_or(Flaw::Of).and_then(step_id);
        let kind = match self.kind {
            Kind::Edit => StepKind::Edit,
            Kind::Undo => StepKind::Undo(of()?),
            Kind::Redo => StepKind::Redo(of()?),
            Kind::Silent => StepKind::Silent,
        };
        let replica: ReplicaId = self.replica.parse().map_err(|()| Flaw::Replica)?;
        let id = step_id(&self.step)?;
        let changes = self.changes.into_iter().map(ChangeForm::change).collect::<Result<_, _>>()?;
        // An unknown view, from a newer farz, is no reason to lose the step.
        let place =
            self.place.and_then(|(view, cursor)| Some(Place { view: view_of(&view)?, cursor: cursor.parse().ok()? }));
        let edit = Edit { label: self.label.into_owned(), changes, place };
        Ok(Record { stamp: Stamp { ms, counter, replica }, step: Step { id, kind, edit } })
    }
}

impl ChangeForm<'_> {
    fn of(change: &Change) -> Self {
        let mut form = Self {
            article: change.article.to_string().into(),
            verdict: None,
            read: None,
            tags: Vec::new(),
            note: None,
            position: None,
        };
        for field in &change.fields {
            match field {
                FieldChange::Verdict { before, after } => form.verdict = Some((Named(*before), Named(*after))),
                FieldChange::Read { before, after } => form.read = Some((*before, *after)),
                FieldChange::Note { before, after } => form.note = Some((before.clone(), after.clone())),
                FieldChange::Position { before, after } => form.position = Some((*before, *after)),
                FieldChange::Tag { tag, added } => form.tags.push(format!("{}{tag}", if *added { '+' } else { '-' })),
            }
        }
        form
    }

    fn change(self) -> Result<Change, Flaw> {
        let article: ArticleId = self.article.parse().map_err(|_| Flaw::Article)?;
        let mut fields = Vec::new();
        if let Some((Named(before), Named(after))) = self.verdict {
            fields.push(FieldChange::Verdict { before, after });
        }
        if let Some((before, after)) = self.read {
            fields.push(FieldChange::Read { before, after });
        }
        if let Some((before, after)) = self.note {
            fields.push(FieldChange::Note { before, after });
        }
        if let Some((before, after)) = self.position {
            fields.push(FieldChange::Position { before, after });
        }
        for text in self.tags {
            let (added, name) = match (text.strip_prefix('+'), text.strip_prefix('-')) {
                (Some(name), _) => (true, name),
                (None, Some(name)) => (false, name),
                (None, None) => return Err(Flaw::TagSign),
            };
            let tag = Tag::new(name).map_err(Flaw::Tag)?;
            fields.push(FieldChange::Tag { tag, added });
        }
        Ok(Change { article, fields })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn record() -> Record {
        let tag = |name: &str, added| FieldChange::Tag { tag: Tag::new(name).unwrap(), added };
        let fields = vec![
            FieldChange::Verdict { before: Verdict::Inbox, after: Verdict::Keep },
            FieldChange::Read { before: false, after: true },
            FieldChange::Note { before: String::new(), after: "مهم \"جدا\"\n".into() },
            FieldChange::Position { before: 0, after: 123 },
            tag("فرز", true),
            tag("-minus", false),
        ];
        let step = Step {
            id: StepId { session: 0xab, number: 7 },
            kind: StepKind::Edit,
            edit: Edit::new("keep", [Change { article: ArticleId([0xa7; 10]), fields }]),
        };
        Record { stamp: Stamp { ms: 1_795_000_000_000, counter: 2, replica: ReplicaId(0xfe) }, step }
    }

    #[test]
    fn the_form_is_as_documented() {
        let text = String::from_utf8(record().encode().unwrap()).unwrap();
        let expected = concat!(
            r#"{"v":1,"clock":[1795000000000,2],"replica":"00000000000000fe","step":"00000000000000ab.7","kind":"edit","#,
            r#""label":"keep","changes":[{"article":"a7a7a7a7a7a7a7a7a7a7","verdict":["inbox","keep"],"#,
            r#""read":[false,true],"tags":["+فرز","--minus"],"note":["","مهم \"جدا\"\n"],"position":[0,123]}]}"#,
            "\n"
        );
        assert_eq!(text, expected);
    }

    #[test]
    fn a_line_is_read_back_whatever_its_kind() {
        let of = StepId { session: 1, number: 1 };
        for kind in [StepKind::Edit, StepKind::Undo(of), StepKind::Redo(of), StepKind::Silent] {
            let mut record = record();
            record.step.kind = kind;
            assert_eq!(Record::decode(&record.encode().unwrap()), Ok(record.clone()));
            record.step.edit.place = Some(Place { view: View::Saved("عالم".into()), cursor: ArticleId([1; 10]) });
            assert_eq!(Record::decode(&record.encode().unwrap()), Ok(record));
        }
    }

    #[test]
    fn what_is_newer_or_foreign_is_told_apart() {
        let line = String::from_utf8(record().encode().unwrap()).unwrap();
        let read = |line: &str| Record::decode(line.as_bytes());
        assert_eq!(
            read(&line.replacen('{', "{\"colour\":{\"deep\":[1]},", 1)),
            Ok(record()),
            "unknown fields are ignored"
        );
        assert_eq!(read(&line.replace("\n", "\r\n")), Ok(record()));
        assert!(matches!(read(&line.replace("\"v\":1", "\"v\":2")), Err(Unread::Newer(_))));
        assert!(matches!(read(r#"{"v":9,"something":"else"}"#), Err(Unread::Newer(_))));
        assert!(matches!(read(&line.replace("\"edit\"", "\"snapshot\"")), Err(Unread::Newer(_))));
        assert_eq!(read(" \t"), Err(Unread::Blank));
        for foreign in [
            &line[..line.len() / 2],
            "<<<<<<< HEAD",
            "null",
            &line.replace("\"v\":1", "\"v\":0"),
            &line.replace("1795000000000", "999999999999999"),
            &line.replace("+فرز", "فرز"),
            &line.replace("+فرز", "+a,b"),
            &line.replace("a7a7", "zz"),
            &line.replace("\"edit\"", "\"undo\""),
            &line.replace("\"keep\"]", "\"burn\"]"),
            &format!("{}{}", line.trim_end(), line),
        ] {
            assert!(matches!(read(foreign), Err(Unread::Foreign(_))), "{foreign}");
        }
        assert_eq!(Record::decode(b"{\"v\":1,\"label\":\"\xff\"}"), Err(Unread::Foreign(Flaw::NotUtf8)));
        assert!(Record::decode(&[0; 4096]).is_err());
        assert!(Record::decode("[".repeat(100_000).as_bytes()).is_err(), "deep nesting does not overflow the stack");
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), at in 0..300_usize) {
            let _ = Record::decode(&bytes);
            let mut line = record().encode().unwrap();
            let at = at % line.len();
            line.splice(at..at, bytes);
            let _ = Record::decode(&line);
        }
    }
}
