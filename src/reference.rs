//! The key reference: keymaps/README.md and the table of `farz keys`.

use crate::command::{Command, Context};
use crate::keymap::{Action, Keymap, action};
use crate::message::{Locale, Message, msg};
use crate::text::{columns, padded};
use std::fmt::Write;
use std::sync::Arc;

/// The keys of one context that run the same actions.
struct Line {
    keys: Vec<String>,
    actions: Vec<Action>,
    /// The file that binds them, and its lines.
    file: Arc<str>,
    places: Vec<usize>,
}

impl Line {
    fn names(&self) -> String {
        action::names(&self.actions)
    }

    /// Returns the file and its lines, as `file:1,2`.
    fn origin(&self) -> String {
        let lines: Vec<String> = self.places.iter().map(ToString::to_string).collect();
        format!("{}:{}", self.file, lines.join(","))
    }

    fn help(&self, locale: &Locale) -> String {
        action::help(&self.actions).map(|help| locale.text(&help)).unwrap_or_default()
    }
}

/// Returns the lines of a context, in the order of the command table.
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

/// Returns the commands without a key.
fn unbound(map: &Keymap) -> Vec<Command> {
    let is_bound = |command: &Command| {
        map.bindings().any(|binding| binding.actions.iter().any(|action| action.command == *command))
    };
    Command::ALL.iter().copied().filter(|command| !is_bound(command)).collect()
}

/// Returns the text of keymaps/README.md: the keys of `map` and all commands.
#[must_use]
pub fn markdown(map: &Keymap, locale: &Locale) -> String {
    let say = |message: Message| locale.text(&message);
    let head = |columns: &[Message]| {
        let names: Vec<String> = columns.iter().map(|column| locale.text(column)).collect();
        format!("| {} |\n|{}\n", names.join(" | "), "---|".repeat(columns.len()))
    };
    let (keys, command) = (msg!("reference-keys"), msg!("reference-command"));
    let (help, group) = (msg!("reference-help"), msg!("reference-group"));
    let mut text = format!("# {}\n\n{}\n", say(msg!("reference-title")), say(msg!("reference-intro")));
    for context in Context::ALL {
        let name = say(msg!("reference-context", name = code(context.name())));
        let columns = head(&[keys.clone(), command.clone(), help.clone()]);
        let _ = write!(text, "\n## {}\n\n{name}\n\n{columns}", say(context.heading()));
        for line in lines(map, context) {
            let keys: Vec<String> = line.keys.iter().map(|keys| code(keys)).collect();
            let _ = writeln!(text, "| {} | {} | {} |", keys.join(" "), code(&line.names()), line.help(locale));
        }
    }
    let (title, intro) = (say(msg!("reference-unbound")), say(msg!("reference-unbound-intro")));
    let _ = write!(text, "\n## {title}\n\n{intro}\n\n{}", head(&[command.clone(), help]));
    for command in unbound(map) {
        let _ = writeln!(text, "| {} | {} |", code(command.name()), say(command.help()));
    }
    let columns = head(&[command, group, msg!("reference-contexts")]);
    let _ = write!(text, "\n## {}\n\n{columns}", say(msg!("reference-where")));
    for command in Command::ALL {
        let contexts: Vec<&str> = command.contexts().iter().map(|context| context.name()).collect();
        let (name, group) = (code(command.name()), say(command.group().name()));
        let _ = writeln!(text, "| {name} | {group} | {} |", contexts.join(", "));
    }
    text
}

/// Formats `text` as code in a cell of a Markdown table.
fn code(text: &str) -> String {
    let text = text.replace('|', "\\|");
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}

/// Returns the keys of `map` as plain text in columns, for `farz keys`. Every line ends with a line feed.
#[must_use]
pub fn table(map: &Keymap, locale: &Locale) -> String {
    let mut text = String::new();
    let mut section = |title: String, rows: Vec<[String; 3]>| {
        if rows.is_empty() {
            return;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        let width = |column: fn(&[String; 3]) -> &String| rows.iter().map(|row| columns(column(row))).max();
        let (first, second) = (width(|row| &row[0]).unwrap_or_default(), width(|row| &row[1]).unwrap_or_default());
        let _ = writeln!(text, "{title}");
        for [keys, command, help] in &rows {
            let line = format!("  {}  {}  {help}", padded(keys, first), padded(command, second));
            let _ = writeln!(text, "{}", line.trim_end());
        }
    };
    for context in Context::ALL {
        let rows = lines(map, context).into_iter().map(|line| {
            let help = format!("{}  ({})", line.help(locale), line.origin());
            [line.keys.join(", "), line.names(), help]
        });
        section(format!("[{}] {}", context.name(), locale.text(&context.heading())), rows.collect());
    }
    let rows = unbound(map)
        .into_iter()
        .map(|command| [String::new(), command.name().to_owned(), locale.text(&command.help())]);
    section(locale.text(&msg!("reference-unbound-palette")), rows.collect());
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// With `FARZ_UPDATE_REFERENCE` set, this test writes the file instead of comparing it.
    #[test]
    fn the_written_reference_is_not_stale() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("keymaps/README.md");
        let fresh = markdown(&Keymap::default_map(), &Locale::default());
        if std::env::var_os("FARZ_UPDATE_REFERENCE").is_some() {
            std::fs::write(&path, &fresh).unwrap();
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(written == fresh, "stale: write it with `FARZ_UPDATE_REFERENCE=1 cargo test reference`");
    }

    #[test]
    fn the_table_has_every_command_and_every_key() {
        let map = Keymap::default_map();
        let locale = Locale::default();
        let table = table(&map, &locale);
        assert!(table.lines().any(|line| line.split("  ").any(|cell| cell == "l, enter, right")), "{table}");
        assert!(table.contains("[list] In the article list\n"));
        for command in Command::ALL {
            assert!(table.contains(command.name()), "{}", command.name());
            assert!(markdown(&map, &locale).contains(&format!("`{}`", command.name())));
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
