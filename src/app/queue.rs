//! The pending input: keys typed ahead of the rows that they are meant for, and macros.
//!
//! Another thread answers a filter. People who know what they want type the filter, Enter and a decision at once, and
//! over a slow connection all of it arrives in one piece. So commands on the list wait until it shows the rows that
//! were meant.

use super::earlier::Earlier;
use crate::command::Command;
use crate::keymap::{Action, Key};
use std::collections::VecDeque;
use std::sync::Arc;

/// The maximum number of replays of a macro for one key.
const REPLAYS: u32 = 1000;
/// The maximum number of commands and texts in a recorded macro.
const RECORDED: usize = 1000;

/// A pending input.
#[derive(Debug)]
pub(super) enum Waiting {
    /// A key.
    Key(Key),
    /// A pasted text.
    Paste(String),
    /// The commands of one key, with the number typed before it.
    Act(Vec<Action>, Option<u32>),
    /// The rest of a macro.
    Macro(Macro),
}

/// A macro that is being replayed.
#[derive(Debug)]
pub(super) struct Macro {
    what: Arc<[Done]>,
    next: usize,
    left: u32,
}

/// A recorded command or text.
#[derive(Clone, Debug)]
pub(super) enum Done {
    /// A command, with its count.
    Act(Action, Option<u32>),
    /// A text that was typed or pasted into a line.
    Text(String),
}

/// The macro recorder.
#[derive(Debug, Default)]
struct Recorder {
    /// Whether it is recording.
    on: bool,
    what: Vec<Done>,
    /// The place where the palette was opened: the recorder keeps the choice, not how it was typed.
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

/// The queue, and the recorder of what comes out of it.
#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: VecDeque<Waiting>,
    recorder: Recorder,
    /// The commands that were run from the palette before, the latest last.
    commands: Earlier,
}

impl Queue {
    /// Appends an input.
    pub(super) fn push(&mut self, what: Waiting) {
        self.waiting.push_back(what);
    }

    /// Inserts an input at this place from the front.
    pub(super) fn put(&mut self, at: usize, what: Waiting) {
        self.waiting.insert(at, what);
    }

    /// Removes and returns the next input.
    pub(super) fn pop(&mut self) -> Option<Waiting> {
        self.waiting.pop_front()
    }

    /// Returns the number of pending inputs.
    pub(super) fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Returns the commands that were run from the palette before.
    pub(super) fn commands(&self) -> &Earlier {
        &self.commands
    }

    /// Adds a command that was run from the palette.
    pub(super) fn ran(&mut self, command: String) {
        self.commands.push(command);
    }

    /// Inserts the commands of earlier runs before those of this run.
    pub(super) fn recall(&mut self, commands: Vec<String>) {
        self.commands.recall(commands);
    }

    /// Returns whether commands are being recorded.
    pub(super) fn recording(&self) -> bool {
        self.recorder.on
    }

    /// Records a command, if recording is on.
    pub(super) fn record_action(&mut self, action: &Action, count: Option<u32>) {
        match action.command {
            Command::RecordMacro | Command::ReplayMacro => return,
            Command::Palette => self.recorder.palette = Some(self.recorder.what.len()),
            _ => {}
        }
        self.recorder.note(Done::Act(action.clone(), count));
    }

    /// Records text that was typed or pasted into the open line.
    pub(super) fn record_text(&mut self, text: &str) {
        self.recorder.note(Done::Text(text.to_owned()));
    }

    /// Removes the input in the palette from the record: the palette was closed.
    pub(super) fn record_no_palette(&mut self) {
        if let (true, Some(before)) = (self.recorder.on, self.recorder.palette.take()) {
            self.recorder.what.truncate(before);
        }
    }

    /// Starts or stops recording. Returns the number of recorded commands when it stops.
    pub(super) fn toggle_recording(&mut self) -> Option<usize> {
        self.recorder.on = !self.recorder.on;
        if self.recorder.on {
            self.recorder.what.clear();
            self.recorder.palette = None;
            return None;
        }
        Some(self.recorder.what.iter().filter(|done| matches!(done, Done::Act(..))).count())
    }

    /// Returns the recorded macro for `count` replays; `None` if nothing is recorded.
    pub(super) fn recorded(&self, count: u32) -> Option<Macro> {
        let what: Arc<[Done]> = self.recorder.what.clone().into();
        (!what.is_empty()).then(|| Macro { what, next: 0, left: count.min(REPLAYS) })
    }
}

impl Macro {
    /// Returns a macro of these actions for `count` replays.
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
