//! What a key runs: a command with its arguments.

use crate::command::Command;
use crate::message::{Message, msg};
use std::fmt;

/// A command and its arguments.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Action {
    /// The command.
    pub command: Command,
    /// Its arguments: none for most commands, one text for a tag, a filter or a macro, the words of a program.
    pub arguments: Vec<String>,
}

impl Action {
    /// Returns the command without arguments.
    #[must_use]
    pub const fn plain(command: Command) -> Self {
        Self { command, arguments: Vec::new() }
    }

    /// Returns the command with one argument.
    #[must_use]
    pub fn with(command: Command, argument: impl Into<String>) -> Self {
        Self { command, arguments: vec![argument.into()] }
    }

    /// Returns the first argument, if any.
    #[must_use]
    pub fn argument(&self) -> Option<&str> {
        self.arguments.first().map(String::as_str)
    }

    /// Returns a one-line description.
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

/// Returns `text` without control characters.
fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

impl From<Command> for Action {
    fn from(command: Command) -> Self {
        Self::plain(command)
    }
}

/// Returns the names of the actions, separated by commas.
#[must_use]
pub fn names(actions: &[Action]) -> String {
    actions.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Describes the actions, one after the other, in one line. `None` if there are none.
#[must_use]
pub fn help(actions: &[Action]) -> Option<Message> {
    actions.iter().map(Action::help).reduce(|first, second| msg!("action-then", first = first, second = second))
}
