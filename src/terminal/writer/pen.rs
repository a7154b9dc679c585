//! The attributes of the text to be written next (SGR), and the shortest change from one set to another.

use super::link::{self, LINKED};
use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// Every attribute that farz writes, with the number that sets it and the number that unsets it.
const ATTRIBUTES: [(Modifier, u8, u8); 7] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

/// The attributes that are visible on a blank.
const SHOW_ON_BLANK: Modifier = Modifier::UNDERLINED.union(Modifier::REVERSED).union(Modifier::CROSSED_OUT);

/// Colours (as `Depth::nearest` gives them) and attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pen {
    pub(super) fg: Color,
    pub(super) bg: Color,
    pub(super) modifier: Modifier,
    /// Whether the text leads to the screen's link.
    pub(super) linked: bool,
}

impl Pen {
    /// The initial state of a terminal.
    pub(super) const PLAIN: Self =
        Self { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty(), linked: false };

    pub(super) fn of(cell: &Cell) -> Self {
        let linked = cell.modifier.contains(LINKED);
        Self { fg: cell.fg, bg: cell.bg, modifier: cell.modifier - LINKED, linked }
    }

    /// Returns the attributes that farz writes: no blinking, and only bold if a cell is both bold and dim, because
    /// many terminals have one intensity at a time and differ in which of the two wins.
    pub(super) fn kept(modifier: Modifier) -> Modifier {
        let kept = modifier - Modifier::SLOW_BLINK - Modifier::RAPID_BLINK;
        if kept.contains(Modifier::BOLD) { kept - Modifier::DIM } else { kept }
    }

    /// Returns the pen reduced to what is visible on a blank.
    pub(super) fn on_blank(self) -> Self {
        let shows = self.linked || self.modifier.intersects(SHOW_ON_BLANK);
        if shows { self } else { Self { bg: self.bg, ..Self::PLAIN } }
    }

    /// Writes the sequences that change this pen into `next`, if they differ. `link` is the target of linked text. A
    /// `basic` terminal can only unset all attributes at once.
    pub(super) fn change(&mut self, next: Self, out: &mut String, link: Option<&str>, basic: bool) {
        if self.linked != next.linked {
            match link {
                Some(address) if next.linked => link::open(address, out),
                Some(_) | None => out.push_str(link::CLOSE),
            }
            self.linked = next.linked;
        }
        if *self == next {
            return;
        }
        let anew = Self::PLAIN.steps(next, true);
        let by_steps = self.steps(next, false);
        let shorter = if by_steps.len() <= anew.len() && !basic { by_steps } else { anew };
        out.push_str("\x1b[");
        out.push_str(&shorter);
        out.push('m');
        *self = next;
    }

    /// Returns the parameters that change this pen into `next`. With `reset`, "all off" comes first.
    fn steps(self, next: Self, reset: bool) -> String {
        let mut text = String::new();
        let off = self.modifier - next.modifier;
        // 22 unsets both bold and dim, so the one that remains must be set again.
        let mut have = self.modifier;
        for (attribute, _, unset) in ATTRIBUTES {
            if off.contains(attribute) && have.contains(attribute) {
                number(&mut text, unset);
                have -= if unset == 22 { Modifier::BOLD | Modifier::DIM } else { attribute };
            }
        }
        for (attribute, set, _) in ATTRIBUTES {
            if next.modifier.contains(attribute) && !have.contains(attribute) {
                number(&mut text, set);
            }
        }
        if self.fg != next.fg {
            colour(&mut text, next.fg, 30);
        }
        if self.bg != next.bg {
            colour(&mut text, next.bg, 40);
        }
        match (reset, text.is_empty()) {
            (true, false) => format!("0;{text}"),
            // An empty parameter list means "all off".
            _ => text,
        }
    }
}

fn number(text: &mut String, n: u8) {
    if !text.is_empty() {
        text.push(';');
    }
    text.push_str(&n.to_string());
}

/// Appends a colour's parameters: `base` is 30 for the foreground, 40 for the background.
fn colour(text: &mut String, colour: Color, base: u8) {
    match colour {
        Color::Indexed(index @ 0..=7) => number(text, base + index),
        Color::Indexed(index @ 8..=15) => number(text, base + 60 + index - 8),
        Color::Indexed(index) => {
            for n in [base + 8, 5, index] {
                number(text, n);
            }
        }
        Color::Rgb(r, g, b) => {
            for n in [base + 8, 2, r, g, b] {
                number(text, n);
            }
        }
        // `Depth::nearest` returns no named colours.
        _ => number(text, base + 9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(from: Pen, to: Pen) -> String {
        let (mut pen, mut out) = (from, String::new());
        pen.change(to, &mut out, None, false);
        assert_eq!(pen, to);
        out
    }

    #[test]
    fn the_shortest_change_is_taken() {
        let bold = Pen { modifier: Modifier::BOLD, ..Pen::PLAIN };
        let bar = Pen { fg: Color::Indexed(15), bg: Color::Indexed(24), ..Pen::PLAIN };
        assert_eq!(change(bold, bold), "");
        assert_eq!(change(Pen::PLAIN, bold), "\x1b[1m");
        assert_eq!(change(bar, Pen::PLAIN), "\x1b[m");
        assert_eq!(change(Pen::PLAIN, bar), "\x1b[97;48;5;24m");
        assert_eq!(change(bar, Pen { modifier: Modifier::BOLD, ..bar }), "\x1b[1m");
        assert_eq!(change(Pen { modifier: Modifier::BOLD, ..bar }, bar), "\x1b[22m");
        assert_eq!(
            change(Pen { modifier: Modifier::BOLD | Modifier::DIM, ..bar }, Pen { modifier: Modifier::DIM, ..bar }),
            "\x1b[22;2m"
        );
        assert_eq!(change(Pen { modifier: Modifier::BOLD | Modifier::REVERSED, ..Pen::PLAIN }, bold), "\x1b[27m");
        assert_eq!(change(bar, bold), "\x1b[0;1m");
    }
}
