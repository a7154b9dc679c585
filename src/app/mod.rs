//! The program as a value: a [`Model`], the facts that change it, and the requests it makes.
//!
//! Nothing here reads a clock, a file or a terminal. [`Model::update`] decides; the runtime acts.
//!
//! The files stand in an order, and none calls what stands above it; a test follows the calls. At the bottom are values
//! that know nothing of the program: the panes (`list`, `reader`, `tags`, `note`, `filter_bar`, `find_bar`, `palette`, `help`,
//! `history_pane`, `links`, `messages`) and the machines (`search`, `saving`, `fetching`, `view_counts`, `queue`, `notices`,
//! `settings`). On them stands [`Model`] with what can be asked of it; then what is done with it: `decide`, `find`, `show`,
//! `undo`, `views`, `fetch_commands`, `programs`, `popups`, `run`, `act`; and `update` on top.
//!
//! # Invariants
//!
//! - Undo and redo are exact inverses.
//!   Tests: `undo_and_redo_are_exact_inverses`, `a_step_and_its_inverse_leave_nothing_behind`.
//! - The steps sent to be kept are the state in memory.
//!   Test: `the_steps_to_keep_are_the_state_in_memory`.
//! - What is done to a selection touches exactly what was shown as selected.
//!   Test: `only_what_is_shown_as_selected_is_touched`.
//! - A decision on a query is on what it found at that moment, and on nothing when there is a mistake in it.
//!   Test: `all_that_a_query_finds_is_decided_on_in_one_step_and_nothing_by_mistake`.
//! - Undo leaves alone what somebody else changed since.
//!   Test: `undo_leaves_alone_what_somebody_else_changed_since`.
//! - The row under the cursor stays under it.
//!   Tests: `the_row_under_the_cursor_stays_when_articles_arrive`, `the_cursor_stays_on_its_article`.
//! - No order of facts makes the model panic.
//!   Test: `random_facts_never_panic_and_every_screen_can_be_drawn`.
//! - What is undone or done before an article's row is read holds for the row when it comes.
//!   Test: `an_undo_that_comes_before_its_rows_holds_for_them_when_they_come`.
//! - What is typed at once acts on the rows that it means.
//!   Test: `what_is_typed_at_once_acts_on_the_rows_that_it_means`.
//! - A macro does again what was done, with what was written.
//!   Test: `a_macro_holds_what_was_written_and_what_was_chosen`.
//! - "Saved" is said only when it is true.
//!   Test: `the_status_says_saved_only_when_it_is_true`.
//! - A failure stays on the screen and the steps wait.
//!   Test: `a_failure_stays_on_the_screen_until_it_is_made_good`.
//! - Undo leaves alone what another machine did, also where it did the same.
//!   Tests: `undo_leaves_alone_what_another_machine_decided_though_it_decided_the_same`,
//!   Tests: `what_others_did_since_is_left_alone_even_where_it_looks_like_ones_own`.
//! - What is fetched moves nothing, and takes no part in a decision made before.
//!   Test: `what_is_fetched_moves_nothing_and_takes_no_part_in_a_decision_made_before`.
//! - Nothing is fetched unless it was asked for; what is due wakes one thread once.
//!   Tests: `nothing_is_fetched_by_itself_unless_it_is_asked_for`,
//!   Tests: `feeds_that_are_due_are_fetched_by_themselves_only_where_that_is_asked_for`.
//! - A hook runs for a person's verdict alone, and once.
//!   Test: `a_hook_runs_on_what_a_verdict_was_given_to_and_not_when_it_is_taken_back`.
//! - What is decided in a saved view stays until the view is left.
//!   Test: `what_is_decided_in_a_saved_view_stays_until_it_is_left_also_when_articles_arrive`.
//! - Undo goes back to a saved view, and to all articles where it is gone.
//!   Test: `undo_goes_back_to_the_saved_view_and_to_all_where_it_is_gone`.
//! - No view is removed by one slip.
//!   Test: `a_view_is_renamed_bound_and_removed_only_when_that_is_said_twice`.
//! - Counts follow the time, and nobody is woken where time changes nothing.
//!   Tests: `counts_follow_the_time_and_nothing_is_asked_for_before`,
//!   Tests: `nothing_is_written_and_no_time_is_used_when_nothing_happens`.
//! - Rows of another script or keyboard layout stand last.
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

/// A line of the hints: keys, and what they do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The key that can follow, as a person writes it.
    pub key: String,
    /// What it does.
    pub what: String,
}

/// The panes, and where they stand.
#[derive(Debug, Default)]
struct Panes {
    list: List,
    reader: ReadingView,
    /// What is found in the text that is read.
    find: Find,
    /// The pane or line over them that takes the keys.
    popup: Popup,
    screen: Screen,
}

