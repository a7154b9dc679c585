//! `update`: routes each fact, and returns the effects.

use super::effect::Effect;
use super::msg::{Level, Msg, Notice};
use super::popup::Popup;
use super::queue::Waiting;
use super::settings::Settings;
use super::{Loading, Model};
use crate::domain::{ArticleId, Change, Edit, Row, Step, StepId, Triage};
use crate::keymap::{Diagnostic, Keymap, Layouts, Resolver};
use crate::message::msg;
use std::sync::Arc;

impl Model {
    /// Handles a fact, and returns what to do about it.
    pub fn update(&mut self, msg: Msg) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.route(msg, &mut effects);
        self.go_on(&mut effects);
        if !matches!(self.panes.popup, Popup::Filter(_)) {
            self.search.end_typing();
        }
        self.settle(&mut effects);
        effects
    }

    fn route(&mut self, msg: Msg, effects: &mut Vec<Effect>) {
        match msg {
            Msg::Key(key) => self.queue.push(Waiting::Key(key)),
            Msg::Paste(text) => self.queue.push(Waiting::Paste(text)),
            Msg::Resized { width, height } => self.panes.screen.resize(width, height),
            Msg::Clock(now) => {
                self.now = now;
                self.notices.tick(now);
            }
            Msg::WholeRows(whole_rows) => self.panes.screen.order_whole_rows(whole_rows),
            Msg::Loaded { rows, total, done } => self.load(&rows, total, done, effects),
            Msg::Arrived(rows) => self.arrive(&rows, effects),
            Msg::HistoryRead(history) => self.take_history(history, effects),
            Msg::Opened(id, opened) => self.panes.reader.keep(id, opened),
            Msg::Found { generation, found } => self.found(generation, &found),
            Msg::Counted(counts) => self.counts.take(counts),
            Msg::Indexed { read, total, done } => self.searching().indexed(Loading { read, total, done }, effects),
            Msg::Saved(id) => self.saved(id),
            Msg::SaveFailed(why) => self.save_failed(why),
            Msg::Elsewhere { triage, steps, theirs, rows } => {
                self.elsewhere(&triage, steps, &rows, effects);
                if !rows.is_empty() && !self.fetching.feeds() {
                    // Another command may have followed a new feed.
                    self.schedule(effects);
                }
                theirs.iter().for_each(|edit| self.steps.record_theirs(edit));
            }
            Msg::LogRead(lines) => {
                if let Popup::History(pane) = &mut self.panes.popup {
                    pane.fill(lines);
                }
            }
            Msg::Recalled { filters, commands } => {
                self.search.recall(filters);
                self.queue.recall(commands);
            }
            Msg::Fetched(fetched) => self.fetched(fetched, effects),
            Msg::FeedsRead(feeds) => self.show_feeds(&feeds),
            Msg::Due => self.fetch_due(effects),
            Msg::Told(notice) => self.notices.tell(notice),
            Msg::News(notice) => self.notices.news(notice),
            Msg::Problems(problems) => self.keys.take_problems(problems, &mut self.notices),
            Msg::Reloaded { settings, keymap, problems } => {
                let before = self.settings.config().fetch_auto;
                self.reload(settings, keymap, problems, effects);
                if !before {
                    self.schedule(effects);
                }
            }
            Msg::Leaving => self.keep_position(effects),
        }
    }

    /// Applies the decisions of others. It skips articles that have pending steps of this run: those steps are later,
    /// and win.
    fn elsewhere(&mut self, triage: &[(ArticleId, Triage)], steps: Vec<Step>, rows: &[Row], effects: &mut Vec<Effect>) {
        if !rows.is_empty() {
            self.arrive(rows, effects);
        }
        let unsaved = self.saving.articles();
        let catalogue = &mut self.articles.catalogue;
        let changes = triage.iter().filter(|(id, _)| !unsaved.contains(id)).filter_map(|(id, after)| {
            let before = catalogue.triage(catalogue.find(*id)?);
            Some(Change::between(*id, &before, after))
        });
        let edit = Edit::new("elsewhere", changes.collect::<Vec<_>>());
        catalogue.apply(&edit);
        steps.into_iter().for_each(|step| self.steps.record(step));
    }

    fn saved(&mut self, id: StepId) {
        if self.saving.saved(id) {
            self.notices.mend();
            self.notices.tell(Notice::info(msg!("saving-again")));
        }
    }

    fn save_failed(&mut self, why: String) {
        let text = msg!("not-saved", why = why.to_string(), count = self.saving.waiting().len());
        self.saving.failed(why);
        self.notices.tell(Notice::new(Level::Error, text));
    }

    /// Takes up settings and keys that were read anew. Those with something wrong in them change nothing.
    fn reload(
        &mut self,
        settings: Settings,
        keymap: Arc<Keymap>,
        problems: Vec<Diagnostic>,
        effects: &mut Vec<Effect>,
    ) {
        if !problems.is_empty() {
            self.keys.refuse(problems, &mut self.notices);
            return;
        }
        let mended = self.keys.mended(&mut self.notices);
        if *keymap == *self.keys.keymap && settings == self.settings && !mended {
            return;
        }
        let (new, old) = (settings.config(), self.settings.config());
        if new.layout != old.layout {
            self.panes.screen.use_layout(new.layout);
        }
        if *keymap != *self.keys.keymap || new.keyboards != old.keyboards {
            self.keys.resolver = Resolver::new(Layouts::new(&new.keyboards));
        }
        self.keys.keymap = keymap;
        let before = std::mem::replace(&mut self.settings, settings);
        if before.config() != self.settings.config() {
            effects.push(Effect::SetUp(Arc::clone(self.settings.config())));
        }
        if before.views() != self.settings.views() {
            self.views_changed(before.views(), effects);
            self.searching().parse();
        }
        self.notices.tell(Notice::info(msg!("settings-in-force")));
    }
}
