use super::*;
use crate::app::geometry::Focus;
use crate::domain::StepKind;

#[test]
fn opening_marks_as_read_without_a_step_to_undo() {
    let mut desk = TestProgram::of(2);
    desk.effects.clear();
    desk.press("l");
    assert_eq!(desk.model.focus(), Focus::Reader);
    let saves = desk.saves();
    assert_eq!((saves.len(), saves[0].kind), (1, StepKind::Silent));
    desk.press("u");
    assert_eq!(desk.notice().as_str(), "There is nothing to undo.");
    desk.press("h");
    assert_eq!(desk.model.focus(), Focus::List);
}

#[test]
fn the_place_in_the_text_is_kept_and_found_again() {
    let mut desk = TestProgram::of(2);
    desk.press("l j j j j j j j j j");
    let top = desk.model.panes.reader.position().unwrap();
    assert!(top.1 > 0);
    desk.press("J");
    assert_eq!(desk.model.catalogue().triage(0).position, top.1, "kept when the article is left");
    desk.press("K");
    assert_eq!(desk.model.panes.reader.position(), Some(top));
}

#[test]
fn space_pages_and_goes_on_to_the_next_undecided() {
    let mut desk = TestProgram::of(4);
    desk.press("j s k k");
    let mut pages = 0;
    while desk.current() == Some(0) {
        desk.press("space");
        pages += 1;
        assert!(pages < 100);
    }
    assert!(pages > 3, "60 paragraphs take more than three pages of 13 lines");
    assert_eq!(desk.current(), Some(2), "1 is decided");
    assert!(desk.model.catalogue().triage(0).read);
}

#[test]
fn the_end_of_the_text_is_a_hundred_percent() {
    let mut desk = TestProgram::of(1);
    assert_eq!(desk.model.reader().percent().map(|percent| percent < 50), Some(true));
    desk.press("l G");
    assert_eq!(desk.model.reader().percent(), Some(100));
    assert!(desk.model.reader().at_end());
    desk.press("g g");
    assert_eq!(desk.model.panes.reader.position(), Some((id(0), 0)));
}

#[test]
fn a_resize_keeps_the_place_in_the_text() {
    let mut desk = TestProgram::of(1);
    desk.press("l space space");
    let before = desk.model.panes.reader.position().unwrap();
    desk.tell(Msg::Resized { width: 40, height: 12 });
    desk.tell(Msg::Resized { width: 80, height: 24 });
    assert_eq!(desk.model.panes.reader.position(), Some(before));
}

#[test]
fn a_link_is_copied_and_opened_and_text_is_copied_in_logical_order() {
    let mut desk = TestProgram::of(1);
    desk.effects.clear();
    desk.press("y o");
    let link = "https://example.org/a".to_owned();
    let copy = Effect::Copy { what: "link", text: link.clone() };
    assert_eq!(desk.effects, [copy, Effect::Browse(link)]);
    desk.effects.clear();
    desk.press("Y");
    let [Effect::Copy { what: "text", text }] = &desk.effects[..] else { panic!("{:?}", desk.effects) };
    assert!(text.starts_with("Title\n\nParagraph 0"));
}

#[test]
fn the_bodies_around_the_cursor_are_asked_for_once() {
    let keymap = Arc::new(Keymap::default_map().clone());
    let mut model = Model::new(Settings::default(), keymap, 1);
    let rows = (0..5).map(|number| row(number, "x")).collect();
    let effects = model.update(Msg::Loaded { rows, total: 5, done: true });
    assert_eq!(effects, [Effect::Open(vec![id(0), id(1)])]);
    assert_eq!(model.update(Msg::Clock(NOW)), [], "the answer is awaited");
    let effects = model.update(Msg::Key(Key::char('j')));
    assert_eq!(effects, [Effect::Open(vec![id(1), id(2), id(0)])]);
}

#[test]
fn an_article_that_is_gone_does_not_stop_the_program() {
    let mut desk = TestProgram::of(2);
    desk.tell(Msg::Opened(id(0), None));
    desk.press("l y Y o space");
    assert!(!desk.notice().is_empty());
}
