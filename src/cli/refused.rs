//! A query that a command refuses because of a mistake in it. The command then does nothing, and the exit status is 2.

use super::words::text;
use crate::filter::Query;
use crate::filter::query::Mistake;
use crate::text::columns;
use std::error::Error;
use std::fmt;

/// A refused query: each mistake, with its place in the query.
#[derive(Debug)]
pub struct Refused(Vec<(String, Mistake)>);

impl Refused {
    /// Returns the refusal of the first of these queries that has a mistake, or `Ok` if none has one.
    ///
    /// # Errors
    /// If a query has a mistake.
    pub fn check<'q>(queries: impl IntoIterator<Item = &'q str>) -> Result<(), Self> {
        let mistakes = |query: &str| {
            let read = Query::parse(query);
            read.mistakes().iter().map(|mistake| (query.to_owned(), mistake.clone())).collect::<Vec<_>>()
        };
        match queries.into_iter().map(mistakes).find(|mistakes| !mistakes.is_empty()) {
            Some(mistakes) => Err(Self(mistakes)),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Refused {
    /// Writes the reason of each mistake, and below it the query with carets under the mistake.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, (query, mistake)) in self.0.iter().enumerate() {
            let before = query.get(..mistake.range.start).unwrap_or("");
            let part = query.get(mistake.range.clone()).unwrap_or("");
            let (blank, carets) = (" ".repeat(columns(before)), "^".repeat(columns(part).max(1)));
            let end = if number == 0 { "" } else { "\n" };
            write!(f, "{end}{}\n  {query}\n  {blank}{carets}", text(&mistake.expected))?;
        }
        Ok(())
    }
}

impl Error for Refused {}
