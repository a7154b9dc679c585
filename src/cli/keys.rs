//! `farz keys`: prints the keys, checks keymap files, explains keys and writes a starter keymap.

use super::args::KeysCommand;
use super::words::{locale, print, text, warn};
use super::{Failure, paths};
use crate::command::Context;
use crate::keymap::map::is_name;
use crate::keymap::{Diagnostic, Found, Key, Keymap, Sequence, action, plain};
use crate::message::{Arg, msg};
use crate::reference;
use crate::service::settings;
use crate::text::padded;
use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;

/// The starter keymap.
const STARTER: &str = include_str!("starter.toml");

/// Prints the current keymap and the errors in its files, or runs the subcommand. Exit status 1 if there are errors.
pub fn run(name: Option<&str>, command: Option<KeysCommand>) -> Result<ExitCode, Failure> {
    match command {
        None => list(name),
        Some(KeysCommand::Check { file: None }) => check(name),
        Some(KeysCommand::Check { file: Some(file) }) => check_file(&file),
        Some(KeysCommand::Which { keys }) => which(name, &keys),
        Some(KeysCommand::Init { name }) => init(&name),
    }
}

fn list(name: Option<&str>) -> Result<ExitCode, Failure> {
    let (_, keymap, problems) = settings::load(&paths()?, name);
    io::stdout().write_all(reference::table(&keymap, locale()).as_bytes())?;
    say(&problems)
}

fn say(problems: &[Diagnostic]) -> Result<ExitCode, Failure> {
    for problem in problems {
        warn(&problem.message())?;
    }
    Ok(if problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn check(name: Option<&str>) -> Result<ExitCode, Failure> {
    let (_, keymap, problems) = settings::load(&paths()?, name);
    result(&keymap, &problems)
}

/// Checks one file as if it were the current keymap.
fn check_file(file: &Path) -> Result<ExitCode, Failure> {
    let text =
        std::fs::read_to_string(file).map_err(|error| msg!("file-error", file = file, why = error.to_string()))?;
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let name = stem.filter(|stem| is_name(stem)).unwrap_or_else(|| "keymap".to_owned());
    let folder = paths()?.keymaps();
    let (keymap, wrong) = Keymap::load(&name, |wanted| {
        if wanted == name {
            return Ok(Some(text.clone()));
        }
        Ok(settings::read(&folder.join(format!("{wanted}.toml")))?)
    });
    result(&keymap, &wrong)
}

fn result(keymap: &Keymap, problems: &[Diagnostic]) -> Result<ExitCode, Failure> {
    let own = keymap.bindings().filter(|binding| !binding.file.starts_with("shipped "));
    for binding in own {
        for (key, why) in binding.keys.keys().iter().filter_map(|key| Some((key, plain::cannot_send(*key)?))) {
            let (file, line, column) = (&binding.file, binding.line, binding.column);
            let note = text(&msg!("keys-kitty", key = key.to_string(), why = why));
            writeln!(io::stdout(), "{file}:{line}:{column}: {note}")?;
        }
    }
    if problems.is_empty() {
        print(&msg!("keys-in-order"))?;
    }
    say(problems)
}

fn which(name: Option<&str>, keys: &str) -> Result<ExitCode, Failure> {
    let sequence: Sequence = keys.parse()?;
    let (_, keymap, problems) = settings::load(&paths()?, name);
    let mut out = io::stdout().lock();
    explain(&mut out, &keymap, &sequence)?;
    for (key, why) in sequence.keys().iter().filter_map(|key| Some((key, plain::cannot_send(*key)?))) {
        writeln!(out, "{}", text(&msg!("keys-kitty", key = key.to_string(), why = why)))?;
    }
    let elsewhere: Vec<Key> = sequence
        .keys()
        .iter()
        .map(|key| match plain::sent(*key) {
            plain::Sent::Same => *key,
            plain::Sent::As(other) | plain::Sent::Without(other) => other,
        })
        .collect();
    if elsewhere != sequence.keys()
        && let Some(elsewhere) = Sequence::new(elsewhere)
    {
        explain(&mut out, &keymap, &elsewhere)?;
    }
    say(&problems)
}

/// Prints the effect of the keys in each context.
fn explain(out: &mut impl Write, keymap: &Keymap, sequence: &Sequence) -> io::Result<()> {
    for context in Context::ALL {
        let written = |key: &Key| context.takes_text() && key.typed().is_some();
        let what = match keymap.find(context, sequence.keys()) {
            Found::Matched(binding) => {
                let (file, line) = (&binding.file, binding.line);
                let help = action::help(&binding.actions).map(|help| text(&help)).unwrap_or_default();
                format!("{}: {help}  ({file}:{line})", action::names(&binding.actions))
            }
            Found::Pending => {
                let next = keymap.continuations(context, sequence.keys());
                text(&msg!("keys-pending", keys = Arg::list(next.iter().map(|next| next.key.to_string()))))
            }
            Found::NotFound if sequence.keys().iter().all(written) => text(&msg!("keys-typed")),
            Found::NotFound => text(&msg!("keys-nothing")),
        };
        writeln!(out, "{} {sequence}  {what}", padded(context.name(), 8))?;
    }
    Ok(())
}

fn init(name: &str) -> Result<ExitCode, Failure> {
    if !is_name(name) {
        return Err(msg!("keys-bad-name", name = name).into());
    }
    let folder = paths()?.keymaps();
    std::fs::create_dir_all(&folder)?;
    let file = folder.join(format!("{name}.toml"));
    match OpenOptions::new().write(true).create_new(true).open(&file) {
        Ok(mut new) => new.write_all(STARTER.as_bytes())?,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            return Err(msg!("keys-exists", file = &file).into());
        }
        Err(error) => return Err(msg!("file-error", file = &file, why = error.to_string()).into()),
    }
    print(&msg!("keys-written", file = &file, name = name))?;
    Ok(ExitCode::SUCCESS)
}
