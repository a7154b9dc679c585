//! Imports newsboat's `cache.db`: its articles, their read state, and their flags as tags.

use super::words::warn;
use super::{Failure, mark, now};
use crate::domain::{Article, Change, Edit, StepKind, Tag};
use crate::ingest::newsboat::{Cached, article};
use crate::message::msg;
use crate::service::importing::Outcome;
use crate::storage::library::newsboat_items;
use crate::storage::{Added, Store};
use std::ops::ControlFlow;
use std::path::Path;

/// The number of articles per transaction.
const BATCH: usize = 500;

/// Adds all articles in the cache. A new article is marked as read if it was read in newsboat, and gets a tag `flag-x`
/// for each flag. Each batch is one step.
pub fn take(store: &mut Store, path: &Path, counted: &mut Outcome) -> Result<(), Failure> {
    let mut batch: Vec<(Article, bool, Vec<Tag>)> = Vec::new();
    let (mut broken, now) = (None, now());
    let mut failed = 0;
    let read = newsboat_items(path, &mut |item| {
        let cached = Cached {
            guid: &item.guid,
            title: &item.title,
            author: &item.author,
            link: &item.link,
            feed: &item.feed,
            feed_title: &item.feed_title,
            published: item.published,
            text: &item.text,
        };
        match article(cached, now) {
            Ok(article) => {
                let flags = item.flags.chars().filter_map(|flag| Tag::new(&format!("flag-{flag}")).ok());
                batch.push((article, !item.unread, flags.collect()));
            }
            Err(what) => {
                failed += 1;
                // A warning that cannot be printed must not stop the import.
                let _ = warn(&msg!("newsboat-item", file = path, guid = &item.guid, why = what.message()));
            }
        }
        if batch.len() < BATCH {
            return ControlFlow::Continue(());
        }
        match put(store, &std::mem::take(&mut batch), counted, now) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                broken = Some(error);
                ControlFlow::Break(())
            }
        }
    });
    counted.failed += failed;
    if let Some(error) = broken {
        return Err(error);
    }
    if let Err(error) = read {
        warn(&msg!("newsboat-unreadable", file = path, why = error.to_string()))?;
        counted.failed += 1;
    }
    put(store, &batch, counted, now)
}

fn put(store: &mut Store, batch: &[(Article, bool, Vec<Tag>)], counted: &mut Outcome, now: i64) -> Result<(), Failure> {
    let articles: Vec<Article> = batch.iter().map(|(article, _, _)| article.clone()).collect();
    let outcome = store.add(&articles)?;
    let mut changes = Vec::new();
    for ((id, added), (_, read, flags)) in outcome.iter().zip(batch) {
        if *added == Added::New {
            let before = store.triage(*id)?;
            let mut after = before.clone();
            after.read |= read;
            after.tags.extend(flags.iter().cloned());
            changes.push(Change::between(*id, &before, &after));
        }
    }
    let edit = Edit::new("from newsboat", changes);
    if !edit.is_empty() {
        store.commit(&mark::step(edit, StepKind::Edit)?, now)?;
    }
    counted.count(outcome.into_iter().map(|(_, added)| added));
    Ok(())
}
