//! Compiles a query for one catalogue; values that repeat from row to row are matched once.

use super::names::{Name, Names, Scores};
use crate::domain::catalogue::RowRef;
use crate::domain::letters::Letters;
use crate::domain::{ArticleId, Verdict};
use crate::filter::fuzzy::MAX_CHARS;
use crate::filter::query::tree::{Ask, Field, How, State, Tree, Word};
use crate::filter::score::{Match, Needle, Scratch, whole_bonus};
use crate::filter::standing;
use crate::filter::tier::{Rank, Tier};
use crate::filter::translit::{Heard, Sounds};
use crate::filter::typo::Typo;
use crate::text::fold::fold;
use memchr::memmem::Finder;
use std::collections::HashMap;
use std::ops::Range;

/// The bonus of the initials of all words of a text: more than any score of a word of some letters.
const ALL_INITIALS: i32 = 1 << 16;

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
    Date(Range<i64>),
    Known(Option<&'q HashMap<ArticleId, i32>>),
}

/// A word to match fuzzily.
pub(super) struct Fuzzy<'q> {
    needle: Needle<'q>,
    raw: Raw<'q>,
    names: Scores,
    loose: Option<Loose>,
}

/// How a word is found where it does not occur as it is, besides by its scattered letters.
struct Loose {
    typo: Option<Typo>,
    /// The sounds of the word, if other scripts are searched too, and the number of the word, which is the index of
    /// its [`Heard`].
    sounds: Option<(Sounds, usize)>,
}

/// Which matches of fuzzy words are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Those that contain the word.
    Contained,
    /// All.
    Loose {
        /// Whether words with a typo too.
        typos: bool,
        /// Whether words of other scripts, by their sound, too.
        sounds: bool,
    },
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
    pub(super) reach: Reach,
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
                let mut texts: Vec<Node<'q>> = texts
                    .iter()
                    .filter(|text| !text.is_empty() || word.how == How::Whole)
                    .map(|text| self.word(word, text))
                    .collect();
                if texts.len() == 1 { texts.remove(0) } else { Node::All(texts) }
            }
            Tree::Tag(pattern) => {
                let pattern: Vec<char> = fold(pattern).chars().collect();
                Node::Tags(self.names.sets_with(|tag| glob(&pattern, &tag.folded)))
            }
            Tree::Is(state) => Node::Is(*state),
            Tree::Date { span, .. } => Node::Date(span.clone()),
            Tree::Ask(ask) => Node::Known(self.answers.get(ask)),
        }
    }

    fn word(&mut self, word: &'q Word, text: &'q str) -> Node<'q> {
        let raw = Raw::new(&word.text, text);
        if word.how == How::Fuzzy {
            let loose = match self.reach {
                Reach::Contained => None,
                Reach::Loose { typos, sounds } => Some(Loose {
                    typo: if typos { Typo::of(text) } else { None },
                    sounds: if sounds { Sounds::of(text).map(|sounds| (sounds, self.words)) } else { None },
                }),
            };
            self.words += 1;
            let mut fuzzy = Fuzzy { needle: Needle::new(text), raw, names: Scores::default(), loose };
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
    /// The title, in search form, that is exactly the query, if the query consists of bare words.
    title: Option<String>,
}

impl<'q> Plan<'q> {
    /// Creates the plan of a compiled query. `title` is the title, in search form, that is exactly the query.
    pub(super) fn new(node: Node<'q>, title: Option<String>) -> Self {
        let mut parts = if let Node::All(parts) = node { parts } else { vec![node] };
        let last = match parts.pop() {
            Some(Node::Fuzzy(word)) => Some(word),
            other => {
                parts.extend(other);
                None
            }
        };
        Self { rest: Node::All(parts), last, title }
    }

    /// Returns whether `row` matches, as an upper bound of its rank.
    pub(super) fn meets(&self, row: RowRef<'_>, work: &mut Work) -> Option<Rank> {
        let last = self.last.as_ref().map_or(Some(Rank::NEUTRAL), |last| last.bound(row))?;
        Some(self.exact(row, self.rest.bound(row, work)?.and(last)))
    }

    /// Returns the rank of `row`; `None` if it does not match.
    pub(super) fn score(&self, row: RowRef<'_>, work: &mut Work) -> Option<Rank> {
        let last = self.last.as_ref().map_or(Some(Rank::NEUTRAL), |last| last.score(row, work))?;
        Some(self.exact(row, self.rest.score(row, work)?.and(last)))
    }

