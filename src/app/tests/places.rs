//! What a key does and says in each place.

use super::*;
use crate::app::msg::LogLine;
use crate::command::Context;
use crate::domain::{Logged, StepId};

#[test]
fn the_first_and_the_last_line_of_the_help_and_the_history_are_gone_to() {
    let mut desk = TestProgram::of(5);
    let top = |desk: &TestProgram| match desk.model.popup() {
        Popup::Help(help) => help.top(),
        Popup::History(timeline) => timeline.marked(),
        _ => panic!("nothing is open"),
    };
    desk.press("?");
    for (last, first) in [("end", "home"), ("G", "g g")] {
        desk.press(last);
        assert!(top(&desk) > 10, "{last}: {}", top(&desk));
        desk.press(last);
        assert_eq!(desk.notice().as_str(), "This is the end.");
        desk.press(first);
        assert_eq!(top(&desk), 0, "{first}");
    }
    desk.press("q U");
    let line = |number| LogLine {
        step: Logged {
            id: StepId { session: 9, number },
            at: NOW,
            elsewhere: None,
            label: "keep".into(),
            articles: 1,
            undone: false,
        },
        when: "today".into(),
    };
    desk.tell(Msg::LogRead((0..9).map(line).collect()));
    for (last, first) in [("end", "home"), ("G", "g g")] {
        assert_eq!((top(desk.press(last)), top(desk.press(first))), (8, 0), "{last} {first}");
    }
}

#[test]
fn the_key_of_the_help_is_named_only_where_it_shows_the_help() {
    let mut desk = TestProgram::of(2);
    desk.press("x");
    assert_eq!(desk.notice().as_str(), "x does nothing here; ? shows the keys.");
    for (keys, said) in [
        ("/ f5", "f5 does nothing here."),
        ("esc e f5", "f5 does nothing here."),
        ("esc t f5", "f5 does nothing here."),
        ("esc : f5", "f5 does nothing here."),
        ("esc U ?", "? does nothing here."),
        ("esc ? f5", "f5 does nothing here."),
    ] {
        desk.press(keys);
        assert_eq!(desk.notice().as_str(), said, "{keys}");
    }
}

#[test]
fn ctrl_j_is_enter_in_every_line_that_is_written() {
    let mut desk = TestProgram::of(2);
    desk.press("/").write("Article 1").press("ctrl-j");
    assert_eq!((desk.model.context(), desk.shown()), (Context::List, vec![1]));
    desk.press("e").write("word").press("ctrl-j t").write("tag").press("ctrl-j ctrl-j");
    assert_eq!((desk.model.catalogue().note(1), desk.tags(1)), ("word", vec!["tag".to_owned()]));
    desk.press(":").write("keep").press("ctrl-j");
    assert_eq!(desk.verdict(1), Verdict::Keep);
    desk.press("enter /").write("text").press("ctrl-j");
    assert_eq!(desk.model.context(), Context::Reader);
}

/// Returns a desk with vim's keys, where digits are free for counts.
fn vim(count: usize) -> TestProgram {
    let mut desk = TestProgram::of(count);
    let (keymap, wrong) = Keymap::load("vim", |_| Ok(None));
    assert_eq!(wrong, []);
    desk.tell(Msg::Reloaded { settings: Settings::default(), keymap: Arc::new(keymap), problems: Vec::new() });
    desk
}

#[test]
fn a_number_is_the_row_to_go_to_or_how_many_to_select_or_how_often() {
    let mut desk = vim(30);
    for (keys, wanted) in [("1 0 G", 9), ("3 g g", 2), ("1 G", 0), ("9 9 G", 29), ("g g", 0), ("G", 29)] {
        desk.press(keys);
        assert_eq!(desk.current(), Some(wanted), "{keys}");
    }
    desk.press("5 G 5 G");
    assert_eq!(desk.notice().as_str(), "This is article 5 here.");
    desk.press("3 v");
    assert_eq!((desk.model.list().selection(), desk.current()), (vec![4, 5, 6], Some(7)));
    desk.press("esc 9 9 v");
    assert_eq!((desk.model.list().selection().len(), desk.current()), (23, Some(29)));
    let mut once = vim(1);
    once.press("z z");
    desk.press("2 z");
    assert_eq!(desk.model.layout(), once.model.layout());
    desk.press("? 5 G");
    let Popup::Help(help) = desk.model.popup() else { panic!("no help") };
    assert_eq!(help.top(), 4);
}

#[test]
fn what_can_do_nothing_with_a_number_says_so() {
    let mut desk = vim(3);
    desk.press("3 t");
    assert_eq!(
        (desk.notice().as_str(), desk.model.context()),
        ("edit-tags takes no number. It ran once.", Context::Tags)
    );
    desk.press("esc 2 j");
    assert_eq!((desk.notice().as_str(), desk.current()), ("", Some(2)));
}

#[test]
fn the_messages_of_this_run_are_shown_the_newest_first_with_their_time() {
    let mut desk = TestProgram::of(3);
    desk.press("k");
    desk.tell(Msg::Clock(NOW + 61_000));
    desk.tell(Msg::News(crate::app::msg::Notice::info("Something happened by itself.")));
    desk.press("a").press(":").write("messages").press("enter");
    let Popup::Messages(pane) = desk.model.popup() else { panic!("no messages: {}", desk.notice()) };
    let told: Vec<(i64, String)> = pane.told().iter().map(|(when, notice)| (*when, notice.text.to_string())).collect();
    assert_eq!(
        told,
        [
            (NOW + 61_000, "Something happened by itself.".to_owned()),
            (NOW, "This is the first article here.".to_owned())
        ]
    );
    desk.press("esc");
    assert!(matches!(desk.model.popup(), Popup::None));
}
