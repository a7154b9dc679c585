//! `farz undo`, `farz redo` and `farz log`.

use super::mark::step;
use super::words::{print, text};
use super::{Failure, now, store};
use crate::domain::{ArticleId, Edit, History, Step, StepId, StepKind, Triage};
use crate::message::{Message, msg};
use crate::service::clock::local_time;
use crate::storage::Store;
use crate::text::{columns, padded};
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

/// Undoes the last step, the last N steps, or the named one.
pub fn undo(what: Option<&str>) -> Result<ExitCode, Failure> {
    let mut store = store()?;
    let Some(what) = what.filter(|what| what.contains('.')) else {
        let next = |history: &History| history.next_undo().cloned();
        return several(&mut store, count(what)?, &UNDO, next, undo_one);
    };
    let id: StepId = what.parse().map_err(|()| msg!("undo-no-step", name = what))?;
    let history = store.history()?;
    let Some(last) = history.find_done(id).cloned() else {
        let logged = store.log(usize::MAX)?.into_iter().find(|logged| logged.id == id);
        return Err(match logged {
            Some(logged) if logged.elsewhere.is_some() => {
                msg!("undo-elsewhere", step = what)
            }
            Some(logged) if logged.undone => msg!("undo-already", step = what),
            Some(_) | None => msg!("undo-unknown", step = what),
        }
        .into());
    };
    if !last.edit.is_empty() && turned(&store, |known| history.undo(&last, known))?.0.is_empty() {
        return Err(msg!("undo-overwritten", step = what, label = &last.edit.label).into());
    }
    undo_one(&mut store, &history, &last)?;
    Ok(ExitCode::SUCCESS)
}

/// Redoes the last undone step, or the last N.
pub fn redo(what: Option<&str>) -> Result<ExitCode, Failure> {
    let mut store = store()?;
    several(&mut store, count(what)?, &REDO, |history| history.next_redo().cloned(), redo_one)
}

/// Prints the last steps, newest first.
pub fn log(limit: usize) -> Result<ExitCode, Failure> {
    let store = store()?;
    let mut out = BufWriter::new(io::stdout().lock());
    let (here, undone) = (text(&msg!("log-here")), format!("  {}", text(&msg!("log-undone"))));
    let width = columns(&here).max(8);
    for logged in store.log(limit)? {
        let machine = logged.elsewhere.as_deref();
        let machine = machine.map_or_else(|| here.clone(), |name| name.get(..8).unwrap_or(name).to_owned());
        let undone = if logged.undone { undone.as_str() } else { "" };
        let (id, machine) = (padded(&logged.id.to_string(), 20), padded(&machine, width));
        let (label, articles) = (padded(&logged.label, 8), text(&articles(logged.articles)));
        writeln!(out, "{id}  {}  {machine}  {label}  {articles}{undone}", local_time(logged.at))?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// The messages for an empty history, before and after the first step.
struct Way {
    nothing: fn() -> Message,
    nothing_more: fn() -> Message,
}

const UNDO: Way = Way { nothing: || msg!("undo-nothing"), nothing_more: || msg!("undo-nothing-more") };
const REDO: Way = Way { nothing: || msg!("redo-nothing"), nothing_more: || msg!("redo-nothing-more") };

fn count(what: Option<&str>) -> Result<u32, Failure> {
    let Some(what) = what else { return Ok(1) };
    let count = what.parse().ok().filter(|count| *count > 0);
    count.ok_or_else(|| msg!("undo-no-count", what = what).into())
}

fn several(
    store: &mut Store,
    count: u32,
    way: &Way,
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
            None if done == 0 => return Err((way.nothing)().into()),
            None => {
                print(&(way.nothing_more)())?;
                break;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn undo_one(store: &mut Store, history: &History, last: &Step) -> Result<Step, Failure> {
    let (edit, left_alone) = turned(store, |known| history.undo(last, known))?;
    turn(store, edit, StepKind::Undo(last.id), |step, articles| {
        msg!("undo-done", step = step, articles = articles, left = left_alone)
    })
}

fn redo_one(store: &mut Store, history: &History, last: &Step) -> Result<Step, Failure> {
    let (edit, left_alone) = turned(store, |known| history.redo(last, known))?;
    turn(store, edit, StepKind::Redo(last.id), |step, articles| {
        msg!("redo-done", step = step, articles = articles, left = left_alone)
    })
}

/// Returns the edit that undoes or redoes a step, computed from the current state of each article.
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

/// Commits the step that undoes or redoes another. `done` makes the confirmation from the step's label and the number
/// of articles.
fn turn(
    store: &mut Store,
    edit: Edit,
    kind: StepKind,
    done: impl FnOnce(&str, Message) -> Message,
) -> Result<Step, Failure> {
    let (label, changed) = (edit.label.clone(), edit.changes.len());
    let made = step(edit, kind)?;
    store.commit(&made, now())?;
    print(&done(&label, articles(changed)))?;
    Ok(made)
}

fn articles(count: usize) -> Message {
    msg!("count-articles", count = count)
}
