//! The tag editor.

use super::{Theme, cells, popup};
use crate::app::geometry::Area;
use crate::app::tags::{Presence, TagEditor};
use crate::message::{Locale, msg};
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

/// Draws the editor. Returns the position of the caret.
pub fn draw(buffer: &mut Buffer, area: Area, editor: &TagEditor, locale: &Locale, theme: &Theme) -> Position {
    let title = locale.text(&msg!("tags-title", count = editor.articles()));
    let inside = popup(buffer, area, &title, theme);
    let row = |offset: u16| Area { y: inside.y + offset, height: 1, ..inside };
    let used = cells::text_ltr(buffer, row(0), "> ", theme.strong);
    let input = Area { x: inside.x + used, width: inside.width.saturating_sub(used), ..row(0) };
    let caret = cells::editor(buffer, input, &editor.input().view(usize::from(input.width)), theme.plain);
    if inside.height < 2 {
        return caret;
    }
    let line = editor.problem().map_or_else(|| locale.text(&msg!("tags-hint")), str::to_owned);
    let style = if editor.problem().is_some() { theme.warning } else { theme.dim };
    cells::text_ltr(buffer, row(1), &line, style);
    let height = usize::from(inside.height.saturating_sub(2));
    let marked = editor.marked().unwrap_or(0);
    let top = marked.saturating_sub(height.saturating_sub(1));
    for ((at, choice), y) in editor.choices().iter().enumerate().skip(top).take(height).zip(inside.y + 2..) {
        let style = if editor.marked() == Some(at) { theme.cursor } else { theme.plain };
        let sign = match choice.presence {
            Presence::All => "[x]",
            Presence::Some => "[-]",
            Presence::None => "[ ]",
        };
        let changed = if choice.changed { " *" } else { "" };
        let line = Area { y, height: 1, ..inside };
        super::fill(buffer, line, style);
        let used = cells::text_ltr(buffer, line, &format!(" {sign} "), style);
        let rest = Area { x: line.x + used, width: line.width.saturating_sub(used), ..line };
        cells::text_ltr(buffer, rest, &format!("{}{changed}", choice.tag), style.patch(theme.tag));
    }
    caret
}
