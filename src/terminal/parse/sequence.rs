//! Translation of control sequences into keys.

use crate::keymap::{Code, Key};

/// The meaning of a complete sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A key.
    Key(Key),
    /// A bracketed paste begins.
    PasteBegins,
    /// An old mouse report: three bytes follow.
    MouseBegins,
    /// Nothing for farz: an answer, a report, or something unknown.
    Nothing,
}

/// The modifiers Shift, Alt and Control, in xterm's encoding.
#[derive(Clone, Copy, Default)]
struct Held {
    shift: bool,
    alt: bool,
    ctrl: bool,
}

impl Held {
    /// Decodes a modifier parameter: 1 + shift 1, alt 2, ctrl 4, super 8, hyper 16, meta 32, and two locks. Returns
    /// `None` with super or hyper: those belong to the desktop, and farz binds no key to them.
    fn from_parameter(parameter: u32) -> Option<Self> {
        let bits = parameter.saturating_sub(1);
        (bits & (8 | 16) == 0).then_some(Self { shift: bits & 1 != 0, alt: bits & (2 | 32) != 0, ctrl: bits & 4 != 0 })
    }

    const fn key(self, code: Code) -> Key {
        Key { code, ctrl: self.ctrl, alt: self.alt, shift: self.shift }
    }
}

/// Returns the meaning of `CSI bytes last`, or of `SS3 bytes last`.
pub(super) fn finished(ss3: bool, bytes: &[u8], last: u8) -> Meaning {
    let key = if ss3 { single_shift(bytes, last) } else { return control(bytes, last) };
    key.map_or(Meaning::Nothing, Meaning::Key)
}

/// Returns the key of a sequence that did not continue: only rxvt's `CSI n $` (with Shift), whose `$` is no final
/// byte.
pub(super) fn unfinished(bytes: &[u8]) -> Option<Key> {
    let number = bytes.strip_suffix(b"$")?;
    numbered(*parameters(number)?.first()?, Held { shift: true, ..Held::default() })
}

/// Returns the parameters as numbers, the first of each `:`-separated group. Missing ones are 0. Returns `None` for
/// private sequences and those with intermediate bytes, which are answers and never keys.
fn parameters(bytes: &[u8]) -> Option<Vec<u32>> {
    let text = std::str::from_utf8(bytes).ok()?;
    if !text.bytes().all(|b| b.is_ascii_digit() || b == b';' || b == b':') {
        return None;
    }
    Some(text.split(';').map(|group| group.split(':').next().unwrap_or("").parse().unwrap_or(0)).collect())
}

fn control(bytes: &[u8], last: u8) -> Meaning {
    let Some(numbers) = parameters(bytes) else { return Meaning::Nothing };
    let first = numbers.first().copied().unwrap_or(0);
    let second = numbers.get(1).copied().unwrap_or(0);
    let key = match last {
        b'M' if bytes.is_empty() => return Meaning::MouseBegins,
        b'~' if first == 200 => return Meaning::PasteBegins,
        b'~' if first == 27 => typed(numbers.get(2).copied().unwrap_or(0), None, second),
        b'~' => Held::from_parameter(second).and_then(|held| numbered(first, held)),
        b'^' => numbered(first, Held { ctrl: true, ..Held::default() }),
        b'@' => numbered(first, Held { ctrl: true, shift: true, ..Held::default() }),
        b'u' if bytes.is_empty() => None,
        b'u' => kitty(bytes, first, second),
        // A cursor position report looks like F3 with modifiers, and answers are never keys.
        b'R' if bytes.is_empty() => Some(Key::plain(Code::F(3))),
        b'R' => None,
        b'Z' => Held::from_parameter(second).map(|held| Held { shift: true, ..held }.key(Code::Tab)),
        b'a'..=b'd' => arrow(last.to_ascii_uppercase()).map(|code| Held { shift: true, ..Held::default() }.key(code)),
        b'A'..=b'D' | b'F' | b'H' | b'P' | b'Q' | b'S' if first <= 1 && numbers.len() <= 2 => {
            Held::from_parameter(second).and_then(|held| named(last).map(|code| held.key(code)))
        }
        _ => None,
    };
    key.map_or(Meaning::Nothing, Meaning::Key)
}

/// Returns the key of `SS3 last`: application cursor keys, F1 to F4, and the application keypad. Some terminals put a
/// modifier before `last`.
fn single_shift(bytes: &[u8], last: u8) -> Option<Key> {
    let held = Held::from_parameter(parameters(bytes)?.last().copied().unwrap_or(0))?;
    let code = match last {
        b'a'..=b'd' => return arrow(last.to_ascii_uppercase()).map(|code| Held { ctrl: true, ..held }.key(code)),
        b'R' => Code::F(3),
        b'M' => Code::Enter,
        b'I' => Code::Tab,
        b' ' => Code::Char(' '),
        b'X' => Code::Char('='),
        b'j'..=b'y' => return Some(Key::char(char::from(last - b'j' + b'*'))),
        _ => named(last)?,
    };
    Some(held.key(code))
}

