//! What each strategy sends, and what a terminal of its kind displays.

use super::*;
use crate::config::bidi::{Digits, Strategy, Writing};
use crate::text::bidi::{Levels, first_strong, mirrored, visual_order};
use crate::text::forms::letters_of;
use crate::text::visual;
use proptest::prelude::{prop, prop_assert_eq, proptest};
use ratatui::layout::Rect;

/// Returns a row with this text in an area from column 1 to the third column from the right.
fn row(text: &str, base: Base) -> Buffer {
    let laid = visual(text, base);
    let width = u16::try_from(laid.width).unwrap() + 4;
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, 1));
    line(&mut buffer, Area { x: 1, y: 0, width: width - 3, height: 1 }, &laid, |_| Style::new());
    buffer
}

fn print(buffer: &Buffer) -> String {
    buffer.content.iter().map(|cell| cell.symbol()).collect()
}

fn written(text: &str, strategy: Strategy) -> String {
    let mut buffer = row(text, Base::FirstStrong);
    finish(&mut buffer, Writing { strategy, ..Writing::default() }, None);
    print(&buffer)
}

#[test]
fn visual_is_what_was_laid_out() {
    assert_eq!(written("אב (1)", Strategy::Visual), "  (1) בא  ");
}

#[test]
fn armour_is_on_each_letter_and_on_a_blank_before() {
    assert_eq!(written("אב c", Strategy::Armoured), " \u{200e} c ב\u{200e}א\u{200e}  ");
    assert_eq!(written("plain", Strategy::Armoured), " plain   ");
}

#[test]
fn isolates_hold_base_letters_in_the_order_of_reading() {
    // Joined by themselves; lam-alef stays one character.
    assert_eq!(written("بيت", Strategy::Isolates), "  \u{2067}بيت\u{2069}  ");
    assert_eq!(written("سلام", Strategy::Isolates), "  \u{2067}س\u{fefc}م\u{2069}  ");
    // Letters that could join but do not stay apart.
    let persian = "می\u{200c}خواهم";
    let sent = written(persian, Strategy::Isolates);
    assert_eq!(
        sent,
        format!("  \u{2067}{persian}\u{2069}  "),
        "{} of {}",
        sent.escape_unicode(),
        written(persian, Strategy::Visual).escape_unicode()
    );
    // Brackets as displayed: Konsole does not mirror.
    assert_eq!(written("אב (גד) ה", Strategy::Isolates), "  \u{2067}אב )גד( ה\u{2069}  ");
    // At the edges they are outside.
    assert_eq!(written("אב (גד)", Strategy::Isolates), "  (\u{2067}אב )גד\u{2069}  ");
    // Numbers are not part of the run. Arabic ones are isolated, because they would pull their neighbours along.
    assert_eq!(written("אב 12", Strategy::Isolates), "  12 \u{2067}אב\u{2069}  ");
    let mut numbers = row("ab", Base::Ltr);
    numbers[(0, 0)].set_symbol("١");
    finish(&mut numbers, Writing { strategy: Strategy::Isolates, ..Writing::default() }, None);
    assert_eq!(print(&numbers), "١ab   ", "at the left edge there is no cell to begin an isolate on");
}

#[test]
fn kitty_gets_each_right_to_left_word_turned_round() {
    // Words from the right, the letters of each in logical order, brackets as kitty will mirror them.
    assert_eq!(written("يد (دم)! abc 12", Strategy::Kitty).trim(), "abc 12 (ﺩﻡ)! ﻳﺪ");
    // Hebrew letters come from another font than non-letters.
    assert_eq!(written("אב (גד): abc", Strategy::Kitty).trim(), "abc :(גד) אב");
    assert_eq!(written("۱۲", Strategy::Kitty).trim(), "۲۱", "HarfBuzz takes them for Arabic");
    assert_eq!(written("سلام", Strategy::Kitty), "  \u{feb3}\u{fefc}\u{fee1}  ");
}

#[test]
fn a_logical_row_goes_from_the_right_where_that_comes_out() {
    assert_eq!(written("אב (גד) 12", Strategy::Logical), "  אב (גד) 12  ");
    // The position in the row is kept: the blanks on the right come first.
    assert_eq!(written("אב abc", Strategy::Logical), "  אב abc  ");
}

#[test]
fn a_row_that_is_not_one_paragraph_is_made_to_go_from_the_left() {
    // A flag, a title, an age, as in the list.
    let mut buffer = Buffer::empty(Rect::new(0, 0, 14, 1));
    buffer[(0, 0)].set_symbol(">");
    text(&mut buffer, Area { x: 3, y: 0, width: 6, height: 1 }, "שלום", Style::new());
    text_ltr(&mut buffer, Area { x: 11, y: 0, width: 3, height: 1 }, "14y", Style::new());
    assert_eq!(print(&buffer), ">    םולש  14y");
    finish(&mut buffer, Writing { strategy: Strategy::Logical, ..Writing::default() }, None);
    let mut brackets = row("שלום (אב) 12", Base::Rtl);
    brackets[(0, 0)].set_symbol("x");
    let wanted = print(&brackets);
    finish(&mut brackets, Writing { strategy: Strategy::Logical, ..Writing::default() }, None);
    assert_eq!(shown(&print(&brackets), false).replace('\u{2800}', " "), wanted);
    assert_eq!(print(&buffer), ">\u{2800}   שלום\u{2800} 14y", "the blanks hold the row and the number where they are");
    let concealed = buffer.content.iter().filter(|cell| cell.modifier.contains(Modifier::HIDDEN));
    assert!(concealed.map(ratatui::buffer::Cell::symbol).eq(["\u{2800}"; 2]), "a font may have a box for them");
}

