//! The meaning of a query as a tree, and its conversion back to text.

pub use crate::domain::Ask;
use crate::domain::ask::quoted;
use std::fmt;
use std::ops::Range;

/// The words that are operators, whatever their case.
pub(super) const OPERATORS: [&str; 3] = ["and", "or", "not"];

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
    /// A time span; it applies to the publication date, or to the time of addition if there is none.
    Date {
        /// How the date bounds the span.
        bound: Bound,
        /// The date as typed.
        text: String,
        /// The span, in milliseconds since 1970-01-01 UTC.
        span: Range<i64>,
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

/// How a date in a query bounds a time span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// From the beginning of the date on.
    After,
    /// Before the beginning of the date.
    Before,
    /// During the day, month or year.
    On,
}

/// The meaning of a bare word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Meaning {
    /// The beginning of a word of the text: for rules, saved views and commands, where nobody looks at the rows before
    /// something happens to them.
    #[default]
    Literal,
    /// Fuzzy: for the filter, where a person sees the rows.
    Fuzzy,
}

/// How a text must match a field. All variants compare folded texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// The letters occur in this order, with or without others between them.
    Fuzzy,
    /// The text occurs in the field at the beginning of a word.
    Begin,
    /// The text occurs in the field as a whole word, or as several.
    Words,
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
    /// Has a tag.
    Tagged,
}

impl State {
    /// All states.
    pub const ALL: [Self; 9] = [
        Self::Inbox,
        Self::Keep,
        Self::Later,
        Self::Drop,
        Self::Read,
        Self::Unread,
        Self::Changed,
        Self::Noted,
        Self::Tagged,
    ];

    /// Returns the state with this name, or the one that the view with this name shows; ignores case.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "kept" => Some(Self::Keep),
            "dropped" => Some(Self::Drop),
            name => Self::ALL.into_iter().find(|state| state.name() == name),
        }
    }

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
            Self::Tagged => "tagged",
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
        fmt::Display::fmt(&Written { tree: self, meaning: Meaning::Literal }, f)
    }
}

impl Tree {
    /// Returns the text that parses back to this tree if bare words have this meaning.
    #[must_use]
    pub fn written(&self, meaning: Meaning) -> String {
        Written { tree: self, meaning }.to_string()
    }
}

/// A tree and the meaning of bare words in its text form.
#[derive(Clone, Copy)]
struct Written<'t> {
    tree: &'t Tree,
    meaning: Meaning,
}

impl Written<'_> {
    fn list(self, f: &mut fmt::Formatter<'_>, parts: &[Tree], between: &str) -> fmt::Result {
        for (number, part) in parts.iter().enumerate() {
            if number > 0 {
                f.write_str(between)?;
            }
            self.inner(f, part)?;
        }
        Ok(())
    }

    fn inner(self, f: &mut fmt::Formatter<'_>, tree: &Tree) -> fmt::Result {
        let part = Written { tree, ..self };
        if matches!(tree, Tree::All(_) | Tree::Any(_)) { write!(f, "({part})") } else { write!(f, "{part}") }
    }
}

impl fmt::Display for Written<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.tree {
            Tree::All(parts) => self.list(f, parts, " "),
            Tree::Any(parts) => self.list(f, parts, " | "),
            Tree::Not(part) => {
                f.write_str("!")?;
                self.inner(f, part)
            }
            Tree::Word(word) => word.write(f, self.meaning),
            Tree::Tag(pattern) => write!(f, "tag:{}", quoted(pattern)),
            Tree::Is(state) => write!(f, "is:{}", state.name()),
            Tree::Date { bound, text, .. } => {
                let field = match bound {
                    Bound::After => "after",
                    Bound::Before => "before",
                    Bound::On => "date",
                };
                write!(f, "{field}:{}", quoted(text))
            }
            Tree::Ask(ask) => ask.fmt(f),
        }
    }
}

impl Word {
    fn write(&self, f: &mut fmt::Formatter<'_>, meaning: Meaning) -> fmt::Result {
        match self.field {
            Some(Field::Title) => f.write_str("title:")?,
            Some(Field::Source) => f.write_str("source:")?,
            None => {}
        }
        match self.how {
            How::Fuzzy if meaning == Meaning::Literal => write!(f, "~{}", escaped(&self.text)),
            How::Fuzzy | How::Begin => f.write_str(&escaped(&self.text)),
            How::Words => write!(f, "={}", escaped(&self.text)),
            How::Exact => f.write_str(&quoted(&self.text)),
            // `^$` holds no text.
            How::Whole if self.text.is_empty() => f.write_str(&quoted("")),
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
    let operator = OPERATORS.iter().any(|operator| text.eq_ignore_ascii_case(operator));
    for (at, c) in text.char_indices() {
        let first = at == 0 && (operator || matches!(c, '!' | '-' | '^' | '\'' | '~' | '='));
        if first || c.is_whitespace() || matches!(c, '(' | ')' | '|' | '"' | '\\' | ':' | '$') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
