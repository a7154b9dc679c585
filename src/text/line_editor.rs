//! Editing one line of text, in every script.
//!
//! # Position of the caret
//!
//! The caret is a position between two clusters of the text, drawn as an edge between two columns. At a change of
//! direction one position has two edges, so the caret also remembers which of its two neighbours it belongs to: the
//! cluster after it (as at the start) or the one before it (as after typing). Before a left-to-right cluster the edge
//! is its left one, before a right-to-left cluster its right one; after a cluster it is the opposite one.
//! [`EditorView::caret`] is the column to the right of the edge, where a terminal's cursor goes: over the next letter
//! in left-to-right text, over the last one in right-to-left text, exact for a bar-shaped cursor.
//!
//! Left and right move visually: each press moves the caret over exactly one cell. Home, end and deletion follow the
//! logical order.
//!
//! # Selection
//!
//! A selection is a range of the text, from the caret's position when it began to the caret's current position. It
//! always has whole clusters. In mixed text it can appear as several pieces. Typed text replaces it, and deletion
//! deletes it.
//!
//! # Invariants
//!
//! - The selection in a line is whole clusters.
//!   Test: `whatever_is_pressed_the_caret_is_on_a_boundary_and_in_the_window`.

use super::bidi::Base;
use super::cluster::{ceil_boundary, clusters, floor_boundary};
use super::line::{Cell, VisualLine, visual};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// A line in an editor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineEditor {
    text: String,
    /// A byte offset at a cluster boundary.
    caret: usize,
    /// Whether the caret belongs to the cluster before it.
    after: bool,
    /// Where the selection began; its other end is the caret.
    anchor: Option<usize>,
    base: Base,
}

/// The visible part of an edited line in a window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditorView {
    /// The cells in the window, at most as wide as it; their sources are ranges of the whole text.
    pub line: VisualLine,
    /// The column of the caret, counted from the first cell, less than the width of the window. See the module for
    /// the edge.
    pub caret: usize,
    /// The selected bytes of the text.
    pub selected: Range<usize>,
}

impl EditorView {
    /// Returns whether any part of a cell is selected.
    pub fn is_selected(&self, cell: &Cell) -> bool {
        (cell.source.start as usize) < self.selected.end && self.selected.start < cell.source.end as usize
    }
}

impl LineEditor {
    /// Creates an empty line.
    pub fn new() -> LineEditor {
        LineEditor::default()
    }

    /// Creates a line with a text, with the caret at its end.
    pub fn with_text(text: &str) -> LineEditor {
        let mut editor = LineEditor::default();
        editor.set(text);
        editor
    }

    /// Returns the text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the byte offset of the caret, at a cluster boundary.
    pub fn caret(&self) -> usize {
        self.caret
    }

    /// Returns whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Returns the selection; an empty range at the caret if there is none.
    pub fn selected(&self) -> Range<usize> {
        let anchor = self.anchor.unwrap_or(self.caret);
        anchor.min(self.caret)..anchor.max(self.caret)
    }

    /// Moves the caret as `motion` does, and extends the selection (or begins one) to the new position.
    pub fn select(&mut self, motion: impl FnOnce(&mut LineEditor)) {
        let anchor = self.anchor.take().unwrap_or(self.caret);
        motion(self);
        self.anchor = (anchor != self.caret).then_some(anchor);
    }

    /// Replaces the text and moves the caret to its end.
    pub fn set(&mut self, text: &str) {
        self.text = cleaned(text).collect();
        self.end();
    }

    /// Inserts text at the caret, or replaces the selection with it. Line ends and tabs become blanks; control
    /// characters and bidi controls are dropped.
    pub fn insert(&mut self, text: &str) {
        let text: String = cleaned(text).collect();
        if text.is_empty() {
            return;
        }
        self.delete_selected();
        self.text.insert_str(self.caret, &text);
        // The inserted text may form one cluster with the text after it.
        self.caret = ceil_boundary(&self.text, self.caret + text.len());
        self.after = true;
    }

    /// Removes the selection, and returns whether there was one.
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

