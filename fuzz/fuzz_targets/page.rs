//! Any bytes that a server calls a page give a story that can be shown, or say why not.
#![no_main]

mod common;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| common::web("text/html", data));
