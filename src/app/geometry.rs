//! Where everything stands on the screen: computed once, for `update` and for the view.

pub use crate::config::LayoutChoice as LayoutMode;

/// A rectangle of cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Area {
    /// First column.
    pub x: u16,
    /// First row.
    pub y: u16,
    /// Columns.
    pub width: u16,
    /// Rows.
    pub height: u16,
}

/// The mode that the key goes to from `mode`.
#[must_use]
pub fn next_mode(mode: LayoutMode) -> LayoutMode {
    let at = LayoutMode::ALL.iter().position(|other| *other == mode).unwrap_or(0);
    LayoutMode::ALL.into_iter().cycle().nth(at + 1).unwrap_or_default()
}

/// Which pane has the keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Focus {
    /// The article list.
    #[default]
    List,
    /// The reading view.
    Reader,
}

/// The least columns and rows on which farz can work.
pub const LEAST: (u16, u16) = (20, 5);

/// Where everything stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Geometry {
    /// The whole screen.
    pub screen: Area,
    /// Whether the screen is too small for anything but saying so.
    pub too_small: bool,
    /// The row of the views and their counts.
    pub views: Area,
    /// The list's rows; none when it is not shown.
    pub list: Option<Area>,
    /// The bar above the text, with the article's source and the place in it.
    pub bar: Option<Area>,
    /// The text; none when it is not shown.
    pub reader: Option<Area>,
    /// The column between panes that stand side by side.
    pub divider: Option<Area>,
    /// The last row: the state, or the line being written.
    pub status: Area,
    /// Where the help stands.
    pub popup: Area,
    /// Where the tag editor and the palette stand: low, so that the article stays in sight.
    pub drawer: Area,
}

/// From this many columns the panes stand side by side.
const BESIDE_FROM: u16 = 110;
/// Below this many columns they stand one at a time.
const SINGLE_BELOW: u16 = 60;
/// Below this many rows as well.
const SINGLE_BELOW_ROWS: u16 = 14;

impl Geometry {
    /// The places on a screen of `width` times `height` cells.
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
        let base = Self { screen, views, status, popup, drawer, ..Self::default() };
        let bar_of = |area: Area| Some(Area { height: 1, ..area });
        let below_bar = |area: Area| Some(Area { y: area.y + 1, height: area.height - 1, ..area });
        match resolve(mode, width, height) {
            LayoutMode::Beside => {
                let list = (width * 2 / 5).clamp(10, 100);
                let divider = Area { x: list, width: 1, ..body };
                let pane = Area { x: list + 1, width: width - list - 1, ..body };
                let list = Some(Area { width: list, ..body });
                Self { list, bar: bar_of(pane), reader: below_bar(pane), divider: Some(divider), ..base }
            }
            LayoutMode::Stacked => {
                let rows = match focus {
                    Focus::List => body.height * 2 / 5,
                    Focus::Reader => body.height / 4,
                };
                let rows = rows.max(1).min(body.height.saturating_sub(2));
                let pane = Area { y: body.y + rows, height: body.height - rows, ..body };
                Self { list: Some(Area { height: rows, ..body }), bar: bar_of(pane), reader: below_bar(pane), ..base }
            }
            LayoutMode::Single | LayoutMode::Auto => match focus {
                Focus::List => Self { list: Some(body), ..base },
                Focus::Reader => Self { bar: bar_of(body), reader: below_bar(body), ..base },
            },
        }
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

/// At most 22 rows, and 76 columns where that leaves a rim worth seeing, in the middle.
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
