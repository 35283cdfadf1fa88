//! The fast form of [`super::scalar`]: the same formulas over 32 pixels at a time, through `wide`.
//!
//! `blocks` walks the planes, `lanes` widens bytes and narrows results, the other files hold one family of
//! formulas each. Every mode gives the oracle's bytes exactly; `blend/tests.rs` compares them.

mod blocks;
mod integer;
mod lanes;
mod non_separable;
mod opacity;
mod real;
mod source_over;

use wide::u16x16;

use self::integer::{porter_duff, separable};
use super::{BlendMode, Opacity};
use crate::canvas::{PremulPlanes, PremulPlanesMut};

pub use blocks::BLOCK;
pub(super) use lanes::{Halves, Quarters};
pub(super) use opacity::scale;

/// Blends `source` into `destination`, pixel by pixel: the fast form, equal to [`super::scalar::blend`].
///
/// All eight planes have one length, a multiple of [`BLOCK`] pixels. Pixels are premultiplied: colour is at
/// most alpha, before and after.
///
/// # Panics
/// When the lengths are not as said.
pub fn blend(mode: BlendMode, opacity: Opacity, source: PremulPlanes<'_>, destination: PremulPlanesMut<'_>) {
    if opacity == Opacity::FULL {
        blend_full(mode, source, destination);
    } else {
        opacity::with_scaled(opacity, source, destination, |source, destination| blend_full(mode, source, destination));
    }
}

/// One line a mode; the formulas are those of the oracle.
fn blend_full(mode: BlendMode, source: PremulPlanes<'_>, destination: PremulPlanesMut<'_>) {
    use BlendMode as M;
    let (s, d) = (source, destination);
    let none = u16x16::splat(0);
    let all = u16x16::splat(255);
    match mode {
        M::SourceOver => source_over::source_over(s, d),
        M::SourceIn => porter_duff(s, d, |_, da| (da, none)),
        M::SourceOut => porter_duff(s, d, |_, da| (all - da, none)),
        M::SourceAtop => porter_duff(s, d, |sa, da| (da, all - sa)),
        M::DestinationOver => porter_duff(s, d, |_, da| (all - da, all)),
        M::DestinationIn => porter_duff(s, d, |sa, _| (none, sa)),
        M::DestinationOut => porter_duff(s, d, |sa, _| (none, all - sa)),
        M::DestinationAtop => porter_duff(s, d, |sa, da| (all - da, sa)),
        M::Lighter => integer::lighter(s, d),
        M::Copy => integer::copy(s, d),
        M::Xor => porter_duff(s, d, |sa, da| (all - da, all - sa)),
        M::Multiply => separable(s, d, integer::multiply),
        M::Screen => separable(s, d, integer::screen),
        M::Overlay => separable(s, d, integer::overlay),
        M::Darken => separable(s, d, integer::darken),
        M::Lighten => separable(s, d, integer::lighten),
        M::ColorDodge => real::separable(s, d, real::color_dodge),
        M::ColorBurn => real::separable(s, d, real::color_burn),
        M::HardLight => separable(s, d, integer::hard_light),
        M::SoftLight => real::separable(s, d, real::soft_light),
        M::Difference => separable(s, d, integer::difference),
        M::Exclusion => separable(s, d, integer::exclusion),
        M::Hue => non_separable::non_separable(s, d, non_separable::hue),
        M::Saturation => non_separable::non_separable(s, d, non_separable::saturation),
        M::Color => non_separable::non_separable(s, d, non_separable::color),
        M::Luminosity => non_separable::non_separable(s, d, non_separable::luminosity),
    }
}
