//! Finds what reads as one unit and therefore keeps its own order in right-to-left text: numbers with separators
//! (dates, telephone numbers, signs) and addresses. Links and code, which the markup gives, are such units too.
//!
//! By the bidirectional algorithm alone, `2015-12-31` after an Arabic letter appears as `31-12-2015`, and the minus
//! of `-5` appears on its right. An isolate around it (UAX #9, section 2.4) keeps it as written. There is no isolate
//! where the algorithm keeps the order by itself (`12:30`, `1/2/2015`, `12.5`), nor around a range of two numbers
//! (`2010-2015`), which reads from right to left in a right-to-left text.

use super::bidi::{Levels, first_strong};
use super::cell::narrow;
use std::cmp::Reverse;
use std::ops::{Range, RangeInclusive};

/// A range of a text that is treated as an isolate when levels are computed; the text itself does not change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Isolate {
    /// Its bytes.
    pub range: Range<usize>,
    /// Its opening mark: U+2066 (left to right) or U+2068 (by its first letter).
    pub mark: char,
}

/// Left-to-right isolate.
pub(super) const LRI: char = '\u{2066}';
/// Right-to-left isolate.
const RLI: char = '\u{2067}';
/// First strong isolate.
pub(super) const FSI: char = '\u{2068}';
/// Pop directional isolate: ends each of them.
const PDI: char = '\u{2069}';
/// The minimum and maximum number of digits of a telephone number written with blanks (ITU-T E.164 allows 15, and a
/// prefix may be added).
const PHONE_DIGITS: RangeInclusive<usize> = 7..=20;

/// Returns the levels of a text with isolates around these ranges, and those of the isolate marks. Of two ranges that
/// overlap without nesting, the later one is ignored.
pub(super) fn levels_with(text: &str, rtl: bool, mut isolates: Vec<Isolate>) -> Levels {
    isolates.sort_by_key(|isolate| (isolate.range.start, Reverse(isolate.range.end)));
    let mut marks: Vec<(u32, char)> = Vec::with_capacity(2 * isolates.len());
    let mut open: Vec<usize> = Vec::new();
    for Isolate { range, mark } in isolates {
        while let Some(end) = open.pop_if(|end| *end <= range.start) {
            marks.push((narrow(end), PDI));
        }
        let inside = open.last().is_none_or(|end| range.end <= *end);
        let Some(part) = text.get(range.clone()).filter(|part| inside && !part.is_empty()) else { continue };
        let rtl = mark == FSI && first_strong(part) == Some(true);
        marks.push((narrow(range.start), if rtl { RLI } else { LRI }));
        open.push(range.end);
    }
    marks.extend(open.into_iter().rev().map(|end| (narrow(end), PDI)));
    Levels::isolating(text, rtl, &marks)
}

/// Finds the numbers and addresses of a text that would not keep their order by themselves.
pub(super) fn found(text: &str) -> Vec<Isolate> {
    let mut found = addresses(text);
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find(digit)).map(|found| at + found) {
        let (range, wanted) = number(text, start);
        at = range.end;
        if wanted {
            found.push(Isolate { range, mark: LRI });
        }
    }
    found
}

/// Finds addresses with a scheme, without the punctuation after them.
fn addresses(text: &str) -> Vec<Isolate> {
    let mut addresses = Vec::new();
    let mut done = 0;
    while let Some(scheme) = text.get(done..).and_then(|rest| rest.find("://")).map(|found| done + found) {
        let (before, after) = text.split_at(scheme);
        let start = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')).len();
        let ends =
            |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '«' | '»' | '“' | '”');
        let mut address = after.split(ends).next().unwrap_or_default();
        let bracket = address.contains('(');
        loop {
            let less = match address.chars().next_back() {
                Some(')') if !bracket => address.strip_suffix(')'),
                Some('.' | ',' | ';' | ':' | '!' | '?' | '\'' | ']' | '}' | '،' | '؛' | '؟' | '…') => {
                    address.char_indices().next_back().and_then(|(at, _)| address.get(..at))
                }
                _ => None,
            };
            let Some(less) = less else { break };
            address = less;
        }
        let end = scheme + address.len();
        done = end.max(scheme + 3);
        if start < scheme && start >= addresses.last().map_or(0, |last: &Isolate| last.range.end) {
            addresses.push(Isolate { range: start..end, mark: LRI });
        }
    }
    addresses
}

