//! Removes from a text what must not reach a terminal or affect other text: control characters, stray bidi controls.

use super::cluster::clusters;
use super::width::cluster_width;

/// Cleans a text for a single-line field: a title, a source, an author, a tag.
///
/// Removes control characters, escape sequences, all bidi controls, soft hyphens and zero width blanks. Turns white
/// space into single blanks, with none at the ends. Keeps zero width joiners and non-joiners, which words need.
pub fn one_line(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut blank = false;
    for c in visible(text) {
        if c.is_whitespace() {
            blank = !clean.is_empty();
        } else if !is_for_blocks(c) {
            if blank {
                clean.push(' ');
                blank = false;
            }
            clean.push(c);
        }
    }
    clean
}

/// Replaces the characters that `act` selects by their escapes as in Rust (`\n`, `\u{1b}`). For values that are shown
/// literally, where a removed character would hide what is there.
pub fn escaped(text: String, act: impl Fn(char) -> bool) -> String {
    if !text.chars().any(&act) {
        return text;
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if act(c) { safe.extend(c.escape_default()) } else { safe.push(c) }
    }
    safe
}

/// Cleans a text of several lines: a body.
///
/// Every kind of line end becomes a line feed, and tabs become blanks. Control characters and escape sequences are
/// removed. Soft hyphens and zero width blanks stay, because a line may break at them. Left-to-right and
/// right-to-left marks stay. Embeddings, overrides and isolates stay if they are opened and closed in the same line;
/// the rest are removed, so that no line affects another (UAX #9, BD9 and BD11 define the pairs).
pub fn block(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for (number, line) in lines(text).enumerate() {
        if number > 0 {
            clean.push('\n');
        }
        let line = visible(line).map(|c| if matches!(c, '\t' | '\u{1F}') { ' ' } else { c });
        push_balanced(&mut clean, line);
    }
    clean
}

/// Cleans like [`block`], and expands tabs to the next multiple of `tab` columns. For preformatted text.
pub fn preformatted(text: &str, tab: usize) -> String {
    let mut expanded = String::with_capacity(text.len());
    for (number, line) in lines(text).enumerate() {
        if number > 0 {
            expanded.push('\n');
        }
        let mut column = 0;
        for (part_number, part) in line.split('\t').enumerate() {
            if part_number > 0 {
                let blanks = tab.max(1) - column % tab.max(1);
                expanded.extend(std::iter::repeat_n(' ', blanks));
                column += blanks;
            }
            expanded.push_str(part);
            column += clusters(part).map(|(_, cluster)| cluster_width(cluster)).sum::<usize>();
        }
    }
    block(&expanded)
}

/// Splits a text at every line end that Unicode defines (UAX #14 classes BK, CR, LF, NL).
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let line = rest?;
        match line.char_indices().find(|(_, c)| is_line_end(*c)) {
            None => {
                rest = None;
                Some(line)
            }
            Some((at, c)) => {
                let (line, after) = line.split_at(at);
                rest = after.get(if after.starts_with("\r\n") { 2 } else { c.len_utf8() }..);
                Some(line)
            }
        }
    })
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Iterates over the characters without controls (other than white space), complete CSI escape sequences (ECMA-48,
/// 5.4) and format characters that mean nothing in running text. Of other escape sequences only the escape character
/// is removed, which makes them plain text: their end cannot be determined.
fn visible(text: &str) -> impl Iterator<Item = char> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let mut chars = rest.chars();
            let c = chars.next()?;
            if c == '\u{1B}' || c == '\u{9B}' {
                let after = chars.as_str();
                let sequence = if c == '\u{9B}' { Some(after) } else { after.strip_prefix('[') };
                rest = sequence.and_then(after_parameters).unwrap_or(after);
                continue;
            }
            rest = chars.as_str();
            if !(c.is_control() && !c.is_whitespace() || is_meaningless(c)) {
                return Some(c);
            }
        }
    })
}

/// Returns the text after a control sequence whose parameters begin here, or `None` if the sequence is incomplete.
fn after_parameters(text: &str) -> Option<&str> {
    let text = text.trim_start_matches(|c| ('0'..='?').contains(&c)).trim_start_matches(|c| (' '..='/').contains(&c));
    text.strip_prefix(|c| ('@'..='~').contains(&c))
}

