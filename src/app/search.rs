//! The search as one state machine: the shown view, its filter, and how far the answer is.
//!
//! A change of the view or the filter makes the shown rows stale. It requests a search with a number. Only the answer
//! with the newest number counts; then the rows are up to date.
//!
//! # Invariants
//!
//! - A bulk decision applies to the articles in a view and of a query, and neither may have a mistake.
//!   Test: `commands_and_rules_work_on_what_a_view_holds`.

use super::earlier::Earlier;
use super::effect::{self, Effect};
use super::list::List;
use super::settings::Settings;
use crate::domain::{Catalogue, RowIndex, Verdict, View};
use crate::filter::query::tree::{State, Tree};
use crate::filter::query::when::{Moves, moves};
use crate::filter::query::{Meaning, Reading};
use crate::filter::search::Parts;
use crate::filter::{Matches, Query, Readings, Stage};
use std::collections::HashSet;
use std::sync::Arc;

/// The progress of reading the library, or of indexing its texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loading {
    /// The number of articles read so far.
    pub read: usize,
    /// The number of all articles.
    pub total: usize,
    /// Whether all are read.
    pub done: bool,
}

/// How the rows of the list match the filter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The parts of the rows, in their order.
    pub parts: Parts,
    /// The number of rows that match only by scattered letters and are not shown.
    pub looser: usize,
    /// The filter as read on another keyboard layout.
    pub layout: Option<String>,
}

/// The filter while the person types it.
#[derive(Clone, Debug, Default)]
struct Typing {
    /// The filter when typing began.
    before: String,
    /// The row under the cursor at that time.
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
    /// The accepted filters and the typed one, as one query text.
    filter: String,
    /// The query of the view and the filter, parsed.
    query: Arc<Query>,
    generation: u64,
    searching: bool,
    /// Whether the shown rows are older than the last change of the filter or the view.
    stale: bool,
    /// The number of rows that the cursor moves once the rows are there.
    steps_ahead: isize,
    /// Whether the cursor goes to the best row of the next answer.
    to_best: bool,
    found: Found,
    texts: Loading,
    typing: Option<Typing>,
    /// The accepted filters, each on top of the one before.
    accepted: Vec<String>,
    /// Those of them that are below the typed filter.
    below: Vec<String>,
    /// Filters that were accepted before, the latest last.
    earlier: Earlier,
    /// The verdict of the articles that wait in the saved view, if its query names one.
    verdict: Option<Verdict>,
    /// The rows decided in the saved view: they stay until the person leaves the view.
    stay: HashSet<RowIndex>,
    /// Whether the rows that match only by scattered letters are shown, too.
    unfolded: bool,
    /// The query whose rows are shown.
    shown: String,
    /// The row that the cursor goes to once the rows are found.
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
            unfolded: false,
            shown: String::new(),
            reveal: None,
        }
    }
}

impl Search {
    /// Returns the view that the list shows.
    #[must_use]
    pub fn view(&self) -> &View {
        &self.view
    }

    /// Returns the current filter; empty if there is none.
    #[must_use]
    pub fn filter(&self) -> &str {
        &self.filter
    }

    /// Returns the parsed query that the rows of the list match: the query of the shown saved view, and the filter.
    #[must_use]
    pub fn query(&self) -> &Arc<Query> {
        &self.query
    }

    /// Returns whether an answer to the last change is pending.
    #[must_use]
    pub fn searching(&self) -> bool {
        self.searching
    }

    /// Returns whether the shown rows are older than the last request.
    #[must_use]
    pub fn stale(&self) -> bool {
        self.stale
    }

    /// Returns how the rows match; `None` while there is no query or no answer.
    #[must_use]
    pub fn found(&self) -> Option<&Found> {
        (!self.query.text().is_empty() && !self.searching).then_some(&self.found)
    }

    /// Returns the progress of the text index.
    #[must_use]
    pub fn texts(&self) -> Loading {
        self.texts
    }

    /// Returns the rows of the view, without the filter.
    #[must_use]
    pub fn base(&self) -> &Arc<Vec<RowIndex>> {
        &self.base
    }

    /// Returns the number of rows in the view without the filter.
    #[must_use]
    pub fn unfiltered(&self) -> usize {
        self.base.len()
    }

    /// Returns the filters that were accepted before.
    #[must_use]
    pub fn earlier(&self) -> &Earlier {
        &self.earlier
    }

    /// Inserts the filters of earlier runs before those of this run.
    pub fn recall(&mut self, filters: Vec<String>) {
        self.earlier.recall(filters);
    }

    /// Returns the verdict of the articles that wait for a decision here: that of the view, or the one that a saved
    /// view's query names.
    #[must_use]
    pub fn waits_in(&self) -> Verdict {
        match self.view {
            View::All => Verdict::Inbox,
            View::Verdict(verdict) => verdict,
            View::Saved(_) => self.verdict.unwrap_or_default(),
        }
    }

