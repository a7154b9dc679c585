//! Line breaking of a paragraph: greedy, at the break opportunities of UAX #14, in terminal columns.
//!
//! # Invariants
//!
//! - A soft hyphen is shown only where a line breaks at it and has room. It stays with its word in visual order, and
//!   is never in exported plain text.
//!   Tests: `a_soft_hyphen_is_seen_only_where_the_line_is_broken_at_it`,
//!   Tests: `a_hyphen_stands_with_the_word_that_it_ends`, `soft_hyphens_are_not_seen_in_one_line`,
//!   Tests: `text_is_given_away_without_soft_hyphens`.

use super::paragraph::Paragraph;
use std::ops::Range;

/// Returns the lines of a paragraph at a width, as contiguous ranges of its clusters. There is always at least one.
///
/// Blanks at the end of a line hang over it and do not count. A word wider than the line starts on a line of its own
/// and is cut at the edge, between clusters; its letters stay joined as in the whole word. A single cluster wider
/// than the line counts as one column, because a replacement will be shown for it. A word breaks at a soft hyphen
/// only if there is room for the visible hyphen ([`Paragraph::hyphen`]). One pass, linear in the clusters.
pub(super) fn wrap(paragraph: &Paragraph, width: usize) -> Vec<Range<usize>> {
    let width = width.max(1);
    let mut lines = Vec::new();
    let mut start = 0;
    let mut column = 0;
    // The last opportunity on this line, and the column there.
    let mut chance: Option<(usize, usize)> = None;
    for (index, measure) in paragraph.measures().enumerate() {
        let here = |start, column| {
            (measure.breaks && index > start && (!measure.hyphen || column < width)).then_some((index, column))
        };
        chance = here(start, column).or(chance);
        let cluster = if measure.width > width { 1 } else { measure.width };
        while !measure.blank && column + cluster > width && index > start {
            let (at, before) = chance.unwrap_or((index, column));
            lines.push(start..at);
            start = at;
            column -= before;
            chance = here(start, column);
        }
        column += cluster;
    }
    if start < paragraph.len() || lines.is_empty() {
        lines.push(start..paragraph.len());
    }
    lines
}

