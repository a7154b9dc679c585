//! Editing one line of text, in every script.
//!
//! # Where the caret is
//!
//! The caret is a place between two clusters of the text, and is drawn as an edge between two columns. At a change of
//! direction one place has two edges; so the caret also remembers which of its two neighbours it clings to: the cluster
//! after it (as at the start) or the one before it (as after typing). Before a left-to-right cluster the edge is its left
//! one, before a right-to-left cluster its right one; after a cluster it is the other. [`EditorView::caret`] is the column
//! right of the edge, which is where a terminal's cursor is put: over the next letter in left-to-right text, over the last
//! one in right-to-left text, exact for a cursor in the shape of a bar.
//!
//! Left and right move by what is seen: each press takes the caret over exactly one cell. Home, end and deletion go by the
//! order of the text.

use super::bidi::Base;
use super::cluster::{ceil_boundary, clusters, floor_boundary};
use super::line::{Cell, VisualLine, visual};
use unicode_segmentation::UnicodeSegmentation;

/// A line being edited.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineEditor {
    text: String,
    /// A byte offset at a cluster boundary.
    caret: usize,
    /// Whether the caret clings to the cluster before it.
    after: bool,
    base: Base,
}

/// What of a line being edited is seen in a window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditorView {
    /// The cells in the window, at most as wide as it; their sources are ranges of the whole text.
    pub line: VisualLine,
    /// The column of the caret, counted from the first cell, less than the width of the window. See the module for which.
    pub caret: usize,
}

impl LineEditor {
    /// An empty line.
    pub fn new() -> LineEditor {
        LineEditor::default()
    }

