//! An HTML page: its metadata, and its story without the surrounding parts of the page.

use super::draft::Draft;
use super::page_meta;
use super::place::Place;
use crate::domain::Format;
use crate::text::markup::{self, flatten};
use dom_query::Document;
use dom_smoothie::{Config, Readability};

/// The minimum length of a story, in characters, that is accepted without comparing it with the page.
const STORY: usize = 250;
/// The minimum share of the page's text, in percent, for a shorter story.
const SHARE: usize = 40;
/// Pages with more elements skip the search for the story, which would take seconds.
const ELEMENTS: usize = 50_000;
/// The same limit in bytes.
const BYTES: usize = 8 << 20;

/// Reads a page as an article.
pub fn draft(source: &str, place: &Place, now_ms: i64) -> Draft {
    let flat = flatten(source);
    let page = Document::from(flat.as_ref());
    let meta = page_meta::read(&page, now_ms);
    let link = Some(meta.link.as_str()).filter(|link| !link.is_empty());
    let body = story(&flat, link).unwrap_or_else(|| main_part(&page));
    Draft {
        title: meta.title,
        source: if meta.site.is_empty() { place.source.clone() } else { meta.site },
        origin: place.origin.clone(),
        author: meta.author,
        link: meta.link,
        guid: None,
        published: meta.published,
        language: meta.language,
        body,
        format: Some(Format::Html),
        tags: meta.tags,
        name: place.name.clone(),
    }
}

/// Returns the story in a page, as HTML, or `None` if no part looks like one.
fn story(page: &str, link: Option<&str>) -> Option<String> {
    if page.len() > BYTES {
        return None;
    }
    let config = Config { max_elements_to_parse: ELEMENTS, disable_json_ld: true, ..Config::default() };
    let reader =
        Readability::new(page, link, Some(config.clone())).or_else(|_| Readability::new(page, None, Some(config)));
    let found = reader.ok()?.parse().ok()?;
    let length = visible(&found.text_content);
    if length >= STORY || length * 100 >= visible(&markup::html(page).text) * SHARE {
        (length > 0).then(|| found.content.to_string())
    } else {
        None
    }
}

/// Counts the characters of a text that are not white space.
fn visible(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// Returns the part of a page that its author marks as the main one; else all of it except navigation.
fn main_part(page: &Document) -> String {
    for selector in ["main", "article", "[role=main]"] {
        let part = page.select(selector);
        if part.length() == 1 && visible(&markup::html(&part.html()).text) > 0 {
            return part.html().to_string();
        }
    }
    page.select("body nav, body > header, body > footer").remove();
    page.select_single("body").inner_html().to_string()
}