    /// Returns whether an article with this verdict was moved out of the shown view.
    #[must_use]
    pub fn is_moved_out(&self, verdict: Verdict) -> bool {
        !self.view.holds(verdict) || self.verdict.is_some_and(|wanted| wanted != verdict)
    }

    /// Keeps rows that were decided in a saved view: they stay until the person leaves it.
    pub fn stay(&mut self, rows: impl IntoIterator<Item = RowIndex>) {
        self.stay.extend(rows);
    }

    /// Changes the name of the shown view.
    pub fn renamed(&mut self, view: View) {
        self.view = view;
    }

    /// Returns the number of the last requested search.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Starts typing a filter on top of the current one; `cursor` is the row under the cursor.
    pub fn begin_typing(&mut self, cursor: Option<RowIndex>) {
        self.below.clone_from(&self.accepted);
        self.typing = Some(Typing { before: self.filter.clone(), cursor, moved: false });
    }

    /// Ends typing: the filter line was closed.
    pub fn end_typing(&mut self) {
        self.typing = None;
    }

    /// Records that the person moved the cursor while typing the filter.
    pub fn moved(&mut self) {
        if let Some(typing) = &mut self.typing {
            typing.moved = true;
        }
    }

    /// Records a cursor step to make once the rows are there.
    pub fn step_later(&mut self, down: bool) {
        self.steps_ahead += if down { 1 } else { -1 };
    }

    /// Accepts the typed text as the filter. Returns it unless it is empty.
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

    /// Removes the filter below and returns it for further typing; `None` if there is none.
    pub fn pop(&mut self) -> Option<String> {
        self.below.pop()
    }

    /// Returns the accepted filters with `typed` on top of them.
    #[must_use]
    pub fn whole(&self, typed: &str) -> String {
        joined(self.below.iter().map(String::as_str).chain([typed]), Meaning::Fuzzy)
    }

    /// Adds rows that just arrived (`new`) or whose dates changed (`moved`) to the view if they belong there.
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

    /// Returns the found `rows` together with the rows that were decided here and no longer match, at their places.
    /// Returns `None` if no row was decided here, or if the list still shows another query.
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

/// The search with the data that it works on: the list that shows the rows, and the content of the rows.
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
    /// Shows a view from its top.
    pub(super) fn set_view(&mut self, view: View, effects: &mut Vec<Effect>) {
        self.search.view = view;
        self.search.reveal = None;
        self.list.clear_selection();
        self.list.show_from_top(Arc::default());
        self.search.stale = true;
        self.refresh_view(effects);
        self.list.go(0);
    }

    /// Removes decided articles from the view, and adds those that belong in it. Returns how far to move the cursor
    /// now.
    pub(super) fn refresh_view(&mut self, effects: &mut Vec<Effect>) -> isize {
        self.search.verdict = self.settings.saved_view(&self.search.view).and_then(|(_, query)| waits_in(query));
        self.search.stay.clear();
        let view = &self.search.view;
        let holds = |row: &RowIndex| self.catalogue.get(*row).is_some_and(|article| view.holds(article.verdict()));
        self.search.base = Arc::new(self.order.iter().copied().filter(holds).collect());
        self.parse();
        self.show_base(effects)
    }

    /// Shows the rows of the view, or requests a search in them. Returns how far to move the cursor now.
    pub(super) fn show_base(&mut self, effects: &mut Vec<Effect>) -> isize {
        if self.search.query.text().is_empty() {
            self.search.searching = false;
            self.list.show_more_row(false);
            self.list.show(Arc::clone(&self.search.base));
            self.arrived()
        } else {
            self.search(effects);
            0
        }
    }

    /// Applies a filter; an empty one shows all. Returns how far to move the cursor now.
    pub(super) fn set_filter(&mut self, text: &str, effects: &mut Vec<Effect>) -> isize {
        if self.search.filter == text {
            return 0;
        }
        text.clone_into(&mut self.search.filter);
        self.search.unfolded = false;
        self.search.generation += 1;
        self.search.stale = true;
        self.parse();
        self.show_base(effects)
    }

    /// Searches by the typed text: the cursor goes to the best row, unless the person moved it.
    pub(super) fn type_filter(&mut self, typed: &str, effects: &mut Vec<Effect>) -> isize {
        self.search.to_best = self.search.typing.as_ref().is_none_or(|typing| !typing.moved);
        let whole = self.search.whole(typed);
        self.set_filter(&whole, effects)
    }

    /// Returns to the filter before typing began, and to the row that was under the cursor.
    pub(super) fn cancel_typing(&mut self, effects: &mut Vec<Effect>) -> isize {
        let Some(typing) = self.search.typing.take() else { return 0 };
        self.search.below.clear();
        let steps = self.set_filter(&typing.before, effects);
        if let (Some(row), false) = (typing.cursor, typing.moved) {
            self.list.go_to_row(row);
        }
        steps
    }

