//! The parser: turns the terminal's bytes into keys, pastes and answers.
//!
//! It is a pure state machine without a clock: bytes in, events out. [`Parser::wait`] returns what it is in the
//! middle of, so that the reader can set a timer ([`Parser::expire`]). A sequence that is no key is swallowed whole
//! and never typed: answers to queries become events of their own; focus reports, mouse reports and other strings
//! become nothing. The grammar is that of ECMA-48, with the additions of terminals: xterm's "PC-style function keys"
//! and modifyOtherKeys, rxvt's `CSI n $`, the Linux console's `CSI [ A`, kitty's `CSI u`.
//!
//! # Invariants
//!
//! - An answer of the terminal is never taken for a key, even if it arrives in pieces, arrives late, or is malformed.
//!   Tests: `answers_are_events_and_the_answerback_is_told_from_keys_only_while_it_is_expected`,
//!   Tests: `answers_that_come_in_pieces_among_keys_are_never_typed`.

mod sequence;
#[cfg(test)]
mod tests;

use crate::keymap::{Code, Key};
use crate::terminal::answer::{self, Answer};
use crate::terminal::event::Event;

/// The maximum number of bytes kept of one paste. The rest is read and dropped.
pub const PASTE_LIMIT: usize = 1 << 20;
/// The maximum number of parameter bytes of one control sequence. A longer one is no key.
const PARAMETER_LIMIT: usize = 64;
/// The maximum number of bytes kept of a string. A longer one is no answer to farz.
const STRING_LIMIT: usize = 512;
/// PuTTY's answer to ENQ, sent without any framing.
const ANSWERBACK: &[u8] = b"PuTTY";
/// The end of a bracketed paste.
const PASTE_END: &[u8] = b"\x1b[201~";

/// What a parser is in the middle of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// Nothing: the parser may wait for ever.
    Nothing,
    /// After an ESC, which is the Esc key unless more bytes come soon, or after another introducer that may be an Alt
    /// key.
    Escape,
    /// In a control sequence, a string or a character: the rest is in flight.
    Rest,
    /// In a bracketed paste.
    Paste,
}

/// The state of the machine.
#[derive(Clone, Debug, Default)]
enum State {
    #[default]
    Ground,
    /// After ESC.
    Escape,
    /// After `ESC [` or `ESC O` (`ss3`). Holds the bytes so far without the introducer.
    Sequence { ss3: bool, bytes: Vec<u8> },
    /// In a sequence that is too long or broken. The parser swallows it up to its final byte.
    Overlong,
    /// In a string that `ESC` and this byte opened: OSC, DCS, APC, PM or SOS. `fresh` until its first byte, `escape`
    /// after an ESC.
    Text { opened: u8, fresh: bool, escape: bool, kept: Vec<u8> },
    /// In the answerback, after this many bytes of it.
    Answerback(usize),
    /// In an old mouse report. Holds how many bytes are missing.
    Mouse(u8),
    /// After `CSI [`, which begins the Linux console's function keys.
    Console,
    /// In a character of several bytes.
    Character { alt: bool, bytes: [u8; 4], have: usize, need: usize },
    /// In a bracketed paste. `ended` counts the bytes seen of its end.
    Paste { kept: Vec<u8>, ended: usize },
}

/// The state machine.
#[derive(Debug, Default)]
pub struct Parser {
    state: State,
    /// Whether farz sent ENQ and the terminal has not yet answered the question after it.
    answerback: bool,
}

impl Parser {
    /// Creates a parser that has read nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// From now on, distinguishes an answer to ENQ from keys, until the answer to DA1, which farz asks after ENQ.
    pub fn expect_answerback(&mut self) {
        self.answerback = true;
    }

    /// Returns what the parser is in the middle of.
    #[must_use]
    pub fn wait(&self) -> Wait {
        match &self.state {
            State::Ground => Wait::Nothing,
            State::Escape | State::Text { fresh: true, .. } => Wait::Escape,
            State::Sequence { .. }
            | State::Overlong
            | State::Text { .. }
            | State::Mouse(_)
            | State::Console
            | State::Answerback(_)
            | State::Character { .. } => Wait::Rest,
            State::Paste { .. } => Wait::Paste,
        }
    }

    /// Parses `bytes` and appends the events to `out`.
    pub fn feed(&mut self, bytes: &[u8], out: &mut Vec<Event>) {
        for &byte in bytes {
            self.byte(byte, out);
        }
    }

