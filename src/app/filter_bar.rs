//! The filter: the input line for what the list shows.
//!
//! Context: filter. Each change requests a search, and the list shows the matches as the person types. Accept keeps
//! the filter on top of those accepted before; cancel returns to the previous one.

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
    /// The typed text, parsed.
    query: Query,
    /// How far back the shown filter is among the earlier ones; 0 for the typed text.
    back: usize,
}

impl FilterBar {
    /// Returns a line that contains `text`.
    #[must_use]
    pub fn with_text(text: &str) -> Self {
        let mut bar = Self::default();
        bar.set(text);
        bar
    }

    /// Returns the typed text.
    #[must_use]
    pub fn input(&self) -> &LineEditor {
        &self.input
    }

    /// Returns the typed text, parsed: for its mistakes.
    #[must_use]
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// Replaces the typed text with `text`.
    pub fn set(&mut self, text: &str) {
        self.input.set(text);
        self.query = Query::typed(text, 0);
    }

    fn search(&mut self) -> Reply {
        self.query = Query::typed(self.input.text(), 0);
        Reply::Ask(Request::Filter(self.input.text().trim().to_owned()))
    }

    /// Goes through the earlier filters, in an empty line or one that shows an earlier filter. Returns `None` if the
    /// line contains anything else.
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

/// Returns the typed text with the field, tag or source at its end completed.
fn completed(input: &LineEditor, around: &Around<'_>) -> Option<String> {
    let (tags, snapshot) = (super::palette::most_used(around.catalogue), around.catalogue.snapshot());
    let sources: Vec<&str> = snapshot.sources().iter().map(String::as_str).collect();
    complete(input.text(), &tags, &sources).filter(|text| text != input.text())
}
