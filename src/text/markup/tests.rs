use super::*;
use crate::text::document::{Inline, Span};

/// Checks the invariants of every document.
fn check(doc: &Document) {
    let mut end = 0;
    for block in &doc.blocks {
        assert!(block.range.start >= end && block.range.end <= doc.text.len(), "{doc:?}");
        end = block.range.end;
        let text = &doc.text[block.range.clone()];
        assert!(!text.is_empty() || block.kind == BlockKind::Rule, "{doc:?}");
        assert!(block.spans.is_sorted_by_key(|span| span.range.start), "{block:?}");
        for span in &block.spans {
            assert!(span.range.start >= block.range.start && span.range.end <= block.range.end, "{block:?}");
            assert!(!doc.text[span.range.clone()].is_empty());
            if let Inline::Link(at) = span.inline {
                assert!(at < doc.links.len());
            }
        }
        if let BlockKind::TableRow { cells, .. } = &block.kind {
            let joined: Vec<&str> = cells.iter().map(|cell| &doc.text[cell.clone()]).collect();
            assert_eq!(joined.join("\t"), text);
        }
    }
    let clean = |c: char| c == '\n' || c == '\t' || !c.is_control();
    assert!(doc.text.chars().all(clean), "{:?}", doc.text);
}

fn checked(doc: Document) -> Document {
    check(&doc);
    doc
}

fn shown(doc: &Document) -> Vec<String> {
    doc.blocks
        .iter()
        .map(|block| {
            let text = &doc.text[block.range.clone()];
            let kind = match &block.kind {
                BlockKind::Paragraph => "p".to_owned(),
                BlockKind::Heading(level) => format!("h{level}"),
                BlockKind::Code => "code".to_owned(),
                BlockKind::Caption => "caption".to_owned(),
                BlockKind::TableRow { table, header, .. } => format!("row{table}{}", if *header { "h" } else { "" }),
                BlockKind::Rule => "rule".to_owned(),
            };
            let quote = ">".repeat(block.quote.into());
            let indent = "-".repeat(block.indent.into());
            let marker = block.marker.as_ref().map(|marker| format!("{marker} ")).unwrap_or_default();
            format!("{kind} {quote}{indent}{marker}{text}")
        })
        .collect()
}

fn spans(doc: &Document) -> Vec<(&str, Inline)> {
    let all = doc.blocks.iter().flat_map(|block| &block.spans);
    all.map(|Span { range, inline }| (&doc.text[range.clone()], *inline)).collect()
}

#[test]
fn html_blocks_and_their_order() {
    let doc = checked(html(
        "<title>x</title><h1>Head</h1><p>One\n two</p>loose <b>text</b><blockquote><p>q1<p>q2</blockquote>\
         <ul><li>a<li><p>b</p><ol start=3><li>c<li>d</ol></ul><hr><pre>\n\tcode\n  more\n\n</pre>\
         <dl><dt>term<dd>said</dl><p></p><div> </div>",
    ));
    assert_eq!(
        shown(&doc),
        [
            "h1 Head",
            "p One two",
            "p loose text",
            "p >q1",
            "p >q2",
            "p -* a",
            "p -* b",
            "p --3. c",
            "p --4. d",
            "rule ",
            "code     code\n  more",
            "p term",
            "p -said",
        ]
    );
    assert!(doc.text.contains("a\nb\nc\nd"), "{:?}", doc.text);
    assert!(doc.text.starts_with("Head\n\nOne two\n\n"));
}

#[test]
fn white_space_collapses_across_elements() {
    let doc = checked(html(
        "<p> foo <b> bar</b><i>baz </i> <a href=http://e.org/>\n qux </a>. <span>x</span><span> y</span></p>",
    ));
    assert_eq!(doc.text, "foo barbaz qux . x y");
    assert_eq!(spans(&doc), [("bar", Inline::Strong), ("baz", Inline::Emphasis), ("qux", Inline::Link(0))]);
    assert_eq!(checked(html("a&nbsp;&nbsp;b")).blocks.len(), 1);
}

#[test]
fn line_breaks_and_paragraphs_made_of_them() {
    let doc = checked(html("one<br>two<br/><br><br>three<br>"));
    assert_eq!(shown(&doc), ["p one\ntwo", "p three"]);
}

