//! Rules W1 to I2 for a paragraph without embeddings and overrides, run by run instead of character by character.
//!
//! Isolates nest as in BD9. The text of each isolate is a sequence of its own, for which the rules start again (X10).
//! A run has characters that the rules do not distinguish, so a word is one step.

use super::class;
use unicode_bidi::data_source::BidiDataSource;
use unicode_bidi::{BidiClass, HardcodedBidiData};

/// The highest level of an isolate that this module resolves.
const HIGHEST: u8 = 100;
/// The maximum number of open brackets (BD16).
const MOST_OPEN: usize = 63;
/// No run.
const NONE: u32 = u32::MAX;

/// A run with its level.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    /// Its first byte.
    pub start: u32,
    /// Its level, once the rules are done.
    pub level: u8,
    /// Whether it is an inserted isolate mark, which precedes the byte and is not in the text.
    pub mark: bool,
    class: BidiClass,
    /// The next run of its sequence.
    next: u32,
    /// The opening bracket of the pair, and whether this run is the opening one.
    bracket: Option<(char, bool)>,
}

/// The runs of the text of one isolate, or of the paragraph outside isolates.
#[derive(Clone, Copy, Debug)]
struct Sequence {
    level: u8,
    first: u32,
    last: u32,
}

impl Sequence {
    const fn new(level: u8) -> Self {
        Self { level, first: NONE, last: NONE }
    }

    /// Returns the class of its direction.
    const fn strong(self) -> BidiClass {
        if self.level % 2 == 1 { BidiClass::R } else { BidiClass::L }
    }
}

/// Returns the runs of a text with their levels, in text order. `marks` are isolate marks (U+2066, U+2067) and their
/// ends (U+2069) to insert, each with the byte that it precedes. Returns `None` for a text with embeddings or
/// overrides, or with isolates too deep.
pub fn resolve(text: &str, rtl: bool, marks: &[(u32, char)]) -> Option<Vec<Run>> {
    let mut found = Resolver {
        runs: Vec::with_capacity(text.len() / 6 + 2 * marks.len()),
        sequences: vec![Sequence::new(rtl.into())],
        open: vec![0],
    };
    found.look(text, marks)?;
    for index in 0..found.sequences.len() {
        let Some(sequence) = found.sequences.get(index).copied() else { break };
        found.weak(sequence);
        found.brackets(sequence);
        found.neutral(sequence);
    }
    Some(found.runs)
}

#[derive(Debug)]
struct Resolver {
    runs: Vec<Run>,
    sequences: Vec<Sequence>,
    /// The open sequences, the paragraph's first.
    open: Vec<usize>,
}

impl Resolver {
    /// Divides the text into runs and assigns these to sequences (and applies W1 to marks inside runs).
    fn look(&mut self, text: &str, marks: &[(u32, char)]) -> Option<()> {
        let mut marks = marks.iter().copied().peekable();
        let mut due = marks.peek().map_or(usize::MAX, |(place, _)| *place as usize);
        // The class of the run that the next character may extend; `None` after an isolate mark.
        let mut last = None;
        for (at, c) in text.char_indices() {
            while due <= at {
                let Some((place, mark)) = marks.next() else { break };
                self.isolate(place, mark, true, "")?;
                last = None;
                due = marks.peek().map_or(usize::MAX, |(place, _)| *place as usize);
            }
            let class = class(c);
            if last == Some(class) && !matches!(class, BidiClass::ON | BidiClass::CS | BidiClass::ES) {
                continue;
            }
            let start = u32::try_from(at).unwrap_or(u32::MAX);
            let mut bracket = None;
            match (last, class) {
                (_, BidiClass::LRE | BidiClass::RLE | BidiClass::LRO | BidiClass::RLO | BidiClass::PDF) => return None,
                (_, BidiClass::LRI | BidiClass::RLI | BidiClass::FSI | BidiClass::PDI) => {
                    self.isolate(start, c, false, text.get(at + c.len_utf8()..).unwrap_or_default())?;
                    last = None;
                    continue;
                }
                (_, BidiClass::BN) => continue,
                // By W1 the mark becomes a second separator, but W4 needs a single one.
                (Some(BidiClass::ES | BidiClass::CS), BidiClass::NSM) => {
                    if let Some(run) = self.runs.last_mut() {
                        run.class = BidiClass::ON;
                    }
                    last = Some(BidiClass::ON);
                    continue;
                }
                (Some(_), BidiClass::NSM) => continue,
                (_, BidiClass::ON) => {
                    bracket = bracket_of(c);
                    let before = self.runs.last().is_some_and(|run| run.bracket.is_none());
                    if bracket.is_none() && last == Some(BidiClass::ON) && before {
                        continue;
                    }
                }
                _ => {}
            }
            self.push(Run { start, level: 0, mark: false, class, next: NONE, bracket });
            last = Some(class);
        }
        for (place, mark) in marks {
            self.isolate(place, mark, true, "")?;
        }
        Some(())
    }

