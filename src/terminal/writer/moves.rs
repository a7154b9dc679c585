//! The shortest escape sequence that moves the cursor from one cell to another.

use std::fmt::Write;

/// Where the cursor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum At {
    /// Unknown.
    Nowhere,
    /// In this row, in a column that depends on the width that the terminal gives a character.
    Row(u16),
    /// In this column of this row.
    Cell(u16, u16),
}

/// Moves the cursor to column `x` of row `y`, both counted from 0. With `basic`, uses only what a VT100 knows.
pub(super) fn to(out: &mut String, at: At, x: u16, y: u16, basic: bool) {
    out.push_str(&shortest(at, x, y, basic));
}

/// Returns what [`to`] writes.
pub(super) fn shortest(at: At, x: u16, y: u16, basic: bool) -> String {
    let mut best = match (x, y) {
        (0, 0) => "\x1b[H".to_owned(),
        (0, _) => format!("\x1b[{}H", u32::from(y) + 1),
        _ => format!("\x1b[{};{}H", u32::from(y) + 1, u32::from(x) + 1),
    };
    let mut or = |other: String| {
        if other.len() < best.len() {
            best = other;
        }
    };
    let row = match at {
        At::Nowhere => None,
        At::Row(row) | At::Cell(_, row) => Some(row),
    };
    if let Some(down) = row.and_then(|row| y.checked_sub(row)) {
        // The target row is on the screen, and no scroll region is set: a line feed only moves down.
        if x == 0 && down <= 8 {
            or(format!("\r{}", "\n".repeat(usize::from(down))));
        }
        if down == 0 && x > 0 && !basic {
            or(format!("\x1b[{}G", u32::from(x) + 1));
        }
    }
    if let At::Cell(from, row) = at {
        let mut text = String::new();
        counted(&mut text, y.saturating_sub(row), 'B');
        counted(&mut text, row.saturating_sub(y), 'A');
        counted(&mut text, x.saturating_sub(from), 'C');
        if from > x && from - x <= 3 {
            text.extend(std::iter::repeat_n('\x08', usize::from(from - x)));
        } else {
            counted(&mut text, from.saturating_sub(x), 'D');
        }
        or(text);
    }
    best
}

/// Writes `CSI n last`, or nothing if `n` is 0.
fn counted(text: &mut String, n: u16, last: char) {
    let _ = match n {
        0 => Ok(()),
        1 => write!(text, "\x1b[{last}"),
        n => write!(text, "\x1b[{n}{last}"),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortest_move_is_taken() {
        for (at, x, y, expected) in [
            (At::Nowhere, 0, 0, "\x1b[H"),
            (At::Nowhere, 0, 9, "\x1b[10H"),
            (At::Nowhere, 4, 9, "\x1b[10;5H"),
            (At::Row(9), 4, 9, "\x1b[5G"),
            (At::Row(9), 0, 9, "\r"),
            (At::Row(9), 0, 10, "\r\n"),
            (At::Row(9), 3, 10, "\x1b[11;4H"),
            (At::Cell(4, 9), 4, 9, ""),
            (At::Cell(4, 9), 5, 9, "\x1b[C"),
            (At::Cell(4, 9), 50, 9, "\x1b[51G"),
            (At::Cell(4, 9), 13, 9, "\x1b[9C"),
            (At::Cell(4, 9), 2, 9, "\x08\x08"),
            (At::Cell(4, 9), 4, 10, "\x1b[B"),
            (At::Cell(4, 9), 4, 2, "\x1b[7A"),
        ] {
            let mut out = String::new();
            to(&mut out, at, x, y, false);
            assert_eq!(out.escape_default().to_string(), expected.escape_default().to_string(), "{at:?} to {x},{y}");
        }
    }

    #[test]
    fn a_vt100_is_given_no_column_address() {
        assert_eq!(shortest(At::Row(9), 4, 9, true), "\x1b[10;5H");
    }
}
