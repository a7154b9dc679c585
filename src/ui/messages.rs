//! The messages pane: the messages of this run, newest first.

use super::{Theme, cells, popup};
use crate::app::geometry::Area;
use crate::app::messages::Messages;
use crate::app::msg::Level;
use crate::message::{Locale, msg};
use chrono::{DateTime, Utc};
use ratatui::buffer::Buffer;

/// The width of the time, in columns.
const TIME: u16 = 9;

/// Draws the part of the messages that fits.
pub fn draw(buffer: &mut Buffer, area: Area, pane: &Messages, locale: &Locale, theme: &Theme) {
    let inside = popup(buffer, area, &locale.text(&msg!("messages-title")), theme);
    let shown = pane.told().iter().skip(pane.top());
    for ((when, notice), y) in shown.zip(inside.y..inside.y + inside.height) {
        let row = Area { x: inside.x + 1, y, width: inside.width.saturating_sub(1), height: 1 };
        cells::text_ltr(buffer, Area { width: row.width.min(TIME), ..row }, &time(*when), theme.dim);
        let rest = Area { x: row.x + TIME.min(row.width), width: row.width.saturating_sub(TIME), ..row };
        let style = match notice.level {
            Level::Info => theme.plain,
            Level::Warning => theme.warning,
            Level::Error => theme.error,
        };
        cells::text_ltr(buffer, rest, &locale.text(&notice.text), style);
    }
}

/// Formats the time of day as `14:03:07`.
fn time(ms: i64) -> String {
    DateTime::<Utc>::from_timestamp_millis(ms).map_or_else(String::new, |when| when.format("%H:%M:%S").to_string())
}
