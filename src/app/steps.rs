//! The steps of this run and of earlier ones: what undo and repeat work on.

use super::decision::Decision;
use crate::domain::{ArticleId, Edit, History, Step, StepId, StepKind};

/// The direction of a change in the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Undo.
    Back,
    /// Redo.
    Again,
}

/// The maximum number of steps that can be requested at once before the history is read.
const MOST_EARLY: u32 = 10_000;

/// The steps.
#[derive(Debug)]
pub struct Steps {
    history: History,
    /// The undos and redos to do once the history of earlier runs is read; `None` when it is.
    early: Option<Vec<Way>>,
    last_decision: Option<(Decision, u32)>,
    /// The article that the cursor goes to once its row is read, unless the person presses a key first.
    awaited: Option<ArticleId>,
    session: u64,
    number: u32,
}

impl Steps {
    /// Returns an empty history. `session` is a random number that makes this run's steps unique.
    #[must_use]
    pub fn new(session: u64) -> Self {
        let (history, early) = (History::default(), Some(Vec::new()));
        Self { history, early, last_decision: None, awaited: None, session, number: 0 }
    }

    pub(super) fn next_id(&mut self) -> StepId {
        self.number += 1;
        StepId { session: self.session, number: self.number }
    }

    pub(super) fn history(&self) -> &History {
        &self.history
    }

    pub(super) fn record(&mut self, step: Step) {
        self.history.record(step);
    }

    /// Records a change by another machine: undo here does not touch it.
    pub(super) fn record_theirs(&mut self, edit: &Edit) {
        self.history.record_theirs(edit);
    }

    /// Returns the decision that repeat makes again, and on how many articles.
    pub(super) fn last_decision(&self) -> Option<(Decision, u32)> {
        self.last_decision.clone()
    }

    pub(super) fn decided(&mut self, decision: Decision, count: u32) {
        self.last_decision = Some((decision, count));
    }

    /// Returns the article that the cursor goes to once its row is read.
    pub(super) fn awaited(&self) -> Option<ArticleId> {
        self.awaited
    }

    pub(super) fn wait_for(&mut self, article: Option<ArticleId>) {
        self.awaited = article;
    }

    /// Returns whether the history of earlier runs is not read yet. If so, it queues `count` steps in this direction.
    pub(super) fn is_early(&mut self, way: Way, count: u32) -> bool {
        let Some(early) = &mut self.early else { return false };
        early.extend((0..count.min(MOST_EARLY)).map(|_| way));
        true
    }

    /// Adds the history of earlier runs. Returns how many steps were requested before it was read, and which steps
    /// these are: those of earlier runs, not what was done here since.
    pub(super) fn take_history(&mut self, older: History) -> (usize, Vec<(Way, StepId)>) {
        let early = self.early.take().unwrap_or_default();
        let meant = if early.is_empty() { Vec::new() } else { walked(older.clone(), &early) };
        self.history.prepend(older);
        (early.len(), meant)
    }
}

/// Returns the steps of `history` that these undos and redos go through, until there are no more.
fn walked(mut history: History, ways: &[Way]) -> Vec<(Way, StepId)> {
    let mut walked = Vec::new();
    for way in ways {
        let step = match way {
            Way::Back => history.next_undo(),
            Way::Again => history.next_redo(),
        };
        let Some(of) = step.map(|step| step.id) else { break };
        let kind = match way {
            Way::Back => StepKind::Undo(of),
            Way::Again => StepKind::Redo(of),
        };
        history.record(Step { id: of, kind, edit: Edit::new("", []) });
        walked.push((*way, of));
    }
    walked
}
