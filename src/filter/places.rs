//! Finds the positions of the letters of a word in a text of up to [`LONGEST`] bytes: one bit per byte, sixteen bytes
//! at a time.
//!
//! The position of a multibyte letter is that of its first byte. In UTF-8 text, the bytes of a character occur only
//! where that character is.

use wide::i8x16;

/// The longest text whose positions fit, in bytes.
pub const LONGEST: usize = 256;

/// One bit for each byte of a text, in `W` words of 64 bits.
pub type Bits<const W: usize> = [u64; W];

/// The number of bytes that are compared together.
const LANES: usize = 16;

/// A letter and its UTF-8 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The letter itself.
    pub c: char,
    bytes: [u8; 4],
}

impl Letter {
    /// Creates the letter `c`.
    #[must_use]
    pub fn new(c: char) -> Self {
        let mut bytes = [0; 4];
        c.encode_utf8(&mut bytes);
        Self { c, bytes }
    }

    /// Returns the UTF-8 bytes of the letter.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.c.len_utf8()).unwrap_or(&[])
    }
}

/// Fills `places` with the possible positions of each of `letters`, `W` numbers per letter. A position is possible if
/// all earlier letters fit before it and all later letters fit after it. Returns whether the letters occur
/// contiguously somewhere, or `None` if they do not occur in `text` in this order.
pub fn find<const W: usize>(letters: &[Letter], text: &[u8], places: &mut Vec<u64>) -> Option<bool> {
    places.clear();
    let mut leads = Leads { known: [(0, [0; W]); 2], next: 0 };
    let (mut reachable, mut whole, mut offset) = ([u64::MAX; W], [u64::MAX; W], 0);
    for letter in letters {
        let here = both(&leads.standing(text, letter), &reachable);
        if here.iter().all(|bits| *bits == 0) {
            return None;
        }
        places.extend(here);
        whole = both(&whole, &earlier(&here, offset));
        offset += letter.c.len_utf8();
        reachable = above_lowest(&here);
    }
    let mut room = [u64::MAX; W];
    for here in places.as_chunks_mut::<W>().0.iter_mut().rev() {
        *here = both(here, &room);
        room = below_highest(here);
    }
    Some(whole.iter().any(|bits| *bits != 0))
}

/// Returns the positions where characters begin.
#[must_use]
pub fn starts<const W: usize>(text: &[u8]) -> Bits<W> {
    // Continuation bytes have the upper bits 10: as signed numbers, they are the lowest 64.
    bits(text, |lanes| lanes.simd_gt(i8x16::splat(-65)))
}

/// Returns the positions of the set bits, from the lowest.
pub fn ones(bits: &[u64]) -> impl Iterator<Item = u32> {
    bits.iter().enumerate().flat_map(|(number, bits)| {
        let mut left = *bits;
        std::iter::from_fn(move || {
            let at = left.trailing_zeros();
            left = left.checked_sub(1)? & left;
            Some(64 * number as u32 + at)
        })
    })
}

/// Returns whether a bit of `bits` follows a bit of `before` at a distance of `offset`.
#[must_use]
pub fn follows<const W: usize>(bits: &Bits<W>, before: &Bits<W>, offset: usize) -> bool {
    both(&earlier(bits, offset), before).iter().any(|bits| *bits != 0)
}

/// The positions of the first bytes of letters, cached because many letters of a script share their first byte.
struct Leads<const W: usize> {
    known: [(u8, Bits<W>); 2],
    next: usize,
}

impl<const W: usize> Leads<W> {
    fn standing(&mut self, text: &[u8], letter: &Letter) -> Bits<W> {
        let [first, rest @ ..] = letter.bytes() else { return [0; W] };
        if rest.is_empty() {
            return equal(text, *first);
        }
        let lead = match self.known.iter().find(|(byte, _)| byte == first) {
            Some((_, bits)) => *bits,
            None => {
                let bits = equal(text, *first);
                if let Some(known) = self.known.get_mut(self.next) {
                    *known = (*first, bits);
                }
                self.next = 1 - self.next;
                bits
            }
        };
        let standing = |all, (number, byte): (usize, &u8)| both(&all, &earlier(&equal(text, *byte), number + 1));
        rest.iter().enumerate().fold(lead, standing)
    }
}

/// Returns the positions of the byte `wanted`.
#[inline]
fn equal<const W: usize>(text: &[u8], wanted: u8) -> Bits<W> {
    let wanted = i8x16::splat(wanted.cast_signed());
    bits(text, |lanes| lanes.simd_eq(wanted))
}

