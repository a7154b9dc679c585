//! The only place where text becomes terminal cells.
//!
//! ratatui's own text functions count lam and alef as one column and drop zero-width clusters, so nothing else in the
//! view writes text. A line arrives laid out by `text`, and this module places each of its cells.
//!
//! # Invariants
//!
//! - The bytes sent to a terminal that reorders appear as they were laid out.
//!   Tests: `isolated_rows_come_out_as_laid_out`, `logical_rows_come_out_as_laid_out`.

mod strategy;
#[cfg(test)]
mod tests;

use crate::app::geometry::Area;
use crate::text::bidi::class;
use crate::text::{Base, Cell, EditorView, VisualLine, truncated};
use ratatui::buffer::{Buffer, CellDiffOption};
use ratatui::layout::Position;
use ratatui::style::{Modifier, Style};
use std::num::NonZeroU16;
pub use strategy::finish;
use unicode_bidi::BidiClass;

/// Puts one laid-out cell on the screen. A forced width tells [`finish`] that the cell has an odd level.
pub fn put(buffer: &mut Buffer, x: u16, y: u16, cell: &Cell, style: Style) {
    let Some(place) = buffer.cell_mut(Position { x, y }) else { return };
    place.set_symbol(&cell.text);
    place.set_style(style);
    let width = NonZeroU16::new(cell.width.into()).filter(|_| cell.rtl);
    place.set_diff_option(width.map_or(CellDiffOption::None, CellDiffOption::ForcedWidth));
    if cell.width == 2
        && let Some(second) = buffer.cell_mut(Position { x: x + 1, y })
    {
        second.set_symbol(" ");
        second.set_style(style);
    }
}

/// Puts a line into an area of one row: on the left, or on the right if it reads from there. Calls `style` for each
/// cell.
pub fn line(buffer: &mut Buffer, area: Area, line: &VisualLine, mut style: impl FnMut(&Cell) -> Style) {
    let free = area.width.saturating_sub(u16::try_from(line.width).unwrap_or(u16::MAX));
    let mut x = if line.rtl { area.x + free } else { area.x };
    for cell in &line.cells {
        let width = u16::from(cell.width);
        if x + width > area.x + area.width {
            break;
        }
        put(buffer, x, area.y, cell, style(cell));
        x += width;
    }
}

/// Puts a text, farz's own or an article's, into an area of one row, truncated if it does not fit. Returns its width.
pub fn text(buffer: &mut Buffer, area: Area, text: &str, style: Style) -> u16 {
    let laid = truncated(text, Base::FirstStrong, usize::from(area.width));
    line(buffer, area, &laid, |_| style);
    u16::try_from(laid.width).unwrap_or(area.width)
}

/// Does what [`text`] does, always on the left: for farz's own lines whose beginning may be right-to-left.
pub fn text_ltr(buffer: &mut Buffer, area: Area, text: &str, style: Style) -> u16 {
    let laid = truncated(text, Base::Ltr, usize::from(area.width));
    line(buffer, area, &laid, |_| style);
    u16::try_from(laid.width).unwrap_or(area.width)
}

/// Puts a line being edited into an area of one row, with its selection reversed. Returns the position of the caret.
pub fn editor(buffer: &mut Buffer, area: Area, view: &EditorView, style: Style) -> Position {
    let mut x = area.x;
    for cell in &view.line.cells {
        let style = if view.is_selected(cell) { style.add_modifier(Modifier::REVERSED) } else { style };
        put(buffer, x, area.y, cell, style);
        x += u16::from(cell.width);
    }
    let caret = u16::try_from(view.caret).unwrap_or(0).min(area.width.saturating_sub(1));
    Position { x: area.x + caret, y: area.y }
}

fn is_right_to_left(c: char) -> bool {
    matches!(class(c), BidiClass::R | BidiClass::AL)
}
