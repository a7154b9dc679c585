//! The first row: the views, how many articles are in each, and which one is shown.

use super::{Theme, cells, fill};
use crate::app::Model;
use crate::app::geometry::Area;
use crate::domain::View;
use ratatui::buffer::Buffer;

/// Draws the row.
pub fn draw(buffer: &mut Buffer, area: Area, model: &Model, theme: &Theme) {
    fill(buffer, area, theme.plain);
    let end = area.x + area.width;
    let mut x = area.x;
    for (number, view) in View::ALL.into_iter().enumerate() {
        let count = match view {
            View::Verdict(verdict) => model.catalogue.count(verdict),
            View::All => model.catalogue.len(),
        };
        let label = if area.width < 60 {
            format!(" {} {} ", &view.name()[..1], count)
        } else {
            format!(" {} {} {} ", number + 1, view.name(), count)
        };
        let style = if view == model.view() { theme.cursor.patch(theme.strong) } else { theme.dim };
        if x < end {
            x += cells::text_ltr(buffer, Area { x, width: end - x, ..area }, &label, style);
        }
    }
    let name = "farz ";
    if end.saturating_sub(x) > 6 {
        cells::text_ltr(buffer, Area { x: end - 5, width: 5, ..area }, name, theme.dim);
    }
}
