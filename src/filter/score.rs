//! Computes the score of fuzzy-matcher fast, for large numbers of titles.
//!
//! The recurrence is that of `SkimMatcherV2` on a clean matrix (see [`super::fuzzy`]): an alignment with affine gaps.
//! A letter scores 16; opening a gap costs 3, and each letter in it costs 1. A letter after a separator gains a bonus,
//! which is doubled at the start of the text. The score is computed only where a letter of the word occurs in the
//! text, and only for texts in which all letters occur in order. A property test checks that both scores are equal.
//!
//! # Invariants
//!
//! - The fast score equals that of fuzzy-matcher, and no score is above its bound.
//!   Tests: `it_is_the_score_of_the_crate`, `no_score_is_above_its_bound`,
//!   Tests: `letters_stand_where_looking_at_each_finds_them`,
//!   Tests: `typed_letter_by_letter_over_many_rows_the_best_stand_first_and_all_in_order`.

use super::fuzzy::{MAX_CHARS, cut};
use super::places::{self, LONGEST, Letter, find, follows, ones};
use super::standing;
use super::tier::Tier;
use crate::domain::letters::{Letters, bit};
use memchr::memchr;
use memchr::memmem::Finder;

const LETTER: i32 = 16;
const GAP_EXTEND: i32 = 1;
const GAP_OPEN: i32 = 3 + GAP_EXTEND;
/// The minimum bonus of a letter that immediately follows the previous letter of the word.
const ADJACENT: i32 = 4;
const AFTER_HARD: i32 = 8;
const AFTER_SOFT: i32 = 7;
const CAPITAL: i32 = 6;
const START: i32 = 2 * AFTER_HARD;

/// The bonus per letter, on top of the score, for a word that occurs in the text as it is. It is more than any
/// scattered match of the same word can gain (31 for the first letter, 24 for each further one).
const WHOLE: i32 = 32;

/// A word to search for in many texts.
#[derive(Clone, Debug)]
pub struct Needle<'w> {
    word: &'w str,
    letters: Vec<Letter>,
    whole: Finder<'w>,
    bits: u64,
    /// The highest possible score of all letters, without what the first one gains from its position.
    inner: i32,
}

/// Memory that is reused from text to text.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    letters: Vec<char>,
    places: Vec<u64>,
    row: Vec<(u32, i32)>,
    next: Vec<(u32, i32)>,
}

impl Scratch {
    /// Returns the number of bytes that it holds.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let places = self.places.capacity() * size_of::<u64>();
        let rows = (self.row.capacity() + self.next.capacity()) * size_of::<(u32, i32)>();
        self.letters.capacity() * size_of::<char>() + places + rows
    }
}

/// A match: its score or an upper bound of it, and whether the word occurs as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// The score, or an upper bound of it.
    pub score: i32,
    /// Whether the word occurs in the text as it is.
    pub whole: bool,
}

impl<'w> Needle<'w> {
    /// Prepares the search for `word`, which is in search form.
    #[must_use]
    pub fn new(word: &'w str) -> Self {
        let letters: Vec<Letter> = word.chars().map(Letter::new).collect();
        // The bonus of a letter right after the previous one is as high as at the beginning of a word after a gap.
        // After a separator within the word itself it gains both.
        let inner = |before: &Letter| LETTER + if bit(before.c) == 0 { AFTER_HARD } else { ADJACENT };
        let inner = letters.iter().take(letters.len().saturating_sub(1)).map(inner).sum::<i32>() + LETTER - GAP_EXTEND;
        Self { word, letters, whole: Finder::new(word), bits: Letters::of(word).all, inner }
    }

