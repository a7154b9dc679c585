//! A Markdown file: its metadata (front matter) and its first heading.

use super::date;
use super::draft::Draft;
use super::place::Place;
use crate::domain::Format;
use crate::text::document::BlockKind;
use crate::text::markup::{self, FrontMatter};

/// The number of blocks in which to look for a heading as the title.
const HEADING_WITHIN: usize = 4;

/// Reads a Markdown text as an article.
pub fn draft(text: String, place: &Place, now_ms: i64) -> Draft {
    let (matter, _) = markup::split_front_matter(&text);
    let fields = match matter {
        Some(FrontMatter::Yaml(yaml)) => yaml_fields(yaml),
        Some(FrontMatter::Toml(toml)) => toml_fields(toml),
        None => Vec::new(),
    };
    let first = |names: &[&str]| -> String {
        let all = |name: &&str| fields.iter().find(|(key, values)| key == name && !values.is_empty());
        names.iter().find_map(all).map(|(_, values)| values.join(", ")).unwrap_or_default()
    };
    let many = |names: &[&str]| -> Vec<String> {
        fields.iter().filter(|(key, _)| names.contains(&key.as_str())).flat_map(|(_, values)| values.clone()).collect()
    };
    let mut draft = Draft {
        title: first(&["title"]),
        source: Some(first(&["source", "site"]))
            .filter(|source| !source.is_empty())
            .unwrap_or_else(|| place.source.clone()),
        origin: place.origin.clone(),
        author: first(&["author", "authors", "by"]),
        link: first(&["url", "link", "canonical_url", "canonical", "source_url"]),
        published: date::parse(&first(&["date", "published", "pubdate", "created"]), now_ms),
        language: first(&["lang", "language"]),
        tags: many(&["tags", "tag", "keywords", "categories"]),
        name: place.name.clone(),
        format: Some(Format::Markdown),
        ..Draft::default()
    };
    if draft.title.is_empty() {
        let document = markup::markdown(&text);
        let mut blocks = document.blocks.iter().take(HEADING_WITHIN);
        let heading = blocks.find(|block| matches!(block.kind, BlockKind::Heading(_)));
        draft.title = heading.and_then(|block| document.text.get(block.range.clone())).unwrap_or_default().to_owned();
    }
    draft.body = text;
    draft
}

/// Parses a YAML subset: `key: value`, `key: [a, b]`, and lists of lines `- a` after `key:`. Returns the keys in lower
/// case.
fn yaml_fields(yaml: &str) -> Vec<(String, Vec<String>)> {
    let mut fields: Vec<(String, Vec<String>)> = Vec::new();
    for line in yaml.lines().map(str::trim_end) {
        let text = line.trim_start();
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        if let Some(item) = text.strip_prefix("- ") {
            if let Some((_, values)) = fields.last_mut() {
                values.push(scalar(item));
            }
            continue;
        }
        let Some((key, value)) = text.split_once(':') else { continue };
        // Skips nested fields.
        if text.len() < line.len() || key.contains(char::is_whitespace) {
            continue;
        }
        let value = value.trim();
        let values = match value.strip_prefix('[').and_then(|list| list.strip_suffix(']')) {
            Some(list) => list.split(',').map(scalar).filter(|item| !item.is_empty()).collect(),
            None => Some(scalar(value))
                .filter(|value| !value.is_empty() && !matches!(value.as_str(), "|" | ">"))
                .into_iter()
                .collect(),
        };
        fields.push((key.trim_matches(['"', '\'']).to_lowercase(), values));
    }
    fields
}

/// Returns a YAML scalar without quotes and without a comment after it.
fn scalar(text: &str) -> String {
    let text = text.trim();
    for quote in ['"', '\''] {
        if let Some(rest) = text.strip_prefix(quote) {
            let inner = rest.rfind(quote).and_then(|end| rest.get(..end)).unwrap_or(rest);
            return if quote == '"' { inner.replace("\\\"", "\"") } else { inner.replace("''", "'") };
        }
    }
    text.split(" #").next().unwrap_or(text).trim_end().to_owned()
}

/// Parses TOML metadata: top-level strings, integers, dates and lists of these.
fn toml_fields(text: &str) -> Vec<(String, Vec<String>)> {
    let Ok(table) = text.parse::<toml::Table>() else { return Vec::new() };
    let written = |value: &toml::Value| match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Datetime(date) => Some(date.to_string()),
        toml::Value::Integer(number) => Some(number.to_string()),
        _ => None,
    };
    let values = |value: &toml::Value| match value {
        toml::Value::Array(list) => list.iter().filter_map(written).collect(),
        other => written(other).into_iter().collect(),
    };
    table.iter().map(|(key, value)| (key.to_lowercase(), values(value))).collect()
}
