//! Commands with what they are told: programs, counts and tags by name; and what the keys in force can do.

use super::decide::Decision;
use super::effect::{Effect, Tool};
use super::help::Help;
use super::msg::Notice;
use super::{Model, Overlay, Settings};
use crate::command::{Command, Context, Group, Takes};
use crate::domain::Tag;
use crate::keymap::{Action, Continuation, DEFAULT_USED, Keymap, Layouts, Resolver, action};
use crate::text::LineEditor;
use std::sync::Arc;

/// A line of the hints: keys, and what they do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The key that can follow, as a person writes it.
    pub key: String,
    /// What it does.
    pub what: String,
}

impl Model {
    /// A command begins: what was asked because of another one is not asked any more.
    pub(super) fn begin(&mut self, action: &Action) {
        if action.command != Command::Quit {
            self.quit_asked = false;
        }
        if action.command.group() != Group::Write && action.command != Command::Palette {
            self.asks_about_view(action.command);
        }
    }

    /// Runs an action. `count` is the number that was typed before its key: how often, or which one; what cannot do anything
    /// with a number says so.
    pub(super) fn act_once(&mut self, action: &Action, count: Option<u32>, effects: &mut Vec<Effect>) {
        let before = self.notices.shown().cloned();
        match (count, action.command) {
            (Some(number), Command::FirstArticle | Command::LastArticle) => self.step_to_number(number),
            (count, command) if command.counts() => {
                self.act_times(action, count.unwrap_or(1), effects);
            }
            (count, command) => {
                self.act_times(action, 1, effects);
                if count.is_some_and(|count| count > 1) && self.notices.shown() == before.as_ref() {
                    let text = format!("{} takes no number: it was done once.", command.name());
                    self.notices.tell(Notice::info(text));
                }
            }
        }
    }

    fn act_times(&mut self, action: &Action, count: u32, effects: &mut Vec<Effect>) {
        let Some(text) = action.argument() else { return self.run(action.command, count, effects) };
        match action.command.takes() {
            Takes::Nothing => self.run(action.command, count, effects),
            Takes::Tag => match Tag::new(text) {
                Ok(tag) if action.command == Command::AddTag => {
                    self.decide_times(Decision::Tags(vec![tag], Vec::new()), count, effects);
                }
                Ok(tag) => self.decide_times(Decision::Tags(Vec::new(), vec![tag]), count, effects),
                Err(error) => self.notices.tell(Notice::warning(format!("{text:?} is no tag: {error}"))),
            },
            Takes::Query => {
                self.set_filter(text, effects);
                self.tell_mistake(text);
            }
            Takes::Words if action.command == Command::Pipe => self.pipe(&action.arguments, effects),
            Takes::Words => self.start(Tool::Words(action.arguments.clone()), effects),
            Takes::Line => {
                let words = ["/bin/sh", "-c", text].map(str::to_owned);
                self.start(Tool::Words(words.to_vec()), effects);
            }
            Takes::View if action.command == Command::RemoveView => self.remove_view(text, effects),
            Takes::View => self.show_view(text, effects),
            Takes::Name if action.command == Command::RenameView => self.rename_view(text.trim(), effects),
            Takes::Name => self.save_view(text.trim(), effects),
            Takes::Keys => self.bind_view(text.trim(), effects),
            Takes::Macro => self.replay_named(text, count, effects),
        }
    }

    /// Says that a command cannot run without being told something.
    pub(super) fn needs(&mut self, command: Command) {
        let what = command.takes().what();
        let text = format!("{} is to be told {what}: :{} ...", command.name(), command.name());
        self.notices.tell(Notice::warning(text));
    }

    /// What can follow the keys pressed so far; nothing when none are.
    #[must_use]
    pub fn hints(&self) -> Vec<Hint> {
        let next = self.resolver.continuations(&self.keymap, self.context());
        let hint = |next: Continuation| {
            let what = next.label.unwrap_or_else(|| match next.actions.as_slice() {
                [] => "...".to_owned(),
                actions => action::help(actions),
            });
            Hint { key: next.key.to_string(), what }
        };
        next.into_iter().map(hint).collect()
    }

    /// The most useful keys of the pane that has them, as the keymap in force has them.
    #[must_use]
    pub fn useful_keys(&self) -> String {
        const LIST: &[(Command, &str)] = &[
            (Command::Keep, "keep"),
            (Command::Later, "later"),
            (Command::Drop, "drop"),
            (Command::EditTags, "tags"),
            (Command::Filter, "filter"),
            (Command::Help, "keys"),
        ];
        const READER: &[(Command, &str)] = &[
            (Command::Keep, "keep"),
            (Command::Later, "later"),
            (Command::Drop, "drop"),
            (Command::EditTags, "tags"),
            (Command::Back, "back"),
            (Command::Help, "keys"),
        ];
        let context = self.context();
        let useful = if context == Context::Reader { READER } else { LIST };
        let context = if self.in_panes() { context } else { Context::List };
        let shown = useful.iter().filter_map(|(command, word)| {
            let keys = self.keymap.keys_for(*command, context).first()?.to_string();
            Some(format!("{keys} {word}"))
        });
        shown.collect::<Vec<_>>().join("  ")
    }

    /// Takes up settings and keys that were read anew. Those with something wrong in them change nothing.
    pub(super) fn reload(
        &mut self,
        settings: Settings,
        keymap: Arc<Keymap>,
        problems: Vec<String>,
        effects: &mut Vec<Effect>,
    ) {
        if !problems.is_empty() {
            // It is used at the start only.
            let said = |problem: String| problem.strip_suffix(DEFAULT_USED).map_or(problem.clone(), str::to_owned);
            self.problems = problems.into_iter().map(said).collect();
            self.tell_problems(&self.problems.clone(), "; the keys and settings stay as they were");
            return;
        }
        self.tell_problems(&[], "");
        let mended = !std::mem::take(&mut self.problems).is_empty();
        if *keymap == *self.keymap && settings == self.settings && !mended {
            return;
        }
        if settings.layout != self.settings.layout {
            self.layout = settings.layout;
        }
        if *keymap != *self.keymap || settings.keyboards != self.settings.keyboards {
            self.resolver = Resolver::new(Layouts::new(&settings.keyboards));
        }
        let before = std::mem::replace(&mut self.settings, settings);
        self.keymap = keymap;
        if before.config != self.settings.config {
            effects.push(Effect::SetUp(Arc::clone(&self.settings.config)));
        }
        if before.views != self.settings.views {
            self.views_changed(&before.views, effects);
        }
        self.notices.tell(Notice::info("The keys and settings that were saved are in force."));
    }

    /// Begins to search in the help.
    pub(super) fn search_help(&mut self) {
        if let Overlay::Help(help) = &mut self.overlay {
            help.search = Some(LineEditor::with_text(&help.sought));
        }
    }
}

impl Help {
    /// Follows a change of what is searched for.
    pub(super) fn look(&mut self) {
        if let Some(search) = &self.search {
            self.sought = search.text().trim().to_owned();
            self.top = 0;
        }
    }
}
