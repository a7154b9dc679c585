//! What the command line says: messages as text, on standard output and standard error.

use super::Failure;
use crate::config::Config;
use crate::message::{Locale, Message};
use crate::storage::Paths;
use std::error::Error;
use std::fmt;
use std::io::{self, Write};
use std::sync::OnceLock;

/// The catalogue of this process. It is the one value here that is global: messages become text in `Display` of errors
/// and in clap's help, neither of which can be handed a locale, and the command line speaks one language from start to end.
static LOCALE: OnceLock<Locale> = OnceLock::new();

/// The catalogue of the language that the config or the environment asks for. What is wrong in the config is told later,
/// by the command that reads all of it.
pub fn locale() -> &'static Locale {
    LOCALE.get_or_init(|| {
        let paths = Paths::discover(&|name| std::env::var_os(name)).ok();
        let text = paths.and_then(|paths| std::fs::read_to_string(paths.config_file()).ok()).unwrap_or_default();
        let (config, _) = Config::parse(&text, "config.toml");
        Locale::choose(config.language, |name| std::env::var(name).ok())
    })
}

/// `message` in the language of this process.
pub fn text(message: &Message) -> String {
    locale().text(message)
}

/// Prints `message` and a line feed on standard output.
///
/// # Errors
/// When standard output cannot be written.
pub fn print(message: &Message) -> io::Result<()> {
    writeln!(io::stdout(), "{}", text(message))
}

/// A message as an error, whose text is in the language of this process.
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
