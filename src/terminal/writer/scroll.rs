//! Scrolling: finds rows that moved, and lets the terminal move them.

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};
use std::fmt::Write;
use std::hash::{Hash, Hasher};
use std::ops::Range;

/// A scroll costs some 20 bytes, so it must save at least this many cells.
const WORTH: usize = 24;
/// If fewer rows changed, farz looks for no scroll: a cursor bar that moves changes two rows, and the status line.
const ROWS: usize = 4;

/// At most this many rows at each edge of a moved block may have moved with it and changed.
const EDGE: usize = 3;

/// A block of rows that is `by` rows lower in the given frame than in the wanted one (higher if negative).
#[derive(Clone, Debug, PartialEq, Eq)]
struct Shift {
    rows: Range<usize>,
    by: isize,
}

/// A scroll for the terminal: the rows of `region` move up by `by` (down if negative), and blank rows come in.
pub(super) struct Scroll {
    region: Range<usize>,
    by: isize,
    /// For each row of the region, whether it is as wanted after the scroll.
    right: Vec<bool>,
}

impl Scroll {
    /// Returns whether row `y` is as wanted after the scroll, or `None` if the scroll does not affect the row.
    pub(super) fn makes_right(&self, y: usize) -> Option<bool> {
        self.right.get(y.checked_sub(self.region.start)?).copied()
    }

    /// Changes `cells` as the terminal does.
    pub(super) fn apply(&self, cells: &mut [Cell], width: usize) {
        let Some(cells) = cells.get_mut(self.region.start * width..self.region.end * width) else { return };
        let gap = self.by.unsigned_abs() * width;
        let kept = cells.len() - gap;
        let blank = if self.by > 0 {
            cells.rotate_left(gap);
            kept..cells.len()
        } else {
            cells.rotate_right(gap);
            0..gap
        };
        if let Some(blank) = cells.get_mut(blank) {
            blank.fill(Cell::default());
        }
    }

    /// Writes the sequences for a screen of `rows` rows: deletes or inserts lines within the region. Unlike SU and
    /// SD, the Linux console and GNU screen support these too. The pen must be plain, so that the rows that come in
    /// are plain blanks.
    pub(super) fn write(&self, out: &mut String, rows: usize) {
        let (top, bottom) = (self.region.start + 1, self.region.end);
        let last = if self.by > 0 { 'M' } else { 'L' };
        let whole = self.region.start == 0 && self.region.end == rows;
        if !whole {
            let _ = write!(out, "\x1b[{top};{bottom}r");
        }
        let _ = write!(out, "\x1b[{top}H\x1b[");
        if self.by.unsigned_abs() > 1 {
            let _ = write!(out, "{}", self.by.unsigned_abs());
        }
        out.push(last);
        if !whole {
            out.push_str("\x1b[r");
        }
    }
}

/// Returns the block of rows that the terminal should move instead of write, to get from the `given` cells to the
/// `wanted` ones. `changed` tells which rows differ. `prints` holds the fingerprints of the given rows, as far as
/// known, and receives those of the wanted rows.
pub(super) fn scroll(
    given: &[Cell],
    wanted: &[Cell],
    changed: &[bool],
    width: usize,
    prints: &mut Vec<Option<u64>>,
) -> Option<Scroll> {
    prints.resize(changed.len(), None);
    // Only rows between the first and the last changed row can have moved.
    let first = changed.iter().position(|changed| *changed)?;
    let end = changed.iter().rposition(|changed| *changed)? + 1;
    if changed.iter().filter(|changed| **changed).count() < ROWS {
        prints.iter_mut().zip(changed).filter(|(_, changed)| **changed).for_each(|(print, _)| *print = None);
        return None;
    }
    let rows = given.chunks(width).zip(wanted.chunks(width)).zip(changed.iter().zip(prints)).take(end).skip(first);
    let (had, have): (Vec<u64>, Vec<u64>) = rows
        .map(|((given, wanted), (changed, print))| {
            let had = print.unwrap_or_else(|| fingerprint(given));
            let have = if *changed { fingerprint(wanted) } else { had };
            *print = Some(have);
            (had, have)
        })
        .unzip();
    let shift = longest(&had, &have)?;
    let (rows, by) = (shift.rows.start + first..shift.rows.end + first, shift.by);
    // The region covers both the old and the new place of the rows.
    let gap = by.unsigned_abs();
    let region = if by > 0 { rows.start..rows.end + gap } else { rows.start - gap..rows.end };
    let mut costs = Costs { given, wanted, width, by, known: vec![[None; 3]; changed.len()] };
    let region = costs.extended(region);
    let moved: usize = region.clone().map(|y| costs.of(y, &region)).sum();
    // Stops as soon as the rows examined save enough.
    let mut stays = 0;
    let worth = region.clone().any(|y| {
        stays += if changed.get(y) == Some(&true) { costs.of(y, &(0..0)) } else { 0 };
        stays >= moved + WORTH
    });
    let right = region.clone().map(|y| costs.of(y, &region) == 0).collect();
    worth.then_some(Scroll { region, by, right })
}

