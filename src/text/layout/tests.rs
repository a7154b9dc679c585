//! Tests of the layout: whole screens, and properties of every document.

use super::*;
use crate::text::bidi::Base;
use crate::text::document::{Block, BlockKind, Inline, Span};
use crate::text::width::cluster_width;
use proptest::prelude::*;

fn block(kind: BlockKind, range: Range<usize>) -> Block {
    Block { kind, range, quote: 0, indent: 0, marker: None, spans: Vec::new() }
}

/// Creates a document of blocks with these texts, separated by blank lines.
fn document(parts: &[(BlockKind, &str)]) -> Document {
    let mut document = Document::default();
    for (kind, text) in parts {
        if !document.blocks.is_empty() {
            document.text.push_str("\n\n");
        }
        let start = document.text.len();
        document.text.push_str(text);
        document.blocks.push(block(kind.clone(), start..document.text.len()));
    }
    document
}

fn layout(document: Document, width: usize) -> Layout {
    Layout::new(Arc::new(document), LayoutOptions { width, order: Base::FirstStrong.into() })
}

/// Creates a layout with isolates around numbers, addresses, links and code.
fn isolating(document: Document, width: usize) -> Layout {
    Layout::new(Arc::new(document), LayoutOptions { width, order: Order { isolate: true, ..Order::default() } })
}

/// Returns every row as text, with the blanks before it.
fn screen(layout: &mut Layout) -> Vec<String> {
    let mut rows = Vec::new();
    let mut at = layout.first();
    while let Some(row) = layout.line(at) {
        let text: String = row.cells.iter().map(|cell| cell.cell.text.as_str()).collect();
        rows.push(format!("{}{text}", " ".repeat(row.offset)));
        let next = layout.step(at, 1);
        if next == at {
            break;
        }
        at = next;
    }
    rows
}

fn table(rows: &[&[&str]]) -> Document {
    let mut document = Document::default();
    for (index, row) in rows.iter().enumerate() {
        if index > 0 {
            document.text.push('\n');
        }
        let start = document.text.len();
        let mut cells = Vec::new();
        for (column, cell) in row.iter().enumerate() {
            if column > 0 {
                document.text.push('\t');
            }
            cells.push(document.text.len()..document.text.len() + cell.len());
            document.text.push_str(cell);
        }
        let kind = BlockKind::TableRow { table: 0, header: index == 0, cells };
        document.blocks.push(block(kind, start..document.text.len()));
    }
    document
}

#[test]
fn paragraphs_in_both_directions() {
    let parts = [(BlockKind::Heading(1), "Title"), (BlockKind::Paragraph, "אבג abc דה וזח"), (BlockKind::Rule, "")];
    let mut layout = layout(document(&parts), 10);
    assert_eq!(screen(&mut layout), ["Title", "", "הד abc גבא", "       חזו", "", "----------"]);
    let row = layout.line(LineRef { block: 0, line: 0 }).unwrap();
    assert!(row.cells.iter().all(|cell| cell.style.heading == 1));
    let row = layout.line(LineRef { block: 1, line: 1 }).unwrap();
    assert_eq!((row.rtl, row.offset, row.column_of(row.range.start)), (true, 7, Some(9)));
}

#[test]
fn a_left_to_right_line_of_a_right_to_left_paragraph_keeps_the_order_of_the_paragraph() {
    let mut layout = layout(document(&[(BlockKind::Paragraph, "בוקר טוב abc def גד")]), 11);
    assert_eq!(screen(&mut layout), ["   בוט רקוב", " דג abc def"]);
}

