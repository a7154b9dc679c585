//! What each command does: one `match` for each group of commands.

use super::Model;
use super::decision::Decision;
use super::effect::{Effect, Fetch, Tool};
use super::geometry::Focus;
use super::msg::{Level, Notice};
use super::pane::{no_other, nothing_to_complete};
use super::queue::{Macro, Waiting};
use crate::command::{Command, Takes};
use crate::domain::{Tag, Verdict, View};
use crate::filter::Query;
use crate::keymap::Action;
use crate::message::msg;

/// The maximum number of layout changes for one key: a count may be very large.
const LAYOUTS: u32 = 100;

impl Model {
    /// Runs an action, `count` times where that applies: with its argument, in the open pane, or in the list and the
    /// reading view.
    pub(super) fn run(&mut self, action: &Action, count: u32, effects: &mut Vec<Effect>) {
        let command = action.command;
        match action.argument() {
            Some(text) if command.takes() != Takes::Nothing => self.run_with(action, text, count, effects),
            Some(_) | None => {
                let times = isize::try_from(count).unwrap_or(isize::MAX);
                let taken = self.pane_command(command, times, effects)
                    || self.hit_command(command, effects)
                    || self.split_command(command, times, effects)
                    || self.run_decision(command, count, effects)
                    || self.run_focus(command, count, effects)
                    || self.run_view(command, effects)
                    || self.run_on_article(command, effects)
                    || self.run_program(command, count, effects);
                if !taken {
                    self.needs_pane(command);
                }
            }
        }
    }

    /// Runs a command with its argument.
    fn run_with(&mut self, action: &Action, text: &str, count: u32, effects: &mut Vec<Effect>) {
        let command = action.command;
        match command.takes() {
            Takes::Nothing => {}
            Takes::Tag => match Tag::new(text) {
                Ok(tag) if command == Command::AddTag => {
                    self.decide_times(Decision::Tags(vec![tag], Vec::new()), count, effects);
                }
                Ok(tag) => self.decide_times(Decision::Tags(Vec::new(), vec![tag]), count, effects),
                Err(error) => self.tell(Notice::warning(msg!("tag-not-valid", text = text, error = error.to_string()))),
            },
            Takes::Query => {
                self.set_filter(text, effects);
                self.tell_mistake(&Query::typed(text, 0));
            }
            Takes::Words if command == Command::Pipe => self.pipe(&action.arguments, effects),
            Takes::Words => self.start(Tool::Words(action.arguments.clone()), effects),
            Takes::Line => {
                let words = ["/bin/sh", "-c", text].map(str::to_owned);
                self.start(Tool::Words(words.to_vec()), effects);
            }
            Takes::View if command == Command::RemoveView => self.remove_view(text, effects),
            Takes::View => self.show_view(text, effects),
            Takes::Name if command == Command::RenameView => self.rename_view(text.trim(), effects),
            Takes::Name => self.save_view(text.trim(), effects),
            Takes::Keys => self.bind_view(text.trim(), effects),
            Takes::Macro => self.replay_named(text, count),
        }
    }

    fn run_decision(&mut self, command: Command, count: u32, effects: &mut Vec<Effect>) -> bool {
        match command {
            Command::Keep => self.decide_times(Decision::Verdict(Verdict::Keep), count, effects),
            Command::Later => self.decide_times(Decision::Verdict(Verdict::Later), count, effects),
            Command::Drop => self.decide_times(Decision::Verdict(Verdict::Drop), count, effects),
            Command::Inbox => self.decide_times(Decision::Verdict(Verdict::Inbox), count, effects),
            Command::EditTags => self.open_tags(),
            Command::EditNote => self.open_note(),
            Command::ToggleRead => self.toggle_read(effects),
            Command::Undo => self.undo(count, effects),
            Command::Redo => self.redo(count, effects),
            Command::History => self.open_history(effects),
            Command::Repeat => self.repeat(count, effects),
            Command::Clear => self.clear(effects),
            _ => return false,
        }
        true
    }

