//! Where each fact goes.

use super::ahead::Ahead;
use super::effect::Effect;
use super::msg::{Level, Msg, Notice};
use super::{Loading, Model, Overlay};
use crate::command::{Command, Context};
use crate::domain::{ArticleId, Change, Edit, Row, Step, StepId, Triage};
use crate::keymap::{Key, Resolution};
use crate::text::LineEditor;
use std::collections::HashSet;

/// The first of `count` problems as the status line has room for it: the name of the file alone, and how many more there are
/// before what is wrong, which may be cut.
fn in_short(first: &str, count: usize) -> String {
    let more = if count == 1 { String::new() } else { format!("and {} more: ", count - 1) };
    match first.split_once(": ") {
        Some((place, what)) => {
            let place = place.rsplit('/').next().unwrap_or(place);
            format!("{place} ({more}:keymap-errors): {what}")
        }
        None => format!("{first} ({more}:keymap-errors)"),
    }
}

impl Model {
    pub(super) fn route(&mut self, msg: Msg, effects: &mut Vec<Effect>) {
        match msg {
            Msg::Key(key) => self.ahead.push_back(Ahead::Key(key)),
            Msg::Paste(text) => self.ahead.push_back(Ahead::Paste(text)),
            Msg::Resized { width, height } => self.size = (width, height),
            Msg::Clock(now) => self.now = now,
            Msg::WholeRows(whole_rows) => self.whole_rows = whole_rows,
            Msg::Loaded { rows, total, done } => self.load(&rows, total, done, effects),
            Msg::Arrived(rows) => self.arrive(&rows, effects),
            Msg::HistoryRead(history) => {
                self.take_history(history, effects);
            }
            Msg::Opened(id, opened) => self.reader.keep(id, opened),
            Msg::Found { generation, found } => self.found(generation, &found),
            Msg::Counted(counts) => self.counted(counts),
            Msg::Indexed { read, total, done } => self.indexed(Loading { read, total, done }, effects),
            Msg::Saved(id) => self.saved(id),
            Msg::SaveFailed(why) => self.save_failed(why),
            Msg::Elsewhere { triage, steps, theirs, rows } => {
                self.elsewhere(&triage, steps, &rows, effects);
                if !rows.is_empty() && !self.fetching {
                    // Another command may follow a feed more.
                    self.schedule(effects);
                }
                theirs.iter().for_each(|edit| self.history.record_theirs(edit));
            }
            Msg::LogRead(lines) => {
                if let Overlay::History(timeline) = &mut self.overlay {
                    timeline.fill(lines);
                }
            }
            Msg::Recalled { filters, commands } => {
                self.earlier.recall(filters);
                self.commands_typed.recall(commands);
            }
            Msg::Fetched(fetched) => self.fetched(fetched, effects),
            Msg::Due => self.fetch_due(effects),
            Msg::Told(notice) => self.notices.tell(notice),
            Msg::News(notice) => self.notices.news(notice),
            Msg::Problems(problems) => self.take_problems(problems),
            Msg::Reloaded { settings, keymap, problems } => {
                let before = self.settings.fetch_auto;
                self.reload(settings, keymap, problems, effects);
                if !before {
                    self.schedule(effects);
                }
            }
            Msg::Leaving => self.keep_position(effects),
        }
    }

    pub(super) fn press(&mut self, key: Key, effects: &mut Vec<Effect>) {
        self.notices.pass();
        self.awaited = None;
        if self.link_key(key, effects) {
            return;
        }
        let context = self.context();
        match self.resolver.press(&self.keymap, context, key) {
            Resolution::Run { actions, count } => self.act(&actions, count, effects),
            Resolution::Text(c) => {
                let text = c.to_string();
                self.record_text(&text);
                self.type_text(&text, effects);
            }
            Resolution::Unbound(keys) => {
                let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
                // Over the panes the key of the help does something else, or writes its character.
                let help = if self.in_panes() {
                    format!("; {} shows the keys", self.key_hint(Command::Help))
                } else {
                    String::new()
                };
                let text = format!("{} does nothing here{help}.", keys.join(" "));
                self.notices.tell(Notice::warning(text));
            }
            Resolution::Pending | Resolution::Cancelled => {}
        }
    }

