use super::*;
use crate::app::effect::{Program, Tool};
use crate::app::help::HelpLine;
use crate::config::{Colors, Config};
use crate::keymap::{Diagnostic, Instead, Keymap};

/// Returns a desk of `count` articles with the person's own keymap.
fn with_keymap(count: usize, text: &str) -> TestProgram {
    let (keymap, wrong) = Keymap::load("mine", |name| Ok((name == "mine").then(|| text.to_owned())));
    assert_eq!(wrong, []);
    let mut desk = TestProgram::of(count);
    desk.tell(Msg::Reloaded { settings: Settings::default(), keymap: Arc::new(keymap), problems: Vec::new() });
    desk
}

const VIM: &str = "inherits = \"vim\"\n";

#[test]
fn a_count_decides_on_so_many_in_one_step_and_is_repeated_with_its_decision() {
    let mut desk = with_keymap(10, VIM);
    desk.press("3 d");
    assert_eq!((0..4).map(|row| desk.verdict(row)).filter(|verdict| *verdict == Verdict::Drop).count(), 3);
    assert_eq!(desk.saves().len(), 1, "one step");
    desk.press(".");
    assert_eq!((0..10).filter(|row| desk.verdict(*row) == Verdict::Drop).count(), 6);
    desk.press("u u");
    assert_eq!((0..10).filter(|row| desk.verdict(*row) == Verdict::Drop).count(), 0);
}

#[test]
fn commands_that_are_told_something_do_it_and_those_that_miss_it_say_so() {
    let mut desk =
        with_keymap(2, "[list]\nx = [{ add-tag = \"later\" }, \"next-article\"]\nX = { filter = \"Article 1\" }\n");
    desk.press("x");
    assert_eq!(desk.tags(0), ["later"]);
    assert_eq!(desk.current(), Some(1));
    desk.press("X");
    assert_eq!(desk.shown(), [1]);
    desk.press(":").write("remove-tag").press("enter");
    assert!(desk.notice().contains("needs a tag"), "{}", desk.notice());
    desk.press("esc home :").write("remove-tag lat").press("tab enter");
    assert_eq!(desk.tags(0), [""; 0]);
}

#[test]
fn a_program_gets_the_fields_of_the_article_under_the_cursor() {
    let mut desk = with_keymap(1, "[list]\nx = { run = [\"less\", \"-R\"] }\n");
    desk.effects.clear();
    desk.press("x");
    let Some(Effect::Run(program)) = desk.effects.last() else { panic!("{:?}", desk.effects) };
    assert_eq!(program.tool, Tool::Words(vec!["less".into(), "-R".into()]));
    assert!(program.environment.contains(&("FARZ_URL", "https://example.org/a".to_owned())));
    assert!(program.input.starts_with("Title\n\nParagraph 0"));
}

#[test]
fn a_program_gets_the_article_as_text_html_or_json() {
    let keys = "[list]\nx = { pipe = [\"html\", \"w3m\"] }\nX = { pipe = \"cat\" }\n";
    let mut desk = with_keymap(1, keys);
    let mut given = |keys: &str| {
        desk.press(keys);
        let Some(Effect::Run(program)) = desk.effects.pop() else { panic!("{}", desk.notice()) };
        (program.tool, program.input)
    };
    let words = |words: &[&str]| Tool::Words(words.iter().map(|word| (*word).to_owned()).collect());
    let (tool, html) = given("x");
    assert_eq!(tool, words(&["w3m"]));
    assert!(html.starts_with("<!DOCTYPE html>") && html.contains("<h1>Title</h1>"), "{html}");
    let (tool, text) = given("X");
    assert_eq!(tool, words(&["cat"]));
    assert!(text.starts_with("Title\n\nParagraph 0"), "{text}");
    let (tool, json) = given(": p i p e space j s o n space j q space . t i t l e enter");
    assert_eq!(tool, words(&["jq", ".title"]));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((json["title"].as_str(), json["verdict"].as_str()), (Some("Title"), Some("inbox")));
    assert!(json["text"].as_str().unwrap().starts_with("Paragraph 0"));
    desk.press(":").write("pipe html").press("enter");
    assert!(desk.notice().starts_with("pipe needs a program"), "{}", desk.notice());
}

#[test]
fn the_editor_and_the_pager_get_the_text() {
    let mut desk = TestProgram::of(1);
    for (key, wanted) in [("E", Tool::Editor), ("P", Tool::Pager)] {
        desk.press(key);
        let Some(Effect::Run(Program { tool, input, .. })) = desk.effects.pop() else { panic!("{}", desk.notice()) };
        assert_eq!(tool, wanted);
        assert!(input.starts_with("Title\n\nParagraph 0"));
    }
}

