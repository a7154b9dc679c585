//! The score of fuzzy-matcher, computed fast, for the mass of the titles.
//!
//! The recurrence is that of `SkimMatcherV2` on a clean matrix (see [`super::fuzzy`]): an alignment with affine gaps,
//! 16 for a letter, 3 for opening a gap and 1 for each letter in it, and a bonus for a letter after a separator, doubled
//! at the start of the text. It is computed only where a letter of the word stands in the text, and only for texts in
//! which all of them stand in order. A property test holds the two equal.

use super::fuzzy::{MAX_CHARS, cut};
use super::places::{self, LONGEST, Letter, find, follows, ones};
use crate::domain::letters::{Letters, bit};
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

/// What a whole word in the text is worth for each of its letters, above the score: more than any scattered match of the
/// same word can gain (31 for the first letter, 24 for each one more).
const WHOLE: i32 = 32;

/// A word that is looked for in many texts.
#[derive(Clone, Debug)]
pub struct Needle<'w> {
    word: &'w str,
    letters: Vec<Letter>,
    whole: Finder<'w>,
    bits: u64,
}

/// Memory that is used again from text to text.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    letters: Vec<char>,
    places: Vec<u64>,
    row: Vec<(u32, i32)>,
    next: Vec<(u32, i32)>,
}

/// A match: what it scores, or can score at most, and whether the word stands there as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// The score, or a bound that it is not above.
    pub score: i32,
    /// Whether the word stands there as it is.
    pub whole: bool,
}

impl<'w> Needle<'w> {
    /// `word`, in search form, to be looked for.
    #[must_use]
    pub fn new(word: &'w str) -> Self {
        let letters = word.chars().map(Letter::new).collect();
        Self { word, letters, whole: Finder::new(word), bits: Letters::of(word).all }
    }

