//! Dates and time spans, as users write them in a query.
//!
//! Days begin at midnight UTC.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Weekday};

/// A day, in milliseconds.
pub const DAY: i64 = 86_400_000;
const HOUR: i64 = 3_600_000;

/// Returns the beginning of the time that `text` names, in milliseconds since 1970-01-01 UTC; `now` is the current
/// time in the same unit.
#[must_use]
pub fn date(text: &str, now: i64) -> Option<i64> {
    let text = text.trim().to_lowercase();
    let today = day_of(now)?;
    let found = match text.as_str() {
        "today" => today,
        "yesterday" => today.pred_opt()?,
        "tomorrow" => today.succ_opt()?,
        other => match named(other, today) {
            Some(day) => day,
            None => return written(other).map(start).or_else(|| now.checked_sub(span(other)?)),
        },
    };
    Some(start(found))
}

/// How the meaning of a date changes as time passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moves {
    /// It always names the same day.
    Never,
    /// It changes with each new day.
    Daily,
    /// It changes continuously.
    Always,
}

/// Returns how the meaning of `text`, as read by [`date`] or [`span`], changes as time passes.
#[must_use]
pub fn moves(text: &str) -> Moves {
    let text = text.trim().to_lowercase();
    match (written(&text), span(&text)) {
        (Some(_), _) => Moves::Never,
        (None, Some(_)) => Moves::Always,
        (None, None) => Moves::Daily,
    }
}

/// Returns the length of a span such as `3d` or `2w`, in milliseconds; a month has 30 days, a year 365.
#[must_use]
pub fn span(text: &str) -> Option<i64> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, unit) = text.split_at_checked(digits)?;
    let unit = match unit.trim() {
        "h" | "hour" | "hours" => HOUR,
        "d" | "day" | "days" => DAY,
        "w" | "week" | "weeks" => 7 * DAY,
        "m" | "month" | "months" => 30 * DAY,
        "y" | "year" | "years" => 365 * DAY,
        _ => return None,
    };
    number.parse::<i64>().ok()?.checked_mul(unit)
}

fn day_of(ms: i64) -> Option<NaiveDate> {
    Some(DateTime::from_timestamp_millis(ms)?.date_naive())
}

fn start(day: NaiveDate) -> i64 {
    day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis()
}

/// Parses `monday`, `last monday`, `last week`: the previous week, month or year, or the latest such weekday before
/// today.
fn named(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let name = text.strip_prefix("last").map_or(text, |rest| rest.trim_start_matches([' ', '-', '_']));
    let monday = today.checked_sub_days(Days::new(u64::from(today.weekday().num_days_from_monday())))?;
    match name {
        "week" => monday.checked_sub_days(Days::new(7)),
        "month" => today.with_day(1)?.checked_sub_months(Months::new(1)),
        "year" => NaiveDate::from_ymd_opt(today.year().checked_sub(1)?, 1, 1),
        day => {
            let wanted: Weekday = day.parse().ok()?;
            let back = (today.weekday().num_days_from_monday() + 6 - wanted.num_days_from_monday()) % 7 + 1;
            today.checked_sub_days(Days::new(u64::from(back)))
        }
    }
}

/// Parses `2026-11-01`, `2026-11`, `2026`.
fn written(text: &str) -> Option<NaiveDate> {
    let mut parts = text.split('-');
    let year = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let mut next = || parts.next().map_or(Some(1), |part| part.parse().ok());
    let (month, day) = (next()?, next()?);
    if parts.next().is_some() {
        return None;
    }
    NaiveDate::from_ymd_opt(year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_people_write_them() {
        // A Wednesday, 10:00.
        let now = date("2026-11-18", 0).unwrap() + 10 * HOUR;
        for (text, wanted) in [
            ("2026-11-01", "2026-11-01"),
            ("2026-11", "2026-11-01"),
            ("2026", "2026-01-01"),
            ("Today", "2026-11-18"),
            ("yesterday", "2026-11-17"),
            ("last monday", "2026-11-16"),
            ("last-monday", "2026-11-16"),
            ("wednesday", "2026-11-11"),
            ("thu", "2026-11-12"),
            ("last week", "2026-11-09"),
            ("last month", "2026-10-01"),
            ("last year", "2025-01-01"),
        ] {
            assert_eq!(date(text, now), date(wanted, 0), "{text}");
        }
        assert_eq!(date("7d", now), Some(now - 7 * DAY));
        let all = ["2026-11-01", "2026", "7d", "3 weeks", "today", "Last Monday"].map(moves);
        assert_eq!(all, [Moves::Never, Moves::Never, Moves::Always, Moves::Always, Moves::Daily, Moves::Daily]);
        for wrong in ["", "2026-13-01", "2026-1-1-1", "lastly", "d", "99999999999999999d", "١٢"] {
            assert_eq!(date(wrong, now), None, "{wrong}");
        }
    }
}
