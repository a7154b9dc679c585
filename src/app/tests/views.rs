use super::*;
use crate::config::SavedView;
use crate::config::views::amend::ViewChange;

fn saved(name: &str, query: &str) -> SavedView {
    let key = Some("6".parse().unwrap());
    SavedView { name: name.into(), query: query.into(), key, file: "views.toml".into(), line: 1 }
}

/// Returns a desk that has read `views` from the files.
fn desk(titles: &[&str], views: Vec<SavedView>) -> TestProgram {
    let mut desk = TestProgram::new(titles);
    reload(&mut desk, views);
    desk
}

fn reload(desk: &mut TestProgram, views: Vec<SavedView>) {
    let mut keymap = Keymap::default_map();
    for view in &views {
        let action = crate::keymap::Action::with(crate::command::Command::ShowView, view.name.clone());
        let wrong = view.key.clone().and_then(|key| keymap.bind(key, action, "views.toml", 1));
        assert_eq!(wrong, None);
    }
    let settings = Settings::new(Config { views, ..Config::default() });
    desk.tell(Msg::Reloaded { settings, keymap: Arc::new(keymap), problems: Vec::new() });
}

const TITLES: &[&str] = &["Brazil wins", "Rain", "Brazil again", "Snow", "Brazil, old"];

#[test]
fn a_saved_view_is_shown_by_its_key_and_by_its_name_in_its_order() {
    let mut desk = desk(TITLES, vec![saved("Brazil", "brazil is:inbox sort:-date")]);
    desk.press("6");
    assert_eq!((desk.view(), desk.shown()), (View::Saved("Brazil".into()), vec![4, 2, 0]));
    desk.press("1 :").write("view bra").press("enter");
    assert_eq!(desk.shown(), [4, 2, 0]);
    desk.press("/").write("old").press("enter");
    assert_eq!(desk.shown(), [4]);
    desk.press("esc");
    assert_eq!((desk.shown(), desk.view()), (vec![4, 2, 0], View::Saved("Brazil".into())));
    desk.press(":").write("view nothing").press("enter");
    assert_eq!(desk.notice().as_str(), "There is no view \"nothing\". :view lists the views.");
}

#[test]
fn a_mistake_in_the_query_of_a_view_or_of_a_filter_command_is_told() {
    let mut desk = desk(TITLES, vec![saved("Odd", "is:bog")]);
    desk.press("6");
    assert!(desk.notice().starts_with("Skipped bog: expected one of inbox"), "{}", desk.notice());
    desk.press("1 :").write("filter brazil words:many").press("enter");
    assert!(desk.notice().starts_with("Skipped many: expected a number of words"), "{}", desk.notice());
    assert_eq!(desk.shown(), [0, 2, 4], "the rest counts");
}

#[test]
fn counts_follow_what_is_decided() {
    let mut desk = desk(TITLES, vec![saved("Brazil", "brazil is:inbox")]);
    let view = View::Saved("Brazil".into());
    assert_eq!(desk.model.view_count(&view), Some(3));
    desk.press("a");
    assert_eq!(desk.model.view_count(&view), Some(2));
    desk.press("u");
    assert_eq!(desk.model.view_count(&view), Some(3));
    desk.tell(Msg::Arrived(vec![row(9, "Brazil, new")]));
    assert_eq!(desk.model.view_count(&view), Some(4));
}

#[test]
fn what_is_decided_in_a_saved_view_stays_until_it_is_left_also_when_articles_arrive() {
    let mut desk = desk(TITLES, vec![saved("Brazil", "brazil is:inbox")]);
    desk.press("6 j a");
    assert_eq!((desk.shown(), desk.current()), (vec![0, 2, 4], Some(4)), "on to the next that waits");
    assert!(desk.model.is_moved_out(Verdict::Keep));
    desk.tell(Msg::Arrived(vec![row(9, "Brazil, new")]));
    let mut shown = desk.shown();
    shown.sort_unstable();
    assert_eq!((shown, desk.current()), (vec![0, 2, 4, 5], Some(4)));
    desk.press("$");
    assert!(!desk.shown().contains(&2));
}

#[test]
fn undo_goes_back_to_the_saved_view_and_to_all_where_it_is_gone() {
    let view = saved("Brazil", "brazil is:inbox");
    let mut desk = desk(TITLES, vec![view.clone()]);
    desk.press("6 j a 1 u");
    assert_eq!((desk.view(), desk.current(), desk.verdict(2)), (View::Saved("Brazil".into()), Some(2), Verdict::Inbox));
    desk.press("a R u");
    assert_eq!((desk.current(), desk.verdict(2)), (Some(2), Verdict::Inbox), "back among the rows");
    desk.press("a 1");
    reload(&mut desk, Vec::new());
    desk.press("u");
    assert_eq!((desk.view(), desk.current(), desk.verdict(2)), (View::All, Some(2), Verdict::Inbox));
    reload(&mut desk, vec![view]);
    desk.press("6");
    reload(&mut desk, Vec::new());
    assert_eq!((desk.view(), desk.shown().len()), (View::All, 5), "gone while it is shown");
}

#[test]
fn the_filter_in_force_is_saved_with_a_name_and_a_free_key() {
    let mut desk = desk(TITLES, vec![saved("Brazil", "brazil")]);
    desk.press(":").write("save-view Wet").press("enter");
    assert_eq!(desk.notice().as_str(), "There is no filter in force to save as a view.");
    desk.press("/").write("rain | snow").press("enter :").write("save-view Wet").press("enter");
    let asked = desk.effects.iter().find_map(|effect| match effect {
        Effect::SaveView(view) => Some((view.name.as_str(), view.query.as_str(), view.key.as_deref())),
        _ => None,
    });
    assert_eq!(asked, Some(("Wet", "~rain | ~snow", Some("7"))));
    for name in ["Brazil", "inbox"] {
        desk.press(":").write(&format!("save-view {name}")).press("enter");
        assert!(desk.notice().contains("choose another name"), "{}", desk.notice());
    }
}

