//! RSS, RDF and Atom: the only file that names the feed parser.

use super::Results;
use super::date;
use super::draft::Draft;
use super::feed_split::{Piece, Split, whole_children};
use super::json::{has_references, looks_like_html};
use super::place::Place;
use crate::domain::Format;
use crate::message::{Message, msg};
use crate::text::markup;
use chrono::DateTime;
use feed_rs::model::{Entry, Feed, FeedType, LinkTarget, Person, Text};
use feed_rs::parser::{Builder, ParseFeedError};
use std::borrow::Cow;
use std::ops::ControlFlow;

/// The parts of a feed's head that apply to all its items.
#[derive(Default)]
struct Head {
    title: String,
    author: String,
    language: String,
}

/// The result of reading an item.
enum Reading {
    Whole(Box<Feed>),
    /// Only the part before a break.
    Part(Box<Feed>),
    Broken(Message),
}

/// Reads a feed item by item.
pub fn read(source: &str, place: &Place, results: &mut Results<'_>) -> ControlFlow<()> {
    let now_ms = results.now_ms;
    let Some(mut split) = Split::new(source) else {
        return results.failed(&place.shown, msg!("ingest-feed-no-root"));
    };
    let head = split.heads().iter().find_map(|head| parse(head, now_ms).ok()).map(|feed| head(&feed));
    if head.is_none() {
        results.warned(&place.shown, msg!("ingest-feed-no-head"))?;
    }
    let head = head.unwrap_or_default();
    let mut any = false;
    while let Some(piece) = split.next_piece() {
        any = true;
        let at = format!("{}:{}", place.shown, piece.line);
        let feed = match reading(now_ms, &split, &piece) {
            Reading::Whole(feed) => feed,
            Reading::Part(feed) => {
                results.warned(&at, msg!("ingest-item-cut"))?;
                feed
            }
            Reading::Broken(what) => {
                results.failed(&at, msg!("ingest-item-unreadable", why = what))?;
                continue;
            }
        };
        let atom = feed.feed_type == FeedType::Atom;
        for entry in feed.entries {
            match draft(entry, atom, &head, place).finish(results.now_ms) {
                Ok(article) if piece.whole => results.article(article)?,
                Ok(article) => results.cut(article)?,
                Err(what) => results.failed(&at, what.message())?,
            }
        }
    }
    if any { ControlFlow::Continue(()) } else { results.warned(&place.shown, msg!("ingest-no-items")) }
}

/// Parses a feed. Every call has its own parser: a parser that met an error panics if it is used again.
fn parse(source: &str, now_ms: i64) -> Result<Feed, ParseFeedError> {
    Builder::new()
        .sanitize_content(false)
        // An identifier made up here would change with the parser: only those in the file count.
        .id_generator(|_, _, _| String::new())
        .timestamp_parser(move |text| date::parse(text, now_ms).and_then(DateTime::from_timestamp_millis))
        .build()
        .parse(without_declarations(source).as_bytes())
}

/// Removes XML declarations from a feed: the text is already decoded, and quick-xml 0.42 panics at a second
/// declaration that names another encoding. A declaration anywhere but at the start becomes text.
fn without_declarations(source: &str) -> Cow<'_, str> {
    const DECLARATION: &str = "<?xml";
    if !source.contains(DECLARATION) {
        return Cow::Borrowed(source);
    }
    let start = source.trim_start();
    let own = start.strip_prefix(DECLARATION).and_then(|rest| rest.split_once("?>"));
    Cow::Owned(own.map_or(source, |(_, rest)| rest).replace(DECLARATION, "&lt;?xml"))
}

/// Reads one item: as it is, then with stray ampersands escaped, then only its complete part.
fn reading(now_ms: i64, split: &Split<'_>, piece: &Piece<'_>) -> Reading {
    let feed = |item: &str| parse(&split.wrap(item), now_ms).ok().filter(|feed| !feed.entries.is_empty());
    if piece.whole {
        if let Some(feed) = feed(piece.source) {
            return Reading::Whole(Box::new(feed));
        }
        if let Some(feed) = feed(&with_ampersands(piece.source)) {
            return Reading::Whole(Box::new(feed));
        }
    }
    let part = whole_children(piece.source, split.item());
    if let Some(feed) = part.and_then(|part| feed(&part).or_else(|| feed(&with_ampersands(&part))))
        && feed.entries.iter().any(|entry| entry.title.is_some() || entry.summary.is_some() || entry.content.is_some())
    {
        return Reading::Part(Box::new(feed));
    }
    match parse(&split.wrap(piece.source), now_ms) {
        Err(error) => Reading::Broken(error.to_string().into()),
        Ok(_) => Reading::Broken(msg!("ingest-item-empty")),
    }
}

