//! The conformance files of Unicode for clusters and line breaks, where they are installed (Debian's unicode-data).

use super::cluster::clusters;
use super::paragraph::{Look, Paragraph};
use std::fs;

#[path = "../../tests/suite/support/skip.rs"]
pub(in crate::text) mod skip;

/// Returns the text of a case, and the byte offsets of its boundaries, except the start and the end.
fn case(line: &str) -> (String, Vec<usize>) {
    let (mut text, mut boundaries) = (String::new(), Vec::new());
    for word in line.split('#').next().unwrap().split_whitespace() {
        match word {
            "÷" => boundaries.push(text.len()),
            "×" => {}
            code => text.push(char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap()),
        }
    }
    boundaries.retain(|at| (1..text.len()).contains(at));
    (text, boundaries)
}

/// Returns the cases of a file with a different result, and the total number of cases.
fn differences(file: &str, found: impl Fn(&str) -> Option<Vec<usize>>) -> Option<(Vec<String>, usize)> {
    let file_of_clusters = file.starts_with("Grapheme");
    let Ok(file) = fs::read_to_string(format!("/usr/share/unicode/auxiliary/{file}")) else {
        skip::skip(format_args!("{file} is not installed"), true);
        return None;
    };
    let cases: Vec<&str> = file.lines().filter(|line| line.starts_with('÷') || line.starts_with('×')).collect();
    let differs = |line: &&&str| {
        let (text, mut wanted) = case(line);
        // farz never breaks inside a cluster.
        wanted.retain(|at| clusters(&text).any(|(start, _)| start == *at) || file_of_clusters);
        found(&text).is_some_and(|found| found != wanted)
    };
    let wrong = cases.iter().filter(differs).map(|line| line.split('#').next().unwrap().trim().to_owned()).collect();
    Some((wrong, cases.len()))
}

#[test]
fn clusters_are_those_of_uax_29() {
    let found = |text: &str| Some(clusters(text).map(|(at, _)| at).filter(|at| *at > 0).collect());
    let Some((wrong, all)) = differences("GraphemeBreakTest.txt", found) else { return };
    // The file is of Unicode 15.0, where a joiner may bind any two dingbats, because all of them are pictographs. In
    // the newer data of the crate a few, such as these scissors, are not.
    assert_eq!((all, wrong), (602, vec!["÷ 2701 × 200D × 2701 ÷".to_owned()]));
}

/// Cases of LineBreakTest.txt (Unicode 15.0) with a different result, all of them because of newer versions of the
/// standard.
///
/// Unicode 16 has rules for numbers. In 15.0 these were one of the tailorings that it offers (the one that its test
/// file uses). By LB25 a separator keeps the digit after it everywhere, and by LB15c a line breaks before a number
/// that begins with its point. `.35` and `a.2` may no longer break after the point. By LB21a of Unicode 15.1 a Hebrew
/// word with a hyphen may break if a Hebrew word follows.
const NEWER: [&str; 15] = [
    // LB25.
    "× 002C ÷ 0030 ÷",
    "× 002C × 0308 ÷ 0030 ÷",
    "× 0061 × 002E ÷ 0032 × 0020 ÷",
    "× 0061 × 002E ÷ 0032 × 0020 ÷ 0915 ÷",
    "× 0061 × 002E ÷ 0032 × 0020 ÷ 672C ÷",
    "× 0061 × 002E ÷ 0032 × 3000 ÷ 672C ÷",
    "× 0061 × 002E ÷ 0032 × 3000 ÷ 307E ÷",
    "× 0061 × 002E ÷ 0032 × 3000 ÷ 0033 ÷",
    "× 0041 × 002E ÷ 0031 × 0020 ÷ BABB ÷",
    "× BD24 ÷ C5B4 × 002E × 0020 ÷ 0041 × 002E ÷ 0032 × 0020 ÷ BCFC ÷",
    "× BD10 ÷ C694 × 002E × 0020 ÷ 0041 × 002E ÷ 0033 × 0020 ÷ BABB ÷",
    "× C694 × 002E × 0020 ÷ 0041 × 002E ÷ 0034 × 0020 ÷ BABB ÷",
    "× 0061 × 002E ÷ 0032 × 3000 ÷ 300C ÷",
    // LB25 and LB15c.
    "× 0065 × 0071 × 0075 × 0061 × 006C × 0073 × 0020 × 002E ÷ 0033 × 0035 × 0020 ÷ 0063 × 0065 × 006E × 0074 × 0073 ÷",
    // LB21a.
    "× 05D0 × 002D × 05D0 ÷",
];

#[test]
fn lines_break_where_uax_14_says() {
    let found = |text: &str| {
        let paragraph = Paragraph::new(text, Look { breaks: true, ..Look::default() });
        // Skips invisible characters and line ends: a paragraph has no separate clusters for the first, and never has
        // the second.
        let visible = clusters(text)
            .all(|(_, cluster)| !cluster.chars().any(char::is_control) && super::width::cluster_width(cluster) > 0);
        let breaks =
            paragraph.measures().enumerate().filter(|(_, measure)| measure.breaks).map(|(at, _)| paragraph.offset(at));
        visible.then(|| breaks.filter(|at| *at > 0).collect())
    };
    let Some((wrong, all)) = differences("LineBreakTest.txt", found) else { return };
    assert_eq!(all, 7_654);
    let listed = NEWER;
    let wrong: Vec<&str> = wrong.iter().map(String::as_str).collect();
    let unlisted: Vec<&&str> = wrong.iter().filter(|case| !listed.contains(case)).collect();
    let gone: Vec<&&str> = listed.iter().filter(|case| !wrong.contains(case)).collect();
    assert!(unlisted.is_empty() && gone.is_empty(), "not listed: {unlisted:#?}; listed, but as in the file: {gone:#?}");
}
