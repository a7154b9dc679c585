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
pub use parse::{MAX_WORDS, Mistake};
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
    /// Parses `text` with dates relative to 1970, for callers for which the time makes no difference, such as
    /// highlighting.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self::parse_at(text, 0)
    }

    /// Parses `text`; `now` is the current time in milliseconds since 1970-01-01 UTC. The parts that cannot be parsed
    /// become mistakes; the rest takes effect.
    #[must_use]
    pub fn parse_at(text: &str, now: i64) -> Self {
        let read = parse::read(text, now);
        let (mut words, mut whole) = (Vec::new(), Vec::new());
        read.tree.leaves(true, &mut |leaf, wanted| match leaf {
            Tree::Word(word) if wanted && word.how == How::Fuzzy => {
                words.extend(fold(&word.text).split_whitespace().map(str::to_owned));
            }
            Tree::Word(word) if wanted => whole.push(fold(&word.text)),
            Tree::Word(_) | Tree::Tag(_) | Tree::Is(_) | Tree::Date { .. } | Tree::Ask(_) => {}
            Tree::All(_) | Tree::Any(_) | Tree::Not(_) => {}
        });
        let (tree, sort, mistakes, cut) = (read.tree, read.sort, read.mistakes, read.cut);
        Self { text: text.to_owned(), tree, sort, mistakes, words, whole, cut }
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

    /// Returns the query as it was understood, in the query language.
    #[must_use]
    pub fn explain(&self) -> String {
        let tree = match &self.tree {
            Tree::All(parts) if parts.is_empty() => String::new(),
            tree => tree.to_string(),
        };
        let sort = self.sort.map(|(sort, reversed)| format!("sort:{}{}", if reversed { "-" } else { "" }, sort.name()));
        [Some(tree).filter(|tree| !tree.is_empty()), sort].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// Returns whether `wider` finds everything that this query finds, judged by the two queries alone.
    #[must_use]
    pub fn narrows(&self, wider: &Self) -> bool {
        let (own, others) = (parts(&self.tree), parts(&wider.tree));
        others.iter().all(|old| own.iter().any(|new| implies(new, old)))
    }

    /// Returns what was added to `before` to make this query: letters at the end of its last word, or a word after all
    /// others. Everything else is the same, and this query narrows `before`. Returns `None` for any other difference.
    #[must_use]
    pub fn typed_after(&self, before: &Self) -> Option<Typed> {
        let (new, rest) = parts(&self.tree).split_last()?;
        let (new, parts) = (only_word(new)?, parts(&before.tree));
        let typed = match parts.split_last() {
            Some((old, same)) if rest == same && new.starts_with(&only_word(old)?) => Typed::Letters,
            Some(_) if rest == parts => Typed::Word,
            Some(_) | None => return None,
        };
        self.narrows(before).then_some(typed)
    }
}

/// What was typed at the end of a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    /// Letters at the end of its last word, possibly none.
    Letters,
    /// A word.
    Word,
}

/// Returns a part that is one bare word, in search form; `None` if it is anything else or folds into several words.
fn only_word(tree: &Tree) -> Option<String> {
    let Tree::Word(word) = tree else { return None };
    let is_one = |text: &String| !text.is_empty() && !text.contains(char::is_whitespace);
    Some(fold(&word.text)).filter(|text| word.how == How::Fuzzy && word.field.is_none() && is_one(text))
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
            let whole = matches!(new.how, How::Fuzzy | How::Exact);
            whole && is_subsequence(&fold(&old.text), &fold(&new.text))
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

/// Returns whether the letters of `short` occur in `long` in the same order.
fn is_subsequence(short: &str, long: &str) -> bool {
    // Folding may split a word into several words; these are compared for equality only.
    if short.contains(char::is_whitespace) || long.contains(char::is_whitespace) {
        return short == long;
    }
    let mut rest = long.chars();
    short.chars().all(|wanted| rest.any(|c| c == wanted))
}

#[cfg(test)]
mod tests;
