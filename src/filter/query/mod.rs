//! What a person typed, as what is looked for.
//!
//! [`parse`] has the grammar, [`tree`] what it gives and the way back to text, [`when`] dates.
//!
//! # Invariants
//!
//! - A query that was read is read back from what it says, and no text makes the reading panic.
//!   Test: `what_was_read_is_read_back`.

pub mod when;
pub mod complete;
pub mod tree;
pub mod parse;

use crate::text::fold::fold;
pub use parse::{MAX_WORDS, Mistake};
use tree::{Ask, How, Sort, Tree};

/// What is looked for.
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
    /// Reads `text`, dates counted from 1970: for where the time makes no difference, such as showing what matched.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self::parse_at(text, 0)
    }

    /// Reads `text`; `now` is the time now, in milliseconds since 1970-01-01 UTC. What cannot be read is among the
    /// mistakes, and the rest counts.
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

    /// The text as it was typed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What was read.
    #[must_use]
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The order that was asked for, and whether the other way round; nothing: best first.
    #[must_use]
    pub fn sort(&self) -> Option<(Sort, bool)> {
        self.sort
    }

    /// What could not be read, in the order of the text.
    #[must_use]
    pub fn mistakes(&self) -> &[Mistake] {
        &self.mistakes
    }

    /// The words that are looked for letter by letter, in their search form, in the order typed.
    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// The texts that are looked for as they are, in their search form.
    #[must_use]
    pub fn exact(&self) -> &[String] {
        &self.whole
    }

    /// Whether there is nothing to look for: everything is found, in its order.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sort.is_none() && matches!(&self.tree, Tree::All(parts) if parts.is_empty())
    }

    /// Whether terms were passed over, because there are too many.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.cut
    }

    /// What only the library can answer, each once.
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

    /// How it was read, in the language of queries.
    #[must_use]
    pub fn explain(&self) -> String {
        let tree = match &self.tree {
            Tree::All(parts) if parts.is_empty() => String::new(),
            tree => tree.to_string(),
        };
        let sort = self.sort.map(|(sort, reversed)| format!("sort:{}{}", if reversed { "-" } else { "" }, sort.name()));
        [Some(tree).filter(|tree| !tree.is_empty()), sort].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// Whether everything that this query finds is also found by `wider`, by the look of the two alone.
    #[must_use]
    pub fn narrows(&self, wider: &Self) -> bool {
        let (own, others) = (parts(&self.tree), parts(&wider.tree));
        others.iter().all(|old| own.iter().any(|new| implies(new, old)))
    }

    /// What makes this query of `before`, where that is letters at the end of its last word or a word behind all others: all else is
    /// the same, and this query narrows it.
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

/// What was typed behind a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    /// Letters at the end of its last word, or none.
    Letters,
    /// A word.
    Word,
}

/// A part that is one bare word, in its search form; nothing where it is something else, or folds into several words.
fn only_word(tree: &Tree) -> Option<String> {
    let Tree::Word(word) = tree else { return None };
    let is_one = |text: &String| !text.is_empty() && !text.contains(char::is_whitespace);
    Some(fold(&word.text)).filter(|text| word.how == How::Fuzzy && word.field.is_none() && is_one(text))
}

/// The parts that must all hold.
fn parts(tree: &Tree) -> &[Tree] {
    match tree {
        Tree::All(parts) => parts,
        other => std::slice::from_ref(other),
    }
}

/// Whether what `new` finds is found by `old`, by the look of the two.
fn implies(new: &Tree, old: &Tree) -> bool {
    match (new, old) {
        // What the library says may change from one question to the next.
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

/// Whether the letters of `short` stand in `long` in the same order, word by word.
fn is_subsequence(short: &str, long: &str) -> bool {
    // A word that folding takes apart is several words, and these are not compared.
    if short.contains(char::is_whitespace) || long.contains(char::is_whitespace) {
        return short == long;
    }
    let mut rest = long.chars();
    short.chars().all(|wanted| rest.any(|c| c == wanted))
}

#[cfg(test)]
mod tests;
