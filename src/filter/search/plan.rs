//! Compiles a query for one catalogue; values that repeat from row to row are matched once.

use super::names::{Name, Names, Scores};
use crate::domain::catalogue::RowRef;
use crate::domain::letters::Letters;
use crate::domain::{ArticleId, Verdict};
use crate::filter::fuzzy::MAX_CHARS;
use crate::filter::query::tree::{Ask, Field, How, State, Tree, Word};
use crate::filter::score::{Match, Needle, Scratch, Trace, whole_bonus};
use crate::filter::translit::{Heard, Sounds};
use crate::text::fold::fold;
use memchr::memmem::Finder;
use std::collections::HashMap;

/// The library's answers: for each question, the matching articles with their scores.
pub type Answers = HashMap<Ask, HashMap<ArticleId, i32>>;

/// Maps every word of a query as typed to the words of its search form.
pub(super) type Folds = HashMap<String, Vec<String>>;

/// Returns the search forms of the words of `tree`.
pub(super) fn folds(tree: &Tree) -> Folds {
    let mut folds = Folds::new();
    tree.leaves(true, &mut |leaf, _| {
        if let Tree::Word(word) = leaf {
            let folded = fold(&word.text);
            let words = if word.how == How::Fuzzy {
                folded.split_whitespace().map(str::to_owned).collect()
            } else {
                vec![folded]
            };
            folds.insert(word.text.clone(), words.clone());
        }
    });
    folds
}

