//! The addresses of a document's links, listed at its end.

use super::super::document::{Block, BlockKind, Document, Inline, Span};

/// Appends a line for each link of `doc`, numbered as on the screen, because a terminal shows no addresses otherwise.
#[must_use]
pub fn with_addresses(mut doc: Document) -> Document {
    if doc.links.is_empty() {
        return doc;
    }
    let block = |kind, range, spans| Block { kind, range, quote: 0, indent: 0, marker: None, spans };
    if !doc.text.is_empty() {
        doc.text.push_str("\n\n");
    }
    let rule = doc.text.len();
    doc.blocks.push(block(BlockKind::Rule, rule..rule, Vec::new()));
    for (index, link) in doc.links.iter().enumerate() {
        // One line end between the lines, because they are one list.
        doc.text.push_str(if index == 0 { "\n\n" } else { "\n" });
        let start = doc.text.len();
        doc.text.push_str(&format!("[{}] ", index + 1));
        let address = doc.text.len();
        doc.text.push_str(link);
        // As code, because an address always reads from left to right.
        let spans = vec![Span { range: address..doc.text.len(), inline: Inline::Code }];
        doc.blocks.push(block(BlockKind::Paragraph, start..doc.text.len(), spans));
    }
    doc
}

#[cfg(test)]
mod tests {
    use super::super::{markdown, plain};
    use super::*;

    #[test]
    fn every_address_stands_at_the_end_with_its_number() {
        let doc = with_addresses(markdown("A [one](https://example.org/1) and [two](https://example.org/2)."));
        assert!(doc.text.ends_with("\n\n[1] https://example.org/1\n[2] https://example.org/2"), "{:?}", doc.text);
        let last = doc.blocks.last().unwrap();
        assert_eq!(&doc.text[last.range.clone()], "[2] https://example.org/2");
    }

    #[test]
    fn without_links_nothing_is_added() {
        let doc = plain("Just text.");
        assert_eq!(with_addresses(doc.clone()), doc);
    }
}
