//! Articles in JSON: the fields of one article, and files that are one JSON value (JSON Feed, a list, one article).

use super::Results;
use super::date;
use super::draft::Draft;
use super::place::{Place, refused};
use crate::domain::Format;
use crate::message::{Message, msg};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::ops::ControlFlow;
use thiserror::Error;

/// The reason why a text is not a JSON object.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", self.message())]
pub enum JsonError {
    /// It is another value.
    NotAnObject,
    /// It is not JSON.
    Syntax {
        /// The parser's message in English, without the position.
        reason: String,
        /// The position in bytes, from 1; 0 if the parser gives none.
        column: usize,
    },
}

impl JsonError {
    /// The reason as a sentence for a person.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::NotAnObject => msg!("ingest-json-no-object"),
            Self::Syntax { reason, column } => {
                msg!("ingest-json-syntax", reason = reason, column = column.to_string())
            }
        }
    }
}

/// The object that `text` is.
///
/// # Errors
/// If it is not one.
pub fn object(text: &str) -> Result<Map<String, Value>, JsonError> {
    match serde_json::from_str(&mended(text)) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(JsonError::NotAnObject),
        Err(error) => {
            let what = error.to_string();
            let what = what.split(" at line ").next().unwrap_or(&what);
            Err(JsonError::Syntax { reason: what.to_owned(), column: error.column() })
        }
    }
}

/// Reads an article from an object. The field names are those of JSON Feed 1.1 and of common exports.
pub fn draft(object: &Map<String, Value>, now_ms: i64) -> Draft {
    let html = text(object, &["content_html", "html"]);
    let (body, format) = if html.is_empty() {
        let plain = text(object, &["content_text"]);
        let body = if plain.is_empty() {
            text(object, &["content", "body", "text", "summary", "description"])
        } else {
            plain.clone()
        };
        let format = if plain.is_empty() && looks_like_html(&body) { Format::Html } else { Format::Plain };
        (body, format)
    } else {
        (html, Format::Html)
    };
    let date = [
        "date",
        "published",
        "date_published",
        "published_at",
        "pubDate",
        "pub_date",
        "date_extracted",
        "date_modified",
    ];
    let published = date.iter().filter_map(|name| object.get(*name)).find_map(|value| match value {
        Value::String(text) => date::parse(text, now_ms),
        Value::Number(number) => {
            #[allow(clippy::cast_possible_truncation)]
            let whole = number.as_i64().or_else(|| number.as_f64().map(|seconds| seconds as i64));
            date::from_number(whole?, now_ms)
        }
        _ => None,
    });
    Draft {
        title: text(object, &["title", "headline"]),
        source: text(object, &["source", "site", "site_name", "feed"]),
        author: text(object, &["author", "authors", "byline", "creator"]),
        link: text(object, &["url", "link", "external_url", "permalink"]),
        published,
        language: text(object, &["language", "lang"]),
        body,
        format: Some(format),
        tags: ["tags", "categories", "keywords"]
            .iter()
            .filter_map(|name| object.get(*name))
            .flat_map(strings)
            .collect(),
        ..Draft::default()
    }
}

/// Returns the first of these fields that has text.
fn text(object: &Map<String, Value>, names: &[&str]) -> String {
    let values = names.iter().filter_map(|name| object.get(*name));
    values.map(|value| strings(value).join(", ")).find(|text| !text.trim().is_empty()).unwrap_or_default()
}

/// Returns the texts in a field: the field itself, those of a list, or the name of a person or thing.
fn strings(value: &Value) -> Vec<String> {
    let one = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(object) => ["name", "title", "label", "term"]
            .iter()
            .find_map(|name| object.get(*name)?.as_str())
            .map(ToOwned::to_owned),
        _ => None,
    };
    match value {
        Value::Array(list) => list.iter().filter_map(one).collect(),
        other => one(other).into_iter().collect(),
    }
}

