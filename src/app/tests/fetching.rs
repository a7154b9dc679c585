//! Fetching from within the reader.

use super::*;
use crate::app::effect::Fetch;
use crate::app::msg::{Fetched, Notice};
use crate::domain::Feed;

fn asked(desk: &mut TestProgram) -> Vec<Effect> {
    let of_fetching = |effect: &Effect| {
        matches!(effect, Effect::Fetch(_) | Effect::StopFetching | Effect::Schedule | Effect::ReadFeeds)
    };
    desk.effects.drain(..).filter(of_fetching).collect()
}

fn ended(text: &str, new: usize) -> Msg {
    Msg::Fetched(Fetched::Ended { notice: Notice::info(text), new })
}

#[test]
fn one_thing_is_fetched_at_a_time_and_escape_stops_it() {
    let mut desk = TestProgram::of(3);
    desk.press("r");
    assert_eq!(asked(&mut desk), [Effect::Fetch(Fetch::Article(id(0)))]);
    desk.press("R");
    assert_eq!(asked(&mut desk), []);
    assert!(desk.notice().contains("already"), "{}", desk.notice());
    desk.press("esc");
    assert_eq!(asked(&mut desk), [Effect::StopFetching]);
    desk.tell(ended("Fetching was stopped.", 0));
    desk.press("R");
    assert_eq!(asked(&mut desk), [Effect::Fetch(Fetch::All)]);
}

#[test]
fn what_is_fetched_moves_nothing_and_takes_no_part_in_a_decision_made_before() {
    let mut desk = TestProgram::of(5);
    desk.press("j j * a R");
    let before = desk.current();
    desk.effects.clear();
    desk.tell(Msg::Arrived(vec![row(100, "new"), row(101, "new too")]));
    desk.tell(Msg::Fetched(Fetched::Progress { done: 1, of: 2, line: "x".into() }));
    assert_eq!(desk.current(), before);
    for new in [100, 101] {
        let row = desk.model.catalogue().find(id(new)).unwrap();
        assert_eq!(desk.model.catalogue().triage(row).verdict, Verdict::Inbox);
    }
    desk.press("u");
    let row = desk.model.catalogue().find(id(100)).unwrap();
    assert_eq!(desk.model.catalogue().triage(row).verdict, Verdict::Inbox);
}

#[test]
fn nothing_is_fetched_by_itself_unless_it_is_asked_for() {
    let mut desk = TestProgram::of(2);
    desk.effects.clear();
    desk.tell(Msg::Due);
    desk.press("R");
    assert_eq!(asked(&mut desk), [Effect::Fetch(Fetch::All)]);
    desk.tell(ended("Fetched 1: 0 new or changed.", 0));
    assert_eq!(asked(&mut desk), []);
    desk.tell(Msg::Reloaded {
        settings: Settings::new(Config { fetch_auto: true, ..Config::default() }),
        keymap: Arc::new(Keymap::default_map().clone()),
        problems: Vec::new(),
    });
    assert_eq!(asked(&mut desk), [Effect::Schedule]);
}

#[test]
fn what_is_due_is_fetched_by_itself_and_says_only_what_is_new() {
    let mut desk = TestProgram::of(5);
    desk.set(|set| set.fetch_auto = true);
    desk.press("j j");
    let (before, said) = (desk.current(), desk.notice().to_owned());
    desk.effects.clear();
    desk.tell(Msg::Due);
    assert_eq!(asked(&mut desk), [Effect::Fetch(Fetch::Due)]);
    desk.tell(Msg::Due);
    assert_eq!(asked(&mut desk), [], "one at a time");
    desk.tell(Msg::Fetched(Fetched::Progress { done: 1, of: 1, line: "x".into() }));
    desk.tell(ended("Fetched 1: 0 new or changed.", 0));
    assert_eq!((desk.current(), desk.notice().as_str()), (before, said.as_str()));
    assert_eq!(asked(&mut desk), [Effect::Schedule], "and the next is waited for");
    desk.tell(Msg::Due);
    desk.tell(Msg::Arrived(vec![row(100, "new")]));
    desk.tell(ended("Fetched 1: 1 new or changed.", 1));
    assert_eq!((desk.current(), desk.notice().as_str()), (before, "Fetched 1: 1 new or changed."));
}

#[test]
fn the_sources_are_shown_with_what_fails() {
    let mut desk = TestProgram::of(1);
    desk.press("S");
    assert_eq!(asked(&mut desk), [Effect::ReadFeeds]);
    let mut feed = Feed::new("https://example.org/feed");
    feed.failed(NOW, "answers 404 (not found)".into(), None);
    desk.tell(Msg::FeedsRead(vec![feed]));
    let Popup::Help(screen) = desk.model.popup() else { panic!("no screen") };
    let text = format!("{:?}", screen.shown().collect::<Vec<_>>());
    assert!(text.contains("answers 404") && text.contains("tried again in"), "{text}");
}

#[test]
fn another_text_is_read_anew() {
    let mut desk = TestProgram::of(1);
    desk.press("l");
    assert!(!desk.model.reader().lacks(id(0)));
    desk.effects.clear();
    desk.tell(Msg::Fetched(Fetched::Text(id(0))));
    assert!(desk.effects.contains(&Effect::Open(vec![id(0)])), "{:?}", desk.effects);
}

#[test]
fn what_failed_is_seen_before_anything_tells_it_over() {
    let mut desk = TestProgram::of(5);
    desk.press("R");
    assert!(desk.notice().contains("Fetching"), "{}", desk.notice());
    let failed = Notice::warning("Fetched 2: 1 new or changed, 1 failed: x answers 404");
    desk.press("* a");
    let answer = desk.notice().to_owned();
    desk.tell(Msg::Arrived(vec![row(99, "first")]));
    assert_eq!(desk.notice().as_str(), answer, "a key was pressed: what it did stays until the next");
    desk.tell(Msg::Fetched(Fetched::Ended { notice: failed.clone(), new: 1 }));
    assert_eq!(desk.notice().as_str(), failed.text.to_string(), "but not before a warning");
    desk.tell(Msg::Arrived(vec![row(100, "new")]));
    assert_eq!(desk.notice().as_str(), failed.text.to_string());
    desk.press("space");
    assert!(desk.notice().ends_with(" new"), "and then what came after it: {}", desk.notice());
    desk.press("space");
    assert!(!desk.notice().ends_with(" new"), "{}", desk.notice());
}

#[test]
fn who_sees_the_text_of_a_page_can_ask_for_the_other_one_and_feeds_keep_nobody_waiting() {
    let mut desk = TestProgram::of(1);
    desk.press("l R");
    desk.effects.clear();
    desk.press("T");
    let page = asked(&mut desk);
    assert!(matches!(&page[..], [Effect::Fetch(Fetch::FullText(..))]), "{page:?}");
    desk.press("T");
    assert_eq!(asked(&mut desk), []);
    assert!(desk.notice().contains("already"), "{}", desk.notice());
    desk.tell(Msg::Fetched(Fetched::Page(id(0), Notice::info("The text of the page."))));
    assert!(desk.effects.contains(&Effect::Open(vec![id(0)])), "{:?}", desk.effects);
    desk.effects.clear();
    desk.press("T");
    assert_eq!(asked(&mut desk), page);
    desk.press("esc");
    assert_eq!(asked(&mut desk), [Effect::StopFetching]);
}
