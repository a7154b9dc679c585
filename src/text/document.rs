//! A body as blocks and inlines, each with its place in one plain text.
//!
//! The text of a document is what a person would read aloud: logical order, blocks separated by a blank line (items of one
//! list and rows of one table by one line end), no markup. Every offset that farz keeps (a reading position, a search
//! hit) is a byte offset in it. It has the soft hyphens of its source, which a layout needs; [`Document::copied`] has not.

use std::borrow::Cow;
use std::ops::Range;

/// A body, parsed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The whole text, cleaned of control characters (tabs are expanded in code, blanks elsewhere; line ends stay) and
    /// of bidi controls that are not closed in their own block.
    pub text: String,
    /// The blocks, in reading order; their ranges do not overlap.
    pub blocks: Vec<Block>,
    /// The addresses that [`Inline::Link`] points to, numbered from 0 here and from 1 on the screen.
    pub links: Vec<String>,
}

impl Document {
    /// The text as a person would copy it, without soft hyphens: in a place that wraps lines otherwise they would be left
    /// inside the words. All that is given away as plain text is this (the clipboard, pipes, JSON, Markdown made of other
    /// markup). HTML and a body given away as it came keep them: what reads those wraps the lines anew.
    #[must_use]
    pub fn copied(&self) -> Cow<'_, str> {
        if self.text.contains('\u{AD}') { self.text.replace('\u{AD}', "").into() } else { self.text.as_str().into() }
    }
}

/// A part of a document that starts on a line of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its place in [`Document::text`], without the line end after it. A line feed inside is a forced line break.
    pub range: Range<usize>,
    /// How deep it stands in block quotes.
    pub quote: u8,
    /// How deep it stands in lists, 0 outside.
    pub indent: u8,
    /// What stands before its first line when it begins a list item: `•`, `1.`; not part of the text.
    pub marker: Option<String>,
    /// Styled ranges of its text, sorted by start; they may nest and never reach outside the block.
    pub spans: Vec<Span>,
}

/// What a block is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// Running text; also the text of a list item or quote.
    Paragraph,
    /// A heading of level 1 to 6.
    Heading(u8),
    /// Preformatted lines: kept as they are, never joined, broken only at the edge.
    Code,
    /// The caption or alternative text of a picture.
    Caption,
    /// One row of a table. The ranges of its cells' texts are inside the block's range, which separates them by a tab.
    TableRow {
        /// Which table of the document, from 0: rows of one table share their columns.
        table: u32,
        /// Whether it is a header row.
        header: bool,
        /// One range for each cell.
        cells: Vec<Range<usize>>,
    },
    /// A thematic break; its range is empty.
    Rule,
}

/// A styled range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Its place in [`Document::text`].
    pub range: Range<usize>,
    /// What it is.
    pub inline: Inline,
}

/// What a styled range is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inline {
    /// Strong emphasis.
    Strong,
    /// Emphasis.
    Emphasis,
    /// Struck out.
    Deleted,
    /// Code in running text.
    Code,
    /// A link: an index into [`Document::links`].
    Link(usize),
}
