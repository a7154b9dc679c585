//! The letters of a text as bits, which a search checks for every row before it reads the row's text.

/// The letter set of a text in search form.
///
/// It has one bit for each of a to z, six bits for the digits, and 32 for all non-ASCII characters; each of these 32
/// bits stands for many characters. Spaces and punctuation have no bit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Letters {
    /// All letters. A text that contains another text, or its letters in order, has at least the bits of the other.
    pub all: u64,
    /// The letters that begin a word: at the start of the text, or after an ASCII character that is neither letter nor
    /// digit.
    pub heads: u64,
}

impl Letters {
    /// Returns the letter set of `text`, which is in search form.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let (mut letters, mut head) = (Self::default(), true);
        for c in text.chars() {
            let bit = bit(c);
            letters.all |= bit;
            if head {
                letters.heads |= bit;
            }
            head = c.is_ascii() && !c.is_ascii_alphanumeric();
        }
        letters
    }

    /// Returns whether any letter is not ASCII.
    #[must_use]
    pub fn has_more_than_ascii(self) -> bool {
        self.all >> 32 != 0
    }
}

/// Returns the bit of a letter; 0 for spaces and punctuation.
#[must_use]
pub fn bit(c: char) -> u64 {
    match c {
        'a'..='z' => 1 << (c as u32 - 'a' as u32),
        '0'..='9' => 1 << (26 + (c as u32 - '0' as u32) % 6),
        '\0'..='\x7F' => 0,
        // Fibonacci hashing: the upper five bits of the product.
        c => 1_u64 << (32 + ((c as u32).wrapping_mul(0x9E37_79B1) >> 27)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_those_that_begin_a_word() {
        let letters = Letters::of("big (cat) 7");
        let bits = |text: &str| text.chars().fold(0, |all, c| all | bit(c));
        assert_eq!(letters.all, bits("bigcat7"));
        assert_eq!(letters.heads, bits("bc7"));
        assert_eq!(Letters::of("قال بوتين").heads, bits("قب"));
        assert_eq!(Letters::of(" -!"), Letters::default());
    }
}
