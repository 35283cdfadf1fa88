//! The numbers that blend formulas take and the one rounding of what they give, for scalars and vectors alike.
//!
//! The rounding rule: a product of two 8-bit fractions comes back to 8 bits by exact division by 255.
//!
//! `1 / 255` is `257 / 65536` but for one part in 65536, so `((x + 128) * 257) >> 16` is `round(x / 255)`, halves
//! up (there are none: 255 is odd). It holds for every `x` from 0 to 65025 = 255 * 255; the test looks at
//! each. `x + 128` fits 16 bits, and vector units have the upper half of a 16-bit product as one
//! instruction. The usual cheaper form, `(x + 255) >> 8`, is wrong by one for 18,760 of the 65,536 products.

use wide::u16x16;

/// One colour channel of one pixel, or of a vector of pixels; every value is 0..=255, colour at most its alpha.
#[derive(Clone, Copy)]
pub(super) struct Channel<V> {
    /// Source colour, premultiplied.
    pub s: V,
    /// Source alpha.
    pub sa: V,
    /// Destination colour, premultiplied.
    pub d: V,
    /// Destination alpha.
    pub da: V,
}

/// The largest numerator: 255 * 255, the fraction 1 times the fraction 1.
pub(super) const MAX_NUMERATOR: u32 = 255 * 255;

/// `round(x / 255)` for `x` in 0..=65025.
pub(super) fn div255(x: u32) -> u8 {
    debug_assert!(x <= MAX_NUMERATOR);
    (((x + 128) * 257) >> 16) as u8
}

/// [`div255`] in sixteen lanes.
#[inline(always)]
pub(super) fn div255_lanes(x: u16x16) -> u16x16 {
    (x + u16x16::splat(128)).mul_keep_high(u16x16::splat(257))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_numerator_is_rounded_to_nearest() {
        for x in 0..=MAX_NUMERATOR {
            let nearest = (x as f64 / 255.0).round() as u8;
            assert_eq!(div255(x), nearest, "{x}");
            assert_eq!(div255_lanes(u16x16::splat(x as u16)), u16x16::splat(nearest.into()), "{x}");
        }
    }
}
