//! The command palette: finds any command by its name or by words of its description, and runs it.
//!
//! Context: palette. Each change proposes commands, or arguments of the typed command. Accept closes the palette and
//! requests to run the choice.

use super::earlier::Earlier;
use super::msg::Notice;
use super::pane::{Around, Pane, Reply, Request, no_other};
use crate::command::{Command, Context, Takes};
use crate::domain::{Catalogue, View};
use crate::filter::query::complete::complete;
use crate::keymap::Action;
use crate::message::Locale;
use crate::message::msg;
use crate::text::LineEditor;
use crate::text::fold::fold;
use std::cmp::Reverse;

/// The maximum number of proposed arguments.
const PROPOSED: usize = 50;

/// The possible arguments.
#[derive(Debug)]
pub struct Known<'a> {
    /// The tags, the most used first.
    pub tags: Vec<&'a str>,
    /// The sources of articles.
    pub sources: Vec<&'a str>,
    /// The names of all views.
    pub views: Vec<&'a str>,
    /// The names of the keymap's macros.
    pub macros: Vec<&'a str>,
    /// The filters that were accepted before.
    pub filters: &'a Earlier,
}

/// The palette's state.
#[derive(Debug)]
pub struct Palette {
    input: LineEditor,
    from: Context,
    matches: Vec<Command>,
    marked: usize,
    arguments: Vec<String>,
    /// The commands that were run from the palette before.
    history: Earlier,
    /// How far back in the history the line is.
    back: usize,
    /// The language of the help lines, which the palette also searches.
    locale: Locale,
}

impl Palette {
    /// Returns an empty palette, opened from `from`; `history` has the commands that were run from it before.
    #[must_use]
    pub fn new(from: Context, history: Earlier, locale: Locale) -> Self {
        let input = LineEditor::default();
        let matches = matches("", from, &locale);
        Self { input, from, matches, marked: 0, arguments: Vec::new(), history, back: 0, locale }
    }

    /// Returns the typed text.
    #[must_use]
    pub fn input(&self) -> &LineEditor {
        &self.input
    }

    /// Returns the context from which it was opened: there the command will run.
    #[must_use]
    pub fn from(&self) -> Context {
        self.from
    }

    /// Returns the commands that match, best first.
    #[must_use]
    pub fn matches(&self) -> &[Command] {
        &self.matches
    }

    /// Returns the place of the marked command, or of the marked argument.
    #[must_use]
    pub fn marked(&self) -> usize {
        self.marked
    }

    /// Returns the proposed arguments, if the typed command takes one.
    #[must_use]
    pub fn arguments(&self) -> &[String] {
        &self.arguments
    }

    /// Proposes what matches the typed text.
    fn propose(&mut self, around: &Around<'_>) {
        let own_alone = self.input.text().trim_start().starts_with(Command::RemoveView.name());
        let farz = View::ALL.iter().filter(|_| !own_alone).map(|view| view.name());
        let views = farz.chain(around.views.iter().map(|view| view.name.as_str())).collect();
        let snapshot = around.catalogue.snapshot();
        // There may be very many, so they are only listed when they are proposed.
        let takes = self.takes();
        let tags = matches!(takes, Takes::Tag | Takes::Query).then(|| most_used(around.catalogue));
        let sources = (takes == Takes::Query).then(|| snapshot.sources().iter().map(String::as_str).collect());
        self.refresh(&Known {
            tags: tags.unwrap_or_default(),
            sources: sources.unwrap_or_default(),
            views,
            macros: around.keymap.macro_names().collect(),
            filters: around.filters,
        });
    }

    fn accept(&mut self, around: &Around<'_>) -> Reply {
        match self.action() {
            // The person chooses the view next.
            Some(action) if action == Action::plain(Command::ShowView) => {
                self.complete();
                self.propose(around);
                Reply::Done
            }
            Some(action) => Reply::CloseAnd(Request::Run(action)),
            None => {
                let typed = self.input.text().trim();
                let notice = Notice::warning(msg!("palette-no-match", typed = typed));
                Reply::CloseAnd(Request::NoChoice(Some(notice)))
            }
        }
    }