#[test]
fn links_are_numbered_once_and_only_safe_ones() {
    let doc = checked(html(
        "<p><a href='https://a.example/'>a</a> <a href='javascript:alert(1)'>js</a> <a href='/rel'>rel</a> \
         <a href='mailto:x@a.example'>m</a> <a href='https://a.example/'>again</a> <a href=https://empty.example></a></p>",
    ));
    assert_eq!(doc.links, ["https://a.example/", "mailto:x@a.example"]);
    assert_eq!(spans(&doc), [("a", Inline::Link(0)), ("m", Inline::Link(1)), ("again", Inline::Link(0))]);
}

#[test]
fn a_link_around_blocks_goes_on_in_each() {
    let doc = checked(html("<a href=https://e.org/><div>one</div><div>two</div></a>"));
    assert_eq!(spans(&doc), [("one", Inline::Link(0)), ("two", Inline::Link(0))]);
}

#[test]
fn what_is_hidden_or_not_text_is_dropped() {
    let doc = checked(html(
        "<style>p{}</style><script>alert(1)</script><template><p>t</p></template><p hidden>h</p>\
         <p style='display : none'>d</p><span aria-hidden=true>#</span><noscript>n</noscript><p>seen</p>",
    ));
    assert_eq!(doc.text, "seen");
}

#[test]
fn pictures_give_captions() {
    let doc = checked(html(
        "<figure><img alt='A cat'><figcaption>A <b>cat</b> sleeps</figcaption></figure><p>so <img alt='🙂'> nice</p>\
         <img alt='IMG_12.jpg'><img alt=''>",
    ));
    assert_eq!(shown(&doc), ["caption A cat", "caption A cat sleeps", "p so 🙂 nice"]);
}

#[test]
fn data_tables_have_rows_and_layout_tables_do_not() {
    let doc = checked(html(
        "<table><caption>Cities</caption><thead><tr><th>Name<th>People</thead><tr><td>حلب<td><b>2</b> m\
         <tr><td colspan=2>all<tr><td><td></table>",
    ));
    assert_eq!(shown(&doc), ["caption Cities", "row0h Name\tPeople", "row0 حلب\t2 m", "row0 all\t"]);
    assert!(doc.text.contains("Name\tPeople\nحلب"));
    assert_eq!(spans(&doc), [("2", Inline::Strong)]);
    let doc = checked(html("<table><tr><td><h2>T</h2><p>x<p>y</td><td><table><tr><td>a<td>b</table></table>"));
    assert_eq!(shown(&doc), ["h2 T", "p x", "p y", "row0 a\tb"]);
}

#[test]
fn hostile_text_is_cleaned_and_spans_move_with_it() {
    let doc = checked(html("<p>a\u{1b}[31m&#27;[2J <b>b\u{202e}old</b> so&shy;ft</p>"));
    assert!(!doc.text.contains('\u{1b}') && !doc.text.contains('\u{202e}'));
    assert!(doc.text.ends_with("so\u{ad}ft") && doc.copied().ends_with("soft"));
    assert_eq!(spans(&doc), [("bold", Inline::Strong)]);
    checked(plain("\u{0}\u{7}x\u{85}\u{9b}2J"));
    checked(markdown("`\u{1b}]0;x\u{7}`\n\n    \u{9b}code\u{202e}"));
}

#[test]
fn superscripts_keep_numbers_apart() {
    assert_eq!(
        checked(html("10<sup>18</sup> H<sub>2</sub>O 1<sup>st</sup> <ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>"))
            .text,
        "10¹⁸ H₂O 1st 漢(kan)"
    );
}

#[test]
fn markdown_blocks() {
    let doc = checked(markdown(
        "---\ntitle: x\n---\n# Head {#id}\n\nOne *two* **three** ~~four~~ `five` [six](https://e.org) [seven](javascript:x)\nnext  \nline\n\n\
         > quote\n> > deeper\n\n- a\n- [x] b\n  1. c\n\n```rust\nfn f() {\n\tg();\n}\n```\n\n| A | B |\n|---|---|\n| 1 | *2* |\n\n***\n\n![A cat](c.png)\n\nnote[^1]\n\n[^1]: The note.\n",
    ));
    assert_eq!(
        shown(&doc),
        [
            "h1 Head",
            "p One two three four five six seven next\nline",
            "p >quote",
            "p >>deeper",
            "p -* a",
            "p -* ☑ b",
            "p --1. c",
            "code fn f() {\n    g();\n}",
            "row0h A\tB",
            "row0 1\t2",
            "rule ",
            "caption A cat",
            "p note[1]",
            "p -[1] The note.",
        ]
    );
    assert_eq!(
        spans(&doc),
        [
            ("two", Inline::Emphasis),
            ("three", Inline::Strong),
            ("four", Inline::Deleted),
            ("five", Inline::Code),
            ("six", Inline::Link(0)),
            ("2", Inline::Emphasis),
        ]
    );
}

