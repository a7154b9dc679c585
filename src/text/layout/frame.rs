//! The decoration beside a block's text: quote bars, list indents and markers.

use crate::text::bidi::Base;
use crate::text::document::Block;
use crate::text::layout::StyledCell;
use crate::text::line::{Cell, visual};
use crate::text::style::Style;

/// The columns per list level; a longer marker takes more.
const INDENT: usize = 3;

/// The columns of a block's text and of the decoration beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The number of quote bars, two columns each.
    bars: usize,
    /// The columns between bars and text.
    indent: usize,
    /// The columns of the text, 1 or more.
    pub text: usize,
}

impl Frame {
    /// Divides the width. Decoration is limited in favor of the text: bars take at most a quarter of the columns, and
    /// the indent at most half of the rest.
    pub fn new(block: &Block, width: usize) -> Frame {
        let bars = usize::from(block.quote).min(width / 8);
        let left = width - 2 * bars;
        let marker = block.marker.as_ref().map(|marker| visual(marker, Base::Ltr).width + 1);
        let outer = INDENT * usize::from(block.indent).saturating_sub(1);
        let own = match marker {
            Some(marker) => marker.max(INDENT),
            None if block.indent > 0 => INDENT,
            None => 0,
        };
        let mut indent = outer + own;
        if indent > left / 2 {
            indent = marker.unwrap_or(0).max(INDENT * usize::from(block.indent > 0)).min(left / 2);
        }
        Frame { bars, indent, text: left - indent }
    }

    /// Returns the number of columns beside the text.
    pub fn beside(&self) -> usize {
        2 * self.bars + self.indent
    }

    /// Adds the decoration to a row's cells: on the left, or on the right for a right-to-left block. The first row
    /// passes `marker`.
    pub fn decorate(&self, cells: &mut Vec<StyledCell>, rtl: bool, marker: Option<&str>, quote: bool, at: usize) {
        if self.beside() == 0 {
            return;
        }
        let style = Style { quote, ..Style::default() };
        let mark = Style { marker: true, ..style };
        let decoration = |text: &str, style| StyledCell { cell: Cell::decoration(text, 1, at, rtl), style };
        let mut beside = Vec::with_capacity(self.beside());
        for _ in 0..self.bars {
            beside.push(decoration("|", mark));
            beside.push(decoration(" ", style));
        }
        let mut line = visual(marker.unwrap_or_default(), if rtl { Base::Rtl } else { Base::Ltr });
        if line.width + 1 > self.indent {
            line = visual("", Base::Ltr);
        }
        let blanks = self.indent - line.width - usize::from(line.width > 0);
        beside.extend((0..blanks).map(|_| decoration(" ", style)));
        let marker = line.cells.into_iter().map(|cell| {
            let empty = Cell::decoration("", cell.width, at, rtl).source;
            StyledCell { cell: Cell { source: empty, ..cell }, style: mark }
        });
        if rtl {
            // The whole row is assembled from the right; the marker's own cells are already in visual order.
            beside.extend(marker.rev());
        } else {
            beside.extend(marker);
        }
        if line.width > 0 {
            beside.push(decoration(" ", style));
        }
        if rtl {
            cells.extend(beside.into_iter().rev());
        } else {
            cells.splice(0..0, beside);
        }
    }

    /// Returns only the quote bars, for a blank row inside a quote.
    pub fn bars(&self, most: usize) -> Frame {
        Frame { bars: self.bars.min(most), indent: 0, text: self.text }
    }
}
