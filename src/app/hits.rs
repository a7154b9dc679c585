//! Hits in the shown text: the search words, their places, and the current hit.

use crate::domain::{ArticleId, Ask};
use crate::filter::Query;
use crate::text::document::Document;
use crate::text::find::find;
use crate::text::fold::fold;
use std::ops::Range;
use std::sync::Arc;

/// The places of the search words in the shown text.
#[derive(Debug, Default)]
pub struct Hits {
    wanted: Vec<String>,
    of: Option<(ArticleId, Arc<Document>)>,
    places: Vec<Range<usize>>,
    current: Option<usize>,
}

impl Hits {
    /// Searches this text for `wanted`, texts in search form, unless the last call did exactly that.
    pub fn look(&mut self, id: ArticleId, document: &Arc<Document>, wanted: &[String]) {
        let same = self.of.as_ref().is_some_and(|(of, text)| *of == id && Arc::ptr_eq(text, document));
        if same && self.wanted == wanted {
            return;
        }
        self.places = find(&document.text, wanted.iter().map(String::as_str));
        (self.wanted, self.of, self.current) = (wanted.to_vec(), Some((id, Arc::clone(document))), None);
    }

    /// Returns the byte ranges of the hits in the document's text, in order.
    #[must_use]
    pub fn places(&self) -> &[Range<usize>] {
        &self.places
    }

    /// Returns the number of the current hit, from 0.
    #[must_use]
    pub fn current(&self) -> Option<usize> {
        self.current
    }

    /// Returns whether any of the bytes is in a hit.
    #[must_use]
    pub fn holds(&self, bytes: &Range<u32>) -> bool {
        let after = self.places.partition_point(|place| place.end <= bytes.start as usize);
        self.places.get(after).is_some_and(|place| place.start < bytes.end as usize)
    }

    /// Goes to the next or the previous hit. Without a current hit, `from` is a byte: the next hit is the first at or
    /// after it, the previous one the last before it. Returns the place of the hit, and whether the step wrapped
    /// around the end.
    pub fn step(&mut self, down: bool, from: usize) -> Option<(usize, bool)> {
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

/// The find in the shown text.
#[derive(Debug, Default)]
pub struct Find {
    /// The find text; empty if there is none.
    text: String,
    hits: Hits,
    /// The hit where the next text opens: its first (`true`), or its last.
    land: Option<bool>,
    /// The article and the place in its text to return to when the person cancels the find.
    start: Option<(ArticleId, u32)>,
}

impl Find {
    /// The find text; empty if there is none.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the hits.
    #[must_use]
    pub fn hits(&self) -> &Hits {
        &self.hits
    }

    /// Returns the texts to search for, in search form: the find text, or else the texts that `query` searches in
    /// bodies.
    #[must_use]
    pub fn wanted(&self, query: &Query) -> Vec<String> {
        if !self.text.is_empty() {
            return vec![fold(&self.text)];
        }
        let asks = query.asks();
        asks.into_iter().filter_map(|ask| if let Ask::Body(text) = ask { Some(fold(&text)) } else { None }).collect()
    }

    /// Starts a find at this place of this article's text.
    pub fn begin(&mut self, start: Option<(ArticleId, u32)>) {
        self.start = start;
    }

    /// Returns the offset where the search starts: the place where the find began.
    #[must_use]
    pub fn from(&self) -> usize {
        self.start.map_or(0, |(_, offset)| offset as usize)
    }

    /// Sets the find text.
    pub fn set(&mut self, text: &str) {
        text.clone_into(&mut self.text);
    }

    /// Clears the find text. Returns the offset to return to.
    pub fn cancel(&mut self) -> Option<usize> {
        self.text.clear();
        self.start.take().map(|(_, offset)| offset as usize)
    }

    /// Clears the find text. Returns whether there was one.
    pub fn clear(&mut self) -> bool {
        !std::mem::take(&mut self.text).is_empty()
    }

    /// Makes the next text open at its first hit (`down`), or at its last.
    pub fn land(&mut self, down: bool) {
        self.land = Some(down);
    }

    /// Goes to the next or the previous hit, as [`Hits::step`] does.
    pub fn step(&mut self, down: bool, from: usize) -> Option<(usize, bool)> {
        self.hits.step(down, from)
    }

    /// Makes this hit the current one again.
    pub fn set_current(&mut self, current: Option<usize>) {
        self.hits.current = current;
    }

    /// Updates the hits for the shown text. Returns the offset to go to, if this text was to open at a hit.
    pub fn look(&mut self, shown: Option<(ArticleId, Arc<Document>)>, query: &Query) -> Option<usize> {
        let wanted = self.wanted(query);
        match shown {
            Some((id, document)) if !wanted.is_empty() => self.hits.look(id, &document, &wanted),
            Some(_) | None => self.hits = Hits::default(),
        }
        if wanted.is_empty() || (self.hits.of.is_some() && self.hits.places.is_empty()) {
            self.land = None;
        }
        let down = self.land.filter(|_| !self.hits.places.is_empty())?;
        self.land = None;
        let from = if down { 0 } else { usize::MAX };
        self.hits.step(down, from).map(|(at, _)| at)
    }
}
