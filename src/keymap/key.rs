//! One key press, in the notation of keymaps.
//!
//! The notation: the modifiers `ctrl-`, `alt-`, `shift-` in this order, then the character that the key types, or the
//! key's name (`space`, `enter`, `esc`, `f5`, ...). Invisible characters are written by code point: `U+00A0`.

use super::diagnostic::{quote, suggestion};
use crate::message::{Message, msg, nearest};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The key, without modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// A key that types a character; capital letters are separate characters. Space is `Char(' ')`.
    Char(char),
    /// Enter, Return.
    Enter,
    /// Escape.
    Esc,
    /// Tab; with shift it is Backtab.
    Tab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Insert.
    Insert,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// A function key, from 1.
    F(u8),
}

/// One key press.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Which key.
    pub code: Code,
    /// Whether Control is held. With Control, letters are lower case.
    pub ctrl: bool,
    /// Whether Alt (Meta) is held.
    pub alt: bool,
    /// Whether Shift is held; always false for [`Code::Char`], where the character implies it.
    pub shift: bool,
}

impl Key {
    /// Returns the key without modifiers.
    #[must_use]
    pub const fn plain(code: Code) -> Self {
        Self { code, ctrl: false, alt: false, shift: false }
    }

    /// Returns the key that types `c`.
    #[must_use]
    pub const fn char(c: char) -> Self {
        Self::plain(Code::Char(c))
    }

    /// Returns Control and the letter `c`.
    #[must_use]
    pub const fn ctrl(c: char) -> Self {
        Self { code: Code::Char(c), ctrl: true, alt: false, shift: false }
    }

    /// Returns the character that this key types in an input line, if any.
    #[must_use]
    pub fn typed(self) -> Option<char> {
        match self.code {
            Code::Char(c) if !self.ctrl && !self.alt && !c.is_control() => Some(c),
            _ => None,
        }
    }

    /// Returns the same key press as keymaps write it: a character implies its own Shift, and is lower case with
    /// Control.
    #[must_use]
    pub fn normalized(self) -> Self {
        match self.code {
            Code::Char(c) => {
                let code = if self.ctrl { Code::Char(lower(c)) } else { Code::Char(c) };
                Self { code, shift: false, ..self }
            }
            _ => self,
        }
    }
}

/// The highest function key that any terminal sends.
const LAST_F: u8 = 35;

/// The named keys, besides `f1` to `f35`.
const NAMED: [(&str, Code); 15] = [
    ("space", Code::Char(' ')),
    ("enter", Code::Enter),
    ("esc", Code::Esc),
    ("tab", Code::Tab),
    ("backspace", Code::Backspace),
    ("delete", Code::Delete),
    ("insert", Code::Insert),
    ("up", Code::Up),
    ("down", Code::Down),
    ("left", Code::Left),
    ("right", Code::Right),
    ("home", Code::Home),
    ("end", Code::End),
    ("pageup", Code::PageUp),
    ("pagedown", Code::PageDown),
];

/// The names that other programs use for keys, for better suggestions than the spelling gives.
const FOREIGN: [(&str, &str); 16] = [
    ("escape", "esc"),
    ("return", "enter"),
    ("ret", "enter"),
    ("cr", "enter"),
    ("spc", "space"),
    ("del", "delete"),
    ("ins", "insert"),
    ("bs", "backspace"),
    ("backtab", "shift-tab"),
    ("pgup", "pageup"),
    ("pgdn", "pagedown"),
    ("pgdown", "pagedown"),
    ("page-up", "pageup"),
    ("page-down", "pagedown"),
    ("lt", "<"),
    ("gt", ">"),
];

const MODIFIERS: [&str; 3] = ["ctrl", "alt", "shift"];

/// Returns the lower case of `c` if that is one character, else `c`.
fn lower(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

/// Returns whether `c` can be written as itself: it is visible and not a combining mark.
fn visible(c: char) -> bool {
    let format = matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}');
    !(c.is_control() || c.is_whitespace() || format || is_combining_mark(c))
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, name) in [self.ctrl, self.alt, self.shift].into_iter().zip(MODIFIERS) {
            if held {
                write!(f, "{name}-")?;
            }
        }
        match self.code {
            Code::Char(c) if visible(c) => write!(f, "{c}"),
            Code::F(number) => write!(f, "f{number}"),
            code => match (NAMED.iter().find(|(_, named)| *named == code), code) {
                (Some((name, _)), _) => f.write_str(name),
                (None, Code::Char(c)) => write!(f, "U+{:04X}", c as u32),
                (None, _) => Ok(()),
            },
        }
    }
}

