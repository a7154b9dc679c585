//! The columns that a grapheme cluster takes, and which part of it may be written to a terminal.
//!
//! All measuring happens here. Widths are those that the unicode-width crate gives for the text as written, because
//! the terminal buffer measures the same string with the same crate. Characters whose width differs between terminals
//! (lone marks, Arabic number signs, format characters) are never written unchanged.

use compact_str::CompactString;
use std::ops::RangeInclusive;
use unicode_normalization::char::is_combining_mark;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The dotted circle, which carries a mark without a letter.
const DOTTED_CIRCLE: char = '\u{25CC}';

/// The maximum number of combining characters per cell: the limit of UAX #15 (Stream-Safe Text Format). A hostile
/// text can put megabytes of them on one letter; farz does not show those above the limit.
const MOST_MARKS: usize = 30;

/// Returns the columns that a grapheme cluster takes as farz writes it: 2 for wide characters and emoji, 1 for most
/// others and for a mark without a letter (shown on a dotted circle), 0 for control and format characters.
///
/// The argument should be one cluster. A longer text gives the width of its characters written one after the other,
/// without fused lam-alef.
pub fn cluster_width(cluster: &str) -> usize {
    let mut chars = cluster.chars();
    match (chars.next(), chars.next()) {
        (None, _) => 0,
        (Some(c), None) => match plain_width(c) {
            Some(width) => width.into(),
            None => shown(cluster).width(),
        },
        _ => shown(cluster).width(),
    }
}

/// Returns the part of a cluster that is written to a terminal: no control or format characters, and a dotted circle
/// under a mark without a letter. The result may be empty.
pub fn shown(cluster: &str) -> CompactString {
    shown_as(cluster, None, false)
}

/// Does what [`shown`] does, with another first visible character (a joined form, a mirrored bracket), and without
/// the alef that a ligature has absorbed.
pub(super) fn shown_as(cluster: &str, base: Option<char>, fused: bool) -> CompactString {
    let mut text = CompactString::default();
    let mut alef = fused;
    let mut joiners = true;
    let mut marks = 0;
    for c in cluster.chars().filter(|c| !is_invisible(*c)) {
        if text.is_empty() {
            if is_joiner(c) || is_selector(c) {
                continue;
            }
            if is_combining_mark(c) || c.width() == Some(0) {
                text.push(DOTTED_CIRCLE);
            }
            // Joined forms already show what a joiner asks for, and some terminals give a joiner a cell.
            joiners = !('\u{0590}'..='\u{08FF}').contains(&c);
            text.push(if text.is_empty() { base.unwrap_or(c) } else { c });
        } else if alef && is_alef(c) {
            alef = false;
        } else if (joiners || !is_joiner(c)) && marks < MOST_MARKS {
            marks += 1;
            text.push(c);
        }
    }
    text
}

/// Returns the first visible character of a cluster.
pub(super) fn first_visible(cluster: &str) -> Option<(usize, char)> {
    cluster.char_indices().find(|(_, c)| !is_invisible(*c) && !is_joiner(*c) && !is_selector(*c))
}

/// Returns whether this is an alef that fuses with a lam before it.
pub(super) fn is_alef(c: char) -> bool {
    matches!(c, '\u{0622}' | '\u{0623}' | '\u{0625}' | '\u{0627}')
}

/// Returns whether this is a zero width joiner or non-joiner.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}')
}

/// Returns whether this is a variation selector, which means nothing alone.
fn is_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// Returns whether a character is never written: controls, bidi and other format characters, fillers, and the Arabic
/// number signs U+0600 to U+0605, whose width differs between terminals.
pub(super) fn is_invisible(c: char) -> bool {
    match c {
        ' '..='~' => false,
        '\u{00}'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{AD}' | '\u{0600}'..='\u{0605}' | '\u{061C}' => true,
        '\u{115F}' | '\u{1160}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' => true,
        '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' => true,
        '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E001F}' => true,
        _ => false,
    }
}

/// Returns whether this is a blank that may hang over the end of a line and takes the paragraph's direction there
/// (bidi class WS). No-break spaces are not.
pub(super) fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\u{1680}' | '\u{2000}'..='\u{2006}' | '\u{2008}'..='\u{200A}' | '\u{205F}' | '\u{3000}')
}

