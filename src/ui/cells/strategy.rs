//! Converts the finished screen to the form that this terminal displays correctly.
//!
//! Every row is in visual order with presentation forms, and each cell says whether its level is odd. For a terminal
//! that reorders by itself, this module computes backwards, row by row, what to send.

use super::is_right_to_left;
use crate::config::bidi::{Digits, Strategy, Writing};
use crate::text::bidi::{Blank, Levels, class, first_strong, mirrored, reset_blanks, visual_order};
use crate::text::forms::letters_of;
use ratatui::buffer::{Buffer, Cell, CellDiffOption, CellWidth};
use ratatui::layout::Position;
use ratatui::style::Modifier;
use unicode_bidi::BidiClass;
use unicode_normalization::char::is_combining_mark;

/// Left-to-right mark.
const LRM: char = '\u{200E}';
/// Left-to-right isolate.
const LRI: char = '\u{2066}';
/// Right-to-left isolate.
const RLI: char = '\u{2067}';
/// The end of an isolate.
const PDI: char = '\u{2069}';
const ZWNJ: char = '\u{200C}';
const ZWJ: char = '\u{200D}';
/// A braille pattern without dots: the only one-column blank that is a left-to-right character. It is concealed (SGR
/// 8), because some fonts have a box for it, as was seen in mlterm.
const STRONG_BLANK: &str = "\u{2800}";

/// A cell of a row, with the columns that it covers.
#[derive(Clone, Debug)]
struct Item {
    cell: Cell,
    /// The first of its columns, where the view placed it.
    x: usize,
    width: usize,
    /// Whether its level is odd.
    rtl: bool,
}

impl Item {
    fn first(&self) -> char {
        self.cell.symbol().chars().next().unwrap_or(' ')
    }

    fn class(&self) -> BidiClass {
        class(self.first())
    }

    fn is_letter(&self) -> bool {
        is_right_to_left(self.first())
    }

    fn is_digit(&self) -> bool {
        matches!(self.class(), BidiClass::EN | BidiClass::AN)
    }

    fn is_neutral(&self) -> bool {
        !self.is_digit() && !matches!(self.class(), BidiClass::L | BidiClass::R | BidiClass::AL)
    }

    fn is_blank(&self) -> bool {
        self.cell.symbol() == " "
    }

    /// Turns a blank into a left-to-right character.
    fn hold(&mut self) {
        self.cell.set_symbol(STRONG_BLANK);
        self.cell.modifier.insert(Modifier::HIDDEN);
    }

    fn append(&mut self, c: char) {
        let text = format!("{}{c}", self.cell.symbol());
        self.cell.set_symbol(&text);
    }

    fn mirror(&mut self) {
        if let Some(c) = mirrored(self.first()) {
            let rest: String = self.cell.symbol().chars().skip(1).collect();
            self.cell.set_symbol(&format!("{c}{rest}"));
        }
    }
}

/// Adapts the finished screen to the terminal. Returns the new position of the cursor that was at `cursor`: for a
/// terminal that reorders, its position in the row as sent.
pub fn finish(buffer: &mut Buffer, writing: Writing, cursor: Option<Position>) -> Option<Position> {
    let mut place = cursor;
    let width = usize::from(buffer.area.width).max(1);
    for (y, row) in buffer.content.chunks_mut(width).enumerate() {
        if !is_changed(row, writing) {
            row.iter_mut().for_each(|cell| cell.diff_option = CellDiffOption::None);
            continue;
        }
        let mut items = taken(row);
        looks(&mut items, writing);
        let items = match writing.strategy {
            Strategy::Visual => items,
            Strategy::Armoured => armoured(items),
            Strategy::Logical => logical(items),
            Strategy::Isolates => isolated(items),
            Strategy::Kitty => kitty(items),
        };
        let mut x = 0;
        for item in items {
            if let Some(cursor) = cursor.filter(|cursor| usize::from(cursor.y) == y)
                && (item.x..item.x + item.width).contains(&usize::from(cursor.x))
            {
                place = Some(Position { x: u16::try_from(x).unwrap_or(cursor.x), y: cursor.y });
            }
            let mut blank = item.cell.clone();
            blank.set_symbol(" ");
            for (column, cell) in row.iter_mut().skip(x).take(item.width).enumerate() {
                cell.clone_from(if column == 0 { &item.cell } else { &blank });
            }
            x += item.width;
        }
    }
    place
}

/// Returns whether any part of the row may have to be sent in another form than it was laid out in.
fn is_changed(row: &[Cell], writing: Writing) -> bool {
    let as_laid_out = Writing { strategy: Strategy::Visual, strip_marks: false, digits: Digits::Keep };
    let concerned = |cell: &Cell| match cell.symbol().as_bytes() {
        [] | [0..0x80] => matches!(cell.diff_option, CellDiffOption::ForcedWidth(_)),
        _ => cell.symbol().chars().next().is_some_and(|c| is_right_to_left(c) || arabic_digit(c).is_some()),
    };
    writing != as_laid_out && row.iter().any(concerned)
}

