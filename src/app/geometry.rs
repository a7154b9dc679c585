//! Where everything is on the screen: computed once, for `update` and for the view.
//!
//! # Invariants
//!
//! - Every area stays on the screen from 1x1 to 500x200.
//!   Tests: `every_area_stays_on_the_screen_at_every_size`, `no_size_panics_and_a_too_small_one_says_so`.

pub use crate::config::LayoutChoice as LayoutMode;

/// A rectangle of cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Area {
    /// The first column.
    pub x: u16,
    /// The first row.
    pub y: u16,
    /// The width in columns.
    pub width: u16,
    /// The height in rows.
    pub height: u16,
}

/// Returns the mode after `mode`, for the key that cycles through them.
#[must_use]
pub fn next_mode(mode: LayoutMode) -> LayoutMode {
    let at = LayoutMode::ALL.iter().position(|other| *other == mode).unwrap_or(0);
    LayoutMode::ALL.into_iter().cycle().nth(at + 1).unwrap_or_default()
}

/// A leaf in the tree of panes: the pane in that place. The focus is the pane that gets the keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Focus {
    /// The article list.
    #[default]
    List,
    /// The reading view.
    Reader,
}

/// How much space of a split its first part gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// The numerator of the first part's share.
    parts: u16,
    /// Its denominator.
    of: u16,
    /// The minimum of cells for the first part.
    least: u16,
    /// The maximum of cells for the first part.
    most: u16,
    /// The cells that are left for the second part.
    leave: u16,
}

impl Share {
    /// Returns the number of cells of the first part, out of `whole`.
    #[must_use]
    pub fn cells(self, whole: u16) -> u16 {
        let part = u32::from(whole) * u32::from(self.parts) / u32::from(self.of.max(1));
        let part = u16::try_from(part).unwrap_or(u16::MAX);
        part.max(self.least).min(self.most).min(whole.saturating_sub(self.leave))
    }
}

/// The panes on the screen: a tree of splits. A new pane is a new leaf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Panes {
    /// One pane.
    Leaf(Focus),
    /// Two parts side by side, with a column between them.
    Beside(Share, Box<[Self; 2]>),
    /// Two parts, one above the other.
    Stacked(Share, Box<[Self; 2]>),
}

impl Panes {
    /// Returns the tree for a body of `width` times `height` cells, in a mode that [`resolve`] returned.
    fn of(mode: LayoutMode, focus: Focus) -> Self {
        let both = || Box::new([Self::Leaf(Focus::List), Self::Leaf(Focus::Reader)]);
        match mode {
            LayoutMode::Beside => Self::Beside(Share { parts: 2, of: 5, least: 10, most: 100, leave: 1 }, both()),
            LayoutMode::Stacked => {
                // The reading view gets more space while it has the focus.
                let (parts, of) = match focus {
                    Focus::List => (2, 5),
                    Focus::Reader => (1, 4),
                };
                Self::Stacked(Share { parts, of, least: 1, most: u16::MAX, leave: 2 }, both())
            }
            LayoutMode::Single | LayoutMode::Auto => Self::Leaf(focus),
        }
    }

    /// Calls `place` with the area of each pane, and returns the column between panes.
    fn lay(&self, area: Area, place: &mut impl FnMut(Focus, Area)) -> Option<Area> {
        match self {
            Self::Leaf(pane) => {
                place(*pane, area);
                None
            }
            Self::Beside(share, parts) => {
                let width = share.cells(area.width);
                let divider = Area { x: area.x + width, width: 1, ..area };
                let rest = Area { x: area.x + width + 1, width: area.width.saturating_sub(width + 1), ..area };
                let inner = parts[0].lay(Area { width, ..area }, place);
                parts[1].lay(rest, place).or(inner).or(Some(divider))
            }
            Self::Stacked(share, parts) => {
                let height = share.cells(area.height);
                let rest = Area { y: area.y + height, height: area.height - height, ..area };
                let inner = parts[0].lay(Area { height, ..area }, place);
                parts[1].lay(rest, place).or(inner)
            }
        }
    }
}

/// The minimum columns and rows that farz needs.
pub const LEAST: (u16, u16) = (20, 5);

