//! Tests of the reordering. They include the conformance files of Unicode, if installed.

use super::*;
use crate::text::tests::skip;
use proptest::prelude::*;
use std::fs;

#[test]
fn classes_are_those_of_the_database() {
    for c in '\0'..=char::MAX {
        let expected = match HardcodedBidiData.bidi_class(c) {
            BidiClass::B => BidiClass::S,
            class => class,
        };
        assert_eq!(class(c), expected, "{c:?}");
        assert_eq!(mirrored(c), get_mirrored(c), "{c:?}");
    }
}

#[test]
fn the_first_letter_tells_the_direction() {
    assert_eq!(first_strong("123 (بوتين) abc"), Some(true));
    assert_eq!(first_strong("@user مرحبا"), Some(false));
    assert_eq!(first_strong("12:30 — !"), None);
    assert_eq!(first_strong("\u{2067}שלום\u{2069} abc"), Some(false), "an isolate is skipped");
    assert!(Base::FirstStrong.is_rtl("2015", true));
    assert!(Base::Majority.is_rtl("@user مرحبا بكم", false) && !Base::Majority.is_rtl("مرحبا means welcome", true));
    assert!(Base::Majority.is_rtl("2015", true) && !Base::Majority.is_rtl("ab مر", true));
    assert!(!Base::Ltr.is_rtl("בוקר", true));
}

#[test]
fn plain_text_needs_no_levels() {
    assert!(!has_levels("Hello, 2015 — “world” 日本", false));
    assert!(has_levels("Hello", true) && has_levels("a \u{202E}b", false));
}

/// Computes the order by the definition of L2, one level at a time on a list of indices, without runs.
fn naive_order(levels: &[u8]) -> Vec<u32> {
    let mut order: Vec<usize> = (0..levels.len()).collect();
    for level in (1..=levels.iter().copied().max().unwrap_or(0)).rev() {
        let mut i = 0;
        while i < order.len() {
            let mut j = i;
            while j < order.len() && levels[order[j]] >= level {
                j += 1;
            }
            order[i..j].reverse();
            i = j.max(i + 1);
        }
    }
    order.into_iter().map(|i| i as u32).collect()
}

proptest! {
    #[test]
    fn order_agrees_with_the_definition(levels in prop::collection::vec(0u8..6, 0..40)) {
        prop_assert_eq!(visual_order(&levels), naive_order(&levels));
    }
}

fn blank(class: BidiClass) -> Blank {
    match class {
        BidiClass::B | BidiClass::S => Blank::Separator,
        BidiClass::WS | BidiClass::FSI | BidiClass::LRI | BidiClass::RLI | BidiClass::PDI => Blank::Yes,
        class if removed(class) => Blank::Yes,
        _ => Blank::No,
    }
}

/// Returns whether rule X9 removes this class.
fn removed(class: BidiClass) -> bool {
    use BidiClass::{BN, LRE, LRO, PDF, RLE, RLO};
    matches!(class, BN | LRE | LRO | PDF | RLE | RLO)
}

/// Returns the levels after L1 (`None` for characters that X9 removes), and the visual order of the rest.
fn reorder(text: &str, rtl: bool) -> (Vec<Option<u8>>, Vec<u32>) {
    let all = Levels::new(text, rtl);
    let classes: Vec<BidiClass> = text.chars().map(class).collect();
    let mut line: Vec<u8> = text.char_indices().map(|(at, _)| all.at(at)).collect();
    reset_blanks(classes.iter().map(|class| blank(*class)).zip(line.iter_mut()), rtl.into());
    let kept: Vec<u32> = (0..line.len() as u32).filter(|i| !removed(classes[*i as usize])).collect();
    let kept_levels: Vec<u8> = kept.iter().map(|i| line[*i as usize]).collect();
    let order = visual_order(&kept_levels).into_iter().map(|i| kept[i as usize]).collect();
    let levels = line.into_iter().zip(&classes).map(|(level, class)| (!removed(*class)).then_some(level)).collect();
    (levels, order)
}

/// Generates texts with brackets and texts with isolates. With both, unicode-bidi 0.3.18 does not find the strong
/// letter before a bracket (rule N0): it searches earlier level runs from their beginning.
fn mixed() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ab אבبت01٢٣+,:/$%. \\-()\\[\\]{}«»\u{301}\u{64E}\u{AD}\t\u{200E}\u{200F}⟨⟩]{0,40}",
        "[ab אבبت01٢٣+,:/$%. \\-\u{301}\u{64E}\u{AD}\t\u{200E}\u{200F}\u{2066}\u{2067}\u{2068}\u{2069}]{0,40}",
    ]
}

#[test]
fn the_letter_before_a_bracket_is_found_across_an_isolate() {
    let text = "אa\u{2066}\t\u{2069}[٢]";
    let levels = Levels::new(text, false);
    let at = |c| levels.at(text.find(c).unwrap());
    assert_eq!(['א', 'a', '[', '٢', ']'].map(at), [1, 0, 0, 2, 0]);
}