#[test]
fn words_are_broken_at_soft_hyphens_and_show_one() {
    let mut doc =
        document(&[(BlockKind::Paragraph, "the coop\u{ad}er\u{ad}ation of"), (BlockKind::Paragraph, "אבג\u{ad}דהו")]);
    let word = doc.text.find("coop").unwrap();
    doc.blocks[0].spans.push(Span { range: word..word + "coop\u{ad}".len(), inline: Inline::Strong });
    let mut layout = layout(doc, 9);
    assert_eq!(screen(&mut layout), ["the coop-", "eration", "of", "", "   והדגבא"]);
    let row = layout.line(LineRef::default()).unwrap();
    let hyphen = row.cells.last().unwrap();
    assert!(hyphen.style.strong && hyphen.cell.source.is_empty(), "it is part of the word, and not of the text");
    assert_eq!((row.offset_at(8), row.offset_at(7)), (None, Some(word + 3)));
    assert_eq!(row.column_of(word + 4), Some(7), "the soft hyphen is with the letter before it");
    let base = Base::FirstStrong.into();
    layout.resize(LayoutOptions { width: 5, order: base });
    assert_eq!(screen(&mut layout), ["the", "coop-", "er-", "ation", "of", "", " -גבא", "  והד"]);
    layout.resize(LayoutOptions { width: 40, order: base });
    assert_eq!(screen(&mut layout)[0], "the cooperation of");
}

#[test]
fn forced_breaks_and_empty_lines() {
    let mut layout = layout(document(&[(BlockKind::Paragraph, "a\n\nb"), (BlockKind::Paragraph, "")]), 5);
    assert_eq!(screen(&mut layout), ["a", "", "b", "", ""]);
}

#[test]
fn lists_have_their_marker_where_the_item_begins() {
    let mut doc = document(&[(BlockKind::Paragraph, "one two"), (BlockKind::Paragraph, "אחת שתים")]);
    for (block, marker) in doc.blocks.iter_mut().zip(["*", "10."]) {
        block.indent = 1;
        block.marker = Some(marker.to_owned());
    }
    let mut layout = layout(doc, 8);
    assert_eq!(screen(&mut layout), [" * one", "   two", "", " תחא .10", "םיתש    "]);
}

#[test]
fn quotes_have_bars_at_the_side_where_lines_begin() {
    let mut doc =
        document(&[(BlockKind::Paragraph, "one"), (BlockKind::Paragraph, "אבג"), (BlockKind::Paragraph, "x")]);
    doc.blocks[0].quote = 1;
    doc.blocks[1].quote = 1;
    let mut layout = layout(doc, 10);
    assert_eq!(screen(&mut layout), ["| one", "| ", "     גבא |", "", "x"]);
}

#[test]
fn links_are_numbered_and_do_not_disturb_their_neighbours() {
    let mut doc = document(&[(BlockKind::Paragraph, "see here, now"), (BlockKind::Paragraph, "אב גד 5")]);
    doc.links = vec!["https://example.org/".to_owned(); 2];
    doc.blocks[0].spans.push(Span { range: 4..8, inline: Inline::Link(0) });
    let at = doc.text.find('ג').unwrap();
    doc.blocks[1].spans.push(Span { range: at..at + 4, inline: Inline::Link(1) });
    let mut layout = layout(doc, 20);
    assert_eq!(screen(&mut layout), ["see here[1], now", "", "          5 [2]דג בא"]);
    let row = layout.line(LineRef::default()).unwrap();
    assert!(row.cells[4].style.link && !row.cells[4].style.link_number && row.cells[8].style.link_number);
    assert!(!row.cells[11].style.link);
    assert!(row.cells[8].cell.source.is_empty());
    assert_eq!(row.cells[11].cell.source, 8..9);
}

