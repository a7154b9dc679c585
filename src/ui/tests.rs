//! Screens as a person sees them, with their styles, at three sizes.

mod pseudo;
mod silence;

use super::{Theme, draw};
use crate::app::msg::{Msg, Opened};
use crate::app::tests::{TestProgram, id, row};
use crate::domain::{Article, Format, Row, Tag, Verdict};
use crate::text::Base;
use crate::text::document::Document;
use crate::text::language::is_rtl;
use crate::text::markup;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};
use std::fmt::Write;
use std::sync::Arc;

const SIZES: [(u16, u16); 3] = [(40, 12), (80, 24), (120, 40)];
const TEXT: &str = "# بوتين: آليات (جديدة)\n\nقال **بوتين** عام 2015: نمو 12.5% في [روسيا](https://example.org/ru).\n\n\
    - عنصر أول\n- عنصر ثانٍ\n\n> اقتباس قصير\n\nAn English paragraph with `code` and a [link](https://example.org).\n\n\
    | a | b |\n|---|---|\n| 1 | two |\n";

fn screen(desk: &TestProgram, width: u16, height: u16) -> (Buffer, Option<ratatui::layout::Position>) {
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    let cursor = draw(&mut buffer, &desk.model, &Theme::colours(), &mut super::Laid::default());
    (buffer, cursor)
}

/// Returns the rows of the screen, each followed by its runs of styled cells.
fn print(desk: &TestProgram, width: u16, height: u16) -> String {
    let (buffer, cursor) = screen(desk, width, height);
    let mut out = String::new();
    for y in 0..height {
        let text: String = (0..width).map(|x| buffer[(x, y)].symbol()).collect();
        let _ = writeln!(out, "{:>2}|{}|", y, text.trim_end());
        let mut runs: Vec<(u16, u16, String)> = Vec::new();
        for x in 0..width {
            let cell = &buffer[(x, y)];
            let mut style = String::new();
            if cell.fg != Color::Reset {
                let _ = write!(style, "{:?} ", cell.fg);
            }
            if cell.modifier != Modifier::empty() {
                let _ = write!(style, "{:?}", cell.modifier);
            }
            let style = style.trim_end().to_owned();
            match runs.last_mut() {
                Some((_, end, last)) if *end == x && *last == style => *end = x + 1,
                _ => runs.push((x, x + 1, style)),
            }
        }
        let runs: Vec<String> = runs
            .into_iter()
            .filter(|(_, _, style)| !style.is_empty())
            .map(|(start, end, style)| format!("{start}-{end} {style}"))
            .collect();
        if !runs.is_empty() {
            let _ = writeln!(out, "   {}", runs.join("; "));
        }
    }
    if let Some(cursor) = cursor {
        let _ = writeln!(out, "cursor {},{}", cursor.x, cursor.y);
    }
    out
}

/// Creates five articles in several scripts, with different verdicts and tags.
fn desk() -> TestProgram {
    let titles = [
        "بوتين: إنشاء آليات لردع الإرهابيين",
        "שלום עולם (מבחן) 123",
        "An English story",
        "日本語の記事",
        "می‌خواهم بخوانم",
    ];
    let mut desk = TestProgram::new(&[]);
    let rows: Vec<Row> = titles
        .iter()
        .enumerate()
        .map(|(number, title)| {
            let mut row = row(number, title);
            row.source = if number % 2 == 0 { "الجريدة".into() } else { "paper".into() };
            row.triage.read = number == 2;
            row.triage.verdict = if number == 3 { Verdict::Later } else { Verdict::Inbox };
            if number == 1 {
                row.triage.tags.insert(Tag::new("עולם").unwrap());
            }
            row
        })
        .collect();
    let total = rows.len();
    desk.tell(Msg::Loaded { rows, total, done: true });
    let document = markup::markdown(TEXT);
    desk.tell(Msg::Opened(id(0), Some(Arc::new(opened(document)))));
    desk.effects.clear();
    desk
}

