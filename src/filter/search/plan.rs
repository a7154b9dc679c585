//! A query made ready for one catalogue: what repeats from row to row is matched once.

use crate::domain::catalogue::{RowRef, letters};
use crate::domain::{ArticleId, Snapshot, Tag, Verdict};
use crate::filter::query::tree::{Ask, Field, How, State, Tree, Word};
use crate::filter::score::{Needle, Scratch, whole_bonus};
use crate::filter::translit::Sounds;
use crate::text::fold::fold;
use std::collections::{BTreeSet, HashMap};

/// What the library answered: for each question the articles, with what they score.
pub type Answers = HashMap<Ask, HashMap<ArticleId, i32>>;

/// Every word of a query as it was typed, with the words of its search form.
pub(super) type Folds = HashMap<String, Vec<String>>;

/// The search forms of the words of `tree`.
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

/// What a fold of a text and the text itself say about each other.
struct Folded {
    raw: String,
    folded: String,
}

impl Folded {
    fn new(raw: &str) -> Self {
        Self { raw: raw.to_owned(), folded: fold(raw) }
    }
}

/// The distinct texts of a catalogue.
pub(super) struct Names<'s> {
    sources: Vec<Folded>,
    tags: HashMap<&'s Tag, Folded>,
    sets: &'s [BTreeSet<Tag>],
}

impl<'s> Names<'s> {
    pub(super) fn of(snapshot: &'s Snapshot) -> Self {
        let sources = snapshot.sources().iter().map(|source| Folded::new(source)).collect();
        let mut tags = HashMap::new();
        for tag in snapshot.tag_sets().iter().flatten() {
            tags.entry(tag).or_insert_with(|| Folded::new(tag.as_str()));
        }
        Self { sources, tags, sets: snapshot.tag_sets() }
    }

    fn each(&self, mut score: impl FnMut(&Folded) -> Option<i32>) -> Scores {
        let sources = self.sources.iter().map(&mut score).collect();
        let tags: HashMap<&Tag, i32> =
            self.tags.iter().filter_map(|(tag, folded)| Some((*tag, score(folded)?))).collect();
        let best = |set: &BTreeSet<Tag>| set.iter().filter_map(|tag| tags.get(tag).copied()).max();
        let sets = if tags.is_empty() { Vec::new() } else { self.sets.iter().map(best).collect() };
        Scores { sources, sets }
    }
}

/// What a word scores in every source and every set of tags.
#[derive(Default)]
struct Scores {
    sources: Vec<Option<i32>>,
    sets: Vec<Option<i32>>,
}

impl Scores {
    fn of(&self, row: RowRef<'_>) -> Option<i32> {
        let source = self.sources.get(row.source_index()).copied().flatten();
        source.max(self.sets.get(row.tag_set_index()).copied().flatten())
    }
}

/// A part of a query, ready.
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

/// A word whose letters are looked for.
pub(super) struct Fuzzy<'q> {
    needle: Needle<'q>,
    letters: u64,
    raw: &'q str,
    names: Scores,
    /// How it sounds, where other scripts are looked through too.
    sounds: Option<Sounds>,
}

/// A text that is looked for as it is.
pub(super) struct Exact<'q> {
    text: &'q str,
    letters: u64,
    raw: &'q str,
    how: How,
    field: Option<Field>,
    names: Scores,
}

/// Makes `tree` ready. With `across`, words are found in other scripts too.
pub(super) fn compile<'q>(
    names: &Names<'_>,
    tree: &'q Tree,
    folds: &'q Folds,
    answers: &'q Answers,
    across: bool,
) -> Node<'q> {
    let part = |tree: &'q Tree| compile(names, tree, folds, answers, across);
    match tree {
        Tree::All(parts) => {
            let mut parts: Vec<Node<'q>> = parts.iter().map(part).collect();
            // What is quick to say comes first.
            parts.sort_by_key(|part| matches!(part, Node::Fuzzy(_) | Node::All(_) | Node::Any(_) | Node::Exact(_)));
            Node::All(parts)
        }
        Tree::Any(parts) => Node::Any(parts.iter().map(part).collect()),
        Tree::Not(inner) => Node::Not(Box::new(part(inner))),
        Tree::Word(word) => {
            let texts = folds.get(&word.text).map_or(&[][..], Vec::as_slice);
            let nodes = texts.iter().filter(|text| !text.is_empty()).map(|text| self::word(names, word, text, across));
            Node::All(nodes.collect())
        }
        Tree::Tag(pattern) => {
            let pattern: Vec<char> = fold(pattern).chars().collect();
            let holds = |set: &BTreeSet<Tag>| {
                set.iter().any(|tag| names.tags.get(tag).is_some_and(|tag| glob(&pattern, &tag.folded)))
            };
            Node::Tags(names.sets.iter().map(holds).collect())
        }
        Tree::Is(state) => Node::Is(*state),
        Tree::Date { after, ms, .. } => Node::Date(*after, *ms),
        Tree::Ask(ask) => Node::Known(answers.get(ask)),
    }
}

