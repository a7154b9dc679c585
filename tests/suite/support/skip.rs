//! Reports that a test cannot run here. The unit tests in src/ include this file too, by its path.
//!
//! Each skip is a line on standard error, outside the capture of the test runner, and a line in the file that
//! `FARZ_SKIPS` names; `.ci/run` counts these at its end. If `CI` is set, a skip that the machine could have prevented
//! fails the test.

use std::fmt::Display;
use std::fs::OpenOptions;
use std::io::{Write, stderr};
use std::thread;

/// Reports that the running test, or a part of it, is skipped because of `what`. The caller then returns.
///
/// # Panics
/// If `preventable` and the environment has `CI`: the missing thing can be installed, or was declared to exist.
pub fn skip(what: impl Display, preventable: bool) {
    let thread = thread::current();
    let line = format!("skipped: {}: {what}\n", thread.name().unwrap_or("a test"));
    let _ = stderr().write_all(line.as_bytes());
    if let Some(file) = std::env::var_os("FARZ_SKIPS") {
        let file = OpenOptions::new().append(true).create(true).open(file);
        file.and_then(|mut file| file.write_all(line.as_bytes()))
            .expect("the file that FARZ_SKIPS names can be written");
    }
    let in_ci = std::env::var_os("CI").is_some_and(|value| !value.is_empty());
    assert!(!(preventable && in_ci), "CI is set, and {what}");
}
