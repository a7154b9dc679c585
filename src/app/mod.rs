//! The program as a value: a [`Model`], the facts that change it, and the requests it makes.
//!
//! Nothing here reads a clock, a file or a terminal. `Model::update` decides; the runtime acts.

pub mod msg;
pub mod effect;
pub mod geometry;
pub mod notices;
pub mod list;
pub mod reader;
pub mod tags;
pub mod earlier;
pub mod filter_bar;
pub mod finding;
pub mod palette;
pub mod help;
pub mod links;
pub mod timeline;
pub mod views;
pub mod act;
mod ahead;
mod decide;
mod fetching;
pub mod programs;
mod route;
mod run;
mod show;

#[cfg(test)]
pub(crate) mod tests;

use crate::command::Context;
use crate::config::{Config, Hooks, SavedView};
use crate::domain::{Article, ArticleId, Catalogue, Change, History, RowIndex, StepId, StepKind, Verdict, View};
use crate::filter::Readings;
use crate::keymap::{Keyboards, Keymap, Layouts, Resolver};
use crate::text::{Base, LineEditor, Order};
use decide::Decision;
use effect::Effect;
use filter_bar::FilterBar;
use finding::{FindBar, Hits};
use geometry::{Focus, Geometry, LayoutMode};
use help::Help;
use links::LinkHints;
use list::List;
use msg::Msg;
use notices::Notices;
use palette::Palette;
use reader::Reader;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use tags::TagEditor;
use timeline::{Timeline, Way};

/// What the config file decides about the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Whether the cursor goes on to the next undecided article after a decision.
    pub auto_advance: bool,
    /// The widest that a line of text gets, in columns.
    pub reader_width: usize,
    /// How the panes share the screen.
    pub layout: LayoutMode,
    /// What else a query is read as where it finds little.
    pub readings: Readings,
    /// The keyboards whose letters act as the keys that they are printed on.
    pub keyboards: Keyboards,
    /// The direction of paragraphs and titles, and what keeps an order of its own.
    pub order: Order,
    /// Whether the arrow keys move the caret as it is seen, rather than in the order of reading.
    pub visual_caret: bool,
    /// Whether feeds that are due are fetched by themselves.
    pub fetch_auto: bool,
    /// What is run after each verdict.
    pub hooks: Hooks,
    /// Views of the person's own, in the order in which they are shown.
    pub views: Vec<SavedView>,
    /// All of the config: what the runtime does with it.
    pub config: Arc<Config>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            auto_advance: true,
            reader_width: 80,
            layout: LayoutMode::Auto,
            readings: Readings::default(),
            keyboards: Keyboards::Auto,
            order: Order { base: Base::FirstStrong, isolate: true },
            visual_caret: true,
            fetch_auto: false,
            hooks: Hooks::default(),
            views: Vec::new(),
            config: Arc::default(),
        }
    }
}

/// What stands over the panes and takes the keys.
#[derive(Debug, Default)]
pub enum Overlay {
    /// Nothing: the panes have the keys.
    #[default]
    None,
    /// The tag editor.
    Tags(TagEditor),
    /// A note being written on these rows.
    Note(LineEditor, Vec<RowIndex>),
    /// The filter being typed.
    Filter(FilterBar),
    /// What to find in the text that is read, being typed.
    Find(FindBar),
    /// The command palette.
    Palette(Palette),
    /// The keys.
    Help(Help),
    /// The last steps.
    History(Timeline),
    /// A link of the text being chosen by its letters.
    Links(LinkHints),
}

/// How far the library has been read.
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

/// Which steps are kept, and which wait.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saving {
    /// Steps sent and not kept yet, oldest first.
    pub waiting: Vec<StepId>,
    /// Why the last attempt failed, while it has not been made good.
    pub failure: Option<String>,
}

/// A step that is not kept yet.
#[derive(Clone, Debug, Default)]
struct Unsaved {
    /// The articles that it changes.
    articles: Vec<ArticleId>,
    /// What it changes of articles whose rows are not here yet. A row that comes before the step is kept was read
    /// before it too, and does not show it.
    ahead: Vec<Change>,
}

/// The whole state of the program.
#[derive(Debug)]
pub struct Model {
    pub(crate) settings: Settings,
    pub(crate) keymap: Arc<Keymap>,
    resolver: Resolver,
    size: (u16, u16),
    now: i64,
    session: u64,
    steps: u32,
    pub(crate) catalogue: Catalogue,
    order: Vec<RowIndex>,
    base: Arc<Vec<RowIndex>>,
    history: History,
    /// What is to be undone and redone once the history of earlier runs is read; nothing when it is.
    early: Option<Vec<Way>>,
    view: View,
    saved_views: views::SavedViews,
    layout: LayoutMode,
    whole_rows: bool,
    focus: Focus,
    pub(crate) list: List,
    pub(crate) reader: Reader,
    pub(crate) overlay: Overlay,
    pub(crate) notices: Notices,
    loading: Loading,
    saving: Saving,
    unsaved: HashMap<StepId, Unsaved>,
    /// The article that the cursor goes to once its row is read, unless a key comes first.
    awaited: Option<ArticleId>,
    filter: String,
    generation: u64,
    searching: bool,
    /// Whether the rows shown are those of what was asked for before the last change of the filter or the view.
    stale: bool,
    /// How far the cursor is to go once they are there.
    steps_ahead: isize,
    ahead: VecDeque<ahead::Ahead>,
    found: Found,
    texts: Loading,
    /// The filters that were accepted, each on top of the one before.
    accepted: Vec<String>,
    /// Those of them that what is typed stands on.
    filters: Vec<String>,
    /// Filters that were accepted before, the latest last.
    earlier: earlier::Earlier,
    find: String,
    hits: Hits,
    land: Option<bool>,
    cursor_to_best: bool,
    last_decision: Option<(Decision, u32)>,
    recorder: ahead::Recorder,
    commands_typed: earlier::Earlier,
    problems: Vec<String>,
    /// What was told of them last.
    problem_told: String,
    quit_asked: bool,
    asked: Vec<ArticleId>,
    fetching: bool,
    fetching_page: bool,
    /// Whether what is being fetched was asked for by nobody: then little is said of it.
    quietly: bool,
}