/// Returns whether a text is HTML: it contains an HTML tag or character reference.
pub fn looks_like_html(text: &str) -> bool {
    const TAGS: [&str; 33] = [
        "p",
        "br",
        "a",
        "b",
        "i",
        "em",
        "strong",
        "div",
        "span",
        "img",
        "ul",
        "ol",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "table",
        "tr",
        "td",
        "pre",
        "code",
        "hr",
        "figure",
        "font",
        "center",
        "sup",
        "sub",
        "article",
        "section",
    ];
    let tag = text.match_indices('<').any(|(at, _)| {
        let rest = text.get(at + 1..).unwrap_or_default();
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        after.starts_with(['>', ' ', '/', '\n', '\t', '\r']) && TAGS.iter().any(|tag| tag.eq_ignore_ascii_case(name))
    });
    tag || has_references(text)
}

/// Returns whether a text contains HTML character references (`&amp;`, `&#8217;`).
pub fn has_references(text: &str) -> bool {
    text.match_indices('&').any(|(at, _)| {
        let rest = text.get(at + 1..).unwrap_or_default();
        let name: usize = rest.bytes().take(10).take_while(|b| b.is_ascii_alphanumeric() || *b == b'#').count();
        name >= 2 && rest.as_bytes().get(name) == Some(&b';')
    })
}

