//! `farz rules test`: what the rules would have matched.

use super::list::Asked;
use super::{Failure, config, now, store};
use crate::domain::{ArticleId, Row};
use crate::service::rules;
use crate::storage::Cursor;
use std::collections::HashSet;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

/// Rows read at a time.
const CHUNK: usize = 4096;
/// Titles shown of each rule.
const SHOWN: usize = 10;

/// Shows for each rule how many articles of the library, or of the view of this name, it matches, and the newest of them.
/// Changes nothing.
pub fn test(view: Option<&str>) -> Result<ExitCode, Failure> {
    let asked = view.map(|name| Asked::of(Some(name), None)).transpose()?;
    let (config, mut store) = (config()?, store()?);
    let mut out = BufWriter::new(io::stdout().lock());
    if config.rules.is_empty() {
        writeln!(out, "there are no rules: write [[rules]] with when, tag and verdict into config.toml")?;
    }
    let mut rows: Vec<Row> = Vec::new();
    loop {
        let chunk = store.rows(rows.last().map(Cursor::after), CHUNK)?;
        let done = chunk.len() < CHUNK;
        rows.extend(chunk);
        if done {
            break;
        }
    }
    if let Some(asked) = asked {
        let held: HashSet<ArticleId> = asked.held(&mut store)?.into_iter().collect();
        rows.retain(|row| held.contains(&row.id));
    }
    for rule in &config.rules {
        if let Some(why) = rules::mistake(rule) {
            writeln!(out, "{}: does nothing: {why}", rules::label(rule))?;
            continue;
        }
        let mut found = rules::matching(&mut store, rule, &rows, now())?;
        let tags: Vec<String> = rule.tags.iter().map(|tag| format!("+{tag}")).collect();
        let verdict = rule.verdict.map(|verdict| verdict.name()).unwrap_or_default();
        let full = if rule.full_text { " full-text" } else { "" };
        writeln!(
            out,
            "{}: {} {verdict}{full}: {} of {} articles",
            rules::label(rule),
            tags.join(" "),
            found.len(),
            rows.len()
        )?;
        found.truncate(SHOWN);
        for id in found {
            if let Some(row) = rows.iter().find(|row| row.id == id) {
                writeln!(out, "  {}  {}  [{}]", id.short(), row.title, row.source)?;
            }
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
