//! The meaning of a query as a tree, and its conversion back to text.

pub use crate::domain::Ask;
use crate::domain::ask::quoted;
use std::fmt;

/// A part of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tree {
    /// All of these; an empty list matches everything.
    All(Vec<Tree>),
    /// At least one of these.
    Any(Vec<Tree>),
    /// The negation of this.
    Not(Box<Tree>),
    /// A text in the title, the source, the author or a tag.
    Word(Word),
    /// A whole tag name, in which `*` matches any text and `?` any character.
    Tag(String),
    /// A state of the article.
    Is(State),
    /// A date bound; it applies to the publication date, or to the time of addition if there is none.
    Date {
        /// Whether the bound is "from this time on"; otherwise "before this time".
        after: bool,
        /// The date as typed.
        text: String,
        /// Milliseconds since 1970-01-01 UTC.
        ms: i64,
    },
    /// A question that only the library can answer.
    Ask(Ask),
}

/// A text to search for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The field to search; `None` means the title, the source, the author and the tags.
    pub field: Option<Field>,
    /// How the text must match the field.
    pub how: How,
    /// The text as typed.
    pub text: String,
}

/// A field that is in the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The title.
    Title,
    /// The source's name.
    Source,
}

/// How a text must match a field. All variants compare folded texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// The letters occur in this order, with or without others between them.
    Fuzzy,
    /// The text occurs in the field.
    Exact,
    /// The field starts with the text.
    Start,
    /// The field ends with the text.
    End,
    /// The field equals the text.
    Whole,
}

/// The values of `is:`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// No verdict yet.
    Inbox,
    /// Kept.
    Keep,
    /// Put off for later.
    Later,
    /// Dropped.
    Drop,
    /// Read.
    Read,
    /// Not read.
    Unread,
    /// Changed at its source since the user last opened it.
    Changed,
    /// Has a note.
    Noted,
}

impl State {
    /// All states.
    pub const ALL: [Self; 8] =
        [Self::Inbox, Self::Keep, Self::Later, Self::Drop, Self::Read, Self::Unread, Self::Changed, Self::Noted];

    /// Returns the name of the state in a query.
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

/// The order of the results.
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
    /// All orders.
    pub const ALL: [Self; 5] = [Self::Date, Self::Score, Self::Title, Self::Source, Self::Length];

    /// Returns the name of the order in a query.
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
    /// Joins `parts` with "and" and removes duplicates.
    #[must_use]
    pub fn all(parts: Vec<Self>) -> Self {
        join(parts, Self::All, |part| if let Self::All(inner) = part { Ok(inner) } else { Err(part) })
    }

    /// Joins `parts` with "or" and removes duplicates.
    #[must_use]
    pub fn any(parts: Vec<Self>) -> Self {
        join(parts, Self::Any, |part| if let Self::Any(inner) = part { Ok(inner) } else { Err(part) })
    }

    /// Returns the negation of `self`. A negated fuzzy word becomes an exact one: it excludes only texts that contain
    /// the word as it is.
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

    /// Visits every part that is neither a list nor a negation, and passes whether the part is wanted.
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

/// Returns a bare word that parses back to `text`: puts a backslash before each character that could mean something
/// else.
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
