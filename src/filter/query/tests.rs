use super::*;
use proptest::prelude::*;

fn read(text: &str) -> String {
    Query::typed(text, NOW).written(Meaning::Fuzzy)
}

/// 2026-11-18, 10:00.
const NOW: i64 = 1_795_082_400_000;

fn mistakes(text: &str) -> Vec<(String, String)> {
    let query = Query::typed(text, NOW);
    query
        .mistakes()
        .iter()
        .map(|mistake| (text[mistake.range.clone()].to_owned(), mistake.expected.to_string()))
        .collect()
}

#[test]
fn words_are_folded_and_count_once() {
    let query = Query::typed("  Putin MOSCOW Putin ", 0);
    assert_eq!(query.words(), ["putin", "moscow"]);
    assert_eq!(query.text(), "  Putin MOSCOW Putin ");
    assert!(Query::parse(" \t").is_empty());
}

#[test]
fn typing_on_narrows() {
    for (new, old, narrows) in [
        ("put", "pu", true),
        ("put mo", "pu", true),
        ("mo put", "put", true),
        ("pxut", "put", false),
        ("pu", "put", false),
        ("put", "put mo", false),
        ("anything", "", true),
        ("a is:keep", "a", true),
        ("a is:keep", "a is:drop", false),
        ("a | b", "a", false),
        ("ab | c", "ab | c", true),
        ("'put", "pt", false),
        ("'put", "pu", true),
        ("=put", "put", true),
        ("output", "put", true),
        ("!put", "!pu", false),
        ("body:x a", "body:x", false),
    ] {
        assert_eq!(Query::typed(new, 0).narrows(&Query::typed(old, 0)), narrows, "{new} after {old}");
    }
}

#[test]
fn a_very_long_text_is_cut_and_says_so() {
    let text: String = (0..10_000).map(|number| format!("{number} ")).collect();
    let query = Query::typed(&text, 0);
    assert_eq!((query.words().len(), query.is_cut()), (MAX_WORDS, true));
    assert!(query.mistakes().iter().any(|mistake| mistake.expected.to_string().contains("4096 bytes")));
    assert!(query.mistakes().iter().any(|mistake| mistake.expected.to_string().contains("32 terms")));
}

#[test]
fn the_language() {
    for (text, wanted) in [
        ("putin moscow", "putin moscow"),
        ("'putin", "\"putin\""),
        ("\"a phrase\" x", "\"a phrase\" x"),
        ("^start end$ ^all$", "^start end$ ^all$"),
        ("!word -other", "!\"word\" !\"other\""),
        ("a | b c or d", "a | (b c) | d"),
        ("a (b | c)", "a (b | c)"),
        ("a|b", "a | b"),
        ("!(a b)", "!(a b)"),
        ("!!(a b)", "a b"),
        ("((a) ((b)))", "a b"),
        ("title:\"a b\" source:paper", "title:\"a b\" source:\"paper\""),
        ("tag:world/* tag:#x", "tag:\"world/*\" tag:\"x\""),
        ("IS:Keep", "is:keep"),
        ("words:>800 age:<3d", "words:>800 after:\"3d\""),
        ("age:>2w", "before:\"2w\""),
        ("after:٢٠٢٦-١١-٢٠ before:۲۰۲۶ age:<٣d", "after:\"2026-11-20\" before:\"2026\" after:\"3d\""),
        ("words:>٨٠٠ title:٣", "words:>800 title:\"٣\""),
        ("after:\"last monday\" before:yesterday", "after:\"last monday\" before:\"yesterday\""),
        ("a sort:-date", "a sort:-date"),
        ("author:x url:y lang:ar note:n body:b", "author:\"x\" url:\"y\" lang:\"ar\" note:\"n\" body:\"b\""),
        ("dir:rtl | -DIR:ltr", "dir:rtl | !dir:ltr"),
        ("well-known it's 5$ 12:30 http://x c++", "well-known it's 5$ 12\\:30 http\\://x c++"),
        ("\\-5 \\or", "\\-5 \\or"),
        ("or", ""),
        ("بوتين | موسكو", "بوتين | موسكو"),
        ("a a", "a"),
    ] {
        assert_eq!(read(text), wanted, "{text}");
    }
}

