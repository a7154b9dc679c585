//! The walk in CONTRIBUTING.md: its diffs, applied one after the other to a copy of the source, compile
//! after the command and after the pane.
//!
//! It stands in a program of its own, which runs alone: a compiler beside them would disturb the tests that look at time.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the build reads.
const SOURCES: [&str; 8] =
    ["src", "keymaps", "locales", "benches", "Cargo.toml", "Cargo.lock", "README.md", "rustfmt.toml"];

/// The folder of the project.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The diffs of a part of the page, in their order.
fn diffs(page: &str, part: &str) -> Vec<String> {
    let Some((_, rest)) = page.split_once(&format!("\n### {part}\n")) else { return Vec::new() };
    let part = rest.split("\n### ").next().unwrap_or(rest);
    let blocks = part.split("\n```diff\n").skip(1);
    blocks.filter_map(|block| block.split_once("\n```").map(|(diff, _)| format!("{diff}\n"))).collect()
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else if from.exists() {
        fs::copy(from, to).unwrap();
    }
}

/// Applies one diff: of each hunk, the lines that it keeps or takes away stand in the file exactly once.
fn apply(folder: &Path, diff: &str) -> Result<(), String> {
    let name = diff.lines().find_map(|line| line.strip_prefix("+++ b/")).ok_or("no file is named")?;
    let file = folder.join(name);
    let mut text = if diff.starts_with("--- /dev/null") {
        String::new()
    } else {
        fs::read_to_string(&file).map_err(|error| format!("{name}: {error}"))?
    };
    for hunk in diff.split("\n@@ ").skip(1) {
        let lines = || hunk.lines().skip(1);
        let side = |skip: char| -> String {
            lines()
                .filter(|line| !line.starts_with(skip))
                .map(|line| format!("{}\n", line.get(1..).unwrap_or("")))
                .collect()
        };
        let (old, new) = (side('+'), side('-'));
        if text.is_empty() && old.is_empty() {
            text = new;
        } else if text.matches(&old).count() == 1 {
            text = text.replacen(&old, &new, 1);
        } else {
            return Err(format!("{name}: these lines do not stand in it exactly once:\n{old}"));
        }
    }
    fs::write(&file, text).map_err(|error| format!("{name}: {error}"))
}

fn run(folder: &Path, command: &mut Command) {
    let out = command.current_dir(folder).output().unwrap();
    assert!(out.status.success(), "{command:?}: {}", String::from_utf8_lossy(&out.stderr));
}

#[test]
fn the_walk_compiles_after_the_command_and_after_the_pane() {
    let page = fs::read_to_string(root().join("CONTRIBUTING.md")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for name in SOURCES {
        copy(&root().join(name), &folder.path().join(name));
    }
    for (part, least) in [("A command", 3), ("A pane", 6)] {
        let diffs = diffs(&page, part);
        assert!(diffs.len() >= least, "CONTRIBUTING.md: {part}: {} diffs", diffs.len());
        for (number, diff) in diffs.iter().enumerate() {
            apply(folder.path(), diff).unwrap_or_else(|why| {
                panic!("CONTRIBUTING.md: {part}, step {}: {why}\n{diff}", number + 1);
            });
        }
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        // A folder of its own, kept: what farz depends on is checked once.
        let mut check = Command::new(cargo);
        check.args(["check", "--offline", "--locked", "--lib", "--quiet"]);
        check.env("CARGO_TARGET_DIR", root().join("target/walk")).env("RUSTFLAGS", "-D warnings");
        run(folder.path(), &mut check);
    }
}

#[test]
fn diffs_of_a_part_are_found() {
    let page = "# A\n\n### One\n\n```diff\n--- a\n+++ b\n```\n\n### Two\n\nx\n\n```diff\n-c\n```\n\n```diff\n+d\n```\n";
    assert_eq!(diffs(page, "One"), ["--- a\n+++ b\n"]);
    assert_eq!(diffs(page, "Two"), ["-c\n", "+d\n"]);
    assert_eq!(diffs(page, "Three"), [""; 0]);
}