    /// Returns the word.
    #[must_use]
    pub fn word(&self) -> &'w str {
        self.word
    }

    /// Returns whether a text with these letters can match; `false` is certain.
    #[must_use]
    pub fn can_be_in(&self, letters: Letters) -> bool {
        self.bits & !letters.all == 0
    }

    /// Returns whether the letter set of a text decides on its own whether the word is in the text.
    #[must_use]
    pub fn is_told(&self) -> bool {
        matches!(self.letters.as_slice(), [Letter { c: 'a'..='z', .. }])
    }

    /// Returns whether the letters of the word occur in this order in `text`, which is in search form.
    #[must_use]
    pub fn is_scattered_in(&self, text: &str) -> bool {
        self.letters.iter().try_fold(cut(text).as_bytes(), |rest, letter| after(rest, letter.bytes())).is_some()
    }

    /// Returns whether the word occurs as it is in `text`, which is in search form.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        self.whole.find(cut(text).as_bytes()).is_some()
    }

    /// Returns how the word occurs in `text`, which is in search form: as a whole word, at the beginning of one, or
    /// inside one. Returns `None` if it does not occur as it is.
    #[must_use]
    pub fn stands_in(&self, text: &str) -> Option<Tier> {
        standing::find(cut(text), &self.whole, self.letters.len()).map(|(_, tier)| tier)
    }

    /// Returns an upper bound of the word's score in `text`, which is in search form, has `letters`, and contains the
    /// word. It is quick, and not far above the score.
    #[must_use]
    pub fn most(&self, text: &str, letters: Letters) -> Match {
        let Some(first) = self.letters.first() else { return Match { score: 0, whole: false } };
        let gained = if text.as_bytes().starts_with(first.bytes()) { START } else { self.head(letters) };
        Match { score: self.inner + gained + whole_bonus(self.letters.len(), true), whole: true }
    }

    /// Returns an upper bound of the score in a text with `letters`, for a word for which [`Needle::is_told`] holds.
    #[must_use]
    pub fn told(&self, letters: Letters) -> Match {
        let gained = if self.head(letters) == 0 { 0 } else { START };
        Match { score: self.inner + gained + whole_bonus(self.letters.len(), true), whole: true }
    }

    /// Returns the best tier that the word can have in a text with `letters` that contains it.
    #[must_use]
    pub fn told_tier(&self, letters: Letters) -> Tier {
        // A letter after one that is not ASCII may begin a word without being in `heads`.
        if self.head(letters) == 0 && !letters.has_more_than_ascii() { Tier::Inside } else { Tier::Words }
    }

    /// Returns the bonus of the first letter if it begins a word that is not the first of the text.
    fn head(&self, letters: Letters) -> i32 {
        // Separators have no bit; they may begin a word too.
        let begins = |first: &Letter| bit(first.c) == 0 || letters.heads & bit(first.c) != 0;
        if self.letters.first().is_some_and(begins) { AFTER_HARD } else { 0 }
    }

    /// Returns how well the word matches `text`, which is in search form: the score of fuzzy-matcher, plus a bonus if
    /// the word occurs as it is. Returns `None` if the word does not match. Reads only the first [`MAX_CHARS`]
    /// characters.
    #[must_use]
    pub fn score(&self, text: &str, scratch: &mut Scratch) -> Option<Match> {
        self.score_if(text, Letters { all: u64::MAX, heads: u64::MAX }, scratch, |_| true)
    }

    /// Like [`Needle::score`], for a text that has `letters`. Also returns `None` if `wanted` refuses the upper bound
    /// of the match. Once the best texts are known, it refuses most others, and their scores are never computed.
    #[must_use]
    pub fn score_if(
        &self,
        text: &str,
        letters: Letters,
        scratch: &mut Scratch,
        wanted: impl Fn(Match) -> bool,
    ) -> Option<Match> {
        match text.len() {
            0..=64 => self.short::<1>(text, letters, scratch, wanted),
            65..=128 => self.short::<2>(text, letters, scratch, wanted),
            129..=LONGEST => self.short::<4>(text, letters, scratch, wanted),
            _ => self.long(cut(text), scratch),
        }
    }

    /// Returns an upper bound of the word's score with its letters at these positions.
    fn bound<const W: usize>(&self, places: &[[u64; W]], letters: Letters, whole: bool) -> Match {
        let mut score = whole_bonus(self.letters.len(), whole) - GAP_EXTEND;
        let mut before: Option<(&Letter, &[u64; W])> = None;
        for (letter, here) in self.letters.iter().zip(places) {
            // Separators have no bit; they may begin a word too.
            let head = bit(letter.c) == 0 || letters.heads & bit(letter.c) != 0;
            score += LETTER
                + match before {
                    None if here[0] & 1 == 1 => START,
                    None if head => AFTER_HARD,
                    None => 0,
                    // The letter follows a separator within the word itself.
                    Some((before, _)) if bit(before.c) == 0 => AFTER_HARD,
                    Some((before, there)) if follows(here, there, before.c.len_utf8()) => ADJACENT,
                    Some(_) if head => AFTER_HARD - GAP_OPEN,
                    Some(_) => -GAP_OPEN,
                };
            before = Some((letter, here));
        }
        Match { score, whole }
    }

    /// Computes the score in a text of at most [`LONGEST`] bytes; the positions of a letter are bits.
    fn short<const W: usize>(
        &self,
        text: &str,
        letters: Letters,
        scratch: &mut Scratch,
        wanted: impl Fn(Match) -> bool,
    ) -> Option<Match> {
        let bytes = text.as_bytes();
        let Scratch { places, row, next, .. } = scratch;
        let whole = find::<W>(&self.letters, bytes, places)?;
        if !wanted(self.bound(places.as_chunks::<W>().0, letters, whole)) {
            return None;
        }
        // Distances are counted in characters.
        let is_ascii = text.is_ascii();
        let starts = if is_ascii { [u64::MAX; W] } else { places::starts::<W>(bytes) };
        let mut before = [0; W];
        for at in 1..W {
            before[at] = before[at - 1] + starts[at - 1].count_ones();
        }
        let character = |at: u32| {
            if is_ascii {
                return at;
            }
            let (word, bit) = (at as usize / 64, at % 64);
            before[word] + (starts[word] & ((1 << bit) - 1)).count_ones()
        };
        let byte = |at: u32| bytes.get(at as usize).copied().unwrap_or_default();
        let place = |at: u32| (character(at), at.checked_sub(1).map_or(START, |before| bonus(byte(before), byte(at))));
        let places = places.as_chunks::<W>().0.iter().map(|places| ones(places).map(place));
        let score = align(places, row, next) + whole_bonus(self.letters.len(), whole);
        Some(Match { score, whole })
    }

    /// Computes the score in a text of any length.
    fn long(&self, text: &str, scratch: &mut Scratch) -> Option<Match> {
        if !self.is_scattered_in(text) {
            return None;
        }
        let Scratch { letters, row, next, .. } = scratch;
        letters.clear();
        letters.extend(text.chars());
        // A non-ASCII character counts as a byte above 127, like the first byte of its UTF-8 form.
        let byte = |letter: Option<&char>| letter.and_then(|letter| u8::try_from(*letter).ok()).unwrap_or(u8::MAX);
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
}

