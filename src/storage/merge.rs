//! Merges journals: the last writer wins, per article and field, and per tag.
//!
//! Each field is a last-writer-wins register (Shapiro and others, "A comprehensive study of Convergent and Commutative
//! Replicated Data Types", 2011). Merging is commutative, associative and idempotent, so the files of a folder may
//! arrive in any order, repeatedly, and in part.
//!
//! # Invariants
//!
//! - Merging gives the same state in any order.
//!   Test: `three_replicas_merge_to_one_state_in_any_order`.

use super::clock::Stamp;
use crate::domain::{FieldChange, Tag, Triage, Verdict};
use std::collections::BTreeMap;

/// A value and when it was set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Register<T> {
    /// The value.
    pub value: T,
    /// When it was set.
    pub at: Stamp,
}

/// All that the journals contain about one article; a field that was never set is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// The verdict.
    pub verdict: Option<Register<Verdict>>,
    /// Whether it was read.
    pub read: Option<Register<bool>>,
    /// The note.
    pub note: Option<Register<String>>,
    /// The reading position.
    pub position: Option<Register<u32>>,
    /// Every tag that was ever added or removed, and whether the article has it.
    pub tags: BTreeMap<Tag, Register<bool>>,
}

/// Sets `here` to `there` if `there` is later. If two values have the same stamp (which only a broken clock or a file
/// system without locks can cause), the greater value wins, so that every machine chooses the same.
fn later<T: Ord>(here: &mut Option<Register<T>>, there: Register<T>) {
    if here.as_ref().is_none_or(|here| (here.at, &here.value) < (there.at, &there.value)) {
        *here = Some(there);
    }
}

impl Merged {
    /// Applies one change that was made at `at`.
    pub fn apply(&mut self, change: &FieldChange, at: Stamp) {
        match change {
            FieldChange::Verdict { after, .. } => later(&mut self.verdict, Register { value: *after, at }),
            FieldChange::Read { after, .. } => later(&mut self.read, Register { value: *after, at }),
            FieldChange::Note { after, .. } => later(&mut self.note, Register { value: after.clone(), at }),
            FieldChange::Position { after, .. } => later(&mut self.position, Register { value: *after, at }),
            FieldChange::Tag { tag, added } => self.apply_tag(tag, Register { value: *added, at }),
        }
    }

    /// Merges everything in `other` into this state.
    pub fn merge(&mut self, other: &Self) {
        if let Some(verdict) = other.verdict {
            later(&mut self.verdict, verdict);
        }
        if let Some(read) = other.read {
            later(&mut self.read, read);
        }
        if let Some(note) = &other.note {
            later(&mut self.note, note.clone());
        }
        if let Some(position) = other.position {
            later(&mut self.position, position);
        }
        for (tag, register) in &other.tags {
            self.apply_tag(tag, *register);
        }
    }

    fn apply_tag(&mut self, tag: &Tag, register: Register<bool>) {
        let mut slot = self.tags.get(tag).copied();
        later(&mut slot, register);
        if let Some(register) = slot {
            self.tags.insert(tag.clone(), register);
        }
    }

    /// Returns this state with every field from `said` that is not earlier. If both have the same stamp, `said` wins.
    #[must_use]
    pub fn amended(mut self, said: &Self) -> Self {
        fn amend<T: Clone>(held: &mut Option<Register<T>>, said: Option<&Register<T>>) {
            if let Some(said) = said.filter(|said| held.as_ref().is_none_or(|held| held.at <= said.at)) {
                *held = Some(said.clone());
            }
        }
        amend(&mut self.verdict, said.verdict.as_ref());
        amend(&mut self.read, said.read.as_ref());
        amend(&mut self.note, said.note.as_ref());
        amend(&mut self.position, said.position.as_ref());
        for (tag, register) in &said.tags {
            if self.tags.get(tag).is_none_or(|held| held.at <= register.at) {
                self.tags.insert(tag.clone(), *register);
            }
        }
        self
    }

