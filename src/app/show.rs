//! What the list shows: views, the filter, rows that come and go; and the reading view that follows the cursor.

use super::effect::{Effect, Search};
use super::geometry::Focus;
use super::msg::Notice;
use super::{Found, Loading, Model, Overlay};
use crate::domain::{Catalogue, Edit, Row, RowIndex, View};
use crate::filter::{Matches, Query, Stage};
use std::collections::HashSet;
use std::sync::Arc;

impl Model {
    /// Takes in a part of the library, newest first.
    pub(super) fn load(&mut self, rows: &[Row], total: usize, done: bool, effects: &mut Vec<Effect>) {
        self.insert(rows);
        let read = self.catalogue.len();
        self.loading = Loading { read, total: total.max(read), done };
        self.show_base(effects);
        if let Some(row) = self.awaited.and_then(|id| self.catalogue.find(id)) {
            self.awaited = None;
            self.reveal(row, effects);
        }
    }

    /// Takes in articles that came while the program runs, or whose texts changed.
    pub(super) fn arrive(&mut self, rows: &[Row], effects: &mut Vec<Effect>) {
        let before = self.catalogue.len();
        rows.iter().for_each(|row| self.reader.forget(row.id));
        self.insert(rows);
        let new = self.catalogue.len() - before;
        self.loading.total = self.loading.total.max(self.catalogue.len());
        self.show_base(effects);
        if new > 0 {
            self.notices.news(Notice::info(format!("{new} new")));
        }
    }

    fn insert(&mut self, rows: &[Row]) {
        let mut new = Vec::with_capacity(rows.len());
        let mut moved = HashSet::new();
        for row in rows {
            let known = self.catalogue.find(row.id).and_then(|at| Some(self.catalogue.get(at)?.date()));
            let (at, is_new) = self.catalogue.insert(row);
            if is_new {
                new.push(at);
            } else if known != Some(row.date) {
                moved.insert(at);
            }
        }
        self.catch_up(&new);
        let mut base = std::mem::take(&mut self.base);
        let shown = Arc::make_mut(&mut base);
        if !moved.is_empty() {
            self.order.retain(|row| !moved.contains(row));
            let was_shown: Vec<RowIndex> = shown.iter().copied().filter(|row| moved.contains(row)).collect();
            shown.retain(|row| !moved.contains(row));
            merge(shown, was_shown, &self.catalogue);
        }
        let view = &self.view;
        let holds = |row: &RowIndex| self.catalogue.get(*row).is_some_and(|article| view.holds(article.verdict()));
        merge(shown, new.iter().copied().filter(holds).collect(), &self.catalogue);
        new.extend(moved);
        merge(&mut self.order, new, &self.catalogue);
        self.base = base;
    }

    /// Does to rows that just came what was decided about their articles before, and is not kept yet.
    fn catch_up(&mut self, new: &[RowIndex]) {
        let mut ahead = self.saving.waiting.iter().filter_map(|id| self.unsaved.get(id)).flat_map(|step| &step.ahead);
        let Some(first) = ahead.next() else { return };
        let here: HashSet<_> = new.iter().filter_map(|row| Some(self.catalogue.get(*row)?.id())).collect();
        let changes = std::iter::once(first).chain(ahead).filter(|change| here.contains(&change.article));
        let edit = Edit::new("ahead", changes.cloned().collect::<Vec<_>>());
        self.catalogue.apply(&edit);
    }

    /// Goes to a view.
    pub(super) fn set_view(&mut self, view: View, effects: &mut Vec<Effect>) {
        self.view = view;
        self.saved_views.reveal = None;
        self.list.clear_selection();
        self.list.show_from_top(Arc::default());
        self.stale = true;
        self.refresh_view(effects);
        self.list.go(0);
        self.focus = Focus::List;
    }

    /// Takes what was decided out of the view, and what belongs in it in.
    pub(super) fn refresh_view(&mut self, effects: &mut Vec<Effect>) {
        self.enter_view();
        let view = &self.view;
        let holds = |row: &RowIndex| self.catalogue.get(*row).is_some_and(|article| view.holds(article.verdict()));
        self.base = Arc::new(self.order.iter().copied().filter(holds).collect());
        self.show_base(effects);
    }

    fn show_base(&mut self, effects: &mut Vec<Effect>) {
        if self.query().is_empty() {
            self.searching = false;
            self.list.show(Arc::clone(&self.base));
            self.arrived();
        } else {
            self.search(effects);
        }
    }

    /// Puts a filter in force; an empty one shows all.
    pub(super) fn set_filter(&mut self, text: &str, effects: &mut Vec<Effect>) {
        if self.filter != text {
            text.clone_into(&mut self.filter);
            self.generation += 1;
            self.stale = true;
            self.show_base(effects);
        }
    }

    /// The rows shown are those that were asked for.
    fn arrived(&mut self) {
        self.stale = false;
        let steps = std::mem::take(&mut self.steps_ahead);
        if steps != 0 {
            if let Overlay::Filter(bar) = &mut self.overlay {
                bar.moved = true;
            }
            self.cursor_to_best = false;
            self.step_list(steps);
        }
    }

