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
//!
//! # What is selected
//!
//! A selection is a range of the text, from where the caret was when it began to where the caret is: always whole clusters.
//! In mixed text it can be seen as several pieces. What is typed takes its place, and deleting deletes it.
//!
//! # Invariants
//!
//! - What is selected in a line is whole clusters.
//!   Test: `whatever_is_pressed_the_caret_is_on_a_boundary_and_in_the_window`.

use super::bidi::Base;
use super::cluster::{ceil_boundary, clusters, floor_boundary};
use super::line::{Cell, VisualLine, visual};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// A line being edited.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineEditor {
    text: String,
    /// A byte offset at a cluster boundary.
    caret: usize,
    /// Whether the caret clings to the cluster before it.
    after: bool,
    /// Where the selection began; the caret is its other end.
    anchor: Option<usize>,
    base: Base,
}

/// What of a line being edited is seen in a window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditorView {
    /// The cells in the window, at most as wide as it; their sources are ranges of the whole text.
    pub line: VisualLine,
    /// The column of the caret, counted from the first cell, less than the width of the window. See the module for which.
    pub caret: usize,
    /// The bytes of the text that are selected.
    pub selected: Range<usize>,
}

impl EditorView {
    /// Whether a cell shows something that is selected.
    pub fn is_selected(&self, cell: &Cell) -> bool {
        (cell.source.start as usize) < self.selected.end && self.selected.start < cell.source.end as usize
    }
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

    /// What is selected; an empty range at the caret where nothing is.
    pub fn selected(&self) -> Range<usize> {
        let anchor = self.anchor.unwrap_or(self.caret);
        anchor.min(self.caret)..anchor.max(self.caret)
    }

    /// Moves the caret as `motion` does, and selects what is between where it was and where it goes, beside what is
    /// selected already.
    pub fn select(&mut self, motion: impl FnOnce(&mut LineEditor)) {
        let anchor = self.anchor.take().unwrap_or(self.caret);
        motion(self);
        self.anchor = (anchor != self.caret).then_some(anchor);
    }

    /// Replaces the text; the caret goes to its end.
    pub fn set(&mut self, text: &str) {
        self.text = cleaned(text).collect();
        self.end();
    }

    /// Puts text in at the caret, or in the place of what is selected. Line ends and tabs become blanks, control characters
    /// and bidi controls are dropped.
    pub fn insert(&mut self, text: &str) {
        let text: String = cleaned(text).collect();
        if text.is_empty() {
            return;
        }
        self.delete_selected();
        self.text.insert_str(self.caret, &text);
        // What was typed may join a cluster with what stands after it.
        self.caret = ceil_boundary(&self.text, self.caret + text.len());
        self.after = true;
    }

    /// Removes what is selected, and says whether something was.
    fn delete_selected(&mut self) -> bool {
        let range = self.selected();
        self.anchor = None;
        let any = !range.is_empty();
        if any {
            self.remove(range.start, range.end);
            self.after = self.caret > 0;
        }
        any
    }

    /// Removes what is selected, else the character before the caret: of a letter with marks, the last mark.
    pub fn backspace(&mut self) {
        if self.delete_selected() {
            return;
        }
        let Some((start, _)) = self.before().char_indices().next_back() else { return };
        self.remove(start, self.caret);
        self.after = self.caret > 0;
    }

    /// Removes what is selected, else the cluster after the caret.
    pub fn delete(&mut self) {
        if self.delete_selected() {
            return;
        }
        if let Some((_, cluster)) = clusters(self.behind()).next() {
            let end = self.caret + cluster.len();
            self.remove(self.caret, end);
        }
    }

    /// Removes what is selected, else the word before the caret, with the blanks after it.
    pub fn delete_word_back(&mut self) {
        if self.delete_selected() {
            return;
        }
        let start = self.word_start();
        self.remove(start, self.caret);
        self.after = self.caret > 0;
    }

    /// Removes what is selected, else the word after the caret, with the blanks before it.
    pub fn delete_word_forward(&mut self) {
        if !self.delete_selected() {
            let start = self.caret;
            self.next_word();
            self.remove(start, self.caret);
            self.after = false;
        }
    }

    /// Removes everything before the caret.
    pub fn delete_to_start(&mut self) {
        self.anchor = None;
        self.remove(0, self.caret);
    }

    /// Removes everything after the caret.
    pub fn delete_to_end(&mut self) {
        self.anchor = None;
        let end = self.text.len();
        self.remove(self.caret, end);
    }

    /// Moves the caret over the cell at its left; to the left end of what is selected.
    pub fn left(&mut self) {
        if self.leave_selection(self.is_rtl()) {
            return;
        }
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

    /// Moves the caret over the cell at its right; to the right end of what is selected.
    pub fn right(&mut self) {
        if self.leave_selection(!self.is_rtl()) {
            return;
        }
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

    /// Moves the caret over the cluster before it in the order of reading; to the start of what is selected.
    pub fn back(&mut self) {
        if self.leave_selection(false) {
            return;
        }
        if let Some((start, _)) = clusters(self.before()).last() {
            self.caret = start;
            self.after = false;
        }
    }

    /// Moves the caret over the cluster after it in the order of reading; to the end of what is selected.
    pub fn forward(&mut self) {
        if self.leave_selection(true) {
            return;
        }
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
        self.anchor = None;
        self.caret = 0;
        self.after = false;
    }

    /// Moves the caret to the end of the text.
    pub fn end(&mut self) {
        self.anchor = None;
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
        EditorView { line: VisualLine { cells, width: shown, rtl }, caret, selected: self.selected() }
    }

    /// Ends the selection, with the caret at its start or end in the order of reading. Says whether there was one.
    fn leave_selection(&mut self, to_end: bool) -> bool {
        let range = self.selected();
        self.anchor = None;
        if range.is_empty() {
            return false;
        }
        (self.caret, self.after) = if to_end { (range.end, true) } else { (range.start, false) };
        true
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
        self.anchor = None;
        self.caret = floor_boundary(&self.text, self.word_start());
        self.after = false;
    }

    fn next_word(&mut self) {
        self.anchor = None;
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
mod tests;
