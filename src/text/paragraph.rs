//! A paragraph, analyzed once: its clusters with their levels, joined letters, widths and break opportunities.
//! Nothing here depends on the width of a line.

use super::bidi::{Blank, Levels, LineRuns, Run, class, has_levels, mirrored};
use super::breaks::breaks;
use super::cell::{Cell, narrow};
use super::cluster::clusters;
use super::isolate::{self, Isolate};
use super::shape::Joiner;
use super::width::{first_visible, is_blank, shown_as};
use compact_str::CompactString;
use std::ops::Range;
use unicode_bidi::BidiClass;
use unicode_width::UnicodeWidthStr;

/// Shown in place of a cluster that is wider than the whole line.
const REPLACEMENT: &str = "\u{FFFD}";

/// A paragraph: one bidi paragraph, so it has no line ends.
#[derive(Clone, Debug)]
pub(super) struct Paragraph {
    /// The visible clusters in logical order. Each extends to the start of the next: invisible characters belong to
    /// the cluster before them (at the start of the text, to the first one), and a fused alef belongs to its lam.
    clusters: Vec<Cluster>,
    /// The text that the clusters point into, if it is not the source itself.
    annotated: Option<Box<str>>,
    /// The notes inserted into the text, sorted by position.
    notes: Vec<Placed>,
    /// The length of the text in bytes.
    length: u32,
    /// The level of the paragraph, 0 or 1.
    level: u8,
}

/// A visible cluster. Small on purpose: a long article has millions.
#[derive(Clone, Copy, Debug)]
struct Cluster {
    start: u32,
    /// The first character as shown: joined, mirrored.
    shown: char,
    width: u8,
    level: u8,
    flags: u8,
    /// With [`SEAM`], the lowest level of the invisible characters between the previous cluster and this one, such as
    /// the end of one isolate and the start of another. The seam takes part in the reordering and keeps its two sides
    /// apart.
    seam: u8,
}

impl Cluster {
    /// Records what is shown of a cluster, its width in columns and whether it is blank. Returns the offset of the
    /// first visible character in the cluster, or `None` if it has none.
    #[inline]
    fn measure(&mut self, cluster: &str, plain: Option<(char, u8)>) -> Option<usize> {
        if let Some((c, width)) = plain {
            self.shown = c;
            self.width = width;
            self.flags |= if is_blank(c) { BLANK | SINGLE } else { SINGLE };
            return Some(0);
        }
        if cluster.starts_with(|c| matches!(c, '\t'..='\r')) {
            self.flags |= BLANK | SEPARATOR | SINGLE;
            return Some(0);
        }
        let text = shown_as(cluster, None, false);
        let (at, c) = first_visible(cluster).filter(|_| !text.is_empty())?;
        self.shown = c;
        self.width = u8::try_from(text.width()).unwrap_or(u8::MAX);
        if cluster.chars().nth(1).is_none() && text.starts_with(c) {
            self.flags |= if is_blank(c) { BLANK | SINGLE } else { SINGLE };
        }
        Some(at)
    }
}

/// A note in the annotated text.
#[derive(Clone, Copy, Debug)]
struct Placed {
    start: u32,
    end: u32,
    /// The total bytes of the notes before this one.
    before: u32,
}

/// A line may break before the cluster.
const BREAK: u8 = 1;
/// A blank, which may hang over the end of a line.
const BLANK: u8 = 2;
/// A segment separator of bidi rule L1; a blank too.
const SEPARATOR: u8 = 4;
/// One character is shown.
const SINGLE: u8 = 8;
/// A lam and an alef, fused.
const FUSED: u8 = 16;
/// Invisible characters precede the cluster, see [`Cluster::seam`].
const SEAM: u8 = 32;
/// The seam is not a blank for rule L1.
const SOLID: u8 = 64;
/// The break before the cluster is at a soft hyphen.
const HYPHEN: u8 = 128;

/// Shown for a soft hyphen where the line breaks. U+2010 would take two columns in some terminals.
pub(super) const HYPHEN_SIGN: &str = "-";
const SOFT_HYPHEN: char = '\u{AD}';
const ZERO_WIDTH_SPACE: char = '\u{200B}';

/// A text inserted into a paragraph that is not in the source, such as the number of a link.
#[derive(Clone, Debug)]
pub(super) struct Note {
    /// The source byte that it precedes.
    pub at: usize,
    /// The inserted text. It should be isolated (bidi) and begin with a word joiner.
    pub text: String,
}

