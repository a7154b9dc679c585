//! Builds a document from starts, ends and runs of text, for every kind of markup.

use super::super::clean;
use super::super::document::{Block, BlockKind, Document, Inline, Span};
use super::link;
use std::collections::HashMap;
use std::ops::Range;

/// Columns between tab stops in code.
const TAB: usize = 4;

/// One cell of a row, or the whole of any other block, before cleaning.
#[derive(Default)]
struct Piece {
    text: String,
    spans: Vec<Span>,
    /// White space was read; a blank is written before the next letter (CSS Text 3, 4.1: collapsing).
    blank: bool,
}

/// The block being filled.
struct Open {
    kind: BlockKind,
    pieces: Vec<Piece>,
}

/// An open inline style, with the start of its range in the current piece once it has text.
struct Style {
    inline: Inline,
    start: Option<usize>,
}

/// Collects blocks. The invariants of [`Document`] hold in the end, whatever the order of calls.
#[derive(Default)]
pub struct Builder {
    doc: Document,
    open: Option<Open>,
    styles: Vec<Style>,
    /// The number of open styles whose range has not begun, because no text followed.
    unset: usize,
    /// The kinds of the blocks that text opens implicitly, innermost last.
    kinds: Vec<BlockKind>,
    quote: u32,
    indent: u32,
    marker: Option<String>,
    /// Addresses in the order of their `<a>`. The document numbers them only if their text is not empty.
    hrefs: Vec<String>,
    numbers: HashMap<String, usize>,
    tables: u32,
}

impl Builder {
    /// Returns the finished document.
    #[must_use]
    pub fn finish(mut self) -> Document {
        self.close_block();
        self.doc
    }

    /// Ends the current block. In a table row it is only a blank, because a cell has one line; in code it is a line
    /// end.
    pub fn end(&mut self) {
        match self.open.as_mut() {
            Some(Open { kind: BlockKind::TableRow { .. }, .. }) => self.blank(),
            Some(Open { kind: BlockKind::Code, pieces }) if matches!(self.kinds.last(), Some(BlockKind::Code)) => {
                if let Some(piece) =
                    pieces.last_mut().filter(|piece| !piece.text.is_empty() && !piece.text.ends_with('\n'))
                {
                    piece.text.push('\n');
                }
            }
            Some(_) => self.close_block(),
            None => {}
        }
    }

    /// Makes all blocks this kind until [`Builder::leave`].
    pub fn enter(&mut self, kind: BlockKind) {
        self.end();
        self.kinds.push(kind);
    }

    /// Ends what [`Builder::enter`] began.
    pub fn leave(&mut self) {
        let was = self.kinds.pop();
        if matches!((&self.open, was), (Some(Open { kind: BlockKind::Code, .. }), Some(BlockKind::Code))) {
            self.close_block();
        }
        self.end();
    }

    /// Returns whether text is kept unchanged.
    #[must_use]
    pub fn preformatted(&self) -> bool {
        matches!(self.kinds.last(), Some(BlockKind::Code)) && !self.in_row()
    }

    /// Returns whether a table row is open.
    #[must_use]
    pub fn in_row(&self) -> bool {
        matches!(self.open, Some(Open { kind: BlockKind::TableRow { .. }, .. }))
    }

    /// Returns whether the current block already has text.
    #[must_use]
    pub fn has_text(&self) -> bool {
        self.open.as_ref().and_then(|open| open.pieces.last()).is_some_and(|piece| !piece.text.is_empty())
    }

    /// Begins a quote.
    pub fn enter_quote(&mut self) {
        self.end();
        self.quote += 1;
    }

    /// Ends a quote.
    pub fn leave_quote(&mut self) {
        self.end();
        self.quote = self.quote.saturating_sub(1);
    }

    /// Begins a list.
    pub fn enter_list(&mut self) {
        self.end();
        self.indent += 1;
    }

    /// Ends a list.
    pub fn leave_list(&mut self) {
        self.end();
        self.indent = self.indent.saturating_sub(1);
    }

    /// Begins a list item: the next block that has text gets the marker.
    pub fn enter_item(&mut self, marker: String) {
        self.end();
        self.marker = Some(marker);
    }

    /// Ends a list item; a marker without text is dropped.
    pub fn leave_item(&mut self) {
        self.end();
        self.marker = None;
    }

    /// Adds a thematic break.
    pub fn rule(&mut self) {
        self.end();
        if self.open.is_none() {
            let marker = self.marker.take();
            self.push(BlockKind::Rule, Vec::new());
            self.marker = marker;
        }
    }

    /// Returns the number of a new table.
    pub fn table(&mut self) -> u32 {
        self.end();
        self.tables += 1;
        self.tables - 1
    }

    /// Begins a row. Rows do not nest: an open row ends first.
    pub fn enter_row(&mut self, table: u32, header: bool) {
        self.close_block();
        self.open = Some(Open { kind: BlockKind::TableRow { table, header, cells: Vec::new() }, pieces: Vec::new() });
    }