#[test]
fn a_macro_is_recorded_and_replayed_and_cannot_run_away() {
    let mut desk = TestProgram::of(10);
    desk.press("Q a J Q");
    assert!(desk.notice().contains("Recorded 2"), "{}", desk.notice());
    desk.press("@");
    assert_eq!((0..10).filter(|row| desk.verdict(*row) == Verdict::Keep).count(), 2);
    desk.press("Q @");
    assert!(desk.notice().contains("cannot replay"), "{}", desk.notice());
}

#[test]
fn the_help_is_searched_by_key_name_and_words() {
    let mut desk = TestProgram::of(1);
    let found = |desk: &TestProgram| match desk.model.popup() {
        Popup::Help(help) => help.shown().count(),
        _ => 0,
    };
    desk.press("?");
    let all = found(&desk);
    desk.press("/").write("undecided");
    assert!((1..all).contains(&found(&desk)), "by words");
    desk.press("enter / ctrl-u").write("ctrl-r");
    assert!((1..6).contains(&found(&desk)), "by key: {}", found(&desk));
    desk.press("esc");
    assert_eq!(found(&desk), all);
    desk.press("q");
    assert_eq!(found(&desk), 0);
}

#[test]
fn the_bottom_line_and_the_hints_are_those_of_the_keymap_in_force() {
    let mut desk = with_keymap(
        1,
        "[global]\na = \"none\"\nx = \"keep\"\nb = { label = \"tags\" }\n\"b l\" = { add-tag = \"later\" }\n",
    );
    assert!(desk.model.useful_keys().starts_with("x keep  s later"), "{}", desk.model.useful_keys());
    desk.press("b");
    assert_eq!(desk.model.hints()[0].what, "Add a tag: later");
    desk.press("esc");
    assert!(desk.model.hints().is_empty());
}

#[test]
fn what_cannot_run_here_says_why() {
    let mut desk = TestProgram::of(2);
    for (keys, why) in [
        ("k", "This is the first article here."),
        ("G j", "This is the last article here."),
        (": b a c k enter", "You are in the list."),
        (": c l e a r enter", "There is nothing to clear here."),
        ("g g 1", "Inbox is already shown."),
        ("home", "This is the first article here."),
        ("G g g G end", "This is the last article here."),
        ("enter home k", "This is the start of the text."),
        ("g g", "This is the start of the text."),
        ("end j", "This is the end of the text."),
        ("G", "This is the end of the text."),
    ] {
        desk.press(keys);
        assert_eq!(desk.notice().as_str(), why, "{keys}");
    }
}

#[test]
fn settings_that_the_runtime_follows_are_handed_on_when_they_change() {
    let mut desk = TestProgram::of(1);
    desk.effects.clear();
    let reloaded = |colors| {
        let settings = Settings::new(Config { colors, ..Config::default() });
        Msg::Reloaded { settings, keymap: Arc::new(Keymap::default_map()), problems: Vec::new() }
    };
    desk.tell(reloaded(Colors::Auto));
    assert_eq!((desk.notice().as_str(), desk.effects.len()), ("", 0), "nothing has changed");
    desk.tell(reloaded(Colors::Mono));
    assert!(desk.notice().contains("in force"), "{}", desk.notice());
    assert!(matches!(desk.effects.as_slice(), [Effect::SetUp(config)] if config.colors == Colors::Mono));
}

#[test]
fn the_help_names_each_key_once_and_what_is_found_stands_under_its_heading() {
    let mut desk = TestProgram::of(1);
    desk.press("?");
    let lines = |desk: &TestProgram| {
        let Popup::Help(help) = desk.model.popup() else { panic!("no help") };
        help.shown().cloned().collect::<Vec<_>>()
    };
    let named = |lines: &[HelpLine], wanted: &str| {
        lines.iter().filter(|line| matches!(line, HelpLine::Keys { name, .. } if name == wanted)).count()
    };
    let all = lines(&desk);
    assert_eq!(all[0], HelpLine::Heading("In the article list".into()));
    assert_eq!((named(&all, "undo"), named(&all, "keep")), (1, 1), "{all:?}");
    desk.press("/");
    desk.write("toggle-read");
    let found = lines(&desk);
    assert!(
        matches!(&found[..], [HelpLine::Heading(_), HelpLine::Keys { name, .. }] if name == "toggle-read"),
        "{found:?}"
    );
    let mut desk = TestProgram::of(1);
    desk.press("l ?");
    let here = lines(&desk);
    assert_eq!(here[0], HelpLine::Heading("In the reading view".into()));
    assert!(here.contains(&HelpLine::Heading("In the article list".into())), "what is different there: {here:?}");
}

