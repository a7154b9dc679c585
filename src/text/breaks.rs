//! Where a line may break: UAX #14, by grapheme clusters.
//!
//! The rules and classes are those of the unicode-linebreak crate (Unicode 15.0). This module adds the improvements
//! of newer versions of the standard: LB25 of Unicode 16, which keeps a number together with its signs, and lets a
//! sign without a number keep nothing; LB15c, a break before a number that begins with its point; LB21a, a break
//! between two Hebrew words after a hyphen (a soft hyphen counts as one); LB30, a break before a wide opening
//! bracket.

use BreakClass::{
    After as BA, Alphabetic as AL, Ambiguous as AI, CloseParenthesis as CP, ClosePunctuation as CL,
    CombiningMark as CM, ComplexContext as SA, HebrewLetter as HL, Hyphen as HY, InfixSeparator as IS, Numeric as NU,
    OpenPunctuation as OP, Postfix as PO, Prefix as PR, Space as SP, Symbol as SY, Unknown as XX,
    ZeroWidthJoiner as ZWJ, ZeroWidthSpace as ZW,
};
use unicode_linebreak::{BreakClass, break_property, linebreaks};
use unicode_width::UnicodeWidthChar;

/// Finds the break opportunities of a text.
pub(super) fn breaks(text: &str) -> Breaks<'_, impl Iterator<Item = usize> + '_> {
    let mut found = linebreaks(text).map(|(at, _)| at);
    let next = found.next().unwrap_or(usize::MAX);
    Breaks { text, found, next, before: None, second: None, number: Number::No }
}

/// See [`breaks`].
#[derive(Clone, Debug)]
pub(super) struct Breaks<'a, I: Iterator<Item = usize>> {
    text: &'a str,
    /// The opportunities that the crate finds, and the next one of them (`usize::MAX` after the last).
    found: I,
    next: usize,
    /// The class of the previous cluster, and of the one before that.
    before: Option<BreakClass>,
    second: Option<BreakClass>,
    number: Number,
}

/// How much of a number precedes the current cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Number {
    No,
    /// Digits, perhaps followed by separators.
    Digits,
    /// Digits and a closing bracket.
    Closed,
}

impl<I: Iterator<Item = usize>> Breaks<'_, I> {
    /// Returns whether a line may break before this cluster, which follows the cluster of the previous call. `first`
    /// is its first character.
    #[inline]
    pub fn before(&mut self, start: usize, first: char, cluster: &str) -> bool {
        while self.next < start {
            self.next = self.found.next().unwrap_or(usize::MAX);
        }
        let found = self.next == start;
        let this = class(first);
        if this == AL {
            // Most characters are letters, and no rule here is about them.
            self.number = Number::No;
            self.second = self.before.replace(AL);
            return found && start > 0;
        }
        self.by_rules(found, start, first, this, cluster)
    }

    /// Does the same for a cluster that is not a letter.
    fn by_rules(&mut self, found: bool, start: usize, first: char, this: BreakClass, cluster: &str) -> bool {
        let may = start > 0 && self.put_right(found, start, first, this);
        // Marks alone are part of the text before them (LB9), except after a blank (LB10).
        if matches!(this, CM | ZWJ) && !matches!(self.before, None | Some(SP | ZW)) {
            return may;
        }
        self.number = match (this, self.number) {
            (NU, _) | (SY | IS, Number::Digits) => Number::Digits,
            (CL | CP, Number::Digits) => Number::Closed,
            _ => Number::No,
        };
        self.second = self.before;
        // For the rules, a mark on a blank stands alone (LB10).
        let seen = if this == SP { cluster.chars().next_back().map_or(this, class) } else { this };
        self.before = Some(seen);
        may
    }

    /// Corrects the crate's answer by the newer rules.
    fn put_right(&self, found: bool, start: usize, first: char, this: BreakClass) -> bool {
        let Some(before) = self.before else { return found };
        match (before, this) {
            // LB15c.
            (SP, IS) => found || self.followed_by(start, &[NU]),
            // LB21a.
            (HY | BA, HL) => found || self.second == Some(HL),
            // LB25.
            (CL | CP, PO | PR) => found || self.number != Number::Closed,
            (SY | IS, PO | PR) => found && self.number != Number::Digits,
            (PO | PR, OP) => found || !(self.followed_by(start, &[NU]) || self.followed_by(start, &[IS, NU])),
            (SY, NU) => found || self.number != Number::Digits,
            // LB30.
            (_, OP) => found || first >= '\u{2329}' && first.width() == Some(2) && is_word(before),
            _ => found,
        }
    }

    /// Returns whether clusters of these classes follow the one at `start`.
    fn followed_by(&self, start: usize, classes: &[BreakClass]) -> bool {
        let after = self.text.get(start..).unwrap_or_default().chars().skip(1).map(class);
        let mut after = after.filter(|class| !matches!(class, CM | ZWJ));
        classes.iter().all(|class| after.next() == Some(*class))
    }
}