    pub(super) fn paste(&mut self, text: &str, effects: &mut Vec<Effect>) {
        self.notices.pass();
        if self.context().takes_text() {
            self.record_text(text);
            self.type_text(text, effects);
        } else {
            let filter = if self.in_panes() {
                format!(": {} opens the filter", self.key_hint(Command::Filter))
            } else {
                String::new()
            };
            let text = format!("Pasted text goes into a line that is being written{filter}.");
            self.notices.tell(Notice::warning(text));
        }
    }

    /// What others decided. Articles with steps of this run on the way to the journal are passed over: those steps are
    /// later, and win.
    fn elsewhere(&mut self, triage: &[(ArticleId, Triage)], steps: Vec<Step>, rows: &[Row], effects: &mut Vec<Effect>) {
        if !rows.is_empty() {
            self.arrive(rows, effects);
        }
        let unsaved: HashSet<ArticleId> =
            self.unsaved.values().flat_map(|step| step.articles.iter().copied()).collect();
        let changes = triage.iter().filter(|(id, _)| !unsaved.contains(id)).filter_map(|(id, after)| {
            let before = self.catalogue.triage(self.catalogue.find(*id)?);
            Some(Change::between(*id, &before, after))
        });
        let edit = Edit::new("elsewhere", changes);
        self.catalogue.apply(&edit);
        steps.into_iter().for_each(|step| self.history.record(step));
    }

    fn saved(&mut self, id: StepId) {
        self.unsaved.remove(&id);
        self.saving.waiting.retain(|waiting| *waiting != id);
        if self.saving.failure.take().is_some() {
            self.notices.mend();
            self.notices.tell(Notice::info("Saving works again."));
        }
    }

    fn save_failed(&mut self, why: String) {
        let text = format!("NOT SAVED ({}): {why}", self.saving.waiting.len());
        self.saving.failure = Some(why);
        self.notices.tell(Notice { level: Level::Error, text });
    }

    fn take_problems(&mut self, problems: Vec<String>) {
        self.tell_problems(&problems, "");
        self.problems = problems;
    }

    /// Tells the first of what is wrong in the person's files, in the place of what was told of them before.
    pub(super) fn tell_problems(&mut self, problems: &[String], end: &str) {
        let before = std::mem::take(&mut self.problem_told);
        self.notices.unsay(&before);
        if let Some(first) = problems.first() {
            self.problem_told = format!("{}{end}", in_short(first, problems.len()));
            self.notices.news(Notice::warning(self.problem_told.clone()));
        }
    }

    /// The key that runs `command` here, or how to name it in the palette.
    pub(super) fn key_hint(&self, command: Command) -> String {
        let mut chain = self.context().chain().iter().chain([&Context::Global]);
        let key = chain.find_map(|context| self.keymap.keys_for(command, *context).into_iter().next());
        key.map_or_else(|| format!(":{}", command.name()), ToString::to_string)
    }

    /// Puts text where the caret is.
    pub(super) fn type_text(&mut self, text: &str, effects: &mut Vec<Effect>) {
        if let Some(input) = self.input() {
            input.insert(text);
            self.input_changed(effects);
        }
    }

    /// The line that is being written.
    pub(super) fn input(&mut self) -> Option<&mut LineEditor> {
        match &mut self.overlay {
            Overlay::Tags(editor) => Some(&mut editor.input),
            Overlay::Note(input, _) => Some(input),
            Overlay::Filter(bar) => Some(&mut bar.input),
            Overlay::Find(bar) => Some(&mut bar.input),
            Overlay::Palette(palette) => Some(&mut palette.input),
            Overlay::Help(help) => help.search.as_mut(),
            Overlay::None | Overlay::History(_) | Overlay::Links(_) => None,
        }
    }

    /// Follows a change of the line that is being written.
    pub(super) fn input_changed(&mut self, effects: &mut Vec<Effect>) {
        match &mut self.overlay {
            Overlay::Tags(editor) => editor.refresh(self.catalogue.tags()),
            Overlay::Palette(_) => self.refresh_palette(),
            Overlay::Filter(bar) => {
                let typed = bar.input.text().trim().to_owned();
                self.cursor_to_best = !bar.moved;
                let text = self.whole_filter(&typed);
                self.set_filter(&text, effects);
            }
            Overlay::Find(_) => self.find_changed(),
            Overlay::Help(help) => help.look(),
            Overlay::Note(..) | Overlay::None | Overlay::History(_) | Overlay::Links(_) => {}
        }
    }
}
