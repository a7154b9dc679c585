//! The Unicode Bidirectional Algorithm (UAX #9): levels of a whole paragraph, and the visual order of a line.
//!
//! Levels come from the unicode-bidi crate, which does rules P2 to I2. The rules for lines are here, because they are
//! about grapheme clusters and because the crate's own copy the levels of the whole paragraph for every line: L1
//! ([`reset_blanks`]), L2 ([`visual_order`]), L4 ([`mirrored`]). L3 holds by itself where clusters are reordered.

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
    /// Of each *byte*; `None` where all of them are 0 (no character of the text and no base direction asks for more).
    bytes: Option<Vec<Level>>,
    /// Of the isolates' marks that were taken out again: before which byte each stood, and its level.
    marks: Vec<(u32, u8)>,
}

impl Levels {
    /// Finds the levels of a text.
    pub fn new(text: &str, rtl: bool) -> Levels {
        Levels { bytes: levels(text, rtl), marks: Vec::new() }
    }

    /// The level of the character at this byte.
    pub fn at(&self, byte: usize) -> u8 {
        self.bytes.as_ref().and_then(|levels| levels.get(byte)).map_or(0, Level::number)
    }

    /// Takes characters out that are not in the text: before which byte of it each stands, and how many bytes it has, in
    /// their order.
    pub(super) fn take_out(&mut self, marks: impl Iterator<Item = (u32, usize)>) {
        let Some(bytes) = &mut self.bytes else { return };
        let mut left = Vec::with_capacity(bytes.len());
        let mut from = 0;
        for (at, length) in marks {
            let to = from + (at as usize - left.len());
            left.extend_from_slice(bytes.get(from..to).unwrap_or_default());
            self.marks.push((at, bytes.get(to).map_or(0, Level::number)));
            from = to + length;
        }
        left.extend_from_slice(bytes.get(from..).unwrap_or_default());
        *bytes = left;
    }

    /// The marks that were taken out, in their order.
    pub(super) fn marks(&self) -> impl Iterator<Item = (u32, u8)> + '_ {
        self.marks.iter().copied()
    }
}

/// Whether isolates can change anything in a paragraph: it goes from right to left, or something in it does.
pub(super) fn has_levels(text: &str, rtl: bool) -> bool {
    rtl || text.chars().any(asks_for_levels)
}

/// The embedding level of each *byte* of a paragraph; `None` where all of them are 0 (no character of the text and no base
/// direction asks for more).
pub fn levels(text: &str, rtl: bool) -> Option<Vec<Level>> {
    if !has_levels(text, rtl) {
        return None;
    }
    let base = if rtl { Level::rtl() } else { Level::ltr() };
    Some(ParagraphBidiInfo::new_with_data_source(&Classes, text, Some(base)).levels)
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
