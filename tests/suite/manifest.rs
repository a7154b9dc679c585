//! The build requirements of farz: the compiler version, and the licences and sources that deny.toml allows.

use crate::support::skip::skip;
use serde_json::Value;
use std::process::Command;

/// The build targets of farz.
const TARGETS: [&str; 4] =
    ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu", "x86_64-apple-darwin", "aarch64-apple-darwin"];

/// Returns the packages of Cargo.lock that are built for any of `targets`, including farz, as `cargo metadata`
/// describes them. Downloads nothing: skips a target whose packages are not on this machine, except this machine's own
/// target.
fn packages(targets: &[&str]) -> Vec<Value> {
    let mut all = Vec::<Value>::new();
    for target in targets {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", target]);
        let output = cargo.current_dir(crate::rust_source::root()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() {
            let own = target.starts_with(std::env::consts::ARCH) && target.contains(std::env::consts::OS);
            assert!(!own, "cargo metadata for {target}: {said}");
            skip(format_args!("the packages for {target} are not on this machine"), false);
            continue;
        }
        let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
        let found = metadata["packages"].as_array().unwrap();
        all.extend(
            found
                .iter()
                .filter(|package| all.iter().all(|known| known["id"] != package["id"]))
                .cloned()
                .collect::<Vec<_>>(),
        );
    }
    assert!(all.len() > 100, "{} packages", all.len());
    all
}

/// Parses a version of Rust, `1.89` or `1.89.0`, into numbers that can be compared.
fn rust_version(text: &str) -> Vec<u32> {
    let mut parts: Vec<u32> = text.split('.').map(|part| part.parse().unwrap()).collect();
    parts.resize(3, 0);
    parts
}

fn name(package: &Value) -> String {
    format!("{} {}", package["name"].as_str().unwrap(), package["version"].as_str().unwrap())
}

/// Clippy's `incompatible_msrv` checks the code itself against `rust-version`; this test checks all dependencies.
#[test]
fn no_dependency_asks_for_a_newer_rust_than_farz_does() {
    let packages = packages(&TARGETS);
    let farz = packages.iter().find(|package| package["name"] == "farz").unwrap();
    let ours = rust_version(farz["rust_version"].as_str().expect("Cargo.toml has rust-version"));
    let said = format!("Rust {} or newer", farz["rust_version"].as_str().unwrap());
    assert!(
        std::fs::read_to_string(crate::rust_source::root().join("README.md")).unwrap().contains(&said),
        "README.md: {said}"
    );
    let asks = |package: &&Value| package["rust_version"].as_str().is_some_and(|asked| rust_version(asked) > ours);
    let newer: Vec<String> = packages.iter().filter(asks).map(name).collect();
    assert!(newer.is_empty(), "these ask for a newer Rust than rust-version in Cargo.toml says: {newer:?}");
}

#[test]
fn versions_of_rust_are_compared_as_numbers() {
    assert!(rust_version("1.100") > rust_version("1.89.1") && rust_version("1.89.0") == rust_version("1.89"));
}

fn deny() -> toml::Table {
    std::fs::read_to_string(crate::rust_source::root().join("deny.toml")).unwrap().parse().unwrap()
}

fn words(value: &toml::Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect()
}

/// Returns the parts of an SPDX expression; `/` is the old form of `OR`.
fn parts(expression: &str) -> Vec<String> {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    spaced.split_whitespace().map(str::to_owned).collect()
}

/// Returns the licences of `allowed` under which a package with this SPDX expression is used; `None` if they are not
/// enough.
fn taken(expression: &str, allowed: &[&str]) -> Option<Vec<String>> {
    fn either(parts: &[String], at: &mut usize, allowed: &[&str]) -> Option<Vec<String>> {
        let mut found = both(parts, at, allowed);
        while parts.get(*at).is_some_and(|part| part == "OR") {
            *at += 1;
            let other = both(parts, at, allowed);
            found = found.or(other);
        }
        found
    }
    fn both(parts: &[String], at: &mut usize, allowed: &[&str]) -> Option<Vec<String>> {
        let mut found = one(parts, at, allowed);
        while parts.get(*at).is_some_and(|part| part == "AND") {
            *at += 1;
            let other = one(parts, at, allowed);
            found = found.zip(other).map(|(one, other)| [one, other].concat());
        }
        found
    }
    fn one(parts: &[String], at: &mut usize, allowed: &[&str]) -> Option<Vec<String>> {
        let part = parts.get(*at)?;
        *at += 1;
        if part == "(" {
            let inside = either(parts, at, allowed);
            assert_eq!(parts.get(*at).map(String::as_str), Some(")"), "{parts:?}");
            *at += 1;
            return inside;
        }
        let mut licence = part.clone();
        if parts.get(*at).is_some_and(|part| part == "WITH") {
            licence = format!("{licence} WITH {}", parts[*at + 1]);
            *at += 2;
        }
        allowed.contains(&licence.as_str()).then(|| vec![licence])
    }
    let (parts, mut at) = (parts(expression), 0);
    let found = either(&parts, &mut at, allowed);
    assert_eq!(at, parts.len(), "{expression}: not an SPDX expression");
    found
}

#[test]
fn every_dependency_has_a_licence_that_deny_toml_allows_and_comes_from_crates_io() {
    let deny = deny();
    let allowed = words(&deny["licenses"]["allow"]);
    let registries = words(&deny["sources"]["allow-registry"]);
    assert_eq!(words(&deny["graph"]["targets"]), TARGETS);
    let (mut wrong, mut used) = (Vec::new(), Vec::new());
    let packages = packages(&TARGETS);
    for package in packages.iter().filter(|package| package["name"] != "farz") {
        let licence = package["license"].as_str().unwrap_or("none");
        match taken(licence, &allowed) {
            Some(licences) => used.extend(licences),
            None => wrong.push(format!("{}: licence {licence}", name(package))),
        }
        let source = package["source"].as_str().unwrap_or("none");
        if !registries.iter().any(|registry| source == format!("registry+{registry}")) {
            wrong.push(format!("{}: source {source}", name(package)));
        }
    }
    assert!(wrong.is_empty(), "deny.toml does not allow: {wrong:#?}");
    let idle: Vec<_> = allowed.iter().filter(|licence| !used.iter().any(|used| used == *licence)).collect();
    assert!(idle.is_empty(), "deny.toml allows licences that nothing needs: {idle:?}");
}

#[test]
fn expressions_of_licences_are_read_as_spdx_has_them() {
    let allowed = ["MIT", "BSD-3-Clause", "Unicode-3.0"];
    for (expression, wanted) in [
        ("MIT", Some("MIT")),
        ("Apache-2.0/MIT", Some("MIT")),
        ("GPL-3.0-only", None),
        ("GPL-3.0-only OR MIT", Some("MIT")),
        ("MIT AND GPL-3.0-only", None),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", Some("MIT Unicode-3.0")),
        ("Apache-2.0 WITH LLVM-exception OR BSD-3-Clause", Some("BSD-3-Clause")),
        ("MIT WITH an-exception", None),
        ("GPL-3.0-only AND Apache-2.0 OR MIT AND BSD-3-Clause", Some("MIT BSD-3-Clause")),
    ] {
        assert_eq!(taken(expression, &allowed).map(|found| found.join(" ")).as_deref(), wanted, "{expression}");
    }
}
