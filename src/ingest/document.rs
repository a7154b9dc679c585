//! The document of an article.

use crate::domain::{Article, Format};
use crate::text::document::Document;
use crate::text::markup;

/// The body of an article as a document, without the title that it may begin with (that is shown above it), and with
/// the addresses of its links at the end.
#[must_use]
pub fn document(article: &Article) -> Document {
    markup::with_addresses(body(article))
}

/// The same without the addresses.
#[must_use]
pub fn body(article: &Article) -> Document {
    match article.format {
        Format::Plain => markup::plain(untitled(article)),
        Format::Markdown => markup::without_title(markup::markdown(&article.body), &article.title),
        Format::Html => markup::without_title(markup::html(&article.body), &article.title),
    }
}

/// A plain body without its first line when that is the whole title.
fn untitled(article: &Article) -> &str {
    match markup::plain_title(&article.body) {
        Some((title, true)) if title == article.title => markup::plain_body(&article.body),
        _ => &article.body,
    }
}