/// A compiled part of a query.
pub(super) enum Node<'q> {
    All(Vec<Node<'q>>),
    Any(Vec<Node<'q>>),
    Not(Box<Node<'q>>),
    Fuzzy(Box<Fuzzy<'q>>),
    Exact(Box<Exact<'q>>),
    Tags(Vec<bool>),
    Is(State),
    Date(bool, i64),
    Known(Option<&'q HashMap<ArticleId, i32>>),
}

/// A word to match fuzzily.
pub(super) struct Fuzzy<'q> {
    needle: Needle<'q>,
    raw: Raw<'q>,
    names: Scores,
    /// The sounds of the word, if other scripts are searched too, and the number of the word, which is the index of
    /// its [`Heard`].
    sounds: Option<(Sounds, usize)>,
}

/// A text to match exactly.
pub(super) struct Exact<'q> {
    text: Finder<'q>,
    letters: u64,
    length: usize,
    raw: Raw<'q>,
    how: How,
    field: Option<Field>,
    names: Scores,
}

/// The working memory of one thread.
#[derive(Debug, Default)]
pub(super) struct Work {
    scratch: Scratch,
    heard: Vec<Heard>,
}

/// Compiles a tree.
pub(super) struct Compiler<'q, 'n> {
    pub(super) names: &'n Names,
    pub(super) folds: &'q Folds,
    pub(super) answers: &'q Answers,
    /// Whether words are also found in other scripts.
    pub(super) across: bool,
    /// The number of fuzzy words so far.
    pub(super) words: usize,
}

impl<'q> Compiler<'q, '_> {
    pub(super) fn compile(&mut self, tree: &'q Tree) -> Node<'q> {
        match tree {
            Tree::All(parts) => {
                let mut parts: Vec<Node<'q>> = parts.iter().map(|part| self.compile(part)).collect();
                // Quick checks come first; the words keep their order.
                parts.sort_by_key(|part| matches!(part, Node::Fuzzy(_) | Node::All(_) | Node::Any(_) | Node::Exact(_)));
                Node::All(parts)
            }
            Tree::Any(parts) => Node::Any(parts.iter().map(|part| self.compile(part)).collect()),
            Tree::Not(inner) => Node::Not(Box::new(self.compile(inner))),
            Tree::Word(word) => {
                let texts = self.folds.get(&word.text).map_or(&[][..], Vec::as_slice);
                let mut texts: Vec<Node<'q>> =
                    texts.iter().filter(|text| !text.is_empty()).map(|text| self.word(word, text)).collect();
                if texts.len() == 1 { texts.remove(0) } else { Node::All(texts) }
            }
            Tree::Tag(pattern) => {
                let pattern: Vec<char> = fold(pattern).chars().collect();
                Node::Tags(self.names.sets_with(|tag| glob(&pattern, &tag.folded)))
            }
            Tree::Is(state) => Node::Is(*state),
            Tree::Date { after, ms, .. } => Node::Date(*after, *ms),
            Tree::Ask(ask) => Node::Known(self.answers.get(ask)),
        }
    }

    fn word(&mut self, word: &'q Word, text: &'q str) -> Node<'q> {
        let raw = Raw::new(&word.text, text);
        if word.how == How::Fuzzy {
            let sounds = if self.across { Sounds::of(text).map(|sounds| (sounds, self.words)) } else { None };
            self.words += 1;
            let mut fuzzy = Fuzzy { needle: Needle::new(text), raw, names: Scores::default(), sounds };
            let mut work = Work::default();
            fuzzy.names = self.names.score(|name| fuzzy.name(name, &mut work));
            return Node::Fuzzy(Box::new(fuzzy));
        }
        let mut exact = Exact {
            text: Finder::new(text),
            letters: Letters::of(text).all,
            length: text.chars().count(),
            raw,
            how: word.how,
            field: word.field,
            names: Scores::default(),
        };
        let score = |name: &Name| exact.score(&name.folded, &name.raw);
        exact.names = match word.field {
            Some(Field::Title) => Scores::default(),
            Some(Field::Source) => self.names.score_sources(score),
            None => self.names.score(score),
        };
        Node::Exact(Box::new(exact))
    }
}

/// A compiled query; the last word, which the user may still be typing, is separate.
pub(super) struct Plan<'q> {
    /// The conditions besides the last word.
    rest: Node<'q>,
    last: Option<Box<Fuzzy<'q>>>,
    /// The upper bound of the score of `rest`.
    most: i32,
}

/// A row that matches: how far the last word was followed into its title, and an upper bound of the row's score.
#[derive(Clone, Copy)]
pub(super) struct Met {
    pub(super) trace: Trace,
    pub(super) most: i32,
}

impl<'q> From<Node<'q>> for Plan<'q> {
    fn from(node: Node<'q>) -> Self {
        let mut parts = if let Node::All(parts) = node { parts } else { vec![node] };
        let last = match parts.pop() {
            Some(Node::Fuzzy(word)) => Some(word),
            other => {
                parts.extend(other);
                None
            }
        };
        let rest = Node::All(parts);
        Self { most: rest.most(), rest, last }
    }
}

impl Plan<'_> {
    /// Returns how many letters of the last word the traces of the rows follow; `None` if the query has no last word.
    pub(super) fn followed(&self) -> Option<usize> {
        self.last.as_ref().map(|last| last.needle.followed())
    }

    /// Returns whether `row` matches. If `known` letters of the last word have been followed before, the other
    /// conditions are known to hold and count with their highest score.
    pub(super) fn meets(&self, row: RowRef<'_>, known: Option<usize>, from: Trace, work: &mut Work) -> Option<Met> {
        let rest = if known.is_some() { self.most } else { self.rest.bound(row, work)? };
        let Some(last) = &self.last else { return Some(Met { trace: Trace::START, most: rest }) };
        let trace = last.follow(row, known.unwrap_or(0), from);
        Some(Met { trace, most: rest.saturating_add(last.most_told(row, trace, work)?) })
    }

    /// Returns `met` with a tighter bound.
    pub(super) fn nearer(&self, row: RowRef<'_>, met: Met, work: &mut Work) -> Option<Met> {
        let rest = self.rest.bound(row, work)?;
        let Some(last) = &self.last else { return Some(Met { most: rest, ..met }) };
        let trace = last.settled(row, met.trace);
        Some(Met { trace, most: rest.saturating_add(last.most(row, trace, work)?) })
    }

    /// Returns the score of `row`; `None` if it does not match.
    pub(super) fn score(&self, row: RowRef<'_>, work: &mut Work) -> Option<i32> {
        let last = self.last.as_ref().map_or(Some(0), |last| last.score(row, work))?;
        Some(self.rest.score(row, work)?.saturating_add(last))
    }

    /// Returns the score of `row`, which matches; `None` if `wanted` refuses it.
    pub(super) fn score_if(&self, row: RowRef<'_>, work: &mut Work, wanted: impl Fn(i32) -> bool) -> Option<i32> {
        let rest = self.rest.score(row, work)?;
        let Some(last) = &self.last else { return Some(rest) };
        let last = last.score_if(row, work, |own| wanted(rest.saturating_add(own)))?;
        Some(rest.saturating_add(last))
    }

    /// Returns whether every matching row has the same score.
    pub(super) fn is_flat(&self) -> bool {
        self.last.is_none() && self.rest.is_flat()
    }
}

