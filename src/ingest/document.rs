//! The document of an article.

use crate::domain::{Article, Format};
use crate::text::document::Document;
use crate::text::markup;

/// Returns the body of an article as a document, with the addresses of its links at the end. Omits a title at the
/// start, because the title is shown above the body.
#[must_use]
pub fn document(article: &Article) -> Document {
    markup::with_addresses(body(article))
}

/// Returns the same document without the addresses.
#[must_use]
pub fn body(article: &Article) -> Document {
    match article.format {
        Format::Plain => markup::plain(untitled(article)),
        Format::Markdown => markup::without_title(markup::markdown(&article.body), &article.title),
        Format::Html => markup::without_title(markup::html(&article.body), &article.title),
    }
}

/// Returns a plain body without its first line if that line is the whole title.
fn untitled(article: &Article) -> &str {
    match markup::plain_title(&article.body) {
        Some((title, true)) if title == article.title => markup::plain_body(&article.body),
        _ => &article.body,
    }
}
