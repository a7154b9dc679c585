//! The colours that the terminal has, and the nearest of them to a given colour.

use ratatui::style::Color;

/// The number of colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// None. Bold, underline and reverse remain.
    Mono,
    /// The 16 named colours.
    Named16,
    /// The palette of 256: the named colours, a cube of 6 x 6 x 6, and 24 greys.
    Indexed256,
    /// Red, green and blue of 8 bits each.
    True,
}

impl Depth {
    /// Reads the environment: `NO_COLOR` (<https://no-color.org>), `COLORTERM` and `TERM`. The default is 256
    /// colours. True colour needs an explicit statement, because ssh passes on TERM but not COLORTERM.
    pub fn of(variable: impl Fn(&str) -> Option<String>) -> Self {
        let term = variable("TERM").unwrap_or_default();
        if variable("NO_COLOR").is_some_and(|value| !value.is_empty()) || term.is_empty() || term == "dumb" {
            return Self::Mono;
        }
        let said = variable("COLORTERM").is_some_and(|value| value == "truecolor" || value == "24bit");
        // GNU screen passes on COLORTERM but does not have the colours.
        let screen = term.starts_with("screen") && variable("TMUX").is_none();
        if term.ends_with("-direct") || (said && !screen && term != "linux") {
            Self::True
        } else if term.contains("256color") {
            Self::Indexed256
        } else if term.starts_with("vt") {
            Self::Mono
        } else if ["linux", "screen", "ansi", "cons25", "rxvt"].iter().any(|name| term.starts_with(name)) {
            Self::Named16
        } else {
            Self::Indexed256
        }
    }

    /// Returns the colour to show for `colour`: [`Color::Reset`], an index (the named colours are 0 to 15), or a true
    /// colour.
    #[must_use]
    pub fn nearest(self, colour: Color) -> Color {
        let colour = match colour {
            Color::Reset => return Color::Reset,
            Color::Black => Color::Indexed(0),
            Color::Red => Color::Indexed(1),
            Color::Green => Color::Indexed(2),
            Color::Yellow => Color::Indexed(3),
            Color::Blue => Color::Indexed(4),
            Color::Magenta => Color::Indexed(5),
            Color::Cyan => Color::Indexed(6),
            Color::Gray => Color::Indexed(7),
            Color::DarkGray => Color::Indexed(8),
            Color::LightRed => Color::Indexed(9),
            Color::LightGreen => Color::Indexed(10),
            Color::LightYellow => Color::Indexed(11),
            Color::LightBlue => Color::Indexed(12),
            Color::LightMagenta => Color::Indexed(13),
            Color::LightCyan => Color::Indexed(14),
            Color::White => Color::Indexed(15),
            Color::Indexed(_) | Color::Rgb(..) => colour,
        };
        match (self, colour) {
            (Self::Mono, _) => Color::Reset,
            (Self::Named16, Color::Indexed(index)) if index > 15 => nearest_named(palette(index)),
            (Self::Named16, Color::Rgb(r, g, b)) => nearest_named([r, g, b]),
            (Self::Indexed256, Color::Rgb(r, g, b)) => nearest_indexed([r, g, b]),
            (Self::Named16 | Self::Indexed256 | Self::True, _) => colour,
        }
    }
}

/// The levels of the colour cube.
const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// xterm's values for the named colours. Users redefine them, so this is a guess, but no better one exists.
const NAMED: [[u8; 3]; 16] = [
    [0, 0, 0],
    [205, 0, 0],
    [0, 205, 0],
    [205, 205, 0],
    [0, 0, 238],
    [205, 0, 205],
    [0, 205, 205],
    [229, 229, 229],
    [127, 127, 127],
    [255, 0, 0],
    [0, 255, 0],
    [255, 255, 0],
    [92, 92, 255],
    [255, 0, 255],
    [0, 255, 255],
    [255, 255, 255],
];

/// Returns red, green and blue of an index.
fn palette(index: u8) -> [u8; 3] {
    let level = |n: u8| LEVELS.get(usize::from(n % 6)).copied().unwrap_or(0);
    match index {
        0..=15 => NAMED.get(usize::from(index)).copied().unwrap_or_default(),
        16..=231 => {
            let n = index - 16;
            [level(n / 36), level(n / 6), level(n)]
        }
        232..=255 => [8 + 10 * (index - 232); 3],
    }
}

fn distance(a: [u8; 3], b: [u8; 3]) -> u32 {
    a.iter().zip(b).map(|(&x, y)| u32::from(x.abs_diff(y)).pow(2)).sum()
}

fn nearest_of(wanted: [u8; 3], indices: std::ops::RangeInclusive<u8>) -> Color {
    Color::Indexed(indices.min_by_key(|&index| distance(palette(index), wanted)).unwrap_or(7))
}

fn nearest_named(wanted: [u8; 3]) -> Color {
    nearest_of(wanted, 0..=15)
}

/// Skips the first 16 colours, because users redefine them.
fn nearest_indexed(wanted: [u8; 3]) -> Color {
    nearest_of(wanted, 16..=255)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn depth(variables: &[(&str, &str)]) -> Depth {
        Depth::of(|name| variables.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn the_depth_is_what_is_known_and_no_more() {
        for (variables, expected) in [
            (&[("TERM", "xterm-256color")][..], Depth::Indexed256),
            (&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")], Depth::True),
            (&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor"), ("NO_COLOR", "1")], Depth::Mono),
            (&[("TERM", "xterm-256color"), ("NO_COLOR", "")], Depth::Indexed256),
            (&[("TERM", "foot")], Depth::Indexed256),
            (&[("TERM", "linux")], Depth::Named16),
            (&[("TERM", "rxvt")], Depth::Named16),
            (&[("TERM", "rxvt-unicode-256color")], Depth::Indexed256),
            (&[("TERM", "screen"), ("COLORTERM", "truecolor")], Depth::Named16),
            (&[("TERM", "screen-256color"), ("COLORTERM", "truecolor")], Depth::Indexed256),
            (&[("TERM", "screen-256color"), ("COLORTERM", "truecolor"), ("TMUX", "x")], Depth::True),
            (&[("TERM", "tmux-256color")], Depth::Indexed256),
            (&[("TERM", "vt100")], Depth::Mono),
            (&[("TERM", "dumb")], Depth::Mono),
            (&[], Depth::Mono),
        ] {
            assert_eq!(depth(variables), expected, "{variables:?}");
        }
    }

    #[test]
    fn colours_come_down_to_the_nearest() {
        assert_eq!(Depth::Mono.nearest(Color::Red), Color::Reset);
        assert_eq!(Depth::True.nearest(Color::Rgb(1, 2, 3)), Color::Rgb(1, 2, 3));
        assert_eq!(Depth::True.nearest(Color::LightCyan), Color::Indexed(14));
        assert_eq!(Depth::Indexed256.nearest(Color::Rgb(255, 0, 0)), Color::Indexed(196));
        assert_eq!(Depth::Indexed256.nearest(Color::Rgb(68, 68, 68)), Color::Indexed(238));
        assert_eq!(Depth::Named16.nearest(Color::Indexed(196)), Color::Indexed(9));
        assert_eq!(Depth::Named16.nearest(Color::Rgb(10, 10, 10)), Color::Indexed(0));
    }
}
