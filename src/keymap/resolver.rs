//! Resolves key presses to commands.
//!
//! # Invariants
//!
//! - Outside text, a letter of another keyboard acts as the key on which it is printed, unless the letter itself is
//!   bound.
//!   Test: `a_letter_of_another_keyboard_is_the_key_it_is_printed_on_but_never_in_text`.

use super::action::Action;
use super::key::{Code, Key};
use super::layout::Layouts;
use super::map::{Continuation, Keymap};
use super::trie::Found;
use crate::command::Context;

/// The result of a key press.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// Run these commands, in this order.
    Run {
        /// At least one.
        actions: Vec<Action>,
        /// The number typed before the keys.
        count: Option<u32>,
    },
    /// More keys must follow; [`Resolver::pending`] returns those so far.
    Pending,
    /// Insert the character into the open line.
    Text(char),
    /// These keys, all pending ones and the last one, are not bound here.
    Unbound(Vec<Key>),
    /// Esc discarded the pending keys.
    Cancelled,
}

/// The pending keys: those pressed so far that do not yet form a command.
///
/// Every key press comes out exactly once: in a command, as text, as unbound, or cancelled by Esc.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resolver {
    /// The digits of the count, then the keys of the sequence.
    pending: Vec<Key>,
    /// How many of `pending` are digits of the count.
    digits: usize,
    /// The keyboards in use: outside text, their letters act as the keys on which they are printed.
    layouts: Layouts,
}

impl Resolver {
    /// Creates a resolver for these keyboards.
    #[must_use]
    pub fn new(layouts: Layouts) -> Self {
        Self { layouts, ..Self::default() }
    }

    /// Returns the key that `key` means: an unbound letter of another script acts as the US key on which it is
    /// printed, if that key leads anywhere. Text is unchanged.
    fn meant(&mut self, map: &Keymap, context: Context, key: Key) -> Key {
        let Code::Char(c) = key.code else { return key };
        if c.is_ascii() {
            return key;
        }
        self.layouts.learn(c);
        if context.takes_text() && key.typed().is_some() {
            return key;
        }
        let leads = |key: Key| {
            let mut whole = self.sequence().to_vec();
            whole.push(key);
            map.find(context, &whole) != Found::NotFound
        };
        if leads(key) {
            return key;
        }
        let Some(printed) = self.layouts.printed(c) else { return key };
        let printed = Key { code: Code::Char(printed), ..key }.normalized();
        let counted = self.digits == self.pending.len() && is_digit(printed, self.digits == 0) && counts(map, context);
        if counted || leads(printed) { printed } else { key }
    }

    /// Returns the character printed on the key that types `c`: `c` itself if it is ASCII, else the US character on
    /// the key that types it on another keyboard.
    pub fn printed(&mut self, c: char) -> Option<char> {
        if c.is_ascii() {
            return Some(c);
        }
        self.layouts.learn(c);
        self.layouts.printed(c)
    }

    /// Processes one key, pressed while `context` is active.
    pub fn press(&mut self, map: &Keymap, context: Context, key: Key) -> Resolution {
        let key = self.meant(map, context, key.normalized());
        let key = self.as_bound(map, context, key);
        if key == Key::plain(Code::Esc) && !self.pending.is_empty() {
            self.clear();
            return Resolution::Cancelled;
        }
        if self.digits == self.pending.len() && is_digit(key, self.digits == 0) && counts(map, context) {
            self.pending.push(key);
            self.digits += 1;
            return Resolution::Pending;
        }
        self.pending.push(key);
        match map.find(context, self.sequence()) {
            Found::Matched(binding) => {
                let actions = binding.actions.clone();
                let count = self.count();
                self.clear();
                Resolution::Run { actions, count }
            }
            Found::Pending => Resolution::Pending,
            Found::NotFound => {
                self.digits = 0;
                let keys = std::mem::take(&mut self.pending);
                match (keys.as_slice(), key.typed()) {
                    ([_], Some(c)) if context.takes_text() => Resolution::Text(c),
                    _ => Resolution::Unbound(keys),
                }
            }
        }
    }

    /// Returns the key that a plain terminal sends for this one, unless this one is bound itself. With kitty's
    /// protocol ctrl-[, ctrl-m, ctrl-i and ctrl-h are separate keys, but users still press them for Esc, Enter, Tab
    /// and Backspace.
    fn as_bound(&self, map: &Keymap, context: Context, key: Key) -> Key {
        let Some(plain) = twin(key) else { return key };
        let bound = |key| {
            let mut keys = self.sequence().to_vec();
            keys.push(key);
            !matches!(map.find(context, &keys), Found::NotFound)
        };
        let cancels = plain == Key::plain(Code::Esc) && !self.pending.is_empty();
        if !bound(key) && (cancels || bound(plain)) { plain } else { key }
    }

