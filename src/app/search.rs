//! The search as one state machine: which view is shown, what filters it, and how far the answer is.
//!
//! A change of the view or the filter makes the rows that are shown stale. A search is asked for, with a number; the answer
//! with the newest number is taken in, and then the rows are those that were asked for.
//!
//! # Invariants
//!
//! - A bulk decision is on what a view and a query hold, each without a mistake in it.
//!   Test: `commands_and_rules_work_on_what_a_view_holds`.

use super::earlier::Earlier;
use super::effect::{self, Effect};
use super::list::List;
use super::settings::Settings;
use crate::domain::{Catalogue, RowIndex, Verdict, View};
use crate::filter::query::tree::{State, Tree};
use crate::filter::query::when::{Moves, moves};
use crate::filter::{Matches, Query, Stage};
use std::collections::HashSet;
use std::sync::Arc;

/// How far the library, or the texts in it, were read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loading {
    /// Articles read so far.
    pub read: usize,
    /// Articles in all.
    pub total: usize,
    /// Whether all are read.
    pub done: bool,
}

/// How the rows of the list match the filter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// How many rows, from the first, match as typed; the others match in another reading.
    pub as_typed: usize,
    /// What the filter was read as on another keyboard layout.
    pub layout: Option<String>,
}

/// The filter while it is typed.
#[derive(Clone, Debug, Default)]
struct Typing {
    /// The filter that was in force when typing began.
    before: String,
    /// The row under the cursor then.
    cursor: Option<RowIndex>,
    /// Whether the person moved the cursor since.
    moved: bool,
}

/// The state of the search.
#[derive(Debug)]
pub struct Search {
    view: View,
    /// The rows of the view, without the filter.
    base: Arc<Vec<RowIndex>>,
    /// All that was accepted and is typed, as one query text.
    filter: String,
    /// The query of the view and the filter, parsed.
    query: Arc<Query>,
    generation: u64,
    searching: bool,
    /// Whether the rows shown are those of what was asked for before the last change of the filter or the view.
    stale: bool,
    /// How far the cursor is to go once they are there.
    steps_ahead: isize,
    /// Whether the cursor goes to the best row of the next answer.
    to_best: bool,
    found: Found,
    texts: Loading,
    typing: Option<Typing>,
    /// The filters that were accepted, each on top of the one before.
    accepted: Vec<String>,
    /// Those of them that what is typed stands on.
    below: Vec<String>,
    /// Filters that were accepted before, the latest last.
    earlier: Earlier,
    /// What the articles of the saved view wait in, where its query says so.
    verdict: Option<Verdict>,
    /// What was decided in the saved view: it stays until the view is left.
    stay: HashSet<RowIndex>,
    /// The query whose rows are shown.
    shown: String,
    /// Where the cursor goes once the rows are found.
    reveal: Option<RowIndex>,
}

impl Default for Search {
    fn default() -> Self {
        Self {
            view: View::Verdict(Verdict::Inbox),
            base: Arc::default(),
            filter: String::new(),
            query: Arc::default(),
            generation: 0,
            searching: false,
            stale: false,
            steps_ahead: 0,
            to_best: false,
            found: Found::default(),
            texts: Loading { done: true, ..Loading::default() },
            typing: None,
            accepted: Vec::new(),
            below: Vec::new(),
            earlier: Earlier::default(),
            verdict: None,
            stay: HashSet::new(),
            shown: String::new(),
            reveal: None,
        }
    }
}

impl Search {
    /// What the list shows.
    #[must_use]
    pub fn view(&self) -> &View {
        &self.view
    }

    /// The filter in force; empty when there is none.
    #[must_use]
    pub fn filter(&self) -> &str {
        &self.filter
    }

    /// All that the rows of the list match, parsed: the query of the saved view that is shown, and the filter.
    #[must_use]
    pub fn query(&self) -> &Arc<Query> {
        &self.query
    }

    /// Whether an answer to the last change is still awaited.
    #[must_use]
    pub fn searching(&self) -> bool {
        self.searching
    }

    /// Whether the rows shown are older than what was asked for last.
    #[must_use]
    pub fn stale(&self) -> bool {
        self.stale
    }

    /// How the rows match; nothing while there is no query or no answer.
    #[must_use]
    pub fn found(&self) -> Option<&Found> {
        (!self.query.text().is_empty() && !self.searching).then_some(&self.found)
    }

    /// How far the texts were read into the index of words.
    #[must_use]
    pub fn texts(&self) -> Loading {
        self.texts
    }