#[test]
fn numbers_addresses_links_and_code_keep_their_order_where_they_are_isolated() {
    let rows = |text: &str, span: Option<(&str, Inline)>| {
        let mut doc = document(&[(BlockKind::Paragraph, text)]);
        doc.links = vec![String::new()];
        doc.blocks[0].spans = span
            .into_iter()
            .map(|(part, inline)| {
                let at = text.find(part).unwrap();
                Span { range: at..at + part.len(), inline }
            })
            .collect();
        let row = |mut layout: Layout| screen(&mut layout)[0].trim().to_owned();
        (row(layout(doc.clone(), 60)), row(isolating(doc, 60)))
    };
    // Thal does not join the letter after it, so the letters are easier to read here.
    let pairs = [
        ("ذ 2015-12-31 ذ", None, "ﺫ 31-12-2015 ﺫ", "ﺫ 2015-12-31 ﺫ"),
        ("ذ -5 ذ", None, "ﺫ 5- ﺫ", "ﺫ -5 ﺫ"),
        ("ذ +20 100 2000 ذ", None, "ﺫ 2000 100 20+ ﺫ", "ﺫ +20 100 2000 ﺫ"),
        ("ذ http://a.b/ ذ", None, "ﺫ /http://a.b ﺫ", "ﺫ http://a.b/ ﺫ"),
        ("ذ !b = a! ذ", Some(("!b = a!", Inline::Code)), "ﺫ !b = a! ﺫ", "ﺫ !b = a! ﺫ"),
        ("ذ f(1) ذ", Some(("f(1)", Inline::Code)), "ﺫ (f(1 ﺫ", "ﺫ f(1) ﺫ"),
        ("ذ C++ ذ", Some(("C++", Inline::Link(0))), "ﺫ [1]++C ﺫ", "ﺫ [1]C++ ﺫ"),
        // Each number is isolated, and they run from right to left.
        ("ذ 1-2-3 4-5-6 ذ", None, "ﺫ 6-5-4 3-2-1 ﺫ", "ﺫ 4-5-6 1-2-3 ﺫ"),
        ("on 2015-12-31 at", None, "on 2015-12-31 at", "on 2015-12-31 at"),
    ];
    for (text, span, plain, isolated) in pairs {
        let found = rows(text, span);
        if span.is_none_or(|(part, _)| part != "!b = a!" && part != "f(1)") {
            assert_eq!(found.0, plain, "{text}");
        }
        assert_eq!(found.1, isolated, "{text}");
    }
}

#[test]
fn an_isolated_part_of_a_word_leaves_the_word_joined() {
    let mut doc = document(&[(BlockKind::Paragraph, "بيت")]);
    doc.links = vec![String::new()];
    doc.blocks[0].spans.push(Span { range: 0..4, inline: Inline::Link(0) });
    let cells = isolating(doc, 20).line(LineRef::default()).unwrap();
    let text: String = cells.cells.iter().map(|cell| cell.cell.text.as_str()).collect();
    // The number of a link inside a word splits the word; the isolate alone does not.
    assert!(text.contains("\u{FE91}"), "{}", text.escape_unicode());
}

#[test]
fn code_keeps_its_blanks_and_breaks_at_the_edge() {
    let mut layout = layout(document(&[(BlockKind::Code, "  if a {\n    bcdefgh\n")]), 8);
    assert_eq!(screen(&mut layout), ["  if a {", "    bcde", "fgh", ""]);
    assert!(layout.line(LineRef::default()).unwrap().fill.code_block);
}

#[test]
fn tables_share_their_columns() {
    let mut layout = layout(table(&[&["name", "n"], &["a", "1234"]]), 20);
    assert_eq!(screen(&mut layout), ["name | n   ", "a    | 1234"]);
    assert!(layout.line(LineRef::default()).unwrap().cells[0].style.header);
}

#[test]
fn a_wide_table_wraps_inside_its_columns_and_a_hopeless_one_is_stacked() {
    let rows: [&[&str]; 2] = [&["a", "b"], &["one two three", "four five six"]];
    let mut wide = layout(table(&rows), 17);
    assert_eq!(screen(&mut wide), ["a       | b      ", "one two | four   ", "three   | five   ", "        | six    "]);
    let mut narrow = layout(table(&rows), 10);
    assert_eq!(screen(&mut narrow), ["a", "b", "one two ", "three", "four five ", "six"].map(str::trim_end));
}

#[test]
fn a_right_to_left_table_is_mirrored() {
    let mut layout = layout(table(&[&["שם", "מס"], &["אבג", "12"]]), 12);
    assert_eq!(screen(&mut layout), ["    סמ |  םש", "    12 | גבא"]);
}

#[test]
fn numbers_alone_go_as_the_document_goes() {
    let mut layout = layout(document(&[(BlockKind::Paragraph, "שלום"), (BlockKind::Paragraph, "2015")]), 6);
    assert_eq!(screen(&mut layout), ["  םולש", "", "  2015"]);
}

