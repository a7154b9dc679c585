//! farz (Arabic فرز, "sorting, triage"): a terminal reader for working through a stack of articles.
//!
//! The modules are in dependency order: a file imports only from its own module and from the floors above it here.
//!
//! # Invariants
//!
//! - A file imports only from lower floors.
//!   Test: `files_import_from_the_floors_below_only`.
//! - The parts of a module have an order too: they do not import each other in a cycle.
//!   Test: `parts_of_a_module_do_not_import_each_other_in_a_cycle`.
//! - Only the owner of a crate, of the file system or of the clock names it.
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