/// Returns the range of the number whose first digit is at `first`, with a sign before it, and whether it needs an
/// isolate.
fn number(text: &str, first: usize) -> (Range<usize>, bool) {
    let mut start = first;
    let mut before = text.get(..first).unwrap_or_default().chars();
    let mut last = before.next_back();
    let sign = last.is_some_and(|c| matches!(c, '+' | '-' | '\u{2212}'));
    let bracket = last == Some('(');
    if sign || bracket {
        let outside = before.next_back();
        if bracket || outside.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '«' | '"' | '“')) {
            start -= last.map_or(0, char::len_utf8);
            last = outside;
        }
    }
    let signed = sign && start < first;
    let bracketed = bracket && start < first;
    let rest = text.get(first..).unwrap_or_default();
    let plain =
        run(rest, |c| matches!(c, '-' | '\u{2010}' | '\u{2011}' | '/' | '.' | ':' | ',' | '\u{66B}' | '\u{66C}' | 'T'));
    // A telephone number: groups between blanks, of which the first has a plus, a zero or brackets.
    let zero = rest.starts_with(['0', '\u{660}', '\u{6F0}']);
    let spaced = if text.get(start..first) == Some("+") || zero || bracketed { telephone(rest, bracketed) } else { 0 };
    let (length, phone) = if spaced > plain { (spaced, true) } else { (plain, false) };
    let length = length.max(rest.chars().next().map_or(1, char::len_utf8));
    let number = rest.get(..length).unwrap_or_default();
    let alone = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric());
    let whole = alone(last) && alone(rest.get(length..).and_then(|after| after.chars().next()));
    let hyphens = number.chars().filter(|c| matches!(c, '-' | '\u{2010}' | '\u{2011}')).count();
    let start = if bracketed && !phone { first } else { start };
    (start..first + length, whole && (phone || signed || hyphens > 1))
}

/// Returns the number of bytes of digits, with these signs between digits.
fn run(text: &str, joins: impl Fn(char) -> bool) -> usize {
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().is_some_and(|(_, next)| digit(*next));
        if !(digit(c) || joins(c) && next) {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

/// Returns the number of bytes of a telephone number after its prefix, or 0 if there is none.
fn telephone(text: &str, bracketed: bool) -> usize {
    let (mut end, mut digits, mut groups, mut open) = (0, 0, 0, bracketed);
    let mut group = 0;
    // The number of groups in the brackets at its beginning.
    let mut inside = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, c)| *c);
        match c {
            c if digit(c) => {
                digits += 1;
                group += 1;
                groups += usize::from(group == 1);
                end = at + c.len_utf8();
                if digits > *PHONE_DIGITS.end() {
                    return 0;
                }
                continue;
            }
            ')' if open => {
                if bracketed && inside == 0 {
                    inside = groups;
                }
                open = false;
                end = at + 1;
            }
            '(' if !open && next.is_some_and(digit) => open = true,
            ' ' | '-' | '.' | '/' if next.is_some_and(|c| digit(c) || c == '(' && !open) => {}
            _ => break,
        }
        if group == 1 && groups > 1 {
            return 0;
        }
        group = 0;
    }
    let bare = bracketed && (inside != 1 || groups == inside);
    if open || bare || groups < 2 || digits < *PHONE_DIGITS.start() { 0 } else { end }
}

/// Returns whether this is a digit, Western or Arabic.
fn digit(c: char) -> bool {
    matches!(c, '0'..='9' | '\u{660}'..='\u{669}' | '\u{6F0}'..='\u{6F9}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parts(text: &str) -> Vec<&str> {
        let mut found = found(text);
        found.sort_by_key(|isolate| isolate.range.start);
        found.into_iter().map(|isolate| &text[isolate.range]).collect()
    }

    #[test]
    fn dates_telephone_numbers_signs_and_addresses_are_one_thing() {
        for (text, wanted) in [
            ("في 2015-12-31، نعم", "2015-12-31"),
            ("(٢٠١٥-١٢-٣١)", "٢٠١٥-١٢-٣١"),
            ("حرارة -5 اليوم", "-5"),
            ("هاتف +20 100 200 3000.", "+20 100 200 3000"),
            ("هاتف (02) 2795 1234", "(02) 2795 1234"),
            ("هاتف 0100 200 3000", "0100 200 3000"),
            ("هاتف 010-123-4567", "010-123-4567"),
            ("في 2015-12-31T12:30:00 تماما", "2015-12-31T12:30:00"),
            ("انظر https://example.org/a(b)/?q=1-2. ثم", "https://example.org/a(b)/?q=1-2"),
            ("(http://example.org/)", "http://example.org/"),
        ] {
            assert_eq!(parts(text), [wanted], "{text}");
        }
    }

    #[test]
    fn what_keeps_its_order_or_reads_from_the_right_has_none() {
        for text in [
            "12:30",
            "1/2/2015",
            "12.5%",
            "2010-2015",
            "3-2",
            "A4-5-6",
            "12-34-56abc",
            "100 200 300",
            "0 1 2 3",
            "(2015)",
        ] {
            assert_eq!(parts(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn ranges_that_cross_lose_the_later_one() {
        let isolate = |range| Isolate { range, mark: LRI };
        let crossing = levels_with("אבגדהו", true, vec![isolate(0..6), isolate(4..8)]);
        assert_eq!(crossing, levels_with("אבגדהו", true, vec![isolate(0..6)]));
    }

    #[test]
    fn long_texts_that_look_like_numbers_and_addresses_take_no_longer_than_others() {
        // Each of these would take minutes if every part of it scanned all the rest.
        for part in ["(1) ", "(1", "0 1", "00 ", "1-", "://", "a://)", ")", "+1 "] {
            let text = format!("http://a{}", part.repeat(200_000));
            assert!(found(&text).len() <= text.len());
        }
    }

    proptest! {
        #[test]
        fn every_range_is_a_part_of_the_text(text in "[ab:/+\\-(). 0٣۴ب،T]{0,30}|\\PC{0,20}") {
            for isolate in found(&text) {
                prop_assert!(text.get(isolate.range).is_some_and(|part| !part.is_empty()));
            }
        }
    }
}
