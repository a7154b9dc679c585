//! What the session knows about the terminal: the questions it asks, and how it writes as a result.

use super::Session;
use crate::app::msg::Msg;
use crate::config::bidi::{Bidi, Strategy};
use crate::service::terminal_choice::TerminalChoices;
use crate::terminal::event::Event;
use crate::terminal::input::Input;
use crate::terminal::pace::Pace;
use crate::terminal::probe::{self, Answers};
use tokio::sync::mpsc::UnboundedSender;

impl Session {
    /// Sets what is known about right-to-left text before farz asks the terminal.
    pub fn knows(&mut self, bidi: Bidi, remembered: TerminalChoices) {
        (self.bidi, self.remembered) = (bidi, remembered);
        self.answers = Answers::new(super::variable);
        let line = super::variable("SSH_CONNECTION").is_some() && super::variable(probe::NO_PROBE).is_none();
        self.pace = Pace::new(line);
        self.choose();
    }

    /// Asks the terminal what it is, unless the user forbids questions. If the user has configured how to write to
    /// it, asks only about its keyboard. Nothing waits for the answers: they arrive as events, and change the screen
    /// if they change anything.
    pub fn ask(&mut self, input: &Input, events: &UnboundedSender<Event>) {
        if super::variable(probe::NO_PROBE).is_some() {
            return;
        }
        self.unasked = self.bidi.strategy.is_some().then(|| events.clone());
        let all = self.bidi.strategy.is_none();
        tracing::info!(term = self.answers.term, between = ?self.answers.between, all, "terminal asked");
        match self.answers.between {
            probe::Between::Nothing if self.bidi.strategy.is_some() => self.output.send(probe::KEYBOARD.to_vec()),
            probe::Between::Tmux | probe::Between::Screen if self.bidi.strategy.is_some() => {}
            probe::Between::Nothing => {
                input.expect_answerback();
                self.output.send(probe::questions(self.screen.last(), self.screen.cursor()));
            }
            probe::Between::Tmux => probe::ask_tmux(events.clone()),
            probe::Between::Screen => {}
        }
    }

    /// Chooses how to write, from what is known about the terminal.
    pub(super) fn choose(&mut self) {
        let remembered = self.remembered.strategy(&self.answers.fingerprint());
        let choice = self.answers.choose();
        let writing = probe::writing(&self.bidi, remembered, &choice);
        if writing != self.writing {
            let why = match (self.bidi.strategy, remembered) {
                (Some(_), _) => "config".to_owned(),
                (None, Some(_)) => "calibrate".to_owned(),
                (None, None) => choice.why.to_string(),
            };
            tracing::info!(strategy = writing.strategy.name(), why, strip_marks = writing.strip_marks, "terminal");
            self.writing = writing;
            self.dirty = true;
            self.take(Msg::WholeRows(writing.strategy == Strategy::Logical));
        }
    }
}