/// A text that is not a key, with the most likely key.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", self.message())]
pub struct ParseKeyError {
    /// The text.
    pub text: String,
    /// The most likely key, in the notation of keys.
    pub nearest: Option<String>,
}

impl ParseKeyError {
    /// The reason as a sentence for a person.
    #[must_use]
    pub fn message(&self) -> Message {
        let key = quote(&self.text);
        match self.nearest.as_deref().filter(|_| self.shifted_control()) {
            Some(sent) => msg!("keymap-shifted-control", key = key, sent = quote(sent)),
            None => msg!("keymap-unknown-key", key = key, near = suggestion(self.nearest.as_deref())),
        }
    }

    /// Returns whether this is Control, Shift and a character, which a terminal sends without Shift.
    fn shifted_control(&self) -> bool {
        let without = self.text.split_once("shift-").filter(|(held, _)| held.starts_with("ctrl-"));
        without.is_some_and(|(held, rest)| {
            let key: Result<Key, _> = format!("{held}{rest}").parse();
            key.is_ok_and(|key| matches!(key.code, Code::Char(_)) && !key.shift)
        })
    }
}

impl FromStr for Key {
    type Err = ParseKeyError;

    /// Parses one key; see the module for the notation.
    fn from_str(text: &str) -> Result<Self, ParseKeyError> {
        let error = |nearest: Option<String>| ParseKeyError { text: text.to_owned(), nearest };
        let mut key = Self::plain(Code::Esc);
        let (mut rest, mut order) = (text, 0);
        // A `-` at the end of the text is the key itself: `ctrl--`.
        while let Some((name, after)) =
            rest.split_once('-').filter(|(name, after)| !name.is_empty() && !after.is_empty())
        {
            let Some(at) = MODIFIERS.iter().position(|modifier| *modifier == name) else {
                return Err(error(guess(text)));
            };
            if at < order {
                return Err(error(guess(text)));
            }
            match at {
                0 => key.ctrl = true,
                1 => key.alt = true,
                _ => key.shift = true,
            }
            (rest, order) = (after, at + 1);
        }
        key.code = base(rest).ok_or_else(|| error(guess(text)))?;
        if key != key.normalized() {
            return Err(error(guess(text)));
        }
        Ok(key)
    }
}

/// Returns the key with this name, without modifiers.
fn base(name: &str) -> Option<Code> {
    if let Some((_, code)) = NAMED.iter().find(|(named, _)| *named == name) {
        return Some(*code);
    }
    if let Some(number) = name.strip_prefix('f').and_then(|digits| digits.parse::<u8>().ok()) {
        return (1..=LAST_F).contains(&number).then_some(Code::F(number)).filter(|_| !name.contains('+'));
    }
    let hexadecimal = name.strip_prefix("U+").filter(|digits| (4..=6).contains(&digits.len()) && !digits.contains('+'));
    if let Some(c) = hexadecimal.and_then(|digits| u32::from_str_radix(digits, 16).ok()).and_then(char::from_u32) {
        return Some(Code::Char(c));
    }
    let one = |mut chars: &mut dyn Iterator<Item = char>| match ((&mut chars).next(), chars.next()) {
        (Some(c), None) if visible(c) => Some(Code::Char(c)),
        _ => None,
    };
    // A letter may come decomposed (NFD): it is the same key.
    one(&mut name.chars()).or_else(|| one(&mut name.nfc().take(2)))
}

