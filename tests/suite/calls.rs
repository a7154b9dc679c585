//! Checks the dependencies among the files of `src/app/`: they have no cycle, direct or indirect.
//!
//! `use` paths alone do not show this: the methods of the model are in many files and call each other without an
//! import. A file depends on the modules that it imports, and on the files of the model's methods that it calls.

use crate::rust_source::{Token, after_group, cyclic, files, paths, tokens};
use std::collections::{BTreeMap, BTreeSet};

/// The type whose methods are in many files.
const MODEL: &str = "Model";

#[derive(Default)]
struct File {
    name: String,
    /// The methods of the model that it defines.
    defines: BTreeSet<String>,
    /// The methods of the model that it calls.
    calls: BTreeSet<String>,
    /// The sibling modules that it imports; the module's own file is `mod`.
    imports: BTreeSet<String>,
}

fn is(tokens: &[Token], at: usize, text: &str) -> bool {
    tokens.get(at).is_some_and(|token| token.text == text)
}

fn module(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name).trim_end_matches(".rs")
}

fn read(name: &str, source: &str) -> File {
    let all = tokens(source);
    let mut file = File { name: name.to_owned(), ..File::default() };
    for named in paths(&all).into_iter().filter(|named| !named.test) {
        let path: Vec<&str> = named.path.iter().map(String::as_str).collect();
        let beside = match path.as_slice() {
            ["super", beside, ..] | ["crate", "app", beside, ..] => *beside,
            [beside, ..] if named.in_use && module(name) == "mod" => *beside,
            _ => continue,
        };
        // A name that begins with a capital belongs to the module itself.
        let own = beside.starts_with(char::is_uppercase);
        file.imports.insert(if own { "mod" } else { beside }.to_owned());
    }
    let tokens: Vec<Token> = all.into_iter().filter(|token| !token.test).collect();
    let mut model_until = 0;
    for (at, token) in tokens.iter().enumerate() {
        if token.text == "impl" && is(&tokens, at + 1, MODEL) && is(&tokens, at + 2, "{") {
            model_until = after_group(&tokens, at + 2);
        }
        if at >= model_until {
            continue;
        }
        let before = |back: usize| at.checked_sub(back).map_or("", |at| tokens[at].text.as_str());
        let called = is(&tokens, at + 1, "(") || (is(&tokens, at + 1, "::") && is(&tokens, at + 2, "<"));
        let on_self = before(1) == "." && before(2) == "self" && before(3) != ".";
        let on_type = before(1) == "::" && [MODEL, "Self"].contains(&before(2));
        if before(1) == "fn" {
            file.defines.insert(token.text.clone());
        } else if (called && on_self) || on_type {
            file.calls.insert(token.text.clone());
        }
    }
    file
}

/// Returns the files on which each file depends.
fn needs(sources: &[(String, String)]) -> BTreeMap<String, BTreeSet<String>> {
    let read: Vec<File> = sources.iter().map(|(name, source)| read(name, source)).collect();
    let of_file = |file: &File| {
        let needed = read.iter().filter(|other| {
            other.name != file.name
                && (file.imports.contains(module(&other.name)) || !file.calls.is_disjoint(&other.defines))
        });
        (file.name.clone(), needed.map(|other| other.name.clone()).collect::<BTreeSet<_>>())
    };
    read.iter().map(of_file).filter(|(_, needed)| !needed.is_empty()).collect()
}

fn app() -> Vec<(String, String)> {
    files("src/app").into_iter().filter(|(name, _)| !name.contains("/tests")).collect()
}

#[test]
fn the_files_of_the_program_do_not_call_each_other_in_a_cycle() {
    let needs = needs(&app());
    let methods = needs.get("src/app/run.rs").is_some_and(|needed| needed.contains("src/app/decide.rs"));
    assert!(needs.len() > 20 && methods, "the calls are seen: {needs:?}");
    let left = cyclic(needs);
    assert!(left.is_empty(), "these files need each other in a cycle: {left:#?}");
}

#[test]
fn a_cycle_by_calls_is_found() {
    let source = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    let model = [
        source("a.rs", "impl Model { fn one(&mut self) { self.two(); } }"),
        source("b.rs", "impl Model { fn two(&mut self) { self.three(1); } }"),
        source("c.rs", "impl Model { fn three(&mut self, n: u8) { if n > 0 { self.one() } } }"),
    ];
    assert_eq!(cyclic(needs(&model)).len(), 3);
    assert_eq!(cyclic(needs(&model[..2])).len(), 0);
    let by_type = [model[0].clone(), source("b.rs", "impl Model { fn two(&mut self) { x.map(Self::one) } }")];
    assert_eq!(cyclic(needs(&by_type)).len(), 2);
    let imported = [
        source("a.rs", "use super::b::B; impl Model { fn one(&mut self) {} }"),
        source("b.rs", "use super::Model; fn two(model: &Model) {}"),
        source("mod.rs", "use a::A; pub struct Model { a: A }"),
    ];
    assert_eq!(cyclic(needs(&imported)).len(), 3);
    let in_tests = [
        model[0].clone(),
        source(
            "b.rs",
            "impl Model { fn two(&self) {} } #[cfg(test)] mod t { impl Model { fn t(&self) { self.one() } } }",
        ),
    ];
    assert_eq!(cyclic(needs(&in_tests)).len(), 0);
    // A pane's method with the same name as one of the model's is not the model's.
    let same_name = [
        source("a.rs", "impl Model { fn scroll(&mut self) { self.reader.scroll() } fn tell(&self) {} }"),
        source("b.rs", "impl Reader { pub fn scroll(&mut self) { self.tell() } fn tell(&self) {} }"),
    ];
    assert_eq!(cyclic(needs(&same_name)).len(), 0);
}

/// The maximum number of fields of the model; a program of a hundred panes has no more.
const FIELDS: usize = 14;

#[test]
fn the_model_stays_a_handful_of_parts() {
    let (_, source) = app().into_iter().find(|(name, _)| name == "src/app/mod.rs").unwrap();
    let body = source.split_once("pub struct Model {").unwrap().1.split_once("\n}").unwrap().0;
    let fields = body.lines().filter(|line| !line.trim_start().starts_with("//") && line.contains(": ")).count();
    assert!(fields <= FIELDS, "{fields} fields: put what belongs together into one part");
}