#[test]
fn a_macro_holds_what_was_written_and_what_was_chosen() {
    let titles = ["a politics", "b cooking", "c science", "d cooking"];
    let kept = |desk: &TestProgram| (0..4).filter(|row| desk.verdict(*row) == Verdict::Keep).collect::<Vec<_>>();
    // A tag from the palette: the replay repeats the choice, and nothing else.
    let mut desk = TestProgram::new(&titles);
    desk.press("Q :").write("add-tag pal").press("enter Q j @");
    assert_eq!((desk.tags(0), desk.tags(1), kept(&desk)), (vec!["pal".to_owned()], vec!["pal".to_owned()], vec![]));
    // A cancelled palette is not recorded at all.
    desk.press("Q :").write("keep").press("esc m Q");
    assert!(desk.notice().contains("Recorded 1 command."), "{}", desk.notice());
    // Tags and a note as they were typed.
    let mut desk = TestProgram::new(&titles);
    desk.press("Q t").write("mac").press("enter enter e").write("hello").press("enter Q j @");
    assert_eq!(desk.tags(1), ["mac"]);
    assert!(desk.model.catalogue().triage(1).note == "hello" && desk.tags(2).is_empty());
    // A filter, and a decision on its matches.
    let mut desk = TestProgram::new(&titles);
    desk.press("Q /").write("cooking").press("enter a Q");
    assert_eq!(kept(&desk), [1]);
    desk.press("u esc g g");
    assert!(kept(&desk).is_empty());
    desk.press("@");
    assert_eq!(kept(&desk), [1], "{}", desk.notice());
    desk.press("u esc g g");
    desk.press_at_once("@ j");
    assert_eq!(kept(&desk), [1], "{}", desk.notice());
}

#[test]
fn what_is_typed_at_once_acts_on_the_rows_that_it_means() {
    let titles = ["a politics", "b cooking", "c science", "d cooking"];
    let decided = |desk: &TestProgram| (0..4).filter(|row| desk.verdict(*row) != Verdict::Inbox).collect::<Vec<_>>();
    for (keys, wanted) in [
        ("/ c o o k enter d", &[1][..]),
        ("/ c o o k down enter d", &[3]),
        ("/ c o o k enter j d", &[3]),
        ("/ c o o k enter : d r o p enter", &[1]),
        ("/ c o o k enter d / s c i e n enter d", &[1]),
        ("/ c o o k enter d esc / s c i e n enter d", &[1, 2]),
        ("/ c o o k esc d", &[0]),
        ("j / c o o k enter d", &[1]),
    ] {
        let mut desk = TestProgram::new(&titles);
        desk.press_at_once(keys);
        assert_eq!(decided(&desk), wanted, "{keys}");
    }
    let mut desk = with_keymap(4, "[list]\nx = [{ filter = \"Article 2\" }, \"drop\"]\n");
    desk.press_at_once("x 3");
    assert_eq!(decided(&desk), [2]);
}

#[test]
fn esc_in_a_filter_on_top_of_another_goes_back_to_that_one() {
    let mut desk = TestProgram::new(&["a one", "b two", "c one two"]);
    desk.press("/").write("one").press("enter /").write("two");
    assert_eq!(desk.shown(), [2]);
    desk.press("esc");
    assert_eq!((desk.shown(), desk.model.search().filter()), (vec![0, 2], "one"));
    desk.press("/ esc");
    assert_eq!(desk.shown(), [0, 2]);
    desk.press("/ backspace").write("x").press("esc");
    assert_eq!(
        (desk.shown(), desk.model.search().filter()),
        (vec![0, 2], "one"),
        "also where it was taken into the line"
    );
    desk.press("esc");
    assert_eq!(desk.shown(), [0, 1, 2], "and then that one is dropped");
}

#[test]
fn what_was_wrong_in_a_file_is_not_said_any_more_once_it_is_mended() {
    let mut desk = TestProgram::of(1);
    let saved = |desk: &mut TestProgram, problems: Vec<Diagnostic>| {
        let settings = desk.model.settings().clone();
        desk.tell(Msg::Reloaded { settings, keymap: Arc::clone(desk.model.keymap()), problems });
        desk.notice().to_owned()
    };
    desk.tell(Msg::Problems(vec![Diagnostic::whole("a", "is wrong")]));
    assert!(desk.notice().starts_with("a (:keymap-errors): is wrong"), "{}", desk.notice());
    assert_eq!(
        saved(&mut desk, vec![Diagnostic::whole("b", "is wrong")]),
        "b (:keymap-errors): is wrong; the keys and settings stay as they were",
        "the newest"
    );
    assert_eq!(saved(&mut desk, Vec::new()), "The saved keys and settings are in force.");
    desk.press("j j");
    assert!(!desk.notice().contains("wrong"), "{}", desk.notice());
    let unknown = Diagnostic { instead: Some(Instead::Default), ..Diagnostic::whole("config.toml", "unknown keymap") };
    let said = saved(&mut desk, vec![unknown]);
    assert_eq!(said, "config.toml (:keymap-errors): unknown keymap; the keys and settings stay as they were");
}
