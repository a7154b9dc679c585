//! A trie of key sequences.

use super::key::Key;
use std::collections::BTreeMap;

/// The result of looking up a key sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found<T> {
    /// The sequence is bound to this value.
    Matched(T),
    /// The sequence is a prefix of bound sequences: more keys must follow.
    Pending,
    /// The sequence leads nowhere.
    NotFound,
}

/// A bound sequence that conflicts with a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conflict<T> {
    /// The same sequence.
    Same(T),
    /// A sequence that begins with the new one, so that the new one would hide it.
    Longer(T),
    /// A sequence with which the new one begins, so that it would hide the new one.
    Shorter(T),
}

/// A set of key sequences, none of which is a prefix of another.
///
/// The nodes are in one table instead of nested, so that no sequence is too long for the stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trie<T> {
    nodes: Vec<Node<T>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Node<T> {
    next: BTreeMap<Key, usize>,
    value: Option<T>,
}

const ROOT: usize = 0;

impl<T> Default for Trie<T> {
    fn default() -> Self {
        Self { nodes: vec![Node { next: BTreeMap::new(), value: None }] }
    }
}

impl<T: Copy> Trie<T> {
    fn node(&self, keys: &[Key]) -> Option<&Node<T>> {
        let at = keys.iter().try_fold(ROOT, |at, key| self.nodes.get(at)?.next.get(key).copied())?;
        self.nodes.get(at)
    }

    /// Looks up `keys`.
    #[must_use]
    pub fn find(&self, keys: &[Key]) -> Found<T> {
        match self.node(keys) {
            Some(Node { value: Some(value), .. }) => Found::Matched(*value),
            Some(node) if !node.next.is_empty() => Found::Pending,
            Some(_) | None => Found::NotFound,
        }
    }

    /// Returns the keys that can follow `keys`, each with its result.
    pub fn continuations(&self, keys: &[Key]) -> impl Iterator<Item = (Key, Found<T>)> {
        let next = self.node(keys).map(|node| node.next.iter()).into_iter().flatten();
        next.filter_map(|(key, at)| match self.nodes.get(*at)? {
            Node { value: Some(value), .. } => Some((*key, Found::Matched(*value))),
            node => (!node.next.is_empty()).then_some((*key, Found::Pending)),
        })
    }

    /// Returns the bound sequence that conflicts with binding `keys`, if any.
    #[must_use]
    pub fn conflict(&self, keys: &[Key]) -> Option<Conflict<T>> {
        let mut at = self.nodes.first()?;
        for key in keys {
            if let Some(value) = at.value {
                return Some(Conflict::Shorter(value));
            }
            at = self.nodes.get(*at.next.get(key)?)?;
        }
        match at.value {
            Some(value) => Some(Conflict::Same(value)),
            None => self.below(at).into_iter().next().map(Conflict::Longer),
        }
    }

    /// Returns the values of all sequences through `node`, in key order.
    fn below(&self, node: &Node<T>) -> Vec<T> {
        let mut found = Vec::new();
        let mut waiting = vec![node];
        while let Some(node) = waiting.pop() {
            found.extend(node.value);
            waiting.extend(node.next.values().rev().filter_map(|at| self.nodes.get(*at)));
        }
        found
    }

    /// Binds `keys`, which must not be empty, to `value`. Returns the values that it replaces: of the same, shorter
    /// and longer sequences.
    pub fn insert(&mut self, keys: &[Key], value: T) -> Vec<T> {
        let mut gone = Vec::new();
        let mut at = ROOT;
        for key in keys {
            let free = self.nodes.len();
            let Some(node) = self.nodes.get_mut(at) else { return gone };
            gone.extend(node.value.take());
            at = *node.next.entry(*key).or_insert(free);
            if at == free {
                self.nodes.push(Node { next: BTreeMap::new(), value: None });
            }
        }
        if let Some(node) = self.nodes.get(at) {
            gone.extend(self.below(node));
        }
        if let Some(node) = self.nodes.get_mut(at) {
            node.next.clear();
            node.value = Some(value);
        }
        gone
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keymap::Sequence;

    fn keys(text: &str) -> Vec<Key> {
        text.parse::<Sequence>().unwrap().keys().to_vec()
    }

    #[test]
    fn a_sequence_is_found_key_by_key() {
        let mut trie = Trie::default();
        assert!(trie.insert(&keys("g g"), 1).is_empty());
        assert!(trie.insert(&keys("j"), 2).is_empty());
        assert_eq!(trie.find(&keys("g")), Found::Pending);
        assert_eq!(trie.find(&keys("g g")), Found::Matched(1));
        assert_eq!(trie.find(&keys("g x")), Found::NotFound);
        assert_eq!(trie.find(&keys("j j")), Found::NotFound);
        assert_eq!(trie.continuations(&keys("g")).collect::<Vec<_>>(), [(Key::char('g'), Found::Matched(1))]);
    }

    #[test]
    fn the_last_binding_wins_over_shorter_and_longer_ones() {
        let mut trie = Trie::default();
        trie.insert(&keys("g g"), 1);
        trie.insert(&keys("g e"), 2);
        assert_eq!(trie.conflict(&keys("g")), Some(Conflict::Longer(2)));
        assert_eq!(trie.conflict(&keys("g g")), Some(Conflict::Same(1)));
        assert_eq!(trie.conflict(&keys("g g g")), Some(Conflict::Shorter(1)));
        assert_eq!(trie.conflict(&keys("x")), None);
        assert_eq!(trie.insert(&keys("g"), 3), [2, 1]);
        assert_eq!(trie.find(&keys("g g")), Found::NotFound);
        assert_eq!(trie.insert(&keys("g x"), 4), [3]);
        assert_eq!(trie.find(&keys("g")), Found::Pending);
    }

    #[test]
    fn a_sequence_of_any_length_is_kept_and_let_go() {
        let mut trie = Trie::default();
        let long = vec![Key::char('x'); 200_000];
        trie.insert(&long, 1);
        assert_eq!(trie.find(&long), Found::Matched(1));
        assert_eq!(trie.insert(&[Key::char('x')], 2), [1]);
    }
}
