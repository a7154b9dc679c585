//! Decodes bytes to text from any character encoding.

use crate::message::{Message, msg};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// The number of bytes at the start in which to look for a declaration.
const DECLARED_WITHIN: usize = 4096;
/// The number of bytes used to guess the encoding.
const GUESSED_BY: usize = 1 << 20;

/// A text, and how it was decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark. U+FFFD replaces bytes that could not be decoded.
    pub text: String,
    /// The WHATWG name of the encoding.
    pub encoding: &'static str,
    /// The position of the first byte that could not be decoded.
    pub malformed_at: Option<usize>,
}

impl Decoded {
    /// Returns the warning about bytes that could not be decoded, if any.
    #[must_use]
    pub fn warning(&self) -> Option<Message> {
        let at = self.malformed_at?;
        Some(msg!("ingest-bad-byte", at = at.to_string(), encoding = self.encoding))
    }
}

/// Decodes a file's bytes. Tries in turn: a byte order mark; UTF-16 without one; a declared encoding that is not
/// ASCII-compatible; valid UTF-8; the declared encoding (XML declaration, HTML `meta`); UTF-8 with a few broken bytes;
/// a guess from the letters.
///
/// Valid UTF-8 with letters beyond ASCII overrides the declaration of another encoding: legacy text is never valid
/// UTF-8 by chance, and programs that save pages as UTF-8 often leave the old declaration in.
#[must_use]
pub fn decode(bytes: Vec<u8>) -> Decoded {
    if let Some((encoding, length)) = Encoding::for_bom(&bytes) {
        return with(encoding, bytes.get(length..).unwrap_or_default(), length);
    }
    if let Some(encoding) = utf_16_without_mark(&bytes) {
        return with(encoding, &bytes, 0);
    }
    let declared = declared(&bytes);
    // ISO-2022-JP and related encodings use ASCII bytes for other letters.
    let ascii_shift = declared.is_some_and(|encoding| !encoding.is_ascii_compatible());
    if ascii_shift && let Some(encoding) = declared {
        return with(encoding, &bytes, 0);
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Decoded { text, encoding: UTF_8.name(), malformed_at: None },
        Err(error) => error.into_bytes(),
    };
    if let Some(encoding) = declared.filter(|&encoding| encoding != UTF_8) {
        return with(encoding, &bytes, 0);
    }
    if nearly_utf_8(&bytes) {
        return with(UTF_8, &bytes, 0);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes.get(..GUESSED_BY).unwrap_or(&bytes), true);
    with(detector.guess(None, Utf8Detection::Deny), &bytes, 0)
}

/// Decodes a server's answer with the encoding that its header names (empty: none). The header overrides the
/// declaration in the text (as in the WHATWG encoding standard), but neither a byte order mark nor valid UTF-8.
#[must_use]
pub fn decode_as(bytes: Vec<u8>, label: &str) -> Decoded {
    let named = Encoding::for_label(label.as_bytes()).filter(|&encoding| encoding != UTF_8);
    let Some(encoding) = named else { return decode(bytes) };
    let marked = Encoding::for_bom(&bytes).is_some();
    let wins = !marked && (!encoding.is_ascii_compatible() || std::str::from_utf8(&bytes).is_err());
    if wins { with(encoding, &bytes, 0) } else { decode(bytes) }
}

/// Decodes in one encoding; `skipped` is the number of bytes before `bytes`.
fn with(encoding: &'static Encoding, bytes: &[u8], skipped: usize) -> Decoded {
    let (text, malformed) = encoding.decode_without_bom_handling(bytes);
    let malformed_at = if malformed { first_malformed(encoding, bytes).map(|at| at + skipped) } else { None };
    Decoded { text: text.into_owned(), encoding: encoding.name(), malformed_at }
}

/// Returns the position of the first byte that is invalid in this encoding.
fn first_malformed(encoding: &'static Encoding, bytes: &[u8]) -> Option<usize> {
    if encoding == UTF_8 {
        return std::str::from_utf8(bytes).err().map(|error| error.valid_up_to());
    }
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut room = [0; 16384];
    let mut at = 0;
    loop {
        let (result, read, _) = decoder.decode_to_utf8_without_replacement(bytes.get(at..)?, &mut room, true);
        at += read;
        match result {
            DecoderResult::InputEmpty => return None,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(length, after) => return Some(at.saturating_sub(usize::from(length + after))),
        }
    }
}