    /// The rows of the view, without the filter.
    #[must_use]
    pub fn base(&self) -> &Arc<Vec<RowIndex>> {
        &self.base
    }

    /// How many rows the view holds without the filter.
    #[must_use]
    pub fn unfiltered(&self) -> usize {
        self.base.len()
    }

    /// The filters that were accepted before.
    #[must_use]
    pub fn earlier(&self) -> &Earlier {
        &self.earlier
    }

    /// Puts the filters of earlier runs before those of this one.
    pub fn recall(&mut self, filters: Vec<String>) {
        self.earlier.recall(filters);
    }

    /// The verdict that articles wait in here: that of the view, or the one that a saved view's query names.
    #[must_use]
    pub fn waits_in(&self) -> Verdict {
        match self.view {
            View::All => Verdict::Inbox,
            View::Verdict(verdict) => verdict,
            View::Saved(_) => self.verdict.unwrap_or_default(),
        }
    }

    /// Whether an article in this state was moved out of the view that is shown.
    #[must_use]
    pub fn is_moved_out(&self, verdict: Verdict) -> bool {
        !self.view.holds(verdict) || self.verdict.is_some_and(|wanted| wanted != verdict)
    }

    /// These rows were decided in a saved view: they stay until it is left.
    pub fn stay(&mut self, rows: impl IntoIterator<Item = RowIndex>) {
        self.stay.extend(rows);
    }

    /// The name of the view that is shown changed.
    pub fn renamed(&mut self, view: View) {
        self.view = view;
    }

    /// The number of the search that was asked for last.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Begins to type a filter on top of the one in force; `cursor` is the row under the cursor.
    pub fn begin_typing(&mut self, cursor: Option<RowIndex>) {
        self.below.clone_from(&self.accepted);
        self.typing = Some(Typing { before: self.filter.clone(), cursor, moved: false });
    }

    /// The line of the filter was left without a word.
    pub fn end_typing(&mut self) {
        self.typing = None;
    }

    /// The cursor was moved while the filter is typed.
    pub fn moved(&mut self) {
        if let Some(typing) = &mut self.typing {
            typing.moved = true;
        }
    }

    /// Takes note of a step that is to be made once the rows are there.
    pub fn step_later(&mut self, down: bool) {
        self.steps_ahead += if down { 1 } else { -1 };
    }

    /// Keeps what was typed as the filter in force. Gives it back where it is anything.
    pub fn accept(&mut self, typed: &str) -> Option<String> {
        self.typing = None;
        self.accepted = std::mem::take(&mut self.below);
        if typed.is_empty() {
            return None;
        }
        self.earlier.push(typed.to_owned());
        self.accepted.push(typed.to_owned());
        Some(typed.to_owned())
    }

    /// Takes the filter below off, to be typed further. Nothing where there is none.
    pub fn pop(&mut self) -> Option<String> {
        self.below.pop()
    }

    /// The filter with `typed` on top of those that were accepted.
    #[must_use]
    pub fn whole(&self, typed: &str) -> String {
        joined(self.below.iter().map(String::as_str).chain([typed]))
    }

    /// Takes rows in that just came (`new`) or whose dates changed (`moved`), into the view that they belong to.
    pub fn take_rows(&mut self, new: &[RowIndex], moved: &HashSet<RowIndex>, catalogue: &Catalogue) {
        let mut base = std::mem::take(&mut self.base);
        let shown = Arc::make_mut(&mut base);
        if !moved.is_empty() {
            let was_shown: Vec<RowIndex> = shown.iter().copied().filter(|row| moved.contains(row)).collect();
            shown.retain(|row| !moved.contains(row));
            merge(shown, was_shown, catalogue);
        }
        let holds = |row: &RowIndex| catalogue.get(*row).is_some_and(|article| self.view.holds(article.verdict()));
        merge(shown, new.iter().copied().filter(holds).collect(), catalogue);
        self.base = base;
    }

    /// `rows` that were found, with those that were decided here and are no longer among them at their places.
    fn with_decided(&mut self, rows: &[RowIndex], list: &List) -> Option<Vec<RowIndex>> {
        let same = self.shown == self.query.text();
        self.query.text().clone_into(&mut self.shown);
        if self.stay.is_empty() || !same {
            return None;
        }
        let mut all = rows.to_vec();
        let mut before: Option<RowIndex> = None;
        for row in list.rows().iter() {
            if self.stay.contains(row) && !rows.contains(row) {
                let at = before.and_then(|before| all.iter().position(|other| *other == before)).map_or(0, |at| at + 1);
                all.insert(at, *row);
            }
            before = Some(*row);
        }
        Some(all)
    }
}