/// Returns the cells of a row, and clears their mark of an odd level.
fn taken(row: &mut [Cell]) -> Vec<Item> {
    let mut items = Vec::with_capacity(row.len());
    let mut x = 0;
    while let Some(cell) = row.get_mut(x) {
        let rtl = matches!(cell.diff_option, CellDiffOption::ForcedWidth(_));
        let width = usize::from(cell.cell_width()).max(1);
        cell.set_diff_option(CellDiffOption::None);
        let cell = cell.clone();
        let width = width.min(row.len() - x);
        items.push(Item { cell, x, width, rtl });
        x += width;
    }
    items
}

/// Applies the settings for marks and digits.
fn looks(items: &mut [Item], writing: Writing) {
    if writing.strip_marks {
        for item in items.iter_mut().filter(|item| item.is_letter()) {
            let bare: String = item.cell.symbol().chars().filter(|c| !is_combining_mark(*c)).collect();
            item.cell.set_symbol(&bare);
        }
    }
    for at in 0..items.len() {
        let digit = items.get(at).and_then(|item| item.first().to_digit(10).or_else(|| arabic_digit(item.first())));
        let (Some(digit), Some(first)) = (digit, items.get(at).map(Item::first)) else { continue };
        let shown = match writing.digits {
            Digits::Keep => continue,
            Digits::Western => char::from_digit(digit, 10),
            Digits::ArabicIndic if first.is_ascii_digit() && beside_arabic(items, at) => char::from_u32(0x0660 + digit),
            Digits::ArabicIndic => continue,
        };
        if let (Some(c), Some(item)) = (shown, items.get_mut(at)) {
            item.cell.set_symbol(c.encode_utf8(&mut [0; 4]));
        }
    }
}

/// Returns the value of an Arabic-Indic digit, eastern or not.
fn arabic_digit(c: char) -> Option<u32> {
    match c {
        '\u{0660}'..='\u{0669}' => Some(u32::from(c) - 0x0660),
        '\u{06F0}'..='\u{06F9}' => Some(u32::from(c) - 0x06F0),
        _ => None,
    }
}

/// Returns whether the nearest letter to the right of this cell (or to its left, if there is none) is an Arabic one.
fn beside_arabic(items: &[Item], at: usize) -> bool {
    let strong = |item: &&Item| matches!(item.class(), BidiClass::L | BidiClass::R | BidiClass::AL);
    let right = items.iter().skip(at).find(strong);
    let nearest = right.or_else(|| items.iter().take(at).rev().find(strong));
    nearest.is_some_and(|item| item.class() == BidiClass::AL)
}

/// Adds U+200E to each right-to-left cell, and to the first blank before them, where a terminal that detects the
/// direction of a row finds it.
fn armoured(mut items: Vec<Item>) -> Vec<Item> {
    let first = items.iter().position(Item::is_letter).unwrap_or(0);
    if let Some(blank) = items.iter_mut().take(first).find(|item| item.is_blank()) {
        blank.append(LRM);
    }
    for item in items.iter_mut().filter(|item| item.is_letter() || item.class() == BidiClass::AN) {
        item.append(LRM);
    }
    items
}

/// Returns the runs of a row: the start and end of each, and whether it goes right to left.
fn runs(items: &[Item]) -> Vec<(usize, usize, bool)> {
    let mut runs = Vec::new();
    let mut at = 0;
    for run in items.chunk_by(|a, b| a.rtl == b.rtl) {
        runs.push((at, at + run.len(), run.first().is_some_and(|item| item.rtl)));
        at += run.len();
    }
    runs
}

/// Konsole: isolates each right-to-left run and sends it in logical order, as base letters. Konsole's rows go from
/// left to right. Brackets stay as displayed, because it does not mirror them.
fn isolated(mut items: Vec<Item>) -> Vec<Item> {
    for (start, end, rtl) in runs(&items) {
        // Non-letters at the edges stay outside: rows go from left to right, so they are in place there, and Konsole
        // was seen to mirror a bracket at the end of an isolate.
        let inside = |at: &usize| items.get(*at).is_some_and(|item| item.is_letter() || !rtl);
        let (Some(start), Some(last)) = ((start..end).find(&inside), (start..end).rev().find(&inside)) else {
            continue;
        };
        let end = last + 1;
        let Some(run) = items.get_mut(start..end) else { continue };
        let isolate = if rtl {
            run.reverse();
            base_letters(run);
            RLI
        } else if run.iter().any(|item| item.class() == BidiClass::AN) {
            LRI
        } else {
            continue;
        };
        // The isolate mark goes on the cell before it, because a terminal keeps zero-width characters with the cell
        // that they follow.
        if let Some(before) = start.checked_sub(1).and_then(|before| items.get_mut(before)) {
            before.append(isolate);
            if let Some(last) = items.get_mut(end - 1) {
                last.append(PDI);
            }
        }
    }
    items
}