    /// Appends a run to the innermost sequence.
    fn push(&mut self, run: Run) {
        let index = u32::try_from(self.runs.len()).unwrap_or(NONE);
        self.runs.push(run);
        let Some(sequence) = self.open.last().and_then(|open| self.sequences.get_mut(*open)) else { return };
        let last = sequence.last;
        sequence.last = index;
        if last == NONE {
            sequence.first = index;
        } else if let Some(last) = self.runs.get_mut(last as usize) {
            last.next = index;
        }
    }

    /// Begins or ends an isolate. Its mark and its end are neutrals of the outer sequence.
    fn isolate(&mut self, start: u32, c: char, mark: bool, rest: &str) -> Option<()> {
        let ends = c == '\u{2069}';
        if ends && self.open.len() > 1 {
            self.open.pop();
        }
        self.push(Run { start, level: 0, mark, class: BidiClass::PDI, next: NONE, bracket: None });
        if ends {
            return Some(());
        }
        let outside = self.open.last().and_then(|open| self.sequences.get(*open))?.level;
        let rtl = match c {
            '\u{2066}' => false,
            '\u{2067}' => true,
            _ => goes_right_to_left(rest),
        };
        let level = if rtl { (outside + 1) | 1 } else { (outside + 2) & !1 };
        if level > HIGHEST {
            return None;
        }
        self.open.push(self.sequences.len());
        self.sequences.push(Sequence::new(level));
        Some(())
    }

    /// Calls `work` with the index and the run, for each run of a sequence.
    fn each(&mut self, sequence: Sequence, mut work: impl FnMut(u32, &mut Run)) {
        let mut at = sequence.first;
        while let Some(run) = self.runs.get_mut(at as usize) {
            work(at, run);
            at = run.next;
        }
    }

    fn class(&self, at: u32) -> Option<BidiClass> {
        self.runs.get(at as usize).map(|run| run.class)
    }

    fn set(&mut self, at: u32, class: BidiClass) {
        if let Some(run) = self.runs.get_mut(at as usize) {
            run.class = class;
        }
    }

    /// Applies rules W1 to W7.
    fn weak(&mut self, sequence: Sequence) {
        let mut strong = sequence.strong();
        let mut first = true;
        self.each(sequence, |_, run| {
            match run.class {
                BidiClass::NSM => run.class = if first { sequence.strong() } else { BidiClass::ON },
                BidiClass::EN if strong == BidiClass::AL => run.class = BidiClass::AN,
                _ => {}
            }
            if matches!(run.class, BidiClass::L | BidiClass::R | BidiClass::AL) {
                strong = run.class;
            }
            if run.class == BidiClass::AL {
                run.class = BidiClass::R;
            }
            first = false;
        });
        let mut before = None;
        let mut strong = sequence.strong();
        let mut at = sequence.first;
        while let Some(run) = self.runs.get(at as usize).copied() {
            let next = self.class(run.next);
            let mut class = match run.class {
                BidiClass::ES | BidiClass::CS if before == Some(BidiClass::EN) && next == before => BidiClass::EN,
                BidiClass::CS if before == Some(BidiClass::AN) && next == before => BidiClass::AN,
                BidiClass::ET if before == Some(BidiClass::EN) || next == Some(BidiClass::EN) => BidiClass::EN,
                BidiClass::ES | BidiClass::CS | BidiClass::ET => BidiClass::ON,
                class => class,
            };
            // W4 comes before W5, so a sign that W5 turns into a number is not yet one for W4.
            before = Some(if run.class == BidiClass::ET { BidiClass::ET } else { class });
            match class {
                BidiClass::L | BidiClass::R => strong = class,
                BidiClass::EN if strong == BidiClass::L => class = BidiClass::L,
                _ => {}
            }
            self.set(at, class);
            at = run.next;
        }
    }

