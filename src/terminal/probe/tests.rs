//! Recorded answers of terminals, and what farz chooses for them.

use super::*;
use crate::terminal::parse::Parser;

/// Parses what a terminal sent.
fn answered(term: &str, bytes: &[u8]) -> Answers {
    let mut answers = Answers::new(|name| (name == "TERM").then(|| term.to_owned()));
    let mut parser = Parser::new();
    parser.expect_answerback();
    let mut events = Vec::new();
    parser.feed(bytes, &mut events);
    for event in events {
        match event {
            Event::Answer(answer) => answers.take(answer),
            other => panic!("{other:?} is no answer"),
        }
    }
    answers
}

#[test]
fn recorded_answers_choose_the_strategy() {
    let cases: [(&str, &[u8], Strategy, &str); 10] = [
        ("xterm-256color", b"\x1b[8;0$y\x1bP>|XTerm(379)\x1b\\\x1b[>41;379;0c\x1bP!|00000000\x1b\\\x1bP1+r544e=787465726D\x1b\\\x1b[?64;1;2c", Strategy::Visual, "xterm"),
        ("xterm-256color", b"\x1b[8;2$y\x1b[>65;7006;1c\x1bP!|7E565445\x1b\\\x1b[?65;1;9c", Strategy::Visual, "VTE"),
        ("xterm-256color", b"\x1bP>|Konsole 22.12.3\x1b\\\x1b[>1;115;0c\x1bP!|7E4B4445\x1b\\\x1b[?62;1;4c", Strategy::Isolates, "Konsole"),
        ("mlterm", b"\x1b[8;0$y\x1b[>24;279;0c\x1bP1+r544e=6d6c7465726d\x1b\\\x1b[?63;1;2c", Strategy::Logical, "mlterm"),
        ("xterm", b"\x1b[>0;136;0cPuTTY\x1b[?6c", Strategy::Logical, "PuTTY"),
        ("xterm-kitty", b"\x1b[8;0$y\x1bP>|kitty(0.26.5)\x1b\\\x1b[>1;4000;26c\x1bP1+r544e=787465726d2d6b69747479\x1b\\\x1b[?62;c", Strategy::Kitty, "kitty"),
        ("alacritty", b"\x1b[>0;1700;1c\x1b[?6c", Strategy::Visual, "alacritty"),
        ("rxvt-unicode-256color", b"\x1b[>85;95;0c\x1b[?1;2c", Strategy::Visual, "urxvt"),
        ("st-256color", b"\x1b[?6c", Strategy::Visual, "st"),
        ("xterm-256color", b"\x1b[?1;2c", Strategy::Armoured, "unknown terminal"),
    ];
    for (term, bytes, strategy, why) in cases {
        let answers = answered(term, bytes);
        let choice = answers.choose();
        assert_eq!(choice.strategy, strategy, "{answers:?}");
        assert!(choice.why.to_string().contains(why), "{choice:?}");
        assert!(answers.whole);
    }
}

#[test]
fn part_of_the_answers_and_wrong_ones_do_no_harm() {
    assert_eq!(answered("xterm-256color", b"").choose().strategy, Strategy::Visual, "nothing is known yet");
    assert_eq!(answered("xterm-256color", b"\x1bP>|Konsole 22\x1b\\").choose().strategy, Strategy::Isolates);
    let wrong = b"\x1bP>|\xff\xfe\x1b\\\x1b[>x\x1bP1+r544e=6\x1b\\\x1b[99;99$y\x1b[?6c";
    assert_eq!(answered("xterm-256color", wrong).choose().strategy, Strategy::Armoured);
}

#[test]
fn in_tmux_the_terminal_outside_decides() {
    let outside = |version: &str, name: &str| {
        let mut answers =
            Answers::new(|variable| Some(if variable == "TMUX" { "/tmp/t,1,0" } else { "screen" }.into()));
        answers.take(Answer::Tmux { version: version.into(), name: name.into() });
        answers.choose().strategy
    };
    assert_eq!(outside("XTerm(379)", "xterm"), Strategy::Visual);
    assert_eq!(outside("Konsole 22.12.3", "xterm-256color"), Strategy::Isolates);
    assert_eq!(outside("", "xterm-256color"), Strategy::Armoured, "VTE 0.70 does not tell");
    assert_eq!(outside("VTE(7600)", "xterm-256color"), Strategy::Armoured, "the bidi mode does not reach it");
    assert_eq!(outside("", "mlterm"), Strategy::Logical);
}

#[test]
fn in_screen_it_is_armour_and_never_isolates() {
    let answers = Answers::new(|variable| (variable == "STY").then(|| "1.pts".to_owned()));
    assert_eq!(answers.choose().strategy, Strategy::Armoured);
}

#[test]
fn the_person_goes_first_then_what_was_remembered() {
    let choice = answered("x", b"\x1bP>|kitty(0.26.5)\x1b\\\x1b[?6c").choose();
    let bidi = Bidi::default();
    assert_eq!(writing(&bidi, None, &choice).strategy, Strategy::Kitty);
    assert!(writing(&bidi, None, &choice).strip_marks);
    assert_eq!(writing(&bidi, Some(Strategy::Visual), &choice).strategy, Strategy::Visual);
    let set = Bidi { strategy: Some(Strategy::Logical), marks: Marks::Keep, ..bidi };
    let writing = writing(&set, Some(Strategy::Visual), &choice);
    assert_eq!((writing.strategy, writing.strip_marks), (Strategy::Logical, false));
}

#[test]
fn the_fingerprint_is_of_the_terminal() {
    let answers = answered("xterm", b"\x1bP>|XTerm(379)\x1b\\\x1b[>41;379;0c\x1b[?6c");
    assert_eq!(answers.fingerprint(), "XTerm(379)|41;379;0|xterm");
}

#[test]
fn what_a_terminal_shows_of_a_question_is_wiped_away() {
    let mut screen = Buffer::with_lines(["a title and more", "b               "]);
    let caret = Some(Position { x: 1, y: 0 });
    let asked = |screen: &Buffer, cursor| String::from_utf8(questions(screen, cursor)).unwrap();
    let of = String::from_utf8(QUESTIONS.to_vec()).unwrap();
    let blanks = " ".repeat(SHOWN);
    assert_eq!(asked(&screen, None), format!("\x1b[2;2H{of}\x1b[2;2H{blanks}"));
    assert_eq!(
        asked(&screen, caret),
        format!("\x1b[2;2H{of}\x1b[2;2H{blanks}\x1b[1;2H"),
        "the cursor stays at the caret"
    );
    screen[(8, 1)].set_symbol("d");
    assert_eq!(asked(&screen, caret), of, "there is no room to ask in");
}
