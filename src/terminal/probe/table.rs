//! The known terminals, identified by their answers.
//!
//! How each handles right-to-left text was observed on Debian 12, or read in its source or its documentation.

use super::Answers;
use crate::config::bidi::Strategy;

/// A known terminal.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// Its name.
    pub name: &'static str,
    /// How to write right-to-left text to it.
    pub strategy: Strategy,
    /// Whether it draws marks above and below letters badly.
    pub spoils_marks: bool,
    /// The signs by which farz recognizes it.
    signs: &'static [Sign],
}

/// A sign of a terminal. Each one alone is enough.
#[derive(Clone, Copy, Debug)]
enum Sign {
    /// XTVERSION begins with this, in any case.
    Version(&'static str),
    /// DA3.
    Unit(&'static str),
    /// The terminfo name (XTGETTCAP, or TERM) begins with this.
    Name(&'static str),
    /// DA2 begins with this.
    Secondary(&'static str),
    /// PuTTY's answerback.
    Putty,
}

const fn known(name: &'static str, strategy: Strategy, signs: &'static [Sign]) -> Known {
    Known { name, strategy, spoils_marks: false, signs }
}

const fn spoiling(known: Known) -> Known {
    Known { spoils_marks: true, ..known }
}

/// All known terminals. The first match wins, so entries that other terminals may match too (by TERM alone) come
/// last.
const TABLE: &[Known] = &[
    known("PuTTY", Strategy::Logical, &[Sign::Putty]),
    known("Konsole", Strategy::Isolates, &[Sign::Version("Konsole"), Sign::Unit("7E4B4445")]),
    spoiling(known("kitty", Strategy::Kitty, &[Sign::Version("kitty"), Sign::Name("xterm-kitty")])),
    known("mlterm", Strategy::Logical, &[Sign::Version("mlterm"), Sign::Name("mlterm"), Sign::Secondary("24;279;")]),
    known("iTerm2", Strategy::Armoured, &[Sign::Version("iTerm2")]),
    known("Terminal.app", Strategy::Armoured, &[Sign::Secondary("1;95;0")]),
    known("VTE", Strategy::Visual, &[Sign::Version("VTE("), Sign::Unit("7E565445")]),
    known("mintty", Strategy::Visual, &[Sign::Version("mintty")]),
    known("WezTerm", Strategy::Visual, &[Sign::Version("WezTerm")]),
    spoiling(known("foot", Strategy::Visual, &[Sign::Version("foot("), Sign::Unit("464F4F54"), Sign::Name("foot")])),
    known("xterm", Strategy::Visual, &[Sign::Version("XTerm(")]),
    known("ghostty", Strategy::Visual, &[Sign::Version("ghostty"), Sign::Name("xterm-ghostty")]),
    spoiling(known("alacritty", Strategy::Visual, &[Sign::Secondary("0;1700;1"), Sign::Name("alacritty")])),
    known("urxvt", Strategy::Visual, &[Sign::Secondary("85;95;0"), Sign::Name("rxvt")]),
    known("GNU screen", Strategy::Armoured, &[Sign::Secondary("83;")]),
    known("tmux", Strategy::Armoured, &[Sign::Version("tmux"), Sign::Secondary("84;")]),
    known("st", Strategy::Visual, &[Sign::Name("st-")]),
    known("Linux console", Strategy::Visual, &[Sign::Name("linux")]),
    known("PuTTY", Strategy::Logical, &[Sign::Name("putty")]),
];

/// Returns the terminal that gives these answers, if it is known.
#[must_use]
pub fn look_up(answers: &Answers) -> Option<Known> {
    TABLE.iter().find(|known| known.signs.iter().any(|signs| signs.by(answers))).copied()
}

impl Sign {
    fn by(self, answers: &Answers) -> bool {
        let begins = |text: Option<&str>, with: &str| {
            text.and_then(|text| text.get(..with.len())).is_some_and(|head| head.eq_ignore_ascii_case(with))
        };
        match self {
            Self::Version(with) => begins(answers.version.as_deref(), with),
            Self::Unit(unit) => answers.unit.as_deref() == Some(unit),
            Self::Name(with) => begins(answers.name.as_deref(), with) || begins(Some(&answers.term), with),
            Self::Secondary(with) => begins(answers.secondary.as_deref(), with),
            Self::Putty => answers.putty,
        }
    }
}
