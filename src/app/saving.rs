//! Which steps are saved, and which wait.

use crate::domain::{ArticleId, Change, Edit, StepId};
use std::collections::{HashMap, HashSet};

/// Which steps are saved, and which wait.
#[derive(Clone, Debug, Default)]
pub struct Saving {
    /// Steps sent and not saved yet, oldest first.
    waiting: Vec<StepId>,
    /// Why the last attempt failed, while it has not been made good.
    failure: Option<String>,
    unsaved: HashMap<StepId, Unsaved>,
    /// Whether the person asked to leave although steps are not saved.
    quit_asked: bool,
}

/// A step that is not saved yet.
#[derive(Clone, Debug, Default)]
struct Unsaved {
    /// The articles that it changes.
    articles: Vec<ArticleId>,
    /// What it changes of articles whose rows are not here yet. A row that comes before the step is saved was read before it
    /// too, and does not show it.
    ahead: Vec<Change>,
}

impl Saving {
    /// Steps sent and not saved yet, oldest first.
    #[must_use]
    pub fn waiting(&self) -> &[StepId] {
        &self.waiting
    }

    /// Why the last attempt failed, while it has not been made good.
    #[must_use]
    pub fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }

    /// A step was sent. `known` says whether the row of an article is here.
    pub(super) fn send(&mut self, id: StepId, edit: &Edit, known: impl Fn(ArticleId) -> bool) {
        self.waiting.push(id);
        let articles = edit.changes.iter().map(|change| change.article).collect();
        let ahead = edit.changes.iter().filter(|change| !known(change.article)).cloned().collect();
        self.unsaved.insert(id, Unsaved { articles, ahead });
    }

    /// A step is saved. Says whether that makes a failure good.
    pub(super) fn saved(&mut self, id: StepId) -> bool {
        self.unsaved.remove(&id);
        self.waiting.retain(|waiting| *waiting != id);
        self.failure.take().is_some()
    }

    /// Steps could not be saved.
    pub(super) fn failed(&mut self, why: String) {
        self.failure = Some(why);
    }

    /// The articles with steps that are not saved yet.
    pub(super) fn articles(&self) -> HashSet<ArticleId> {
        self.unsaved.values().flat_map(|step| step.articles.iter().copied()).collect()
    }

    /// What was decided about these articles before their rows came, and is not saved yet.
    pub(super) fn ahead(&self, here: &HashSet<ArticleId>) -> Vec<Change> {
        let steps = self.waiting.iter().filter_map(|id| self.unsaved.get(id));
        let changes = steps.flat_map(|step| &step.ahead);
        changes.filter(|change| here.contains(&change.article)).cloned().collect()
    }

    /// Whether anything was decided about articles whose rows are not here.
    pub(super) fn is_ahead(&self) -> bool {
        self.unsaved.values().any(|step| !step.ahead.is_empty())
    }

    /// Asks once whether to leave although steps are not saved. Gives the reason where it asks now.
    pub(super) fn ask_to_quit(&mut self) -> Option<(usize, &str)> {
        match &self.failure {
            Some(why) if !self.quit_asked => {
                self.quit_asked = true;
                Some((self.waiting.len(), why))
            }
            Some(_) | None => None,
        }
    }

    /// What was asked about leaving is not asked any more.
    pub(super) fn stay(&mut self) {
        self.quit_asked = false;
    }
}
