//! Finds articles by the prefix of their id.

use super::Failure;
use crate::domain::ArticleId;
use crate::message::msg;
use crate::storage::Store;

/// Returns the article whose id starts with `prefix`.
///
/// # Errors
/// If no id or several ids start with it. The message lists some of the several.
pub fn find(store: &Store, prefix: &str) -> Result<ArticleId, Failure> {
    if prefix.is_empty() || !prefix.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return Err(msg!("id-not-hexadecimal", id = prefix).into());
    }
    let found = store.find_prefix(&prefix.to_ascii_lowercase())?;
    match &found[..] {
        [] => Err(msg!("id-unknown", id = prefix).into()),
        [(id, _)] => Ok(*id),
        several => {
            let mut lines: String = several.iter().take(5).map(|(id, title)| format!("\n  {id} {title}")).collect();
            if several.len() > 5 {
                lines.push_str("\n  ...");
            }
            Err(msg!("id-ambiguous", id = prefix, articles = lines).into())
        }
    }
}

/// Returns the articles with these prefixes, each once, in the given order.
///
/// # Errors
/// As [`find`], for the first prefix that fails.
pub fn find_all(store: &Store, prefixes: &[String]) -> Result<Vec<ArticleId>, Failure> {
    let mut ids = Vec::with_capacity(prefixes.len());
    for prefix in prefixes {
        let id = find(store, prefix)?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}
