//! The columns of a table.

use super::prepared::{Flow, Prepared};
use crate::text::document::{BlockKind, Document};
use std::ops::Range;

/// The columns that the line between two columns takes, including its blanks.
pub const SEPARATOR: usize = 3;
/// The minimum width of a column that is narrower than its text. If a column would be narrower, the table is stacked
/// instead.
const NARROWEST: usize = 6;
/// How many rows are measured to find the widths; a longer table wraps the wider text of later rows.
const MEASURED: usize = 300;

/// The natural widths of a table's columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    natural: Vec<usize>,
}

impl Table {
    /// Includes a row in the measurement.
    pub fn measure(&mut self, row: &Prepared) {
        for (column, flow) in row.flows.iter().enumerate() {
            let width = Flow::natural_width(flow).max(1);
            match self.natural.get_mut(column) {
                Some(natural) => *natural = width.max(*natural),
                None => self.natural.push(width),
            }
        }
    }

    /// Returns the widths of the columns for this many columns of text. If the natural widths do not fit, narrow
    /// columns keep theirs and wide ones share the rest. Returns `None` if some would become too narrow to read.
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

/// Returns the blocks that are rows of the same table as this one, from the first, up to the number that is measured.
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
