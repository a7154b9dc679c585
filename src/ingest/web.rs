//! Content from the web: a feed, a page that names its feed, or a page that is a story.

use super::decode::{Decoded, decode, decode_as};
use super::fetch::Page;
use super::fetch::Url;
use super::file;
use super::place::Place;
use super::sniff::{Kind, sniff};
use super::{Item, Results};
use crate::text::{clean, markup};
use dom_query::Document;
use std::ops::ControlFlow;

/// The number of bytes at the start of a text that decide its kind.
const HEAD: usize = 16 << 10;
/// The maximum number of feeds reported for a page.
const FEEDS: usize = 20;

/// A decoded text from the web, with its kind.
#[derive(Debug)]
pub struct Web {
    kind: Kind,
    decoded: Decoded,
    url: String,
}

/// A feed that a page links to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedLink {
    /// Its address.
    pub url: String,
    /// Its title; may be empty.
    pub title: String,
}

impl Web {
    /// Decodes a fetched page and recognises its kind.
    #[must_use]
    pub fn new(page: Page) -> Self {
        let Page { url, kind, charset, body, .. } = page;
        let extension = match kind.as_str() {
            "text/html" | "application/xhtml+xml" => "html",
            "text/markdown" => "md",
            "application/json" | "application/feed+json" => "json",
            "application/x-ndjson" | "application/jsonl" => "jsonl",
            "text/plain" => "txt",
            _ => "",
        };
        let sniffed = sniff(body.get(..HEAD).unwrap_or(&body), extension);
        let decoded = if charset.is_empty() { decode(body) } else { decode_as(body, &charset) };
        Self { kind: sniffed, decoded, url }
    }

    /// Returns whether it holds many articles: a feed, or a list of articles in JSON.
    #[must_use]
    pub fn is_feed(&self) -> bool {
        match self.kind {
            Kind::Feed | Kind::Json | Kind::JsonLines => true,
            Kind::Html | Kind::Markdown | Kind::Plain | Kind::Opml | Kind::Refused(_) => false,
        }
    }

    /// Returns whether it is an HTML page.
    #[must_use]
    pub fn is_page(&self) -> bool {
        self.kind == Kind::Html
    }

    /// Returns the feeds that a page links to (`<link rel=alternate>`), in page order: only web addresses, made
    /// absolute.
    #[must_use]
    pub fn feeds(&self) -> Vec<FeedLink> {
        if !self.is_page() {
            return Vec::new();
        }
        let Ok(base) = Url::parse(&self.url) else { return Vec::new() };
        let page = Document::from(markup::flatten(&self.decoded.text).as_ref());
        let base = page.select("base[href]").attr("href").and_then(|href| base.join(&href).ok()).unwrap_or(base);
        let mut feeds: Vec<FeedLink> = Vec::new();
        for link in page.select("link[rel][href]").nodes() {
            let is = |name: &str, wanted: &[&str]| {
                let value = link.attr(name).unwrap_or_default().to_ascii_lowercase();
                value.split([' ', ';']).any(|word| wanted.contains(&word))
            };
            let feed = ["application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"];
            if !is("rel", &["alternate", "feed"]) || !(is("type", &feed) || is("rel", &["feed"])) {
                continue;
            }
            let href = link.attr("href").unwrap_or_default();
            let url = base.join(href.trim()).ok().and_then(|url| super::fetch::named(url.as_str()).ok());
            if let Some(url) = url.filter(|url| feeds.len() < FEEDS && !feeds.iter().any(|known| known.url == *url)) {
                feeds.push(FeedLink { url, title: clean::one_line(&link.attr("title").unwrap_or_default()) });
            }
        }
        feeds
    }

    /// Passes all articles in it to `sink`. `source` is the address by which the source is known; it forms their
    /// origin. Returns the title of the feed, as its articles name it.
    pub fn read(self, source: &str, now_ms: i64, sink: &mut dyn FnMut(Item) -> ControlFlow<()>) -> String {
        let host = Url::parse(&self.url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
        let many = self.is_feed();
        let place = Place {
            shown: clean::one_line(source),
            origin: source.to_owned(),
            source: host.trim_start_matches("www.").to_owned(),
            name: String::new(),
            named: true,
        };
        let mut title = String::new();
        let mut watch = |item: Item| {
            let item = match item {
                Item::Article(mut article) => {
                    if title.is_empty() {
                        title.clone_from(&article.source);
                    }
                    // A page that does not name its address gets the one it was fetched from.
                    if !many && article.link.is_empty() {
                        article.link = markup::web_address(&self.url).unwrap_or_default();
                        article.id = super::identity::id(&article.link, None, &article.title, &article.body);
                    }
                    Item::Article(article)
                }
                Item::Cut(_) | Item::Failed(_) | Item::Warned(_) => item,
            };
            sink(item)
        };
        let mut results = Results { now_ms, sink: &mut watch };
        // The sink that broke off already knows that it did.
        let _ = file::text(self.kind, self.decoded, &place, &mut results);
        title
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn web(kind: &str, charset: &str, body: &[u8]) -> Web {
        Web::new(Page {
            url: "https://example.org/blog/index.html".into(),
            kind: kind.into(),
            charset: charset.into(),
            body: body.to_vec(),
            ..Page::default()
        })
    }

    #[test]
    fn a_page_names_its_feeds() {
        let page = web(
            "text/html",
            "",
            b"<html><head><link rel=alternate type='application/rss+xml' title='All' href='../feed?a=1&amp;b=2'>\
              <link rel='alternate' type='application/atom+xml' href='//e.org/a'><link rel=stylesheet href=x>\
              <link rel=alternate hreflang=de href=/de><link rel=alternate type='application/rss+xml' href='javascript:x'>\
              <link rel=alternate type='application/rss+xml' href='file:///etc/passwd'></head><body>x</body></html>",
        );
        let urls: Vec<String> = page.feeds().into_iter().map(|feed| feed.url).collect();
        assert_eq!(urls, ["https://example.org/feed?a=1&b=2", "https://e.org/a"]);
        assert!(page.is_page() && !page.is_feed());
    }

    #[test]
    fn the_header_tells_the_encoding_and_the_page_its_address() {
        let (text, _, _) =
            encoding_rs::WINDOWS_1256.encode("<html><title>خبر</title><body><p>نص الخبر</p></body></html>");
        let mut found = Vec::new();
        let source = "https://example.org/blog/index.html";
        web("text/html", "windows-1256", &text).read(source, 0, &mut |item| {
            found.push(item);
            ControlFlow::Continue(())
        });
        let [Item::Article(article)] = &found[..] else { panic!("{found:?}") };
        assert_eq!((article.title.as_str(), article.link.as_str()), ("خبر", source));
        assert!(article.body.contains("نص الخبر"));
        assert_eq!(article.source, "example.org");
    }

    #[test]
    fn items_of_a_feed_come_from_its_address() {
        let feed = b"<rss version='2.0'><channel><title>F</title><item><title>a</title><guid isPermaLink='false'>7</guid></item></channel></rss>";
        let mut found = Vec::new();
        let title = web("application/rss+xml", "", feed).read("https://example.org/f", 0, &mut |item| {
            found.push(item);
            ControlFlow::Continue(())
        });
        assert_eq!(title, "F");
        assert!(
            matches!(&found[..], [Item::Article(article)] if article.origin == "https://example.org/f#7"),
            "{found:?}"
        );
    }
}
