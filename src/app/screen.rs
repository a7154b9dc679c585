//! The screen: its size, how the panes share it, and which of them has the focus.

use super::geometry::{Focus, Geometry, LayoutMode, next_mode};

/// The screen.
#[derive(Debug)]
pub struct Screen {
    size: (u16, u16),
    layout: LayoutMode,
    /// Whether the terminal reorders whole rows: then panes are never side by side.
    whole_rows: bool,
    focus: Focus,
}

impl Default for Screen {
    fn default() -> Self {
        Self::new(LayoutMode::Auto)
    }
}

impl Screen {
    /// Returns a screen of 80x24.
    pub(super) fn new(layout: LayoutMode) -> Self {
        Self { size: (80, 24), layout, whole_rows: false, focus: Focus::List }
    }

    /// Returns the areas of everything on the screen.
    pub(super) fn geometry(&self) -> Geometry {
        let geometry = |mode| Geometry::new(self.size.0, self.size.1, mode, self.focus);
        let places = geometry(self.layout);
        if self.whole_rows && places.divider.is_some() { geometry(LayoutMode::Stacked) } else { places }
    }

    pub(super) fn focus(&self) -> Focus {
        self.focus
    }

    pub(super) fn layout(&self) -> LayoutMode {
        self.layout
    }

    pub(super) fn resize(&mut self, width: u16, height: u16) {
        self.size = (width, height);
    }

    pub(super) fn order_whole_rows(&mut self, whole_rows: bool) {
        self.whole_rows = whole_rows;
    }

    pub(super) fn focus_on(&mut self, focus: Focus) {
        self.focus = focus;
    }

    pub(super) fn use_layout(&mut self, layout: LayoutMode) {
        self.layout = layout;
    }

    pub(super) fn cycle_layout(&mut self) {
        self.layout = next_mode(self.layout);
    }
}