    fn search(&mut self, effects: &mut Vec<Effect>) {
        self.generation += 1;
        self.searching = true;
        effects.push(Effect::Search(Search {
            generation: self.generation,
            query: self.query(),
            candidates: Arc::clone(&self.base),
            snapshot: self.catalogue.snapshot(),
            now: self.now,
            readings: self.settings.readings,
        }));
    }

    /// Shows what a search found, if nothing newer was asked meanwhile. What it found before it looked at all rows is shown to
    /// somebody who types only: any other cursor stands on an article that may come yet.
    pub(super) fn found(&mut self, generation: u64, found: &Matches) {
        let typing = matches!(&self.overlay, Overlay::Filter(bar) if !bar.moved);
        let to_best = self.cursor_to_best && (typing || self.stale);
        if generation != self.generation || self.query().is_empty() || (found.stage == Stage::Begun && !to_best) {
            return;
        }
        self.searching = match found.stage {
            Stage::Begun => true,
            Stage::Matched => found.rows.is_empty(),
            Stage::Done => false,
        };
        let rows = self.with_decided(&found.rows).map_or_else(|| Arc::clone(&found.rows), Arc::new);
        self.found = Found { as_typed: rows.len().saturating_sub(found.other), layout: found.layout.clone() };
        if to_best || self.list.rows().is_empty() {
            self.list.show_from_top(rows);
        } else {
            self.list.show(rows);
        }
        if let Some(row) = self.saved_views.reveal {
            self.list.go_to_row(row);
        }
        if !self.searching {
            self.arrived();
        }
        if found.stage == Stage::Done {
            self.cursor_to_best = false;
            self.saved_views.reveal = None;
        }
    }

    /// Takes note how far the texts were read; once all are, what was asked of them is asked again.
    pub(super) fn indexed(&mut self, texts: Loading, effects: &mut Vec<Effect>) {
        self.texts = texts;
        if texts.done && !Query::parse(&self.query()).asks().is_empty() {
            self.search(effects);
        }
    }

    /// Puts the cursor on an article whose triage changed; brings it back into the view where it belongs there again.
    pub(super) fn reveal(&mut self, row: RowIndex, effects: &mut Vec<Effect>) {
        if self.saved_view().is_some() {
            if self.searching || !self.list.go_to_row(row) {
                self.saved_views.reveal = Some(row);
                self.search(effects);
            }
            return;
        }
        let belongs = self.catalogue.get(row).is_some_and(|article| self.view.holds(article.verdict()));
        if belongs && self.filter.is_empty() && !self.base.contains(&row) {
            merge(Arc::make_mut(&mut self.base), vec![row], &self.catalogue);
            self.list.show(Arc::clone(&self.base));
        }
        self.list.go_to_row(row);
    }

    /// Brings the screen in line with the state: scrolls the list, lays the article out, asks for bodies.
    pub(super) fn settle(&mut self, effects: &mut Vec<Effect>) {
        let places = self.geometry();
        self.list.keep_in_view(places.list.map_or(1, |area| usize::from(area.height)));
        self.count_views(effects);
        let current = self.list.current().and_then(|row| Some((row, self.catalogue.get(row)?.id())));
        let Some((row, id)) = current else {
            self.leave_text(effects);
            return;
        };
        if self.reader.shown().is_some_and(|shown| shown != id) {
            self.leave_text(effects);
        }
        if let Some(area) = places.reader {
            let margin = usize::from(area.width > 30);
            let width = usize::from(area.width).saturating_sub(2 * margin).min(self.settings.reader_width).max(1);
            let triage = self.catalogue.triage(row);
            self.reader.show(id, &triage, (width, usize::from(area.height)), self.settings.order);
        }
        self.look();
        let at = self.list.cursor();
        let near = [Some(at), at.checked_add(1), at.checked_sub(1)].into_iter().flatten();
        let wanted: Vec<_> = near
            .filter_map(|at| Some(self.catalogue.get(*self.list.rows().get(at)?)?.id()))
            .filter(|id| self.reader.lacks(*id))
            .collect();
        if !wanted.is_empty() && wanted != self.asked {
            self.asked.clone_from(&wanted);
            effects.push(Effect::Open(wanted));
        }
    }

    fn leave_text(&mut self, effects: &mut Vec<Effect>) {
        self.keep_position(effects);
        self.reader.close();
    }
}

/// Merges `new` rows into `rows`, which stand in the order of the list.
fn merge(rows: &mut Vec<RowIndex>, mut new: Vec<RowIndex>, catalogue: &Catalogue) {
    let key = |row: &RowIndex| catalogue.get(*row).map(|article| article.sort_key());
    new.sort_by_key(key);
    let append = match (rows.last(), new.first()) {
        (Some(last), Some(first)) => key(last) <= key(first),
        (None, _) | (_, None) => true,
    };
    if append {
        rows.extend(new);
        return;
    }
    let old = std::mem::replace(rows, Vec::with_capacity(rows.len() + new.len()));
    let mut new = new.into_iter().peekable();
    for row in old {
        let place = key(&row);
        while let Some(earlier) = new.next_if(|new| key(new) < place) {
            rows.push(earlier);
        }
        rows.push(row);
    }
    rows.extend(new);
}
