//! What tests need and a machine may not have.
//!
//! Where `CI` is set, a missing tool fails the test, and so does a missing file of a folder that `FARZ_SHARED` names. Where
//! `FARZ_SHARED` is not set and there is no `../shared`, the tests over shared data are skipped and counted: the data is not part of the
//! project, and `.ci/run` says so at its start. What the system does not permit (mounting, a network namespace, IPv6) is skipped and
//! counted too: nothing can be installed for it.

use super::skip::skip;
use std::path::{Path, PathBuf};

/// A program or a file of the system that a package has is missing.
pub fn tool(name: &str) {
    skip(format_args!("{name} is not installed"), true);
}

/// The system does not permit something here.
pub fn permission(what: &str) {
    skip(what, false);
}

/// The path of something in the folder of shared data; nothing, and a skip, where it is not there.
pub fn shared(part: &str) -> Option<PathBuf> {
    let named = std::env::var_os("FARZ_SHARED").map(PathBuf::from);
    let is_named = named.is_some();
    let folder = named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    let path = folder.join(part);
    if path.exists() {
        return Some(path);
    }
    // `.ci/run` sets FARZ_SHARED where the folder is there.
    skip(format_args!("there is no {}", path.display()), is_named);
    None
}
