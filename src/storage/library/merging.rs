//! Which articles are one row because title and text are the same.

/// Which articles are one row because their texts are the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merging {
    /// Whether any are.
    pub on: bool,
    /// The addresses of the feeds whose articles have rows of their own in any case.
    pub apart: Vec<String>,
}

impl Default for Merging {
    fn default() -> Self {
        Self { on: true, apart: Vec::new() }
    }
}

impl Merging {
    /// Whether an article that came from `source` may be one row with others.
    pub(super) fn takes(&self, source: &str) -> bool {
        self.on && !self.apart.iter().any(|apart| apart == source)
    }
}
