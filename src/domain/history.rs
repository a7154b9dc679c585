//! Undo and redo: the steps that can be undone, and those that were undone.

use super::{ArticleId, Edit, Field, Triage};
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::str::FromStr;

/// The id of a step, unique among all steps of all machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StepId {
    /// A random number, drawn when a farz process starts.
    pub session: u64,
    /// The number of the step within that process.
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

/// The role of a step in the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// An action of the user, which can be undone.
    Edit,
    /// Undoes the given step.
    Undo(StepId),
    /// Redoes the given step, which was undone.
    Redo(StepId),
    /// A step that is stored but cannot be undone: a reading position, the tags from a source.
    Silent,
}

/// An edit with its id and its role in the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The id.
    pub id: StepId,
    /// The role in the history.
    pub kind: StepKind,
    /// The change.
    pub edit: Edit,
}

/// A step as the log shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// The id.
    pub id: StepId,
    /// The time of the step, in milliseconds since 1970-01-01 UTC.
    pub at: i64,
    /// The name of the installation of farz that made the step; `None` for this one.
    pub elsewhere: Option<String>,
    /// The name of the action.
    pub label: String,
    /// The number of articles that it changed.
    pub articles: usize,
    /// Whether it has been undone since.
    pub undone: bool,
}

/// A step and its position in time.
#[derive(Clone, Debug)]
struct Entry {
    step: Step,
    at: u64,
}

/// The steps that can be undone and those that can be redone, newest last, and the fields that others changed since.
#[derive(Clone, Debug, Default)]
pub struct History {
    done: Vec<Entry>,
    undone: Vec<Entry>,
    /// When others last changed each field.
    theirs: HashMap<(ArticleId, Field), u64>,
    /// The number of recorded changes.
    time: u64,
}

/// Two histories are equal if they can undo and redo the same steps.
impl PartialEq for History {
    fn eq(&self, other: &Self) -> bool {
        let steps = |entries: &[Entry]| entries.iter().map(|entry| entry.step.clone()).collect::<Vec<_>>();
        steps(&self.done) == steps(&other.done) && steps(&self.undone) == steps(&other.undone)
    }
}

impl Eq for History {}

impl History {
    /// Records a step that was just applied or is being replayed.
    ///
    /// An undo or redo of a step that is not known here (older than the replayed ones) changes nothing.
    pub fn record(&mut self, step: Step) {
        self.time += 1;
        match step.kind {
            StepKind::Edit => {
                self.undone.clear();
                self.done.push(Entry { step, at: self.time });
            }
            StepKind::Undo(of) => transfer(&mut self.done, &mut self.undone, of),
            StepKind::Redo(of) => transfer(&mut self.undone, &mut self.done, of),
            StepKind::Silent => {}
        }
    }

    /// Records an edit of another machine or user: only they can undo it, and undo here does not touch its fields.
    pub fn record_theirs(&mut self, edit: &Edit) {
        self.time += 1;
        for change in &edit.changes {
            for field in &change.fields {
                self.theirs.insert((change.article, field.field()), self.time);
            }
        }
    }

    /// Returns the step that undo reverts next.
    #[must_use]
    pub fn next_undo(&self) -> Option<&Step> {
        self.done.last().map(|entry| &entry.step)
    }

    /// Returns the step that redo applies next.
    #[must_use]
    pub fn next_redo(&self) -> Option<&Step> {
        self.undone.last().map(|entry| &entry.step)
    }

    /// Returns the step with this id, if it can be undone.
    #[must_use]
    pub fn find_done(&self, id: StepId) -> Option<&Step> {
        self.done.iter().rfind(|entry| entry.step.id == id).map(|entry| &entry.step)
    }

    /// Returns the edit that undoing `step` makes now; it excludes every field that a later step or somebody else
    /// changed since. Also returns how many articles are left alone for that reason, wholly or in part. For
    /// `triage_of`, see [`Edit::applicable`].
    #[must_use]
    pub fn undo(&self, step: &Step, triage_of: impl FnMut(ArticleId) -> Option<Triage>) -> (Edit, usize) {
        self.turn(step.id, &step.edit.inverse(), triage_of)
    }

    /// Returns the edit that redoing `step` makes now, like [`History::undo`].
    #[must_use]
    pub fn redo(&self, step: &Step, triage_of: impl FnMut(ArticleId) -> Option<Triage>) -> (Edit, usize) {
        self.turn(step.id, &step.edit, triage_of)
    }

