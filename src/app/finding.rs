//! Finding in the text that is read: its hits, and the way from one to the next.

use super::effect::Effect;
use super::msg::Notice;
use super::{Model, Overlay};
use crate::domain::{ArticleId, Ask, Catalogue};
use crate::filter::Query;
use crate::filter::query::complete::complete;
use crate::text::LineEditor;
use crate::text::document::Document;
use crate::text::find::find;
use crate::text::fold::fold;
use std::cmp::Reverse;
use std::ops::Range;
use std::sync::Arc;

/// The line in which is typed what to find in the text.
#[derive(Debug)]
pub struct FindBar {
    /// What is typed.
    pub input: LineEditor,
    /// The article, and the place in its text to go back to.
    place: Option<(ArticleId, u32)>,
}

/// Where in the text that is read the words stand that are looked for.
#[derive(Debug, Default)]
pub struct Hits {
    wanted: Vec<String>,
    of: Option<(ArticleId, Arc<Document>)>,
    places: Vec<Range<usize>>,
    current: Option<usize>,
}

impl Hits {
    /// Looks for `wanted`, texts in search form, in this text, unless that was just done.
    pub fn look(&mut self, id: ArticleId, document: &Arc<Document>, wanted: &[String]) {
        let same = self.of.as_ref().is_some_and(|(of, text)| *of == id && Arc::ptr_eq(text, document));
        if same && self.wanted == wanted {
            return;
        }
        self.places = find(&document.text, wanted.iter().map(String::as_str));
        (self.wanted, self.of, self.current) = (wanted.to_vec(), Some((id, Arc::clone(document))), None);
    }

    /// The byte ranges of the document's text, in order.
    #[must_use]
    pub fn places(&self) -> &[Range<usize>] {
        &self.places
    }

    /// Which one was gone to, from 0.
    #[must_use]
    pub fn current(&self) -> Option<usize> {
        self.current
    }

    /// Whether any of the bytes is in a hit.
    #[must_use]
    pub fn holds(&self, bytes: &Range<u32>) -> bool {
        let after = self.places.partition_point(|place| place.end <= bytes.start as usize);
        self.places.get(after).is_some_and(|place| place.start < bytes.end as usize)
    }

    /// Goes to the next hit, or the one before; without one, to the first at or after the byte `from`. Gives its place, and
    /// whether the way there went around the end.
    fn step(&mut self, down: bool, from: usize) -> Option<(usize, bool)> {
        let count = self.places.len();
        let (next, around) = match (self.current, down) {
            (_, _) if count == 0 => return None,
            (Some(at), true) => ((at + 1) % count, at + 1 == count),
            (Some(at), false) => ((at + count - 1) % count, at == 0),
            (None, down) => {
                let next = self.places.partition_point(|place| place.start < from);
                if down { (next % count, next == count) } else { ((next + count - 1) % count, next == 0) }
            }
        };
        self.current = Some(next);
        self.places.get(next).map(|place| (place.start, around))
    }
}

impl Model {
    /// Opens the line in which is typed what to find in the text; without a text, the filter.
    pub(super) fn open_find(&mut self) {
        let place = self.reader.position();
        self.overlay = Overlay::Find(FindBar { input: LineEditor::with_text(&self.find), place });
    }

    /// Opens the filter on the texts of the articles.
    pub(super) fn open_find_in_texts(&mut self) {
        self.open_filter();
        if let Overlay::Filter(bar) = &mut self.overlay {
            bar.input.set("body:");
        }
    }

    /// What is looked for in the text that is read, in search form: what was typed to be found there, or else what the
    /// filter looks for in bodies.
    pub(super) fn wanted(&self) -> Vec<String> {
        if !self.find.is_empty() {
            return vec![fold(&self.find)];
        }
        let asks = Query::parse(&self.query()).asks();
        asks.into_iter().filter_map(|ask| if let Ask::Body(text) = ask { Some(fold(&text)) } else { None }).collect()
    }

