//! The tag editor: adds and removes tags on one or more articles in one step.
//!
//! Context: tags. Accept with a text or a mark changes the tags in the editor; accept with neither closes it and
//! requests the decision; cancel changes nothing.

use super::decision::Decision;
use super::pane::{Around, Pane, Reply, Request, no_other};
use crate::command::{Command, Context};
use crate::domain::catalogue::TagUse;
use crate::domain::{RowIndex, Tag, TagError, Triage};
use crate::filter::tags::propose;
use crate::text::LineEditor;
use std::collections::BTreeMap;

/// How many of the articles have a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// All of them.
    All,
    /// Some of them.
    Some,
    /// None of them.
    None,
}

/// A tag in the editor's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The tag.
    pub tag: Tag,
    /// How many of the articles will have it.
    pub presence: Presence,
    /// Whether that differs from before.
    pub changed: bool,
}

/// The tag editor's state.
#[derive(Debug)]
pub struct TagEditor {
    input: LineEditor,
    /// The articles, fixed when the editor was opened.
    rows: Vec<RowIndex>,
    choices: Vec<Choice>,
    marked: Option<usize>,
    problem: Option<String>,
    before: BTreeMap<Tag, Presence>,
    now: BTreeMap<Tag, Presence>,
}

/// The maximum number of proposals.
const PROPOSALS: usize = 50;

impl TagEditor {
    /// Returns an editor for the articles in `rows`, which have these triages.
    pub fn new<'a>(rows: Vec<RowIndex>, triages: &[Triage], known: impl Iterator<Item = (&'a Tag, TagUse)>) -> Self {
        let mut counts: BTreeMap<Tag, usize> = BTreeMap::new();
        for tag in triages.iter().flat_map(|triage| &triage.tags) {
            *counts.entry(tag.clone()).or_default() += 1;
        }
        let presence = |count| if count == triages.len() { Presence::All } else { Presence::Some };
        let before: BTreeMap<_, _> = counts.into_iter().map(|(tag, count)| (tag, presence(count))).collect();
        let (input, now) = (LineEditor::default(), before.clone());
        let mut editor = Self { input, rows, choices: Vec::new(), marked: None, problem: None, before, now };
        editor.refresh(known);
        editor
    }

    /// Returns the typed text.
    #[must_use]
    pub fn input(&self) -> &LineEditor {
        &self.input
    }

    /// Returns the number of edited articles.
    #[must_use]
    pub fn articles(&self) -> usize {
        self.rows.len()
    }

    /// Returns the choices, best first.
    #[must_use]
    pub fn choices(&self) -> &[Choice] {
        &self.choices
    }

    /// Returns the place of the marked choice.
    #[must_use]
    pub fn marked(&self) -> Option<usize> {
        self.marked
    }

    /// Returns why the last Enter did nothing.
    #[must_use]
    pub fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// Updates the choices for the typed text.
    pub fn refresh<'a>(&mut self, known: impl Iterator<Item = (&'a Tag, TagUse)>) {
        let typed = self.input.text().rsplit(',').next().unwrap_or("").trim_start().trim_start_matches(['+', '-']);
        let known: Vec<(&Tag, TagUse)> = known.collect();
        let mut all: BTreeMap<&Tag, TagUse> = self.now.keys().map(|tag| (tag, TagUse::default())).collect();
        all.extend(known);
        let proposed = propose(typed, all.into_iter(), PROPOSALS);
        let own = self.now.keys().filter(|_| typed.is_empty()).cloned();
        let mut tags: Vec<Tag> = own.collect();
        tags.extend(proposed.into_iter().filter(|tag| !typed.is_empty() || !self.now.contains_key(tag)));
        self.choices = tags.into_iter().map(|tag| self.choice(tag)).collect();
        self.marked = None;
    }

    fn choice(&self, tag: Tag) -> Choice {
        let of = |map: &BTreeMap<Tag, Presence>| map.get(&tag).copied().unwrap_or(Presence::None);
        let (before, presence) = (of(&self.before), of(&self.now));
        Choice { tag, presence, changed: before != presence }
    }

    /// Marks the next or the previous choice; before the first one, no choice is marked. Returns whether the mark
    /// moved.
    pub fn step(&mut self, down: bool) -> bool {
        let before = self.marked;
        self.marked = match (self.marked, down) {
            (None, true) if !self.choices.is_empty() => Some(0),
            (None, _) | (Some(0), false) => None,
            (Some(at), true) => Some((at + 1).min(self.choices.len().saturating_sub(1))),
            (Some(at), false) => Some(at - 1),
        };
        self.marked != before
    }

    /// Completes the line with the marked or the first choice.
    pub fn complete(&mut self) {
        if let Some(choice) = self.choices.get(self.marked.unwrap_or(0)) {
            let typed = self.input.text();
            let start = typed.rfind(',').map_or(0, |comma| comma + 1);
            let sign = if typed[start..].trim_start().starts_with('-') { "-" } else { "" };
            let head = if start == 0 { String::new() } else { format!("{} ", &typed[..start]) };
            self.input.set(&format!("{head}{sign}{}", choice.tag));
        }
    }

    /// Applies the marked choice, or the typed text. Returns `false` if there is neither: then the editor is done.
    pub fn accept(&mut self) -> bool {
        self.problem = None;
        if let Some(choice) = self.marked.and_then(|at| self.choices.get(at)) {
            let presence = match choice.presence {
                Presence::All => Presence::None,
                Presence::Some | Presence::None => Presence::All,
            };
            self.now.insert(choice.tag.clone(), presence);
        } else if self.input.text().trim().is_empty() {
            return false;
        } else {
            match parse(self.input.text()) {
                Ok(tags) => self.now.extend(tags),
                Err((text, error)) => {
                    self.problem = Some(told(&text, error));
                    return true;
                }
            }
        }
        self.input.set("");
        true
    }

    /// Returns the tags to add to every article, and those to remove.
    #[must_use]
    pub fn outcome(&self) -> (Vec<Tag>, Vec<Tag>) {
        let changed = |wanted: Presence| {
            let tags = self.now.iter().filter(|(tag, presence)| {
                **presence == wanted && self.before.get(*tag).copied().unwrap_or(Presence::None) != wanted
            });
            tags.map(|(tag, _)| tag.clone()).collect()
        };
        (changed(Presence::All), changed(Presence::None))
    }
}

