//! Searches a text in its folded form.

use super::fold::fold_mapped;
use std::ops::Range;

/// The maximum number of matches.
pub const MOST: usize = 10_000;

/// Returns where the words occur in `text`: byte ranges of whole letters, in order, without overlaps, at most
/// [`MOST`]. `wanted` has folded texts.
#[must_use]
pub fn find<'w>(text: &str, wanted: impl Iterator<Item = &'w str>) -> Vec<Range<usize>> {
    let folded = fold_mapped(text);
    let mut places: Vec<Range<usize>> = Vec::new();
    for word in wanted.filter(|word| !word.is_empty()) {
        let found = folded.text.match_indices(word).take(MOST);
        places.extend(found.map(|(at, _)| folded.source_range(at..at + word.len())));
    }
    places.sort_by_key(|place| (place.start, std::cmp::Reverse(place.end)));
    let mut reach = 0;
    places.retain(|place| {
        let apart = place.start >= reach && !place.is_empty();
        if apart {
            reach = place.end;
        }
        apart
    });
    places.truncate(MOST);
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold;
    use proptest::prelude::*;

    fn shown<'t>(text: &'t str, wanted: &[&str]) -> Vec<&'t str> {
        find(text, wanted.iter().copied()).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn marks_and_case_make_no_difference() {
        assert_eq!(shown("قالَ بُوتـين ثم بوتين", &["بوتين"]), ["بُوتـين", "بوتين"]);
        assert_eq!(shown("Café CAFE cafes", &["cafe"]), ["Café", "CAFE", "cafe"]);
        assert_eq!(shown("aaaa", &["aa"]), ["aa", "aa"]);
        assert_eq!(shown("abc", &["ab", "abc", ""]), ["abc"]);
        assert_eq!(shown("", &["a"]), [""; 0]);
        assert_eq!(shown("a co\u{ad}ope\u{ad}ra\u{ad}tion", &["opera"]), ["ope\u{ad}ra"]);
    }

    proptest! {
        #[test]
        fn what_is_found_folds_to_what_was_wanted(text in "[abéÉ\u{301}بُوـ ]{0,40}", word in "[abeبو]{1,2}") {
            let places = find(&text, std::iter::once(word.as_str()));
            prop_assert_eq!(places.is_empty(), !fold(&text).contains(&word));
            for place in &places {
                prop_assert!(fold(&text[place.clone()]).contains(&word));
            }
            prop_assert!(places.windows(2).all(|pair| pair[0].end <= pair[1].start));
        }
    }
}