/// Recognises UTF-16 by its zeros: nearly every second byte of Latin letters, blanks and punctuation.
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [b'<', 0, _, 0, ..] => return Some(UTF_16LE),
        [0, b'<', 0, _, ..] => return Some(UTF_16BE),
        _ => {}
    }
    let start = bytes.get(..1024.min(bytes.len() & !1))?;
    let zeros = |offset: usize| start.iter().skip(offset).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), start.len() / 2);
    if pairs < 8 {
        None
    } else if odd * 10 >= pairs * 7 && even == 0 {
        Some(UTF_16LE)
    } else if even * 10 >= pairs * 7 && odd == 0 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Returns the encoding that the text declares.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = bytes.get(..DECLARED_WITHIN).unwrap_or(bytes);
    let lower = start.to_ascii_lowercase();
    let xml = lower.trim_ascii_start();
    let label = if xml.starts_with(b"<?xml") {
        let end = memchr::memmem::find(xml, b"?>").unwrap_or(xml.len());
        value_after(xml.get(..end)?, b"encoding")
    } else {
        None
    };
    let label = label.or_else(|| {
        let mut rest = lower.as_slice();
        while let Some(at) = memchr::memmem::find(rest, b"<meta") {
            rest = rest.get(at + 5..)?;
            let end = memchr::memchr(b'>', rest).unwrap_or(rest.len());
            if let Some(label) = value_after(rest.get(..end)?, b"charset") {
                return Some(label);
            }
        }
        None
    })?;
    let encoding = Encoding::for_label(label)?;
    // If the declaration is readable as ASCII, the text is not UTF-16 (HTML standard, 13.2.3.2).
    Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding })
}

/// Returns the value after `name=`, with or without quotes.
fn value_after<'a>(text: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let at = memchr::memmem::find(text, name)?;
    let rest = text.get(at + name.len()..)?.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let end = rest.iter().position(|b| !(b.is_ascii_alphanumeric() || b"-_:.".contains(b))).unwrap_or(rest.len());
    rest.get(..end).filter(|label| !label.is_empty())
}

/// Returns whether a text is UTF-8 with a few broken bytes (a cut, a faulty tool), rather than in another encoding.
fn nearly_utf_8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= bad.saturating_mul(10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{ISO_8859_6, WINDOWS_1255, WINDOWS_1256};

    const ARABIC: &str = "أكد الرئيس أن المنظمات الدولية تحاول أن تنشط في عملها بما في ذلك في مجال المعلومات، لذلك نرى مطالب متزايدة أمام عمل المخابرات";
    const HEBREW: &str = "הממשלה החליטה אתמול להקים ועדה שתבדוק את הנושא ותגיש את המלצותיה בתוך שלושה חודשים לכל היותר";

    #[test]
    fn declared_guessed_and_marked_encodings() {
        for (text, encoding) in [(ARABIC, WINDOWS_1256), (HEBREW, WINDOWS_1255)] {
            let (bytes, _, lossy) = encoding.encode(text);
            assert!(!lossy);
            assert_eq!(
                decode(bytes.to_vec()),
                Decoded { text: text.into(), encoding: encoding.name(), malformed_at: None }
            );
        }
        let simple = ARABIC.replace('أ', "ا");
        let (bytes, _, _) = ISO_8859_6.encode(&simple);
        assert_eq!(decode(bytes.to_vec()).text, simple);
        let page =
            format!("<html><head><META http-equiv=Content-Type content='text/html; charset=windows-1256'>{ARABIC}");
        assert_eq!(decode(WINDOWS_1256.encode(&page).0.to_vec()).text, page);
        let xml = format!("<?xml version='1.0' encoding='windows-1256'?><a>{ARABIC}</a>");
        assert_eq!(decode(WINDOWS_1256.encode(&xml).0.to_vec()).text, xml);
        // Saved again as UTF-8, with the old declaration left in.
        assert_eq!(decode(xml.clone().into_bytes()).text, xml);
        assert_eq!(decode(format!("\u{feff}{ARABIC}").into_bytes()).text, ARABIC);
    }

    #[test]
    fn utf_16_with_and_without_a_mark() {
        let utf_16 = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
        assert_eq!(decode(utf_16(&format!("\u{feff}{ARABIC}"))).text, ARABIC);
        assert_eq!(decode(utf_16("<?xml version='1.0' encoding='utf-16'?><rss/>")).encoding, "UTF-16LE");
        assert_eq!(decode(utf_16("plain words of a story")).text, "plain words of a story");
    }

    #[test]
    fn a_broken_byte_costs_itself_and_is_reported() {
        let mut bytes = ARABIC.as_bytes().to_vec();
        bytes.truncate(99);
        bytes.extend(b" end");
        let decoded = decode(bytes);
        assert_eq!(decoded.encoding, "UTF-8");
        assert!(decoded.malformed_at.is_some() && decoded.text.contains("الرئيس"));
        assert!(decoded.warning().unwrap().to_string().starts_with("byte 98 "), "{decoded:?}");
        assert_eq!(decode(Vec::new()).text, "");
    }
}
