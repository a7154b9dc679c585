//! ASCII substitutes for symbols, for a locale that has only ASCII.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Returns the ASCII character for a cluster: itself, the letter below its accents, a lookalike, or else `?`.
pub(super) fn ascii(symbol: &str) -> char {
    symbol.chars().next().map_or(' ', of)
}

fn of(c: char) -> char {
    match c {
        ' '..='~' => c,
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{3000}' => ' ',
        '─' | '━' | '═' | '‐'..='―' | '−' | 'ـ' => '-',
        '│' | '┃' | '║' | '¦' => '|',
        '\u{2500}'..='\u{257f}' => '+',
        '•' | '‣' | '◦' | '●' | '○' | '▪' | '★' => '*',
        '·' => '.',
        '…' => '~',
        '‘'..='‛' | '′' => '\'',
        '“'..='‟' | '«' | '»' | '″' => '"',
        '‹' => '<',
        '›' => '>',
        '×' => 'x',
        '÷' => '/',
        'ø' => 'o',
        'Ø' => 'O',
        'ł' => 'l',
        'Ł' => 'L',
        'đ' => 'd',
        'Đ' => 'D',
        'ı' => 'i',
        'ß' => 's',
        '،' => ',',
        '؛' => ';',
        '٪' => '%',
        '\u{660}'..='\u{669}' => digit(u32::from(c) - 0x660),
        '\u{6f0}'..='\u{6f9}' => digit(u32::from(c) - 0x6f0),
        _ => below_accents(c),
    }
}

fn digit(value: u32) -> char {
    char::from_digit(value, 10).unwrap_or('?')
}

fn below_accents(c: char) -> char {
    let mut parts = std::iter::once(c).nfkd();
    match parts.next() {
        Some(base @ '!'..='~') if parts.all(is_combining_mark) => base,
        Some(_) | None => '?',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_locale_cannot_show_has_a_likeness_or_a_question_mark() {
        let shown = |text: &str| text.chars().map(of).collect::<String>();
        assert_eq!(shown("Ａ café — “naïve” …"), "A cafe - \"naive\" ~");
        assert_eq!(shown("│─┼• ١٢۳ فرز 漢"), "|-+* 123 ??? ?");
        assert_eq!(ascii("e\u{301}"), 'e');
    }

    #[test]
    fn every_character_becomes_one_that_prints() {
        assert!(('\0'..=char::MAX).map(of).all(|c| (' '..='~').contains(&c)));
    }
}
