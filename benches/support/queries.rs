//! Queries for known titles: a fixed number of each kind, chosen by a fixed seed.
//!
//! A query is kept only if it identifies its title: no other title has its words, beginnings or initials. An engine
//! that understands the query can always rank the title first. Words and beginnings chosen at random are easy, so half
//! of the queries of these two kinds have a rival: another title that contains the same texts inside its words.

use crate::index::{Index, Word};
use crate::layouts::Slip;
use crate::names::{Name, SCRIPTS, Script};
use crate::numbers::Numbers;
use farz::text::fold::fold;
use std::collections::BTreeSet;

/// The number of queries of a kind.
const COUNT: usize = 120;
/// The number of attempts to choose words of one title.
const TRIES: usize = 12;
/// Queries have no word that more than one title in this many has.
const RARE: usize = 50;
/// Words that the query language may read as operators.
pub const OPERATORS: [&str; 3] = ["and", "or", "not"];
/// One title in this many is kept back for judging.
const TITLES_KEPT_BACK: u8 = 10;
/// One name in this many is kept back; there are few names.
const NAMES_KEPT_BACK: u8 = 4;

/// A query and the rows that it should find.
#[derive(Debug)]
pub struct Known {
    pub typed: String,
    /// The wanted title, or the name in its own script.
    pub target: String,
    pub hits: BTreeSet<usize>,
    /// Rows that are also right but tell nothing about this kind; the search leaves them out.
    pub without: BTreeSet<usize>,
    /// Whether the title is made up.
    pub made_up: bool,
}

/// A kind of query.
#[derive(Debug)]
pub struct Kind {
    pub name: &'static str,
    /// The mean reciprocal rank to reach, ahead of the others.
    pub goal: Option<f64>,
    pub queries: Vec<Known>,
}

/// Returns all queries: for the titles that are kept back, or for the others.
pub fn kinds(index: &Index<'_>, names: &[Name], held_back: bool) -> Vec<Kind> {
    let some = |count, make: Make<'_>| choose(index, held_back, count, make);
    let mut two = some(COUNT / 2, &|row, numbers| Some(typed(two_words(index, row, numbers)?)));
    two.extend(some(COUNT / 2, &|row, numbers| rivalled(index, row, || Some(typed(two_words(index, row, numbers)?)))));
    let mut begun = some(COUNT / 2, &|row, numbers| beginnings(index, row, numbers));
    begun.extend(some(COUNT / 2, &|row, numbers| rivalled(index, row, || beginnings(index, row, numbers))));
    let slips = Slip::ALL
        .iter()
        .flat_map(|slip| some(COUNT / Slip::ALL.len(), &|row, numbers| wrong_layout(index, row, numbers, *slip)));
    let slips = slips.collect();
    let kind = |name, goal, queries| Kind { name, goal, queries };
    vec![
        kind("two words", Some(0.97), two),
        kind("two words, one typo", Some(0.92), some(COUNT, &|row, numbers| one_typo(index, row, numbers))),
        kind("beginnings of three words", Some(0.95), begun),
        kind("initials", None, some(COUNT, &|row, _| initials(index, row))),
        kind("by sound", Some(0.8), by_sound(index, names, held_back)),
        kind("wrong layout", None, slips),
    ]
}

/// Makes a query for a row; returns `None` if no chosen words identify its title.
type Make<'m> = &'m dyn Fn(usize, &mut Numbers) -> Option<String>;

/// Returns whether a text belongs to the part, one in `of`, that is kept back.
fn is_kept_back(text: &str, of: u8) -> bool {
    blake3::hash(text.as_bytes()).as_bytes()[0].is_multiple_of(of)
}

/// Returns queries for random titles: half of them made up and half not, as far as there are enough.
fn choose(index: &Index<'_>, held_back: bool, count: usize, make: Make<'_>) -> Vec<Known> {
    let mut numbers = Numbers::default();
    let (mut made_up, mut others, mut known) = (Vec::new(), Vec::new(), BTreeSet::new());
    for row in shuffled(index.titles.len(), &mut numbers) {
        let title = &index.titles[row];
        let (list, most) = if title.made_up { (&mut made_up, count) } else { (&mut others, count / 2) };
        if list.len() == most || is_kept_back(&title.text, TITLES_KEPT_BACK) != held_back || !known.insert(&title.text)
        {
            continue;
        }
        if let Some(typed) = make(row, &mut numbers) {
            let (target, hits, made_up) = (title.text.clone(), index.same(row), title.made_up);
            list.push(Known { typed, target, hits, without: BTreeSet::new(), made_up });
        }
    }
    made_up.truncate(count - others.len());
    made_up.extend(others);
    made_up
}