    fn turn(&self, of: StepId, edit: &Edit, triage_of: impl FnMut(ArticleId) -> Option<Triage>) -> (Edit, usize) {
        let mut entries = self.done.iter().chain(&self.undone);
        let Some(since) = entries.find(|entry| entry.step.id == of).map(|entry| entry.at) else {
            return edit.applicable(triage_of, |_, _| false);
        };
        let mut later: HashSet<(ArticleId, Field)> = HashSet::new();
        for change in self.done.iter().filter(|entry| entry.at > since).flat_map(|entry| &entry.step.edit.changes) {
            later.extend(change.fields.iter().map(|field| (change.article, field.field())));
        }
        edit.applicable(triage_of, |article, field| {
            let key = (article, field.field());
            later.contains(&key) || self.theirs.get(&key).is_some_and(|at| *at > since)
        })
    }

    /// Inserts `older` (steps of earlier runs from the journal) before the steps of this run. For a step that is in
    /// both, the state known here wins, so the journal can be reread at any time.
    pub fn prepend(&mut self, mut older: Self) {
        let known: HashSet<StepId> = self.done.iter().chain(&self.undone).map(|entry| entry.step.id).collect();
        older.done.retain(|entry| !known.contains(&entry.step.id));
        older.undone.retain(|entry| !known.contains(&entry.step.id));
        let newer = std::mem::replace(self, older);
        let shift = self.time;
        let shifted = |entry: Entry| Entry { at: entry.at + shift, ..entry };
        self.time += newer.time;
        self.theirs.extend(newer.theirs.into_iter().map(|(key, at)| (key, at + shift)));
        if !(newer.done.is_empty() && newer.undone.is_empty()) {
            self.done.extend(newer.done.into_iter().map(shifted));
            self.undone = newer.undone.into_iter().map(shifted).collect();
        }
    }
}

fn transfer(from: &mut Vec<Entry>, to: &mut Vec<Entry>, id: StepId) {
    if let Some(at) = from.iter().rposition(|entry| entry.step.id == id) {
        to.push(from.remove(at));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Change, FieldChange, Verdict};

    #[test]
    fn a_history_that_is_read_anew_has_each_step_once() {
        let mut history = History::default();
        (1..=2).for_each(|number| history.record(step(number, StepKind::Edit)));
        history.record(step(3, StepKind::Undo(step(2, StepKind::Edit).id)));
        let mut journal = History::default();
        (0..=2).for_each(|number| journal.record(step(number, StepKind::Edit)));
        history.prepend(journal);
        assert_eq!(history.next_redo().map(|step| step.id.number), Some(2), "taken back here, not yet there");
        for number in [1, 0] {
            let next = history.next_undo().unwrap().id;
            assert_eq!(next.number, number);
            history.record(step(10 + number, StepKind::Undo(next)));
        }
        assert!(history.next_undo().is_none());
    }

    fn step(number: u32, kind: StepKind) -> Step {
        let edit = Edit { label: number.to_string(), changes: Vec::new(), place: None };
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

    fn decided(number: u32, article: u8, before: Verdict, after: Verdict) -> Step {
        let fields = vec![FieldChange::Verdict { before, after }];
        let edit = Edit::new("test", [Change { article: ArticleId([article; 10]), fields }]);
        Step { id: id(number), kind: StepKind::Edit, edit }
    }

    #[test]
    fn a_step_in_the_middle_is_taken_back_as_far_as_later_ones_do_not_touch_the_same() {
        let (inbox, keep, later) = (Verdict::Inbox, Verdict::Keep, Verdict::Later);
        let mut history = History::default();
        let mut first = decided(1, 1, inbox, keep);
        first.edit.changes.extend(decided(1, 2, inbox, keep).edit.changes);
        history.record(first.clone());
        history.record(decided(2, 1, keep, later));
        history.record(decided(3, 1, later, keep));
        // Both articles look as the first step left them, but one has been decided again since.
        let kept = |_| Some(Triage { verdict: keep, ..Triage::default() });
        let (edit, left_alone) = history.undo(&first, kept);
        assert_eq!((edit.changes.len(), edit.changes[0].article, left_alone), (1, ArticleId([2; 10]), 1));
        history.record(Step { id: id(4), kind: StepKind::Undo(id(1)), edit });
        assert_eq!(history.next_undo().map(|step| step.id), Some(id(3)));
        assert!(history.find_done(id(1)).is_none());
    }

    #[test]
    fn what_others_did_since_is_left_alone_even_where_it_looks_like_ones_own() {
        let step = decided(1, 1, Verdict::Inbox, Verdict::Keep);
        let kept = |_| Some(Triage { verdict: Verdict::Keep, ..Triage::default() });
        let mut history = History::default();
        history.record_theirs(&step.edit);
        history.record(step.clone());
        assert_eq!(history.undo(&step, kept).1, 0, "theirs came first");
        history.record_theirs(&step.edit);
        assert_eq!(history.undo(&step, kept), (Edit::new("test", []), 1));
        let mut again = History::default();
        again.record_theirs(&step.edit);
        again.prepend(History::default());
        let mut older = History::default();
        older.record(step.clone());
        again.prepend(older);
        assert_eq!(again.undo(&step, kept).1, 1, "also when it was read before the history");
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
