//! Compares the visual order of real newspaper stories with another implementation, GNU FriBidi. Skipped if the
//! program `fribidi` or the stories are missing.
//!
//! `fribidi` receives every line as farz has broken it, in logical order, with the direction of its paragraph. The
//! differences by design, and how they are compared:
//!
//! - *Levels*: farz uses those of the whole paragraph, as the standard requires; `fribidi` sees only the line. A line
//!   that differs must have the order that follows from `fribidi`'s own levels of the whole paragraph.
//! - *Spaces at the end of a line*: farz shows none.
//! - *Marks*: farz keeps them after their letter, as terminals require; marks and invisible characters are left out.
//! - *Lam-alef*: one cell in farz, one letter in `fribidi`; compared as the two letters.
//! - *Joined forms*: compared as their base letters.
//! - *Link numbers, and isolates around dates, links and code*: added by farz, left out.

use crate::support::missing;
use farz::ingest::{Item, Source, document, read};
use farz::text::forms::{form, lam_alef};
use farz::text::{Base, LaidLine, Layout, LayoutOptions};
use std::collections::HashMap;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;
use unicode_width::UnicodeWidthChar;

/// 2026-11-01.
const NOW: i64 = 1_793_491_200_000;
const STORIES: usize = 500;

/// A line of a story.
struct Line {
    paragraph: usize,
    /// Its position in the paragraph, without the spaces at its end.
    start: usize,
    text: String,
    /// The characters as farz shows them from left to right, see [`plain`].
    shown: String,
}

/// A paragraph and its direction.
struct Paragraph {
    text: String,
    rtl: bool,
}

/// The output of `fribidi` for one line of text.
struct Answer {
    visual: String,
    /// The level of each character.
    levels: Vec<u8>,
}

/// Passes lines of one direction to `fribidi`.
fn fribidi(lines: &[&str], rtl: bool) -> Vec<Answer> {
    if lines.is_empty() {
        return Vec::new();
    }
    let direction = if rtl { "--rtl" } else { "--ltr" };
    let mut child = Command::new("fribidi")
        .args(["--nobreak", "--nopad", "--levels", direction])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let text = lines.join("\n") + "\n";
    let writer = thread::spawn(move || input.write_all(text.as_bytes()).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.status.success());
    let output = String::from_utf8(output.stdout).unwrap();
    let said: Vec<&str> = output.split('\n').collect();
    assert_eq!(said.len(), lines.len() * 2 + 1, "two lines for each and an end");
    let answer = |pair: &[&str]| Answer {
        visual: pair[0].to_owned(),
        levels: pair[1].split_whitespace().map(|level| level.parse().unwrap()).collect(),
    };
    said.chunks_exact(2).map(answer).collect()
}

/// Returns the letters of each presentation form, in visual order.
fn letters() -> HashMap<char, String> {
    let mut letters = HashMap::new();
    for letter in '\u{0620}'..='\u{06FF}' {
        for (before, after) in [(false, false), (false, true), (true, false), (true, true)] {
            letters.extend(form(letter, before, after).map(|form| (form, letter.to_string())));
        }
        for before in [false, true] {
            letters.extend(lam_alef(letter, before).map(|ligature| (ligature, format!("{letter}\u{0644}"))));
        }
    }
    letters
}

/// Returns the text to compare: letters instead of forms, no marks, no invisible characters, no spaces at the ends.
fn plain(visual: &str, letters: &HashMap<char, String>) -> String {
    let mut plain = String::new();
    for c in visual.chars() {
        match letters.get(&c) {
            Some(letters) => plain.push_str(letters),
            None if seen(c) => plain.push(c),
            None => {}
        }
    }
    plain.trim_matches(' ').to_owned()
}

fn seen(c: char) -> bool {
    c.width().is_some_and(|width| width > 0)
}

/// Returns farz's output: cells with letters as their source text, with the second letter of a lam-alef first, as in
/// visual order.
fn shown(row: &LaidLine, source: &str, letters: &HashMap<char, String>) -> String {
    let mut visual = String::new();
    for cell in &row.cells {
        let cell = &cell.cell;
        let own = &source[cell.source.start as usize..cell.source.end as usize];
        match cell.text.chars().next() {
            Some(first) if letters.contains_key(&first) => {
                let own = own.chars().filter(|c| seen(*c));
                if cell.rtl { visual.extend(own.collect::<Vec<_>>().into_iter().rev()) } else { visual.extend(own) }
            }
            _ if own.is_empty() => {}
            _ => visual.push_str(&cell.text),
        }
    }
    plain(&visual, letters)
}

