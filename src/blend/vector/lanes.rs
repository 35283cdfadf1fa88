//! Widening bytes to the lanes a formula computes in, and back.
//!
//! A blend does not depend on the lane that a pixel sits in, so bytes are not unpacked in order but taken
//! apart in place: a 16-bit lane holds two pixels, a 32-bit lane four. That costs one mask or shift where
//! ordered unpacking on AVX2 costs a shuffle and, on the way back, a pack and a permute.

use wide::{f32x8, i32x8, u8x32, u16x16};

use super::super::arithmetic::div255_lanes;

/// 32 pixels of a channel as two vectors of 16-bit lanes.
#[derive(Clone, Copy)]
pub(in crate::blend) struct Halves {
    /// The pixels in the low byte of each lane.
    pub low: u16x16,
    /// The pixels in the high byte of each lane.
    pub high: u16x16,
}

impl Halves {
    #[inline(always)]
    pub fn split(bytes: u8x32) -> Self {
        let lanes: u16x16 = wide::bytemuck::cast(bytes);
        Self { low: lanes & u16x16::splat(0x00FF), high: lanes >> 8 }
    }

    /// Divides numerators (0..=65025) by 255, rounded, and puts the pixels back in place.
    #[inline(always)]
    pub fn div255_join(self) -> u8x32 {
        wide::bytemuck::cast(div255_lanes(self.low) | (div255_lanes(self.high) << 8))
    }
}

/// 32 pixels of a channel as four vectors of real numbers.
#[derive(Clone, Copy)]
pub(in crate::blend) struct Quarters(pub [f32x8; 4]);

impl Quarters {
    #[inline(always)]
    pub fn split(bytes: u8x32) -> Self {
        let lanes: i32x8 = wide::bytemuck::cast(bytes);
        let byte = i32x8::splat(0xFF);
        Self([0, 8, 16, 24].map(|shift| f32x8::from_i32x8((lanes >> shift) & byte)))
    }

    /// Divides numerators (0..=65025) by 255, rounded, and puts the pixels back in place.
    #[inline(always)]
    pub fn div255_join(self) -> u8x32 {
        Self(self.0.map(|x| x / f32x8::splat(255.0) + f32x8::splat(0.5))).join()
    }

    /// Cuts numbers (0..256) down to whole ones and puts the pixels back in place.
    #[inline(always)]
    pub fn join(self) -> u8x32 {
        let [a, b, c, d] = self.0.map(|x| x.fast_trunc_int());
        wide::bytemuck::cast((a | (b << 8)) | ((c << 16) | (d << 24)))
    }
}
