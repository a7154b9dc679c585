//! Undo and redo: the steps that were done, and those that were taken back.

use super::Edit;
use std::fmt;
use std::str::FromStr;

/// The name of a step: unique among all steps of all machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StepId {
    /// Drawn at random when a farz process starts.
    pub session: u64,
    /// Counts the steps of that process.
    pub number: u32,
}

impl fmt::Display for StepId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}.{}", self.session, self.number)
    }
}

impl FromStr for StepId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (session, number) = text.split_once('.').ok_or(())?;
        let session = u64::from_str_radix(session, 16).map_err(|_| ())?;
        Ok(Self { session, number: number.parse().map_err(|_| ())? })
    }
}

/// What a step is to the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// Something a person did, that can be taken back.
    Edit,
    /// Takes the named step back.
    Undo(StepId),
    /// Does the named step, which was taken back, again.
    Redo(StepId),
    /// Kept, but nothing to take back: a reading position, the tags that a source gave.
    Silent,
}

/// An edit with its name and its place in the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its name.
    pub id: StepId,
    /// What it is to the history.
    pub kind: StepKind,
    /// What it changes.
    pub edit: Edit,
}

/// The steps that can be taken back and those that can be done again, newest last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    done: Vec<Step>,
    undone: Vec<Step>,
}

impl History {
    /// Takes note of a step that was just carried out, or is being replayed.
    ///
    /// An undo or redo of a step that is not known here (older than what was replayed) changes nothing.
    pub fn record(&mut self, step: Step) {
        match step.kind {
            StepKind::Edit => {
                self.undone.clear();
                self.done.push(step);
            }
            StepKind::Undo(of) => transfer(&mut self.done, &mut self.undone, of),
            StepKind::Redo(of) => transfer(&mut self.undone, &mut self.done, of),
            StepKind::Silent => {}
        }
    }

    /// The step that undo takes back next.
    #[must_use]
    pub fn next_undo(&self) -> Option<&Step> {
        self.done.last()
    }

    /// The step that redo does again next.
    #[must_use]
    pub fn next_redo(&self) -> Option<&Step> {
        self.undone.last()
    }

    /// Puts `older` (what the journal holds of earlier runs) before the steps of this run.
    pub fn prepend(&mut self, older: Self) {
        if self.done.is_empty() && self.undone.is_empty() {
            *self = older;
        } else {
            let newer = std::mem::replace(&mut self.done, older.done);
            self.done.extend(newer);
        }
    }
}

fn transfer(from: &mut Vec<Step>, to: &mut Vec<Step>, id: StepId) {
    if let Some(at) = from.iter().rposition(|step| step.id == id) {
        to.push(from.remove(at));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(number: u32, kind: StepKind) -> Step {
        let edit = Edit { label: number.to_string(), changes: Vec::new() };
        Step { id: StepId { session: 7, number }, kind, edit }
    }

    fn id(number: u32) -> StepId {
        StepId { session: 7, number }
    }

    #[test]
    fn undo_and_redo_walk_the_same_steps() {
        let mut history = History::default();
        history.record(step(1, StepKind::Edit));
        history.record(step(2, StepKind::Edit));
        history.record(step(3, StepKind::Undo(id(2))));
        assert_eq!(history.next_undo().unwrap().id, id(1));
        assert_eq!(history.next_redo().unwrap().id, id(2));
        history.record(step(4, StepKind::Redo(id(2))));
        assert_eq!(history.next_undo().unwrap().id, id(2));
        assert_eq!(history.next_redo(), None);
    }

    #[test]
    fn a_new_edit_forgets_what_could_be_redone() {
        let mut history = History::default();
        history.record(step(1, StepKind::Edit));
        history.record(step(2, StepKind::Undo(id(1))));
        history.record(step(3, StepKind::Edit));
        assert_eq!(history.next_redo(), None);
        assert_eq!(history.next_undo().unwrap().id, id(3));
    }

    #[test]
    fn a_silent_step_cannot_be_taken_back() {
        let mut history = History::default();
        history.record(step(1, StepKind::Silent));
        assert_eq!(history.next_undo(), None);
    }

    #[test]
    fn a_step_id_is_written_and_read_back() {
        let id = StepId { session: u64::MAX - 3, number: 42 };
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!("x.1".parse::<StepId>().is_err());
    }
}
