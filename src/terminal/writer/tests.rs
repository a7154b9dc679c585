use super::colour::Depth;
use super::*;
use proptest::prelude::*;
use ratatui::buffer::{Cell, CellWidth};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use std::num::NonZeroU16;

const TRUE: Features =
    Features { depth: Depth::True, synchronized: true, scroll: true, basic: false, links: true, ascii: false };

fn emulator(columns: u16, rows: u16) -> vt100::Parser {
    let size = |n| NonZeroU16::new(n).unwrap();
    vt100::Parser::new(size(rows), size(columns), 0)
}

fn blank(columns: u16, rows: u16) -> Buffer {
    Buffer::empty(Rect::new(0, 0, columns, rows))
}

fn lines(columns: u16, text: &[String]) -> Buffer {
    let mut buffer = blank(columns, u16::try_from(text.len()).unwrap());
    for (y, line) in (0..).zip(text) {
        buffer.set_string(0, y, line, Style::new());
    }
    buffer
}

fn colour(colour: vt100::Color) -> Color {
    match colour {
        vt100::Color::Default => Color::Reset,
        vt100::Color::Idx(i) => Color::Indexed(i),
        vt100::Color::Rgb(r, g, b) => Color::Rgb(r, g, b),
    }
}

/// Returns the emulator's cell in the form in which rows are compared.
fn seen(vt: &vt100::Parser, x: u16, y: u16) -> Cell {
    let cell = vt.screen().cell(y, x).unwrap();
    let mut modifier = Modifier::empty();
    for (on, attribute) in [
        (cell.bold(), Modifier::BOLD),
        (cell.dim(), Modifier::DIM),
        (cell.italic(), Modifier::ITALIC),
        (cell.underline(), Modifier::UNDERLINED),
        (cell.inverse(), Modifier::REVERSED),
    ] {
        modifier.set(attribute, on);
    }
    let mut seen = Cell::default();
    seen.set_symbol(if cell.has_contents() { cell.contents() } else { " " });
    seen.set_style(Style::new().fg(colour(cell.fgcolor())).bg(colour(cell.bgcolor())).add_modifier(modifier));
    row::shown_as(&[seen, Cell::default()], TRUE, false).remove(0)
}

/// Asserts that the emulator shows what the screen assumes, cell by cell.
fn assert_shown(vt: &vt100::Parser, screen: &Screen) {
    let area = screen.shown.area;
    for y in 0..area.height {
        for x in 0..area.width {
            let want = &screen.shown[(x, y)];
            if want.symbol().is_empty() {
                assert!(vt.screen().cell(y, x).unwrap().is_wide_continuation(), "{x},{y} is no second half");
            } else {
                // vt100 supports neither hidden nor crossed-out text.
                let mut want = want.clone();
                want.modifier -= Modifier::HIDDEN | Modifier::CROSSED_OUT;
                let want = row::shown_as(&[want, Cell::default()], TRUE, false).remove(0);
                assert_eq!(seen(vt, x, y), want, "at {x},{y}");
            }
        }
    }
}

#[test]
fn nothing_changed_is_no_bytes_and_a_moved_cursor_is_only_that() {
    let mut screen = Screen::new(40, 5, Features::default());
    let buffer = lines(40, &["one".into(), "two".into(), String::new(), String::new(), "end".into()]);
    assert!(!screen.frame(buffer.clone(), None).is_empty());
    assert_eq!(screen.frame(buffer.clone(), None), b"");
    assert_eq!(screen.frame(buffer.clone(), Some(Position::new(3, 0))), b"\x1b[1;4H\x1b[?25h");
    assert_eq!(screen.frame(buffer.clone(), Some(Position::new(3, 0))), b"");
    assert_eq!(screen.frame(buffer.clone(), Some(Position::new(4, 0))), b"\x1b[C");
    assert_eq!(screen.frame(buffer.clone(), None), b"\x1b[?25l");
    screen.invalidate();
    assert!(screen.frame(buffer.clone(), None).len() > 20);
}