    /// Begins a cell of the current row.
    pub fn cell(&mut self) {
        if !self.in_row() {
            return;
        }
        self.settle_styles();
        if let Some(open) = &mut self.open {
            open.pieces.push(Piece::default());
        }
    }

    /// Ends the current row.
    pub fn leave_row(&mut self) {
        if self.in_row() {
            self.close_block();
        }
    }

    /// Opens an inline style.
    pub fn style(&mut self, inline: Inline) {
        self.styles.push(Style { inline, start: None });
        self.unset += 1;
    }

    /// Opens a link if `href` is a valid address. Returns whether it is; then [`Builder::unstyle`] must follow.
    pub fn link(&mut self, href: &str) -> bool {
        let Some(address) = link::address(href) else { return false };
        self.hrefs.push(address);
        self.style(Inline::Link(self.hrefs.len() - 1));
        true
    }

    /// Closes the most recent style.
    pub fn unstyle(&mut self) {
        let Some(style) = self.styles.pop() else { return };
        match style.start {
            Some(start) => {
                if let Some(piece) = self.open.as_mut().and_then(|open| open.pieces.last_mut()) {
                    piece.spans.push(Span { range: start..piece.text.len(), inline: style.inline });
                }
            }
            None => self.unset = self.unset.saturating_sub(1),
        }
    }

    /// Adds white space.
    pub fn blank(&mut self) {
        if let Some(piece) = self.open.as_mut().and_then(|open| open.pieces.last_mut()) {
            piece.blank = true;
        }
    }

    /// Adds a forced line break. Two in a row end the paragraph, as pages without `<p>` intend.
    pub fn line_break(&mut self) {
        if self.in_row() {
            return self.blank();
        }
        if !self.preformatted() && !self.has_text() {
            return;
        }
        if self.preformatted() {
            return self.verbatim("\n");
        }
        let Some(piece) = self.open.as_mut().and_then(|open| open.pieces.last_mut()) else { return };
        piece.blank = false;
        if piece.text.ends_with('\n') {
            self.close_block();
        } else {
            piece.text.push('\n');
        }
    }

    /// Adds running text, with collapsed white space; in code unchanged.
    pub fn text(&mut self, text: &str) {
        if self.preformatted() {
            return self.verbatim(text);
        }
        let collapsible = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c');
        let mut rest = text;
        while !rest.is_empty() {
            let word = rest.trim_start_matches(collapsible);
            if word.len() < rest.len() {
                self.blank();
            }
            let end = word.find(collapsible).unwrap_or(word.len());
            let (word, after) = word.split_at(end);
            if !word.is_empty() {
                self.word(word);
            }
            rest = after;
        }
    }

    /// Adds text without collapsible white space.
    fn word(&mut self, word: &str) {
        let Some(piece) = self.piece() else { return };
        if std::mem::take(&mut piece.blank) && !piece.text.is_empty() && !piece.text.ends_with('\n') {
            piece.text.push(' ');
        }
        let start = piece.text.len();
        piece.text.push_str(word);
        self.set_styles(start);
    }