/// Returns the lines of a paragraph that is cut only at the edge, like preformatted text. Blanks count.
pub(super) fn cut(paragraph: &Paragraph, width: usize) -> Vec<Range<usize>> {
    let width = width.max(1);
    let mut lines = Vec::new();
    let mut start = 0;
    let mut column = 0;
    for (index, measure) in paragraph.measures().enumerate() {
        let cluster = if measure.width > width { 1 } else { measure.width };
        if column + cluster > width && index > start {
            lines.push(start..index);
            start = index;
            column = 0;
        }
        column += cluster;
    }
    if start < paragraph.len() || lines.is_empty() {
        lines.push(start..paragraph.len());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::bidi::Base;
    use crate::text::paragraph::Look;
    use proptest::prelude::*;

    fn lines(text: &str, width: usize) -> Vec<&str> {
        let paragraph =
            Paragraph::new(text, Look { rtl: Base::FirstStrong.is_rtl(text, false), breaks: true, ..Look::default() });
        let lines = wrap(&paragraph, width);
        lines.into_iter().map(|line| &text[paragraph.offset(line.start)..paragraph.offset(line.end)]).collect()
    }

    #[test]
    fn words_go_whole_and_blanks_hang() {
        assert_eq!(lines("the quick brown fox", 9), ["the quick ", "brown fox"]);
        assert_eq!(lines("the quick    brown", 9), ["the quick    ", "brown"]);
        assert_eq!(lines("", 9), [""]);
        assert_eq!(lines("a well-known fact", 7), ["a well-", "known ", "fact"]);
        assert_eq!(lines("ab\u{a0}cd ef", 4), ["ab\u{a0}c", "d ef"]);
    }

    #[test]
    fn fused_letters_count_once() {
        assert_eq!(lines("لا لا لا", 5), ["لا لا لا"]);
        assert_eq!(lines("السلام عليكم", 11), ["السلام عليكم"]);
    }

    #[test]
    fn wide_characters_break_anywhere_and_long_words_at_the_edge() {
        assert_eq!(lines("日本語の文章", 5), ["日本", "語の", "文章"]);
        assert_eq!(lines("go to abcdefghij now", 6), ["go to ", "abcdef", "ghij ", "now"]);
        assert_eq!(lines("日本", 1), ["日", "本"]);
        assert_eq!(lines("ab\u{200B}cd", 3), ["ab\u{200B}", "cd"]);
    }

    #[test]
    fn a_run_without_blanks_is_cut_between_clusters_and_an_address_after_its_slashes() {
        // Thai: vowels and tones above and below stay with their letter.
        let thai = "ภาษาไทยที่ไม่มีช่องว่างระหว่างคำ";
        let cut = lines(thai, 8);
        assert!(cut.len() > 2, "{cut:?}");
        assert_eq!(cut.concat(), thai);
        let whole =
            |line: &&str| line.chars().next().is_none_or(|c| unicode_width::UnicodeWidthChar::width(c) != Some(0));
        assert!(cut.iter().all(whole), "{cut:?}");
        let address = "see https://example.org/a/long/path now";
        assert_eq!(lines(address, 14), ["see https://", "example.org/a/", "long/path now"]);
        assert_eq!(lines("https://example.org", 5), ["https", "://", "examp", "le.or", "g"]);
    }

    #[test]
    fn a_word_cut_at_the_edge_stays_joined() {
        let text = "ببببب";
        let paragraph = Paragraph::new(text, Look { rtl: true, breaks: true, ..Look::default() });
        let lines = wrap(&paragraph, 3);
        let mut first = Vec::new();
        paragraph.cells(text, lines[0].clone(), None, 0, 3, |cell, _| first.push(cell.text));
        assert_eq!(first, ["\u{FE92}", "\u{FE92}", "\u{FE91}"], "the last one still reaches over to the next line");
    }

    /// Returns the lines as shown, from left to right.
    fn rows(text: &str, width: usize) -> Vec<String> {
        let paragraph =
            Paragraph::new(text, Look { rtl: Base::FirstStrong.is_rtl(text, false), breaks: true, ..Look::default() });
        let lines = wrap(&paragraph, width).into_iter().map(|line| {
            let mut row = String::new();
            let hyphen = paragraph.hyphen(&line).filter(|_| paragraph.width(line.clone()) < width);
            paragraph.cells(text, line, hyphen, 0, width, |cell, _| row.push_str(&cell.text));
            row
        });
        lines.collect()
    }

    #[test]
    fn a_soft_hyphen_is_seen_only_where_the_line_is_broken_at_it() {
        let word = "Donau\u{ad}dampf\u{ad}schiff";
        assert_eq!(rows(word, 20), ["Donaudampfschiff"]);
        assert_eq!(rows(word, 11), ["Donaudampf-", "schiff"]);
        // The hyphen has no room: the line breaks at the opportunity before it.
        assert_eq!(rows(word, 10), ["Donau-", "dampf-", "schiff"]);
        // No hyphen has room: the word is cut at the edge.
        assert_eq!(rows(word, 5), ["Donau", "dampf", "schif", "f"]);
        assert_eq!(rows("ab\u{ad}cd", 1), ["a", "b", "c", "d"]);
        // No second hyphen, none before a blank, none at the start or end of the text.
        assert_eq!(rows("ab-\u{ad}cd", 4), ["ab-", "cd"]);
        assert_eq!(rows("ab\u{ad} cd", 3), ["ab ", "cd"]);
        assert_eq!(rows("\u{ad}abc\u{ad}", 4), ["abc"]);
        // A zero width blank breaks without a hyphen, a word joiner does not break at all.
        assert_eq!(rows("ab\u{ad}\u{200b}cd", 3), ["ab", "cd"]);
        assert_eq!(rows("ab c\u{2060}d", 4), ["ab ", "cd"]);
        assert_eq!(rows("ab\u{ad}\u{2060}cd", 3), ["abc", "d"]);
        assert_eq!(rows("日\u{2060}本語", 4), ["日本", "語"]);
        assert_eq!(rows("日本\u{2060}語", 4), ["日", "本語"]);
    }

    #[test]
    fn a_hyphen_stands_with_the_word_that_it_ends() {
        assert_eq!(rows("אבג\u{ad}דהו", 5), ["-גבא", "והד"]);
        assert_eq!(rows("אב abc\u{ad}def", 8), ["abc- בא", "def"]);
        assert_eq!(rows("ab אבג\u{ad}דהו", 8), ["ab -גבא", "והד"]);
        // Arabic letters join across the soft hyphen, on one line and on two.
        assert_eq!(rows("بب\u{ad}بب", 9), ["\u{FE90}\u{FE92}\u{FE92}\u{FE91}"]);
        assert_eq!(rows("بب\u{ad}بب", 3), ["-\u{FE92}\u{FE91}", "\u{FE90}\u{FE92}"]);
        // Lam and alef are one letter, so nothing can break.
        assert_eq!(rows("بل\u{ad}ا", 2), ["\u{FEFC}\u{FE91}"]);
    }

    proptest! {
        #[test]
        fn lines_are_all_of_the_text_and_fit(text in "[a b\\-(1\u{301}\u{64e}\u{200b}\u{ad}\u{2060}\u{200c}\u{200d}بلاא日]{0,60}", width in 1usize..12) {
            let paragraph = Paragraph::new(&text, Look { rtl: false, breaks: true, ..Look::default() });
            for lines in [wrap(&paragraph, width), cut(&paragraph, width)] {
                let mut at = 0;
                for line in &lines {
                    prop_assert_eq!(line.start, at);
                    at = line.end;
                }
                prop_assert_eq!(at, paragraph.len());
            }
            for line in wrap(&paragraph, width) {
                let mut columns = 0;
                let line = paragraph.trimmed(line);
                let hyphen = paragraph.hyphen(&line).filter(|_| paragraph.width(line.clone()) < width);
                paragraph.cells(&text, line, hyphen, 0, width, |cell, _| columns += usize::from(cell.width));
                prop_assert!(columns <= width);
            }
        }
    }
}
