//! The filter being typed.

use super::effect::{Effect, Typed};
use super::views::joined;
use super::{Model, Overlay};
use crate::domain::RowIndex;
use crate::text::LineEditor;

/// The line at the bottom, and what to go back to.
#[derive(Debug, Default)]
pub struct FilterBar {
    /// What is typed.
    pub input: LineEditor,
    /// The filter that was in force when the bar was opened.
    pub before: String,
    /// The article under the cursor when the bar was opened.
    pub cursor: Option<RowIndex>,
    /// Whether the person moved the cursor since.
    pub moved: bool,
    /// How far back in the earlier filters the one that is shown stands; 0 for what is typed.
    pub back: usize,
}

impl Model {
    /// Opens the filter: on top of the one in force, if there is one.
    pub(super) fn open_filter(&mut self) {
        let before = self.filter.clone();
        self.filters.clone_from(&self.accepted);
        let cursor = self.list.current();
        self.overlay = Overlay::Filter(FilterBar { before, cursor, ..FilterBar::default() });
    }

    /// The filter that is in force with `typed` on top of those that were accepted.
    pub(super) fn whole_filter(&self, typed: &str) -> String {
        joined(self.filters.iter().map(String::as_str).chain([typed]))
    }

    /// Keeps what is typed as the filter in force.
    pub(super) fn accept_filter(&mut self, effects: &mut Vec<Effect>) {
        if let Overlay::Filter(bar) = std::mem::take(&mut self.overlay) {
            self.accepted = std::mem::take(&mut self.filters);
            let typed = bar.input.text().trim().to_owned();
            if !typed.is_empty() {
                self.earlier.push(typed.clone());
                effects.push(Effect::Remember(Typed::Filter(typed.clone())));
                self.accepted.push(typed);
            }
        }
    }

    /// Forgets all filters.
    pub(super) fn drop_filters(&mut self, effects: &mut Vec<Effect>) {
        self.accepted.clear();
        self.filters.clear();
        self.set_filter("", effects);
    }

    /// In an empty line, deleting takes the filter below into it. Says whether there was one.
    pub(super) fn pop_filter(&mut self, effects: &mut Vec<Effect>) -> bool {
        let Overlay::Filter(bar) = &mut self.overlay else { return false };
        if !bar.input.text().is_empty() {
            return false;
        }
        let Some(below) = self.filters.pop() else { return false };
        bar.input.set(&below);
        self.input_changed(effects);
        true
    }

    /// In an empty line, or one that shows an earlier filter, goes through the earlier filters. Says whether it did.
    pub(super) fn step_earlier(&mut self, back: bool, effects: &mut Vec<Effect>) -> bool {
        let Overlay::Filter(bar) = &mut self.overlay else { return false };
        let shows = |back: usize| self.earlier.back(back);
        let untouched = bar.input.text() == shows(bar.back).unwrap_or_default();
        let next = if back { bar.back + 1 } else { bar.back.saturating_sub(1) };
        if !untouched || (bar.back == 0 && !back) || (next > 0 && shows(next).is_none()) {
            return bar.back > 0 && untouched;
        }
        let text = shows(next).unwrap_or_default().to_owned();
        bar.back = next;
        bar.input.set(&text);
        self.input_changed(effects);
        true
    }
}
