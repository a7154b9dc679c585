//! The steps that were made, and the way back: undo, redo, and the history pane.

use super::effect::Effect;
use super::msg::{LogLine, Notice};
use super::{Model, Overlay};
use crate::command::Command;
use crate::domain::{ArticleId, Edit, History, Logged, Place, Step, StepId, StepKind};
use std::collections::HashSet;

/// The state of the history pane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
    /// The last steps, newest first; nothing while they are being read.
    pub lines: Option<Vec<LogLine>>,
    /// The marked one.
    pub marked: usize,
}

impl Timeline {
    /// Shows the steps that were read.
    pub fn fill(&mut self, lines: Vec<LogLine>) {
        self.marked = self.marked.min(lines.len().saturating_sub(1));
        self.lines = Some(lines);
    }

    /// Moves the mark by `delta`, stopping at the ends. Says whether it moved.
    pub fn step(&mut self, delta: isize) -> bool {
        let (before, last) = (self.marked, self.lines.as_ref().map_or(0, Vec::len).saturating_sub(1));
        self.marked = self.marked.saturating_add_signed(delta).min(last);
        self.marked != before
    }

    /// The marked step.
    #[must_use]
    pub fn chosen(&self) -> Option<&LogLine> {
        self.lines.as_ref()?.get(self.marked)
    }
}

/// Which way a step is turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Undo.
    Back,
    /// Redo.
    Again,
}

/// What was turned, to be told.
#[derive(Debug, Default)]
struct Turned {
    /// What each step is called.
    labels: Vec<String>,
    /// The articles that were changed.
    articles: HashSet<ArticleId>,
    /// How many changes were left alone.
    left_alone: usize,
}

/// How many steps can be asked for at once before the history is read.
const MOST_EARLY: u32 = 10_000;

/// The steps of `history` that one comes by on these ways, until there are no more.
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

impl Model {
    /// Where a step made now is made.
    pub(super) fn place(&self) -> Option<Place> {
        let cursor = self.catalogue.get(self.list.current()?)?.id();
        Some(Place { view: self.view.clone(), cursor })
    }

    /// Takes the last `count` steps back.
    pub(super) fn undo(&mut self, count: u32, effects: &mut Vec<Effect>) {
        let mut turned = Turned::default();
        for done in 0..count {
            let Some(step) = self.history.next_undo().cloned() else {
                if !self.is_early(Way::Back, count - done) {
                    self.at_the_end(done, "undone", "There is nothing to undo.");
                }
                return;
            };
            self.turn(&step, Way::Back, &mut turned, effects);
        }
        self.tell_turned("undone", &turned);
    }

    /// Does the last `count` steps that were taken back again.
    pub(super) fn redo(&mut self, count: u32, effects: &mut Vec<Effect>) {
        let mut turned = Turned::default();
        for done in 0..count {
            let Some(step) = self.history.next_redo().cloned() else {
                // A step that was made meanwhile ends what could be done again.
                if self.history.next_undo().is_some() || !self.is_early(Way::Again, count - done) {
                    self.at_the_end(done, "done again", "There is nothing to redo.");
                }
                return;
            };
            self.turn(&step, Way::Again, &mut turned, effects);
        }
        self.tell_turned("done again", &turned);
    }

    /// Whether the history of earlier runs is not read yet: then it is done when it is.
    fn is_early(&mut self, way: Way, count: u32) -> bool {
        let Some(early) = &mut self.early else { return false };
        early.extend((0..count.min(MOST_EARLY)).map(|_| way));
        self.notices.tell(Notice::info("The history is being read; then it is done."));
        true
    }

    /// Takes in what earlier runs left to undo and redo, and does what was asked before it was read: with those steps,
    /// not with what was done here since.
    pub(super) fn take_history(&mut self, older: History, effects: &mut Vec<Effect>) {
        let early = self.early.take().unwrap_or_default();
        let meant = if early.is_empty() { Vec::new() } else { walked(older.clone(), &early) };
        self.history.prepend(older);
        let mut turned = Turned::default();
        for (way, id) in &meant {
            let step = match way {
                Way::Back => self.history.find_done(*id),
                Way::Again => self.history.next_redo().filter(|step| step.id == *id),
            };
            if let Some(step) = step.cloned() {
                self.turn(&step, *way, &mut turned, effects);
            }
        }
        let ways: Vec<Way> = meant.iter().map(|(way, _)| *way).collect();
        self.tell_turned(if ways.iter().all(|way| *way == Way::Back) { "undone" } else { "done again" }, &turned);
        if meant.len() < early.len() {
            let done = u32::try_from(meant.len()).unwrap_or(u32::MAX);
            self.at_the_end(done, "done", "There is nothing to undo or to redo.");
        }
    }

