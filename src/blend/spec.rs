//! The specification itself, in double precision on straight colour, to check the oracle against.
//!
//! Written from W3C Compositing and Blending Level 1 without any of the rearrangements that make the real
//! formulas exact or fast; only for tests.

use super::BlendMode;
use crate::canvas::PremulRgba;

/// The premultiplied result, in 0..=1 times 255, not rounded.
pub(super) fn composite(mode: BlendMode, source: PremulRgba, destination: PremulRgba) -> [f64; 4] {
    let (sa, da) = (f64::from(source.a) / 255.0, f64::from(destination.a) / 255.0);
    let (cs, cd) = (straight(source), straight(destination));
    let (fs, fd) = fractions(mode, sa, da);
    let mixed = blend(mode, cs, cd);
    let mut out = [0.0; 4];
    for k in 0..3 {
        // Section 5.8: Cs = (1 - ab) Cs + ab B(Cb, Cs), then the operator on the result.
        let cs = (1.0 - da) * cs[k] + da * mixed[k];
        out[k] = 255.0 * (sa * fs * cs + da * fd * cd[k]).min(1.0);
    }
    out[3] = 255.0 * (sa * fs + da * fd).min(1.0);
    out
}

fn straight(pixel: PremulRgba) -> [f64; 3] {
    let alpha = f64::from(pixel.a.max(1));
    [pixel.r, pixel.g, pixel.b].map(|v| f64::from(v) / alpha)
}

/// Section 9.1: the operator's `Fa` and `Fb`. Blend modes composite by source-over.
fn fractions(mode: BlendMode, sa: f64, da: f64) -> (f64, f64) {
    use BlendMode as M;
    match mode {
        M::SourceIn => (da, 0.0),
        M::SourceOut => (1.0 - da, 0.0),
        M::SourceAtop => (da, 1.0 - sa),
        M::DestinationOver => (1.0 - da, 1.0),
        M::DestinationIn => (0.0, sa),
        M::DestinationOut => (0.0, 1.0 - sa),
        M::DestinationAtop => (1.0 - da, sa),
        M::Lighter => (1.0, 1.0),
        M::Copy => (1.0, 0.0),
        M::Xor => (1.0 - da, 1.0 - sa),
        _ => (1.0, 1.0 - sa),
    }
}

/// Section 10: `B(Cb, Cs)`; the source itself for the operators.
fn blend(mode: BlendMode, cs: [f64; 3], cb: [f64; 3]) -> [f64; 3] {
    use BlendMode as M;
    match mode {
        M::Hue => set_lum(set_sat(cs, sat(cb)), lum(cb)),
        M::Saturation => set_lum(set_sat(cb, sat(cs)), lum(cb)),
        M::Color => set_lum(cs, lum(cb)),
        M::Luminosity => set_lum(cb, lum(cs)),
        _ => [0, 1, 2].map(|k| separable(mode, cs[k], cb[k])),
    }
}

fn separable(mode: BlendMode, cs: f64, cb: f64) -> f64 {
    use BlendMode as M;
    match mode {
        M::Multiply => cs * cb,
        M::Screen => cb + cs - cb * cs,
        M::Overlay => separable(M::HardLight, cb, cs),
        M::Darken => cs.min(cb),
        M::Lighten => cs.max(cb),
        M::ColorDodge if cb == 0.0 => 0.0,
        M::ColorDodge if cs == 1.0 => 1.0,
        M::ColorDodge => (cb / (1.0 - cs)).min(1.0),
        M::ColorBurn if cb == 1.0 => 1.0,
        M::ColorBurn if cs == 0.0 => 0.0,
        M::ColorBurn => 1.0 - ((1.0 - cb) / cs).min(1.0),
        M::HardLight if cs <= 0.5 => cb * 2.0 * cs,
        M::HardLight => separable(M::Screen, 2.0 * cs - 1.0, cb),
        M::SoftLight if cs <= 0.5 => cb - (1.0 - 2.0 * cs) * cb * (1.0 - cb),
        M::SoftLight => {
            let d = if cb <= 0.25 { ((16.0 * cb - 12.0) * cb + 4.0) * cb } else { cb.sqrt() };
            cb + (2.0 * cs - 1.0) * (d - cb)
        }
        M::Difference => (cb - cs).abs(),
        M::Exclusion => cb + cs - 2.0 * cb * cs,
        _ => cs,
    }
}

fn lum([r, g, b]: [f64; 3]) -> f64 {
    0.3 * r + 0.59 * g + 0.11 * b
}

fn clip_color(mut colour: [f64; 3]) -> [f64; 3] {
    let l = lum(colour);
    let n = colour.iter().copied().fold(f64::INFINITY, f64::min);
    let x = colour.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if n < 0.0 {
        colour = colour.map(|c| l + (c - l) * l / (l - n));
    }
    if x > 1.0 {
        colour = colour.map(|c| l + (c - l) * (1.0 - l) / (x - l));
    }
    colour
}

fn set_lum(colour: [f64; 3], l: f64) -> [f64; 3] {
    let d = l - lum(colour);
    clip_color(colour.map(|c| c + d))
}

fn sat([r, g, b]: [f64; 3]) -> f64 {
    r.max(g).max(b) - r.min(g).min(b)
}

/// The specification's form: by the order of the three channels.
fn set_sat(colour: [f64; 3], s: f64) -> [f64; 3] {
    let mut order = [0, 1, 2];
    order.sort_by(|i, k| colour[*i].total_cmp(&colour[*k]));
    let [min, mid, max] = order;
    let mut out = [0.0; 3];
    if colour[max] > colour[min] {
        out[mid] = (colour[mid] - colour[min]) * s / (colour[max] - colour[min]);
        out[max] = s;
    }
    out
}
