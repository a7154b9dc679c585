//! Reads articles from sources: files, folders, standard input.
//!
//! Floor 1. Everything is streamed: each article goes to the sink before the next is read, so a folder of 100,000
//! files or a feed of 100,000 items needs no list in memory. A bad part costs only itself and is reported with its
//! place.

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
use crate::message::{Message, msg};
use crate::text::clean;
use std::ops::ControlFlow;

/// One result of reading a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// An article.
    Article(Box<Article>),
    /// The part of an article before the point at which its source is cut off.
    Cut(Box<Article>),
    /// A part that should be an article but cannot be read.
    Failed(Warning),
    /// A problem, or a skipped part, in a source whose readable parts were read.
    Warned(Warning),
}

/// A problem and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// A path, or a path and a line (`stories.jsonl:17`), on one line without control characters.
    pub place: String,
    /// What is wrong and what to do, as a clause that goes on after the place.
    pub what: Message,
}

/// Reads a source and passes everything in it to `sink`, in order, until the sink breaks.
///
/// `stdin` is the whole of standard input, for [`Source::Stdin`]; `now_ms` is the time in milliseconds since 1970-01-01
/// UTC, which becomes [`Article::added`].
pub fn read(source: &Source, stdin: Option<&[u8]>, now_ms: i64, sink: &mut dyn FnMut(Item) -> ControlFlow<()>) {
    let mut results = Results { now_ms, sink };
    // The sink that broke off already knows that it did.
    let _ = match (source, stdin) {
        (Source::Path(path), _) => walk::path(path, &mut results),
        (Source::Stdin, Some(bytes)) => file::stdin(bytes, &mut results),
        (Source::Stdin, None) => results.failed("stdin", msg!("ingest-no-stdin")),
    };
}

/// The receiver of results.
struct Results<'a> {
    now_ms: i64,
    sink: &'a mut dyn FnMut(Item) -> ControlFlow<()>,
}

impl Results<'_> {
    fn article(&mut self, article: Article) -> ControlFlow<()> {
        (self.sink)(Item::Article(Box::new(article)))
    }

    fn cut(&mut self, article: Article) -> ControlFlow<()> {
        (self.sink)(Item::Cut(Box::new(article)))
    }

    fn failed(&mut self, place: &str, what: Message) -> ControlFlow<()> {
        (self.sink)(Item::Failed(warning(place, what)))
    }

    fn warned(&mut self, place: &str, what: Message) -> ControlFlow<()> {
        (self.sink)(Item::Warned(warning(place, what)))
    }
}

/// A warning whose parts may be shown on a terminal.
fn warning(place: &str, what: Message) -> Warning {
    Warning { place: clean::one_line(place), what: what.with_texts(&clean::one_line) }
}

#[cfg(test)]
mod tests;