    fn at_the_end(&mut self, done: u32, what: &str, nothing: &str) {
        let steps = if done == 1 { "1 step".to_owned() } else { format!("{done} steps") };
        let text = if done == 0 { nothing.to_owned() } else { format!("{what}: {steps}; there are no more") };
        self.notices.tell(Notice::info(text));
    }

    fn turned(&self, step: &Step, way: Way) -> (Edit, usize) {
        let known = |id| self.catalogue.find(id).map(|row| self.catalogue.triage(row));
        match way {
            Way::Back => self.history.undo(step, known),
            Way::Again => self.history.redo(step, known),
        }
    }

    fn turn(&mut self, step: &Step, way: Way, turned: &mut Turned, effects: &mut Vec<Effect>) {
        let (edit, left_alone) = self.turned(step, way);
        let kind = match way {
            Way::Back => StepKind::Undo(step.id),
            Way::Again => StepKind::Redo(step.id),
        };
        turned.labels.push(edit.label.clone());
        turned.articles.extend(edit.changes.iter().map(|change| change.article));
        turned.left_alone += left_alone;
        let first = edit.changes.first().map(|change| change.article);
        let place = edit.place.clone();
        self.take(edit, kind, effects);
        if let Some(view) = place.as_ref().map(|place| self.view_now(&place.view)).filter(|view| *view != self.view) {
            self.set_view(view, effects);
        }
        let article = place.map(|place| place.cursor).or(first);
        let row = article.and_then(|id| self.catalogue.find(id));
        self.awaited = article.filter(|_| row.is_none() && !self.loading.done);
        if let Some(row) = row {
            self.reveal(row, effects);
            if self.list.current() != Some(row) && !self.filter.is_empty() {
                self.set_filter("", effects);
                self.reveal(row, effects);
            }
        }
    }

    /// Tells what was turned: one step by its name, several by their number.
    fn tell_turned(&mut self, what: &str, turned: &Turned) {
        let articles = turned.articles.len();
        let told = match (turned.labels.as_slice(), articles) {
            ([], _) => return,
            ([label], 1) => label.clone(),
            ([label], _) => format!("{label}, {articles} articles"),
            (labels, 1) => format!("{} steps, 1 article", labels.len()),
            (labels, _) => format!("{} steps, {articles} articles", labels.len()),
        };
        let left_alone = turned.left_alone;
        let rest = if left_alone == 0 { String::new() } else { format!("; {left_alone} changed since and left alone") };
        self.notices.tell(Notice::info(format!("{what}: {told}{rest}")));
    }

    /// Opens the history pane.
    pub(super) fn open_history(&mut self, effects: &mut Vec<Effect>) {
        self.overlay = Overlay::History(Timeline::default());
        effects.push(Effect::ReadLog);
    }

    /// Moves the mark in the history pane, or says why it does not move.
    pub(super) fn step_history(&mut self, delta: isize) {
        if let Overlay::History(timeline) = &mut self.overlay
            && !timeline.step(delta)
        {
            self.notices.tell(Notice::info(match (&timeline.lines, delta < 0) {
                (None, _) => "The history is being read.",
                (Some(_), true) => "This is the last step that was made.",
                (Some(_), false) => "This is the oldest step that is shown.",
            }));
        }
    }

    /// Takes one step of the history pane back, as far as later ones do not touch the same.
    pub(super) fn take_back(&mut self, line: &LogLine, effects: &mut Vec<Effect>) {
        let Logged { id, elsewhere, label, undone, .. } = &line.step;
        let text = if elsewhere.is_some() {
            format!("{label} was done on another machine: it can be taken back there.")
        } else if *undone {
            format!("{label} is taken back already; {} does it again.", self.key_hint(Command::Redo))
        } else if let Some(step) = self.history.find_done(*id).cloned() {
            if !step.edit.is_empty() && self.turned(&step, Way::Back).0.is_empty() {
                format!("{label} stays: what it changed was changed again since.")
            } else {
                let mut turned = Turned::default();
                self.turn(&step, Way::Back, &mut turned, effects);
                self.tell_turned("undone", &turned);
                return;
            }
        } else {
            format!("{label} is too long ago to be taken back.")
        };
        self.notices.tell(Notice::warning(text));
    }
}