/// The options for analyzing a text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Look<'a> {
    /// Whether the paragraph goes from right to left.
    pub rtl: bool,
    /// The notes to insert, sorted by position.
    pub notes: &'a [Note],
    /// Ranges that keep their own order (links, code). If present, numbers and addresses are found and isolated too.
    pub isolates: Option<&'a [Isolate]>,
    /// Whether to find break opportunities.
    pub breaks: bool,
}

/// What line breaking needs to know of a cluster.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measure {
    /// Its width in columns.
    pub width: usize,
    /// Whether it is a blank.
    pub blank: bool,
    /// Whether a line may break before it.
    pub breaks: bool,
    /// Whether a break there shows a hyphen at the end of the line.
    pub hyphen: bool,
}

/// A sign of one column after a line that is not in the text: a hyphen, an ellipsis.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tail {
    pub text: &'static str,
    /// Its embedding level.
    pub level: u8,
}

impl Paragraph {
    /// Analyzes a text.
    pub fn new(source: &str, look: Look) -> Paragraph {
        let mut paragraph =
            Paragraph { clusters: Vec::new(), annotated: None, notes: Vec::new(), length: 0, level: look.rtl.into() };
        if !look.notes.is_empty() {
            paragraph.annotate(source, look.notes);
        }
        let annotated = paragraph.annotated.take();
        let text = annotated.as_deref().unwrap_or(source);
        let levels = match look.isolates.filter(|_| has_levels(text, look.rtl)) {
            Some(isolates) => paragraph.isolated(source, text, isolates),
            None => Levels::new(text, look.rtl),
        };
        paragraph.look(text, &levels, look.breaks);
        paragraph.annotated = annotated;
        paragraph
    }

    /// Returns the levels of the annotated text with isolates around these ranges of the source, and around numbers
    /// and addresses.
    fn isolated(&self, source: &str, text: &str, isolates: &[Isolate]) -> Levels {
        let found = isolate::found(source);
        let placed = isolates.iter().chain(&found).map(|isolate| {
            let range = self.place(isolate.range.start, true)..self.place(isolate.range.end, false);
            Isolate { range, ..*isolate }
        });
        let placed: Vec<Isolate> = placed.collect();
        if placed.is_empty() {
            return Levels::new(text, self.level == 1);
        }
        isolate::levels_with(text, self.level == 1, placed)
    }

    /// Maps an offset in the source to the annotated text: after the notes there, or before them.
    fn place(&self, at: usize, after: bool) -> usize {
        let of = |note: &Placed| (note.start - note.before) as usize;
        let count = self.notes.partition_point(|note| if after { of(note) <= at } else { of(note) < at });
        let note = count.checked_sub(1).and_then(|index| self.notes.get(index));
        at + note.map_or(0, |note| (note.before + note.end - note.start) as usize)
    }

    fn annotate(&mut self, source: &str, notes: &[Note]) {
        let mut text = String::with_capacity(source.len() + 16 * notes.len());
        let mut done = 0;
        for note in notes {
            let Some(part) = source.get(done..note.at) else { continue };
            text.push_str(part);
            done = note.at;
            let start = narrow(text.len());
            text.push_str(&note.text);
            self.notes.push(Placed { start, end: narrow(text.len()), before: start - narrow(note.at) });
        }
        text.push_str(source.get(done..).unwrap_or_default());
        self.annotated = Some(text.into());
    }

