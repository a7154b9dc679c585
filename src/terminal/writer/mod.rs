//! farz's own frame writer: turns what ratatui drew into the fewest bytes that make the terminal show it.
//!
//! A [`Screen`] remembers what the terminal shows, and compares each frame with it row by row. It scrolls rows that
//! moved, and writes the rest with the shortest cursor moves, the smallest attribute changes, and erasing to the end
//! of the line. A frame that changes nothing produces no bytes. Terminals may disagree on the width of some cells.
//! After such a cell, the writer positions the cursor again.
//!
//! # Invariants
//!
//! - After each frame, a terminal emulator shows the buffer, cell by cell.
//!   Test: `the_emulator_shows_the_buffer_after_each_frame`.

mod ascii;
mod canvas;
pub mod colour;
mod features;
pub mod link;
mod moves;
mod pen;
mod row;
mod scroll;
#[cfg(test)]
mod tests;

use canvas::Canvas;
pub use features::Features;
use moves::At;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::{Frame, Terminal};
use row::Hand;
use std::fmt::Write;

/// Frames below this many bytes are sent in one write and one packet anyway, and are not worth the 16 bytes of a
/// synchronized update.
const SYNCHRONIZED_FROM: usize = 512;

/// What the terminal shows, and the means to change it.
pub struct Screen {
    features: Features,
    canvas: Terminal<Canvas>,
    /// The frame that is being written, as given.
    next: Buffer,
    /// The last frame, as given.
    given: Buffer,
    /// The last frame as the terminal shows it: with reduced colours, and without anything that cannot be shown.
    shown: Buffer,
    /// The fingerprints of the rows of `given`, as far as known.
    prints: Vec<Option<u64>>,
    /// Whether `shown` matches the terminal.
    known: bool,
    /// Where the cursor is shown, if it is.
    cursor: Option<Position>,
    /// The link target of the cells marked as [`link::LINKED`], as an [`link::address`].
    link: Option<String>,
}

impl std::fmt::Debug for Screen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Screen").field("area", self.shown.area()).field("known", &self.known).finish_non_exhaustive()
    }
}

impl Screen {
    /// Creates a screen with this many columns and rows. Its content is unknown.
    #[must_use]
    pub fn new(columns: u16, rows: u16, features: Features) -> Self {
        let empty = Buffer::empty(Rect::new(0, 0, columns, rows));
        let canvas = canvas::terminal(columns, rows);
        Self {
            features,
            canvas,
            next: empty.clone(),
            given: empty.clone(),
            shown: empty,
            prints: Vec::new(),
            known: false,
            cursor: None,
            link: None,
        }
    }