    /// Handles the timeout: unfinished input becomes what it means by itself (Esc, Alt and a key, the paste so far),
    /// or is dropped.
    pub fn expire(&mut self, out: &mut Vec<Event>) {
        match std::mem::take(&mut self.state) {
            State::Escape => out.push(Event::Key(Key::plain(Code::Esc))),
            State::Sequence { ss3, bytes } if bytes.is_empty() => {
                out.push(Event::Key(alt(Key::char(if ss3 { 'O' } else { '[' }))));
            }
            State::Sequence { ss3: false, bytes } => out.extend(sequence::unfinished(&bytes).map(Event::Key)),
            State::Text { opened, fresh: true, .. } => out.push(Event::Key(alt(Key::char(char::from(opened))))),
            State::Console => {}
            State::Answerback(seen) => typed(seen, out),
            State::Paste { kept, .. } => out.push(Event::Paste(cleaned(&kept))),
            State::Ground
            | State::Sequence { .. }
            | State::Overlong
            | State::Text { .. }
            | State::Mouse(_)
            | State::Character { .. } => {}
        }
    }

    fn byte(&mut self, byte: u8, out: &mut Vec<Event>) {
        self.state = match std::mem::take(&mut self.state) {
            State::Ground if self.answerback && Some(&byte) == ANSWERBACK.first() => State::Answerback(1),
            State::Answerback(seen) if ANSWERBACK.get(seen) == Some(&byte) => {
                if seen + 1 == ANSWERBACK.len() {
                    out.push(Event::Answer(Answer::Putty));
                    State::Ground
                } else {
                    State::Answerback(seen + 1)
                }
            }
            State::Answerback(seen) => {
                typed(seen, out);
                ground(byte, false, out)
            }
            State::Ground => ground(byte, false, out),
            State::Escape => after_escape(byte, out),
            State::Sequence { ss3, bytes } => {
                // farz asks DA1 last: the answer to ENQ comes before the answer to DA1, or not at all.
                self.answerback &= !(byte == b'c' && bytes.first() == Some(&b'?'));
                in_sequence(ss3, bytes, byte, out)
            }
            State::Overlong => match byte {
                0x20..=0x3f => State::Overlong,
                0x40..=0x7e => State::Ground,
                _ => ground(byte, false, out),
            },
            State::Text { opened, escape, kept, .. } => in_string(opened, escape, kept, byte, out),
            State::Mouse(left) => match left {
                0 | 1 => State::Ground,
                more => State::Mouse(more - 1),
            },
            State::Console => match byte {
                b'A'..=b'E' => {
                    out.push(Event::Key(Key::plain(Code::F(byte - b'A' + 1))));
                    State::Ground
                }
                0x20..=0x7e => State::Ground,
                _ => ground(byte, false, out),
            },
            State::Character { alt, bytes, have, need } => in_character(alt, bytes, have, need, byte, out),
            State::Paste { kept, ended } => in_paste(kept, ended, byte, out),
        };
    }
}

/// Parses the next byte of a string such as an OSC or a DCS. `escape` tells whether an ESC came before it.
fn in_string(opened: u8, escape: bool, mut kept: Vec<u8>, byte: u8, out: &mut Vec<Event>) -> State {
    match (escape, byte) {
        (true, b'\\') => {
            told(opened, &kept, out);
            State::Ground
        }
        (_, 0x1b) => State::Text { opened, fresh: false, escape: true, kept },
        // The string was cut off, and a new sequence begins.
        (true, _) => after_escape(byte, out),
        // BEL ends an OSC; CAN and SUB end any string.
        (false, 0x07 | 0x18 | 0x1a) => State::Ground,
        (false, _) => {
            if kept.len() < STRING_LIMIT {
                kept.push(byte);
            }
            State::Text { opened, fresh: false, escape: false, kept }
        }
    }
}

/// Emits the first `seen` bytes of the answerback as keys, because they were keys after all.
fn typed(seen: usize, out: &mut Vec<Event>) {
    out.extend(ANSWERBACK.iter().take(seen).map(|byte| Event::Key(Key::char(char::from(*byte)))));
}

/// Handles a complete string: emits an answer if the string is one.
fn told(opened: u8, kept: &[u8], out: &mut Vec<Event>) {
    if opened == b'P' && kept.len() < STRING_LIMIT {
        out.extend(answer::in_string(kept).map(Event::Answer));
    }
}

/// Parses a byte outside of any sequence. `with_alt` tells whether an ESC came just before it.
fn ground(byte: u8, with_alt: bool, out: &mut Vec<Event>) -> State {
    let key = match byte {
        0x00 => Key::ctrl(' '),
        0x08 | 0x7f => Key::plain(Code::Backspace),
        0x09 => Key::plain(Code::Tab),
        0x0d => Key::plain(Code::Enter),
        0x1b => return State::Escape,
        0x01..=0x1a => Key::ctrl(char::from(byte - 1 + b'a')),
        0x1c..=0x1f => Key::ctrl(char::from(byte + 0x40)),
        0x20..=0x7e => Key::char(char::from(byte)),
        // The lengths of UTF-8 (RFC 3629). A byte that cannot begin a character is dropped.
        0xc2..=0xdf => return State::Character { alt: with_alt, bytes: [byte, 0, 0, 0], have: 1, need: 2 },
        0xe0..=0xef => return State::Character { alt: with_alt, bytes: [byte, 0, 0, 0], have: 1, need: 3 },
        0xf0..=0xf4 => return State::Character { alt: with_alt, bytes: [byte, 0, 0, 0], have: 1, need: 4 },
        0x80..=0xc1 | 0xf5..=0xff => return State::Ground,
    };
    out.push(Event::Key(if with_alt { alt(key) } else { key }));
    State::Ground
}