#[test]
fn marks_and_digits_are_a_matter_of_looks() {
    let looks = |text: &str, strip_marks, digits| {
        let mut buffer = row(text, Base::FirstStrong);
        finish(&mut buffer, Writing { strip_marks, digits, ..Writing::default() }, None);
        print(&buffer).trim().to_owned()
    };
    assert_eq!(looks("בָּ é", true, Digits::Keep), "é ב", "marks of left-to-right letters stay");
    assert_eq!(looks("abc ١٢ ۴", false, Digits::Western), "abc 12 4");
    assert_eq!(looks("عام 2015", false, Digits::ArabicIndic), "٢٠١٥ \u{fee1}\u{fe8e}\u{fecb}");
    assert_eq!(looks("in 2015", false, Digits::ArabicIndic), "in 2015");
    assert_eq!(looks("שנת 2015", false, Digits::ArabicIndic), "2015 תנש");
}

#[test]
fn the_cursor_goes_where_the_terminal_takes_it_from() {
    let mut buffer = row("אבג", Base::FirstStrong);
    let at = |x| Some(Position { x, y: 0 });
    let writing = Writing { strategy: Strategy::Kitty, ..Writing::default() };
    // On the first letter, at the right of the displayed row; sent first.
    assert_eq!(print(&buffer), "  גבא  ");
    assert_eq!(finish(&mut buffer, writing, at(4)), at(2));
    let mut buffer = row("אבג", Base::FirstStrong);
    assert_eq!(finish(&mut buffer, Writing::default(), at(4)), at(4));
}

/// Returns what a terminal of this kind displays for a row: without zero-width characters, and with letters or forms
/// as sent.
fn shown(text: &str, isolates: bool) -> String {
    let rtl = !isolates && first_strong(text).unwrap_or(false);
    let all = Levels::new(text, rtl);
    let chars: Vec<(char, u8)> = text
        .char_indices()
        .map(|(at, c)| (c, all.at(at)))
        .filter(|(c, _)| !matches!(c, '\u{2066}'..='\u{2069}' | '\u{200c}'..='\u{200e}'))
        .collect();
    let mut line: Vec<u8> = chars.iter().map(|(_, level)| *level).collect();
    let blank = |c: char| if c == ' ' { crate::text::bidi::Blank::Yes } else { crate::text::bidi::Blank::No };
    crate::text::bidi::reset_blanks(chars.iter().map(|(c, _)| blank(*c)).zip(line.iter_mut()), rtl.into());
    let place = |at: u32| {
        let (c, _) = chars[at as usize];
        let odd = line[at as usize] % 2 == 1;
        if odd && !isolates { mirrored(c).unwrap_or(c) } else { c }
    };
    visual_order(&line).into_iter().map(place).collect()
}

/// Returns the text with letters instead of forms, so that rows with either are comparable.
fn bare(text: &str) -> String {
    text.chars()
        .map(|c| letters_of(c).filter(|l| l.alef.is_none()).map_or(c, |l| l.first))
        .collect::<String>()
        .replace('\u{2800}', " ")
}

#[test]
fn what_is_isolated_comes_out_in_its_order_where_the_terminal_knows_no_isolates() {
    let order = crate::text::Order { base: Base::FirstStrong, isolate: true };
    for text in [
        "عام 2015-12-31 تم",
        "حرارة -5 في",
        "هاتف +20 100 2000 الآن",
        "انظر http://a.b/ الآن",
        "عام 1-2-3 ثم 4-5-6 (7-8-9)",
    ] {
        let laid = truncated(text, order, 60);
        let width = u16::try_from(laid.width).unwrap() + 4;
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, 1));
        line(&mut buffer, Area { x: 1, y: 0, width: width - 3, height: 1 }, &laid, |_| Style::new());
        let wanted = print(&buffer);
        for strategy in [Strategy::Logical, Strategy::Isolates] {
            let mut buffer = buffer.clone();
            finish(&mut buffer, Writing { strategy, ..Writing::default() }, None);
            let isolates = strategy == Strategy::Isolates;
            assert_eq!(bare(&shown(&print(&buffer), isolates)), bare(&wanted), "{text} {}", strategy.name());
        }
    }
}

proptest! {
    /// Konsole's rows: the isolates put everything exactly where it was laid out.
    #[test]
    fn isolated_rows_come_out_as_laid_out(text in "[אבגدهو بتסab 12()!.،]{1,16}", base in prop::sample::select(vec![Base::Ltr, Base::Rtl])) {
        let wanted = print(&row(&text, base));
        let mut buffer = row(&text, base);
        finish(&mut buffer, Writing { strategy: Strategy::Isolates, ..Writing::default() }, None);
        prop_assert_eq!(bare(&shown(&print(&buffer), true)), bare(&wanted));
    }

    /// Rows of one right-to-left paragraph come out exactly on a terminal that reorders whole rows.
    #[test]
    fn logical_rows_come_out_as_laid_out(text in "[אבגدهو]{1,3}[אבגدهو بتסab 12.]{0,12}[אבגדه]") {
        let wanted = print(&row(&text, Base::Rtl));
        let mut buffer = row(&text, Base::Rtl);
        finish(&mut buffer, Writing { strategy: Strategy::Logical, ..Writing::default() }, None);
        prop_assert_eq!(bare(&shown(&print(&buffer), false)), bare(&wanted));
    }
}
