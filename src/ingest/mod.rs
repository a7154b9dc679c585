//! From sources (files, folders, standard input) to articles.
//!
//! Floor 1. Everything is streamed: an article is handed on before the next is read, so a folder of 100,000 files or a
//! feed of 100,000 items needs no list in memory. One bad part costs that part alone and is reported with its place.

pub mod date;
pub mod decode;
pub mod document;
mod draft;
pub mod fetch;
mod feed;
mod feed_split;
mod file;
pub mod identity;
mod json;
mod jsonl;
pub mod lists;
mod markdown;
mod page;
mod page_meta;
mod place;
mod plain;
mod sniff;
pub mod source;
pub mod opml;
pub mod newsboat;
mod newsboat_filter;
pub mod subscription;
mod outline;
mod walk;
pub mod web;

pub use document::document;
pub use source::Source;
pub use subscription::Subscription;

use crate::domain::Article;
use crate::text::clean;
use std::fmt::Display;
use std::ops::ControlFlow;

/// One result of reading a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// An article.
    Article(Box<Article>),
    /// What stands of an article before the place at which its source was cut off.
    Cut(Box<Article>),
    /// Something that should have been an article and is none.
    Failed(Warning),
    /// Something that is wrong, or was passed over, although what could be read was read.
    Warned(Warning),
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// A path, or a path and a line (`stories.jsonl:17`), on one line without control characters.
    pub place: String,
    /// What is wrong and what to do, as a clause that goes on after the place.
    pub what: String,
}

/// Reads a source and hands everything in it to `sink`, in order, until that breaks.
///
/// `stdin` is the whole of standard input, for [`Source::Stdin`]; `now_ms` is the time in milliseconds since 1970-01-01
/// UTC, which becomes [`Article::added`].
pub fn read(source: &Source, stdin: Option<&[u8]>, now_ms: i64, sink: &mut dyn FnMut(Item) -> ControlFlow<()>) {
    let mut intake = Intake { now_ms, sink };
    // Whether it was broken off is known to the sink that did it.
    let _ = match (source, stdin) {
        (Source::Path(path), _) => walk::path(path, &mut intake),
        (Source::Stdin, Some(bytes)) => file::stdin(bytes, &mut intake),
        (Source::Stdin, None) => intake.failed("stdin", "nothing can be read from standard input; pipe a text into it"),
    };
}

/// Where results go.
struct Intake<'a> {
    now_ms: i64,
    sink: &'a mut dyn FnMut(Item) -> ControlFlow<()>,
}

impl Intake<'_> {
    fn article(&mut self, article: Article) -> ControlFlow<()> {
        (self.sink)(Item::Article(Box::new(article)))
    }

    fn cut(&mut self, article: Article) -> ControlFlow<()> {
        (self.sink)(Item::Cut(Box::new(article)))
    }

    fn failed(&mut self, place: &str, what: impl Display) -> ControlFlow<()> {
        (self.sink)(Item::Failed(warning(place, what.to_string())))
    }

    fn warned(&mut self, place: &str, what: impl Display) -> ControlFlow<()> {
        (self.sink)(Item::Warned(warning(place, what.to_string())))
    }
}

/// A warning whose parts may be shown on a terminal.
fn warning(place: &str, what: String) -> Warning {
    Warning { place: clean::one_line(place), what: clean::one_line(&what) }
}

#[cfg(test)]
mod tests;