/// Guesses the key that `text`, which is not a key, most likely means.
fn guess(text: &str) -> Option<String> {
    let text: String = text.chars().take(40).collect();
    let mut parts: Vec<&str> = text.split('-').collect();
    let mut last = parts.pop()?.to_owned();
    if text.is_empty() {
        return None;
    }
    if last.is_empty() {
        parts.pop();
        last = "-".to_owned();
    }
    let mut held = [false; 3];
    let mut foreign = None;
    for part in parts {
        let short = match part {
            "C" | "c" | "control" | "Control" => Some("ctrl"),
            "A" | "a" | "M" | "m" | "meta" | "option" => Some("alt"),
            "S" | "s" => Some("shift"),
            _ => None,
        };
        let modifier = short.or_else(|| nearest(part, MODIFIERS));
        match modifier.and_then(|modifier| MODIFIERS.iter().position(|valid| *valid == modifier)) {
            Some(at) => held[at.min(2)] = true,
            None => foreign = Some(part),
        }
    }
    if foreign.is_some() {
        // Not a modifier: perhaps a name written with a hyphen.
        return FOREIGN.iter().find(|(name, _)| *name == text).map(|(_, own)| (*own).to_owned()).or_else(|| {
            let whole = text.replace('-', "");
            nearest(&whole, NAMED.iter().map(|(name, _)| *name)).map(str::to_owned)
        });
    }
    let code = base(&last).or_else(|| {
        let small = last.to_lowercase();
        if let Some((_, own)) = FOREIGN.iter().find(|(name, _)| *name == small) {
            let key: Key = own.parse().ok()?;
            held[2] |= key.shift;
            return Some(key.code);
        }
        let functions: Vec<String> = (1..=LAST_F).map(|number| format!("f{number}")).collect();
        let names = NAMED.iter().map(|(name, _)| *name).chain(functions.iter().map(String::as_str));
        base(nearest(&small, names)?)
    })?;
    let mut key = Key { code, ctrl: held[0], alt: held[1], shift: held[2] };
    if let (Code::Char(c), true, false) = (code, key.shift, key.ctrl) {
        let mut upper = c.to_uppercase();
        // For a key that is not a letter, the result of Shift depends on the keyboard.
        let one = upper.next().filter(|upper| *upper != c)?;
        key.code = Code::Char(one);
    }
    Some(key.normalized().to_string())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keys_are_written_as_people_name_them() {
        for text in [
            "a",
            "A",
            "ctrl-x",
            "alt-enter",
            "shift-tab",
            "f5",
            "space",
            "esc",
            "tab",
            "up",
            "pageup",
            "<",
            "-",
            "ctrl--",
            "ctrl-alt-delete",
            "alt-X",
            "ج",
            "ß",
            "ctrl-space",
            "shift-f12",
            "é",
            "U+00A0",
            "+",
            "世",
        ] {
            assert_eq!(text.parse::<Key>().map(|key| key.to_string()).as_deref(), Ok(text), "{text}");
        }
        assert_eq!("e\u{301}".parse(), Ok(Key::char('é')), "the same letter, its mark apart");
        assert_eq!("U+0061".parse(), Ok(Key::char('a')));
        assert_eq!("ctrl-x".parse(), Ok(Key::ctrl('x')));
    }

    #[test]
    fn what_is_no_key_names_the_nearest_one() {
        for (text, near) in [
            ("escape", Some("esc")),
            ("Enter", Some("enter")),
            ("ctlr-x", Some("ctrl-x")),
            ("C-x", Some("ctrl-x")),
            ("ctrl-X", Some("ctrl-x")),
            ("shift-a", Some("A")),
            ("shift-1", None),
            ("alt-ctrl-x", Some("ctrl-alt-x")),
            ("ctrl-ctrl-x", Some("ctrl-x")),
            ("pagup", Some("pageup")),
            ("page-down", Some("pagedown")),
            ("backtab", Some("shift-tab")),
            ("f36", Some("f3")),
            ("f0", Some("f1")),
            ("", None),
            ("xyzzyx", None),
        ] {
            assert_eq!(text.parse::<Key>().unwrap_err().nearest.as_deref(), near, "{text}");
        }
        let error = "escape".parse::<Key>().unwrap_err();
        assert_eq!(error.to_string(), "unknown key \"escape\"; did you mean \"esc\"?");
    }

    /// Any key that a keyboard can send.
    pub fn any_key() -> impl Strategy<Value = Key> {
        let named = (0..NAMED.len()).prop_map(|at| NAMED[at].1);
        let code = prop_oneof![any::<char>().prop_map(Code::Char), named, (1..=LAST_F).prop_map(Code::F)];
        (code, any::<bool>(), any::<bool>(), any::<bool>())
            .prop_map(|(code, ctrl, alt, shift)| Key { code, ctrl, alt, shift }.normalized())
    }

    proptest! {
        #[test]
        fn every_key_is_written_and_read_back(key in any_key()) {
            prop_assert_eq!(key.to_string().parse(), Ok(key));
        }

        #[test]
        fn any_text_is_read_without_a_panic(text in ".*") {
            if let Ok(key) = text.parse::<Key>() {
                prop_assert_eq!(key.to_string().parse(), Ok(key));
            }
        }
    }
}
