//! `farz mark` and `farz tag`: decisions from scripts. Each call is one step.

use super::list::Asked;
use super::words::{print, warn};
use super::{Failure, config, ids, now, store};
use crate::domain::{ArticleId, Change, Edit, Step, StepId, StepKind, Tag, Triage, Verdict};
use crate::message::{Message, msg};
use crate::service::clock::session;
use crate::service::hooks::{self, Waited};
use crate::storage::Store;
use std::process::ExitCode;

/// Selects articles by a query, a view, or both, instead of by id.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bulk<'a> {
    /// The articles must match this query.
    pub query: Option<&'a str>,
    /// The articles must be in the view of this name.
    pub view: Option<&'a str>,
}

impl Bulk<'_> {
    fn is_given(self) -> bool {
        self.query.is_some() || self.view.is_some()
    }
}

/// Sets the verdict of articles: those with the given ids, or those that `bulk` selects.
pub fn verdict(verdict: Verdict, prefixes: &[String], bulk: Bulk<'_>) -> Result<ExitCode, Failure> {
    let mut store = store()?;
    let ids = meant(&mut store, prefixes, bulk)?;
    let (decided, mut code) =
        decide(&mut store, verdict.name(), verdict_name(verdict), &ids, |triage| triage.verdict = verdict)?;
    let config = config()?;
    let Some(words) = config.hooks.after(verdict) else { return Ok(code) };
    let mut left = decided.len();
    for id in decided {
        left -= 1;
        let Some(article) = store.article(id)? else { continue };
        match hooks::run_within(words, &article, &store.triage(id)?, hooks::LIMIT) {
            Ok(Waited::Ended) => {}
            Ok(Waited::Running) => {
                let (hook, seconds) = (verdict.name(), hooks::LIMIT.as_secs());
                warn(&msg!("mark-hook-slow", hook = hook, seconds = seconds, left = left))?;
                return Ok(if left > 0 { ExitCode::FAILURE } else { code });
            }
            Err(why) => {
                warn(&msg!("mark-hook-failed", hook = verdict.name(), why = why.message()))?;
                code = ExitCode::FAILURE;
            }
        }
    }
    Ok(code)
}

/// Returns the articles with the given ids, or those that `bulk` selects now.
fn meant(store: &mut Store, prefixes: &[String], bulk: Bulk<'_>) -> Result<Vec<ArticleId>, Failure> {
    if bulk.is_given() { Asked::of(bulk.view, bulk.query)?.matching(store) } else { ids::find_all(store, prefixes) }
}

/// Adds and removes tags: `ID... +TAG -TAG`, or `+TAG -TAG` for the articles that `bulk` selects.
pub fn tags(words: &[String], bulk: Bulk<'_>) -> Result<ExitCode, Failure> {
    let (mut on, mut off, mut prefixes) = (Vec::new(), Vec::new(), Vec::new());
    let tag = |text: &str| Tag::new(text).map_err(|error| msg!("tag-invalid", tag = text, why = error.to_string()));
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
        let _ = warn(&msg!("tag-usage"));
        return Ok(ExitCode::from(2));
    }
    let mut store = store()?;
    let ids = meant(&mut store, &prefixes, bulk)?;
    let (_, code) = decide(&mut store, "tags", msg!("mark-tags"), &ids, |triage| {
        triage.tags.extend(on.iter().cloned());
        off.iter().for_each(|tag| {
            triage.tags.remove(tag);
        });
    })?;
    Ok(code)
}

/// Returns the name of a verdict.
fn verdict_name(verdict: Verdict) -> Message {
    match verdict {
        Verdict::Inbox => msg!("verdict-inbox"),
        Verdict::Keep => msg!("verdict-keep"),
        Verdict::Later => msg!("verdict-later"),
        Verdict::Drop => msg!("verdict-drop"),
    }
}

/// Applies `decision` to the articles in one step with this `label` in the journal. `name` is the name of the decision
/// for the user. Returns the articles that changed and the exit status.
fn decide(
    store: &mut Store,
    label: &str,
    name: Message,
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
    print(&msg!("mark-done", what = name, changed = changed, unchanged = ids.len() - changed))?;
    Ok((decided, ExitCode::SUCCESS))
}

/// Creates the only step of this process.
pub fn step(edit: Edit, kind: StepKind) -> Result<Step, Failure> {
    let id = StepId { session: session()?, number: 1 };
    Ok(Step { id, kind, edit })
}
