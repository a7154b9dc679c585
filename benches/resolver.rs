//! Measures one key through the resolver, with 2,000 bindings in the keymap.

use criterion::{Criterion, criterion_group, criterion_main};
use farz::command::Context;
use farz::keymap::{Key, Keyboards, Keymap, Layouts, Resolver};
use std::fmt::Write;
use std::hint::black_box;

/// Returns a keymap with 2,000 sequences of three keys besides the default ones.
fn large() -> Keymap {
    let mut text = String::from("[list]\n");
    let letters: Vec<char> = ('a'..='z').filter(|c| *c != 'x').collect();
    for number in 0..2000 {
        let (first, second) = (letters[number / 25 % 25], letters[number % 25]);
        let _ = writeln!(text, "\"ctrl-x {} {first} {second}\" = \"keep\"", letters[number / 625]);
    }
    let (map, wrong) = Keymap::load("large", |_| Ok(Some(text.clone())));
    assert!(wrong.is_empty() && map.bindings().count() > 2000, "{wrong:?}");
    map
}

fn resolver(criterion: &mut Criterion) {
    let map = large();
    let mut resolver = Resolver::new(Layouts::new(&Keyboards::Auto));
    let keys = [Key::ctrl('x'), Key::char('c'), Key::char('d'), Key::char('e')];
    criterion.bench_function("four keys, 2,000 bindings", |bench| {
        bench.iter(|| {
            for key in keys {
                black_box(resolver.press(&map, Context::List, black_box(key)));
            }
        });
    });
    criterion.bench_function("one Arabic key, 2,000 bindings", |bench| {
        bench.iter(|| black_box(resolver.press(&map, Context::List, black_box(Key::char('ت')))));
    });
}

criterion_group!(benches, resolver);
criterion_main!(benches);
