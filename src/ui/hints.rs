//! The box with the keys that can follow those pressed so far: at the bottom, above the last row.

use super::{Theme, cells, popup};
use crate::app::Model;
use crate::app::geometry::Area;
use crate::message::msg;
use ratatui::buffer::Buffer;

/// The minimum width of a column of hints, in cells.
const COLUMN: u16 = 34;

/// Draws the hints, if there are any. `body` is the screen without its first and last row.
pub fn draw(buffer: &mut Buffer, body: Area, model: &Model, theme: &Theme) {
    let hints = model.hints();
    if hints.is_empty() || body.width < 4 || body.height < 3 {
        return;
    }
    let columns = (body.width.saturating_sub(2) / COLUMN).max(1);
    let count = u16::try_from(hints.len()).unwrap_or(u16::MAX);
    let rows = count.div_ceil(columns).min(body.height - 2);
    let area = Area { y: body.y + body.height - rows - 2, height: rows + 2, ..body };
    let title = model.settings().locale().text(&msg!("hints-title", keys = model.pending_keys()));
    let inside = popup(buffer, area, &title, theme);
    let width = inside.width / columns;
    for (hint, number) in hints.iter().zip(0..rows.saturating_mul(columns)) {
        let place = Area {
            x: inside.x + 1 + number / rows * width,
            y: inside.y + number % rows,
            width: width.saturating_sub(1),
            height: 1,
        };
        let used = cells::text_ltr(buffer, place, &format!("{} ", hint.key), theme.strong);
        let rest = Area { x: place.x + used, width: place.width.saturating_sub(used), ..place };
        cells::text_ltr(buffer, rest, &hint.what, theme.plain);
    }
}
