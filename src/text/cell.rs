//! One cluster on the screen.

use compact_str::CompactString;
use std::ops::Range;

/// One cluster on the screen.
///
/// `text` is what a terminal that leaves text alone is to show: joined, mirrored, lam-alef fused. For other ways of
/// writing, the base letters in logical order are the source text at `source`, cells sorted by its start; `rtl` tells at
/// which levels they stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// What is written: never a control or format character, never a mark without a letter.
    pub text: CompactString,
    /// How many columns it takes, 1 or more.
    pub width: u8,
    /// Its bytes in the source text: the whole cluster, for lam-alef both letters, with the invisible characters after it.
    /// Empty for decoration, which is not in the source.
    pub source: Range<u32>,
    /// Whether it stands at an odd level, so in a run from right to left.
    pub rtl: bool,
}

impl Cell {
    /// A cell that is not in the source.
    pub(super) fn decoration(text: &str, width: u8, at: usize, rtl: bool) -> Cell {
        Cell { text: text.into(), width, source: narrow(at)..narrow(at), rtl }
    }
}

/// A byte offset as the cells keep it; texts of more than 4 GiB are not laid out right.
pub(super) fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}
