//! The capabilities of the terminal, as far as its name and the locale tell.

use super::colour::Depth;

/// The capabilities of the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Features {
    /// The colours that it has.
    pub depth: Depth,
    /// Whether to wrap frames in a synchronized update (private mode 2026). Terminals without it ignore it.
    pub synchronized: bool,
    /// Whether the terminal can move rows (DECSTBM, IL, DL): the VT102 and its successors can.
    pub scroll: bool,
    /// Whether it can do no more than a VT100: it cannot erase characters (ECH), address a column (CHA), or unset a
    /// single attribute (SGR 22 to 29).
    pub basic: bool,
    /// Whether to write hyperlinks (OSC 8). Consoles that do not support them print them.
    pub links: bool,
    /// Whether the locale has only ASCII.
    pub ascii: bool,
}

impl Default for Features {
    fn default() -> Self {
        Self { depth: Depth::Indexed256, synchronized: true, scroll: true, basic: false, links: true, ascii: false }
    }
}

impl Features {
    /// Derives the capabilities from `TERM`, `COLORTERM`, `NO_COLOR` and the locale.
    pub fn of(variable: impl Fn(&str) -> Option<String>) -> Self {
        let term = variable("TERM").unwrap_or_default();
        let any = |names: &[&str]| names.iter().any(|name| term.starts_with(name));
        let basic = any(&["vt"]);
        let console = basic || any(&["linux", "cons25", "ansi"]);
        Self {
            depth: Depth::of(&variable),
            synchronized: !console,
            scroll: !basic,
            basic,
            links: !console,
            ascii: is_ascii(variable),
        }
    }
}

/// Returns whether the locale says that the terminal is not UTF-8. Reads LC_ALL, LC_CTYPE and LANG, and uses the
/// first that is not empty (POSIX, "Environment Variables"). If none is set, as after ssh to a machine that accepts
/// none of them, assumes UTF-8, which terminals use.
fn is_ascii(variable: impl Fn(&str) -> Option<String>) -> bool {
    let said = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(variable).find(|value| !value.is_empty());
    said.is_some_and(|locale| {
        let codeset = locale.to_ascii_lowercase().replace('-', "");
        !codeset.contains("utf8")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn features(variables: &[(&str, &str)]) -> Features {
        Features::of(|name| variables.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn a_terminal_gets_what_its_name_says_it_has() {
        for term in ["xterm-256color", "screen", "tmux-256color", "rxvt", "foot"] {
            let of = features(&[("TERM", term)]);
            assert!(of.scroll && of.links && of.synchronized && !of.basic, "{term}");
        }
        let linux = features(&[("TERM", "linux")]);
        assert!(linux.scroll && !linux.links && !linux.synchronized && !linux.basic);
        let vt100 = features(&[("TERM", "vt100")]);
        assert!(vt100.basic && !vt100.scroll && !vt100.links && !vt100.synchronized);
    }

    #[test]
    fn the_locale_is_ascii_where_it_says_so() {
        for (variables, ascii) in [
            (&[][..], false),
            (&[("LANG", "C.UTF-8")], false),
            (&[("LANG", "en_US.utf8")], false),
            (&[("LANG", "C")], true),
            (&[("LANG", "ar_EG.ISO-8859-6")], true),
            (&[("LANG", "en_US.UTF-8"), ("LC_ALL", "POSIX")], true),
            (&[("LANG", "C"), ("LC_CTYPE", "ar_EG.UTF-8")], false),
            (&[("LANG", "C.UTF-8"), ("LC_ALL", "")], false),
        ] {
            assert_eq!(features(variables).ascii, ascii, "{variables:?}");
        }
    }
}
