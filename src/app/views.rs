//! The commands on views: show by name, save from the current filter, rename, bind and remove.

use super::Model;
use super::effect::Effect;
use super::msg::Notice;
use crate::command::Command;
use crate::command::Context;
use crate::config::SavedView;
use crate::config::views::amend::{ViewChange, taken};
use crate::config::views::{SaveView, named, wrong_name};
use crate::domain::View;
use crate::filter::Query;
use crate::keymap::{Code, Found, Key, Sequence};
use crate::message::{Message, msg};
use std::sync::Arc;

/// Returns the name of a view for the person: a built-in view has one in each language.
#[must_use]
pub fn title(view: &View) -> Message {
    msg!("view-title", view = view.name())
}

impl Model {
    /// Shows a view, or reports that the screen already shows it in its current state.
    pub(super) fn go_to_view(&mut self, view: View, effects: &mut Vec<Effect>) {
        let shown = |model: &Self| {
            let (list, search) = (&model.panes.list, &model.search);
            (search.view().clone(), model.focus(), list.cursor(), search.base().clone())
        };
        let before = shown(self);
        self.set_view(view.clone(), effects);
        if shown(self) == before {
            self.tell(Notice::info(msg!("view-already", view = title(&view))));
        }
    }

    /// Shows the view with this name.
    pub(super) fn show_view(&mut self, name: &str, effects: &mut Vec<Effect>) {
        let lower = name.to_lowercase();
        let view = self.views().find(|view| view.name().to_lowercase() == lower);
        match view {
            Some(view) => {
                self.set_view(view, effects);
                let query = self.settings.saved_view(self.search.view()).map(|(_, query)| Arc::clone(query));
                query.iter().for_each(|query| self.tell_mistake(query));
            }
            None => self.tell(Notice::warning(msg!("view-no-such", name = name))),
        }
    }

    /// Reports the first part of a query that is skipped because of a mistake, if there is one.
    pub(super) fn tell_mistake(&mut self, query: &Query) {
        if let Some(mistake) = query.mistakes().first() {
            let part: String = query.text().get(mistake.range.clone()).unwrap_or("").chars().take(20).collect();
            self.tell(Notice::warning(msg!("query-skipped", part = part, reason = mistake.expected.clone())));
        }
    }

    /// Saves the query of the list as a view, on the first free key.
    pub(super) fn save_view(&mut self, name: &str, effects: &mut Vec<Effect>) {
        let query = Arc::clone(self.search.query());
        let wrong = if query.text().is_empty() {
            Some(msg!("view-no-filter"))
        } else if let Some(mistake) = query.mistakes().first() {
            Some(msg!("view-filter-wrong", reason = mistake.expected.clone()))
        } else {
            wrong_name(name, self.settings.views())
        };
        match wrong {
            Some(wrong) => self.tell(Notice::warning(wrong)),
            None => {
                let key = self.free_key().map(|key| key.to_string());
                effects.push(Effect::SaveView(SaveView { name: name.to_owned(), query: query.text().to_owned(), key }));
            }
        }
    }

    /// Renames the shown saved view.
    pub(super) fn rename_view(&mut self, name: &str, effects: &mut Vec<Effect>) {
        let Some(view) = self.own_view() else { return };
        let others: Vec<SavedView> =
            self.settings.views().iter().filter(|other| other.name != view.name).cloned().collect();
        match wrong_name(name, &others) {
            Some(wrong) => self.tell(Notice::warning(wrong)),
            None => {
                self.view_edits.renamed = Some((view.name.clone(), name.to_owned()));
                effects.push(Effect::ChangeView(view, ViewChange::Name(name.to_owned())));
            }
        }
    }

    /// Binds the shown saved view to other keys, or to none.
    pub(super) fn bind_view(&mut self, keys: &str, effects: &mut Vec<Effect>) {
        let Some(view) = self.own_view() else { return };
        let keys = if keys.eq_ignore_ascii_case("none") { Ok(None) } else { keys.parse::<Sequence>().map(Some) };
        let wrong = match &keys {
            Err(error) => Some(msg!("view-no-keys", error = error.message())),
            Ok(keys) => keys.as_ref().and_then(|keys| taken(&self.keys.keymap, keys, &view.name)),
        };
        match (wrong, keys) {
            (None, Ok(keys)) => effects.push(Effect::ChangeView(view, ViewChange::Key(keys))),
            (Some(wrong), _) => self.tell(Notice::warning(wrong)),
            (None, Err(_)) => {}
        }
    }

    /// Removes the saved view with this name, once the person has asked twice.
    pub(super) fn remove_view(&mut self, name: &str, effects: &mut Vec<Effect>) {
        match named(self.settings.views(), name).cloned() {
            None => self.tell(Notice::warning(msg!("view-not-yours", name = name))),
            Some(view) if self.view_edits.removing.as_ref() == Some(&view.name) => {
                self.view_edits.removing = None;
                effects.push(Effect::ChangeView(view, ViewChange::Removed));
            }
            Some(view) => {
                let text = msg!("view-remove-again", name = &view.name, query = &view.query, again = &view.name);
                self.notices.ask(Notice::warning(text));
                self.view_edits.removing = Some(view.name);
            }
        }
    }

    /// Forgets a pending removal of a view, unless this command is the second request for it.
    pub(super) fn asks_about_view(&mut self, command: Command) {
        if command != Command::RemoveView {
            self.view_edits.removing = None;
        }
    }

    /// Returns the shown saved view; without one, reports that.
    fn own_view(&mut self) -> Option<SavedView> {
        let view = self.settings.saved_view(self.search.view()).map(|(view, _)| view.clone());
        if view.is_none() {
            let text = msg!("view-built-in", view = title(self.search.view()));
            self.tell(Notice::warning(text));
        }
        view
    }

    /// Returns the first digit after those of the built-in views that is unbound in the panes.
    fn free_key(&self) -> Option<Key> {
        let free = |key: &Key| {
            let taken = |context| self.keys.keymap.find(context, &[*key]) != Found::NotFound;
            ![Context::List, Context::Reader].into_iter().any(taken)
        };
        ['6', '7', '8', '9', '0'].into_iter().map(|digit| Key::plain(Code::Char(digit))).find(free)
    }

    /// Handles a change of the saved views. The shown view may be gone, or have another query.
    pub(super) fn views_changed(&mut self, before: &[SavedView], effects: &mut Vec<Effect>) {
        self.counts.forget();
        let view = self.search.view().clone();
        if let Some((old, new)) = self.view_edits.renamed.take()
            && view == View::Saved(old.clone())
            && self.settings.views().iter().any(|view| view.name == new)
        {
            self.counts.rename(&old, &new);
            self.search.renamed(View::Saved(new));
            return;
        }
        let query = |views: &[SavedView], name: &str| {
            views.iter().find(|view| view.name == name).map(|view| view.query.clone())
        };
        let View::Saved(name) = &view else { return };
        match query(self.settings.views(), name) {
            None => {
                let text = msg!("view-gone", name = name);
                self.set_view(View::All, effects);
                self.tell(Notice::info(text));
            }
            Some(now) if query(before, name).as_ref() != Some(&now) => self.set_view(view, effects),
            Some(_) => {}
        }
    }
}
