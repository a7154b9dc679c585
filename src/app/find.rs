//! Find in the shown text: moving from hit to hit.

use super::Model;
use super::find_bar::FindBar;
use super::msg::Notice;
use super::popup::Popup;
use crate::message::msg;
use std::sync::Arc;

impl Model {
    /// Opens the find line.
    pub(super) fn open_find(&mut self) {
        let start = self.panes.reader.position();
        self.panes.find.begin(start);
        self.panes.popup = Popup::Find(FindBar::new(self.panes.find.text()));
    }

    /// Finds this text: goes to the first hit after the place where the find began.
    pub(super) fn find_text(&mut self, text: &str) {
        self.panes.find.set(text);
        self.look();
        let from = self.panes.find.from();
        if let Some((at, _)) = self.panes.find.step(true, from) {
            self.panes.reader.go_to(at);
        }
    }

    /// Updates the hits for the shown text.
    pub(super) fn look(&mut self) {
        let reader = &self.panes.reader;
        let shown = reader.shown().and_then(|id| Some((id, Arc::clone(&reader.opened(id)?.document))));
        if let Some(at) = self.panes.find.look(shown, self.search.query()) {
            self.panes.reader.go_to(at);
        }
    }

    /// Goes to the next or the previous hit. A find in the text wraps around its end; a full-text search moves on to
    /// the next article. Returns whether there is anything to find.
    pub(super) fn step_hit(&mut self, down: bool) -> bool {
        if self.panes.find.wanted(self.search.query()).is_empty() {
            return false;
        }
        let from = self.panes.reader.position().map_or(0, |(_, offset)| offset as usize);
        let across = self.panes.find.text().is_empty();
        let before = self.panes.find.hits().current();
        match self.panes.find.step(down, from) {
            Some((_, true)) | None if across => {
                if self.panes.list.step(if down { 1 } else { -1 }) {
                    self.panes.find.land(down);
                } else {
                    self.panes.find.set_current(before);
                    self.tell(Notice::info(msg!("find-no-other")));
                }
            }
            Some((at, around)) => {
                self.panes.reader.go_to(at);
                if around {
                    self.tell(Notice::info(msg!("find-wrapped")));
                }
            }
            None => self.tell(Notice::info(msg!("find-none", text = self.panes.find.text()))),
        }
        true
    }

    /// Cancels the find: the text returns to where it was.
    pub(super) fn cancel_find(&mut self) {
        let start = self.panes.find.cancel();
        self.look();
        if let Some(offset) = start {
            self.panes.reader.go_back_to(offset);
        }
    }
}
