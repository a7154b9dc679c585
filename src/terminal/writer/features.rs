//! What the terminal can do, as far as its name and the locale say.

use super::colour::Depth;

/// What the terminal can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Features {
    /// The colours it has.
    pub depth: Depth,
    /// Whether frames are wrapped in a synchronized update (private mode 2026); terminals without it ignore it.
    pub synchronized: bool,
    /// Whether rows that moved are moved on the terminal (DECSTBM, IL, DL): the VT102 and all its heirs.
    pub scroll: bool,
    /// Whether it has no more than a VT100: no erasing of characters (ECH), no column address (CHA), no attribute that is
    /// unset by itself (SGR 22 to 29).
    pub basic: bool,
    /// Whether hyperlinks are written (OSC 8); consoles without it print them.
    pub links: bool,
    /// Whether the locale has ASCII alone.
    pub ascii: bool,
}

impl Default for Features {
    fn default() -> Self {
        Self { depth: Depth::Indexed256, synchronized: true, scroll: true, basic: false, links: true, ascii: false }
    }
}

impl Features {
    /// What `TERM`, `COLORTERM`, `NO_COLOR` and the locale say.
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

/// Whether the locale says that the terminal is not UTF-8: LC_ALL, else LC_CTYPE, else LANG, the first that is not empty
/// (POSIX, "Environment Variables"). Where none is set nothing is said, as after ssh to a machine that takes none over,
/// and UTF-8 is what terminals have.
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