/// Escapes ampersands that do not begin a reference.
fn with_ampersands(item: &str) -> String {
    let mut out = String::with_capacity(item.len() + 16);
    let mut rest = item;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let name =
            from.get(1..).unwrap_or_default().bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'#').count();
        let reference = name > 0 && from.as_bytes().get(name + 1) == Some(&b';');
        out.push_str(if reference { "&" } else { "&amp;" });
        rest = from.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

fn head(feed: &Feed) -> Head {
    Head {
        title: feed.title.as_ref().map(|title| line(title, feed.feed_type == FeedType::Atom)).unwrap_or_default(),
        author: names(&feed.authors),
        language: feed.language.clone().unwrap_or_default(),
    }
}

fn draft(entry: Entry, atom: bool, head: &Head, place: &Place) -> Draft {
    let mut links = entry.links.iter().filter(|link| {
        let rel = link.rel.as_deref().unwrap_or("alternate");
        rel == "alternate" && !matches!(link.target, Some(LinkTarget::Comments | LinkTarget::CommentsFeed))
    });
    let mut link = links.find_map(|link| markup::web_address(&link.href)).unwrap_or_default();
    let guid = entry.id.trim().to_owned();
    if link.is_empty() {
        link = markup::web_address(&guid).unwrap_or_default();
    }
    let author = Some(names(&entry.authors)).filter(|names| !names.is_empty()).unwrap_or_else(|| head.author.clone());
    let published = entry.published.or(entry.updated).map(|date| date.timestamp_millis());
    let title = entry.title.as_ref().map(|title| line(title, atom)).unwrap_or_default();
    let language = entry.language.clone().unwrap_or_else(|| head.language.clone());
    let tags = entry
        .categories
        .iter()
        .map(|category| category.label.clone().unwrap_or_else(|| category.term.clone()))
        .collect();
    let (body, format) = body(entry);
    let item = if guid.is_empty() { &link } else { &guid };
    Draft {
        title,
        source: if head.title.is_empty() { place.name.clone() } else { head.title.clone() },
        origin: place.origin_of(item),
        author,
        link,
        guid: (!guid.is_empty()).then(|| (head.title.clone(), guid.clone())),
        published,
        language,
        body,
        format: Some(format),
        tags,
        name: String::new(),
    }
}

/// Returns the names of people, each once; for people without a name, their e-mail addresses.
fn names(people: &[Person]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for person in people {
        let name =
            [&person.name, &person.email].into_iter().flatten().map(|name| name.trim()).find(|name| !name.is_empty());
        if let Some(name) = name.filter(|name| !names.contains(name)) {
            names.push(name);
        }
    }
    names.join(", ")
}

/// Returns the text of an item: its content, else its summary.
fn body(entry: Entry) -> (String, Format) {
    let content = entry.content.and_then(|content| Some((content.body?, content.content_type.to_string())));
    let summary = entry.summary.map(|summary| (summary.content, summary.content_type.to_string()));
    let texts = [content, summary].into_iter().flatten();
    for (text, kind) in texts {
        if text.trim().is_empty() {
            continue;
        }
        // RSS does not declare the type of its descriptions: those without markup are plain and keep their line ends.
        let html = kind.contains("html") && (kind.contains("xhtml") || looks_like_html(&text));
        return (text, if html { Format::Html } else { Format::Plain });
    }
    (String::new(), Format::Plain)
}

/// Returns a title without markup. RSS titles are HTML in practice and plain in theory: this reads them as HTML if
/// they look like it.
fn line(text: &Text, atom: bool) -> String {
    let html = text.content_type.to_string().contains("html");
    let marked = has_references(&text.content) || looks_like_html(&text.content);
    if html || (!atom && marked) { markup::html(&text.content).text } else { text.content.clone() }
}