    fn run_focus(&mut self, command: Command, count: u32, effects: &mut Vec<Effect>) -> bool {
        match command {
            Command::OpenArticle => self.open_article(effects),
            Command::Back => self.back(effects),
            Command::PageOrNext => self.page_or_next(effects),
            Command::SwitchPane => self.switch_pane(effects),
            Command::CycleLayout => self.cycle_layout(count),
            _ => return false,
        }
        true
    }

    fn run_view(&mut self, command: Command, effects: &mut Vec<Effect>) -> bool {
        match command {
            Command::Filter => self.open_filter(""),
            Command::Find => self.open_find(),
            Command::FindInTexts => self.open_filter("body:"),
            Command::ViewInbox => self.go_to_view(View::Verdict(Verdict::Inbox), effects),
            Command::ViewLater => self.go_to_view(View::Verdict(Verdict::Later), effects),
            Command::ViewKept => self.go_to_view(View::Verdict(Verdict::Keep), effects),
            Command::ViewDropped => self.go_to_view(View::Verdict(Verdict::Drop), effects),
            Command::ViewAll => self.go_to_view(View::All, effects),
            Command::Refresh => {
                self.refresh_view(effects);
                effects.push(Effect::Sync);
                self.tell(Notice::info(msg!("view-refreshed")));
            }
            _ => return false,
        }
        true
    }

    fn run_on_article(&mut self, command: Command, effects: &mut Vec<Effect>) -> bool {
        match command {
            Command::Fetch => self.fetch(effects),
            Command::FetchAll => self.begin_fetch(Fetch::All, effects),
            Command::FullText => self.full_text(effects),
            Command::SplitStory => self.split_story(effects),
            Command::Sources => effects.push(Effect::ReadFeeds),
            Command::OpenBrowser => self.with_link(effects, Effect::Browse),
            Command::CopyLink => self.with_link(effects, |text| Effect::Copy { what: "link", text }),
            Command::CopyText => self.copy_text(effects),
            Command::OpenInEditor => self.start(Tool::Editor, effects),
            Command::OpenInPager => self.start(Tool::Pager, effects),
            Command::OpenTextLink => self.open_links(false),
            Command::CopyTextLink => self.open_links(true),
            _ => return false,
        }
        true
    }

    fn run_program(&mut self, command: Command, count: u32, effects: &mut Vec<Effect>) -> bool {
        match command {
            Command::RecordMacro => self.record(),
            Command::ReplayMacro => self.replay(count),
            Command::Palette => self.open_palette(),
            Command::Help => self.open_help(),
            Command::Messages => self.open_messages(),
            Command::KeymapErrors => self.open_problems(),
            Command::Redraw => effects.push(Effect::Redraw),
            Command::Suspend => {
                self.keep_position(effects);
                effects.push(Effect::Suspend);
            }
            Command::Quit => self.quit(effects),
            _ if command.takes() != Takes::Nothing => self.needs(command),
            _ => return false,
        }
        true
    }

    /// Handles a command of panes and lines that no pane took.
    fn needs_pane(&mut self, command: Command) {
        match command {
            Command::NextProposal | Command::PreviousProposal => self.tell(Notice::info(no_other())),
            Command::Complete => self.tell(Notice::info(nothing_to_complete())),
            _ => {}
        }
    }

    /// In the reading view, while the person searches in texts, the keys go from hit to hit.
    fn hit_command(&mut self, command: Command, effects: &mut Vec<Effect>) -> bool {
        let down = match command {
            Command::NextUndecided => true,
            Command::PreviousUndecided => false,
            _ => return false,
        };
        let stepped = self.focus() == Focus::Reader && self.step_hit(down);
        if stepped {
            self.follow(effects);
        }
        stepped
    }

    fn open_article(&mut self, effects: &mut Vec<Effect>) {
        if self.panes.list.is_on_more_row() {
            self.searching().unfold(effects);
            return;
        }
        if self.panes.list.current().is_none() {
            self.tell(Notice::warning(msg!("open-none")));
            return;
        }
        if self.focus() == Focus::Reader {
            self.tell(Notice::info(msg!("open-already")));
            return;
        }
        self.panes.screen.focus_on(Focus::Reader);
        self.mark_read(effects);
    }