    /// Sets the terminal's new size. Its content becomes unknown, because terminals differ in what they keep.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.canvas.backend_mut().resize(columns, rows);
        self.invalidate();
    }

    /// Marks the terminal's content as unknown, because another program drew on it: the next frame is written in
    /// full.
    pub fn invalidate(&mut self) {
        self.known = false;
    }

    /// Sets the link target of cells that are marked as [`link::LINKED`], from the next frame on. A target that is no
    /// web link counts as none.
    pub fn set_link(&mut self, link: Option<&str>) {
        let link = link.and_then(link::address).filter(|_| self.features.links);
        if self.link != link {
            // Marked cells on the screen look the same but lead to the old target.
            self.known &= !self.shown.content.iter().any(|cell| cell.modifier.contains(link::LINKED));
            self.link = link;
        }
    }

    /// Lets `draw` draw a frame from scratch, and returns the bytes that make the terminal show it: none if it
    /// already does. The cursor is shown where `draw` puts it, and hidden if `draw` does not put it anywhere.
    pub fn draw(&mut self, draw: impl FnOnce(&mut Frame<'_>)) -> Vec<u8> {
        let Ok(done) = self.canvas.draw(draw);
        copy(done.buffer, &mut self.next);
        let cursor = self.canvas.backend().cursor();
        self.bring(cursor)
    }

    /// Returns the bytes that make the terminal show `next`, with the cursor at `cursor` or hidden.
    pub fn frame(&mut self, next: Buffer, cursor: Option<Position>) -> Vec<u8> {
        self.next = next;
        self.bring(cursor)
    }

    /// Returns an empty buffer of this size to draw on. Reuses the memory of an old frame if possible.
    pub fn blank(&mut self, area: Rect) -> Buffer {
        let mut blank = std::mem::take(&mut self.next);
        if blank.area == area {
            blank.reset();
        } else {
            blank = Buffer::empty(area);
        }
        blank
    }

    /// Returns the last frame, as given.
    #[must_use]
    pub fn last(&self) -> &Buffer {
        &self.given
    }

    /// Returns where the cursor is shown, if it is.
    #[must_use]
    pub fn cursor(&self) -> Option<Position> {
        self.cursor
    }

    fn bring(&mut self, cursor: Option<Position>) -> Vec<u8> {
        let mut out = String::new();
        let area = self.next.area;
        if !self.known || area != self.shown.area {
            self.given = Buffer::empty(area);
            self.prints.clear();
            self.shown = self.given.clone();
            self.cursor = None;
            out.push_str("\x1b[m\x1b[r\x1b[?25l\x1b[H\x1b[2J");
            self.known = true;
        }
        let cells = self.rows(&mut out);
        let at = if cells { At::Nowhere } else { self.cursor.map_or(At::Nowhere, |p| At::Cell(p.x, p.y)) };
        let cursor = cursor.filter(|p| p.x < area.width && p.y < area.height);
        if let Some(place) = cursor {
            if cells || self.cursor != cursor {
                moves::to(&mut out, at, place.x, place.y, self.features.basic);
            }
            if self.cursor.is_none() {
                out.push_str("\x1b[?25h");
            }
        } else if self.cursor.is_some() {
            out.push_str("\x1b[?25l");
        }
        self.cursor = cursor;
        if self.features.synchronized && out.len() >= SYNCHRONIZED_FROM {
            let mut whole = String::with_capacity(out.len() + 16);
            let _ = write!(whole, "\x1b[?2026h{out}\x1b[?2026l");
            out = whole;
        }
        out.into_bytes()
    }

    /// Writes the cells that differ. Returns whether it wrote anything.
    fn rows(&mut self, out: &mut String) -> bool {
        let width = usize::from(self.next.area.width);
        if width == 0 {
            return false;
        }
        // The rows are first compared as given, which is cheap. Only rows that differ are examined further.
        let rows = self.next.content.chunks(width);
        let changed: Vec<bool> =
            rows.zip(self.given.content.chunks(width)).map(|(next, given)| next != given).collect();
        if !changed.contains(&true) {
            return false;
        }
        let before = out.len();
        let (given, next, prints) = (&self.given.content, &self.next.content, &mut self.prints);
        let scroll = self.features.scroll.then(|| scroll::scroll(given, next, &changed, width, prints)).flatten();
        if let Some(scroll) = &scroll {
            scroll.apply(&mut self.shown.content, width);
            scroll.write(out, changed.len());
        }
        let mut hand = Hand::new(out, self.features.basic, self.link.as_deref());
        let rows = self.next.content.chunks(width).zip(self.shown.content.chunks_mut(width));
        for ((y, changed), (next, shown)) in changed.iter().enumerate().zip(rows) {
            let right = scroll.as_ref().and_then(|scroll| scroll.makes_right(y)).unwrap_or(!changed);
            if !right {
                let want = row::shown_as(next, self.features, self.link.is_some());
                hand.row(u16::try_from(y).unwrap_or(u16::MAX), &want, shown);
                shown.iter_mut().zip(want).for_each(|(shown, want)| *shown = want);
            }
        }
        hand.finish();
        std::mem::swap(&mut self.given, &mut self.next);
        out.len() > before
    }
}

/// Copies a buffer and keeps the memory that `to` has allocated.
fn copy(from: &Buffer, to: &mut Buffer) {
    to.area = from.area;
    to.content.clone_from(&from.content);
}