/// Returns one bit for each byte that passes `test`.
#[inline]
fn bits<const W: usize>(text: &[u8], test: impl Fn(i8x16) -> i8x16) -> Bits<W> {
    let test = |bytes: &[u8; LANES]| u64::from(test(i8x16::new(bytes.map(u8::cast_signed))).to_bitmask());
    let mut bits = [0; W];
    let (whole, rest) = text.as_chunks::<LANES>();
    for (four, bits) in whole.chunks(64 / LANES).zip(&mut bits) {
        *bits = four.iter().enumerate().fold(0, |all, (number, bytes)| all | test(bytes) << (LANES * number));
    }
    if rest.is_empty() {
        return bits;
    }
    // Read the last sixteen bytes of the text (some for the second time), or the whole text if it is shorter.
    let (found, at) = match text.last_chunk::<LANES>() {
        Some(last) => (test(last), text.len() - LANES),
        None => {
            let mut padded = [0; LANES];
            padded.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
            (test(&padded) & ((1 << rest.len()) - 1), 0)
        }
    };
    let (word, shift) = (at / 64, at % 64);
    if let Some(bits) = bits.get_mut(word) {
        *bits |= found << shift;
    }
    if let Some(bits) = bits.get_mut(word + 1).filter(|_| shift > 64 - LANES) {
        *bits |= found >> (64 - shift);
    }
    bits
}

#[inline]
fn both<const W: usize>(a: &Bits<W>, b: &Bits<W>) -> Bits<W> {
    std::array::from_fn(|at| a[at] & b[at])
}

/// Moves each bit `offset` positions earlier.
#[inline]
fn earlier<const W: usize>(bits: &Bits<W>, offset: usize) -> Bits<W> {
    let (words, shift) = (offset / 64, offset % 64);
    std::array::from_fn(|at| {
        let word = |at: usize| bits.get(at + words).copied().unwrap_or(0);
        if shift == 0 { word(at) } else { word(at) >> shift | word(at + 1) << (64 - shift) }
    })
}

/// Returns all bits above the lowest set bit.
#[inline]
fn above_lowest<const W: usize>(bits: &Bits<W>) -> Bits<W> {
    let mut found = false;
    bits.map(|bits| match (found, bits) {
        (true, _) => u64::MAX,
        (false, 0) => 0,
        (false, bits) => {
            found = true;
            !(bits ^ (bits - 1))
        }
    })
}

/// Returns all bits below the highest set bit.
#[inline]
fn below_highest<const W: usize>(bits: &Bits<W>) -> Bits<W> {
    let mut below = [0; W];
    let mut found = false;
    for (bits, below) in bits.iter().zip(&mut below).rev() {
        *below = match (found, bits.checked_ilog2()) {
            (true, _) => u64::MAX,
            (false, None) => 0,
            (false, Some(highest)) => {
                found = true;
                (1 << highest) - 1
            }
        };
    }
    below
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(text: &str, word: &str) -> Option<(bool, Vec<Vec<u32>>)> {
        let letters: Vec<Letter> = word.chars().map(Letter::new).collect();
        let mut places = Vec::new();
        let whole = find::<4>(&letters, text.as_bytes(), &mut places)?;
        Some((whole, places.chunks(4).map(|bits| ones(bits).collect()).collect()))
    }

    /// The reference implementation: it looks at each character of the text.
    fn plain(text: &str, word: &str) -> Option<(bool, Vec<Vec<u32>>)> {
        let mut from = 0;
        let mut places: Vec<Vec<u32>> = Vec::new();
        for letter in word.chars() {
            let here = text.char_indices().filter(|(at, c)| *at >= from && *c == letter).map(|(at, _)| at as u32);
            let here: Vec<u32> = here.collect();
            from = *here.first()? as usize + 1;
            places.push(here);
        }
        let mut end = u32::MAX;
        for here in places.iter_mut().rev() {
            here.retain(|at| *at < end);
            end = *here.last()?;
        }
        Some((text.contains(word), places))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]
        #[test]
        fn letters_stand_where_looking_at_each_finds_them(
            text in prop_oneof!["[ab\u{0} ]{0,200}", "[aب وت世😀]{0,60}", "\\PC{0,40}"],
            word in prop_oneof!["[ab\u{0} ]{1,4}", "[aبوت世😀]{1,4}"],
        ) {
            prop_assume!(text.len() <= LONGEST);
            prop_assert_eq!(found(&text, &word), plain(&text, &word));
            let begin: Vec<u32> = text.char_indices().map(|(at, _)| at as u32).collect();
            let all: Vec<u32> = ones(&starts::<4>(text.as_bytes())).filter(|at| (*at as usize) < text.len()).collect();
            prop_assert_eq!(all, begin);
        }
    }
}
