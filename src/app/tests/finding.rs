use super::*;
use crate::filter::{Matches, Stage};

/// Returns the matches of a finished search.
fn matches(rows: &[RowIndex]) -> Arc<Matches> {
    Arc::new(Matches { rows: Arc::new(rows.to_vec()), stage: Stage::Done, ..Matches::default() })
}

#[test]
fn what_is_found_so_far_is_shown_to_somebody_who_types_only() {
    let mut desk = TestProgram::new(TITLES);
    desk.press("/").write("brazil");
    let generation = desk.model.search().generation();
    let begun = Matches { rows: Arc::new(vec![1]), ..Matches::default() };
    desk.tell(Msg::Found { generation, found: Arc::new(begun.clone()) });
    assert_eq!(desk.shown().len(), 2, "the search has ended: the cursor is the person's");
    // The answer to this search has not arrived yet.
    desk.model.update(Msg::Key("backspace".parse().unwrap()));
    let generation = desk.model.search().generation();
    desk.tell(Msg::Found { generation, found: Arc::new(begun) });
    assert_eq!((desk.shown(), desk.model.search().searching()), (vec![1], true));
    desk.tell(Msg::Found { generation, found: matches(&[4, 1]) });
    assert_eq!((desk.shown(), desk.model.search().searching(), desk.current()), (vec![4, 1], false, Some(4)));
}

const TITLES: &[&str] = &["بوتين في موسكو", "Elections in Brazil", "بُوتِين: خطاب", "Café culture", "Brazil beats"];

#[test]
fn typing_narrows_the_list_and_escape_brings_all_back() {
    let mut desk = TestProgram::new(TITLES);
    desk.press("/").write("brazil");
    let mut found = desk.shown();
    found.sort_unstable();
    assert_eq!(found, [1, 4]);
    desk.press("esc");
    assert_eq!(desk.shown().len(), 5);
    assert_eq!(desk.model.search().filter(), "");
}

#[test]
fn enter_keeps_the_filter_and_escape_then_clears_it() {
    let mut desk = TestProgram::new(TITLES);
    desk.press("/").write("cafe").press("enter");
    assert_eq!((desk.shown(), desk.model.search().filter()), (vec![3], "cafe"));
    desk.press("esc");
    assert_eq!((desk.shown().len(), desk.current()), (5, Some(3)), "the cursor stays on its article");
}

#[test]
fn arabic_is_found_however_it_is_pointed() {
    let mut desk = TestProgram::new(TITLES);
    desk.press("/").write("بوتين");
    let mut found = desk.shown();
    found.sort_unstable();
    assert_eq!(found, [0, 2]);
}

#[test]
fn the_arrows_move_while_the_filter_is_typed() {
    let mut desk = TestProgram::new(TITLES);
    desk.press("/").write("brazil").press("down");
    let second = desk.shown()[1];
    assert_eq!(desk.current(), Some(second));
    desk.press("enter d");
    assert_eq!(desk.verdict(second), Verdict::Drop);
}

#[test]
fn a_stale_answer_is_passed_over() {
    let mut desk = TestProgram::new(TITLES);
    desk.press("/").write("brazil");
    let shown = desk.shown();
    desk.tell(Msg::Found { generation: 0, found: matches(&[0]) });
    assert_eq!(desk.shown(), shown);
}

#[test]
fn pasted_text_goes_into_the_line_that_is_written() {
    let mut desk = TestProgram::new(TITLES);
    desk.tell(Msg::Paste("brazil".into()));
    assert!(desk.notice().contains("Pasted"));
    desk.press("/");
    desk.tell(Msg::Paste("bra\nzil\u{1b}".into()));
    assert_eq!(desk.model.search().filter(), "bra zil");
}

#[test]
fn views_hold_what_was_decided() {
    let mut desk = TestProgram::of(4);
    desk.press("a s d 3");
    assert_eq!((desk.view().name(), desk.shown()), ("Kept", vec![0]));
    desk.press("2");
    assert_eq!(desk.shown(), [1]);
    desk.press("4");
    assert_eq!(desk.shown(), [2]);
    desk.press("5");
    assert_eq!(desk.shown(), [0, 1, 2, 3]);
    desk.press("1");
    assert_eq!(desk.shown(), [3]);
}

#[test]
fn the_row_under_the_cursor_stays_when_articles_arrive() {
    let mut desk = TestProgram::of(30);
    desk.press("j j j");
    let mut newer = row(100, "new");
    newer.date = NOW + DAY;
    desk.tell(Msg::Arrived(vec![newer]));
    assert_eq!(desk.current(), Some(3));
    assert_eq!(desk.shown()[0], 30, "the new one stands first");
    assert_eq!(desk.model.list().cursor() - desk.model.list().top(), 3, "and nothing moved under the eye");
}

#[test]
fn an_article_that_arrives_again_keeps_its_triage() {
    let mut desk = TestProgram::of(2);
    desk.press("a");
    let mut again = row(0, "Another title");
    again.changed = true;
    desk.tell(Msg::Arrived(vec![again]));
    assert_eq!(desk.verdict(0), Verdict::Keep);
    let article = desk.model.catalogue().get(0).unwrap();
    assert_eq!((article.title(), article.changed()), ("Another title", true));
    desk.press("k l");
    assert!(!desk.model.catalogue().get(0).unwrap().changed());
    assert!(desk.effects.contains(&Effect::Seen(id(0))));
}

