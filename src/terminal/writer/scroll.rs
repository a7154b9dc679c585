//! Rows that moved: found by comparing, moved by the terminal.

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};
use std::fmt::Write;
use std::hash::{Hash, Hasher};
use std::ops::Range;

/// Scrolling takes some 20 bytes: fewer cells than that are written.
const WORTH: usize = 24;
/// Where fewer rows changed, none is looked for elsewhere: a bar that moves is two, and the status line.
const ROWS: usize = 4;

/// So many rows at either edge of a block that moved may have moved with it and changed.
const EDGE: usize = 3;

/// A block of rows that stands `by` rows lower in what there is than in what is wanted (higher where negative).
#[derive(Clone, Debug, PartialEq, Eq)]
struct Shift {
    rows: Range<usize>,
    by: isize,
}

/// What the terminal is to move: the rows of `region` go up by `by` (down where negative), and blank ones come in.
pub(super) struct Scroll {
    region: Range<usize>,
    by: isize,
    /// For each row of the region whether it is as wanted then.
    right: Vec<bool>,
}

impl Scroll {
    /// Whether row `y` is as wanted after the scroll; nothing for a row that is not moved.
    pub(super) fn makes_right(&self, y: usize) -> Option<bool> {
        self.right.get(y.checked_sub(self.region.start)?).copied()
    }

    /// Does to `cells` what the terminal does.
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

    /// Writes the sequences, for a screen of so many rows. Deleting and inserting lines within the region: also the Linux
    /// console and screen have these, unlike SU and SD. The region is set while the pen is plain, so that the rows that come
    /// in are plain blanks.
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

/// The block of rows that the terminal had better move than write, to get from the cells that there are to those that are
/// wanted. `changed` says which rows differ. `prints` has the fingerprints of the rows that there are, as far as they are
/// known, and gets those of the rows that are wanted.
pub(super) fn scroll(
    given: &[Cell],
    wanted: &[Cell],
    changed: &[bool],
    width: usize,
    prints: &mut Vec<Option<u64>>,
) -> Option<Scroll> {
    prints.resize(changed.len(), None);
    // Only rows between the first and the last that changed can have moved.
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
    // The region holds the rows where they are and where they go.
    let gap = by.unsigned_abs();
    let region = if by > 0 { rows.start..rows.end + gap } else { rows.start - gap..rows.end };
    let mut costs = Costs { given, wanted, width, by, known: vec![[None; 3]; changed.len()] };
    let region = costs.extended(region);
    let moved: usize = region.clone().map(|y| costs.of(y, &region)).sum();
    // That is found out as soon as enough rows were looked at.
    let mut stays = 0;
    let worth = region.clone().any(|y| {
        stays += if changed.get(y) == Some(&true) { costs.of(y, &(0..0)) } else { 0 };
        stays >= moved + WORTH
    });
    let right = region.clone().map(|y| costs.of(y, &region) == 0).collect();
    worth.then_some(Scroll { region, by, right })
}

/// How many cells of each row are to be written: what was counted once is known.
struct Costs<'a> {
    given: &'a [Cell],
    wanted: &'a [Cell],
    width: usize,
    by: isize,
    known: Vec<[Option<usize>; 3]>,
}

impl Costs<'_> {
    /// For row `y` where `region` is moved.
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

    /// The region with the rows at its edges that moved and changed a little as well (the row under the cursor lost its
    /// marker), as far as that leaves fewer cells to be written.
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

/// A number that is the same for the same rows; 0 for a blank one. That different rows may share one costs bytes at
/// most: what is written is compared cell by cell.
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
        // Marks go without saying: rows that differ in them alone are rare.
        hasher.add((x << 32) | symbol.chars().next().map_or(0, u64::from));
    }
    if blank { 0 } else { hasher.finish() | 1 }
}

/// A quick hash: multiply and rotate, as the FxHash of Firefox and rustc. Nobody gains by making rows collide.
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

/// The longest block of rows that stand elsewhere in `had`, counting those that are not blank.
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
