//! The metadata of a page: `meta` elements and JSON-LD, and as a fallback its headings and dates.

use super::date;
use crate::text::clean;
use crate::text::language::normalized;
use crate::text::markup::web_address;
use dom_query::Document;
use serde_json::Value;

/// The maximum number of JSON-LD values to visit in one script.
const LINKED_VALUES: usize = 10_000;

/// The metadata of a page. Missing texts are empty.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Meta {
    pub title: String,
    pub author: String,
    pub site: String,
    pub link: String,
    pub language: String,
    pub published: Option<i64>,
    pub tags: Vec<String>,
}

/// Reads the metadata of a page.
pub fn read(page: &Document, now_ms: i64) -> Meta {
    let metas = metas(page);
    let linked = linked(page);
    let meta = |names: &[&str]| -> String {
        let find = |name: &&str| metas.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        names.iter().find_map(find).unwrap_or_default()
    };
    let text = |selector: &str| page.select_single(selector).text().trim().to_owned();
    let site = first([meta(&["og:site_name", "application-name"]), linked.site.clone()]);
    let title = first([
        meta(&["og:title", "twitter:title", "dc.title", "parsely-title"]),
        linked.title.clone(),
        without_site(&text("head > title"), &site, &text("h1")),
        text("h1"),
        text("title"),
    ]);
    let name = |text: String| if text.contains("://") { String::new() } else { text };
    let author = first([
        name(meta(&["dc.creator", "dcterms.creator", "author", "article:author", "parsely-author", "byl"])),
        linked.author.clone(),
        name(meta(&["article:author", "og:article:author", "twitter:creator"])),
        text("[itemprop~=author] [itemprop~=name]"),
        text("[rel~=author]"),
    ]);
    let dates = [
        meta(&["article:published_time", "og:article:published_time", "og:published_time"]),
        linked.date.clone(),
        meta(&["date", "dc.date", "dcterms.date", "dc.date.issued", "dcterms.created", "pubdate", "publish-date"]),
        meta(&["parsely-pub-date", "sailthru.date", "datepublished", "publication_date", "article:modified_time"]),
        attribute(page, "article time[datetime]", "datetime"),
        attribute(page, "time[datetime]", "datetime"),
    ];
    Meta {
        title,
        author: author.trim_start_matches("By ").to_owned(),
        link: [attribute(page, "link[rel=canonical]", "href"), meta(&["og:url"]), linked.link]
            .iter()
            .find_map(|link| web_address(link))
            .unwrap_or_default(),
        language: first(
            [
                attribute(page, "html", "lang"),
                attribute(page, "html", "xml:lang"),
                meta(&["og:locale", "content-language", "language", "dc.language"]),
            ]
            .map(|text| normalized(&text)),
        ),
        published: dates.iter().find_map(|text| date::parse(text, now_ms)),
        tags: metas.iter().filter(|(key, _)| key == "article:tag").map(|(_, value)| value.clone()).collect(),
        site,
    }
}

/// Returns the first text that is not empty once cleaned.
fn first<const N: usize>(texts: [String; N]) -> String {
    texts.into_iter().map(|text| clean::one_line(&text)).find(|text| !text.is_empty()).unwrap_or_default()
}

fn attribute(page: &Document, selector: &str, name: &str) -> String {
    page.select_single(selector).attr(name).map(|value| value.to_string()).unwrap_or_default()
}

/// Returns the names and contents of a page's `meta` elements, with the names in lower case.
fn metas(page: &Document) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for node in page.select("meta[content]").nodes() {
        let content = node.attr("content").map(|content| content.trim().to_owned()).unwrap_or_default();
        if content.is_empty() {
            continue;
        }
        for attribute in ["property", "name", "itemprop", "http-equiv"] {
            // Some pages put several names into one attribute.
            let names = node.attr(attribute).unwrap_or_default().to_lowercase();
            out.extend(
                names
                    .split_whitespace()
                    .map(|name| (name.replace("dc:", "dc.").replace("dcterms:", "dcterms."), content.clone())),
            );
        }
    }
    out
}

/// Removes the name of the site from the page's title: `Story | Site`, `Site - Story`.
fn without_site(title: &str, site: &str, heading: &str) -> String {
    for separator in [" | ", " - ", " – ", " — ", " :: ", " » ", " « ", " · "] {
        let Some((first, rest)) = title.split_once(separator) else { continue };
        let (start, last) = title.rsplit_once(separator).unwrap_or((first, rest));
        if !site.is_empty() && last.trim().eq_ignore_ascii_case(site) {
            return start.trim().to_owned();
        }
        if !site.is_empty() && first.trim().eq_ignore_ascii_case(site) {
            return rest.trim().to_owned();
        }
        let heading = clean::one_line(heading);
        if !heading.is_empty() && title.split(separator).any(|part| clean::one_line(part) == heading) {
            return heading;
        }
    }
    title.to_owned()
}

/// The JSON-LD (schema.org) data about the story.
#[derive(Default)]
struct Linked {
    title: String,
    author: String,
    date: String,
    link: String,
    site: String,
}

/// Reads the first object in the page's JSON-LD whose type is a kind of article.
fn linked(page: &Document) -> Linked {
    for script in page.select("script[type='application/ld+json']").nodes() {
        let text = script.text();
        let text = text.trim().trim_start_matches("<!--").trim_start_matches("//<![CDATA[").trim_end_matches("-->");
        let Ok(value) = serde_json::from_str::<Value>(text.trim_end_matches("//]]>")) else { continue };
        let mut todo = vec![&value];
        let mut seen = 0;
        while let Some(value) = todo.pop() {
            seen += 1;
            if seen > LINKED_VALUES {
                break;
            }
            match value {
                Value::Array(list) => todo.extend(list.iter().rev()),
                Value::Object(object) => {
                    let kinds = object.get("@type").map(texts).unwrap_or_default();
                    if kinds
                        .iter()
                        .any(|kind| kind.ends_with("Article") || kind.ends_with("Posting") || kind == "Report")
                    {
                        let get = |name: &str| object.get(name).map(texts).unwrap_or_default();
                        return Linked {
                            title: get("headline").into_iter().chain(get("name")).next().unwrap_or_default(),
                            author: get("author").join(", "),
                            date: get("datePublished").into_iter().chain(get("dateCreated")).next().unwrap_or_default(),
                            link: object.get("url").and_then(Value::as_str).unwrap_or_default().to_owned(),
                            site: get("publisher").into_iter().next().unwrap_or_default(),
                        };
                    }
                    todo.extend(object.get("mainEntity"));
                    todo.extend(object.get("@graph"));
                }
                _ => {}
            }
        }
    }
    Linked::default()
}

/// Returns the texts of a value: the value itself, those of a list, or the names of persons and things.
fn texts(value: &Value) -> Vec<String> {
    let one = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Object(object) => object.get("name").and_then(Value::as_str).map(ToOwned::to_owned),
        _ => None,
    };
    let all: Vec<String> = match value {
        Value::Array(list) => list.iter().filter_map(one).collect(),
        other => one(other).into_iter().collect(),
    };
    all.into_iter().filter(|text| !text.trim().is_empty() && !text.contains("://")).collect()
}
