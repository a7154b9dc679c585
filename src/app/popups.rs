//! The pane or line over the list and the reading view: it gets keys, text and commands, and its requests are carried
//! out here.

use super::Model;
use super::effect::{Effect, Typed};
use super::filter_bar::FilterBar;
use super::geometry::Focus;
use super::help::{Help, HelpLine};
use super::links::LinkHints;
use super::messages::Messages;
use super::msg::Notice;
use super::note::NoteEditor;
use super::palette::Palette;
use super::pane::{Around, Pane, Reply, Request, no_other, write};
use super::popup::Popup;
use super::queue::Waiting;
use super::tags::TagEditor;
use crate::command::Command;
use crate::domain::Triage;
use crate::keymap::Key;
use crate::message::msg;

impl Model {
    /// Opens the filter line, on top of the current filter if there is one.
    pub(super) fn open_filter(&mut self, text: &str) {
        self.search.begin_typing(self.panes.list.current());
        self.panes.popup = Popup::Filter(FilterBar::with_text(text));
    }

    pub(super) fn open_tags(&mut self) {
        let rows = self.targets();
        if rows.is_empty() {
            self.tell(Notice::warning(msg!("tags-none")));
            return;
        }
        let catalogue = &self.articles.catalogue;
        let triages: Vec<Triage> = rows.iter().map(|&row| catalogue.triage(row)).collect();
        self.panes.popup = Popup::Tags(TagEditor::new(rows, &triages, catalogue.tags()));
    }

    pub(super) fn open_note(&mut self) {
        let rows = self.targets();
        match rows.first() {
            Some(&first) => {
                let text = if rows.len() == 1 { self.articles.catalogue.note(first) } else { "" };
                self.panes.popup = Popup::Note(NoteEditor::new(rows, text));
            }
            None => self.tell(Notice::warning(msg!("note-none"))),
        }
    }

    pub(super) fn open_palette(&mut self) {
        self.panes.popup =
            Popup::Palette(Palette::new(self.context(), self.queue.commands().clone(), self.settings.locale().clone()));
    }

    /// Opens the help screen of this context: the keys, and the saved views with their counts.
    pub(super) fn open_help(&mut self) {
        let views = self.settings.views().iter().map(|view| {
            let count = self.counts.of(&view.name).map_or_else(String::new, |count| count.to_string());
            let keys = self.view_key(&view.name).unwrap_or_default();
            let help = format!("\u{2068}{}\u{2069} {count}: \u{2068}{}\u{2069}", view.name, view.query);
            HelpLine::Keys { keys, name: format!("view {}", view.name), help }
        });
        self.panes.popup =
            Popup::Help(Help::keys(&self.keys.keymap, self.context(), views.collect(), self.settings.locale()));
    }

    pub(super) fn open_problems(&mut self) {
        if self.keys.problems().is_empty() {
            self.tell(Notice::info(msg!("problems-none")));
        } else {
            let width = usize::from(self.geometry().popup.width).saturating_sub(3);
            self.panes.popup = Popup::Help(Help::problems(self.keys.problems(), width, self.settings.locale()));
        }
    }

    pub(super) fn open_messages(&mut self) {
        let told: Vec<_> = self.notices.told().cloned().collect();
        if told.is_empty() {
            self.tell(Notice::info(msg!("messages-none")));
        } else {
            self.panes.popup = Popup::Messages(Messages::new(told));
        }
    }

    /// Shows letters beside the links on the screen, to open or to copy a link.
    pub(super) fn open_links(&mut self, copies: bool) {
        let Some((article, numbers, document)) = self.panes.reader.links() else {
            let open = self.key_hint(Command::OpenArticle);
            self.tell(Notice::warning(msg!("links-no-text", open = open)));
            return;
        };
        let hints = LinkHints::new(article, &numbers, document, copies);
        if hints.links().is_empty() {
            let text = match document.links.len() {
                0 => msg!("links-none"),
                count => msg!("links-elsewhere", count = count),
            };
            self.tell(Notice::warning(text));
        } else {
            self.panes.popup = Popup::Links(hints);
        }
    }

