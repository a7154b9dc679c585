//! Folding: the form of a text that search and filters compare, in which case, accents, Arabic letter forms, marks
//! and kinds of digits make no difference.
//!
//! Folding works character by character: compatibility decomposition (UAX #15 NFKD), then the table in this file,
//! then lower case. So the fold of a text is the concatenated folds of its parts, and folding twice changes nothing.
//! Results are decomposed (Hangul syllables become jamo), so they serve for comparison and not for display.
//!
//! Sources of the table: Lucene's ArabicNormalizer and PersianNormalizer (which letters are equal), the Unicode code
//! charts (which characters are marks).
//!
//! # Invariants
//!
//! - Folding twice equals folding once, and a match maps back to whole letters.
//!   Test: `idempotent_mapped_and_by_parts`.

use super::cluster::clusters;
use std::ops::Range;
use unicode_normalization::char::decompose_compatible;

/// Returns the folded form of a text.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    fold_onto(&mut folded, text);
    folded
}

/// Returns the folded form of a text with its mapping back to the source.
pub fn fold_mapped(text: &str) -> Folded {
    if text.is_ascii() {
        return Folded { text: text.to_ascii_lowercase(), source: text.len(), starts: None };
    }
    let mut folded = String::with_capacity(text.len());
    let mut starts = Vec::with_capacity(text.len() / 2);
    for (start, cluster) in clusters(text) {
        starts.push((folded.len(), start));
        fold_onto(&mut folded, cluster);
    }
    Folded { text: folded, source: text.len(), starts: Some(starts) }
}

/// A folded text with its mapping back to the source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// The folded form.
    pub text: String,
    /// The length of the source.
    source: usize,
    /// The start of each grapheme cluster of the source, in `text` and in the source; `None` where the two are equal
    /// everywhere.
    starts: Option<Vec<(usize, usize)>>,
}

impl Folded {
    /// Returns the bytes of the source behind this range of the folded text. They are whole grapheme clusters, so
    /// highlighting never separates a letter from its marks. Characters that folding drops, such as marks, belong to
    /// their cluster. An empty range gives an empty one.
    pub fn source_range(&self, folded: Range<usize>) -> Range<usize> {
        let Some(starts) = &self.starts else {
            return folded.start.min(self.source)..folded.end.min(self.source).max(folded.start.min(self.source));
        };
        let first = starts.partition_point(|(at, _)| *at <= folded.start);
        let start = match first.checked_sub(1).and_then(|index| starts.get(index)) {
            Some((_, source)) if folded.start < self.text.len() => *source,
            _ => self.source,
        };
        if folded.end <= folded.start {
            return start..start;
        }
        let after = starts.partition_point(|(at, _)| *at < folded.end);
        start..starts.get(after).map_or(self.source, |(_, source)| *source).max(start)
    }
}

fn fold_onto(folded: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '\0'..='\x7F' => folded.push(c.to_ascii_lowercase()),
            // Letters that fold to themselves and have no decomposition: most of Arabic, Hebrew and Cyrillic.
            '\u{0628}' | '\u{062A}'..='\u{063A}' | '\u{0641}'..='\u{0648}' | '\u{064A}' => folded.push(c),
            '\u{0430}'..='\u{0438}' | '\u{043A}'..='\u{044F}' => folded.push(c),
            '\u{4E00}'..='\u{9FFF}' => folded.push(c),
            // An acute accent that stands alone is typed as an apostrophe; NFKD makes a space of it.
            '\u{B4}' | '\u{1FFD}' => folded.push('\''),
            _ => decompose_compatible(c, |part| fold_one(folded, part)),
        }
    }
}