    fn back(&mut self, effects: &mut Vec<Effect>) {
        match self.focus() {
            Focus::Reader => {
                self.keep_position(effects);
                self.panes.screen.focus_on(Focus::List);
            }
            Focus::List => self.tell(Notice::info(msg!("back-in-list"))),
        }
    }

    fn switch_pane(&mut self, effects: &mut Vec<Effect>) {
        match self.focus() {
            Focus::Reader => self.back(effects),
            Focus::List => self.open_article(effects),
        }
    }

    fn page_or_next(&mut self, effects: &mut Vec<Effect>) {
        if self.geometry().reader.is_none() || self.panes.list.is_on_more_row() {
            self.open_article(effects);
        } else if self.panes.reader.shown().is_none() {
            self.tell(Notice::info(msg!("page-none")));
        } else {
            self.mark_read(effects);
            if self.panes.reader.at_end() {
                self.split_command(Command::NextUndecided, 1, effects);
            } else {
                let page = self.panes.reader.rows().saturating_sub(1).max(1);
                self.panes.reader.scroll(isize::try_from(page).unwrap_or(1));
            }
        }
    }

    fn clear(&mut self, effects: &mut Vec<Effect>) {
        if self.panes.list.clear_selection() || self.panes.find.clear() {
            return;
        }
        if !self.search.filter().is_empty() {
            self.drop_filters(effects);
        } else if !self.stop_fetching(effects) {
            self.tell(Notice::info(msg!("clear-nothing")));
        }
    }

    fn cycle_layout(&mut self, count: u32) {
        (0..count.min(LAYOUTS)).for_each(|_| self.panes.screen.cycle_layout());
        self.tell(Notice::info(msg!("layout-now", layout = self.layout().name())));
    }

    fn with_link(&mut self, effects: &mut Vec<Effect>, effect: impl Fn(String) -> Effect) {
        match self.current_article().map(|article| article.link.clone()) {
            Some(link) if link.is_empty() => self.tell(Notice::warning(msg!("article-no-link"))),
            Some(link) => effects.push(effect(link)),
            None => self.nothing_read(),
        }
    }

    fn copy_text(&mut self, effects: &mut Vec<Effect>) {
        let id = self.panes.list.current().and_then(|row| Some(self.articles.catalogue.get(row)?.id()));
        match id.and_then(|id| self.panes.reader.opened(id)) {
            Some(opened) => {
                let text = format!("{}\n\n{}\n", opened.article.title, opened.document.copied());
                effects.push(Effect::Copy { what: "text", text });
            }
            None => self.nothing_read(),
        }
    }

    fn quit(&mut self, effects: &mut Vec<Effect>) {
        self.keep_position(effects);
        if let Some((waiting, why)) = self.saving.ask_to_quit() {
            let text = msg!("quit-unsaved", waiting = waiting, why = why.to_string());
            self.notices.ask(Notice::new(Level::Warning, text));
            return;
        }
        effects.push(Effect::Quit);
    }

    /// Starts or stops recording.
    fn record(&mut self) {
        let text = match self.queue.toggle_recording() {
            None => msg!("macro-started", key = self.key_hint(Command::RecordMacro)),
            Some(count) => {
                msg!("macro-recorded", count = count, key = self.key_hint(Command::ReplayMacro))
            }
        };
        self.tell(Notice::info(text));
    }

    /// Replays the recorded macro `count` times.
    fn replay(&mut self, count: u32) {
        if self.queue.recording() {
            self.tell(Notice::warning(msg!("macro-recording")));
        } else if let Some(what) = self.queue.recorded(count) {
            self.queue.put(0, Waiting::Macro(what));
        } else {
            let text = msg!("macro-none", key = self.key_hint(Command::RecordMacro));
            self.tell(Notice::warning(text));
        }
    }

    /// Replays the keymap's macro of this name `count` times.
    fn replay_named(&mut self, name: &str, count: u32) {
        match self.keys.keymap.named_macro(name).map(|actions| Macro::of(actions, count)) {
            Some(what) => self.queue.put(0, Waiting::Macro(what)),
            None => self.tell(Notice::warning(msg!("macro-unknown", name = name))),
        }
    }
}