/// Returns whether this is a byte order mark, a deprecated format character, an annotation or a language tag.
fn is_meaningless(c: char) -> bool {
    matches!(c, '\u{FEFF}' | '\u{206A}'..='\u{206F}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0001}')
}

/// Returns whether a character has no use in a single line: marks, embeddings, overrides, isolates, soft hyphens,
/// zero width blanks.
fn is_for_blocks(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{061C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}')
}

const PDF: char = '\u{202C}';
const PDI: char = '\u{2069}';

/// Appends a line without the embeddings, overrides and isolates that have no partner in it.
fn push_balanced(clean: &mut String, line: impl Iterator<Item = char>) {
    let start = clean.len();
    // The open controls: the offset of each, and whether it is an isolate.
    let mut open: Vec<(usize, bool)> = Vec::new();
    let mut isolates = 0usize;
    // Offsets of controls to remove afterwards, in no order.
    let mut stray: Vec<usize> = Vec::new();
    for c in line {
        let at = clean.len();
        match c {
            '\u{202A}' | '\u{202B}' | '\u{202D}' | '\u{202E}' => open.push((at, false)),
            '\u{2066}'..='\u{2068}' => {
                open.push((at, true));
                isolates += 1;
            }
            PDF => {
                // A PDF closes nothing beyond the start of an isolate.
                if open.last().is_none_or(|(_, isolate)| *isolate) {
                    continue;
                }
                open.pop();
            }
            PDI => {
                if isolates == 0 {
                    continue;
                }
                isolates -= 1;
                while let Some((embedding, isolate)) = open.pop() {
                    if isolate {
                        break;
                    }
                    stray.push(embedding);
                }
            }
            _ => {}
        }
        clean.push(c);
    }
    stray.extend(open.into_iter().map(|(at, _)| at));
    if stray.is_empty() {
        return;
    }
    stray.sort_unstable();
    let line = clean.split_off(start);
    let mut stray = stray.into_iter().peekable();
    clean.extend(line.char_indices().filter(|(at, _)| stray.next_if_eq(&(start + at)).is_none()).map(|(_, c)| c));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_title_is_one_clean_line() {
        assert_eq!(one_line("  a\r\n\t b\u{a0}\u{2003}c \u{2029}"), "a b c");
        assert_eq!(one_line("\x1b[1;31mred\x1b[0m\x07 \u{9b}2Jx\x7f"), "red x");
        assert_eq!(one_line("\x1b]0;title\x07 \x1b[12"), "]0;title [12");
        assert_eq!(one_line("evil\u{202E}txt\u{2066}\u{200f}\u{61c}"), "eviltxt");
        assert_eq!(one_line("می\u{200C}خواهم co\u{AD}op"), "می\u{200C}خواهم coop");
    }

    #[test]
    fn a_body_keeps_its_lines() {
        assert_eq!(block("so\u{ad}ft a\u{200b}b"), "so\u{ad}ft a\u{200b}b");
        assert_eq!(block("a\r\nb\rc\u{2028}d\u{85}\n e\tf\u{0}"), "a\nb\nc\nd\n\n e f");
        assert_eq!(preformatted("\tif\n日\tx", 4), "    if\n日  x");
    }

    #[test]
    fn nothing_leaks_out_of_a_line() {
        assert_eq!(block("a\u{202E}b\nc\u{202C}d"), "ab\ncd");
        assert_eq!(block("a\u{2067}b\u{2069}c"), "a\u{2067}b\u{2069}c");
        assert_eq!(block("\u{2067}\u{202E}x\u{2069}\u{202C}"), "\u{2067}x\u{2069}");
        assert_eq!(block("\u{202B}\u{2067}x\u{202C}\u{2069}\u{202C}"), "\u{202B}\u{2067}x\u{2069}\u{202C}");
    }

    proptest! {
        #[test]
        fn cleaning_is_idempotent(text in "[a \t\n\u{1b}\\[0m\u{9b}\u{202a}\u{202e}\u{202c}\u{2067}\u{2069}\u{200c}ب]{0,30}|\\PC{0,20}") {
            for clean in [one_line as fn(&str) -> String, block] {
                let once = clean(&text);
                prop_assert_eq!(clean(&once), once.clone());
                prop_assert!(!once.chars().any(|c| c.is_control() && c != '\n'));
            }
        }
    }
}
