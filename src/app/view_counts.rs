//! The number of articles in each saved view, counted by another thread while articles change.

use super::effect::{Count, Effect};
use super::search::is_relative;
use super::settings::Settings;
use crate::domain::{Catalogue, RowIndex};
use crate::filter::Query;
use crate::filter::query::tree::Tree;
use crate::filter::query::when::{Moves, Zone, moves, period};
use std::sync::Arc;

/// The minimum time between two counts for which time alone is the reason, in milliseconds.
const LEAST: i64 = 10_000;

/// The counts, and when to renew them.
#[derive(Debug, Default)]
pub struct ViewCounts {
    counts: Vec<(String, usize)>,
    /// The revision of the catalogue that was last sent for counting.
    sent: Option<u64>,
    /// Whether an answer is pending.
    counting: bool,
    /// When time alone may change a count, in milliseconds since 1970-01-01 UTC.
    due: Option<i64>,
}

impl ViewCounts {
    /// Returns the number of articles in the view with this name; `None` while it is not counted yet.
    #[must_use]
    pub fn of(&self, name: &str) -> Option<usize> {
        self.counts.iter().find(|(of, _)| of == name).map(|(_, count)| *count)
    }

    /// Returns when to count the views although nothing happens; `None` if time alone changes no count.
    #[must_use]
    pub fn due(&self) -> Option<i64> {
        self.due.filter(|_| !self.counting)
    }

    /// Stores the counts.
    pub fn take(&mut self, counts: Vec<(String, usize)>) {
        self.counts = counts;
        self.counting = false;
    }

    /// Makes the next call count again: the views changed.
    pub fn forget(&mut self) {
        self.sent = None;
    }

    /// Renames a view.
    pub fn rename(&mut self, old: &str, new: &str) {
        self.counts.iter_mut().filter(|(name, _)| name == old).for_each(|(name, _)| new.clone_into(name));
    }

    /// Requests a count, one at a time, if anything changed or if an article has passed a date by now. `order` has all
    /// rows in the order of their dates, the newest first; `now` is in milliseconds since 1970-01-01 UTC.
    pub(super) fn count(
        &mut self,
        settings: &Settings,
        catalogue: &Catalogue,
        order: &[RowIndex],
        now: i64,
        effects: &mut Vec<Effect>,
    ) {
        let revision = catalogue.revision();
        let late = self.due.is_some_and(|due| due <= now);
        if self.counting || settings.views().is_empty() || !(late || self.sent != Some(revision)) {
            return;
        }
        (self.sent, self.counting) = (Some(revision), true);
        let views = settings.parsed_views().map(|(view, query)| {
            // A date such as `age:<2d` counts from now.
            let relative = is_relative(query);
            let query = if relative { Arc::new(Query::parse_at(query.text(), now)) } else { Arc::clone(query) };
            (view.name.clone(), query)
        });
        let views: Vec<(String, Arc<Query>)> = views.collect();
        let next = next_change(views.iter().map(|(_, query)| query.as_ref()), catalogue, order, now);
        self.due = next.map(|due| due.max(now.saturating_add(LEAST)));
        effects.push(Effect::Count(Count { views, snapshot: catalogue.snapshot() }));
    }
}

/// Returns when time alone changes what a view holds: the first article passes a relative date, or a day ends.
fn next_change<'q>(
    queries: impl Iterator<Item = &'q Query>,
    catalogue: &Catalogue,
    order: &[RowIndex],
    now: i64,
) -> Option<i64> {
    let date = |at: usize| Some(catalogue.get(*order.get(at)?)?.date());
    let mut next: Option<i64> = None;
    for query in queries {
        query.tree().leaves(true, &mut |leaf, _| {
            let Tree::Date { text, span, .. } = leaf else { return };
            let ms = if span.start == i64::MIN { span.end } else { span.start };
            let then = match moves(text) {
                Moves::Never => None,
                Moves::Daily => period("today", now, Zone::default()).map(|today| today.end),
                Moves::Always => {
                    let later = |row: &RowIndex| catalogue.get(*row).is_some_and(|article| article.date() >= ms);
                    let over = order.partition_point(later);
                    let oldest = over.checked_sub(1).and_then(date);
                    oldest.map(|oldest| now.saturating_add(oldest - ms).saturating_add(1))
                }
            };
            next = next.into_iter().chain(then).min();
        });
    }
    next
}
