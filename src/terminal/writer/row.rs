//! One row: what a terminal can show of it, and the bytes that make the terminal show it.

use crate::terminal::writer::ascii::ascii;
use crate::terminal::writer::features::Features;
use crate::terminal::writer::link::LINKED;
use crate::terminal::writer::moves::{self, At};
use crate::terminal::writer::pen::Pen;
use ratatui::buffer::{Cell, CellWidth};
use ratatui::style::Color;
use std::fmt::Write;
use unicode_width::UnicodeWidthChar;

/// From this many blanks on, erasing (ECH, and the move across them) is shorter than writing them.
const ERASE_FROM: usize = 10;

/// Returns a row as the terminal shows it: with colours that the terminal has, without control characters, and with
/// blanks reduced to what is visible on them. Cells that a wide character covers have an empty symbol, and a wide
/// character that does not fit is a blank. Cells marked as linked stay marked if there is a `link`.
pub(super) fn shown_as(given: &[Cell], features: Features, link: bool) -> Vec<Cell> {
    let depth = features.depth;
    let mut row: Vec<Cell> = Vec::with_capacity(given.len());
    while let Some(cell) = given.get(row.len()) {
        let mut shown = Cell::default();
        shown.fg = depth.nearest(cell.fg);
        shown.bg = depth.nearest(cell.bg);
        shown.modifier = Pen::kept(cell.modifier);
        if link {
            shown.modifier |= cell.modifier & LINKED;
        }
        let symbol = cell.symbol();
        let width = claimed(cell, symbol);
        if width == 0 || width > given.len() - row.len() || symbol == " " {
            let pen = Pen::of(&shown).on_blank();
            (shown.fg, shown.bg) = (pen.fg, pen.bg);
            shown.modifier = if pen.linked { pen.modifier | LINKED } else { pen.modifier };
            row.push(shown);
            continue;
        }
        if features.ascii && !symbol.is_ascii() {
            shown.set_char(ascii(symbol));
            row.extend(std::iter::repeat_n(shown, width));
            continue;
        }
        let mut covered = shown.clone();
        covered.set_symbol("");
        shown.set_symbol(symbol);
        row.push(shown);
        row.extend(std::iter::repeat_n(covered, width - 1));
    }
    row
}

/// Returns the columns that the cell claims, or 0 if it cannot be shown by itself: control characters, lone marks.
fn claimed(cell: &Cell, symbol: &str) -> usize {
    let mut chars = symbol.chars();
    match (chars.next(), chars.next()) {
        (None, _) => 0,
        // ratatui counts a lone halfwidth sound mark twice.
        (Some(c), None) => c.width().unwrap_or(0),
        _ if symbol.chars().any(char::is_control) => 0,
        _ => usize::from(cell.cell_width()),
    }
}

/// Returns whether the cell is a blank.
pub(super) fn is_blank(cell: &Cell) -> bool {
    cell.symbol() == " "
}

/// Returns whether erasing with the plain pen produces this cell. Not every terminal erases with the background
/// colour.
fn is_erased(cell: &Cell) -> bool {
    is_blank(cell) && Pen::of(cell) == Pen::PLAIN
}

/// Returns whether all terminals agree that this cell takes one column, so that the cursor is known to be in the
/// next.
fn is_certain(cell: &Cell, width: usize) -> bool {
    let mut chars = cell.symbol().chars();
    let one = |c: char| c.width() == Some(1) && !is_ambiguous(c);
    width == 1 && chars.next().is_some_and(one) && chars.next().is_none()
}

/// Returns whether a terminal made for East Asian text may give this character two columns (UAX #11, class A): signs
/// such as `…`, `│` and `•`. Letters of that class (Greek, Cyrillic) count as one column: no current terminal doubles
/// them unless asked, and each would cost a cursor move.
fn is_ambiguous(c: char) -> bool {
    !c.is_ascii() && !c.is_alphanumeric() && c.width_cjk() == Some(2) && c.width() == Some(1)
}

/// Returns the maximum number of columns that the symbol takes: on a terminal that goes character by character and
/// does not know clusters, or that gives ambiguous signs two columns.
fn reach(cell: &Cell) -> usize {
    cell.symbol().chars().map(|c| c.width().unwrap_or(1) + usize::from(is_ambiguous(c))).sum()
}

/// A writer of rows, with the cursor and the attributes of the text to be written next.
pub(super) struct Hand<'a> {
    out: &'a mut String,
    at: At,
    pen: Pen,
    basic: bool,
    link: Option<&'a str>,
}

impl<'a> Hand<'a> {
    /// Begins a frame with the plain pen. With `basic`, uses only what a VT100 knows. `link` is the target of the
    /// marked cells.
    pub(super) fn new(out: &'a mut String, basic: bool, link: Option<&'a str>) -> Self {
        Self { out, at: At::Nowhere, pen: Pen::PLAIN, basic, link }
    }

