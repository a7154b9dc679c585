//! Keys pressed one after the other: `g g`.

use super::key::{Key, ParseKeyError};
use std::fmt;
use std::str::FromStr;

/// At least one key, pressed one after the other without a time limit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sequence(Vec<Key>);

impl Sequence {
    /// Creates the sequence of these keys; `None` if there are none.
    #[must_use]
    pub fn new(keys: Vec<Key>) -> Option<Self> {
        (!keys.is_empty()).then_some(Self(keys))
    }

    /// Returns the keys, in order.
    #[must_use]
    pub fn keys(&self) -> &[Key] {
        &self.0
    }
}

impl fmt::Display for Sequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&written(&self.0))
    }
}

/// Formats `keys` in the notation of keymaps, separated by blanks.
#[must_use]
pub fn written(keys: &[Key]) -> String {
    keys.iter().map(Key::to_string).collect::<Vec<_>>().join(" ")
}

impl FromStr for Sequence {
    type Err = ParseKeyError;

    /// Parses keys separated by white space.
    fn from_str(text: &str) -> Result<Self, ParseKeyError> {
        let keys = text.split_whitespace().map(str::parse).collect::<Result<Vec<Key>, _>>()?;
        Self::new(keys).ok_or_else(|| ParseKeyError {
            text: text.to_owned(),
            nearest: text.contains(' ').then(|| "space".to_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sequence_is_written_and_read_back() {
        let sequence: Sequence = " g   ctrl-x space ".parse().unwrap();
        assert_eq!(sequence.to_string(), "g ctrl-x space");
        assert_eq!(sequence.keys().len(), 3);
        assert_eq!(sequence.to_string().parse(), Ok(sequence));
    }

    #[test]
    fn a_blank_is_no_sequence_and_its_name_is_told() {
        assert_eq!(" ".parse::<Sequence>().unwrap_err().nearest.as_deref(), Some("space"));
        assert!("".parse::<Sequence>().is_err());
        assert!("g gg".parse::<Sequence>().is_err());
    }
}