/// Where everything is on the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Geometry {
    /// The whole screen.
    pub screen: Area,
    /// Whether the screen is too small for anything but a message about that.
    pub too_small: bool,
    /// The row of the views and their counts.
    pub views: Area,
    /// The list's rows; `None` when it is not shown.
    pub list: Option<Area>,
    /// The bar above the text, with the article's source and the position in the text.
    pub bar: Option<Area>,
    /// The text; `None` when it is not shown.
    pub reader: Option<Area>,
    /// The column between panes that are side by side.
    pub divider: Option<Area>,
    /// The last row: the status, or the input line.
    pub status: Area,
    /// The area of the help.
    pub popup: Area,
    /// The area of the tag editor and the palette: low, so that the article stays visible.
    pub drawer: Area,
}

/// From this many columns, panes are side by side.
const BESIDE_FROM: u16 = 110;
/// Below this many columns, the screen shows one pane at a time.
const SINGLE_BELOW: u16 = 60;
/// Below this many rows too.
const SINGLE_BELOW_ROWS: u16 = 14;

impl Geometry {
    /// Computes the areas for a screen of `width` times `height` cells.
    #[must_use]
    pub fn new(width: u16, height: u16, mode: LayoutMode, focus: Focus) -> Self {
        let screen = Area { x: 0, y: 0, width, height };
        if width < LEAST.0 || height < LEAST.1 {
            return Self { screen, too_small: true, ..Self::default() };
        }
        let views = Area { height: 1, ..screen };
        let status = Area { y: height - 1, height: 1, ..screen };
        let body = Area { y: 1, height: height - 2, ..screen };
        let popup = popup(body);
        let drawer = Area { y: body.y + body.height - body.height.min(12), height: body.height.min(12), ..popup };
        let mut places = Self { screen, views, status, popup, drawer, ..Self::default() };
        let panes = Panes::of(resolve(mode, width, height), focus);
        let (mut list, mut reader) = (None, None);
        places.divider = panes.lay(body, &mut |pane, area| match pane {
            Focus::List => list = Some(area),
            Focus::Reader => reader = Some(area),
        });
        places.list = list;
        places.bar = reader.map(|area| Area { height: 1, ..area });
        places.reader = reader.map(|area| Area { y: area.y + 1, height: area.height - 1, ..area });
        places
    }
}

fn resolve(mode: LayoutMode, width: u16, height: u16) -> LayoutMode {
    match mode {
        LayoutMode::Auto if width >= BESIDE_FROM => LayoutMode::Beside,
        LayoutMode::Auto if width < SINGLE_BELOW || height < SINGLE_BELOW_ROWS => LayoutMode::Single,
        LayoutMode::Auto => LayoutMode::Stacked,
        LayoutMode::Beside | LayoutMode::Stacked | LayoutMode::Single => mode,
    }
}

/// Returns a centered area of at most 22 rows; 76 columns wide if that leaves a visible margin, else the full width.
fn popup(body: Area) -> Area {
    let (width, height) = (if body.width > 90 { 76 } else { body.width }, body.height.min(22));
    Area { x: body.x + (body.width - width) / 2, y: body.y + (body.height - height) / 2, width, height }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_chooses_the_layout() {
        let at = |width, height| Geometry::new(width, height, LayoutMode::Auto, Focus::List);
        assert!(at(120, 40).divider.is_some());
        assert!(at(80, 24).divider.is_none() && at(80, 24).reader.is_some());
        assert!(at(59, 24).reader.is_none());
        assert!(at(19, 24).too_small && at(80, 4).too_small);
    }

    #[test]
    fn every_area_stays_on_the_screen_at_every_size() {
        let modes = [LayoutMode::Auto, LayoutMode::Beside, LayoutMode::Stacked, LayoutMode::Single];
        for (width, height) in (1..=220).flat_map(|w| (1..=60).map(move |h| (w, h))).chain([(500, 200)]) {
            for mode in modes {
                for focus in [Focus::List, Focus::Reader] {
                    let places = Geometry::new(width, height, mode, focus);
                    let optional = [places.list, places.bar, places.reader, places.divider];
                    for area in
                        optional.into_iter().flatten().chain([places.views, places.status, places.popup, places.drawer])
                    {
                        assert!(area.x + area.width <= width && area.y + area.height <= height, "{places:?}");
                    }
                    assert!(places.too_small || places.list.is_some() || places.reader.is_some());
                }
            }
        }
    }
}
