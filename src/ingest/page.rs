//! An HTML page: what it says of itself, and its story without what stands around it.

use super::draft::Draft;
use super::page_meta;
use super::place::Place;
use crate::domain::Format;
use crate::text::markup::{self, flatten};
use dom_query::Document;
use dom_smoothie::{Config, Readability};

/// The shortest story, in characters, that is believed without comparing it with the page.
const STORY: usize = 250;
/// The part of a page's text, in percent, that a shorter story has to be.
const SHARE: usize = 40;
/// Pages with more elements are read whole: finding the story in them would take seconds.
const ELEMENTS: usize = 50_000;
/// The same for pages with more bytes.
const BYTES: usize = 8 << 20;

/// The article that a page is.
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

/// The story in a page, as HTML; none when nothing in it looks like one.
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

/// How many characters of a text are not white space.
fn visible(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// The part of a page that its author calls the main one; else all of it but navigation.
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
