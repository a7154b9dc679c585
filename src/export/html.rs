//! Writes an article as an HTML page that contains only the parts of a document, so that nothing in it is active.
//!
//! # Invariants
//!
//! - An exported page has no active content.
//!   Test: `no_text_adds_an_element_that_acts`.

use crate::domain::Article;
use crate::text::bidi::first_strong;
use crate::text::document::{Block, BlockKind, Document, Inline, Span};
use crate::text::language::is_rtl;
use std::ops::Range;

/// Returns the page of an article whose body is `document`.
pub fn page(article: &Article, document: &Document) -> String {
    let mut writer = Writer { document, out: String::new(), open: Vec::new(), table: None };
    let language = match article.language.as_str() {
        "" => String::new(),
        language => format!(" lang=\"{}\"", escaped(language)),
    };
    let rtl = is_rtl(&article.language).or_else(|| first_strong(&article.title));
    let rtl = rtl.or_else(|| first_strong(&document.text)).unwrap_or(false);
    let (title, direction) = (escaped(&article.title), if rtl { "rtl" } else { "ltr" });
    writer.out.push_str(&format!(
        "<!DOCTYPE html>\n<html{language} dir=\"{direction}\">\n<head><meta charset=\"utf-8\"><title>{title}</title></head>\n\
         <body>\n<h1>{title}</h1>\n"
    ));
    let about = [article.source.as_str(), article.author.as_str()];
    let about: Vec<String> = about.into_iter().filter(|part| !part.is_empty()).map(escaped).collect();
    if !about.is_empty() {
        writer.out.push_str(&format!("<p>{}</p>\n", about.join(" | ")));
    }
    if !article.link.is_empty() {
        let link = escaped(&article.link);
        writer.out.push_str(&format!("<p><a href=\"{link}\">{link}</a></p>\n"));
    }
    document.blocks.iter().for_each(|block| writer.block(block));
    writer.leave(0);
    writer.out.push_str("</body>\n</html>\n");
    writer.out
}

/// An open element.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Element {
    Quote,
    List { ordered: bool },
    Item,
}

impl Element {
    fn name(self) -> &'static str {
        match self {
            Self::Quote => "blockquote",
            Self::List { ordered: true } => "ol",
            Self::List { ordered: false } => "ul",
            Self::Item => "li",
        }
    }
}

struct Writer<'d> {
    document: &'d Document,
    out: String,
    open: Vec<Element>,
    table: Option<u32>,
}

impl Writer<'_> {
    fn block(&mut self, block: &Block) {
        let table = match &block.kind {
            BlockKind::TableRow { table, .. } => Some(*table),
            _ => None,
        };
        if self.table != table && self.table.take().is_some() {
            self.out.push_str("</table>\n");
        }
        self.surround(block);
        if self.table != table {
            self.out.push_str("<table>\n");
            self.table = table;
        }
        let text = self.inline(block, &block.range);
        let direction = match first_strong(self.document.text.get(block.range.clone()).unwrap_or_default()) {
            Some(true) => " dir=\"rtl\"",
            Some(false) => " dir=\"ltr\"",
            None => "",
        };
        let line = match &block.kind {
            BlockKind::Paragraph => format!("<p{direction}>{}</p>\n", text.replace('\n', "<br>")),
            // The title is the first-level heading.
            BlockKind::Heading(level) => {
                let level = (*level + 1).clamp(2, 6);
                format!("<h{level}{direction}>{text}</h{level}>\n")
            }
            BlockKind::Code => format!("<pre>{text}</pre>\n"),
            BlockKind::Caption => format!("<p{direction}><small>{text}</small></p>\n"),
            BlockKind::Rule => "<hr>\n".to_owned(),
            BlockKind::TableRow { header, cells, .. } => {
                let name = if *header { "th" } else { "td" };
                let cells = cells.iter().map(|cell| format!("<{name}>{}</{name}>", self.inline(block, cell)));
                format!("<tr>{}</tr>\n", cells.collect::<String>())
            }
        };
        self.out.push_str(&line);
    }

    /// Opens and closes quotes and lists until `block` can follow.
    fn surround(&mut self, block: &Block) {
        let quotes = self.open.iter().filter(|element| **element == Element::Quote).count();
        if quotes != usize::from(block.quote) {
            self.leave(0);
            (0..block.quote).for_each(|_| self.enter(Element::Quote));
        }
        let depth = |open: &[Element]| open.iter().filter(|element| matches!(element, Element::List { .. })).count();
        let wanted = usize::from(block.indent);
        while depth(&self.open) > wanted {
            self.leave(self.open.len() - 1);
        }
        let begins = block.marker.is_some();
        if begins && depth(&self.open) == wanted && self.open.last() == Some(&Element::Item) {
            self.leave(self.open.len() - 1);
            self.enter(Element::Item);
        }
        let ordered = block.marker.as_deref().is_some_and(|marker| marker.starts_with(|c: char| c.is_ascii_digit()));
        while depth(&self.open) < wanted {
            self.enter(Element::List { ordered });
            self.enter(Element::Item);
        }
    }

    fn enter(&mut self, element: Element) {
        self.out.push_str(&format!("<{}>\n", element.name()));
        self.open.push(element);
    }

    /// Closes elements until `left` are open.
    fn leave(&mut self, left: usize) {
        if left == 0 && self.table.take().is_some() {
            self.out.push_str("</table>\n");
        }
        while self.open.len() > left {
            if let Some(element) = self.open.pop() {
                self.out.push_str(&format!("</{}>\n", element.name()));
            }
        }
    }

    /// Returns a part of a block's text with its styles. Between two span edges, each piece is in the elements of the
    /// spans that cover it.
    fn inline(&self, block: &Block, range: &Range<usize>) -> String {
        let spans = block.spans.iter().filter(|span| span.range.start < range.end && span.range.end > range.start);
        let spans: Vec<&Span> = spans.collect();
        let mut edges: Vec<usize> = spans.iter().flat_map(|span| [span.range.start, span.range.end]).collect();
        edges.extend([range.start, range.end]);
        edges.retain(|edge| (range.start..=range.end).contains(edge));
        edges.sort_unstable();
        edges.dedup();
        let mut out = String::new();
        for pair in edges.windows(2) {
            let [start, end] = [pair[0], pair[1]];
            let here: Vec<&&Span> =
                spans.iter().filter(|span| span.range.start <= start && span.range.end >= end).collect();
            here.iter().for_each(|span| out.push_str(&self.opening(span.inline)));
            out.push_str(&escaped(self.document.text.get(start..end).unwrap_or_default()));
            here.iter().rev().for_each(|span| out.push_str(&format!("</{}>", name(span.inline))));
        }
        out
    }

    fn opening(&self, inline: Inline) -> String {
        match inline {
            Inline::Link(number) => {
                let address = self.document.links.get(number).map_or("", String::as_str);
                format!("<a href=\"{}\">", escaped(address))
            }
            Inline::Strong | Inline::Emphasis | Inline::Deleted | Inline::Code => format!("<{}>", name(inline)),
        }
    }
}

