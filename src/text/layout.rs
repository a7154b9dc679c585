//! A document laid out for one width, block by block as it is asked for.
//!
//! What does not depend on the width (clusters, levels, joined letters) is found once for each block that is looked at and
//! survives [`Layout::resize`]; lines are cut when their block is first needed, cells are made when their line is. So a
//! screenful of a long article costs what its own blocks cost. One line of the layout is one row of the screen, the blank
//! rows between blocks included.
//!
//! # Invariants
//!
//! - What is not seen keeps its level through the reordering and is dropped after it, so isolates side by side stay
//!   apart; isolating is the same as writing the isolates.
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

/// How many rows of cells are kept.
const KEPT_ROWS: usize = 256;
/// How many clusters are kept of blocks that were looked at (12 bytes each).
const KEPT_CLUSTERS: usize = 2_000_000;

/// What a layout is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayoutOptions {
    /// The columns of a row; 0 counts as 1.
    pub width: usize,
    /// The direction of every block, or [`Base::FirstStrong`](super::Base) for each block's own, with the document's (its
    /// first letter that has one) for blocks without letters; and what is isolated.
    pub order: Order,
}

/// A row of a layout: valid for the layout that gave it, until it is resized.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineRef {
    /// The index of the block.
    pub block: usize,
    /// The row inside the block, from 0; the blank row after a block is its last.
    pub line: usize,
}

/// A cell and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StyledCell {
    /// The cell; its source is a range of the document's text, empty for decoration.
    pub cell: Cell,
    /// What it is.
    pub style: Style,
}

/// A whole row in visual order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LaidLine {
    /// The cells from left to right: text, quote bars, list marker, indent, lines between table columns.
    pub cells: Vec<StyledCell>,
    /// How many blank columns stand before the first cell, so that a row from right to left ends at the right edge.
    pub offset: usize,
    /// Whether the block goes from right to left.
    pub rtl: bool,
    /// The columns of the layout.
    pub width: usize,
    /// The columns that belong to the block's text, without bars and indents: what `fill` is for.
    pub area: Range<usize>,
    /// The style of the area where there are no cells (blocks of code have a background).
    pub fill: Style,
    /// The bytes of the document's text that this row begins with and ends before. For the row of a table that is wrapped
    /// inside its columns it is the part of the first column that has text on this row.
    pub range: Range<usize>,
}

impl LaidLine {
    /// The column of the cell that holds this byte of the document.
    pub fn column_of(&self, offset: usize) -> Option<usize> {
        column_of(self.cells.iter().map(|cell| &cell.cell), offset).map(|column| column + self.offset)
    }

    /// The byte of the document where the cell at this column begins; `None` on decoration and outside the text.
    pub fn offset_at(&self, column: usize) -> Option<usize> {
        offset_at(self.cells.iter().map(|cell| &cell.cell), column.checked_sub(self.offset)?)
    }
}

/// See the module.
#[derive(Clone, Debug)]
pub struct Layout {
    document: Arc<Document>,
    options: LayoutOptions,
    /// The direction where a block has none of its own.
    rtl: bool,
    /// The lines of the blocks that were needed.
    lines: Vec<Option<Arc<BlockLines>>>,
    prepared: HashMap<usize, Arc<Prepared>>,
    /// How many clusters are in `prepared`.
    clusters: usize,
    tables: HashMap<u32, Arc<Table>>,
    /// Which tables go from right to left.
    directions: HashMap<u32, bool>,
    rows: HashMap<LineRef, Arc<LaidLine>>,
}

impl Layout {
    /// Begins a layout; nothing is laid out yet.
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

    /// The document.
    pub fn document(&self) -> &Arc<Document> {
        &self.document
    }

    /// What it is laid out for.
    pub fn options(&self) -> LayoutOptions {
        self.options
    }

    /// The same document for another width, cheaper than a new layout. All [`LineRef`]s become void: keep an offset.
    pub fn resize(&mut self, options: LayoutOptions) {
        if options.order != self.options.order {
            *self = Layout::new(Arc::clone(&self.document), options);
            return;
        }
        self.options = LayoutOptions { width: options.width.max(1), ..options };
        self.lines.fill(None);
        self.rows.clear();
    }

    /// The first row.
    pub fn first(&self) -> LineRef {
        LineRef::default()
    }

    /// The last row.
    pub fn last(&mut self) -> LineRef {
        let block = self.document.blocks.len().saturating_sub(1);
        LineRef { block, line: self.height(block).saturating_sub(1) }
    }

    /// The row that shows this byte of the document's text; the nearest one before it if none does.
    pub fn line_of(&mut self, offset: usize) -> LineRef {
        let after = self.document.blocks.partition_point(|block| block.range.start <= offset);
        let block = after.saturating_sub(1);
        LineRef { block, line: self.lines(block).map_or(0, |lines| lines.line_of(offset)) }
    }

    /// The byte of the document's text where this row begins.
    pub fn offset_of(&mut self, line: LineRef) -> usize {
        match self.lines(line.block) {
            Some(lines) => lines.range(line.line).start,
            None => self.document.text.len(),
        }
    }

    /// The row so many rows further down (up, for a negative number), at most the last (first).
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

    /// How many rows apart two rows are, in whatever order; counting stops at `limit`.
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

    /// The cells of a row; `None` for one that does not exist. Rows looked at lately are kept.
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

    /// How many rows a block has, the blank one after it included.
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

    /// Whether the table that this block is a row of goes from right to left: by its first letter.
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

    /// The table that a block is a row of, measured.
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