proptest! {
    #[test]
    fn levels_are_those_of_another_implementation(text in mixed(), rtl: bool) {
        let base = if rtl { Level::rtl() } else { Level::ltr() };
        let apart = ParagraphBidiInfo::new(&text, Some(base)).levels;
        let own = resolve(&text, rtl, &[]);
        prop_assert!(own.is_some());
        let own = Levels::new(&text, rtl);
        for (at, c) in text.char_indices().filter(|(_, c)| !removed(class(*c)) && *c != '\t') {
            prop_assert_eq!(own.at(at), apart[at].number(), "{:?} at {}", c, at);
        }
    }
}

#[test]
fn conformance_by_characters() {
    let Ok(file) = fs::read_to_string("/usr/share/unicode/BidiCharacterTest.txt") else {
        skip::skip("BidiCharacterTest.txt is not installed", true);
        return;
    };
    let mut cases = 0;
    for line in file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let fields: Vec<&str> = line.split(';').collect();
        let text: String =
            fields[0].split(' ').map(|code| char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap()).collect();
        let body = text.strip_suffix('\u{2029}').unwrap_or(&text);
        if body.contains(['\u{2029}', '\n', '\r', '\u{85}', '\u{1c}', '\u{1d}', '\u{1e}']) {
            continue;
        }
        let rtl = match fields[1] {
            "0" => false,
            "1" => true,
            _ => first_strong(&text).unwrap_or(false),
        };
        assert_eq!(u8::from(rtl).to_string(), fields[2], "{line}");
        let (levels, order) = reorder(&text, rtl);
        let levels: Vec<String> =
            levels.into_iter().map(|level| level.map_or("x".to_owned(), |level| level.to_string())).collect();
        assert_eq!(levels.join(" "), fields[3], "{line}");
        let order: Vec<String> = order.into_iter().map(|index| index.to_string()).collect();
        assert_eq!(order.join(" "), fields[4], "{line}");
        cases += 1;
    }
    assert!(cases > 90_000);
}

#[test]
fn conformance_by_classes() {
    let Ok(file) = fs::read_to_string("/usr/share/unicode/BidiTest.txt") else {
        skip::skip("BidiTest.txt is not installed", true);
        return;
    };
    // One character of each class, but none that forms a bracket pair.
    let of_class = |name: &str| match name {
        "L" => 'a',
        "R" => 'א',
        "AL" => 'ب',
        "EN" => '1',
        "ES" => '+',
        "ET" => '#',
        "AN" => '\u{0661}',
        "CS" => ':',
        "NSM" => '\u{0300}',
        "BN" => '\u{00AD}',
        "S" => '\t',
        "WS" => ' ',
        "ON" => '!',
        "LRE" => '\u{202A}',
        "LRO" => '\u{202D}',
        "RLE" => '\u{202B}',
        "RLO" => '\u{202E}',
        "PDF" => '\u{202C}',
        "LRI" => '\u{2066}',
        "RLI" => '\u{2067}',
        "FSI" => '\u{2068}',
        "PDI" => '\u{2069}',
        other => panic!("no class {other}"),
    };
    let (mut wanted_levels, mut wanted_order, mut cases, mut of_two_paragraphs) = (Vec::new(), Vec::new(), 0, 0);
    for line in file.lines() {
        if let Some(levels) = line.strip_prefix("@Levels:") {
            wanted_levels = levels.split_whitespace().map(|level| level.parse::<u8>().ok()).collect();
        } else if let Some(order) = line.strip_prefix("@Reorder:") {
            wanted_order = order.split_whitespace().map(|index| index.parse::<u32>().unwrap()).collect();
        } else if let Some((classes, bits)) = line.split_once(';').filter(|_| !line.starts_with(['#', '@'])) {
            let classes: Vec<&str> = classes.split_whitespace().collect();
            let bits: u8 = bits.trim().parse().unwrap();
            if classes.contains(&"B") {
                // farz never lays out a text across a paragraph separator.
                of_two_paragraphs += bits.count_ones();
                continue;
            }
            let text: String = classes.iter().map(|name| of_class(name)).collect();
            for rtl in [
                (bits & 1 != 0).then(|| first_strong(&text).unwrap_or(false)),
                (bits & 2 != 0).then_some(false),
                (bits & 4 != 0).then_some(true),
            ]
            .into_iter()
            .flatten()
            {
                assert_eq!(reorder(&text, rtl), (wanted_levels.clone(), wanted_order.clone()), "{line} rtl {rtl}");
                cases += 1;
            }
        }
    }
    println!("{cases} cases; {of_two_paragraphs} with a paragraph separator left out");
    assert!(cases > 500_000);
}