fn name(inline: Inline) -> &'static str {
    match inline {
        Inline::Strong => "strong",
        Inline::Emphasis => "em",
        Inline::Deleted => "del",
        Inline::Code => "code",
        Inline::Link(_) => "a",
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::domain::{ArticleId, Format};
    use crate::text::markup;
    use proptest::prelude::*;

    pub fn article(title: &str, body: &str, format: Format) -> Article {
        Article {
            id: ArticleId([0; 10]),
            title: title.into(),
            source: "paper".into(),
            origin: String::new(),
            author: String::new(),
            link: "https://e.org/?a=1&b=\"2\"".into(),
            published: None,
            added: 0,
            language: "ar".into(),
            format,
            body: body.into(),
            tags: Vec::new(),
            changed: false,
        }
    }

    #[test]
    fn blocks_come_out_as_their_elements() {
        let text = "A **bold** [link](https://e.org/?a&b) <script>.\n\n1. one\n2. two\n   - inner\n\n> quoted\n\n```\na < b\n```\n\n\
                    | x | y |\n|---|---|\n| 1 | `2` |\n\n---\n";
        let article = article("\u{639} <b>", text, Format::Markdown);
        let page = page(&article, &markup::markdown(text));
        for part in [
            "<html lang=\"ar\" dir=\"rtl\">",
            "<h1>\u{639} &lt;b&gt;</h1>",
            "<a href=\"https://e.org/?a=1&amp;b=&quot;2&quot;\">",
            "<strong>bold</strong> <a href=\"https://e.org/?a&amp;b\">link</a>",
            "<ol>\n<li>\n<p dir=\"ltr\">one</p>\n</li>\n<li>\n<p dir=\"ltr\">two</p>\n<ul>\n<li>\n<p dir=\"ltr\">inner</p>\n</li>\n</ul>\n</li>\n</ol>",
            "<blockquote>\n<p dir=\"ltr\">quoted</p>\n</blockquote>",
            "<pre>a &lt; b</pre>",
            "<table>\n<tr><th>x</th><th>y</th></tr>\n<tr><td>1</td><td><code>2</code></td></tr>\n</table>\n<hr>",
        ] {
            assert!(page.contains(part), "{part} is not in {page}");
        }
        assert!(!page.contains("<script"));
    }

    #[test]
    fn the_page_says_what_the_document_says() {
        let text = "# Title\n\nOne *two* three.\n\n- a\n- b\n\n> c\n";
        let document = markup::markdown(text);
        let page = page(&article("T", text, Format::Markdown), &document);
        let again = markup::html(&page);
        for block in &document.blocks {
            let words = &document.text[block.range.clone()];
            assert!(again.text.contains(words), "{words:?} is not in {:?}", again.text);
        }
    }

    proptest! {
        #[test]
        fn no_text_adds_an_element_that_acts(text in "[\\PC<>&\"'/=\n*_`#|\\[\\]()-]{0,200}") {
            for document in [markup::markdown(&text), markup::html(&text), markup::plain(&text)] {
                let page = page(&article(&text, &text, Format::Html), &document);
                let names = page.split('<').skip(1).map(|rest| {
                    rest.trim_start_matches('/').split(|c: char| !c.is_alphanumeric() && c != '!').next().unwrap()
                });
                for name in names {
                    prop_assert!(
                        [
                            "!DOCTYPE", "html", "head", "meta", "title", "body", "h1", "h2", "h3", "h4", "h5", "h6", "p", "a",
                            "br", "pre", "small", "hr", "table", "tr", "th", "td", "blockquote", "ol", "ul", "li", "strong",
                            "em", "del", "code"
                        ]
                        .contains(&name),
                        "{} in {}", name, page
                    );
                }
            }
        }
    }
}
