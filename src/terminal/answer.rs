//! The terminal's answers to questions about itself.

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// DECRPM for an ANSI mode: its number, and its state: 0 unknown, 1 set, 2 reset, 3 and 4 the same permanently.
    Mode(u32, u32),
    /// XTVERSION: name and version, as the terminal reports them.
    Version(String),
    /// DA1, which every terminal answers: the parameters.
    Primary(String),
    /// DA2: the parameters.
    Secondary(String),
    /// DA3: the unit's id in hexadecimal.
    Unit(String),
    /// XTGETTCAP for `TN`: the terminal's name.
    Name(String),
    /// The terminal has kitty's keyboard protocol.
    Keyboard,
    /// DSR 5: the terminal is there, and has processed everything before the question.
    There,
    /// PuTTY's answerback to ENQ.
    Putty,
    /// tmux's report about the terminal outside: its version and its TERM, empty if tmux does not know.
    Tmux {
        /// `client_termtype`.
        version: String,
        /// `client_termname`.
        name: String,
    },
}

/// Returns the answer in a control sequence, given its parameter bytes and its final byte.
#[must_use]
pub fn in_sequence(bytes: &[u8], last: u8) -> Option<Answer> {
    let text = std::str::from_utf8(bytes).ok()?;
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b == b';' || b == b':');
    match last {
        b'y' => {
            let (mode, state) = text.strip_suffix('$')?.split_once(';')?;
            Some(Answer::Mode(mode.parse().ok()?, state.parse().ok()?))
        }
        b'n' => (text == "0").then_some(Answer::There),
        b'c' => {
            let rest = text.get(1..).filter(|rest| digits(rest))?.to_owned();
            match text.as_bytes().first() {
                Some(b'?') => Some(Answer::Primary(rest)),
                Some(b'>') => Some(Answer::Secondary(rest)),
                _ => None,
            }
        }
        b'u' => text.strip_prefix('?').filter(|flags| digits(flags)).map(|_| Answer::Keyboard),
        _ => None,
    }
}

/// Returns the answer in a device control string, given without its introducer and terminator.
#[must_use]
pub fn in_string(bytes: &[u8]) -> Option<Answer> {
    let text = std::str::from_utf8(bytes).ok()?;
    if let Some(version) = text.strip_prefix(">|") {
        return Some(Answer::Version(plain(version)));
    }
    if let Some(unit) = text.strip_prefix("!|") {
        return Some(Answer::Unit(plain(unit).to_ascii_uppercase()));
    }
    let hex = text.strip_prefix("1+r")?.split_once('=').filter(|(name, _)| name.eq_ignore_ascii_case("544e"))?.1;
    let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let bytes: Vec<u8> = hex.as_bytes().chunks(2).map(pair).collect::<Option<_>>()?;
    Some(Answer::Name(plain(&String::from_utf8_lossy(&bytes))))
}

/// Returns the printable ASCII of `text`, at most 100 characters, which is safe to show and to write to a file.
#[must_use]
pub fn plain(text: &str) -> String {
    text.chars().filter(|c| (' '..='~').contains(c)).take(100).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_and_nonsense_is_none() {
        assert_eq!(in_sequence(b"8;1$", b'y'), Some(Answer::Mode(8, 1)));
        assert_eq!(in_sequence(b"?65;1;9", b'c'), Some(Answer::Primary("65;1;9".into())));
        assert_eq!(in_sequence(b">1;115;0", b'c'), Some(Answer::Secondary("1;115;0".into())));
        assert_eq!(in_sequence(b"?2026;2$", b'y'), None, "a private mode is not an ANSI one");
        assert_eq!(in_sequence(b"?0", b'u'), Some(Answer::Keyboard));
        assert_eq!(in_sequence(b"97;5", b'u'), None, "a key is no answer");
        assert_eq!(in_sequence(b"?x", b'c'), None);
        assert_eq!(in_sequence(b"", b'c'), None);
        assert_eq!(in_sequence(b"0", b'n'), Some(Answer::There));
        assert_eq!(in_sequence(b"3", b'n'), None);
        assert_eq!(in_string(b">|XTerm(379)"), Some(Answer::Version("XTerm(379)".into())));
        assert_eq!(in_string(b"!|7e565445"), Some(Answer::Unit("7E565445".into())));
        assert_eq!(in_string(b"1+r544e=6d6c7465726d"), Some(Answer::Name("mlterm".into())));
        assert_eq!(in_string(b"1+r544e=zz"), None);
        assert_eq!(in_string(b"0+r544e"), None);
        assert_eq!(in_string("\u{202e}>|x".as_bytes()), None);
        assert_eq!(in_string(">|a\u{202e}b\u{1b}c".as_bytes()), Some(Answer::Version("abc".into())));
    }
}
