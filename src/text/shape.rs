//! Arabic joining: converts letters to the presentation forms that a plain cell grid can show.
//!
//! Rules: The Unicode Standard, chapter 9.2 (joining types, rules R1 to R7; ligature rule L1 for lam-alef). Joining
//! types: ArabicShaping.txt through the unicode-joining-type crate. Forms: `forms`.

use super::forms::{form, lam_alef};
use unicode_joining_type::{JoiningType, get_joining_type};

/// A character of a text in the form that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shaped {
    /// Its byte offset in the text.
    pub source: usize,
    /// What is shown for it: a form, the character itself if it has none, or `None` for an alef that is fused with
    /// the lam before it.
    pub shown: Option<char>,
}

/// Returns the characters of a text in logical order, each letter in the form that its neighbours require.
///
/// Marks and format characters are kept. Lam and alef fuse into one ligature, even with marks between them, but not
/// if a zero width joiner, non-joiner or tatweel separates them.
pub fn shape(text: &str) -> Vec<Shaped> {
    let mut shaped: Vec<Shaped> = Vec::with_capacity(text.len());
    let mut joiner = Joiner::default();
    let settle = |shaped: &mut Vec<Shaped>, settled: Option<(usize, char)>| {
        if let Some((index, c)) = settled
            && let Some(letter) = shaped.get_mut(index)
        {
            letter.shown = Some(c);
        }
    };
    for (index, (source, c)) in text.char_indices().enumerate() {
        let step = joiner.push(index, c, true);
        shaped.push(Shaped { source, shown: (!step.fused).then_some(c) });
        settle(&mut shaped, step.settled);
    }
    settle(&mut shaped, joiner.finish());
    shaped
}

/// The joining rules as a state machine. It takes the characters one by one in logical order, and settles each letter
/// when it knows the next one.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Joiner {
    /// The last letter, not yet settled.
    letter: Option<Letter>,
    /// Whether the last character that is not transparent joins the next one.
    joins: bool,
}

#[derive(Clone, Copy, Debug)]
struct Letter {
    index: usize,
    letter: char,
    before: bool,
}

/// The effect of one more character.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Step {
    /// The index that an earlier letter was pushed with, and its form.
    pub settled: Option<(usize, char)>,
    /// Whether the character was an alef that is now part of the settled lam.
    pub fused: bool,
}

impl Joiner {
    /// Takes the next character. `may_fuse` allows an alef to fuse with a lam right before it.
    #[inline]
    pub fn push(&mut self, index: usize, c: char, may_fuse: bool) -> Step {
        if c < '\u{0300}' && c != '\u{AD}' {
            return Step { settled: self.finish(), fused: false };
        }
        let (before, after) = match joining_type(c) {
            JoiningType::Transparent => return Step::default(),
            JoiningType::DualJoining | JoiningType::JoinCausing => (true, true),
            JoiningType::RightJoining => (true, false),
            JoiningType::LeftJoining => (false, true),
            _ => (false, false),
        };
        let joined = self.joins && before;
        let mut step = Step::default();
        if let Some(last) = self.letter.take() {
            if may_fuse
                && last.letter == '\u{0644}'
                && let Some(ligature) = lam_alef(c, last.before)
            {
                self.joins = false;
                return Step { settled: Some((last.index, ligature)), fused: true };
            }
            step.settled = Some(last.settle(joined));
        }
        self.letter = (before || after).then_some(Letter { index, letter: c, before: joined });
        self.joins = after;
        step
    }

    /// Settles the last letter, with nothing joined after it.
    pub fn finish(&mut self) -> Option<(usize, char)> {
        self.joins = false;
        self.letter.take().map(|letter| letter.settle(false))
    }
}

/// Returns the crate's joining type, without a search for the most frequent Arabic letters and marks.
#[inline]
fn joining_type(c: char) -> JoiningType {
    match c {
        '\u{0622}'..='\u{0625}' | '\u{0627}' | '\u{0629}' | '\u{062F}'..='\u{0632}' | '\u{0648}' => {
            JoiningType::RightJoining
        }
        '\u{0626}'..='\u{063F}' | '\u{0641}'..='\u{064A}' => JoiningType::DualJoining,
        '\u{064B}'..='\u{065F}' => JoiningType::Transparent,
        _ => get_joining_type(c),
    }
}

impl Letter {
    fn settle(self, after: bool) -> (usize, char) {
        (self.index, form(self.letter, self.before, after).unwrap_or(self.letter))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        shape(text).into_iter().filter_map(|letter| letter.shown).collect()
    }

    #[test]
    fn joining_types_are_those_of_the_database() {
        for c in '\0'..=char::MAX {
            assert_eq!(joining_type(c), get_joining_type(c), "{c:?}");
        }
    }

    #[test]
    fn known_words() {
        // Putin: initial beh, final waw, initial teh, medial yeh, final noon.
        assert_eq!(shown("بوتين"), "\u{FE91}\u{FEEE}\u{FE97}\u{FEF4}\u{FEE6}");
        // Lam with alef and hamza below fuses; sheen initial.
        assert_eq!(shown("لإنشاء"), "\u{FEF9}\u{FEE7}\u{FEB8}\u{FE8E}\u{0621}");
        assert_eq!(shown("السلام"), "\u{FE8D}\u{FEDF}\u{FEB4}\u{FEFC}\u{FEE1}");
        // Persian: the non-joiner divides the word, Farsi yeh takes its own forms.
        assert_eq!(shown("می\u{200C}خواهم"), "\u{FEE3}\u{FBFD}\u{200C}\u{FEA7}\u{FEEE}\u{FE8D}\u{FEEB}\u{FEE2}");
        // Urdu: heh goal, tteh, yeh barree.
        assert_eq!(shown("ہے"), "\u{FBA8}\u{FBAF}");
        assert_eq!(shown("ٹھیک"), "\u{FB68}\u{FBAD}\u{FBFF}\u{FB8F}");
    }

    #[test]
    fn marks_are_transparent_and_kept() {
        assert_eq!(shown("بَبّ"), "\u{FE91}\u{64E}\u{FE90}\u{651}");
        assert_eq!(shown("\u{64E}ب"), "\u{64E}\u{FE8F}");
    }

    #[test]
    fn lam_alef_fuses_across_marks_only() {
        assert_eq!(shown("لا"), "\u{FEFB}");
        assert_eq!(shown("بلا"), "\u{FE91}\u{FEFC}");
        assert_eq!(shown("لَآ"), "\u{FEF5}\u{64E}");
        assert_eq!(shown("ل\u{200C}ا"), "\u{FEDD}\u{200C}\u{FE8D}");
        assert_eq!(shown("ل\u{200D}ا"), "\u{FEDF}\u{200D}\u{FE8E}");
        assert_eq!(shown("ل\u{640}ا"), "\u{FEDF}\u{640}\u{FE8E}");
        assert_eq!(shape("لا").iter().map(|c| c.source).collect::<Vec<_>>(), [0, 2]);
    }

    #[test]
    fn letters_without_forms_stay_and_their_neighbours_join() {
        // U+067C (Pashto teh with ring) has no forms.
        assert_eq!(shown("بټب"), format!("\u{FE91}ټ\u{FE90}"));
        assert_eq!(shown("abc שלום 日本"), "abc שלום 日本");
    }

    #[test]
    fn a_joiner_alone_gives_the_joined_form() {
        assert_eq!(shown("ه\u{200D}"), "\u{FEEB}\u{200D}");
        assert_eq!(shown("\u{200D}ه"), "\u{200D}\u{FEEA}");
    }
}