fn after_escape(byte: u8, out: &mut Vec<Event>) -> State {
    match byte {
        b'[' => State::Sequence { ss3: false, bytes: Vec::new() },
        b'O' => State::Sequence { ss3: true, bytes: Vec::new() },
        b']' | b'P' | b'_' | b'^' | b'X' => State::Text { opened: byte, fresh: true, escape: false, kept: Vec::new() },
        // Two ESCs in one packet: the first is the Esc key.
        0x1b => {
            out.push(Event::Key(Key::plain(Code::Esc)));
            State::Escape
        }
        // The terminator of a string that the timer dropped, or Alt and this key, which no command uses.
        b'\\' => State::Ground,
        _ => ground(byte, true, out),
    }
}

fn in_sequence(ss3: bool, mut bytes: Vec<u8>, byte: u8, out: &mut Vec<Event>) -> State {
    match byte {
        b'[' if !ss3 && bytes.is_empty() => State::Console,
        0x20..=0x3f if bytes.len() >= PARAMETER_LIMIT => State::Overlong,
        0x20..=0x3f if !ss3 || byte.is_ascii_digit() || byte == b';' => {
            bytes.push(byte);
            State::Sequence { ss3, bytes }
        }
        0x20..=0x7e => match sequence::finished(ss3, &bytes, byte) {
            sequence::Meaning::Key(key) => {
                out.push(Event::Key(key));
                State::Ground
            }
            sequence::Meaning::PasteBegins => State::Paste { kept: Vec::new(), ended: 0 },
            sequence::Meaning::MouseBegins => State::Mouse(3),
            sequence::Meaning::Nothing => {
                out.extend(answer::in_sequence(&bytes, byte).filter(|_| !ss3).map(Event::Answer));
                State::Ground
            }
        },
        // This byte cannot be part of a sequence: the sequence was cut off, and the byte counts by itself.
        _ => ground(byte, false, out),
    }
}

fn in_character(with_alt: bool, mut bytes: [u8; 4], have: usize, need: usize, byte: u8, out: &mut Vec<Event>) -> State {
    if !(0x80..=0xbf).contains(&byte) {
        return ground(byte, false, out);
    }
    if let Some(place) = bytes.get_mut(have) {
        *place = byte;
    }
    if have + 1 < need {
        return State::Character { alt: with_alt, bytes, have: have + 1, need };
    }
    let text = bytes.get(..need).and_then(|whole| std::str::from_utf8(whole).ok());
    if let Some(c) = text.and_then(|text| text.chars().next()).filter(|c| !c.is_control()) {
        out.push(Event::Key(if with_alt { alt(Key::char(c)) } else { Key::char(c) }));
    }
    State::Ground
}

fn in_paste(mut kept: Vec<u8>, ended: usize, byte: u8, out: &mut Vec<Event>) -> State {
    if PASTE_END.get(ended) == Some(&byte) {
        if ended + 1 == PASTE_END.len() {
            out.push(Event::Paste(cleaned(&kept)));
            return State::Ground;
        }
        return State::Paste { kept, ended: ended + 1 };
    }
    // What looked like the end was text. ESC occurs only at the beginning of the end, so no other byte needs a second
    // look.
    let room = PASTE_LIMIT.saturating_sub(kept.len());
    kept.extend(PASTE_END.iter().take(ended.min(room)));
    if byte == 0x1b {
        return State::Paste { kept, ended: 1 };
    }
    if kept.len() < PASTE_LIMIT {
        kept.push(byte);
    }
    State::Paste { kept, ended: 0 }
}

/// Returns pasted bytes as text: line ends become `\n`, other control characters except tabs are dropped, and invalid
/// UTF-8 is replaced.
fn cleaned(bytes: &[u8]) -> String {
    // If the limit cut a character, drop its bytes instead of leaving a replacement character.
    let whole = match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_none() => bytes.get(..error.valid_up_to()).unwrap_or(bytes),
        _ => bytes,
    };
    let mut text = String::with_capacity(whole.len());
    let mut after_return = false;
    for c in String::from_utf8_lossy(whole).chars() {
        match c {
            '\n' if after_return => {}
            '\r' | '\n' => text.push('\n'),
            '\t' => text.push('\t'),
            c if c.is_control() => {}
            c => text.push(c),
        }
        after_return = c == '\r';
    }
    text
}

/// Returns the key with Alt held.
const fn alt(key: Key) -> Key {
    Key { alt: true, ..key }
}
