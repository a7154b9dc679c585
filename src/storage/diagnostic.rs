//! Something wrong in what was read from the disk.

use std::fmt;
use std::path::PathBuf;

/// Something wrong in a file of farz's own: told to the person, never a reason to stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which file.
    pub file: PathBuf,
    /// Which line, counted from 1, where it is about one.
    pub line: Option<usize>,
    /// What is wrong, and what becomes of it.
    pub what: String,
}

impl Diagnostic {
    /// One about a whole file.
    #[must_use]
    pub fn file(file: impl Into<PathBuf>, what: impl Into<String>) -> Self {
        Self { file: file.into(), line: None, what: what.into() }
    }

    /// One about a line, counted from 1.
    #[must_use]
    pub fn line(file: impl Into<PathBuf>, line: usize, what: impl Into<String>) -> Self {
        Self { file: file.into(), line: Some(line), what: what.into() }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file.display(), self.what),
            None => write!(f, "{}: {}", self.file.display(), self.what),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_as_file_line_what() {
        assert_eq!(Diagnostic::line("a/b.jsonl", 3, "torn").to_string(), "a/b.jsonl:3: torn");
        assert_eq!(Diagnostic::file("a/b.jsonl", "gone").to_string(), "a/b.jsonl: gone");
    }
}
