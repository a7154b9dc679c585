//! Names with their newspaper spellings in six languages, from `words/names.txt`. The list is independent of the
//! engine's transliteration tables.

use farz::text::fold::fold;

/// The languages; their positions index [`Name::forms`] and [`Name::typed`].
pub const LANGUAGES: [&str; 6] = ["en", "de", "ru", "ar", "fa", "he"];

/// The scripts to search with Latin letters, and the languages that use them.
pub const SCRIPTS: [(Script, &[usize]); 3] =
    [(Script::Cyrillic, &[2]), (Script::Arabic, &[3, 4]), (Script::Hebrew, &[5])];

/// A script other than Latin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    Cyrillic,
    Arabic,
    Hebrew,
}

/// A person, a place, or a word that languages borrow by its sound.
#[derive(Debug)]
pub struct Name {
    /// The slot of titles that it fills: `person`, `place` or `topic`.
    pub slot: &'static str,
    /// Its spellings in the titles of each language; none if the language does not use it.
    pub forms: [Vec<&'static str>; 6],
    /// The Latin spellings that people type for it, in search form, for each language.
    pub typed: [Vec<String>; 6],
}

impl Name {
    /// Returns whether a word, in search form, is this name in one of these languages.
    pub fn is(&self, word: &str, script: Script, languages: &[usize]) -> bool {
        languages.iter().flat_map(|language| &self.forms[*language]).any(|form| inflected(word, &fold(form), script))
    }

    /// Returns whether a word, in search form, begins with a Latin spelling of this name.
    pub fn is_latin(&self, word: &str) -> bool {
        let spellings = self.forms[..2].iter().flatten().map(|form| fold(form));
        spellings.chain(self.typed.iter().flatten().cloned()).any(|spelling| word.starts_with(&spelling))
    }
}

/// Returns whether `word` is `form` with a prefix or an ending of its language. Both are in search form.
fn inflected(word: &str, form: &str, script: Script) -> bool {
    const ARTICLES: [&str; 10] = ["", "ال", "وال", "بال", "لل", "و", "ب", "ل", "ف", "ك"];
    match script {
        Script::Arabic => {
            let bare = form.strip_prefix("ال").filter(|rest| rest.chars().count() >= 2).unwrap_or(form);
            word.strip_suffix(bare).is_some_and(|before| ARTICLES.contains(&before))
        }
        Script::Hebrew => word
            .strip_suffix(form)
            .is_some_and(|before| before.chars().count() <= 2 && before.chars().all(|c| "והבלמשכ".contains(c))),
        Script::Cyrillic => {
            let stem = form.trim_end_matches(['а', 'я', 'ь', 'и', 'е', 'о', 'у', 'ю']);
            let stem = if stem.chars().count() < 3 { form } else { stem };
            word.strip_prefix(stem).is_some_and(|end| end.chars().count() <= 3)
        }
    }
}

/// Returns all names.
pub fn names() -> Vec<Name> {
    include_str!("words/names.txt").lines().filter(|line| !line.starts_with('#')).filter_map(name).collect()
}

fn name(line: &'static str) -> Option<Name> {
    let cells: Vec<&'static str> = line.split('|').map(str::trim).collect();
    let &[kind, latin, german, ref others @ ..] = cells.as_slice() else { return None };
    let latin: Vec<&'static str> = latin.split(',').map(str::trim).collect();
    let english = latin.first().copied()?;
    let german = if german == "=" { english } else { german };
    let usual: Vec<String> = latin.iter().map(|spelling| fold(spelling)).collect();
    let mut name = Name {
        slot: match kind {
            "p" => "person",
            "l" => "place",
            _ => "topic",
        },
        forms: [vec![english], vec![german], Vec::new(), Vec::new(), Vec::new(), Vec::new()],
        typed: std::array::from_fn(|_| usual.clone()),
    };
    for (language, cell) in (2..LANGUAGES.len()).zip(others) {
        let (forms, own) = cell.split_once('(').unwrap_or((cell, ""));
        name.forms[language] = forms.split('/').map(str::trim).filter(|form| !form.is_empty()).collect();
        let own: Vec<String> = own.trim_end_matches(')').split(',').map(fold).collect();
        let own: Vec<String> =
            own.iter().map(|typed| typed.trim().to_owned()).filter(|typed| !typed.is_empty()).collect();
        if !own.is_empty() {
            name.typed[language] = own;
        }
    }
    Some(name)
}