#[test]
fn nothing_is_laid_out_before_it_is_asked_for() {
    let parts = vec![(BlockKind::Paragraph, "some words of text"); 1000];
    let mut layout = layout(document(&parts), 10);
    let at = layout.line_of(layout.document().text.len() / 2);
    layout.line(at);
    assert_eq!(layout.lines.iter().flatten().count(), 1);
    assert_eq!(layout.last(), LineRef { block: 999, line: 1 });
    let first = layout.first();
    assert_eq!(layout.distance(first, LineRef { block: 2, line: 1 }, usize::MAX), 7);
    assert_eq!(layout.distance(LineRef { block: 2, line: 1 }, first, 3), 3);
    assert_eq!(layout.step(first, 7), LineRef { block: 2, line: 1 });
    assert_eq!(layout.step(LineRef { block: 2, line: 1 }, -7), first);
    assert_eq!(layout.step(first, -5), first);
    let last = layout.last();
    assert_eq!(layout.step(first, isize::MAX), last);
    assert_eq!(layout.step(last, isize::MIN), first);
}

#[test]
fn an_empty_document_has_no_rows() {
    let mut layout = layout(Document::default(), 10);
    let first = layout.first();
    assert_eq!(
        (layout.last(), layout.step(first, 3), layout.line_of(5), layout.line(first)),
        (first, first, first, None)
    );
}

/// Returns the text without invisible characters.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')).collect()
}

fn any_document() -> impl Strategy<Value = Document> {
    let text = "[abc 12()\n\u{ad}\u{200b}\u{2060}\u{200d}\u{301}\u{64e}\u{200c}\u{600}بلاא日👩/\\-]{0,40}";
    let part = (0usize..5, text, 0u8..3, 0u8..3, any::<bool>());
    prop::collection::vec(part, 1..5).prop_map(|parts| {
        let kinds =
            [BlockKind::Paragraph, BlockKind::Heading(2), BlockKind::Code, BlockKind::Caption, BlockKind::Paragraph];
        let texts: Vec<_> = parts.iter().map(|part| (kinds[part.0].clone(), part.1.as_str())).collect();
        let mut document = document(&texts);
        document.links = vec![String::new()];
        for (block, part) in document.blocks.iter_mut().zip(&parts) {
            block.quote = part.2;
            block.indent = part.3;
            block.marker = part.4.then(|| "12.".to_owned());
            let middle = block.range.start + block.range.len() / 2;
            let middle = (middle..=block.range.end).find(|at| document.text.is_char_boundary(*at)).unwrap();
            block.spans.push(Span { range: block.range.start..middle, inline: Inline::Link(0) });
        }
        document
    })
}