    /// Updates the matches for the typed text.
    pub fn refresh(&mut self, known: &Known<'_>) {
        self.marked = 0;
        self.arguments.clear();
        let Some((command, argument)) = told(self.input.text(), self.from) else {
            self.matches = matches(self.input.text(), self.from, &self.locale);
            return;
        };
        let sought = fold(argument);
        let fits = |name: &&str| fold(name).contains(&sought);
        self.arguments = match command.takes() {
            Takes::Tag => known.tags.iter().copied().filter(fits).take(PROPOSED).map(str::to_owned).collect(),
            Takes::View => known.views.iter().copied().filter(fits).map(str::to_owned).collect(),
            Takes::Macro => known.macros.iter().copied().filter(fits).map(str::to_owned).collect(),
            // The argument with its end completed, and the earlier filters that contain it.
            Takes::Query => {
                let begun = complete(argument, &known.tags, &known.sources).filter(|_| !argument.is_empty());
                let earlier = known.filters.latest_first().filter(fits).map(str::to_owned);
                begun.into_iter().chain(earlier).take(PROPOSED).collect()
            }
            Takes::Nothing | Takes::Words | Takes::Line | Takes::Name | Takes::Keys => Vec::new(),
        };
        self.matches = vec![command];
    }

    /// Returns the kind of argument that the typed command takes.
    #[must_use]
    pub fn takes(&self) -> Takes {
        told(self.input.text(), self.from).map_or(Takes::Nothing, |(command, _)| command.takes())
    }

