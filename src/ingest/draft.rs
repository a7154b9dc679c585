//! An article under construction: what a source says about it, not yet cleaned.

use super::identity;
use crate::domain::{Article, Format, Tag};
use crate::message::{Message, msg};
use crate::text::language::normalized;
use crate::text::{clean, markup};
use thiserror::Error;

/// The maximum length of a title, in characters.
const TITLE: usize = 300;
/// The maximum number of characters of the text that replace a missing title.
const WORDS: usize = 80;
/// The maximum length of an author's or source's name, in characters.
const NAME: usize = 200;
/// The number of bytes of a body in which to look for its first words.
const GLANCE: usize = 16 * 1024;
/// The maximum number of tags from a source.
const TAGS: usize = 64;

/// The known parts of an article.
#[derive(Debug, Default)]
pub struct Draft {
    pub title: String,
    pub source: String,
    pub origin: String,
    pub author: String,
    pub link: String,
    /// The feed's title and the item's identifier in it.
    pub guid: Option<(String, String)>,
    pub published: Option<i64>,
    pub language: String,
    pub body: String,
    pub format: Option<Format>,
    pub tags: Vec<String>,
    /// The name of its file, for lack of a better title.
    pub name: String,
}

/// A draft that has neither a title nor a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{}", self.message())]
pub struct EmptyDraft;

impl EmptyDraft {
    /// The reason as a sentence for a person.
    #[must_use]
    pub fn message(self) -> Message {
        msg!("ingest-no-text")
    }
}

impl Draft {
    /// Builds the article.
    ///
    /// # Errors
    /// If it has neither title nor text.
    pub fn finish(self, now_ms: i64) -> Result<Article, EmptyDraft> {
        let format = self.format.unwrap_or(Format::Plain);
        let link = markup::web_address(&self.link).unwrap_or_default();
        let mut title = cut(&clean::one_line(&self.title), TITLE);
        if title.is_empty() {
            title = first_words(&self.body, format);
            if title.is_empty() && link.is_empty() && self.body.trim().is_empty() {
                return Err(EmptyDraft);
            }
        }
        for other in [&self.name, &link] {
            if title.is_empty() {
                title = cut(&clean::one_line(other), TITLE);
            }
        }
        if title.is_empty() {
            return Err(EmptyDraft);
        }
        let guid = self.guid.as_ref().map(|(feed, guid)| (feed.as_str(), guid.as_str()));
        Ok(Article {
            id: identity::id(&link, guid, &title, &self.body),
            source: cut(&clean::one_line(&self.source), NAME),
            origin: self.origin,
            author: cut(&clean::one_line(&self.author), NAME),
            published: self.published,
            added: now_ms,
            language: normalized(&self.language),
            format,
            body: self.body,
            tags: tags(&self.tags),
            changed: false,
            title,
            link,
        })
    }
}

/// Returns the first words of a body, as many as fit in a title, cut at a blank.
fn first_words(body: &str, format: Format) -> String {
    let mut end = body.len().min(GLANCE);
    while !body.is_char_boundary(end) {
        end -= 1;
    }
    let glance = body.get(..end).unwrap_or_default();
    let document = match format {
        Format::Plain => markup::plain(glance),
        Format::Markdown => markup::markdown(glance),
        Format::Html => markup::html(glance),
    };
    let line = clean::one_line(document.text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default());
    match line.char_indices().nth(WORDS) {
        None => line,
        Some((at, _)) => {
            let head = line.get(..at).unwrap_or_default();
            let end = head.rfind(' ').unwrap_or(head.len());
            format!("{}…", head.get(..end).unwrap_or_default())
        }
    }
}

/// Cuts a text to at most this many characters.
pub fn cut(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((at, _)) => text.get(..at).unwrap_or_default().trim_end().to_owned(),
        None => text.to_owned(),
    }
}

/// Returns the valid tags, each once. Splits a list in one text at its commas and semicolons.
fn tags(given: &[String]) -> Vec<Tag> {
    let mut out: Vec<Tag> = Vec::new();
    let parts = given.iter().flat_map(|text| text.split([',', '،', ';'])).map(clean::one_line);
    for tag in parts.filter_map(|text| Tag::new(&text).ok()) {
        if out.len() < TAGS && !out.contains(&tag) {
            out.push(tag);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_never_empty() {
        let draft = |title: &str, body: &str, name: &str| Draft {
            title: title.into(),
            body: body.into(),
            name: name.into(),
            ..Draft::default()
        };
        assert_eq!(draft(" a\u{1b}\tb ", "x", "n").finish(0).unwrap().title, "a b");
        assert_eq!(draft("", &"word ".repeat(40), "n").finish(0).unwrap().title.chars().last(), Some('…'));
        assert_eq!(draft("", "\u{202e}", "n").finish(0).unwrap().title, "n");
        assert!(draft(" ", " \n", "n").finish(0).is_err());
        let link = Draft { link: "https://e.org/x".into(), ..Draft::default() };
        assert_eq!(link.finish(0).unwrap().title, "https://e.org/x");
    }

    #[test]
    fn tags_are_cleaned() {
        let names: Vec<String> =
            tags(&["a, b".into(), "a".into(), "c\u{1b}d".into(), "".into()]).iter().map(ToString::to_string).collect();
        assert_eq!(names, ["a", "b", "cd"]);
    }
}
