//! The article list: which rows are shown, where the cursor is, what is selected.
//!
//! Context: list. Its commands move the cursor and select, in the reading view too; only the keys for pages need the
//! focus. It requests to mark the article under the cursor as read if the reading view has the focus.

use super::geometry::Focus;
use super::msg::Notice;
use super::pane::{Around, Pane, Reply, Request, page, way};
use crate::command::{Command, Context};
use crate::domain::RowIndex;
use crate::message::{Message, msg};
use std::collections::HashSet;
use std::sync::Arc;

/// The state of the list.
///
/// Invariant: `cursor < rows.len()`, or both are 0.
#[derive(Clone, Debug, Default)]
pub struct List {
    rows: Arc<Vec<RowIndex>>,
    cursor: usize,
    top: usize,
    selected: HashSet<RowIndex>,
    anchor: Option<RowIndex>,
    /// Whether a row below the last article stands for those that are not shown.
    more: bool,
}

impl List {
    /// Returns the rows shown, in their order.
    #[must_use]
    pub fn rows(&self) -> &Arc<Vec<RowIndex>> {
        &self.rows
    }

    /// Returns the place of the cursor among the rows.
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// Returns the place of the first row on the screen.
    #[must_use]
    pub fn top(&self) -> usize {
        self.top
    }

    /// Returns the row under the cursor.
    #[must_use]
    pub fn current(&self) -> Option<RowIndex> {
        self.rows.get(self.cursor).copied()
    }

    /// Shows other rows. The cursor stays on its article, at the same height on the screen. If the article is gone,
    /// the cursor goes to the next one that is still shown.
    pub fn show(&mut self, rows: Arc<Vec<RowIndex>>) {
        let height_on_screen = self.cursor.saturating_sub(self.top);
        // The rows that the row below the last article stood for begin at its place.
        let at = self.current().map_or(if self.cursor == self.rows.len() { self.cursor } else { 0 }, |row| match rows
            .iter()
            .position(|&shown| shown == row)
        {
            Some(at) => at,
            None => self.survivor(&rows),
        });
        self.end_range_without(&rows);
        self.rows = rows;
        self.cursor = at.min(self.rows.len().saturating_sub(1));
        self.top = self.cursor.saturating_sub(height_on_screen);
    }

    /// Shows other rows, with the cursor on the first.
    pub fn show_from_top(&mut self, rows: Arc<Vec<RowIndex>>) {
        self.end_range_without(&rows);
        (self.rows, self.cursor, self.top) = (rows, 0, 0);
    }

    /// Ends a range whose start is not among the new rows: the rows of the range become selected.
    fn end_range_without(&mut self, rows: &[RowIndex]) {
        if self.anchor.is_some_and(|anchor| !rows.contains(&anchor)) {
            self.settle_range();
        }
    }

    /// Returns the place in `rows` of the first row at or after the cursor, or else of the last one before it.
    fn survivor(&self, rows: &[RowIndex]) -> usize {
        let mut shown = vec![false; rows.iter().max().map_or(0, |last| *last as usize + 1)];
        rows.iter().for_each(|row| shown[*row as usize] = true);
        let (before, after) = self.rows.split_at(self.cursor);
        let near = after.iter().chain(before.iter().rev()).find(|row| shown.get(**row as usize) == Some(&true));
        near.and_then(|near| rows.iter().position(|row| row == near)).unwrap_or(0)
    }

    /// Shows or removes the row below the last article that stands for the articles that are not shown.
    pub fn show_more_row(&mut self, more: bool) {
        self.more = more;
        self.go(self.cursor);
    }

    /// Returns whether there is a row below the last article.
    #[must_use]
    pub fn has_more_row(&self) -> bool {
        self.more
    }

    /// Returns whether the cursor is on the row below the last article.
    #[must_use]
    pub fn is_on_more_row(&self) -> bool {
        self.more && self.cursor == self.rows.len()
    }

    /// Returns the number of rows, with the one below the last article.
    fn height(&self) -> usize {
        self.rows.len() + usize::from(self.more)
    }

    /// Moves the cursor to the row at `at`, or to the last row.
    pub fn go(&mut self, at: usize) {
        self.cursor = at.min(self.height().saturating_sub(1));
    }

    /// Moves the cursor by `delta` rows, stopping at the ends. Returns whether it moved.
    pub fn step(&mut self, delta: isize) -> bool {
        let before = self.cursor;
        self.go(self.cursor.saturating_add_signed(delta));
        self.cursor != before
    }

    /// Moves the cursor by `delta` rows, or returns the reason why it does not move.
    pub fn step_or_why(&mut self, delta: isize) -> Option<Message> {
        (!self.step(delta)).then(|| match (self.rows.is_empty(), delta < 0) {
            (true, _) => msg!("list-empty"),
            (false, true) => msg!("list-first"),
            (false, false) => msg!("list-last"),
        })
    }

