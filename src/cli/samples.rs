//! The articles of `farz --sample`, written for farz and under its licence, in the scripts and formats that it reads.

/// Returns the file name and text of each sample article, newest first. Plain-text samples have no date and come last.
#[must_use]
pub fn files() -> &'static [(&'static str, &'static str)] {
    &[
        ("arabic-library.html", include_str!("samples/arabic-library.html")),
        ("welcome.md", include_str!("samples/welcome.md")),
        ("persian-qanat.md", include_str!("samples/persian-qanat.md")),
        ("english-maps.md", include_str!("samples/english-maps.md")),
        ("hebrew-clockmaker.html", include_str!("samples/hebrew-clockmaker.html")),
        ("mixed-bidi-notes.md", include_str!("samples/mixed-bidi-notes.md")),
        ("japanese-bookshop.html", include_str!("samples/japanese-bookshop.html")),
        ("french-bell.md", include_str!("samples/french-bell.md")),
        ("urdu-letter.md", include_str!("samples/urdu-letter.md")),
        ("russian-lift.html", include_str!("samples/russian-lift.html")),
        ("chinese-tea.html", include_str!("samples/chinese-tea.html")),
        ("arabic-fig-tree.txt", include_str!("samples/arabic-fig-tree.txt")),
        ("english-umbrella.txt", include_str!("samples/english-umbrella.txt")),
        ("lightkeeper-log.txt", include_str!("samples/lightkeeper-log.txt")),
    ]
}

#[cfg(test)]
mod tests {
    use super::files;
    use std::collections::HashSet;

    /// Returns the date in the metadata or the front matter, as `2026-11-20`.
    fn date(text: &str) -> Option<&str> {
        let mark = ["published_time\" content=\"", "\ndate: "].into_iter().find(|mark| text.contains(mark))?;
        text.split(mark).nth(1)?.get(..10)
    }

    #[test]
    fn every_format_is_there_and_every_name_once() {
        let names: HashSet<_> = files().iter().map(|(name, _)| *name).collect();
        assert_eq!(names.len(), files().len());
        for ending in [".html", ".md", ".txt"] {
            assert!(names.iter().filter(|name| name.ends_with(ending)).count() >= 3, "{ending}");
        }
    }

    #[test]
    fn the_newest_stands_first_and_is_the_long_arabic_story() {
        let dates: Vec<_> = files().iter().filter_map(|(_, text)| date(text)).collect();
        let undated = files().iter().filter(|(name, _)| name.ends_with(".txt")).count();
        assert_eq!(dates.len() + undated, files().len(), "only plain text may lack a date");
        assert!(dates.is_sorted_by(|before, after| before > after), "{dates:?}");
        let (name, text) = files()[0];
        assert!(name.starts_with("arabic") && text.split_whitespace().count() > 1_000);
    }

    #[test]
    fn links_lead_to_names_that_are_reserved_for_examples() {
        for (name, text) in files() {
            for address in text.split("://").skip(1) {
                let host: String =
                    address.chars().take_while(|c| c.is_ascii_alphanumeric() || ".-".contains(*c)).collect();
                let reserved = ["example.org", "example.com", "example.net"];
                assert!(reserved.iter().any(|end| host.ends_with(end)), "{name}: {host}");
            }
        }
    }
}
