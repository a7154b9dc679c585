//! Farz's own frame writer: what ratatui drew, as the fewest bytes that bring the terminal there.
//!
//! A [`Screen`] remembers what the terminal shows. A frame is compared with it row by row: rows that moved are scrolled,
//! the rest is written with the shortest cursor moves, the smallest changes of attributes and erasing to the end of the
//! line. A frame that changes nothing has no bytes. A cell whose width terminals may not agree on is never trusted: the
//! cursor is placed anew after it.
//!
//! # Invariants
//!
//! - What an emulator shows is the buffer, cell by cell, after each frame.
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

/// Frames below this many bytes arrive whole anyway, in one write and one packet, and are not worth the 16 bytes of a
/// synchronized update.
const SYNCHRONIZED_FROM: usize = 512;

/// What the terminal shows, and how to bring it to show something else.
pub struct Screen {
    features: Features,
    canvas: Terminal<Canvas>,
    /// The frame that is being written, as it was given.
    next: Buffer,
    /// The last frame as it was given.
    given: Buffer,
    /// The last frame as the terminal shows it: degraded colours, nothing that cannot be shown.
    shown: Buffer,
    /// What is known of the fingerprints of the rows of `given`.
    prints: Vec<Option<u64>>,
    /// Whether `shown` is true.
    known: bool,
    /// Where the cursor is shown.
    cursor: Option<Position>,
    /// Where the cells marked as [`link::LINKED`] lead, as an [`link::address`].
    link: Option<String>,
}

impl std::fmt::Debug for Screen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Screen").field("area", self.shown.area()).field("known", &self.known).finish_non_exhaustive()
    }
}

impl Screen {
    /// A screen of so many columns and rows; what is on it is not known.
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

    /// The terminal has this size now. What is on it is not known any more, for terminals differ in what they keep.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.canvas.backend_mut().resize(columns, rows);
        self.invalidate();
    }

    /// What is on the terminal is not known any more (another program drew): the next frame is written whole.
    pub fn invalidate(&mut self) {
        self.known = false;
    }

    /// Where the cells lead that are marked as [`link::LINKED`] from the next frame on; nowhere for what is no link of
    /// the web.
    pub fn set_link(&mut self, link: Option<&str>) {
        let link = link.and_then(link::address).filter(|_| self.features.links);
        if self.link != link {
            // Cells that led elsewhere look the same.
            self.known &= !self.shown.content.iter().any(|cell| cell.modifier.contains(link::LINKED));
            self.link = link;
        }
    }

    /// Lets `draw` draw a frame from nothing, and returns the bytes that bring the terminal to show it: none where it
    /// shows it already. The frame's cursor is shown where `draw` puts it, and hidden where it does not.
    pub fn draw(&mut self, draw: impl FnOnce(&mut Frame<'_>)) -> Vec<u8> {
        let Ok(done) = self.canvas.draw(draw);
        copy(done.buffer, &mut self.next);
        let cursor = self.canvas.backend().cursor();
        self.bring(cursor)
    }

    /// The bytes that bring the terminal to show `next`, and the cursor at `cursor` or nowhere.
    pub fn frame(&mut self, next: Buffer, cursor: Option<Position>) -> Vec<u8> {
        self.next = next;
        self.bring(cursor)
    }

    /// A buffer of this size with nothing in it, to be drawn on: where there is one that is not needed any more, its room.
    pub fn blank(&mut self, area: Rect) -> Buffer {
        let mut blank = std::mem::take(&mut self.next);
        if blank.area == area {
            blank.reset();
        } else {
            blank = Buffer::empty(area);
        }
        blank
    }

    /// The last frame, as it was given.
    #[must_use]
    pub fn last(&self) -> &Buffer {
        &self.given
    }

    /// Where the cursor is shown.
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

    /// Writes the cells that differ. Whether anything was written.
    fn rows(&mut self, out: &mut String) -> bool {
        let width = usize::from(self.next.area.width);
        if width == 0 {
            return false;
        }
        // Rows are compared as they were given, which is cheap; only those that differ are looked at closely.
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

/// Copies a buffer without letting go of the room that is there.
fn copy(from: &Buffer, to: &mut Buffer) {
    to.area = from.area;
    to.content.clone_from(&from.content);
}
