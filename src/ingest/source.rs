//! The sources of articles that a user can name.

use crate::message::{Message, msg};
use std::ffi::OsStr;
use std::path::PathBuf;
use thiserror::Error;

/// The reason why an argument names no source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{}", self.message())]
pub enum SourceError {
    /// It is an address on the web.
    Address,
    /// It is empty.
    Empty,
}

impl SourceError {
    /// The reason as a sentence for a person.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Address => msg!("ingest-source-address"),
            Self::Empty => msg!("ingest-source-empty"),
        }
    }
}

/// A source of articles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file or a folder.
    Path(PathBuf),
    /// Standard input.
    Stdin,
}

impl Source {
    /// Parses a command line argument: `-` is standard input, everything else a path.
    ///
    /// # Errors
    /// If it is empty or an address on the web.
    pub fn from_argument(argument: &OsStr) -> Result<Self, SourceError> {
        let text = argument.to_string_lossy();
        let lower = text.to_ascii_lowercase();
        if lower.starts_with("http://") || lower.starts_with("https://") {
            return Err(SourceError::Address);
        }
        match text.as_ref() {
            "" => Err(SourceError::Empty),
            "-" => Ok(Self::Stdin),
            _ => Ok(Self::Path(argument.into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_name_sources() {
        assert_eq!(Source::from_argument("-".as_ref()), Ok(Source::Stdin));
        assert_eq!(Source::from_argument("a b.txt".as_ref()), Ok(Source::Path("a b.txt".into())));
        assert!(matches!(Source::from_argument("HTTPS://example.org/feed".as_ref()), Err(SourceError::Address)));
        assert_eq!(Source::from_argument("".as_ref()), Err(SourceError::Empty));
    }
}
