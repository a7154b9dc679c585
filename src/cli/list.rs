//! `farz list`: the articles, for people and for scripts.

use super::args::List;
use super::json::Record;
use super::{Failure, store};
use crate::domain::{Catalogue, RowIndex, Verdict};
use crate::filter::{Query, search};
use crate::storage::{Cursor, Store};
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

/// Rows read at a time.
const CHUNK: usize = 4096;

/// Prints what the arguments ask for.
pub fn run(list: &List) -> Result<ExitCode, Failure> {
    let store = store()?;
    let (catalogue, mut rows) = read(&store, list.verdict.map(Verdict::from))?;
    let text = list.query.join(" ");
    if !text.trim().is_empty() {
        let found = search(&catalogue.snapshot(), &Query::parse(&text), &rows, None, &|| false);
        rows = found.map(|matches| matches.rows).unwrap_or_default();
    }
    rows.truncate(list.limit.unwrap_or(usize::MAX));
    let mut out = BufWriter::new(io::stdout().lock());
    for row in rows {
        if list.json { print_json(&mut out, &store, &catalogue, row)? } else { print_line(&mut out, &catalogue, row)? }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn read(store: &Store, verdict: Option<Verdict>) -> Result<(Catalogue, Vec<RowIndex>), Failure> {
    let (mut catalogue, mut rows, mut after) = (Catalogue::default(), Vec::new(), None);
    loop {
        let chunk = store.rows(after, CHUNK)?;
        for row in &chunk {
            let (at, new) = catalogue.insert(row);
            if new && verdict.is_none_or(|wanted| row.triage.verdict == wanted) {
                rows.push(at);
            }
        }
        after = chunk.last().map(Cursor::after);
        if chunk.len() < CHUNK {
            return Ok((catalogue, rows));
        }
    }
}

fn print_line(out: &mut impl Write, catalogue: &Catalogue, row: RowIndex) -> Result<(), Failure> {
    if let Some(article) = catalogue.get(row) {
        let read = if article.read() { ' ' } else { '*' };
        let tags: String = article.tags().iter().map(|tag| format!("  #{tag}")).collect();
        let (id, verdict, title, source) = (article.id().short(), article.verdict(), article.title(), article.source());
        writeln!(out, "{id}  {verdict:<5} {read} {title}  [{source}]{tags}")?;
    }
    Ok(())
}

fn print_json(out: &mut impl Write, store: &Store, catalogue: &Catalogue, row: RowIndex) -> Result<(), Failure> {
    let Some(id) = catalogue.get(row).map(|article| article.id()) else { return Ok(()) };
    if let Some(article) = store.article(id)? {
        serde_json::to_writer(&mut *out, &Record::new(&article, &catalogue.triage(row), None))
            .map_err(io::Error::from)?;
        writeln!(out)?;
    }
    Ok(())
}
