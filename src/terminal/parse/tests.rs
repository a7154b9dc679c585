use super::*;
use proptest::prelude::*;

fn events(bytes: &[u8]) -> Vec<Event> {
    let mut parser = Parser::new();
    let mut out = Vec::new();
    parser.feed(bytes, &mut out);
    out
}

fn keys(bytes: &[u8]) -> Vec<Key> {
    events(bytes)
        .into_iter()
        .filter(|event| !matches!(event, Event::Answer(_)))
        .map(|event| match event {
            Event::Key(key) => key,
            other => panic!("not a key: {other:?}"),
        })
        .collect()
}

fn with(code: Code, mods: &str) -> Key {
    Key { code, ctrl: mods.contains('c'), alt: mods.contains('a'), shift: mods.contains('s') }
}

/// The keys: what a terminal sends, and which key it is.
fn table() -> Vec<(&'static [u8], Key)> {
    vec![
        (b"a", Key::char('a')),
        (b"A", Key::char('A')),
        (b" ", Key::char(' ')),
        (b"\x00", Key::ctrl(' ')),
        (b"\x01", Key::ctrl('a')),
        (b"\x1a", Key::ctrl('z')),
        (b"\x1c", Key::ctrl('\\')),
        (b"\x1d", Key::ctrl(']')),
        (b"\x1f", Key::ctrl('_')),
        (b"\n", Key::ctrl('j')),
        (b"\r", Key::plain(Code::Enter)),
        (b"\t", Key::plain(Code::Tab)),
        (b"\x08", Key::plain(Code::Backspace)),
        (b"\x7f", Key::plain(Code::Backspace)),
        ("ف".as_bytes(), Key::char('ف')),
        ("漢".as_bytes(), Key::char('漢')),
        ("😀".as_bytes(), Key::char('😀')),
        (b"\x1bf", with(Code::Char('f'), "a")),
        ("\x1bش".as_bytes(), with(Code::Char('ش'), "a")),
        (b"\x1b\r", with(Code::Enter, "a")),
        (b"\x1b\x7f", with(Code::Backspace, "a")),
        (b"\x1b\x06", with(Code::Char('f'), "ca")),
        (b"\x1b[A", Key::plain(Code::Up)),
        (b"\x1bOB", Key::plain(Code::Down)),
        (b"\x1b[1;5C", with(Code::Right, "c")),
        (b"\x1b[1;4D", with(Code::Left, "sa")),
        (b"\x1b[1;2D", with(Code::Left, "s")),
        (b"\x1b[1;6C", with(Code::Right, "cs")),
        (b"\x1b[1;2H", with(Code::Home, "s")),
        (b"\x1b[1;2F", with(Code::End, "s")),
        // rxvt.
        (b"\x1b[d", with(Code::Left, "s")),
        (b"\x1b[H", Key::plain(Code::Home)),
        (b"\x1bOF", Key::plain(Code::End)),
        (b"\x1b[1~", Key::plain(Code::Home)),
        (b"\x1b[8~", Key::plain(Code::End)),
        (b"\x1b[2~", Key::plain(Code::Insert)),
        (b"\x1b[3;5~", with(Code::Delete, "c")),
        (b"\x1b[5~", Key::plain(Code::PageUp)),
        (b"\x1b[6;2~", with(Code::PageDown, "s")),
        (b"\x1b[Z", with(Code::Tab, "s")),
        (b"\x1bOP", Key::plain(Code::F(1))),
        (b"\x1b[R", Key::plain(Code::F(3))),
        (b"\x1b[1;2Q", with(Code::F(2), "s")),
        (b"\x1b[11~", Key::plain(Code::F(1))),
        (b"\x1b[15~", Key::plain(Code::F(5))),
        (b"\x1b[17~", Key::plain(Code::F(6))),
        (b"\x1b[24~", Key::plain(Code::F(12))),
        (b"\x1b[[A", Key::plain(Code::F(1))),
        (b"\x1b[[E", Key::plain(Code::F(5))),
        (b"\x1b[a", with(Code::Up, "s")),
        (b"\x1bOd", with(Code::Left, "c")),
        (b"\x1b[3^", with(Code::Delete, "c")),
        (b"\x1b[5@", with(Code::PageUp, "cs")),
        (b"\x1bOM", Key::plain(Code::Enter)),
        (b"\x1bOw", Key::char('7')),
        (b"\x1bOk", Key::char('+')),
        (b"\x1b[97u", Key::char('a')),
        (b"\x1b[1092::97;5u", Key::ctrl('a')),
        (b"\x1b[1092::97u", Key::char('ф')),
        (b"\x1b[97;2u", Key::char('A')),
        (b"\x1b[49:33;2u", Key::char('!')),
        (b"\x1b[97;5u", Key::ctrl('a')),
        (b"\x1b[97;6u", Key::ctrl('a')),
        (b"\x1b[27u", Key::plain(Code::Esc)),
        (b"\x1b[13;3u", with(Code::Enter, "a")),
        (b"\x1b[9;2u", with(Code::Tab, "s")),
        (b"\x1b[57402u", Key::char('3')),
        (b"\x1b[57419;5u", with(Code::Up, "c")),
        (b"\x1b[27;5;105~", Key::ctrl('i')),
    ]
}