fn arrow(last: u8) -> Option<Code> {
    Some(match last {
        b'A' => Code::Up,
        b'B' => Code::Down,
        b'C' => Code::Right,
        b'D' => Code::Left,
        _ => return None,
    })
}

fn named(last: u8) -> Option<Code> {
    Some(match last {
        b'H' => Code::Home,
        b'F' => Code::End,
        b'P'..=b'S' => Code::F(last - b'P' + 1),
        _ => return arrow(last),
    })
}

/// Returns the key of `CSI n ~`: the keys of the VT220, and others that terminals agree on.
fn numbered(number: u32, held: Held) -> Option<Key> {
    let code = match number {
        1 | 7 => Code::Home,
        2 => Code::Insert,
        3 => Code::Delete,
        4 | 8 => Code::End,
        5 => Code::PageUp,
        6 => Code::PageDown,
        11..=15 => function(number, 10)?,
        17..=21 => function(number, 11)?,
        23..=26 => function(number, 12)?,
        28 | 29 => function(number, 13)?,
        31..=34 => function(number, 14)?,
        _ => return None,
    };
    Some(held.key(code))
}

fn function(number: u32, before: u32) -> Option<Code> {
    u8::try_from(number.checked_sub(before)?).ok().map(Code::F)
}

/// Returns the key of `CSI code:shifted:base ; modifiers:event u`, kitty's keyboard protocol. A release is no key.
fn kitty(bytes: &[u8], code: u32, modifiers: u32) -> Option<Key> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut groups = text.split(';');
    let mut named = groups.next().unwrap_or("").split(':').skip(1);
    let shifted = named.next().and_then(|s| s.parse().ok());
    // With Control or Alt, a letter of another script counts as the key in that place of a US keyboard, if reported.
    let base = named.next().and_then(|s| s.parse::<u32>().ok()).filter(|base| (0x21..0x7f).contains(base));
    let held = Held::from_parameter(modifiers)?;
    if let Some(base) = base.filter(|_| code > 0x7f && (held.ctrl || held.alt)) {
        return typed(base, None, modifiers).filter(|_| event_of(text) != Some("3"));
    }
    if event_of(text) == Some("3") {
        return None;
    }
    typed(code, shifted, modifiers)
}

/// Returns what happened to the key. A missing event means that it was pressed.
fn event_of(text: &str) -> Option<&str> {
    text.split(';').nth(1)?.split(':').nth(1)
}

/// Returns a key given by its code point and separate modifiers, in the form that `Key` uses.
fn typed(code: u32, shifted: Option<u32>, modifiers: u32) -> Option<Key> {
    let held = Held::from_parameter(modifiers)?;
    let code = match code {
        8 | 127 => Code::Backspace,
        9 => Code::Tab,
        13 | 57414 => Code::Enter,
        27 => Code::Esc,
        57399..=57408 => return char::from_digit(code - 57399, 10).map(Key::char),
        57409 => return Some(Key::char('.')),
        57410 => return Some(Key::char('/')),
        57411 => return Some(Key::char('*')),
        57412 => return Some(Key::char('-')),
        57413 => return Some(Key::char('+')),
        57415 => return Some(Key::char('=')),
        57417 => Code::Left,
        57418 => Code::Right,
        57419 => Code::Up,
        57420 => Code::Down,
        57421 => Code::PageUp,
        57422 => Code::PageDown,
        57423 => Code::Home,
        57424 => Code::End,
        57425 => Code::Insert,
        57426 => Code::Delete,
        // kitty uses the private use area for keys without a character: media keys, the modifiers themselves.
        57344..=63743 => return None,
        _ => {
            let c = char::from_u32(code).filter(|c| !c.is_control())?;
            let c = match (held.ctrl, held.shift) {
                (true, _) => c.to_lowercase().next().unwrap_or(c),
                (false, true) => {
                    shifted.and_then(char::from_u32).filter(|c| !c.is_control()).unwrap_or_else(|| single_uppercase(c))
                }
                (false, false) => c,
            };
            return Some(Key { shift: false, ..held.key(Code::Char(c)) });
        }
    };
    Some(held.key(code))
}

/// Returns the capital of `c`, if it is a single character.
fn single_uppercase(c: char) -> char {
    let mut upper = c.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(only), None) => only,
        _ => c,
    }
}
