//! Articles written out for other programs: JSON Lines, Markdown with front matter, CSV.

use super::args::FormatArg;
use super::json::{Record, rfc3339};
use crate::domain::{Article, Format, Triage};
use crate::ingest::document;
use crate::text::clean;
use std::io::{self, Write};

/// The columns of CSV.
const COLUMNS: [&str; 10] =
    ["id", "title", "source", "author", "url", "published", "language", "verdict", "tags", "note"];

/// Writes what stands before the first article.
pub fn head(out: &mut impl Write, format: FormatArg) -> io::Result<()> {
    match format {
        FormatArg::Csv => write!(out, "{}\r\n", COLUMNS.join(",")),
        FormatArg::Line | FormatArg::Jsonl | FormatArg::Markdown => Ok(()),
    }
}

/// Writes one article. `sources` are the addresses that it came from, each with its name.
pub fn article(
    out: &mut impl Write,
    format: FormatArg,
    article: &Article,
    triage: &Triage,
    sources: &[(String, String)],
) -> io::Result<()> {
    match format {
        FormatArg::Jsonl | FormatArg::Line => {
            let document = document(article);
            let mut record = Record::new(article, triage, Some(&document.text));
            record.sources = Some(sources.iter().map(|(address, _)| address.as_str()).collect());
            serde_json::to_writer(&mut *out, &record).map_err(io::Error::from)?;
            writeln!(out)
        }
        FormatArg::Markdown => markdown(out, article, triage),
        FormatArg::Csv => csv(out, article, triage),
    }
}

fn markdown(out: &mut impl Write, article: &Article, triage: &Triage) -> io::Result<()> {
    let tags: Vec<String> = triage.tags.iter().map(|tag| quoted(tag.as_str())).collect();
    let published = article.published.and_then(rfc3339).unwrap_or_default();
    writeln!(out, "---")?;
    for (name, value) in [
        ("title", &article.title),
        ("source", &article.source),
        ("author", &article.author),
        ("url", &article.link),
        ("date", &published),
        ("language", &article.language),
        ("note", &triage.note),
    ] {
        if !value.is_empty() {
            writeln!(out, "{name}: {}", quoted(value))?;
        }
    }
    writeln!(out, "id: {}", quoted(&article.id.to_string()))?;
    writeln!(out, "verdict: {}", triage.verdict.name())?;
    writeln!(out, "tags: [{}]\n---\n", tags.join(", "))?;
    let text = match article.format {
        Format::Markdown => clean::preformatted(&article.body, 4),
        Format::Plain | Format::Html => document(article).text,
    };
    // A line of dashes alone would begin the next article.
    let mut lines = text.lines().map(|line| if line.trim_end() == "---" { "\\---" } else { line });
    lines.try_for_each(|line| writeln!(out, "{line}"))?;
    writeln!(out)
}

/// A text in double quotes, as YAML and JSON write it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn csv(out: &mut impl Write, article: &Article, triage: &Triage) -> io::Result<()> {
    let tags: Vec<&str> = triage.tags.iter().map(|tag| tag.as_str()).collect();
    let published = article.published.and_then(rfc3339).unwrap_or_default();
    let fields = [
        &article.id.to_string(),
        &article.title,
        &article.source,
        &article.author,
        &article.link,
        &published,
        &article.language,
        &triage.verdict.name().to_owned(),
        &tags.join(" "),
        &triage.note,
    ];
    write!(out, "{}\r\n", fields.map(|field| cell(field)).join(","))
}

/// A field of CSV. One that a spreadsheet would take for a formula begins with an apostrophe.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_field_is_a_formula_or_ends_its_row() {
        assert_eq!(cell("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
        assert_eq!(cell("a \"b\", c"), "\"a \"\"b\"\", c\"");
        assert_eq!(cell("فرز"), "فرز");
        assert_eq!(quoted("a: \"b\"\n"), "\"a: \\\"b\\\"\\n\"");
    }
}
