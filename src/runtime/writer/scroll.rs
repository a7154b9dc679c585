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

/// A block of rows that stands `by` rows lower in what is shown than in what is wanted (higher where negative).
#[derive(Clone, Debug, PartialEq, Eq)]
struct Shift {
    rows: Range<usize>,
    by: isize,
}

/// Lets the terminal move a block of rows where that spares writing them: writes the sequences, and brings `shown`
/// to what the terminal shows then. Rows of `wanted` that are `None` are as shown; those in the block become `Some`.
pub(super) fn scroll(out: &mut String, shown: &mut [Cell], wanted: &mut [Option<Vec<Cell>>], width: usize) {
    // Only rows between the first and the last that changed can have moved.
    let Some(first) = wanted.iter().position(Option::is_some) else { return };
    let end = wanted.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
    if wanted.iter().filter(|row| row.is_some()).count() < ROWS {
        return;
    }
    let had: Vec<u64> = shown.chunks(width).take(end).skip(first).map(fingerprint).collect();
    let changed = wanted.iter().take(end).skip(first);
    let have: Vec<u64> =
        changed.zip(&had).map(|(want, had)| want.as_ref().map_or(*had, |row| fingerprint(row))).collect();
    let Some(shift) = longest(&had, &have) else { return };
    let shift = Shift { rows: shift.rows.start + first..shift.rows.end + first, by: shift.by };
    let by = shift.by.unsigned_abs();
    // The region holds the rows where they are and where they go.
    let region =
        if shift.by > 0 { shift.rows.start..shift.rows.end + by } else { shift.rows.start - by..shift.rows.end };
    let region = extended(region, shift.by, shown, wanted, width);
    let Some(cells) = shown.get(region.start * width..region.end * width) else { return };
    let mut moved = cells.to_vec();
    let gap = by * width;
    let (old, blank) = if shift.by > 0 {
        moved.rotate_left(gap);
        let kept = moved.len() - gap;
        (0..kept, kept..moved.len())
    } else {
        moved.rotate_right(gap);
        (gap..moved.len(), 0..gap)
    };
    debug_assert_eq!(old.len() + blank.len(), moved.len());
    if let Some(blank) = moved.get_mut(blank) {
        blank.fill(Cell::default());
    }
    let rows = wanted.get(region.clone()).unwrap_or_default();
    let wrong = |shown: &[Cell]| -> usize {
        rows.iter()
            .zip(shown.chunks(width).zip(cells.chunks(width)))
            .map(|(want, (shown, now))| different(want.as_deref().unwrap_or(now), shown))
            .sum()
    };
    if wrong(&moved) + WORTH > wrong(cells) {
        return;
    }
    for (row, now) in wanted.iter_mut().zip(shown.chunks(width)).take(region.end).skip(region.start) {
        row.get_or_insert_with(|| now.to_vec());
    }
    if let Some(place) = shown.get_mut(region.start * width..region.end * width) {
        place.clone_from_slice(&moved);
    }
    // Deleting and inserting lines within the region: also the Linux console and screen have these, unlike SU and SD.
    // The region is set while the pen is plain, so that the rows that come in are plain blanks.
    let (top, bottom) = (region.start + 1, region.end);
    let last = if shift.by > 0 { 'M' } else { 'L' };
    let whole = region.start == 0 && region.end == wanted.len();
    if !whole {
        let _ = write!(out, "\x1b[{top};{bottom}r");
    }
    let _ = write!(out, "\x1b[{top}H\x1b[");
    if by > 1 {
        let _ = write!(out, "{by}");
    }
    out.push(last);
    if !whole {
        out.push_str("\x1b[r");
    }
}

/// The region with the rows at its edges that moved and changed a little as well (the row under the cursor lost its
/// marker), as far as that leaves fewer cells to be written.
fn extended(
    region: Range<usize>,
    by: isize,
    shown: &[Cell],
    wanted: &[Option<Vec<Cell>>],
    width: usize,
) -> Range<usize> {
    let line = |y: usize| shown.get(y * width..(y + 1) * width).unwrap_or_default();
    let blank = vec![Cell::default(); width];
    let wrong = |region: &Range<usize>, rows: Range<usize>| -> usize {
        rows.filter_map(|y| {
            let want = wanted.get(y)?.as_deref().unwrap_or(line(y));
            let had = match y.checked_add_signed(by).filter(|source| region.contains(source)) {
                Some(source) if region.contains(&y) => line(source),
                None if region.contains(&y) => &blank,
                Some(_) | None => line(y),
            };
            Some(different(want, had))
        })
        .sum()
    };
    let reach = by.unsigned_abs() + EDGE;
    let last = (region.end + EDGE).min(wanted.len());
    let rows = region.end.saturating_sub(reach)..last;
    let end = (region.end..=last).min_by_key(|&end| wrong(&(region.start..end), rows.clone()));
    let region = region.start..end.unwrap_or(region.end);
    let first = region.start.saturating_sub(EDGE);
    let rows = first..(region.start + reach).min(region.end);
    let start = (first..=region.start).rev().min_by_key(|&start| wrong(&(start..region.end), rows.clone()));
    start.unwrap_or(region.start)..region.end
}

fn different(a: &[Cell], b: &[Cell]) -> usize {
    a.iter().zip(b).filter(|(a, b)| a != b).count()
}

/// A number that is the same for the same rows; 0 for a blank one. That different rows may share one costs bytes at
/// most: what is written is compared cell by cell.
fn fingerprint(row: &[Cell]) -> u64 {
    let mut hasher = Fold(0);
    let mut blank = true;
    for (x, cell) in row.iter().enumerate() {
        let plain = (cell.fg, cell.bg, cell.modifier) == (Color::Reset, Color::Reset, Modifier::empty());
        if cell.symbol() != " " || !plain {
            blank = false;
            (x, cell.symbol(), cell.fg, cell.bg, cell.modifier).hash(&mut hasher);
        }
    }
    if blank { 0 } else { hasher.finish() | 1 }
}

/// A quick hash: multiply and rotate, as the FxHash of Firefox and rustc. Nobody gains by making rows collide.
struct Fold(u64);

impl Hasher for Fold {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            for (place, byte) in word.iter_mut().zip(chunk) {
                *place = *byte;
            }
            self.0 = (self.0.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
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
