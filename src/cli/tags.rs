//! `farz tags`: lists the tags, and changes tags on every article in one step.

use super::args::TagsAction;
use super::mark::step;
use super::words::print;
use super::{Failure, now, store};
use crate::domain::{Change, Edit, FieldChange, StepKind, Tag};
use crate::message::{Arg, Message, msg};
use crate::storage::Store;
use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

/// Lists the tags or changes some of them.
pub fn run(action: Option<&TagsAction>) -> Result<ExitCode, Failure> {
    let mut store = store()?;
    match action {
        None => list(&store),
        Some(TagsAction::Rename { old, new }) => {
            let (old, new) = (tag(old)?, tag(new)?);
            if old != new && store.tagged()?.iter().any(|(_, tags)| tags.contains(&new)) {
                return Err(msg!("tags-exists", old = old.to_string(), new = new.to_string()).into());
            }
            change(&mut store, &Tagging { label: "rename tag", done: renamed }, &[old], Some(&new))
        }
        Some(TagsAction::Merge { tags, into }) => {
            let tags = tags.iter().map(|name| tag(name)).collect::<Result<Vec<_>, _>>()?;
            change(&mut store, &Tagging { label: "merge tags", done: merged }, &tags, Some(&tag(into)?))
        }
        Some(TagsAction::Delete { tag: name }) => {
            change(&mut store, &Tagging { label: "delete tag", done: deleted }, &[tag(name)?], None)
        }
    }
}

fn tag(name: &str) -> Result<Tag, Failure> {
    Tag::new(name).map_err(|error| msg!("tag-invalid", tag = name, why = error.to_string()).into())
}

fn list(store: &Store) -> Result<ExitCode, Failure> {
    let mut counts: BTreeMap<Tag, usize> = BTreeMap::new();
    for tag in store.tagged()?.into_iter().flat_map(|(_, tags)| tags) {
        *counts.entry(tag).or_default() += 1;
    }
    let mut out = BufWriter::new(io::stdout().lock());
    for (tag, count) in counts {
        writeln!(out, "{count:>7}  {tag}")?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// A change of tags: its label in the journal, and its confirmation for a number of articles.
struct Tagging {
    label: &'static str,
    done: fn(usize) -> Message,
}

fn renamed(count: usize) -> Message {
    msg!("tags-renamed", articles = msg!("count-articles", count = count))
}

fn merged(count: usize) -> Message {
    msg!("tags-merged", articles = msg!("count-articles", count = count))
}

fn deleted(count: usize) -> Message {
    msg!("tags-deleted", articles = msg!("count-articles", count = count))
}

/// Replaces the tags `old` with `new` on every article, or removes them.
fn change(store: &mut Store, change: &Tagging, old: &[Tag], new: Option<&Tag>) -> Result<ExitCode, Failure> {
    let changes = store.tagged()?.into_iter().filter_map(|(article, tags)| {
        let mut fields: Vec<_> = old
            .iter()
            .filter(|tag| tags.contains(*tag) && Some(*tag) != new)
            .map(|tag| FieldChange::Tag { tag: tag.clone(), added: false })
            .collect();
        if let Some(new) = new.filter(|new| !fields.is_empty() && !tags.contains(*new)) {
            fields.push(FieldChange::Tag { tag: new.clone(), added: true });
        }
        (!fields.is_empty()).then_some(Change { article, fields })
    });
    let edit = Edit::new(change.label, changes);
    if edit.is_empty() {
        if let Some(same) = new.filter(|new| old.contains(*new))
            && store.tagged()?.iter().any(|(_, tags)| tags.contains(same))
        {
            return Err(msg!("tags-same", tag = same.to_string()).into());
        }
        return Err(
            msg!("tags-unused", tags = Arg::list(old.iter().map(ToString::to_string)), count = old.len()).into()
        );
    }
    let count = edit.changes.len();
    store.commit(&step(edit, StepKind::Edit)?, now())?;
    print(&(change.done)(count))?;
    Ok(ExitCode::SUCCESS)
}
