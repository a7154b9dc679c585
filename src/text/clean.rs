//! Taking out of a text what must not reach a terminal or reach outside the text: control characters, stray bidi controls.

use super::cluster::clusters;
use super::width::cluster_width;

/// A text for a field of one line: a title, a source, an author, a tag.
///
/// Control characters and escape sequences are removed, white space becomes single blanks (none at the ends), all bidi
/// controls, soft hyphens and zero width blanks are removed. Zero width joiner and non-joiner stay: words need them.
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

/// `text` with the characters that `act` replaced by their escapes as in Rust (`\n`, `\u{1b}`): for values that are shown
/// as they are, where a removed character would hide what is there.
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

/// A text of several lines: a body.
///
/// Line ends of every kind become line feeds, other white space that is not a blank (tabs) becomes one, control characters
/// and escape sequences are removed. Soft hyphens and zero width blanks stay: a line may be broken at them. Left-to-right and
/// right-to-left marks stay. Embeddings, overrides
/// and isolates stay where they are opened and closed in the same line, the rest are removed, so that no line has an
/// effect on another (UAX #9, BD9 and BD16 tell which belong together).
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

/// Like [`block`], with tabs expanded to the next multiple of `tab` columns, for preformatted text.
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

/// The lines of a text by every line end that Unicode has (UAX #14 classes BK, CR, LF, NL).
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

/// The characters without controls (white space among them stays), complete escape sequences of the CSI kind (ECMA-48,
/// 5.4) and format characters that mean nothing in running text. Of other escape sequences the escape character goes,
/// which makes them plain text; nothing more, because where they end cannot be told.
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

/// What follows a control sequence whose parameters begin here; `None` where there is no complete one.
fn after_parameters(text: &str) -> Option<&str> {
    let text = text.trim_start_matches(|c| ('0'..='?').contains(&c)).trim_start_matches(|c| (' '..='/').contains(&c));
    text.strip_prefix(|c| ('@'..='~').contains(&c))
}

/// Byte order marks, deprecated format characters, annotations, tags of languages.
fn is_meaningless(c: char) -> bool {
    matches!(c, '\u{FEFF}' | '\u{206A}'..='\u{206F}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0001}')
}

/// What has no use in a text of one line: marks, embeddings, overrides and isolates, soft hyphens, zero width blanks.
fn is_for_blocks(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{061C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}')
}

const PDF: char = '\u{202C}';
const PDI: char = '\u{2069}';

/// Appends a line without the embeddings, overrides and isolates that have no partner in it.
fn push_balanced(clean: &mut String, line: impl Iterator<Item = char>) {
    let start = clean.len();
    // What is open: where, and whether it is an isolate.
    let mut open: Vec<(usize, bool)> = Vec::new();
    let mut isolates = 0usize;
    // Places of controls to take out again, in no order.
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
                // It closes nothing across the border of an isolate.
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