    /// Returns the rank of `row`, which matches; `None` if `wanted` refuses it.
    pub(super) fn score_if(&self, row: RowRef<'_>, work: &mut Work, wanted: impl Fn(Rank) -> bool) -> Option<Rank> {
        let rest = self.rest.score(row, work)?;
        let Some(last) = &self.last else { return Some(self.exact(row, rest)) };
        let last = last.score_if(row, work, |own| wanted(self.exact(row, rest.and(own))))?;
        Some(self.exact(row, rest.and(last)))
    }

    /// Returns `rank`, in the best tier if the title of `row` is exactly the query.
    fn exact(&self, row: RowRef<'_>, rank: Rank) -> Rank {
        let is = |title: &String| title.len() == row.folded_length() && title == row.folded_title();
        if self.title.as_ref().is_some_and(is) { rank.in_tier(Tier::Exact) } else { rank }
    }

    /// Returns whether `row` matches, at least by scattered letters. Needs no scores.
    pub(super) fn is_scattered(&self, row: RowRef<'_>, work: &mut Work) -> bool {
        self.last.as_ref().is_none_or(|last| last.is_scattered(row)) && self.rest.is_scattered(row, work)
    }

    /// Returns whether every matching row has the same rank.
    pub(super) fn is_flat(&self) -> bool {
        self.last.is_none() && self.rest.is_flat()
    }
}

