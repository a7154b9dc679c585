//! The Unicode Bidirectional Algorithm (UAX #9): levels of a whole paragraph, and the visual order of a line.
//!
//! Levels are found by `resolve`, run by run; by the unicode-bidi crate, character by character, where a text has
//! embeddings or overrides. The rules for lines are here, because they are about grapheme clusters and because the crate's
//! own copy the levels of the whole paragraph for every line: L1 and L2 (`LineRuns` for the lines of a layout, [`reset_blanks`]
//! and [`visual_order`] for whoever has the levels one by one), L4 ([`mirrored`]). L3 holds by itself where clusters are
//! reordered.
//!
//! # Invariants
//!
//! - Bidi levels are those of UAX #9, computed for the paragraph before it is cut: run by run by farz, or by
//!   unicode-bidi where a text has embeddings or overrides.
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

/// How the direction of a paragraph is found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Base {
    /// By the first letter that has a direction (rules P2, P3); left to right, or as the document goes, where none has.
    #[default]
    FirstStrong,
    /// As most of the letters that have a direction go; by the first one where it is as many of each.
    Majority,
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

/// How the order of a text is found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Order {
    /// The direction of its paragraphs.
    pub base: Base,
    /// Whether numbers with separators, addresses, links and code are isolated: they keep their own order, whatever
    /// stands around them.
    pub isolate: bool,
}

impl From<Base> for Order {
    fn from(base: Base) -> Order {
        Order { base, isolate: false }
    }
}

impl Base {
    /// Whether a paragraph of this text goes right to left; `fallback` where no letter tells.
    pub fn is_rtl(self, text: &str, fallback: bool) -> bool {
        match self {
            Base::FirstStrong => first_strong(text).unwrap_or(fallback),
            Base::Majority => majority(text).or_else(|| first_strong(text)).unwrap_or(fallback),
            Base::Ltr => false,
            Base::Rtl => true,
        }
    }
}

/// The direction of the first letter that has one, outside isolates (rules P2, P3): true for right to left.
pub fn first_strong(text: &str) -> Option<bool> {
    match get_base_direction_full_with_data_source(&Classes, text) {
        Direction::Ltr => Some(false),
        Direction::Rtl => Some(true),
        Direction::Mixed => None,
    }
}

/// The direction of more than half of the letters that have one: true for right to left.
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
    /// From each byte to the next one's; none where all of them are `base`.
    runs: Vec<(u32, u8)>,
    /// Of the isolates' marks that were put in: before which byte each stands, and its level.
    marks: Vec<(u32, u8)>,
    base: u8,
}

impl Levels {
    /// Finds the levels of a text.
    pub fn new(text: &str, rtl: bool) -> Levels {
        Levels::isolating(text, rtl, &[])
    }

    /// The same with isolates' marks (U+2066, U+2067) and their ends (U+2069) put in, each with the byte before which it
    /// stands. In a text that has embeddings or overrides of its own they are left out.
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

    /// What unicode-bidi says, which knows embeddings and overrides too.
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

    /// The level of the character at this byte.
    pub fn at(&self, byte: usize) -> u8 {
        let after = self.runs.partition_point(|(start, _)| *start as usize <= byte);
        after.checked_sub(1).and_then(|index| self.runs.get(index)).map_or(self.base, |(_, level)| *level)
    }

    /// The levels of characters in their order.
    pub(super) fn walk(&self) -> Walk<'_> {
        Walk { runs: &self.runs, level: self.base }
    }

    /// The marks that were put in, in their order.
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
    /// The level of the character at this byte, which is not before the one asked for last.
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

/// Whether a paragraph can have more than one level: it goes from right to left, or something in it does.
pub(super) fn has_levels(text: &str, rtl: bool) -> bool {
    rtl || text.chars().any(asks_for_levels)
}

/// Whether this character can be the reason for a level above 0 in a paragraph from left to right.
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

/// What rule L1 wants to know of a character or cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blank {
    /// Something else.
    No,
    /// A blank, or an invisible format character (bidi classes WS, BN, isolates, embeddings).
    Yes,
    /// A separator (classes S and B).
    Separator,
}

/// Rule L1 for one line: separators, blanks before them, and blanks at the end of the line go to the paragraph's level.
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

/// Rule L2: the indices of a line's clusters from left to right.
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

/// Rule L4: what is shown for this character at an odd level, where it is a mirrored one (BidiMirroring.txt).
pub fn mirrored(c: char) -> Option<char> {
    match c {
        '(' => Some(')'),
        ')' => Some('('),
        '\u{80}'..='\u{AA}' | '\u{00BC}'..='\u{0F39}' | '\u{A000}'..='\u{F8FF}' => None,
        ' '..=';' | '?'..='Z' | 'a'..='z' => None,
        _ => get_mirrored(c),
    }
}

/// The bidi class of a character; line ends count as segment separators, so that a paragraph is never cut by one.
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

/// [`class`] for the unicode-bidi crate: its own table is searched for every character, which is half of its time.
struct Classes;

impl BidiDataSource for Classes {
    fn bidi_class(&self, c: char) -> BidiClass {
        class(c)
    }
}

#[cfg(test)]
mod tests;
