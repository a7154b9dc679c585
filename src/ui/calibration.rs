//! The page of `farz calibrate`.

use super::cells::{finish, text, text_ltr};
use crate::app::geometry::Area;
use crate::config::bidi::{Strategy, Writing};
use crate::message::{Locale, msg};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Lam-alef, a number, brackets, and left-to-right words.
const SAMPLE: &str = "السلام عليكم (قال 2015) abc";

/// Draws the question: for each strategy its number and name, and below them the sample as that strategy writes it.
#[must_use]
pub fn page(width: u16, height: u16, locale: &Locale) -> Buffer {
    let mut page = Buffer::empty(Rect::new(0, 0, width, height));
    let mut y = 0;
    let mut put = |content: &str, strategy| {
        let mut row = Buffer::empty(Rect::new(0, 0, width, 1));
        let area = Area { x: 1, y: 0, width: width.saturating_sub(2), height: 1 };
        if content == SAMPLE {
            text(&mut row, area, content, Style::new());
        } else {
            text_ltr(&mut row, area, content, Style::new());
        }
        finish(&mut row, Writing { strategy, ..Writing::default() }, None);
        for x in 0..width {
            if let (Some(to), Some(from)) = (page.cell_mut((x, y)), row.cell((x, 0))) {
                *to = from.clone();
            }
        }
        y += 1;
    };
    for line in locale.text(&msg!("calibration-question")).split('\n') {
        put(line, Strategy::Visual);
    }
    for (number, strategy) in (1..).zip(Strategy::ALL) {
        put(&format!("{number}  {}", strategy.name()), Strategy::Visual);
        put(SAMPLE, strategy);
    }
    put(&locale.text(&msg!("calibration-keys")), Strategy::Visual);
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_a_line_for_each_strategy_at_any_size() {
        let page = page(80, 24, &Locale::default());
        let rows: Vec<String> = (0..24).map(|y| (0..80).map(|x| page[(x, y)].symbol()).collect()).collect();
        for strategy in Strategy::ALL {
            assert!(rows.iter().any(|row| row.contains(strategy.name())));
        }
        let samples: std::collections::BTreeSet<_> =
            rows.iter().filter(|row| row.contains("abc") && row.contains("2015")).collect();
        assert_eq!(samples.len(), Strategy::ALL.len(), "no two are alike");
        assert_eq!(super::page(3, 2, &Locale::default()).area.height, 2);
    }
}