/// Returns whether rule LB30 names this class before an opening bracket, or LB1 resolves it to a letter.
fn is_word(class: BreakClass) -> bool {
    matches!(class, AL | AI | CM | SA | HL | NU | XX | ZWJ)
}

/// Returns the class of a character, without a table search for the letters that make up most texts.
#[inline]
fn class(c: char) -> BreakClass {
    match c {
        'a'..='z' | 'A'..='Z' | '\u{0620}'..='\u{064A}' => AL,
        ' ' => SP,
        _ => break_property(c.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::cluster::clusters;

    /// Returns the text with a bar at each break opportunity.
    fn barred(text: &str) -> String {
        let mut breaks = breaks(text);
        let parts = clusters(text).map(|(start, cluster)| {
            let may = breaks.before(start, cluster.chars().next().unwrap(), cluster);
            if may { format!("|{cluster}") } else { cluster.to_owned() }
        });
        parts.collect()
    }

    #[test]
    fn classes_are_those_of_the_crate() {
        for c in '\0'..=char::MAX {
            assert_eq!(class(c), break_property(c.into()), "{c:?}");
        }
    }

    #[test]
    fn numbers_are_kept_whole_with_their_signs() {
        for whole in
            ["12.5%", "$(12.35)", "2,1234.56", "(5)%", "-5", "1/2", "1.%", "%(.5)", ".35", "a.2", "€12", "१२.५%"]
        {
            assert_eq!(barred(whole), whole);
        }
        assert_eq!(barred("take .35 off"), "take |.35 |off");
        assert_eq!(barred("take , then"), "take , |then");
    }

    #[test]
    fn signs_without_numbers_keep_nothing() {
        assert_eq!(barred("code\\(s\\)"), "code\\|(s\\)");
        assert_eq!(barred("(a)%"), "(a)|%");
        assert_eq!(barred("and/1"), "and/|1");
        assert_eq!(barred("%(a)"), "%|(a)");
    }

    #[test]
    fn hyphens_of_every_kind() {
        assert_eq!(barred("well-known"), "well-|known");
        assert_eq!(barred("so\u{ad}ft"), "so\u{ad}|ft");
        assert_eq!(barred("so\u{ad}\u{2069}ft"), "so\u{ad}\u{2069}|ft");
        assert_eq!(barred("אב\u{ad}גד"), "אב\u{ad}|גד");
        assert_eq!(barred("אב\u{ad} גד"), "אב\u{ad} |גד");
        assert_eq!(barred("בית־ספר"), "בית־|ספר");
        assert_eq!(barred("ב-5"), "ב-5");
        assert_eq!(
            barred("a\u{2060}b c\u{200b}d e\u{a0}f 日\u{2060}本"),
            "a\u{2060}b |c\u{200b}|d |e\u{a0}f |日\u{2060}本"
        );
    }
}