    /// The word.
    #[must_use]
    pub fn word(&self) -> &'w str {
        self.word
    }

    /// Whether a text with these letters can match: where this says no, it does not.
    #[must_use]
    pub fn can_be_in(&self, letters: Letters) -> bool {
        self.bits & !letters.all == 0
    }

    /// Where the letters of a text alone tell: what the word, of one letter, can score in it at most. The text must not be
    /// longer than what is looked at.
    #[must_use]
    pub fn told_by(&self, letters: Letters) -> Option<Match> {
        let [Letter { c: c @ 'a'..='z', .. }] = self.letters.as_slice() else { return None };
        let first = if letters.heads & bit(*c) == 0 { 0 } else { START };
        let score = LETTER - GAP_EXTEND + first + whole_bonus(1, true);
        (letters.all & bit(*c) != 0).then_some(Match { score, whole: true })
    }

    /// Whether the word matches `text`, in search form, which has `letters`, and what it scores at most. This is much faster
    /// than the score, which most texts are not asked for once the best ones are known.
    #[must_use]
    pub fn bound(&self, text: &str, letters: Letters, scratch: &mut Scratch) -> Option<Match> {
        match text.len() {
            0..=64 => self.short_bound::<1>(text, letters, scratch),
            65..=128 => self.short_bound::<2>(text, letters, scratch),
            129..=LONGEST => self.short_bound::<4>(text, letters, scratch),
            _ => self.score(text, scratch),
        }
    }

    /// How well the word matches `text`, in search form: the score of fuzzy-matcher, and more when the word stands there
    /// as it is. Nothing when it does not match. Only the first [`MAX_CHARS`] characters are looked at.
    #[must_use]
    pub fn score(&self, text: &str, scratch: &mut Scratch) -> Option<Match> {
        match text.len() {
            0..=64 => self.short::<1>(text, scratch),
            65..=128 => self.short::<2>(text, scratch),
            129..=LONGEST => self.short::<4>(text, scratch),
            _ => self.long(cut(text), scratch),
        }
    }

    fn short_bound<const W: usize>(&self, text: &str, letters: Letters, scratch: &mut Scratch) -> Option<Match> {
        let whole = find::<W>(&self.letters, text.as_bytes(), &mut scratch.places)?;
        let places = scratch.places.as_chunks::<W>().0;
        let mut score = whole_bonus(self.letters.len(), whole) - GAP_EXTEND;
        let mut before: Option<(&Letter, &[u64; W])> = None;
        for (letter, here) in self.letters.iter().zip(places) {
            // Separators have no bit: they may begin a word too.
            let head = bit(letter.c) == 0 || letters.heads & bit(letter.c) != 0;
            score += LETTER
                + match before {
                    None if here[0] & 1 == 1 => START,
                    None if head => AFTER_HARD,
                    None => 0,
                    // After a separator that the word itself has.
                    Some((before, _)) if bit(before.c) == 0 => AFTER_HARD,
                    Some((before, there)) if follows(here, there, before.c.len_utf8()) => ADJACENT,
                    Some(_) if head => AFTER_HARD - GAP_OPEN,
                    Some(_) => -GAP_OPEN,
                };
            before = Some((letter, here));
        }
        Some(Match { score, whole })
    }

    /// The score in a text of at most [`LONGEST`] bytes: the places of a letter are bits.
    fn short<const W: usize>(&self, text: &str, scratch: &mut Scratch) -> Option<Match> {
        let bytes = text.as_bytes();
        let Scratch { places, row, next, .. } = scratch;
        let whole = find::<W>(&self.letters, bytes, places)?;
        // Distances are counted in characters.
        let starts = if text.is_ascii() { [u64::MAX; W] } else { places::starts::<W>(bytes) };
        let mut before = [0; W];
        for at in 1..W {
            before[at] = before[at - 1] + starts[at - 1].count_ones();
        }
        let character = |at: u32| {
            let (word, bit) = (at as usize / 64, at % 64);
            before[word] + (starts[word] & ((1 << bit) - 1)).count_ones()
        };
        let byte = |at: u32| bytes.get(at as usize).copied();
        let place = |at: u32| (character(at), at.checked_sub(1).map_or(START, |before| bonus(byte(before), byte(at))));
        let places = places.as_chunks::<W>().0.iter().map(|places| ones(places).map(place));
        let score = align(places, row, next) + whole_bonus(self.letters.len(), whole);
        Some(Match { score, whole })
    }

    /// The score in any text.
    fn long(&self, text: &str, scratch: &mut Scratch) -> Option<Match> {
        if !self.is_in(text) {
            return None;
        }
        let Scratch { letters, row, next, .. } = scratch;
        letters.clear();
        letters.extend(text.chars());
        let byte = |letter: Option<&char>| letter.and_then(|letter| u8::try_from(*letter).ok()).filter(u8::is_ascii);
        let place = |at: usize| {
            let bonus = |before| bonus(byte(letters.get(before)), byte(letters.get(at)));
            (at as u32, at.checked_sub(1).map_or(START, bonus))
        };
        let mut from = 0;
        let places = self.letters.iter().map(|wanted| {
            let rest = letters.get(from..).unwrap_or(&[]);
            let first = rest.iter().position(|letter| *letter == wanted.c).unwrap_or(rest.len());
            let start = from + first;
            from = start + 1;
            let rest = letters.get(start..).unwrap_or(&[]).iter().enumerate();
            rest.filter(move |(_, letter)| **letter == wanted.c).map(move |(at, _)| place(start + at))
        });
        let score = align(places, row, next);
        let whole = self.letters.len() == 1 || self.whole.find(text.as_bytes()).is_some();
        Some(Match { score: score + whole_bonus(self.letters.len(), whole), whole })
    }

    /// Whether the letters of the word stand in `text` in this order.
    fn is_in(&self, text: &str) -> bool {
        let rest = Some(text.as_bytes());
        self.letters.iter().try_fold(rest, |rest, letter| Some(after(rest?, letter.bytes()))).flatten().is_some()
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

/// The score of the best alignment: `places` has, for each letter of the word, where it can stand, rising, and what it gains
/// there.
fn align<P: Iterator<Item = (u32, i32)>>(
    mut places: impl Iterator<Item = P>,
    row: &mut Vec<(u32, i32)>,
    next: &mut Vec<(u32, i32)>,
) -> i32 {
    let Some(first) = places.next() else { return 0 };
    row.clear();
    row.extend(first.map(|(at, bonus)| (at, LETTER - GAP_EXTEND + bonus)));
    for places in places {
        next.clear();
        let mut before = row.iter().copied().peekable();
        // The best of the matches of the letter before that are not right before this one: its score, and as much as
        // its place, because each step away costs one.
        let mut best_apart = i32::MIN / 2;
        for (at, bonus) in places {
            while let Some((place, score)) = before.next_if(|(place, _)| place + 1 < at) {
                best_apart = best_apart.max(score + place as i32 * GAP_EXTEND);
            }
            let apart = best_apart - (at as i32 - 2) * GAP_EXTEND - GAP_OPEN + bonus;
            let adjacent = before.peek().filter(|(place, _)| place + 1 == at);
            let adjacent = adjacent.map_or(i32::MIN / 2, |(_, score)| score + bonus.max(ADJACENT));
            next.push((at, LETTER + apart.max(adjacent)));
        }
        std::mem::swap(row, next);
    }
    row.iter().map(|(_, score)| *score).max().unwrap_or_default()
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
    use crate::text::fold::fold;
    use proptest::prelude::*;

    fn score(text: &str, word: &str) -> Option<i32> {
        Needle::new(word).score(text, &mut Scratch::default()).map(|found| found.score)
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
                "[a-f \u{0}]{120,136}", "[ab بوت😀/]{56,140}", "[ab ]{250,300}"],
            word in prop_oneof!["[a-c]{1,4}", "[ab بوت/]{1,4}", "[a-cA-C0 _~世]{1,4}", "\\PC{1,2}"],
        ) {
            let crates = Fuzzy::default().score(&text, &word);
            let whole = word.chars().count() == 1 || text.contains(&word);
            let own = score(&text, &word).map(|score| score - whole_bonus(word.chars().count(), whole));
            prop_assert_eq!(own, crates);
        }

        #[test]
        fn no_score_is_above_its_bound(
            text in prop_oneof!["[a-c /.\\-]{0,30}", "[ab بوت/]{0,24}", "\\PC{0,20}", "[ab بوت😀/]{56,140}", "[ab ]{250,300}"],
            word in prop_oneof!["[a-c]{1,4}", "[ab بوت/]{1,4}", "[a-c0 _~世]{1,4}", "\\PC{1,2}"],
        ) {
            let (text, word) = (fold(&text), fold(&word));
            prop_assume!(!word.is_empty());
            let (needle, letters, mut scratch) = (Needle::new(&word), Letters::of(&text), Scratch::default());
            let found = needle.score(&text, &mut scratch);
            let bound = needle.bound(&text, letters, &mut scratch);
            prop_assert_eq!(found.map(|found| found.whole), bound.map(|bound| bound.whole));
            prop_assert!(found.map(|found| found.score) <= bound.map(|bound| bound.score), "{found:?} {bound:?}");
            prop_assert!(found.is_none() || needle.can_be_in(letters));
            if let [b'a'..=b'z'] = word.as_bytes() {
                let told = needle.told_by(letters);
                prop_assert_eq!(found.is_some(), told.is_some());
                prop_assert!(found.map(|found| found.score) <= told.map(|told| told.score));
            }
        }
    }
}
