//! The program as a value: a [`Model`], the facts that change it, and the requests it makes.
//!
//! Nothing here reads a clock, a file or a terminal. [`Model::update`] decides; the runtime acts.
//!
//! The files are in layers, and no file calls a file above it; a test follows the calls. At the bottom are values that
//! do not know the program: the panes (`list`, `reader`, `tags`, `note`, `filter_bar`, `find_bar`, `palette`, `help`,
//! `history_pane`, `links`, `messages`) and the state machines (`search`, `saving`, `fetching`, `view_counts`,
//! `queue`, `notices`, `settings`). Above them is [`Model`] with its accessors; then its operations: `decide`, `find`,
//! `show`, `undo`, `views`, `fetch_commands`, `programs`, `popups`, `run`, `act`; and `update` on top.
//!
//! # Invariants
//!
//! - Undo and redo are exact inverses.
//!   Tests: `undo_and_redo_are_exact_inverses`, `a_step_and_its_inverse_leave_nothing_behind`.
//! - The steps sent to be saved add up to the state in memory.
//!   Test: `the_steps_to_keep_are_the_state_in_memory`.
//! - A command on a selection changes exactly the rows that were shown as selected.
//!   Test: `only_what_is_shown_as_selected_is_touched`.
//! - A decision on a query applies to what the query finds at that moment, and to nothing if the query has a mistake.
//!   Test: `all_that_a_query_finds_is_decided_on_in_one_step_and_nothing_by_mistake`.
//! - Undo does not touch what somebody else changed since.
//!   Test: `undo_leaves_alone_what_somebody_else_changed_since`.
//! - The cursor stays on its row.
//!   Tests: `the_row_under_the_cursor_stays_when_articles_arrive`, `the_cursor_stays_on_its_article`.
//! - No order of facts makes the model panic.
//!   Test: `random_facts_never_panic_and_every_screen_can_be_drawn`.
//! - An undo or a decision made before an article's row is read applies to the row when it arrives.
//!   Test: `an_undo_that_comes_before_its_rows_holds_for_them_when_they_come`.
//! - Keys typed ahead act on the rows that they are meant for.
//!   Test: `what_is_typed_at_once_acts_on_the_rows_that_it_means`.
//! - A macro repeats what was done, including typed text.
//!   Test: `a_macro_holds_what_was_written_and_what_was_chosen`.
//! - The status says "saved" only when it is true.
//!   Test: `the_status_says_saved_only_when_it_is_true`.
//! - A failure to save stays on the screen, and the steps wait.
//!   Test: `a_failure_stays_on_the_screen_until_it_is_made_good`.
//! - Undo does not touch what another machine did, even if it did the same.
//!   Tests: `undo_leaves_alone_what_another_machine_decided_though_it_decided_the_same`,
//!   Tests: `what_others_did_since_is_left_alone_even_where_it_looks_like_ones_own`.
//! - Fetched articles do not move the cursor, and decisions made before do not apply to them.
//!   Test: `what_is_fetched_moves_nothing_and_takes_no_part_in_a_decision_made_before`.
//! - farz fetches nothing unless the person asked for it; a due feed wakes one thread once.
//!   Tests: `nothing_is_fetched_by_itself_unless_it_is_asked_for`,
//!   Tests: `feeds_that_are_due_are_fetched_by_themselves_only_where_that_is_asked_for`.
//! - A hook runs only for a verdict by the person, and only once.
//!   Test: `a_hook_runs_on_what_a_verdict_was_given_to_and_not_when_it_is_taken_back`.
//! - An article decided in a saved view stays there until the person leaves the view.
//!   Test: `what_is_decided_in_a_saved_view_stays_until_it_is_left_also_when_articles_arrive`.
//! - Undo returns to a saved view, or to all articles if the view is gone.
//!   Test: `undo_goes_back_to_the_saved_view_and_to_all_where_it_is_gone`.
//! - One slip cannot remove a view.
//!   Test: `a_view_is_renamed_bound_and_removed_only_when_that_is_said_twice`.
//! - Counts follow the time, and no thread wakes when time changes nothing.
//!   Tests: `counts_follow_the_time_and_nothing_is_asked_for_before`,
//!   Tests: `nothing_is_written_and_no_time_is_used_when_nothing_happens`.
//! - Matches in another script or keyboard layout come last.
//!   Test: `what_is_found_in_another_script_stands_last_and_is_marked`.

