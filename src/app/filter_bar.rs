//! The filter: the line in which one types what the list shows.
//!
//! Context: filter. Each change asks for a search, and the list shows what is found while one types. Accept keeps the
//! filter, on top of those that were accepted before; cancel goes back to the one from before.

use super::earlier::Earlier;
use super::pane::{Around, Pane, Reply, Request, page};
use crate::command::{Command, Context};
use crate::filter::Query;
use crate::filter::query::complete::complete;
use crate::text::LineEditor;

/// The filter being typed.
#[derive(Debug, Default)]
pub struct FilterBar {
    input: LineEditor,
    /// What is typed, parsed.
    query: Query,
    /// How far back in the earlier filters the one that is shown stands; 0 for what is typed.
    back: usize,
}

impl FilterBar {
    /// A line with `text` in it.
    #[must_use]
    pub fn with_text(text: &str) -> Self {
        let mut bar = Self::default();
        bar.set(text);
        bar
    }

    /// What is typed.
    #[must_use]
    pub fn input(&self) -> &LineEditor {
        &self.input
    }

    /// What is typed, parsed: for its mistakes.
    #[must_use]
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// Writes `text` in place of all that is typed.
    pub fn set(&mut self, text: &str) {
        self.input.set(text);
        self.query = Query::parse(text);
    }

    fn search(&mut self) -> Reply {
        self.query = Query::parse(self.input.text());
        Reply::Ask(Request::Filter(self.input.text().trim().to_owned()))
    }

    /// In an empty line, or one that shows an earlier filter, goes through the earlier filters. Nothing where the line has
    /// something else in it.
    fn step_earlier(&mut self, back: bool, earlier: &Earlier) -> Option<Reply> {
        let shows = |back: usize| earlier.back(back);
        let untouched = self.input.text() == shows(self.back).unwrap_or_default();
        let next = if back { self.back + 1 } else { self.back.saturating_sub(1) };
        if !untouched || (self.back == 0 && !back) || (next > 0 && shows(next).is_none()) {
            return (self.back > 0 && untouched).then_some(Reply::Done);
        }
        let text = shows(next).unwrap_or_default().to_owned();
        self.back = next;
        self.input.set(&text);
        Some(self.search())
    }
}

impl Pane for FilterBar {
    fn context(&self) -> Context {
        Context::Filter
    }

    fn line(&self) -> Option<&LineEditor> {
        Some(&self.input)
    }

    fn prompt(&self) -> Option<&'static str> {
        Some("/")
    }

    fn line_mut(&mut self) -> Option<&mut LineEditor> {
        Some(&mut self.input)
    }

    fn changed(&mut self, _: &Around<'_>) -> Reply {
        self.search()
    }

    fn command(&mut self, command: Command, times: isize, around: &Around<'_>) -> Reply {
        if let Some(delta) = page(command, times, around.list_height) {
            return Reply::Ask(Request::MoveInList(delta));
        }
        match command {
            Command::Accept => Reply::CloseAnd(Request::AcceptFilter(self.input.text().trim().to_owned())),
            Command::Cancel => Reply::CloseAnd(Request::CancelFilter),
            Command::DeleteBack if self.input.text().is_empty() => Reply::Ask(Request::PopFilter),
            Command::NextProposal | Command::PreviousProposal => {
                let down = command == Command::NextProposal;
                self.step_earlier(!down, around.filters).unwrap_or(Reply::Ask(Request::StepInList(down)))
            }
            Command::Complete => match completed(&self.input, around) {
                Some(text) => {
                    self.input.set(&text);
                    self.search()
                }
                None => Reply::nothing_to_complete(),
            },
            _ => Reply::Pass,
        }
    }
}

/// What is typed with the rest of the field, tag or source that was begun at its end.
fn completed(input: &LineEditor, around: &Around<'_>) -> Option<String> {
    let (tags, snapshot) = (super::palette::most_used(around.catalogue), around.catalogue.snapshot());
    let sources: Vec<&str> = snapshot.sources().iter().map(String::as_str).collect();
    complete(input.text(), &tags, &sources).filter(|text| text != input.text())
}
