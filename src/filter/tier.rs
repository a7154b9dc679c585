//! The tiers in which matches are ranked.

/// How a row matches, best first. A row is in the tier of its worst word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// The title is the query.
    Exact,
    /// Whole words.
    Words,
    /// Beginnings of words.
    Begin,
    /// Inside words.
    Inside,
    /// With one typo in a word.
    Typo,
    /// In another script, by sound.
    Sound,
    /// As typed on another keyboard layout.
    Layout,
    /// The letters are the initials of consecutive words.
    Initials,
    /// The letters are scattered over the text.
    Scattered,
}

impl Tier {
    /// All tiers, best first.
    pub const ALL: [Self; 9] = [
        Self::Exact,
        Self::Words,
        Self::Begin,
        Self::Inside,
        Self::Typo,
        Self::Sound,
        Self::Layout,
        Self::Initials,
        Self::Scattered,
    ];

    /// Returns whether the text of the query occurs in the row as it is.
    #[must_use]
    pub fn is_contained(self) -> bool {
        self <= Self::Inside
    }
}

/// The rank of a match: the tier counts first, then the score. Higher is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank(i32);

impl Rank {
    /// The bits of the score.
    const BITS: u32 = 25;
    /// The score 0 in these bits.
    const ZERO: i32 = 1 << (Self::BITS - 1);
    /// The rank of a condition that every matching row meets equally.
    pub const NEUTRAL: Self = Self(((Tier::ALL.len() as i32 - 1) << Self::BITS) | Self::ZERO);

    /// Creates the rank of a match in `tier` with `score`; scores beyond ±16 million count as that.
    #[must_use]
    pub fn new(tier: Tier, score: i32) -> Self {
        let steps = Tier::ALL.len() as i32 - 1 - tier as i32;
        Self((steps << Self::BITS) | (score.clamp(1 - Self::ZERO, Self::ZERO - 1) + Self::ZERO))
    }

    /// Returns the tier.
    #[must_use]
    pub fn tier(self) -> Tier {
        let steps = (self.0 >> Self::BITS) as usize;
        Tier::ALL.get(Tier::ALL.len() - 1 - steps.min(Tier::ALL.len() - 1)).copied().unwrap_or(Tier::Scattered)
    }

    /// Returns the score.
    #[must_use]
    pub fn score(self) -> i32 {
        (self.0 & ((1 << Self::BITS) - 1)) - Self::ZERO
    }

    /// Returns the rank of a row that meets two conditions with these ranks: the worse tier, the sum of the scores.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let sum = self.score() + other.score();
        Self(
            (self.0 >> Self::BITS).min(other.0 >> Self::BITS) << Self::BITS
                | (sum.clamp(1 - Self::ZERO, Self::ZERO - 1) + Self::ZERO),
        )
    }

    /// Returns the same score in another tier.
    #[must_use]
    pub fn in_tier(self, tier: Tier) -> Self {
        Self::new(tier, self.score())
    }

    /// Returns the number that orders ranks.
    #[must_use]
    pub fn number(self) -> i32 {
        self.0
    }

    /// Returns the rank with this [`Rank::number`].
    #[must_use]
    pub fn of_number(number: i32) -> Self {
        Self(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tier_counts_before_the_score_and_the_worst_word_decides() {
        let mut ranks: Vec<Rank> =
            Tier::ALL.into_iter().flat_map(|tier| [900_000, 5, 0, -70].map(|score| Rank::new(tier, score))).collect();
        assert!(ranks.windows(2).all(|pair| pair[0] > pair[1]));
        for rank in &ranks {
            assert_eq!(Rank::new(rank.tier(), rank.score()), *rank);
            assert_eq!(rank.and(Rank::NEUTRAL), *rank);
        }
        let both = Rank::new(Tier::Words, 7).and(Rank::new(Tier::Typo, -9));
        assert_eq!((both.tier(), both.score()), (Tier::Typo, -2));
        let most = Rank::new(Tier::Words, i32::MAX);
        assert_eq!(most.and(most), most, "scores do not run into the tier");
        ranks.reverse();
        assert!(ranks.is_sorted());
    }
}