fn opened(document: Document) -> Opened {
    let article = Article {
        id: id(0),
        title: "بوتين: إنشاء آليات لردع الإرهابيين".into(),
        source: "الجريدة".into(),
        origin: String::new(),
        author: "كاتب".into(),
        link: "https://example.org/story".into(),
        published: Some(1_767_225_600_000),
        added: 0,
        language: "ar".into(),
        format: Format::Markdown,
        body: TEXT.into(),
        tags: Vec::new(),
        changed: false,
    };
    Opened { article, document: Arc::new(document), sources: Vec::new() }
}

fn at_each_size(name: &str, keys: &str) {
    for (width, height) in SIZES {
        let mut desk = desk();
        desk.tell(Msg::Resized { width, height });
        desk.press(keys);
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), print(&desk, width, height));
    }
}

#[test]
fn the_list_and_the_reading_view() {
    at_each_size("panes", "");
}

#[test]
fn the_reading_view_with_the_keys() {
    at_each_size("reading", "l j j");
}

#[test]
fn decided_rows_and_a_selection() {
    at_each_size("decided", "a d v");
}

#[test]
fn the_filter_being_typed_in_arabic() {
    at_each_size("filter", "/ ب و ت");
}

#[test]
fn the_tag_editor() {
    at_each_size("tags", "t ع ا ج ل");
}

#[test]
fn the_palette_and_the_help() {
    at_each_size("palette", ": u n d");
    at_each_size("help", "?");
}

#[test]
fn an_empty_library_says_what_to_do() {
    let mut desk = TestProgram::new(&[]);
    insta::assert_snapshot!(print(&desk, 80, 24));
    // No part of it is cut where the list has less room.
    desk.press("z");
    let beside = print(&desk, 80, 24);
    for said in ["articles:", "files, folders, feeds", "standard input", "a dozen to try it on"] {
        assert!(beside.contains(said), "{said:?} in\n{beside}");
    }
}

#[test]
fn no_size_panics_and_a_too_small_one_says_so() {
    let widths = [1, 2, 3, 10, 19, 20, 21, 22, 29, 30, 31, 40, 58];
    let sizes = widths.into_iter().flat_map(|width| [1, 2, 4, 5, 6, 7, 9, 13].map(move |height| (width, height)));
    for (width, height) in sizes.chain([(59, 24), (60, 13), (110, 5), (500, 200), (20, 200), (500, 5)]) {
        for keys in ["", "l", "t a", "/ x", ": u", "?", "e n"] {
            let mut desk = desk();
            desk.tell(Msg::Resized { width, height });
            desk.press(keys);
            let (buffer, _) = screen(&desk, width, height);
            if desk.model.geometry().too_small && width >= 4 {
                assert_eq!(buffer[(0, 0)].symbol(), "f", "{width}x{height} says why it shows nothing");
            }
        }
    }
}

/// The columns before `text` in each row of the screen that holds it.
fn placed(buffer: &Buffer, text: &str) -> Vec<usize> {
    let rows = buffer.content.chunks(usize::from(buffer.area.width));
    let rows = rows.map(|row| row.iter().map(|cell| cell.symbol()).collect::<String>());
    rows.filter_map(|row| row.split_once(text).map(|(before, _)| before.chars().count())).collect()
}

#[test]
fn a_title_goes_the_way_of_its_language() {
    for (language, in_list, in_reader) in [("ar", 50, 69), ("en", 6, 1), ("", 6, 1)] {
        let mut desk = TestProgram::new(&[]);
        let rows = vec![Row { rtl: is_rtl(language), ..row(0, "STC Super!") }];
        desk.tell(Msg::Loaded { rows, total: 1, done: true });
        let mut opened = opened(markup::plain("x"));
        opened.article.title = "STC Super!".into();
        opened.article.language = language.into();
        desk.tell(Msg::Opened(id(0), Some(Arc::new(opened))));
        let (buffer, _) = screen(&desk, 80, 24);
        let shown = if language == "ar" { "!STC Super" } else { "STC Super!" };
        assert_eq!(placed(&buffer, shown), [in_list, in_reader], "{language:?}");
        // A direction that was chosen for all titles stands.
        desk.set(|config| config.bidi.base = Base::Ltr);
        desk.tell(Msg::Resized { width: 79, height: 24 });
        let (buffer, _) = screen(&desk, 79, 24);
        assert_eq!(placed(&buffer, "STC Super!"), [6, 1], "{language:?}");
    }
}

