//! Undo and redo: each undone or redone step is a new step, and the screen returns to where the original was made.

use super::Model;
use super::effect::Effect;
use super::history_pane::HistoryPane;
use super::msg::{LogLine, Notice};
use super::popup::Popup;
use super::steps::Way;
use crate::command::Command;
use crate::domain::{ArticleId, Edit, History, Logged, Step, StepKind, View};
use crate::message::{Message, msg};
use std::collections::HashSet;

/// The undone or redone steps, for the message.
#[derive(Debug, Default)]
struct Turned {
    /// The labels of the steps.
    labels: Vec<String>,
    /// The changed articles.
    articles: HashSet<ArticleId>,
    /// The number of changes that were not touched.
    left_alone: usize,
}

impl Model {
    /// Undoes the last `count` steps.
    pub(super) fn undo(&mut self, count: u32, effects: &mut Vec<Effect>) {
        let mut turned = Turned::default();
        for done in 0..count {
            let Some(step) = self.steps.history().next_undo().cloned() else {
                if !self.is_early(Way::Back, count - done) {
                    self.at_the_end(done, msg!("undo-end", count = done), msg!("undo-nothing"));
                }
                return;
            };
            self.turn(&step, Way::Back, &mut turned, effects);
        }
        self.tell_turned(true, &turned);
    }

    /// Redoes the last `count` undone steps.
    pub(super) fn redo(&mut self, count: u32, effects: &mut Vec<Effect>) {
        let mut turned = Turned::default();
        for done in 0..count {
            let Some(step) = self.steps.history().next_redo().cloned() else {
                // A new step since then ends what can be redone.
                if self.steps.history().next_undo().is_some() || !self.is_early(Way::Again, count - done) {
                    self.at_the_end(done, msg!("redo-end", count = done), msg!("redo-nothing"));
                }
                return;
            };
            self.turn(&step, Way::Again, &mut turned, effects);
        }
        self.tell_turned(false, &turned);
    }

    /// Returns whether the history of earlier runs is not read yet. If so, the request waits until it is.
    fn is_early(&mut self, way: Way, count: u32) -> bool {
        let early = self.steps.is_early(way, count);
        if early {
            self.tell(Notice::info(msg!("undo-loading")));
        }
        early
    }

    /// Adds the history of earlier runs, and carries out the undos and redos that were requested before it was read.
    pub(super) fn take_history(&mut self, older: History, effects: &mut Vec<Effect>) {
        let (asked, meant) = self.steps.take_history(older);
        let mut turned = Turned::default();
        for (way, id) in &meant {
            let step = match way {
                Way::Back => self.steps.history().find_done(*id),
                Way::Again => self.steps.history().next_redo().filter(|step| step.id == *id),
            };
            if let Some(step) = step.cloned() {
                self.turn(&step, *way, &mut turned, effects);
            }
        }
        let all_back = meant.iter().all(|(way, _)| *way == Way::Back);
        self.tell_turned(all_back, &turned);
        if meant.len() < asked {
            let done = u32::try_from(meant.len()).unwrap_or(u32::MAX);
            self.at_the_end(done, msg!("turned-end", count = done), msg!("undo-nothing-either"));
        }
    }

    /// Reports that there are no more steps: `end` if some were undone or redone, else `nothing`.
    fn at_the_end(&mut self, done: u32, end: Message, nothing: Message) {
        self.tell(Notice::info(if done == 0 { nothing } else { end }));
    }

    fn turned(&self, step: &Step, way: Way) -> (Edit, usize) {
        let known = |id| self.articles.catalogue.find(id).map(|row| self.articles.catalogue.triage(row));
        match way {
            Way::Back => self.steps.history().undo(step, known),
            Way::Again => self.steps.history().redo(step, known),
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
        let view = place.as_ref().map(|place| self.view_now(&place.view));
        if let Some(view) = view.filter(|view| view != self.search.view()) {
            self.set_view(view, effects);
        }
        let article = place.map(|place| place.cursor).or(first);
        let row = article.and_then(|id| self.articles.catalogue.find(id));
        let loading = !self.articles.loading.done;
        self.steps.wait_for(article.filter(|_| row.is_none() && loading));
        if let Some(row) = row {
            self.searching().reveal(row, effects);
            if self.panes.list.current() != Some(row) && !self.search.filter().is_empty() {
                self.set_filter("", effects);
                self.searching().reveal(row, effects);
            }
        }
    }

    /// Reports the undone or redone steps: one step by its label, several by their number.
    fn tell_turned(&mut self, back: bool, turned: &Turned) {
        let articles = turned.articles.len();
        let what = match (turned.labels.as_slice(), articles) {
            ([], _) => return,
            ([label], 1) => Message::from(label.clone()),
            ([label], _) => msg!("turned-label", label = label, articles = articles),
            (labels, _) => msg!("turned-steps", steps = labels.len(), articles = articles),
        };
        let left = turned.left_alone;
        self.tell(Notice::info(if back {
            msg!("turned-undone", what = what, left = left)
        } else {
            msg!("turned-redone", what = what, left = left)
        }));
    }

    /// Opens the history pane.
    pub(super) fn open_history(&mut self, effects: &mut Vec<Effect>) {
        self.panes.popup = Popup::History(HistoryPane::default());
        effects.push(Effect::ReadLog);
    }

    /// Returns `view`, or all articles if it is a saved view that is gone.
    fn view_now(&self, view: &View) -> View {
        if self.views().any(|known| known == *view) { view.clone() } else { View::All }
    }

    /// Undoes one step of the history pane, except where later steps changed the same fields.
    pub(super) fn take_back(&mut self, line: &LogLine, effects: &mut Vec<Effect>) {
        let Logged { id, elsewhere, label, undone, .. } = &line.step;
        let text = if elsewhere.is_some() {
            msg!("undo-made-elsewhere", label = label)
        } else if *undone {
            msg!("undo-made-already", label = label, key = self.key_hint(Command::Redo))
        } else if let Some(step) = self.steps.history().find_done(*id).cloned() {
            if !step.edit.is_empty() && self.turned(&step, Way::Back).0.is_empty() {
                msg!("undo-made-overwritten", label = label)
            } else {
                let mut turned = Turned::default();
                self.turn(&step, Way::Back, &mut turned, effects);
                self.tell_turned(true, &turned);
                return;
            }
        } else {
            msg!("undo-made-old", label = label)
        };
        self.tell(Notice::warning(text));
    }
}
