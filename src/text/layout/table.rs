//! The columns of a table.

use super::prepared::{Flow, Prepared};
use crate::text::document::{BlockKind, Document};
use std::ops::Range;

/// The columns taken by the line between two columns, with its blanks.
pub const SEPARATOR: usize = 3;
/// A column that must be narrower than its text is at least this wide; else the table is not shown as one.
const NARROWEST: usize = 6;
/// How many rows are looked at to find the widths; a longer table wraps what turns out wider later.
const MEASURED: usize = 300;

/// The widths that a table's columns would like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    natural: Vec<usize>,
}

impl Table {
    /// Takes a row into account.
    pub fn measure(&mut self, row: &Prepared) {
        for (column, flow) in row.flows.iter().enumerate() {
            let width = Flow::natural_width(flow).max(1);
            match self.natural.get_mut(column) {
                Some(natural) => *natural = width.max(*natural),
                None => self.natural.push(width),
            }
        }
    }

    /// The widths of the columns in so many columns of text: what each would like if that fits, else narrow ones get it and
    /// the wide ones share the rest. `None` where some would become too narrow to read.
    pub fn columns(&self, width: usize) -> Option<Vec<usize>> {
        let lines = SEPARATOR * self.natural.len().saturating_sub(1);
        let mut room = width.checked_sub(lines)?;
        let mut order: Vec<usize> = (0..self.natural.len()).collect();
        order.sort_by_key(|column| self.natural.get(*column));
        let mut columns = self.natural.clone();
        for (done, column) in order.iter().enumerate() {
            let share = room / (order.len() - done);
            if let Some(width) = columns.get_mut(*column) {
                if *width > share {
                    if share < NARROWEST {
                        return None;
                    }
                    *width = share;
                }
                room -= *width;
            }
        }
        Some(columns)
    }
}

/// The blocks that are rows of the same table as this one, as many as are measured: from the first of them.
pub fn rows(document: &Document, block: usize) -> Range<usize> {
    let table = |index: usize| match document.blocks.get(index).map(|block| &block.kind) {
        Some(BlockKind::TableRow { table, .. }) => Some(*table),
        _ => None,
    };
    let this = table(block);
    let mut start = block;
    while start > 0 && this.is_some() && table(start - 1) == this {
        start -= 1;
    }
    let mut end = start;
    while end - start < MEASURED && this.is_some() && table(end) == this {
        end += 1;
    }
    start..end
}
