//! A shard: one of several parts of a plan that different machines render, each on its own.

use std::fmt;
use std::num::NonZeroU32;

/// The shard `number` of so many that a plan is cut into; the first is 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Shard {
    number: NonZeroU32,
    of: NonZeroU32,
}

impl Shard {
    /// The most shards that a plan is cut into.
    pub const MOST: u32 = 1_000_000;

    /// Returns the shard `number` of `of`; `None` unless `number` is from 1 to `of`, and `of` is at most [`Self::MOST`].
    ///
    /// # Examples
    /// ```
    /// use simdgen::Shard;
    ///
    /// assert_eq!(Shard::new(2, 8).map(|shard| shard.to_string()), Some("2/8".to_owned()));
    /// assert_eq!(Shard::new(9, 8), None);
    /// ```
    pub fn new(number: u32, of: u32) -> Option<Self> {
        let (is_one, number, of) = (number <= of && of <= Self::MOST, NonZeroU32::new(number)?, NonZeroU32::new(of)?);
        is_one.then_some(Self { number, of })
    }

    /// Returns its number, from 1.
    pub fn number(self) -> u32 {
        self.number.get()
    }

    /// Returns the number of shards in all.
    pub fn of(self) -> u32 {
        self.of.get()
    }

    /// Returns the shard of a text such as `2/8`; `None` for any other.
    pub fn parse(text: &str) -> Option<Self> {
        let (number, of) = text.split_once('/')?;
        Self::new(number.trim().parse().ok()?, of.trim().parse().ok()?)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}