/// Folds one character that is already decomposed.
fn fold_one(folded: &mut String, c: char) {
    let c = match c {
        // Accents: those of Latin, Greek and Cyrillic, and those for any letter. Marks of Indic scripts, Thai and
        // kana stay, because they are parts of letters.
        '\u{0300}'..='\u{036F}' | '\u{0483}'..='\u{0489}' | '\u{1AB0}'..='\u{1AFF}' => return,
        '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}' | '\u{FE00}'..='\u{FE0F}' | '\u{FE20}'..='\u{FE2F}' => return,
        // Hebrew points.
        '\u{0591}'..='\u{05BD}' | '\u{05BF}' | '\u{05C1}' | '\u{05C2}' | '\u{05C4}' | '\u{05C5}' | '\u{05C7}' => return,
        // Arabic marks.
        '\u{0610}'..='\u{061A}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{06D6}'..='\u{06DC}' => return,
        '\u{06DF}'..='\u{06E4}' | '\u{06E7}' | '\u{06E8}' | '\u{06EA}'..='\u{06ED}' => return,
        '\u{08D3}'..='\u{08E1}' | '\u{08E3}'..='\u{08FF}' => return,
        // Tatweel and invisible characters.
        '\u{0640}' | '\u{AD}' | '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' => return,
        '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{E0100}'..='\u{E01EF}' => return,
        'آ' | 'أ' | 'إ' | 'ٱ' | 'ٲ' | 'ٳ' | 'ٵ' => 'ا',
        'ؤ' => 'و',
        'ئ' | 'ى' | 'ی' | 'ې' | 'ے' | 'ۍ' | 'ێ' => 'ي',
        'ة' | 'ۀ' | 'ۂ' | 'ہ' | 'ۃ' | 'ە' | 'ھ' => 'ه',
        'ک' | 'ڪ' => 'ك',
        '\u{06E5}' => 'و',
        '\u{06E6}' => 'ي',
        '٠'..='٩' => digit(c, '٠'),
        '۰'..='۹' => digit(c, '۰'),
        // Quotation marks, apostrophes and dashes are typed as those of ASCII (Unicode Standard, chapter 6.2).
        '«' | '»' | '״' | '\u{201C}'..='\u{201F}' => '"',
        '\u{2018}'..='\u{201B}' | '\u{2032}' | '\u{2035}' | '‹' | '›' | 'ʼ' | 'ʹ' | 'ʻ' | 'ʽ' | '׳' => '\'',
        '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{05BE}' | '\u{2E3A}' | '\u{2E3B}' => '-',
        '،' | '、' => ',',
        '۔' | '。' => '.',
        '؛' => ';',
        '؟' => '?',
        '٪' => '%',
        '٫' => '.',
        '٬' => ',',
        'ך' => 'כ',
        'ם' => 'מ',
        'ן' => 'נ',
        'ף' => 'פ',
        'ץ' => 'צ',
        // Full case folding where lower case is not enough, and Latin letters with strokes, which have no
        // decomposition.
        'ς' => 'σ',
        'ı' => 'i',
        'ø' | 'Ø' => 'o',
        'ł' | 'Ł' => 'l',
        'đ' | 'Đ' => 'd',
        'ħ' | 'Ħ' => 'h',
        'ß' | 'ẞ' => return folded.push_str("ss"),
        'æ' | 'Æ' => return folded.push_str("ae"),
        'œ' | 'Œ' => return folded.push_str("oe"),
        c => c,
    };
    folded.extend(c.to_lowercase());
}

fn digit(c: char, zero: char) -> char {
    char::from_digit(u32::from(c) - u32::from(zero), 10).unwrap_or(c)
}

/// The zeros of all digits except 0 to 9: General_Category=Nd of Unicode 14.0.0, each kind in the order of its
/// values.
const ZEROS: [char; 65] = [
    '\u{660}',
    '\u{6F0}',
    '\u{7C0}',
    '\u{966}',
    '\u{9E6}',
    '\u{A66}',
    '\u{AE6}',
    '\u{B66}',
    '\u{BE6}',
    '\u{C66}',
    '\u{CE6}',
    '\u{D66}',
    '\u{DE6}',
    '\u{E50}',
    '\u{ED0}',
    '\u{F20}',
    '\u{1040}',
    '\u{1090}',
    '\u{17E0}',
    '\u{1810}',
    '\u{1946}',
    '\u{19D0}',
    '\u{1A80}',
    '\u{1A90}',
    '\u{1B50}',
    '\u{1BB0}',
    '\u{1C40}',
    '\u{1C50}',
    '\u{A620}',
    '\u{A8D0}',
    '\u{A900}',
    '\u{A9D0}',
    '\u{A9F0}',
    '\u{AA50}',
    '\u{ABF0}',
    '\u{FF10}',
    '\u{104A0}',
    '\u{10D30}',
    '\u{11066}',
    '\u{110F0}',
    '\u{11136}',
    '\u{111D0}',
    '\u{112F0}',
    '\u{11450}',
    '\u{114D0}',
    '\u{11650}',
    '\u{116C0}',
    '\u{11730}',
    '\u{118E0}',
    '\u{11950}',
    '\u{11C50}',
    '\u{11D50}',
    '\u{11DA0}',
    '\u{16A60}',
    '\u{16AC0}',
    '\u{16B50}',
    '\u{1D7CE}',
    '\u{1D7D8}',
    '\u{1D7E2}',
    '\u{1D7EC}',
    '\u{1D7F6}',
    '\u{1E140}',
    '\u{1E2F0}',
    '\u{1E950}',
    '\u{1FBF0}',
];

