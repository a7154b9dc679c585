//! The crate fuzzy-matcher, its faults kept away: the only file that names it.
//!
//! What must be known of `SkimMatcherV2` 0.3.7:
//! - it keeps its matrix between calls and reads cells of the call before: a tiny match first shrinks the matrix, so that
//!   the next call grows it with clean cells;
//! - `fuzzy_match` and `fuzzy_indices` give different scores: only the second fills the whole matrix, and is used;
//! - without its cache it panics: the cache stays on;
//! - it folds the case of ASCII alone, and only when the pattern has no capital: both sides come in search form
//!   (`text::fold`), and case is respected;
//! - a blank is a letter: the words of a query are matched one by one;
//! - very long texts cost much memory, and gaps over 32,700 characters give wrong places: texts are cut.

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

/// How many characters of a text are scored.
pub const MAX_CHARS: usize = 1024;

/// The first [`MAX_CHARS`] characters of `text`.
#[must_use]
pub fn cut(text: &str) -> &str {
    if text.len() <= MAX_CHARS {
        return text;
    }
    let end = text.char_indices().nth(MAX_CHARS).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or(text)
}

/// The matcher. It keeps memory between matches; one thread at a time is best.
pub struct Fuzzy(SkimMatcherV2);

impl Default for Fuzzy {
    fn default() -> Self {
        Self(SkimMatcherV2::default().respect_case())
    }
}

impl Fuzzy {
    /// The score of `word` in `text`, both in search form: the larger, the better. Nothing when its letters do not all
    /// stand in the text in this order. Only the first [`MAX_CHARS`] characters of the text are looked at.
    #[must_use]
    pub fn score(&self, text: &str, word: &str) -> Option<i32> {
        let (score, _) = self.matched(text, word)?;
        i32::try_from(score).ok()
    }

    /// The places, in characters from 0, of the letters of `word` in the best match in `text`.
    #[must_use]
    pub fn places(&self, text: &str, word: &str) -> Option<Vec<usize>> {
        self.matched(text, word).map(|(_, places)| places)
    }

    fn matched(&self, text: &str, word: &str) -> Option<(i64, Vec<usize>)> {
        if word.len() > 4 * MAX_CHARS {
            return None;
        }
        self.0.fuzzy_match("a", "a")?;
        self.0.fuzzy_indices(cut(text), word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_does_not_depend_on_what_was_matched_before() {
        let fuzzy = Fuzzy::default();
        let first = fuzzy.score("the quick brown fox", "qbf");
        for (text, word) in [("a longer text, to fill the matrix with something else", "tfms"), ("abcabcabc", "abc")] {
            let alone = Fuzzy::default().score(text, word);
            assert_eq!(fuzzy.score(text, word), alone);
            assert_eq!(fuzzy.score("the quick brown fox", "qbf"), first);
        }
    }

    #[test]
    fn places_are_counted_in_characters() {
        assert_eq!(Fuzzy::default().places("قال بوتين", "بوت"), Some(vec![4, 5, 6]));
        assert_eq!(Fuzzy::default().places("abc", "x"), None);
    }

    #[test]
    fn a_very_long_text_is_cut() {
        let text = "ج".repeat(100_000) + "x";
        assert_eq!(Fuzzy::default().score(&text, "x"), None);
        assert_eq!(cut(&text).chars().count(), MAX_CHARS);
        assert!(Fuzzy::default().score(&text, &"ج".repeat(10_000)).is_none());
    }
}