/// Returns the lines of the stories at a width, and their paragraphs.
fn lines(stories: &Path, width: usize, letters: &HashMap<char, String>) -> (Vec<Line>, Vec<Paragraph>) {
    let (mut lines, mut paragraphs, mut count) = (Vec::new(), Vec::new(), 0);
    read(&Source::Path(stories.to_owned()), None, NOW, &mut |item| {
        let Item::Article(article) = item else { return ControlFlow::Continue(()) };
        let mut document = document(&article);
        document.blocks.iter_mut().for_each(|block| block.spans.clear());
        let document = Arc::new(document);
        let mut layout = Layout::new(Arc::clone(&document), LayoutOptions { width, order: Base::FirstStrong.into() });
        let mut last = None;
        let mut at = layout.first();
        while let Some(row) = layout.line(at) {
            let text = document.text[row.range.start..row.range.end.max(row.range.start)].trim_end_matches([' ', '\n']);
            if !text.is_empty() {
                let block = &document.blocks[at.block].range;
                let start = document.text[block.start..row.range.start]
                    .rfind('\n')
                    .map_or(block.start, |n| block.start + n + 1);
                let end =
                    document.text[row.range.start..block.end].find('\n').map_or(block.end, |n| row.range.start + n);
                if last != Some(start) {
                    last = Some(start);
                    paragraphs.push(Paragraph { text: document.text[start..end].to_owned(), rtl: row.rtl });
                }
                lines.push(Line {
                    paragraph: paragraphs.len() - 1,
                    start: row.range.start - start,
                    text: text.to_owned(),
                    shown: shown(&row, &document.text, letters),
                });
            }
            let next = layout.step(at, 1);
            if next == at {
                break;
            }
            at = next;
        }
        count += 1;
        if count < STORIES { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    assert_eq!(count, STORIES);
    (lines, paragraphs)
}

/// Applies rules L1, L2 and L4 directly to the characters of a line, with the levels of its paragraph.
fn reordered(line: &str, levels: &[u8], rtl: bool) -> String {
    let mut chars: Vec<(char, u8)> = line.chars().zip(levels.iter().copied()).collect();
    for place in (0..chars.len()).rev().take_while(|place| line.chars().nth(*place) == Some(' ')).collect::<Vec<_>>() {
        chars[place].1 = rtl.into();
    }
    let highest = chars.iter().map(|(_, level)| *level).max().unwrap_or(0);
    let mirrored: Vec<(char, u8)> =
        chars.into_iter().map(|(c, level)| (if level % 2 == 1 { mirrored(c) } else { c }, level)).collect();
    let mut chars = mirrored;
    for level in (1..=highest).rev() {
        for run in chars.chunk_by_mut(|a, b| (a.1 >= level) == (b.1 >= level)) {
            if run[0].1 >= level {
                run.reverse();
            }
        }
    }
    chars.into_iter().map(|(c, _)| c).collect()
}

/// Returns the opposite bracket, for the brackets that newspapers use.
fn mirrored(c: char) -> char {
    let pairs = ["()", "[]", "{}", "<>", "«»", "‹›", "≤≥", "﴾﴿"];
    let pair = pairs.iter().find_map(|pair| {
        let (a, b) = (pair.chars().next()?, pair.chars().nth(1)?);
        if c == a { Some(b) } else { (c == b).then_some(a) }
    });
    pair.filter(|_| c != '﴾' && c != '﴿').unwrap_or(c)
}

#[test]
fn the_order_of_newspaper_lines_is_that_of_fribidi() {
    let Some(stories) = missing::shared("data/arabic/newspapers/stories.jsonl") else { return };
    if Command::new("fribidi").arg("--version").output().is_err() {
        missing::tool("fribidi");
        return;
    }
    let letters = letters();
    for width in [20, 40, 72] {
        let (lines, paragraphs) = lines(&stories, width, &letters);
        let (mut same, mut by_paragraph, mut wrong) = (0, 0, Vec::new());
        for rtl in [true, false] {
            let of: Vec<&Line> = lines.iter().filter(|line| paragraphs[line.paragraph].rtl == rtl).collect();
            let asked: Vec<&str> = of.iter().map(|line| line.text.as_str()).collect();
            let answers = fribidi(&asked, rtl);
            let differing: Vec<&Line> = of
                .iter()
                .zip(&answers)
                .filter(|(line, answer)| plain(&answer.visual, &letters) != line.shown)
                .map(|(line, _)| *line)
                .collect();
            same += of.len() - differing.len();
            let whole: Vec<&str> = differing.iter().map(|line| paragraphs[line.paragraph].text.as_str()).collect();
            for (line, (whole, answer)) in differing.iter().zip(whole.iter().zip(fribidi(&whole, rtl))) {
                let before = whole[..line.start].chars().count();
                let levels = answer.levels.get(before..).unwrap_or_default();
                let visual = plain(&reordered(&line.text, levels, rtl), &letters);
                if visual == line.shown {
                    by_paragraph += 1;
                } else {
                    wrong.push(format!("{}\n farz    {}\n fribidi {visual}", line.text, line.shown));
                }
            }
        }
        println!(
            "width {width}: {same} lines the same, {by_paragraph} by the levels of the paragraph, {} not",
            wrong.len()
        );
        assert!(lines.len() > 5_000, "{} lines", lines.len());
        assert!(wrong.is_empty(), "{} lines at {width}:\n{}", wrong.len(), wrong[..wrong.len().min(12)].join("\n"));
    }
}