    fn look(&mut self, text: &str, levels: &Levels, breakable: bool) {
        self.length = narrow(text.len());
        self.clusters.reserve(text.chars().count());
        let mut marks = levels.marks().peekable();
        let mut levels = levels.walk();
        let mut seam: Option<Seam> = None;
        let mut breaks = breakable.then(|| breaks(text));
        let joins = text.chars().any(|c| ('\u{0600}'..='\u{08FF}').contains(&c));
        let mut joiner = Joiner::default();
        let mut flags = 0;
        // Whether a soft hyphen is between the previous cluster and this one.
        let mut soft = false;
        let mut all = clusters(text);
        while let Some((start, cluster, plain)) = all.step() {
            let first = plain.or_else(|| Some((cluster.chars().next()?, 0))).map_or(' ', |(c, _)| c);
            if breaks.as_mut().is_some_and(|breaks| breaks.before(start, first, cluster)) {
                flags |= BREAK;
            }
            while let Some((_, level)) = marks.next_if(|(at, _)| *at as usize <= start) {
                seam = Some(Seam::with(seam, level, false));
            }
            let mut found = Cluster { start: narrow(start), shown: ' ', width: 1, level: 0, flags, seam: 0 };
            let Some(first_at) = found.measure(cluster, plain) else {
                // The cluster is invisible. Its break opportunity passes to the next cluster, and its joining (ZWNJ)
                // counts.
                let first = cluster.chars().next().unwrap_or(' ');
                soft = first == SOFT_HYPHEN || soft && first != ZERO_WIDTH_SPACE;
                if joins {
                    self.join(&mut joiner, cluster, usize::MAX, None);
                }
                if let Some(solid) = is_reordered(first) {
                    seam = Some(Seam::with(seam, levels.at(start), solid));
                }
                continue;
            };
            if std::mem::take(&mut soft) && found.flags & BREAK != 0 && self.clusters.last().is_some_and(takes_hyphen) {
                found.flags |= HYPHEN;
            }
            flags = 0;
            found.level = levels.at(start + first_at);
            if joins {
                let fused = match plain {
                    Some((c, _)) => self.join_letter(&mut joiner, c, found.level),
                    None => self.join(&mut joiner, cluster, first_at, Some(&mut found)),
                };
                if fused {
                    continue;
                }
            }
            self.push(found, seam.take());
        }
        let settled = joiner.finish();
        self.settle(settled);
        if let Some(first) = self.clusters.first_mut() {
            first.start = 0;
        }
        self.clusters.shrink_to_fit();
    }

    /// Appends a cluster with the seam before it. Mirrors a character at an odd level.
    #[inline]
    fn push(&mut self, mut found: Cluster, seam: Option<Seam>) {
        if found.level % 2 == 1
            && let Some(c) = mirrored(found.shown)
        {
            found.shown = c;
        }
        let before = self.clusters.last().map_or(0, |before| before.level);
        if let Some(seam) = seam.filter(|seam| seam.solid || seam.level < found.level.min(before)) {
            found.flags |= if seam.solid { SEAM | SOLID } else { SEAM };
            found.seam = seam.level;
        }
        self.clusters.push(found);
    }

    /// Does what [`Paragraph::join`] does, for a cluster of one plain character. Most clusters are.
    #[inline]
    fn join_letter(&mut self, joiner: &mut Joiner, c: char, level: u8) -> bool {
        let may_fuse = self.clusters.last().is_some_and(|lam| lam.level == level);
        let step = joiner.push(self.clusters.len(), c, may_fuse);
        self.settle(step.settled);
        if step.fused {
            self.fuse(SINGLE);
        }
        step.fused
    }

    /// Runs the characters of a cluster through the joining rules. Returns true if it was an alef that is now part of
    /// the lam before.
    fn join(&mut self, joiner: &mut Joiner, cluster: &str, base: usize, mut found: Option<&mut Cluster>) -> bool {
        let mut fused = false;
        let index = self.clusters.len();
        for (at, c) in cluster.char_indices() {
            let is_base = at == base;
            let may_fuse = is_base
                && self.clusters.last().is_some_and(|lam| found.as_ref().is_some_and(|found| found.level == lam.level));
            let step = joiner.push(if is_base { index } else { usize::MAX }, c, may_fuse);
            match (step.settled, found.as_mut()) {
                // The cluster itself has a joiner; its letter is not in `clusters` yet.
                (Some((of, form)), Some(found)) if of == index => found.shown = form,
                (settled, _) => self.settle(settled),
            }
            if step.fused {
                fused = true;
                self.fuse(found.as_ref().map_or(0, |alef| alef.flags));
            }
        }
        fused
    }

    /// Marks the last cluster, a lam, as fused with an alef that has these flags.
    fn fuse(&mut self, alef: u8) {
        if let Some(lam) = self.clusters.last_mut() {
            lam.flags = (lam.flags & !SINGLE) | (lam.flags & alef & SINGLE) | FUSED;
        }
    }

    #[inline]
    fn settle(&mut self, settled: Option<(usize, char)>) {
        if let Some((index, form)) = settled
            && let Some(cluster) = self.clusters.get_mut(index)
        {
            cluster.shown = form;
        }
    }

