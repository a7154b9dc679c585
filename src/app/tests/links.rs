use super::*;
use crate::text::markup;

const HTML: &str = "<p>See <a href='https://a.example/1'>one</a> and <a href='https://b.example/;id$(x)'>two</a>.</p>\
    <p>Write to <a href='mailto:me@a.example'>me</a>, <a href='javascript:alert(1)'>run</a> <a href='file:///etc/passwd'>this</a>.</p>\
    <p>\u{642}\u{627}\u{644} <a href='https://c.example/'>\u{643}\u{644}\u{645}\u{629}</a> \u{647}\u{646}\u{627}.</p>";

fn desk(html: &str) -> TestProgram {
    let mut desk = TestProgram::of(2);
    desk.open_as(id(0), markup::with_addresses(markup::html(html)));
    desk.press("l");
    desk.effects.clear();
    desk
}

fn labels(desk: &TestProgram) -> Vec<(String, String)> {
    let Popup::Links(hints) = desk.model.popup() else { panic!("no link is being chosen: {}", desk.notice()) };
    hints.links().iter().map(|hint| (hint.label.clone(), hint.address.clone())).collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(label, address)| ((*label).to_owned(), (*address).to_owned())).collect()
}

#[test]
fn a_letter_opens_its_link_and_only_links_of_the_web_have_one() {
    let mut desk = desk(HTML);
    desk.press("f");
    let web = [("a", "https://a.example/1"), ("s", "https://b.example/;id$(x)"), ("d", "https://c.example/")];
    assert_eq!(labels(&desk), pairs(&web));
    desk.press("s");
    assert_eq!(desk.effects, [Effect::Browse("https://b.example/;id$(x)".into())]);
    assert!(matches!(desk.model.popup(), Popup::None));
}

#[test]
fn another_key_copies_and_then_an_address_of_mail_has_letters_too() {
    let mut desk = desk(HTML);
    desk.press("c");
    assert_eq!(labels(&desk)[2], ("d".to_owned(), "mailto:me@a.example".to_owned()));
    desk.press("d");
    assert_eq!(desk.effects, [Effect::Copy { what: "link", text: "mailto:me@a.example".into() }]);
}

#[test]
fn esc_goes_back_and_a_wrong_letter_changes_nothing() {
    let mut desk = desk(HTML);
    desk.press("f z");
    assert_eq!(labels(&desk).len(), 3);
    assert_eq!(desk.notice().as_str(), "No link here has the letters z.");
    desk.press("esc");
    assert!(matches!(desk.model.popup(), Popup::None) && desk.effects.is_empty());
    desk.press("a");
    assert_eq!(desk.verdict(0), Verdict::Keep, "the keys are those of the text again");
}

#[test]
fn letters_of_another_keyboard_are_those_printed_on_their_keys() {
    let mut desk = desk(HTML);
    // On an Arabic keyboard: f, then s.
    desk.write("\u{628}\u{633}");
    assert_eq!(desk.effects, [Effect::Browse("https://b.example/;id$(x)".into())]);
}

#[test]
fn many_links_have_two_letters_each_and_backspace_takes_one_back() {
    let links: String = (0..40).map(|n| format!("<a href='https://e.example/{n}'>x</a> ")).collect();
    let mut desk = desk(&format!("<p>{links}</p>"));
    desk.press("f");
    assert_eq!(labels(&desk).len(), 40);
    desk.press("s");
    assert_eq!(labels(&desk).len(), 14, "those that begin with s");
    desk.press("backspace");
    assert_eq!(labels(&desk).len(), 40);
    desk.press("s a");
    assert_eq!(desk.effects, [Effect::Browse("https://e.example/26".into())]);
}

#[test]
fn the_list_of_addresses_at_the_end_has_letters_too() {
    let text = format!("<p><a href='https://a.example/'>one</a></p>{}", "<p>More.</p>".repeat(60));
    let mut desk = desk(&text);
    desk.press("space f");
    assert!(desk.notice().starts_with("There is no link on the screen. The text has 1"), "{}", desk.notice());
    desk.press("G f");
    assert_eq!(labels(&desk), pairs(&[("a", "https://a.example/")]));
}

#[test]
fn a_text_without_links_says_so() {
    let mut desk = desk("<p>None.</p>");
    desk.press("f");
    assert_eq!(desk.notice().as_str(), "This text has no links.");
}

#[test]
fn letters_follow_the_order_of_reading_also_from_right_to_left() {
    let mut desk = desk(
        "<p>\u{642}\u{627}\u{644} <a href='https://a.example/'>\u{645}\u{646}</a> \u{648} <a href='https://b.example/'>\u{641}\u{64a}</a></p>",
    );
    desk.press("f");
    assert_eq!(labels(&desk), pairs(&[("a", "https://a.example/"), ("s", "https://b.example/")]));
}
