//! The last row: the current state, or the line being edited.

use super::{Laid, Theme, cells, fill};
use crate::app::filter_bar::FilterBar;
use crate::app::geometry::Area;
use crate::app::msg::{Level, Notice};
use crate::app::pane::Pane;
use crate::app::popup::Popup;
use crate::app::{Found, Model};
use crate::message::{Locale, Message, msg};
use crate::text::{LineEditor, columns};
use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::style::Modifier;

/// Draws the row. Returns the position of the caret if a line is being edited in it.
pub fn draw(buffer: &mut Buffer, area: Area, model: &Model, theme: &Theme, laid: &mut Laid) -> Option<Position> {
    fill(buffer, area, theme.plain);
    let locale = model.settings().locale();
    let state = state(model);
    let width = u16::try_from(columns(&state)).unwrap_or(u16::MAX).min(area.width / 2);
    let right = Area { x: area.x + area.width - width, width, ..area };
    let failing = model.saving().failure().is_some();
    cells::text_ltr(buffer, right, &state, if failing { theme.error } else { theme.dim });
    let mut left = Area { width: area.width.saturating_sub(width + 1), ..area };
    let popup = model.popup();
    let prompt = popup.pane().and_then(Pane::prompt);
    let written = prompt.is_some();
    if let Some(notice) = model.notices().shown().filter(|_| written) {
        // The notice goes beside the line being edited.
        let width = u16::try_from(columns(&locale.text(&notice.text))).unwrap_or(u16::MAX).min(left.width / 2);
        let beside = Area { x: left.x + left.width - width, width, ..left };
        tell(buffer, beside, notice, model, theme, laid);
        left.width -= width + u16::from(width > 0);
    }
    match popup {
        Popup::Filter(bar) => return Some(filter(buffer, left, bar, locale, theme)),
        Popup::Links(links) if model.notices().shown().is_none() => {
            cells::text_ltr(buffer, left, &locale.text(&links.prompt_text()), theme.strong);
            return None;
        }
        _ => {}
    }
    if let (Some(prompt), Some(line)) = (prompt, popup.pane().and_then(Pane::line)) {
        return Some(write(buffer, left, prompt, line, theme));
    }
    message(buffer, left, model, theme, laid);
    None
}

/// Draws the filter being edited, with its mistakes underlined, and beside it what was expected at the first mistake.
fn filter(buffer: &mut Buffer, area: Area, bar: &FilterBar, locale: &Locale, theme: &Theme) -> Position {
    let text = bar.input().text();
    let query = bar.query();
    let Some(mistake) = query.mistakes().first() else { return write(buffer, area, "/", bar.input(), theme) };
    let typed = u16::try_from(columns(text).max(text.chars().count())).unwrap_or(u16::MAX);
    let room = area.width.saturating_sub(typed.saturating_add(4));
    let expected = locale.text(&mistake.expected);
    let said = u16::try_from(columns(&expected)).unwrap_or(u16::MAX).min(room);
    let line = Area { width: area.width - said - u16::from(said > 0), ..area };
    let caret = write(buffer, line, "/", bar.input(), theme);
    // The line after the prompt of one column: its cells as shown, each with its bytes of the text.
    let mut x = line.x + 1;
    for cell in bar.input().view(usize::from(line.width.saturating_sub(1))).line.cells {
        let (start, end) = (cell.source.start as usize, cell.source.end as usize);
        let wrong = query.mistakes().iter().any(|mistake| start < mistake.range.end && mistake.range.start < end);
        let end = x.saturating_add(u16::from(cell.width)).min(line.x + line.width);
        for x in (x..end).filter(|_| wrong) {
            let style = buffer[(x, line.y)].style().patch(theme.warning).add_modifier(Modifier::UNDERLINED);
            buffer[(x, line.y)].set_style(style);
        }
        x = end;
    }
    let at = Area { x: area.x + area.width - said, width: said, ..area };
    cells::text_ltr(buffer, at, &expected, theme.warning);
    caret
}

fn write(buffer: &mut Buffer, area: Area, name: &str, input: &LineEditor, theme: &Theme) -> Position {
    let used = cells::text_ltr(buffer, area, name, theme.strong);
    let rest = Area { x: area.x + used, width: area.width.saturating_sub(used), ..area };
    cells::editor(buffer, rest, &input.view(usize::from(rest.width)), theme.plain)
}

