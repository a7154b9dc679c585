//! A document laid out for one width, each block on demand.
//!
//! Clusters, levels and joined letters do not depend on the width. They are found once for each requested block, and
//! survive [`Layout::resize`]. A block is cut into lines when it is first needed, and a line gets its cells when it
//! is. So a screenful of a long article costs only what its own blocks cost. One line of the layout is one row of the
//! screen, including the blank rows between blocks.
//!
//! # Invariants
//!
//! - Invisible characters keep their levels through the reordering and are dropped after it, so adjacent isolates
//!   stay apart. Isolating a range equals writing isolate characters around it.
//!   Tests: `rows_are_in_the_order_of_a_reordering_apart`, `isolates_side_by_side_stay_apart`,
//!   Tests: `isolating_is_the_same_as_writing_the_isolates`.

mod frame;
mod lines;
mod prepared;
mod row;
mod table;

use super::bidi::{Order, first_strong};
use super::document::{BlockKind, Document};
use super::line::{Cell, column_of, offset_at};
use super::style::Style;
use lines::BlockLines;
use prepared::Prepared;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use table::Table;

/// The maximum number of cached rows.
const KEPT_ROWS: usize = 256;
/// The maximum number of cached clusters of analyzed blocks (12 bytes each).
const KEPT_CLUSTERS: usize = 2_000_000;

/// The options of a layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayoutOptions {
    /// The columns of a row; 0 counts as 1.
    pub width: usize,
    /// The direction of every block, or [`Base::FirstStrong`](super::Base) for each block's own. Blocks without
    /// letters take the document's direction, that of its first letter that has one. Also whether ranges are
    /// isolated.
    pub order: Order,
}

/// A row of a layout: valid for the layout that returned it, until it is resized.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineRef {
    /// The index of the block.
    pub block: usize,
    /// The row inside the block, from 0. The blank row after a block is its last.
    pub line: usize,
}

/// A cell with its style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StyledCell {
    /// The cell; its source is a range of the document's text, empty for decoration.
    pub cell: Cell,
    /// Its style.
    pub style: Style,
}

/// A whole row in visual order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LaidLine {
    /// The cells from left to right: text, quote bars, list marker, indent, lines between table columns.
    pub cells: Vec<StyledCell>,
    /// The number of blank columns before the first cell, so that a right-to-left row ends at the right edge.
    pub offset: usize,
    /// Whether the block goes from right to left.
    pub rtl: bool,
    /// The width of the layout in columns.
    pub width: usize,
    /// The columns of the block's text, without bars and indents; `fill` applies to them.
    pub area: Range<usize>,
    /// The style of the area where there are no cells (blocks of code have a background).
    pub fill: Style,
    /// The range of the document's text that this row shows. For a table row that is wrapped inside its columns, it
    /// is the part of the first column that has text on this row.
    pub range: Range<usize>,
}

impl LaidLine {
    /// Returns the column of the cell that holds this byte of the document.
    pub fn column_of(&self, offset: usize) -> Option<usize> {
        column_of(self.cells.iter().map(|cell| &cell.cell), offset).map(|column| column + self.offset)
    }

    /// Returns the byte of the document where the cell at this column begins; `None` on decoration and outside the
    /// text.
    pub fn offset_at(&self, column: usize) -> Option<usize> {
        offset_at(self.cells.iter().map(|cell| &cell.cell), column.checked_sub(self.offset)?)
    }
}

/// A layout, see the module.
#[derive(Clone, Debug)]
pub struct Layout {
    document: Arc<Document>,
    options: LayoutOptions,
    /// The direction of blocks that have none of their own.
    rtl: bool,
    /// The lines of the blocks needed so far.
    lines: Vec<Option<Arc<BlockLines>>>,
    prepared: HashMap<usize, Arc<Prepared>>,
    /// The total number of clusters in `prepared`.
    clusters: usize,
    tables: HashMap<u32, Arc<Table>>,
    /// Whether each table goes from right to left.
    directions: HashMap<u32, bool>,
    rows: HashMap<LineRef, Arc<LaidLine>>,
}

impl Layout {
    /// Creates a layout, without laying out anything yet.
    pub fn new(document: Arc<Document>, options: LayoutOptions) -> Layout {
        let rtl = options.order.base.is_rtl("", first_strong(&document.text).unwrap_or(false));
        let lines = vec![None; document.blocks.len()];
        Layout {
            document,
            options: LayoutOptions { width: options.width.max(1), ..options },
            rtl,
            lines,
            prepared: HashMap::new(),
            clusters: 0,
            tables: HashMap::new(),
            directions: HashMap::new(),
            rows: HashMap::new(),
        }
    }

    /// Returns the document.
    pub fn document(&self) -> &Arc<Document> {
        &self.document
    }

    /// Returns the options.
    pub fn options(&self) -> LayoutOptions {
        self.options
    }

    /// Lays out the same document for another width, which is cheaper than a new layout. All [`LineRef`]s become
    /// invalid: keep an offset instead.
    pub fn resize(&mut self, options: LayoutOptions) {
        if options.order != self.options.order {
            *self = Layout::new(Arc::clone(&self.document), options);
            return;
        }
        self.options = LayoutOptions { width: options.width.max(1), ..options };
        self.lines.fill(None);
        self.rows.clear();
    }

    /// Returns the first row.
    pub fn first(&self) -> LineRef {
        LineRef::default()
    }

    /// Returns the last row.
    pub fn last(&mut self) -> LineRef {
        let block = self.document.blocks.len().saturating_sub(1);
        LineRef { block, line: self.height(block).saturating_sub(1) }
    }