#[test]
fn rows_that_come_late_stand_in_their_order() {
    let keymap = Arc::new(Keymap::default_map().clone());
    let mut model = Model::new(Settings::default(), keymap, 1);
    let page: Vec<Row> = [0, 2, 4].map(|number| row(number, "x")).into();
    model.update(Msg::Loaded { rows: page, total: 6, done: false });
    assert!(!model.loading().done);
    model.update(Msg::Key(Key::char('j')));
    model.update(Msg::Loaded { rows: (0..6).map(|number| row(number, "x")).collect(), total: 6, done: true });
    let ids: Vec<_> = model.list().rows().iter().map(|row| model.catalogue().get(*row).unwrap().id()).collect();
    assert_eq!(ids, [0, 1, 2, 3, 4, 5].map(id));
    let current = model.catalogue().get(model.list().current().unwrap()).unwrap().id();
    assert_eq!(current, id(2));
}

#[test]
fn what_is_found_in_another_script_stands_last_and_is_marked() {
    let mut desk = TestProgram::new(&["بوتين في موسكو", "Elections in Brazil", "putinesque pasta"]);
    desk.press("/").write("putin");
    assert_eq!(desk.shown(), [2, 0]);
    assert_eq!(desk.model.search().found().map(|found| found.parts.contained), Some(1));
    desk.press("esc /").write("f,jdk");
    assert_eq!(desk.shown(), [0]);
    assert_eq!(desk.model.search().found().and_then(|found| found.layout.clone()).as_deref(), Some("بوتين"));
}

#[test]
fn what_is_found_in_the_text_is_counted_and_gone_to_and_escape_goes_back() {
    let mut desk = TestProgram::of(1);
    desk.press("l").press("j j j");
    let place = desk.model.panes.reader.position();
    desk.press("/").write("paragraph 4");
    let hits = desk.model.hits().unwrap();
    assert_eq!((hits.places().len(), hits.current()), (11, Some(0)), "4 and 40 to 49");
    desk.press("esc");
    assert_eq!(desk.model.panes.reader.position(), place);
    assert!(desk.model.hits().is_none());
    desk.press("/").write("paragraph 4").press("enter N");
    assert_eq!(desk.model.hits().unwrap().current(), Some(10), "around the beginning");
    assert_eq!(desk.notice().as_str(), "The search continued at the other end of the text.");
    desk.press("n");
    assert_eq!(desk.model.hits().unwrap().current(), Some(0));
    desk.press("esc");
    assert!(desk.model.hits().is_none());
}

#[test]
fn a_filter_stands_on_the_one_before_and_deleting_takes_it_back() {
    let mut desk = TestProgram::new(TITLES);
    desk.press("/").write("brazil").press("enter");
    desk.press("/").write("beats");
    assert_eq!((desk.shown(), desk.model.search().filter()), (vec![4], "(brazil) (beats)"));
    desk.press("ctrl-u backspace");
    assert_eq!(desk.shown().len(), 2, "what stood below is being written");
    desk.press("ctrl-u");
    assert_eq!(desk.shown().len(), 5);
    desk.press("esc");
    assert_eq!(desk.model.search().filter(), "brazil", "nothing is changed");
    desk.press("/ backspace ctrl-u enter");
    assert_eq!((desk.model.search().filter(), desk.shown().len()), ("", 5), "unless it is accepted");
}

#[test]
fn earlier_filters_come_back_with_the_arrow() {
    let mut desk = TestProgram::new(TITLES);
    desk.press("/").write("brazil").press("enter esc /").write("cafe").press("enter esc");
    desk.press("/ up");
    assert_eq!(desk.model.search().filter(), "cafe");
    desk.press("up");
    assert_eq!(desk.model.search().filter(), "brazil");
    desk.press("down down");
    assert_eq!(desk.model.search().filter(), "");
}

#[test]
fn hits_of_a_search_in_texts_go_on_into_the_next_article() {
    let mut desk = TestProgram::of(2);
    // No library answers here: the test supplies the answer.
    desk.press("F").write("\"paragraph 59\"");
    let generation = desk.model.search().generation();
    desk.tell(Msg::Found { generation, found: matches(&[0, 1]) });
    desk.press("enter l n");
    assert_eq!((desk.current(), desk.model.hits().unwrap().current()), (Some(0), Some(0)));
    desk.press("n");
    assert_eq!((desk.current(), desk.model.hits().unwrap().current()), (Some(1), Some(0)));
    desk.press("n");
    assert_eq!(desk.notice().as_str(), "There is no other article with a hit.");
    desk.press("N");
    assert_eq!(desk.current(), Some(0));
}

const LOOSE: &[&str] = &["Rust 1.95", "Trust in banks", "Auktion: Rosa, Ufer, Stadt", "Run us to town", "Rain"];

#[test]
fn looser_matches_are_behind_one_row_and_no_bulk_step_takes_them() {
    let mut desk = TestProgram::new(LOOSE);
    desk.press("/").write("rust").press("enter");
    assert_eq!(desk.shown(), [0, 1], "whole words before the inside of words");
    let found = desk.model.search().found().unwrap();
    assert_eq!((found.looser, desk.model.list().has_more_row()), (2, true));
    desk.press("* d");
    assert_eq!([0, 1, 2, 3, 4].map(|row| desk.verdict(row)), {
        let (dropped, inbox) = (Verdict::Drop, Verdict::Inbox);
        [dropped, dropped, inbox, inbox, inbox]
    });
    desk.press("u G");
    assert_eq!(desk.current(), Some(1), "the last article is not the row below it");
    desk.press("j");
    assert_eq!((desk.current(), desk.model.list().is_on_more_row()), (None, true));
    desk.press("a");
    assert_eq!(desk.notice(), "There is no article here to decide on.");
    desk.press("space");
    assert_eq!((desk.shown().len(), desk.current()), (4, Some(desk.shown()[2])), "at the first of them");
    assert!(!desk.model.list().has_more_row());
    desk.press("esc /").write("rsto").press("enter");
    assert_eq!((desk.shown(), desk.model.list().has_more_row()), (vec![3], false), "nothing else matches");
}
