//! Drawing: the preview waits while keys come fast, and the link in the status line can be clicked.

use super::Session;
use crate::app::Model;
use crate::app::geometry::{Area, Focus};
use crate::domain::ArticleId;
use crate::terminal::answer::Answer;
use crate::terminal::event::Event;
use crate::terminal::writer::link::LINKED;
use crate::ui;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::Instant;

/// Cursor moves that follow each other within this time come from a held key. Nobody reads the texts that rush by,
/// and each is some thousand bytes, so the text under the cursor is drawn only after the key has rested for this
/// long.
pub(super) const REST: Duration = Duration::from_millis(50);
/// The same over SSH, which delivers keys less evenly.
const REST_OVER_LINE: Duration = Duration::from_millis(150);

/// The state of the text beside the list while the cursor moves fast.
#[derive(Debug, Default)]
pub(super) struct Preview {
    /// The article under the cursor, and when the cursor reached it.
    moved: Option<(ArticleId, Instant)>,
    /// When to draw the text that was held back.
    pub(super) due: Option<Instant>,
}

impl Preview {
    /// Notes that a key may have moved the cursor. Called when the key arrives, not when there is room to draw.
    pub(super) fn follow(&mut self, model: &Model, now: Instant, line: bool) {
        let rest = if line { REST_OVER_LINE } else { REST };
        let current = model.list().current().and_then(|row| model.catalogue().get(row)).map(|article| article.id());
        let last = self.moved;
        if let Some(id) = current
            && last.is_none_or(|(before, _)| before != id)
        {
            self.moved = Some((id, now));
            let fast = last.is_some_and(|(_, at)| now < at + rest);
            self.due = fast.then(|| now + rest);
        }
    }

    /// Returns whether the text on the screen stays for now.
    fn waits(&mut self, model: &Model, now: Instant, line: bool) -> bool {
        self.follow(model, now, line);
        let places = model.geometry();
        let beside = model.focus() == Focus::List && places.list.is_some() && places.reader.is_some();
        if !beside {
            self.due = None;
        }
        self.due.is_some()
    }

    /// Ends the wait if the keys have rested long enough. Returns whether a text was held back.
    pub(super) fn rest(&mut self) -> bool {
        self.due.take_if(|due| *due <= Instant::now()).is_some()
    }
}

#[cfg(test)]
impl Preview {
    /// Pretends that the last move was a moment ago, however slow the machine is.
    pub(super) fn pretend_moved_now(&mut self) {
        self.moved = self.moved.map(|(id, _)| (id, Instant::now() + Duration::from_secs(3600)));
    }

    /// Pretends that the keys have rested long enough.
    pub(super) fn pretend_rested(&mut self) {
        self.moved = self.moved.map(|(id, _)| (id, Instant::now() - REST));
        self.due = self.due.map(|_| Instant::now());
        self.rest();
    }
}

impl Session {
    /// Waits for the answers in flight, so that the next reader of the terminal does not get them as keys. If the
    /// program is `ending`, ignores other events, because they come too late; otherwise handles them.
    pub(super) async fn settle(&mut self, events: &mut UnboundedReceiver<Event>, ending: bool) {
        while let Some(until) = self.pace.settled() {
            match tokio::time::timeout_at(until, events.recv()).await {
                Ok(Some(Event::Answer(Answer::There))) => self.pace.answered(Instant::now()),
                Ok(Some(Event::Hangup)) if ending => break,
                Ok(None) | Err(_) => break,
                Ok(Some(_)) if ending => {}
                Ok(Some(event)) => self.happened(event),
            }
            if self.ending.is_some() {
                break;
            }
        }
        self.pace.forget();
    }

    /// Draws, if anything is new and the line has room for it.
    pub fn draw(&mut self) {
        let now = Instant::now();
        if !self.dirty || !self.output.ready() || self.pace.due(now).is_some() {
            return;
        }
        self.dirty = false;
        let places = self.model.geometry();
        let area = places.screen;
        let mut buffer = self.screen.blank(Rect::new(0, 0, area.width, area.height));
        let cursor = ui::draw(&mut buffer, &self.model, &self.theme, &mut self.laid);
        let cursor = ui::cells::finish(&mut buffer, self.writing, cursor);
        let waits = self.model.in_panes() && self.preview.waits(&self.model, now, self.pace.on());
        if waits && self.screen.last().area == buffer.area {
            for area in [places.bar, places.reader].into_iter().flatten() {
                keep(&mut buffer, self.screen.last(), area);
            }
        }
        let link = self.laid.link();
        if let Some((_, area)) = link {
            let cells = Rect { x: area.x, y: area.y, width: area.width, height: area.height };
            buffer.set_style(cells, Style::new().add_modifier(LINKED));
        }
        self.screen.set_link(link.map(|(link, _)| link));
        let mut bytes = self.screen.frame(buffer, cursor);
        self.pace.send(&mut bytes, now);
        self.output.send(bytes);
    }
}

/// Copies the cells of an area from the last frame.
fn keep(buffer: &mut Buffer, last: &Buffer, area: Area) {
    for y in area.y..area.y + area.height {
        for x in area.x..area.x + area.width {
            let place = Position { x, y };
            if let (Some(cell), Some(before)) = (buffer.cell_mut(place), last.cell(place)) {
                cell.clone_from(before);
            }
        }
    }
}
