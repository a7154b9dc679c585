//! The article list: verdict, read, title, tags, source and age of each article.

use super::{Laid, Theme, cells, fill};
use crate::app::Model;
use crate::app::geometry::{Area, Focus};
use crate::app::help::wrapped;
use crate::command::{Command, Context};
use crate::domain::catalogue::RowRef;
use crate::domain::{Verdict, View};
use crate::filter::{Query, highlight};
use crate::message::msg;
use crate::text::{Base, Order, columns};
use ratatui::buffer::Buffer;
use ratatui::style::Style;
use std::borrow::Cow;
use std::ops::Range;

/// Draws the rows that fit.
pub fn draw(buffer: &mut Buffer, area: Area, model: &Model, theme: &Theme, laid: &mut Laid) {
    if model.list().rows().is_empty() {
        empty(buffer, area, model, theme);
        return;
    }
    let query = Some(model.search().query().as_ref()).filter(|query| !query.text().is_empty());
    let first = model.list().top();
    let shown = model.list().rows().iter().enumerate().skip(first).take(usize::from(area.height));
    for ((at, &row), y) in shown.zip(area.y..) {
        if let Some(article) = model.catalogue().get(row) {
            let line = Area { y, height: 1, ..area };
            draw_row(buffer, line, &RowOnScreen { model, theme, article, at, query }, laid);
        }
    }
    let below = model.list().rows().len().saturating_sub(first);
    if model.list().has_more_row() && below < usize::from(area.height) {
        let y = area.y + u16::try_from(below).unwrap_or(area.height);
        draw_more_row(buffer, Area { y, height: 1, ..area }, model, theme);
    }
}

/// Draws the row below the last article: how many articles match only by scattered letters, and how to see them.
fn draw_more_row(buffer: &mut Buffer, area: Area, model: &Model, theme: &Theme) {
    let count = model.search().found().map_or(0, |found| found.looser);
    let keys = model.keymap().keys_for(Command::PageOrNext, Context::List);
    let key = keys.first().map_or_else(|| format!(":{}", Command::PageOrNext.name()), ToString::to_string);
    let under_cursor = model.list().is_on_more_row();
    let style = if under_cursor { theme.cursor } else { theme.dim };
    let mark = if under_cursor { ">" } else { " " };
    cells::text_ltr(buffer, area, mark, style);
    let text = model.settings().locale().text(&msg!("list-looser", count = count, key = key));
    let text_area = Area { x: area.x + 6, width: area.width.saturating_sub(6), ..area };
    cells::text_ltr(buffer, text_area, &text, theme.dim);
}

struct RowOnScreen<'a> {
    model: &'a Model,
    theme: &'a Theme,
    article: RowRef<'a>,
    at: usize,
    query: Option<&'a Query>,
}

