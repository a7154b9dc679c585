//! Parses dates as feeds, pages and people write them.

use chrono::{DateTime, NaiveDate, NaiveDateTime};

/// 1900-01-01: no date of publication is older.
const FIRST: i64 = -2_208_988_800_000;
/// Ten years: how far in the future a date may be.
const AHEAD: i64 = 10 * 366 * 86_400_000;

/// Formats of date and time with a zone.
const ZONED: [&str; 7] = [
    "%Y-%m-%dT%H:%M:%S%.f%z",
    "%Y-%m-%d %H:%M:%S%.f%z",
    "%Y-%m-%d %H:%M:%S%.f %z",
    "%Y-%m-%dT%H:%M%z",
    "%Y-%m-%d %H:%M %z",
    "%d %B %Y %H:%M:%S %z",
    "%d %B %Y %H:%M %z",
];
/// Formats of date and time without a zone: read as UTC.
const LOCAL: [&str; 11] = [
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%d %B %Y %H:%M:%S",
    "%d %B %Y %H:%M",
    "%B %d, %Y %H:%M",
    "%B %d, %Y %I:%M %p",
    "%d/%m/%Y %H:%M",
];
/// Formats of dates without a time: read as midnight UTC.
const DAYS: [&str; 7] = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%d %B %Y", "%B %d, %Y", "%B %d %Y"];

/// Parses a date into milliseconds since 1970-01-01 UTC: RFC 3339, RFC 2822, ISO 8601 with or without time and zone,
/// and a few spelled-out English forms. Digits may be Arabic-Indic or Persian.
///
/// Returns `None` for a text that is not a date, and for a date before 1900 or more than ten years after `now_ms`:
/// such a date is a mistake.
#[must_use]
pub fn parse(text: &str, now_ms: i64) -> Option<i64> {
    let text: String = text.trim().chars().take(100).map(ascii_digit).collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    moment(&text).filter(|&ms| sensible(ms, now_ms))
}

/// Converts a number of seconds or milliseconds since 1970-01-01 UTC, told apart by size, into milliseconds.
#[must_use]
pub fn from_number(number: i64, now_ms: i64) -> Option<i64> {
    let ms = if number.unsigned_abs() < 100_000_000_000 { number.checked_mul(1000)? } else { number };
    (number > 0 && sensible(ms, now_ms)).then_some(ms)
}

/// Returns whether a story can have been published at this time.
fn sensible(ms: i64, now_ms: i64) -> bool {
    (FIRST..=now_ms.saturating_add(AHEAD)).contains(&ms)
}

fn moment(text: &str) -> Option<i64> {
    if let Ok(date) = DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_rfc2822(text)) {
        return Some(date.timestamp_millis());
    }
    // The day of the week is often wrong or in another language, and adds nothing to the date.
    let text = match text.split_once(", ") {
        Some((day, rest)) if day.chars().all(char::is_alphabetic) && rest.starts_with(|c: char| c.is_ascii_digit()) => {
            rest
        }
        _ => text,
    };
    let zoned = text.strip_suffix('Z').map(|text| format!("{text}+0000"));
    let named = ["UTC", "GMT", "UT"].iter().find_map(|zone| text.strip_suffix(zone)).map(|text| format!("{text}+0000"));
    let text = zoned.or(named).unwrap_or_else(|| text.to_owned());
    let text = text.trim_end_matches(['.', ' ']);
    if let Ok(date) = DateTime::parse_from_rfc2822(text) {
        return Some(date.timestamp_millis());
    }
    if let Some(date) = ZONED.iter().find_map(|format| DateTime::parse_from_str(text, format).ok()) {
        return Some(date.timestamp_millis());
    }
    if let Some(date) = LOCAL.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok()) {
        return Some(date.and_utc().timestamp_millis());
    }
    let day = DAYS.iter().find_map(|format| NaiveDate::parse_from_str(text, format).ok());
    let day = day.or_else(|| match text.len() {
        7 => NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").ok(),
        _ => None,
    });
    Some(day?.and_hms_opt(0, 0, 0)?.and_utc().timestamp_millis())
}

/// Converts Arabic-Indic and Persian digits to ASCII.
fn ascii_digit(c: char) -> char {
    let digit = match c {
        '\u{660}'..='\u{669}' => c as u32 - 0x660,
        '\u{6f0}'..='\u{6f9}' => c as u32 - 0x6f0,
        _ => return c,
    };
    char::from_digit(digit, 10).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_790_000_000_000;

    #[test]
    fn dates_as_they_are_written() {
        for (text, ms) in [
            ("2015-07-24T06:32:48Z", 1_437_719_568_000),
            ("2015-07-24T06:32:48.250+03:00", 1_437_708_768_250),
            ("2015-07-24T06:32:48+0300", 1_437_708_768_000),
            ("2015-07-24 06:32:48", 1_437_719_568_000),
            ("2015-07-24 06:32:48 UTC", 1_437_719_568_000),
            ("2015-07-24T06:32", 1_437_719_520_000),
            ("2015-07-24", 1_437_696_000_000),
            ("2015-07", 1_435_708_800_000),
            ("٢٠١٥-٠٧-٢٤", 1_437_696_000_000),
            ("Fri, 24 Jul 2015 06:32:48 GMT", 1_437_719_568_000),
            ("Mon, 24 Jul 2015 06:32:48 +0300", 1_437_708_768_000),
            ("24 July 2015", 1_437_696_000_000),
            ("July 24, 2015", 1_437_696_000_000),
        ] {
            assert_eq!(parse(text, NOW), Some(ms), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_or_an_absurd_one_is_none() {
        for text in
            ["", "yesterday", "0001-01-01T00:00:00Z", "1899-12-31", "2099-01-01", "2015-13-45", &"9".repeat(500)]
        {
            assert_eq!(parse(text, NOW), None, "{text}");
        }
        assert_eq!(from_number(1_437_719_568, NOW), Some(1_437_719_568_000));
        assert_eq!(from_number(1_437_719_568_000, NOW), Some(1_437_719_568_000));
        assert_eq!(from_number(0, NOW), None);
        assert_eq!(from_number(i64::MAX, NOW), None);
    }
}
