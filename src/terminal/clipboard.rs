//! The clipboard of the user's own terminal, also at the far end of an SSH line: OSC 52, write only, never read.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The maximum number of base64 bytes to send: what terminals and multiplexers accept whose limit for a whole
/// sequence is 100,000 bytes.
pub const LIMIT: usize = 74_994;
/// The bytes that GNU screen accepts in one string.
const SCREEN_CHUNK: usize = 250;

/// The multiplexer between farz and the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Between {
    /// Nothing.
    Nothing,
    /// tmux.
    Tmux,
    /// GNU screen.
    Screen,
}

impl Between {
    /// Reads the environment: `TMUX`, `STY`.
    pub fn of(variable: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name| variable(name).is_some_and(|value| !value.is_empty());
        match (set("TMUX"), set("STY")) {
            (true, _) => Self::Tmux,
            (false, true) => Self::Screen,
            (false, false) => Self::Nothing,
        }
    }
}

/// The text is too long for a terminal's clipboard. Carries its length in base64 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too long to copy: {0} bytes, and terminals take {LIMIT}")]
pub struct TooLong(pub usize);

/// Returns the bytes that put `text` on the clipboard.
///
/// In tmux, farz sends the text twice: plain, for tmux to take and pass on (`set-clipboard on`), and wrapped for the
/// terminal outside (`allow-passthrough on`), because many configurations switch off one of the two. In GNU screen,
/// farz sends it wrapped, in pieces.
///
/// # Errors
/// When the text is longer than [`LIMIT`] as base64.
pub fn copy(text: &str, between: Between) -> Result<Vec<u8>, TooLong> {
    let encoded = STANDARD.encode(text);
    if encoded.len() > LIMIT {
        return Err(TooLong(encoded.len()));
    }
    let plain = format!("\x1b]52;c;{encoded}\x07").into_bytes();
    Ok(match between {
        Between::Nothing => plain,
        Between::Tmux => {
            let mut out = plain.clone();
            out.extend_from_slice(b"\x1bPtmux;");
            for byte in plain {
                if byte == 0x1b {
                    out.push(0x1b);
                }
                out.push(byte);
            }
            out.extend_from_slice(b"\x1b\\");
            out
        }
        Between::Screen => plain
            .chunks(SCREEN_CHUNK)
            .flat_map(|piece| [b"\x1bP".as_slice(), piece, b"\x1b\\"])
            .flatten()
            .copied()
            .collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copied(text: &str, between: Between) -> String {
        String::from_utf8(copy(text, between).unwrap()).unwrap()
    }

    #[test]
    fn text_is_wrapped_for_what_is_between() {
        assert_eq!(copied("فرز", Between::Nothing), "\x1b]52;c;2YHYsdiy\x07");
        assert_eq!(copied("a", Between::Tmux), "\x1b]52;c;YQ==\x07\x1bPtmux;\x1b\x1b]52;c;YQ==\x07\x1b\\");
        assert_eq!(copied("a", Between::Screen), "\x1bP\x1b]52;c;YQ==\x07\x1b\\");
    }

    #[test]
    fn pieces_for_screen_are_short_and_make_the_whole() {
        let text = "long ".repeat(2000);
        let sent = copied(&text, Between::Screen);
        assert!(sent.split("\x1b\\").all(|piece| piece.len() <= SCREEN_CHUNK + 2));
        assert_eq!(sent.replace("\x1b\\", "").replace("\x1bP", ""), copied(&text, Between::Nothing));
    }

    #[test]
    fn what_no_terminal_takes_is_refused() {
        assert!(copy(&"x".repeat(LIMIT / 4 * 3), Between::Nothing).is_ok());
        let error = copy(&"x".repeat(LIMIT), Between::Nothing).unwrap_err();
        assert!(error.to_string().contains("too long"));
    }

    #[test]
    fn tmux_within_screen_is_tmux() {
        let both = |name: &str| ["TMUX", "STY"].contains(&name).then(|| "x".to_owned());
        assert_eq!(Between::of(both), Between::Tmux);
        assert_eq!(Between::of(|name| (name == "STY").then(|| "1.pts".into())), Between::Screen);
        assert_eq!(Between::of(|_| Some(String::new())), Between::Nothing);
    }
}
