//! A skip is printed and counted, and fails in CI if it can be prevented.

use crate::rust_source::files;
use crate::support::missing;
use std::process::Command;

/// Set in the runs of this binary that [`a_skip_is_printed_and_counted_and_fails_in_ci_where_it_can_be_prevented`]
/// starts.
const ASKED: &str = "FARZ_TEST_SKIP";

/// Skips if `ASKED` is set.
#[test]
fn skips_when_asked() {
    match std::env::var(ASKED).as_deref() {
        Ok("tool") => missing::tool("a-tool"),
        Ok("permission") => missing::permission("mounting is not permitted"),
        Ok("data") => drop(missing::shared("no/such/data")),
        _ => {}
    }
}

#[test]
fn a_skip_is_printed_and_counted_and_fails_in_ci_where_it_can_be_prevented() {
    let folder = tempfile::tempdir().unwrap();
    let shared = folder.path().display().to_string();
    for (asked, more, ci, passes) in [
        ("tool", None, "", true),
        ("tool", None, "true", false),
        ("permission", None, "true", true),
        ("data", None, "true", true),
        ("data", Some(&shared), "", true),
        ("data", Some(&shared), "true", false),
    ] {
        let counted = folder.path().join("skips");
        let mut test = Command::new(std::env::current_exe().unwrap());
        test.args(["--exact", "skips::skips_when_asked"]).env(ASKED, asked).env("CI", ci).env("FARZ_SKIPS", &counted);
        match more {
            Some(shared) => test.env("FARZ_SHARED", shared),
            None => test.env_remove("FARZ_SHARED"),
        };
        let output = test.output().unwrap();
        assert_eq!(output.status.success(), passes, "{asked}, shared data in {more:?}, CI {ci:?}");
        let said = String::from_utf8_lossy(&output.stderr);
        let line = said.lines().find(|line| line.starts_with("skipped: skips::skips_when_asked: ")).unwrap();
        assert_eq!(std::fs::read_to_string(&counted).unwrap().trim_end(), line);
        std::fs::remove_file(counted).unwrap();
    }
}

#[test]
fn no_test_skips_in_a_way_of_its_own() {
    let own = ["tests/suite/support/skip.rs", "tests/suite/skips.rs"];
    let wrong: Vec<String> = ["src", "tests"]
        .iter()
        .flat_map(|folder| files(folder))
        .filter(|(name, _)| !own.contains(&name.as_str()))
        .flat_map(|(name, source)| {
            let skips = |line: &str| {
                let says = ["println!(\"skipped", "println!(\"left out"].iter().any(|word| line.contains(word));
                says || (line.contains("\"FARZ_SHARED\"") && !name.ends_with("support/missing.rs"))
            };
            let lines = source.lines().enumerate().filter(|(_, line)| skips(line));
            lines.map(|(number, _)| format!("{name}:{}", number + 1)).collect::<Vec<_>>()
        })
        .collect();
    assert!(wrong.is_empty(), "say it with support::missing: {wrong:?}");
}