    /// The line for finding changed: goes to the first hit after the place where it was opened.
    pub(super) fn find_changed(&mut self) {
        let Overlay::Find(bar) = &self.overlay else { return };
        let (text, place) = (bar.input.text().to_owned(), bar.place);
        self.find = text;
        self.look();
        let from = place.map_or(0, |(_, offset)| offset as usize);
        if let Some((at, _)) = self.hits.step(true, from) {
            self.reader.go_to(at);
        }
    }

    /// Brings the hits in line with the text that is shown.
    pub(super) fn look(&mut self) {
        let wanted = self.wanted();
        let wanted_nothing = wanted.is_empty();
        match self.reader.shown().and_then(|id| Some((id, Arc::clone(&self.reader.opened(id)?.document)))) {
            Some((id, document)) if !wanted.is_empty() => self.hits.look(id, &document, &wanted),
            Some(_) | None => self.hits = Hits::default(),
        }
        if wanted_nothing || (self.hits.of.is_some() && self.hits.places.is_empty()) {
            self.land = None;
        }
        if let Some(down) = self.land.filter(|_| !self.hits.places().is_empty()) {
            self.land = None;
            let from = if down { 0 } else { usize::MAX };
            if let Some((at, _)) = self.hits.step(down, from) {
                self.reader.go_to(at);
            }
        }
    }

    /// Goes to the next hit, or the one before. A find in the text goes around its end; a search in the texts of all goes
    /// on to the next article. Says whether there is any such search.
    pub(super) fn step_hit(&mut self, down: bool) -> bool {
        if self.wanted().is_empty() {
            return false;
        }
        let from = self.reader.position().map_or(0, |(_, offset)| offset as usize);
        let across = self.find.is_empty();
        let before = self.hits.current();
        match self.hits.step(down, from) {
            Some((_, true)) | None if across => {
                if self.list.step(if down { 1 } else { -1 }) {
                    self.land = Some(down);
                } else {
                    self.hits.current = before;
                    self.notices.tell(Notice::info("There is no other article with a hit."));
                }
            }
            Some((at, around)) => {
                self.reader.go_to(at);
                if around {
                    self.notices.tell(Notice::info("Around the end of the text."));
                }
            }
            None => self.notices.tell(Notice::info(format!("{:?} is not in this text.", self.find))),
        }
        true
    }

    /// Ends the finding in the text with nothing changed: the text stands where it stood.
    pub(super) fn cancel_find(&mut self, bar: &FindBar) {
        self.find.clear();
        self.look();
        if let Some((_, offset)) = bar.place {
            self.reader.go_back_to(offset as usize);
        }
    }

    /// Forgets what was looked for in the text. Says whether there was anything.
    pub(super) fn clear_find(&mut self) -> bool {
        !std::mem::take(&mut self.find).is_empty()
    }

    /// Where the words stand that are looked for in the text that is read.
    #[must_use]
    pub fn hits(&self) -> Option<&Hits> {
        (!self.wanted().is_empty()).then_some(&self.hits)
    }

    /// A change of what is written in the filter or the line for finding, when the caret stands at its end: the rest of
    /// the field, tag or source that was begun.
    pub(super) fn complete_filter(&mut self, effects: &mut Vec<Effect>) {
        let Overlay::Filter(bar) = &mut self.overlay else { return };
        let (tags, snapshot) = (most_used(&self.catalogue), self.catalogue.snapshot());
        let sources: Vec<&str> = snapshot.sources().iter().map(String::as_str).collect();
        if let Some(text) = complete(bar.input.text(), &tags, &sources) {
            bar.input.set(&text);
            self.input_changed(effects);
        }
    }
}

/// All tags, the most used first.
pub(super) fn most_used(catalogue: &Catalogue) -> Vec<&str> {
    let mut tags: Vec<_> = catalogue.tags().map(|(tag, usage)| (Reverse(usage.count), tag.as_str())).collect();
    tags.sort_unstable();
    tags.into_iter().map(|(_, name)| name).collect()
}