    /// Returns the number of clusters.
    pub fn len(&self) -> usize {
        self.clusters.len()
    }

    /// Returns whether the paragraph goes right to left.
    pub fn is_rtl(&self) -> bool {
        self.level == 1
    }

    /// Returns what line breaking needs to know of each cluster.
    pub fn measures(&self) -> impl Iterator<Item = Measure> + '_ {
        self.clusters.iter().map(|c| Measure {
            width: c.width.into(),
            blank: c.flags & BLANK != 0,
            breaks: c.flags & BREAK != 0,
            hyphen: c.flags & HYPHEN != 0,
        })
    }

    /// Returns the hyphen to show after a line of these clusters if the line breaks at a soft hyphen. It has the
    /// level of the last letter, so it is to the left of a right-to-left word, whatever the direction of the
    /// paragraph.
    pub fn hyphen(&self, line: &Range<usize>) -> Option<Tail> {
        let next = self.clusters.get(line.end)?;
        let last = line.end.checked_sub(1).filter(|last| line.contains(last) && next.flags & HYPHEN != 0)?;
        Some(Tail { text: HYPHEN_SIGN, level: self.clusters.get(last)?.level })
    }

    /// Returns the level of a sign that marks a cut before this cluster. In the middle of a word it is the level of
    /// the word, so that half a number is not taken for a whole one; elsewhere it is that of the paragraph.
    pub fn level_of_cut(&self, at: usize) -> u8 {
        match at.checked_sub(1).and_then(|last| self.clusters.get(last..=at)) {
            Some([last, next]) if (last.flags | next.flags) & BLANK == 0 && last.level == next.level => last.level,
            _ => self.level,
        }
    }

    /// Returns the width of these clusters in columns.
    pub fn width(&self, range: Range<usize>) -> usize {
        self.clusters.get(range).unwrap_or_default().iter().map(|c| usize::from(c.width)).sum()
    }

    /// Returns these clusters without the blanks at their end.
    pub fn trimmed(&self, range: Range<usize>) -> Range<usize> {
        let line = self.clusters.get(range.clone()).unwrap_or_default();
        let blanks = line.iter().rev().take_while(|c| c.flags & BLANK != 0).count();
        range.start..range.start + line.len() - blanks
    }

    /// Returns the source byte where this cluster starts, or the end of the source for the index after the last.
    pub fn offset(&self, index: usize) -> usize {
        self.source_of(self.start(index))
    }

    /// Returns where this cluster starts in the annotated text.
    fn start(&self, index: usize) -> u32 {
        self.clusters.get(index).map_or(self.length, |c| c.start)
    }

    /// Maps an offset in the annotated text to the source.
    fn source_of(&self, at: u32) -> usize {
        let after = self.notes.partition_point(|note| note.start < at);
        let note = after.checked_sub(1).and_then(|index| self.notes.get(index));
        let inserted = note.map_or(0, |note| note.before + note.end.min(at) - note.start);
        (at - inserted) as usize
    }

    /// Returns whether an offset in the annotated text is inside a note.
    fn in_note(&self, at: u32) -> bool {
        let index = self.notes.partition_point(|note| note.end <= at);
        self.notes.get(index).is_some_and(|note| note.start <= at)
    }

    /// Copies the levels from another analysis of the same text, as far as both reach.
    pub fn take_levels(&mut self, other: &Paragraph) {
        for (cluster, other) in self.clusters.iter_mut().zip(&other.clusters) {
            cluster.level = other.level;
            cluster.seam = other.seam;
            cluster.flags = cluster.flags & !(SEAM | SOLID) | other.flags & (SEAM | SOLID);
        }
    }

    /// Passes the cells of these clusters and of the tail to `take` in visual order, each with whether it is a note.
    /// Adds `origin` to source offsets, and replaces clusters wider than `most` columns.
    pub fn cells(
        &self,
        source: &str,
        range: Range<usize>,
        tail: Option<Tail>,
        origin: usize,
        most: usize,
        mut take: impl FnMut(Cell, bool),
    ) {
        let text = self.annotated.as_deref().unwrap_or(source);
        let line = self.clusters.get(range.clone()).unwrap_or_default();
        for run in self.runs(line, tail) {
            let rtl = run.is_rtl();
            let mut end = self.start(range.start + run.items.end.min(line.len()));
            let clusters = line.get(run.items.start..run.items.end.min(line.len())).unwrap_or_default();
            let behind = tail.filter(|_| run.items.end > line.len());
            let behind = behind.map(|tail| (Cell::decoration(tail.text, 1, origin + self.source_of(end), rtl), false));
            let mut give = |(cell, note)| take(cell, note);
            if rtl {
                behind.into_iter().for_each(&mut give);
                for cluster in clusters.iter().rev() {
                    give(self.cell(text, cluster, end, rtl, origin, most));
                    end = cluster.start;
                }
            } else {
                let ends = clusters.iter().skip(1).map(|next| next.start).chain([end]);
                clusters.iter().zip(ends).for_each(|(c, end)| give(self.cell(text, c, end, rtl, origin, most)));
                behind.into_iter().for_each(give);
            }
        }
    }

    /// Returns the runs of a line in visual order. The items are the positions of the clusters in the line; the tail
    /// has the position after the last.
    fn runs(&self, line: &[Cluster], tail: Option<Tail>) -> Vec<Run> {
        let mut runs = LineRuns::new(self.level);
        if let Some(tail) = tail {
            runs.take(line.len()..line.len() + 1, tail.level, Blank::No);
        }
        for (place, cluster) in line.iter().enumerate().rev() {
            runs.take(place..place + 1, cluster.level, cluster.blank());
            if cluster.flags & SEAM != 0 && place > 0 {
                let blank = if cluster.flags & SOLID != 0 { Blank::No } else { Blank::Yes };
                runs.take(place..place, cluster.seam, blank);
            }
        }
        runs.in_visual_order()
    }

    /// Returns the cell of a cluster that ends at `end` in the annotated text, and whether it is a note.
    #[inline(always)]
    fn cell(&self, text: &str, cluster: &Cluster, end: u32, rtl: bool, origin: usize, most: usize) -> (Cell, bool) {
        let start = cluster.start;
        let (source, note) = if self.notes.is_empty() {
            (start as usize..end as usize, false)
        } else {
            (self.source_of(start)..self.source_of(end), self.in_note(start))
        };
        let source = narrow(origin + source.start)..narrow(origin + source.end);
        let width = cluster.width;
        if usize::from(width) > most {
            return (Cell { text: REPLACEMENT.into(), width: 1, source, rtl }, note);
        }
        if cluster.flags & SINGLE != 0 {
            let text = CompactString::from(&*cluster.shown.encode_utf8(&mut [0; 4]));
            return (Cell { text, width, source, rtl }, note);
        }
        let text = text.get(start as usize..end as usize).unwrap_or_default();
        let text = shown_as(text, Some(cluster.shown), cluster.flags & FUSED != 0);
        (Cell { text, width, source, rtl }, note)
    }
}