    /// Moves the cursor to an article, if it is shown. Returns whether it is.
    pub fn go_to_row(&mut self, row: RowIndex) -> bool {
        let at = self.rows.iter().position(|&shown| shown == row);
        at.inspect(|&at| self.cursor = at).is_some()
    }

    /// Returns the nearest place of a row that `wanted` accepts, searching down (or up) from the cursor and then
    /// around the end.
    #[must_use]
    pub fn search(&self, down: bool, wanted: impl Fn(RowIndex) -> bool) -> Option<usize> {
        let count = self.rows.len();
        (1..=count)
            .map(|distance| if down { self.cursor + distance } else { self.cursor + count - distance } % count)
            .find(|&at| at != self.cursor && wanted(self.rows[at]))
    }

    /// Scrolls so that the cursor is on a screen of `height` rows, with one row of context where there is space.
    pub fn keep_in_view(&mut self, height: usize) {
        let context = usize::from(height > 4);
        let last_top = self.height().saturating_sub(height);
        let highest = self.cursor.saturating_sub(context);
        let lowest = (self.cursor + context + 1).saturating_sub(height);
        self.top = self.top.clamp(lowest.min(highest), highest).min(last_top);
    }

    /// Selects or deselects the current row; ends a range.
    pub fn toggle(&mut self) {
        self.settle_range();
        if let Some(row) = self.current()
            && !self.selected.remove(&row)
        {
            self.selected.insert(row);
        }
    }

    /// Selects `count` rows from the cursor down, or as many as there are. Returns their number.
    pub fn select_down(&mut self, count: usize) -> usize {
        self.settle_range();
        let end = self.cursor.saturating_add(count).min(self.rows.len());
        let rows = self.rows.get(self.cursor..end).unwrap_or(&[]);
        self.selected.extend(rows);
        rows.len()
    }

    /// Starts a range at the cursor, or ends it.
    pub fn toggle_range(&mut self) {
        if self.anchor.is_some() {
            self.settle_range();
        } else {
            self.anchor = self.current();
        }
    }

    /// Selects every row shown. Returns whether any was not selected.
    pub fn select_all(&mut self) -> bool {
        let before = self.selected.len();
        self.anchor = None;
        self.selected.extend(self.rows.iter());
        self.selected.len() != before
    }

    /// Clears the selection. Returns whether anything was selected.
    pub fn clear_selection(&mut self) -> bool {
        let any = self.anchor.take().is_some() || !self.selected.is_empty();
        self.selected.clear();
        any
    }

    /// Returns whether a range is being selected.
    #[must_use]
    pub fn in_range(&self) -> bool {
        self.anchor.is_some()
    }

    /// Returns whether the row at place `at` is shown as selected.
    #[must_use]
    pub fn is_selected(&self, at: usize) -> bool {
        self.rows.get(at).is_some_and(|row| self.selected.contains(row)) || self.range().contains(&at)
    }

    /// Returns exactly the rows that are shown as selected, in their order.
    #[must_use]
    pub fn selection(&self) -> Vec<RowIndex> {
        if self.selected.is_empty() && self.anchor.is_none() {
            return Vec::new();
        }
        let range = self.range();
        let rows = self.rows.iter().enumerate();
        rows.filter(|(at, row)| range.contains(at) || self.selected.contains(row)).map(|(_, row)| *row).collect()
    }

    /// Returns the number of selected rows that are not shown now; no command touches these.
    #[must_use]
    pub fn hidden(&self) -> usize {
        if self.selected.is_empty() {
            return 0;
        }
        self.selected.len() - self.rows.iter().filter(|row| self.selected.contains(row)).count()
    }

    fn range(&self) -> std::ops::Range<usize> {
        match self.anchor.and_then(|anchor| self.rows.iter().position(|&row| row == anchor)) {
            Some(anchor) => anchor.min(self.cursor)..(anchor.max(self.cursor) + 1).min(self.rows.len()),
            None => 0..0,
        }
    }

    fn settle_range(&mut self) {
        let range = self.range();
        self.selected.extend(&self.rows[range]);
        self.anchor = None;
    }
}

impl List {
    /// Moves to the next or the previous undecided article, `times` times or as often as there is one.
    fn jump_undecided(&mut self, down: bool, times: usize, around: &Around<'_>) -> Reply {
        let waits = |row| around.catalogue.get(row).is_some_and(|article| article.verdict() == around.waits_in);
        for step in 0..times.clamp(1, self.rows.len().max(1)) {
            match self.search(down, waits) {
                Some(at) => self.go(at),
                None if step == 0 => return Reply::tell(Notice::info(msg!("undecided-none"))),
                None => break,
            }
        }
        Reply::Ask(Request::Follow)
    }