/// Returns the numbers below `end` in random order.
pub fn shuffled(end: usize, numbers: &mut Numbers) -> Vec<usize> {
    let mut all: Vec<usize> = (0..end).collect();
    for at in (1..end).rev() {
        all.swap(at, numbers.below(at + 1));
    }
    all
}

/// Returns random words of a title that pass, in its order.
fn words_of<'w, const N: usize>(
    index: &'w Index<'_>,
    row: usize,
    numbers: &mut Numbers,
    passes: impl Fn(&Word) -> bool,
) -> Option<[&'w Word; N]> {
    let most = index.titles.len() / RARE;
    let mut words: Vec<&Word> = Vec::new();
    for word in &index.words[row] {
        let folded = word.folded.as_str();
        let is_new = words.iter().all(|other| other.folded != folded);
        let is_word = folded.chars().all(char::is_alphabetic) && !OPERATORS.contains(&folded);
        if is_new && is_word && passes(word) && index.having(folded).len() <= most {
            words.push(word);
        }
    }
    while words.len() > N {
        words.remove(numbers.below(words.len()));
    }
    words.try_into().ok()
}

/// Returns whether all these rows have the title of `row`.
fn only(index: &Index<'_>, row: usize, rows: &BTreeSet<usize>) -> bool {
    rows.is_subset(&index.same(row))
}

/// Returns the intersection of the sets.
fn all_of(sets: impl IntoIterator<Item = BTreeSet<usize>>) -> BTreeSet<usize> {
    sets.into_iter().reduce(|a, b| &a & &b).unwrap_or_default()
}

fn typed<'w>(words: impl IntoIterator<Item = &'w Word>) -> String {
    words.into_iter().map(|word| word.typed.as_str()).collect::<Vec<_>>().join(" ")
}

/// Chooses two words that no other title has both of.
fn two_words<'w>(index: &'w Index<'_>, row: usize, numbers: &mut Numbers) -> Option<[&'w Word; 2]> {
    (0..TRIES).find_map(|_| {
        let two: [&Word; 2] = words_of(index, row, numbers, |word| word.folded.chars().count() >= 3)?;
        only(index, row, &all_of(two.map(|word| index.having(&word.folded)))).then_some(two)
    })
}

/// Makes a query of two words, one of them of five letters or more with a typo.
fn one_typo(index: &Index<'_>, row: usize, numbers: &mut Numbers) -> Option<String> {
    (0..TRIES).find_map(|_| {
        let two = two_words(index, row, numbers)?;
        let mut texts = two.map(|word| word.typed.clone());
        let at = numbers.below(2);
        if texts[at].chars().count() < 5 {
            return None;
        }
        texts[at] = mistyped(&texts[at], numbers)?;
        let folded = texts.each_ref().map(|text| fold(text));
        // The typed words must not begin words of another title.
        let is_new = folded[at] != two[at].folded;
        (is_new && only(index, row, &all_of(folded.map(|text| index.beginning(&text))))).then(|| texts.join(" "))
    })
}

/// Returns the word with a letter missing, doubled or wrong, or with two letters swapped.
fn mistyped(word: &str, numbers: &mut Numbers) -> Option<String> {
    let mut letters: Vec<char> = word.chars().collect();
    let at = numbers.below(letters.len());
    match numbers.below(4) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, letters[at]),
        2 => letters[at] = neighbour(letters[at], numbers)?,
        _ if at + 1 < letters.len() => letters.swap(at, at + 1),
        _ => return None,
    }
    Some(letters.into_iter().collect())
}

