//! Where a word occurs in a text: as a whole word, at the beginning of one, or inside one.
//!
//! A word begins after a character that is no letter, mark or digit. In scripts without spaces between words (Han,
//! kana, Thai, Lao, Khmer, Burmese, Tibetan) a word may begin at every letter. An Arabic word also begins after the
//! article and after the particles that are written with the next word (Ryding, A Reference Grammar of Modern Standard
//! Arabic, 2005, chapters 8, 16 and 18: al-, wa-, fa-, bi-, ka-, li-, sa-).

use super::tier::Tier;
use memchr::memmem::Finder;
use unicode_normalization::char::is_combining_mark;

/// The particles and articles that are written with the next word, in search form.
const CLITICS: [&str; 24] = [
    "ال", "و", "ف", "ب", "ك", "ل", "س", "وال", "فال", "بال", "كال", "لل", "وبال", "فبال", "وكال", "ولل", "فلل", "وب",
    "ول", "وك", "وس", "فب", "فل", "فس",
];

/// The fewest letters of an Arabic word that may follow a clitic: in a shorter one, the letter is likely its own.
const AFTER_CLITIC: usize = 3;

/// Returns whether `c` is a part of a word.
#[must_use]
pub fn is_word(c: char) -> bool {
    match c {
        '\0'..='\x7F' => c.is_ascii_alphanumeric(),
        // The letters of the most frequent scripts in search form, without a look into the tables.
        '\u{0400}'..='\u{045F}' | '\u{05D0}'..='\u{05EA}' | '\u{0621}'..='\u{064A}' | '\u{4E00}'..='\u{9FFF}' => true,
        c => c.is_alphanumeric() || is_combining_mark(c),
    }
}

/// Returns whether the script of `c` puts no spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0E00}'..='\u{0EFF}' | '\u{0F00}'..='\u{0FFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}')
}

/// Returns whether the scripts or the kinds of two neighbours part words.
fn is_edge(before: char, after: char) -> bool {
    !is_word(before) || !is_word(after) || ((is_unspaced(before) || is_unspaced(after)) && !is_combining_mark(after))
}

fn is_arabic(c: char) -> bool {
    matches!(c, '\u{0620}'..='\u{06FF}' | '\u{0750}'..='\u{077F}' | '\u{08A0}'..='\u{08FF}')
}

/// Returns the characters before and after byte `at` of `text`; `None` at its start and its end.
fn neighbours(text: &str, at: usize) -> Option<(char, char)> {
    let (before, after) = text.split_at_checked(at)?;
    before.chars().next_back().zip(after.chars().next())
}

/// Returns whether a word of `text` begins at byte `at`, where a text of `letters` letters occurs.
fn begins(text: &str, at: usize, letters: usize) -> bool {
    let Some((last, first)) = neighbours(text, at) else { return true };
    let before = text.get(..at).unwrap_or("");
    is_edge(last, first) || (letters >= AFTER_CLITIC && is_arabic(first) && is_arabic(last) && follows_clitic(before))
}

/// Returns whether `before` ends with a word that consists of a clitic.
fn follows_clitic(before: &str) -> bool {
    CLITICS.iter().any(|clitic| {
        before.strip_suffix(clitic).is_some_and(|rest| rest.chars().next_back().is_none_or(|last| !is_word(last)))
    })
}

/// Returns whether a word of `text` ends at byte `at`.
fn ends(text: &str, at: usize) -> bool {
    neighbours(text, at).is_none_or(|(last, first)| is_edge(last, first))
}

/// Returns where `word` occurs best in `text`, both in search form: its byte position, and [`Tier::Words`],
/// [`Tier::Begin`] or [`Tier::Inside`]. `letters` is the number of characters of the word. Returns `None` if the word
/// does not occur.
#[must_use]
pub fn find(text: &str, word: &Finder<'_>, letters: usize) -> Option<(usize, Tier)> {
    let length = word.needle().len();
    let mut best: Option<(usize, Tier)> = None;
    for at in word.find_iter(text.as_bytes()) {
        let tier = match begins(text, at, letters) {
            true if ends(text, at + length) => return Some((at, Tier::Words)),
            true => Tier::Begin,
            false => Tier::Inside,
        };
        if best.is_none_or(|(_, known)| tier < known) {
            best = Some((at, tier));
        }
    }
    best
}