impl Node<'_> {
    /// Returns an upper bound of the score of `row`, or `None` if it does not match. It matches the same rows as
    /// [`Node::score`], and no score is above its bound.
    pub(super) fn bound(&self, row: RowRef<'_>, work: &mut Work) -> Option<i32> {
        match self {
            Self::All(parts) => {
                parts.iter().try_fold(0, |sum: i32, part| Some(sum.saturating_add(part.bound(row, work)?)))
            }
            Self::Any(parts) => parts.iter().filter_map(|part| part.bound(row, work)).max(),
            Self::Not(part) => part.bound(row, work).is_none().then_some(0),
            Self::Fuzzy(word) => word.most(row, word.follow(row, 0, Trace::START), work),
            Self::Exact(_) | Self::Tags(_) | Self::Is(_) | Self::Date(..) | Self::Known(_) => self.score(row, work),
        }
    }

    /// Returns the highest score that any row can have.
    fn most(&self) -> i32 {
        match self {
            Self::All(parts) => parts.iter().fold(0, |sum, part| sum.saturating_add(part.most())),
            Self::Any(parts) => parts.iter().map(Self::most).max().unwrap_or_default(),
            Self::Not(_) | Self::Tags(_) | Self::Is(_) | Self::Date(..) => 0,
            Self::Fuzzy(word) => word.needle.best().score.saturating_add(word.raw.worth),
            Self::Exact(word) => whole_bonus(word.length, true).saturating_add(word.raw.worth),
            Self::Known(known) => known.and_then(|known| known.values().copied().max()).unwrap_or_default(),
        }
    }

    /// Returns the score of `row`; `None` if it does not match.
    pub(super) fn score(&self, row: RowRef<'_>, work: &mut Work) -> Option<i32> {
        let when = |holds: bool| holds.then_some(0);
        match self {
            Self::All(parts) => {
                parts.iter().try_fold(0, |sum: i32, part| Some(sum.saturating_add(part.score(row, work)?)))
            }
            Self::Any(parts) => parts.iter().filter_map(|part| part.score(row, work)).max(),
            Self::Not(part) => when(part.bound(row, work).is_none()),
            Self::Fuzzy(word) => word.score(row, work),
            Self::Exact(word) => word.row(row),
            Self::Tags(sets) => when(sets.get(row.tag_set_index()).copied().unwrap_or_default()),
            Self::Is(state) => when(is(row, *state)),
            Self::Date(true, ms) => when(row.date() >= *ms),
            Self::Date(false, ms) => when(row.date() < *ms),
            Self::Known(known) => known.and_then(|known| known.get(&row.id()).copied()),
        }
    }

    /// Returns whether every matching row has the same score.
    pub(super) fn is_flat(&self) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(Self::is_flat),
            Self::Any(_) | Self::Fuzzy(_) | Self::Exact(_) | Self::Known(_) => false,
            Self::Not(_) | Self::Tags(_) | Self::Is(_) | Self::Date(..) => true,
        }
    }
}

