//! Mistakes in a file that a user wrote, reported so that the user can correct them.

use crate::message::{Arg, Locale, Message, msg};

/// A mistake in a user's file. The rest of the file stays in force.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// The file, as shown to the user: `keymaps/mine.toml`, `config.toml`.
    pub file: String,
    /// Its line, from 1; 0 for the file as a whole.
    pub line: usize,
    /// Its column in characters, from 1; 0 for the file as a whole.
    pub column: usize,
    /// What is wrong, with the nearest valid name. No control or bidi control character.
    pub what: Message,
    /// What farz uses instead of what a person asked for, where it does.
    pub instead: Option<Instead>,
}

/// The keymap that takes the place of one that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Instead {
    /// The default one.
    Default,
    /// The shipped one of the same name.
    Shipped,
}

impl Diagnostic {
    /// Creates a diagnostic at byte `offset` of `text`, the contents of `file`.
    #[must_use]
    pub fn at(file: &str, text: &str, offset: usize, what: impl Into<Message>) -> Self {
        let (line, column) = position(text, offset);
        Self { file: file.to_owned(), line, column, what: what.into(), instead: None }
    }

    /// Creates a diagnostic about `file` as a whole.
    #[must_use]
    pub fn whole(file: &str, what: impl Into<Message>) -> Self {
        Self { file: file.to_owned(), line: 0, column: 0, what: what.into(), instead: None }
    }

    /// Its file with the line and the column, where it has them: `config.toml:3:1`.
    #[must_use]
    pub fn place(&self) -> String {
        if self.line == 0 { self.file.clone() } else { format!("{}:{}:{}", self.file, self.line, self.column) }
    }

    /// What is wrong, and what farz uses instead.
    #[must_use]
    pub fn reason(&self) -> Message {
        match self.instead {
            None => self.what.clone(),
            Some(Instead::Default) => msg!("keymap-default-used", what = self.what.clone()),
            Some(Instead::Shipped) => msg!("keymap-shipped-used", what = self.what.clone()),
        }
    }

    /// All of it as a sentence for a person, the place first.
    #[must_use]
    pub fn message(&self) -> Message {
        msg!("file-error", file = self.place(), why = self.reason())
    }

    /// The same as text.
    #[must_use]
    pub fn text(&self, locale: &Locale) -> String {
        locale.text(&self.message())
    }
}

/// Returns the line and the column (in characters) of byte `offset` of `text`, both from 1. An offset past the end
/// counts as the end.
#[must_use]
pub fn position(text: &str, offset: usize) -> (usize, usize) {
    let end = (0..=offset.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    let before = text.get(..end).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.matches('\n').count() + 1;
    (line, before.get(start..).unwrap_or("").chars().count() + 1)
}

/// The maximum number of characters that a message repeats of a name from outside.
const QUOTED: usize = 40;

/// Quotes `name` for a message: cut if long, with everything escaped that a terminal would interpret.
#[must_use]
pub fn quote(name: &str) -> String {
    let mut cut: String = name.chars().take(QUOTED).collect();
    if cut.len() < name.len() {
        cut.push('…');
    }
    format!("{cut:?}")
}

/// The end of a message, its variable `near`: `; did you mean "keep"?`, or nothing.
#[must_use]
pub fn suggestion(nearest: Option<&str>) -> Arg {
    nearest.map_or_else(|| Arg::from(""), |name| msg!("did-you-mean", name = quote(name)).into())
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
    fn a_message_repeats_no_control_character() {
        assert_eq!(quote("a\u{1b}[2J\u{202e}"), "\"a\\u{1b}[2J\\u{202e}\"");
        assert_eq!(quote(&"x".repeat(100)).chars().count(), QUOTED + 3);
    }
}
