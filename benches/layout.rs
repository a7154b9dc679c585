//! Laying out a long Arabic article, beside what the naive way costs in the same run.

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use farz::text::document::{Block, BlockKind, Document};
use farz::text::{Base, Layout, LayoutOptions};
use std::hint::black_box;
use std::sync::Arc;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

const WIDTH: LayoutOptions = LayoutOptions { width: 72, base: Base::FirstStrong };

/// A made-up article of about so many bytes, in paragraphs of some hundred words, or in a single one.
fn article(bytes: usize, one_paragraph: bool) -> Document {
    let sentences = [
        "قال المتحدث (الرسمي) إن اللجنة ستجتمع يوم 12 من الشهر المقبل لبحث آليات التمويل، وذلك في تمام 12:30. ",
        "وأضافَ أن «الاتفاق» يشمل الإنشاءات والصيانة بنسبة 12.5% على الأقل، ولا يشمل سواها. ",
        "ونشرت وكالة Example News نص البيان على موقعها https://example.org/news/2026 أمس. ",
        "لا يزال السؤال قائماً: هل تكفي هذه الخطوة لإعادة الثقة إلى الأسواق؟ ",
    ];
    let mut document = Document::default();
    let mut start = 0;
    for (index, sentence) in sentences.iter().cycle().enumerate() {
        document.text.push_str(sentence);
        let done = document.text.len() >= bytes;
        if done || (!one_paragraph && index % 8 == 7) {
            let block = Block {
                kind: BlockKind::Paragraph,
                range: start..document.text.len(),
                quote: 0,
                indent: 0,
                marker: None,
                spans: Vec::new(),
            };
            document.blocks.push(block);
            if done {
                return document;
            }
            document.text.push_str("\n\n");
            start = document.text.len();
        }
    }
    document
}

/// Every row of the article.
fn all(document: &Arc<Document>) -> usize {
    let mut layout = Layout::new(Arc::clone(document), WIDTH);
    let mut cells = 0;
    let mut at = layout.first();
    while let Some(row) = layout.line(at) {
        cells += row.cells.len();
        let next = layout.step(at, 1);
        if next == at {
            break;
        }
        at = next;
    }
    cells
}

/// What a program does that knows nothing of bidi and joining: break opportunities, width by grapheme, cut.
fn naive(text: &str) -> usize {
    let (mut lines, mut start, mut last) = (0, 0, 0);
    for (at, _) in unicode_linebreak::linebreaks(text) {
        let width: usize = text[start..at].trim_end().graphemes(true).map(UnicodeWidthStr::width).sum();
        if width > 72 && last > start {
            lines += 1;
            start = last;
        }
        last = at;
    }
    lines
}

fn layout(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("layout of 1 MB of Arabic");
    group.sample_size(20);
    let paragraphs = Arc::new(article(1_000_000, false));
    let one = Arc::new(article(1_000_000, true));
    group.bench_function("all rows", |bencher| bencher.iter(|| all(black_box(&paragraphs))));
    group.bench_function("all rows, one paragraph", |bencher| bencher.iter(|| all(black_box(&one))));
    group.bench_function("naive wrapping alone", |bencher| bencher.iter(|| naive(black_box(&paragraphs.text))));
    group.bench_function("break opportunities alone", |bencher| {
        bencher.iter(|| unicode_linebreak::linebreaks(black_box(&paragraphs.text)).count())
    });
    group.bench_function("levels alone", |bencher| {
        bencher.iter(|| unicode_bidi::BidiInfo::new(black_box(&paragraphs.text), None).levels.len())
    });
    group.finish();

    let mut group = criterion.benchmark_group("10 MB of Arabic");
    group.sample_size(20);
    let long = Arc::new(article(10_000_000, false));
    let screenful = |layout: &mut Layout, offset: usize| {
        let mut at = layout.line_of(offset);
        for _ in 0..50 {
            black_box(layout.line(at));
            at = layout.step(at, 1);
        }
    };
    let middle = long.text.len() / 2;
    group.bench_function("a screenful of a new layout", |bencher| {
        bencher.iter(|| screenful(&mut Layout::new(Arc::clone(&long), WIDTH), middle))
    });
    group.bench_function("a screenful after a resize", |bencher| {
        let mut layout = Layout::new(Arc::clone(&long), WIDTH);
        screenful(&mut layout, middle);
        bencher.iter_batched(
            || layout.clone(),
            |mut layout| {
                layout.resize(LayoutOptions { width: 60, ..WIDTH });
                screenful(&mut layout, middle);
            },
            BatchSize::LargeInput,
        )
    });
    group.finish();
}

criterion_group!(benches, layout);
criterion_main!(benches);
