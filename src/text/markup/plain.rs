//! Plain text.
//!
//! Blank lines end paragraphs. Whether line ends do is decided once for the whole text. In a hard-wrapped text a line
//! ends where the next word would not have fitted. So the lines of a block are one paragraph (except that list items
//! and indented first lines begin their own) if the longest line followed by another has 50 to 120 characters, and at
//! least four of five line ends between lines of one block are such ends. Otherwise every line is a paragraph.

use super::super::clean;
use super::super::document::Document;
use super::builder::Builder;

/// The maximum length of a title taken from a text, in characters.
const TITLE: usize = 300;
/// The lengths of the longest line, in characters, at which a text may be hard-wrapped.
const WRAPPED: std::ops::RangeInclusive<usize> = 50..=120;

/// Parses plain text into a document.
#[must_use]
pub fn plain(text: &str) -> Document {
    let lines: Vec<&str> =
        text.split(['\n', '\x0b', '\x0c', '\u{85}', '\u{2028}', '\u{2029}']).map(str::trim_end).collect();
    let joined = is_hard_wrapped(&lines);
    let mut out = Builder::default();
    let mut before: Option<&str> = None;
    for line in &lines {
        let line = *line;
        if line.trim().is_empty() {
            out.end();
            before = None;
            continue;
        }
        match before {
            Some(before) if joined && !begins_paragraph(before, line) => out.blank(),
            _ => out.end(),
        }
        linked(&mut out, line);
        before = Some(line);
    }
    out.finish()
}

/// Returns the first line of a text that is not empty when cleaned, as a title.
///
/// The second value is false if the line was too long and was cut.
#[must_use]
pub fn plain_title(text: &str) -> Option<(String, bool)> {
    let title = text.lines().map(clean::one_line).find(|line| !line.is_empty())?;
    match title.char_indices().nth(TITLE) {
        Some((cut, _)) => Some((title.get(..cut).unwrap_or_default().trim_end().to_owned(), false)),
        None => Some((title, true)),
    }
}

/// Returns the text after its first line that is not empty when cleaned, which is the title.
#[must_use]
pub fn plain_body(text: &str) -> &str {
    let mut rest = text;
    while !rest.is_empty() {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        rest = after;
        if !clean::one_line(line).is_empty() {
            break;
        }
    }
    rest
}

/// Returns whether line ends inside blocks of lines only keep the lines short.
fn is_hard_wrapped(lines: &[&str]) -> bool {
    let inner: Vec<(usize, usize)> = lines
        .windows(2)
        .filter_map(|pair| match pair {
            [line, next] if !line.is_empty() && !next.trim().is_empty() && !begins_paragraph(line, next) => {
                let word = next.split_whitespace().next().map_or(0, |word| word.chars().count());
                Some((line.chars().count(), word))
            }
            _ => None,
        })
        .collect();
    let longest = inner.iter().map(|&(length, _)| length).max().unwrap_or(0);
    let ends = inner.iter().filter(|&&(length, word)| length + 1 + word >= longest).count();
    WRAPPED.contains(&longest) && ends * 5 >= inner.len() * 4
}

/// Returns whether a line of a hard-wrapped text begins a paragraph without a blank line before it.
fn begins_paragraph(before: &str, line: &str) -> bool {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let text = line.trim_start();
    let bullet = ["- ", "* ", "• ", "– ", "— "].iter().any(|bullet| text.starts_with(bullet));
    let digits = text.trim_start_matches(|c: char| c.is_numeric());
    let numbered = digits.len() < text.len() && [". ", ") "].iter().any(|end| digits.starts_with(end));
    bullet || numbered || indent(line) >= indent(before) + 2
}

/// Writes a line, with its web addresses as links.
fn linked(out: &mut Builder, line: &str) {
    let mut rest = line;
    while let Some(at) = ["http://", "https://"].iter().filter_map(|scheme| rest.find(scheme)).min() {
        let (text, from) = rest.split_at(at);
        let end = from.find(|c: char| c.is_whitespace() || "<>\"«»“”،؛".contains(c)).unwrap_or(from.len());
        let (address, _) = from.split_at(end);
        let ends_sentence = |c: char| ".,;:!?'*_|…".contains(c);
        let mut address = address.trim_end_matches(ends_sentence);
        // A closing bracket belongs to the sentence unless the address has the opening one.
        while address.ends_with(')') && address.matches(')').count() > address.matches('(').count() {
            address = address.strip_suffix(')').unwrap_or(address).trim_end_matches(ends_sentence);
        }
        out.text(text);
        let linked = out.link(address);
        out.text(address);
        if linked {
            out.unstyle();
        }
        rest = from.get(address.len().max(1)..).unwrap_or_default();
    }
    out.text(rest);
}
