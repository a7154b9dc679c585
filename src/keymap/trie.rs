//! What sequences of keys lead to, key by key.

use super::key::Key;
use std::collections::BTreeMap;

/// Where a sequence of keys leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found<T> {
    /// To this.
    Matched(T),
    /// More keys must follow.
    Pending,
    /// Nowhere.
    NotFound,
}

/// What stands in the way of a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conflict<T> {
    /// The very same sequence.
    Same(T),
    /// A sequence that begins with this one, so that this one would hide it.
    Longer(T),
    /// A sequence that this one begins with, so that it would hide this one.
    Shorter(T),
}

/// Sequences of keys, none of which is the beginning of another.
///
/// The nodes stand in one table instead of inside each other, so that no sequence is too long for the stack.
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

    /// Where `keys` lead.
    #[must_use]
    pub fn find(&self, keys: &[Key]) -> Found<T> {
        match self.node(keys) {
            Some(Node { value: Some(value), .. }) => Found::Matched(*value),
            Some(node) if !node.next.is_empty() => Found::Pending,
            Some(_) | None => Found::NotFound,
        }
    }

    /// The keys that can follow `keys`, each with what it leads to.
    pub fn continuations(&self, keys: &[Key]) -> impl Iterator<Item = (Key, Found<T>)> {
        let next = self.node(keys).map(|node| node.next.iter()).into_iter().flatten();
        next.filter_map(|(key, at)| match self.nodes.get(*at)? {
            Node { value: Some(value), .. } => Some((*key, Found::Matched(*value))),
            node => (!node.next.is_empty()).then_some((*key, Found::Pending)),
        })
    }

    /// What stands in the way of binding `keys`.
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

    /// The values of the sequences that go through `node`, in the order of their keys.
    fn below(&self, node: &Node<T>) -> Vec<T> {
        let mut found = Vec::new();
        let mut waiting = vec![node];
        while let Some(node) = waiting.pop() {
            found.extend(node.value);
            waiting.extend(node.next.values().rev().filter_map(|at| self.nodes.get(*at)));
        }
        found
    }

    /// Binds `keys`, which must not be empty, to `value`; gives back what had to go: the same, shorter and longer ones.
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
