//! A line in visual order as runs of one level: rules L1 and L2 without moving single items.

use super::Blank;
use std::ops::Range;

/// Adjacent items at one level, so with one direction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The level.
    pub level: u8,
    /// The items, in logical order; empty for a seam that only separates other runs.
    pub items: Range<usize>,
}

impl Run {
    /// Returns whether it goes from right to left.
    pub fn is_rtl(&self) -> bool {
        self.level % 2 == 1
    }
}

/// Collects the items of a line from last to first, the order that rule L1 needs.
#[derive(Clone, Debug)]
pub struct LineRuns {
    paragraph: u8,
    /// Whether blanks here get the paragraph's level.
    reset: bool,
    runs: Vec<Run>,
}

impl LineRuns {
    /// Starts at the end of a line, in a paragraph of this level.
    pub fn new(paragraph: u8) -> LineRuns {
        LineRuns { paragraph, reset: true, runs: Vec::with_capacity(16) }
    }

    /// Adds the items that precede those already added.
    pub fn take(&mut self, items: Range<usize>, level: u8, blank: Blank) {
        match blank {
            Blank::No => self.reset = false,
            Blank::Yes => {}
            Blank::Separator => self.reset = true,
        }
        let level = if self.reset { self.paragraph } else { level };
        match self.runs.last_mut() {
            Some(run) if run.level == level && run.items.start == items.end => run.items.start = items.start,
            _ => self.runs.push(Run { level, items }),
        }
    }

    /// Returns the runs from left to right (rule L2).
    pub fn in_visual_order(mut self) -> Vec<Run> {
        self.runs.reverse();
        let highest = self.runs.iter().map(|run| run.level).max().unwrap_or(0);
        let lowest = self.runs.iter().map(|run| run.level).filter(|level| level % 2 == 1).min();
        for level in (lowest.unwrap_or(u8::MAX)..=highest).rev() {
            for stretch in self.runs.chunk_by_mut(|a, b| (a.level >= level) == (b.level >= level)) {
                if stretch.first().is_some_and(|first| first.level >= level) {
                    stretch.reverse();
                }
            }
        }
        self.runs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::bidi::{reset_blanks, visual_order};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_same_as_moving_each_item(
            items in prop::collection::vec((0u8..5, prop::sample::select(vec![Blank::No, Blank::Yes, Blank::Separator])), 0..30),
            paragraph in 0u8..2,
        ) {
            let mut levels: Vec<u8> = items.iter().map(|(level, _)| *level).collect();
            reset_blanks(items.iter().map(|(_, blank)| *blank).zip(levels.iter_mut()), paragraph);
            let wanted: Vec<usize> = visual_order(&levels).into_iter().map(|at| at as usize).collect();
            let mut runs = LineRuns::new(paragraph);
            for (at, (level, blank)) in items.iter().enumerate().rev() {
                runs.take(at..at + 1, *level, *blank);
            }
            let mut found = Vec::new();
            for run in runs.in_visual_order() {
                prop_assert!(run.items.clone().all(|at| levels[at] == run.level));
                if run.is_rtl() { found.extend(run.items.rev()) } else { found.extend(run.items) }
            }
            prop_assert_eq!(found, wanted);
        }
    }
}
