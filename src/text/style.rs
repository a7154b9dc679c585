//! The role of a cell in a laid-out document, from which the theme derives its look.

use super::document::{Inline, Span};

/// The styles of one cell, which combine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Style {
    /// Strong emphasis.
    pub strong: bool,
    /// Emphasis.
    pub emphasis: bool,
    /// Strikethrough.
    pub deleted: bool,
    /// Code in running text.
    pub code: bool,
    /// In a block of code.
    pub code_block: bool,
    /// Part of a link, its number included.
    pub link: bool,
    /// The number that farz writes after a link.
    pub link_number: bool,
    /// The level of the heading, 0 outside headings.
    pub heading: u8,
    /// In a block quote, its bars included.
    pub quote: bool,
    /// In a caption.
    pub caption: bool,
    /// The marker of a list item, or the bar of a quote.
    pub marker: bool,
    /// A line between the columns of a table.
    pub table_border: bool,
    /// In the header of a table.
    pub header: bool,
    /// A thematic break.
    pub rule: bool,
}

/// The styles of a block's text: each applies from its offset to the next one's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Runs(Vec<(usize, Style)>);

impl Runs {
    /// Adds the styles of the spans to the block's own style.
    pub fn new(base: Style, spans: &[Span]) -> Runs {
        let mut edges: Vec<(usize, bool, Inline)> = Vec::with_capacity(2 * spans.len());
        for span in spans.iter().filter(|span| !span.range.is_empty()) {
            edges.push((span.range.start, true, span.inline));
            edges.push((span.range.end, false, span.inline));
        }
        edges.sort_by_key(|(at, opens, _)| (*at, *opens));
        let mut open = [0u32; 5];
        let mut runs = vec![(0, base)];
        for (at, opens, inline) in edges {
            let [strong, emphasis, deleted, code, link] = &mut open;
            let count = match inline {
                Inline::Strong => strong,
                Inline::Emphasis => emphasis,
                Inline::Deleted => deleted,
                Inline::Code => code,
                Inline::Link(_) => link,
            };
            *count = if opens { *count + 1 } else { count.saturating_sub(1) };
            let [strong, emphasis, deleted, code, link] = open.map(|count| count > 0);
            runs.push((at, Style { strong, emphasis, deleted, code, link, ..base }));
        }
        Runs(runs)
    }

    /// Returns the style at an offset.
    pub fn at(&self, offset: usize) -> Style {
        if let [(_, style)] = self.0.as_slice() {
            return *style;
        }
        let after = self.0.partition_point(|(start, _)| *start <= offset);
        after.checked_sub(1).and_then(|index| self.0.get(index)).map(|(_, style)| *style).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_spans_add_up() {
        let spans = [
            Span { range: 0..10, inline: Inline::Strong },
            Span { range: 4..6, inline: Inline::Link(0) },
            Span { range: 10..12, inline: Inline::Strong },
        ];
        let runs = Runs::new(Style { heading: 2, ..Style::default() }, &spans);
        let strong = Style { heading: 2, strong: true, ..Style::default() };
        assert_eq!(runs.at(0), strong);
        assert_eq!(runs.at(5), Style { link: true, ..strong });
        assert_eq!(runs.at(6), strong);
        assert_eq!(runs.at(11), strong);
        assert_eq!(runs.at(12), Style { heading: 2, ..Style::default() });
    }
}
