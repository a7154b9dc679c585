//! A block, analyzed once for every width.

use crate::text::bidi::{Order, class};
use crate::text::document::{Block, BlockKind, Document, Inline, Span};
use crate::text::isolate::{FSI, Isolate, LRI};
use crate::text::paragraph::{Look, Note, Paragraph};
use crate::text::style::{Runs, Style};
use std::ops::Range;
use unicode_bidi::BidiClass;

/// A block's flows of text with their styles.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// One for a block of text, one for each cell of a table row, none for a rule.
    pub flows: Vec<Flow>,
    /// The direction of the whole block, which decides the side of its decoration.
    pub rtl: bool,
    /// The block's own style.
    pub style: Style,
    pub(in crate::text) runs: Runs,
}

/// Text that is wrapped in its own column.
#[derive(Clone, Debug)]
pub struct Flow {
    /// The parts between forced line breaks; at least one.
    pub(in crate::text) segments: Vec<Segment>,
}

/// A part between forced line breaks: one bidi paragraph, with the direction of its flow.
#[derive(Clone, Debug)]
pub(in crate::text) struct Segment {
    /// Its bytes in the document's text.
    pub range: Range<usize>,
    pub paragraph: Paragraph,
}

impl Prepared {
    /// Analyzes a block. `fallback` is the direction of the document, or for a table row that of the table.
    pub fn new(document: &Document, block: usize, order: Order, fallback: bool) -> Option<Prepared> {
        let block = document.blocks.get(block)?;
        let style = style(block);
        let text = document.text.get(block.range.clone()).unwrap_or_default();
        let mut notes: Vec<Note> = block.spans.iter().filter_map(|span| note(&span.inline, span.range.end)).collect();
        notes.sort_by_key(|note| note.at);
        let isolates: Vec<Isolate> = block.spans.iter().filter_map(isolate).collect();
        let isolates = order.isolate.then_some(isolates);
        let base = order.base;
        let (rtl, ranges, code) = match &block.kind {
            BlockKind::Paragraph | BlockKind::Heading(_) | BlockKind::Caption => {
                (base.is_rtl(text, fallback), vec![block.range.clone()], false)
            }
            BlockKind::Code => (is_wholly_rtl(text), vec![block.range.clone()], true),
            BlockKind::TableRow { cells, .. } => (fallback, cells.clone(), false),
            BlockKind::Rule => (fallback, Vec::new(), false),
        };
        let flows = ranges.into_iter().map(|range| {
            let text = document.text.get(range.clone()).unwrap_or_default();
            let rtl = match &block.kind {
                BlockKind::TableRow { .. } => base.is_rtl(text, rtl),
                _ => rtl,
            };
            Flow::new(text, range.start, rtl, &notes, isolates.as_deref().filter(|_| !code), !code)
        });
        Some(Prepared { flows: flows.collect(), rtl, style, runs: Runs::new(style, &block.spans) })
    }

    /// Returns the number of its clusters.
    pub fn clusters(&self) -> usize {
        self.flows.iter().flat_map(|flow| &flow.segments).map(|segment| segment.paragraph.len()).sum()
    }
}

impl Flow {
    fn new(text: &str, start: usize, rtl: bool, notes: &[Note], isolates: Option<&[Isolate]>, breaks: bool) -> Flow {
        let mut at = start;
        // The isolates before this index all end before the current part.
        let mut done = 0;
        let segments = text.split('\n').map(|part| {
            let range = at..at + part.len();
            at = range.end + 1;
            let first = notes.partition_point(|note| note.at < range.start);
            let after = notes.partition_point(|note| note.at <= range.end);
            let notes = notes.get(first..after).unwrap_or_default();
            let notes: Vec<Note> =
                notes.iter().map(|note| Note { at: note.at - range.start, text: note.text.clone() }).collect();
            let isolates = isolates.map(|isolates| {
                let ended = |isolate: &&Isolate| isolate.range.end <= range.start;
                done += isolates.get(done..).unwrap_or_default().iter().take_while(ended).count();
                within(isolates.get(done..).unwrap_or_default(), &range)
            });
            let look = Look { rtl, notes: &notes, isolates: isolates.as_deref(), breaks };
            Segment { paragraph: Paragraph::new(part, look), range }
        });
        Flow { segments: segments.collect() }
    }

    /// Returns the width of its widest part without wrapping, in columns.
    pub fn natural_width(&self) -> usize {
        let width = |segment: &Segment| {
            let all = 0..segment.paragraph.len();
            segment.paragraph.width(segment.paragraph.trimmed(all))
        };
        self.segments.iter().map(width).max().unwrap_or(0)
    }
}

/// Returns the parts of these isolates (sorted by start) inside this range, relative to its start.
fn within(isolates: &[Isolate], range: &Range<usize>) -> Vec<Isolate> {
    let near = isolates.iter().take_while(|isolate| isolate.range.start < range.end);
    let parts = near.filter_map(|isolate| {
        let (start, end) = (isolate.range.start.max(range.start), isolate.range.end.min(range.end));
        (start < end).then(|| Isolate { range: start - range.start..end - range.start, ..*isolate })
    });
    parts.collect()
}

/// Returns the isolate of a span: links take the direction of their first letter, code is left to right. Other markup
/// has no isolate.
fn isolate(span: &Span) -> Option<Isolate> {
    let mark = match span.inline {
        Inline::Link(_) => FSI,
        Inline::Code => LRI,
        Inline::Strong | Inline::Emphasis | Inline::Deleted => return None,
    };
    Some(Isolate { range: span.range.clone(), mark })
}

/// Returns the number written after a link: isolated, so that it does not change the order of the text around it, and
/// not separable from its link.
fn note(inline: &Inline, at: usize) -> Option<Note> {
    match inline {
        Inline::Link(index) => Some(Note { at, text: format!("\u{2060}\u{2066}[{}]\u{2069}", index + 1) }),
        Inline::Strong | Inline::Emphasis | Inline::Deleted | Inline::Code => None,
    }
}

/// Returns whether a text has right-to-left letters and no left-to-right ones.
fn is_wholly_rtl(text: &str) -> bool {
    let mut rtl = false;
    for c in text.chars() {
        match class(c) {
            BidiClass::L => return false,
            BidiClass::R | BidiClass::AL => rtl = true,
            _ => {}
        }
    }
    rtl
}

fn style(block: &Block) -> Style {
    let style = Style { quote: block.quote > 0, ..Style::default() };
    match &block.kind {
        BlockKind::Paragraph => style,
        BlockKind::Heading(level) => Style { heading: *level, ..style },
        BlockKind::Code => Style { code_block: true, ..style },
        BlockKind::Caption => Style { caption: true, ..style },
        BlockKind::TableRow { header, .. } => Style { header: *header, ..style },
        BlockKind::Rule => Style { rule: true, ..style },
    }
}
