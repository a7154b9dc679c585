//! Any bytes become a text: valid UTF-8 stays what it is, and what could not be read is told with its place.
#![no_main]

use farz::ingest::decode::{decode, decode_as};
use libfuzzer_sys::fuzz_target;

const LABELS: [&str; 8] = ["utf-8", "windows-1256", "iso-8859-6", "utf-16le", "gb18030", "shift_jis", "x-user-defined", "?"];

fuzz_target!(|data: &[u8]| {
    let decoded = decode(data.to_vec());
    assert!(decoded.malformed_at.is_none_or(|at| at <= data.len()), "{decoded:?}");
    assert!(decoded.warning().is_none_or(|warning| !warning.to_string().contains(char::is_control)));
    let label = data.first().map_or("utf-8", |first| LABELS[usize::from(*first) % LABELS.len()]);
    let named = decode_as(data.to_vec(), label);
    assert!(named.malformed_at.is_none_or(|at| at <= data.len()), "{named:?}");
    if let Ok(text) = std::str::from_utf8(data)
        && text.chars().any(|c| !c.is_ascii())
        && !text.contains('\u{feff}')
        && !text.contains('\u{1b}')
    {
        assert_eq!(decoded.text, text);
    }
});
