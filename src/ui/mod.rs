//! The view: draws a [`Model`] into a buffer of cells, and changes nothing.
//!
//! # Invariants
//!
//! - A key without an effect shows the reason, in every pane and popup, and at the ends of their content.
//!   Tests: `a_key_never_does_nothing_without_a_word`, `a_key_that_does_nothing_says_so`,
//!   Tests: `with_no_article_every_key_says_why_it_does_nothing`, `what_can_do_nothing_with_a_number_says_so`.

pub mod theme;
pub mod calibration;
pub mod cells;
pub mod laid;
pub mod views;
pub mod list;
pub mod reader;
pub mod status;
pub mod tags;
pub mod palette;
pub mod help;
pub mod history;
pub mod messages;
pub mod hints;

#[cfg(test)]
mod tests;

use crate::app::Model;
use crate::app::geometry::{Area, LEAST};
use crate::app::popup::Popup;
use crate::message::msg;
pub use laid::Laid;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
pub use theme::Theme;

/// Draws the whole screen, and returns the position of the terminal's cursor if a line is being edited.
///
/// `buffer` has the size that the model knows, and is empty. `laid` persists from one frame to the next.
pub fn draw(buffer: &mut Buffer, model: &Model, theme: &Theme, laid: &mut Laid) -> Option<Position> {
    laid.turn();
    let places = model.geometry();
    if buffer.area.width != places.screen.width || buffer.area.height != places.screen.height {
        return None;
    }
    if places.too_small {
        too_small(buffer, model, theme);
        return None;
    }
    views::draw(buffer, places.views, model, theme);
    if let Some(area) = places.list {
        list::draw(buffer, area, model, theme, laid);
    }
    if let Some(area) = places.divider {
        for y in area.y..area.y + area.height {
            buffer[(area.x, y)].set_symbol("|").set_style(theme.dim);
        }
    }
    if let Some(area) = places.bar {
        reader::draw_bar(buffer, area, model, theme);
    }
    if let Some(area) = places.reader {
        reader::draw(buffer, area, model, theme);
    }
    let on_line = status::draw(buffer, places.status, model, theme, laid);
    let body = Area { y: 1, height: places.screen.height.saturating_sub(2), ..places.screen };
    let locale = model.settings().locale();
    let caret = match model.popup() {
        Popup::Tags(editor) => Some(tags::draw(buffer, places.drawer, editor, locale, theme)),
        Popup::Palette(palette) => Some(palette::draw(buffer, places.drawer, palette, model, theme)),
        Popup::Help(screen) => {
            help::draw(buffer, places.popup, screen, locale, theme);
            on_line
        }
        Popup::History(pane) => {
            history::draw(buffer, places.popup, pane, locale, theme);
            None
        }
        Popup::Messages(pane) => {
            messages::draw(buffer, places.popup, pane, locale, theme);
            None
        }
        Popup::None | Popup::Note(_) | Popup::Filter(_) | Popup::Find(_) | Popup::Links(_) => on_line,
    };
    hints::draw(buffer, body, model, theme);
    caret
}

fn too_small(buffer: &mut Buffer, model: &Model, theme: &Theme) {
    let text = model.settings().locale().text(&msg!("screen-too-small", columns = LEAST.0, rows = LEAST.1));
    for (x, c) in (0..buffer.area.width).zip(text.chars()) {
        buffer[(x, 0)].set_char(c).set_style(theme.warning);
    }
}

/// Clears a part of the screen.
fn clear(buffer: &mut Buffer, area: Area) {
    for y in area.y..area.y + area.height {
        for x in area.x..area.x + area.width {
            buffer[(x, y)].reset();
        }
    }
}

/// Draws the frame of a popup, with its title in a bar, and clears the rest. Returns the area inside.
fn popup(buffer: &mut Buffer, area: Area, title: &str, theme: &Theme) -> Area {
    clear(buffer, area);
    let bar = Area { height: 1, ..area };
    fill(buffer, bar, theme.bar_focused);
    cells::text(buffer, Area { x: bar.x + 1, width: bar.width.saturating_sub(2), ..bar }, title, theme.bar_focused);
    let edges = [area.x, area.x + area.width - 1];
    for (x, y) in (area.y + 1..area.y + area.height).flat_map(|y| edges.map(|x| (x, y))) {
        buffer[(x, y)].set_symbol("|").set_style(theme.dim);
    }
    let inside = Area { x: area.x + 1, y: area.y + 1, width: area.width - 2, height: area.height - 1 };
    let bottom = Area { y: area.y + area.height - 1, height: 1, ..inside };
    for x in bottom.x..bottom.x + bottom.width {
        buffer[(x, bottom.y)].set_symbol("-").set_style(theme.dim);
    }
    Area { height: inside.height.saturating_sub(1), ..inside }
}

/// Gives every cell of an area a style.
fn fill(buffer: &mut Buffer, area: Area, style: ratatui::style::Style) {
    buffer.set_style(Rect { x: area.x, y: area.y, width: area.width, height: area.height }, style);
}
