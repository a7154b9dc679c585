//! Pending edits of the saved views: a removal and a renaming.

/// Pending edits of the saved views.
#[derive(Debug, Default)]
pub(super) struct ViewEdits {
    /// The view to remove when the person asks for it again.
    pub(super) removing: Option<String>,
    /// The old and the new name of a view.
    pub(super) renamed: Option<(String, String)>,
}
