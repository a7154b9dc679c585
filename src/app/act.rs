//! Turns keys into commands. The queue is processed in order, as far as the list already shows the rows that are
//! meant.

use super::Model;
use super::effect::Effect;
use super::msg::Notice;
use super::queue::{Done, Macro, Waiting};
use crate::command::{Command, Group};
use crate::keymap::{Action, Key, Resolution};
use crate::message::msg;

impl Model {
    /// Returns whether commands on the list have to wait: the list does not show yet what was asked for.
    fn waits_for_rows(&self) -> bool {
        self.search.stale() && self.in_panes()
    }

    /// Processes the queue as far as possible now.
    pub(super) fn go_on(&mut self, effects: &mut Vec<Effect>) {
        while !self.waits_for_rows()
            && let Some(next) = self.queue.pop()
        {
            match next {
                Waiting::Key(key) => self.press(key, effects),
                Waiting::Paste(text) => self.paste(&text, effects),
                Waiting::Act(actions, count) => self.act(&actions, count, effects),
                Waiting::Macro(what) => self.play(what, effects),
            }
        }
    }

    fn press(&mut self, key: Key, effects: &mut Vec<Effect>) {
        self.notices.pass();
        self.steps.wait_for(None);
        if self.pane_key(key, effects) {
            return;
        }
        let context = self.context();
        match self.keys.resolver.press(&self.keys.keymap, context, key) {
            Resolution::Run { actions, count } => self.act(&actions, count, effects),
            Resolution::Text(c) => {
                let text = c.to_string();
                self.queue.record_text(&text);
                self.type_text(&text, effects);
            }
            Resolution::Unbound(keys) => {
                let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
                let keys = keys.join(" ");
                // Over the panes, the help key does something else or types its character.
                self.tell(Notice::warning(if self.in_panes() {
                    msg!("key-does-nothing-help", keys = keys, help = self.key_hint(Command::Help))
                } else {
                    msg!("key-does-nothing", keys = keys)
                }));
            }
            Resolution::Pending | Resolution::Cancelled => {}
        }
    }

    fn paste(&mut self, text: &str, effects: &mut Vec<Effect>) {
        self.notices.pass();
        if self.context().takes_text() {
            self.queue.record_text(text);
            self.type_text(text, effects);
        } else {
            self.tell(Notice::warning(if self.in_panes() {
                msg!("paste-no-line-filter", filter = self.key_hint(Command::Filter))
            } else {
                msg!("paste-no-line")
            }));
        }
    }

    /// Runs actions in order, and records them while a macro is being recorded. What an action puts into the queue
    /// runs before the next action.
    fn act(&mut self, actions: &[Action], count: Option<u32>, effects: &mut Vec<Effect>) {
        let mut rest = actions;
        while let Some((action, after)) = rest.split_first() {
            if self.waits_for_rows() {
                self.queue.put(0, Waiting::Act(rest.to_vec(), count));
                return;
            }
            rest = after;
            let behind = self.queue.len();
            self.begin(action);
            self.queue.record_action(action, count);
            self.act_once(action, count, effects);
            let put_off = self.queue.len() - behind;
            if put_off > 0 && !rest.is_empty() {
                self.queue.put(put_off, Waiting::Act(rest.to_vec(), count));
                return;
            }
        }
    }

    /// Replays a macro, one item after the other.
    fn play(&mut self, mut what: Macro, effects: &mut Vec<Effect>) {
        loop {
            if self.waits_for_rows() {
                self.queue.put(0, Waiting::Macro(what));
                return;
            }
            let behind = self.queue.len();
            match what.next() {
                Some(Done::Act(action, count)) => self.act_once(&action, count, effects),
                Some(Done::Text(text)) => self.type_text(&text, effects),
                None => return,
            }
            let put_off = self.queue.len() - behind;
            if put_off > 0 {
                self.queue.put(put_off, Waiting::Macro(what));
                return;
            }
        }
    }

    /// Starts a command: an open question of another command is no longer valid.
    fn begin(&mut self, action: &Action) {
        if action.command != Command::Quit {
            self.saving.stay();
        }
        if action.command.group() != Group::Write && action.command != Command::Palette {
            self.asks_about_view(action.command);
        }
    }

    /// Runs an action. `count` is the number typed before its key: how often, or which row. If the command does not
    /// use a number, a message says so.
    fn act_once(&mut self, action: &Action, count: Option<u32>, effects: &mut Vec<Effect>) {
        let before = self.notices.shown().cloned();
        match (count, action.command) {
            (Some(number), Command::FirstArticle | Command::LastArticle) => self.go_to_number(number, effects),
            (count, command) if command.counts() => self.run(action, count.unwrap_or(1), effects),
            (count, command) => {
                self.run(action, 1, effects);
                if count.is_some_and(|count| count > 1) && self.notices.shown() == before.as_ref() {
                    let text = msg!("command-no-number", command = command.name());
                    self.tell(Notice::info(text));
                }
            }
        }
    }
}
