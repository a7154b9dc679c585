//! The command palette.

use super::{Theme, cells, fill, popup};
use crate::app::Model;
use crate::app::geometry::Area;
use crate::app::palette::Palette;
use crate::command::Command;
use crate::message::msg;
use crate::text::padded;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

/// Draws the palette. Returns the position of the caret.
pub fn draw(buffer: &mut Buffer, area: Area, palette: &Palette, model: &Model, theme: &Theme) -> Position {
    let inside = popup(buffer, area, &model.settings().locale().text(&msg!("palette-title")), theme);
    let first = Area { height: 1, ..inside };
    let used = cells::text_ltr(buffer, first, ":", theme.strong);
    let input = Area { x: inside.x + used, width: inside.width.saturating_sub(used), ..first };
    let caret = cells::editor(buffer, input, &palette.input().view(usize::from(input.width)), theme.plain);
    if !palette.arguments().is_empty() {
        for ((at, argument), y) in palette.arguments().iter().enumerate().zip(inside.y + 1..inside.y + inside.height) {
            let style = if at == palette.marked() { theme.cursor } else { theme.plain };
            let line = Area { y, height: 1, ..inside };
            fill(buffer, line, style);
            let row = Area { x: line.x + 1, width: line.width.saturating_sub(1), ..line };
            let used = cells::text_ltr(buffer, row, argument, style);
            let is_view = palette.matches().first() == Some(&Command::ShowView);
            let view = model.views().find(|view| is_view && view.name() == argument);
            if let Some(count) = view.and_then(|view| model.view_count(&view)) {
                let rest = Area { x: row.x + used, width: row.width.saturating_sub(used), ..row };
                cells::text_ltr(buffer, rest, &format!("  {count}"), style);
            }
        }
        return caret;
    }
    let height = usize::from(inside.height.saturating_sub(1));
    let top = palette.marked().saturating_sub(height.saturating_sub(1));
    for ((at, command), y) in palette.matches().iter().enumerate().skip(top).take(height).zip(inside.y + 1..) {
        let style = if at == palette.marked() { theme.cursor } else { theme.plain };
        let line = Area { y, height: 1, ..inside };
        fill(buffer, line, style);
        let keys: Vec<String> =
            model.keymap().keys_for(*command, palette.from()).iter().map(ToString::to_string).collect();
        let help = model.settings().locale().text(&command.help());
        let text = format!("{} {} {help}", padded(command.name(), 20), padded(&keys.join(" "), 12));
        cells::text_ltr(buffer, Area { x: line.x + 1, width: line.width.saturating_sub(1), ..line }, &text, style);
    }
    caret
}
