//! A cache of the texts that the list laid out for the last frame, so that rows that only move are not laid out
//! again.

use crate::app::geometry::Area;
use crate::text::bidi::Order;
use crate::text::line::VisualLine;
use crate::text::truncated;
use std::collections::HashMap;

/// The texts laid out for this frame and the previous one; none of earlier frames.
#[derive(Debug, Default)]
pub struct Laid {
    now: HashMap<String, LaidText>,
    before: HashMap<String, LaidText>,
    /// The link in the status line, and its area.
    link: Option<(String, Area)>,
}

#[derive(Debug)]
struct LaidText {
    order: Order,
    width: usize,
    line: VisualLine,
}

impl Laid {
    /// Begins a new frame.
    pub fn turn(&mut self) {
        std::mem::swap(&mut self.now, &mut self.before);
        self.now.clear();
        self.link = None;
    }

    /// Returns the link in the status line and its area, if there is one.
    #[must_use]
    pub fn link(&self) -> Option<(&str, Area)> {
        self.link.as_ref().map(|(link, area)| (link.as_str(), *area))
    }

    /// Records that a link was drawn in this area.
    pub(super) fn note_link(&mut self, link: &str, area: Area) {
        self.link = Some((link.to_owned(), area));
    }

    /// Does what [`truncated`] does, with the cached result if there is one.
    pub fn truncated(&mut self, text: &str, order: impl Into<Order>, width: usize) -> &VisualLine {
        let order = order.into();
        let fits = |kept: &LaidText| (kept.order, kept.width) == (order, width);
        if !self.now.get(text).is_some_and(fits) {
            let known = self.before.remove_entry(text).filter(|(_, kept)| fits(kept));
            let (text, kept) = known
                .unwrap_or_else(|| (text.to_owned(), LaidText { order, width, line: truncated(text, order, width) }));
            self.now.insert(text, kept);
        }
        // The entry always exists, so the default is never used.
        self.now.get(text).map_or(const { &VisualLine { cells: Vec::new(), width: 0, rtl: false } }, |kept| &kept.line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Base;

    #[test]
    fn what_is_known_is_what_laying_out_gives() {
        let mut laid = Laid::default();
        for width in [9, 9, 4] {
            for base in [Base::Ltr, Base::FirstStrong, Base::FirstStrong] {
                for text in ["قصة طويلة", "a story", ""] {
                    assert_eq!(*laid.truncated(text, base, width), truncated(text, base, width));
                }
            }
            laid.turn();
        }
    }

    #[test]
    fn two_frames_are_kept_and_no_more() {
        let mut laid = Laid::default();
        for number in 0..100 {
            laid.turn();
            laid.truncated(&number.to_string(), Base::Ltr, 9);
            laid.truncated("always", Base::Ltr, 9);
        }
        assert_eq!((laid.now.len(), laid.before.len()), (2, 1));
    }
}