/// Replaces forms by letters, in a run in logical order. Inserts joiners and non-joiners where the letters would not
/// join, or stay apart, by themselves.
fn base_letters(run: &mut [Item]) {
    let found: Vec<_> = run.iter().map(|item| letters_of(item.first())).collect();
    for (at, item) in run.iter_mut().enumerate() {
        // Lam-alef stays one character in one column.
        let Some(letters) = found.get(at).copied().flatten().filter(|letters| letters.alef.is_none()) else { continue };
        let rest: String = item.cell.symbol().chars().skip(1).collect();
        let next = found.get(at + 1).copied().flatten();
        let mut text = format!("{}{rest}", letters.first);
        let joins_on = next.is_some_and(|next| next.before);
        if letters.after && !joins_on {
            text.push(ZWJ);
        } else if !letters.after && next.is_some() && could_join(letters.first) {
            text.push(ZWNJ);
        }
        item.cell.set_symbol(&text);
    }
}

/// Returns whether the letter has a form that is joined to the one after it.
fn could_join(letter: char) -> bool {
    use unicode_joining_type::{JoiningType, get_joining_type};
    matches!(get_joining_type(letter), JoiningType::DualJoining | JoiningType::JoinCausing)
}

/// kitty: words stay where they are displayed. A word that begins with a right-to-left letter is reversed, because
/// kitty reverses it back and mirrors its brackets.
fn kitty(mut items: Vec<Item>) -> Vec<Item> {
    for word in items.chunk_by_mut(|a, b| a.is_blank() == b.is_blank()) {
        // HarfBuzz guesses the direction from these; eastern Arabic digits are of the Arabic script.
        let eastern = |item: &Item| ('\u{06F0}'..='\u{06F9}').contains(&item.first());
        let Some(first) = word.iter().find(|item| item.is_letter() || item.class() == BidiClass::L || eastern(item))
        else {
            continue;
        };
        if is_hebrew(first.first()) {
            // Monospaced fonts seldom have Hebrew letters. kitty takes them from another font; non-letters, from the
            // first font, are a run of their own that stays in place.
            for letters in word.chunk_by_mut(|a, b| is_hebrew(a.first()) == is_hebrew(b.first())) {
                if letters.first().is_some_and(|item| is_hebrew(item.first())) {
                    letters.reverse();
                }
            }
        } else if first.is_letter() || eastern(first) {
            word.reverse();
            word.iter_mut().for_each(Item::mirror);
        }
    }
    items
}

fn is_hebrew(c: char) -> bool {
    matches!(c, '\u{0590}'..='\u{05FF}' | '\u{FB1D}'..='\u{FB4F}')
}

/// Terminals that apply the bidirectional algorithm to each row, without isolates: returns the row that they reorder
/// into the wanted one. Tries two candidates, one right-to-left and one left-to-right, and computes what the terminal
/// will do with each.
fn logical(items: Vec<Item>) -> Vec<Item> {
    let (first, rtl) = mended(from_the_right(&items), &items);
    if rtl == items.len() {
        return first;
    }
    let (second, ltr) = mended(from_the_left(&items), &items);
    if ltr >= rtl { second } else { first }
}

/// Returns the row to send, and how many of its cells come out right. A terminal without isolates splits text that
/// keeps its own left-to-right order (a date, an address), so such text is sent in the order from which the terminal
/// reassembles it.
fn mended(row: Vec<Item>, wanted: &[Item]) -> (Vec<Item>, usize) {
    let (mut best, mut right) = sent(row, wanted);
    let mut at = 0;
    while right < wanted.len()
        && let Some(start) = best.iter().skip(at).position(|item| !item.rtl && !item.is_blank()).map(|found| at + found)
    {
        at = start + best.iter().skip(start).take_while(|item| !item.rtl).count();
        let Some(run) = best.get(start..at) else { break };
        for other in [turned(run, &Item::is_digit), turned(run, &|item| !item.is_neutral())] {
            let mut row = best.clone();
            if let Some(place) = row.get_mut(start..at) {
                place.clone_from_slice(&other);
            }
            let (row, count) = sent(row, wanted);
            if count > right {
                (best, right) = (row, count);
            }
        }
    }
    (best, right)
}