    /// Passes the open pane to `ask` and carries out its reply. Returns `None` if no pane is open.
    fn ask_pane(
        &mut self,
        effects: &mut Vec<Effect>,
        ask: impl FnOnce(&mut dyn Pane, &Around<'_>) -> Reply,
    ) -> Option<Reply> {
        // Every key comes here, mostly while no pane is open: then nothing is computed.
        if self.in_panes() {
            return None;
        }
        self.ask(None, effects, ask)
    }

    /// Passes a pane to `ask` and carries out its reply: the list, the reading view, or the pane over them.
    fn ask(
        &mut self,
        split: Option<Focus>,
        effects: &mut Vec<Effect>,
        ask: impl FnOnce(&mut dyn Pane, &Around<'_>) -> Reply,
    ) -> Option<Reply> {
        let places = self.geometry();
        let around = Around {
            catalogue: &self.articles.catalogue,
            keymap: &self.keys.keymap,
            views: self.settings.views(),
            filters: self.search.earlier(),
            focus: self.panes.screen.focus(),
            waits_in: self.search.waits_in(),
            height: usize::from(places.popup.height).saturating_sub(2),
            list_height: usize::from(places.list.map_or(1, |area| area.height)),
        };
        let pane: &mut dyn Pane = match split {
            Some(Focus::List) => &mut self.panes.list,
            Some(Focus::Reader) => &mut self.panes.reader,
            None => self.panes.popup.pane_mut()?,
        };
        let reply = ask(pane, &around);
        Some(match reply {
            Reply::Pass | Reply::Done => reply,
            Reply::Ask(request) => {
                self.carry_out(request, effects);
                Reply::Done
            }
            Reply::Close => {
                self.close_popup();
                Reply::Done
            }
            Reply::CloseAnd(request) => {
                self.close_popup();
                self.carry_out(request, effects);
                Reply::Done
            }
        })
    }

    fn close_popup(&mut self) {
        self.panes.popup = Popup::None;
    }

    /// Passes a command to the open pane. Returns whether the pane handled it.
    pub(super) fn pane_command(&mut self, command: Command, times: isize, effects: &mut Vec<Effect>) -> bool {
        let taken = self.ask_pane(effects, |pane, around| pane.command(command, times, around));
        match taken {
            Some(Reply::Pass) => self.write_in_line(command, effects),
            taken => taken.is_some(),
        }
    }

    /// Passes a command to the list and the reading view, first to the one with the focus. Returns whether one handled
    /// it.
    pub(super) fn split_command(&mut self, command: Command, times: isize, effects: &mut Vec<Effect>) -> bool {
        let order = match self.focus() {
            Focus::List => [Focus::List, Focus::Reader],
            Focus::Reader => [Focus::Reader, Focus::List],
        };
        order.into_iter().any(|split| {
            let reply = self.ask(Some(split), effects, |pane, around| pane.command(command, times, around));
            reply.is_some_and(|reply| reply != Reply::Pass)
        })
    }

    /// Edits the line of the open pane according to the command. Returns whether the command edits lines.
    fn write_in_line(&mut self, command: Command, effects: &mut Vec<Effect>) -> bool {
        let visual = self.settings.config().visual_caret;
        let Some(line) = self.panes.popup.pane_mut().and_then(Pane::line_mut) else { return false };
        let before = line.text().to_owned();
        let writes = write(line, command, visual);
        if line.text() != before {
            self.ask_pane(effects, |pane, around| pane.changed(around));
        }
        writes
    }

    /// Goes to the line with this number, from 1: in the open pane if it has lines, else in the list.
    pub(super) fn go_to_number(&mut self, number: u32, effects: &mut Vec<Effect>) {
        let number = usize::try_from(number).unwrap_or(usize::MAX);
        let taken = self.ask_pane(effects, |pane, around| pane.go_to(number, around));
        if taken.is_none_or(|reply| reply == Reply::Pass) {
            self.ask(Some(Focus::List), effects, |list, around| list.go_to(number, around));
        }
    }

    /// Passes a key to the open pane before the keymap. Returns whether the pane handled it.
    pub(super) fn pane_key(&mut self, key: Key, effects: &mut Vec<Effect>) -> bool {
        let printed = key.typed().and_then(|c| self.keys.resolver.printed(c));
        let taken = self.ask_pane(effects, |pane, _| pane.key(key, printed).unwrap_or(Reply::Pass));
        taken.is_some_and(|reply| reply != Reply::Pass)
    }

    /// Inserts text at the caret.
    pub(super) fn type_text(&mut self, text: &str, effects: &mut Vec<Effect>) {
        if let Some(line) = self.panes.popup.pane_mut().and_then(Pane::line_mut) {
            line.insert(text);
            self.ask_pane(effects, |pane, around| pane.changed(around));
        }
    }

    /// Carries out a pane's request.
    fn carry_out(&mut self, request: Request, effects: &mut Vec<Effect>) {
        match request {
            Request::Tell(notice) => self.tell(notice),
            Request::Decide(rows, decision) => {
                self.panes.list.clear_selection();
                self.decide_on(&rows, decision, effects);
            }
            Request::Filter(typed) => self.type_filter(&typed, effects),
            Request::AcceptFilter(typed) => {
                if let Some(typed) = self.search.accept(&typed) {
                    effects.push(Effect::Remember(Typed::Filter(typed)));
                }
            }
            Request::CancelFilter => self.cancel_filter(effects),
            Request::PopFilter => {
                if let (Some(below), Popup::Filter(bar)) = (self.search.pop(), &mut self.panes.popup) {
                    bar.set(&below);
                    self.type_filter(below.trim(), effects);
                }
            }
            Request::Follow => self.follow(effects),
            Request::MoveInList(delta) => {
                self.search.moved();
                self.step_list(delta);
            }
            Request::StepInList(down) if self.search.stale() => self.search.step_later(down),
            Request::StepInList(down) => {
                self.search.moved();
                self.step_list(if down { 1 } else { -1 });
            }
            Request::Find(text) => self.find_text(&text),
            Request::CancelFind => self.cancel_find(),
            Request::StepHit(down) => {
                if !self.step_hit(down) {
                    self.tell(Notice::info(no_other()));
                }
            }
            Request::Run(action) => {
                self.queue.record_no_palette();
                self.queue.ran(action.to_string());
                effects.push(Effect::Remember(Typed::Command(action.to_string())));
                self.queue.put(0, Waiting::Act(vec![action], None));
            }
            Request::NoChoice(notice) => {
                self.queue.record_no_palette();
                notice.into_iter().for_each(|notice| self.tell(notice));
            }
            Request::TakeBack(line) => self.take_back(&line, effects),
            Request::Link { address, copies: true } => effects.push(Effect::Copy { what: "link", text: address }),
            Request::Link { address, copies: false } => effects.push(Effect::Browse(address)),
        }
    }
}