/// All articles, as far as they are read.
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
    /// A program with nothing in it yet. `session` is a random number that makes this run's steps unique.
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

    /// The article list.
    #[must_use]
    pub fn list(&self) -> &List {
        &self.panes.list
    }

    /// The reading view.
    #[must_use]
    pub fn reader(&self) -> &ReadingView {
        &self.panes.reader
    }

    /// The pane or line over the list and the reading view.
    #[must_use]
    pub fn popup(&self) -> &Popup {
        &self.panes.popup
    }

    /// The articles.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.articles.catalogue
    }

    /// What is told in the status line.
    #[must_use]
    pub fn notices(&self) -> &Notices {
        &self.notices
    }

    /// What the person set.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The keys in force.
    #[must_use]
    pub fn keymap(&self) -> &Arc<Keymap> {
        &self.keys.keymap
    }

    /// What the list shows, and how far it is.
    #[must_use]
    pub fn search(&self) -> &Search {
        &self.search
    }

    /// Where everything stands on the screen.
    #[must_use]
    pub fn geometry(&self) -> Geometry {
        self.panes.screen.geometry()
    }

    /// The context whose keys are live.
    #[must_use]
    pub fn context(&self) -> Context {
        match (self.panes.popup.pane(), self.focus()) {
            (Some(pane), _) => pane.context(),
            (None, Focus::List) => Context::List,
            (None, Focus::Reader) => Context::Reader,
        }
    }

    /// Whether the panes have the keys, not a line or a screen over them.
    #[must_use]
    pub fn in_panes(&self) -> bool {
        self.panes.popup.pane().is_none()
    }

    /// How far the library has been read.
    #[must_use]
    pub fn loading(&self) -> Loading {
        self.articles.loading
    }

    /// Which steps are saved.
    #[must_use]
    pub fn saving(&self) -> &Saving {
        &self.saving
    }

    /// Whether something is being fetched.
    #[must_use]
    pub fn fetching(&self) -> bool {
        self.fetching.any()
    }

    /// Whether commands are being recorded.
    #[must_use]
    pub fn recording(&self) -> bool {
        self.queue.recording()
    }

    /// Which pane has the keys.
    #[must_use]
    pub fn focus(&self) -> Focus {
        self.panes.screen.focus()
    }

    /// How the panes share the screen.
    #[must_use]
    pub fn layout(&self) -> LayoutMode {
        self.panes.screen.layout()
    }

    /// What time it is, in milliseconds since 1970-01-01 UTC.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.now
    }

    /// The keys pressed so far of a longer sequence, as text; empty when there are none.
    #[must_use]
    pub fn pending_keys(&self) -> String {
        self.keys.resolver.pending().iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }

    /// What is known of the article under the cursor, once its body is read.
    #[must_use]
    pub fn current_article(&self) -> Option<&Article> {
        let id = self.articles.catalogue.get(self.panes.list.current()?)?.id();
        self.panes.reader.opened(id).map(|opened| &opened.article)
    }

    /// Where the words stand that are looked for in the text that is read; nothing where none are.
    #[must_use]
    pub fn hits(&self) -> Option<&Hits> {
        (!self.panes.find.wanted(self.search.query()).is_empty()).then(|| self.panes.find.hits())
    }

    /// Whether an article in this state was moved out of the view that is shown.
    #[must_use]
    pub fn is_moved_out(&self, verdict: Verdict) -> bool {
        self.search.is_moved_out(verdict)
    }

    /// How many articles a view holds; nothing while a saved one is not counted yet.
    #[must_use]
    pub fn view_count(&self, view: &View) -> Option<usize> {
        match view {
            View::Verdict(verdict) => Some(self.articles.catalogue.count(*verdict)),
            View::All => Some(self.articles.catalogue.len()),
            View::Saved(name) => self.counts.of(name),
        }
    }

    /// Every view, those of farz first.
    pub fn views(&self) -> impl Iterator<Item = View> {
        let saved = self.settings.views().iter().map(|view| View::Saved(view.name.clone()));
        View::ALL.into_iter().chain(saved)
    }

    /// The key that shows the saved view of this name.
    #[must_use]
    pub fn view_key(&self, name: &str) -> Option<String> {
        let view = self.settings.views().iter().find(|view| view.name == name)?;
        view.key.as_ref().map(ToString::to_string)
    }

    /// When the saved views are to be counted though nothing happens, in milliseconds since 1970-01-01 UTC; nothing where
    /// time alone changes no count.
    #[must_use]
    pub fn counts_due(&self) -> Option<i64> {
        self.counts.due().filter(|_| self.articles.loading.done && !self.settings.views().is_empty())
    }

    /// What can follow the keys pressed so far; nothing when none are.
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

    /// The most useful keys of the pane that has them, as the keymap in force has them.
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

    /// The key that runs `command` here, or how to name it in the palette.
    fn key_hint(&self, command: Command) -> String {
        let mut chain = self.context().chain().iter().chain([&Context::Global]);
        let key = chain.find_map(|context| self.keys.keymap.keys_for(command, *context).into_iter().next());
        key.map_or_else(|| format!(":{}", command.name()), ToString::to_string)
    }

    /// Says that a command cannot run without being told something.
    fn needs(&mut self, command: Command) {
        let what = self.settings.locale().text(&command.takes().what());
        self.tell(Notice::warning(msg!("command-needs-argument", command = command.name(), what = what)));
    }

    /// Says why there is nothing to take of the article under the cursor.
    fn nothing_read(&mut self) {
        self.tell(Notice::warning(match self.panes.list.current() {
            None => msg!("list-empty"),
            Some(_) => msg!("article-loading"),
        }));
    }

    /// The search with what it works on.
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

    /// Tells something.
    fn tell(&mut self, notice: Notice) {
        self.notices.tell(notice);
    }

    fn next_step(&mut self) -> StepId {
        self.steps.next_id()
    }
}
