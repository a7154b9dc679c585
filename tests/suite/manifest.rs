//! What farz asks of a compiler is what all that it is built from asks.

use crate::support::skip::skip;
use serde_json::Value;
use std::process::Command;

/// The targets that farz is built for.
const TARGETS: [&str; 4] =
    ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu", "x86_64-apple-darwin", "aarch64-apple-darwin"];

/// The packages of Cargo.lock that are built for any of `targets`, farz among them, as `cargo metadata` describes them. Nothing is
/// downloaded: a target whose packages are not on this machine is skipped, but for the one of this machine.
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

/// A version of Rust, `1.89` or `1.89.0`, as numbers that can be compared.
fn rust_version(text: &str) -> Vec<u32> {
    let mut parts: Vec<u32> = text.split('.').map(|part| part.parse().unwrap()).collect();
    parts.resize(3, 0);
    parts
}

fn name(package: &Value) -> String {
    format!("{} {}", package["name"].as_str().unwrap(), package["version"].as_str().unwrap())
}

/// Clippy's `incompatible_msrv` holds the code itself against `rust-version`; this holds all that it is built from.
#[test]
fn no_dependency_asks_for_a_newer_rust_than_farz_does() {
    let packages = packages(&TARGETS);
    let farz = packages.iter().find(|package| package["name"] == "farz").unwrap();
    let ours = rust_version(farz["rust_version"].as_str().expect("Cargo.toml has rust-version"));
    let asks = |package: &&Value| package["rust_version"].as_str().is_some_and(|asked| rust_version(asked) > ours);
    let newer: Vec<String> = packages.iter().filter(asks).map(name).collect();
    assert!(newer.is_empty(), "these ask for a newer Rust than rust-version in Cargo.toml says: {newer:?}");
}

#[test]
fn versions_of_rust_are_compared_as_numbers() {
    assert!(rust_version("1.100") > rust_version("1.89.1") && rust_version("1.89.0") == rust_version("1.89"));
}
