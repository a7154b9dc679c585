//! A block cut into lines for one width.

use super::frame::Frame;
use super::prepared::{Flow, Prepared};
use super::table::Table;
use crate::text::cell::narrow;
use crate::text::document::{BlockKind, Document};
use crate::text::wrap::{cut, wrap};
use std::ops::Range;

/// The rows of a block.
#[derive(Clone, Debug)]
pub struct BlockLines {
    /// The decoration beside the text.
    pub frame: Frame,
    /// The block's columns: one for text, one for each cell of a table row.
    pub columns: Vec<Column>,
    /// Whether the columns are stacked, because the table does not fit.
    pub stacked: bool,
    /// The block's range in the document's text.
    range: Range<usize>,
    /// Whether a blank row follows it.
    gap: bool,
}

/// A column with its lines.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its width on the screen, in columns.
    pub width: usize,
    /// Its lines; never empty.
    pub lines: Vec<FlowLine>,
    /// Its range in the document's text.
    range: Range<usize>,
}

/// A line of a flow.
#[derive(Clone, Copy, Debug)]
pub struct FlowLine {
    /// The index of its segment in the flow.
    segment: u32,
    /// The first cluster in the segment.
    start: u32,
    end: u32,
    /// The byte of the document where it begins.
    offset: u32,
}

impl FlowLine {
    /// Returns the index of its segment in the flow.
    pub fn segment(&self) -> usize {
        self.segment as usize
    }

    /// Returns its clusters in the segment.
    pub fn clusters(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl BlockLines {
    /// Cuts a block into lines. `table` is the table that it is a row of.
    pub fn new(
        document: &Document,
        index: usize,
        prepared: &Prepared,
        table: Option<&Table>,
        width: usize,
    ) -> Option<BlockLines> {
        let block = document.blocks.get(index)?;
        let frame = Frame::new(block, width);
        let widths = table.and_then(|table| table.columns(frame.text));
        let stacked = table.is_some() && widths.is_none();
        let code = matches!(block.kind, BlockKind::Code);
        let columns = prepared.flows.iter().enumerate().map(|(column, flow)| {
            let width = widths.as_ref().and_then(|widths| widths.get(column)).copied().unwrap_or(frame.text);
            Column::new(flow, width, code)
        });
        let columns = columns.collect();
        let gap = document.blocks.get(index + 1).is_some_and(|next| {
            let between = document.text.get(block.range.end..next.range.start).unwrap_or_default();
            between.bytes().filter(|byte| *byte == b'\n').count() > 1
        });
        Some(BlockLines { frame, columns, stacked, range: block.range.clone(), gap })
    }

    /// Returns the number of rows, including the blank one after the block.
    pub fn height(&self) -> usize {
        self.content() + usize::from(self.gap)
    }

    /// Returns the number of rows with content, at least 1.
    fn content(&self) -> usize {
        let heights = self.columns.iter().map(|column| column.lines.len());
        if self.stacked { heights.sum::<usize>().max(1) } else { heights.max().unwrap_or(1) }
    }

    /// Returns whether this row is the blank one after the block.
    pub fn is_gap(&self, line: usize) -> bool {
        line >= self.content()
    }

    /// Returns each column's line on this row, if it has one.
    pub fn on_row(&self, row: usize) -> Vec<Option<FlowLine>> {
        let mut above = 0;
        let mut lines = Vec::with_capacity(self.columns.len());
        for column in &self.columns {
            let line = if self.stacked { row.checked_sub(above) } else { Some(row) };
            lines.push(line.and_then(|line| column.lines.get(line)).copied());
            above += column.lines.len();
        }
        lines
    }

    /// Returns the bytes that a row shows: those of the first column with content on it.
    pub fn range(&self, row: usize) -> Range<usize> {
        if self.is_gap(row) {
            return self.range.end + 1..self.range.end + 1;
        }
        let mut above = 0;
        for column in &self.columns {
            let line = if self.stacked { row.checked_sub(above) } else { Some(row) };
            if let Some(line) = line
                && let Some(found) = column.lines.get(line)
            {
                let end = column.lines.get(line + 1).map_or(column.range.end, |next| next.offset as usize);
                return found.offset as usize..end;
            }
            above += column.lines.len();
        }
        self.range.clone()
    }

    /// Returns the row that shows this byte.
    pub fn line_of(&self, offset: usize) -> usize {
        if self.gap && offset > self.range.end {
            return self.content();
        }
        let mut row = 0;
        let mut above = 0;
        for column in self.columns.iter().take_while(|column| column.range.start <= offset) {
            let line = column.lines.partition_point(|line| line.offset as usize <= offset).saturating_sub(1);
            row = if self.stacked { above + line } else { line };
            above += column.lines.len();
        }
        row
    }
}

impl Column {
    fn new(flow: &Flow, width: usize, code: bool) -> Column {
        let mut lines = Vec::new();
        for (index, segment) in flow.segments.iter().enumerate() {
            let cut_up = if code { cut(&segment.paragraph, width) } else { wrap(&segment.paragraph, width) };
            lines.extend(cut_up.into_iter().map(|line| FlowLine {
                segment: narrow(index),
                start: narrow(line.start),
                end: narrow(line.end),
                offset: narrow(segment.range.start + segment.paragraph.offset(line.start)),
            }));
        }
        lines.shrink_to_fit();
        let start = flow.segments.first().map_or(0, |segment| segment.range.start);
        let end = flow.segments.last().map_or(start, |segment| segment.range.end);
        Column { width, lines, range: start..end }
    }
}
