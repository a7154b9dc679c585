//! What the keys do, written out: keymaps/README.md and the table of `farz keys`.

use crate::command::{Command, Context};
use crate::keymap::{Action, Keymap, action};
use std::fmt::Write;
use std::sync::Arc;

/// The heading of a context.
fn heading(context: Context) -> &'static str {
    match context {
        Context::Global => "In the list and in the reading view",
        Context::List => "In the article list",
        Context::Reader => "In the reading view",
        Context::Tags => "In the tag editor",
        Context::Note => "While writing a note",
        Context::Filter => "While writing the filter",
        Context::Palette => "In the command palette",
        Context::Help => "In the help",
        Context::History => "In the history",
    }
}

/// Keys of one context that do the same.
struct Line {
    keys: Vec<String>,
    actions: Vec<Action>,
    /// The file that says so, and in which lines.
    file: Arc<str>,
    places: Vec<usize>,
}

impl Line {
    fn names(&self) -> String {
        action::names(&self.actions)
    }

    /// Where it comes from: the file and its lines.
    fn origin(&self) -> String {
        let lines: Vec<String> = self.places.iter().map(ToString::to_string).collect();
        format!("{}:{}", self.file, lines.join(","))
    }

    fn help(&self) -> String {
        action::help(&self.actions)
    }
}

/// What the keys of a context do, in the order of the command table.
fn lines(map: &Keymap, context: Context) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for binding in map.bindings().filter(|binding| binding.context == context) {
        let keys = binding.keys.to_string();
        match lines.iter_mut().find(|line| line.actions == binding.actions && line.file == binding.file) {
            Some(line) => {
                line.keys.push(keys);
                line.places.push(binding.line);
            }
            None => lines.push(Line {
                keys: vec![keys],
                actions: binding.actions.clone(),
                file: binding.file.clone(),
                places: vec![binding.line],
            }),
        }
    }
    lines.sort_by(|a, b| a.actions.cmp(&b.actions));
    lines
}

/// The commands that no key runs.
fn unbound(map: &Keymap) -> Vec<Command> {
    let is_bound = |command: &Command| {
        map.bindings().any(|binding| binding.actions.iter().any(|action| action.command == *command))
    };
    Command::ALL.iter().copied().filter(|command| !is_bound(command)).collect()
}

/// The text of keymaps/README.md: the keys of `map` and all commands.
#[must_use]
pub fn markdown(map: &Keymap) -> String {
    let mut text = String::from(
        "# Keys\n\n\
         This file is written from the table of commands and from [default.toml](default.toml); a test fails when it is \
         stale. How to change keys is said at the top of default.toml.\n",
    );
    for context in Context::ALL {
        let _ = write!(
            text,
            "\n## {}\n\nContext `{}`.\n\n| keys | command | what it does |\n|---|---|---|\n",
            heading(context),
            context.name()
        );
        for line in lines(map, context) {
            let keys: Vec<String> = line.keys.iter().map(|keys| code(keys)).collect();
            let _ = writeln!(text, "| {} | {} | {} |", keys.join(" "), code(&line.names()), line.help());
        }
    }
    text.push_str("\n## Without a key\n\nThe palette runs them.\n\n| command | what it does |\n|---|---|\n");
    for command in unbound(map) {
        let _ = writeln!(text, "| {} | {} |", code(command.name()), command.help());
    }
    text.push_str("\n## Where each command can run\n\n| command | about | contexts |\n|---|---|---|\n");
    for command in Command::ALL {
        let contexts: Vec<&str> = command.contexts().iter().map(|context| context.name()).collect();
        let _ = writeln!(text, "| {} | {} | {} |", code(command.name()), command.group().name(), contexts.join(", "));
    }
    text
}

/// `text` as code in a cell of a Markdown table.
fn code(text: &str) -> String {
    let text = text.replace('|', "\\|");
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}

/// The keys of `map` as plain text in columns, for `farz keys`; every line ends with a line feed.
#[must_use]
pub fn table(map: &Keymap) -> String {
    let mut text = String::new();
    let mut section = |title: String, rows: Vec<[String; 3]>| {
        if rows.is_empty() {
            return;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        let width = |column: fn(&[String; 3]) -> &String| rows.iter().map(|row| column(row).chars().count()).max();
        let (first, second) = (width(|row| &row[0]).unwrap_or_default(), width(|row| &row[1]).unwrap_or_default());
        let _ = writeln!(text, "{title}");
        for [keys, command, help] in &rows {
            let line = format!("  {keys:first$}  {command:second$}  {help}");
            let _ = writeln!(text, "{}", line.trim_end());
        }
    };
    for context in Context::ALL {
        let rows = lines(map, context)
            .into_iter()
            .map(|line| [line.keys.join(", "), line.names(), format!("{}  ({})", line.help(), line.origin())]);
        section(format!("[{}] {}", context.name(), heading(context)), rows.collect());
    }
    let rows = unbound(map).into_iter().map(|command| [String::new(), command.name().into(), command.help().into()]);
    section("Without a key (the palette runs them)".to_owned(), rows.collect());
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// With `FARZ_UPDATE_REFERENCE` set, the file is written instead.
    #[test]
    fn the_written_reference_is_not_stale() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("keymaps/README.md");
        let fresh = markdown(&Keymap::default_map());
        if std::env::var_os("FARZ_UPDATE_REFERENCE").is_some() {
            std::fs::write(&path, &fresh).unwrap();
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(written == fresh, "stale: write it with `FARZ_UPDATE_REFERENCE=1 cargo test reference`");
    }

    #[test]
    fn the_table_has_every_command_and_every_key() {
        let map = Keymap::default_map();
        let table = table(&map);
        assert!(table.lines().any(|line| line.split("  ").any(|cell| cell == "l, enter, right")), "{table}");
        assert!(table.contains("[list] In the article list\n"));
        for command in Command::ALL {
            assert!(table.contains(command.name()), "{}", command.name());
            assert!(markdown(&map).contains(&format!("`{}`", command.name())));
        }
        for binding in map.bindings() {
            assert!(table.contains(&binding.keys.to_string()));
        }
    }

    #[test]
    fn keys_that_markdown_means_otherwise_are_kept() {
        assert_eq!(code("|"), "`\\|`");
        assert_eq!(code("`"), "`` ` ``");
    }
}
