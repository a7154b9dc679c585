//! What a key runs: a command with its arguments.

use crate::command::Command;
use crate::message::{Message, msg};
use std::fmt;

/// A command and its arguments.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Action {
    /// What to do.
    pub command: Command,
    /// What it is told: nothing for most, one text for a tag, a filter or a macro, the words of a program.
    pub arguments: Vec<String>,
}

impl Action {
    /// The command alone.
    #[must_use]
    pub const fn plain(command: Command) -> Self {
        Self { command, arguments: Vec::new() }
    }

    /// The command, told one thing.
    #[must_use]
    pub fn with(command: Command, argument: impl Into<String>) -> Self {
        Self { command, arguments: vec![argument.into()] }
    }

    /// The argument, if there is exactly one.
    #[must_use]
    pub fn argument(&self) -> Option<&str> {
        self.arguments.first().map(String::as_str)
    }

    /// What it does, in one line.
    #[must_use]
    pub fn help(&self) -> Message {
        if self.arguments.is_empty() {
            return self.command.help();
        }
        msg!("action-with-argument", command = self.command.help(), argument = shown(&self.arguments.join(" ")))
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.command.name())?;
        if !self.arguments.is_empty() {
            write!(f, " {}", shown(&self.arguments.join(" ")))?;
        }
        Ok(())
    }
}

/// `text` without what acts on a terminal.
fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

impl From<Command> for Action {
    fn from(command: Command) -> Self {
        Self::plain(command)
    }
}

/// The names of the actions, separated by commas.
#[must_use]
pub fn names(actions: &[Action]) -> String {
    actions.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// What the actions do, one after the other, in one line; nothing where there are none.
#[must_use]
pub fn help(actions: &[Action]) -> Option<Message> {
    actions.iter().map(Action::help).reduce(|first, second| msg!("action-then", first = first, second = second))
}
