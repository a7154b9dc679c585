//! The score of fuzzy-matcher, computed fast, for the mass of the titles.
//!
//! The recurrence is that of `SkimMatcherV2` on a clean matrix (see [`super::fuzzy`]): an alignment with affine gaps,
//! 16 for a letter, 3 for opening a gap and 1 for each letter in it, and a bonus for a letter after a separator, doubled
//! at the start of the text. It is computed only where a letter of the word stands in the text, and only for texts in
//! which all of them stand in order. A property test holds the two equal.

use super::fuzzy::{MAX_CHARS, cut};
use memchr::memmem::Finder;
use memchr::{memchr, memchr_iter};

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
    letters: Vec<char>,
    whole: Finder<'w>,
}

/// Memory that is used again from text to text.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    letters: Vec<u32>,
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
        let text = cut(text);
        if !self.is_in(text) {
            return None;
        }
        let score = self.aligned(text, scratch);
        let whole = self.letters.len() == 1 || self.whole.find(text.as_bytes()).is_some();
        Some(score + whole_bonus(self.letters.len(), whole))
    }

    /// The score of the best alignment; the word must be in the text.
    fn aligned(&self, text: &str, scratch: &mut Scratch) -> i32 {
        if !text.is_ascii() {
            let mut letters = std::mem::take(&mut scratch.letters);
            letters.clear();
            letters.extend(text.chars().map(u32::from));
            let score = self.align(&letters, scratch, |letters, from, letter, found| {
                let rest = letters.get(from..).unwrap_or(&[]).iter().enumerate();
                rest.filter(|(_, at)| **at == u32::from(letter)).for_each(|(at, _)| found(from + at));
            });
            scratch.letters = letters;
            return score;
        }
        self.align(text.as_bytes(), scratch, |bytes, from, letter, found| {
            let letter = u8::try_from(letter).unwrap_or_default();
            memchr_iter(letter, bytes.get(from..).unwrap_or(&[])).for_each(|at| found(from + at));
        })
    }

    fn align<T: Copy + Into<u32>>(
        &self,
        text: &[T],
        scratch: &mut Scratch,
        places: impl Fn(&[T], usize, char, &mut dyn FnMut(usize)),
    ) -> i32 {
        let Some((first, others)) = self.letters.split_first() else { return 0 };
        let bonus = |at: usize| match (at.checked_sub(1).and_then(|before| text.get(before)), text.get(at)) {
            (None, _) => START,
            (Some(before), at) => bonus((*before).into(), at.map_or(0, |at| (*at).into())),
        };
        let (row, next) = (&mut scratch.row, &mut scratch.next);
        row.clear();
        places(text, 0, *first, &mut |at| row.push((at as u32, LETTER - GAP_EXTEND + bonus(at))));
        for letter in others {
            next.clear();
            let from = row.first().map_or(text.len(), |(at, _)| *at as usize + 1);
            let mut before = row.iter().copied().peekable();
            // The best of the matches of the letter before that are not right before this one: its score, and as much as
            // its place, because each step away costs one.
            let mut best_apart = i32::MIN / 2;
            places(text, from, *letter, &mut |at| {
                while let Some((place, score)) = before.next_if(|(place, _)| *place as usize + 1 < at) {
                    best_apart = best_apart.max(score + place as i32 * GAP_EXTEND);
                }
                let bonus = bonus(at);
                let apart = best_apart - (at as i32 - 2) * GAP_EXTEND - GAP_OPEN + bonus;
                let adjacent = before.peek().filter(|(place, _)| *place as usize + 1 == at);
                let adjacent = adjacent.map_or(i32::MIN / 2, |(_, score)| score + bonus.max(ADJACENT));
                next.push((at as u32, LETTER + apart.max(adjacent)));
            });
            std::mem::swap(row, next);
        }
        row.iter().map(|(_, score)| *score).max().unwrap_or_default()
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

/// What kind of place a letter stands at, by the character before it.
fn bonus(before: u32, at: u32) -> i32 {
    let Ok(before) = u8::try_from(before) else { return capital(at) };
    match before {
        0 | b' ' | b'/' | b'\\' | b'|' | b'(' | b')' | b'[' | b']' | b'{' | b'}' => AFTER_HARD,
        b'!'..=b'\'' | b'*'..=b'.' | b':'..=b'@' | b'^'..=b'`' | b'~' => AFTER_SOFT,
        b'A'..=b'Z' => 0,
        _ => capital(at),
    }
}

/// What a capital inside a word gains; the search form has none.
fn capital(at: u32) -> i32 {
    let is_capital = (u32::from(b'A')..=u32::from(b'Z')).contains(&at);
    if is_capital { CAPITAL } else { 0 }
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
            text in prop_oneof!["[a-c /.\\-]{0,30}", "[ab بوت/]{0,24}", "[a-cA-C0 _\u{0}~世]{0,20}", "\\PC{0,20}"],
            word in prop_oneof!["[a-c]{1,4}", "[ab بوت/]{1,4}", "[a-cA-C0 _~世]{1,4}", "\\PC{1,2}"],
        ) {
            let crates = Fuzzy::default().score(&text, &word);
            let whole = word.chars().count() == 1 || text.contains(&word);
            let own = score(&text, &word).map(|score| score - whole_bonus(word.chars().count(), whole));
            prop_assert_eq!(own, crates);
        }
    }
}