/// The number of cells to write in each row, cached.
struct Costs<'a> {
    given: &'a [Cell],
    wanted: &'a [Cell],
    width: usize,
    by: isize,
    known: Vec<[Option<usize>; 3]>,
}

impl Costs<'_> {
    /// Returns the number of cells to write in row `y` if `region` moves.
    fn of(&mut self, y: usize, region: &Range<usize>) -> usize {
        let source = y.checked_add_signed(self.by).filter(|source| region.contains(source));
        let (kind, source) = match source {
            _ if !region.contains(&y) => (0, Some(y)),
            Some(source) => (1, Some(source)),
            None => (2, None),
        };
        if let Some(count) = self.known.get(y).and_then(|known| *known.get(kind)?) {
            return count;
        }
        let row = |cells, y: usize| <[Cell]>::get(cells, y * self.width..(y + 1) * self.width).unwrap_or_default();
        let wanted = row(self.wanted, y);
        let count = match source {
            Some(source) => wanted.iter().zip(row(self.given, source)).filter(|(a, b)| a != b).count(),
            None => wanted.iter().filter(|cell| **cell != Cell::EMPTY).count(),
        };
        if let Some(known) = self.known.get_mut(y).and_then(|known| known.get_mut(kind)) {
            *known = Some(count);
        }
        count
    }

    /// Extends the region by rows at its edges that moved too but changed a little (the row under the cursor lost its
    /// marker), as far as that leaves fewer cells to write.
    fn extended(&mut self, region: Range<usize>) -> Range<usize> {
        let last = (region.end + EDGE).min(self.known.len());
        let reach = self.by.unsigned_abs() + EDGE;
        let mut wrong = |region: &Range<usize>, rows: Range<usize>| -> usize { rows.map(|y| self.of(y, region)).sum() };
        let rows = region.end.saturating_sub(reach)..last;
        let end = (region.end..=last).min_by_key(|&end| wrong(&(region.start..end), rows.clone()));
        let region = region.start..end.unwrap_or(region.end);
        let first = region.start.saturating_sub(EDGE);
        let rows = first..(region.start + reach).min(region.end);
        let start = (first..=region.start).rev().min_by_key(|&start| wrong(&(start..region.end), rows.clone()));
        start.unwrap_or(region.start)..region.end
    }
}

/// Returns a number that is the same for equal rows, and 0 for a blank row. If different rows collide, that only
/// costs bytes, because the writer compares cell by cell.
fn fingerprint(row: &[Cell]) -> u64 {
    const PLAIN: (Color, Color, Modifier) = (Color::Reset, Color::Reset, Modifier::empty());
    let mut hasher = Fold(0);
    let mut blank = true;
    let mut last = PLAIN;
    for (cell, x) in row.iter().zip(1_u64..) {
        let symbol = cell.symbol();
        let style = (cell.fg, cell.bg, cell.modifier);
        if symbol == " " && style == PLAIN {
            continue;
        }
        blank = false;
        if style != last {
            style.hash(&mut hasher);
            last = style;
        }
        // Combining marks are left out: rows that differ only in marks are rare.
        hasher.add((x << 32) | symbol.chars().next().map_or(0, u64::from));
    }
    if blank { 0 } else { hasher.finish() | 1 }
}

/// A fast hash that multiplies and rotates, like the FxHash of Firefox and rustc. Nobody gains from colliding rows.
struct Fold(u64);

impl Fold {
    fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

impl Hasher for Fold {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.add(u64::from(*byte)));
    }

    fn write_u32(&mut self, number: u32) {
        self.add(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        self.add(number);
    }

    fn write_isize(&mut self, number: isize) {
        self.add(number as u64);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Finds the longest block of rows that is elsewhere in `had`. Blank rows do not count.
fn longest(had: &[u64], have: &[u64]) -> Option<Shift> {
    let rows = isize::try_from(have.len()).ok()?;
    let mut best: Option<(usize, Shift)> = None;
    for by in (1..rows).flat_map(|by| [by, -by]) {
        let (mut start, mut count) = (0, 0);
        for y in 0..=have.len() {
            let source = y.checked_add_signed(by).and_then(|source| had.get(source));
            let here = have.get(y);
            if here.is_some() && here == source {
                count += usize::from(here != Some(&0));
                continue;
            }
            if count > best.as_ref().map_or(0, |(count, _)| *count) {
                best = Some((count, Shift { rows: start..y, by }));
            }
            (start, count) = (y + 1, 0);
        }
    }
    best.map(|(_, shift)| shift)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_block_is_found_either_way() {
        let had = [9, 1, 2, 3, 4, 5, 8];
        assert_eq!(longest(&had, &[9, 2, 3, 4, 5, 6, 8]), Some(Shift { rows: 1..5, by: 1 }));
        assert_eq!(longest(&had, &[9, 7, 6, 1, 2, 3, 8]), Some(Shift { rows: 3..6, by: -2 }));
        assert_eq!(longest(&had, &[0; 7]), None);
        assert_eq!(longest(&[], &[]), None);
    }
}
