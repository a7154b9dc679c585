//! All tests from outside the library, in one binary with a module for each subject.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod completions;
mod crash;
mod disks;
mod calls;
mod floors;
mod fribidi;
mod hostile;
mod http;
mod ingest_table;
mod ingest_data;
mod journeys;
mod keymaps;
mod languages;
mod line;
mod log;
mod manifest;
mod messages;
mod out;
mod pace;
mod readme;
mod rust_source;
mod ssh;
mod schema;
mod scripts;
mod skips;
mod state;
mod support;
mod terminal;
mod texts;
mod tmux;
mod views;
mod web;