    /// Adds lines of code: line ends are kept, tabs expanded.
    fn verbatim(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let Some(piece) = self.piece() else { return };
        let start = piece.text.len();
        let line = piece.text.rfind('\n').map_or(0, |at| at + 1);
        let mut column = piece.text.get(line..).map_or(0, |line| line.chars().count());
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '\t' => {
                    let blanks = TAB - column % TAB;
                    piece.text.extend(std::iter::repeat_n(' ', blanks));
                    column += blanks;
                }
                '\r' if chars.peek() == Some(&'\n') => {}
                '\n' | '\r' => {
                    piece.text.push('\n');
                    column = 0;
                }
                c => {
                    piece.text.push(c);
                    column += 1;
                }
            }
        }
        self.set_styles(start);
    }

    /// Returns the piece that receives text, and begins a block if none is open. In a row without cells it begins the
    /// first one.
    fn piece(&mut self) -> Option<&mut Piece> {
        let kind = self.kinds.last().cloned().unwrap_or(BlockKind::Paragraph);
        let open = self.open.get_or_insert_with(|| Open { kind, pieces: vec![Piece::default()] });
        if open.pieces.is_empty() {
            open.pieces.push(Piece::default());
        }
        open.pieces.last_mut()
    }

    /// Starts the range of each style without text at `start`.
    fn set_styles(&mut self, start: usize) {
        if self.unset > 0 {
            self.styles.iter_mut().for_each(|style| {
                style.start.get_or_insert(start);
            });
            self.unset = 0;
        }
    }

    /// Writes the open styles to the current piece; they continue in the next.
    fn settle_styles(&mut self) {
        self.unset = self.styles.len();
        let Some(piece) = self.open.as_mut().and_then(|open| open.pieces.last_mut()) else { return };
        let end = piece.text.len();
        for style in &mut self.styles {
            if let Some(start) = style.start.take() {
                piece.spans.push(Span { range: start..end, inline: style.inline });
            }
        }
    }

    /// Ends the current block of any kind, and adds it to the document if it has text.
    fn close_block(&mut self) {
        self.settle_styles();
        let Some(open) = self.open.take() else { return };
        let code = matches!(open.kind, BlockKind::Code);
        let row = matches!(open.kind, BlockKind::TableRow { .. });
        let pieces: Vec<(String, Vec<Span>)> =
            open.pieces.into_iter().map(|piece| clean_piece(piece, code, row)).collect();
        if pieces.iter().any(|(text, _)| !text.is_empty()) {
            self.push(open.kind, pieces);
        }
    }

    /// Appends a block.
    fn push(&mut self, mut kind: BlockKind, pieces: Vec<(String, Vec<Span>)>) {
        let marker = self.marker.take();
        if let Some(last) = self.doc.blocks.last() {
            let same_table = match (&last.kind, &kind) {
                (BlockKind::TableRow { table: one, .. }, BlockKind::TableRow { table: other, .. }) => one == other,
                _ => false,
            };
            let next_item = marker.is_some() && last.indent > 0;
            self.doc.text.push_str(if same_table || next_item { "\n" } else { "\n\n" });
        }
        let start = self.doc.text.len();
        let mut places: Vec<Range<usize>> = Vec::with_capacity(pieces.len());
        let mut spans = Vec::new();
        for (at, (text, its_spans)) in pieces.into_iter().enumerate() {
            if at > 0 {
                self.doc.text.push('\t');
            }
            let from = self.doc.text.len();
            self.doc.text.push_str(&text);
            places.push(from..self.doc.text.len());
            spans.extend(
                its_spans
                    .into_iter()
                    .map(|span| Span { range: span.range.start + from..span.range.end + from, inline: span.inline }),
            );
        }
        spans.sort_by_key(|span| (span.range.start, usize::MAX - span.range.end));
        for span in &mut spans {
            if let Inline::Link(at) = &mut span.inline {
                *at = self.number(*at);
            }
        }
        if let BlockKind::TableRow { cells, .. } = &mut kind {
            *cells = places;
        }
        self.doc.blocks.push(Block {
            kind,
            range: start..self.doc.text.len(),
            quote: u8::try_from(self.quote).unwrap_or(u8::MAX),
            indent: u8::try_from(self.indent).unwrap_or(u8::MAX),
            marker,
            spans,
        });
    }

    /// Returns the document's number of an address. Repeated addresses share one number.
    fn number(&mut self, href: usize) -> usize {
        let Some(address) = self.hrefs.get(href) else { return 0 };
        if let Some(&number) = self.numbers.get(address) {
            return number;
        }
        let number = self.doc.links.len();
        self.doc.links.push(address.clone());
        self.numbers.insert(address.clone(), number);
        number
    }
}

/// Returns the cleaned and trimmed text of a piece, with its spans adjusted.
fn clean_piece(piece: Piece, code: bool, row: bool) -> (String, Vec<Span>) {
    let cleaned = if code {
        clean_code(&piece.text)
    } else if row {
        clean::one_line(&piece.text)
    } else {
        clean::block(&piece.text).trim().to_owned()
    };
    let mut spans = piece.spans;
    if cleaned != piece.text && !spans.is_empty() {
        let place = Alignment::of(&piece.text, &cleaned);
        for span in &mut spans {
            span.range = place.of_offset(span.range.start)..place.of_offset(span.range.end);
        }
    }
    spans.retain(|span| cleaned.get(span.range.clone()).is_some_and(|text| !text.is_empty()));
    (cleaned, spans)
}

/// Cleans code word by word, which keeps its indentation, and removes blank lines around it.
fn clean_code(text: &str) -> String {
    let lines: Vec<String> = text
        .split('\n')
        .map(|line| {
            let words: Vec<String> = line.split(' ').map(clean::one_line).collect();
            words.join(" ").trim_end().to_owned()
        })
        .collect();
    let first = lines.iter().position(|line| !line.is_empty()).unwrap_or(lines.len());
    let last = lines.iter().rposition(|line| !line.is_empty()).map_or(first, |at| at + 1);
    lines.get(first..last).unwrap_or_default().join("\n")
}

/// Maps the offsets of a text to its cleaned form.
struct Alignment {
    /// Offsets in the old text and in the new, both ascending, one pair for each character that was kept.
    pairs: Vec<(usize, usize)>,
    end: usize,
}

impl Alignment {
    /// Aligns both texts by walking them side by side: cleaning only drops characters and turns white space into
    /// spaces.
    fn of(old: &str, new: &str) -> Self {
        let mut pairs = Vec::with_capacity(new.len());
        let mut kept = new.char_indices().peekable();
        for (at, c) in old.char_indices() {
            let Some(&(place, k)) = kept.peek() else { break };
            if c == k || (k == ' ' && (c.is_whitespace() || c.is_control())) {
                pairs.push((at, place));
                kept.next();
            }
        }
        Self { pairs, end: new.len() }
    }

    /// Returns the new offset of an old one: that of the first kept character at or after it.
    fn of_offset(&self, old: usize) -> usize {
        let at = self.pairs.partition_point(|&(from, _)| from < old);
        self.pairs.get(at).map_or(self.end, |&(_, to)| to)
    }
}