proptest! {
    #[test]
    fn no_character_is_lost_or_invented_and_no_row_is_too_wide(
        document in any_document(), width in 1usize..24, isolate: bool,
    ) {
        let made = if isolate { isolating } else { layout };
        let mut layout = made(document.clone(), width);
        let mut covered = vec![0u8; document.text.len()];
        let last = layout.last();
        let mut at = layout.first();
        let mut before = None;
        loop {
            let row = layout.line(at).unwrap();
            let used: usize = row.offset + row.cells.iter().map(|cell| usize::from(cell.cell.width)).sum::<usize>();
            prop_assert!(used <= width, "{} columns of {}", used, width);
            for cell in &row.cells {
                prop_assert_eq!(usize::from(cell.cell.width), cluster_width(&cell.cell.text));
                let source = cell.cell.source.start as usize..cell.cell.source.end as usize;
                prop_assert!(document.text.get(source.clone()).is_some());
                covered[source].iter_mut().for_each(|count| *count += 1);
            }
            let offset = layout.offset_of(at);
            prop_assert!(before <= Some(offset));
            before = Some(offset);
            prop_assert_eq!(row.range.start, offset);
            let back = layout.line_of(offset);
            prop_assert!(back >= at && layout.offset_of(back) == offset);
            if at == last {
                break;
            }
            at = layout.step(at, 1);
        }
        for (at, c) in document.text.char_indices() {
            let count = covered[at];
            let unseen = matches!(c, '\n' | ' ' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{600}');
            prop_assert!(count == 1 || count == 0 && unseen, "{c:?} at {at} is shown {count} times");
        }
    }

    #[test]
    fn a_resized_layout_is_a_new_one(document in any_document(), first in 1usize..24, second in 1usize..24) {
        let mut resized = layout(document.clone(), first);
        screen(&mut resized);
        resized.resize(LayoutOptions { width: second, order: Base::FirstStrong.into() });
        prop_assert_eq!(screen(&mut resized), screen(&mut layout(document, second)));
    }

    #[test]
    fn a_paragraph_is_laid_out_alike_whatever_stands_elsewhere(
        first in "[a b(1بلا日]{0,60}",
        edited in "[a b(1בلا日]{0,60}",
        kept in "[aب][a \\-(1\u{301}\u{64e}بلاא日]{0,60}",
        width in 1usize..24,
    ) {
        let rows = |first: &str| {
            let document = document(&[(BlockKind::Paragraph, first), (BlockKind::Paragraph, &kept)]);
            let start = document.blocks[1].range.start;
            let mut layout = layout(document, width);
            let mut rows = Vec::new();
            for line in 0.. {
                let Some(row) = layout.line(LineRef { block: 1, line }) else { break };
                let cells: Vec<_> = row.cells.iter().map(|StyledCell { cell, style }| {
                    let at = cell.source.start as usize - start..cell.source.end as usize - start;
                    (cell.text.clone(), cell.width, at, cell.rtl, *style)
                }).collect();
                rows.push((cells, row.offset, row.rtl, row.range.start - start..row.range.end - start));
            }
            rows
        };
        prop_assert_eq!(rows(&first), rows(&edited));
    }

    #[test]
    fn rows_are_in_the_order_of_a_reordering_apart(
        text in "[aא][a1٣ \\-.,:%(\\[«בת]{0,80}|[aא][a1٣ \\-.(בת\u{2066}\u{2067}\u{2068}\u{2069}\u{200e}\u{200f}]{0,60}", width in 2usize..30,
    ) {
        let document = document(&[(BlockKind::Paragraph, &text)]);
        let mut layout = layout(document, width);
        let apart = unicode_bidi::BidiInfo::new(&text, None);
        for line in 0.. {
            let Some(row) = layout.line(LineRef { block: 0, line }) else { break };
            let sources = || row.cells.iter().map(|cell| cell.cell.source.start as usize..cell.cell.source.end as usize);
            let Some(start) = sources().map(|source| source.start).min() else { continue };
            let end = sources().map(|source| source.end).max().unwrap();
            let seen: String = sources().map(|source| &text[source]).collect();
            prop_assert_eq!(bare(&seen), bare(&apart.reorder_line(&apart.paragraphs[0], start..end)), "{:?}", text);
        }
    }

    #[test]
    fn isolating_is_the_same_as_writing_the_isolates(text in "[aא][a1٣+ \\-.:/(בת]{0,60}", width in 2usize..30) {
        let mut marked = String::new();
        let mut done = 0;
        let mut found = crate::text::isolate::found(&text);
        found.sort_by_key(|isolate| isolate.range.start);
        for isolate in found.iter().filter(|isolate| !text[isolate.range.clone()].contains("://")) {
            marked.push_str(&text[done..isolate.range.start]);
            marked.push('\u{2066}');
            marked.push_str(&text[isolate.range.clone()]);
            marked.push('\u{2069}');
            done = isolate.range.end;
        }
        marked.push_str(&text[done..]);
        let apart = unicode_bidi::BidiInfo::new(&marked, None);
        // On one line, because the isolates would move the break opportunities.
        let mut layout = isolating(document(&[(BlockKind::Paragraph, &text)]), 100 + width);
        let row = layout.line(LineRef::default()).unwrap();
        let seen: String = row.cells.iter().map(|cell| &text[cell.cell.source.start as usize..cell.cell.source.end as usize]).collect();
        let trimmed = marked.trim_end_matches(' ');
        prop_assume!(!text.contains("://"));
        prop_assert_eq!(bare(&seen), bare(&apart.reorder_line(&apart.paragraphs[0], 0..trimmed.len())));
    }
}