/// The search with what it works on: the list that shows the rows, and what the rows are.
pub(super) struct Searching<'a> {
    pub(super) search: &'a mut Search,
    pub(super) list: &'a mut List,
    pub(super) catalogue: &'a Catalogue,
    /// All rows, in the order of the list.
    pub(super) order: &'a [RowIndex],
    pub(super) settings: &'a Settings,
    /// The time, in milliseconds since 1970-01-01 UTC.
    pub(super) now: i64,
}

impl Searching<'_> {
    /// Goes to a view, from its top.
    pub(super) fn set_view(&mut self, view: View, effects: &mut Vec<Effect>) {
        self.search.view = view;
        self.search.reveal = None;
        self.list.clear_selection();
        self.list.show_from_top(Arc::default());
        self.search.stale = true;
        self.refresh_view(effects);
        self.list.go(0);
    }

    /// Takes what was decided out of the view, and what belongs in it in. Gives how far the cursor is to go now.
    pub(super) fn refresh_view(&mut self, effects: &mut Vec<Effect>) -> isize {
        self.search.verdict = self.settings.saved_view(&self.search.view).and_then(|(_, query)| waits_in(query));
        self.search.stay.clear();
        let view = &self.search.view;
        let holds = |row: &RowIndex| self.catalogue.get(*row).is_some_and(|article| view.holds(article.verdict()));
        self.search.base = Arc::new(self.order.iter().copied().filter(holds).collect());
        self.parse();
        self.show_base(effects)
    }

    /// Shows the rows of the view, or has them searched. Gives how far the cursor is to go now.
    pub(super) fn show_base(&mut self, effects: &mut Vec<Effect>) -> isize {
        if self.search.query.text().is_empty() {
            self.search.searching = false;
            self.list.show(Arc::clone(&self.search.base));
            self.arrived()
        } else {
            self.search(effects);
            0
        }
    }

    /// Puts a filter in force; an empty one shows all. Gives how far the cursor is to go now.
    pub(super) fn set_filter(&mut self, text: &str, effects: &mut Vec<Effect>) -> isize {
        if self.search.filter == text {
            return 0;
        }
        text.clone_into(&mut self.search.filter);
        self.search.generation += 1;
        self.search.stale = true;
        self.parse();
        self.show_base(effects)
    }

    /// Searches by what is typed: the cursor goes to the best row, unless the person moved it.
    pub(super) fn type_filter(&mut self, typed: &str, effects: &mut Vec<Effect>) -> isize {
        self.search.to_best = self.search.typing.as_ref().is_none_or(|typing| !typing.moved);
        let whole = self.search.whole(typed);
        self.set_filter(&whole, effects)
    }

    /// Goes back to the filter from before typing, and to the row that was under the cursor.
    pub(super) fn cancel_typing(&mut self, effects: &mut Vec<Effect>) -> isize {
        let Some(typing) = self.search.typing.take() else { return 0 };
        self.search.below.clear();
        let steps = self.set_filter(&typing.before, effects);
        if let (Some(row), false) = (typing.cursor, typing.moved) {
            self.list.go_to_row(row);
        }
        steps
    }

    /// Forgets all filters.
    pub(super) fn drop_filters(&mut self, effects: &mut Vec<Effect>) -> isize {
        self.search.accepted.clear();
        self.search.below.clear();
        self.set_filter("", effects)
    }

    /// The saved views, or the view that is shown, changed: parses anew what the rows match.
    pub(super) fn parse(&mut self) {
        let view = self.settings.saved_view(&self.search.view).map_or("", |(view, _)| view.query.as_str());
        self.search.query = Arc::new(Query::parse_at(&joined([view, &self.search.filter]), self.now));
    }

    /// The rows shown are those that were asked for. Gives how far the cursor is to go.
    fn arrived(&mut self) -> isize {
        self.search.stale = false;
        let steps = std::mem::take(&mut self.search.steps_ahead);
        if steps != 0 {
            self.search.moved();
            self.search.to_best = false;
        }
        steps
    }

    pub(super) fn search(&mut self, effects: &mut Vec<Effect>) {
        let search = &mut *self.search;
        search.generation += 1;
        search.searching = true;
        if is_relative(&search.query) {
            // A date such as `age:<2d` counts from now, not from when it was typed.
            search.query = Arc::new(Query::parse_at(search.query.text(), self.now));
        }
        effects.push(Effect::Search(effect::Search {
            generation: search.generation,
            query: Arc::clone(&search.query),
            candidates: Arc::clone(&search.base),
            snapshot: self.catalogue.snapshot(),
            readings: self.settings.readings(),
        }));
    }

    /// Shows what a search found, if nothing newer was asked meanwhile. What it found before it looked at all rows is shown to
    /// somebody who types only: any other cursor stands on an article that may come yet. Gives how far the cursor is to go now.
    pub(super) fn found(&mut self, generation: u64, found: &Matches) -> isize {
        let search = &mut *self.search;
        let typing = search.typing.as_ref().is_some_and(|typing| !typing.moved);
        let to_best = search.to_best && (typing || search.stale);
        let old = generation != search.generation || search.query.text().is_empty();
        if old || (found.stage == Stage::Begun && !to_best) {
            return 0;
        }
        search.searching = match found.stage {
            Stage::Begun => true,
            Stage::Matched => found.rows.is_empty(),
            Stage::Done => false,
        };
        let rows = search.with_decided(&found.rows, self.list).map_or_else(|| Arc::clone(&found.rows), Arc::new);
        search.found = Found { as_typed: rows.len().saturating_sub(found.other), layout: found.layout.clone() };
        if to_best || self.list.rows().is_empty() {
            self.list.show_from_top(rows);
        } else {
            self.list.show(rows);
        }
        if let Some(row) = search.reveal {
            self.list.go_to_row(row);
        }
        let steps = if self.search.searching { 0 } else { self.arrived() };
        if found.stage == Stage::Done {
            self.search.to_best = false;
            self.search.reveal = None;
        }
        steps
    }

    /// Takes note how far the texts were read; once all are, what was asked of them is asked again.
    pub(super) fn indexed(&mut self, texts: Loading, effects: &mut Vec<Effect>) {
        self.search.texts = texts;
        if texts.done && !self.search.query.asks().is_empty() {
            self.search(effects);
        }
    }

    /// Puts the cursor on an article whose triage changed; brings it back into the view where it belongs there again.
    pub(super) fn reveal(&mut self, row: RowIndex, effects: &mut Vec<Effect>) {
        if self.settings.saved_view(&self.search.view).is_some() {
            if self.search.searching || !self.list.go_to_row(row) {
                self.search.reveal = Some(row);
                self.search(effects);
            }
            return;
        }
        let belongs = self.catalogue.get(row).is_some_and(|article| self.search.view.holds(article.verdict()));
        if belongs && self.search.filter.is_empty() && !self.search.base.contains(&row) {
            merge(Arc::make_mut(&mut self.search.base), vec![row], self.catalogue);
            self.list.show(Arc::clone(&self.search.base));
        }
        self.list.go_to_row(row);
    }
}

