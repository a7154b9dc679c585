//! The terminals that are known, by what they answer.
//!
//! What each does with right-to-left text was seen on Debian 12, or read in its source or its documents.

use super::Answers;
use crate::config::bidi::Strategy;

/// A terminal that is known.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// What it is called.
    pub name: &'static str,
    /// How right-to-left text is written to it.
    pub strategy: Strategy,
    /// Whether marks above and below letters are drawn badly there.
    pub spoils_marks: bool,
    /// How it is told from others.
    told: &'static [Told],
}

/// One sign of a terminal; each is enough.
#[derive(Clone, Copy, Debug)]
enum Told {
    /// XTVERSION begins so, whatever the case.
    Version(&'static str),
    /// DA3.
    Unit(&'static str),
    /// The terminfo name (XTGETTCAP, or TERM) begins so.
    Name(&'static str),
    /// DA2 begins so.
    Secondary(&'static str),
    /// The answerback of PuTTY.
    Putty,
}

const fn known(name: &'static str, strategy: Strategy, told: &'static [Told]) -> Known {
    Known { name, strategy, spoils_marks: false, told }
}

const fn spoiling(known: Known) -> Known {
    Known { spoils_marks: true, ..known }
}

/// All of them; the first that fits is taken. Those that answer for others (`Told::Name` by TERM alone) come last.
const TABLE: &[Known] = &[
    known("PuTTY", Strategy::Logical, &[Told::Putty]),
    known("Konsole", Strategy::Isolates, &[Told::Version("Konsole"), Told::Unit("7E4B4445")]),
    spoiling(known("kitty", Strategy::Kitty, &[Told::Version("kitty"), Told::Name("xterm-kitty")])),
    known("mlterm", Strategy::Logical, &[Told::Version("mlterm"), Told::Name("mlterm"), Told::Secondary("24;279;")]),
    known("iTerm2", Strategy::Armoured, &[Told::Version("iTerm2")]),
    known("Terminal.app", Strategy::Armoured, &[Told::Secondary("1;95;0")]),
    known("VTE", Strategy::Visual, &[Told::Version("VTE("), Told::Unit("7E565445")]),
    known("mintty", Strategy::Visual, &[Told::Version("mintty")]),
    known("WezTerm", Strategy::Visual, &[Told::Version("WezTerm")]),
    spoiling(known("foot", Strategy::Visual, &[Told::Version("foot("), Told::Unit("464F4F54"), Told::Name("foot")])),
    known("xterm", Strategy::Visual, &[Told::Version("XTerm(")]),
    known("ghostty", Strategy::Visual, &[Told::Version("ghostty"), Told::Name("xterm-ghostty")]),
    spoiling(known("alacritty", Strategy::Visual, &[Told::Secondary("0;1700;1"), Told::Name("alacritty")])),
    known("urxvt", Strategy::Visual, &[Told::Secondary("85;95;0"), Told::Name("rxvt")]),
    known("GNU screen", Strategy::Armoured, &[Told::Secondary("83;")]),
    known("tmux", Strategy::Armoured, &[Told::Version("tmux"), Told::Secondary("84;")]),
    known("st", Strategy::Visual, &[Told::Name("st-")]),
    known("the Linux console", Strategy::Visual, &[Told::Name("linux")]),
    known("PuTTY", Strategy::Logical, &[Told::Name("putty")]),
];

/// The terminal that answers so, where it is known.
#[must_use]
pub fn look_up(answers: &Answers) -> Option<Known> {
    TABLE.iter().find(|known| known.told.iter().any(|told| told.by(answers))).copied()
}

impl Told {
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
