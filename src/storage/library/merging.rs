//! Which articles share one row because title and text are the same.

/// The rules for which articles share one row because their texts are the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merging {
    /// Whether any do.
    pub on: bool,
    /// The addresses of the feeds whose articles always have their own rows.
    pub apart: Vec<String>,
}

impl Default for Merging {
    fn default() -> Self {
        Self { on: true, apart: Vec::new() }
    }
}

impl Merging {
    /// Returns whether an article from `source` may share a row with others.
    pub(super) fn takes(&self, source: &str) -> bool {
        self.on && !self.apart.iter().any(|apart| apart == source)
    }
}
