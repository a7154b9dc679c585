//! The bytes written for each key, counted exactly, at the two screen sizes for which farz promises a limit.

use super::keys;
use crate::domain::{ArticleId, Format, Row};
use crate::runtime::session::*;
use crate::terminal::writer::Features;
use std::io::{PipeReader, Read};
use std::sync::mpsc::channel;
use tokio::sync::mpsc::unbounded_channel;

/// Words for titles as long as those of a newspaper.
const WORDS: [&str; 12] =
    ["السياسة", "الخارجية", "المتحدث", "اجتماع", "موسكو", "تقرير", "جديد", "حول", "قاعدة", "بيانات", "التحليل", "في"];

fn row(number: usize) -> Row {
    let words = (0..7 + number % 5).map(|at| WORDS[(number * 7 + at * 5) % WORDS.len()]);
    let mut id = [0; 10];
    id[..8].copy_from_slice(&(number as u64).to_be_bytes());
    Row {
        id: ArticleId(id),
        title: format!("{} {number:05}", words.collect::<Vec<_>>().join(" ")),
        source: format!("الجريدة {}", number % 4),
        author: String::new(),
        // Old enough that no displayed age changes while the test runs.
        date: 1_577_000_000_000 - i64::try_from(number).unwrap() * 60_000,
        ..crate::app::tests::row(number, "")
    }
}

/// The loop's state on a list of many articles, and what the loop writes.
struct Line {
    session: Session,
    written: PipeReader,
    _jobs: std::sync::mpsc::Receiver<Job>,
}

impl Line {
    fn new(width: u16, height: u16, layout: crate::app::geometry::LayoutMode) -> Self {
        let settings = Settings::new(Config { layout, ..Config::default() });
        let mut model = Model::new(settings, Keymap::default_map().into(), 1);
        model.update(Msg::Clock(1_767_225_600_000));
        model.update(Msg::Resized { width, height });
        let rows: Vec<Row> = (0..300).map(row).collect();
        model.update(Msg::Loaded { rows, total: 300, done: true });
        let (written, theirs) = std::io::pipe().unwrap();
        let (events, _) = unbounded_channel();
        let output = Output::spawn(theirs.into(), events).unwrap();
        let (jobs, _jobs) = channel();
        let screen = Screen::new(width, height, Features::default());
        let mut line = Self { session: Session::new(model, Theme::colours(), screen, output, jobs), written, _jobs };
        line.session.draw();
        line.bytes();
        line.press("k");
        line
    }

    /// Returns how many bytes were written since the last call.
    fn bytes(&mut self) -> usize {
        self.written().len()
    }

    /// Returns everything written since the last call.
    fn written(&mut self) -> Vec<u8> {
        // Marks the end, because a pipe does not tell that nothing follows.
        self.session.output.send(b"\0".to_vec());
        let mut all = Vec::new();
        let mut bytes = vec![0; 1 << 16];
        loop {
            let n = self.written.read(&mut bytes).unwrap();
            all.extend_from_slice(&bytes[..n]);
            if all.pop_if(|last| *last == 0).is_some() {
                return all;
            }
        }
    }

    /// Draws, once the line has room.
    fn draw(&mut self) {
        assert!(self.session.output.finish(Duration::from_secs(20)));
        self.session.draw();
    }

    fn press(&mut self, text: &str) -> usize {
        for key in keys(text) {
            self.session.happened(key);
        }
        self.draw();
        self.bytes()
    }

    fn text(&self) -> String {
        let last = self.session.screen.last();
        last.content.iter().map(ratatui::buffer::Cell::symbol).collect()
    }
}

use crate::app::geometry::LayoutMode::{Beside, Single, Stacked};

