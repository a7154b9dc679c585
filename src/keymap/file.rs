//! A keymap file: parses TOML into bindings and reports every mistake with its position.
//!
//! ```toml
//! inherits = "default"
//! [list]
//! "g g" = "first-article"
//! "X" = ["drop", "next-undecided"]
//! "ctrl-z" = "none"
//! "t" = { label = "tags" }
//! "t l" = { add-tag = "later", label = "for later" }
//! [macros]
//! done = ["keep", "next-undecided"]
//! ```
//!
//! # Invariants
//!
//! - A mistake in a keymap file or in config.toml costs only its own line, even if the line is not TOML.
//!   Tests: `every_mistake_is_said_and_the_rest_stays`, `a_line_that_is_not_toml_costs_itself_alone`.

use super::action::Action;
use super::diagnostic::{Diagnostic, position, quote, suggestion};
use super::key::{Code, Key};
use super::sequence::Sequence;
use super::toml_text::{self, in_order};
use super::trie::{Conflict, Trie};
use crate::command::{Command, Context, Takes};
use crate::domain::Tag;
use crate::message::{Arg, Message, msg, nearest};
use std::ops::Range;
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A binding of keys in one context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The context in which they are active.
    pub context: Context,
    /// The keys, in order.
    pub keys: Sequence,
    /// What they do, in this order. Empty: the keys do nothing here, whatever lower contexts bind.
    pub actions: Vec<Action>,
    /// The text that the hints show instead of the commands' help lines.
    pub label: Option<String>,
    /// The file that defines it.
    pub file: Arc<str>,
    /// Its line, from 1.
    pub line: usize,
    /// Its column, from 1.
    pub column: usize,
}

impl Binding {
    /// Returns whether it runs only `command`, without arguments.
    #[must_use]
    pub fn runs(&self, command: Command) -> bool {
        matches!(self.actions.as_slice(), [action] if action.command == command && action.arguments.is_empty())
    }

    /// Something wrong where it stands.
    #[must_use]
    pub fn wrong(&self, what: Message) -> Diagnostic {
        Diagnostic { line: self.line, column: self.column, ..Diagnostic::whole(&self.file, what) }
    }
}

/// The contents of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeymapFile {
    /// The keymap that it changes, and the byte offset of that keymap's name in the file.
    pub inherits: Option<(String, usize)>,
    /// Its valid bindings; no sequence of a context is a prefix of another one of that context.
    pub bindings: Vec<Binding>,
    /// The labels that the hints show for keys that begin sequences.
    pub labels: Vec<(Context, Sequence, String)>,
    /// Its macros: the name and the actions of each.
    pub macros: Vec<(String, Vec<Action>)>,
}

/// The field that names the keymap to change.
const INHERITS: &str = "inherits";
/// The table of macros.
const MACROS: &str = "macros";
/// The field with the text for the hints.
const LABEL: &str = "label";
/// The maximum length of a label, in characters.
const LABEL_LENGTH: usize = 60;
/// The value that unbinds.
const NONE: &str = "none";

/// Parses a keymap file. Omits invalid entries and reports them.
#[must_use]
pub fn parse(file: &str, text: &str) -> (KeymapFile, Vec<Diagnostic>) {
    let (legible, diagnostics) = toml_text::legible(file, text);
    let mut parser = KeymapParser { file: file.into(), text, diagnostics };
    let mut parsed = KeymapFile::default();
    parser.read(&toml_text::table(&legible), &mut parsed);
    parser.diagnostics.sort();
    parser.diagnostics.dedup();
    (parsed, parser.diagnostics)
}

struct KeymapParser<'t> {
    file: Arc<str>,
    text: &'t str,
    diagnostics: Vec<Diagnostic>,
}

