//! The first row: the views, the number of articles in each, and which one is open.

use super::{Theme, cells, fill};
use crate::app::Model;
use crate::app::geometry::Area;
use crate::app::views::title;
use crate::domain::View;
use crate::text::columns;
use ratatui::buffer::Buffer;
use unicode_segmentation::UnicodeSegmentation;

/// Draws the row: as many views as fit, and the open one even if only a part of it fits.
pub fn draw(buffer: &mut Buffer, area: Area, model: &Model, theme: &Theme) {
    fill(buffer, area, theme.plain);
    let end = area.x + area.width;
    let mut x = area.x;
    let own = View::ALL.len();
    for (number, view) in model.views().enumerate() {
        let shown = view == *model.search().view();
        let label = label(model, &view, number, area.width < 60);
        let style = if shown { theme.cursor.patch(theme.strong) } else { theme.dim };
        // A saved view that is not open is shown in full or not at all.
        let width = u16::try_from(columns(&label)).unwrap_or(u16::MAX);
        if x < end && (number < own || shown || width <= end - x) {
            x += cells::text_ltr(buffer, Area { x, width: end - x, ..area }, &label, style);
        }
    }
    let name = "farz ";
    if end.saturating_sub(x) > 6 {
        cells::text_ltr(buffer, Area { x: end - 5, width: 5, ..area }, name, theme.dim);
    }
}

/// Returns the key, the name and the count of a view. In a `narrow` row farz's own views have only their first letter
/// and count.
fn label(model: &Model, view: &View, number: usize, narrow: bool) -> String {
    let count = model.view_count(view).map_or_else(String::new, |count| format!("{count} "));
    match view {
        View::Saved(name) => {
            let key = model.view_key(name).map_or_else(String::new, |key| format!("{key} "));
            format!(" {key}\u{2068}{name}\u{2069} {count}")
        }
        View::Verdict(_) | View::All => {
            let title = model.settings().locale().text(&title(view));
            let first = title.graphemes(true).next().unwrap_or_default();
            if narrow { format!(" {first} {count}") } else { format!(" {} {title} {count}", number + 1) }
        }
    }
}
