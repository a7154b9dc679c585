//! Link hints: labels of letters beside the links of the shown text. Typing a label opens or copies its link.
//!
//! Context: note. It takes letters before the keymap does. When they name one link, it closes and requests to open or
//! copy it.

use super::msg::Notice;
use super::pane::{Around, Pane, Reply, Request};
use super::reader::{ReaderLine, ReadingView};
use crate::command::{Command, Context};
use crate::domain::ArticleId;
use crate::keymap::{Code, Key};
use crate::message::{Message, msg};
use crate::text::document::Document;
use crate::text::{LaidLine, StyledCell, markup};
use std::ops::Range;

/// The letters of labels: those under the fingers first.
const LETTERS: &[u8] = b"asdfghjklqwertyuiopzxcvbnm";

/// A link and its label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkHint {
    /// Its letters. No label is a prefix of another.
    pub label: String,
    /// Its number in the document, from 0.
    pub number: usize,
    /// Its address.
    pub address: String,
}

/// The links on the screen, while the person chooses one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkHints {
    article: ArticleId,
    typed: String,
    /// The links whose labels start with the letters typed.
    links: Vec<LinkHint>,
    copies: bool,
    all: Vec<LinkHint>,
}

impl LinkHints {
    /// Returns the article that contains them.
    #[must_use]
    pub fn article(&self) -> ArticleId {
        self.article
    }

    /// Returns the letters typed so far.
    #[must_use]
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// Returns the links whose labels start with the letters typed.
    #[must_use]
    pub fn links(&self) -> &[LinkHint] {
        &self.links
    }

    /// Labels the links with these numbers in a document. It omits links that cannot be opened, unless `copies` is
    /// set.
    #[must_use]
    pub fn new(article: ArticleId, numbers: &[usize], document: &Document, copies: bool) -> Self {
        let links = numbers.iter().filter_map(|&number| Some((number, document.links.get(number)?)));
        let links: Vec<_> = links.filter(|(_, link)| copies || markup::web_address(link).is_some()).collect();
        let labels = labels(links.len());
        let hint = |(label, (number, address)): (String, (usize, &String))| LinkHint {
            label,
            number,
            address: address.clone(),
        };
        let all: Vec<LinkHint> = labels.into_iter().zip(links).map(hint).collect();
        Self { article, typed: String::new(), links: all.clone(), copies, all }
    }

    /// Returns the letters of this link that remain to be typed, while it still matches.
    #[must_use]
    pub fn label(&self, number: usize) -> Option<&str> {
        let hint = self.links.iter().find(|hint| hint.number == number)?;
        hint.label.strip_prefix(self.typed.as_str())
    }

    /// Returns the prompt for the status line.
    #[must_use]
    pub fn prompt_text(&self) -> Message {
        if self.copies {
            msg!("links-prompt-copy", typed = &self.typed)
        } else {
            msg!("links-prompt-open", typed = &self.typed)
        }
    }

    /// Adds a letter. Returns whether some label starts with the letters typed.
    fn narrow(&mut self, letter: char) -> bool {
        let typed = format!("{}{letter}", self.typed);
        let left: Vec<LinkHint> = self.all.iter().filter(|hint| hint.label.starts_with(&typed)).cloned().collect();
        if left.is_empty() {
            return false;
        }
        (self.typed, self.links) = (typed, left);
        true
    }

    /// Removes the last letter.
    fn widen(&mut self) {
        self.typed.pop();
        self.links = self.all.iter().filter(|hint| hint.label.starts_with(&self.typed)).cloned().collect();
    }
}

/// Returns `count` labels, as short as possible and all of the same length.
fn labels(count: usize) -> Vec<String> {
    let mut labels = vec![String::new()];
    while labels.len() < count {
        let longer = |label: &String| LETTERS.iter().map(|&letter| format!("{label}{}", char::from(letter))).collect();
        labels = labels.iter().flat_map(|label| -> Vec<String> { longer(label) }).collect();
    }
    if count == 1 { vec![char::from(LETTERS[0]).to_string()] } else { labels.into_iter().take(count).collect() }
}

