//! `farz undo`, `farz redo` and `farz log`.

use super::mark::step;
use super::{Failure, now, store};
use crate::domain::{ArticleId, Edit, History, Step, StepId, StepKind, Triage};
use crate::service::clock::local_time;
use crate::storage::Store;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

/// Takes the last step back, or the last N, or the one named.
pub fn undo(what: Option<&str>) -> Result<ExitCode, Failure> {
    let mut store = store()?;
    let Some(what) = what.filter(|what| what.contains('.')) else {
        return several(&mut store, count(what)?, "undo", |history| history.next_undo().cloned(), undo_one);
    };
    let id: StepId = what.parse().map_err(|()| format!("{what:?} names no step; `farz log` shows their names"))?;
    let history = store.history()?;
    let Some(last) = history.find_done(id).cloned() else {
        let logged = store.log(usize::MAX)?.into_iter().find(|logged| logged.id == id);
        return Err(match logged {
            Some(logged) if logged.elsewhere.is_some() => {
                format!("{what} was done on another machine: it can be taken back there")
            }
            Some(logged) if logged.undone => format!("{what} is taken back already"),
            Some(_) | None => format!("{what} is not known, or too long ago; `farz log` shows the steps"),
        }
        .into());
    };
    if !last.edit.is_empty() && turned(&store, |known| history.undo(&last, known))?.0.is_empty() {
        return Err(format!("{what} ({}) stays: what it changed was changed again since", last.edit.label).into());
    }
    undo_one(&mut store, &history, &last)?;
    Ok(ExitCode::SUCCESS)
}

/// Does the last step that was taken back again, or the last N.
pub fn redo(what: Option<&str>) -> Result<ExitCode, Failure> {
    let mut store = store()?;
    several(&mut store, count(what)?, "redo", |history| history.next_redo().cloned(), redo_one)
}

/// Prints the last steps, newest first.
pub fn log(limit: usize) -> Result<ExitCode, Failure> {
    let store = store()?;
    let mut out = BufWriter::new(io::stdout().lock());
    for logged in store.log(limit)? {
        let machine = logged.elsewhere.as_deref().map_or("here", |name| name.get(..8).unwrap_or(name));
        let undone = if logged.undone { "  (taken back)" } else { "" };
        let (id, when, articles) = (logged.id, local_time(logged.at), articles(logged.articles));
        writeln!(out, "{id:<20}  {when}  {machine:<8}  {:<8}  {articles}{undone}", logged.label)?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn count(what: Option<&str>) -> Result<u32, Failure> {
    let Some(what) = what else { return Ok(1) };
    let count = what.parse().ok().filter(|count| *count > 0);
    count.ok_or_else(|| {
        format!("{what:?} is neither a number of steps nor the name of one; `farz log` shows them").into()
    })
}

fn several(
    store: &mut Store,
    count: u32,
    what: &str,
    next: impl Fn(&History) -> Option<Step>,
    one: impl Fn(&mut Store, &History, &Step) -> Result<Step, Failure>,
) -> Result<ExitCode, Failure> {
    let mut history = store.history()?;
    for done in 0..count {
        match next(&history) {
            Some(last) => {
                let made = one(store, &history, &last)?;
                history.record(made);
            }
            None if done == 0 => return Err(format!("there is nothing to {what}").into()),
            None => {
                writeln!(io::stdout(), "there is nothing more to {what}")?;
                break;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn undo_one(store: &mut Store, history: &History, last: &Step) -> Result<Step, Failure> {
    let (edit, left_alone) = turned(store, |known| history.undo(last, known))?;
    turn(store, edit, left_alone, StepKind::Undo(last.id), "undone")
}

fn redo_one(store: &mut Store, history: &History, last: &Step) -> Result<Step, Failure> {
    let (edit, left_alone) = turned(store, |known| history.redo(last, known))?;
    turn(store, edit, left_alone, StepKind::Redo(last.id), "done again")
}

/// What turning a step changes, by what the library says of each article.
fn turned(
    store: &Store,
    turn: impl FnOnce(&mut dyn FnMut(ArticleId) -> Option<Triage>) -> (Edit, usize),
) -> Result<(Edit, usize), Failure> {
    let mut failure = None;
    let outcome = turn(&mut |id| match store.triage(id) {
        Ok(triage) => Some(triage),
        Err(error) => {
            failure = Some(error);
            None
        }
    });
    failure.map_or(Ok(outcome), |error| Err(error.into()))
}

fn turn(store: &mut Store, edit: Edit, left_alone: usize, kind: StepKind, what: &str) -> Result<Step, Failure> {
    let (label, changed) = (edit.label.clone(), edit.changes.len());
    let made = step(edit, kind)?;
    store.commit(&made, now())?;
    let rest = if left_alone == 0 { String::new() } else { format!(", {left_alone} changed since and left alone") };
    writeln!(io::stdout(), "{what}: {label}, {}{rest}", articles(changed))?;
    Ok(made)
}

fn articles(count: usize) -> String {
    if count == 1 { "1 article".to_owned() } else { format!("{count} articles") }
}
