//! Parses what the user typed into a query.
//!
//! [`parse`] has the grammar, [`tree`] the result and its conversion back to text, [`when`] dates.
//!
//! # Invariants
//!
//! - Parsing the text form of a parsed query gives the same query, and no text makes the parser panic.
//!   Test: `what_was_read_is_read_back`.

pub mod when;
pub mod complete;
pub mod tree;
pub mod parse;

use crate::text::fold::fold;
pub use parse::{MAX_WORDS, Mistake, Reading};
pub use tree::Meaning;
use tree::{Ask, How, Sort, Tree};

/// A parsed query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    text: String,
    tree: Tree,
    sort: Option<(Sort, bool)>,
    mistakes: Vec<Mistake>,
    words: Vec<String>,
    whole: Vec<String>,
    cut: bool,
}

impl Default for Query {
    fn default() -> Self {
        Self::parse("")
    }
}

impl Query {
    /// Parses `text` as [`Query::parse_at`] does, with dates relative to 1970, for callers for which the time makes no
    /// difference.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self::parse_at(text, 0)
    }

    /// Parses `text`, in which a bare word is the beginning of a word ([`Meaning::Literal`]); `now` is the current time
    /// in milliseconds since 1970-01-01 UTC. The parts that cannot be parsed become mistakes; the rest takes effect.
    #[must_use]
    pub fn parse_at(text: &str, now: i64) -> Self {
        Self::read(text, Reading { now, ..Reading::default() })
    }

    /// Parses `text` as typed in the filter: a bare word is fuzzy ([`Meaning::Fuzzy`]).
    #[must_use]
    pub fn typed(text: &str, now: i64) -> Self {
        Self::read(text, Reading { now, meaning: Meaning::Fuzzy, ..Reading::default() })
    }

    /// Parses `text`. The parts that cannot be parsed become mistakes; the rest takes effect.
    #[must_use]
    pub fn read(text: &str, reading: Reading) -> Self {
        let read = parse::read(text, reading);
        Self::new(text.to_owned(), read.tree, read.sort, read.mistakes, read.cut)
    }

    /// Returns the query that finds what all of `parts` find, in the order of the last one that asks for an order. Its
    /// text is that of [`Query::explain`].
    #[must_use]
    pub fn all_of(parts: &[&Self]) -> Self {
        let parts: Vec<&Self> = parts.iter().copied().filter(|part| !part.text.trim().is_empty()).collect();
        let tree = Tree::all(parts.iter().map(|part| part.tree.clone()).collect());
        let sort = parts.iter().rev().find_map(|part| part.sort);
        let mistakes = parts.iter().flat_map(|part| part.mistakes.iter().cloned()).collect();
        let cut = parts.iter().any(|part| part.cut);
        let mut query = Self::new(String::new(), tree, sort, mistakes, cut);
        query.text = query.explain();
        query
    }

    fn new(text: String, tree: Tree, sort: Option<(Sort, bool)>, mistakes: Vec<Mistake>, cut: bool) -> Self {
        let (mut words, mut whole) = (Vec::new(), Vec::new());
        tree.leaves(true, &mut |leaf, wanted| match leaf {
            Tree::Word(word) if wanted && word.how == How::Fuzzy => {
                words.extend(fold(&word.text).split_whitespace().map(str::to_owned));
            }
            Tree::Word(word) if wanted => whole.push(fold(&word.text)),
            Tree::Word(_) | Tree::Tag(_) | Tree::Is(_) | Tree::Date { .. } | Tree::Ask(_) => {}
            Tree::All(_) | Tree::Any(_) | Tree::Not(_) => {}
        });
        Self { text, tree, sort, mistakes, words, whole, cut }
    }

    /// Returns the text as typed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the parsed tree.
    #[must_use]
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// Returns the requested order and whether it is reversed; `None` means best first.
    #[must_use]
    pub fn sort(&self) -> Option<(Sort, bool)> {
        self.sort
    }

    /// Returns the parts that could not be parsed, in the order of the text.
    #[must_use]
    pub fn mistakes(&self) -> &[Mistake] {
        &self.mistakes
    }

    /// Returns the words to match fuzzily, in search form, in the order typed.
    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// Returns the texts to match exactly, in search form.
    #[must_use]
    pub fn exact(&self) -> &[String] {
        &self.whole
    }

    /// Returns whether the query is empty: it then finds everything, in the given order.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sort.is_none() && matches!(&self.tree, Tree::All(parts) if parts.is_empty())
    }

    /// Returns whether the parser left out a part of the query because it is too long.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.cut
    }

    /// Returns the questions that only the library can answer, each once.
    #[must_use]
    pub fn asks(&self) -> Vec<Ask> {
        let mut asks = Vec::new();
        self.tree.leaves(true, &mut |leaf, _| {
            if let Tree::Ask(ask) = leaf
                && !asks.contains(ask)
            {
                asks.push(ask.clone());
            }
        });
        if matches!(self.sort, Some((Sort::Length, _))) {
            asks.push(Ask::Length);
        }
        asks
    }

    /// Returns the query as it was understood, in the query language; it parses back to the same query if a bare word is
    /// the beginning of a word ([`Meaning::Literal`]).
    #[must_use]
    pub fn explain(&self) -> String {
        self.written(Meaning::Literal)
    }

    /// Returns the text that parses back to the same query if bare words have this meaning.
    #[must_use]
    pub fn written(&self, meaning: Meaning) -> String {
        let tree = match &self.tree {
            Tree::All(parts) if parts.is_empty() => String::new(),
            tree => tree.written(meaning),
        };
        let sort = self.sort.map(|(sort, reversed)| format!("sort:{}{}", if reversed { "-" } else { "" }, sort.name()));
        [Some(tree).filter(|tree| !tree.is_empty()), sort].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// Returns whether every row that contains this query contains `wider`, judged by the two queries alone.
    #[must_use]
    pub fn narrows(&self, wider: &Self) -> bool {
        let (own, others) = (parts(&self.tree), parts(&wider.tree));
        others.iter().all(|old| own.iter().any(|new| implies(new, old)))
    }
}

/// Returns the parts that must all match.
fn parts(tree: &Tree) -> &[Tree] {
    match tree {
        Tree::All(parts) => parts,
        other => std::slice::from_ref(other),
    }
}

/// Returns whether `old` finds everything that `new` finds, judged by the two alone.
fn implies(new: &Tree, old: &Tree) -> bool {
    match (new, old) {
        // The library's answer may change from one question to the next.
        (_, Tree::Ask(_)) => false,
        (Tree::Word(new), Tree::Word(old)) if new.field == old.field && old.how == How::Fuzzy => {
            contains(&fold(&new.text), &fold(&old.text))
        }
        (Tree::Word(new), Tree::Word(old)) if new.field == old.field && old.how == How::Begin => {
            matches!(new.how, How::Begin | How::Words) && fold(&new.text).starts_with(&fold(&old.text))
        }
        (new, Tree::Any(_) | Tree::Not(_)) => new == old && !asks(old),
        (new, old) => new == old,
    }
}

fn asks(tree: &Tree) -> bool {
    let mut found = false;
    tree.leaves(true, &mut |leaf, _| found |= matches!(leaf, Tree::Ask(_)));
    found
}

/// Returns whether a text that contains the words of `long` contains those of `short`.
fn contains(long: &str, short: &str) -> bool {
    short.split_whitespace().all(|short| long.split_whitespace().any(|long| long.contains(short)))
}

#[cfg(test)]
mod tests;