#[test]
fn ratatui_draws_into_it_and_places_the_cursor() {
    let mut screen = Screen::new(20, 3, Features::default());
    let mut vt = emulator(20, 3);
    vt.process(&screen.draw(|frame| {
        frame.render_widget("farz فرز", frame.area());
        frame.set_cursor_position((8, 0));
    }));
    assert_eq!(vt.screen().contents().trim_end(), "farz فرز");
    assert_eq!(vt.screen().cursor_position(), (0, 8));
    assert!(!vt.screen().hide_cursor());
    screen.resize(10, 2);
    let mut vt = emulator(10, 2);
    vt.process(&screen.draw(|frame| {
        assert_eq!(frame.area(), Rect::new(0, 0, 10, 2));
        frame.render_widget("small", frame.area());
    }));
    assert_eq!(vt.screen().contents().trim_end(), "small");
    assert!(vt.screen().hide_cursor());
}

#[test]
fn moving_a_bar_and_scrolling_a_list_stay_within_their_bytes() {
    let (columns, rows) = (80, 24);
    let draw = |top: usize, bar: u16| {
        let text: Vec<String> = (0..rows)
            .map(|y| {
                format!(
                    "{:>5} Title number {} of the list, with words enough to fill it out",
                    y + top,
                    (y + top) * 7919
                )
            })
            .collect();
        let mut buffer = lines(columns, &text);
        buffer.set_string(0, 0, "farz: the title stays", Style::new());
        buffer.set_style(Rect::new(0, bar, columns, 1), Style::new().bg(Color::Indexed(24)).fg(Color::White));
        buffer
    };
    let mut screen = Screen::new(columns, 24, Features::default());
    let mut vt = emulator(columns, 24);
    vt.process(&screen.frame(draw(0, 5), None));
    let moved = screen.frame(draw(0, 6), None);
    vt.process(&moved);
    assert_shown(&vt, &screen);
    assert!(moved.len() < 260, "{} bytes: {}", moved.len(), moved.escape_ascii());
    vt.process(&screen.frame(draw(0, 23), None));
    for top in 1..5 {
        let scrolled = screen.frame(draw(top, 23), None);
        vt.process(&scrolled);
        assert_shown(&vt, &screen);
        assert!(scrolled.len() < 268, "{} bytes: {}", scrolled.len(), scrolled.escape_ascii());
    }
    for top in (0..4).rev() {
        let scrolled = screen.frame(draw(top, 1), None);
        vt.process(&scrolled);
        assert_shown(&vt, &screen);
    }
}

#[test]
fn no_colour_keeps_bold_reverse_and_underline() {
    let mut buffer = blank(10, 1);
    let style = Style::new()
        .fg(Color::Red)
        .bg(Color::Blue)
        .add_modifier(Modifier::BOLD | Modifier::REVERSED | Modifier::UNDERLINED);
    buffer.set_string(0, 0, "bar", style);
    let mut screen = Screen::new(10, 1, Features { depth: Depth::Mono, ..Features::default() });
    let bytes = String::from_utf8(screen.frame(buffer.clone(), None)).unwrap();
    assert!(bytes.ends_with("\x1b[1;4;7mbar\x1b[m"), "{}", bytes.escape_default());
}

#[test]
fn no_control_character_reaches_the_terminal() {
    let mut buffer = blank(10, 1);
    for (x, symbol) in (0..).zip(["a", "\x1b", "\x1b[31m", "\u{9b}", "\r", "", "\u{301}", "b"]) {
        buffer[(x, 0)].set_symbol(symbol);
    }
    let mut screen = Screen::new(10, 1, Features::default());
    let bytes = screen.frame(buffer.clone(), None);
    let mut vt = emulator(10, 1);
    vt.process(&bytes);
    assert_eq!(vt.screen().contents().trim_end(), "a      b");
    assert!(bytes.ends_with(b"a\x1b[8Gb"), "{}", bytes.escape_ascii());
}

#[test]
fn what_a_cluster_spills_over_is_written_again() {
    let mut vt = emulator(12, 1);
    let mut screen = Screen::new(12, 1, Features::default());
    vt.process(&screen.frame(lines(12, &["abcdefghijkl".into()]), None));
    let mut buffer = lines(12, &["abcdefghijkl".into()]);
    buffer[(2, 0)].set_symbol("👨\u{200d}👩\u{200d}👧");
    buffer[(3, 0)].set_symbol(" ");
    vt.process(&screen.frame(buffer.clone(), None));
    let tail: String = (4..12).map(|x| vt.screen().cell(0, x).unwrap().contents()).collect();
    assert_eq!(tail, "efghijkl");
}