    /// Applies rule N0.
    fn brackets(&mut self, sequence: Sequence) {
        let mut open: Vec<(char, u32)> = Vec::new();
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        let mut at = sequence.first;
        while let Some(run) = self.runs.get(at as usize) {
            match run.bracket.filter(|_| run.class == BidiClass::ON) {
                Some((_, true)) if open.len() == MOST_OPEN => break,
                Some((kind, true)) => open.push((kind, at)),
                Some((kind, false)) => {
                    if let Some(place) = open.iter().rposition(|(opened, _)| *opened == kind) {
                        pairs.extend(open.get(place).map(|(_, opening)| (*opening, at)));
                        open.truncate(place);
                    }
                }
                None => {}
            }
            at = run.next;
        }
        if pairs.is_empty() {
            return;
        }
        pairs.sort_unstable();
        let along = sequence.strong();
        // The last strong run before the opening bracket.
        let mut context = along;
        let mut seen = sequence.first;
        for (opening, closing) in pairs {
            while seen != opening {
                let Some(run) = self.runs.get(seen as usize) else { break };
                context = strength(run.class).unwrap_or(context);
                seen = run.next;
            }
            let mut against = false;
            let mut inside = None;
            let mut at = self.runs.get(opening as usize).map_or(NONE, |run| run.next);
            while at != closing {
                let Some(run) = self.runs.get(at as usize) else { break };
                match strength(run.class) {
                    Some(strong) if strong == along => {
                        inside = Some(along);
                        break;
                    }
                    Some(_) => against = true,
                    None => {}
                }
                at = run.next;
            }
            if against && inside.is_none() {
                inside = Some(context);
            }
            if let Some(class) = inside {
                self.set(opening, class);
                self.set(closing, class);
            }
        }
    }

    /// Applies rules N1, N2, I1 and I2.
    fn neutral(&mut self, sequence: Sequence) {
        let along = sequence.strong();
        let level = sequence.level;
        let of = |class: BidiClass| match class {
            BidiClass::R => level + 1 - level % 2,
            BidiClass::L => level + level % 2,
            _ => level + 2 - level % 2,
        };
        let mut before = along;
        let mut at = sequence.first;
        while let Some(run) = self.runs.get(at as usize).copied() {
            if let Some(strong) = strength(run.class) {
                before = strong;
                if let Some(run) = self.runs.get_mut(at as usize) {
                    run.level = of(run.class);
                }
                at = run.next;
                continue;
            }
            let mut end = run.next;
            while let Some(next) = self.runs.get(end as usize).filter(|next| strength(next.class).is_none()) {
                end = next.next;
            }
            let after = self.class(end).and_then(strength).unwrap_or(along);
            let class = if before == after { before } else { along };
            while at != end {
                let Some(run) = self.runs.get_mut(at as usize) else { break };
                run.level = of(class);
                at = run.next;
            }
        }
    }
}

/// Returns the direction that a resolved run gives to adjacent neutrals: numbers count as right to left.
fn strength(class: BidiClass) -> Option<BidiClass> {
    match class {
        BidiClass::L => Some(BidiClass::L),
        BidiClass::R | BidiClass::EN | BidiClass::AN => Some(BidiClass::R),
        _ => None,
    }
}

/// Returns the opening bracket of the pair that a neutral belongs to, and whether the neutral is the opening one.
fn bracket_of(c: char) -> Option<(char, bool)> {
    match c {
        '(' | '[' | '{' => Some((c, true)),
        ')' => Some(('(', false)),
        ']' => Some(('[', false)),
        '}' => Some(('{', false)),
        '\0'..='\u{0F39}' => None,
        _ => HardcodedBidiData.bidi_matched_opening_bracket(c).map(|pair| (pair.opening, pair.is_open)),
    }
}

/// Returns whether the first letter of an isolate's text goes right to left. Stops at the isolate's end and skips
/// nested isolates.
fn goes_right_to_left(text: &str) -> bool {
    let mut depth = 0usize;
    for c in text.chars() {
        match class(c) {
            BidiClass::LRI | BidiClass::RLI | BidiClass::FSI => depth += 1,
            BidiClass::PDI if depth == 0 => return false,
            BidiClass::PDI => depth -= 1,
            BidiClass::L if depth == 0 => return false,
            BidiClass::R | BidiClass::AL if depth == 0 => return true,
            _ => {}
        }
    }
    false
}
