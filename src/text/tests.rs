//! The conformance files of Unicode for clusters and line breaks, where they are installed (Debian's unicode-data).

use super::cluster::clusters;
use super::paragraph::Paragraph;
use std::fs;

/// The text of a case, and the bytes before which there is a boundary, the first byte and the end left out.
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

/// The cases of a file that come out otherwise, and how many there are in all.
fn differences(file: &str, found: impl Fn(&str) -> Option<Vec<usize>>) -> Option<(Vec<String>, usize)> {
    let file_of_clusters = file.starts_with("Grapheme");
    let Ok(file) = fs::read_to_string(format!("/usr/share/unicode/auxiliary/{file}")) else {
        println!("skipped: {file} is not installed");
        return None;
    };
    let cases: Vec<&str> = file.lines().filter(|line| line.starts_with('÷') || line.starts_with('×')).collect();
    let differs = |line: &&&str| {
        let (text, mut wanted) = case(line);
        // Farz never breaks inside a cluster.
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
    // The file is of Unicode 15.0, the data of the crate newer: 15.1 put rule GB9c in, which keeps Indic conjuncts whole.
    for case in &wrong {
        println!("{case}");
    }
    assert!(all > 500 && wrong.len() <= 1, "{} of {all}: {wrong:#?}", wrong.len());
}

#[test]
fn lines_break_where_uax_14_says() {
    let found = |text: &str| {
        let paragraph = Paragraph::new(text, false, &[], true);
        // What cannot be seen, and line ends, which a paragraph never holds, are no clusters of their own.
        let visible = clusters(text)
            .all(|(_, cluster)| !cluster.chars().any(char::is_control) && super::width::cluster_width(cluster) > 0);
        let breaks =
            paragraph.measures().enumerate().filter(|(_, (_, _, may))| *may).map(|(at, _)| paragraph.offset(at));
        visible.then(|| breaks.filter(|at| *at > 0).collect())
    };
    let Some((wrong, all)) = differences("LineBreakTest.txt", found) else { return };
    for case in &wrong {
        println!("{case}");
    }
    assert!(all > 7000 && wrong.len() <= 60, "{} of {all}: {wrong:#?}", wrong.len());
}
