//! What is still to be done: keys that were typed ahead of the rows that they are meant for, and macros.
//!
//! A filter is answered by another thread. Whoever knows what they want types the filter, Enter and a decision at once, and
//! over a slow line all of it comes in one piece: what acts on the list waits until the list is the one that was meant.

use super::earlier::Earlier;
use crate::command::Command;
use crate::keymap::{Action, Key};
use std::collections::VecDeque;
use std::sync::Arc;

/// How often a macro is replayed at most for one key.
const REPLAYS: u32 = 1000;
/// How many commands and texts a recorded macro holds.
const RECORDED: usize = 1000;

/// What is still to be done.
#[derive(Debug)]
pub(super) enum Waiting {
    /// A key.
    Key(Key),
    /// A text that was pasted.
    Paste(String),
    /// Commands of one key, with the number that was typed before it.
    Act(Vec<Action>, Option<u32>),
    /// The rest of a macro.
    Macro(Macro),
}

/// A macro that is being done.
#[derive(Debug)]
pub(super) struct Macro {
    what: Arc<[Done]>,
    next: usize,
    left: u32,
}

/// One thing that was recorded.
#[derive(Clone, Debug)]
pub(super) enum Done {
    /// A command, with its count.
    Act(Action, Option<u32>),
    /// What was typed or pasted into a line.
    Text(String),
}

/// What is recorded.
#[derive(Debug, Default)]
struct Recorder {
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

/// The queue, and what is recorded of what comes out of it.
#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: VecDeque<Waiting>,
    recorder: Recorder,
    /// The commands that were run from the palette before, the latest last.
    commands: Earlier,
}

impl Queue {
    /// Puts something at the end.
    pub(super) fn push(&mut self, what: Waiting) {
        self.waiting.push_back(what);
    }

    /// Puts something at this place from the front.
    pub(super) fn put(&mut self, at: usize, what: Waiting) {
        self.waiting.insert(at, what);
    }

    /// Takes what is to be done next.
    pub(super) fn pop(&mut self) -> Option<Waiting> {
        self.waiting.pop_front()
    }

    /// How many wait.
    pub(super) fn len(&self) -> usize {
        self.waiting.len()
    }

    /// The commands that were run from the palette before.
    pub(super) fn commands(&self) -> &Earlier {
        &self.commands
    }

    /// A command was run from the palette.
    pub(super) fn ran(&mut self, command: String) {
        self.commands.push(command);
    }

    /// Puts the commands of earlier runs before those of this one.
    pub(super) fn recall(&mut self, commands: Vec<String>) {
        self.commands.recall(commands);
    }

    /// Whether commands are being recorded.
    pub(super) fn recording(&self) -> bool {
        self.recorder.on
    }

    /// Records a command, where that is asked.
    pub(super) fn record_action(&mut self, action: &Action, count: Option<u32>) {
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

    /// Begins to record, or ends it. Gives how many commands were recorded where it ends.
    pub(super) fn toggle_recording(&mut self) -> Option<usize> {
        self.recorder.on = !self.recorder.on;
        if self.recorder.on {
            self.recorder.what.clear();
            self.recorder.palette = None;
            return None;
        }
        Some(self.recorder.what.iter().filter(|done| matches!(done, Done::Act(..))).count())
    }

    /// What was recorded, to be done `count` times; nothing where nothing is recorded.
    pub(super) fn recorded(&self, count: u32) -> Option<Macro> {
        let what: Arc<[Done]> = self.recorder.what.clone().into();
        (!what.is_empty()).then(|| Macro { what, next: 0, left: count.min(REPLAYS) })
    }
}

impl Macro {
    /// These actions, to be done `count` times.
    pub(super) fn of(actions: &[Action], count: u32) -> Self {
        let what = actions.iter().map(|action| Done::Act(action.clone(), None)).collect();
        Self { what, next: 0, left: count.min(REPLAYS) }
    }
}

impl Iterator for Macro {
    type Item = Done;

    fn next(&mut self) -> Option<Done> {
        if self.what.is_empty() || self.left == 0 {
            return None;
        }
        let done = self.what.get(self.next).cloned();
        self.next += 1;
        if self.next == self.what.len() {
            (self.next, self.left) = (0, self.left - 1);
        }
        done
    }
}