/// Symbols on whose width the emulator and ratatui agree.
fn symbol() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        8 => prop::sample::select(vec![" ", "a", "b", "-", "é", "─", "ف", "ر", "ﻼ", "ש", "ﾞ"]),
        2 => prop::sample::select(vec!["漢", "字", "한", "😀", "🇯", "Ｗ"]),
        2 => prop::sample::select(vec!["بِ", "مّ", "e\u{301}", "ا\u{200e}", "漢\u{301}", "א\u{5b8}", "❤\u{fe0f}", "a\u{300}\u{301}"]),
        1 => prop::sample::select(vec!["", "\u{301}", "\u{200f}", "\x07", "\u{85}"]),
    ]
}

fn any_colour() -> impl Strategy<Value = Color> {
    prop_oneof![
        6 => Just(Color::Reset),
        2 => Just(Color::Red),
        1 => Just(Color::White),
        1 => any::<u8>().prop_map(Color::Indexed),
        1 => any::<[u8; 3]>().prop_map(|[r, g, b]| Color::Rgb(r, g, b)),
    ]
}

fn modifier() -> impl Strategy<Value = Modifier> {
    prop_oneof![3 => Just(Modifier::empty()), 1 => any::<u16>().prop_map(Modifier::from_bits_truncate)]
}

/// A change of a buffer: a run of cells, blanks, rows that move.
#[derive(Clone, Debug)]
enum Change {
    Run { x: u16, y: u16, symbols: Vec<&'static str>, fg: Color, bg: Color, modifier: Modifier },
    Erase { x: u16, y: u16, length: u16 },
    Move { top: u16, bottom: u16, by: u16, up: bool },
    Cursor(Option<(u16, u16)>),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => (0u16..24, 0u16..10, prop::collection::vec(symbol(), 1..16), any_colour(), any_colour(), modifier())
            .prop_map(|(x, y, symbols, fg, bg, modifier)| Change::Run { x, y, symbols, fg, bg, modifier }),
        2 => (0u16..24, 0u16..10, 0u16..24).prop_map(|(x, y, length)| Change::Erase { x, y, length }),
        2 => (0u16..10, 0u16..10, 1u16..4, any::<bool>()).prop_map(|(top, bottom, by, up)| Change::Move { top, bottom, by, up }),
        1 => prop::option::of((0u16..26, 0u16..12)).prop_map(Change::Cursor),
    ]
}

fn apply(change: Change, buffer: &mut Buffer, cursor: &mut Option<Position>) {
    let area = buffer.area;
    match change {
        Change::Run { x, y, symbols, fg, bg, modifier } => {
            for (x, symbol) in (x..area.width).zip(symbols) {
                if y < area.height {
                    let cell = &mut buffer[(x, y)];
                    cell.reset();
                    cell.set_symbol(symbol).set_fg(fg).set_bg(bg).modifier = modifier;
                }
            }
        }
        Change::Erase { x, y, length } => {
            for x in x..area.width.min(x + length) {
                if y < area.height {
                    buffer[(x, y)].reset();
                }
            }
        }
        Change::Move { top, bottom, by, up } => {
            let bottom = bottom.min(area.height);
            if top + by < bottom {
                let width = usize::from(area.width);
                let cells = &mut buffer.content[usize::from(top) * width..usize::from(bottom) * width];
                let gap = usize::from(by) * width;
                if up { cells.rotate_left(gap) } else { cells.rotate_right(gap) }
            }
        }
        Change::Cursor(place) => *cursor = place.map(Position::from),
    }
}

