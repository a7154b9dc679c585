//! The id of a replica.

use std::fmt;
use std::str::FromStr;

/// The id of one replica: one installation of farz on one machine, with one triage folder.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReplicaId(pub u64);

impl fmt::Display for ReplicaId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Debug for ReplicaId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReplicaId({self})")
    }
}

impl FromStr for ReplicaId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let whole = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if whole { u64::from_str_radix(text, 16).map(Self).map_err(|_| ()) } else { Err(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_sixteen_hexadecimal_digits() {
        assert_eq!("00000000000000ff".parse(), Ok(ReplicaId(255)));
        assert_eq!(ReplicaId(255).to_string(), "00000000000000ff");
        assert!("ff".parse::<ReplicaId>().is_err());
        assert!("+00000000000000f".parse::<ReplicaId>().is_err());
    }
}
