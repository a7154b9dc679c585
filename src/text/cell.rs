//! One cluster on the screen.

use compact_str::CompactString;
use std::ops::Range;

/// One cluster on the screen.
///
/// `text` is for a terminal that does not reorder or shape text: joined, mirrored, lam-alef fused. For other output
/// modes, the base letters in logical order are the source text at `source`, with the cells sorted by its start.
/// `rtl` gives the direction of each cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The text to write: never a control or format character, never a mark without a letter.
    pub text: CompactString,
    /// The width in columns, 1 or more.
    pub width: u8,
    /// Its bytes in the source text: the whole cluster (both letters of lam-alef), and the invisible characters after
    /// it. Empty for decoration, which is not in the source.
    pub source: Range<u32>,
    /// Whether its level is odd, so whether it is in a right-to-left run.
    pub rtl: bool,
}

impl Cell {
    /// Returns a cell that is not in the source.
    pub(super) fn decoration(text: &str, width: u8, at: usize, rtl: bool) -> Cell {
        Cell { text: text.into(), width, source: narrow(at)..narrow(at), rtl }
    }
}

/// Converts a byte offset to the type that the cells store. The layout of texts over 4 GiB is wrong.
pub(super) fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}
