//! The rules of the source tree: which module may import which, which crate may be named where, and a few things that
//! must not occur anywhere. Each rule is a function over the text of files, so that the tests here show that it fails
//! where it should.

use crate::rust_source::{Named, Token, after_group, cyclic, files, paths, tokens};
use std::collections::{BTreeMap, BTreeSet};

/// The modules in `src/`, floor by floor. A file imports only from its own module and from the floors below.
const FLOORS: &[&[&str]] = &[
    &["text", "domain", "message"],
    &["command", "filter", "ingest", "storage"],
    &["keymap", "export"],
    &["config", "reference"],
    &["service", "terminal"],
    &["app"],
    &["ui"],
    &["runtime"],
    &["cli"],
];

/// Modules that may use less than all floors below: a terminal handles cells and keys, but not articles.
const NARROW: &[(&str, &[&str])] = &[("terminal", &["message", "keymap", "config"])];

/// The names that may occur only in files whose path begins like this. Test-only code is exempt.
const OWNERS: &[(&str, &[&str])] = &[
    ("fuzzy_matcher", &["src/filter/fuzzy.rs"]),
    ("wide", &["src/filter/places.rs"]),
    ("csv", &["src/export/"]),
    ("rusqlite", &["src/storage/library"]),
    ("toml_edit", &["src/config/views/amend.rs"]),
    ("directories", &["src/storage/paths.rs"]),
    ("fluent_bundle", &["src/message/"]),
    ("feed_rs", &["src/ingest/feed.rs"]),
    ("crossterm", &["src/terminal/"]),
    ("tokio", &["src/runtime/", "src/terminal/", "src/service/network.rs", "src/ingest/fetch/"]),
    // The HTTP client, and the cryptography that it uses: their input comes from untrusted hosts.
    ("reqwest", &["src/ingest/fetch/"]),
    ("rustls", &["src/ingest/fetch/client.rs"]),
    ("ratatui", &["src/ui/", "src/terminal/", "src/runtime/session/paint.rs"]),
    ("clap", &["src/cli/", "src/main.rs"]),
    ("clap_complete", &["src/cli/"]),
    ("std::fs", &["src/storage/", "src/ingest/", "src/service/", "src/terminal/", "src/runtime/", "src/cli/"]),
    ("SystemTime::now", &["src/service/clock.rs", "src/runtime/", "src/cli/"]),
    // The wait for a lock is limited in time.
    (
        "Instant::now",
        &[
            "src/terminal/",
            "src/service/",
            "src/runtime/",
            "src/cli/",
            "src/storage/disk.rs",
            "src/storage/stopwatch.rs",
        ],
    ),
    // Data that must not be logged, such as a text, is never near a log call.
    ("tracing", &["src/storage/", "src/ingest/", "src/service/", "src/terminal/", "src/runtime/", "src/cli/"]),
    ("tracing::Subscriber", &["src/service/log.rs"]),
    ("Utc::now", &["src/service/clock.rs", "src/cli/"]),
    ("Local::now", &["src/service/clock.rs", "src/cli/"]),
];

/// The maximum number of lines of a file.
const LINES: usize = 600;

/// The maximum number of lines of a function.
const FUNCTION: usize = 60;

/// Returns the functions outside of tests that are longer than that.
fn long_functions(name: &str, source: &str) -> Vec<String> {
    let tokens = tokens(source);
    let is = |at: usize, text: &str| tokens.get(at).is_some_and(|token| token.text == text);
    let mut wrong = Vec::new();
    for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.text == "fn" && !token.test) {
        let mut open = at;
        while open < tokens.len() && !is(open, "{") && !is(open, ";") {
            open = if is(open, "(") || is(open, "[") { after_group(&tokens, open) } else { open + 1 };
        }
        let end = if is(open, "{") { after_group(&tokens, open) } else { open + 1 };
        let lines = tokens.get(end - 1).map_or(0, |last| last.line - token.line + 1);
        if lines > FUNCTION && end <= tokens.len() {
            wrong.push(format!("{name}:{}: a function of {lines} lines, {FUNCTION} at most", token.line));
        }
    }
    wrong
}

/// A file and the paths that it names.
struct File<'a> {
    name: &'a str,
    named: Vec<Named>,
}

