//! The look of the parts of the screen.

use ratatui::style::{Color, Modifier, Style};

/// Styles by meaning. Most of them also have an attribute, which remains without colours.
#[derive(Clone, Debug)]
pub struct Theme {
    /// Running text.
    pub plain: Style,
    /// Less important text.
    pub dim: Style,
    /// Titles and headings.
    pub strong: Style,
    /// Emphasis.
    pub emphasis: Style,
    /// The row under the cursor, in the focused pane.
    pub cursor: Style,
    /// The row under the cursor, in the other pane.
    pub cursor_elsewhere: Style,
    /// A row that was just decided.
    pub decided: Style,
    /// Letters that the filter matched.
    pub matched: Style,
    /// A bar over a pane.
    pub bar: Style,
    /// A bar over the focused pane.
    pub bar_focused: Style,
    /// Kept.
    pub keep: Style,
    /// Kept for later.
    pub later: Style,
    /// Dropped.
    pub drop: Style,
    /// Tags.
    pub tag: Style,
    /// Links.
    pub link: Style,
    /// Code.
    pub code: Style,
    /// Quotes and captions.
    pub quote: Style,
    /// Something did not go as requested.
    pub warning: Style,
    /// Something is wrong.
    pub error: Style,
}

impl Theme {
    /// Returns a theme with the sixteen colours of every colour terminal.
    #[must_use]
    pub fn colours() -> Self {
        let plain = Style::new();
        let fg = |colour| Style::new().fg(colour);
        Self {
            keep: fg(Color::Green).add_modifier(Modifier::BOLD),
            later: fg(Color::Yellow).add_modifier(Modifier::BOLD),
            drop: fg(Color::Red),
            tag: fg(Color::Cyan),
            link: fg(Color::Blue).add_modifier(Modifier::UNDERLINED),
            code: fg(Color::Magenta),
            matched: plain.add_modifier(Modifier::UNDERLINED | Modifier::BOLD).fg(Color::Yellow),
            warning: fg(Color::Yellow).add_modifier(Modifier::BOLD),
            error: fg(Color::Red).add_modifier(Modifier::BOLD | Modifier::REVERSED),
            ..Self::mono()
        }
    }

    /// Returns a theme without colours.
    #[must_use]
    pub fn mono() -> Self {
        let plain = Style::new();
        let with = |modifier| Style::new().add_modifier(modifier);
        Self {
            plain,
            dim: with(Modifier::DIM),
            strong: with(Modifier::BOLD),
            emphasis: with(Modifier::ITALIC),
            cursor: with(Modifier::REVERSED),
            cursor_elsewhere: with(Modifier::UNDERLINED),
            decided: with(Modifier::DIM),
            matched: with(Modifier::UNDERLINED.union(Modifier::BOLD)),
            bar: with(Modifier::UNDERLINED),
            bar_focused: with(Modifier::REVERSED),
            keep: with(Modifier::BOLD),
            later: with(Modifier::BOLD),
            drop: plain,
            tag: plain,
            link: with(Modifier::UNDERLINED),
            code: plain,
            quote: with(Modifier::DIM),
            warning: with(Modifier::BOLD),
            error: with(Modifier::BOLD.union(Modifier::REVERSED)),
        }
    }
}
