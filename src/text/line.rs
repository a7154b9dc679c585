//! One line of text as cells in visual order, for single-line fields: titles, sources, tags, prompts.
//!
//! # Invariants
//!
//! - No line is wider than requested, and the lines together are the whole text.
//!   Tests: `never_wider_than_told`, `lines_are_all_of_the_text_and_fit`.
//! - Every byte of the text belongs to exactly one cell, so the mapping back from the screen is exact.
//!   Test: `every_byte_has_one_cell`.
//! - Nothing from an article reaches the screen as a control character.
//!   Tests: `controls_never_come_through`, `nothing_from_an_article_reaches_the_screen_as_a_control_character`.

use super::bidi::{Base, Order};
pub use super::cell::Cell;
use super::isolate::Isolate;
use super::paragraph::{Look, Paragraph, Tail};
use std::ops::Range;

/// A line in visual order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VisualLine {
    /// The cells from left to right.
    pub cells: Vec<Cell>,
    /// Their total width in columns.
    pub width: usize,
    /// Whether the paragraph goes from right to left, and so should be aligned right.
    pub rtl: bool,
}

impl VisualLine {
    fn new(cells: Vec<Cell>, rtl: bool) -> VisualLine {
        let width = cells.iter().map(|cell| usize::from(cell.width)).sum();
        VisualLine { cells, width, rtl }
    }

    /// Returns the column where the cell with this source byte begins.
    pub fn column_of(&self, offset: usize) -> Option<usize> {
        column_of(&self.cells, offset)
    }

    /// Returns the source byte where the cell at this column begins.
    pub fn offset_at(&self, column: usize) -> Option<usize> {
        offset_at(&self.cells, column)
    }
}

/// Returns the column where the cell with this byte begins, counted from the first of these cells.
pub(super) fn column_of<'a>(cells: impl IntoIterator<Item = &'a Cell>, offset: usize) -> Option<usize> {
    let mut column = 0;
    for cell in cells {
        if (cell.source.start as usize..cell.source.end as usize).contains(&offset) {
            return Some(column);
        }
        column += usize::from(cell.width);
    }
    None
}

/// Returns the byte where the cell at this column begins, counted from the first of these cells; `None` on
/// decoration.
pub(super) fn offset_at<'a>(cells: impl IntoIterator<Item = &'a Cell>, column: usize) -> Option<usize> {
    let mut end = 0;
    for cell in cells {
        end += usize::from(cell.width);
        if column < end {
            return (!cell.source.is_empty()).then_some(cell.source.start as usize);
        }
    }
    None
}

/// Lays out a whole text on one line of any width. Blanks are kept; line ends and tabs are shown as blanks.
pub fn visual(text: &str, base: Base) -> VisualLine {
    let paragraph = Paragraph::new(text, Look { rtl: base.is_rtl(text, false), ..Look::default() });
    let all = 0..paragraph.len();
    VisualLine::new(cells(&paragraph, text, all, None), paragraph.is_rtl())
}

/// Returns the width of a whole text on one line, in columns.
pub fn columns(text: &str) -> usize {
    visual(text, Base::Ltr).width
}

/// Returns `text` padded with blanks to `width` columns. A wider text is unchanged.
pub fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

/// Lays out a text on one line of at most `width` columns. Text that does not fit is cut off at its logical end,
/// before any reordering, and an ellipsis replaces it. The ellipsis is at the end of the line. If the cut is inside a
/// word that goes against the line's direction, the ellipsis is where that word would continue, because half a number
/// with the ellipsis on its other side reads as a whole one. The last letter left has its word-final form; levels
/// stay those of the whole text. Soft hyphens are never shown.
pub fn truncated(text: &str, order: impl Into<Order>, width: usize) -> VisualLine {
    let Order { base, isolate } = order.into();
    // A title of a megabyte needs no full analysis: only its beginning can be shown.
    let text = prefix(text, 1024 + 64 * width);
    let isolates: Option<&[Isolate]> = isolate.then_some(&[]);
    let whole = Paragraph::new(text, Look { rtl: base.is_rtl(text, false), isolates, ..Look::default() });
    let rtl = whole.is_rtl();
    if whole.width(0..whole.len()) <= width {
        return VisualLine::new(cells(&whole, text, 0..whole.len(), None), rtl);
    }
    let Some(room) = width.checked_sub(1) else { return VisualLine { rtl, ..VisualLine::default() } };
    let mut kept = 0;
    let mut used = 0;
    for measure in whole.measures() {
        used += measure.width;
        if used > room {
            break;
        }
        kept += 1;
    }
    let kept = whole.trimmed(0..kept);
    let end = whole.offset(kept.end);
    let left = text.get(..end).unwrap_or_default();
    let mut part = Paragraph::new(left, Look { rtl, ..Look::default() });
    part.take_levels(&whole);
    let ellipsis = Tail { text: "…", level: whole.level_of_cut(kept.end) };
    VisualLine::new(cells(&part, left, 0..part.len(), Some(ellipsis)), rtl)
}