    fn select(&mut self, command: Command, times: usize, around: &Around<'_>) -> Reply {
        if self.current().is_none() {
            return Reply::tell(Notice::warning(msg!("select-none")));
        }
        let selected = match command {
            Command::SelectRange => {
                self.toggle_range();
                0
            }
            Command::SelectAll if self.select_all() => 0,
            Command::SelectAll => return Reply::tell(Notice::info(msg!("select-all-already"))),
            _ if times > 1 => self.select_down(times),
            _ => {
                self.toggle();
                1
            }
        };
        if around.focus == Focus::List {
            self.step(isize::try_from(selected).unwrap_or(isize::MAX));
        }
        Reply::Done
    }

    fn step_and(&mut self, delta: isize, then: Reply) -> Reply {
        self.step_or_why(delta).map_or(then, |why| Reply::tell(Notice::info(why)))
    }
}

impl Pane for List {
    fn context(&self) -> Context {
        Context::List
    }

    fn command(&mut self, command: Command, times: isize, around: &Around<'_>) -> Reply {
        if let Some(delta) = page(command, times, around.list_height) {
            return if around.focus == Focus::List { self.step_and(delta, Reply::Done) } else { Reply::Pass };
        }
        match command {
            Command::NextArticle => self.step_and(times, Reply::Ask(Request::Follow)),
            Command::PreviousArticle => self.step_and(-times, Reply::Ask(Request::Follow)),
            Command::NextUndecided => self.jump_undecided(true, times.unsigned_abs(), around),
            Command::PreviousUndecided => self.jump_undecided(false, times.unsigned_abs(), around),
            Command::FirstArticle => self.step_and(isize::MIN, Reply::Done),
            // The last article, not the row below it.
            Command::LastArticle => self.step_and(way(self.cursor, self.rows.len()), Reply::Done),
            Command::Select | Command::SelectRange | Command::SelectAll => {
                self.select(command, times.unsigned_abs(), around)
            }
            _ => Reply::Pass,
        }
    }

    fn go_to(&mut self, number: usize, _: &Around<'_>) -> Reply {
        match way(self.cursor, number) {
            0 if self.current().is_some() => Reply::tell(Notice::info(msg!("list-number", number = number))),
            delta => self.step_and(delta, Reply::Done),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(rows: &[RowIndex], cursor: usize) -> List {
        let mut list = List::default();
        list.show(Arc::new(rows.to_vec()));
        list.go(cursor);
        list
    }

    #[test]
    fn the_cursor_stays_on_its_article() {
        let mut list = list(&[10, 11, 12, 13], 2);
        list.show(Arc::new(vec![1, 2, 10, 11, 12]));
        assert_eq!(list.current(), Some(12));
        list.show(Arc::new(vec![1, 2, 10]));
        assert_eq!(list.current(), Some(10), "the nearest that is left");
        list.show(Arc::default());
        assert_eq!(list.current(), None);
    }

    #[test]
    fn it_stays_at_its_height_on_the_screen() {
        let mut list = list(&(0..100).collect::<Vec<_>>(), 50);
        list.keep_in_view(10);
        let height = list.cursor() - list.top();
        list.show(Arc::new((0..100).map(|row| row + 45).collect()));
        list.keep_in_view(10);
        assert_eq!((list.current(), list.cursor() - list.top()), (Some(50), 5.min(height)));
    }

    #[test]
    fn a_range_grows_with_the_cursor_and_joins_the_selection() {
        let mut list = list(&[5, 6, 7, 8, 9], 0);
        list.toggle();
        list.go(2);
        list.toggle_range();
        list.step(1);
        assert_eq!(list.selection(), [5, 7, 8]);
        list.toggle_range();
        list.step(1);
        assert_eq!(list.selection(), [5, 7, 8]);
        assert!(list.clear_selection());
        assert!(list.selection().is_empty());
    }

    #[test]
    fn what_is_not_shown_is_not_in_the_selection() {
        let mut list = list(&[5, 6, 7], 0);
        list.select_all();
        list.show(Arc::new(vec![6]));
        assert_eq!((list.selection(), list.hidden()), (vec![6], 2));
    }

    #[test]
    fn a_range_whose_beginning_goes_is_selected_as_it_was() {
        let mut list = list(&[5, 6, 7, 8], 1);
        list.toggle_range();
        list.step(1);
        list.show(Arc::new(vec![6, 7]));
        assert!(list.in_range(), "its beginning is there");
        list.show(Arc::new(vec![7, 8]));
        assert!(!list.in_range());
        assert_eq!((list.selection(), list.hidden()), (vec![7], 1));
        list.toggle_range();
        list.show_from_top(Arc::new(vec![5, 6]));
        assert_eq!((list.selection(), list.hidden()), (vec![6], 1));
    }

    #[test]
    fn a_search_goes_around_the_end() {
        let list = list(&[5, 6, 7], 1);
        assert_eq!(list.search(true, |row| row == 5), Some(0));
        assert_eq!(list.search(false, |row| row == 7), Some(2));
        assert_eq!(list.search(true, |row| row == 6), None);
    }
}