    /// A line with a text, the caret at its end.
    pub fn with_text(text: &str) -> LineEditor {
        let mut editor = LineEditor::default();
        editor.set(text);
        editor
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The byte offset of the caret, at a cluster boundary.
    pub fn caret(&self) -> usize {
        self.caret
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Sets how the direction of the line is found.
    pub fn set_base(&mut self, base: Base) {
        self.base = base;
    }

    /// Replaces the text; the caret goes to its end.
    pub fn set(&mut self, text: &str) {
        self.text = cleaned(text).collect();
        self.end();
    }

    /// Puts text in at the caret. Line ends and tabs become blanks, control characters and bidi controls are dropped.
    pub fn insert(&mut self, text: &str) {
        let text: String = cleaned(text).collect();
        if text.is_empty() {
            return;
        }
        self.text.insert_str(self.caret, &text);
        // What was typed may join a cluster with what stands after it.
        self.caret = ceil_boundary(&self.text, self.caret + text.len());
        self.after = true;
    }

    /// Removes the character before the caret: of a letter with marks, the last mark.
    pub fn backspace(&mut self) {
        let Some((start, _)) = self.before().char_indices().next_back() else { return };
        self.remove(start, self.caret);
        self.after = self.caret > 0;
    }

    /// Removes the cluster after the caret.
    pub fn delete(&mut self) {
        if let Some((_, cluster)) = clusters(self.behind()).next() {
            let end = self.caret + cluster.len();
            self.remove(self.caret, end);
        }
    }

    /// Removes the word before the caret, with the blanks after it.
    pub fn delete_word_back(&mut self) {
        let start = self.word_start();
        self.remove(start, self.caret);
        self.after = self.caret > 0;
    }

    /// Removes everything before the caret.
    pub fn delete_to_start(&mut self) {
        self.remove(0, self.caret);
    }

    /// Removes everything after the caret.
    pub fn delete_to_end(&mut self) {
        let end = self.text.len();
        self.remove(self.caret, end);
    }

    /// Moves the caret over the cell at its left.
    pub fn left(&mut self) {
        let line = self.line();
        let edge = self.edge(&line);
        let mut column = 0;
        for cell in &line.cells {
            column += usize::from(cell.width);
            if column >= edge && edge > 0 {
                self.cling(cell, cell.rtl);
                return;
            }
        }
    }

    /// Moves the caret over the cell at its right.
    pub fn right(&mut self) {
        let line = self.line();
        let edge = self.edge(&line);
        let mut column = 0;
        for cell in &line.cells {
            if column >= edge {
                self.cling(cell, !cell.rtl);
                return;
            }
            column += usize::from(cell.width);
        }
    }

    /// Moves the caret over the cluster before it in the order of reading.
    pub fn back(&mut self) {
        if let Some((start, _)) = clusters(self.before()).last() {
            self.caret = start;
            self.after = false;
        }
    }

    /// Moves the caret over the cluster after it in the order of reading.
    pub fn forward(&mut self) {
        if let Some((_, cluster)) = clusters(self.behind()).next() {
            self.caret += cluster.len();
            self.after = true;
        }
    }

    /// Moves the caret a word to the left: in a line from right to left, to the end of the next word.
    pub fn word_left(&mut self) {
        if self.is_rtl() { self.next_word() } else { self.last_word() }
    }

    /// Moves the caret a word to the right: in a line from right to left, to the start of the word before.
    pub fn word_right(&mut self) {
        if self.is_rtl() { self.last_word() } else { self.next_word() }
    }

    /// Moves the caret to the start of the text.
    pub fn home(&mut self) {
        self.caret = 0;
        self.after = false;
    }

    /// Moves the caret to the end of the text.
    pub fn end(&mut self) {
        self.caret = self.text.len();
        self.after = true;
    }

    /// What is seen in a window of so many columns. One column is left for a caret at the end; a longer line is scrolled
    /// just so far that the caret is in the window, and some of what is before it.
    pub fn view(&self, width: usize) -> EditorView {
        let line = self.line();
        let edge = self.edge(&line);
        let room = width.saturating_sub(1);
        let mut first = 0;
        if line.width > room {
            // A third of the window stays free on the side of the caret that has more text.
            let wanted = if edge * 3 > room * 2 { edge.saturating_sub(room * 2 / 3) } else { 0 };
            first = wanted.min(line.width - room);
        }
        let (rtl, mut column, mut shown) = (line.rtl, 0, 0);
        let mut start = None;
        let mut cells = Vec::new();
        for cell in line.cells {
            let cell_width = usize::from(cell.width);
            if column >= first {
                let start = *start.get_or_insert(column);
                if column + cell_width - start > room {
                    break;
                }
                shown += cell_width;
                cells.push(cell);
            }
            column += cell_width;
        }
        let caret = edge.saturating_sub(start.unwrap_or(first)).min(shown).min(room);
        EditorView { line: VisualLine { cells, width: shown, rtl }, caret }
    }

    /// The whole line.
    fn line(&self) -> VisualLine {
        visual(&self.text, self.base)
    }

    fn is_rtl(&self) -> bool {
        self.base.is_rtl(&self.text, false)
    }

    fn before(&self) -> &str {
        self.text.get(..self.caret).unwrap_or_default()
    }

    fn behind(&self) -> &str {
        self.text.get(self.caret..).unwrap_or_default()
    }

    /// Removes a range and puts the caret to where it was, or where the clusters now have a boundary.
    fn remove(&mut self, start: usize, end: usize) {
        if start < end && self.text.is_char_boundary(start) && self.text.is_char_boundary(end) {
            self.text.replace_range(start..end, "");
            let below = floor_boundary(&self.text, start);
            self.caret = if below == start { start } else { ceil_boundary(&self.text, start) };
        }
    }

    /// The edge of the caret: how many columns are at its left.
    fn edge(&self, line: &VisualLine) -> usize {
        let wanted = |cell: &Cell| match self.after {
            true => (cell.source.start as usize) < self.caret && self.caret <= cell.source.end as usize,
            false => (cell.source.start as usize) <= self.caret && self.caret < cell.source.end as usize,
        };
        let mut column = 0;
        for cell in &line.cells {
            if wanted(cell) {
                // In lam-alef the caret can stand between the two letters; it is drawn after both.
                let at_start = self.caret == cell.source.start as usize;
                return if at_start != cell.rtl { column } else { column + usize::from(cell.width) };
            }
            column += usize::from(cell.width);
        }
        // No such neighbour: the other one tells, or the line is empty.
        let at_end = self.caret >= self.text.len();
        if line.rtl == at_end { 0 } else { line.width }
    }

    /// Puts the caret to one end of a cell.
    fn cling(&mut self, cell: &Cell, to_end: bool) {
        self.caret = if to_end { cell.source.end as usize } else { cell.source.start as usize };
        self.after = to_end;
    }

    /// Where the word before the caret begins.
    fn word_start(&self) -> usize {
        let mut words = self.before().split_word_bound_indices().rev();
        words.find(|(_, word)| !word.trim().is_empty()).map_or(0, |(start, _)| start)
    }

    fn last_word(&mut self) {
        self.caret = floor_boundary(&self.text, self.word_start());
        self.after = false;
    }

    fn next_word(&mut self) {
        let mut words = self.behind().split_word_bound_indices();
        let end = words.find(|(_, word)| !word.trim().is_empty()).map(|(at, word)| self.caret + at + word.len());
        self.caret = ceil_boundary(&self.text, end.unwrap_or(self.text.len()));
        self.after = true;
    }
}

/// What may be typed or pasted: blanks for line ends and tabs, no controls, no bidi controls. Joiners stay.
fn cleaned(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter_map(|c| match c {
        '\n' | '\r' | '\t' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' => None,
        c if c.is_control() => None,
        c => Some(c),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn columns(editor: &mut LineEditor, step: fn(&mut LineEditor), times: usize) -> Vec<usize> {
        let mut columns = vec![editor.view(80).caret];
        for _ in 0..times {
            step(editor);
            columns.push(editor.view(80).caret);
        }
        columns
    }

    #[test]
    fn typing_and_deleting() {
        let mut editor = LineEditor::with_text("one two  ");
        editor.delete_word_back();
        assert_eq!(editor.text(), "one ");
        editor.insert("a\nb\x1b\u{202E}\t");
        assert_eq!(editor.text(), "one a b ");
        editor.home();
        editor.delete();
        assert_eq!((editor.text(), editor.caret()), ("ne a b ", 0));
        editor.word_right();
        editor.delete_to_end();
        assert_eq!(editor.text(), "ne");
        editor.left();
        editor.delete_to_start();
        assert_eq!(editor.text(), "e");
        editor.set("");
        editor.backspace();
        editor.delete();
        assert!(editor.is_empty());
    }

    #[test]
    fn backspace_takes_the_mark_and_delete_the_letter_with_its_marks() {
        let mut editor = LineEditor::with_text("بَّت");
        editor.home();
        editor.delete();
        assert_eq!(editor.text(), "ت");
        let mut editor = LineEditor::with_text("بَّ");
        editor.backspace();
        assert_eq!(editor.text(), "ب\u{64E}");
        editor.backspace();
        assert_eq!(editor.text(), "ب");
    }

    #[test]
    fn the_caret_in_arabic_starts_at_the_right_and_goes_left() {
        let mut editor = LineEditor::with_text("بيت");
        assert_eq!(editor.view(80).caret, 0);
        editor.home();
        assert_eq!(columns(&mut editor, LineEditor::left, 4), [3, 2, 1, 0, 0]);
        assert_eq!(editor.caret(), editor.text().len());
        assert_eq!(columns(&mut editor, LineEditor::right, 4), [0, 1, 2, 3, 3]);
        assert_eq!(editor.caret(), 0);
    }

    #[test]
    fn every_edge_of_mixed_text_is_reached_in_visual_order() {
        let mut editor = LineEditor::with_text("abאבcd");
        assert_eq!(columns(&mut editor, LineEditor::left, 7), [6, 5, 4, 3, 2, 1, 0, 0]);
        assert_eq!(columns(&mut editor, LineEditor::right, 7), [0, 1, 2, 3, 4, 5, 6, 6]);
        let mut editor = LineEditor::with_text("ab");
        editor.insert("א");
        assert_eq!(editor.view(80).caret, 2, "the next Hebrew letter will come at the left of this one");
    }

    #[test]
    fn lam_alef_is_one_step() {
        let mut editor = LineEditor::with_text("لا");
        assert_eq!(columns(&mut editor, LineEditor::right, 1), [0, 1]);
        assert_eq!(editor.caret(), 0);
        editor.end();
        editor.backspace();
        assert_eq!(editor.text(), "ل");
    }

    #[test]
    fn words_follow_the_direction_of_the_line() {
        let mut editor = LineEditor::with_text("אב גד");
        editor.word_right();
        assert_eq!(editor.caret(), "אב ".len());
        editor.word_left();
        assert_eq!(editor.caret(), editor.text().len());
    }

    #[test]
    fn a_long_line_is_seen_around_the_caret() {
        let mut editor = LineEditor::with_text(&"0123456789".repeat(5));
        let view = editor.view(10);
        assert_eq!((view.caret, view.line.width), (9, 9));
        editor.home();
        assert_eq!(editor.view(10).caret, 0);
        assert_eq!(editor.view(1), EditorView { line: VisualLine::default(), caret: 0 });
        assert_eq!(editor.view(0).caret, 0);
    }

    proptest! {
        #[test]
        fn whatever_is_pressed_the_caret_is_on_a_boundary_and_in_the_window(
            keys in prop::collection::vec(0usize..14, 0..40), width in 1usize..20,
        ) {
            let mut editor = LineEditor::new();
            for key in keys {
                match key {
                    0 => editor.insert("ab "),
                    1 => editor.insert("لا بي"),
                    2 => editor.insert("\u{64E}"),
                    3 => editor.insert("👩\u{200D}"),
                    4 => editor.insert("日"),
                    5 => editor.backspace(),
                    6 => editor.delete(),
                    7 => editor.delete_word_back(),
                    8 => editor.left(),
                    9 => editor.right(),
                    10 => editor.word_left(),
                    11 => editor.word_right(),
                    12 => editor.home(),
                    _ => editor.insert("\u{301}1\u{200C}"),
                }
                let caret = editor.caret();
                prop_assert!(caret == ceil_boundary(editor.text(), caret));
                let view = editor.view(width);
                prop_assert!(view.caret < width);
                prop_assert!(view.line.width < width);
            }
            let line = visual(editor.text(), Base::FirstStrong);
            for _ in 0..line.cells.len() {
                editor.left();
            }
            prop_assert_eq!(editor.edge(&line), 0);
            for _ in 0..line.cells.len() {
                editor.right();
            }
            prop_assert_eq!(editor.edge(&line), line.width);
        }
    }
}
