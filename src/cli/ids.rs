//! Articles named on the command line by the beginning of their id.

use super::Failure;
use crate::domain::ArticleId;
use crate::storage::Store;

/// The article whose id begins with `prefix`.
///
/// # Errors
/// When there is none, or more than one: then some of them are named.
pub fn find(store: &Store, prefix: &str) -> Result<ArticleId, Failure> {
    if prefix.is_empty() || !prefix.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return Err(format!("{prefix:?} is no article id: ids are hexadecimal digits; `farz list` shows them").into());
    }
    let found = store.find_prefix(&prefix.to_ascii_lowercase())?;
    match &found[..] {
        [] => Err(format!("no article's id begins with {prefix}; `farz list` shows them").into()),
        [(id, _)] => Ok(*id),
        several => {
            let names = several.iter().take(5).map(|(id, title)| format!("\n  {id} {title}"));
            let more = if several.len() > 5 { "\n  ..." } else { "" };
            let names: String = names.collect();
            Err(format!("several articles' ids begin with {prefix}; give more of it:{names}{more}").into())
        }
    }
}

/// The articles named, each once, in the order in which they were named.
///
/// # Errors
/// When one of them cannot be told.
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
