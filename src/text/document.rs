//! A body as blocks and inlines, each with its range in one plain text.
//!
//! The text of a document is what a person would read aloud, in logical order and without markup. A blank line
//! separates blocks; a single line end separates items of one list and rows of one table. Every offset that farz
//! stores (a reading position, a search hit) is a byte offset in this text. The text keeps the soft hyphens of its
//! source, which a layout needs; [`Document::copied`] removes them.

use std::borrow::Cow;
use std::ops::Range;

/// A parsed body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The whole text, without control characters (tabs are expanded in code and become blanks elsewhere; line ends
    /// stay) and without bidi controls that are not closed in their own block.
    pub text: String,
    /// The blocks, in reading order; their ranges do not overlap.
    pub blocks: Vec<Block>,
    /// The addresses that [`Inline::Link`] points to, numbered from 0 here and from 1 on the screen.
    pub links: Vec<String>,
}

impl Document {
    /// Returns the text as a person would copy it, without soft hyphens, which would be left inside the words where
    /// the text is wrapped differently. Everything that farz exports as plain text uses this form (the clipboard,
    /// pipes, JSON, Markdown converted from other markup). HTML and a body exported unchanged keep the soft hyphens,
    /// because their readers wrap the lines again.
    #[must_use]
    pub fn copied(&self) -> Cow<'_, str> {
        if self.text.contains('\u{AD}') { self.text.replace('\u{AD}', "").into() } else { self.text.as_str().into() }
    }
}

/// A part of a document that starts on its own line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its range in [`Document::text`], without the line end after it. A line feed inside is a forced line break.
    pub range: Range<usize>,
    /// The nesting depth in block quotes.
    pub quote: u8,
    /// The nesting depth in lists, 0 outside.
    pub indent: u8,
    /// The marker before the first line of a list item: `•`, `1.`; not part of the text.
    pub marker: Option<String>,
    /// The styled ranges of its text, sorted by start. They may nest, and never extend outside the block.
    pub spans: Vec<Span>,
}

/// The kind of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// Running text, also in a list item or quote.
    Paragraph,
    /// A heading of level 1 to 6.
    Heading(u8),
    /// Preformatted lines: kept as they are, never joined, broken only at the edge.
    Code,
    /// The caption or alternative text of a picture.
    Caption,
    /// One row of a table. The ranges of its cells are inside the block's range and separated by a tab.
    TableRow {
        /// The table's index in the document, from 0. Rows of one table share their columns.
        table: u32,
        /// Whether it is a header row.
        header: bool,
        /// One range per cell.
        cells: Vec<Range<usize>>,
    },
    /// A thematic break; its range is empty.
    Rule,
}

/// A styled range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Its range in [`Document::text`].
    pub range: Range<usize>,
    /// What it is.
    pub inline: Inline,
}

/// The style of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inline {
    /// Strong emphasis.
    Strong,
    /// Emphasis.
    Emphasis,
    /// Strikethrough.
    Deleted,
    /// Code in running text.
    Code,
    /// A link: an index into [`Document::links`].
    Link(usize),
}