#[test]
fn a_mistake_is_said_where_it_is_and_the_rest_counts() {
    for (text, at, expected, rest) in [
        ("putin (moscow", "(moscow", "expected ) at the end", "putin moscow"),
        ("putin ) moscow", ")", "unmatched )", "putin moscow"),
        ("a |", "|", "expected a term after this", "a"),
        ("| a", "|", "expected a term before this", "a"),
        ("x !", "!", "right after !", "x"),
        ("is:kepd x", "kepd", "one of inbox, keep", "x"),
        ("after:soon x", "soon", "expected a date", "x"),
        ("age:old x", "old", "a time span", "x"),
        ("words:many x", "many", "a number of words", "x"),
        ("after:٢٠٢٦-١٣ x", "٢٠٢٦-١٣", "expected a date", "x"),
        ("sort:size x", "size", "one of date, score", "x"),
        ("dir:up x", "up", "one of rtl, ltr", "x"),
        ("titel:x y", "titel", "did you mean title:", "titel\\:x y"),
        ("tag: x", "tag:", "right after tag:", "x"),
        ("\"open x", "\"open x", "expected \" at the end", "\"open x\""),
        ("^ x", "^", "expected a word", "x"),
    ] {
        let said = mistakes(text);
        assert_eq!(said.len(), 1, "{text}: {said:?}");
        assert_eq!(said[0].0, at, "{text}");
        assert!(said[0].1.contains(expected), "{text}: {said:?}");
        assert_eq!(read(text), rest, "{text}");
    }
    assert_eq!(mistakes("12:30 http://example.org note-taking: a - b")[0].1, "expected a term right after -");
}

#[test]
fn thousands_of_parentheses_are_read_in_bounds() {
    for text in
        ["(".repeat(10_000), ")".repeat(10_000), "(a".repeat(5_000), "!".repeat(10_000) + "a", "\"".repeat(9_999)]
    {
        let query = Query::parse(&text);
        assert!(!query.mistakes().is_empty());
        assert!(query.mistakes().len() <= 20);
        let deep = query.explain().matches('(').count();
        assert!(deep <= 32, "{deep}");
    }
    assert_eq!(read(&("(".repeat(40) + "a" + &")".repeat(40) + " b")), "a b");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn what_was_read_is_read_back(text in prop_oneof![
        "([ab'\"^$!|() \\\\:=~-]|or |and |NOT |not|dir:|rtl|date:|has:link|author:\"\"|tag:\"\"|is:kept|tag:|is:|is:keep|title:|after:|7d|sort:date|words:|>5|بوت|é){0,24}",
        "\\PC{0,40}",
    ]) {
        // Whatever a bare word means, what was parsed is written for both meanings; what is typed is written literally.
        for (meaning, written) in
            [(Meaning::Fuzzy, Meaning::Fuzzy), (Meaning::Literal, Meaning::Literal), (Meaning::Fuzzy, Meaning::Literal)]
        {
            let reading = |meaning| Reading { meaning, now: NOW, ..Reading::default() };
            let query = Query::read(&text, reading(meaning));
            let again = Query::read(&query.written(written), reading(written));
            prop_assert_eq!(again.tree(), query.tree(), "{} -> {}", text, query.written(written));
            prop_assert_eq!(again.sort(), query.sort());
            prop_assert!(again.mistakes().is_empty(), "{} -> {}: {:?}", text, query.written(written), again.mistakes());
            for mistake in query.mistakes() {
                prop_assert!(text.get(mistake.range.clone()).is_some());
            }
        }
    }
}
