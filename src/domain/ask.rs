//! Questions about articles that only the library can answer, because the catalogue lacks the data.

use std::fmt;

/// A question that only the library can answer; the answer is a set of article ids.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Ask {
    /// The author's name contains this text; an empty text finds the articles without an author. So it is with the link,
    /// the language and the body.
    Author(String),
    /// The link contains this text.
    Url(String),
    /// The language, declared or detected, has this BCP 47 tag or one that begins with it.
    Lang(String),
    /// The title goes from right to left, or from left to right.
    Dir {
        /// Whether it is "from right to left".
        rtl: bool,
    },
    /// The note contains this text.
    Note(String),
    /// The body contains these words in sequence.
    Body(String),
    /// The body has more words than `count`, or fewer.
    Words {
        /// Whether "more"; otherwise "fewer".
        more: bool,
        /// The number of words to compare with.
        count: u32,
    },
    /// All articles whose body has been read, with their length in words.
    Length,
}

impl fmt::Display for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Author(text) => write!(f, "author:{}", quoted(text)),
            Self::Url(text) => write!(f, "url:{}", quoted(text)),
            Self::Lang(text) => write!(f, "lang:{}", quoted(text)),
            Self::Dir { rtl } => f.write_str(if *rtl { "dir:rtl" } else { "dir:ltr" }),
            Self::Note(text) => write!(f, "note:{}", quoted(text)),
            Self::Body(text) => write!(f, "body:{}", quoted(text)),
            Self::Words { more, count } => write!(f, "words:{}{count}", if *more { '>' } else { '<' }),
            Self::Length => f.write_str("sort:length"),
        }
    }
}

/// Returns `text` in quotation marks, as a query writes a phrase.
#[must_use]
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