impl KeymapParser<'_> {
    fn say(&mut self, offset: usize, what: Message) {
        self.diagnostics.push(Diagnostic::at(&self.file, self.text, offset, what));
    }

    fn read(&mut self, table: &DeTable<'_>, parsed: &mut KeymapFile) {
        for (name, value) in in_order(table) {
            let (at, name) = (name.span().start, name.get_ref().as_ref());
            match (name, Context::from_name(name), value.get_ref()) {
                (INHERITS, _, DeValue::String(keymap)) => {
                    parsed.inherits = Some((keymap.to_string(), value.span().start));
                }
                (INHERITS, _, _) => self.say(value.span().start, msg!("keymap-expected-keymap")),
                (MACROS, _, DeValue::Table(macros)) => self.macros(macros, parsed),
                (_, Some(context), DeValue::Table(bindings)) => self.context(context, bindings, parsed),
                (_, Some(context), _) => {
                    self.say(at, msg!("keymap-context-no-table", context = context.name()));
                }
                (_, None, DeValue::Table(_)) => {
                    let near = nearest(name, Context::ALL.map(Context::name).into_iter().chain([MACROS]));
                    self.say(at, msg!("keymap-unknown-context", name = quote(name), near = suggestion(near)));
                }
                (_, None, _) => {
                    let near = nearest(name, [INHERITS]);
                    self.say(at, msg!("keymap-unknown-field", name = quote(name), near = suggestion(near)));
                }
            }
        }
    }

    fn context(&mut self, context: Context, table: &DeTable<'_>, parsed: &mut KeymapFile) {
        let mut good: Vec<(Binding, Range<usize>)> = Vec::new();
        for (name, value) in in_order(table) {
            let at = name.span();
            let keys = self.keys(context, name);
            let Some((actions, label)) = self.value(context, value) else { continue };
            let Some(keys) = keys else { continue };
            let Some(actions) = actions else {
                parsed.labels.extend(label.map(|label| (context, keys, label)));
                continue;
            };
            let (line, column) = position(self.text, at.start);
            good.push((Binding { context, keys, actions, label, file: self.file.clone(), line, column }, at));
        }
        parsed.bindings.extend(self.without_conflicts(good));
    }

    fn macros(&mut self, table: &DeTable<'_>, parsed: &mut KeymapFile) {
        for (name, value) in in_order(table) {
            if let Some(actions) = self.actions(Context::Global, value).filter(|actions| !actions.is_empty()) {
                if actions.iter().any(|action| matches!(action.command, Command::ReplayMacro | Command::RecordMacro)) {
                    self.say(value.span().start, msg!("keymap-macro-in-macro"));
                } else {
                    parsed.macros.push((name.get_ref().to_string(), actions));
                }
            }
        }
    }

    fn keys(&mut self, context: Context, name: &Spanned<impl AsRef<str>>) -> Option<Sequence> {
        let at = name.span().start;
        let sequence: Sequence = match name.get_ref().as_ref().parse() {
            Ok(sequence) => sequence,
            Err(error) => {
                self.say(at, error.message());
                return None;
            }
        };
        let (first, rest) = sequence.keys().split_first()?;
        if rest.contains(&Key::plain(Code::Esc)) {
            self.say(at, msg!("keymap-esc-not-first"));
            return None;
        }
        if context.takes_text() && !rest.is_empty() && first.typed().is_some() {
            let key = quote(&first.to_string());
            self.say(at, msg!("keymap-key-types", key = key, context = context.name()));
            return None;
        }
        Some(sequence)
    }

    /// Reads the value of a binding: its actions and its label. The actions are `None` if the value has only a label.
    fn value(
        &mut self,
        context: Context,
        value: &Spanned<DeValue<'_>>,
    ) -> Option<(Option<Vec<Action>>, Option<String>)> {
        let DeValue::Table(table) = value.get_ref() else {
            return Some((Some(self.actions(context, value)?), None));
        };
        let mut label = None;
        for (_, value) in table.iter().filter(|(name, _)| name.get_ref() == LABEL) {
            let text = value.get_ref().as_str().map(str::trim);
            let fine = |text: &&str| {
                !text.is_empty() && text.chars().count() <= LABEL_LENGTH && !text.chars().any(char::is_control)
            };
            let Some(text) = text.filter(fine) else {
                self.say(value.span().start, msg!("keymap-expected-label", most = LABEL_LENGTH));
                return None;
            };
            label = Some(text.to_owned());
        }
        if label.is_some() && table.len() == 1 {
            return Some((None, label));
        }
        Some((Some(vec![self.told(context, value.span().start, table)?]), label))
    }

    fn actions(&mut self, context: Context, value: &Spanned<DeValue<'_>>) -> Option<Vec<Action>> {
        let at = value.span().start;
        match value.get_ref() {
            DeValue::String(name) if name == NONE => Some(Vec::new()),
            DeValue::String(name) => Some(vec![self.alone(context, name, at)?]),
            DeValue::Table(table) => Some(vec![self.told(context, at, table)?]),
            DeValue::Array(items) => {
                if items.is_empty() {
                    self.say(at, msg!("keymap-empty-list"));
                    return None;
                }
                // Reads all of them, to report every mistake at once.
                let actions: Vec<_> = items.iter().map(|item| self.listed(context, item)).collect();
                actions.into_iter().collect()
            }
            DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_) => {
                self.say(at, msg!("keymap-expected-actions"));
                None
            }
        }
    }

    fn listed(&mut self, context: Context, value: &Spanned<DeValue<'_>>) -> Option<Action> {
        let at = value.span().start;
        match value.get_ref() {
            DeValue::String(name) if name == NONE => self.say(at, msg!("keymap-none-in-list")),
            DeValue::String(name) => return self.alone(context, name, at),
            DeValue::Table(table) => return self.told(context, at, table),
            DeValue::Array(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_) => self.say(at, msg!("keymap-expected-command")),
        }
        None
    }

    /// Reads a command without arguments.
    fn alone(&mut self, context: Context, name: &str, at: usize) -> Option<Action> {
        let command = self.command(context, name, at)?;
        if command.takes().is_needed() {
            self.say(at, msg!("keymap-no-argument", command = name, what = command.takes().what()));
            return None;
        }
        Some(Action::plain(command))
    }

    /// Reads a command with its argument: `{ add-tag = "later" }`.
    fn told(&mut self, context: Context, at: usize, table: &DeTable<'_>) -> Option<Action> {
        let mut fields = in_order(table).into_iter().filter(|(name, _)| name.get_ref() != LABEL);
        let (Some((name, value)), None) = (fields.next(), fields.next()) else {
            self.say(at, msg!("keymap-expected-argument"));
            return None;
        };
        let command = self.command(context, name.get_ref(), name.span().start)?;
        let at = value.span().start;
        let text = value.get_ref().as_str().map(str::to_owned);
        let whole = |text: &String| !text.trim().is_empty() && !text.contains('\0');
        let arguments: Option<Vec<String>> = match command.takes() {
            Takes::Nothing => {
                self.say(at, msg!("keymap-takes-nothing", command = command.name()));
                return None;
            }
            Takes::Tag => text.filter(|text| Tag::new(text).is_ok()).map(|text| vec![text]),
            Takes::Query | Takes::Line | Takes::Macro | Takes::View | Takes::Name | Takes::Keys => {
                text.filter(whole).map(|text| vec![text])
            }
            Takes::Words => match value.get_ref() {
                DeValue::String(_) => text.filter(whole).map(|text| vec![text]),
                DeValue::Array(words) => {
                    let words: Option<Vec<String>> =
                        words.iter().map(|word| word.get_ref().as_str().map(str::to_owned)).collect();
                    words.filter(|words| {
                        words.first().is_some_and(whole) && words.iter().all(|word| !word.contains('\0'))
                    })
                }
                DeValue::Integer(_)
                | DeValue::Float(_)
                | DeValue::Boolean(_)
                | DeValue::Datetime(_)
                | DeValue::Table(_) => None,
            },
        };
        let Some(arguments) = arguments else {
            self.say(at, msg!("keymap-wrong-argument", command = command.name(), what = command.takes().what()));
            return None;
        };
        Some(Action { command, arguments })
    }

    fn command(&mut self, context: Context, name: &str, at: usize) -> Option<Command> {
        let Some(command) = Command::from_name(name) else {
            let near = nearest(name, Command::ALL.iter().map(|command| command.name()).chain([NONE]));
            self.say(at, msg!("keymap-unknown-command", name = quote(name), near = suggestion(near)));
            return None;
        };
        if command.contexts().contains(&context) {
            return Some(command);
        }
        let contexts = Arg::list(command.contexts().iter().map(|context| context.name()));
        self.say(at, msg!("keymap-wrong-context", command = name, context = context.name(), contexts = contexts));
        None
    }

    /// Removes the bindings of one context that hide others: a sequence hides the longer ones that begin with it.
    fn without_conflicts(&mut self, mut bindings: Vec<(Binding, Range<usize>)>) -> Vec<Binding> {
        // Unbinding `t` and binding `t l` is no conflict: unbindings come first, and later bindings replace them.
        bindings.sort_by_key(|(binding, _)| !binding.actions.is_empty());
        let mut trie: Trie<usize> = Trie::default();
        let mut kept = vec![true; bindings.len()];
        for (number, (binding, at)) in bindings.iter().enumerate() {
            let keys = quote(&binding.keys.to_string());
            let conflict = trie.conflict(binding.keys.keys());
            let other = |number: usize| bindings.get(number).map(|(binding, at)| (binding, at.start));
            let accepted = match conflict {
                None => true,
                Some(Conflict::Same(before)) => {
                    let line = other(before).map_or(0, |(binding, _)| binding.line);
                    self.say(at.start, msg!("keymap-bound-already", keys = keys, line = line.to_string()));
                    false
                }
                Some(Conflict::Longer(longer)) => {
                    if let Some((longer, _)) = other(longer) {
                        self.hides(at.start, &binding.keys, longer);
                    }
                    false
                }
                Some(Conflict::Shorter(shorter)) => {
                    if let Some((shorter, place)) = other(shorter).filter(|(shorter, _)| !shorter.actions.is_empty()) {
                        let keys = shorter.keys.clone();
                        self.hides(place, &keys, binding);
                    }
                    true
                }
            };
            if !accepted {
                if let Some(kept) = kept.get_mut(number) {
                    *kept = false;
                }
                continue;
            }
            for gone in trie.insert(binding.keys.keys(), number) {
                if let Some(kept) = kept.get_mut(gone) {
                    *kept = false;
                }
            }
        }
        let mut rest: Vec<Binding> =
            bindings.into_iter().zip(kept).filter_map(|((binding, _), kept)| kept.then_some(binding)).collect();
        rest.sort_by_key(|binding| binding.line);
        rest
    }

    fn hides(&mut self, at: usize, short: &Sequence, longer: &Binding) {
        let (short, long) = (quote(&short.to_string()), quote(&longer.keys.to_string()));
        self.say(at, msg!("keymap-hides", keys = short, hidden = long, line = longer.line.to_string()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Returns the diagnostics of `text`, as farz shows them.
    fn said(text: &str) -> Vec<String> {
        parse("mine.toml", text).1.iter().map(|wrong| wrong.message().to_string()).collect()
    }

    /// Returns the bindings of `text`: context, keys, commands.
    fn bound(text: &str) -> Vec<String> {
        let line = |binding: &Binding| {
            let actions: Vec<_> = binding.actions.iter().map(ToString::to_string).collect();
            format!("{} {} = {}", binding.context.name(), binding.keys, actions.join(" "))
        };
        parse("mine.toml", text).0.bindings.iter().map(line).collect()
    }

    #[test]
    fn a_good_file_is_read_whole() {
        let text = "inherits = \"vim\"\n[list]\n\"g g\" = \"first-article\"\nX = [\"drop\", \"next-undecided\"]\n\"ctrl-z\" = \"none\"\n";
        let (file, diagnostics) = parse("mine.toml", text);
        assert_eq!(diagnostics, []);
        assert_eq!(file.inherits, Some(("vim".into(), 11)));
        assert_eq!(bound(text), ["list g g = first-article", "list X = drop next-undecided", "list ctrl-z = "]);
        assert_eq!(file.bindings[1].line, 4);
    }

    #[test]
    fn every_mistake_is_said_and_the_rest_stays() {
        let text = r#"
inherit = "vim"
list = 3
[lsit]
"j" = "next-article"
[list]
"j" = "kep"
"escape" = "clear"
"k" = "scroll-up"
"x" = 5
"y" = []
"z" = ["keep", "none", "dorp"]
"g esc" = "keep"
"Q" = "quit"
[filter]
"j k" = "cancel"
"ctrl-x c" = "cancel"
"#;
        assert_eq!(
            said(text.replacen("list = 3\n", "", 1).as_str()),
            [
                "mine.toml:2:1: unknown field \"inherit\"; did you mean \"inherits\"?",
                "mine.toml:3:2: unknown context \"lsit\"; did you mean \"list\"?",
                "mine.toml:6:7: unknown command \"kep\"; did you mean \"keep\"?",
                "mine.toml:7:1: unknown key \"escape\"; did you mean \"esc\"?",
                "mine.toml:8:7: \"scroll-up\" cannot run in \"list\", only in reader",
                "mine.toml:9:7: expected the name of a command, a list of names, or \"none\"",
                "mine.toml:10:7: the list is empty; write \"none\" to unbind the keys",
                "mine.toml:11:16: \"none\" is not a command; it cannot be in a list",
                "mine.toml:11:24: unknown command \"dorp\"; did you mean \"drop\"?",
                "mine.toml:12:1: \"esc\" cancels keys that have begun; it can only be the first key",
                "mine.toml:15:1: \"j\" types a character in \"filter\"; it cannot begin a sequence",
            ]
        );
        assert_eq!(bound(text.replacen("list = 3\n", "", 1).as_str()), ["list Q = quit", "filter ctrl-x c = cancel"]);
        assert_eq!(said("list = 3"), ["mine.toml:1:1: \"list\" is a context; write its bindings under [list]"]);
        assert_eq!(said("inherits = 3"), ["mine.toml:1:12: expected the name of a keymap"]);
    }

    #[test]
    fn of_the_same_keys_twice_the_first_hold() {
        let text = "[list]\n\"g g\" = \"first-article\"\n\"g  g\" = \"drop\"\n\"a\" = \"keep\"\n\"a\" = \"drop\"\n";
        assert_eq!(
            said(text),
            [
                "mine.toml:3:1: \"g g\" is already bound in line 2; the first binding is used",
                "mine.toml:5:1: defined twice; the first value is used",
            ]
        );
        assert_eq!(bound(text), ["list g g = first-article", "list a = keep"]);
    }

    #[test]
    fn a_context_written_twice_is_said() {
        let text = "[list]\n\"a\" = \"keep\"\n[reader]\n\"a\" = \"keep\"\n[list]\n\"d\" = \"drop\"\n";
        assert_eq!(said(text), ["mine.toml:5:2: defined twice; the first value is used"]);
        assert_eq!(bound(text), ["reader a = keep", "list a = keep", "list d = drop"], "and nothing is lost");
    }

    #[test]
    fn a_binding_that_hides_a_longer_one_is_left_out() {
        for text in [
            "[list]\n\"g\" = \"drop\"\n\"g g\" = \"keep\"\n\"g e\" = \"later\"\n",
            "[list]\n\"g g\" = \"keep\"\n\"g e\" = \"later\"\n\"g\" = \"drop\"\n",
        ] {
            assert_eq!(said(text).len(), 1, "{text}");
            assert!(said(text)[0].contains("\"g\" would hide \"g "), "{:?}", said(text));
            assert_eq!(bound(text), ["list g g = keep", "list g e = later"]);
        }
        assert_eq!(said("[list]\n\"t l\" = \"later\"\n\"t\" = \"none\"\n"), [""; 0], "unbinding hides nothing");
        assert_eq!(said("[list]\n\"g\" = \"drop\"\n[reader]\n\"g g\" = \"keep\"\n"), [""; 0], "in another context");
    }

    #[test]
    fn a_line_that_is_not_toml_costs_itself_and_says_where() {
        let text = "[list]\n\"j\" = \"next-article\n\"k\" = \"previous-article\"\n";
        let (file, diagnostics) = parse("mine.toml", text);
        assert_eq!(file.bindings.len(), 1, "{file:?}");
        assert_eq!(file.bindings[0].keys.to_string(), "k");
        assert!(diagnostics[0].place().starts_with("mine.toml:2:"), "{}", diagnostics[0].place());
        assert!(diagnostics[0].what.to_string().starts_with("invalid TOML: "));
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "(\\[(list|filter|x)\\]\n|\"?[a-z ]{1,4}\"? = (\"(keep|none|dorp)\"|\\[|3)\n|.{0,5}){0,12}") {
            let (_, diagnostics) = parse("mine.toml", &text);
            for diagnostic in diagnostics {
                prop_assert!(!diagnostic.what.to_string().chars().any(char::is_control), "{:?}", diagnostic);
            }
        }
    }
}
