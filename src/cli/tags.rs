//! `farz tags`: which there are, and changing one everywhere, in one step.

use super::args::TagsAction;
use super::mark::step;
use super::{Failure, now, store};
use crate::domain::{Change, Edit, FieldChange, StepKind, Tag};
use crate::storage::Store;
use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

/// Lists the tags, or changes some.
pub fn run(action: Option<&TagsAction>) -> Result<ExitCode, Failure> {
    let mut store = store()?;
    match action {
        None => list(&store),
        Some(TagsAction::Rename { old, new }) => {
            let (old, new) = (tag(old)?, tag(new)?);
            if old != new && store.tagged()?.iter().any(|(_, tags)| tags.contains(&new)) {
                return Err(
                    format!("there is a tag {new} already: farz tags merge {old} {new} makes one of the two").into()
                );
            }
            change(&mut store, "rename tag", &[old], Some(&new))
        }
        Some(TagsAction::Merge { tags, into }) => {
            let tags = tags.iter().map(|name| tag(name)).collect::<Result<Vec<_>, _>>()?;
            change(&mut store, "merge tags", &tags, Some(&tag(into)?))
        }
        Some(TagsAction::Delete { tag: name }) => change(&mut store, "delete tag", &[tag(name)?], None),
    }
}

fn tag(name: &str) -> Result<Tag, Failure> {
    Tag::new(name).map_err(|error| format!("{name:?}: {error}").into())
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

/// Takes `old` off everywhere and puts `new` on there instead.
fn change(store: &mut Store, label: &str, old: &[Tag], new: Option<&Tag>) -> Result<ExitCode, Failure> {
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
    let edit = Edit::new(label, changes);
    if edit.is_empty() {
        let names: Vec<String> = old.iter().map(ToString::to_string).collect();
        if let Some(same) = new.filter(|new| old.contains(*new))
            && store.tagged()?.iter().any(|(_, tags)| tags.contains(same))
        {
            return Err(format!("the tag is called {same} already; nothing is to be done").into());
        }
        return Err(format!("no article has the tag {}; farz tags lists them", names.join(", ")).into());
    }
    let count = edit.changes.len();
    store.commit(&step(edit, StepKind::Edit)?, now())?;
    writeln!(io::stdout(), "{label}: {count} changed")?;
    Ok(ExitCode::SUCCESS)
}
