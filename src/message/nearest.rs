//! The valid name that somebody most likely meant by a wrong one.

/// The number of characters of a wrong name that count; no valid name is nearly as long.
const LONGEST: usize = 40;

/// Returns the valid name nearest to `name` by Damerau-Levenshtein distance; of equal ones, the first.
///
/// Returns `None` if no name is near, that is, if more than half of the letters would have to change.
#[must_use]
pub fn nearest<'a>(name: &str, valid: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name: String = name.chars().take(LONGEST).collect::<String>().to_lowercase();
    let length = name.chars().count();
    let distances =
        valid.into_iter().map(|candidate| (strsim::osa_distance(&name, &candidate.to_lowercase()), candidate));
    let (distance, candidate) = distances.min_by_key(|(distance, _)| *distance)?;
    (distance <= length.max(candidate.chars().count()) / 2).then_some(candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_near() {
        assert_eq!(nearest("kep", ["drop", "keep"]), Some("keep"));
        assert_eq!(nearest("KEEP", ["drop", "keep"]), Some("keep"));
        assert_eq!(nearest("match dya", ["Inbox", "Match Day"]), Some("Match Day"));
        assert_eq!(nearest("xyzzy", ["drop", "keep"]), None);
    }
}
