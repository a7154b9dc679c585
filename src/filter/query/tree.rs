//! What a query says, as a tree; and the way back to text.

pub use crate::domain::Ask;
use crate::domain::ask::quoted;
use std::fmt;

/// A part of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tree {
    /// All of these; with none, everything.
    All(Vec<Tree>),
    /// One or more of these.
    Any(Vec<Tree>),
    /// Not this.
    Not(Box<Tree>),
    /// A text in the title, the source or a tag.
    Word(Word),
    /// A tag: its whole name, in which `*` stands for any text and `?` for one character.
    Tag(String),
    /// What was decided.
    Is(State),
    /// Published, or else added, from this time on, or before it.
    Date {
        /// Whether from it on; else before it.
        after: bool,
        /// As it was written.
        text: String,
        /// Milliseconds since 1970-01-01 UTC.
        ms: i64,
    },
    /// What only the library knows.
    Ask(Ask),
}

/// A text that is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Where; nothing: in the title, the source and the tags.
    pub field: Option<Field>,
    /// How it must stand there.
    pub how: How,
    /// As it was typed.
    pub text: String,
}

/// A field that the catalogue has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The title.
    Title,
    /// The source's name.
    Source,
}

/// How a text must stand in a field. All compare folded texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Its letters in this order, others between them or not.
    Fuzzy,
    /// As it is.
    Exact,
    /// At the beginning.
    Start,
    /// At the end.
    End,
    /// Nothing else beside it.
    Whole,
}

/// What can be asked with `is:`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Not decided.
    Inbox,
    /// Kept.
    Keep,
    /// Put off.
    Later,
    /// Dropped.
    Drop,
    /// Read.
    Read,
    /// Not read.
    Unread,
    /// Changed at its source since it was last opened.
    Changed,
    /// With a note.
    Noted,
}

impl State {
    /// Every one.
    pub const ALL: [Self; 8] =
        [Self::Inbox, Self::Keep, Self::Later, Self::Drop, Self::Read, Self::Unread, Self::Changed, Self::Noted];

    /// Its name in a query.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Inbox => "inbox",
            Self::Keep => "keep",
            Self::Later => "later",
            Self::Drop => "drop",
            Self::Read => "read",
            Self::Unread => "unread",
            Self::Changed => "changed",
            Self::Noted => "noted",
        }
    }
}

/// An order of what is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Newest first.
    Date,
    /// Best first.
    Score,
    /// By the folded title.
    Title,
    /// By the source's name.
    Source,
    /// Longest text first.
    Length,
}

impl Sort {
    /// Every one.
    pub const ALL: [Self; 5] = [Self::Date, Self::Score, Self::Title, Self::Source, Self::Length];

    /// Its name in a query.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Score => "score",
            Self::Title => "title",
            Self::Source => "source",
            Self::Length => "length",
        }
    }
}

impl Tree {
    /// All of `parts`, those that say the same only once.
    #[must_use]
    pub fn all(parts: Vec<Self>) -> Self {
        join(parts, Self::All, |part| if let Self::All(inner) = part { Ok(inner) } else { Err(part) })
    }

    /// Any of `parts`.
    #[must_use]
    pub fn any(parts: Vec<Self>) -> Self {
        join(parts, Self::Any, |part| if let Self::Any(inner) = part { Ok(inner) } else { Err(part) })
    }

    /// Not `self`. A fuzzy word that is not wanted is one that does not stand there as it is.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::Not(inner) => *inner,
            Self::Word(word) if word.how == How::Fuzzy => {
                Self::Not(Box::new(Self::Word(Word { how: How::Exact, ..word })))
            }
            other => Self::Not(Box::new(other)),
        }
    }

    /// Every part that is no list and no "not", with whether it is wanted.
    pub fn leaves(&self, wanted: bool, visit: &mut impl FnMut(&Self, bool)) {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.leaves(wanted, visit)),
            Self::Not(part) => part.leaves(!wanted, visit),
            Self::Word(_) | Self::Tag(_) | Self::Is(_) | Self::Date { .. } | Self::Ask(_) => visit(self, wanted),
        }
    }
}

fn join(
    parts: Vec<Tree>,
    list: impl FnOnce(Vec<Tree>) -> Tree,
    open: impl Fn(Tree) -> Result<Vec<Tree>, Tree>,
) -> Tree {
    let mut all: Vec<Tree> = Vec::with_capacity(parts.len());
    for part in parts {
        for part in open(part).unwrap_or_else(|part| vec![part]) {
            if !all.contains(&part) {
                all.push(part);
            }
        }
    }
    match (all.len(), all.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            all.extend(last);
            list(all)
        }
    }
}

impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All(parts) => list(f, parts, " "),
            Self::Any(parts) => list(f, parts, " | "),
            Self::Not(part) => {
                f.write_str("!")?;
                inner(f, part)
            }
            Self::Word(word) => word.fmt(f),
            Self::Tag(pattern) => write!(f, "tag:{}", quoted(pattern)),
            Self::Is(state) => write!(f, "is:{}", state.name()),
            Self::Date { after, text, .. } => {
                write!(f, "{}:{}", if *after { "after" } else { "before" }, quoted(text))
            }
            Self::Ask(ask) => ask.fmt(f),
        }
    }
}

fn list(f: &mut fmt::Formatter<'_>, parts: &[Tree], between: &str) -> fmt::Result {
    for (number, part) in parts.iter().enumerate() {
        if number > 0 {
            f.write_str(between)?;
        }
        inner(f, part)?;
    }
    Ok(())
}

fn inner(f: &mut fmt::Formatter<'_>, part: &Tree) -> fmt::Result {
    if matches!(part, Tree::All(_) | Tree::Any(_)) { write!(f, "({part})") } else { fmt::Display::fmt(part, f) }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.field {
            Some(Field::Title) => f.write_str("title:")?,
            Some(Field::Source) => f.write_str("source:")?,
            None => {}
        }
        match self.how {
            How::Fuzzy => f.write_str(&escaped(&self.text)),
            How::Exact => f.write_str(&quoted(&self.text)),
            How::Start => write!(f, "^{}", escaped(&self.text)),
            How::End => write!(f, "{}$", escaped(&self.text)),
            How::Whole => write!(f, "^{}$", escaped(&self.text)),
        }
    }
}

/// A bare word that is read back as this text: what could mean something else has a backslash before it.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let or = text.eq_ignore_ascii_case("or");
    for (at, c) in text.char_indices() {
        let first = at == 0 && (or || matches!(c, '!' | '-' | '^' | '\''));
        if first || c.is_whitespace() || matches!(c, '(' | ')' | '|' | '"' | '\\' | ':' | '$') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
