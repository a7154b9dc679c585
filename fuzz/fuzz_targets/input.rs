//! The input parser takes any bytes, in any pieces: nothing is typed that holds a control character, nothing piles up, and
//! how the bytes are cut changes nothing.
#![no_main]

use farz::keymap::Code;
use farz::terminal::event::Event;
use farz::terminal::parse::{PASTE_LIMIT, Parser, Wait};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((&cut, bytes)) = data.split_first() else { return };
    let mut whole = Vec::new();
    let mut parser = Parser::new();
    parser.feed(bytes, &mut whole);
    let mut pieces = Vec::new();
    let mut other = Parser::new();
    for piece in bytes.chunks(usize::from(cut).max(1)) {
        other.feed(piece, &mut pieces);
    }
    assert_eq!(whole, pieces, "how it is cut makes a difference");
    parser.expire(&mut whole);
    assert_eq!(parser.wait(), Wait::Nothing);
    assert!(whole.len() <= bytes.len() + 1);
    for event in whole {
        match event {
            Event::Key(key) => assert!(!matches!(key.code, Code::Char(c) if c.is_control()), "{key:?}"),
            Event::Paste(text) => {
                assert!(text.len() <= PASTE_LIMIT);
                assert!(!text.chars().any(|c| c.is_control() && c != '\n' && c != '\t'), "{text:?}");
            }
            // What the terminal answers, asked or not, is told apart from keys.
            Event::Answer(_) => {}
            other => panic!("{other:?} comes from no bytes"),
        }
    }
});
