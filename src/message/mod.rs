//! All text for the user, as data: a [`Message`] is the id of a sentence and its typed arguments.
//!
//! The sentences are in `locales/en.ftl` (Project Fluent). Code creates messages with `msg!` and passes them around as
//! values that tests can compare; the code that draws or prints them turns them into text with a [`Locale`]. The
//! catalogue handles plural forms and word order.
//!
//! Invariants: every id in the source is in the catalogue with exactly the variables that are passed, and the
//! catalogue has no unused id.
//! Tests: `every_message_is_in_the_catalogue_with_its_variables`, `every_id_of_the_catalogue_is_used`.

mod locale;
mod nearest;

pub use locale::{Language, Locale};
pub use nearest::nearest;

use std::borrow::Cow;
use std::fmt;
use std::path::{Path, PathBuf};

/// A sentence of the catalogue with its arguments.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Message {
    id: &'static str,
    args: Vec<(&'static str, Arg)>,
}

impl Message {
    /// Creates the message `id` with the variables of its pattern. Prefer `msg!`: a test checks its ids and variables.
    #[must_use]
    pub fn new(id: &'static str, args: Vec<(&'static str, Arg)>) -> Self {
        Self { id, args }
    }

    /// Returns the id in the catalogue.
    #[must_use]
    pub fn id(&self) -> &'static str {
        self.id
    }

    /// Returns the variables and their values.
    #[must_use]
    pub fn args(&self) -> &[(&'static str, Arg)] {
        &self.args
    }

    /// The same message with every text in it, also in messages within it, as `clean` gives it.
    #[must_use]
    pub fn with_texts(self, clean: &impl Fn(&str) -> String) -> Self {
        let args = self.args.into_iter().map(|(name, arg)| (name, arg.with_texts(clean))).collect();
        Self { id: self.id, args }
    }
}

#[cfg(test)]
impl From<&str> for Message {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

/// A text that is complete by itself, such as the reason that a server gives.
impl From<String> for Message {
    fn from(text: String) -> Self {
        msg!("verbatim", text = text)
    }
}

/// Writes the English text, for logs and for errors that are not shown in the user's language. Screens use
/// [`Locale::text`].
impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Locale::default().text(self))
    }
}

/// The value of a variable of a message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Arg {
    /// Text that is the same in every language: a name, a title, a key, the words of the operating system.
    Text(Cow<'static, str>),
    /// A number, by which Fluent chooses the plural form.
    Number(i64),
    /// A message within the message.
    Message(Box<Message>),
    /// The path of a file. Bytes that are not UTF-8 are shown as U+FFFD.
    Path(PathBuf),
    /// Several values, joined in the way of the language (message `list-join`).
    List(Vec<Arg>),
}

impl Arg {
    /// Creates a list of values, joined in the way of the language.
    pub fn list<T: Into<Self>>(values: impl IntoIterator<Item = T>) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }

    fn with_texts(self, clean: &impl Fn(&str) -> String) -> Self {
        match self {
            Self::Text(text) => Self::from(clean(&text)),
            Self::Number(_) => self,
            Self::Message(message) => Self::from(message.with_texts(clean)),
            Self::Path(path) => Self::from(clean(&path.to_string_lossy())),
            Self::List(values) => Self::List(values.into_iter().map(|value| value.with_texts(clean)).collect()),
        }
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(Cow::Owned(text.to_owned()))
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<&String> for Arg {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<Cow<'_, str>> for Arg {
    fn from(text: Cow<'_, str>) -> Self {
        Self::Text(Cow::Owned(text.into_owned()))
    }
}

impl From<char> for Arg {
    fn from(c: char) -> Self {
        Self::from(c.to_string())
    }
}

impl From<Message> for Arg {
    fn from(message: Message) -> Self {
        Self::Message(Box::new(message))
    }
}

impl From<PathBuf> for Arg {
    fn from(path: PathBuf) -> Self {
        Self::Path(path)
    }
}

impl From<&Path> for Arg {
    fn from(path: &Path) -> Self {
        Self::Path(path.to_owned())
    }
}

impl From<&PathBuf> for Arg {
    fn from(path: &PathBuf) -> Self {
        Self::Path(path.clone())
    }
}

macro_rules! numbers {
    ($($number:ty)*) => {
        $(impl From<$number> for Arg {
            fn from(number: $number) -> Self {
                Self::Number(i64::from(number))
            }
        })*
    };
}

numbers! { u8 u16 u32 i32 i64 }

macro_rules! big_numbers {
    ($($number:ty)*) => {
        $(impl From<$number> for Arg {
            /// Converts a number; one beyond `i64` becomes the maximum.
            fn from(number: $number) -> Self {
                Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
            }
        })*
    };
}

big_numbers! { u64 usize u128 }

/// Creates a [`Message`]: `msg!("decided-count", verdict = msg!("verdict-keep"), count = 3)`. A name with `_` is the
/// variable of the same name.
macro_rules! msg {
    ($id:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::message::Message::new($id, vec![$((stringify!($name), $crate::message::Arg::from($value))),*])
    };
}

pub(crate) use msg;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_data_that_can_be_compared() {
        let message = |count: usize| msg!("a", name = "x", count = count, inner = msg!("b"));
        assert_eq!(message(1), message(1));
        assert_ne!(message(1), message(2));
        assert_eq!(message(1).id(), "a");
        assert_eq!(message(7).args()[1], ("count", Arg::Number(7)));
        assert_eq!(Arg::from(u64::MAX), Arg::Number(i64::MAX));
    }

    #[test]
    fn every_text_in_a_message_can_be_cleaned() {
        let message = |path: &Path, x: &str| msg!("a", path = path, list = Arg::list([x]), inner = msg!("b", x = x));
        let upper = message(Path::new("p"), "x").with_texts(&|text| text.to_uppercase());
        assert_eq!(upper, msg!("a", path = "P", list = Arg::list(["X"]), inner = msg!("b", x = "X")));
    }
}
