//! Any bytes that a server calls a feed give articles that can be shown, or say why not.
#![no_main]

mod common;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    common::web("application/rss+xml", data);
    let mut whole = b"<rss version=\"2.0\"><channel><title>t</title><item>".to_vec();
    whole.extend_from_slice(data);
    whole.extend_from_slice(b"</item></channel></rss>");
    common::web("application/rss+xml", &whole);
});