    /// Returns the keys pressed so far, beginning with the digits of the count, for the status line.
    #[must_use]
    pub fn pending(&self) -> &[Key] {
        &self.pending
    }

    /// Returns the number typed so far, capped at the largest `u32`.
    #[must_use]
    pub fn count(&self) -> Option<u32> {
        let digits = self.pending.get(..self.digits)?.iter().filter_map(|key| match key.code {
            Code::Char(c) => c.to_digit(10),
            _ => None,
        });
        let count = digits.fold(0_u32, |count, digit| count.saturating_mul(10).saturating_add(digit));
        (self.digits > 0).then_some(count)
    }

    /// Returns the keys that can follow those pressed so far, for the hints. Empty while no sequence has begun.
    #[must_use]
    pub fn continuations(&self, map: &Keymap, context: Context) -> Vec<Continuation> {
        if self.sequence().is_empty() {
            return Vec::new();
        }
        map.continuations(context, self.sequence())
    }

    /// Discards the keys pressed so far, because the focus moved.
    pub fn clear(&mut self) {
        self.pending.clear();
        self.digits = 0;
    }

    fn sequence(&self) -> &[Key] {
        self.pending.get(self.digits..).unwrap_or(&[])
    }
}

/// Returns whether `key` is a digit of a count; a count does not begin with 0.
fn is_digit(key: Key, first: bool) -> bool {
    let least = if first { '1' } else { '0' };
    matches!(key.typed(), Some(c) if (least..='9').contains(&c))
}

/// Returns whether keys here can take a count: no text is written here and no digit is bound.
///
/// One bound digit (as for the views of the default keymap) disables counts: it would be surprising if only
/// some numbers worked.
fn counts(map: &Keymap, context: Context) -> bool {
    !context.takes_text() && ('1'..='9').all(|digit| map.find(context, &[Key::char(digit)]) == Found::NotFound)
}

