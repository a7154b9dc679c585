//! A label that the user puts on an article.

use std::fmt;
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;

/// A tag: one to [`Tag::MAX_CHARS`] characters, without commas, control characters, bidi controls or most invisible
/// format characters; spaces only inside, one at a time.
///
/// Two tags are equal if their normalised texts (NFC) are equal.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(Box<str>);

/// The reason why a text cannot be a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TagError {
    /// Nothing is left after trimming.
    #[error("a tag needs at least one character")]
    Empty,
    /// Longer than [`Tag::MAX_CHARS`] characters.
    #[error("a tag has at most {} characters", Tag::MAX_CHARS)]
    TooLong,
    /// The text contains a character that a tag cannot contain.
    #[error("a tag cannot hold {0:?} (U+{code:04X})", code = u32::from(*.0))]
    Character(char),
}

impl Tag {
    /// The maximum number of characters of a tag.
    pub const MAX_CHARS: usize = 100;

    /// Creates a tag from `text`: trims it, reduces inner whitespace to single spaces, and normalises to NFC.
    ///
    /// # Errors
    /// If nothing is left, if the text is too long, or if it contains a comma, a control character or a bidi control.
    pub fn new(text: &str) -> Result<Self, TagError> {
        let name: String = text.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect();
        if name.is_empty() {
            return Err(TagError::Empty);
        }
        if name.chars().count() > Self::MAX_CHARS {
            return Err(TagError::TooLong);
        }
        match name.chars().find(|&c| !allowed(c)) {
            Some(c) => Err(TagError::Character(c)),
            None => Ok(Self(name.into())),
        }
    }

    /// Returns the text of the tag.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// ZWNJ and ZWJ (U+200C, U+200D) are allowed because Persian and Indic words need them.
fn allowed(c: char) -> bool {
    !(c.is_control()
        || c == ','
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'))
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tag({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_trimmed_and_normalised() {
        assert_eq!(Tag::new("  world   news ").unwrap().as_str(), "world news");
        assert_eq!(Tag::new("cafe\u{301}"), Tag::new("café"));
        assert_eq!(Tag::new("می\u{200c}خواهم").unwrap().as_str(), "می\u{200c}خواهم");
    }

    #[test]
    fn what_cannot_be_a_tag_says_why() {
        assert_eq!(Tag::new(" \t"), Err(TagError::Empty));
        assert_eq!(Tag::new("a,b"), Err(TagError::Character(',')));
        assert_eq!(Tag::new("a\u{1b}b"), Err(TagError::Character('\u{1b}')));
        assert_eq!(Tag::new("a\u{202e}b"), Err(TagError::Character('\u{202e}')));
        assert_eq!(Tag::new(&"x".repeat(101)), Err(TagError::TooLong));
    }
}
