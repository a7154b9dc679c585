//! A whole keymap: files laid over each other.

use super::diagnostic::{Diagnostic, nearest, quote, suggestion};
use super::file::{self, Binding};
use super::key::Key;
use super::sequence::Sequence;
use super::trie::{Found, Trie};
use crate::command::{Command, Context};
use std::collections::{BTreeSet, HashMap};

/// The name of the keymap that all others change.
pub const DEFAULT: &str = "default";

/// The keymaps that come with farz: name and text.
const SHIPPED: [(&str, &str); 1] = [(DEFAULT, include_str!("../../keymaps/default.toml"))];

/// What every sequence of keys does in every context.
#[derive(Clone, Debug)]
pub struct Keymap {
    bindings: Vec<Binding>,
    tries: HashMap<Context, Trie<usize>>,
}

/// A key that can follow those pressed so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Continuation {
    /// The key.
    pub key: Key,
    /// What it does; empty when more keys must follow.
    pub commands: Vec<Command>,
}

impl Keymap {
    /// The keymap that comes with farz.
    #[must_use]
    pub fn default_map() -> Self {
        Self::load(DEFAULT, |_| Ok(None)).0
    }

    /// The keymap called `name`, with what is wrong in its files.
    ///
    /// `read` gives the text of the person's own `<config>/keymaps/NAME.toml`: nothing where there is no such file, and
    /// the reason where it cannot be read. A file changes what it names of the keymap that it inherits (when it does not
    /// say, the default one), and keeps the rest. What cannot be found or read is said, and the default is used.
    #[must_use]
    pub fn load(name: &str, read: impl FnMut(&str) -> Result<Option<String>, String>) -> (Self, Vec<Diagnostic>) {
        let mut layers = Layers {
            read,
            own: BTreeSet::new(),
            used: BTreeSet::new(),
            shipped: BTreeSet::new(),
            diagnostics: Vec::new(),
        };
        let mut files = layers.files(name);
        files.reverse();
        let mut map = Self { bindings: Vec::new(), tries: HashMap::new() };
        map.bindings = files.into_iter().flatten().collect();
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
        layers.diagnostics.dedup();
        (map, layers.diagnostics)
    }

    /// Forgets the bindings that are no longer live.
    fn keep(&mut self, live: &[bool]) {
        let bindings = std::mem::take(&mut self.bindings);
        self.bindings = bindings.into_iter().zip(live).filter_map(|(binding, live)| live.then_some(binding)).collect();
        self.tries.clear();
        for (number, binding) in self.bindings.iter().enumerate() {
            self.tries.entry(binding.context).or_default().insert(binding.keys.keys(), number);
        }
    }

    /// Every binding that does something: first those of the default, in the order of the files.
    pub fn bindings(&self) -> impl Iterator<Item = &Binding> {
        self.bindings.iter().filter(|binding| !binding.commands.is_empty())
    }

    /// Where `keys` lead in `context`: its own bindings first, then those of the contexts below it.
    ///
    /// Keys that are unbound (`"none"`) lead nowhere, whatever the contexts below say.
    #[must_use]
    pub fn find(&self, context: Context, keys: &[Key]) -> Found<&Binding> {
        for context in context.chain() {
            match self.tries.get(context).map_or(Found::NotFound, |trie| trie.find(keys)) {
                Found::Matched(number) => {
                    let binding = self.bindings.get(number).filter(|binding| !binding.commands.is_empty());
                    return binding.map_or(Found::NotFound, Found::Matched);
                }
                Found::Pending => return Found::Pending,
                Found::NotFound => {}
            }
        }
        Found::NotFound
    }

