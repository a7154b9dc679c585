//! Light stemming of Arabic: removes articles, particles and endings, so that المدرسة, ومدرسة and مدارس match as far
//! as
//! their letters do.
//!
//! Follows light10 (Larkey, Ballesteros, Connell: "Light Stemming for Arabic Information Retrieval") as in Lucene's
//! ArabicStemmer, and also removes the particles ف ب ك ل where four letters are left. Words must be folded (`fold`).

const BEFORE: [(&str, usize); 11] = [
    ("وال", 2),
    ("بال", 2),
    ("كال", 2),
    ("فال", 2),
    ("ال", 2),
    ("لل", 2),
    ("و", 3),
    ("ف", 4),
    ("ب", 4),
    ("ك", 4),
    ("ل", 4),
];
const AFTER: [&str; 8] = ["ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي"];

/// Returns the stem of a folded word, or `None` if the word has characters other than Arabic letters.
#[must_use]
pub fn stem(word: &str) -> Option<&str> {
    if word.is_empty() || !word.chars().all(|c| matches!(c, '\u{0620}'..='\u{064A}')) {
        return None;
    }
    let mut stem = word;
    let before =
        BEFORE.iter().find_map(|(before, left)| word.strip_prefix(before).filter(|rest| rest.chars().count() >= *left));
    stem = before.unwrap_or(stem);
    for after in AFTER {
        if let Some(rest) = stem.strip_suffix(after)
            && rest.chars().count() >= 2
        {
            stem = rest;
        }
    }
    Some(stem)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold;

    #[test]
    fn words_of_one_stem() {
        for (a, b, same) in [
            ("المدرسة", "مدرسة", true),
            ("والمدرسة", "مدرسة", true),
            ("بالمدرسة", "مدرستها", false),
            ("للرئيس", "الرئيس", true),
            ("مسلمون", "المسلمين", true),
            ("انتخابات", "انتخاب", true),
            ("لموسكو", "موسكو", true),
            ("كتاب", "كلب", false),
        ] {
            assert_eq!(stem(&fold(a)) == stem(&fold(b)), same, "{a} {b}");
        }
        assert_eq!(stem("word"), None);
        assert_eq!(stem(""), None);
        assert_eq!(stem("و"), Some("و"));
    }
}
