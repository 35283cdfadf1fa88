//! Between straight pixels, which PNG stores, and premultiplied ones, which blending takes.
//!
//! Premultiplying is where "colour is at most alpha" is established. Unpremultiplying divides, and is done
//! once per finished tile; most blocks of a picture are opaque or empty and need no division.

use wide::{f32x8, u8x32};

use super::arithmetic::div255;
use super::vector::{BLOCK, Halves, Quarters, scale};
use crate::canvas::{PremulPlanes, PremulPlanesMut, PremulRgba, StraightPlanes, StraightPlanesMut, StraightRgba};

/// Colour times alpha: `round(c * a / 255)`.
pub fn premultiply_pixel(pixel: StraightRgba) -> PremulRgba {
    let times_alpha = |c: u8| div255(u32::from(c) * u32::from(pixel.a));
    PremulRgba { r: times_alpha(pixel.r), g: times_alpha(pixel.g), b: times_alpha(pixel.b), a: pixel.a }
}

/// Colour divided by alpha: `round(255 * c / a)`, halves up, at most 255. Transparent pixels become 0, 0, 0, 0.
pub fn unpremultiply_pixel(pixel: PremulRgba) -> StraightRgba {
    if pixel.a == 0 {
        return StraightRgba::default();
    }
    let alpha = u32::from(pixel.a);
    let by_alpha = |c: u8| ((255 * u32::from(c) + alpha / 2) / alpha).min(255) as u8;
    StraightRgba { r: by_alpha(pixel.r), g: by_alpha(pixel.g), b: by_alpha(pixel.b), a: pixel.a }
}

/// [`premultiply_pixel`] over planes: one length, a multiple of [`BLOCK`] pixels.
///
/// # Panics
/// When the lengths are not as said.
pub fn premultiply(straight: StraightPlanes<'_>, premultiplied: PremulPlanesMut<'_>) {
    premultiplied.a.copy_from_slice(straight.a);
    let (alphas, len) = (straight.a.as_chunks().0, straight.a.len());
    let pairs = [(straight.r, premultiplied.r), (straight.g, premultiplied.g), (straight.b, premultiplied.b)];
    for (from, to) in pairs {
        let (from, to) = (blocks(from, len), blocks_mut(to, len));
        for ((to, from), alpha) in to.iter_mut().zip(from).zip(alphas) {
            *to = scale((*from).into(), Halves::split((*alpha).into())).to_array();
        }
    }
}

/// [`unpremultiply_pixel`] over planes: one length, a multiple of [`BLOCK`] pixels.
///
/// # Panics
/// When the lengths are not as said.
pub fn unpremultiply(premultiplied: PremulPlanes<'_>, straight: StraightPlanesMut<'_>) {
    straight.a.copy_from_slice(premultiplied.a);
    let (alphas, len) = (premultiplied.a.as_chunks().0, premultiplied.a.len());
    let from = [premultiplied.r, premultiplied.g, premultiplied.b].map(|plane| blocks(plane, len));
    let mut to = [straight.r, straight.g, straight.b].map(|plane| blocks_mut(plane, len));
    for (i, alpha) in alphas.iter().enumerate() {
        if *alpha == [255; BLOCK] {
            for k in 0..3 {
                to[k][i] = from[k][i];
            }
        } else if *alpha == [0; BLOCK] {
            for plane in &mut to {
                plane[i] = [0; BLOCK];
            }
        } else {
            let factors = Reciprocals::of((*alpha).into());
            for k in 0..3 {
                to[k][i] = factors.divide(from[k][i].into()).to_array();
            }
        }
    }
}

/// `255 / a` of 32 pixels, and 0 where `a` is 0.
struct Reciprocals([f32x8; 4]);

impl Reciprocals {
    #[inline(always)]
    fn of(alpha: u8x32) -> Self {
        Self(Quarters::split(alpha).0.map(|a| {
            let factor = f32x8::splat(255.0) / a.fast_max(f32x8::ONE);
            a.simd_gt(f32x8::ZERO).select(factor, f32x8::ZERO)
        }))
    }