/// What the articles of a saved view wait in, where its query says so.
fn waits_in(query: &Query) -> Option<Verdict> {
    let mut verdict = None;
    query.tree().leaves(true, &mut |leaf, wanted| {
        if let (Tree::Is(state), true) = (leaf, wanted) {
            verdict = verdict.or(match state {
                State::Inbox => Some(Verdict::Inbox),
                State::Keep => Some(Verdict::Keep),
                State::Later => Some(Verdict::Later),
                State::Drop => Some(Verdict::Drop),
                State::Read | State::Unread | State::Changed | State::Noted => None,
            });
        }
    });
    verdict
}

/// Whether a date in the query counts from the time at which it is asked.
#[must_use]
pub fn is_relative(query: &Query) -> bool {
    let mut relative = false;
    query.tree().leaves(true, &mut |leaf, _| {
        relative |= matches!(leaf, Tree::Date { text, .. } if moves(text) != Moves::Never);
    });
    relative
}

/// Queries that must all match, as one.
#[must_use]
pub fn joined<'q>(parts: impl IntoIterator<Item = &'q str>) -> String {
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [] => String::new(),
        [only] => (*only).to_owned(),
        // As they were read: a parenthesis that one of them leaves open would take in the next.
        parts => parts.iter().map(|part| format!("({})", Query::parse(part).explain())).collect::<Vec<_>>().join(" "),
    }
}

/// Merges `new` rows into `rows`, which stand in the order of the list.
pub(super) fn merge(rows: &mut Vec<RowIndex>, mut new: Vec<RowIndex>, catalogue: &Catalogue) {
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
