//! Proposes known tags for what the user types.

use super::query::MAX_WORDS;
use super::score::{Needle, Scratch};
use crate::domain::Tag;
use crate::domain::catalogue::TagUse;
use crate::text::fold::fold;
use std::cmp::Reverse;

/// Returns the known tags that `typed` may mean, the likeliest first, at most `limit`.
///
/// A tag that equals `typed` comes first; the others follow by how well they match. Equal matches are ordered by most
/// recent use, then by number of uses, then by name. If nothing is typed, all tags match equally.
pub fn propose<'t>(typed: &str, known: impl Iterator<Item = (&'t Tag, TagUse)>, limit: usize) -> Vec<Tag> {
    let typed = fold(typed);
    let words: Vec<&str> = typed.split_whitespace().take(MAX_WORDS).collect();
    let whole = words.join(" ");
    let needles: Vec<Needle<'_>> = words.iter().map(|word| Needle::new(word)).collect();
    let mut scratch = Scratch::default();
    let matching = known.filter_map(|(tag, usage)| {
        let folded = fold(tag.as_str());
        let score = needles.iter().try_fold(0, |sum, needle| Some(sum + needle.score(&folded, &mut scratch)?.score))?;
        Some((Reverse((folded == whole, score, usage.recency, usage.count)), tag))
    });
    let mut ranked: Vec<_> = matching.collect();
    ranked.sort();
    ranked.into_iter().take(limit).map(|(_, tag)| tag.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proposals(typed: &str, known: &[(&str, usize, u64)]) -> Vec<String> {
        let known: Vec<_> = known
            .iter()
            .map(|(name, count, recency)| (Tag::new(name).unwrap(), TagUse { count: *count, recency: *recency }))
            .collect();
        let tags = propose(typed, known.iter().map(|(tag, usage)| (tag, *usage)), 3);
        tags.iter().map(Tag::to_string).collect()
    }

    #[test]
    fn the_best_match_comes_first() {
        let known = [("world news", 9, 9), ("News", 1, 0), ("sport", 5, 5), ("newsroom", 3, 3), ("نيوز", 2, 2)];
        assert_eq!(proposals("news", &known), ["News", "newsroom", "world news"]);
        assert_eq!(proposals("room new", &known), ["newsroom"]);
        assert_eq!(proposals("نوز", &known), ["نيوز"]);
        assert_eq!(proposals("xyz", &known), [""; 0]);
    }

    #[test]
    fn with_nothing_typed_the_most_recent_and_most_used_come_first() {
        let known = [("a", 1, 0), ("b", 5, 0), ("c", 1, 7), ("d", 9, 3)];
        assert_eq!(proposals("", &known), ["c", "d", "b"]);
    }
}
