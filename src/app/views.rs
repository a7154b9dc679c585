//! Views of the person's own: shown by name, saved from the filter in force, counted while articles change.

use super::effect::{Count, Effect, SaveView};
use super::finding::most_used;
use super::help::{Help, HelpLine};
use super::msg::Notice;
use super::palette::Known;
use super::{Model, Overlay};
use crate::command::{Command, Context, Takes};
use crate::config::SavedView;
use crate::config::views::amend::{ViewChange, taken};
use crate::config::views::{named, wrong_name};
use crate::domain::{RowIndex, Verdict, View};
use crate::filter::Query;
use crate::filter::query::tree::{State, Tree};
use crate::filter::query::when::{DAY, Moves, moves};
use crate::keymap::{Code, Found, Key, Sequence};
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
    /// The view that is to be removed when the person says so again.
    removing: Option<String>,
    /// The name that a view had, and the one that it gets.
    renamed: Option<(String, String)>,
    /// When the passing of time alone may change a count, in milliseconds since 1970-01-01 UTC.
    due: Option<i64>,
}

/// The shortest time between two counts that nothing but the time asks for, in milliseconds.
const LEAST: i64 = 10_000;

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
            Some(view) => {
                self.set_view(view, effects);
                let query = self.saved_view().map(|view| view.query.clone());
                self.tell_mistake(&query.unwrap_or_default());
            }
            None => self.notices.tell(Notice::warning(format!("No view is called {name:?}; :view lists them."))),
        }
    }

    /// Says what is passed over of a query, where there is a mistake in it.
    pub(super) fn tell_mistake(&mut self, query: &str) {
        let parsed = Query::parse(query);
        if let Some(mistake) = parsed.mistakes().first() {
            let part: String = query.get(mistake.range.clone()).unwrap_or("").chars().take(20).collect();
            self.notices.tell(Notice::warning(format!("Passed over {part}: {}.", mistake.expected)));
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

    /// Gives the saved view that is shown another name.
    pub(super) fn rename_view(&mut self, name: &str, effects: &mut Vec<Effect>) {
        let Some(view) = self.own_view() else { return };
        let others: Vec<SavedView> =
            self.settings.views.iter().filter(|other| other.name != view.name).cloned().collect();
        match wrong_name(name, &others) {
            Some(wrong) => self.notices.tell(Notice::warning(wrong)),
            None => {
                self.saved_views.renamed = Some((view.name.clone(), name.to_owned()));
                effects.push(Effect::ChangeView(view, ViewChange::Name(name.to_owned())));
            }
        }
    }

    /// Has the saved view that is shown be shown by other keys, or by none.
    pub(super) fn bind_view(&mut self, keys: &str, effects: &mut Vec<Effect>) {
        let Some(view) = self.own_view() else { return };
        let keys = if keys.eq_ignore_ascii_case("none") { Ok(None) } else { keys.parse::<Sequence>().map(Some) };
        let wrong = match &keys {
            Err(error) => Some(format!("These are no keys: {error}")),
            Ok(keys) => keys.as_ref().and_then(|keys| taken(&self.keymap, keys, &view.name)),
        };
        match (wrong, keys) {
            (None, Ok(keys)) => effects.push(Effect::ChangeView(view, ViewChange::Key(keys))),
            (wrong, _) => self.notices.tell(Notice::warning(wrong.unwrap_or_default())),
        }
    }

    /// Removes the saved view of this name, once that is said twice.
    pub(super) fn remove_view(&mut self, name: &str, effects: &mut Vec<Effect>) {
        match named(&self.settings.views, name).cloned() {
            None => self.notices.tell(Notice::warning(format!("No view of your own is called {name:?}."))),
            Some(view) if self.saved_views.removing.as_ref() == Some(&view.name) => {
                self.saved_views.removing = None;
                effects.push(Effect::ChangeView(view, ViewChange::Removed));
            }
            Some(view) => {
                let text = format!(
                    "The view {:?} ({}) is to go: say :remove-view {} again to remove it.",
                    view.name, view.query, view.name
                );
                self.notices.ask(Notice::warning(text));
                self.saved_views.removing = Some(view.name);
            }
        }
    }

    /// Forgets that a view is to be removed, unless that is what is being said.
    pub(super) fn asks_about_view(&mut self, command: Command) {
        if command != Command::RemoveView {
            self.saved_views.removing = None;
        }
    }

    /// The saved view that is shown; without one, that is said.
    fn own_view(&mut self) -> Option<SavedView> {
        let view = self.saved_view().cloned();
        if view.is_none() {
            let text = format!("{} is a view of farz itself: first show one of your own.", self.view.name());
            self.notices.tell(Notice::warning(text));
        }
        view
    }

    /// Proposes what fits what is written in the palette.
    pub(super) fn refresh_palette(&mut self) {
        let written = self.input().map(|input| input.text().trim_start().to_owned()).unwrap_or_default();
        let own_alone = written.starts_with(Command::RemoveView.name());
        let views = self.views().filter(|view| !own_alone || matches!(view, View::Saved(_)));
        let views: Vec<String> = views.map(|view| view.name().to_owned()).collect();
        let Overlay::Palette(palette) = &mut self.overlay else { return };
        let snapshot = self.catalogue.snapshot();
        // There may be very many of them: they are gone through only where they are proposed.
        let takes = palette.takes();
        let tags = matches!(takes, Takes::Tag | Takes::Query).then(|| most_used(&self.catalogue));
        let sources = (takes == Takes::Query).then(|| snapshot.sources().iter().map(String::as_str).collect());
        palette.refresh(&Known {
            tags: tags.unwrap_or_default(),
            sources: sources.unwrap_or_default(),
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

    /// Has the saved views counted where anything changed, or where time has taken an article over a date, one count at a time.
    pub(super) fn count_views(&mut self, effects: &mut Vec<Effect>) {
        let revision = self.catalogue.revision();
        let idle = !self.saved_views.counting && self.loading.done && !self.settings.views.is_empty();
        let late = self.saved_views.due.is_some_and(|due| due <= self.now);
        if idle && (late || self.saved_views.sent != Some(revision)) {
            (self.saved_views.sent, self.saved_views.counting) = (Some(revision), true);
            self.saved_views.due = self.next_count().map(|due| due.max(self.now.saturating_add(LEAST)));
            let views = self.settings.views.iter().map(|view| (view.name.clone(), view.query.clone())).collect();
            effects.push(Effect::Count(Count { views, snapshot: self.catalogue.snapshot(), now: self.now }));
        }
    }

    /// When the passing of time alone changes what a view holds: the first article goes over a date that moves, or a day ends.
    fn next_count(&self) -> Option<i64> {
        let date = |at: usize| Some(self.catalogue.get(*self.order.get(at)?)?.date());
        let mut next: Option<i64> = None;
        for view in &self.settings.views {
            Query::parse_at(&view.query, self.now).tree().leaves(true, &mut |leaf, _| {
                let Tree::Date { text, ms, .. } = leaf else { return };
                let then = match moves(text) {
                    Moves::Never => None,
                    Moves::Daily => Some((self.now.div_euclid(DAY) + 1).saturating_mul(DAY)),
                    Moves::Always => {
                        let later =
                            |row: &RowIndex| self.catalogue.get(*row).is_some_and(|article| article.date() >= *ms);
                        let over = self.order.partition_point(later);
                        let oldest = over.checked_sub(1).and_then(date);
                        oldest.map(|oldest| self.now.saturating_add(oldest - ms).saturating_add(1))
                    }
                };
                next = next.into_iter().chain(then).min();
            });
        }
        next
    }

    /// When the saved views are to be counted though nothing happens, in milliseconds since 1970-01-01 UTC; nothing where time alone
    /// changes no count.
    #[must_use]
    pub fn counts_due(&self) -> Option<i64> {
        self.saved_views
            .due
            .filter(|_| self.loading.done && !self.saved_views.counting && !self.settings.views.is_empty())
    }

    /// Takes the counts in.
    pub(super) fn counted(&mut self, counts: Vec<(String, usize)>) {
        self.saved_views.counts = counts;
        self.saved_views.counting = false;
    }

    /// Follows a change of the saved views. The one that is shown may be gone, or have another query.
    pub(super) fn views_changed(&mut self, before: &[SavedView], effects: &mut Vec<Effect>) {
        self.saved_views.sent = None;
        if let Some((old, new)) = self.saved_views.renamed.take()
            && self.view == View::Saved(old.clone())
            && self.settings.views.iter().any(|view| view.name == new)
        {
            self.saved_views
                .counts
                .iter_mut()
                .filter(|(name, _)| *name == old)
                .for_each(|(name, _)| name.clone_from(&new));
            self.view = View::Saved(new);
            return;
        }
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