    /// Returns the row that shows this byte of the document's text, or the nearest one before it.
    pub fn line_of(&mut self, offset: usize) -> LineRef {
        let after = self.document.blocks.partition_point(|block| block.range.start <= offset);
        let block = after.saturating_sub(1);
        LineRef { block, line: self.lines(block).map_or(0, |lines| lines.line_of(offset)) }
    }

    /// Returns the byte of the document's text where this row begins.
    pub fn offset_of(&mut self, line: LineRef) -> usize {
        match self.lines(line.block) {
            Some(lines) => lines.range(line.line).start,
            None => self.document.text.len(),
        }
    }

    /// Returns the row `delta` rows below (above, if negative), limited to the last (first) row.
    pub fn step(&mut self, line: LineRef, delta: isize) -> LineRef {
        let mut at = LineRef { block: line.block.min(self.document.blocks.len().saturating_sub(1)), line: line.line };
        at.line = at.line.min(self.height(at.block).saturating_sub(1));
        let mut left = delta.unsigned_abs();
        if delta >= 0 {
            loop {
                let below = self.height(at.block).saturating_sub(1) - at.line;
                if left <= below {
                    return LineRef { line: at.line + left, ..at };
                }
                if at.block + 1 >= self.document.blocks.len() {
                    return LineRef { line: at.line + below, ..at };
                }
                left -= below + 1;
                at = LineRef { block: at.block + 1, line: 0 };
            }
        }
        loop {
            if left <= at.line {
                return LineRef { line: at.line - left, ..at };
            }
            if at.block == 0 {
                return LineRef::default();
            }
            left -= at.line + 1;
            at.block -= 1;
            at.line = self.height(at.block).saturating_sub(1);
        }
    }

    /// Returns the number of rows between two rows, in either order. Counting stops at `limit`.
    pub fn distance(&mut self, from: LineRef, to: LineRef, limit: usize) -> usize {
        let (from, to) = if from <= to { (from, to) } else { (to, from) };
        let mut rows = 0;
        let mut at = from;
        while at.block < to.block && rows < limit {
            rows += self.height(at.block).saturating_sub(at.line);
            at = LineRef { block: at.block + 1, line: 0 };
        }
        if at.block == to.block {
            rows += to.line.saturating_sub(at.line);
        }
        rows.min(limit)
    }

    /// Returns the cells of a row; `None` if it does not exist. Recent rows are cached.
    pub fn line(&mut self, line: LineRef) -> Option<Arc<LaidLine>> {
        if let Some(row) = self.rows.get(&line) {
            return Some(Arc::clone(row));
        }
        let lines = self.lines(line.block)?;
        if line.line >= lines.height() {
            return None;
        }
        let prepared = self.prepared(line.block)?;
        let row = Arc::new(row::compose(&self.document, line, &prepared, &lines, self.options.width)?);
        if self.rows.len() >= KEPT_ROWS {
            self.rows.clear();
        }
        self.rows.insert(line, Arc::clone(&row));
        Some(row)
    }

    /// Returns the number of rows of a block, including the blank one after it.
    fn height(&mut self, block: usize) -> usize {
        self.lines(block).map_or(0, |lines| lines.height())
    }

    fn lines(&mut self, block: usize) -> Option<Arc<BlockLines>> {
        if let Some(lines) = self.lines.get(block)? {
            return Some(Arc::clone(lines));
        }
        let prepared = self.prepared(block)?;
        let table = self.table_of(block);
        let lines = Arc::new(BlockLines::new(&self.document, block, &prepared, table.as_deref(), self.options.width)?);
        if let Some(place) = self.lines.get_mut(block) {
            *place = Some(Arc::clone(&lines));
        }
        Some(lines)
    }

    fn prepared(&mut self, block: usize) -> Option<Arc<Prepared>> {
        if let Some(prepared) = self.prepared.get(&block) {
            return Some(Arc::clone(prepared));
        }
        let rtl = match self.document.blocks.get(block)?.kind {
            BlockKind::TableRow { table, .. } => Some(self.table_rtl(table, block)),
            _ => None,
        };
        let prepared = Arc::new(Prepared::new(&self.document, block, self.options.order, rtl.unwrap_or(self.rtl))?);
        if self.clusters > KEPT_CLUSTERS {
            self.prepared.clear();
            self.clusters = 0;
        }
        self.clusters += prepared.clusters();
        self.prepared.insert(block, Arc::clone(&prepared));
        Some(prepared)
    }

    /// Returns whether the table of this row goes from right to left, by the text of its measured rows.
    fn table_rtl(&mut self, table: u32, block: usize) -> bool {
        if let Some(rtl) = self.directions.get(&table) {
            return *rtl;
        }
        let rows = table::rows(&self.document, block);
        let text = match (self.document.blocks.get(rows.start), rows.end.checked_sub(1)) {
            (Some(first), Some(last)) => {
                let end = self.document.blocks.get(last).map_or(first.range.end, |last| last.range.end);
                self.document.text.get(first.range.start..end).unwrap_or_default()
            }
            _ => "",
        };
        let rtl = self.options.order.base.is_rtl(text, self.rtl);
        self.directions.insert(table, rtl);
        rtl
    }

    /// Returns the measured table that a block is a row of.
    fn table_of(&mut self, block: usize) -> Option<Arc<Table>> {
        let BlockKind::TableRow { table, .. } = self.document.blocks.get(block)?.kind else { return None };
        if let Some(measured) = self.tables.get(&table) {
            return Some(Arc::clone(measured));
        }
        let mut measured = Table::default();
        for row in table::rows(&self.document, block) {
            if let Some(prepared) = self.prepared(row) {
                measured.measure(&prepared);
            }
        }
        let measured = Arc::new(measured);
        self.tables.insert(table, Arc::clone(&measured));
        Some(measured)
    }
}

#[cfg(test)]
mod tests;