fn cells(paragraph: &Paragraph, text: &str, clusters: Range<usize>, tail: Option<Tail>) -> Vec<Cell> {
    let mut cells = Vec::with_capacity(clusters.len() + 1);
    paragraph.cells(text, clusters, tail, 0, usize::MAX, |cell, _| cells.push(cell));
    cells
}

/// Returns at most `most` bytes from the start of a text, without splitting a character.
fn prefix(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row(line: &VisualLine) -> String {
        line.cells.iter().map(|cell| cell.text.as_str()).collect()
    }

    #[test]
    fn arabic_comes_joined_from_the_right() {
        let line = visual("السلام", Base::FirstStrong);
        assert_eq!(row(&line), "\u{FEE1}\u{FEFC}\u{FEB4}\u{FEDF}\u{FE8D}");
        assert_eq!((line.width, line.rtl), (5, true));
        assert_eq!(line.cells[1].source, 6..10, "lam-alef is both letters");
        assert_eq!(line.column_of(8), Some(1));
        assert_eq!(line.offset_at(4), Some(0));
        assert_eq!(line.offset_at(5), None);
    }

    #[test]
    fn marks_stay_with_their_letters() {
        assert_eq!(row(&visual("בָּא", Base::FirstStrong)), "אבָּ");
        assert_eq!(row(&visual("بَب", Base::FirstStrong)), "\u{FE90}\u{FE91}\u{64E}");
        assert_eq!(row(&visual("لَا", Base::FirstStrong)), "\u{FEFB}\u{64E}");
        let line = visual("\u{64E}ab", Base::FirstStrong);
        assert_eq!(row(&line), "\u{25CC}\u{64E}ab");
    }

    #[test]
    fn a_letter_before_a_non_joiner_ends_its_word() {
        // Yeh and beh are final before ZWNJ, and initial before ZWJ.
        assert_eq!(row(&visual("می\u{200C}خ", Base::FirstStrong)), "\u{FEA5}\u{FBFD}\u{FEE3}");
        assert_eq!(row(&visual("تاب\u{200C}", Base::FirstStrong)), "\u{FE8F}\u{FE8E}\u{FE97}");
        assert_eq!(row(&visual("سب\u{200C}ها", Base::FirstStrong)), "\u{FE8E}\u{FEEB}\u{FE90}\u{FEB3}");
        assert_eq!(row(&visual("ه\u{200D}", Base::FirstStrong)), "\u{FEEB}");
    }

    #[test]
    fn brackets_are_mirrored_and_numbers_keep_their_order() {
        assert_eq!(row(&visual("אב (גד) 12:30", Base::FirstStrong)), "12:30 (דג) בא");
        assert_eq!(row(&visual("אב [abc] «ג»", Base::FirstStrong)), "«ג» [abc] בא");
        assert_eq!(row(&visual("abc (אב) 12.5%", Base::FirstStrong)), "abc (בא) 12.5%");
        assert_eq!(row(&visual("א 2015-12-31", Base::FirstStrong)), "2015-12-31 א");
        // After Arabic letters the digits become Arabic numbers (W2), which a hyphen does not hold together (W4).
        assert_eq!(row(&visual("ء 2015-12-31", Base::FirstStrong)), "31-12-2015 ء");
        assert_eq!(row(&visual("abc אב!", Base::Rtl)), "!בא abc");
    }

    #[test]
    fn isolates_side_by_side_stay_apart() {
        assert_eq!(row(&visual("א \u{2066}1\u{2069}\u{2066}2\u{2069}", Base::FirstStrong)), "21 א");
        assert_eq!(row(&visual("א \u{2066}a\u{2069} \u{2066}b\u{2069}", Base::FirstStrong)), "b a א");
        // An invisible mark separates two runs too.
        assert_eq!(row(&visual("a אב\u{200E}גד", Base::FirstStrong)), "a באדג");
    }

    #[test]
    fn titles_keep_the_order_of_dates_where_they_are_isolated() {
        let order = Order { base: Base::FirstStrong, isolate: true };
        assert_eq!(row(&truncated("ذ 2015-12-31", order, 20)), "2015-12-31 ﺫ");
        // Half a date is recognizable as such.
        assert_eq!(row(&truncated("ذ 2015-12-31", order, 9)), "2015-1… ﺫ");
        assert_eq!(row(&truncated("ذ 2015-12-31 ذ", order, 13)), "…2015-12-31 ﺫ");
        assert_eq!(row(&truncated("ذ 2015-12-31", Base::FirstStrong, 20)), "31-12-2015 ﺫ");
    }

    #[test]
    fn a_cut_is_logical_and_ends_in_an_ellipsis() {
        let line = truncated("Hello, world", Base::FirstStrong, 7);
        assert_eq!(row(&line), "Hello,…");
        let line = truncated("بيت كبير", Base::FirstStrong, 3);
        // Beh is initial, yeh is now final, because nothing follows it.
        assert_eq!(row(&line), "…\u{FEF2}\u{FE91}");
        // Where the word would continue, if it is cut; at the end, if it is whole.
        assert_eq!(row(&truncated("abc אבגד", Base::FirstStrong, 7)), "abc …בא");
        assert_eq!(row(&truncated("abc אב גד", Base::FirstStrong, 8)), "abc בא…");
        assert_eq!(row(&truncated("אב example", Base::FirstStrong, 7)), "exa… בא");
        assert_eq!(row(&truncated("日本語", Base::FirstStrong, 4)), "日…");
        assert_eq!(row(&truncated("abc", Base::FirstStrong, 3)), "abc");
        assert_eq!(row(&truncated("abc", Base::FirstStrong, 1)), "…");
        assert_eq!(row(&truncated("abc", Base::FirstStrong, 0)), "");
        assert_eq!(truncated(&"ל ".repeat(1 << 20), Base::FirstStrong, 40).width, 40);
    }

    #[test]
    fn levels_survive_the_cut() {
        // The blank between two Hebrew words keeps its level, so the number after them keeps its position.
        let text = "abc אב 12 גד efgh";
        assert_eq!(row(&truncated(text, Base::FirstStrong, 10)), "abc 12 בא…");
    }

    #[test]
    fn soft_hyphens_are_not_seen_in_one_line() {
        let text = "co\u{ad}ope\u{ad}ra\u{ad}tion";
        assert_eq!(row(&visual(text, Base::FirstStrong)), "cooperation");
        assert_eq!(row(&truncated(text, Base::FirstStrong, 11)), "cooperation");
        for width in 2..11 {
            let cut = row(&truncated(text, Base::FirstStrong, width));
            assert_eq!(cut, format!("{}…", &"cooperation"[..width - 1]));
        }
    }

    #[test]
    fn controls_never_come_through() {
        let line = visual("a\x1b[31m\tb\u{202E}c\nd", Base::FirstStrong);
        assert_eq!(row(&line), "a[31m bc d");
    }

    proptest! {
        #[test]
        fn every_byte_has_one_cell(text in "[a (1\u{ad}\u{200b}\u{301}\u{64e}\u{200c}\u{200d}\u{2067}\u{2069}\u{202e}\u{600}بلاא日👩]{0,24}") {
            let line = visual(&text, Base::FirstStrong);
            let mut sources: Vec<_> = line.cells.iter().map(|cell| cell.source.clone()).collect();
            sources.sort_by_key(|source| source.start);
            let mut at = 0;
            for source in &sources {
                prop_assert_eq!(source.start, at);
                at = source.end;
            }
            prop_assert!(at as usize == text.len() || sources.is_empty());
        }

        #[test]
        fn never_wider_than_told(text in "[a (1\u{ad}\u{301}بلاא日👩]{0,24}", width in 0usize..12) {
            let line = truncated(&text, Base::FirstStrong, width);
            prop_assert!(line.width <= width);
            let cells: usize = line.cells.iter().map(|cell| usize::from(cell.width)).sum();
            prop_assert_eq!(line.width, cells);
        }
    }
}
