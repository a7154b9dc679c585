//! Any bytes that are read as JSON Lines, as JSON or from standard input give articles that can be shown, or say why not.
#![no_main]

mod common;

use farz::ingest::{Source, read};
use libfuzzer_sys::fuzz_target;
use std::ops::ControlFlow;

fuzz_target!(|data: &[u8]| {
    common::web("application/jsonl", data);
    common::web("application/json", data);
    read(&Source::Stdin, Some(data), 0, &mut |found| {
        common::item(&found);
        ControlFlow::Continue(())
    });
});