impl Model {
    /// A program with nothing in it yet. `session` is a random number that makes this run's steps unique.
    #[must_use]
    pub fn new(settings: Settings, keymap: Arc<Keymap>, session: u64) -> Self {
        Self {
            layout: settings.layout,
            resolver: Resolver::new(Layouts::new(&settings.keyboards)),
            settings,
            keymap,
            size: (80, 24),
            now: 0,
            session,
            steps: 0,
            catalogue: Catalogue::default(),
            order: Vec::new(),
            base: Arc::default(),
            history: History::default(),
            early: Some(Vec::new()),
            view: View::Verdict(Verdict::Inbox),
            saved_views: views::SavedViews::default(),
            whole_rows: false,
            focus: Focus::List,
            list: List::default(),
            reader: Reader::default(),
            overlay: Overlay::None,
            notices: Notices::default(),
            loading: Loading::default(),
            saving: Saving::default(),
            unsaved: HashMap::new(),
            awaited: None,
            filter: String::new(),
            generation: 0,
            searching: false,
            stale: false,
            steps_ahead: 0,
            ahead: VecDeque::new(),
            found: Found::default(),
            accepted: Vec::new(),
            filters: Vec::new(),
            earlier: earlier::Earlier::default(),
            find: String::new(),
            hits: Hits::default(),
            land: None,
            texts: Loading { done: true, ..Loading::default() },
            cursor_to_best: false,
            last_decision: None,
            recorder: ahead::Recorder::default(),
            commands_typed: earlier::Earlier::default(),
            problems: Vec::new(),
            problem_told: String::new(),
            quit_asked: false,
            asked: Vec::new(),
            fetching: false,
            fetching_page: false,
            quietly: false,
        }
    }

    /// Takes a fact in, and gives what is to be done about it.
    pub fn update(&mut self, msg: Msg) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.route(msg, &mut effects);
        self.go_on(&mut effects);
        self.settle(&mut effects);
        effects
    }

    /// Where everything stands on the screen.
    #[must_use]
    pub fn geometry(&self) -> Geometry {
        let geometry = |mode| Geometry::new(self.size.0, self.size.1, mode, self.focus);
        let places = geometry(self.layout);
        if self.whole_rows && places.divider.is_some() { geometry(LayoutMode::Stacked) } else { places }
    }

    /// The context whose keys are live.
    #[must_use]
    pub fn context(&self) -> Context {
        match (&self.overlay, self.focus) {
            (Overlay::Tags(_), _) => Context::Tags,
            (Overlay::Note(..) | Overlay::Links(_), _) => Context::Note,
            (Overlay::Filter(_) | Overlay::Find(_), _) => Context::Filter,
            (Overlay::Palette(_), _) => Context::Palette,
            (Overlay::Help(help), _) if help.search.is_some() => Context::Note,
            (Overlay::Help(_), _) => Context::Help,
            (Overlay::History(_), _) => Context::History,
            (Overlay::None, Focus::List) => Context::List,
            (Overlay::None, Focus::Reader) => Context::Reader,
        }
    }

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

    /// Whether an answer to the last change of the filter is still awaited.
    #[must_use]
    pub fn searching(&self) -> bool {
        self.searching
    }

    /// How the rows match the filter; nothing while there is none.
    #[must_use]
    pub fn found_as(&self) -> Option<&Found> {
        (!self.query().is_empty() && !self.searching).then_some(&self.found)
    }

    /// How far the texts were read into the index of words.
    #[must_use]
    pub fn texts(&self) -> Loading {
        self.texts
    }

    /// How many rows the view holds without the filter.
    #[must_use]
    pub fn unfiltered(&self) -> usize {
        self.base.len()
    }

    /// How far the library has been read.
    #[must_use]
    pub fn loading(&self) -> Loading {
        self.loading
    }

    /// Which steps are kept.
    #[must_use]
    pub fn saving(&self) -> &Saving {
        &self.saving
    }

    /// Which pane has the keys.
    #[must_use]
    pub fn focus(&self) -> Focus {
        self.focus
    }

    /// How the panes share the screen.
    #[must_use]
    pub fn layout(&self) -> LayoutMode {
        self.layout
    }

    /// What time it is, in milliseconds since 1970-01-01 UTC.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.now
    }

    /// The keys pressed so far of a longer sequence, as text; empty when there are none.
    #[must_use]
    pub fn pending_keys(&self) -> String {
        self.resolver.pending().iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }

    /// What is wrong in the keymap and config files, a line each.
    #[must_use]
    pub fn problems(&self) -> &[String] {
        &self.problems
    }

    /// What undo would take back and redo would do again.
    #[must_use]
    pub fn history(&self) -> &History {
        &self.history
    }

    /// What is known of the article under the cursor, once its body is read.
    #[must_use]
    pub fn current_article(&self) -> Option<&Article> {
        let id = self.catalogue.get(self.list.current()?)?.id();
        self.reader.opened(id).map(|opened| &opened.article)
    }

    fn next_step(&mut self) -> StepId {
        self.steps += 1;
        StepId { session: self.session, number: self.steps }
    }

    /// The kind of a step that a person can take back.
    const EDIT: StepKind = StepKind::Edit;
}
