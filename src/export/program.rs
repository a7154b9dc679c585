//! Passes an article to a program that farz runs: the fields as environment variables, the text as standard input.

use super::Single;
use crate::domain::{Article, Triage};
use crate::text::document::Document;

/// Returns the article's fields as environment variables.
#[must_use]
pub fn environment(article: &Article, triage: &Triage) -> Vec<(&'static str, String)> {
    let tags: Vec<String> = triage.tags.iter().map(ToString::to_string).collect();
    let fields = [
        ("FARZ_ID", article.id.to_string()),
        ("FARZ_TITLE", article.title.clone()),
        ("FARZ_URL", article.link.clone()),
        ("FARZ_SOURCE", article.source.clone()),
        ("FARZ_AUTHOR", article.author.clone()),
        ("FARZ_LANGUAGE", article.language.clone()),
        ("FARZ_VERDICT", triage.verdict.name().to_owned()),
        ("FARZ_TAGS", tags.join(" ")),
        ("FARZ_NOTE", triage.note.clone()),
    ];
    fields.map(|(name, value)| (name, value.replace('\0', ""))).to_vec()
}

/// Returns the title and the text as standard input.
#[must_use]
pub fn input(article: &Article, triage: &Triage, document: &Document) -> String {
    Single::Text.write(article, triage, document)
}
