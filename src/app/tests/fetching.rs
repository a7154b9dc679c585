//! Fetching from within the reader.

use super::*;
use crate::app::Overlay;
use crate::app::effect::Fetch;
use crate::app::msg::{Fetched, Notice};
use crate::domain::Feed;

fn asked(desk: &mut Desk) -> Vec<Fetch> {
    let fetches = desk.effects.drain(..).filter_map(|effect| match effect {
        Effect::Fetch(what) => Some(what),
        _ => None,
    });
    fetches.collect()
}

#[test]
fn one_thing_is_fetched_at_a_time_and_escape_stops_it() {
    let mut desk = Desk::of(3);
    desk.press("r");
    assert_eq!(asked(&mut desk), [Fetch::Article(id(0))]);
    desk.press("W");
    assert_eq!(asked(&mut desk), []);
    assert!(desk.notice().contains("already"), "{}", desk.notice());
    desk.press("esc");
    assert_eq!(asked(&mut desk), [Fetch::Stop]);
    desk.tell(Msg::Fetched(Fetched::Ended(Notice::info("Fetching was stopped."))));
    desk.press("W");
    assert_eq!(asked(&mut desk), [Fetch::All]);
}

#[test]
fn what_is_fetched_moves_nothing_and_takes_no_part_in_a_decision_made_before() {
    let mut desk = Desk::of(5);
    desk.press("j j * a W");
    let before = desk.current();
    desk.effects.clear();
    desk.tell(Msg::Arrived(vec![row(100, "new"), row(101, "new too")]));
    desk.tell(Msg::Fetched(Fetched::Progress { done: 1, of: 2, line: "x".into() }));
    assert_eq!(desk.current(), before);
    for new in [100, 101] {
        let row = desk.model.catalogue.find(id(new)).unwrap();
        assert_eq!(desk.model.catalogue.triage(row).verdict, Verdict::Inbox);
    }
    desk.press("u");
    let row = desk.model.catalogue.find(id(100)).unwrap();
    assert_eq!(desk.model.catalogue.triage(row).verdict, Verdict::Inbox);
}

#[test]
fn the_sources_are_shown_with_what_fails() {
    let mut desk = Desk::of(1);
    desk.press("S");
    assert_eq!(asked(&mut desk), [Fetch::Feeds]);
    let mut feed = Feed::new("https://example.org/feed");
    feed.failed(NOW, "answers 404 (not found)".into(), None);
    desk.tell(Msg::Fetched(Fetched::Feeds(vec![feed])));
    let Overlay::Help(screen) = &desk.model.overlay else { panic!("no screen") };
    let text = format!("{:?}", screen.lines);
    assert!(text.contains("answers 404") && text.contains("tried again in"), "{text}");
}

#[test]
fn another_text_is_read_anew() {
    let mut desk = Desk::of(1);
    desk.press("l");
    assert!(!desk.model.reader.lacks(id(0)));
    desk.effects.clear();
    desk.tell(Msg::Fetched(Fetched::Text(id(0))));
    assert!(desk.effects.contains(&Effect::Open(vec![id(0)])), "{:?}", desk.effects);
}