pub mod msg;
pub mod effect;
pub mod geometry;
pub mod notices;
pub mod settings;
mod keys;
pub mod earlier;
pub mod pane;
pub mod list;
pub mod reader;
pub mod tags;
pub mod note;
pub mod filter_bar;
pub mod find_bar;
pub mod palette;
pub mod help;
pub mod history_pane;
pub mod links;
pub mod messages;
pub mod popup;
pub mod hits;
pub mod search;
pub mod saving;
pub mod fetching;
pub mod view_counts;
mod view_edits;
pub mod steps;
mod queue;
mod screen;
pub mod decision;
mod decide;
mod find;
mod show;
mod undo;
pub mod views;
mod fetch_commands;
mod programs;
mod popups;
mod run;
mod act;
mod update;

#[cfg(test)]
pub(crate) mod tests;

use crate::command::{Command, Context};
use crate::domain::{Article, Catalogue, RowIndex, StepId, Verdict, View};
use crate::keymap::{Continuation, Keymap, action};
use crate::message::msg;
use fetching::Fetching;
use geometry::{Focus, Geometry, LayoutMode};
use hits::{Find, Hits};
use keys::Keys;
use list::List;
use msg::Notice;
use notices::Notices;
use popup::Popup;
use queue::Queue;
use reader::ReadingView;
use saving::Saving;
use screen::Screen;
pub use search::{Found, Loading};
use search::{Search, Searching};
pub use settings::Settings;
use std::sync::Arc;
use steps::Steps;
use view_counts::ViewCounts;
use view_edits::ViewEdits;

/// A line of the hints: a key and what it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The key that can follow, as a keymap writes it.
    pub key: String,
    /// What it does.
    pub what: String,
}

/// The panes and the screen.
#[derive(Debug, Default)]
struct Panes {
    list: List,
    reader: ReadingView,
    /// The find in the shown text.
    find: Find,
    /// The pane or line over them that gets the keys.
    popup: Popup,
    screen: Screen,
}

/// All articles read so far.
#[derive(Debug, Default)]
struct Articles {
    catalogue: Catalogue,
    /// All rows, in the order of the list.
    order: Vec<RowIndex>,
    loading: Loading,
}

/// The whole state of the program.
#[derive(Debug)]
pub struct Model {
    panes: Panes,
    articles: Articles,
    search: Search,
    counts: ViewCounts,
    view_edits: ViewEdits,
    steps: Steps,
    saving: Saving,
    fetching: Fetching,
    queue: Queue,
    notices: Notices,
    keys: Keys,
    settings: Settings,
    /// The time, in milliseconds since 1970-01-01 UTC.
    now: i64,
}

impl Model {
    /// Returns an empty program. `session` is a random number that makes this run's steps unique.
    #[must_use]
    pub fn new(settings: Settings, keymap: Arc<Keymap>, session: u64) -> Self {
        let screen = Screen::new(settings.config().layout);
        Self {
            panes: Panes { screen, ..Panes::default() },
            articles: Articles::default(),
            search: Search::default(),
            counts: ViewCounts::default(),
            view_edits: ViewEdits::default(),
            steps: Steps::new(session),
            saving: Saving::default(),
            fetching: Fetching::default(),
            queue: Queue::default(),
            notices: Notices::default(),
            keys: Keys::new(keymap, &settings),
            settings,
            now: 0,
        }
    }