/// Input that is no key: answers to queries, reports, strings, unknown sequences.
const SWALLOWED: &[&[u8]] = &[
    b"\x1b[?62;22c",
    b"\x1b[>65;7006;1c",
    b"\x1b[8;1$y",
    b"\x1b[?2026;2$y",
    b"\x1b[12;40R",
    b"\x1b[1;2R",
    b"\x1b[0n",
    b"\x1b[I",
    b"\x1b[O",
    b"\x1b[8;24;80t",
    b"\x1b[?1u",
    b"\x1b[<0;10;20M",
    b"\x1b[M !!",
    b"\x1b[M\xff\x1b\xfe",
    b"\x1b]11;rgb:0000/0000/0000\x1b\\",
    b"\x1b]52;c;Zm9v\x07",
    b"\x1bP>|tmux 3.3a\x1b\\",
    b"\x1bP1+r544e=787465726d\x1b\\",
    b"\x1b_Gi=1;OK\x1b\\",
    b"\x1b^private\x1b\\",
    b"\x1b[97;1:3u",
    b"\x1b[97;9u",
    b"\x1b[57441u",
    b"\x1b[201~",
    b"\x1b[999~",
    b"\x1b[1;2;3;4;5z",
    b"\x1b[1111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111m",
    b"\x80\xbf\xff\xc0",
    b"\xc2\x85",
];

#[test]
fn every_key_of_the_table() {
    for (bytes, key) in table() {
        assert_eq!(keys(bytes), [key], "{}", bytes.escape_ascii());
    }
}

#[test]
fn a_key_split_at_any_byte_is_the_same_key() {
    for (bytes, key) in table() {
        for at in 0..=bytes.len() {
            let (mut parser, mut out) = (Parser::new(), Vec::new());
            parser.feed(&bytes[..at], &mut out);
            parser.feed(&bytes[at..], &mut out);
            assert_eq!(out, [Event::Key(key)], "{} at {at}", bytes.escape_ascii());
            assert_eq!(parser.wait(), Wait::Nothing);
        }
    }
}

#[test]
fn answers_and_reports_are_swallowed_and_the_next_key_lives() {
    for bytes in SWALLOWED {
        let mut whole = bytes.to_vec();
        whole.extend(b"jk");
        assert_eq!(keys(&whole), [Key::char('j'), Key::char('k')], "{}", bytes.escape_ascii());
    }
}

#[test]
fn the_timer_makes_the_esc_key_and_alt_keys() {
    for (bytes, key) in [
        (&b"\x1b"[..], Key::plain(Code::Esc)),
        (b"\x1b[", with(Code::Char('['), "a")),
        (b"\x1bO", with(Code::Char('O'), "a")),
        (b"\x1b]", with(Code::Char(']'), "a")),
        (b"\x1bP", with(Code::Char('P'), "a")),
        (b"\x1b[3$", with(Code::Delete, "s")),
    ] {
        let (mut parser, mut out) = (Parser::new(), Vec::new());
        parser.feed(bytes, &mut out);
        assert_eq!(out, []);
        assert_ne!(parser.wait(), Wait::Nothing);
        parser.expire(&mut out);
        assert_eq!(out, [Event::Key(key)], "{}", bytes.escape_ascii());
        assert_eq!(parser.wait(), Wait::Nothing);
    }
    assert_eq!(keys(b"\x1b\x1b[A"), [Key::plain(Code::Esc), Key::plain(Code::Up)]);
}

#[test]
fn the_timer_drops_what_stays_unfinished() {
    for bytes in [&b"\x1b[1;"[..], b"\x1b]11;rgb", b"\x1bP>|", b"\xd9", b"\x1b[M!", b"\x1b[["] {
        let (mut parser, mut out) = (Parser::new(), Vec::new());
        parser.feed(bytes, &mut out);
        parser.expire(&mut out);
        parser.feed(b"x", &mut out);
        assert_eq!(out, [Event::Key(Key::char('x'))], "{}", bytes.escape_ascii());
    }
}