impl Node<'_> {
    /// Returns an upper bound of the rank of `row`, or `None` if it does not contain the words. No rank is above its
    /// bound.
    pub(super) fn bound(&self, row: RowRef<'_>, work: &mut Work) -> Option<Rank> {
        match self {
            Self::All(parts) => parts.iter().try_fold(Rank::NEUTRAL, |sum, part| Some(sum.and(part.bound(row, work)?))),
            Self::Any(parts) => parts.iter().filter_map(|part| part.bound(row, work)).max(),
            Self::Not(part) => part.bound(row, work).is_none().then_some(Rank::NEUTRAL),
            Self::Fuzzy(word) => word.bound(row),
            Self::Exact(_) | Self::Tags(_) | Self::Is(_) | Self::Date(..) | Self::Known(_) => self.score(row, work),
        }
    }

    fn is_scattered(&self, row: RowRef<'_>, work: &mut Work) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.is_scattered(row, work)),
            Self::Any(parts) => parts.iter().any(|part| part.is_scattered(row, work)),
            Self::Fuzzy(word) => word.is_scattered(row),
            _ => self.score(row, work).is_some(),
        }
    }

    /// Returns the rank of `row`; `None` if it does not match.
    pub(super) fn score(&self, row: RowRef<'_>, work: &mut Work) -> Option<Rank> {
        let when = |holds: bool| holds.then_some(Rank::NEUTRAL);
        match self {
            Self::All(parts) => parts.iter().try_fold(Rank::NEUTRAL, |sum, part| Some(sum.and(part.score(row, work)?))),
            Self::Any(parts) => parts.iter().filter_map(|part| part.score(row, work)).max(),
            Self::Not(part) => when(part.bound(row, work).is_none()),
            Self::Fuzzy(word) => word.score(row, work),
            Self::Exact(word) => word.row(row),
            Self::Tags(sets) => when(sets.get(row.tag_set_index()).copied().unwrap_or_default()),
            Self::Is(state) => when(is(row, *state)),
            Self::Date(span) => when(span.contains(&row.date())),
            Self::Known(known) => {
                known.and_then(|known| known.get(&row.id())).map(|score| Rank::new(Tier::Words, *score))
            }
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
    /// Returns an upper bound of the rank of a row that contains the word; `None` if it does not. Does not read the
    /// title if its letter set is enough.
    fn bound(&self, row: RowRef<'_>) -> Option<Rank> {
        let (letters, mut title) = (row.letters(), None);
        if self.needle.can_be_in(letters) {
            if self.needle.is_told() && row.folded_length() <= MAX_CHARS {
                let found = self.needle.told(letters);
                title = Some(Rank::new(self.needle.told_tier(letters), found.score + self.raw.most(found)));
            } else if self.needle.is_in(row.folded_title()) {
                // Where in a word it occurs is found out for the best rows only.
                let found = self.needle.most(row.folded_title(), letters);
                title = Some(Rank::new(self.needle.told_tier(letters), found.score + self.raw.most(found)));
            }
        }
        title.max(self.names.of(row))
    }

    fn is_scattered(&self, row: RowRef<'_>) -> bool {
        (self.needle.can_be_in(row.letters()) && self.needle.is_scattered_in(row.folded_title()))
            || self.names.of(row).is_some()
    }

    fn score(&self, row: RowRef<'_>, work: &mut Work) -> Option<Rank> {
        self.text(row.folded_title(), row.letters(), || row.title(), work).max(self.names.of(row))
    }

    /// Returns the rank of a row that contains the word; `None` if `wanted` refuses it.
    fn score_if(&self, row: RowRef<'_>, work: &mut Work, wanted: impl Fn(Rank) -> bool) -> Option<Rank> {
        let (letters, mut title) = (row.letters(), None);
        if self.needle.can_be_in(letters)
            && let Some(tier) = self.needle.stands_in(row.folded_title())
        {
            let wanted = |most: Match| wanted(Rank::new(tier, most.score + self.raw.most(most)));
            let found = self.needle.score_if(row.folded_title(), letters, &mut work.scratch, wanted);
            title = found.map(|found| Rank::new(tier, found.score + self.raw.bonus(found, row.title())));
        }
        title.max(self.names.of(row))
    }

    /// Returns the rank of a text in search form, with these letters; `raw` is the text as it is.
    fn text<'t>(&self, text: &str, letters: Letters, raw: impl Fn() -> &'t str, work: &mut Work) -> Option<Rank> {
        let can = self.needle.can_be_in(letters);
        if can && let Some(tier) = self.needle.stands_in(text) {
            let found = self.needle.score(text, &mut work.scratch)?;
            return Some(Rank::new(tier, found.score + self.raw.bonus(found, raw())));
        }
        let loose = self.loose.as_ref()?;
        if let Some(typo) = loose.typo.as_ref().filter(|typo| typo.can_be_in(letters))
            && let Some((_, whole)) = typo.find(text)
        {
            return Some(Rank::new(Tier::Typo, i32::from(whole)));
        }
        if let Some((sounds, number)) = loose.sounds.as_ref().filter(|(sounds, _)| sounds.can_be_in(letters)) {
            if work.heard.len() <= *number {
                work.heard.resize_with(number + 1, Heard::default);
            }
            if let Some(score) = work.heard.get_mut(*number).and_then(|heard| sounds.find(text, heard)) {
                return Some(Rank::new(Tier::Sound, score));
            }
        }
        let found = if can { self.needle.score(text, &mut work.scratch)? } else { return None };
        Some(match standing::initials(text, self.needle.word()) {
            Some(all) => Rank::new(Tier::Initials, found.score + if all { ALL_INITIALS } else { 0 }),
            None => Rank::new(Tier::Scattered, found.score),
        })
    }

    fn name(&self, name: &Name, work: &mut Work) -> Option<Rank> {
        self.text(&name.folded, name.letters, || &name.raw, work)
    }
}

impl Exact<'_> {
    fn row(&self, row: RowRef<'_>) -> Option<Rank> {
        let title = || {
            let may = self.letters & !row.letters().all == 0 && self.field != Some(Field::Source);
            may.then(|| self.score(row.folded_title(), row.title())).flatten()
        };
        title().max(self.names.of(row))
    }

    fn score(&self, folded: &str, raw: &str) -> Option<Rank> {
        let text = self.text.needle();
        let found = || standing::find(folded, &self.text, self.length).map(|(_, tier)| tier);
        let tier = match self.how {
            How::Fuzzy | How::Exact => found(),
            How::Begin => found().filter(|tier| *tier <= Tier::Begin),
            How::Words => found().filter(|tier| *tier == Tier::Words),
            How::Start => folded.as_bytes().starts_with(text).then_some(Tier::Begin),
            How::End => folded.as_bytes().ends_with(text).then_some(Tier::Begin),
            How::Whole => (folded.as_bytes() == text).then_some(Tier::Words),
        };
        let whole = Match { score: whole_bonus(self.length, true), whole: true };
        tier.map(|tier| Rank::new(tier, whole.score + self.raw.bonus(whole, raw)))
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
        State::Tagged => !row.tags().is_empty(),
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
