//! The history pane: the steps that were made, the newest first.

use super::{Theme, cells, fill, popup};
use crate::app::geometry::Area;
use crate::app::history_pane::HistoryPane;
use crate::app::msg::LogLine;
use ratatui::buffer::Buffer;

/// Draws the part of the history around the mark.
pub fn draw(buffer: &mut Buffer, area: Area, pane: &HistoryPane, theme: &Theme) {
    let inside = popup(buffer, area, "History   (enter takes back, esc closes)", theme);
    let first = Area { x: inside.x + 1, width: inside.width.saturating_sub(1), height: 1, ..inside };
    let lines = match pane.lines() {
        None => {
            cells::text_ltr(buffer, first, "...", theme.dim);
            return;
        }
        Some(lines) if lines.is_empty() => {
            cells::text_ltr(buffer, first, "Nothing was decided yet.", theme.dim);
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
        cells::text_ltr(buffer, Area { y, ..first }, &text(line), style);
    }
}

fn text(line: &LogLine) -> String {
    let step = &line.step;
    let machine = step.elsewhere.as_ref().map_or("here", |name| name.get(..8).unwrap_or(name));
    let articles = if step.articles == 1 { "1 article".to_owned() } else { format!("{} articles", step.articles) };
    let undone = if step.undone { "  taken back" } else { "" };
    format!("{}  {machine:<8}  {:<8}  {articles}{undone}", line.when, step.label)
}