    /// Returns the action to run: the typed command with its argument, else the marked command.
    #[must_use]
    pub fn action(&self) -> Option<Action> {
        match told(self.input.text(), self.from) {
            // Only the proposed views exist.
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

    /// Completes the line with the marked command, or with the marked argument of the typed command.
    pub fn complete(&mut self) {
        let written = told(self.input.text(), self.from);
        match (written, self.arguments.get(self.marked), self.chosen()) {
            (Some((command, _)), Some(argument), _) => self.input.set(&format!("{} {argument}", command.name())),
            (None, _, Some(command)) if command.takes() == Takes::Nothing => self.input.set(command.name()),
            (None, _, Some(command)) => self.input.set(&format!("{} ", command.name())),
            (Some(_), None, _) | (None, _, None) => {}
        }
    }

    /// Recalls the command that was run before the shown one, if the mark is already at the top. Returns whether there
    /// is one.
    pub fn recall(&mut self) -> bool {
        let older = self.history.back(self.back + 1).map(str::to_owned);
        let (0, Some(older)) = (self.marked, older) else { return false };
        self.back += 1;
        self.input.set(&older);
        true
    }

    /// Moves the mark by `delta`, stopping at the ends. Returns whether it moved.
    pub fn step(&mut self, delta: isize) -> bool {
        let (before, last) = (self.marked, self.matches.len().max(self.arguments.len()).saturating_sub(1));
        self.marked = self.marked.saturating_add_signed(delta).min(last);
        self.marked != before
    }

    /// Returns the marked command.
    #[must_use]
    pub fn chosen(&self) -> Option<Command> {
        self.matches.get(self.marked).copied()
    }
}

impl Pane for Palette {
    fn context(&self) -> Context {
        Context::Palette
    }

    fn line(&self) -> Option<&LineEditor> {
        Some(&self.input)
    }

    fn line_mut(&mut self) -> Option<&mut LineEditor> {
        Some(&mut self.input)
    }

    fn changed(&mut self, around: &Around<'_>) -> Reply {
        self.propose(around);
        Reply::Done
    }

    fn command(&mut self, command: Command, _: isize, around: &Around<'_>) -> Reply {
        match command {
            Command::Accept => self.accept(around),
            Command::Cancel => Reply::CloseAnd(Request::NoChoice(None)),
            Command::PreviousProposal if self.recall() => {
                self.propose(around);
                Reply::Done
            }
            Command::NextProposal => Reply::moved(self.step(1), no_other),
            Command::PreviousProposal => Reply::moved(self.step(-1), no_other),
            Command::Complete => {
                let before = self.input.text().to_owned();
                self.complete();
                if self.input.text() == before {
                    return Reply::nothing_to_complete();
                }
                self.propose(around);
                Reply::Done
            }
            _ => Reply::Pass,
        }
    }
}

/// Returns all tags, the most used first.
#[must_use]
pub fn most_used(catalogue: &Catalogue) -> Vec<&str> {
    let mut tags: Vec<_> = catalogue.tags().map(|(tag, usage)| (Reverse(usage.count), tag.as_str())).collect();
    tags.sort_unstable();
    tags.into_iter().map(|(_, name)| name).collect()
}

/// Splits the typed text into a command, if its full name is followed by a blank, and the argument after it. Only
/// commands that take an argument count.
fn told(typed: &str, context: Context) -> Option<(Command, &str)> {
    let (name, argument) = typed.trim_start().split_once(' ')?;
    let command = Command::from_name(name).filter(|command| command.takes() != Takes::Nothing)?;
    let here = context.chain().iter().any(|context| command.contexts().contains(context));
    here.then_some((command, argument.trim()))
}

/// Returns the commands that can run in `context` and match every word of `typed`: by name first, then by description,
/// then those whose names contain the letters in order.
fn matches(typed: &str, context: Context, locale: &Locale) -> Vec<Command> {
    let typed = fold(typed);
    let words: Vec<&str> = typed.split_whitespace().collect();
    let rank = |command: Command| {
        let (name, help) = (command.name(), fold(&locale.text(&command.help())));
        let all = |holds: &dyn Fn(&str) -> bool| words.iter().all(|word| holds(word));
        if name == typed.trim() {
            Some(0)
        } else if all(&|word| name.starts_with(word)) {
            Some(1)
        } else if all(&|word| name.contains(word)) {
            Some(2)
        } else if all(&|word| name.contains(word) || help.contains(word)) {
            Some(3)
        } else {
            let mut letters = name.chars();
            words.iter().flat_map(|word| word.chars()).all(|wanted| letters.any(|c| c == wanted)).then_some(4)
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

    fn matches(typed: &str, context: Context) -> Vec<Command> {
        super::matches(typed, context, &Locale::default())
    }

    #[test]
    fn a_name_that_is_written_whole_comes_first() {
        for context in Context::ALL {
            let can_run = |command: &&Command| context.chain().iter().any(|c| command.contexts().contains(c));
            for command in Command::ALL.iter().filter(can_run) {
                assert_eq!(matches(command.name(), context).first(), Some(command));
            }
        }
    }

    #[test]
    fn a_command_is_found_by_name_by_words_and_by_letters() {
        assert_eq!(matches("undo", Context::List)[0], Command::Undo);
        assert_eq!(matches("last step", Context::List)[0], Command::Undo);
        assert!(matches("nxund", Context::List).contains(&Command::NextUndecided));
        assert!(matches("zzz", Context::List).is_empty());
    }

    #[test]
    fn an_argument_is_completed_and_what_was_run_comes_back() {
        let (mut history, mut filters) = (Earlier::default(), Earlier::default());
        ["drop", "add-tag news"].iter().for_each(|text| history.push((*text).to_owned()));
        ["is:keep", "tag:world putin"].iter().for_each(|text| filters.push((*text).to_owned()));
        let known = Known {
            tags: vec!["later", "news"],
            sources: vec!["The Paper"],
            views: vec!["Inbox", "Match day", "Mars"],
            macros: vec!["file-away", "spread"],
            filters: &filters,
        };
        let mut palette = Palette::new(Context::List, history, Locale::default());
        let mut proposed = |text: &str| {
            palette.input.set(text);
            palette.refresh(&known);
            palette.arguments.clone()
        };
        assert_eq!(proposed("replay-macro fi"), ["file-away"]);
        assert_eq!(proposed("filter "), ["tag:world putin", "is:keep"]);
        assert_eq!(proposed("filter put"), ["tag:world putin"]);
        assert_eq!(proposed("filter is:keep tag:n"), ["is:keep tag:news "]);
        assert_eq!(proposed("add-tag ne"), ["news"]);
        palette.complete();
        assert_eq!(palette.input.text(), "add-tag news");
        palette.input.set("view ma");
        palette.refresh(&known);
        assert_eq!(palette.arguments, ["Match day", "Mars"]);
        palette.step(1);
        assert_eq!(palette.action(), Some(Action::with(Command::ShowView, "Mars")));
        palette.input.set("run less -R");
        palette.refresh(&known);
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
