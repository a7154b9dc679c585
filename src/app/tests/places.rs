//! What a key does and says in each place.

use super::*;
use crate::app::msg::LogLine;
use crate::command::Context;
use crate::domain::{Logged, StepId};

#[test]
fn the_first_and_the_last_line_of_the_help_and_the_history_are_gone_to() {
    let mut desk = Desk::of(5);
    let top = |desk: &Desk| match &desk.model.overlay {
        Overlay::Help(help) => help.top,
        Overlay::History(timeline) => timeline.marked,
        _ => panic!("nothing is open"),
    };
    desk.press("?");
    for (last, first) in [("end", "home"), ("G", "g g")] {
        desk.press(last);
        assert!(top(&desk) > 10, "{last}: {}", top(&desk));
        desk.press(last);
        assert_eq!(desk.notice(), "This is the end of it.");
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
    let mut desk = Desk::of(2);
    desk.press("x");
    assert_eq!(desk.notice(), "x does nothing here; ? shows the keys.");
    for (keys, said) in [
        ("/ f5", "f5 does nothing here."),
        ("esc e f5", "f5 does nothing here."),
        ("esc t f5", "f5 does nothing here."),
        ("esc : f5", "f5 does nothing here."),
        ("esc U ?", "? does nothing here."),
        ("esc ? f5", "f5 does nothing here."),
    ] {
        desk.press(keys);
        assert_eq!(desk.notice(), said, "{keys}");
    }
}

#[test]
fn ctrl_j_is_enter_in_every_line_that_is_written() {
    let mut desk = Desk::of(2);
    desk.press("/").write("Article 1").press("ctrl-j");
    assert_eq!((desk.model.context(), desk.shown()), (Context::List, vec![1]));
    desk.press("e").write("word").press("ctrl-j t").write("tag").press("ctrl-j ctrl-j");
    assert_eq!((desk.model.catalogue.note(1), desk.tags(1)), ("word", vec!["tag".to_owned()]));
    desk.press(":").write("keep").press("ctrl-j");
    assert_eq!(desk.verdict(1), Verdict::Keep);
    desk.press("enter /").write("text").press("ctrl-j");
    assert_eq!(desk.model.context(), Context::Reader);
}