/// Returns the width of a plain character: one that is a cluster by itself when another plain one or the end follows
/// (UAX #29: it neither extends nor prepends, and is no emoji or jamo). Returns `None` for every character that needs
/// the full rules.
#[inline]
pub(super) fn plain_width(c: char) -> Option<u8> {
    const NARROW: [RangeInclusive<char>; 16] = [
        '\u{A1}'..='\u{A8}',
        '\u{AA}'..='\u{AC}',
        '\u{AF}'..='\u{02FF}',
        '\u{038E}'..='\u{03A1}',
        '\u{03A3}'..='\u{0482}',
        '\u{048A}'..='\u{052F}',
        '\u{05D0}'..='\u{05EA}',
        '\u{060C}'..='\u{060D}',
        '\u{061D}'..='\u{064A}',
        '\u{0660}'..='\u{066F}',
        '\u{0671}'..='\u{06D5}',
        '\u{06EE}'..='\u{06FF}',
        '\u{2012}'..='\u{2027}',
        '\u{2030}'..='\u{203B}',
        '\u{061B}'..='\u{061B}',
        '\u{05BE}'..='\u{05BE}',
    ];
    match c {
        ' '..='~' => Some(1),
        '\u{0621}'..='\u{064A}' => Some(1),
        '\u{A1}'..='\u{203B}' => NARROW.iter().any(|range| range.contains(&c)).then_some(1),
        '\u{3001}'..='\u{3029}' | '\u{3041}'..='\u{3096}' | '\u{30A0}'..='\u{30FF}' => Some(2),
        '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{FF01}'..='\u{FF60}' => {
            Some(2)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_segmentation::UnicodeSegmentation;

    #[test]
    fn letters_marks_and_wide_characters() {
        for (cluster, width) in [
            ("", 0),
            ("a", 1),
            ("é", 1),
            ("e\u{301}", 1),
            ("ب", 1),
            ("بَّ", 1),
            ("ﻻ", 1),
            ("日", 2),
            ("가", 2),
            ("👩‍👩‍👧", 2),
            ("🇯🇵", 2),
            ("ی\u{200C}", 1),
        ] {
            assert_eq!(cluster_width(cluster), width, "{cluster:?}");
        }
    }

    #[test]
    fn nothing_dangerous_is_shown_raw() {
        assert_eq!(shown("\u{64E}"), "\u{25CC}\u{64E}");
        assert_eq!(cluster_width("\u{64E}"), 1);
        for invisible in
            ["\u{600}", "\u{605}", "\x1b", "\r\n", "\u{9b}", "\u{202E}", "\u{200B}", "\u{FE0F}", "\u{200D}"]
        {
            assert_eq!((shown(invisible).as_str(), cluster_width(invisible)), ("", 0), "{invisible:?}");
        }
        assert_eq!(shown("\u{600}1"), "1");
        let pile = format!("a{}", "\u{301}".repeat(10_000));
        assert_eq!(shown(&pile).chars().count(), 1 + MOST_MARKS);
    }

    #[test]
    fn plain_characters_are_measured_as_the_crate_does_and_stand_alone() {
        for c in '\0'..=char::MAX {
            let Some(width) = plain_width(c) else { continue };
            assert_eq!(UnicodeWidthChar::width(c), Some(width.into()), "{c:?}");
            assert!(!is_invisible(c) && !is_combining_mark(c), "{c:?}");
            for text in [format!("a{c}a"), format!("ب{c}{c}"), format!("{c}日")] {
                assert_eq!(text.graphemes(true).count(), text.chars().count(), "{text:?}");
            }
        }
    }

    #[test]
    fn what_is_shown_of_any_character_is_as_wide_as_told() {
        for c in '\0'..=char::MAX {
            let text = c.to_string();
            let shown = shown(&text);
            assert_eq!(shown.width(), cluster_width(&text));
            assert_eq!(shown.is_empty(), shown.width() == 0, "{c:?} would be written but take no cell");
        }
    }
}
