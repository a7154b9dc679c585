//! The output of the command line: messages as text, on standard output and standard error.

use super::Failure;
use crate::config::Config;
use crate::keymap::ParseKeyError;
use crate::message::{Locale, Message};
use crate::service::fetch_failure::FetchFailure;
use crate::service::hooks::HookError;
use crate::service::ingestion::UnknownFeed;
use crate::service::library::AccessError;
use crate::service::settings::SettingsError;
use crate::storage::Paths;
use crate::terminal::modes::TermError;
use crate::text::clean;
use std::error::Error;
use std::fmt::{self, Display};
use std::io::{self, Write};
use std::sync::OnceLock;

/// The catalogue of this process. It is the only global value here: `Display` of errors and clap's help turn messages
/// into text, and neither accepts a locale. The command line uses one language from start to end.
static LOCALE: OnceLock<Locale> = OnceLock::new();

/// Returns the catalogue of the language that the config or the environment asks for. Errors in the config are
/// reported later, by the command that reads all of it.
pub fn locale() -> &'static Locale {
    LOCALE.get_or_init(|| {
        let paths = Paths::discover(&|name| std::env::var_os(name)).ok();
        let text = paths.and_then(|paths| std::fs::read_to_string(paths.config_file()).ok()).unwrap_or_default();
        let (config, _) = Config::parse(&text, "config.toml");
        Locale::choose(config.language, |name| std::env::var(name).ok())
    })
}

/// Returns `message` in the language of this process.
pub fn text(message: &Message) -> String {
    locale().text(message)
}

/// Prints `message` and a line feed on standard output.
///
/// # Errors
/// If standard output cannot be written.
pub fn print(message: &Message) -> io::Result<()> {
    writeln!(io::stdout(), "{}", shown(text(message)))
}

/// Reports `what` on standard error.
///
/// # Errors
/// If standard error cannot be written.
pub fn complain(what: impl Display) -> io::Result<()> {
    writeln!(io::stderr(), "farz: {}", shown(what))
}

/// Reports `message` on standard error.
///
/// # Errors
/// If standard error cannot be written.
pub fn warn(message: &Message) -> io::Result<()> {
    complain(text(message))
}

/// Escapes the control characters in `what` that would act on a terminal. File names and arguments can contain any.
pub fn shown(what: impl Display) -> String {
    // A line feed ends a line of output, and a tab separates its columns.
    clean::escaped(what.to_string(), |c| c.is_control() && !matches!(c, '\n' | '\t'))
}

/// Returns the text of an error: its message in the language of this process if its type has one, else its `Display`
/// text.
pub fn described(error: &(dyn Error + 'static)) -> String {
    fn of<E: Error + 'static>(error: &(dyn Error + 'static), message: fn(&E) -> Message) -> Option<Message> {
        error.downcast_ref().map(message)
    }
    let message = of(error, SettingsError::message)
        .or_else(|| of(error, FetchFailure::message))
        .or_else(|| of(error, AccessError::message))
        .or_else(|| of(error, UnknownFeed::message))
        .or_else(|| of(error, HookError::message))
        .or_else(|| of(error, ParseKeyError::message))
        .or_else(|| of(error, |error: &TermError| error.message()));
    message.map_or_else(|| error.to_string(), |message| text(&message))
}

/// A message as an error; its text is in the language of this process.
#[derive(Debug)]
struct Said(Message);

impl fmt::Display for Said {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&text(&self.0))
    }
}

impl Error for Said {}

impl From<Message> for Failure {
    fn from(message: Message) -> Self {
        Box::new(Said(message))
    }
}