proptest! {
    #[test]
    fn the_emulator_shows_the_buffer_after_each_frame(
        columns in 1u16..26,
        rows in 1u16..12,
        frames in prop::collection::vec(prop::collection::vec(change(), 0..6), 1..8),
        depth in prop::sample::select(vec![Depth::Mono, Depth::Named16, Depth::Indexed256, Depth::True]),
        scroll in any::<bool>(),
        basic in any::<bool>(),
        ascii in prop::bool::weighted(0.2),
        link in any::<bool>(),
    ) {
        let mut screen = Screen::new(columns, rows, Features { depth, scroll: scroll && !basic, basic, ascii, ..Features::default() });
        screen.set_link(link.then_some("https://example.org/"));
        let mut vt = emulator(columns, rows);
        vt.process("\x1b[41mrubbish\x1b[?7l".repeat(9).as_bytes());
        let (mut buffer, mut cursor) = (blank(columns, rows), None);
        for changes in frames {
            for change in changes {
                apply(change, &mut buffer, &mut cursor);
            }
            let bytes = screen.frame(buffer.clone(), cursor);
            prop_assert!(!ascii || bytes.is_ascii());
            prop_assert!(!basic || !has_more_than_a_vt100(&bytes), "{}", bytes.escape_ascii());
            vt.process(&bytes);
            assert_shown(&vt, &screen);
            for (y, line) in (0..).zip(buffer.content.chunks(usize::from(columns))) {
                let want = row::shown_as(line, screen.features, link);
                for (x, want) in (0..).zip(want) {
                    prop_assert_eq!(&screen.shown[(x, y)], &want);
                    let given = &buffer[(x, y)];
                    prop_assert!(ascii || want.symbol() == given.symbol() || want.symbol() == " " || want.symbol().is_empty());
                }
            }
            let place = cursor.filter(|p| p.x < columns && p.y < rows);
            prop_assert_eq!(vt.screen().hide_cursor(), place.is_none());
            if let Some(place) = place {
                prop_assert_eq!(vt.screen().cursor_position(), (place.y, place.x));
            }
            prop_assert_eq!(screen.frame(buffer.clone(), cursor), b"");
        }
    }
}

#[test]
fn the_symbols_of_the_property_are_measured_alike() {
    for symbol in ["漢", "ﻼ", "❤\u{fe0f}", "漢\u{301}", "بِ"] {
        let mut vt = emulator(10, 1);
        vt.process(symbol.as_bytes());
        assert_eq!(vt.screen().cursor_position().1, symbol.cell_width(), "{symbol}");
    }
}

/// Returns whether a sequence ends in the final byte of ECH, CHA, IL or DL, or unsets a single attribute.
fn has_more_than_a_vt100(bytes: &[u8]) -> bool {
    String::from_utf8_lossy(bytes).split("\x1b[").skip(1).any(|sequence| {
        let end = sequence.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(0);
        let (parameters, last) = (&sequence[..end], &sequence[end..=end]);
        "XGLM".contains(last)
            || (last == "m" && ["22", "23", "24", "27"].iter().any(|unset| parameters.starts_with(unset)))
    })
}

#[test]
fn a_link_is_opened_and_closed_around_its_cells_and_goes_with_them() {
    let mut buffer = blank(40, 2);
    buffer.set_string(0, 0, "Copied: ", Style::new());
    buffer.set_string(8, 0, "https://a/x", Style::new().add_modifier(link::LINKED));
    let mut screen = Screen::new(40, 2, Features::default());
    screen.set_link(Some("https://a/x\x1b\u{7}"));
    let bytes = String::from_utf8(screen.frame(buffer.clone(), None)).unwrap();
    assert!(
        bytes.ends_with("Copied: \x1b]8;;https://a/x%1B%07\x1b\\https://a/x\x1b]8;;\x1b\\"),
        "{}",
        bytes.escape_default()
    );
    assert_eq!(screen.frame(buffer.clone(), None), b"");
    // A new target under the same letters: they are written again.
    screen.set_link(Some("https://b/"));
    assert!(String::from_utf8(screen.frame(buffer.clone(), None)).unwrap().contains("8;;https://b/\x1b\\https://a/x"));
    // The letters stay, and the link is removed.
    buffer.set_style(Rect::new(0, 0, 40, 1), Style::new().remove_modifier(link::LINKED));
    let bytes = String::from_utf8(screen.frame(buffer.clone(), None)).unwrap();
    assert!(bytes.contains("https://a/x") && !bytes.contains("]8;"), "{}", bytes.escape_default());
}

#[test]
fn no_link_is_written_to_a_console_that_would_print_it() {
    let mut buffer = blank(10, 1);
    buffer.set_string(0, 0, "link", Style::new().add_modifier(link::LINKED));
    let mut screen = Screen::new(10, 1, Features { links: false, ..Features::default() });
    screen.set_link(Some("https://a/"));
    assert!(!String::from_utf8(screen.frame(buffer.clone(), None)).unwrap().contains("]8"));
}

#[test]
fn after_a_sign_of_ambiguous_width_the_cursor_is_placed_anew() {
    let mut screen = Screen::new(20, 1, Features::default());
    let bytes = String::from_utf8(screen.frame(lines(20, &["cut…x жук".into()]), None)).unwrap();
    assert!(bytes.ends_with("cut…\x1b[5Gx жук"), "{}", bytes.escape_default());
}