#[test]
fn an_arabic_title_of_an_english_article_goes_from_left_to_right() {
    let mut desk = TestProgram::new(&[]);
    let rows = vec![Row { rtl: Some(false), ..row(0, "كتاب: book") }];
    desk.tell(Msg::Loaded { rows, total: 1, done: true });
    let (buffer, _) = screen(&desk, 80, 24);
    assert_eq!(placed(&buffer, ": book"), [10], "behind the word of four letters, at the left");
}

#[test]
fn nothing_from_an_article_reaches_the_screen_as_a_control_character() {
    let mut desk = TestProgram::new(&["\u{1b}]0;owned\u{7}title \u{202e}evil", "x\u{9b}31m"]);
    let document = markup::plain("a\u{1b}[2Jb\u{202e}c\u{7f}\u{85}");
    desk.tell(Msg::Opened(id(0), Some(Arc::new(opened(document)))));
    let (buffer, _) = screen(&desk, 80, 24);
    for cell in &buffer.content {
        assert!(!cell.symbol().chars().any(|c| c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c)), "{cell:?}");
    }
}

#[test]
fn letters_stand_over_the_numbers_of_links_while_one_is_chosen() {
    let mut desk = desk();
    desk.open_as(id(0), markup::with_addresses(markup::markdown(TEXT)));
    desk.press("l");
    let (before, _) = screen(&desk, 80, 24);
    desk.press("f");
    let (chosen, _) = screen(&desk, 80, 24);
    let mut changed = Vec::new();
    for y in 0..23 {
        let over: String = (0..80).map(|x| before[(x, y)].symbol()).collect();
        let now: String = (0..80).map(|x| chosen[(x, y)].symbol()).collect();
        if over != now {
            changed.push((over.replace("[1]", " a ").replace("[2]", " s "), now));
        }
    }
    assert!(!changed.is_empty() && changed.iter().all(|(wanted, now)| wanted == now), "{changed:?}");
    desk.press("esc");
    let (after, _) = screen(&desk, 80, 24);
    assert_eq!(before, after);
}

#[test]
fn mistakes_in_a_filter_are_underlined_in_any_script() {
    for (typed, wanted) in [("x is:kepd", "kepd"), ("بوتين is:kepd", "kepd"), ("is:kepd بوتين tag:", "kepdtag:")]
    {
        let mut desk = TestProgram::of(1);
        desk.tell(Msg::Resized { width: 140, height: 24 });
        desk.press("/").write(typed);
        let (buffer, _) = screen(&desk, 140, 24);
        let underlined = (0..140).filter(|x| buffer[(*x, 23)].modifier.contains(Modifier::UNDERLINED));
        let letters: String = underlined.map(|x| buffer[(x, 23)].symbol()).collect();
        let letters: String = letters.chars().filter(|c| c.is_ascii_alphabetic() || *c == ':').collect();
        assert_eq!(letters, wanted, "{typed}");
    }
}

#[test]
fn a_title_is_cut_around_what_matched_and_not_before_it() {
    let filler = "words of a title that goes on and on ".repeat(4);
    let (latin, arabic) =
        (format!("{filler} needle at last"), format!("{} إبرة أخيرا", "كلام طويل في عنوان ".repeat(8)));
    for (title, typed, wanted) in [(latin.as_str(), "needle", "needle at last"), (arabic.as_str(), "ابره", "…")] {
        let mut desk = TestProgram::new(&[title]);
        desk.press("/").write(typed);
        let (buffer, _) = screen(&desk, 80, 24);
        let row: String = (0..80).map(|x| buffer[(x, 1)].symbol()).collect();
        assert!(row.contains(wanted) && row.contains('…'), "{row}");
        let style = Theme::colours().matched;
        let is_marked = |x: &u16| buffer[(*x, 1)].style() == buffer[(*x, 1)].style().patch(style);
        assert_eq!((0..80).filter(is_marked).count(), typed.chars().count(), "{row}");
    }
}