/// The invisible characters before a cluster.
#[derive(Clone, Copy, Debug)]
struct Seam {
    level: u8,
    solid: bool,
}

impl Seam {
    /// Adds one more character.
    fn with(seam: Option<Seam>, level: u8, solid: bool) -> Seam {
        seam.map_or(Seam { level, solid }, |seam| Seam { level: seam.level.min(level), solid: seam.solid || solid })
    }
}

/// Returns `None` for an invisible character that rule X9 removes, so that it takes no part in the reordering.
/// Otherwise returns whether it is solid: not a blank for rule L1.
fn is_reordered(c: char) -> Option<bool> {
    use BidiClass::{BN, FSI, LRE, LRI, LRO, PDF, PDI, RLE, RLI, RLO, S, WS};
    match class(c) {
        BN | LRE | LRO | PDF | RLE | RLO => None,
        FSI | LRI | RLI | PDI | S | WS => Some(false),
        _ => Some(true),
    }
}

/// Returns whether a hyphen may follow this cluster: not after a blank or another hyphen.
fn takes_hyphen(before: &Cluster) -> bool {
    before.flags & BLANK == 0 && !matches!(before.shown, '-' | '\u{2010}')
}

impl Cluster {
    fn blank(&self) -> Blank {
        if self.flags & SEPARATOR != 0 {
            Blank::Separator
        } else if self.flags & BLANK != 0 {
            Blank::Yes
        } else {
            Blank::No
        }
    }
}
