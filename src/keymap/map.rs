//! A complete keymap: files layered over each other.
//!
//! # Invariants
//!
//! - Every command is bound in the default keymap or listed there as palette-only.
//!   Test: `every_command_is_bound_or_said_to_be_palette_only`.
//! - Every shipped keymap is free of mistakes.
//!   Test: `the_shipped_keymap_has_nothing_wrong`.
//! - Every context keeps a key that leaves it, whatever a file unbinds.
//!   Test: `a_place_without_a_way_out_is_said_and_keeps_one`.

use super::action::Action;
use super::diagnostic::{Diagnostic, Instead, position, quote, suggestion};
use super::file::{self, Binding, KeymapFile};
use super::key::{Code, Key};
use super::sequence::Sequence;
use super::trie::{Found, Trie};
use crate::command::{Command, Context};
use crate::message::{Message, msg, nearest};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::error::Error;

/// The name of the keymap that all others change.
pub const DEFAULT: &str = "default";

/// The keymaps that come with farz: the name and text of each.
pub const SHIPPED: [(&str, &str); 5] = [
    (DEFAULT, include_str!("../../keymaps/default.toml")),
    ("vim", include_str!("../../keymaps/vim.toml")),
    ("newsboat", include_str!("../../keymaps/newsboat.toml")),
    ("mutt", include_str!("../../keymaps/mutt.toml")),
    ("emacs", include_str!("../../keymaps/emacs.toml")),
];

/// The effect of every key sequence in every context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keymap {
    bindings: Vec<Binding>,
    tries: BTreeMap<Context, Trie<usize>>,
    labels: HashMap<(Context, Sequence), String>,
    macros: BTreeMap<String, Vec<Action>>,
}

/// A key that can follow the keys pressed so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Continuation {
    /// The key.
    pub key: Key,
    /// What it does; empty if more keys must follow.
    pub actions: Vec<Action>,
    /// Its label in the user's files.
    pub label: Option<String>,
}

impl Keymap {
    /// Returns the keymap that comes with farz.
    #[must_use]
    pub fn default_map() -> Self {
        Self::load(DEFAULT, |_| Ok(None)).0
    }

    /// Loads the keymap called `name`. Returns it with the mistakes in its files.
    ///
    /// `read` returns the text of the user's own `<config>/keymaps/NAME.toml`: `None` if there is no such file, an
    /// error if it cannot be read. A file changes the entries that it names in the keymap that it inherits (if
    /// it names none, the default one), and keeps the rest. If a file cannot be found or read, this reports it and
    /// uses the shipped one of that name, or else the default.
    #[must_use]
    pub fn load(
        name: &str,
        read: impl FnMut(&str) -> Result<Option<String>, Box<dyn Error>>,
    ) -> (Self, Vec<Diagnostic>) {
        let mut layers = Layers {
            read,
            own: BTreeSet::new(),
            used: BTreeSet::new(),
            shipped: BTreeSet::new(),
            diagnostics: Vec::new(),
        };
        let mut files = layers.files(name);
        files.reverse();
        let mut map = Self::empty();
        for file in files {
            map.bindings.extend(file.bindings);
            map.labels.extend(file.labels.into_iter().map(|(context, keys, label)| ((context, keys), label)));
            map.macros.extend(file.macros);
        }
        let mut live = vec![true; map.bindings.len()];
        for (number, binding) in map.bindings.iter().enumerate() {
            let trie = map.tries.entry(binding.context).or_default();
            for gone in trie.insert(binding.keys.keys(), number) {
                if let Some(live) = live.get_mut(gone) {
                    *live = false;
                }
            }
        }
        map.keep(&live);
        map.check_macros(&mut layers.diagnostics);
        map.open_ways_out(&mut layers.diagnostics);
        layers.diagnostics.dedup();
        (map, layers.diagnostics)
    }

    fn empty() -> Self {
        Self { bindings: Vec::new(), tries: BTreeMap::new(), labels: HashMap::new(), macros: BTreeMap::new() }
    }

    /// Reports the bindings that replay a macro that no file defines.
    fn check_macros(&self, diagnostics: &mut Vec<Diagnostic>) {
        for binding in &self.bindings {
            let named = binding.actions.iter().filter(|action| action.command == Command::ReplayMacro);
            for name in named.filter_map(Action::argument).filter(|name| !self.macros.contains_key(*name)) {
                let near = nearest(name, self.macros.keys().map(String::as_str));
                let what = msg!("keymap-unknown-macro", name = quote(name), near = suggestion(near));
                diagnostics.push(binding.wrong(what));
            }
        }
    }

