//! The only file that uses the crate fuzzy-matcher; it works around the crate's faults.
//!
//! What callers must know about `SkimMatcherV2` 0.3.7:
//! - It keeps its matrix between calls and reads cells of the previous call. A tiny match first shrinks the matrix, so
//!   that the next call grows it with clean cells.
//! - `fuzzy_match` and `fuzzy_indices` give different scores. Only `fuzzy_indices` fills the whole matrix, so farz
//!   uses it.
//! - It panics without its cache, so the cache stays on.
//! - It folds the case of ASCII only, and only when the pattern has no capital. Both sides arrive in search form
//!   (`text::fold`), and the matcher respects case.
//! - It treats a space as a letter, so farz matches the words of a query one by one.
//! - Very long texts use much memory, and gaps over 32,700 characters give wrong places, so farz cuts texts.

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

/// The number of characters of a text that are scored.
pub const MAX_CHARS: usize = 1024;

/// Returns the first [`MAX_CHARS`] characters of `text`.
#[must_use]
pub fn cut(text: &str) -> &str {
    if text.len() <= MAX_CHARS {
        return text;
    }
    let end = text.char_indices().nth(MAX_CHARS).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or(text)
}

/// The matcher. It keeps memory between matches, so each thread should have its own.
pub struct Fuzzy(SkimMatcherV2);

impl Default for Fuzzy {
    fn default() -> Self {
        Self(SkimMatcherV2::default().respect_case())
    }
}

impl Fuzzy {
    /// Returns the score of `word` in `text`, both in search form; higher is better. Returns `None` if the letters of
    /// `word` do not all occur in the text in this order. Reads only the first [`MAX_CHARS`] characters of the text.
    #[must_use]
    pub fn score(&self, text: &str, word: &str) -> Option<i32> {
        let (score, _) = self.matched(text, word)?;
        i32::try_from(score).ok()
    }

    /// Returns the positions, in characters from 0, of the letters of `word` in the best match in `text`.
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
