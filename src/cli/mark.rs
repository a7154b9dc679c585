//! `farz mark` and `farz tag`: decide from a script, in one step for each call.

use super::list::Asked;
use super::{Failure, complain, config, ids, now, store};
use crate::domain::{ArticleId, Change, Edit, Step, StepId, StepKind, Tag, Triage, Verdict};
use crate::service::clock::session;
use crate::service::hooks::{self, Waited};
use crate::storage::Store;
use std::io::{self, Write};
use std::process::ExitCode;

/// What all articles that it finds are meant by, where none are named.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bulk<'a> {
    /// What this query finds.
    pub query: Option<&'a str>,
    /// What the view of this name holds.
    pub view: Option<&'a str>,
}

impl Bulk<'_> {
    fn is_given(self) -> bool {
        self.query.is_some() || self.view.is_some()
    }
}

/// Puts a verdict on articles: those named, or all that a query finds or a view holds.
pub fn verdict(verdict: Verdict, prefixes: &[String], bulk: Bulk<'_>) -> Result<ExitCode, Failure> {
    let mut store = store()?;
    let ids = meant(&mut store, prefixes, bulk)?;
    let (decided, mut code) = decide(&mut store, verdict.name(), &ids, |triage| triage.verdict = verdict)?;
    let config = config()?;
    let Some(words) = config.hooks.after(verdict) else { return Ok(code) };
    let mut left = decided.len();
    for id in decided {
        left -= 1;
        let Some(article) = store.article(id)? else { continue };
        match hooks::run_within(words, &article, &store.triage(id)?, hooks::LIMIT) {
            Ok(Waited::Ended) => {}
            Ok(Waited::Running) => {
                let more = if left > 0 { format!("; it was not run on {left} more articles") } else { String::new() };
                let (name, seconds) = (verdict.name(), hooks::LIMIT.as_secs());
                complain(format_args!("decided; the hook of {name} still runs after {seconds} seconds{more}"))?;
                return Ok(if left > 0 { ExitCode::FAILURE } else { code });
            }
            Err(why) => {
                complain(format_args!("decided, but the hook of {} failed: {why}", verdict.name()))?;
                code = ExitCode::FAILURE;
            }
        }
    }
    Ok(code)
}

/// The articles named, or all that are meant at this moment.
fn meant(store: &mut Store, prefixes: &[String], bulk: Bulk<'_>) -> Result<Vec<ArticleId>, Failure> {
    if bulk.is_given() { Asked::of(bulk.view, bulk.query)?.matching(store) } else { ids::find_all(store, prefixes) }
}

/// Puts tags on articles and takes them off: `ID... +TAG -TAG`, or `+TAG -TAG` on all that a query finds or a view holds.
pub fn tags(words: &[String], bulk: Bulk<'_>) -> Result<ExitCode, Failure> {
    let (mut on, mut off, mut prefixes) = (Vec::new(), Vec::new(), Vec::new());
    let tag = |text: &str| Tag::new(text).map_err(|error| format!("{text:?}: {error}"));
    for word in words {
        if let Some(text) = word.strip_prefix('+') {
            on.push(tag(text)?);
        } else if let Some(text) = word.strip_prefix('-') {
            off.push(tag(text)?);
        } else {
            prefixes.push(word.clone());
        }
    }
    if prefixes.is_empty() != bulk.is_given() || (on.is_empty() && off.is_empty()) {
        let usage = "farz tag ID... +TAG -TAG, or farz tag --query QUERY +TAG -TAG, or farz tag --view NAME +TAG -TAG";
        let _ = complain(format_args!("give articles and tags: {usage}"));
        return Ok(ExitCode::from(2));
    }
    let mut store = store()?;
    let ids = meant(&mut store, &prefixes, bulk)?;
    let (_, code) = decide(&mut store, "tags", &ids, |triage| {
        triage.tags.extend(on.iter().cloned());
        off.iter().for_each(|tag| {
            triage.tags.remove(tag);
        });
    })?;
    Ok(code)
}

/// Gives the articles that changed, and the exit status.
fn decide(
    store: &mut Store,
    label: &str,
    ids: &[ArticleId],
    decision: impl Fn(&mut Triage),
) -> Result<(Vec<ArticleId>, ExitCode), Failure> {
    let mut changes = Vec::with_capacity(ids.len());
    for &id in ids {
        let before = store.triage(id)?;
        let mut after = before.clone();
        decision(&mut after);
        changes.push(Change::between(id, &before, &after));
    }
    let edit = Edit::new(label, changes);
    let decided: Vec<ArticleId> = edit.changes.iter().map(|change| change.article).collect();
    let changed = decided.len();
    if changed > 0 {
        store.commit(&step(edit, StepKind::Edit)?, now())?;
    }
    writeln!(io::stdout(), "{label}: {changed} changed, {} already so", ids.len() - changed)?;
    Ok((decided, ExitCode::SUCCESS))
}

/// A step of this process, which makes only one.
pub fn step(edit: Edit, kind: StepKind) -> Result<Step, Failure> {
    let id = StepId { session: session()?, number: 1 };
    Ok(Step { id, kind, edit })
}
