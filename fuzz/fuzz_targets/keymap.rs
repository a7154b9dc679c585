//! A keymap file may be any text: it is loaded without a panic, what is said of it is plain text, and there is always a
//! way out and a way to every binding that is listed.
#![no_main]

use farz::command::Context;
use farz::keymap::{Found, Key, Keyboards, Keymap, Layouts, Resolver};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let (map, wrong) = Keymap::load("mine", |name| Ok((name == "mine").then(|| text.to_owned())));
    for diagnostic in wrong {
        assert!(!diagnostic.message().to_string().chars().any(char::is_control), "{diagnostic:?}");
    }
    for binding in map.bindings() {
        assert!(matches!(map.find(binding.context, binding.keys.keys()), Found::Matched(found) if found == binding));
    }
    let mut resolver = Resolver::new(Layouts::new(&Keyboards::Auto));
    for context in Context::ALL {
        for c in text.chars().take(100) {
            resolver.press(&map, context, Key::char(c));
        }
        resolver.clear();
    }
});
