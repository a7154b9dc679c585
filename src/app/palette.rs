//! The command palette: find any command by its name or by words of its description, and run it.

use crate::command::{Command, Context, Takes};
use crate::keymap::Action;
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
    /// What its argument can be, where the command that is written takes one.
    pub arguments: Vec<String>,
    /// What was run from here before, the newest last.
    history: Vec<String>,
    /// How far one has gone back in it.
    back: usize,
}

impl Palette {
    /// An empty palette, opened from `from`; `history` is what was run from it before, the newest last.
    #[must_use]
    pub fn new(from: Context, history: Vec<String>) -> Self {
        let input = LineEditor::default();
        Self { input, from, matches: matches("", from), marked: 0, arguments: Vec::new(), history, back: 0 }
    }

    /// Looks again for what matches the text; `tags` are those that there are, and `views` the names of all views.
    pub fn refresh<'a>(&mut self, tags: impl Iterator<Item = &'a str>, views: &[String]) {
        self.marked = 0;
        self.arguments.clear();
        let Some((command, argument)) = told(self.input.text(), self.from) else {
            self.matches = matches(self.input.text(), self.from);
            return;
        };
        let sought = fold(argument);
        let fits = |name: &&str| fold(name).contains(&sought);
        self.arguments = match command.takes() {
            Takes::Tag => tags.filter(fits).take(50).map(str::to_owned).collect(),
            Takes::View => views.iter().map(String::as_str).filter(fits).map(str::to_owned).collect(),
            Takes::Nothing | Takes::Query | Takes::Words | Takes::Line | Takes::Macro | Takes::Name => Vec::new(),
        };
        self.matches = vec![command];
    }

    /// What is to run: the command that is written with what it is told, else the marked one.
    #[must_use]
    pub fn action(&self) -> Option<Action> {
        match told(self.input.text(), self.from) {
            // There is no other view than those that are proposed.
            Some((command, _)) if command.takes() == Takes::View && !self.arguments.is_empty() => {
                self.arguments.get(self.marked).map(|view| Action::with(command, view.as_str()))
            }
            Some((command, "")) => Some(Action::plain(command)),
            Some((command, text)) if command.takes() == Takes::Words => {
                Some(Action { command, arguments: text.split_whitespace().map(str::to_owned).collect() })
            }
            Some((command, text)) => Some(Action::with(command, text)),
            None => self.chosen().map(Action::plain),
        }
    }

    /// Writes out the marked command, or the marked argument of the one that is written.
    pub fn complete(&mut self) {
        let written = told(self.input.text(), self.from);
        match (written, self.arguments.get(self.marked), self.chosen()) {
            (Some((command, _)), Some(argument), _) => self.input.set(&format!("{} {argument}", command.name())),
            (None, _, Some(command)) if command.takes() == Takes::Nothing => self.input.set(command.name()),
            (None, _, Some(command)) => self.input.set(&format!("{} ", command.name())),
            (Some(_), None, _) | (None, _, None) => {}
        }
    }

    /// Writes what was run before the one that is written, where the mark is at the top already.
    pub fn recall(&mut self) -> bool {
        let older = self.history.len().checked_sub(self.back + 1).and_then(|at| self.history.get(at));
        let (0, Some(older)) = (self.marked, older.cloned()) else { return false };
        self.back += 1;
        self.input.set(&older);
        true
    }

    /// Moves the mark by `delta`, stopping at the ends. Says whether it moved.
    pub fn step(&mut self, delta: isize) -> bool {
        let (before, last) = (self.marked, self.matches.len().max(self.arguments.len()).saturating_sub(1));
        self.marked = self.marked.saturating_add_signed(delta).min(last);
        self.marked != before
    }

    /// The marked command.
    #[must_use]
    pub fn chosen(&self) -> Option<Command> {
        self.matches.get(self.marked).copied()
    }
}

/// The command whose whole name is written before a blank, and what is written after it; only one that takes something.
fn told(typed: &str, context: Context) -> Option<(Command, &str)> {
    let (name, argument) = typed.trim_start().split_once(' ')?;
    let command = Command::from_name(name).filter(|command| command.takes() != Takes::Nothing)?;
    let here = context.chain().iter().any(|context| command.contexts().contains(context));
    here.then_some((command, argument.trim()))
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
    fn an_argument_is_completed_and_what_was_run_comes_back() {
        let mut palette = Palette::new(Context::List, vec!["drop".into(), "add-tag news".into()]);
        palette.input.set("add-tag ne");
        palette.refresh(["later", "news"].into_iter(), &[]);
        assert_eq!(palette.arguments, ["news"]);
        palette.complete();
        assert_eq!(palette.input.text(), "add-tag news");
        let views = ["Inbox", "Match day", "Mars"].map(str::to_owned);
        palette.input.set("view ma");
        palette.refresh([].into_iter(), &views);
        assert_eq!(palette.arguments, ["Match day", "Mars"]);
        palette.step(1);
        assert_eq!(palette.action(), Some(Action::with(Command::ShowView, "Mars")));
        palette.input.set("run less -R");
        palette.refresh([].into_iter(), &views);
        assert_eq!(palette.action().map(|action| action.arguments), Some(vec!["less".into(), "-R".into()]));
        assert!(palette.recall());
        assert_eq!(palette.action(), Some(Action::with(Command::AddTag, "news")));
        assert!(palette.recall() && !palette.recall());
        assert_eq!(palette.input.text(), "drop");
    }

    #[test]
    fn only_what_can_run_here_is_offered() {
        assert!(!matches("", Context::List).contains(&Command::TextEnd));
        assert!(matches("", Context::Reader).contains(&Command::TextEnd));
        assert!(!matches("", Context::Reader).contains(&Command::Accept));
    }
}