impl Fuzzy<'_> {
    /// Follows the word into the title of a row, from where its first `known` letters ended.
    fn follow(&self, row: RowRef<'_>, known: usize, from: Trace) -> Trace {
        if from.is_lost() || !self.needle.can_be_in(row.letters()) {
            return Trace::LOST;
        }
        let told = self.needle.is_told();
        if told && row.folded_length() <= MAX_CHARS {
            return Trace::START;
        }
        let trace = self.needle.follow(row.folded_title(), known, from);
        trace.map_or(Trace::LOST, |trace| if told { Trace::START } else { trace })
    }

    /// Returns an upper bound of the score of a row into whose title the word was followed; `None` if the row does not
    /// match. Does not read the title if its letter set is enough.
    fn most_told(&self, row: RowRef<'_>, trace: Trace, work: &mut Work) -> Option<i32> {
        if trace.is_lost() || !self.needle.is_told() {
            return self.most(row, trace, work);
        }
        let found = self.needle.told(row.letters());
        Some(found.score + self.raw.most(found)).max(self.names.of(row))
    }

    /// Returns an upper bound of the score of a row into whose title the word was followed; `None` if the row does not
    /// match.
    fn most(&self, row: RowRef<'_>, trace: Trace, work: &mut Work) -> Option<i32> {
        let mut title = None;
        if !trace.is_lost() {
            let found = self.needle.most(row.folded_title(), row.letters(), trace);
            title = Some(found.score + self.raw.most(found));
        }
        title.max(self.names.of(row)).or_else(|| self.heard(row, work))
    }

    /// Returns the trace, updated with whether the word occurs in the title as it is.
    fn settled(&self, row: RowRef<'_>, trace: Trace) -> Trace {
        let settled = trace.is_lost() || !trace.may_be_whole() || self.needle.stands_in(row.folded_title());
        if settled { trace } else { trace.apart() }
    }

    fn score(&self, row: RowRef<'_>, work: &mut Work) -> Option<i32> {
        let mut title = None;
        if self.needle.can_be_in(row.letters())
            && let Some(found) = self.needle.score(row.folded_title(), &mut work.scratch)
        {
            title = Some(found.score + self.raw.bonus(found, row.title()));
        }
        title.max(self.names.of(row)).or_else(|| self.heard(row, work))
    }

    /// Returns the score of a row that matches; `None` if `wanted` refuses it.
    fn score_if(&self, row: RowRef<'_>, work: &mut Work, wanted: impl Fn(i32) -> bool) -> Option<i32> {
        let (letters, mut title) = (row.letters(), None);
        if self.needle.can_be_in(letters) {
            let wanted = |most: Match| wanted(most.score + self.raw.most(most));
            let found = self.needle.score_if(row.folded_title(), letters, &mut work.scratch, wanted);
            title = found.map(|found| found.score + self.raw.bonus(found, row.title()));
        }
        // A title that only sounds alike is never ranked this way.
        title.max(self.names.of(row))
    }

    fn heard(&self, row: RowRef<'_>, work: &mut Work) -> Option<i32> {
        let (sounds, number) = self.sounds.as_ref()?;
        if !sounds.can_be_in(row.letters()) {
            return None;
        }
        if work.heard.len() <= *number {
            work.heard.resize_with(number + 1, Heard::default);
        }
        sounds.find(row.folded_title(), work.heard.get_mut(*number)?)
    }

    fn name(&self, name: &Name, work: &mut Work) -> Option<i32> {
        let can = self.needle.can_be_in(name.letters);
        let own = if can { self.needle.score(&name.folded, &mut work.scratch) } else { None };
        let own = own.map(|found| found.score + self.raw.bonus(found, &name.raw));
        own.or_else(|| self.sounds.as_ref()?.0.find(&name.folded, &mut Heard::default()))
    }
}

