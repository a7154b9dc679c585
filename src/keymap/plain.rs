//! Which keys a terminal cannot send without kitty's keyboard protocol.

use super::key::{Code, Key};

/// Why a plain terminal cannot send `key`; nothing where it can.
///
/// As xterm sends keys without modifyOtherKeys: Control makes a control character of a letter and of `@ [ \ ] ^ _` and
/// the space; Tab, Enter, Esc and Backspace are four of those, and know no modifier but Alt (and Shift with Tab).
#[must_use]
pub fn cannot_send(key: Key) -> Option<&'static str> {
    match key.code {
        Code::Char(c) if key.ctrl => match c {
            'i' => Some("elsewhere it is the same as tab"),
            'm' => Some("elsewhere it is the same as enter"),
            '[' => Some("elsewhere it is the same as esc"),
            'h' => Some("elsewhere it is the same as backspace"),
            'a'..='z' | '@' | '\\' | ']' | '^' | '_' | ' ' => None,
            '/' => Some("elsewhere it is sent as ctrl-_"),
            _ => Some("elsewhere it is sent without ctrl, or not at all"),
        },
        Code::Tab if key.ctrl => Some("elsewhere it is sent as tab"),
        Code::Enter | Code::Esc | Code::Backspace if key.ctrl || key.shift => {
            Some("elsewhere it is sent without ctrl and shift")
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
        | Code::F(_) => None,
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
    }
}