impl<'a> File<'a> {
    fn new(name: &'a str, source: &str) -> Self {
        Self { name, named: paths(&tokens(source)) }
    }

    /// Returns the path of its module in the crate: `["text", "fold"]` for `src/text/fold.rs`, empty for lib.rs and
    /// main.rs.
    fn module(&self) -> Vec<&'a str> {
        let inner = self.name.trim_start_matches("src/").trim_end_matches(".rs");
        let mut module: Vec<_> = inner.split('/').collect();
        if matches!(module.last(), Some(&("mod" | "lib" | "main"))) {
            module.pop();
        }
        module
    }

    /// Returns whether the whole file is compiled for tests only.
    fn is_test(&self) -> bool {
        self.name.ends_with("/tests.rs") || self.name.contains("/tests/")
    }
}

/// Returns the path of `named` from the root of the crate, if it is in the crate; resolves `super`.
fn from_root(module: &[&str], named: &Named) -> Option<Vec<String>> {
    let supers = named.path.iter().take_while(|word| *word == "super").count();
    match named.path.first().map(String::as_str) {
        Some("crate") => Some(named.path[1..].to_vec()),
        // In `mod tests { … }`, the first `super` is the file itself.
        Some("super") if !named.test => {
            let above = module.len().saturating_sub(supers);
            let above = module[..above].iter().map(|word| (*word).to_owned());
            Some(above.chain(named.path[supers..].iter().cloned()).collect())
        }
        _ => None,
    }
}

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|names| names.contains(&module))
}

/// Returns the errors in the imports of one file.
fn wrong_imports(name: &str, source: &str) -> Vec<String> {
    let file = File::new(name, source);
    let module = file.module();
    let Some(own) = module.first() else { return Vec::new() };
    let Some(own_floor) = floor(own) else {
        return vec![format!("{name}:1: `{own}` stands on no floor: give it one in FLOORS of tests/suite/floors.rs")];
    };
    let mut wrong = Vec::new();
    for named in &file.named {
        let Named { path, line, test, in_use, .. } = named;
        let Some(full) = from_root(&module, named) else { continue };
        let target = full.first().map_or("", String::as_str);
        let written = path.join("::");
        let free = *test || file.is_test();
        if path[0] == "crate" && !in_use && !free {
            wrong.push(format!("{name}:{line}: `{written}` in running code: import it with a `use` at the top"));
        }
        if target == *own {
            continue;
        }
        match floor(target) {
            None => wrong.push(format!(
                "{name}:{line}: `{written}` names no module of a floor: import from the module that has the item, or give \
                 the module a floor in FLOORS of tests/suite/floors.rs"
            )),
            Some(floor) if floor >= own_floor => wrong.push(format!(
                "{name}:{line}: {own} (floor {own_floor}) imports `{written}` from {target} (floor {floor}): only floors \
                 below may be imported; move the item down, or hand its value in from above"
            )),
            Some(_) if NARROW.iter().any(|(narrow, known)| narrow == own && !known.contains(&target)) && !free => {
                wrong.push(format!("{name}:{line}: {own} may not know {target}, which `{written}` names: see NARROW"));
            }
            Some(_) => {}
        }
    }
    wrong
}

/// Returns the uses of names in one file that only other files may use.
fn wrong_names(name: &str, source: &str) -> Vec<String> {
    let file = File::new(name, source);
    let mut wrong = Vec::new();
    for named in file.named.iter().filter(|named| !named.test && !file.is_test()) {
        for (what, owners) in OWNERS {
            let sought: Vec<&str> = what.split("::").collect();
            let found = if sought.last() == Some(&"now") {
                named.path.windows(sought.len()).any(|words| words == sought)
            } else {
                named.path.iter().zip(&sought).filter(|(word, sought)| word == sought).count() == sought.len()
            };
            if found && !owners.iter().any(|owner| name.starts_with(owner)) {
                let written = named.path.join("::");
                wrong.push(format!(
                    "{name}:{}: `{written}`: {what} may be named only in {}: call what is there, or hand the value in from above",
                    named.line,
                    owners.join(", ")
                ));
            }
        }
    }
    wrong
}