/// Returns the words of a text, each with its byte position.
pub fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let rest = text.get(from..)?;
        let start = from + rest.find(is_word)?;
        let word = text.get(start..)?;
        let length = word.find(|c| !is_word(c)).unwrap_or(word.len());
        from = start + length;
        Some((start, word.get(..length)?))
    })
}

/// Returns the part of an Arabic word after its clitic, if a word of some letters remains.
#[must_use]
pub fn without_clitic(word: &str) -> Option<&str> {
    let rest = CLITICS.iter().filter_map(|clitic| word.strip_prefix(clitic)).min_by_key(|rest| rest.len())?;
    (rest.chars().count() >= AFTER_CLITIC).then_some(rest)
}

/// Returns whether `letters` are the first letters of consecutive words of `text`, both in search form; of an Arabic
/// word also the first letter after its article. `Some(true)` means that they are those of all its words.
#[must_use]
pub fn initials(text: &str, letters: &str) -> Option<bool> {
    let first = |word: &str| word.chars().next();
    let contained = |initials: String| initials.contains(letters).then(|| initials == letters);
    contained(words(text).filter_map(|(_, word)| first(word)).collect()).or_else(|| {
        let bare = |word| first(str::strip_prefix(word, "ال").unwrap_or(word));
        let arabic = letters.chars().any(is_arabic);
        arabic.then(|| contained(words(text).filter_map(|(_, word)| bare(word)).collect())).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold;

    fn tier(text: &str, word: &str) -> Option<Tier> {
        let (text, word) = (fold(text), fold(word));
        find(&text, &Finder::new(&word), word.chars().count()).map(|(_, tier)| tier)
    }

    #[test]
    fn a_word_occurs_whole_at_a_beginning_or_inside() {
        for (text, word, wanted) in [
            ("Cats before C", "c", Some(Tier::Words)),
            ("Cats", "c", Some(Tier::Begin)),
            ("Rocks", "c", Some(Tier::Inside)),
            ("C++ and Rust", "c++", Some(Tier::Words)),
            ("Google Go", "go", Some(Tier::Words)),
            ("cargo go", "go", Some(Tier::Words)),
            ("GPT-5 is out", "gpt", Some(Tier::Words)),
            ("trust", "rust", Some(Tier::Inside)),
            ("rusty", "rust", Some(Tier::Begin)),
            ("Auktion", "rust", None),
            ("e\u{301}tat", "etat", Some(Tier::Words)),
            ("قال بوتين", "بوتين", Some(Tier::Words)),
            ("وبوتين", "بوتين", Some(Tier::Words)),
            ("الكتاب", "كتاب", Some(Tier::Words)),
            ("والكتابة", "كتاب", Some(Tier::Begin)),
            ("مكتبة", "كتب", Some(Tier::Inside)),
            ("ولد", "لد", Some(Tier::Inside)),
            ("在北京召开", "北京", Some(Tier::Words)),
            ("কলকাতায়", "কলকাতা", Some(Tier::Begin)),
        ] {
            assert_eq!(tier(text, word), wanted, "{word} in {text}");
        }
    }

    #[test]
    fn initials_are_those_of_consecutive_words() {
        for (text, letters, wanted) in [
            ("british broadcasting corporation", "bbc", true),
            ("the british broadcasting corporation today", "bbc", true),
            ("british public broadcasting corporation", "bbc", false),
            ("en-dash", "ed", true),
            ("الامم المتحده", "ام", true),
            ("الامم المتحده", "اا", true),
        ] {
            assert_eq!(initials(text, letters).is_some(), wanted, "{letters} in {text}");
        }
    }

    #[test]
    fn the_words_of_a_text() {
        assert_eq!(words(" a-b, ج!").collect::<Vec<_>>(), [(1, "a"), (3, "b"), (6, "ج")]);
        assert_eq!(without_clitic("والكتاب"), Some("كتاب"));
        assert_eq!(without_clitic("ولد"), None);
    }
}
