//! `farz rules test`: shows the articles that each rule would match.

use super::list::Asked;
use super::refused::Refused;
use super::words::text;
use super::{Failure, config, now, store};
use crate::domain::{ArticleId, Row};
use crate::message::msg;
use crate::service::rules;
use crate::storage::Cursor;
use std::collections::HashSet;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

/// The number of rows read at a time.
const CHUNK: usize = 4096;
/// The number of titles shown per rule.
const SHOWN: usize = 10;

/// Shows how many articles of the library, or of the view `view`, each rule matches, and the newest of them. Changes
/// nothing.
pub fn test(view: Option<&str>) -> Result<ExitCode, Failure> {
    let asked = view.map(|name| Asked::of(Some(name), None)).transpose()?;
    let (config, mut store) = (config()?, store()?);
    Refused::check(config.rules.iter().map(|rule| rule.when.as_str()))?;
    let mut out = BufWriter::new(io::stdout().lock());
    if config.rules.is_empty() {
        writeln!(out, "{}", text(&msg!("rules-none")))?;
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
            writeln!(out, "{}", text(&msg!("rules-inert", rule = rules::label(rule), why = why)))?;
            continue;
        }
        let mut found = rules::matching(&mut store, rule, &rows, now())?;
        // These are words of the config, which are the same in every language.
        let tags = rule.tags.iter().map(|tag| format!("+{tag}"));
        let verdict = rule.verdict.map(|verdict| verdict.name().to_owned());
        let full = rule.full_text.then(|| "full-text".to_owned());
        let does: Vec<String> = tags.chain(verdict).chain(full).collect();
        let of = msg!("count-articles", count = rows.len());
        let (name, does) = (rules::label(rule), does.join(" "));
        writeln!(out, "{}", text(&msg!("rules-matches", rule = name, does = does, count = found.len(), of = of)))?;
        let fuzzy = rules::fuzzy(&mut store, rule, &rows, now())?;
        if let Some((query, fuzzy)) = fuzzy.filter(|(_, fuzzy)| *fuzzy != found.len()) {
            writeln!(out, "  {}", text(&msg!("rules-fuzzy", query = query, count = fuzzy)))?;
        }
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
