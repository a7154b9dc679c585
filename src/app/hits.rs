//! What is found in the text that is read: what is looked for, its hits, and which one was gone to.

use crate::domain::{ArticleId, Ask};
use crate::filter::Query;
use crate::text::document::Document;
use crate::text::find::find;
use crate::text::fold::fold;
use std::ops::Range;
use std::sync::Arc;

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

/// What is looked for in the text that is read.
#[derive(Debug, Default)]
pub struct Find {
    /// What was typed to be found; empty where nothing was.
    text: String,
    hits: Hits,
    /// The way to the first hit of the next text: down from its start, or up from its end.
    land: Option<bool>,
    /// The article and the place in its text to go back to when finding is cancelled.
    start: Option<(ArticleId, u32)>,
}

impl Find {
    /// What was typed to be found; empty where nothing was.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The hits.
    #[must_use]
    pub fn hits(&self) -> &Hits {
        &self.hits
    }

    /// What is looked for, in search form: what was typed to be found here, or else what `query` looks for in bodies.
    #[must_use]
    pub fn wanted(&self, query: &Query) -> Vec<String> {
        if !self.text.is_empty() {
            return vec![fold(&self.text)];
        }
        let asks = query.asks();
        asks.into_iter().filter_map(|ask| if let Ask::Body(text) = ask { Some(fold(&text)) } else { None }).collect()
    }

    /// Finding begins at this place of this article's text.
    pub fn begin(&mut self, start: Option<(ArticleId, u32)>) {
        self.start = start;
    }

    /// The offset in the text from which is searched: where finding began.
    #[must_use]
    pub fn from(&self) -> usize {
        self.start.map_or(0, |(_, offset)| offset as usize)
    }

    /// Looks for this text from now on.
    pub fn set(&mut self, text: &str) {
        text.clone_into(&mut self.text);
    }

    /// Looks for nothing any more. Gives the offset to go back to.
    pub fn cancel(&mut self) -> Option<usize> {
        self.text.clear();
        self.start.take().map(|(_, offset)| offset as usize)
    }

    /// Looks for nothing any more. Says whether there was anything.
    pub fn clear(&mut self) -> bool {
        !std::mem::take(&mut self.text).is_empty()
    }

    /// The next text is gone into at its first hit, or at its last.
    pub fn land(&mut self, down: bool) {
        self.land = Some(down);
    }

    /// Goes to the next hit, or the one before, as [`Hits::step`] does.
    pub fn step(&mut self, down: bool, from: usize) -> Option<(usize, bool)> {
        self.hits.step(down, from)
    }

    /// Goes back to this hit.
    pub fn set_current(&mut self, current: Option<usize>) {
        self.hits.current = current;
    }

    /// Brings the hits in line with the text that is shown. Gives the offset to go to where this text was to be gone into at a hit.
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