    /// Returns one change, with its stamp, for each field and tag that was set later here than in `other`.
    #[must_use]
    pub fn beyond(&self, other: &Self) -> Vec<(Stamp, FieldChange)> {
        fn later<T>(here: Option<&Register<T>>, there: Option<&Register<T>>) -> Option<Stamp> {
            here.map(|here| here.at).filter(|at| there.is_none_or(|there| there.at < *at))
        }
        let now = self.triage();
        let (before, note) = (Triage::default(), now.note);
        let single = [
            (
                later(self.verdict.as_ref(), other.verdict.as_ref()),
                FieldChange::Verdict { before: before.verdict, after: now.verdict },
            ),
            (
                later(self.read.as_ref(), other.read.as_ref()),
                FieldChange::Read { before: before.read, after: now.read },
            ),
            (later(self.note.as_ref(), other.note.as_ref()), FieldChange::Note { before: before.note, after: note }),
            (
                later(self.position.as_ref(), other.position.as_ref()),
                FieldChange::Position { before: before.position, after: now.position },
            ),
        ];
        let tags = self.tags.iter().map(|(tag, on)| {
            (later(Some(on), other.tags.get(tag)), FieldChange::Tag { tag: tag.clone(), added: on.value })
        });
        single.into_iter().chain(tags).filter_map(|(at, change)| Some((at?, change))).collect()
    }

    /// Returns the triage that the user sees.
    #[must_use]
    pub fn triage(&self) -> Triage {
        Triage {
            verdict: self.verdict.map_or_else(Verdict::default, |register| register.value),
            read: self.read.is_some_and(|register| register.value),
            tags: self.tags.iter().filter(|(_, on)| on.value).map(|(tag, _)| tag.clone()).collect(),
            note: self.note.as_ref().map_or_else(String::new, |register| register.value.clone()),
            position: self.position.map_or(0, |register| register.value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::replica_id::ReplicaId;
    use proptest::prelude::*;

    fn change() -> impl Strategy<Value = FieldChange> {
        let verdict = (0..4_usize).prop_map(|at| Verdict::ALL[at]);
        prop_oneof![
            verdict.prop_map(|after| FieldChange::Verdict { before: Verdict::Inbox, after }),
            any::<bool>().prop_map(|after| FieldChange::Read { before: !after, after }),
            "[ab]{0,2}".prop_map(|after| FieldChange::Note { before: String::new(), after }),
            (0..3_u32).prop_map(|after| FieldChange::Position { before: 0, after }),
            ("[xy]", any::<bool>()).prop_map(|(tag, added)| FieldChange::Tag { tag: Tag::new(&tag).unwrap(), added }),
        ]
    }

    /// Generates few milliseconds, counters and three replicas: colliding stamps are the hard case.
    fn stamped() -> impl Strategy<Value = (FieldChange, Stamp)> {
        (change(), 0..4_u64, 0..2_u32, 0..3_u64)
            .prop_map(|(change, ms, counter, replica)| (change, Stamp { ms, counter, replica: ReplicaId(replica) }))
    }

    fn merged(changes: &[(FieldChange, Stamp)]) -> Merged {
        let mut merged = Merged::default();
        changes.iter().for_each(|(change, at)| merged.apply(change, *at));
        merged
    }

    fn join(one: &Merged, other: &Merged) -> Merged {
        let mut joined = one.clone();
        joined.merge(other);
        joined
    }

    proptest! {
        #[test]
        fn three_replicas_merge_to_one_state_in_any_order(
            a in proptest::collection::vec(stamped(), 0..12),
            b in proptest::collection::vec(stamped(), 0..12),
            c in proptest::collection::vec(stamped(), 0..12),
        ) {
            let all = merged(&[a.clone(), b.clone(), c.clone()].concat());
            prop_assert_eq!(&merged(&[c.clone(), a.clone(), b.clone(), a.clone()].concat()), &all);
            let (a, b, c) = (merged(&a), merged(&b), merged(&c));
            prop_assert_eq!(join(&a, &b), join(&b, &a));
            prop_assert_eq!(&join(&join(&a, &b), &c), &all);
            prop_assert_eq!(&join(&a, &join(&b, &c)), &all);
            prop_assert_eq!(&join(&a, &a), &a);
            let mut grown = b.clone();
            a.beyond(&b).iter().for_each(|(at, change)| grown.apply(change, *at));
            prop_assert!(a.beyond(&grown).is_empty() && grown.beyond(&join(&a, &b)).is_empty());
        }
    }

    #[test]
    fn a_tag_put_on_here_and_another_taken_off_there_are_both_done() {
        let at = |ms, replica| Stamp { ms, counter: 0, replica: ReplicaId(replica) };
        let tag = |name, added| FieldChange::Tag { tag: Tag::new(name).unwrap(), added };
        let start = [(tag("old", true), at(1, 1))];
        let here = merged(&[&start[..], &[(tag("new", true), at(2, 1))]].concat());
        let there = merged(&[&start[..], &[(tag("old", false), at(2, 2))]].concat());
        let tags: Vec<_> = join(&here, &there).triage().tags.into_iter().map(|tag| tag.to_string()).collect();
        assert_eq!(tags, ["new"]);
    }
}
