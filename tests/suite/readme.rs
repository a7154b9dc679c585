//! Checks that the documents are true: the commands and keys in README.md, the files in all documents, and the tests
//! that module heads name.

use crate::rust_source::{files, root};
use std::collections::BTreeSet;

fn read(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Returns the text of the fenced blocks.
fn code(markdown: &str) -> String {
    markdown.split("\n```").skip(1).step_by(2).collect::<Vec<_>>().join("\n")
}

/// Returns the keys in the first column of the tables whose head begins with `Key`, each with its line number from 1.
fn keys(markdown: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut in_table = false;
    for (number, line) in markdown.lines().enumerate() {
        let Some(row) = line.strip_prefix('|') else {
            in_table = false;
            continue;
        };
        let first = row.split(" |").next().unwrap_or("").trim();
        in_table |= first.starts_with("Key");
        if in_table {
            // Every other part is between two backquotes.
            found.extend(first.split('`').skip(1).step_by(2).map(|key| (number + 1, key.to_owned())));
        }
    }
    found
}

/// Returns every key and every text of a keymap file; these include every bound key, as written there.
fn bound(keymap: &str) -> BTreeSet<String> {
    fn collect(value: &toml::Value, words: &mut BTreeSet<String>) {
        match value {
            toml::Value::String(word) => drop(words.insert(word.clone())),
            toml::Value::Array(values) => values.iter().for_each(|value| collect(value, words)),
            toml::Value::Table(table) => table.iter().for_each(|(key, value)| {
                words.insert(key.clone());
                collect(value, words);
            }),
            _ => {}
        }
    }
    let table: toml::Table = keymap.parse().unwrap_or_else(|error| panic!("keymaps/default.toml: {error}"));
    let mut words = BTreeSet::new();
    collect(&toml::Value::Table(table), &mut words);
    words
}

/// Returns the targets of the links and pictures in a text, without web addresses, anchors in the same page and
/// commented-out lines.
fn targets(markdown: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in markdown.lines().enumerate().filter(|(_, line)| !line.starts_with("<!--")) {
        let inline = line.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        let attributes = line.split("src=\"").skip(1).filter_map(|rest| rest.split('"').next());
        for target in inline.chain(attributes) {
            let file = target.split(['#', ' ']).next().unwrap_or("");
            if !file.is_empty() && !file.contains("://") && !file.starts_with("mailto:") {
                found.push((number + 1, file.to_owned()));
            }
        }
    }
    found
}

/// Returns the names in backquotes after `Test:` or `Tests:` on each line.
fn named_tests(markdown: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in markdown.lines().enumerate() {
        if let Some((_, names)) = line.split_once("Test: ").or_else(|| line.split_once("Tests: ")) {
            found.extend(names.split('`').skip(1).step_by(2).map(|name| (number + 1, name.to_owned())));
        }
    }
    found
}

#[test]
fn the_two_commands_stand_there() {
    let code = code(&read("README.md"));
    for command in ["cargo run --release -- --sample", "cargo test"] {
        assert!(
            code.lines().any(|line| line.trim() == command),
            "README.md: no line `{command}` in a code block: add it"
        );
    }
}

#[test]
fn every_key_it_shows_is_bound() {
    let readme = read("README.md");
    let keys = keys(&readme);
    assert!(keys.len() > 20, "README.md: the table whose head begins with `Key` is missing or short: {keys:?}");
    let bound = bound(&read("keymaps/default.toml"));
    let lost: Vec<_> = keys.iter().filter(|(_, key)| !bound.contains(key)).collect();
    assert!(lost.is_empty(), "README.md: lines with keys that keymaps/default.toml does not bind: {lost:?}");
}

#[test]
fn every_file_it_names_exists() {
    let mut pages = ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md"].map(str::to_owned).to_vec();
    let docs = std::fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().file_name());
    let docs = docs.map(|name| format!("docs/{}", name.to_string_lossy())).filter(|name| name.ends_with(".md"));
    pages.extend(docs);
    for page in pages {
        let text = read(&page);
        // A link is relative to the folder of its page.
        let folder = root().join(&page).parent().unwrap().to_owned();
        let lost: Vec<_> = targets(&text).into_iter().filter(|(_, file)| !folder.join(file).exists()).collect();
        assert!(lost.is_empty(), "{page}: lines that name files which are not there: {lost:?}");
    }
}

