//! Measures the layout of Arabic text against `fribidi` (levels, joining, order, line breaks at a width) and `fold -s`
//! (line breaks only) on the same text in the same run; also resizing an open article, and drawing a page of the list.
//! Run `cargo bench --bench layout`; the programs are from Debian's libfribidi-bin and coreutils.

#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on says why and stops")]

use farz::text::document::{Block, BlockKind, Document};
use farz::text::{Base, Layout, LayoutOptions, Order, truncated};
use std::fs::{self, File};
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

const ORDER: Order = Order { base: Base::FirstStrong, isolate: true };
const WIDTH: LayoutOptions = LayoutOptions { width: 72, order: ORDER };

/// Returns a made-up article of about this many bytes, in paragraphs of some hundred words or in a single one.
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

/// Lays out every row of the article.
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

/// Lays out a screenful of the article from this byte on.
fn screenful(layout: &mut Layout, offset: usize) {
    let mut at = layout.line_of(offset);
    for _ in 0..50 {
        black_box(layout.line(at));
        at = layout.step(at, 1);
    }
}

/// Does the work of a program without bidi and joining: break opportunities, width by grapheme, line breaks.
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

/// Returns the shortest time of this many runs, because other programs use the machine too.
fn best(runs: usize, mut work: impl FnMut()) -> Duration {
    let once = || {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    std::iter::repeat_with(once).take(runs).min().unwrap()
}

/// Runs a program on a file, discards its output, and includes its start in the time. Returns whether it succeeded.
fn program(name: &str, arguments: &[&str], file: &Path) -> bool {
    let mut command = Command::new(name);
    command.args(arguments).stdin(Stdio::from(File::open(file).unwrap())).env("LC_ALL", "C.UTF-8");
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// Lays out a whole document, and runs the other programs on the same text, in turns.
fn layouts(name: &str, document: Document, runs: usize) {
    let document = Arc::new(document);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("text");
    fs::write(&file, &document.text).unwrap();
    let others: [(&str, &dyn Fn() -> bool); 4] = [
        ("fribidi --width 72", &|| program("fribidi", &["--width", "72"], &file)),
        ("fold -s -w 72", &|| program("fold", &["-s", "-w", "72"], &file)),
        ("naive wrapping (no bidi, no joining)", &|| black_box(naive(black_box(&document.text))) > 0),
        ("levels alone (unicode-bidi)", &|| {
            !black_box(unicode_bidi::BidiInfo::new(black_box(&document.text), None).levels).is_empty()
        }),
    ];
    let mut ours = Duration::MAX;
    let mut theirs = [Some(Duration::MAX); 4];
    for _ in 0..runs {
        ours = ours.min(best(1, || assert!(black_box(all(black_box(&document))) > 0)));
        for ((_, other), time) in others.iter().zip(&mut theirs) {
            let mut done = false;
            let took = best(1, || done = other());
            *time = time.map(|time| time.min(took)).filter(|_| done);
        }
    }
    println!("{name} ({} bytes), every row: {ours:?}", document.text.len());
    for ((what, _), time) in others.iter().zip(theirs) {
        match time {
            Some(time) => println!("    {what}: {time:?}, ratio {:.2}", ours.as_secs_f64() / time.as_secs_f64()),
            None => println!("    {what}: not installed"),
        }
    }
}

/// Resizes the terminal while an article is open in its middle.
fn resize(name: &str, document: Document) {
    let document = Arc::new(document);
    let middle = document.text.len() / 2;
    let fresh = best(20, || screenful(&mut Layout::new(Arc::clone(&document), WIDTH), middle));
    let mut open = Layout::new(Arc::clone(&document), WIDTH);
    screenful(&mut open, middle);
    let mut width = 72;
    let resized = best(50, || {
        width = if width == 72 { 60 } else { 72 };
        open.resize(LayoutOptions { width, ..WIDTH });
        screenful(&mut open, middle);
    });
    println!("{name}: a screenful of a new layout {fresh:?}, after a resize {resized:?} (a frame: 16 ms)");
}

fn main() {
    layouts("a story", article(3_000, false), 200);
    layouts("1 MB of Arabic", article(1_000_000, false), 15);
    layouts("1 MB of Arabic in one paragraph", article(1_000_000, true), 15);
    layouts("10 MB of Arabic", article(10_000_000, false), 5);
    resize("1 MB of Arabic", article(1_000_000, false));
    resize("1 MB of Arabic in one paragraph", article(1_000_000, true));
    resize("10 MB of Arabic", article(10_000_000, false));
    let titles: Vec<String> = article(20_000, false).text.split_inclusive(". ").take(50).map(str::to_owned).collect();
    let page = best(200, || {
        for title in &titles {
            black_box(truncated(black_box(title), ORDER, 60));
        }
    });
    let naive = best(200, || {
        for title in &titles {
            black_box(black_box(title.as_str()).graphemes(true).map(UnicodeWidthStr::width).sum::<usize>());
        }
    });
    println!("a list page of {} right-to-left titles: {page:?}; their widths alone {naive:?}", titles.len());
}
