//! `farz undo` and `farz redo`.

use super::mark::step;
use super::{Failure, now, store};
use crate::domain::{Edit, StepKind};
use crate::storage::Store;
use std::io::{self, Write};
use std::process::ExitCode;

/// Takes the last step back.
pub fn undo() -> Result<ExitCode, Failure> {
    let mut store = store()?;
    match store.history()?.next_undo().cloned() {
        Some(last) => turn(&mut store, &last.edit.inverse(), StepKind::Undo(last.id), "undone"),
        None => Err("there is nothing to undo".into()),
    }
}

/// Does the step taken back again.
pub fn redo() -> Result<ExitCode, Failure> {
    let mut store = store()?;
    match store.history()?.next_redo().cloned() {
        Some(last) => turn(&mut store, &last.edit, StepKind::Redo(last.id), "done again"),
        None => Err("there is nothing to redo".into()),
    }
}

fn turn(store: &mut Store, edit: &Edit, kind: StepKind, what: &str) -> Result<ExitCode, Failure> {
    let mut failure = None;
    let (edit, left_alone) = edit.applicable(|id| match store.triage(id) {
        Ok(triage) => Some(triage),
        Err(error) => {
            failure = Some(error);
            None
        }
    });
    if let Some(error) = failure {
        return Err(error.into());
    }
    let (label, changed) = (edit.label.clone(), edit.changes.len());
    store.commit(&step(edit, kind)?, now())?;
    let articles = if changed == 1 { "1 article".to_owned() } else { format!("{changed} articles") };
    let rest = if left_alone == 0 { String::new() } else { format!(", {left_alone} changed since and left alone") };
    writeln!(io::stdout(), "{what}: {label}, {articles}{rest}")?;
    Ok(ExitCode::SUCCESS)
}