/// Returns the letter of a neighbouring key.
fn neighbour(letter: char, numbers: &mut Numbers) -> Option<char> {
    const ROWS: [&str; 12] = [
        "qwertyuiop",
        "asdfghjkl",
        "zxcvbnm",
        "йцукенгшщзхъ",
        "фывапролджэ",
        "ячсмитьбю",
        "ضصثقفغعهخحجد",
        "شسيبلاتنمكط",
        "ئءؤرىةوزظ",
        "קראטוןםפ",
        "שדגכעיחלךף",
        "זסבהנמצתץ",
    ];
    let row: Vec<char> = ROWS.iter().find(|row| row.contains(letter))?.chars().collect();
    let at = row.iter().position(|other| *other == letter)?;
    let other = if numbers.below(2) == 0 { at.checked_sub(1)? } else { at + 1 };
    row.get(other).copied()
}

/// Makes a query with a rival: another title that contains all its parts inside words.
fn rivalled(index: &Index<'_>, row: usize, mut make: impl FnMut() -> Option<String>) -> Option<String> {
    (0..TRIES).find_map(|_| {
        let typed = make()?;
        let inside = typed.split(' ').map(fold).map(|part| index.matching(|word| word.contains(&part)));
        (!only(index, row, &all_of(inside))).then_some(typed)
    })
}

/// Makes a query of the first three or four letters of three words.
fn beginnings(index: &Index<'_>, row: usize, numbers: &mut Numbers) -> Option<String> {
    (0..TRIES).find_map(|_| {
        let words: [&Word; 3] = words_of(index, row, numbers, |word| word.folded.chars().count() >= 5)?;
        let starts = words.map(|word| word.typed.chars().take(3 + numbers.below(2)).collect::<String>());
        let rows = all_of(starts.each_ref().map(|start| index.beginning(&fold(start))));
        only(index, row, &rows).then(|| starts.join(" "))
    })
}

/// Makes a query of the first letters of all words of a title with four to seven words.
fn initials(index: &Index<'_>, row: usize) -> Option<String> {
    let of = |words: &[Word]| words.iter().filter_map(|word| word.folded.chars().next()).collect::<String>();
    let words = &index.words[row];
    let typed = of(words);
    let is_told = (4..=7).contains(&words.len()) && typed.chars().all(char::is_alphabetic);
    let clear = || {
        let same = index.same(row);
        let other = |(at, words): (usize, &Vec<Word>)| !same.contains(&at) && of(words).contains(&typed);
        index.beginning(&typed).is_empty() && !index.words.iter().enumerate().any(other)
    };
    (is_told && clear()).then(|| typed.clone())
}

/// Makes a query of two words, typed on the wrong layout.
fn wrong_layout(index: &Index<'_>, row: usize, numbers: &mut Numbers, slip: Slip) -> Option<String> {
    let words = two_words(index, row, numbers)?;
    let text = typed(words);
    text.chars().all(|c| c == ' ' || slip.is_meant(c)).then(|| slip.typed(&text)).flatten()
}

/// Returns names in Latin letters, for each script in which a title has them. A search leaves out the titles with the
/// name in Latin letters or another script: they are right too, and would hide whether this script is found.
fn by_sound(index: &Index<'_>, names: &[Name], held_back: bool) -> Vec<Known> {
    let mut numbers = Numbers::default();
    let mut queries = Vec::new();
    let kept_back = |name: &Name| is_kept_back(name.forms[0][0], NAMES_KEPT_BACK);
    for name in names.iter().filter(|name| kept_back(name) == held_back) {
        for (script, languages) in SCRIPTS {
            let having = |script: Script, languages: &[usize]| index.matching(|word| name.is(word, script, languages));
            let hits = having(script, languages);
            let spellings: Vec<&str> =
                languages.iter().flat_map(|language| &name.typed[*language]).map(String::as_str).collect();
            let typed = numbers.one(&spellings).to_owned();
            let mut without = index.matching(|word| name.is_latin(word) || word.starts_with(&typed));
            for (other, languages) in SCRIPTS {
                without.extend(having(other, languages));
            }
            let without: BTreeSet<usize> = &without - &hits;
            if let Some(first) = hits.first() {
                let made_up = index.titles[*first].made_up;
                let target = languages.iter().find_map(|language| name.forms[*language].first());
                let target = target.copied().unwrap_or_default().to_owned();
                queries.push(Known { typed, target, hits, without, made_up });
            }
        }
    }
    let order = shuffled(queries.len(), &mut numbers);
    let mut queries: Vec<Option<Known>> = queries.into_iter().map(Some).collect();
    order.into_iter().take(COUNT).filter_map(|at| queries[at].take()).collect()
}
