//! What is done one after the other: keys that were typed ahead of the rows that they are meant for, and macros.
//!
//! A filter is answered by another thread. Whoever knows what they want types the filter, Enter and a decision at once, and
//! over a slow line all of it comes in one piece: what acts on the list waits until the list is the one that was meant.

use super::Model;
use super::effect::Effect;
use super::msg::Notice;
use crate::command::Command;
use crate::keymap::{Action, Key};
use std::sync::Arc;

/// How often a macro is replayed at most for one key.
const REPLAYS: u32 = 1000;
/// How many commands and texts a recorded macro holds.
const RECORDED: usize = 1000;

/// What is still to be done.
#[derive(Debug)]
pub(super) enum Ahead {
    /// A key.
    Key(Key),
    /// A text that was pasted.
    Paste(String),
    /// Commands of one key, with the number that was typed before it.
    Act(Vec<Action>, Option<u32>),
    /// The rest of a macro.
    Again(Again),
}

/// A macro that is being done.
#[derive(Debug)]
pub(super) struct Again {
    what: Arc<[Done]>,
    next: usize,
    left: u32,
}

/// One thing that was recorded.
#[derive(Clone, Debug)]
enum Done {
    /// A command, with its count.
    Act(Action, Option<u32>),
    /// What was typed or pasted into a line.
    Text(String),
}

/// What is recorded.
#[derive(Debug, Default)]
pub(super) struct Recorder {
    /// Whether what is done is being recorded.
    on: bool,
    what: Vec<Done>,
    /// Where the palette was opened: what is chosen there is recorded, not how it was written.
    palette: Option<usize>,
}

impl Recorder {
    fn note(&mut self, done: Done) {
        if !self.on {
            return;
        }
        if let (Done::Text(text), Some(Done::Text(before))) = (&done, self.what.last_mut()) {
            before.push_str(text);
        } else if self.what.len() < RECORDED {
            self.what.push(done);
        }
    }
}

impl Model {
    /// Whether what acts on the list has to wait: it does not show yet what was asked for.
    fn waits_for_rows(&self) -> bool {
        self.stale && self.in_panes()
    }

    /// Does what is still to be done, as far as that can be done now.
    pub(super) fn go_on(&mut self, effects: &mut Vec<Effect>) {
        while !self.waits_for_rows()
            && let Some(next) = self.ahead.pop_front()
        {
            match next {
                Ahead::Key(key) => self.press(key, effects),
                Ahead::Paste(text) => self.paste(&text, effects),
                Ahead::Act(actions, count) => self.act(&actions, count, effects),
                Ahead::Again(again) => self.do_again(again, effects),
            }
        }
    }

    /// Runs actions one after the other, and records them where that is asked.
    pub(super) fn act(&mut self, actions: &[Action], count: Option<u32>, effects: &mut Vec<Effect>) {
        let mut rest = actions;
        while let Some((action, after)) = rest.split_first() {
            if self.waits_for_rows() {
                self.ahead.push_front(Ahead::Act(rest.to_vec(), count));
                return;
            }
            rest = after;
            let behind = self.ahead.len();
            self.begin(action);
            self.record_action(action, count);
            self.act_once(action, count, effects);
            let put_off = self.ahead.len() - behind;
            if put_off > 0 && !rest.is_empty() {
                self.ahead.insert(put_off, Ahead::Act(rest.to_vec(), count));
                return;
            }
        }
    }

    fn do_again(&mut self, mut again: Again, effects: &mut Vec<Effect>) {
        while again.left > 0 {
            let what = Arc::clone(&again.what);
            while let Some(done) = what.get(again.next) {
                if self.waits_for_rows() {
                    self.ahead.push_front(Ahead::Again(again));
                    return;
                }
                again.next += 1;
                let behind = self.ahead.len();
                match done {
                    Done::Act(action, count) => self.act_once(action, *count, effects),
                    Done::Text(text) => self.type_text(text, effects),
                }
                let put_off = self.ahead.len() - behind;
                if put_off > 0 {
                    self.ahead.insert(put_off, Ahead::Again(again));
                    return;
                }
            }
            again.next = 0;
            again.left -= 1;
        }
    }

    /// Whether commands are being recorded.
    #[must_use]
    pub fn recording(&self) -> bool {
        self.recorder.on
    }

    fn record_action(&mut self, action: &Action, count: Option<u32>) {
        match action.command {
            Command::RecordMacro | Command::ReplayMacro => return,
            Command::Palette => self.recorder.palette = Some(self.recorder.what.len()),
            _ => {}
        }
        self.recorder.note(Done::Act(action.clone(), count));
    }

    /// Records what was typed or pasted into the line that is being written.
    pub(super) fn record_text(&mut self, text: &str) {
        self.recorder.note(Done::Text(text.to_owned()));
    }

    /// The palette is closed: how something was chosen there is not recorded.
    pub(super) fn record_no_palette(&mut self) {
        if let (true, Some(before)) = (self.recorder.on, self.recorder.palette.take()) {
            self.recorder.what.truncate(before);
        }
    }

    /// Begins to record, or ends it.
    pub(super) fn record(&mut self) {
        self.recorder.on = !self.recorder.on;
        let text = if self.recorder.on {
            self.recorder.what.clear();
            self.recorder.palette = None;
            format!("Recording; {} ends it.", self.key_hint(Command::RecordMacro))
        } else {
            let count = self.recorder.what.iter().filter(|done| matches!(done, Done::Act(..))).count();
            let commands = if count == 1 { "command" } else { "commands" };
            format!("Recorded {count} {commands}; {} replays them.", self.key_hint(Command::ReplayMacro))
        };
        self.notices.tell(Notice::info(text));
    }

    /// Does `count` times what was recorded.
    pub(super) fn replay(&mut self, count: u32, effects: &mut Vec<Effect>) {
        if self.recorder.on {
            self.notices.tell(Notice::warning("A macro cannot be replayed while one is recorded."));
        } else if self.recorder.what.is_empty() {
            let text = format!("Nothing is recorded; {} records.", self.key_hint(Command::RecordMacro));
            self.notices.tell(Notice::warning(text));
        } else {
            let what = self.recorder.what.clone().into();
            self.do_again(Again { what, next: 0, left: count.min(REPLAYS) }, effects);
        }
    }

    /// Does `count` times what the keymap has under this name.
    pub(super) fn replay_named(&mut self, name: &str, count: u32, effects: &mut Vec<Effect>) {
        let Some(actions) = self.keymap.named_macro(name) else {
            self.notices.tell(Notice::warning(format!("No macro is called {name:?}.")));
            return;
        };
        let what = actions.iter().map(|action| Done::Act(action.clone(), None)).collect();
        self.do_again(Again { what, next: 0, left: count.min(REPLAYS) }, effects);
    }
}
