//! The score of fuzzy-matcher, computed fast, for the mass of the titles.
//!
//! The recurrence is that of `SkimMatcherV2` on a clean matrix (see [`super::fuzzy`]): an alignment with affine gaps,
//! 16 for a letter, 3 for opening a gap and 1 for each letter in it, and a bonus for a letter after a separator, doubled
//! at the start of the text. It is computed only where a letter of the word stands in the text, and only for texts in
//! which all of them stand in order. A property test holds the two equal.

use super::fuzzy::{MAX_CHARS, cut};
use memchr::memchr;
use memchr::memmem::Finder;

const LETTER: i32 = 16;
const GAP_EXTEND: i32 = 1;
const GAP_OPEN: i32 = 3 + GAP_EXTEND;
/// What a letter right after the letter before it is worth at least.
const ADJACENT: i32 = 4;
const AFTER_HARD: i32 = 8;
const AFTER_SOFT: i32 = 7;
const CAPITAL: i32 = 6;
const START: i32 = 2 * AFTER_HARD;

/// The longest ASCII text whose places fit into one number.
const SHORT: usize = 128;

/// What a whole word in the text is worth for each of its letters, above the score: more than any scattered match of the
/// same word can gain (31 for the first letter, 24 for each one more).
const WHOLE: i32 = 32;

/// A word that is looked for in many texts.
#[derive(Clone, Debug)]
pub struct Needle<'w> {
    word: &'w str,
    letters: Vec<char>,
    whole: Finder<'w>,
}

/// Memory that is used again from text to text.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    letters: Vec<char>,
    places: Vec<u128>,
    row: Vec<(u32, i32)>,
    next: Vec<(u32, i32)>,
}

impl<'w> Needle<'w> {
    /// `word`, in search form, to be looked for.
    #[must_use]
    pub fn new(word: &'w str) -> Self {
        Self { word, letters: word.chars().collect(), whole: Finder::new(word) }
    }

    /// Whether the letters of the word stand in `text` in this order.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        let mut rest = text.as_bytes();
        let mut buffer = [0; 4];
        self.letters.iter().all(|letter| {
            let encoded = letter.encode_utf8(&mut buffer).as_bytes();
            match after(rest, encoded) {
                Some(after) => {
                    rest = after;
                    true
                }
                None => false,
            }
        })
    }

    /// How well the word matches `text`, in search form: the score of fuzzy-matcher, and more when the word stands there
    /// as it is. Nothing when it does not match. Only the first [`MAX_CHARS`] characters are looked at.
    #[must_use]
    pub fn score(&self, text: &str, scratch: &mut Scratch) -> Option<i32> {
        self.score_whole(text, scratch).map(|(score, _)| score)
    }

    /// [`Needle::score`], and whether the word stands there as it is.
    #[must_use]
    pub fn score_whole(&self, text: &str, scratch: &mut Scratch) -> Option<(i32, bool)> {
        let text = cut(text);
        let score = if text.len() <= SHORT && text.is_ascii() {
            self.short(text.as_bytes(), scratch)?
        } else if self.is_in(text) {
            self.long(text, scratch)
        } else {
            return None;
        };
        let whole = self.letters.len() == 1 || self.whole.find(text.as_bytes()).is_some();
        Some((score + whole_bonus(self.letters.len(), whole), whole))
    }

    /// The score in an ASCII text of at most [`SHORT`] bytes: the places of a letter are the bits of one number.
    fn short(&self, text: &[u8], scratch: &mut Scratch) -> Option<i32> {
        let mut padded = [0; SHORT];
        padded.get_mut(..text.len())?.copy_from_slice(text);
        let mut reachable = if text.len() < SHORT { (1_u128 << text.len()) - 1 } else { u128::MAX };
        scratch.places.clear();
        for letter in &self.letters {
            let letter = u8::try_from(*letter).ok().filter(u8::is_ascii)?;
            let places = places(&padded, text.len(), letter) & reachable;
            if places == 0 {
                return None;
            }
            scratch.places.push(places);
            // What comes next stands behind the first place of this letter: all bits above the lowest one.
            reachable &= !(places ^ (places - 1));
        }
        let places = std::mem::take(&mut scratch.places);
        let bonus = |at: u32| match at.checked_sub(1) {
            None => START,
            Some(before) => bonus(padded.get(before as usize).copied(), padded.get(at as usize).copied()),
        };
        let score = align(places.iter().map(|places| Bits(*places)), bonus, &mut scratch.row, &mut scratch.next);
        scratch.places = places;
        Some(score)
    }

    /// The score in any text; the word must be in it.
    fn long(&self, text: &str, scratch: &mut Scratch) -> i32 {
        let mut letters = std::mem::take(&mut scratch.letters);
        letters.clear();
        letters.extend(text.chars());
        let mut from = 0;
        let places = self.letters.iter().map(|wanted| {
            let rest = letters.get(from..).unwrap_or(&[]);
            let first = rest.iter().position(|letter| letter == wanted).unwrap_or(rest.len());
            let start = from + first;
            from = start + 1;
            let rest = letters.get(start..).unwrap_or(&[]).iter().enumerate();
            rest.filter(move |(_, letter)| *letter == wanted).map(move |(at, _)| (start + at) as u32)
        });
        let byte = |letter: Option<&char>| letter.and_then(|letter| u8::try_from(*letter).ok()).filter(u8::is_ascii);
        let bonus = |at: u32| match at.checked_sub(1) {
            None => START,
            Some(before) => bonus(byte(letters.get(before as usize)), byte(letters.get(at as usize))),
        };
        let score = align(places, bonus, &mut scratch.row, &mut scratch.next);
        scratch.letters = letters;
        score
    }

    /// The word.
    #[must_use]
    pub fn word(&self) -> &'w str {
        self.word
    }
}

