//! Converts bodies (plain text, Markdown, HTML) to documents.
//!
//! Everything here accepts hostile input. It works without recursion, in time nearly linear in the length of its
//! input, and keeps what it can read. It fetches, runs and follows nothing.

mod builder;
mod flatten;
mod html;
mod link;
mod links;
mod markdown;
mod plain;
mod role;
mod table;

pub use flatten::flatten;
pub use html::html;
pub use link::web_address;
pub use links::with_addresses;
pub use markdown::{FrontMatter, markdown, split_front_matter};
pub use plain::{plain, plain_body, plain_title};

use super::document::{Block, BlockKind, Document};
use std::ops::Range;

/// The number of blocks at the start of a document in which to look for its title.
const TITLE_WITHIN: usize = 4;

/// Removes from `doc` a heading near its start that only repeats `title`, so that it is not shown twice.
///
/// The comparison ignores differences of white space and case. A document that has only its title becomes empty.
#[must_use]
pub fn without_title(doc: Document, title: &str) -> Document {
    let wanted = comparable(title);
    let repeats = |block: &Block| {
        matches!(block.kind, BlockKind::Heading(_))
            && doc.text.get(block.range.clone()).is_some_and(|text| comparable(text) == wanted)
    };
    match doc.blocks.iter().take(TITLE_WITHIN).position(repeats) {
        Some(at) if !wanted.is_empty() => without_block(doc, at),
        _ => doc,
    }
}

/// Returns a title normalized for comparison.
fn comparable(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Returns `doc` without one block and its separator.
fn without_block(mut doc: Document, at: usize) -> Document {
    let end_of_text = doc.text.len();
    let Some(block) = doc.blocks.get(at) else { return doc };
    let removed = match doc.blocks.get(at + 1) {
        Some(next) => block.range.start..next.range.start,
        None => {
            let before = at.checked_sub(1).and_then(|before| doc.blocks.get(before));
            before.map_or(0, |before| before.range.end)..end_of_text
        }
    };
    doc.blocks.remove(at);
    doc.text.replace_range(removed.clone(), "");
    let by = removed.len();
    for block in doc.blocks.iter_mut().skip(at) {
        shift(&mut block.range, by);
        block.spans.iter_mut().for_each(|span| shift(&mut span.range, by));
        if let BlockKind::TableRow { cells, .. } = &mut block.kind {
            cells.iter_mut().for_each(|cell| shift(cell, by));
        }
    }
    doc
}

/// Moves a range towards the start.
fn shift(range: &mut Range<usize>, by: usize) {
    *range = range.start.saturating_sub(by)..range.end.saturating_sub(by);
}

#[cfg(test)]
mod tests;
