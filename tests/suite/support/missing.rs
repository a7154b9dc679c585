//! Requirements of tests that a machine may lack.
//!
//! If `CI` is set, a missing tool fails the test, and so does a missing file in a folder that `FARZ_SHARED` names. If
//! `FARZ_SHARED` is not set and `../shared` does not exist, the tests over shared data are skipped and counted: the
//! data is not part of the project, and `.ci/run` reports this at its start. Tests that need something the system does
//! not permit (mounting, a network namespace, IPv6) are skipped and counted too, because installing something would
//! not help.

use super::skip::skip;
use std::path::{Path, PathBuf};

/// Skips because a program or a system file that a package provides is missing.
pub fn tool(name: &str) {
    skip(format_args!("{name} is not installed"), true);
}

/// Skips because the system does not permit something.
pub fn permission(what: &str) {
    skip(what, false);
}

/// Returns the path of something in the folder of shared data; skips and returns `None` if it does not exist.
pub fn shared(part: &str) -> Option<PathBuf> {
    let named = std::env::var_os("FARZ_SHARED").map(PathBuf::from);
    let is_named = named.is_some();
    let folder = named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    let path = folder.join(part);
    if path.exists() {
        return Some(path);
    }
    // `.ci/run` sets FARZ_SHARED if the folder exists.
    skip(format_args!("there is no {}", path.display()), is_named);
    None
}