    /// Shows the rows that match only by scattered letters, too.
    pub(super) fn unfold(&mut self, effects: &mut Vec<Effect>) {
        self.search.unfolded = true;
        self.search(effects);
    }

    /// Removes all filters.
    pub(super) fn drop_filters(&mut self, effects: &mut Vec<Effect>) -> isize {
        self.search.accepted.clear();
        self.search.below.clear();
        self.set_filter("", effects)
    }

    /// Parses the query again: the saved views, the shown view or the filter changed.
    pub(super) fn parse(&mut self) {
        let filter = Query::typed(&self.search.filter, self.now);
        let query = match self.settings.saved_view(&self.search.view) {
            Some((_, view)) if is_relative(view) => Query::all_of(&[&Query::parse_at(view.text(), self.now), &filter]),
            Some((_, view)) => Query::all_of(&[view, &filter]),
            None => Query::all_of(&[&filter]),
        };
        self.search.query = Arc::new(query);
    }

    /// Marks the shown rows as up to date. Returns how far to move the cursor.
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
        if is_relative(&self.search.query) {
            // A date such as `age:<2d` counts from now, not from the time of typing.
            self.parse();
        }
        let search = &mut *self.search;
        search.generation += 1;
        search.searching = true;
        effects.push(Effect::Search(effect::Search {
            generation: search.generation,
            query: Arc::clone(&search.query),
            candidates: Arc::clone(&search.base),
            snapshot: self.catalogue.snapshot(),
            readings: Readings { scattered: search.unfolded, ..self.settings.readings() },
        }));
    }

    /// Shows the matches of a search, unless a newer one was requested meanwhile. Matches from before the search has
    /// examined all rows appear only for a person who is typing: in other cases the cursor is on an article that may
    /// still be found. Returns how far to move the cursor now.
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
        let (close, parts) = (found.parts.close(), found.parts);
        // Where nothing else matches, the looser rows are shown at once.
        let looser = if search.unfolded || close == 0 { 0 } else { parts.scattered };
        let rows = match found.rows.get(..close) {
            // Rows that were only counted are not among them.
            Some(rows) if looser > 0 && close < found.rows.len() => Arc::new(rows.to_vec()),
            Some(_) | None => Arc::clone(&found.rows),
        };
        let rows = search.with_decided(&rows, self.list).map_or(rows, Arc::new);
        search.found = Found { parts, looser, layout: found.layout.clone() };
        if to_best || self.list.rows().is_empty() {
            self.list.show_from_top(rows);
        } else {
            self.list.show(rows);
        }
        self.list.show_more_row(looser > 0);
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

    /// Records the progress of the text index. Once it is complete, a query on texts is searched again.
    pub(super) fn indexed(&mut self, texts: Loading, effects: &mut Vec<Effect>) {
        self.search.texts = texts;
        if texts.done && !self.search.query.asks().is_empty() {
            self.search(effects);
        }
    }

    /// Moves the cursor to an article whose triage changed, and brings the article back into the view if it belongs
    /// there again.
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

/// Returns the verdict of the articles that wait in a saved view, if its query names one.
fn waits_in(query: &Query) -> Option<Verdict> {
    let mut verdict = None;
    query.tree().leaves(true, &mut |leaf, wanted| {
        if let (Tree::Is(state), true) = (leaf, wanted) {
            verdict = verdict.or(match state {
                State::Inbox => Some(Verdict::Inbox),
                State::Keep => Some(Verdict::Keep),
                State::Later => Some(Verdict::Later),
                State::Drop => Some(Verdict::Drop),
                State::Read | State::Unread | State::Changed | State::Noted | State::Tagged => None,
            });
        }
    });
    verdict
}

/// Returns whether a date in the query counts from the time of the search.
#[must_use]
pub fn is_relative(query: &Query) -> bool {
    let mut relative = false;
    query.tree().leaves(true, &mut |leaf, _| {
        relative |= matches!(leaf, Tree::Date { text, .. } if moves(text) != Moves::Never);
    });
    relative
}

/// Joins queries that must all match into one; bare words have this meaning in all of them.
#[must_use]
pub fn joined<'q>(parts: impl IntoIterator<Item = &'q str>, meaning: Meaning) -> String {
    let written = |part: &&str| Query::read(part, Reading { meaning, ..Reading::default() }).written(meaning);
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [] => String::new(),
        [only] => (*only).to_owned(),
        // Each query as it was parsed: an open parenthesis in one of them would include the next.
        parts => parts.iter().map(|part| format!("({})", written(part))).collect::<Vec<_>>().join(" "),
    }
}

/// Merges `new` rows into `rows`, which are in the order of the list.
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