/// Replaces escapes of lone surrogates (`\ud800`), which are not characters, with that of U+FFFD.
fn mended(text: &str) -> Cow<'_, str> {
    let unit = |at: usize| -> Option<u32> {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u32::from_str_radix(digits, 16).ok()
    };
    let mut out = String::new();
    let (mut at, mut copied) = (0, 0);
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('\\')) {
        at += found;
        match unit(at) {
            Some(0xd800..=0xdbff) if matches!(unit(at + 6), Some(0xdc00..=0xdfff)) => at += 12,
            Some(0xd800..=0xdfff) => {
                out.push_str(text.get(copied..at).unwrap_or_default());
                out.push_str("\\ufffd");
                at += 6;
                copied = at;
            }
            Some(_) => at += 6,
            // In broken JSON the escaped character may be longer than a byte: skips all of it.
            None => {
                at += 1;
                at += text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
            }
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    Cow::Owned(out)
}

/// Reads a file that is one JSON value. Cuts out and reads items one by one, so that a broken one costs only itself
/// and the items before a break are kept.
pub fn read(source: &str, place: &Place, results: &mut Results<'_>) -> ControlFlow<()> {
    let start = skip_blank(source, 0);
    if source.get(start..).is_some_and(|rest| rest.starts_with('[')) {
        return items(source, start + 1, &Head { source: place.source.clone(), ..Head::default() }, place, results);
    }
    let (head, list) = head(source, start);
    if let Some(list) = list {
        return items(source, list + 1, &head, place, results);
    }
    match object(source) {
        Ok(object) => {
            let mut draft = draft(&object, results.now_ms);
            if draft.title.is_empty() && draft.body.is_empty() {
                return refused(msg!("ingest-json-unknown"), place, results);
            }
            if draft.source.is_empty() {
                draft.source.clone_from(&place.source);
            }
            draft.origin.clone_from(&place.origin);
            draft.name.clone_from(&place.name);
            finish(draft, &place.shown, results)
        }
        Err(error) => results.failed(&place.shown, error.message()),
    }
}

/// The parts of a JSON Feed's head that apply to all its items.
#[derive(Default)]
struct Head {
    source: String,
    author: String,
    language: String,
}

/// Reads the items of the list whose contents begin at `at`.
fn items(source: &str, mut at: usize, head: &Head, place: &Place, results: &mut Results<'_>) -> ControlFlow<()> {
    let mut any = false;
    let (mut line, mut counted) = (1, 0);
    loop {
        at = skip_blank(source, at);
        if let Some(after) = source.get(at..).and_then(|rest| rest.strip_prefix(',')) {
            at = source.len() - after.len();
            continue;
        }
        line += source.get(counted..at).unwrap_or_default().matches('\n').count();
        counted = at;
        let shown = format!("{}:{line}", place.shown);
        match (source.as_bytes().get(at), value_end(source, at)) {
            (Some(b']'), _) => break,
            (Some(_), Some(end)) if end > at => {
                any = true;
                match object(source.get(at..end).unwrap_or_default()) {
                    Ok(object) => {
                        let guid = text(&object, &["id"]);
                        let mut draft = draft(&object, results.now_ms);
                        // In JSON Feed an identifier is often the address of the page.
                        if draft.link.is_empty() && guid.starts_with("http") {
                            draft.link.clone_from(&guid);
                        }
                        for (own, common) in [
                            (&mut draft.source, &head.source),
                            (&mut draft.author, &head.author),
                            (&mut draft.language, &head.language),
                        ] {
                            if own.is_empty() {
                                own.clone_from(common);
                            }
                        }
                        draft.origin = place.origin_of(if guid.is_empty() { &draft.link } else { &guid });
                        draft.guid = (!guid.is_empty()).then(|| (head.source.clone(), guid));
                        finish(draft, &shown, results)?;
                    }
                    Err(error) => results.failed(&shown, error.message())?,
                }
                at = end;
            }
            _ => {
                any = true;
                results.failed(&shown, msg!("ingest-json-cut"))?;
                break;
            }
        }
    }
    if any { ControlFlow::Continue(()) } else { results.failed(&place.shown, msg!("ingest-no-items")) }
}

fn finish(draft: Draft, shown: &str, results: &mut Results<'_>) -> ControlFlow<()> {
    match draft.finish(results.now_ms) {
        Ok(article) => results.article(article),
        Err(what) => results.failed(shown, what.message()),
    }
}

/// Returns the fields of the outermost object except its items, and the position of the list of items.
fn head(source: &str, start: usize) -> (Head, Option<usize>) {
    let mut fields = Map::new();
    let mut list = None;
    let mut at = start + 1;
    loop {
        at = skip_blank(source, at);
        match source.as_bytes().get(at) {
            Some(b',') => at += 1,
            Some(b'"') => {
                let Some(end) = value_end(source, at) else { break };
                let key: String =
                    source.get(at..end).and_then(|key| serde_json::from_str(key).ok()).unwrap_or_default();
                let colon = skip_blank(source, end);
                if source.as_bytes().get(colon) != Some(&b':') {
                    break;
                }
                at = skip_blank(source, colon + 1);
                if key == "items" && source.as_bytes().get(at) == Some(&b'[') {
                    list = Some(at);
                }
                let Some(end) = value_end(source, at) else { break };
                if key != "items"
                    && let Some(value) = source.get(at..end).and_then(|value| serde_json::from_str(&mended(value)).ok())
                {
                    fields.insert(key, value);
                }
                at = end;
            }
            _ => break,
        }
    }
    let head = Head {
        source: text(&fields, &["title", "home_page_url", "feed_url"]),
        author: text(&fields, &["authors", "author"]),
        language: text(&fields, &["language"]),
    };
    (head, list)
}

/// Returns the position after white space.
fn skip_blank(source: &str, at: usize) -> usize {
    let rest = source.get(at..).unwrap_or_default();
    source.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}').len()
}

/// Finds the end of the value that begins at `at`, by its brackets and strings. Returns `None` if the source ends
/// inside it.
fn value_end(source: &str, at: usize) -> Option<usize> {
    let bytes = source.as_bytes();
    let (mut depth, mut string, mut at) = (0_usize, false, at);
    loop {
        let byte = *bytes.get(at)?;
        match byte {
            b'\\' if string => at += 1,
            b'"' => {
                string = !string;
                if !string && depth == 0 {
                    return Some(at + 1);
                }
            }
            _ if string => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth <= 1 => return Some(if depth == 1 { at + 1 } else { at }),
            b'}' | b']' => depth -= 1,
            b',' if depth == 0 => return Some(at),
            _ => {}
        }
        at += 1;
    }
}