#[test]
fn html_in_markdown_is_inert() {
    let doc = checked(markdown(
        "a<br>b <b>c</b> <script>x</script>\n\n<div onclick=x><script>alert(1)</script><p>inside</p></div>\n\nend <img src=x alt=alt>",
    ));
    assert_eq!(shown(&doc), ["p a\nb c x", "p inside", "p end alt"]);
}

#[test]
fn plain_paragraphs_by_line_or_by_blank_line() {
    let doc = checked(plain(
        "First line of a story\nSecond paragraph here, which is quite a bit longer than the first\n\n third ",
    ));
    assert_eq!(doc.blocks.len(), 3);
    let wrapped = "It is a truth universally acknowledged, that a single man in\npossession of a good fortune, must be in want of a wife. However\nlittle known the feelings.\n\nSecond paragraph of the text that is wrapped as the one before\nwas:\n- item\n- item two\n";
    let doc = checked(plain(wrapped));
    assert_eq!(doc.blocks.len(), 4, "{doc:?}");
    assert!(doc.text.starts_with("It is a truth universally acknowledged, that a single man in possession"));
}

#[test]
fn addresses_in_plain_text_are_links() {
    let doc = checked(plain("see (https://e.org/a_(b)). And http://e.org/x, end"));
    assert_eq!(doc.links, ["https://e.org/a_(b)", "http://e.org/x"]);
    assert_eq!(doc.text, "see (https://e.org/a_(b)). And http://e.org/x, end");
}

#[test]
fn the_title_is_the_first_line_with_letters() {
    assert_eq!(plain_title("\n \n  A\ttitle \nrest"), Some(("A title".to_owned(), true)));
    assert_eq!(plain_body("\n\nTitle\nrest\n"), "rest\n");
    assert_eq!(plain_title(&"x".repeat(400)), Some(("x".repeat(300), false)));
    assert_eq!(plain_title(" \n\n"), None);
    assert_eq!(plain_body(""), "");
}

#[test]
fn a_repeated_title_goes() {
    let doc = without_title(
        html("<img alt=cat><h1>The  Title</h1><p>x <b>y</b></p><table><tr><td>a<td>b</table>"),
        "the title",
    );
    check(&doc);
    assert_eq!(shown(&doc), ["caption cat", "p x y", "row0 a\tb"]);
    assert_eq!(spans(&doc), [("y", Inline::Strong)]);
    let doc = without_title(html("<p>x</p><h1>T</h1>"), "T");
    assert_eq!((doc.text.as_str(), doc.blocks.len()), ("x", 1));
    assert_eq!(without_title(html("<h1>T</h1>"), "T"), Document::default());
    assert_eq!(without_title(html("<h1>T</h1>"), "U").blocks.len(), 1);
}

#[test]
fn a_very_long_paragraph_stays_one_block() {
    let long = "كلمة ".repeat(20_000);
    for doc in [plain(&long), html(&long), markdown(&long)] {
        check(&doc);
        assert_eq!(doc.blocks.len(), 1);
    }
}

#[test]
fn endless_nesting_neither_overflows_nor_crawls() {
    for unit in [
        "<table><tr><td>",
        "<div>",
        "<b>",
        "<font x=1>",
        "<ul><li>",
        "<svg><g>",
        "<a href=x><div>",
        "<p><i a=b>",
        "<rt>",
        "<select><div>",
        "<blockquote><p>",
        "<math><mi>",
    ] {
        check(&html(&format!("{}deep", unit.repeat(100_000))));
    }
    for unit in ["> ", "- ", "[", "*a ", "![", "`", "<b>", "**_"] {
        check(&markdown(&unit.repeat(50_000)));
    }
}
