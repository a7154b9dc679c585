//! One story and its stable name.

use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// The stable name of an article: 80 bits, the same on every machine for the same article.
///
/// Which parts of an article make its id is said in `ingest::identity`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleId(pub [u8; 10]);

impl ArticleId {
    /// Length of the written form in hexadecimal digits.
    pub const DIGITS: usize = 20;

    /// The id that `digest` (at least ten bytes of a cryptographic hash) stands for.
    #[must_use]
    pub fn from_digest(digest: &[u8; 32]) -> Self {
        let mut bytes = [0; 10];
        bytes.copy_from_slice(&digest[..10]);
        Self(bytes)
    }

    /// The first eight digits: enough for a person to tell articles apart on a screen.
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

/// A text that is not a whole article id.
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

/// How the text of a body is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text: blank lines or line ends separate paragraphs.
    Plain,
    /// CommonMark with tables.
    Markdown,
    /// HTML, whole page or fragment.
    Html,
}

impl Format {
    /// The name used in files and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Markdown => "markdown",
            Self::Html => "html",
        }
    }

    /// The format that `name` names.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Plain, Self::Markdown, Self::Html].into_iter().find(|format| format.name() == name)
    }
}

/// One story as it came from its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// Its stable name.
    pub id: ArticleId,
    /// One line, without control characters; never empty.
    pub title: String,
    /// Where it came from, as shown to a person: a feed's title, a file's folder, `stdin`.
    pub source: String,
    /// Where exactly it came from (an absolute path, a feed and its guid): finds it again when its text changes.
    pub origin: String,
    /// Who wrote it; empty when unknown.
    pub author: String,
    /// Its address on the web; empty when it has none. Only `http` and `https`.
    pub link: String,
    /// When it was published, in milliseconds since 1970-01-01 UTC.
    pub published: Option<i64>,
    /// When it came here, in milliseconds since 1970-01-01 UTC.
    pub added: i64,
    /// BCP 47 language tag; empty when unknown.
    pub language: String,
    /// How `body` is written.
    pub format: Format,
    /// The text as it came, decoded to Unicode.
    pub body: String,
    /// Tags that the source gave it: applied when it is first added, never again.
    pub tags: Vec<super::Tag>,
    /// Whether the text changed at its source since a person last opened it.
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
