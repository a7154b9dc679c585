//! How a test says that it cannot run here. The unit tests in src/ take this file too, by its path.
//!
//! Each skip is a line on standard error, past the capture of the test runner, and a line in the file that `FARZ_SKIPS` names;
//! `.ci/run` counts those at its end. Where `CI` is set, a skip that the machine could have prevented fails the test.

use std::fmt::Display;
use std::fs::OpenOptions;
use std::io::{Write, stderr};
use std::thread;

/// Says that the running test, or a part of it, is skipped because of `what`. The caller returns then.
///
/// # Panics
/// Where `preventable` and the environment has `CI`: what is missing can be installed, or was said to be there.
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