/// Returns `text` with the decimal digits of every script written as 0 to 9, and everything else unchanged: for
/// parsing a number or a date.
#[must_use]
pub fn digits(text: &str) -> String {
    let written = |c: char| {
        let zero = if c.is_ascii() { None } else { ZEROS.iter().rev().copied().find(|zero| *zero <= c) };
        zero.filter(|zero| u32::from(c) - u32::from(*zero) < 10).map_or(c, |zero| digit(c, zero))
    };
    text.chars().map(written).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn digits_of_every_script_are_the_same_numbers() {
        assert!(ZEROS.is_sorted());
        assert_eq!(digits("٢٠٢٦-۱۱-२०, <３d"), "2026-11-20, <3d");
        assert_eq!(digits("شa\u{96F}\u{970}½²"), "شa9\u{970}½²", "what is no decimal digit stays");
    }

    #[test]
    fn what_counts_as_the_same() {
        for (a, b) in [
            ("إنشاء", "انشاء"),
            ("مكافحة", "مكافحه"),
            ("على", "علي"),
            ("هـذا", "هذا"),
            ("محمَّد", "محمد"),
            ("ﻻ", "لا"),
            ("٢٠١٥", "2015"),
            ("۲۰۱۵", "2015"),
            ("کتاب", "كتاب"),
            ("می\u{200c}خواهم", "ميخواهم"),
            ("שלום", "שלומ"),
            ("שָׁלוֹם", "שלום"),
            ("مؤكداً", "موكدا"),
            ("أعضائهم", "اعضايهم"),
            ("ﷲ", "الله"),
            ("ﷺ", "صلى الله عليه وسلم"),
            ("Ångström", "angstrom"),
            ("ΆΣΟΣ", "ασος"),
            ("Ёлка й", "елка и"),
            ("STRASSE", "straße"),
            ("İstanbul ı", "istanbul i"),
            ("ｆｕｌｌ ﬁ", "full fi"),
            ("ｶﾞ", "ガ"),
            ("it’s", "it's"),
            ("„Zitat“ «citation»", "\"zitat\" \"citation\""),
            ("en–dash", "en-dash"),
            ("non‑breaking\u{a0}hyphen…", "non-breaking hyphen..."),
            ("צה״ל", "צה\"ל"),
            ("بيت־لحم،", "بيت-لحم,"),
        ] {
            assert_eq!(fold(a), fold(b), "{a} ~ {b}");
        }
        assert_eq!(fold("أبجد 5؟"), "ابجد 5?");
    }

    #[test]
    fn what_stays_apart() {
        for (a, b) in [
            ("كلب", "قلب"),
            ("حرب", "حزب"),
            ("علم", "عالم"),
            ("سعر", "شعر"),
            ("صرب", "ضرب"),
            ("طفل", "ظفل"),
            ("پدر", "بدر"),
            ("שר", "סר"),
            ("כל", "קל"),
            ("шар", "щар"),
            ("бар", "вар"),
            ("がく", "かく"),
            ("resume", "reserve"),
            ("10", "lo"),
        ] {
            assert_ne!(fold(a), fold(b), "{a} / {b}");
        }
    }

    #[test]
    fn folding_any_character_twice_changes_nothing() {
        for c in '\0'..=char::MAX {
            let once = fold(&c.to_string());
            assert_eq!(fold(&once), once, "{c:?}");
        }
    }

    #[test]
    fn the_way_back_takes_whole_letters() {
        let text = "قالَ بُوتـين: لا";
        let folded = fold_mapped(text);
        assert_eq!(folded.text, "قال بوتين: لا");
        let at = folded.text.find("بوتين").unwrap();
        assert_eq!(&text[folded.source_range(at..at + "بوتين".len())], "بُوتـين");
        let at = folded.text.find("لا").unwrap();
        assert_eq!(&text[folded.source_range(at..at + 4)], "لا");
        let all = folded.source_range(0..folded.text.len());
        assert_eq!(all, 0..text.len());
        assert_eq!(fold_mapped("Plain").source_range(1..3), 1..3);
        // One character that folds to many letters.
        let folded = fold_mapped("ﷺ x");
        assert_eq!(folded.source_range(2..4), 0.."ﷺ".len());
        assert_eq!(folded.source_range(3..3), 0..0);
    }

    proptest! {
        #[test]
        fn idempotent_mapped_and_by_parts(a in "\\PC{0,12}", b in "[aÉ لآَـ\u{200c}ی日가\u{11a8}]{0,12}") {
            let text = a.clone() + &b;
            let once = fold(&text);
            prop_assert_eq!(&fold(&once), &once);
            prop_assert_eq!(fold(&a) + &fold(&b), once.clone());
            let mapped = fold_mapped(&text);
            prop_assert_eq!(&mapped.text, &once);
            for (at, c) in once.char_indices() {
                let source = mapped.source_range(at..at + c.len_utf8());
                prop_assert!(!source.is_empty());
                let part = text.get(source).unwrap();
                prop_assert!(fold(part).contains(c));
            }
        }
    }
}
