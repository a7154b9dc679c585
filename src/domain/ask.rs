//! Questions about articles that only the library can answer, because the catalogue does not hold what they ask for.

use std::fmt;

/// What only the library can answer: which articles, by id.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Ask {
    /// Whose author's name has this text in it.
    Author(String),
    /// Whose link has this text in it.
    Url(String),
    /// In this language: a BCP 47 tag or the beginning of one.
    Lang(String),
    /// Whose note has this text in it.
    Note(String),
    /// Whose text has these words, one after the other.
    Body(String),
    /// With more words than this, or with fewer.
    Words {
        /// Whether more; else fewer.
        more: bool,
        /// Than how many.
        count: u32,
    },
    /// All whose text was read, by its length in words.
    Length,
}

impl fmt::Display for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Author(text) => write!(f, "author:{}", quoted(text)),
            Self::Url(text) => write!(f, "url:{}", quoted(text)),
            Self::Lang(text) => write!(f, "lang:{}", quoted(text)),
            Self::Note(text) => write!(f, "note:{}", quoted(text)),
            Self::Body(text) => write!(f, "body:{}", quoted(text)),
            Self::Words { more, count } => write!(f, "words:{}{count}", if *more { '>' } else { '<' }),
            Self::Length => f.write_str("sort:length"),
        }
    }
}

/// `text` between quotation marks, as a query writes a phrase.
#[must_use]
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
