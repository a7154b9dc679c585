//! The keys that a terminal cannot send without kitty's keyboard protocol.

use super::key::{Code, Key};
use crate::message::{Message, msg};

/// What a plain terminal sends for a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// The key.
    Same,
    /// Another key.
    As(Key),
    /// The same character without Control, or nothing.
    Without(Key),
}

/// Returns what a plain terminal sends for `key`.
///
/// This follows xterm without modifyOtherKeys. Control turns a letter, one of `@ [ \ ] ^ _` or the space into a
/// control character. Tab, Enter, Esc and Backspace are four of these; they take no modifier except Alt (and Shift
/// with Tab).
#[must_use]
pub fn sent(key: Key) -> Sent {
    let alone = |code| Key { code, ctrl: false, ..key };
    match key.code {
        Code::Char(c) if key.ctrl => match c {
            'i' => Sent::As(alone(Code::Tab)),
            'm' => Sent::As(alone(Code::Enter)),
            '[' => Sent::As(alone(Code::Esc)),
            'h' => Sent::As(alone(Code::Backspace)),
            'a'..='z' | '@' | '\\' | ']' | '^' | '_' | ' ' => Sent::Same,
            '/' => Sent::As(Key { code: Code::Char('_'), ..key }),
            _ => Sent::Without(alone(key.code)),
        },
        Code::Tab if key.ctrl => Sent::As(alone(Code::Tab)),
        Code::Enter | Code::Esc | Code::Backspace if key.ctrl || key.shift => {
            Sent::As(Key { shift: false, ..alone(key.code) })
        }
        Code::Char(_)
        | Code::Enter
        | Code::Esc
        | Code::Tab
        | Code::Backspace
        | Code::Delete
        | Code::Insert
        | Code::Up
        | Code::Down
        | Code::Left
        | Code::Right
        | Code::Home
        | Code::End
        | Code::PageUp
        | Code::PageDown
        | Code::F(_) => Sent::Same,
    }
}

/// Returns why a plain terminal cannot send `key`, or `None` if it can.
#[must_use]
pub fn cannot_send(key: Key) -> Option<Message> {
    match sent(key) {
        Sent::Same => None,
        Sent::As(other) => Some(msg!("keymap-sent-as", key = other.to_string())),
        Sent::Without(_) => Some(msg!("keymap-sent-without-ctrl")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_terminals_do_not_tell_apart_are_known() {
        for text in ["ctrl-i", "ctrl-m", "ctrl-[", "ctrl-1", "ctrl-enter", "shift-enter", "ctrl-tab", "ctrl-ج"] {
            assert!(cannot_send(text.parse().unwrap()).is_some(), "{text}");
        }
        for text in ["a", "ج", "ctrl-x", "alt-x", "alt-enter", "shift-tab", "ctrl-up", "f5", "ctrl-space", "ctrl-alt-x"]
        {
            assert_eq!(cannot_send(text.parse().unwrap()), None, "{text}");
        }
        for (text, other) in
            [("ctrl-i", "tab"), ("ctrl-alt-m", "alt-enter"), ("shift-enter", "enter"), ("ctrl-/", "ctrl-_")]
        {
            assert_eq!(sent(text.parse().unwrap()), Sent::As(other.parse().unwrap()), "{text}");
        }
    }
}
