//! The reading view: head and text of the article under the cursor, and a bar with the reading position.

use super::{Theme, cells, fill};
use crate::app::Model;
use crate::app::geometry::{Area, Focus};
use crate::app::hits::Hits;
use crate::app::links::{self, LinkHints};
use crate::app::popup::Popup;
use crate::app::reader::{HeadKind, ReaderLine};
use crate::message::msg;
use crate::text::document::Document;
use crate::text::{self, Base, LaidLine, StyledCell, truncated};
use ratatui::buffer::Buffer;
use ratatui::style::Style;

/// Draws the bar above the text.
pub fn draw_bar(buffer: &mut Buffer, area: Area, model: &Model, theme: &Theme) {
    let style = if model.focus() == Focus::Reader { theme.bar_focused } else { theme.bar };
    fill(buffer, area, style);
    let place = match (model.reader().shown(), model.reader().percent()) {
        (None, _) => String::new(),
        (Some(_), None) => "all".to_owned(),
        (Some(_), Some(percent)) => format!("{percent}%"),
    };
    let right = u16::try_from(place.len()).unwrap_or(0) + 1;
    let article = model.list().current().and_then(|row| model.catalogue().get(row));
    // While the title is on the screen, the bar does not repeat it.
    let title = match model.reader().screen().first() {
        Some(ReaderLine::Title(_)) | None => article.map_or("", |article| article.source()),
        Some(ReaderLine::Head(..) | ReaderLine::Blank | ReaderLine::Body(_)) => {
            article.map_or("", |article| article.title())
        }
    };
    let inner = Area { x: area.x + 1, width: area.width.saturating_sub(right + 3), ..area };
    cells::text_ltr(buffer, inner, title, style);
    let at = Area { x: (area.x + area.width).saturating_sub(right), width: right, ..area };
    cells::text_ltr(buffer, at, &place, style);
}

/// Draws the text.
pub fn draw(buffer: &mut Buffer, area: Area, model: &Model, theme: &Theme) {
    let margin = u16::from(area.width > 30);
    let width = area.width.saturating_sub(2 * margin);
    let width = width.min(u16::try_from(model.settings().reader_width()).unwrap_or(width));
    let column = Area { x: area.x + margin, width, height: 1, ..area };
    if model.reader().shown().is_none() {
        let current = model.list().current().and_then(|row| model.catalogue().get(row));
        if let Some(article) = current {
            let known = !model.reader().lacks(article.id());
            let text = if known { msg!("text-gone") } else { msg!("text-loading") };
            cells::text_ltr(buffer, column, &model.settings().locale().text(&text), theme.dim);
        }
        return;
    }
    let hits = model.hits();
    let choosing = choosing(model);
    for (line, y) in model.reader().screen().iter().zip(area.y..area.y + area.height) {
        let row = Area { y, ..column };
        match line {
            ReaderLine::Title(line) => body(buffer, row, line, theme, None),
            ReaderLine::Head(kind, line) => {
                let style = match kind {
                    HeadKind::Byline | HeadKind::Sources => theme.dim,
                    HeadKind::Link => theme.link,
                    HeadKind::Tags => theme.tag,
                    HeadKind::Note => theme.emphasis,
                    HeadKind::Changed => theme.warning,
                };
                cells::line(buffer, row, line, |_| style);
            }
            ReaderLine::Blank => {}
            ReaderLine::Body(line) => {
                body(buffer, row, line, theme, hits);
                if let Some((hints, document)) = choosing {
                    labels(buffer, row, line, hints, document, theme);
                }
            }
        }
    }
}

fn body(buffer: &mut Buffer, row: Area, line: &LaidLine, theme: &Theme, hits: Option<&Hits>) {
    let mut x = row.x + u16::try_from(line.offset).unwrap_or(row.width).min(row.width);
    for StyledCell { cell, style } in &line.cells {
        let width = u16::from(cell.width);
        if x + width > row.x + row.width {
            break;
        }
        let hit = !cell.source.is_empty() && hits.is_some_and(|hits| hits.holds(&cell.source));
        let style = look(*style, theme);
        cells::put(buffer, x, row.y, cell, if hit { style.patch(theme.matched) } else { style });
        x += width;
    }
}

/// Returns the links to choose from while a choice is open, and the document on the screen that they belong to.
fn choosing(model: &Model) -> Option<(&LinkHints, &Document)> {
    let Popup::Links(hints) = model.popup() else { return None };
    let shown = model.reader().shown().filter(|shown| *shown == hints.article())?;
    Some((hints, &model.reader().opened(shown)?.document))
}

/// Draws the labels of links over their numbers. Links that can no longer be chosen keep their numbers.
fn labels(buffer: &mut Buffer, row: Area, line: &LaidLine, hints: &LinkHints, document: &Document, theme: &Theme) {
    for (range, number) in links::numbers(line, document) {
        let Some(label) = hints.label(number) else { continue };
        let columns = |cells: &[StyledCell]| cells.iter().map(|cell| u16::from(cell.cell.width)).sum::<u16>();
        let (Some(before), Some(over)) = (line.cells.get(..range.start), line.cells.get(range)) else { continue };
        let (start, width) = (u16::try_from(line.offset).unwrap_or(row.width) + columns(before), columns(over));
        let place = Area { x: row.x + start, width: width.min(row.width.saturating_sub(start)), ..row };
        let spaces = usize::from(width).saturating_sub(label.len());
        let text = format!("{}{label}{}", " ".repeat(spaces / 2), " ".repeat(spaces - spaces / 2));
        cells::line(buffer, place, &truncated(&text, Base::Ltr, usize::from(place.width)), |_| theme.cursor);
    }
}

/// Returns the look of a text cell.
fn look(style: text::Style, theme: &Theme) -> Style {
    let parts = [
        (style.quote || style.caption, theme.quote),
        (style.code || style.code_block, theme.code),
        (style.heading > 0 || style.strong || style.header, theme.strong),
        (style.link, theme.link),
        (style.emphasis, theme.emphasis),
        (style.deleted, Style::new().crossed_out()),
        (style.marker || style.table_border || style.rule || style.link_number, theme.dim),
    ];
    parts.into_iter().filter(|(on, _)| *on).fold(theme.plain, |look, (_, part)| look.patch(part))
}
