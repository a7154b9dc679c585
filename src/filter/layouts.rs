//! Reads a text as if it had been typed on another keyboard layout.
//!
//! The tables are the unshifted keys of the layouts of xkeyboard-config: ara (basic), il, ru, gr, ir (pes) and us.

use crate::text::fold::fold;

/// The keys of the US layout, in the same order as the tables below.
const US: &str = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./";

/// The characters of the same keys in other layouts; `·` marks a key without a character that can be in a word.
const OTHERS: [&str; 5] = [
    "ذضصثقفغعهخحجدشسيبلاتنمكطئءؤرﻻىةوزظ",
    "ёйцукенгшщзхъфывапролджэячсмитьбю.",
    "·/'קראטוןםפ··שדגכעיחלךף,זסבהנמצתץ.",
    "··ςερτυθιοπ··ασδφγηξκλ··ζχψωβνμ···",
    "·ضصثقفغعهخحجچشسیبلاتنمکگظطزرذدپو··",
];

/// Returns the readings of `text`, in search form, for the case that another layout was active than the user meant;
/// the likeliest first. Returns nothing for a text with letters that no layout here has.
#[must_use]
pub fn readings(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let mut readings = Vec::new();
    for other in OTHERS {
        let reading = if text.is_ascii() { convert(&text, US, other) } else { convert(&text, other, US) };
        let reading = reading.map(|reading| fold(&reading));
        if let Some(reading) =
            reading.filter(|reading| !readings.contains(reading) && reading.chars().any(char::is_alphabetic))
        {
            readings.push(reading);
        }
    }
    readings
}

/// Replaces each letter of layout `from` in `text` with the letter on the same key of layout `to`.
fn convert(text: &str, from: &str, to: &str) -> Option<String> {
    let key = |c: char| {
        let at = from.chars().position(|other| other == c)?;
        to.chars().nth(at).filter(|c| *c != '·')
    };
    text.chars().map(|c| if c.is_whitespace() || c.is_ascii_digit() { Some(c) } else { key(c) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_have_the_same_keys() {
        for other in OTHERS {
            assert_eq!(other.chars().count(), US.chars().count(), "{other}");
        }
    }

    #[test]
    fn words_typed_on_another_layout_are_read() {
        for (typed, meant) in [
            ("f,jdk", "بوتين"),
            ("руддщ", "hello"),
            ("ghbdtn", "привет"),
            ("akuo", "שלומ"),
            ("اثممخ", "hello"),
            ("f,jdk 2015", "بوتين 2015"),
        ] {
            assert!(readings(typed).contains(&fold(meant)), "{typed}: {:?}", readings(typed));
        }
        assert!(readings("日本").is_empty());
        assert!(readings("42").is_empty());
    }
}
