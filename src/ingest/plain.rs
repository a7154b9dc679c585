//! A plain text file: its first line with letters is the title.

use super::draft::Draft;
use super::place::Place;
use crate::domain::Format;
use crate::text::markup;

/// Reads a plain text as an article.
pub fn draft(text: String, place: &Place) -> Draft {
    Draft {
        title: markup::plain_title(&text).map(|(title, _)| title).unwrap_or_default(),
        source: place.source.clone(),
        origin: place.origin.clone(),
        name: String::new(),
        format: Some(Format::Plain),
        body: text,
        ..Draft::default()
    }
}