/// Returns the key that terminals without kitty's protocol send for this one.
fn twin(key: Key) -> Option<Key> {
    let Key { code: Code::Char(c), ctrl: true, alt: false, shift: false } = key else { return None };
    let code = [('[', Code::Esc), ('m', Code::Enter), ('i', Code::Tab), ('h', Code::Backspace)];
    code.into_iter().find(|(letter, _)| *letter == c).map(|(_, code)| Key::plain(code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Command;
    use crate::keymap::{Keyboards, Sequence, key::tests::any_key};
    use proptest::prelude::*;

    fn press(resolver: &mut Resolver, map: &Keymap, context: Context, text: &str) -> Vec<Resolution> {
        let keys: Sequence = text.parse().unwrap();
        keys.keys().iter().map(|key| resolver.press(map, context, *key)).collect()
    }

    fn run(command: Command) -> Resolution {
        Resolution::Run { actions: vec![Action::plain(command)], count: None }
    }

    /// Returns the default keymap with no digit bound, and with a sequence in the filter.
    fn counting() -> Keymap {
        let digits: String = (1..=5).map(|digit| format!("\"{digit}\" = \"none\"\n")).collect();
        let text = format!(
            "[global]\n{digits}\"g x\" = [\"drop\", \"next-undecided\"]\n[filter]\n\"ctrl-x c\" = \"cancel\"\n"
        );
        let (map, diagnostics) = Keymap::load("mine", |_| Ok(Some(text.clone())));
        assert_eq!(diagnostics, []);
        map
    }

    #[test]
    fn keys_run_commands_by_the_place() {
        let map = Keymap::default_map();
        let mut resolver = Resolver::default();
        assert_eq!(press(&mut resolver, &map, Context::List, "j"), [run(Command::NextArticle)]);
        assert_eq!(press(&mut resolver, &map, Context::Reader, "j"), [run(Command::ScrollDown)]);
        assert_eq!(press(&mut resolver, &map, Context::Reader, "a"), [run(Command::Keep)]);
        assert_eq!(press(&mut resolver, &map, Context::Filter, "a j"), [Resolution::Text('a'), Resolution::Text('j')]);
        assert_eq!(
            press(&mut resolver, &map, Context::Note, "ج space"),
            [Resolution::Text('ج'), Resolution::Text(' ')]
        );
    }

    #[test]
    fn a_control_key_that_is_not_bound_is_the_key_that_every_terminal_sends_for_it() {
        let map = Keymap::default_map();
        let mut resolver = Resolver::default();
        assert_eq!(press(&mut resolver, &map, Context::List, "ctrl-m"), [run(Command::OpenArticle)]);
        assert_eq!(press(&mut resolver, &map, Context::Filter, "ctrl-["), [run(Command::Cancel)]);
        assert_eq!(press(&mut resolver, &map, Context::Filter, "ctrl-h"), [run(Command::DeleteBack)]);
        let (bound, _) = Keymap::load("mine", |_| Ok(Some("[global]\n\"ctrl-m\" = \"drop\"\n".to_owned())));
        assert_eq!(press(&mut resolver, &bound, Context::List, "ctrl-m"), [run(Command::Drop)]);
    }

    #[test]
    fn a_sequence_waits_for_its_keys_and_esc_cancels_it() {
        let map = Keymap::default_map();
        let mut resolver = Resolver::default();
        assert_eq!(press(&mut resolver, &map, Context::List, "g g"), [Resolution::Pending, run(Command::FirstArticle)]);
        assert_eq!(press(&mut resolver, &map, Context::List, "g esc"), [Resolution::Pending, Resolution::Cancelled]);
        assert_eq!(press(&mut resolver, &map, Context::List, "esc"), [run(Command::Clear)]);
        assert_eq!(press(&mut resolver, &map, Context::List, "g"), [Resolution::Pending]);
        assert_eq!(resolver.pending(), [Key::char('g')]);
        assert_eq!(resolver.continuations(&map, Context::List).len(), 1);
    }

    #[test]
    fn an_unknown_sequence_is_said_whole() {
        let map = Keymap::default_map();
        let mut resolver = Resolver::default();
        let said = press(&mut resolver, &map, Context::List, "g ج");
        assert_eq!(said, [Resolution::Pending, Resolution::Unbound(vec![Key::char('g'), Key::char('ج')])]);
        assert!(resolver.pending().is_empty());
        assert_eq!(
            press(&mut resolver, &map, Context::Filter, "f7"),
            [Resolution::Unbound(vec![Key::plain(Code::F(7))])]
        );
    }

    #[test]
    fn a_count_is_typed_where_no_digit_is_bound() {
        let map = counting();
        let mut resolver = Resolver::default();
        let actions = [Command::Drop, Command::NextUndecided].map(Action::plain).to_vec();
        let said = press(&mut resolver, &map, Context::List, "1 0 g x").pop();
        assert_eq!(said, Some(Resolution::Run { actions, count: Some(10) }));
        assert_eq!(press(&mut resolver, &map, Context::List, "0").len(), 1);
        assert_eq!(resolver.count(), None, "a count does not begin with 0");
        assert_eq!(press(&mut resolver, &map, Context::Filter, "5"), [Resolution::Text('5')]);
        let said = press(&mut resolver, &map, Context::List, "4 f7").pop();
        assert_eq!(said, Some(Resolution::Unbound(vec![Key::char('4'), Key::plain(Code::F(7))])));

        let map = Keymap::default_map();
        assert_eq!(press(&mut resolver, &map, Context::List, "2"), [run(Command::ViewLater)]);
        assert_eq!(press(&mut resolver, &map, Context::List, "7"), [Resolution::Unbound(vec![Key::char('7')])]);
    }

    #[test]
    fn a_letter_of_another_keyboard_is_the_key_it_is_printed_on_but_never_in_text() {
        let map = Keymap::default_map();
        let mut resolver = Resolver::new(Layouts::new(&Keyboards::Auto));
        assert_eq!(press(&mut resolver, &map, Context::List, "ت"), [run(Command::NextArticle)]);
        assert_eq!(press(&mut resolver, &map, Context::List, "ل ل").pop(), Some(run(Command::FirstArticle)));
        assert_eq!(press(&mut resolver, &map, Context::List, "؟"), [run(Command::Help)]);
        assert_eq!(press(&mut resolver, &map, Context::Filter, "ت"), [Resolution::Text('ت')]);
        assert_eq!(
            press(&mut resolver, &map, Context::List, "世"),
            [Resolution::Unbound(vec![Key::char('世')])],
            "what no keyboard has stays as it was typed"
        );
        let (own, _) = Keymap::load("mine", |_| Ok(Some("[list]\n\"ت\" = \"drop\"\n".into())));
        assert_eq!(press(&mut resolver, &own, Context::List, "ت"), [run(Command::Drop)], "its own binding wins");
        let mut counted = Resolver::new(Layouts::new(&Keyboards::Auto));
        let last = press(&mut counted, &counting(), Context::List, "۱ ۲ ت").pop();
        let actions = vec![Action::plain(Command::NextArticle)];
        assert_eq!(last, Some(Resolution::Run { actions, count: Some(12) }), "Persian digits count");
    }

    proptest! {
        #[test]
        fn with_keyboards_no_key_is_lost_either_and_text_stays_as_typed(
            keys in prop::collection::vec(prop_oneof![
                any_key().prop_filter("is another key on other terminals", |key| twin(*key).is_none()),
                prop::sample::select("تثجحلا۱۷؟پйджφγשג".chars().collect::<Vec<char>>()).prop_map(Key::char),
                prop::sample::select(vec!["g", "x", "esc", "7", "ctrl-x", "c"]).prop_map(|text| text.parse().unwrap()),
            ], 0..40),
            context in prop::sample::select(Context::ALL.to_vec()),
            counted in any::<bool>(),
        ) {
            let map = if counted { counting() } else { Keymap::default_map() };
            let mut resolver = Resolver::new(Layouts::new(&Keyboards::Auto));
            let mut waiting: Vec<Key> = Vec::new();
            for key in keys {
                waiting.push(key);
                let same = |typed: &Key, meant: &Key| typed == meant || matches!(typed.code, Code::Char(c) if !c.is_ascii());
                match resolver.press(&map, context, key) {
                    Resolution::Pending => {}
                    Resolution::Text(c) => {
                        prop_assert_eq!(&waiting, &vec![Key::char(c)]);
                        waiting.clear();
                    }
                    Resolution::Unbound(keys) => {
                        prop_assert_eq!(keys.len(), waiting.len());
                        prop_assert!(waiting.iter().zip(&keys).all(|(typed, meant)| same(typed, meant)), "{:?}", keys);
                        waiting.clear();
                    }
                    Resolution::Run { .. } => waiting.clear(),
                    Resolution::Cancelled => {
                        prop_assert!(waiting.len() > 1 && key == Key::plain(Code::Esc));
                        waiting.clear();
                    }
                }
                let pending = resolver.pending();
                prop_assert_eq!(pending.len(), waiting.len());
                prop_assert!(waiting.iter().zip(pending).all(|(typed, meant)| same(typed, meant)), "{:?}", pending);
            }
        }

        #[test]
        fn no_key_is_lost_and_none_is_doubled(
            keys in prop::collection::vec(prop_oneof![
                any_key().prop_filter("is another key on other terminals", |key| twin(*key).is_none()),
                prop::sample::select(vec!["g", "x", "j", "esc", "7", "0", "ctrl-x", "c"]).prop_map(|text| text.parse().unwrap()),
            ], 0..40),
            context in prop::sample::select(Context::ALL.to_vec()),
            counted in any::<bool>(),
        ) {
            let map = if counted { counting() } else { Keymap::default_map() };
            let mut resolver = Resolver::default();
            let mut waiting: Vec<Key> = Vec::new();
            for key in keys {
                waiting.push(key);
                match resolver.press(&map, context, key) {
                    Resolution::Pending => prop_assert_eq!(resolver.pending(), waiting.as_slice()),
                    Resolution::Run { actions, .. } => {
                        let is_digit = |key: &&Key| matches!(key.code, Code::Char('0'..='9')) && **key == Key::plain(key.code);
                        let digits = waiting.iter().take(waiting.len() - 1).take_while(is_digit).count();
                        let bound = map.find(context, &waiting[digits..]);
                        prop_assert!(matches!(bound, Found::Matched(binding) if binding.actions == actions));
                        waiting.clear();
                    }
                    Resolution::Text(c) => {
                        prop_assert_eq!(&waiting, &vec![Key::char(c)]);
                        waiting.clear();
                    }
                    Resolution::Unbound(keys) => {
                        prop_assert_eq!(&keys, &waiting);
                        waiting.clear();
                    }
                    Resolution::Cancelled => {
                        prop_assert!(waiting.len() > 1 && key == Key::plain(Code::Esc));
                        waiting.clear();
                    }
                }
                prop_assert_eq!(resolver.pending(), waiting.as_slice());
            }
        }
    }
}