    /// Returns the article list.
    #[must_use]
    pub fn list(&self) -> &List {
        &self.panes.list
    }

    /// Returns the reading view.
    #[must_use]
    pub fn reader(&self) -> &ReadingView {
        &self.panes.reader
    }

    /// Returns the pane or line over the list and the reading view.
    #[must_use]
    pub fn popup(&self) -> &Popup {
        &self.panes.popup
    }

    /// Returns the articles.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.articles.catalogue
    }

    /// Returns the messages for the status line.
    #[must_use]
    pub fn notices(&self) -> &Notices {
        &self.notices
    }

    /// Returns the person's settings.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Returns the current keymap.
    #[must_use]
    pub fn keymap(&self) -> &Arc<Keymap> {
        &self.keys.keymap
    }

    /// Returns the search: what the list shows, and how far the search is.
    #[must_use]
    pub fn search(&self) -> &Search {
        &self.search
    }

    /// Returns the areas of everything on the screen.
    #[must_use]
    pub fn geometry(&self) -> Geometry {
        self.panes.screen.geometry()
    }

    /// Returns the context whose keys are live.
    #[must_use]
    pub fn context(&self) -> Context {
        match (self.panes.popup.pane(), self.focus()) {
            (Some(pane), _) => pane.context(),
            (None, Focus::List) => Context::List,
            (None, Focus::Reader) => Context::Reader,
        }
    }

    /// Returns whether the list or the reading view gets the keys, rather than a line or a screen over them.
    #[must_use]
    pub fn in_panes(&self) -> bool {
        self.panes.popup.pane().is_none()
    }

    /// Returns how far the library has been read.
    #[must_use]
    pub fn loading(&self) -> Loading {
        self.articles.loading
    }

    /// Returns which steps are saved.
    #[must_use]
    pub fn saving(&self) -> &Saving {
        &self.saving
    }

    /// Returns whether anything is being fetched.
    #[must_use]
    pub fn fetching(&self) -> bool {
        self.fetching.any()
    }

    /// Returns whether commands are being recorded.
    #[must_use]
    pub fn recording(&self) -> bool {
        self.queue.recording()
    }

    /// Returns which pane has the focus.
    #[must_use]
    pub fn focus(&self) -> Focus {
        self.panes.screen.focus()
    }

    /// Returns how the panes share the screen.
    #[must_use]
    pub fn layout(&self) -> LayoutMode {
        self.panes.screen.layout()
    }

    /// Returns the time, in milliseconds since 1970-01-01 UTC.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.now
    }

    /// Returns the keys of a sequence pressed so far, as text; empty if there are none.
    #[must_use]
    pub fn pending_keys(&self) -> String {
        self.keys.resolver.pending().iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }

    /// Returns the article under the cursor, once its body is read.
    #[must_use]
    pub fn current_article(&self) -> Option<&Article> {
        let id = self.articles.catalogue.get(self.panes.list.current()?)?.id();
        self.panes.reader.opened(id).map(|opened| &opened.article)
    }

    /// Returns the hits in the shown text; `None` if nothing is searched there.
    #[must_use]
    pub fn hits(&self) -> Option<&Hits> {
        (!self.panes.find.wanted(self.search.query()).is_empty()).then(|| self.panes.find.hits())
    }

    /// Returns whether an article with this verdict was moved out of the shown view.
    #[must_use]
    pub fn is_moved_out(&self, verdict: Verdict) -> bool {
        self.search.is_moved_out(verdict)
    }

    /// Returns the number of articles in a view; `None` while a saved view is not counted yet.
    #[must_use]
    pub fn view_count(&self, view: &View) -> Option<usize> {
        match view {
            View::Verdict(verdict) => Some(self.articles.catalogue.count(*verdict)),
            View::All => Some(self.articles.catalogue.len()),
            View::Saved(name) => self.counts.of(name),
        }
    }

    /// Iterates over all views, the built-in ones first.
    pub fn views(&self) -> impl Iterator<Item = View> {
        let saved = self.settings.views().iter().map(|view| View::Saved(view.name.clone()));
        View::ALL.into_iter().chain(saved)
    }

    /// Returns the key that shows the saved view with this name.
    #[must_use]
    pub fn view_key(&self, name: &str) -> Option<String> {
        let view = self.settings.views().iter().find(|view| view.name == name)?;
        view.key.as_ref().map(ToString::to_string)
    }

    /// Returns when to count the saved views although nothing happens, in milliseconds since 1970-01-01 UTC; `None` if
    /// time alone changes no count.
    #[must_use]
    pub fn counts_due(&self) -> Option<i64> {
        self.counts.due().filter(|_| self.articles.loading.done && !self.settings.views().is_empty())
    }

    /// Returns what can follow the keys pressed so far; empty if there are none.
    #[must_use]
    pub fn hints(&self) -> Vec<Hint> {
        let next = self.keys.resolver.continuations(&self.keys.keymap, self.context());
        let hint = |next: Continuation| {
            let what = next.label.unwrap_or_else(|| match next.actions.as_slice() {
                [] => "...".to_owned(),
                actions => action::help(actions).map(|help| self.settings.locale().text(&help)).unwrap_or_default(),
            });
            Hint { key: next.key.to_string(), what }
        };
        next.into_iter().map(hint).collect()
    }

    /// Returns the most useful keys of the pane with the focus, from the current keymap.
    #[must_use]
    pub fn useful_keys(&self) -> String {
        let context = self.context();
        let (fifth, word) = match context {
            Context::Reader => (Command::Back, msg!("hint-back")),
            _ => (Command::Filter, msg!("hint-filter")),
        };
        let useful = [
            (Command::Keep, msg!("hint-keep")),
            (Command::Later, msg!("hint-later")),
            (Command::Drop, msg!("hint-drop")),
            (Command::EditTags, msg!("hint-tags")),
            (fifth, word),
            (Command::Help, msg!("hint-keys")),
        ];
        let context = if self.in_panes() { context } else { Context::List };
        let shown = useful.iter().filter_map(|(command, word)| {
            let keys = self.keys.keymap.keys_for(*command, context).first()?.to_string();
            Some(format!("{keys} {}", self.settings.locale().text(word)))
        });
        shown.collect::<Vec<_>>().join("  ")
    }

    /// Returns the key that runs `command` here, or else its name in the palette.
    fn key_hint(&self, command: Command) -> String {
        let mut chain = self.context().chain().iter().chain([&Context::Global]);
        let key = chain.find_map(|context| self.keys.keymap.keys_for(command, *context).into_iter().next());
        key.map_or_else(|| format!(":{}", command.name()), ToString::to_string)
    }

    /// Reports that a command needs an argument.
    fn needs(&mut self, command: Command) {
        let what = self.settings.locale().text(&command.takes().what());
        self.tell(Notice::warning(msg!("command-needs-argument", command = command.name(), what = what)));
    }

    /// Reports why there is no text: the list is empty, or the article is still loading.
    fn nothing_read(&mut self) {
        self.tell(Notice::warning(match self.panes.list.current() {
            None => msg!("list-empty"),
            Some(_) => msg!("article-loading"),
        }));
    }

    /// Returns the search together with the data that it works on.
    fn searching(&mut self) -> Searching<'_> {
        Searching {
            search: &mut self.search,
            list: &mut self.panes.list,
            catalogue: &self.articles.catalogue,
            order: &self.articles.order,
            settings: &self.settings,
            now: self.now,
        }
    }

    /// Shows a notice.
    fn tell(&mut self, notice: Notice) {
        self.notices.tell(notice);
    }

    fn next_step(&mut self) -> StepId {
        self.steps.next_id()
    }
}