impl Exact<'_> {
    fn row(&self, row: RowRef<'_>) -> Option<i32> {
        let title = || {
            let may = self.letters & !row.letters().all == 0 && self.field != Some(Field::Source);
            may.then(|| self.score(row.folded_title(), row.title())).flatten()
        };
        title().max(self.names.of(row))
    }

    fn score(&self, folded: &str, raw: &str) -> Option<i32> {
        let (folded, text) = (folded.as_bytes(), self.text.needle());
        let stands = match self.how {
            How::Fuzzy | How::Exact => self.text.find(folded).is_some(),
            How::Start => folded.starts_with(text),
            How::End => folded.ends_with(text),
            How::Whole => folded == text,
        };
        let found = Match { score: whole_bonus(self.length, true), whole: true };
        stands.then(|| found.score + self.raw.bonus(found, raw))
    }
}

/// A word as typed. It is worth more in a text that has it as typed than in one that has only its search form.
struct Raw<'q> {
    text: Finder<'q>,
    is_ascii: bool,
    lower: Finder<'static>,
    /// Its worth: more than any difference that the position of the word can make.
    worth: i32,
}

impl<'q> Raw<'q> {
    fn new(text: &'q str, folded: &str) -> Self {
        let worth = whole_bonus(folded.chars().count(), true);
        let lower = Finder::new(&text.to_lowercase()).into_owned();
        Self { text: Finder::new(text), is_ascii: text.is_ascii(), lower, worth }
    }

    /// Returns the bonus of a match if `text` contains the word as typed, ignoring case.
    fn bonus(&self, found: Match, text: &str) -> i32 {
        if found.whole && self.stands_in(text) { self.worth } else { 0 }
    }

    /// Returns the highest possible bonus of a match.
    fn most(&self, found: Match) -> i32 {
        if found.whole { self.worth } else { 0 }
    }

    /// Returns whether `text` contains the word as typed, given that the search form of `text` contains the search
    /// form of the word.
    fn stands_in(&self, text: &str) -> bool {
        if text.is_ascii() {
            return self.is_ascii;
        }
        if self.text.find(text.as_bytes()).is_some() {
            return true;
        }
        let changes = |c: char| if c.is_ascii() { c.is_ascii_uppercase() } else { !c.to_lowercase().eq([c]) };
        if text.chars().any(changes) {
            self.lower.find(text.to_lowercase().as_bytes()).is_some()
        } else {
            self.lower.find(text.as_bytes()).is_some()
        }
    }
}

fn is(row: RowRef<'_>, state: State) -> bool {
    match state {
        State::Inbox => row.verdict() == Verdict::Inbox,
        State::Keep => row.verdict() == Verdict::Keep,
        State::Later => row.verdict() == Verdict::Later,
        State::Drop => row.verdict() == Verdict::Drop,
        State::Read => row.read(),
        State::Unread => !row.read(),
        State::Changed => row.changed(),
        State::Noted => row.noted(),
    }
}

/// Returns whether `pattern` matches all of `text`; `*` matches any text and `?` any character.
fn glob(pattern: &[char], text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(c) if *c == '?' || Some(c) == text.get(t) => (p, t) = (p + 1, t + 1),
            Some(_) | None => match star {
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    (p, t) = (at + 1, from + 1);
                }
                None => return false,
            },
        }
    }
    pattern.get(p..).unwrap_or(&[]).iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs() {
        for (pattern, text, matches) in [
            ("world/*", "world/asia", true),
            ("world/*", "world", false),
            ("*", "", true),
            ("a*b*c", "axxbxbyc", true),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaa", false),
        ] {
            let pattern: Vec<char> = pattern.chars().collect();
            assert_eq!(glob(&pattern, text), matches, "{pattern:?} {text}");
        }
    }
}