    /// The keys that can follow `keys` in `context`, in the order of keys.
    #[must_use]
    pub fn continuations(&self, context: Context, keys: &[Key]) -> Vec<Continuation> {
        let tries = context.chain().iter().filter_map(|context| self.tries.get(context));
        let next: BTreeSet<Key> = tries.flat_map(|trie| trie.continuations(keys)).map(|(key, _)| key).collect();
        let mut whole = keys.to_vec();
        let lead = next.into_iter().filter_map(|key| {
            whole.truncate(keys.len());
            whole.push(key);
            match self.find(context, &whole) {
                Found::Matched(binding) => Some(Continuation { key, commands: binding.commands.clone() }),
                Found::Pending => Some(Continuation { key, commands: Vec::new() }),
                Found::NotFound => None,
            }
        });
        lead.collect()
    }

    /// The keys that run `command` alone when `context` is in force, in the order of the files.
    #[must_use]
    pub fn keys_for(&self, command: Command, context: Context) -> Vec<&Sequence> {
        let here = self.bindings().filter(|binding| binding.commands == [command]);
        let reachable = here.filter(|binding| self.find(context, binding.keys.keys()) == Found::Matched(binding));
        reachable.map(|binding| &binding.keys).collect()
    }
}

/// Whether a keymap may be called so: a plain file name.
fn is_name(name: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    !name.is_empty() && name.len() <= 100 && !name.starts_with('.') && name.chars().all(plain)
}

/// Finds the files of a keymap.
struct Layers<R> {
    read: R,
    /// The names that one's own files were asked for.
    own: BTreeSet<String>,
    /// The names of the files that were read.
    used: BTreeSet<String>,
    /// The shipped ones among them.
    shipped: BTreeSet<String>,
    diagnostics: Vec<Diagnostic>,
}

impl<R: FnMut(&str) -> Result<Option<String>, String>> Layers<R> {
    /// The bindings of the files, the uppermost first; the last one is always the shipped default.
    fn files(&mut self, name: &str) -> Vec<Vec<Binding>> {
        let mut layers = Vec::new();
        let mut next = name.to_owned();
        let mut asked = Diagnostic::whole(&format!("keymaps/{}.toml", plain(name)), "");
        while !self.shipped.contains(DEFAULT) {
            let Some((file, text)) = self.text(&next, &asked) else {
                next = DEFAULT.to_owned();
                continue;
            };
            let (parsed, diagnostics) = file::parse(&file, &text);
            self.diagnostics.extend(diagnostics);
            self.used.insert(next);
            layers.push(parsed.bindings);
            next = DEFAULT.to_owned();
            if let Some((name, at)) = parsed.inherits {
                asked = Diagnostic::at(&file, &text, at, "");
                next = name;
            }
        }
        layers
    }

    /// The next file called `name`, with the name that a person knows it by: one's own, then the shipped one.
    fn text(&mut self, name: &str, asked: &Diagnostic) -> Option<(String, String)> {
        let own = if !is_name(name) {
            Err(format!("{} cannot be the name of a keymap", quote(name)))
        } else if self.own.insert(name.to_owned()) {
            (self.read)(name).map_err(|reason| {
                let reason: String = reason.chars().filter(|c| !c.is_control()).collect();
                format!("the keymap {} cannot be read: {reason}", quote(name))
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
                self.diagnostics.push(Diagnostic { what: format!("{what}; the shipped one is used"), ..asked.clone() });
            }
            return Some((format!("shipped {name}.toml"), (*text).to_owned()));
        }
        let what = missing.unwrap_or_else(|| {
            if self.used.contains(name) {
                return format!("the keymap {} inherits itself", quote(name));
            }
            let near = nearest(name, SHIPPED.map(|(name, _)| name));
            format!("no keymap is called {}{}", quote(name), suggestion(near))
        });
        self.diagnostics.push(Diagnostic { what: format!("{what}; the default one is used"), ..asked.clone() });
        None
    }
}

/// `name` without what acts on a terminal.
fn plain(name: &str) -> String {
    if is_name(name) { name.to_owned() } else { "NAME".to_owned() }
}

#[cfg(test)]
mod tests;
