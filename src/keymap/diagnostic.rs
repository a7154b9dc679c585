//! What is wrong in a file that a person wrote, said so that it can be mended.

use std::fmt;

/// Something wrong in a user's file. The rest of the file stays in force.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// The file, as a person would name it: `keymaps/mine.toml`, `config.toml`.
    pub file: String,
    /// Its line, from 1; 0 where the file as a whole is meant.
    pub line: usize,
    /// Its column in characters, from 1; 0 where the file as a whole is meant.
    pub column: usize,
    /// What is wrong, with the nearest valid name. No control or bidi control character.
    pub what: String,
}

impl Diagnostic {
    /// Something wrong at byte `offset` of `text`, which is what `file` holds.
    #[must_use]
    pub fn at(file: &str, text: &str, offset: usize, what: impl Into<String>) -> Self {
        let (line, column) = position(text, offset);
        Self { file: file.to_owned(), line, column, what: what.into() }
    }

    /// Something wrong with `file` as a whole.
    #[must_use]
    pub fn whole(file: &str, what: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: 0, column: 0, what: what.into() }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 {
            write!(f, "{}: {}", self.file, self.what)
        } else {
            write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.what)
        }
    }
}

/// Line and column (in characters), both from 1, of byte `offset` of `text`; past the end it is the end.
#[must_use]
pub fn position(text: &str, offset: usize) -> (usize, usize) {
    let end = (0..=offset.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    let before = text.get(..end).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.matches('\n').count() + 1;
    (line, before.get(start..).unwrap_or("").chars().count() + 1)
}

/// The longest part of a foreign name that a message repeats, in characters.
const QUOTED: usize = 40;

/// `name` between quotation marks for a message: cut when long, with nothing in it that acts on a terminal.
#[must_use]
pub fn quote(name: &str) -> String {
    let mut cut: String = name.chars().take(QUOTED).collect();
    if cut.len() < name.len() {
        cut.push('…');
    }
    format!("{cut:?}")
}

/// The valid name that `name` most likely stands for, by Damerau-Levenshtein distance; the first of equals.
///
/// Nothing where no name is near: more than half of the letters would have to change.
#[must_use]
pub fn nearest<'a>(name: &str, valid: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name: String = name.chars().take(QUOTED).collect::<String>().to_lowercase();
    let length = name.chars().count();
    let distances =
        valid.into_iter().map(|candidate| (strsim::osa_distance(&name, &candidate.to_lowercase()), candidate));
    let (distance, candidate) = distances.min_by_key(|(distance, _)| *distance)?;
    (distance <= length.max(candidate.chars().count()) / 2).then_some(candidate)
}

/// The end of a message: `; did you mean "keep"?`, or nothing.
#[must_use]
pub fn suggestion(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |name| format!("; did you mean {}?", quote(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_counted_in_characters() {
        assert_eq!(position("ab\nجب = 1", 3), (2, 1));
        assert_eq!(position("ab\nجب = 1", 8), (2, 4));
        assert_eq!(position("ab", 99), (1, 3));
        assert_eq!(position("ab\nج", 4), (2, 1), "inside a character is at it");
    }

    #[test]
    fn the_nearest_name_is_near() {
        assert_eq!(nearest("kep", ["drop", "keep"]), Some("keep"));
        assert_eq!(nearest("KEEP", ["drop", "keep"]), Some("keep"));
        assert_eq!(nearest("match dya", ["Inbox", "Match Day"]), Some("Match Day"));
        assert_eq!(nearest("xyzzy", ["drop", "keep"]), None);
    }

    #[test]
    fn a_message_repeats_no_control_character() {
        assert_eq!(quote("a\u{1b}[2J\u{202e}"), "\"a\\u{1b}[2J\\u{202e}\"");
        assert_eq!(quote(&"x".repeat(100)).chars().count(), QUOTED + 3);
    }
}