#[test]
fn a_paste_is_one_event_and_cleaned() {
    let sent = "\x1b[200~one\r\ntwo\rthree\tسلام \x07\x1b[31m\x1b[20\x1b[201~q";
    assert_eq!(
        events(sent.as_bytes()),
        [Event::Paste("one\ntwo\nthree\tسلام [31m[20".into()), Event::Key(Key::char('q'))]
    );
    for at in 0..sent.len() {
        let (mut parser, mut out) = (Parser::new(), Vec::new());
        parser.feed(&sent.as_bytes()[..at], &mut out);
        parser.feed(&sent.as_bytes()[at..], &mut out);
        assert_eq!(out.len(), 2, "at {at}");
    }
}

#[test]
fn a_paste_is_bounded_in_size_and_survives_a_missing_end() {
    let mut sent = b"\x1b[200~".to_vec();
    sent.extend("ع".repeat(PASTE_LIMIT).as_bytes());
    sent.extend(b"\x1b[201~j");
    match events(&sent).as_slice() {
        [Event::Paste(text), Event::Key(_)] => {
            assert!(text.len() <= PASTE_LIMIT && text.len() > PASTE_LIMIT - 4);
            assert!(!text.contains('\u{fffd}'));
        }
        other => panic!("{} events", other.len()),
    }
    let (mut parser, mut out) = (Parser::new(), Vec::new());
    parser.feed(b"\x1b[200~half", &mut out);
    assert_eq!(parser.wait(), Wait::Paste);
    parser.expire(&mut out);
    parser.feed(b"j", &mut out);
    assert_eq!(out, [Event::Paste("half".into()), Event::Key(Key::char('j'))]);
}

proptest! {
    #[test]
    fn any_bytes_never_panic_and_typing_lives_on_after_them(chunks in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..8)) {
        let (mut parser, mut out) = (Parser::new(), Vec::new());
        for chunk in &chunks {
            parser.feed(chunk, &mut out);
        }
        parser.expire(&mut out);
        out.clear();
        parser.feed("hي".as_bytes(), &mut out);
        prop_assert_eq!(out, [Event::Key(Key::char('h')), Event::Key(Key::char('ي'))]);
    }

    #[test]
    fn where_the_bytes_are_split_makes_no_difference(bytes in prop::collection::vec(prop_oneof![
        Just(0x1bu8), Just(b'['), Just(b'O'), Just(b';'), Just(b'~'), Just(b'2'), Just(b'0'), Just(b'1'), Just(b'$'), any::<u8>()
    ], 0..80), at in any::<prop::sample::Index>()) {
        let whole = events(&bytes);
        let at = at.index(bytes.len() + 1);
        let (mut parser, mut out) = (Parser::new(), Vec::new());
        parser.feed(&bytes[..at], &mut out);
        parser.feed(&bytes[at..], &mut out);
        prop_assert_eq!(whole, out);
    }

    #[test]
    fn no_sequence_that_is_whole_types_a_character(private in "[<=>?]?", numbers in "[0-9;]{0,12}", between in "[ -/]{0,2}", last in 0x40u8..0x7f) {
        let mut sent = format!("\x1b[{private}{numbers}{between}").into_bytes();
        sent.push(last);
        prop_assume!(!(last == b'[' && sent.len() == 3));
        for event in events(&sent) {
            if let Event::Key(Key { code: Code::Char(_), .. }) = event {
                prop_assert!(matches!(last, b'u' | b'~'), "{}", sent.escape_ascii());
            }
        }
    }

    #[test]
    fn typed_text_comes_through_letter_by_letter(text in "[^\\p{Cc}]{0,40}") {
        let typed: String = keys(text.as_bytes()).into_iter().filter_map(|key| match key.code {
            Code::Char(c) => Some(c),
            _ => None,
        }).collect();
        prop_assert_eq!(typed, text);
    }
}

#[test]
fn answers_are_events_and_the_answerback_is_told_from_keys_only_while_it_is_expected() {
    let answers = |bytes: &[u8]| events(bytes).into_iter().filter(|event| matches!(event, Event::Answer(_))).count();
    assert_eq!(answers(b"\x1b[8;1$y\x1bP>|x\x1b\\\x1b[>1;2;3c\x1bP!|00\x1b\\\x1bP1+r544e=41\x1b\\\x1b[?6c"), 6);
    assert_eq!(keys(b"PuTTY").len(), 5, "typed by a person");
    let (mut parser, mut out) = (Parser::new(), Vec::new());
    parser.expect_answerback();
    parser.feed(b"PuxPu", &mut out);
    assert_eq!(out.len(), 3, "not the answerback after all: {out:?}");
    assert_eq!(parser.wait(), Wait::Rest);
    parser.expire(&mut out);
    assert_eq!(out.len(), 5);
    out.clear();
    parser.feed(b"PuT", &mut out);
    parser.feed(b"TY\x1b[?6cPu", &mut out);
    assert_eq!(out.first(), Some(&Event::Answer(Answer::Putty)));
    assert_eq!(out.len(), 4, "after DA1 every key is a key: {out:?}");
}
