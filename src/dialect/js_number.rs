//! Numbers as JavaScript's `Number()` reads them from text, which is how HashLips reads weights.
//!
//! Grammar: ECMAScript, `StringToNumber`. Decimals stay exact here, where JavaScript would round them to a double.

use crate::error::WeightError;
use crate::project::Weight;

/// The weight of a text, as `Number(text)`, to the nearest billionth.
///
/// White space around the number counts for nothing, and a text of nothing else is 0.
///
/// # Errors
/// [`WeightError::NotANumber`] where JavaScript says NaN; others for numbers that cannot be weights.
pub(super) fn weight(text: &str) -> Result<Weight, WeightError> {
    let text = text.trim_matches(|c: char| c.is_whitespace() && c != '\u{85}' || c == '\u{feff}');
    if text.is_empty() {
        return Ok(Weight::ZERO);
    }
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some((start, digits)) = text.split_at_checked(2)
            && start.eq_ignore_ascii_case(prefix)
        {
            return integer(digits, radix);
        }
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if unsigned == "Infinity" {
        return Err(WeightError::NotFinite);
    }
    let weight = decimal(unsigned)?;
    if text.starts_with('-') && weight != Weight::ZERO { Err(WeightError::Negative) } else { Ok(weight) }
}

/// Digits of a radix without a sign.
fn integer(digits: &str, radix: u32) -> Result<Weight, WeightError> {
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return Err(WeightError::NotANumber);
    }
    let value = u64::from_str_radix(digits, radix).map_err(|_| WeightError::TooLarge)?;
    value.checked_mul(Weight::UNIT).map(Weight).filter(|&w| w <= Weight::MAX).ok_or(WeightError::TooLarge)
}

/// Digits with at most one point, and perhaps an exponent.
fn decimal(text: &str) -> Result<Weight, WeightError> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent_value(exponent)?),
        None => (text, 0),
    };
    let (integer, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{integer}{fraction}");
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(WeightError::NotANumber);
    }
    let (weight, exact) = Weight::from_digits(&digits, exponent.saturating_sub(fraction.len() as i64))?;
    // A weight that is not 0 must not become 0: the trait would never be drawn.
    if weight == Weight::ZERO && !exact { Err(WeightError::TooFine) } else { Ok(weight) }
}

fn exponent_value(text: &str) -> Result<i64, WeightError> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(WeightError::NotANumber);
    }
    // Beyond 64 bits the exact value does not matter any more.
    let size = digits.parse::<i64>().unwrap_or(i64::MAX);
    Ok(if text.starts_with('-') { -size } else { size })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_number_reads() {
        for (text, expected) in [
            ("50", "50"),
            ("50.", "50"),
            (".5", "0.5"),
            ("0.5", "0.5"),
            ("+3", "3"),
            ("-0", "0"),
            ("", "0"),
            (" \t\u{feff}7\u{a0}\n", "7"),
            ("1e3", "1000"),
            ("1E+3", "1000"),
            ("2.5e-1", "0.25"),
            ("0x10", "16"),
            ("0XfF", "255"),
            ("0o17", "15"),
            ("0b101", "5"),
            ("0.33333333333333333333", "0.333333333"),
        ] {
            assert_eq!(weight(text).map(|w| w.to_string()), Ok(expected.to_owned()), "{text:?}");
        }
    }

    #[test]
    fn refuses_what_cannot_be_a_weight() {
        for (text, error) in [
            ("50%", WeightError::NotANumber),
            ("fifty", WeightError::NotANumber),
            ("1_000", WeightError::NotANumber),
            ("infinity", WeightError::NotANumber),
            ("inf", WeightError::NotANumber),
            ("NaN", WeightError::NotANumber),
            ("0x", WeightError::NotANumber),
            ("-0x10", WeightError::NotANumber),
            ("0x+1", WeightError::NotANumber),
            ("1e", WeightError::NotANumber),
            ("1e5.0", WeightError::NotANumber),
            ("1 2", WeightError::NotANumber),
            (".", WeightError::NotANumber),
            ("e3", WeightError::NotANumber),
            ("+", WeightError::NotANumber),
            ("Infinity", WeightError::NotFinite),
            ("-Infinity", WeightError::NotFinite),
            ("-5", WeightError::Negative),
            ("1e400", WeightError::TooLarge),
            ("1e99999999999999999999", WeightError::TooLarge),
            ("0xffffffffffffffffff", WeightError::TooLarge),
            ("1e-10", WeightError::TooFine),
        ] {
            assert_eq!(weight(text), Err(error), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "[0-9a-fxobE+. -]{0,12}|\\PC{0,6}") {
            let _ = weight(&text);
        }
    }
}
