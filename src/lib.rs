//! farz (Arabic فرز, "sorting, triage"): a terminal reader for working through a stack of articles.
//!
//! The modules stand in the order in which they build on each other: a file imports only from those above it.

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
