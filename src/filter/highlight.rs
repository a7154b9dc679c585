//! The letters of a text that match a query.

use super::fuzzy::{Fuzzy, cut};
use super::query::Query;
use super::standing;
use super::typo::Typo;
use crate::text::fold::{Folded, fold_mapped};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// Returns the byte ranges of `text` whose letters match the words of `query`: whole clusters, in order, without
/// overlap.
///
/// If a word occurs in the text, its range is that occurrence, preferably at the start of a word; if it occurs with a
/// typo, its range is the word with the typo. Otherwise the ranges are its scattered letters. Words that do not match
/// this text (they match another field of the article) add no range.
#[must_use]
pub fn highlight(text: &str, query: &Query) -> Vec<Range<usize>> {
    if query.is_empty() || text.is_empty() {
        return Vec::new();
    }
    let folded = fold_mapped(text);
    let fuzzy = Fuzzy::default();
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for word in query.words() {
        let text = cut(&folded.text);
        let together = whole(text, word).or_else(|| mistyped(text, word));
        let matched = together.map_or_else(|| scattered(&fuzzy, &folded, word), |range| vec![range]);
        ranges.extend(matched.into_iter().map(|range| folded.source_range(range)));
    }
    let exact = query.exact().iter().filter_map(|text| whole(cut(&folded.text), text));
    ranges.extend(exact.map(|range| folded.source_range(range)));
    clusters(text, ranges)
}

/// Returns the first occurrence of `word` in `text` that starts a word, or else its first occurrence.
fn whole(text: &str, word: &str) -> Option<Range<usize>> {
    let starts_word = |at: usize| !text.get(..at).is_some_and(|before| before.ends_with(char::is_alphanumeric));
    let at = text.match_indices(word).map(|(at, _)| at).find(|at| starts_word(*at)).or_else(|| text.find(word))?;
    Some(at..at + word.len())
}

/// Returns the word that is `word` with a typo.
fn mistyped(text: &str, word: &str) -> Option<Range<usize>> {
    let (at, _) = Typo::of(word)?.find(text)?;
    let rest = text.get(at..)?;
    let length = rest.find(|c| !standing::is_word(c)).unwrap_or(rest.len());
    Some(at..at + length)
}

/// Returns the letters of the best scattered match.
fn scattered(fuzzy: &Fuzzy, folded: &Folded, word: &str) -> Vec<Range<usize>> {
    let Some(places) = fuzzy.places(&folded.text, word) else { return Vec::new() };
    let mut places = places.into_iter().peekable();
    let letters = folded.text.char_indices().enumerate();
    let matched = letters.filter(|(number, _)| places.next_if_eq(number).is_some());
    matched.map(|(_, (at, c))| at..at + c.len_utf8()).collect()
}

/// Returns the whole clusters that the ranges touch, and joins adjacent ones.
fn clusters(text: &str, mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut ranges = ranges.into_iter().filter(|range| !range.is_empty()).peekable();
    let mut whole: Vec<Range<usize>> = Vec::new();
    let mut reach = 0;
    for (start, cluster) in text.grapheme_indices(true) {
        let end = start + cluster.len();
        while let Some(range) = ranges.next_if(|range| range.start < end) {
            reach = range.end.max(reach);
        }
        if start < reach {
            match whole.last_mut().filter(|last| last.end == start) {
                Some(last) => last.end = end,
                None => whole.push(start..end),
            }
        } else if ranges.peek().is_none() {
            break;
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold;
    use proptest::prelude::*;

    fn shown<'t>(text: &'t str, query: &str) -> Vec<&'t str> {
        highlight(text, &Query::typed(query, 0)).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn the_letters_that_matched_are_shown() {
        assert_eq!(shown("Putin in Moscow", "mosc"), ["Mosc"]);
        assert_eq!(shown("Putin in Moscow", "put mos"), ["Put", "Mos"]);
        assert_eq!(shown("abacus", "acs"), ["a", "c", "s"], "the first letter of a word goes before neighbours");
        assert_eq!(shown("category cat", "cat"), ["cat"], "one place only");
        assert_eq!(shown("concat a cat", "cat"), ["cat"]);
        assert_eq!(highlight("concat a cat", &Query::typed("cat", 0))[0], 9..12, "where a word starts");
        assert_eq!(shown("قال بوتين", "بوت"), ["بوت"]);
        assert_eq!(shown("abc", "x"), [""; 0]);
        assert_eq!(shown("abc", ""), [""; 0]);
        assert_eq!(shown("overlap", "over verl"), ["overl"]);
    }

    #[test]
    fn whole_clusters_are_shown() {
        assert_eq!(shown("e\u{301}t", "e"), ["e\u{301}"]);
        assert_eq!(shown("بُوتين", "ب"), ["بُ"]);
    }

    proptest! {
        #[test]
        fn what_is_shown_holds_the_letters_of_every_word(text in "[a-dA-D بوت\u{301}]{0,30}", word in "[a-dبوت]{1,4}") {
            let ranges = highlight(&text, &Query::typed(&word, 0));
            let letters: String = ranges.iter().map(|range| fold(&text[range.clone()])).collect();
            let mut rest = letters.chars();
            let matches = Fuzzy::default().score(&fold(&text), &word).is_some();
            prop_assert_eq!(matches, !ranges.is_empty());
            prop_assert!(!matches || word.chars().all(|wanted| rest.any(|c| c == wanted)), "{} of {}", letters, text);
            prop_assert!(ranges.windows(2).all(|pair| pair[0].end < pair[1].start));
        }
    }
}
