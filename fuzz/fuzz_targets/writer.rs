//! The writer brings an emulator from any screen to any other: after each frame it shows what it shows when the same
//! buffer is written whole.
#![no_main]

use farz::terminal::writer::{Features, Screen};
use libfuzzer_sys::fuzz_target;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};
use std::num::NonZeroU16;

/// Narrow, wide, combining, right-to-left, of no width, of ambiguous width, and what must never come through.
const SYMBOLS: [&str; 24] = [
    " ", " ", "a", "b", "-", "é", "─", "…", "ف", "ﻼ", "ש", "ﾞ", "漢", "한", "😀", "Ｗ", "بِ", "e\u{301}", "漢\u{301}",
    "ا\u{200e}", "", "\u{301}", "\x07", "\u{85}",
];

fn emulator(columns: u16, rows: u16) -> vt100::Parser {
    let size = |n| NonZeroU16::new(n).unwrap_or(NonZeroU16::MIN);
    let mut vt = vt100::Parser::new(size(rows), size(columns), 0);
    vt.process(b"\x1b[?7l");
    vt
}

/// What a person sees of each cell: of a blank, no more than what shows on it.
fn seen(vt: &vt100::Parser, columns: u16, rows: u16) -> Vec<String> {
    let cells = (0..rows).flat_map(|y| (0..columns).filter_map(move |x| vt.screen().cell(y, x)));
    cells
        .map(|cell| {
            let (bg, inverse, underline) = (cell.bgcolor(), cell.inverse(), cell.underline());
            let shows = inverse || underline;
            match cell.contents() {
                "" | " " if cell.is_wide_continuation() => "second half".to_owned(),
                "" | " " => format!("{bg:?} {inverse} {underline} {:?}", shows.then(|| cell.fgcolor())),
                text => format!(
                    "{text} {bg:?} {:?} {inverse} {underline} {} {} {}",
                    cell.fgcolor(),
                    cell.bold(),
                    cell.dim(),
                    cell.italic()
                ),
            }
        })
        .collect()
}

fuzz_target!(|data: &[u8]| {
    let mut bytes = data.iter().copied();
    let mut next = || bytes.next();
    let (Some(columns), Some(rows), Some(flags)) = (next(), next(), next()) else { return };
    let (columns, rows) = (u16::from(columns % 40) + 1, u16::from(rows % 20) + 1);
    let basic = flags & 1 != 0;
    let features = Features { scroll: flags & 2 != 0 && !basic, basic, ascii: flags & 4 != 0, ..Features::default() };
    let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
    let mut screen = Screen::new(columns, rows, features);
    let mut vt = emulator(columns, rows);
    let width = usize::from(columns);
    while let (Some(what), Some(x), Some(y), Some(n)) = (next(), next(), next(), next()) {
        let (x, y) = (u16::from(x) % columns, u16::from(y) % rows);
        match what % 4 {
            0 => {
                for x in x..columns.min(x + u16::from(n % 16)) {
                    let cell = &mut buffer[(x, y)];
                    cell.reset();
                    cell.set_symbol(SYMBOLS[(usize::from(what / 4) + usize::from(n)) % SYMBOLS.len()]);
                    cell.set_bg(if n & 64 != 0 { Color::Indexed(n) } else { Color::Reset });
                    cell.modifier = Modifier::from_bits_truncate(u16::from(n & 0x5f));
                }
            }
            1 => (x..columns).for_each(|x| buffer[(x, y)].reset()),
            2 => {
                let gap = (usize::from(n) % usize::from(rows)) * width;
                let from = usize::from(y) * width;
                if from + gap < buffer.content.len() {
                    buffer.content[from..].rotate_left(gap);
                }
            }
            _ => {
                vt.process(&screen.frame(buffer.clone(), None));
                let mut whole = emulator(columns, rows);
                whole.process(&Screen::new(columns, rows, features).frame(buffer.clone(), None));
                assert_eq!(seen(&vt, columns, rows), seen(&whole, columns, rows));
                assert!(screen.frame(buffer.clone(), None).is_empty());
            }
        }
    }
});