/// Returns the cycles among the parts of each module; a part is a file, or a file with the folder of its name. A
/// re-export in the module's own file counts as the part that has the item; the module's own file is above its parts.
fn cycles(files: &[(String, String)]) -> Vec<String> {
    let parsed: Vec<_> = files.iter().map(|(name, source)| File::new(name, source)).collect();
    let parents = parsed.iter().flat_map(|file| {
        let module = file.module();
        (1..module.len()).map(move |length| module[..length].to_vec()).collect::<Vec<_>>()
    });
    parents.collect::<BTreeSet<_>>().iter().filter_map(|parent| cycle(parent, &parsed)).collect()
}

fn cycle(parent: &[&str], files: &[File<'_>]) -> Option<String> {
    let depth = parent.len();
    let part_of =
        |module: &[&str]| module.get(depth).filter(|_| module.starts_with(parent)).map(|part| (*part).to_owned());
    let parts: BTreeSet<String> = files.iter().filter_map(|file| part_of(&file.module())).collect();
    let home: BTreeMap<&str, &str> = files
        .iter()
        .filter(|file| file.module() == parent)
        .flat_map(|file| file.named.iter().filter(|named| named.public))
        .filter_map(|named| {
            let path = named.path.strip_prefix(&["self".to_owned()]).unwrap_or(&named.path);
            path.first().filter(|first| parts.contains(*first)).zip(path.last())
        })
        .map(|(part, item)| (item.as_str(), part.as_str()))
        .collect();
    let mut needs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files.iter().filter(|file| !file.is_test()) {
        let module = file.module();
        let Some(part) = part_of(&module) else { continue };
        for full in file.named.iter().filter(|named| !named.test).filter_map(|named| from_root(&module, named)) {
            let full: Vec<_> = full.iter().map(String::as_str).collect();
            let Some(word) = part_of(&full) else { continue };
            let target = parts.get(&word).cloned().or_else(|| home.get(word.as_str()).map(|part| (*part).to_owned()));
            if let Some(target) = target.filter(|target| *target != part) {
                needs.entry(part.clone()).or_default().insert(target);
            }
        }
    }
    let needs = cyclic(needs);
    if needs.is_empty() {
        return None;
    }
    let edges: Vec<_> = needs
        .iter()
        .map(|(part, needed)| format!("{part} -> {}", needed.iter().cloned().collect::<Vec<_>>().join(", ")))
        .collect();
    let folder = parent.join("/");
    Some(format!(
        "src/{folder}: parts import each other in a cycle: {}: move what both need into a part below",
        edges.join("; ")
    ))
}

/// Returns the things in a file that no file may contain.
fn wrong_habits(name: &str, source: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let lines = source.lines().count();
    if lines > LINES {
        wrong.push(format!("{name}:{lines}: {lines} lines, {LINES} at most: split it, one noun to a file"));
    }
    let tokens = tokens(source);
    let follows = |place: usize, words: &[&str]| {
        let here = tokens.get(place..place + words.len());
        here.is_some_and(|here| here.iter().zip(words).all(|(token, word)| token.text == *word))
    };
    for (place, Token { line, .. }) in tokens.iter().enumerate() {
        let banned: &[(&[&str], &str)] = &[
            (&["todo", "!"], "finish it, or leave it out"),
            (&["unimplemented", "!"], "finish it, or leave it out"),
            (&["allow", "(", "dead_code"], "remove what nobody uses"),
            (&["expect", "(", "dead_code"], "remove what nobody uses"),
            (&["#", "[", "ignore"], "make the test fast and certain, or remove it"),
        ];
        for (words, instead) in banned.iter().filter(|(words, _)| follows(place, words)) {
            wrong.push(format!("{name}:{line}: `{}`: {instead}", words.concat()));
        }
        let called = place > 0 && follows(place - 1, &["::", "sleep"]) || follows(place, &["sleep", "("]);
        if name.starts_with("tests/") && called {
            wrong.push(format!("{name}:{line}: `sleep` in a test: wait for the event itself, with a limit"));
        }
    }
    wrong
}

fn check(folders: &[&str], rule: impl Fn(&str, &str) -> Vec<String>) {
    let files: Vec<_> = folders.iter().flat_map(|folder| files(folder)).collect();
    assert!(!files.is_empty(), "no source file below {folders:?}");
    report(&files.iter().flat_map(|(name, source)| rule(name, source)).collect::<Vec<_>>());
}

fn report(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn files_import_from_the_floors_below_only() {
    check(&["src"], wrong_imports);
}

#[test]
fn crates_files_and_clock_are_named_by_their_owners_only() {
    check(&["src"], wrong_names);
}

#[test]
fn parts_of_a_module_do_not_import_each_other_in_a_cycle() {
    report(&cycles(&files("src")));
}

#[test]
fn no_file_is_too_long_unfinished_or_silenced_and_no_test_sleeps() {
    check(&["src", "tests", "benches"], wrong_habits);
}

#[test]
fn no_function_is_too_long() {
    check(&["src"], |name, source| if name.contains("/tests") { Vec::new() } else { long_functions(name, source) });
    let long =
        format!("fn short() {{}}\nfn long(a: [u8; 2]) -> u8 {{{}}}\ntrait T {{ fn t(&self); }}", "\n".repeat(FUNCTION));
    assert_eq!(long_functions("a.rs", &long).len(), 1);
    assert_eq!(long_functions("a.rs", &format!("#[cfg(test)]\nmod tests {{ {long} }}")), [""; 0]);
}

#[test]
fn every_module_of_the_floors_that_exists_is_declared_in_floor_order() {
    let lib = std::fs::read_to_string(crate::rust_source::root().join("src/lib.rs")).unwrap();
    let words: Vec<_> = tokens(&lib).into_iter().map(|token| token.text).collect();
    let order: Vec<_> = words.windows(2).filter(|pair| pair[0] == "mod").map(|pair| floor(&pair[1])).collect();
    assert!(order.is_sorted(), "src/lib.rs: `mod` lines stand in the order of the floors, the lowest first");
}

#[test]
fn an_import_from_the_same_floor_or_above_is_found_in_every_form() {
    let cases = [
        ("src/text/fold.rs", "use crate::domain::Tag;"),
        ("src/domain/tag.rs", "fn f() {}\npub(crate) use crate::{\n  text::fold,\n};"),
        ("src/app/mod.rs", "use super::ui::draw;"),
        ("src/app/list.rs", "use super::super::runtime::Loop;"),
        ("src/command.rs", "use crate::{filter::{query::Query}};"),
        ("src/ui/list.rs", "#[cfg(test)]\nmod tests { use crate::cli::list; }"),
        ("src/app/tests.rs", "use crate::storage::Journal; fn f() { crate::ui::draw() }"),
        ("src/text/wrap.rs", "fn f() { crate::text::fold::fold() }"),
        ("src/text/wrap.rs", "use crate::*;"),
        ("src/terminal/input.rs", "use crate::domain::Article;"),
        ("src/service/rules.rs", "use crate::app::msg::Msg;"),
        ("src/weather.rs", ""),
    ];
    for (name, source) in cases {
        let wrong = wrong_imports(name, source);
        assert_eq!(wrong.len(), 1, "{name}: {source}: {wrong:?}");
        assert!(wrong[0].starts_with(&format!("{name}:")), "{wrong:?}");
    }
}

#[test]
fn an_import_from_below_or_beside_is_no_fault() {
    let cases = [
        (
            "src/app/list.rs",
            "use crate::domain::{Catalogue, View};\nuse super::msg::Msg;\nuse crate::app::geometry::Focus;",
        ),
        ("src/text/markup/html.rs", "use super::super::document::Document; // crate::ui"),
        ("src/command.rs", "#[cfg(test)]\nmod tests { use super::*; }"),
        ("src/lib.rs", "pub mod text;"),
        ("src/main.rs", "use farz::cli; fn main() { std::fs::read(x) }"),
        ("src/storage/tests.rs", "use super::journal::Journal; fn f() { let x = \"crate::ui\"; }"),
        ("src/command.rs", "macro_rules! m { () => { $crate::ui::draw() } }\npub(crate) fn f() {}"),
    ];
    for (name, source) in cases {
        assert_eq!(wrong_imports(name, source), [] as [String; 0], "{name}: {source}");
    }
}

#[test]
fn a_name_that_belongs_to_others_is_found_in_every_form() {
    let cases = [
        ("src/app/mod.rs", "use tokio::sync::mpsc;"),
        ("src/app/mod.rs", "use std::{io, fs::{self, File}};"),
        ("src/filter/rank.rs", "fn f() { let m = fuzzy_matcher::skim::SkimMatcherV2::default(); }"),
        ("src/storage/journal.rs", "fn f() -> Result<(), rusqlite::Error> {}"),
        ("src/app/geometry.rs", "use ratatui::layout::Rect;"),
        ("src/domain/edit.rs", "let now = std::time::Instant::now();"),
        ("src/storage/merge.rs", "let now = chrono::Utc::now();"),
        ("src/keymap/file.rs", "use clap as words;"),
        ("src/ui/list.rs", "#[tokio::main]\nasync fn f() {}"),
    ];
    for (name, source) in cases {
        let wrong = wrong_names(name, source);
        assert!(!wrong.is_empty() && wrong[0].starts_with(&format!("{name}:1: ")), "{name}: {source}: {wrong:?}");
    }
    let owners = [
        ("src/filter/fuzzy.rs", "use fuzzy_matcher::FuzzyMatcher;"),
        ("src/storage/library/schema.rs", "use rusqlite::Connection;"),
        ("src/runtime/mod.rs", "use tokio::time; fn f() { std::fs::read(p); Instant::now() }"),
        ("src/app/mod.rs", "#[cfg(test)]\nmod tests { fn f() { std::fs::read(p) } }"),
        ("src/app/tests.rs", "fn f() { Instant::now() }"),
        ("src/app/mod.rs", "use crate::domain::directories; fn f() { x.clap(); self.now() }"),
    ];
    for (name, source) in owners {
        assert_eq!(wrong_names(name, source), [] as [String; 0], "{name}: {source}");
    }
}

#[test]
fn a_cycle_among_the_parts_of_a_module_is_found() {
    let folder =
        |list: &[(&str, &str)]| list.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<Vec<_>>();
    let direct = [("src/text/a.rs", "use super::b::B;"), ("src/text/b.rs", "use crate::text::a::A;")];
    let hidden = [
        ("src/text/mod.rs", "pub mod a; pub mod b; pub use a::{A, X}; pub use b::B;"),
        ("src/text/a.rs", "use super::B;"),
        ("src/text/b.rs", "use super::c::C;"),
        ("src/text/c.rs", "fn f() { super::A::new() }"),
        ("src/text/d.rs", "use super::a::A;"),
    ];
    let straight = [
        ("src/text/mod.rs", "pub mod a; pub use a::A; use b::B; struct M;"),
        ("src/text/a.rs", "use super::b::B; use super::M;"),
        ("src/text/b.rs", "use super::c::C; #[cfg(test)] mod tests { use crate::text::a::A; }"),
        ("src/text/c.rs", "use super::M;"),
    ];
    let deep = [
        ("src/text/a.rs", "mod x; use super::b::B;"),
        ("src/text/a/x.rs", ""),
        ("src/text/b.rs", "use super::c::C;"),
        ("src/text/c/y.rs", "use super::super::a::A;"),
    ];
    assert_eq!(cycles(&folder(&direct)).len(), 1);
    assert_eq!(cycles(&folder(&deep)).len(), 1);
    let found = cycles(&folder(&hidden));
    assert!(found[0].contains(": a -> b; b -> c; c -> a: "), "{found:?}");
    assert_eq!(cycles(&folder(&straight)), [] as [String; 0]);
}

#[test]
fn long_files_sleeps_and_loose_ends_are_found() {
    let long = "\n".repeat(LINES + 1);
    let cases = [
        ("src/app/mod.rs", long.as_str()),
        ("src/app/mod.rs", "fn f() { todo!() }"),
        ("src/app/mod.rs", "#![allow(dead_code)]"),
        ("tests/suite/a.rs", "#[ignore = \"slow\"]\nfn f() {}"),
        ("tests/suite/a.rs", "fn f() { std::thread::sleep(d) }"),
        ("tests/suite/a.rs", "use tokio::time::sleep;"),
    ];
    for (name, source) in cases {
        assert_eq!(wrong_habits(name, source).len(), 1, "{name}: {}", source.trim());
    }
    let fine = "// todo!() and thread::sleep\nfn f() { let why = \"#[ignore]\"; } // FIXME";
    assert_eq!(wrong_habits("tests/suite/a.rs", fine), [] as [String; 0]);
}
