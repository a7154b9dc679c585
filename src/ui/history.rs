//! The history pane: the steps so far, newest first.

use super::{Theme, cells, fill, popup};
use crate::app::geometry::Area;
use crate::app::history_pane::HistoryPane;
use crate::app::msg::LogLine;
use crate::message::{Locale, msg};
use crate::text::padded;
use ratatui::buffer::Buffer;

/// Draws the part of the history around the marked step.
pub fn draw(buffer: &mut Buffer, area: Area, pane: &HistoryPane, locale: &Locale, theme: &Theme) {
    let inside = popup(buffer, area, &locale.text(&msg!("history-title")), theme);
    let first = Area { x: inside.x + 1, width: inside.width.saturating_sub(1), height: 1, ..inside };
    let lines = match pane.lines() {
        None => {
            cells::text_ltr(buffer, first, "...", theme.dim);
            return;
        }
        Some([]) => {
            cells::text_ltr(buffer, first, &locale.text(&msg!("history-empty")), theme.dim);
            return;
        }
        Some(lines) => lines,
    };
    let height = usize::from(inside.height);
    let top = pane.marked().saturating_sub(height.saturating_sub(1));
    for ((at, line), y) in lines.iter().enumerate().skip(top).take(height).zip(inside.y..) {
        let style = if at == pane.marked() { theme.cursor } else { theme.plain };
        let row = Area { y, height: 1, ..inside };
        fill(buffer, row, style);
        cells::text_ltr(buffer, Area { y, ..first }, &text(line, locale), style);
    }
}

fn text(line: &LogLine, locale: &Locale) -> String {
    let step = &line.step;
    let here = locale.text(&msg!("log-here"));
    let machine = step.elsewhere.as_ref().map_or(here.as_str(), |name| name.get(..8).unwrap_or(name));
    let articles = locale.text(&msg!("history-articles", count = step.articles));
    let undone = if step.undone { locale.text(&msg!("log-undone")) } else { String::new() };
    format!("{}  {}  {}  {articles}  {undone}", line.when, padded(machine, 8), padded(&step.label, 8))
        .trim_end()
        .to_owned()
}
