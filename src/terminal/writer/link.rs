//! Hyperlinks: OSC 8, as described at <https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda>.

use ratatui::style::Modifier;
use std::fmt::Write;

/// The attribute that marks a cell as part of the screen's link. farz draws nothing that blinks and never writes this
/// attribute, so it is free for this use.
pub const LINKED: Modifier = Modifier::RAPID_BLINK;

/// The longest address that terminals accept (VTE, and iTerm2 after it).
const LIMIT: usize = 2083;

/// Ends the link.
pub(super) const CLOSE: &str = "\x1b]8;;\x1b\\";

/// Returns the address in the form that OSC 8 may carry: everything that is not printable ASCII is percent-encoded,
/// so that no byte can end the sequence or begin another. Returns `None` if `link` is no web link, or is too long.
#[must_use]
pub fn address(link: &str) -> Option<String> {
    let scheme = link.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase())?;
    if scheme != "http" && scheme != "https" {
        return None;
    }
    let mut out = String::with_capacity(link.len());
    for byte in link.bytes() {
        match byte {
            b'!'..=b'~' => out.push(char::from(byte)),
            _ => write!(out, "%{byte:02X}").ok()?,
        }
    }
    (out.len() <= LIMIT).then_some(out)
}

/// Begins the link to an [`address`].
pub(super) fn open(address: &str, out: &mut String) {
    let _ = write!(out, "\x1b]8;;{address}\x1b\\");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_printable_ascii_or_none() {
        assert_eq!(address("https://example.org/ف;a").as_deref(), Some("https://example.org/%D9%81;a"));
        assert_eq!(address("https://a/\x1b]8;;\x07 b").as_deref(), Some("https://a/%1B]8;;%07%20b"));
        for link in ["javascript:alert(1)", "file:///etc/passwd", "", &format!("https://{}", "a".repeat(LIMIT))] {
            assert_eq!(address(link), None, "{link}");
        }
    }
}
