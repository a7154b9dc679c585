//! An article as one JSON object, for scripts.

use crate::domain::{Article, Triage};
use crate::text::bidi::first_strong;
use crate::text::language::is_rtl;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

/// The form of [`Record`] as a JSON Schema (draft 2020-12). New fields may be added, but the existing ones do not
/// change their meaning.
pub const SCHEMA: &str = include_str!("article.schema.json");

/// The data of an article for scripts.
#[derive(Debug, Serialize)]
pub struct Record<'a> {
    id: String,
    title: &'a str,
    source: &'a str,
    author: &'a str,
    url: &'a str,
    /// RFC 3339.
    published: Option<String>,
    language: &'a str,
    /// `rtl` or `ltr`: by the language, or else by the first strong letter of the title or of the text (UAX #9, rule P2).
    direction: &'static str,
    verdict: &'static str,
    tags: Vec<&'a str>,
    read: bool,
    note: &'a str,
    changed: bool,
    /// The addresses of all feeds and pages that the article came from, if requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sources: Option<Vec<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
}

impl<'a> Record<'a> {
    /// Creates the record of an article, with its text if given.
    #[must_use]
    pub fn new(article: &'a Article, triage: &'a Triage, text: Option<&'a str>) -> Self {
        let rtl = is_rtl(&article.language).or_else(|| first_strong(&article.title));
        let rtl = rtl.or_else(|| first_strong(&article.body)).unwrap_or(false);
        Self {
            id: article.id.to_string(),
            title: &article.title,
            source: &article.source,
            author: &article.author,
            url: &article.link,
            published: article.published.and_then(rfc3339),
            language: &article.language,
            direction: if rtl { "rtl" } else { "ltr" },
            verdict: triage.verdict.name(),
            tags: triage.tags.iter().map(|tag| tag.as_str()).collect(),
            read: triage.read,
            note: &triage.note,
            changed: article.changed,
            sources: None,
            text,
        }
    }
}

/// Formats a time in milliseconds since 1970-01-01 UTC as RFC 3339.
pub(super) fn rfc3339(ms: i64) -> Option<String> {
    Some(DateTime::<Utc>::from_timestamp_millis(ms)?.to_rfc3339_opts(SecondsFormat::Secs, true))
}
