//! What is under way with the saved views: one that is to be removed, one that gets another name.

/// What is under way with the saved views.
#[derive(Debug, Default)]
pub(super) struct ViewEdits {
    /// The view that is to be removed when the person says so again.
    pub(super) removing: Option<String>,
    /// The name that a view had, and the one that it gets.
    pub(super) renamed: Option<(String, String)>,
}