impl Pane for TagEditor {
    fn context(&self) -> Context {
        Context::Tags
    }

    fn line(&self) -> Option<&LineEditor> {
        Some(&self.input)
    }

    fn line_mut(&mut self) -> Option<&mut LineEditor> {
        Some(&mut self.input)
    }

    fn changed(&mut self, around: &Around<'_>) -> Reply {
        self.refresh(around.catalogue.tags());
        Reply::Done
    }

    fn command(&mut self, command: Command, _: isize, around: &Around<'_>) -> Reply {
        match command {
            Command::Accept if self.accept() => {
                if self.problem.is_none() {
                    self.refresh(around.catalogue.tags());
                }
                Reply::Done
            }
            Command::Accept => match self.outcome() {
                (on, off) if on.is_empty() && off.is_empty() => Reply::Close,
                (on, off) => {
                    let rows = std::mem::take(&mut self.rows);
                    Reply::CloseAnd(Request::Decide(rows, Decision::Tags(on, off)))
                }
            },
            Command::Cancel => Reply::Close,
            Command::NextProposal => Reply::moved(self.step(true), no_other),
            Command::PreviousProposal => Reply::moved(self.step(false), no_other),
            Command::Complete => {
                let before = self.input.text().to_owned();
                self.complete();
                if self.input.text() == before {
                    return Reply::nothing_to_complete();
                }
                self.refresh(around.catalogue.tags());
                Reply::Done
            }
            _ => Reply::Pass,
        }
    }
}

/// How many characters of an invalid tag a message quotes.
const QUOTED: usize = 20;

/// Returns why a text is not a tag: the reason first, because the line may end before the text does.
fn told(text: &str, error: TagError) -> String {
    if text.is_empty() {
        return error.to_string();
    }
    let mut cut: String = text.chars().take(QUOTED).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    format!("{error}: {cut}")
}

/// Parses `a, +b, -c`: add a and b, remove c.
fn parse(typed: &str) -> Result<Vec<(Tag, Presence)>, (String, TagError)> {
    let parts = typed.split(',').map(str::trim).filter(|part| !part.is_empty());
    let tag = |text: &str, presence| Tag::new(text).map(|tag| (tag, presence)).map_err(|e| (text.to_owned(), e));
    parts
        .map(|part| match (part.strip_prefix('-'), part.strip_prefix('+')) {
            (Some(off), _) => tag(off, Presence::None),
            (None, Some(on)) => tag(on, Presence::All),
            (None, None) => tag(part, Presence::All),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(name: &str) -> Tag {
        Tag::new(name).unwrap()
    }

    fn editor(tags: &[&[&str]]) -> TagEditor {
        let triages: Vec<Triage> = tags
            .iter()
            .map(|tags| Triage { tags: tags.iter().map(|name| tag(name)).collect(), ..Triage::default() })
            .collect();
        TagEditor::new((0..triages.len() as u32).collect(), &triages, std::iter::empty())
    }

    #[test]
    fn it_shows_on_how_many_articles_a_tag_is() {
        let editor = editor(&[&["a", "b"], &["a"]]);
        let shown: Vec<_> = editor.choices.iter().map(|choice| (choice.tag.as_str(), choice.presence)).collect();
        assert_eq!(shown, [("a", Presence::All), ("b", Presence::Some)]);
    }

    #[test]
    fn typed_tags_are_added_and_removed_several_at_once() {
        let mut editor = editor(&[&["a"], &["a"]]);
        editor.input.set("x, -a, +y z");
        assert!(editor.accept());
        assert_eq!(editor.outcome(), (vec![tag("x"), tag("y z")], vec![tag("a")]));
        assert!(!editor.accept(), "nothing typed: done");
    }

    #[test]
    fn a_marked_choice_is_toggled() {
        let mut editor = editor(&[&["a", "b"], &["a"]]);
        editor.step(true);
        editor.step(true);
        assert!(editor.accept());
        assert_eq!(editor.outcome(), (vec![tag("b")], vec![]));
    }

    #[test]
    fn a_text_that_cannot_be_a_tag_stays_and_says_why() {
        let mut editor = editor(&[&[]]);
        editor.input.set(&"x".repeat(200));
        assert!(editor.accept());
        assert_eq!(editor.problem, Some(format!("a tag has at most 100 characters: {}…", "x".repeat(20))));
        assert_eq!(editor.input.text().len(), 200);
        editor.input.set("-");
        assert!(editor.accept());
        assert_eq!(editor.problem.as_deref(), Some("a tag needs at least one character"));
    }
}
