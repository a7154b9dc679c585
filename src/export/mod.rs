//! Exports articles for other programs: JSON Lines, Markdown with front matter and CSV for many, and HTML, JSON or
//! text for one.
//!
//! Floor 2: imports from the floors below only.
//!
//! # Invariants
//!
//! - The JSON form is valid against its schema, and `farz add` reads it back.
//!   Test: `what_is_written_keeps_to_the_schema_and_is_taken_in_again`.

pub mod program;
mod html;
mod record;

pub use record::{Record, SCHEMA};

use crate::domain::{Article, Format, Triage};
use crate::ingest::{document, document::body};
use crate::text::clean;
use crate::text::document::Document;
use csv::{Terminator, WriterBuilder};
use record::rfc3339;
use std::borrow::Cow;
use std::io::{self, Write};

/// The format for several articles in sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// One JSON object per article, with its text, according to [`SCHEMA`].
    Jsonl,
    /// Markdown with front matter; each article begins with a line of three hyphens.
    Markdown,
    /// Comma-separated values (RFC 4180), without texts.
    Csv,
}

/// The format of one article for another program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Single {
    /// The title and the text, as the user would copy them.
    #[default]
    Text,
    /// A page without active content.
    Html,
    /// One JSON object, according to [`SCHEMA`].
    Json,
}

impl Single {
    /// Returns the format called `name`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "text" => Some(Self::Text),
            "html" => Some(Self::Html),
            "json" => Some(Self::Json),
            _ => None,
        }
    }

    /// Returns an article in this format; `document` is its body, parsed into blocks.
    #[must_use]
    pub fn write(self, article: &Article, triage: &Triage, document: &Document) -> String {
        match self {
            Self::Text => format!("{}\n\n{}\n", article.title, document.copied()),
            Self::Html => html::page(article, &body(article)),
            // Every record can be written as JSON.
            Self::Json => serde_json::to_string(&Record::new(article, triage, Some(&document.copied())))
                .map_or_else(|_| String::new(), |json| json + "\n"),
        }
    }
}

/// The columns of CSV.
const COLUMNS: [&str; 10] =
    ["id", "title", "source", "author", "url", "published", "language", "verdict", "tags", "note"];

/// Writes the part before the first article.
///
/// # Errors
/// If it cannot be written.
pub fn head(out: &mut impl Write, form: Form) -> io::Result<()> {
    match form {
        Form::Csv => csv_row(out, COLUMNS.map(Cow::Borrowed)),
        Form::Jsonl | Form::Markdown => Ok(()),
    }
}

/// Writes one article. `sources` are the addresses and names of its feeds and pages.
///
/// # Errors
/// If it cannot be written.
pub fn article(
    out: &mut impl Write,
    form: Form,
    article: &Article,
    triage: &Triage,
    sources: &[(String, String)],
) -> io::Result<()> {
    match form {
        Form::Jsonl => {
            let document = document(article);
            let text = document.copied();
            let mut record = Record::new(article, triage, Some(&text));
            record.sources = Some(sources.iter().map(|(address, _)| address.as_str()).collect());
            serde_json::to_writer(&mut *out, &record).map_err(io::Error::from)?;
            writeln!(out)
        }
        Form::Markdown => markdown(out, article, triage),
        Form::Csv => csv_article(out, article, triage),
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
        Format::Plain | Format::Html => document(article).copied().into_owned(),
    };
    // A line of hyphens alone would begin the next article.
    let mut lines = text.lines().map(|line| if line.trim_end() == "---" { "\\---" } else { line });
    lines.try_for_each(|line| writeln!(out, "{line}"))?;
    writeln!(out)
}

/// Returns a text in double quotes, as YAML and JSON write it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn csv_article(out: &mut impl Write, article: &Article, triage: &Triage) -> io::Result<()> {
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
        triage.verdict.name(),
        &tags.join(" "),
        &triage.note,
    ];
    csv_row(out, fields.map(harmless))
}

/// Writes one row as in RFC 4180: it ends with CRLF, and fields have quotes where necessary.
fn csv_row(out: &mut impl Write, fields: [Cow<'_, str>; COLUMNS.len()]) -> io::Result<()> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    writer.write_record(fields.iter().map(|field| field.as_bytes()))?;
    writer.flush()
}

/// Returns a field that no spreadsheet reads as a formula: puts an apostrophe before a field that begins like one.
fn harmless(text: &str) -> Cow<'_, str> {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if formula { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_is_given_away_without_soft_hyphens() {
        let body = "The co\u{ad}oper\u{ad}ation.";
        let article =
            Article { body: body.into(), format: Format::Html, ..html::tests::article("T", "", Format::Html) };
        let (document, triage) = (document(&article), Triage::default());
        assert!(document.text.contains('\u{ad}'), "lines are broken at them");
        for single in [Single::Text, Single::Json] {
            let given = single.write(&article, &triage, &document);
            assert!(given.contains("The cooperation."), "{given}");
        }
        assert!(Single::Html.write(&article, &triage, &document).contains(body), "a page is wrapped anew");
        for form in [Form::Jsonl, Form::Markdown] {
            let mut out = Vec::new();
            super::article(&mut out, form, &article, &triage, &[]).unwrap();
            assert!(String::from_utf8(out).unwrap().contains("The cooperation."));
        }
    }

    #[test]
    fn no_field_is_a_formula_or_ends_its_row() {
        let row = |first: &str| {
            let mut out = Vec::new();
            let fields = COLUMNS.map(|column| if column == "id" { first } else { "x" });
            csv_row(&mut out, fields.map(harmless)).unwrap();
            let row = String::from_utf8(out).unwrap();
            row.strip_suffix(&format!("{}\r\n", ",x".repeat(COLUMNS.len() - 1))).unwrap().to_owned()
        };
        assert_eq!(row("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
        assert_eq!(row("a \"b\", c"), "\"a \"\"b\"\", c\"");
        assert_eq!(row("two\nlines"), "\"two\nlines\"");
        assert_eq!(row("\rnot a formula"), "\"'\rnot a formula\"");
        assert_eq!(row(" فرز "), " فرز ");
        assert_eq!(row(""), "");
        assert_eq!(quoted("a: \"b\"\n"), "\"a: \\\"b\\\"\\n\"");
    }

    proptest! {
        #[test]
        fn rows_of_csv_are_read_back(fields in prop::array::uniform10("(\\PC|[\r\n\t,\"]){0,8}")) {
            let mut out = Vec::new();
            csv_row(&mut out, fields.each_ref().map(|field| harmless(field))).unwrap();
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(out.as_slice());
            let rows: Vec<_> = reader.records().collect::<Result<_, _>>().unwrap();
            prop_assert_eq!(rows.len(), 1);
            prop_assert!(rows[0].iter().eq(fields.iter().map(|field| harmless(field))));
        }
    }
}