    /// Restores the exit key of a context that no key leaves: Esc in the overlays, ctrl-c in the panes.
    fn open_ways_out(&mut self, diagnostics: &mut Vec<Diagnostic>) {
        for context in Context::ALL {
            let (way, key, other) = match context {
                Context::Global => continue,
                Context::List | Context::Reader => (Command::Quit, Key::ctrl('c'), Some(Command::Palette)),
                Context::Tags
                | Context::Note
                | Context::Filter
                | Context::Palette
                | Context::Help
                | Context::History => (Command::Cancel, Key::plain(Code::Esc), None),
            };
            if [Some(way), other].into_iter().flatten().any(|command| !self.keys_for(command, context).is_empty()) {
                continue;
            }
            let Some(keys) = Sequence::new(vec![key]) else { continue };
            let took = self.bindings.iter().rev().find(|binding| {
                context.chain().contains(&binding.context) && binding.keys.keys().first() == Some(&key)
            });
            let what = msg!("keymap-no-way-out", context = context.name(), key = key.to_string(), command = way.name());
            let wrong = match took {
                Some(binding) => binding.wrong(what),
                None => Diagnostic::whole("keymaps", what),
            };
            let (file, line, column) = (wrong.file.as_str().into(), wrong.line, wrong.column);
            diagnostics.push(wrong);
            let actions = vec![Action::plain(way)];
            self.bindings.push(Binding { context, keys, actions, label: None, file, line, column });
            let mut live = vec![true; self.bindings.len()];
            let number = self.bindings.len() - 1;
            let gone = self.tries.entry(context).or_default().insert(&[key], number);
            gone.into_iter().for_each(|gone| {
                if let Some(live) = live.get_mut(gone) {
                    *live = false;
                }
            });
            self.keep(&live);
        }
    }

    /// Binds keys in the list and the reading view, replacing their bindings in the global context. Returns a
    /// diagnostic, and binds nothing, if the list or the reading view already uses the keys, keys that begin with
    /// them, or keys with which they begin.
    pub fn bind(&mut self, keys: Sequence, action: Action, file: &str, line: usize) -> Option<Diagnostic> {
        for context in [Context::List, Context::Reader] {
            let length = keys.keys().len();
            let taken =
                |end| match self.tries.get(&context).map(|trie| trie.find(keys.keys().get(..end).unwrap_or(&[]))) {
                    Some(Found::Matched(_)) => true,
                    Some(Found::Pending) => end == length,
                    Some(Found::NotFound) | None => false,
                };
            if (1..=length).any(taken) {
                let what = msg!("keymap-view-key-taken", keys = keys.to_string(), context = context.name());
                return Some(Diagnostic { line, column: 1, ..Diagnostic::whole(file, what) });
            }
        }
        let number = self.bindings.len();
        let gone = self.tries.entry(Context::Global).or_default().insert(keys.keys(), number);
        let (context, actions, label) = (Context::Global, vec![action], None);
        self.bindings.push(Binding { context, keys, actions, label, file: file.into(), line, column: 1 });
        let mut live = vec![true; self.bindings.len()];
        gone.into_iter().filter_map(|gone| live.get_mut(gone).map(|live| *live = false)).for_each(drop);
        self.keep(&live);
        None
    }

    /// Returns the actions of the macro with this name.
    #[must_use]
    pub fn named_macro(&self, name: &str) -> Option<&[Action]> {
        self.macros.get(name).map(Vec::as_slice)
    }

    /// Returns the names of all macros.
    pub fn macro_names(&self) -> impl Iterator<Item = &str> {
        self.macros.keys().map(String::as_str)
    }

    /// Returns the label of these keys, which begin sequences, in `context` or in a lower one.
    #[must_use]
    pub fn label(&self, context: Context, keys: &[Key]) -> Option<&str> {
        let keys = Sequence::new(keys.to_vec())?;
        context.chain().iter().find_map(|context| self.labels.get(&(*context, keys.clone()))).map(String::as_str)
    }

    /// Removes the bindings that are no longer live.
    fn keep(&mut self, live: &[bool]) {
        let bindings = std::mem::take(&mut self.bindings);
        self.bindings = bindings.into_iter().zip(live).filter_map(|(binding, live)| live.then_some(binding)).collect();
        self.tries.clear();
        for (number, binding) in self.bindings.iter().enumerate() {
            self.tries.entry(binding.context).or_default().insert(binding.keys.keys(), number);
        }
    }

    /// Returns every binding that does something: first those of the default, in the order of the files.
    pub fn bindings(&self) -> impl Iterator<Item = &Binding> {
        self.bindings.iter().filter(|binding| !binding.actions.is_empty())
    }

    /// Looks up `keys` in `context`: first its own bindings, then those of the lower contexts.
    ///
    /// Unbound keys (`"none"`) lead nowhere, whatever the lower contexts bind.
    #[must_use]
    pub fn find(&self, context: Context, keys: &[Key]) -> Found<&Binding> {
        for context in context.chain() {
            match self.tries.get(context).map_or(Found::NotFound, |trie| trie.find(keys)) {
                Found::Matched(number) => {
                    let binding = self.bindings.get(number).filter(|binding| !binding.actions.is_empty());
                    return binding.map_or(Found::NotFound, Found::Matched);
                }
                Found::Pending => return Found::Pending,
                Found::NotFound => {}
            }
        }
        Found::NotFound
    }

