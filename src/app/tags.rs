//! The tag editor: puts tags on one article or on many, and takes them off, in one step.
//!
//! Context: tags. Accept with a text or a mark changes the tags in the editor; accept with neither closes it and asks for
//! the decision; cancel leaves all as it was.

use super::decision::Decision;
use super::pane::{Around, Pane, Reply, Request, no_other};
use crate::command::{Command, Context};
use crate::domain::catalogue::TagUse;
use crate::domain::{RowIndex, Tag, TagError, Triage};
use crate::filter::tags::propose;
use crate::text::LineEditor;
use std::collections::BTreeMap;

/// On how many of the articles a tag is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// On every one.
    All,
    /// On some.
    Some,
    /// On none.
    None,
}

/// A tag in the editor's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The tag.
    pub tag: Tag,
    /// On how many of the articles it will be.
    pub presence: Presence,
    /// Whether that is other than it was.
    pub changed: bool,
}

/// The tag editor's state.
#[derive(Debug)]
pub struct TagEditor {
    input: LineEditor,
    /// The articles, frozen when it was opened.
    rows: Vec<RowIndex>,
    choices: Vec<Choice>,
    marked: Option<usize>,
    problem: Option<String>,
    before: BTreeMap<Tag, Presence>,
    now: BTreeMap<Tag, Presence>,
}

/// The most proposals shown.
const PROPOSALS: usize = 50;

impl TagEditor {
    /// An editor for the articles in `rows`, which have these triages.
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

    /// What is typed.
    #[must_use]
    pub fn input(&self) -> &LineEditor {
        &self.input
    }

    /// How many articles are edited.
    #[must_use]
    pub fn articles(&self) -> usize {
        self.rows.len()
    }

    /// What can be chosen, best first.
    #[must_use]
    pub fn choices(&self) -> &[Choice] {
        &self.choices
    }

    /// The marked choice.
    #[must_use]
    pub fn marked(&self) -> Option<usize> {
        self.marked
    }

    /// Why the last Enter did nothing.
    #[must_use]
    pub fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// Looks again for what fits the typed text.
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

    /// Marks the next choice (or the previous one); before the first one none is marked. Says whether the mark moved.
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

    /// Writes the marked or first choice out.
    pub fn complete(&mut self) {
        if let Some(choice) = self.choices.get(self.marked.unwrap_or(0)) {
            let typed = self.input.text();
            let start = typed.rfind(',').map_or(0, |comma| comma + 1);
            let sign = if typed[start..].trim_start().starts_with('-') { "-" } else { "" };
            let head = if start == 0 { String::new() } else { format!("{} ", &typed[..start]) };
            self.input.set(&format!("{head}{sign}{}", choice.tag));
        }
    }

    /// Takes the marked choice, or what is typed. False when there is neither: then the editor is done.
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

    /// The tags to put on every article, and those to take off.
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

/// How much of a text that is no tag is repeated, in characters.
const QUOTED: usize = 20;

/// Why a text is no tag: the reason first, as the line may end before the text does.
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

/// `a, +b, -c`: puts a and b on, takes c off.
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
