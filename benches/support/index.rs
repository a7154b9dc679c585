//! An index of the words of all titles. It tells which titles a query identifies, independent of any engine.

use crate::titles::Title;
use farz::text::fold::fold;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A word of a title.
#[derive(Debug)]
pub struct Word {
    /// The word as people type it: in lower case, without marks.
    pub typed: String,
    /// The word in search form.
    pub folded: String,
}

/// The index.
#[derive(Debug)]
pub struct Index<'t> {
    pub titles: &'t [Title],
    /// The words of each title.
    pub words: Vec<Vec<Word>>,
    /// The rows of each word.
    rows: BTreeMap<String, BTreeSet<usize>>,
    /// The rows of each title.
    same: HashMap<&'t str, BTreeSet<usize>>,
}

impl<'t> Index<'t> {
    pub fn new(titles: &'t [Title]) -> Self {
        let words: Vec<Vec<Word>> = titles.iter().map(|title| words(&title.text)).collect();
        let mut rows: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        let mut same: HashMap<&str, BTreeSet<usize>> = HashMap::new();
        for (row, (title, words)) in titles.iter().zip(&words).enumerate() {
            same.entry(&title.text).or_default().insert(row);
            for word in words {
                rows.entry(word.folded.clone()).or_default().insert(row);
            }
        }
        Self { titles, words, rows, same }
    }

    /// Returns the rows with the same title as this one, with this one.
    pub fn same(&self, row: usize) -> BTreeSet<usize> {
        self.same.get(self.titles[row].text.as_str()).cloned().unwrap_or_default()
    }

    /// Returns the first row with this title.
    pub fn row(&self, text: &str) -> Option<usize> {
        self.same.get(text)?.first().copied()
    }

    /// Returns the rows with this word, which is in search form.
    pub fn having(&self, word: &str) -> BTreeSet<usize> {
        self.rows.get(word).cloned().unwrap_or_default()
    }

    /// Returns the rows with a word that begins with `start`.
    pub fn beginning(&self, start: &str) -> BTreeSet<usize> {
        let words = self.rows.range(start.to_owned()..).take_while(|(word, _)| word.starts_with(start));
        words.flat_map(|(_, rows)| rows.iter().copied()).collect()
    }

    /// Returns the rows with a word that passes.
    pub fn matching(&self, passes: impl Fn(&str) -> bool) -> BTreeSet<usize> {
        self.rows.iter().filter(|(word, _)| passes(word)).flat_map(|(_, rows)| rows.iter().copied()).collect()
    }

    /// Returns all words with their number of rows, the most frequent first.
    pub fn frequent(&self) -> Vec<(usize, &str)> {
        let mut words: Vec<(usize, &str)> = self.rows.iter().map(|(word, rows)| (rows.len(), word.as_str())).collect();
        words.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        words
    }
}

/// Splits a text into words. Marks and joiners, which the search form drops, do not separate words.
pub fn words(text: &str) -> Vec<Word> {
    let silent = |c: char| !c.is_ascii() && fold(c.encode_utf8(&mut [0; 4])).is_empty();
    let parts = text.split(|c: char| !c.is_alphanumeric() && !silent(c));
    let word = |part: &str| {
        let typed: String = part.to_lowercase().chars().filter(|c| !silent(*c)).collect();
        Word { folded: fold(&typed), typed }
    };
    parts.map(word).filter(|word| !word.folded.is_empty()).collect()
}