fn word<'q>(names: &Names<'_>, word: &'q Word, text: &'q str, across: bool) -> Node<'q> {
    let raw = word.text.as_str();
    if word.how == How::Fuzzy {
        let needle = Needle::new(text);
        let mut scratch = Scratch::default();
        let sounds = across.then(|| Sounds::of(text)).flatten();
        let scores = names.each(|name| {
            let own = needle.score_whole(&name.folded, &mut scratch);
            let own = own.map(|(score, whole)| score + exact_bonus(whole, text, raw, &name.raw));
            own.or_else(|| sounds.as_ref()?.find(&name.folded))
        });
        return Node::Fuzzy(Box::new(Fuzzy { letters: letters(text), needle, raw, names: scores, sounds }));
    }
    let mut exact =
        Exact { text, letters: letters(text), raw, how: word.how, field: word.field, names: Scores::default() };
    exact.names = names.each(|name| exact.score(&name.folded, &name.raw));
    Node::Exact(Box::new(exact))
}

impl Node<'_> {
    /// What `row` scores; nothing when it does not match.
    pub(super) fn score(&self, row: RowRef<'_>, scratch: &mut Scratch) -> Option<i32> {
        let when = |holds: bool| holds.then_some(0);
        match self {
            Self::All(parts) => {
                parts.iter().try_fold(0, |sum: i32, part| Some(sum.saturating_add(part.score(row, scratch)?)))
            }
            Self::Any(parts) => parts.iter().filter_map(|part| part.score(row, scratch)).max(),
            Self::Not(part) => when(part.score(row, scratch).is_none()),
            Self::Fuzzy(word) => word.score(row, scratch),
            Self::Exact(word) => word.row(row),
            Self::Tags(sets) => when(sets.get(row.tag_set_index()).copied().unwrap_or_default()),
            Self::Is(state) => when(is(row, *state)),
            Self::Date(true, ms) => when(row.date() >= *ms),
            Self::Date(false, ms) => when(row.date() < *ms),
            Self::Known(known) => known.and_then(|known| known.get(&row.id()).copied()),
        }
    }
}

impl Fuzzy<'_> {
    fn score(&self, row: RowRef<'_>, scratch: &mut Scratch) -> Option<i32> {
        let mut title = None;
        if self.letters & !row.letters() == 0
            && let Some((score, whole)) = self.needle.score_whole(row.folded_title(), scratch)
        {
            title = Some(score + exact_bonus(whole, self.needle.word(), self.raw, row.title()));
        }
        let own = title.max(self.names.of(row));
        own.or_else(|| self.sounds.as_ref()?.find(row.folded_title()))
    }
}

impl Exact<'_> {
    fn row(&self, row: RowRef<'_>) -> Option<i32> {
        let title = || {
            let may = self.letters & !row.letters() == 0;
            may.then(|| self.score(row.folded_title(), row.title())).flatten()
        };
        match self.field {
            Some(Field::Title) => title(),
            Some(Field::Source) => self.names.sources.get(row.source_index()).copied().flatten(),
            None => title().max(self.names.of(row)),
        }
    }

    fn score(&self, folded: &str, raw: &str) -> Option<i32> {
        let stands = match self.how {
            How::Fuzzy | How::Exact => folded.contains(self.text),
            How::Start => folded.starts_with(self.text),
            How::End => folded.ends_with(self.text),
            How::Whole => folded == self.text,
        };
        let bonus = || whole_bonus(self.text.chars().count(), true) + exact_bonus(true, self.text, self.raw, raw);
        stands.then(bonus)
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

/// What a word gains where it stands in `text` as it was typed, not only in its search form, but for case: more than the
/// place of the word can make a difference.
#[must_use]
pub fn exact_bonus(whole: bool, folded: &str, raw: &str, text: &str) -> i32 {
    if !whole {
        return 0;
    }
    let same = if text.is_ascii() {
        raw.is_ascii()
    } else {
        text.contains(raw) || text.to_lowercase().contains(&raw.to_lowercase())
    };
    whole_bonus(folded.chars().count(), same)
}

/// Whether `pattern` is all of `text`, where `*` is any text and `?` any character.
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
