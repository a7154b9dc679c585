//! `farz rules test`: shows the articles that each rule would match.

use super::list::Asked;
use super::refused::Refused;
use super::words::text;
use super::{Failure, config, now, store};
use crate::config::Rule;
use crate::domain::ArticleId;
use crate::filter::{Query, Readings};
use crate::message::msg;
use crate::service::articles::{Articles, every_row};
use crate::service::rules;
use crate::service::selection::Selection;
use crate::storage::Store;
use std::collections::HashSet;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

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
    let held = asked.map(|asked| asked.held(&mut store)).transpose()?.map(HashSet::from_iter);
    let mut library = Among { of: held.as_ref().map_or(store.counts()?.all(), HashSet::len), held, read: None };
    for rule in &config.rules {
        if let Some(why) = rules::mistake(rule) {
            writeln!(out, "{}", text(&msg!("rules-inert", rule = rules::label(rule), why = why)))?;
            continue;
        }
        let mut found = library.matching(&mut store, rule)?;
        // These are words of the config, which are the same in every language.
        let tags = rule.tags.iter().map(|tag| format!("+{tag}"));
        let verdict = rule.verdict.map(|verdict| verdict.name().to_owned());
        let full = rule.full_text.then(|| "full-text".to_owned());
        let does: Vec<String> = tags.chain(verdict).chain(full).collect();
        let of = msg!("count-articles", count = library.of);
        let (name, does) = (rules::label(rule), does.join(" "));
        writeln!(out, "{}", text(&msg!("rules-matches", rule = name, does = does, count = found.len(), of = of)))?;
        if let Some(query) = rules::fuzzy(rule, now()) {
            let count = library.articles(&store)?.search(&mut store, &query, Readings::NONE)?.ids.len();
            if count != found.len() {
                writeln!(out, "  {}", text(&msg!("rules-fuzzy", query = query.explain(), count = count)))?;
            }
        }
        found.truncate(SHOWN);
        for id in found {
            if let Some(row) = store.row(id)? {
                writeln!(out, "  {}  {}  [{}]", id.short(), row.title, row.source)?;
            }
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// The articles among which the rules are tried.
struct Among {
    /// The articles of the view; `None` if all.
    held: Option<HashSet<ArticleId>>,
    /// How many they are.
    of: usize,
    /// The articles, once a rule needs them.
    read: Option<Articles>,
}

impl Among {
    fn holds(&self, id: &ArticleId) -> bool {
        self.held.as_ref().is_none_or(|held| held.contains(id))
    }

    /// Returns the articles that a rule matches, as typed.
    fn matching(&mut self, store: &mut Store, rule: &Rule) -> Result<Vec<ArticleId>, Failure> {
        let now = now();
        let selection = Selection::of(&Query::parse_at(&rule.when, now), None);
        if selection.is_whole {
            let mut found = store.select(&selection.condition, None)?;
            found.retain(|id| self.holds(id));
            return Ok(found);
        }
        Ok(rules::matching(store, rule, self.articles(store)?, now)?)
    }

    fn articles(&mut self, store: &Store) -> Result<&Articles, Failure> {
        if self.read.is_none() {
            let mut articles = Articles::default();
            every_row(store, |row| {
                if self.holds(&row.id) {
                    articles.add(&row);
                }
                Ok::<_, Failure>(())
            })?;
            self.read = Some(articles);
        }
        Ok(self.read.get_or_insert_default())
    }
}
