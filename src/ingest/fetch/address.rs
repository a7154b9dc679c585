//! Decides which addresses farz fetches.
//!
//! # Invariants
//!
//! - No redirect leads to a scheme other than `http` and `https`, or into a private network.
//!   Tests: `redirects_are_followed_in_bounds_and_never_into_a_private_network`,
//!   Tests: `private_addresses_are_known_however_they_are_written`.

use super::{AddressError, FetchError};
use reqwest::Url;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Parses an address from a user or a list: `http` or `https`, in its normal form (IDNA, no fragment).
///
/// # Errors
/// If it is not such an address, or if it contains a login, which farz would store, show and export.
pub fn named(text: &str) -> Result<String, FetchError> {
    let mut url = parsed(text)?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(AddressError::Login.into());
    }
    url.set_fragment(None);
    Ok(url.into())
}

/// Returns an address in a form that the log may contain: without user name, password, query and fragment.
#[must_use]
pub fn loggable(text: &str) -> String {
    let Ok(mut url) = parsed(text) else { return "not an address".to_owned() };
    // Every address from `parsed` has a host, so these calls succeed.
    let _ = (url.set_username(""), url.set_password(None));
    url.set_query(None);
    url.set_fragment(None);
    url.into()
}

/// Parses an address into a [`Url`]. Fails if farz does not fetch such an address.
pub(super) fn parsed(text: &str) -> Result<Url, FetchError> {
    let url = Url::parse(text.trim()).map_err(|error| AddressError::Syntax(error.to_string()))?;
    match url.scheme() {
        "http" | "https" if url.host_str().is_some_and(|host| !host.is_empty()) => Ok(url),
        other => Err(AddressError::Scheme(other.to_owned()).into()),
    }
}

/// Returns the address of a host that is written as an IP address: `127.0.0.1`, `[::1]`. The URL parser has already
/// converted other notations (`0x7f.1`, `2130706433`) into these.
pub(super) fn literal(url: &Url) -> Option<IpAddr> {
    url.host_str()?.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

/// Returns whether an address is outside the public networks: loopback, private, link-local, shared, benchmarking,
/// multicast, reserved, or an IPv6 form of one of those (RFC 6890, RFC 6598, RFC 4193, RFC 4291, RFC 6052, RFC 3056).
#[must_use]
pub fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => private_v4(address),
        IpAddr::V6(address) => private_v6(address),
    }
}

fn private_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || a == 0
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (b == 18 || b == 19))
        || a >= 224
}

fn private_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        private_v4(Ipv4Addr::new(a, b, c, d))
    };
    if let Some(v4) = address.to_ipv4_mapped() {
        return private_v4(v4);
    }
    match parts {
        [0, 0, 0, 0, 0, 0, ..] => true,
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => embedded(high, low),
        [0x64, 0xff9b, 1, ..] => true,
        [0x2002, high, low, ..] => embedded(high, low),
        [first, ..] => first & 0xfe00 == 0xfc00 || first & 0xffc0 == 0xfe80 || first & 0xff00 == 0xff00,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_brought_into_one_form() {
        assert_eq!(named(" HTTPS://Example.org/feed#top ").unwrap(), "https://example.org/feed");
        assert_eq!(
            named("https://مثال.إختبار/خلاصة").unwrap(),
            "https://xn--mgbh0fb.xn--kgbechtv/%D8%AE%D9%84%D8%A7%D8%B5%D8%A9"
        );
        assert_eq!(named("http://[::1]:8080/").unwrap(), "http://[::1]:8080/");
        for bad in
            ["", "feed.xml", "file:///etc/passwd", "javascript:alert(1)", "data:text/html,x", "http://", "ftp://e.org/"]
        {
            assert!(named(bad).is_err(), "{bad}");
        }
        assert!(named("https://me:secret@example.org/").unwrap_err().to_string().contains("login"));
    }

    #[test]
    fn private_addresses_are_known_however_they_are_written() {
        for host in [
            "127.0.0.1",
            "0x7f.1",
            "2130706433",
            "0177.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "198.18.0.1",
            "224.0.0.1",
            "[::1]",
            "[::]",
            "[::ffff:10.0.0.1]",
            "[fd00::1]",
            "[fe80::1]",
            "[64:ff9b::7f00:1]",
            "[2002:7f00:1::]",
            "[::127.0.0.1]",
        ] {
            let url = parsed(&format!("http://{host}/")).unwrap();
            assert!(literal(&url).is_some_and(is_private), "{host}");
        }
        for host in ["1.1.1.1", "93.184.216.34", "[2606:2800:220:1::1]", "[64:ff9b::101:101]", "172.32.0.1"] {
            let url = parsed(&format!("http://{host}/")).unwrap();
            assert!(literal(&url).is_some_and(|address| !is_private(address)), "{host}");
        }
    }
}
