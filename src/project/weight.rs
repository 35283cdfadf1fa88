//! Weights of traits: exact decimals, so that picks do not depend on floating point.

use crate::error::WeightError;

/// A trait's weight in billionths: `Weight(1_500_000_000)` is 1.5. Zero is never drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Weight(pub u64);

impl Weight {
    /// Never drawn.
    pub const ZERO: Self = Self(0);

    /// The weight 1.
    pub const ONE: Self = Self(Self::UNIT);

    /// Billionths in one.
    pub const UNIT: u64 = 1_000_000_000;

    /// The largest weight: ten million, so that a layer of 1,800 such traits still adds up in 64 bits.
    pub const MAX: Self = Self(10_000_000 * Self::UNIT);

    /// The weight of a plain decimal: digits, with at most one point and 9 decimals; `2`, `0.05`, `.5`.
    ///
    /// # Errors
    /// [`WeightError`] for any other text and for a number above [`Self::MAX`].
    pub fn parse(text: &str) -> Result<Self, WeightError> {
        let (sign, number) = match text.strip_prefix('-') {
            Some(number) => (WeightError::Negative, number),
            None => (WeightError::NotANumber, text),
        };
        let (integer, fraction) = number.split_once('.').unwrap_or((number, ""));
        let digits = format!("{integer}{fraction}");
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(WeightError::NotANumber);
        }
        if sign == WeightError::Negative {
            return Err(sign);
        }
        match Self::from_digits(&digits, -(fraction.len() as i64))? {
            (weight, true) => Ok(weight),
            (_, false) => Err(WeightError::TooFine),
        }
    }

    /// The weight of `digits` (ASCII digits) times ten to the `power`, rounded to the nearest billionth, and
    /// whether that was exact.
    pub(crate) fn from_digits(digits: &str, power: i64) -> Result<(Self, bool), WeightError> {
        let digits = digits.trim_start_matches('0');
        let power = power.saturating_add(9);
        // Numbers of more than 19 digits are above any weight; shorter ones fit in 64 bits.
        let length = (digits.len() as i64).saturating_add(power);
        if digits.is_empty() || length < 0 {
            return Ok((Self::ZERO, digits.is_empty()));
        }
        if length > 19 {
            return Err(WeightError::TooLarge);
        }
        let (leading, cut) = digits.split_at(digits.len().min(length as usize));
        let leading = leading.bytes().fold(0u64, |value, digit| value * 10 + u64::from(digit - b'0'));
        let billionths = leading * 10u64.pow(power.max(0) as u32) + u64::from(cut.as_bytes().first() >= Some(&b'5'));
        let exact = cut.bytes().all(|digit| digit == b'0');
        if billionths > Self::MAX.0 { Err(WeightError::TooLarge) } else { Ok((Self(billionths), exact)) }
    }
}

impl std::fmt::Display for Weight {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (integer, fraction) = (self.0 / Self::UNIT, self.0 % Self::UNIT);
        if fraction == 0 {
            return write!(f, "{integer}");
        }
        write!(f, "{integer}.{}", format!("{fraction:09}").trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn plain_decimals_are_exact() {
        for (text, billionths) in [
            ("0", 0),
            ("1", 1_000_000_000),
            ("007", 7_000_000_000),
            ("0.1", 100_000_000),
            (".5", 500_000_000),
            ("2.", 2_000_000_000),
            ("0.000000001", 1),
            ("1.5000000000000", 1_500_000_000),
            ("10000000", Weight::MAX.0),
        ] {
            assert_eq!(Weight::parse(text), Ok(Weight(billionths)), "{text}");
        }
    }

    #[test]
    fn everything_else_is_an_error() {
        for (text, error) in [
            ("", WeightError::NotANumber),
            (".", WeightError::NotANumber),
            ("1e3", WeightError::NotANumber),
            ("1,5", WeightError::NotANumber),
            ("50%", WeightError::NotANumber),
            ("1.2.3", WeightError::NotANumber),
            ("- 1", WeightError::NotANumber),
            ("-1", WeightError::Negative),
            ("0.0000000001", WeightError::TooFine),
            ("10000000.000000001", WeightError::TooLarge),
            ("99999999999999999999999999", WeightError::TooLarge),
        ] {
            assert_eq!(Weight::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn the_largest_weight_is_told() {
        assert_eq!(WeightError::TooLarge.to_string(), format!("is above {}, the largest weight", Weight::MAX));
    }

    #[test]
    fn finer_numbers_round_to_the_nearest_billionth() {
        let rounded = |digits, power| Weight::from_digits(digits, power);
        assert_eq!(rounded("15", -10), Ok((Weight(2), false)));
        assert_eq!(rounded("14", -10), Ok((Weight(1), false)));
        assert_eq!(rounded("9", -10), Ok((Weight(1), false)));
        assert_eq!(rounded("1", -400), Ok((Weight(0), false)));
        assert_eq!(rounded("0", i64::MAX), Ok((Weight(0), true)));
        assert_eq!(rounded("1", i64::MAX), Err(WeightError::TooLarge));
        assert_eq!(rounded("1", i64::MIN), Ok((Weight(0), false)));
    }

    proptest! {
        #[test]
        fn every_weight_reads_back(billionths in 0..=Weight::MAX.0) {
            prop_assert_eq!(Weight::parse(&Weight(billionths).to_string()), Ok(Weight(billionths)));
        }
    }
}