#[test]
fn the_readme_leads_to_every_page() {
    let linked: BTreeSet<String> = targets(&read("README.md")).into_iter().map(|(_, file)| file).collect();
    for entry in std::fs::read_dir(root().join("docs")).unwrap() {
        let name = format!("docs/{}", entry.unwrap().file_name().to_string_lossy());
        assert!(!name.ends_with(".md") || linked.contains(&name), "README.md: no link to {name}: add it");
    }
}

/// The minimum number of invariants at the heads of modules; lower it when you remove an invariant.
const INVARIANTS: usize = 102;

/// Returns the lines of a module's head, without their comment marks.
fn head(source: &str) -> String {
    let lines = source.lines().map_while(|line| line.strip_prefix("//!"));
    lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_test_that_an_invariant_names_exists() {
    let sources: String = ["src", "tests"].iter().flat_map(|folder| files(folder)).map(|(_, source)| source).collect();
    let mut count = 0;
    for (name, source) in files("src") {
        let head = head(&source);
        let Some((_, invariants)) = head.split_once("# Invariants\n") else { continue };
        let stated = invariants.lines().filter(|line| line.starts_with("- ")).count();
        let with_tests = invariants.split("\n- ").filter(|one| !named_tests(one).is_empty()).count();
        assert_eq!(stated, with_tests, "{name}: an invariant at its head names no test");
        count += stated;
        let lost: Vec<_> =
            named_tests(invariants).into_iter().filter(|(_, test)| !sources.contains(&format!("fn {test}("))).collect();
        assert!(lost.is_empty(), "{name}: its head names tests which are not there: {lost:?}");
    }
    assert!(count >= INVARIANTS, "{count} invariants stand at the heads of modules, {INVARIANTS} did");
}

#[test]
fn every_decision_stands_in_the_index_and_says_context_and_choice() {
    let index = read("docs/decisions/README.md");
    let listed: BTreeSet<String> = targets(&index).into_iter().map(|(_, file)| file).collect();
    let entries = std::fs::read_dir(root().join("docs/decisions")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let there: BTreeSet<String> = names.filter(|name| name != "README.md").collect();
    assert_eq!(listed, there);
    for name in there {
        let text = read(&format!("docs/decisions/{name}"));
        assert!(text.contains("\n## Context\n") && text.contains("\n## Choice\n"), "{name}: no context or no choice");
    }
}

#[test]
fn keys_files_tests_and_commands_are_found_in_a_text() {
    let text = "# A\n\n```sh\ncargo test\n```\n\n| Keys | |\n|---|---|\n| `j` `k` | move `x` |\n| `ctrl-r` | redo |\n\n| a |\n| `z` |\n\
                ![p](tests/p.png) [l](LICENSE \"t\") [w](https://example.org) [h](#keys) <img src=\"q.png\">\n<!-- ![x](x.png) -->\n";
    assert_eq!(code(text).trim(), "sh\ncargo test");
    assert_eq!(keys(text), [(9, "j".to_owned()), (9, "k".to_owned()), (10, "ctrl-r".to_owned())]);
    let files: Vec<_> = targets(text).into_iter().map(|(_, file)| file).collect();
    assert_eq!(files, ["tests/p.png", "LICENSE", "q.png"]);
    assert_eq!(named_tests("It `is` so. Tests: `a_b`, `c`.\n`x`"), [(1, "a_b".to_owned()), (1, "c".to_owned())]);
    assert!(bound("[list]\nj = \"next-article\"\n\"g g\" = \"first-article\"").contains("g g"));
}