/// What a match of a word of so many letters gains when the word stands there `whole`.
#[must_use]
pub fn whole_bonus(letters: usize, whole: bool) -> i32 {
    if whole { WHOLE * letters.min(MAX_CHARS) as i32 } else { 0 }
}

/// What follows the first `encoded` character in `text`. A byte sequence of UTF-8 is found only where the character is.
fn after<'t>(text: &'t [u8], encoded: &[u8]) -> Option<&'t [u8]> {
    let (last, lead) = encoded.split_last()?;
    let mut from = 0;
    loop {
        let end = from + memchr(*last, text.get(from..)?)?;
        if lead.is_empty() || text.get(..end)?.ends_with(lead) {
            return text.get(end + 1..);
        }
        from = end + 1;
    }
}

/// The score of the best alignment: `places` has, for each letter of the word, where it can stand, rising.
fn align<P: Iterator<Item = u32>>(
    mut places: impl Iterator<Item = P>,
    bonus: impl Fn(u32) -> i32,
    row: &mut Vec<(u32, i32)>,
    next: &mut Vec<(u32, i32)>,
) -> i32 {
    let Some(first) = places.next() else { return 0 };
    row.clear();
    row.extend(first.map(|at| (at, LETTER - GAP_EXTEND + bonus(at))));
    for places in places {
        next.clear();
        let mut before = row.iter().copied().peekable();
        // The best of the matches of the letter before that are not right before this one: its score, and as much as
        // its place, because each step away costs one.
        let mut best_apart = i32::MIN / 2;
        for at in places {
            while let Some((place, score)) = before.next_if(|(place, _)| place + 1 < at) {
                best_apart = best_apart.max(score + place as i32 * GAP_EXTEND);
            }
            let bonus = bonus(at);
            let apart = best_apart - (at as i32 - 2) * GAP_EXTEND - GAP_OPEN + bonus;
            let adjacent = before.peek().filter(|(place, _)| place + 1 == at);
            let adjacent = adjacent.map_or(i32::MIN / 2, |(_, score)| score + bonus.max(ADJACENT));
            next.push((at, LETTER + apart.max(adjacent)));
        }
        std::mem::swap(row, next);
    }
    row.iter().map(|(_, score)| *score).max().unwrap_or_default()
}

/// The places of the bits that are set, from the lowest.
struct Bits(u128);

impl Iterator for Bits {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        if self.0 == 0 {
            return None;
        }
        let at = self.0.trailing_zeros();
        self.0 &= self.0 - 1;
        Some(at)
    }
}

/// Where `letter` stands in the first `length` bytes, eight bytes at a time; all bytes are ASCII.
fn places(text: &[u8; SHORT], length: usize, letter: u8) -> u128 {
    const LOW: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * LOW;
    // Brings the lowest bits of the eight bytes next to each other into the uppermost byte.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let wanted = LOW * u64::from(letter);
    let words = text.as_chunks::<8>().0.iter().take(length.div_ceil(8)).enumerate();
    words.fold(0, |places, (number, word)| {
        // A byte is zero where the letter is; with 0x7F added, the others reach the high bit.
        let differs = u64::from_le_bytes(*word) ^ wanted;
        let equal = !(differs + (HIGH - LOW)) & HIGH;
        let bits = (equal >> 7).wrapping_mul(GATHER) >> 56;
        places | u128::from(bits) << (8 * number)
    })
}

/// What a letter gains from the character before it; nothing stands for what is not ASCII.
fn bonus(before: Option<u8>, at: Option<u8>) -> i32 {
    match before {
        Some(0 | b' ' | b'/' | b'\\' | b'|' | b'(' | b')' | b'[' | b']' | b'{' | b'}') => AFTER_HARD,
        Some(b'!'..=b'\'' | b'*'..=b'.' | b':'..=b'@' | b'^'..=b'`' | b'~') => AFTER_SOFT,
        Some(b'A'..=b'Z') => 0,
        // The search form has no capitals: for the sake of being the same number.
        Some(_) | None => at.filter(u8::is_ascii_uppercase).map_or(0, |_| CAPITAL),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::fuzzy::Fuzzy;
    use proptest::prelude::*;

    fn score(text: &str, word: &str) -> Option<i32> {
        Needle::new(word).score(text, &mut Scratch::default())
    }

    #[test]
    fn a_whole_word_beats_a_scattered_match() {
        let whole = score("somewhere amidst moscow", "mos");
        let scattered = score("m o s", "mos");
        assert!(whole > scattered, "{whole:?} {scattered:?}");
        assert_eq!(score("abc", "abx"), None);
        assert!(score("بوتين", "بتن").is_some());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]
        #[test]
        fn it_is_the_score_of_the_crate(
            text in prop_oneof!["[a-c /.\\-]{0,30}", "[ab بوت/]{0,24}", "[a-cA-C0 _\u{0}~世]{0,20}", "\\PC{0,20}",
                "[a-f \u{0}]{120,136}"],
            word in prop_oneof!["[a-c]{1,4}", "[ab بوت/]{1,4}", "[a-cA-C0 _~世]{1,4}", "\\PC{1,2}"],
        ) {
            let crates = Fuzzy::default().score(&text, &word);
            let whole = word.chars().count() == 1 || text.contains(&word);
            let own = score(&text, &word).map(|score| score - whole_bonus(word.chars().count(), whole));
            prop_assert_eq!(own, crates);
        }
    }
}
