//! How often a trait is drawn: an exact decimal, so that picks do not depend on floating point.

/// A trait's weight in billionths: `Weight(1_500_000_000)` is 1.5. Zero is never drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Weight(pub u64);

impl Weight {
    /// Never drawn.
    pub const ZERO: Self = Self(0);

    /// One whole.
    pub const ONE: Self = Self(Self::UNIT);

    /// Billionths in one.
    pub const UNIT: u64 = 1_000_000_000;

    /// The largest weight: ten million, so that a layer of 1,800 such traits still adds up in 64 bits.
    pub const MAX: Self = Self(10_000_000 * Self::UNIT);
}

impl std::fmt::Display for Weight {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (whole, part) = (self.0 / Self::UNIT, self.0 % Self::UNIT);
        if part == 0 {
            return write!(f, "{whole}");
        }
        write!(f, "{whole}.{}", format!("{part:09}").trim_end_matches('0'))
    }
}