    /// Removes the selection, or else the character before the caret: of a letter with marks, only the last mark.
    pub fn backspace(&mut self) {
        if self.delete_selected() {
            return;
        }
        let Some((start, _)) = self.before().char_indices().next_back() else { return };
        self.remove(start, self.caret);
        self.after = self.caret > 0;
    }

    /// Removes the selection, or else the cluster after the caret.
    pub fn delete(&mut self) {
        if self.delete_selected() {
            return;
        }
        if let Some((_, cluster)) = clusters(self.behind()).next() {
            let end = self.caret + cluster.len();
            self.remove(self.caret, end);
        }
    }

    /// Removes the selection, or else the word before the caret with the blanks after it.
    pub fn delete_word_back(&mut self) {
        if self.delete_selected() {
            return;
        }
        let start = self.word_start();
        self.remove(start, self.caret);
        self.after = self.caret > 0;
    }

    /// Removes the selection, or else the word after the caret with the blanks before it.
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

    /// Moves the caret over the cell to its left, or to the left end of the selection.
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

    /// Moves the caret over the cell to its right, or to the right end of the selection.
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

    /// Moves the caret over the cluster before it in logical order, or to the start of the selection.
    pub fn back(&mut self) {
        if self.leave_selection(false) {
            return;
        }
        if let Some((start, _)) = clusters(self.before()).last() {
            self.caret = start;
            self.after = false;
        }
    }

    /// Moves the caret over the cluster after it in logical order, or to the end of the selection.
    pub fn forward(&mut self) {
        if self.leave_selection(true) {
            return;
        }
        if let Some((_, cluster)) = clusters(self.behind()).next() {
            self.caret += cluster.len();
            self.after = true;
        }
    }

    /// Moves the caret a word to the left: in a right-to-left line, to the end of the next word.
    pub fn word_left(&mut self) {
        if self.is_rtl() { self.next_word() } else { self.last_word() }
    }

    /// Moves the caret a word to the right: in a right-to-left line, to the start of the previous word.
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

    /// Returns the part of the line that is visible in a window of `width` columns. One column is reserved for a
    /// caret at the end. A longer line scrolls only as far as needed to show the caret and some of the text before
    /// it.
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

    /// Ends the selection, with the caret at its start or end in logical order. Returns whether there was one.
    fn leave_selection(&mut self, to_end: bool) -> bool {
        let range = self.selected();
        self.anchor = None;
        if range.is_empty() {
            return false;
        }
        (self.caret, self.after) = if to_end { (range.end, true) } else { (range.start, false) };
        true
    }

    /// Returns the whole line in visual order.
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

    /// Removes a range and moves the caret to its start, or to the next cluster boundary if clusters merged there.
    fn remove(&mut self, start: usize, end: usize) {
        if start < end && self.text.is_char_boundary(start) && self.text.is_char_boundary(end) {
            self.text.replace_range(start..end, "");
            let below = floor_boundary(&self.text, start);
            self.caret = if below == start { start } else { ceil_boundary(&self.text, start) };
        }
    }

    /// Returns the edge of the caret: the number of columns to its left.
    fn edge(&self, line: &VisualLine) -> usize {
        let wanted = |cell: &Cell| match self.after {
            true => (cell.source.start as usize) < self.caret && self.caret <= cell.source.end as usize,
            false => (cell.source.start as usize) <= self.caret && self.caret < cell.source.end as usize,
        };
        let mut column = 0;
        for cell in &line.cells {
            if wanted(cell) {
                // In lam-alef the caret can be between the two letters; it is drawn after both.
                let at_start = self.caret == cell.source.start as usize;
                return if at_start != cell.rtl { column } else { column + usize::from(cell.width) };
            }
            column += usize::from(cell.width);
        }
        // There is no such neighbour: the caret is at the start or end of the text, or the line is empty.
        let at_end = self.caret >= self.text.len();
        if line.rtl == at_end { 0 } else { line.width }
    }

    /// Moves the caret to one end of a cell.
    fn cling(&mut self, cell: &Cell, to_end: bool) {
        self.caret = if to_end { cell.source.end as usize } else { cell.source.start as usize };
        self.after = to_end;
    }

    /// Returns the start of the word before the caret.
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

/// Returns the characters that may be typed or pasted: blanks for line ends and tabs, no controls, no bidi controls.
/// Joiners stay.
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