/// Returns a run with its parts in reverse order. Cells that satisfy `keeps` stay in order together (in a run with
/// letters, with everything between them); the rest is reversed cell by cell.
fn turned(run: &[Item], keeps: &dyn Fn(&Item) -> bool) -> Vec<Item> {
    let letters = run.iter().any(|item| item.class() == BidiClass::L);
    let first = run.iter().position(keeps).unwrap_or(0);
    let last = run.iter().rposition(keeps).unwrap_or(0);
    let kept = |at: usize| run.get(at).is_some_and(|item| keeps(item) || letters && (first..=last).contains(&at));
    let mut turned: Vec<Item> = run.to_vec();
    turned.reverse();
    let mut at = run.len();
    let keeping: Vec<bool> = std::iter::from_fn(|| at.checked_sub(1).inspect(|next| at = *next)).map(kept).collect();
    let mut start = 0;
    for same in keeping.chunk_by(|a, b| a == b) {
        let part = turned.get_mut(start..start + same.len()).unwrap_or_default();
        if same.first() == Some(&true) {
            part.reverse();
        } else {
            part.iter_mut().for_each(Item::mirror);
        }
        start += same.len();
    }
    turned
}

/// Returns a row in the logical order of a right-to-left paragraph.
fn from_the_right(items: &[Item]) -> Vec<Item> {
    let mut row = items.to_vec();
    // The blanks beside the text belong to the paragraph.
    let start = row.iter().take_while(|item| item.is_blank()).count();
    let end = row.len() - row.iter().rev().take_while(|item| item.is_blank()).count();
    for (at, item) in row.iter_mut().enumerate() {
        item.rtl |= at < start || at >= end;
        if item.rtl {
            item.mirror();
        }
    }
    row.reverse();
    for run in row.chunk_by_mut(|a, b| a.rtl == b.rtl) {
        if run.first().is_some_and(|item| !item.rtl) {
            run.reverse();
        }
    }
    row
}

/// Returns a row in the logical order of a left-to-right paragraph. Each stretch from the first to the last
/// right-to-left letter, with no left-to-right letter between, is reversed. A blank before it becomes a left-to-right
/// character, and so does a blank between it and a number to its right, which would otherwise move with it.
fn from_the_left(items: &[Item]) -> Vec<Item> {
    let mut row = items.to_vec();
    let first = row.iter().position(|item| matches!(item.class(), BidiClass::L | BidiClass::R | BidiClass::AL));
    if let Some(first) = first
        && row.get(first).is_some_and(Item::is_letter)
        && let Some(blank) = row.iter_mut().take(first).find(|item| item.is_blank())
    {
        blank.hold();
    }
    for stretch in row.chunk_by_mut(|a, b| (a.class() == BidiClass::L) == (b.class() == BidiClass::L)) {
        let Some(start) = stretch.iter().position(Item::is_letter) else { continue };
        let Some(end) = stretch.iter().rposition(Item::is_letter) else { continue };
        let numbers = stretch.iter().skip(end).any(|item| matches!(item.class(), BidiClass::EN | BidiClass::AN));
        if numbers && let Some(blank) = stretch.iter_mut().skip(end).find(|item| item.is_blank()) {
            blank.hold();
        }
        let Some(span) = stretch.get_mut(start..=end) else { continue };
        span.reverse();
        span.iter_mut().filter(|item| item.rtl).for_each(Item::mirror);
        for number in span.chunk_by_mut(|a, b| a.rtl == b.rtl) {
            if number.first().is_some_and(|item| !item.rtl && !item.is_blank()) {
                number.reverse();
            }
        }
    }
    row
}

/// Returns the row, and how many of its cells will be displayed as wanted, mirrored as the terminal mirrors them.
fn sent(row: Vec<Item>, wanted: &[Item]) -> (Vec<Item>, usize) {
    let text: String = row.iter().map(Item::first).collect();
    let rtl = first_strong(&text).unwrap_or(false);
    let all = Levels::new(&text, rtl);
    let mut line: Vec<u8> = text.char_indices().map(|(at, _)| all.at(at)).collect();
    let blanks = row.iter().map(|item| if item.is_blank() { Blank::Yes } else { Blank::No });
    reset_blanks(blanks.zip(line.iter_mut()), rtl.into());
    let order = visual_order(&line);
    let same = |(place, want): &(&u32, &Item)| {
        let place = **place as usize;
        let odd = line.get(place).is_some_and(|level| level % 2 == 1);
        row.get(place).is_some_and(|item| {
            let seen = if odd { mirrored(item.first()).unwrap_or(item.first()) } else { item.first() };
            want.is_blank() && (item.is_blank() || item.cell.symbol() == STRONG_BLANK)
                || item.x == want.x && seen == want.first()
        })
    };
    let right = order.iter().zip(wanted).filter(same).count();
    (row, right)
}