fn draw_row(buffer: &mut Buffer, area: Area, row: &RowOnScreen, laid: &mut Laid) {
    let RowOnScreen { model, theme, article, at, .. } = *row;
    let decided = model.is_moved_out(article.verdict());
    let under_cursor = at == model.list().cursor();
    let base = if decided { theme.decided } else { theme.plain };
    // Both ends of the cursor row are highlighted, which works for titles on either side. A bar over the whole row
    // would show no more, and would be rewritten letter by letter with each move.
    let end_style = match (under_cursor, model.focus()) {
        (true, Focus::List) => base.patch(theme.cursor),
        (true, Focus::Reader) => base.patch(theme.cursor_elsewhere),
        (false, _) => base,
    };
    fill(buffer, area, base);
    draw_flags(buffer, area, row, end_style);
    let Area { x, width, .. } = area;
    let rest = width.saturating_sub(6);
    let age = if rest >= 24 { 5 } else { 0 };
    let source = if rest >= 40 { (rest / 5).min(18) } else { 0 };
    // Each between FSI and PDI (UAX #9): a right-to-left tag keeps its `#` on its own side.
    let tags: Vec<String> = article.tags().iter().map(|tag| format!("\u{2068}#{tag}\u{2069}")).collect();
    let tags = tags.join(" ");
    let room = if rest >= 30 { rest / 4 } else { 0 };
    let tags_width = u16::try_from(laid.truncated(&tags, Base::Ltr, usize::from(room)).width).unwrap_or(0);
    let tags_room = if tags_width == 0 { 0 } else { tags_width + 1 };
    let title = rest.saturating_sub(age + source + tags_room + u16::from(source > 0));
    let title_area = Area { x: x + 6, width: title, ..area };
    let title_style = if article.read() || decided { base } else { base.patch(theme.strong) };
    let order = model.settings().order();
    field(buffer, title_area, (article.title(), order.of_title(article.rtl())), title_style, row, laid);
    if tags_width > 0 {
        let tags_area = Area { x: title_area.x + title + 1, width: tags_width, ..area };
        let ranges = row.query.map(|query| highlight(&tags, query)).unwrap_or_default();
        cells::line(buffer, tags_area, laid.truncated(&tags, Base::Ltr, usize::from(room)), |cell| {
            let style = base.patch(theme.tag);
            if matched(&ranges, &cell.source) { style.patch(theme.matched) } else { style }
        });
    }
    let end = x + width;
    if source > 0 {
        let source_area = Area { x: end - age - source, width: source, ..area };
        field(buffer, source_area, (article.source(), order), base.patch(theme.dim), row, laid);
    }
    if age > 0 {
        let text = format!("{:>4}", age_of(model.now(), article.date()));
        let style = if under_cursor { end_style } else { base.patch(theme.dim) };
        cells::text_ltr(buffer, Area { x: end - 4, width: 4, ..area }, &text, style);
    }
}

/// The marks at the start of a row: cursor, selection, verdict, unread or found in another reading, changed or noted.
fn draw_flags(buffer: &mut Buffer, area: Area, row: &RowOnScreen, end_style: Style) {
    let RowOnScreen { model, theme, article, at, .. } = *row;
    let under_cursor = at == model.list().cursor();
    let other = model.search().found().is_some_and(|found| found.parts.is_other(at));
    let (mark, verdict) = verdict_mark(article.verdict(), theme);
    let flags = [
        (if under_cursor { ">" } else { " " }, end_style),
        (if model.list().is_selected(at) { "+" } else { " " }, theme.strong),
        (mark, verdict),
        (
            if other {
                "~"
            } else if article.read() {
                " "
            } else {
                "*"
            },
            end_style,
        ),
        (
            if article.changed() {
                "!"
            } else if article.noted() {
                "\""
            } else {
                " "
            },
            theme.warning,
        ),
    ];
    for ((symbol, style), x) in flags.into_iter().zip(area.x..) {
        buffer[(x, area.y)].set_symbol(symbol).set_style(if symbol == " " {
            end_style
        } else {
            end_style.patch(style)
        });
    }
}

/// Draws a text, with the letters highlighted that the filter matched.
fn field(
    buffer: &mut Buffer,
    area: Area,
    (text, order): (&str, Order),
    style: Style,
    row: &RowOnScreen,
    laid: &mut Laid,
) {
    let ranges = row.query.map(|query| highlight(text, query)).unwrap_or_default();
    let (text, cut) = around(text, &ranges, usize::from(area.width));
    // Where the text begins at its middle, an ellipsis stands before it.
    let ellipsis = if cut > 0 { '…'.len_utf8() } else { 0 };
    let line = laid.truncated(&text, order, usize::from(area.width));
    let in_text = |at: u32| (at as usize).saturating_sub(ellipsis) + cut;
    cells::line(buffer, area, line, |cell| {
        let bytes = in_text(cell.source.start) as u32..in_text(cell.source.end) as u32;
        if matched(&ranges, &bytes) { style.patch(row.theme.matched) } else { style }
    });
}

