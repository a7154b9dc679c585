//! farz (Arabic فرز, "sorting, triage"): a terminal reader for working through a stack of articles.
//!
//! The modules stand in the order in which they build on each other: a file imports only from those above it.
//!
//! # Invariants
//!
//! - A file imports only from the floors below.
//!   Test: `files_import_from_the_floors_below_only`.
//! - The parts of a module have an order too.
//!   Test: `parts_of_a_module_do_not_import_each_other_in_a_cycle`.
//! - A crate, the file system and the clock are named by their owners.
//!   Test: `crates_files_and_clock_are_named_by_their_owners_only`.
//! - No file is over 600 lines, and no test sleeps.
//!   Test: `no_file_is_too_long_unfinished_or_silenced_and_no_test_sleeps`.

pub mod text;
pub mod domain;
pub mod message;

pub mod command;
pub mod filter;
pub mod ingest;
pub mod storage;

pub mod export;
pub mod keymap;
pub mod config;
pub mod reference;

pub mod service;
pub mod terminal;

pub mod app;

pub mod ui;

pub mod runtime;
pub mod cli;
