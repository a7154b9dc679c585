//! The command palette: find any command by its name or by words of its description, and run it.

use crate::command::{Command, Context};
use crate::text::LineEditor;
use crate::text::fold::fold;

/// The palette's state.
#[derive(Debug)]
pub struct Palette {
    /// What is typed.
    pub input: LineEditor,
    /// The context from which it was opened: where the command will run.
    pub from: Context,
    /// The commands that match, best first.
    pub matches: Vec<Command>,
    /// The marked one.
    pub marked: usize,
}

impl Palette {
    /// An empty palette, opened from `from`.
    #[must_use]
    pub fn new(from: Context) -> Self {
        Self { input: LineEditor::default(), from, matches: matches("", from), marked: 0 }
    }

    /// Looks again for what matches the text.
    pub fn refresh(&mut self) {
        self.matches = matches(self.input.text(), self.from);
        self.marked = 0;
    }

    /// Moves the mark by `delta`, stopping at the ends.
    pub fn step(&mut self, delta: isize) {
        self.marked = self.marked.saturating_add_signed(delta).min(self.matches.len().saturating_sub(1));
    }

    /// The marked command.
    #[must_use]
    pub fn chosen(&self) -> Option<Command> {
        self.matches.get(self.marked).copied()
    }
}

/// The commands that can run in `context` and match every word of `typed`: by name first, then by description, then
/// those whose names hold the letters in order.
fn matches(typed: &str, context: Context) -> Vec<Command> {
    let typed = fold(typed);
    let words: Vec<&str> = typed.split_whitespace().collect();
    let rank = |command: Command| {
        let (name, help) = (command.name(), fold(command.help()));
        let all = |holds: &dyn Fn(&str) -> bool| words.iter().all(|word| holds(word));
        if all(&|word| name.starts_with(word)) {
            Some(0)
        } else if all(&|word| name.contains(word)) {
            Some(1)
        } else if all(&|word| name.contains(word) || help.contains(word)) {
            Some(2)
        } else {
            let mut letters = name.chars();
            words.iter().flat_map(|word| word.chars()).all(|wanted| letters.any(|c| c == wanted)).then_some(3)
        }
    };
    let can_run = |command: &Command| context.chain().iter().any(|context| command.contexts().contains(context));
    let mut found: Vec<(u8, Command)> =
        Command::ALL.iter().copied().filter(can_run).filter_map(|command| Some((rank(command)?, command))).collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, command)| command).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_found_by_name_by_words_and_by_letters() {
        assert_eq!(matches("undo", Context::List)[0], Command::Undo);
        assert_eq!(matches("last step", Context::List)[0], Command::Undo);
        assert!(matches("nxund", Context::List).contains(&Command::NextUndecided));
        assert!(matches("zzz", Context::List).is_empty());
    }

    #[test]
    fn only_what_can_run_here_is_offered() {
        assert!(!matches("", Context::List).contains(&Command::TextEnd));
        assert!(matches("", Context::Reader).contains(&Command::TextEnd));
        assert!(!matches("", Context::Reader).contains(&Command::Accept));
    }
}
