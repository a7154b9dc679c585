//! The Unicode Bidirectional Algorithm (UAX #9): levels of a whole paragraph, and the visual order of a line.
//!
//! `resolve` finds the levels run by run. For a text with embeddings or overrides the unicode-bidi crate finds them,
//! character by character. The rules for lines are here, because they apply to grapheme clusters, and because the
//! crate's own functions copy the levels of the whole paragraph for every line: L1 and L2 (`LineRuns` for the lines
//! of a layout, [`reset_blanks`] and [`visual_order`] for callers that have one level per item) and L4
//! ([`mirrored`]). L3 needs no code where clusters are reordered.
//!
//! # Invariants
//!
//! - Bidi levels are those of UAX #9, computed for the whole paragraph before it is cut into lines: run by run by
//!   farz, or by unicode-bidi for a text with embeddings or overrides.
//!   Tests: `conformance_by_characters`, `conformance_by_classes`, `levels_are_those_of_another_implementation`,
//!   Tests: `levels_survive_the_cut`.

mod resolve;
mod runs;

use resolve::resolve;
pub(super) use runs::{LineRuns, Run};
use unicode_bidi::data_source::BidiDataSource;
use unicode_bidi::{
    BidiClass, Direction, HardcodedBidiData, Level, ParagraphBidiInfo, get_base_direction_full_with_data_source,
};
use unicode_bidi_mirroring::get_mirrored;

/// How farz determines the direction of a paragraph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Base {
    /// By the first letter that has a direction (rules P2, P3). Without one: left to right, or the document's
    /// direction.
    #[default]
    FirstStrong,
    /// The direction of most letters that have one. If both have equally many: that of the first letter.
    Majority,
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

/// How farz determines the order of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Order {
    /// The direction of its paragraphs.
    pub base: Base,
    /// Whether numbers with separators, addresses, links and code are isolated, so that they keep their own order in
    /// any context.
    pub isolate: bool,
}

impl Order {
    /// Returns the order of a title in a language that goes from right to left (`Some(true)`), from left to right, or
    /// that is unknown. The title follows its language, unless the direction was chosen for all titles.
    #[must_use]
    pub fn of_title(self, rtl: Option<bool>) -> Order {
        match (self.base, rtl) {
            (Base::FirstStrong | Base::Majority, Some(true)) => Order { base: Base::Rtl, ..self },
            (Base::FirstStrong | Base::Majority, Some(false)) => Order { base: Base::Ltr, ..self },
            (Base::FirstStrong | Base::Majority | Base::Ltr | Base::Rtl, _) => self,
        }
    }
}

impl From<Base> for Order {
    fn from(base: Base) -> Order {
        Order { base, isolate: false }
    }
}

impl Base {
    /// Returns whether a paragraph of this text goes right to left; `fallback` if no letter has a direction.
    pub fn is_rtl(self, text: &str, fallback: bool) -> bool {
        match self {
            Base::FirstStrong => first_strong(text).unwrap_or(fallback),
            Base::Majority => majority(text).or_else(|| first_strong(text)).unwrap_or(fallback),
            Base::Ltr => false,
            Base::Rtl => true,
        }
    }
}

/// Returns the direction of the first letter that has one, outside isolates (rules P2, P3): true for right to left.
pub fn first_strong(text: &str) -> Option<bool> {
    match get_base_direction_full_with_data_source(&Classes, text) {
        Direction::Ltr => Some(false),
        Direction::Rtl => Some(true),
        Direction::Mixed => None,
    }
}

/// Returns the direction of more than half of the letters that have one: true for right to left.
fn majority(text: &str) -> Option<bool> {
    let mut balance = 0i64;
    for c in text.chars() {
        match class(c) {
            BidiClass::L => balance -= 1,
            BidiClass::R | BidiClass::AL => balance += 1,
            _ => {}
        }
    }
    (balance != 0).then_some(balance > 0)
}

/// The embedding levels of a paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels {
    /// The first byte and the level of each run, which extends to the next one. Empty where all levels are `base`.
    runs: Vec<(u32, u8)>,
    /// The inserted isolate marks: the byte that each precedes, and its level.
    marks: Vec<(u32, u8)>,
    base: u8,
}

impl Levels {
    /// Finds the levels of a text.
    pub fn new(text: &str, rtl: bool) -> Levels {
        Levels::isolating(text, rtl, &[])
    }

    /// Finds the levels with isolate marks (U+2066, U+2067) and their ends (U+2069) inserted, each before the byte
    /// given with it. If the text has embeddings or overrides of its own, the marks are ignored.
    pub(super) fn isolating(text: &str, rtl: bool, marks: &[(u32, char)]) -> Levels {
        let mut levels = Levels { base: rtl.into(), ..Levels::default() };
        if !has_levels(text, rtl) {
            return levels;
        }
        let Some(runs) = resolve(text, rtl, marks) else {
            levels.of_the_crate(text, rtl);
            return levels;
        };
        levels.runs.reserve(runs.len());
        for run in runs {
            if run.mark {
                levels.marks.push((run.start, run.level));
            } else {
                levels.push(run.start, run.level);
            }
        }
        levels
    }

    /// Takes the levels from unicode-bidi, which also handles embeddings and overrides.
    fn of_the_crate(&mut self, text: &str, rtl: bool) {
        let base = if rtl { Level::rtl() } else { Level::ltr() };
        let bytes = ParagraphBidiInfo::new_with_data_source(&Classes, text, Some(base)).levels;
        for (at, _) in text.char_indices() {
            self.push(u32::try_from(at).unwrap_or(u32::MAX), bytes.get(at).map_or(0, Level::number));
        }
    }