    /// Returns the keys that can follow `keys` in `context`, in key order.
    #[must_use]
    pub fn continuations(&self, context: Context, keys: &[Key]) -> Vec<Continuation> {
        let tries = context.chain().iter().filter_map(|context| self.tries.get(context));
        let next: BTreeSet<Key> = tries.flat_map(|trie| trie.continuations(keys)).map(|(key, _)| key).collect();
        let mut whole = keys.to_vec();
        let lead = next.into_iter().filter_map(|key| {
            whole.truncate(keys.len());
            whole.push(key);
            match self.find(context, &whole) {
                Found::Matched(binding) => {
                    Some(Continuation { key, actions: binding.actions.clone(), label: binding.label.clone() })
                }
                Found::Pending => {
                    let label = self.label(context, &whole).map(str::to_owned);
                    Some(Continuation { key, actions: Vec::new(), label })
                }
                Found::NotFound => None,
            }
        });
        lead.collect()
    }

    /// Returns the keys that run only `command` while `context` is active, in the order of the files.
    #[must_use]
    pub fn keys_for(&self, command: Command, context: Context) -> Vec<&Sequence> {
        let here = self.bindings().filter(|binding| binding.runs(command));
        let reachable = here.filter(|binding| self.find(context, binding.keys.keys()) == Found::Matched(binding));
        reachable.map(|binding| &binding.keys).collect()
    }
}

/// Returns whether a keymap can have this name: a plain file name.
pub fn is_name(name: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    !name.is_empty() && name.len() <= 100 && !name.starts_with('.') && name.chars().all(plain)
}

/// Finds the files of a keymap.
struct Layers<R> {
    read: R,
    /// The names for which farz already looked for the user's own file.
    own: BTreeSet<String>,
    /// The names of the files already read.
    used: BTreeSet<String>,
    /// The names of the shipped files already used.
    shipped: BTreeSet<String>,
    diagnostics: Vec<Diagnostic>,
}

impl<R: FnMut(&str) -> Result<Option<String>, Box<dyn Error>>> Layers<R> {
    /// Returns the files, the topmost first; the last one is always the shipped default.
    fn files(&mut self, name: &str) -> Vec<KeymapFile> {
        let mut layers = Vec::new();
        let mut next = name.to_owned();
        let mut asked = Asked { file: format!("keymaps/{}.toml", plain(name)), line: 0, column: 0 };
        while !self.shipped.contains(DEFAULT) {
            let Some((file, text)) = self.text(&next, &asked) else {
                next = DEFAULT.to_owned();
                continue;
            };
            let (parsed, diagnostics) = file::parse(&file, &text);
            self.diagnostics.extend(diagnostics);
            self.used.insert(next);
            next = DEFAULT.to_owned();
            if let Some((name, at)) = &parsed.inherits {
                let (line, column) = position(&text, *at);
                asked = Asked { file, line, column };
                next.clone_from(name);
            }
            layers.push(parsed);
        }
        layers
    }

    /// The next file called `name`, with the name that a person knows it by: one's own, then the shipped one.
    fn text(&mut self, name: &str, asked: &Asked) -> Option<(String, String)> {
        let own = if !is_name(name) {
            Err(msg!("keymap-bad-name", name = quote(name)))
        } else if self.own.insert(name.to_owned()) {
            (self.read)(name).map_err(|reason| {
                let reason: String = reason.to_string().chars().filter(|c| !c.is_control()).collect();
                msg!("keymap-unreadable", name = quote(name), reason = reason)
            })
        } else {
            Ok(None)
        };
        let missing = match own {
            Ok(Some(text)) => return Some((format!("keymaps/{name}.toml"), text)),
            Ok(None) => None,
            Err(what) => Some(what),
        };
        let shipped = SHIPPED.iter().find(|(shipped, _)| *shipped == name);
        if let Some((_, text)) = shipped.filter(|_| self.shipped.insert(name.to_owned())) {
            if let Some(what) = missing {
                self.diagnostics.push(asked.wrong(what, Instead::Shipped));
            }
            return Some((format!("shipped {name}.toml"), (*text).to_owned()));
        }
        let what = missing.unwrap_or_else(|| {
            if self.used.contains(name) {
                return msg!("keymap-inherits-itself", name = quote(name));
            }
            let near = nearest(name, SHIPPED.map(|(name, _)| name));
            msg!("keymap-unknown", name = quote(name), near = suggestion(near))
        });
        self.diagnostics.push(asked.wrong(what, Instead::Default));
        None
    }
}

/// Where a keymap is named.
struct Asked {
    file: String,
    line: usize,
    column: usize,
}

impl Asked {
    /// The keymap that is named here cannot be used.
    fn wrong(&self, what: Message, instead: Instead) -> Diagnostic {
        let Self { ref file, line, column } = *self;
        Diagnostic { file: file.clone(), line, column, what, instead: Some(instead) }
    }
}

/// Returns `name` if it is a valid keymap name, else a placeholder.
fn plain(name: &str) -> String {
    if is_name(name) { name.to_owned() } else { "NAME".to_owned() }
}

#[cfg(test)]
mod tests;
