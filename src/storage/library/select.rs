//! Selects articles by what SQLite can compare, so that nobody reads the others.

use super::read::{ROW_SQL, row_of};
use super::schema::{Library, LibraryError};
use crate::domain::{ArticleId, Row, Verdict};
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params_from_iter};
use std::ops::Range;

/// A condition on an article that SQLite can check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// All of these; an empty list holds for every article.
    All(Vec<Condition>),
    /// At least one of these.
    Any(Vec<Condition>),
    /// The negation of this.
    Not(Box<Condition>),
    /// It has this verdict.
    Verdict(Verdict),
    /// It is read.
    Read,
    /// Its text changed at its source.
    Changed,
    /// It has a note.
    Noted,
    /// It has a tag.
    Tagged,
    /// Its date in the list is in this span, in milliseconds since 1970-01-01 UTC.
    Date(Range<i64>),
}

impl Condition {
    /// Appends the condition as SQL on the table `a`, and its parameters.
    fn write(&self, sql: &mut String, values: &mut Vec<Value>) {
        let mut list = |parts: &[Self], between: &str, none: &str| {
            sql.push('(');
            for (number, part) in parts.iter().enumerate() {
                sql.push_str(if number > 0 { between } else { "" });
                part.write(sql, values);
            }
            sql.push_str(if parts.is_empty() { none } else { "" });
            sql.push(')');
        };
        match self {
            Self::All(parts) => list(parts, " AND ", "1"),
            Self::Any(parts) => list(parts, " OR ", "0"),
            Self::Not(part) => {
                sql.push_str("NOT (");
                part.write(sql, values);
                sql.push(')');
            }
            Self::Verdict(verdict) => {
                sql.push_str("a.verdict = ?");
                values.push(Value::Integer(*verdict as i64));
            }
            Self::Read => sql.push_str("a.read = 1"),
            Self::Changed => sql.push_str("a.changed = 1"),
            // Few articles have these, and the table of decisions has only articles with decisions.
            Self::Noted => sql.push_str("a.id IN (SELECT id FROM triage WHERE note <> '')"),
            Self::Tagged => sql.push_str("a.id IN (SELECT id FROM triage WHERE tags <> '[]')"),
            Self::Date(span) => {
                sql.push_str("(a.date >= ? AND a.date < ?)");
                values.extend([Value::Integer(span.start), Value::Integer(span.end)]);
            }
        }
    }

    /// Returns whether the table of counts has the answer.
    fn is_counted(&self) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().all(Self::is_counted),
            Self::Not(part) => part.is_counted(),
            Self::Verdict(_) | Self::Read => true,
            Self::Changed | Self::Noted | Self::Tagged | Self::Date(_) => false,
        }
    }
}

impl Library {
    /// Returns the articles for which `condition` holds, in the order of the list; at most `limit`.
    ///
    /// # Errors
    /// If SQLite refuses.
    pub fn select(&self, condition: &Condition, limit: Option<usize>) -> Result<Vec<ArticleId>, LibraryError> {
        let (mut sql, mut values) = ("SELECT a.id FROM articles a WHERE ".to_owned(), Vec::new());
        condition.write(&mut sql, &mut values);
        // Without a limit: -1.
        sql.push_str(" ORDER BY a.date DESC, a.id LIMIT ?");
        values.push(Value::Integer(limit.and_then(|limit| i64::try_from(limit).ok()).unwrap_or(-1)));
        let mut statement = self.connection.prepare(&sql)?;
        let found = statement.query_map(params_from_iter(values), |row| Ok(ArticleId(row.get(0)?)))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Returns the rows of these articles, in that order; skips an article that is not here.
    ///
    /// # Errors
    /// If SQLite refuses.
    pub fn rows_of(&self, ids: &[ArticleId]) -> Result<Vec<Row>, LibraryError> {
        // SQLite locks the file once for all of them, not once for each.
        let transaction = self.connection.unchecked_transaction()?;
        let mut statement = transaction.prepare_cached(&format!("{ROW_SQL} WHERE a.id = ?1"))?;
        let mut rows = Vec::with_capacity(ids.len());
        for id in ids {
            rows.extend(statement.query_row([id.0], row_of).optional()?);
        }
        Ok(rows)
    }

    /// Returns the number of articles for which `condition` holds.
    ///
    /// # Errors
    /// If SQLite refuses.
    pub fn count(&self, condition: &Condition) -> Result<usize, LibraryError> {
        let from = if condition.is_counted() { "coalesce(sum(a.n), 0) FROM counts" } else { "count(*) FROM articles" };
        let (mut sql, mut values) = (format!("SELECT {from} a WHERE "), Vec::new());
        condition.write(&mut sql, &mut values);
        let count: i64 = self.connection.query_row(&sql, params_from_iter(values), |row| row.get(0))?;
        Ok(usize::try_from(count).unwrap_or(0))
    }
}