    /// Ends a frame: makes the pen plain again.
    pub(super) fn finish(mut self) {
        self.pen.change(Pen::PLAIN, self.out, self.link, self.basic);
    }

    /// Changes row `y` from `shown` to `want`.
    pub(super) fn row(&mut self, y: u16, want: &[Cell], shown: &[Cell]) {
        let differs = |x: usize| want.get(x) != shown.get(x);
        let Some(last) = (0..want.len()).rev().find(|&x| differs(x)) else { return };
        // From here to the end of the row, all cells are blank.
        let blank_from = want.iter().rposition(|cell| !is_erased(cell)).map_or(0, |x| x + 1);
        let mut x = 0;
        // Cells before this column may have been overwritten, even if they were right.
        let mut spoiled = 0;
        while let Some(cell) = want.get(x) {
            let width = 1 + want.iter().skip(x + 1).take_while(|cell| cell.symbol().is_empty()).count();
            if x >= spoiled && !(x..x + width).any(differs) {
                x += width;
                if x > last {
                    return;
                }
                continue;
            }
            if x >= blank_from && last.max(spoiled.saturating_sub(1)) >= x + 2 {
                self.go(x, y, want);
                self.plain_enough();
                self.out.push_str("\x1b[K");
                return;
            }
            let blanks = want.iter().skip(x).take_while(|cell| is_erased(cell)).count();
            let wrong = (x..x + blanks).rev().find(|&x| differs(x) || x < spoiled).map_or(0, |end| end + 1 - x);
            if wrong >= ERASE_FROM && !self.basic {
                self.go(x, y, want);
                self.plain_enough();
                let _ = write!(self.out, "\x1b[{wrong}X");
                x += wrong;
                continue;
            }
            self.go(x, y, want);
            self.write(x, y, cell, width, want.len());
            let reach = if is_certain(cell, width) { width } else { width.max(reach(cell)) };
            x += width;
            if reach > width {
                spoiled = spoiled.max(x + reach - width).min(want.len());
            }
        }
    }

    /// Moves the cursor to column `x`. Writes the cells in between again if that is shorter.
    fn go(&mut self, x: usize, y: u16, want: &[Cell]) {
        let column = column(x);
        if self.at == At::Cell(column, y) {
            return;
        }
        if self.pen.linked && !want.get(x).is_some_and(|cell| Pen::of(cell).linked) {
            // Ends the link first: the cells that the cursor passes are not part of it.
            self.pen.change(Pen { linked: false, ..self.pen }, self.out, self.link, self.basic);
        }
        let path = moves::shortest(self.at, column, y, self.basic);
        if let At::Cell(from, row) = self.at
            && row == y
            && from < column
            && column - from < 8
        {
            let between = want.get(usize::from(from)..x).unwrap_or_default();
            let same = |cell: &Cell| is_certain(cell, 1) && self.pen_for(cell) == self.pen;
            let length: usize = between.iter().map(|cell| cell.symbol().len()).sum();
            if length <= path.len() && between.iter().all(same) {
                self.out.extend(between.iter().map(Cell::symbol));
                self.at = At::Cell(column, y);
                return;
            }
        }
        self.out.push_str(&path);
        self.at = At::Cell(column, y);
    }

    /// Returns the pen that the cell needs: the current one for a blank on which the difference is not visible.
    fn pen_for(&self, cell: &Cell) -> Pen {
        let pen = Pen::of(cell);
        if is_blank(cell) && self.pen.on_blank() == pen { self.pen } else { pen }
    }

    /// Makes sure that the pen erases to the plain background.
    fn plain_enough(&mut self) {
        if self.pen.on_blank() != Pen::PLAIN || self.pen.bg != Color::Reset {
            self.pen.change(Pen::PLAIN, self.out, self.link, self.basic);
        }
    }

    /// Writes a symbol at the cursor.
    fn write(&mut self, x: usize, y: u16, cell: &Cell, width: usize, row: usize) {
        let pen = self.pen_for(cell);
        self.pen.change(pen, self.out, self.link, self.basic);
        let certain = is_certain(cell, width);
        if !certain && width > 1 && cell.symbol().chars().nth(1).is_some() {
            // Blanks the columns first: a terminal that takes the cluster for narrower leaves its other columns
            // unchanged.
            self.out.extend(std::iter::repeat_n(' ', width));
            let at = if x + width < row { At::Cell(column(x + width), y) } else { At::Nowhere };
            moves::to(self.out, at, column(x), y, self.basic);
        }
        self.out.push_str(cell.symbol());
        // At the right margin the cursor stays in the last column, or waits to wrap. In both cases it is in this row.
        self.at = if x + width < row && certain { At::Cell(column(x + width), y) } else { At::Row(y) };
    }
}

fn column(x: usize) -> u16 {
    u16::try_from(x).unwrap_or(u16::MAX)
}