/// Returns the bonus of a match of a word with this number of letters if the word occurs `whole`.
#[must_use]
pub fn whole_bonus(letters: usize, whole: bool) -> i32 {
    if whole { WHOLE * letters.min(MAX_CHARS) as i32 } else { 0 }
}

/// Returns the text after the first `encoded` character in `text`. In UTF-8, the bytes of a character occur only where
/// that character is.
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

/// Returns the score of the best alignment. For each letter of the word, `places` has its possible positions, in
/// ascending order, and its bonus at each of them.
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
        // The best match of the previous letter that is not adjacent to this one: its score plus its position, because
        // each step away costs one.
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

/// Returns the bonus that a letter with the first byte `at` gains from the byte before it.
fn bonus(before: u8, at: u8) -> i32 {
    let after = AFTER[usize::from(before)];
    // The search form has no capitals; this rule exists only to give the same number as the crate.
    let capital = at.is_ascii_uppercase() && after == 0 && !before.is_ascii_uppercase();
    if capital { CAPITAL } else { i32::from(after) }
}

/// The bonus after each byte.
const AFTER: [u8; 256] = {
    let (mut table, mut byte) = ([0; 256], 0);
    while byte < table.len() {
        table[byte] = match byte as u8 {
            0 | b' ' | b'/' | b'\\' | b'|' | b'(' | b')' | b'[' | b']' | b'{' | b'}' => AFTER_HARD as u8,
            b'!'..=b'\'' | b'*'..=b'.' | b':'..=b'@' | b'^'..=b'`' | b'~' => AFTER_SOFT as u8,
            _ => 0,
        };
        byte += 1;
    }
    table
};

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

    #[test]
    fn the_memory_of_a_match_is_bounded_whatever_the_text_and_the_word() {
        let line = "ج".repeat(100_000);
        let texts =
            ["word ".repeat(6_000), line.clone(), "\u{FFFD}".repeat(10_000), "a".repeat(LONGEST), "(".repeat(10_000)];
        let words = ["word", "ج", &"ج".repeat(2_000), &line, "\u{FFFD}\u{FFFD}", &"a".repeat(10_000), "(((", "wdwdwd"];
        let mut scratch = Scratch::default();
        for word in words {
            let needle = Needle::new(word);
            for text in &texts {
                assert_eq!(needle.is_scattered_in(text), needle.score(text, &mut scratch).is_some());
            }
        }
        assert!(scratch.bytes() <= 96 * 1024, "{} bytes", scratch.bytes());
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
            prop_assert!(found.is_none() || needle.can_be_in(letters));
            // The bound that `wanted` receives is not below the score.
            let asked = std::cell::Cell::new(None);
            let again = needle.score_if(&text, letters, &mut scratch, |most| asked.replace(Some(most)).is_none());
            prop_assert_eq!(again, found);
            if let (Some(found), Some(most)) = (found, asked.get()) {
                prop_assert!(found.score <= most.score && found.whole == most.whole, "{found:?} {most:?}");
                prop_assert_eq!(needle.score_if(&text, letters, &mut scratch, |_| false), None);
            }
            prop_assert_eq!(found.is_some(), needle.is_scattered_in(&text));
            let stands = needle.stands_in(&text);
            prop_assert_eq!(found.is_some_and(|found| found.whole), stands.is_some());
            if let (Some(found), Some(_)) = (found, stands) {
                prop_assert!(found.score <= needle.most(&text, letters).score);
                prop_assert!(stands.is_some_and(|tier| needle.told_tier(letters) <= tier) && needle.is_in(&text));
            }
            if needle.is_told() {
                prop_assert_eq!(found.is_some(), needle.can_be_in(letters));
                prop_assert!(found.is_none_or(|found| found.score <= needle.told(letters).score));
                prop_assert!(stands.is_none_or(|tier| needle.told_tier(letters) <= tier));
            }
        }
    }
}
