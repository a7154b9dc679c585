//! Views of the person's own: shown by name, saved from the filter in force, counted while articles change.

use super::effect::{Count, Effect, SaveView};
use super::finding::most_used;
use super::help::{Help, HelpLine};
use super::msg::Notice;
use super::palette::Known;
use super::{Model, Overlay};
use crate::command::Context;
use crate::config::SavedView;
use crate::config::views::wrong_name;
use crate::domain::{RowIndex, Verdict, View};
use crate::filter::Query;
use crate::filter::query::tree::{State, Tree};
use crate::keymap::{Code, Found, Key};
use std::collections::HashSet;

/// How many articles each saved view holds, and what is known of the one that is shown.
#[derive(Debug, Default)]
pub(super) struct SavedViews {
    counts: Vec<(String, usize)>,
    /// The revision of the catalogue that was last sent to be counted.
    sent: Option<u64>,
    /// Whether an answer is awaited.
    counting: bool,
    /// What the articles of the view that is shown wait in, where its query says so.
    pub(super) verdict: Option<Verdict>,
    /// What was decided in the view that is shown: it stays until the view is left.
    pub(super) stay: HashSet<RowIndex>,
    /// What the rows that are shown were found by.
    shown: String,
    /// Where the cursor goes once the rows are found.
    pub(super) reveal: Option<RowIndex>,
}

impl Model {
    /// The saved view that is shown.
    #[must_use]
    pub fn saved_view(&self) -> Option<&SavedView> {
        let View::Saved(name) = &self.view else { return None };
        self.settings.views.iter().find(|view| view.name == *name)
    }

    /// All that the rows of the list match: the query of the view that is shown, and the filter.
    #[must_use]
    pub fn query(&self) -> String {
        match self.saved_view() {
            Some(view) => joined([view.query.as_str(), &self.filter]),
            None => self.filter.clone(),
        }
    }

    /// Whether the article in this state was moved out of the view that is shown.
    #[must_use]
    pub fn is_moved_out(&self, verdict: Verdict) -> bool {
        !self.view.holds(verdict) || self.saved_views.verdict.is_some_and(|wanted| wanted != verdict)
    }

    /// How many articles a view holds; nothing while a saved one is not counted yet.
    #[must_use]
    pub fn view_count(&self, view: &View) -> Option<usize> {
        match view {
            View::Verdict(verdict) => Some(self.catalogue.count(*verdict)),
            View::All => Some(self.catalogue.len()),
            View::Saved(name) => self.saved_views.counts.iter().find(|(of, _)| of == name).map(|(_, count)| *count),
        }
    }

    /// Every view, those of farz first.
    pub fn views(&self) -> impl Iterator<Item = View> {
        let saved = self.settings.views.iter().map(|view| View::Saved(view.name.clone()));
        View::ALL.into_iter().chain(saved)
    }

    /// The key that shows the saved view of this name.
    #[must_use]
    pub fn view_key(&self, name: &str) -> Option<String> {
        let view = self.settings.views.iter().find(|view| view.name == name)?;
        view.key.as_ref().map(ToString::to_string)
    }

    /// Shows the view with this name.
    pub(super) fn show_view(&mut self, name: &str, effects: &mut Vec<Effect>) {
        let lower = name.to_lowercase();
        let view = self.views().find(|view| view.name().to_lowercase() == lower);
        match view {
            Some(view) => self.set_view(view, effects),
            None => self.notices.tell(Notice::warning(format!("No view is called {name:?}; :view lists them."))),
        }
    }