    /// `c * (255 / a)`, rounded to nearest with halves up.
    ///
    /// Rounding 255 / a first can leave an exact half a little low, by less than 255 * 2^-23. So a
    /// little more than a half is added: 2^-10 of it mends that, and cannot lift any other
    /// quotient over the edge, as those are 1/510 or more away from it. The test looks at every pair.
    #[inline(always)]
    fn divide(&self, colour: u8x32) -> u8x32 {
        let half = f32x8::splat(0.5 + 1.0 / 1024.0);
        let most = f32x8::splat(255.0);
        let mut colour = Quarters::split(colour);
        for (c, factor) in colour.0.iter_mut().zip(&self.0) {
            *c = (*c * *factor + half).fast_min(most);
        }
        colour.join()
    }
}

/// A plane of `len` pixels in whole blocks.
fn blocks(plane: &[u8], len: usize) -> &[[u8; BLOCK]] {
    check_len(plane.len(), len);
    plane.as_chunks().0
}

fn blocks_mut(plane: &mut [u8], len: usize) -> &mut [[u8; BLOCK]] {
    check_len(plane.len(), len);
    plane.as_chunks_mut().0
}

fn check_len(found: usize, len: usize) {
    assert!(
        found == len && len.is_multiple_of(BLOCK),
        "planes of {len} pixels in whole blocks of {BLOCK}, not {found}"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every colour under every alpha, 256 pixels an alpha; with `valid`, only colours up to the alpha.
    fn every_pair(valid: bool) -> (Vec<u8>, Vec<u8>) {
        (0..=255u8).flat_map(|a| (0..=255u8).map(move |c| (if valid { c.min(a) } else { c }, a))).unzip()
    }

    #[test]
    fn premultiplying_planes_equals_pixels_for_every_pair() {
        let (c, a) = every_pair(false);
        let mut out = [vec![9; c.len()], vec![9; c.len()], vec![9; c.len()], vec![9; c.len()]];
        let [r, g, b, alpha] = &mut out;
        premultiply(StraightPlanes { r: &c, g: &a, b: &c, a: &a }, PremulPlanesMut { r, g, b, a: alpha });
        for i in 0..c.len() {
            let pixel = premultiply_pixel(StraightRgba { r: c[i], g: a[i], b: c[i], a: a[i] });
            assert_eq!([pixel.r, pixel.g, pixel.b, pixel.a], [out[0][i], out[1][i], out[2][i], out[3][i]]);
            assert!(pixel.r <= pixel.a);
        }
    }

    #[test]
    fn unpremultiplying_planes_equals_pixels_for_every_pair() {
        for valid in [true, false] {
            let (c, a) = every_pair(valid);
            // A second order of pixels, so that alphas meet in one block as well as alone.
            let shuffled: Vec<usize> = (0..c.len()).map(|i| i * 40_503 % c.len()).collect();
            for order in [(0..c.len()).collect(), shuffled] {
                let c: Vec<u8> = order.iter().map(|i: &usize| c[*i]).collect();
                let a: Vec<u8> = order.iter().map(|i| a[*i]).collect();
                let mut out = [vec![9; c.len()], vec![9; c.len()], vec![9; c.len()], vec![9; c.len()]];
                let [r, g, b, alpha] = &mut out;
                unpremultiply(PremulPlanes { r: &c, g: &c, b: &a, a: &a }, StraightPlanesMut { r, g, b, a: alpha });
                for i in 0..c.len() {
                    let pixel = unpremultiply_pixel(PremulRgba { r: c[i], g: c[i], b: a[i], a: a[i] });
                    assert_eq!([pixel.r, pixel.g, pixel.b, pixel.a], [out[0][i], out[1][i], out[2][i], out[3][i]]);
                }
            }
        }
    }

    #[test]
    fn premultiplying_again_gives_the_same_bytes() {
        for a in 0..=255u8 {
            for c in 0..=a {
                let pixel = PremulRgba { r: c, g: a, b: 0, a };
                assert_eq!(premultiply_pixel(unpremultiply_pixel(pixel)), pixel);
            }
        }
    }
}
