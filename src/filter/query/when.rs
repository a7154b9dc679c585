//! Dates and time spans, as users write them in a query.
//!
//! Days begin at midnight in the time zone of this machine.

use chrono::{DateTime, Datelike, Days, Local, Months, NaiveDate, NaiveDateTime, TimeZone, Utc, Weekday};
use std::ops::Range;

/// A day, in milliseconds.
pub const DAY: i64 = 86_400_000;
const HOUR: i64 = 3_600_000;

/// The time zone in which days begin and end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// The zone of this machine (`TZ`, else `/etc/localtime`).
    Local,
    /// Coordinated Universal Time.
    Utc,
}

impl Default for Zone {
    /// The zone of this machine; in the unit tests UTC, so that they give the same result everywhere.
    fn default() -> Self {
        if cfg!(test) { Self::Utc } else { Self::Local }
    }
}

impl Zone {
    /// Returns the day at this time, in milliseconds since 1970-01-01 UTC.
    fn day_of(self, ms: i64) -> Option<NaiveDate> {
        let time = DateTime::<Utc>::from_timestamp_millis(ms)?;
        Some(match self {
            Self::Local => time.with_timezone(&Local).date_naive(),
            Self::Utc => time.date_naive(),
        })
    }

    /// Returns the beginning of `day`, in milliseconds since 1970-01-01 UTC.
    fn start(self, day: NaiveDate) -> i64 {
        let midnight: NaiveDateTime = day.and_time(chrono::NaiveTime::MIN);
        // Where the clock is put forward at midnight, the day begins an hour later.
        let later = midnight + chrono::TimeDelta::hours(1);
        match self {
            Self::Local => {
                let local = |time| Local.from_local_datetime(&time).earliest().map(|time| time.timestamp_millis());
                local(midnight).or_else(|| local(later)).unwrap_or_else(|| midnight.and_utc().timestamp_millis())
            }
            Self::Utc => midnight.and_utc().timestamp_millis(),
        }
    }
}

/// Returns the beginning of the time that `text` names, in milliseconds since 1970-01-01 UTC; `now` is the current
/// time in the same unit.
#[must_use]
pub fn date(text: &str, now: i64, zone: Zone) -> Option<i64> {
    match days(text, now, zone) {
        Some(days) => Some(zone.start(days.start)),
        None => now.checked_sub(span(&text.trim().to_lowercase())?),
    }
}

/// Returns the day, week, month or year that `text` names, in milliseconds since 1970-01-01 UTC; `now` is the current
/// time in the same unit.
#[must_use]
pub fn period(text: &str, now: i64, zone: Zone) -> Option<Range<i64>> {
    let days = days(text, now, zone)?;
    Some(zone.start(days.start)..zone.start(days.end))
}

/// Returns the days that `text` names: the first one, and the first one after them.
fn days(text: &str, now: i64, zone: Zone) -> Option<Range<NaiveDate>> {
    let text = text.trim().to_lowercase();
    let today = zone.day_of(now)?;
    let day = match text.as_str() {
        "today" => today,
        "yesterday" => today.pred_opt()?,
        "tomorrow" => today.succ_opt()?,
        other => return named(other, today).or_else(|| written(other)),
    };
    Some(day..day.succ_opt()?)
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

/// Parses `monday`, `last monday`, `last week`: the previous week, month or year, or the latest such weekday before
/// today.
fn named(text: &str, today: NaiveDate) -> Option<Range<NaiveDate>> {
    let name = text.strip_prefix("last").map_or(text, |rest| rest.trim_start_matches([' ', '-', '_']));
    let monday = today.checked_sub_days(Days::new(u64::from(today.weekday().num_days_from_monday())))?;
    match name {
        "week" => Some(monday.checked_sub_days(Days::new(7))?..monday),
        "month" => Some(today.with_day(1)?.checked_sub_months(Months::new(1))?..today.with_day(1)?),
        "year" => {
            let first = |year| NaiveDate::from_ymd_opt(year, 1, 1);
            Some(first(today.year().checked_sub(1)?)?..first(today.year())?)
        }
        day => {
            let wanted: Weekday = day.parse().ok()?;
            let back = (today.weekday().num_days_from_monday() + 6 - wanted.num_days_from_monday()) % 7 + 1;
            let day = today.checked_sub_days(Days::new(u64::from(back)))?;
            Some(day..day.succ_opt()?)
        }
    }
}

/// Parses `2026-11-01`, `2026-11`, `2026`.
fn written(text: &str) -> Option<Range<NaiveDate>> {
    let mut parts = text.split('-');
    let year = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let mut next = || parts.next().map(|part| part.parse().ok());
    let (month, day) = (next(), next());
    if parts.next().is_some() {
        return None;
    }
    match (month, day) {
        (None, _) => Some(NaiveDate::from_ymd_opt(year, 1, 1)?..NaiveDate::from_ymd_opt(year.checked_add(1)?, 1, 1)?),
        (Some(month), None) => {
            let first = NaiveDate::from_ymd_opt(year, month?, 1)?;
            Some(first..first.checked_add_months(Months::new(1))?)
        }
        (Some(month), Some(day)) => {
            let day = NaiveDate::from_ymd_opt(year, month?, day?)?;
            Some(day..day.succ_opt()?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_people_write_them() {
        // A Wednesday, 10:00.
        let now = date("2026-11-18", 0, Zone::Utc).unwrap() + 10 * HOUR;
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
            assert_eq!(date(text, now, Zone::Utc), date(wanted, 0, Zone::Utc), "{text}");
        }
        assert_eq!(date("7d", now, Zone::Utc), Some(now - 7 * DAY));
        let all = ["2026-11-01", "2026", "7d", "3 weeks", "today", "Last Monday"].map(moves);
        assert_eq!(all, [Moves::Never, Moves::Never, Moves::Always, Moves::Always, Moves::Daily, Moves::Daily]);
        for wrong in ["", "2026-13-01", "2026-1-1-1", "lastly", "d", "99999999999999999d", "١٢"] {
            assert_eq!(date(wrong, now, Zone::Utc), None, "{wrong}");
        }
    }

    #[test]
    fn a_date_is_a_whole_day_week_month_or_year() {
        let now = date("2026-11-18", 0, Zone::Utc).unwrap() + 10 * HOUR;
        for (text, first, after) in [
            ("2026-11-01", "2026-11-01", "2026-11-02"),
            ("2026-12", "2026-12-01", "2027-01-01"),
            ("2026", "2026-01-01", "2027-01-01"),
            ("today", "2026-11-18", "2026-11-19"),
            ("last week", "2026-11-09", "2026-11-16"),
            ("last month", "2026-10-01", "2026-11-01"),
            ("monday", "2026-11-16", "2026-11-17"),
        ] {
            let day = |text| date(text, 0, Zone::Utc).unwrap();
            assert_eq!(period(text, now, Zone::Utc), Some(day(first)..day(after)), "{text}");
        }
        assert_eq!(period("7d", now, Zone::Utc), None);
    }
}