/// Finds the numbers of links on a line: each as a range of cells, with the number of the link from 0. A number comes
/// after a link, and before its address at the end of the text.
#[must_use]
pub fn numbers(line: &LaidLine, document: &Document) -> Vec<(Range<usize>, usize)> {
    let mut found = Vec::new();
    let mut number: Option<(usize, usize)> = None;
    for (at, cell) in line.cells.iter().enumerate() {
        let text = cell.cell.text.as_str();
        number = match (number, text) {
            _ if !cell.style.link_number => None,
            (_, "[") => Some((at, 0)),
            (Some((start, number)), "]") => {
                found.extend(number.checked_sub(1).map(|number| (start..at + 1, number)));
                None
            }
            (Some((start, number)), digit) => digit.parse::<usize>().ok().map(|digit| (start, number * 10 + digit)),
            (None, _) => None,
        };
    }
    found.extend(address(line, document));
    found
}

/// Finds the number before an address in the list at the end of the text.
fn address(line: &LaidLine, document: &Document) -> Option<(Range<usize>, usize)> {
    let start = line.range.start;
    let rest = document.text.get(start..)?.strip_prefix('[')?;
    let (digits, rest) = rest.split_once("] ")?;
    let number = digits.parse::<usize>().ok()?.checked_sub(1)?;
    let end = rest.lines().next().unwrap_or(rest);
    if !document.text.get(..start)?.ends_with('\n') || document.links.get(number)? != end {
        return None;
    }
    let within = |cell: &StyledCell| (start..start + digits.len() + 2).contains(&(cell.cell.source.start as usize));
    let first = line.cells.iter().position(within)?;
    let last = line.cells.iter().rposition(within)?;
    Some((first..last + 1, number))
}

impl ReadingView {
    /// Returns the links whose numbers are on the screen, in the order of their numbers, and the document that
    /// contains them.
    pub fn links(&self) -> Option<(ArticleId, Vec<usize>, &Document)> {
        let id = self.shown()?;
        let document = self.opened(id)?.document.as_ref();
        let mut seen = Vec::new();
        for line in self.screen() {
            if let ReaderLine::Body(line) = line {
                for (_, number) in numbers(line, document) {
                    if !seen.contains(&number) {
                        seen.push(number);
                    }
                }
            }
        }
        // In reading order: a right-to-left line has its first link at its right.
        seen.sort_unstable();
        Some((id, seen, document))
    }
}

impl Pane for LinkHints {
    fn context(&self) -> Context {
        Context::Note
    }

    fn command(&mut self, command: Command, _: isize, _: &Around<'_>) -> Reply {
        match command {
            Command::Cancel => Reply::Close,
            Command::Accept => Reply::Done,
            _ => Reply::Pass,
        }
    }

    fn key(&mut self, key: Key, printed: Option<char>) -> Option<Reply> {
        if key == Key::plain(Code::Backspace) {
            self.widen();
            return Some(Reply::Done);
        }
        let letter = printed.map(|c| c.to_ascii_lowercase())?;
        if !self.narrow(letter) {
            let text = msg!("links-no-letters", letter = letter, typed = &self.typed);
            return Some(Reply::tell(Notice::warning(text)));
        }
        Some(match self.links.as_slice() {
            [LinkHint { label, address, .. }] if *label == self.typed => {
                Reply::CloseAnd(Request::Link { address: address.clone(), copies: self.copies })
            }
            _ => Reply::Done,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_short_and_none_begins_another() {
        assert_eq!(labels(0).len(), 0);
        assert_eq!(labels(1), ["a"]);
        assert_eq!(labels(3), ["a", "s", "d"]);
        for count in [26, 27, 676, 677] {
            let labels = labels(count);
            let length = labels[0].len();
            assert!(labels.len() == count && labels.iter().all(|label| label.len() == length), "{count}");
            assert_eq!(
                length,
                if count <= 26 {
                    1
                } else if count <= 676 {
                    2
                } else {
                    3
                }
            );
        }
    }
}