/// Returns the requested changes of views, in order.
fn changes(desk: &TestProgram) -> Vec<(String, ViewChange)> {
    let change = |effect: &Effect| match effect {
        Effect::ChangeView(view, change) => Some((view.name.clone(), change.clone())),
        _ => None,
    };
    desk.effects.iter().filter_map(change).collect()
}

#[test]
fn a_view_is_renamed_bound_and_removed_only_when_that_is_said_twice() {
    let mut desk = desk(TITLES, vec![saved("Brazil", "brazil"), SavedView { key: None, ..saved("Wet", "rain") }]);
    for command in ["rename-view Other", "bind-view 8"] {
        desk.press(":").write(command).press("enter");
        assert!(desk.notice().contains("Inbox is a view of farz"), "{}", desk.notice());
    }
    desk.press("6");
    for (command, said) in [
        ("rename-view wet", "is a view already"),
        ("rename-view Kept", "farz has a view called Kept"),
        ("bind-view a", "the key a already runs keep"),
        ("bind-view nokey-x", "These are not keys"),
        ("remove-view Dry", "You have no view"),
    ] {
        desk.press(":").write(command).press("enter");
        assert!(desk.notice().contains(said), "{command}: {}", desk.notice());
    }
    assert_eq!(changes(&desk), []);
    // The palette proposes the name. One request is not enough, and another command in between starts over.
    desk.press(":").write("remove-view bra").press("enter");
    assert!(desk.notice().contains("run :remove-view Brazil again"), "{}", desk.notice());
    desk.press("j :").write("remove-view brazil").press("enter");
    assert_eq!(changes(&desk), []);
    desk.press(":").write("remove-view brazil").press("enter");
    desk.press(":").write("rename-view Match day").press("enter :").write("bind-view 9").press("enter");
    desk.press(":").write("bind-view none").press("enter");
    let wanted = [
        ViewChange::Removed,
        ViewChange::Name("Match day".into()),
        ViewChange::Key(Some("9".parse().unwrap())),
        ViewChange::Key(None),
    ];
    assert_eq!(changes(&desk), wanted.map(|change| ("Brazil".to_owned(), change)));
}

#[test]
fn a_view_that_gets_another_name_stays_on_the_screen() {
    let mut desk = desk(TITLES, vec![saved("Brazil", "brazil is:inbox")]);
    desk.press("6 j :").write("rename-view Match day").press("enter");
    reload(&mut desk, vec![saved("Match day", "brazil is:inbox")]);
    let view = View::Saved("Match day".into());
    assert_eq!((desk.view(), desk.shown(), desk.current()), (view.clone(), vec![0, 2, 4], Some(2)));
    assert_eq!(desk.model.view_count(&view), Some(3));
}

#[test]
fn counts_follow_the_time_and_nothing_is_asked_for_before() {
    let mut desk = desk(TITLES, vec![saved("New", "age:<3d"), saved("Old", "before:2020-01-01")]);
    let counts = |desk: &TestProgram| desk.effects.iter().filter(|effect| matches!(effect, Effect::Count(_))).count();
    let view = View::Saved("New".into());
    assert_eq!(desk.model.view_count(&view), Some(4), "row n is n days old");
    let due = desk.model.counts_due().unwrap();
    desk.effects.clear();
    desk.tell(Msg::Clock(due - 1));
    assert_eq!((counts(&desk), desk.model.view_count(&view)), (0, Some(4)));
    desk.tell(Msg::Clock(due));
    assert_eq!((counts(&desk), desk.model.view_count(&view)), (1, Some(3)));
    assert!(desk.model.counts_due().unwrap() > due);
    reload(&mut desk, vec![saved("Old", "before:2020-01-01 | 'rain")]);
    assert_eq!(desk.model.counts_due(), None, "what never changes by itself wakes nobody");
    reload(&mut desk, vec![saved("Today", "after:yesterday")]);
    assert_eq!(desk.model.counts_due().unwrap() % crate::filter::query::when::DAY, 0, "a day ends at midnight");
}

#[test]
fn the_palette_asks_for_the_view_where_none_is_named() {
    let mut desk = TestProgram::of(2);
    desk.press(":").write("view").press("enter");
    assert_eq!(
        desk.model.popup().pane().and_then(|pane| pane.line()).map(|input| input.text().to_owned()).as_deref(),
        Some("view "),
        "{}",
        desk.notice()
    );
    desk.write("All").press("enter");
    assert_eq!(desk.view(), View::All);
}

#[test]
fn a_view_and_a_filter_that_are_together_longer_than_one_query_both_count_whole() {
    let words: Vec<String> = (10..30).map(|number| format!("w{number}")).collect();
    let (all, most) = (words.join(" "), words[..19].join(" "));
    let without: Vec<String> = (10..30).map(|number| format!("-x{number}")).collect();
    let mut desk = desk(&[&all, &most], vec![saved("New", &format!("age:<9d {}", without.join(" ")))]);
    desk.press("6");
    assert_eq!(desk.shown(), [0, 1]);
    desk.press("/").write(&all).press("enter");
    assert_eq!(desk.shown(), [0], "also where a date counts from now");
}
