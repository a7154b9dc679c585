//! Finds a word that was typed with one typo.
//!
//! A typo is a letter too few, too many, wrong, or two neighbours swapped: a distance of one in the optimal string
//! alignment of Damerau and Levenshtein (Damerau 1964: these four make up over 80 % of misspellings).

use super::standing::{without_clitic, words};
use crate::domain::letters::Letters;
use std::str::Chars;

/// The fewest letters of a word in which a typo is looked for: a shorter word has too many neighbours.
const LEAST: usize = 5;

/// The fewest letters of a word that is looked for as the beginning of a longer one.
const LEAST_BEGUN: usize = 6;

/// A word that may have a typo.
#[derive(Clone, Debug)]
pub struct Typo {
    letters: Vec<char>,
    bits: u64,
}

impl Typo {
    /// Prepares the search for `word`, which is in search form; `None` if it is too short.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        let letters: Vec<char> = word.chars().collect();
        (letters.len() >= LEAST).then(|| Self { letters, bits: Letters::of(word).all })
    }

    /// Returns whether a text with these letters can contain the word; `false` is certain.
    #[must_use]
    pub fn can_be_in(&self, letters: Letters) -> bool {
        // A wrong letter is at most one that the text lacks.
        (self.bits & !letters.all).count_ones() <= 1
    }

    /// Returns the byte position of the first word in `text`, which is in search form, that is this one with a typo,
    /// and whether it is whole; otherwise that of a word that begins so.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<(usize, bool)> {
        let mut begun = None;
        for (at, word) in words(text) {
            let stems = [Some(word), without_clitic(word)];
            for stem in stems.into_iter().flatten() {
                // A word that is much shorter is none, however it begins.
                if stem.len() + 4 < self.letters.len() {
                    continue;
                }
                match self.compare(stem) {
                    Some(true) => return Some((at + word.len() - stem.len(), true)),
                    Some(false) if begun.is_none() => begun = Some((at + word.len() - stem.len(), false)),
                    Some(false) | None => {}
                }
            }
        }
        begun
    }

    /// Returns whether `word` is this one with one typo (`true`), or begins so (`false`).
    fn compare(&self, word: &str) -> Option<bool> {
        let mut rest = word.chars();
        let mut same = 0;
        let mut here = rest.clone();
        while let (Some(c), Some(own)) = (here.next(), self.letters.get(same)) {
            if c != *own {
                break;
            }
            same += 1;
            rest = here.clone();
        }
        let own = self.letters.get(same..).unwrap_or(&[]);
        let swapped = match own {
            [a, b, ..] => {
                let mut two = rest.clone();
                (two.next(), two.next()) == (Some(*b), Some(*a))
            }
            _ => false,
        };
        let ways = [
            // Wrong, too many, too few, swapped.
            own.get(1..).map(|own| (own, after(rest.clone(), 1))),
            own.get(1..).map(|own| (own, rest.clone())),
            Some((own, after(rest.clone(), 1))),
            own.get(2..).filter(|_| swapped).map(|own| (own, after(rest.clone(), 2))),
        ];
        let mut found = None;
        for (own, mut rest) in ways.into_iter().flatten() {
            if own.iter().all(|own| rest.next() == Some(*own)) {
                if rest.next().is_none() {
                    return Some(true);
                }
                found = Some(false);
            }
        }
        // The first letters carry the word: a beginning with a typo in its first letter is chance.
        found.filter(|_| same > 0 && self.letters.len() >= LEAST_BEGUN)
    }
}

/// Returns `rest` without its first `count` characters.
fn after(mut rest: Chars<'_>, count: usize) -> Chars<'_> {
    (0..count).for_each(|_| {
        rest.next();
    });
    rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_typo_in_a_longer_word() {
        for (typed, text, wanted) in [
            ("moscw", "in moscow", Some((3, true))),
            ("moscoow", "moscow", Some((0, true))),
            ("moskow", "moscow", Some((0, true))),
            ("mosocw", "moscow", Some((0, true))),
            ("moskw", "moscow", None),
            ("electoin", "elections", Some((0, false))),
            ("putn", "putin", None),
            ("بوتبن", "قال لبوتين", Some((9, true))),
            ("موسكوو", "موسكو", Some((0, true))),
            ("inflatoin", "inflation up", Some((0, true))),
        ] {
            assert_eq!(Typo::of(typed).and_then(|typo| typo.find(text)), wanted, "{typed} in {text}");
        }
    }

    proptest! {
        #[test]
        fn a_whole_word_is_found_where_its_distance_is_one(a in "[abc]{5,7}", b in "[abc]{3,8}") {
            let distance = strsim::osa_distance(&a, &b);
            prop_assume!(distance > 0);
            let typo = Typo::of(&a).unwrap();
            prop_assert_eq!(typo.find(&b).is_some_and(|(_, whole)| whole), distance == 1, "{} {}", a, b);
            if distance == 1 {
                prop_assert!(typo.can_be_in(Letters::of(&b)));
            }
        }
    }
}
