//! The history of an input line.

/// The maximum number of texts.
pub const KEPT: usize = 100;

/// Texts that were typed, each once, the latest last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Earlier(Vec<String>);

impl Earlier {
    /// Appends a text.
    pub fn push(&mut self, text: String) {
        self.0.retain(|earlier| *earlier != text);
        self.0.push(text);
        if self.0.len() > KEPT {
            self.0.remove(0);
        }
    }

    /// Inserts the texts of earlier runs, the latest last, before those of this run.
    pub fn recall(&mut self, older: Vec<String>) {
        let here = std::mem::take(&mut self.0);
        older.into_iter().chain(here).for_each(|text| self.push(text));
    }

    /// Returns the text typed `back` texts ago; the latest is 1.
    #[must_use]
    pub fn back(&self, back: usize) -> Option<&str> {
        self.0.get(self.0.len().checked_sub(back)?).map(String::as_str)
    }

    /// Iterates over all texts, the latest first.
    pub fn latest_first(&self) -> impl Iterator<Item = &str> {
        self.0.iter().rev().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_there_once_the_latest_last_and_there_is_a_bound() {
        let mut earlier = Earlier::default();
        ["b", "a", "b"].iter().for_each(|text| earlier.push((*text).to_owned()));
        assert_eq!(
            (earlier.back(0), earlier.back(1), earlier.back(2), earlier.back(3)),
            (None, Some("b"), Some("a"), None)
        );
        earlier.recall(vec!["old".into(), "a".into()]);
        assert_eq!(earlier.latest_first().collect::<Vec<_>>(), ["b", "a", "old"]);
        (0..KEPT).for_each(|number| earlier.push(number.to_string()));
        assert_eq!((earlier.back(KEPT), earlier.back(KEPT + 1)), (Some("0"), None));
    }
}
