//! What a person typed, as what is looked for.

use crate::text::fold::fold;

/// What is looked for: words, all of which must be found, in any order.
///
/// A word is found in a title, in a source's name or in one tag.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    text: String,
    words: Vec<String>,
    cut: bool,
}

/// The most different words that are looked for.
pub const MAX_WORDS: usize = 32;

impl Query {
    /// Reads `text`: words separated by blanks. A word written twice counts once.
    ///
    /// No text is wrong. Of a text with more than [`MAX_WORDS`] different words the rest is passed over.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut query = Self { text: text.to_owned(), ..Self::default() };
        for word in fold(text).split_whitespace() {
            if query.words.iter().any(|known| known == word) {
                continue;
            }
            if query.words.len() == MAX_WORDS {
                query.cut = true;
                break;
            }
            query.words.push(word.to_owned());
        }
        query
    }

    /// The text as it was typed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The words in their search form, in the order typed.
    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// Whether there is nothing to look for: everything is found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether words were passed over, because there are too many.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.cut
    }

    /// Whether everything that this query finds is also found by `wider`, by the look of the two alone.
    #[must_use]
    pub fn narrows(&self, wider: &Self) -> bool {
        wider.words.iter().all(|old| self.words.iter().any(|new| is_subsequence(old, new)))
    }
}

/// Whether the letters of `short` stand in `long` in the same order.
fn is_subsequence(short: &str, long: &str) -> bool {
    let mut rest = long.chars();
    short.chars().all(|wanted| rest.any(|c| c == wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_count_once() {
        let query = Query::parse("  Putin MOSCOW putin ");
        assert_eq!(query.words(), ["putin", "moscow"]);
        assert_eq!(query.text(), "  Putin MOSCOW putin ");
        assert!(Query::parse(" \t").is_empty());
    }

    #[test]
    fn typing_on_narrows() {
        for (new, old, narrows) in [
            ("put", "pu", true),
            ("put mo", "pu", true),
            ("mo put", "put", true),
            ("pxut", "put", true),
            ("pu", "put", false),
            ("put", "put mo", false),
            ("anything", "", true),
        ] {
            assert_eq!(Query::parse(new).narrows(&Query::parse(old)), narrows, "{new} after {old}");
        }
    }

    #[test]
    fn a_very_long_text_is_cut() {
        let text: String = (0..10_000).map(|number| format!("{number} ")).collect();
        let query = Query::parse(&text);
        assert_eq!((query.words().len(), query.is_cut()), (MAX_WORDS, true));
    }
}
