//! What the list shows: rows that arrive and leave. Also the reading view, which follows the cursor.

use super::effect::Effect;
use super::geometry::Focus;
use super::msg::Notice;
use super::search::merge;
use super::{Loading, Model};
use crate::domain::{Edit, Row, View};
use crate::filter::Matches;
use crate::message::msg;
use std::collections::HashSet;

impl Model {
    /// Adds a batch of the library's rows, newest first.
    pub(super) fn load(&mut self, rows: &[Row], total: usize, done: bool, effects: &mut Vec<Effect>) {
        self.insert(rows);
        let read = self.articles.catalogue.len();
        self.articles.loading = Loading { read, total: total.max(read), done };
        self.show_base(effects);
        if let Some(row) = self.steps.awaited().and_then(|id| self.articles.catalogue.find(id)) {
            self.steps.wait_for(None);
            self.searching().reveal(row, effects);
        }
    }

    /// Adds articles that arrived, or whose texts changed, while the program runs.
    pub(super) fn arrive(&mut self, rows: &[Row], effects: &mut Vec<Effect>) {
        let before = self.articles.catalogue.len();
        rows.iter().for_each(|row| self.panes.reader.forget(row.id));
        self.insert(rows);
        let count = self.articles.catalogue.len();
        self.articles.loading.total = self.articles.loading.total.max(count);
        self.show_base(effects);
        if count > before {
            self.notices.news(Notice::info(msg!("articles-new", count = count - before)));
        }
    }

    fn insert(&mut self, rows: &[Row]) {
        let articles = &mut self.articles;
        let mut new = Vec::with_capacity(rows.len());
        let mut moved = HashSet::new();
        for row in rows {
            let catalogue = &mut articles.catalogue;
            let known = catalogue.find(row.id).and_then(|at| Some(catalogue.get(at)?.date()));
            let (at, is_new) = catalogue.insert(row);
            if is_new {
                new.push(at);
            } else if known != Some(row.date) {
                moved.insert(at);
            }
        }
        // Unsaved decisions that were made about these articles before.
        if self.saving.is_ahead() {
            let here = new.iter().filter_map(|row| Some(articles.catalogue.get(*row)?.id())).collect();
            let edit = Edit::new("ahead", self.saving.ahead(&here));
            articles.catalogue.apply(&edit);
        }
        self.search.take_rows(&new, &moved, &articles.catalogue);
        if !moved.is_empty() {
            articles.order.retain(|row| !moved.contains(row));
        }
        new.extend(moved);
        merge(&mut articles.order, new, &articles.catalogue);
    }

    fn show_base(&mut self, effects: &mut Vec<Effect>) {
        let steps = self.searching().show_base(effects);
        self.step_by(steps);
    }

    /// Makes the cursor steps that were requested before the rows were there.
    fn step_by(&mut self, steps: isize) {
        if steps != 0 {
            self.step_list(steps);
        }
    }

    /// Shows a view.
    pub(super) fn set_view(&mut self, view: View, effects: &mut Vec<Effect>) {
        self.searching().set_view(view, effects);
        self.panes.screen.focus_on(Focus::List);
    }

    /// Removes decided articles from the view, and adds those that belong in it.
    pub(super) fn refresh_view(&mut self, effects: &mut Vec<Effect>) {
        let steps = self.searching().refresh_view(effects);
        self.step_by(steps);
    }

    /// Applies a filter; an empty one shows all.
    pub(super) fn set_filter(&mut self, text: &str, effects: &mut Vec<Effect>) {
        let steps = self.searching().set_filter(text, effects);
        self.step_by(steps);
    }

    /// Searches by the typed text on top of the accepted filters.
    pub(super) fn type_filter(&mut self, typed: &str, effects: &mut Vec<Effect>) {
        let steps = self.searching().type_filter(typed, effects);
        self.step_by(steps);
    }

    /// Returns to the filter before typing began.
    pub(super) fn cancel_filter(&mut self, effects: &mut Vec<Effect>) {
        let steps = self.searching().cancel_typing(effects);
        self.step_by(steps);
    }

    /// Removes all filters.
    pub(super) fn drop_filters(&mut self, effects: &mut Vec<Effect>) {
        let steps = self.searching().drop_filters(effects);
        self.step_by(steps);
    }

    /// Shows the matches of a search.
    pub(super) fn found(&mut self, generation: u64, found: &Matches) {
        let steps = self.searching().found(generation, found);
        self.step_by(steps);
    }

    /// Moves the cursor of the list, or reports why it does not move.
    pub(super) fn step_list(&mut self, delta: isize) {
        if let Some(why) = self.panes.list.step_or_why(delta) {
            self.tell(Notice::info(why));
        }
    }

    /// Updates the screen for the state: scrolls the list, lays the article out, requests bodies.
    pub(super) fn settle(&mut self, effects: &mut Vec<Effect>) {
        let places = self.geometry();
        self.panes.list.keep_in_view(places.list.map_or(1, |area| usize::from(area.height)));
        let articles = &self.articles;
        if articles.loading.done {
            self.counts.count(&self.settings, &articles.catalogue, &articles.order, self.now, effects);
        }
        let current = self.panes.list.current().and_then(|row| Some((row, articles.catalogue.get(row)?.id())));
        let Some((row, id)) = current else {
            self.leave_text(effects);
            return;
        };
        if self.panes.reader.shown().is_some_and(|shown| shown != id) {
            self.leave_text(effects);
        }
        if let Some(area) = places.reader {
            let margin = usize::from(area.width > 30);
            let room = usize::from(area.width).saturating_sub(2 * margin);
            let width = room.min(self.settings.reader_width()).max(1);
            let triage = self.articles.catalogue.triage(row);
            self.panes.reader.show(
                id,
                &triage,
                (width, usize::from(area.height)),
                self.settings.order(),
                self.settings.locale(),
            );
        }
        self.look();
        let at = self.panes.list.cursor();
        let near = [Some(at), at.checked_add(1), at.checked_sub(1)].into_iter().flatten();
        let rows = self.panes.list.rows();
        let ids = near.filter_map(|at| Some(self.articles.catalogue.get(*rows.get(at)?)?.id())).collect();
        if let Some(wanted) = self.panes.reader.wants(ids) {
            effects.push(Effect::Open(wanted));
        }
    }

    fn leave_text(&mut self, effects: &mut Vec<Effect>) {
        self.keep_position(effects);
        self.panes.reader.close();
    }
}
