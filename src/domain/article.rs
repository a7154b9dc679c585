//! An article and its stable id.

use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// The stable id of an article: 80 bits, the same on every machine for the same article.
///
/// `ingest::identity` documents which parts of an article make up its id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleId(pub [u8; 10]);

impl ArticleId {
    /// The length of the written form in hexadecimal digits.
    pub const DIGITS: usize = 20;

    /// Returns the id made of the first ten bytes of `digest`, a cryptographic hash.
    #[must_use]
    pub fn from_digest(digest: &[u8; 32]) -> Self {
        let mut bytes = [0; 10];
        bytes.copy_from_slice(&digest[..10]);
        Self(bytes)
    }

    /// Returns the first eight digits, which are enough for the user to tell articles apart.
    #[must_use]
    pub fn short(&self) -> String {
        self.to_string()[..8].to_owned()
    }
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ArticleId({self})")
    }
}

/// The error for a text that is not a complete article id.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("an article id is {} hexadecimal digits", ArticleId::DIGITS)]
pub struct ParseIdError;

impl FromStr for ArticleId {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        let digits = text.as_bytes();
        if digits.len() != Self::DIGITS {
            return Err(ParseIdError);
        }
        let value = |digit: u8| (digit as char).to_digit(16).ok_or(ParseIdError);
        let mut bytes = [0; 10];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = (value(pair[0])? * 16 + value(pair[1])?) as u8;
        }
        Ok(Self(bytes))
    }
}

/// The markup of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text: blank lines or line ends separate paragraphs.
    Plain,
    /// CommonMark with tables.
    Markdown,
    /// HTML, a whole page or a fragment.
    Html,
}

impl Format {
    /// Returns the name used in files and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Markdown => "markdown",
            Self::Html => "html",
        }
    }

    /// Returns the format called `name`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Plain, Self::Markdown, Self::Html].into_iter().find(|format| format.name() == name)
    }
}

/// An article as its source delivered it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// The stable id.
    pub id: ArticleId,
    /// One line, without control characters; never empty.
    pub title: String,
    /// The source, as shown to the user: a feed's title, a file's folder, `stdin`.
    pub source: String,
    /// The exact origin (an absolute path, a feed and its guid), which identifies the article when its text changes.
    pub origin: String,
    /// The author; empty if unknown.
    pub author: String,
    /// The web address, `http` or `https` only; empty if there is none.
    pub link: String,
    /// The publication time, in milliseconds since 1970-01-01 UTC.
    pub published: Option<i64>,
    /// The time when farz added the article, in milliseconds since 1970-01-01 UTC.
    pub added: i64,
    /// The BCP 47 language tag; empty if unknown.
    pub language: String,
    /// The markup of `body`.
    pub format: Format,
    /// The text as delivered, decoded to Unicode.
    pub body: String,
    /// The tags from the source; applied when the article is first added, never again.
    pub tags: Vec<super::Tag>,
    /// Whether the text changed at its source since the user last opened the article.
    pub changed: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_written_and_read_back() {
        let id = ArticleId::from_digest(&[0xa7; 32]);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.short().len(), 8);
        assert_eq!("a7".parse::<ArticleId>(), Err(ParseIdError));
        assert_eq!("g".repeat(20).parse::<ArticleId>(), Err(ParseIdError));
    }
}