/// Returns the part of `text` to show in `width` columns, so that the first match is in it, and the byte at which it
/// begins.
fn around<'t>(text: &'t str, ranges: &[Range<usize>], width: usize) -> (Cow<'t, str>, usize) {
    /// The columns of text before the match.
    const BEFORE: usize = 12;
    let Some(first) = ranges.first() else { return (Cow::Borrowed(text), 0) };
    let before = text.get(..first.start).unwrap_or("");
    let end = columns(text.get(..first.end).unwrap_or(""));
    // The last column may be an ellipsis.
    if end < width || columns(text) <= width {
        return (Cow::Borrowed(text), 0);
    }
    let begins = before.char_indices().filter(|(_, c)| *c == ' ').map(|(at, _)| at + 1);
    let near = begins.filter(|at| columns(before.get(*at..).unwrap_or("")) <= BEFORE).min();
    let from = near.unwrap_or(first.start);
    (Cow::Owned(format!("…{}", text.get(from..).unwrap_or(""))), from)
}

fn matched(ranges: &[Range<usize>], cell: &Range<u32>) -> bool {
    ranges.iter().any(|range| range.start < cell.end as usize && (cell.start as usize) < range.end)
}

fn verdict_mark(verdict: Verdict, theme: &Theme) -> (&'static str, Style) {
    match verdict {
        Verdict::Inbox => (" ", theme.plain),
        Verdict::Keep => ("K", theme.keep),
        Verdict::Later => ("L", theme.later),
        Verdict::Drop => ("D", theme.drop),
    }
}

/// Returns an age in the largest unit that it fills at least once: `5m`, `3h`, `6d`, `9w`, `14y`.
fn age_of(now: i64, then: i64) -> String {
    const MINUTE: i64 = 60_000;
    const UNITS: [(i64, char); 4] =
        [(365 * 1440 * MINUTE, 'y'), (7 * 1440 * MINUTE, 'w'), (1440 * MINUTE, 'd'), (60 * MINUTE, 'h')];
    let age = now.saturating_sub(then).max(0);
    let unit = UNITS.into_iter().find(|(length, _)| age >= *length).unwrap_or((MINUTE, 'm'));
    format!("{}{}", age / unit.0, unit.1)
}

/// Draws what to do next if there is nothing to show.
fn empty(buffer: &mut Buffer, area: Area, model: &Model, theme: &Theme) {
    let message = if !model.loading().done {
        msg!("list-loading")
    } else if model.catalogue().is_empty() {
        msg!("list-no-articles")
    } else if model.search().searching()
        && model.search().found().is_none()
        && !model.search().query().text().is_empty()
    {
        msg!("list-searching")
    } else if !model.search().filter().is_empty() {
        msg!("list-no-match")
    } else if model.settings().saved_view(model.search().view()).is_some() {
        msg!("list-nothing")
    } else if *model.search().view() == View::Verdict(Verdict::Inbox) {
        msg!("list-inbox-empty")
    } else {
        msg!("list-view-empty")
    };
    let text = model.settings().locale().text(&message);
    let lines: Vec<&str> = text.split('\n').collect();
    let width = area.width.saturating_sub(2);
    let lines = lines.iter().flat_map(|text| wrapped(text, usize::from(width), 0));
    for (text, y) in lines.zip(area.y..area.y + area.height) {
        let line = Area { x: area.x + 2, y, width, height: 1 };
        cells::text_ltr(buffer, line, &text, theme.plain);
    }
}

#[cfg(test)]
mod tests {
    use super::age_of;

    #[test]
    fn an_age_is_told_in_its_largest_unit() {
        let minutes = |count: i64| age_of(count * 60_000, 0);
        assert_eq!(minutes(0), "0m");
        assert_eq!(minutes(59), "59m");
        assert_eq!(minutes(60), "1h");
        assert_eq!(minutes(60 * 24), "1d");
        assert_eq!(minutes(60 * 24 * 13), "1w");
        assert_eq!(minutes(60 * 24 * 366), "1y");
        assert_eq!(age_of(0, 5_000_000), "0m", "a date in the future");
    }
}