    /// Takes note of what the articles of the view that is now shown wait in.
    pub(super) fn enter_view(&mut self) {
        let verdict = self.saved_view().and_then(|view| {
            let mut verdict = None;
            Query::parse(&view.query).tree().leaves(true, &mut |leaf, wanted| {
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
        });
        self.saved_views.verdict = verdict;
        self.saved_views.stay.clear();
    }

    /// `view`, or all articles where it is a saved one that is gone.
    pub(super) fn view_now(&self, view: &View) -> View {
        if self.views().any(|known| known == *view) { view.clone() } else { View::All }
    }

    /// Saves what the list matches as a view, on the first free key.
    pub(super) fn save_view(&mut self, name: &str, effects: &mut Vec<Effect>) {
        let query = self.query();
        let wrong = if query.is_empty() {
            Some("There is no filter in force to save as a view.".to_owned())
        } else if let Some(mistake) = Query::parse(&query).mistakes().first() {
            Some(format!("The filter cannot be saved as it stands: {}.", mistake.expected))
        } else {
            wrong_name(name, &self.settings.views)
        };
        match wrong {
            Some(wrong) => self.notices.tell(Notice::warning(wrong)),
            None => {
                let key = self.free_key().map(|key| key.to_string());
                effects.push(Effect::SaveView(SaveView { name: name.to_owned(), query, key }));
            }
        }
    }

    /// Proposes what fits what is written in the palette.
    pub(super) fn refresh_palette(&mut self) {
        let views: Vec<String> = self.views().map(|view| view.name().to_owned()).collect();
        let Overlay::Palette(palette) = &mut self.overlay else { return };
        let snapshot = self.catalogue.snapshot();
        palette.refresh(&Known {
            tags: most_used(&self.catalogue),
            sources: snapshot.sources().iter().map(String::as_str).collect(),
            views: views.iter().map(String::as_str).collect(),
            macros: self.keymap.macro_names().collect(),
            filters: &self.earlier,
        });
    }

    /// The help screen of this place: the keys, and the saved views with their counts.
    pub(super) fn help(&self) -> Help {
        let views = self.settings.views.iter().map(|view| {
            let count =
                self.view_count(&View::Saved(view.name.clone())).map_or_else(String::new, |count| count.to_string());
            let keys = self.view_key(&view.name).unwrap_or_default();
            let help = format!("\u{2068}{}\u{2069} {count}: \u{2068}{}\u{2069}", view.name, view.query);
            HelpLine::Keys { keys, name: format!("view {}", view.name), help }
        });
        Help::keys(&self.keymap, self.context(), views.collect())
    }

    /// The first digit after those of farz's own views that does nothing in the panes.
    fn free_key(&self) -> Option<Key> {
        let free = |key: &Key| {
            let taken = |context| self.keymap.find(context, &[*key]) != Found::NotFound;
            ![Context::List, Context::Reader].into_iter().any(taken)
        };
        ['6', '7', '8', '9', '0'].into_iter().map(|digit| Key::plain(Code::Char(digit))).find(free)
    }

    /// Has the saved views counted where anything changed, one count at a time.
    pub(super) fn count_views(&mut self, effects: &mut Vec<Effect>) {
        let revision = self.catalogue.revision();
        let idle = !self.saved_views.counting && self.loading.done && !self.settings.views.is_empty();
        if idle && self.saved_views.sent != Some(revision) {
            (self.saved_views.sent, self.saved_views.counting) = (Some(revision), true);
            let views = self.settings.views.iter().map(|view| (view.name.clone(), view.query.clone())).collect();
            effects.push(Effect::Count(Count { views, snapshot: self.catalogue.snapshot(), now: self.now }));
        }
    }

    /// Takes the counts in.
    pub(super) fn counted(&mut self, counts: Vec<(String, usize)>) {
        self.saved_views.counts = counts;
        self.saved_views.counting = false;
    }

    /// Follows a change of the saved views. The one that is shown may be gone, or have another query.
    pub(super) fn views_changed(&mut self, before: &[SavedView], effects: &mut Vec<Effect>) {
        self.saved_views.sent = None;
        let query = |views: &[SavedView], name: &str| {
            views.iter().find(|view| view.name == name).map(|view| view.query.clone())
        };
        let View::Saved(name) = &self.view else { return };
        match query(&self.settings.views, name) {
            None => {
                let text = format!("The view {name:?} is gone: all articles are shown.");
                self.set_view(View::All, effects);
                self.notices.tell(Notice::info(text));
            }
            Some(now) if query(before, name).as_ref() != Some(&now) => self.set_view(self.view.clone(), effects),
            Some(_) => {}
        }
    }

    /// `rows` that were found, with those that were decided here and are no longer among them at their places.
    pub(super) fn with_decided(&mut self, rows: &[RowIndex]) -> Option<Vec<RowIndex>> {
        let query = self.query();
        let same = self.saved_views.shown == query;
        self.saved_views.shown = query;
        if self.saved_views.stay.is_empty() || !same {
            return None;
        }
        let mut all = rows.to_vec();
        let mut before: Option<RowIndex> = None;
        for row in self.list.rows().iter() {
            if self.saved_views.stay.contains(row) && !rows.contains(row) {
                let at = before.and_then(|before| all.iter().position(|other| *other == before)).map_or(0, |at| at + 1);
                all.insert(at, *row);
            }
            before = Some(*row);
        }
        Some(all)
    }
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