#[test]
fn a_move_in_the_list_and_a_scroll_by_one_stay_within_their_bytes() {
    for (width, height, moved, scrolled) in [(80, 24, 150, 281), (200, 50, 200, 551)] {
        let mut line = Line::new(width, height, Single);
        let inside: Vec<usize> = (0..15).map(|_| line.press("j")).collect();
        assert!(inside.iter().all(|&bytes| bytes > 0 && bytes <= moved), "{width}x{height} a move: {inside:?}");
        line.press(&"j ".repeat(usize::from(height)));
        let at_edge: Vec<usize> = (0..15).map(|_| line.press("j")).collect();
        assert!(at_edge.iter().all(|&bytes| bytes > 0 && bytes <= scrolled), "{width}x{height} a scroll: {at_edge:?}");
        println!("{width}x{height}: a move {inside:?}, a scroll {at_edge:?}");
    }
}

#[test]
fn what_changes_nothing_writes_nothing() {
    let mut line = Line::new(80, 24, Stacked);
    line.session.take(Msg::Clock(1_767_225_600_001));
    line.draw();
    assert_eq!(line.bytes(), 0, "an unchanged frame");
    assert_eq!(line.press("k"), 0, "at the top, up moves nothing");
}

#[test]
fn keys_that_wait_together_are_one_frame() {
    let mut line = Line::new(80, 24, Single);
    let one = line.press("j");
    assert!(line.press(&"j ".repeat(10)) < 2 * one, "ten moves inside the screen cost as one");
}

#[test]
fn while_a_key_is_held_the_text_beside_the_list_waits() {
    for (layout, width, height) in [(Stacked, 80, 24), (Beside, 200, 50)] {
        let mut line = Line::new(width, height, layout);
        let id = |line: &Line| {
            let model = &line.session.model;
            model.catalogue().get(model.list().current().unwrap()).unwrap().id()
        };
        let open = |line: &mut Line| {
            let id = id(line);
            let article = crate::domain::Article {
                id,
                title: format!("Article {}", id.0[7]),
                source: String::new(),
                origin: String::new(),
                author: String::new(),
                link: String::new(),
                published: None,
                added: 0,
                language: String::new(),
                format: Format::Plain,
                body: String::new(),
                tags: Vec::new(),
                changed: false,
            };
            let text = format!("Text of {}. {}", id.0[7], "Many words follow here. ".repeat(60 + usize::from(id.0[7])));
            let document = Arc::new(crate::text::markup::plain(&text));
            line.session.take(Msg::Opened(
                id,
                Some(Arc::new(crate::app::msg::Opened { article, document, sources: Vec::new() })),
            ));
        };
        open(&mut line);
        line.press("");
        assert!(line.text().contains("Text of 0."), "{}", line.text());
        // The first press of a held key.
        line.session.preview.pretend_rested();
        for event in keys("j") {
            line.session.happened(event);
        }
        open(&mut line);
        line.draw();
        assert!(line.text().contains("Text of 1."), "one press shows the text at once");
        line.bytes();
        // Its repeats, as if the clock stood still.
        for number in 2..8 {
            line.session.preview.pretend_moved_now();
            for event in keys("j") {
                line.session.happened(event);
            }
            open(&mut line);
            line.draw();
            let bytes = line.bytes();
            assert!(bytes <= 300, "{bytes} bytes for repeat {number}");
            assert!(line.text().contains("Text of 1."), "the text waits");
            assert!(line.session.preview.due.is_some(), "and will be drawn");
        }
        // The key rests.
        line.session.preview.pretend_rested();
        line.session.dirty = true;
        line.draw();
        assert!(line.text().contains("Text of 7."), "{}", line.text());
        assert!(line.session.preview.due.is_none());
    }
}

#[test]
fn a_link_that_cannot_be_opened_here_can_be_clicked() {
    const LINK: &str = "https://example.org/story";
    let mut line = Line::new(80, 24, Single);
    line.session.dirty = true;
    line.session.show_link(LINK, msg!("link-shown-here", link = LINK));
    line.draw();
    let text = String::from_utf8(line.written()).unwrap();
    assert!(
        text.contains("\x1b]8;;https://example.org/story\x1b\\https://example.org/story\x1b]8;;\x1b\\"),
        "{text:?}"
    );
    // The next key removes the notice, and the link with it.
    line.press("j");
    assert_eq!(line.session.laid.link(), None);
}
