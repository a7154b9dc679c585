//! One row of a layout as cells.

use super::lines::{BlockLines, FlowLine};
use super::prepared::{Flow, Prepared};
use super::{LaidLine, LineRef, StyledCell};
use crate::text::document::{Block, BlockKind, Document};
use crate::text::line::Cell;
use crate::text::style::Style;

/// Composes a row: the text in visual order, then the decoration beside it.
pub fn compose(
    document: &Document,
    line: LineRef,
    prepared: &Prepared,
    lines: &BlockLines,
    width: usize,
) -> Option<LaidLine> {
    let block = document.blocks.get(line.block)?;
    let rtl = prepared.rtl;
    let range = lines.range(line.line);
    if lines.is_gap(line.line) {
        return Some(gap(document, block, line.block, lines, rtl, width));
    }
    let room = lines.frame.text;
    let mut cells = match &block.kind {
        BlockKind::Rule => (0..room).map(|_| decoration("-", prepared.style, range.start, rtl)).collect(),
        BlockKind::TableRow { .. } if !lines.stacked => table_row(document, line.line, prepared, lines, range.start),
        BlockKind::Paragraph
        | BlockKind::Heading(_)
        | BlockKind::Code
        | BlockKind::Caption
        | BlockKind::TableRow { .. } => {
            let mut cells = Vec::new();
            for (found, flow) in lines.on_row(line.line).into_iter().zip(&prepared.flows) {
                if let Some(found) = found {
                    cells = text(document, flow, found, prepared, room);
                }
            }
            cells
        }
    };
    let used: usize = cells.iter().map(|cell| usize::from(cell.cell.width)).sum();
    let marker = block.marker.as_deref().filter(|_| line.line == 0);
    lines.frame.decorate(&mut cells, rtl, marker, block.quote > 0, range.start);
    let offset = if rtl && !cells.is_empty() { room.saturating_sub(used) } else { 0 };
    let area = if rtl { 0..room } else { width - room..width };
    Some(LaidLine { cells, offset, rtl, width, area, fill: prepared.style, range })
}

/// Composes the blank row after a block. Quote bars continue if the next block is in the quote too.
fn gap(document: &Document, block: &Block, index: usize, lines: &BlockLines, rtl: bool, width: usize) -> LaidLine {
    let range = lines.range(usize::MAX);
    let quote = block.quote.min(document.blocks.get(index + 1).map_or(0, |next| next.quote));
    let frame = lines.frame.bars(quote.into());
    let mut cells = Vec::new();
    frame.decorate(&mut cells, rtl, None, true, range.start);
    let beside = frame.beside();
    let offset = if rtl && !cells.is_empty() { width - beside } else { 0 };
    let area = if rtl { 0..width - beside } else { beside..width };
    LaidLine { cells, offset, rtl, width, area, fill: Style::default(), range }
}

/// Returns the cells of one line of a flow without the blanks at its end. If the line breaks at a soft hyphen and has
/// room for one, a hyphen follows.
fn text(document: &Document, flow: &Flow, line: FlowLine, prepared: &Prepared, most: usize) -> Vec<StyledCell> {
    let Some(segment) = flow.segments.get(line.segment()) else { return Vec::new() };
    let source = document.text.get(segment.range.clone()).unwrap_or_default();
    let clusters = segment.paragraph.trimmed(line.clusters());
    let number = Style { link: true, link_number: true, ..prepared.style };
    // Room for the decoration too.
    let mut cells = Vec::with_capacity(clusters.len() + 8);
    let room = segment.paragraph.width(clusters.clone()) < most;
    let hyphen = segment.paragraph.hyphen(&clusters).filter(|_| room);
    segment.paragraph.cells(source, clusters, hyphen, segment.range.start, most, |cell, note| {
        // A hyphen has no source, so it takes the style of the soft hyphen before it.
        let at = (cell.source.start as usize).saturating_sub(usize::from(cell.source.is_empty()));
        let style = if note { number } else { prepared.runs.at(at) };
        cells.push(StyledCell { cell, style });
    });
    cells
}

/// Composes one row of a table: each column's line, padded on the side where it ends, with lines between the columns.
/// The first column of a right-to-left table is the rightmost.
fn table_row(document: &Document, row: usize, prepared: &Prepared, lines: &BlockLines, at: usize) -> Vec<StyledCell> {
    let rtl = prepared.rtl;
    let border = Style { table_border: true, quote: prepared.style.quote, ..Style::default() };
    let mut columns = Vec::with_capacity(lines.columns.len());
    for ((found, flow), column) in lines.on_row(row).into_iter().zip(&prepared.flows).zip(&lines.columns) {
        let mut cells = found.map_or_else(Vec::new, |line| text(document, flow, line, prepared, column.width));
        let used: usize = cells.iter().map(|cell| usize::from(cell.cell.width)).sum();
        let padding = column.width.saturating_sub(used);
        let padding = (0..padding).map(|_| decoration(" ", prepared.style, at, rtl));
        if flow.segments.first().is_some_and(|segment| segment.paragraph.is_rtl()) {
            cells.splice(0..0, padding);
        } else {
            cells.extend(padding);
        }
        columns.push(cells);
    }
    if rtl {
        columns.reverse();
    }
    let mut cells = Vec::new();
    for (index, column) in columns.into_iter().enumerate() {
        if index > 0 {
            cells.extend([" ", "|", " "].map(|text| decoration(text, border, at, rtl)));
        }
        cells.extend(column);
    }
    cells
}

fn decoration(text: &str, style: Style, at: usize, rtl: bool) -> StyledCell {
    StyledCell { cell: Cell::decoration(text, 1, at, rtl), style }
}
