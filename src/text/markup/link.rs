//! Which addresses are links, and how farz stores them.

/// The maximum length of an address, in bytes.
const MAX: usize = 8192;

/// Returns the address in `href` if a person may follow it: `http`, `https` or `mailto`, absolute.
///
/// An address without a scheme (`//example.org/`) becomes `https`. Blanks and line ends around it, and tabs and line
/// ends inside it, are dropped, as browsers do (WHATWG URL, 4.4). Other control characters, blanks and invisible
/// characters are percent-encoded, so that the address is one inert word.
#[must_use]
pub fn address(href: &str) -> Option<String> {
    let href = href.trim_matches(|c: char| c <= ' ');
    let mut kept = String::with_capacity(href.len());
    if href.starts_with("//") {
        kept.push_str("https:");
    }
    for c in href.chars() {
        match c {
            '\t' | '\n' | '\r' => {}
            c if c.is_control() || c.is_whitespace() || invisible(c) || matches!(c, '"' | '<' | '>' | '\\') => {
                let mut bytes = [0; 4];
                c.encode_utf8(&mut bytes).bytes().for_each(|byte| kept.push_str(&format!("%{byte:02X}")));
            }
            c => kept.push(c),
        }
    }
    let (scheme, rest) = kept.split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    let good = match scheme.as_str() {
        "http" | "https" => rest.strip_prefix("//").is_some_and(|host| !host.trim_start_matches('/').is_empty()),
        "mailto" => !rest.is_empty(),
        _ => false,
    };
    (good && kept.len() <= MAX).then(|| format!("{scheme}:{rest}"))
}

/// Returns the address of a link to a web page, `http` or `https`, as `address` does for all links.
#[must_use]
pub fn web_address(href: &str) -> Option<String> {
    address(href).filter(|address| !address.starts_with("mailto:"))
}

/// Returns whether this is a format character, which could be hidden in an address or reverse it.
fn invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_that_a_person_may_follow_are_links() {
        assert_eq!(address(" HTTPS://Example.org/a b\n"), Some("https://Example.org/a%20b".into()));
        assert_eq!(address("//example.org/x"), Some("https://example.org/x".into()));
        assert_eq!(address("mailto:a@example.org"), Some("mailto:a@example.org".into()));
        assert_eq!(web_address("mailto:a@example.org"), None);
        for bad in [
            "javascript:alert(1)",
            "java\nscript:x",
            "data:text/html,x",
            "/a",
            "#a",
            "a.html",
            "http:",
            "https://",
            "mailto:",
            "",
        ] {
            assert_eq!(address(bad), None, "{bad}");
        }
        assert_eq!(address("http://e.org/\u{202e}\u{1b}[2J"), Some("http://e.org/%E2%80%AE%1B[2J".into()));
    }
}
