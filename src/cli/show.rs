//! `farz show`: prints one article, as the reading view shows it or as plain text.

use super::args::{Show, TextOrder};
use super::{Failure, ids, store};
use crate::app::reader::{self, ReaderLine};
use crate::domain::{Article, Triage};
use crate::export::Record;
use crate::ingest::document;
use crate::message::msg;
use crate::text::document::Document;
use crate::text::{StyledCell, VisualLine};
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;
use std::sync::Arc;

/// Prints the article.
pub fn run(show: &Show) -> Result<ExitCode, Failure> {
    let store = store()?;
    let id = ids::find(&store, &show.id)?;
    let article = store.article(id)?.ok_or_else(|| msg!("show-gone"))?;
    let triage = store.triage(id)?;
    let document = document(&article);
    let mut out = BufWriter::new(io::stdout().lock());
    if show.json {
        serde_json::to_writer(&mut out, &Record::new(&article, &triage, Some(&document.copied())))
            .map_err(io::Error::from)?;
        writeln!(out)?;
    } else {
        match show.text {
            TextOrder::Visual => visual(&mut out, &article, &triage, document, usize::from(show.width))?,
            TextOrder::Logical => logical(&mut out, &article, &triage, &document)?,
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn visual(
    out: &mut impl Write,
    article: &Article,
    triage: &Triage,
    document: Document,
    width: usize,
) -> io::Result<()> {
    for line in reader::lines(article, triage, Arc::new(document), width, super::words::locale()) {
        let text: String = match &line {
            ReaderLine::Title(line) | ReaderLine::Body(line) => {
                let text: String = line.cells.iter().map(styled).collect();
                format!("{:indent$}{text}", "", indent = line.offset)
            }
            ReaderLine::Head(_, line) => aligned(line, width),
            ReaderLine::Blank => String::new(),
        };
        writeln!(out, "{}", text.trim_end())?;
    }
    Ok(())
}

fn styled(cell: &StyledCell) -> &str {
    &cell.cell.text
}

fn aligned(line: &VisualLine, width: usize) -> String {
    let indent = if line.rtl { width.saturating_sub(line.width) } else { 0 };
    let text: String = line.cells.iter().map(|cell| &*cell.text).collect();
    format!("{:indent$}{text}", "")
}

fn logical(out: &mut impl Write, article: &Article, triage: &Triage, document: &Document) -> io::Result<()> {
    writeln!(out, "{}", article.title)?;
    let byline = reader::byline(article);
    let tags: Vec<String> = triage.tags.iter().map(|tag| format!("#{tag}")).collect();
    for line in [byline.as_str(), &article.link, &tags.join(" "), &triage.note] {
        if !line.is_empty() {
            writeln!(out, "{line}")?;
        }
    }
    writeln!(out, "\n{}", document.copied())
}
