//! Builds the help of the command line from the catalogue: the message `help-mark` describes `farz mark`, and
//! `help-mark-query` its argument `query`.

use super::args::Cli;
use crate::message::Locale;
use clap::{Command, CommandFactory};

/// Returns the command line with its help in the language of `locale`.
pub fn command(locale: &Locale) -> Command {
    let text = |id: &str| locale.text_of(id).unwrap_or_default();
    let whole = walk(Cli::command(), None, &text);
    whole.after_help(text("help-farz-after"))
}

/// Sets the help of the command, its arguments and its subcommands from `text`.
fn walk(command: Command, above: Option<&str>, text: &impl Fn(&str) -> String) -> Command {
    let id = match above {
        // The arguments of `farz` itself; the ids of its commands leave its name out.
        None => "help-farz".to_owned(),
        Some(above) => format!("{above}-{}", command.get_name()),
    };
    let below = if above.is_none() { "help" } else { id.as_str() };
    let names: Vec<String> = command.get_subcommands().map(|one| one.get_name().to_owned()).collect();
    let command = command.about(text(&id)).long_about(None::<&'static str>).mut_args(|argument| {
        let name = argument.get_id().as_str().replace('_', "-");
        argument.help(text(&format!("{id}-{name}"))).long_help(None::<&'static str>)
    });
    names.iter().fold(command, |command, name| command.mut_subcommand(name, |one| walk(one, Some(below), text)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;
    use std::collections::BTreeSet;

    #[test]
    fn every_command_and_argument_has_its_help_in_the_catalogue_and_nothing_else_has() {
        let asked = RefCell::new(BTreeSet::from(["help-farz-after".to_owned()]));
        walk(Cli::command(), None, &|id| {
            asked.borrow_mut().insert(id.to_owned());
            String::new()
        });
        // The values of an argument name their help messages where they are declared.
        let values = include_str!("args.rs").split("msg!(\"").skip(1).filter_map(|rest| rest.split('"').next());
        asked.borrow_mut().extend(values.map(str::to_owned));
        let catalogue = include_str!("../../locales/en.ftl");
        let ids = catalogue.lines().filter_map(|line| line.split_once(" =")).map(|(id, _)| id.to_owned());
        let written: BTreeSet<String> = ids.filter(|id| id.starts_with("help-")).collect();
        assert_eq!(asked.into_inner(), written);
    }

    /// Checks that the documentation of every command and argument equals its help.
    fn same(documented: &Command, shown: &Command) {
        let [documented_about, about] = [documented, shown].map(|one| one.get_about().map(ToString::to_string));
        assert_eq!(documented_about, about, "{}", shown.get_name());
        for (documented, shown) in documented.get_arguments().zip(shown.get_arguments()) {
            let [documented_help, help] = [documented, shown].map(|one| one.get_help().map(ToString::to_string));
            assert_eq!(documented_help, help, "{}", shown.get_id());
        }
        documented
            .get_subcommands()
            .zip(shown.get_subcommands())
            .for_each(|(documented, shown)| same(documented, shown));
    }

    #[test]
    fn the_documentation_of_commands_and_arguments_is_their_help() {
        same(&Cli::command(), &command(&Locale::default()));
    }

    #[test]
    fn the_help_is_that_of_the_catalogue() {
        let help = command(&Locale::default()).render_long_help().to_string();
        assert!(help.contains("List articles, newest first"), "{help}");
        assert!(help.ends_with("? shows the keys.\n"), "{help}");
    }
}