fn message(buffer: &mut Buffer, area: Area, model: &Model, theme: &Theme, laid: &mut Laid) {
    let pending = model.pending_keys();
    if !pending.is_empty() {
        cells::text_ltr(buffer, area, &format!("{pending} ..."), theme.strong);
    } else if let Some(notice) = model.notices().shown() {
        tell(buffer, area, notice, model, theme, laid);
    } else if !model.search().filter().is_empty() {
        let filter = msg!("state-filter", filter = model.search().filter());
        cells::text_ltr(buffer, area, &model.settings().locale().text(&filter), theme.strong);
    } else {
        cells::text_ltr(buffer, area, &model.useful_keys(), theme.dim);
    }
}

/// Draws a notice, and records the area of the link at its end.
fn tell(buffer: &mut Buffer, area: Area, notice: &Notice, model: &Model, theme: &Theme, laid: &mut Laid) {
    let text = model.settings().locale().text(&notice.text);
    let style = match notice.level {
        Level::Info => theme.plain,
        Level::Warning => theme.warning,
        Level::Error => theme.error,
    };
    cells::text_ltr(buffer, area, &text, style);
    if let Some((link, before)) = notice.link.as_ref().and_then(|link| Some((link, text.strip_suffix(link.as_str())?)))
    {
        let start = u16::try_from(columns(before)).unwrap_or(u16::MAX).min(area.width);
        let width = u16::try_from(columns(link)).unwrap_or(u16::MAX).min(area.width - start);
        laid.note_link(link, Area { x: area.x + start, width, ..area });
    }
}

/// Returns the counts, and whether everything is saved.
fn state(model: &Model) -> String {
    let mut parts = Vec::new();
    let loading = model.loading();
    if !loading.done && loading.total > 0 {
        parts.push(msg!("state-loading", read = loading.read, total = loading.total));
    }
    let selected = model.list().selection().len();
    if selected > 0 {
        parts.push(match model.list().hidden() {
            0 => msg!("state-selected", count = selected),
            hidden => msg!("state-selected-hidden", count = selected, hidden = hidden),
        });
    }
    if model.list().in_range() {
        parts.push(msg!("state-range"));
    }
    if model.recording() {
        parts.push(msg!("state-recording"));
    }
    parts.extend(matches(model));
    let texts = model.search().texts();
    if !texts.done && texts.total > 0 {
        parts.push(msg!("state-texts", read = texts.read, total = texts.total));
    }
    let rows = model.list().rows().len();
    if rows > 0 && !model.list().is_on_more_row() {
        parts.push(msg!("state-place", place = model.list().cursor() + 1, rows = rows));
    }
    let saving = model.saving();
    parts.push(match (saving.failure(), saving.waiting().len()) {
        (Some(_), waiting) => msg!("state-not-saved", count = waiting),
        (None, 0) => msg!("state-saved"),
        (None, _) => msg!("state-saving"),
    });
    let locale = model.settings().locale();
    parts.iter().map(|part| locale.text(part)).collect::<Vec<_>>().join("  ")
}

/// Returns how many rows match and how, and the hits in the text.
fn matches(model: &Model) -> Vec<Message> {
    let mut parts = Vec::new();
    let rows = model.list().rows().len();
    if model.search().searching() {
        parts.push(msg!("state-searching"));
    } else if !model.search().filter().is_empty() {
        parts.push(msg!("state-found", rows = rows, of = model.search().unfiltered()));
        match model.search().found() {
            Some(Found { layout: Some(read), .. }) => parts.push(msg!("state-layout", layout = read)),
            Some(found) if found.parts.other > 0 => {
                parts.push(msg!("state-other-scripts", count = found.parts.other));
            }
            Some(_) | None => {}
        }
    }
    if let Some(hits) = model.hits().filter(|_| model.reader().shown().is_some()) {
        let count = hits.places().len();
        parts.push(match hits.current() {
            Some(at) => msg!("state-hit", at = at + 1, count = count),
            None => msg!("state-hits", count = count),
        });
    }
    parts
}
