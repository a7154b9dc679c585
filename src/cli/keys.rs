//! `farz keys`: prints what the keys do, checks keymap files, explains keys and begins a keymap.

use super::args::KeysCommand;
use super::{Failure, complain, paths};
use crate::command::Context;
use crate::keymap::map::is_name;
use crate::keymap::{Found, Key, Keymap, Sequence, action, plain};
use crate::reference;
use crate::service::settings;
use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;

/// What a keymap begins with.
const STARTER: &str = include_str!("starter.toml");

/// Prints the keymap in force, and what is wrong in its files; or does what is asked. Exit status 1 if anything is wrong.
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
    io::stdout().write_all(reference::table(&keymap).as_bytes())?;
    say(&problems)
}

fn say(problems: &[String]) -> Result<ExitCode, Failure> {
    for problem in problems {
        complain(problem)?;
    }
    Ok(if problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn check(name: Option<&str>) -> Result<ExitCode, Failure> {
    let (_, keymap, problems) = settings::load(&paths()?, name);
    result(&keymap, &problems)
}

/// Checks one file, as if it were the keymap in force.
fn check_file(file: &Path) -> Result<ExitCode, Failure> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let name = stem.filter(|stem| is_name(stem)).unwrap_or_else(|| "keymap".to_owned());
    let folder = paths()?.keymaps();
    let (keymap, wrong) = Keymap::load(&name, |wanted| {
        if wanted == name {
            return Ok(Some(text.clone()));
        }
        Ok(settings::read(&folder.join(format!("{wanted}.toml")))?)
    });
    let problems: Vec<String> = wrong.iter().map(ToString::to_string).collect();
    result(&keymap, &problems)
}

fn result(keymap: &Keymap, problems: &[String]) -> Result<ExitCode, Failure> {
    let own = keymap.bindings().filter(|binding| !binding.file.starts_with("shipped "));
    for binding in own {
        for (key, why) in binding.keys.keys().iter().filter_map(|key| Some((key, plain::cannot_send(*key)?))) {
            let (file, line, column) = (&binding.file, binding.line, binding.column);
            writeln!(
                io::stdout(),
                "{file}:{line}:{column}: note: {key} needs a terminal with kitty's keyboard protocol: {why}"
            )?;
        }
    }
    if problems.is_empty() {
        writeln!(io::stdout(), "The keymap and config files are in order.")?;
    }
    say(problems)
}

fn which(name: Option<&str>, keys: &str) -> Result<ExitCode, Failure> {
    let sequence: Sequence = keys.parse().map_err(|error| format!("{error}"))?;
    let (_, keymap, problems) = settings::load(&paths()?, name);
    let mut out = io::stdout().lock();
    explain(&mut out, &keymap, &sequence)?;
    for (key, why) in sequence.keys().iter().filter_map(|key| Some((key, plain::cannot_send(*key)?))) {
        writeln!(out, "note: {key} needs a terminal with kitty's keyboard protocol: {why}")?;
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

/// Says what the keys do in each context.
fn explain(out: &mut impl Write, keymap: &Keymap, sequence: &Sequence) -> io::Result<()> {
    for context in Context::ALL {
        let written = |key: &Key| context.takes_text() && key.typed().is_some();
        let what = match keymap.find(context, sequence.keys()) {
            Found::Matched(binding) => {
                let (file, line) = (&binding.file, binding.line);
                format!("{}: {}  ({file}:{line})", action::names(&binding.actions), action::help(&binding.actions))
            }
            Found::Pending => {
                let next = keymap.continuations(context, sequence.keys());
                let next: Vec<String> = next.iter().map(|next| next.key.to_string()).collect();
                format!("begins longer keys; {} can follow", next.join(", "))
            }
            Found::NotFound if sequence.keys().iter().all(written) => "writes its character".to_owned(),
            Found::NotFound => "does nothing".to_owned(),
        };
        writeln!(out, "{:8} {sequence}  {what}", context.name())?;
    }
    Ok(())
}

fn init(name: &str) -> Result<ExitCode, Failure> {
    if !is_name(name) {
        return Err(format!("{name:?} cannot be the name of a keymap").into());
    }
    let folder = paths()?.keymaps();
    std::fs::create_dir_all(&folder)?;
    let file = folder.join(format!("{name}.toml"));
    match OpenOptions::new().write(true).create_new(true).open(&file) {
        Ok(mut new) => new.write_all(STARTER.as_bytes())?,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            return Err(format!("{} is there already, and stays as it is", file.display()).into());
        }
        Err(error) => return Err(format!("{}: {error}", file.display()).into()),
    }
    writeln!(
        io::stdout(),
        "Wrote {}. Use it with: farz --keymap {name}, or keymap = \"{name}\" in config.toml.",
        file.display()
    )?;
    Ok(ExitCode::SUCCESS)
}
