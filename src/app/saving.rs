//! Which steps are saved, and which wait.

use crate::domain::{ArticleId, Change, Edit, StepId};
use std::collections::{HashMap, HashSet};

/// Which steps are saved, and which wait.
#[derive(Clone, Debug, Default)]
pub struct Saving {
    /// The steps sent and not saved yet, oldest first.
    waiting: Vec<StepId>,
    /// Why the last attempt failed, until one succeeds.
    failure: Option<String>,
    unsaved: HashMap<StepId, Unsaved>,
    /// Whether the person asked to quit although steps are not saved.
    quit_asked: bool,
}

/// A step that is not saved yet.
#[derive(Clone, Debug, Default)]
struct Unsaved {
    /// The articles that it changes.
    articles: Vec<ArticleId>,
    /// Its changes to articles whose rows are not here yet. If such a row arrives before the step is saved, the row
    /// was also read before that, and does not show the step.
    ahead: Vec<Change>,
}

impl Saving {
    /// Returns the steps sent and not saved yet, oldest first.
    #[must_use]
    pub fn waiting(&self) -> &[StepId] {
        &self.waiting
    }

    /// Returns why the last attempt failed, until one succeeds.
    #[must_use]
    pub fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }

    /// Records that a step was sent. `known` returns whether the row of an article is here.
    pub(super) fn send(&mut self, id: StepId, edit: &Edit, known: impl Fn(ArticleId) -> bool) {
        self.waiting.push(id);
        let articles = edit.changes.iter().map(|change| change.article).collect();
        let ahead = edit.changes.iter().filter(|change| !known(change.article)).cloned().collect();
        self.unsaved.insert(id, Unsaved { articles, ahead });
    }

    /// Records that a step is saved. Returns whether that ends a failure.
    pub(super) fn saved(&mut self, id: StepId) -> bool {
        self.unsaved.remove(&id);
        self.waiting.retain(|waiting| *waiting != id);
        self.failure.take().is_some()
    }

    /// Records that steps could not be saved.
    pub(super) fn failed(&mut self, why: String) {
        self.failure = Some(why);
    }

    /// Returns the articles with steps that are not saved yet.
    pub(super) fn articles(&self) -> HashSet<ArticleId> {
        self.unsaved.values().flat_map(|step| step.articles.iter().copied()).collect()
    }

    /// Returns the unsaved changes that were made to these articles before their rows arrived.
    pub(super) fn ahead(&self, here: &HashSet<ArticleId>) -> Vec<Change> {
        let steps = self.waiting.iter().filter_map(|id| self.unsaved.get(id));
        let changes = steps.flat_map(|step| &step.ahead);
        changes.filter(|change| here.contains(&change.article)).cloned().collect()
    }

    /// Returns whether there are unsaved changes to articles whose rows are not here.
    pub(super) fn is_ahead(&self) -> bool {
        self.unsaved.values().any(|step| !step.ahead.is_empty())
    }

    /// Asks once whether to quit although steps are not saved. Returns the number of unsaved steps and the reason if
    /// it asks now.
    pub(super) fn ask_to_quit(&mut self) -> Option<(usize, &str)> {
        match &self.failure {
            Some(why) if !self.quit_asked => {
                self.quit_asked = true;
                Some((self.waiting.len(), why))
            }
            Some(_) | None => None,
        }
    }

    /// Withdraws the question about quitting.
    pub(super) fn stay(&mut self) {
        self.quit_asked = false;
    }
}
