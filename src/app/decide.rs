//! Decisions: every change of triage by the person is one step on exactly the articles that are meant.

use super::Model;
use super::decision::Decision;
use super::effect::{Effect, Hook};
use super::geometry::Focus;
use super::msg::Notice;
use crate::command::Command;
use crate::domain::{Change, Edit, Place, RowIndex, Step, StepKind, Triage, Verdict};
use crate::message::msg;

impl Model {
    /// Returns the rows that a decision applies to: exactly the rows shown as selected, or else the row under the
    /// cursor.
    pub(super) fn targets(&self) -> Vec<RowIndex> {
        let selection = self.panes.list.selection();
        if selection.is_empty() { self.panes.list.current().into_iter().collect() } else { selection }
    }

    /// Makes a decision on the selected articles, or on the current one, in one step.
    pub(super) fn decide(&mut self, decision: Decision, effects: &mut Vec<Effect>) {
        self.decide_times(decision, 1, effects);
    }

    /// Does the same; with a count and no selection, on that many articles from the cursor down.
    pub(super) fn decide_times(&mut self, decision: Decision, count: u32, effects: &mut Vec<Effect>) {
        let mut targets = self.targets();
        if count > 1 && self.panes.list.selection().is_empty() {
            let count = usize::try_from(count).unwrap_or(usize::MAX);
            targets = self.panes.list.rows().iter().skip(self.panes.list.cursor()).take(count).copied().collect();
        }
        if targets.is_empty() {
            self.tell(Notice::warning(msg!("decide-none")));
            return;
        }
        let selected = self.panes.list.clear_selection();
        self.decide_on(&targets, decision.clone(), effects);
        self.steps.decided(decision.clone(), count);
        if selected || targets.len() > 1 {
            let count = targets.len();
            let undo = self.key_hint(Command::Undo);
            self.tell(Notice::info(msg!("decide-many", decision = decision.label(), count = count, undo = undo)));
        }
        if matches!(decision, Decision::Verdict(verdict) if verdict != Verdict::Inbox)
            && self.settings.config().auto_advance
        {
            self.advance();
        }
    }

    /// Makes a decision on these rows, in one step.
    pub(super) fn decide_on(&mut self, rows: &[RowIndex], decision: Decision, effects: &mut Vec<Effect>) {
        let changes: Vec<Change> = rows
            .iter()
            .filter_map(|&row| {
                let before = self.articles.catalogue.triage(row);
                let mut after = before.clone();
                decision.apply(&mut after);
                Some(Change::between(self.articles.catalogue.get(row)?.id(), &before, &after))
            })
            .collect();
        let edit = Edit::new(decision.label(), changes);
        if edit.is_empty() {
            self.tell(Notice::info(msg!("decide-already", decision = decision.label())));
        } else {
            let hook = self.hook(&decision, &edit);
            self.take(edit, StepKind::Edit, effects);
            effects.extend(hook);
        }
        self.steps.decided(decision, 1);
    }

    /// Returns the hook that the person set for a verdict, if the decision is one.
    fn hook(&self, decision: &Decision, edit: &Edit) -> Option<Effect> {
        let Decision::Verdict(verdict) = *decision else { return None };
        let words = self.settings.config().hooks.after(verdict)?.to_vec();
        let articles = edit.changes.iter().map(|change| change.article).collect();
        Some(Effect::Hook(Hook { words, verdict, articles }))
    }

    /// Applies a step in memory at once, and sends it to be written to the journal.
    pub(super) fn take(&mut self, mut edit: Edit, kind: StepKind, effects: &mut Vec<Effect>) {
        if kind == StepKind::Edit {
            edit.place = self.place();
            if self.settings.saved_view(self.search.view()).is_some() {
                let catalogue = &self.articles.catalogue;
                self.search.stay(edit.changes.iter().filter_map(|change| catalogue.find(change.article)));
            }
        }
        let step = Step { id: self.next_step(), kind, edit };
        self.articles.catalogue.apply(&step.edit);
        let catalogue = &self.articles.catalogue;
        self.saving.send(step.id, &step.edit, |article| catalogue.find(article).is_some());
        self.steps.record(step.clone());
        effects.push(Effect::Save(step));
    }

    /// Returns the place of a step made now: the view and the article under the cursor.
    fn place(&self) -> Option<Place> {
        let cursor = self.articles.catalogue.get(self.panes.list.current()?)?.id();
        Some(Place { view: self.search.view().clone(), cursor })
    }

    /// Moves to the next article that waits for a decision in this view.
    pub(super) fn advance(&mut self) {
        let next = self.panes.list.search(true, |row| self.waits(row));
        match next {
            Some(at) => self.panes.list.go(at),
            None if self.panes.list.current().is_some_and(|row| self.waits(row)) => {}
            None => self.tell(Notice::info(msg!("decide-all-done"))),
        }
    }

    /// Returns whether the article waits for a decision here: in the inbox and in All, if its verdict is inbox;
    /// elsewhere, if it was not moved out of the view.
    pub(super) fn waits(&self, row: RowIndex) -> bool {
        self.articles.catalogue.get(row).is_some_and(|article| article.verdict() == self.search.waits_in())
    }

    pub(super) fn repeat(&mut self, count: u32, effects: &mut Vec<Effect>) {
        match self.steps.last_decision() {
            Some((decision, before)) => {
                self.decide_times(decision, if count > 1 { count } else { before }, effects);
            }
            None => self.tell(Notice::info(msg!("repeat-none"))),
        }
    }

    pub(super) fn toggle_read(&mut self, effects: &mut Vec<Effect>) {
        let unread = |row| self.articles.catalogue.get(row).is_some_and(|article| !article.read());
        let any_unread = self.targets().into_iter().any(unread);
        self.decide(Decision::Read(any_unread), effects);
    }

    /// Marks the current article as read. This step is silent: undo is for decisions.
    pub(super) fn mark_read(&mut self, effects: &mut Vec<Effect>) {
        let Some(row) = self.panes.list.current() else { return };
        let before = self.articles.catalogue.triage(row);
        if let Some(article) = self.articles.catalogue.get(row) {
            let id = article.id();
            if article.changed() {
                effects.push(Effect::Seen(id));
                self.articles.catalogue.mark_seen(row);
            }
            if !before.read {
                let after = Triage { read: true, ..before.clone() };
                self.take(Edit::new("read", [Change::between(id, &before, &after)]), StepKind::Silent, effects);
            }
        }
    }

    /// In the reading view, marks the article under the cursor as read.
    pub(super) fn follow(&mut self, effects: &mut Vec<Effect>) {
        if self.focus() == Focus::Reader {
            self.mark_read(effects);
        }
    }

    /// Saves how far the person read the shown article.
    pub(super) fn keep_position(&mut self, effects: &mut Vec<Effect>) {
        let Some((id, position)) = self.panes.reader.position() else { return };
        let Some(row) = self.articles.catalogue.find(id) else { return };
        let before = self.articles.catalogue.triage(row);
        let edit = Edit::new("position", [Change::between(id, &before, &Triage { position, ..before.clone() })]);
        if !edit.is_empty() {
            self.take(edit, StepKind::Silent, effects);
        }
    }
}
