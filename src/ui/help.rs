//! The help screen.

use super::{Theme, cells, popup};
use crate::app::geometry::Area;
use crate::app::help::{Help, HelpLine};
use crate::message::{Locale, msg};
use ratatui::buffer::Buffer;

/// Draws the part of the help that fits.
pub fn draw(buffer: &mut Buffer, area: Area, help: &Help, locale: &Locale, theme: &Theme) {
    let inside = popup(buffer, area, &locale.text(&msg!("screen-title", title = help.title())), theme);
    for (line, y) in help.shown().skip(help.top()).zip(inside.y..inside.y + inside.height) {
        let row = Area { x: inside.x + 1, y, width: inside.width.saturating_sub(1), height: 1 };
        match line {
            HelpLine::Heading(text) => {
                cells::text_ltr(buffer, row, text, theme.strong);
            }
            HelpLine::Keys { keys, help, .. } => {
                let keys_width = row.width.min(20);
                cells::text_ltr(buffer, Area { x: row.x + 1, width: keys_width - 1, ..row }, keys, theme.tag);
                let rest = Area { x: row.x + keys_width + 1, width: row.width.saturating_sub(keys_width + 1), ..row };
                cells::text_ltr(buffer, rest, help, theme.plain);
            }
            HelpLine::Text(text) => {
                cells::text_ltr(buffer, row, text, theme.plain);
            }
            HelpLine::Blank => {}
        }
    }
}