    fn push(&mut self, start: u32, level: u8) {
        if self.runs.last().map_or(self.base, |(_, before)| *before) != level {
            self.runs.push((start, level));
        }
    }

    /// Returns the level of the character at this byte.
    pub fn at(&self, byte: usize) -> u8 {
        let after = self.runs.partition_point(|(start, _)| *start as usize <= byte);
        after.checked_sub(1).and_then(|index| self.runs.get(index)).map_or(self.base, |(_, level)| *level)
    }

    /// Returns the levels of characters for reading them in order.
    pub(super) fn walk(&self) -> Walk<'_> {
        Walk { runs: &self.runs, level: self.base }
    }

    /// Returns the inserted marks, in order.
    pub(super) fn marks(&self) -> impl Iterator<Item = (u32, u8)> + '_ {
        self.marks.iter().copied()
    }
}

/// See [`Levels::walk`].
#[derive(Clone, Debug)]
pub(super) struct Walk<'a> {
    runs: &'a [(u32, u8)],
    level: u8,
}

impl Walk<'_> {
    /// Returns the level of the character at this byte, which must not be before that of the previous call.
    pub fn at(&mut self, byte: usize) -> u8 {
        while let Some(((start, level), rest)) = self.runs.split_first()
            && *start as usize <= byte
        {
            self.level = *level;
            self.runs = rest;
        }
        self.level
    }
}

/// Returns whether a paragraph can have more than one level: it goes from right to left, or part of it does.
pub(super) fn has_levels(text: &str, rtl: bool) -> bool {
    rtl || text.chars().any(asks_for_levels)
}

/// Returns whether this character can cause a level above 0 in a left-to-right paragraph.
fn asks_for_levels(c: char) -> bool {
    c >= '\u{0590}'
        && matches!(
            class(c),
            BidiClass::R
                | BidiClass::AL
                | BidiClass::AN
                | BidiClass::LRE
                | BidiClass::RLE
                | BidiClass::LRO
                | BidiClass::RLO
                | BidiClass::LRI
                | BidiClass::RLI
                | BidiClass::FSI
        )
}

/// How rule L1 treats a character or cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blank {
    /// Neither a blank nor a separator.
    No,
    /// A blank, or an invisible format character (bidi classes WS, BN, isolates, embeddings).
    Yes,
    /// A separator (classes S and B).
    Separator,
}

/// Applies rule L1 to one line: separators, blanks before them, and blanks at the end of the line get the paragraph's
/// level.
pub fn reset_blanks<'a>(line: impl DoubleEndedIterator<Item = (Blank, &'a mut u8)>, paragraph: u8) {
    let mut reset = true;
    for (blank, level) in line.rev() {
        match blank {
            Blank::No => reset = false,
            Blank::Yes => {}
            Blank::Separator => reset = true,
        }
        if reset {
            *level = paragraph;
        }
    }
}

/// Applies rule L2: returns the indices of a line's clusters from left to right.
pub fn visual_order(levels: &[u8]) -> Vec<u32> {
    let mut order: Vec<u32> = (0u32..).take(levels.len()).collect();
    let highest = levels.iter().copied().max().unwrap_or(0);
    let Some(lowest) = levels.iter().copied().filter(|level| level % 2 == 1).min() else {
        return order;
    };
    for level in (lowest..=highest).rev() {
        let mut at = 0;
        for run in levels.chunk_by(|a, b| (*a >= level) == (*b >= level)) {
            if run.first().is_some_and(|first| *first >= level)
                && let Some(part) = order.get_mut(at..at + run.len())
            {
                part.reverse();
            }
            at += run.len();
        }
    }
    order
}

/// Applies rule L4: returns what is shown for a mirrored character at an odd level (BidiMirroring.txt).
pub fn mirrored(c: char) -> Option<char> {
    match c {
        '(' => Some(')'),
        ')' => Some('('),
        '\u{80}'..='\u{AA}' | '\u{00BC}'..='\u{0F39}' | '\u{A000}'..='\u{F8FF}' => None,
        ' '..=';' | '?'..='Z' | 'a'..='z' => None,
        _ => get_mirrored(c),
    }
}

/// Returns the bidi class of a character. Line ends count as segment separators, so that none splits a paragraph.
pub fn class(c: char) -> BidiClass {
    match c {
        'a'..='z' | 'A'..='Z' => BidiClass::L,
        '\u{0620}'..='\u{064A}' => BidiClass::AL,
        ' ' => BidiClass::WS,
        '0'..='9' => BidiClass::EN,
        '.' | ',' | ':' | '/' => BidiClass::CS,
        '\u{064B}'..='\u{065F}' => BidiClass::NSM,
        '\u{0671}'..='\u{06D5}' => BidiClass::AL,
        '\u{05D0}'..='\u{05EA}' => BidiClass::R,
        _ => match HardcodedBidiData.bidi_class(c) {
            BidiClass::B => BidiClass::S,
            class => class,
        },
    }
}

/// [`class`] for the unicode-bidi crate, which takes half of its time to search its own table for every character.
struct Classes;

impl BidiDataSource for Classes {
    fn bidi_class(&self, c: char) -> BidiClass {
        class(c)
    }
}

#[cfg(test)]
mod tests;
