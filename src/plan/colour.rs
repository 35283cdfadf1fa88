//! Backgrounds: the colour of an edition from the project's rule, and colours as text.
//!
//! Drawing and plan files both need it; the arithmetic is a contract like `rng`.

use super::rng::Stream;
use crate::canvas::StraightRgba;
use crate::project::Background;

/// The word of plan files for "no background".
pub const TRANSPARENT: &str = "transparent";

/// The background of one edition; `None` is transparent. A hue is always taken from the stream, so that
/// the picks after it do not depend on the kind of background.
pub fn background(background: Background, stream: &mut Stream) -> Option<StraightRgba> {
    let hue = stream.below(360) as u16;
    match background {
        Background::Transparent => None,
        Background::Solid(colour) => (colour.a > 0).then_some(colour),
        Background::RandomHue { lightness } => Some(full_saturation(hue, lightness)),
    }
}

/// The opaque colour `hsl(hue, 100%, lightness)`.
///
/// `hue` in degrees, 0..=359; `lightness` in tenths of a percent, 0..=1000. The formula is that of CSS Color 4
/// section 7.1 with saturation 1, in whole numbers: with `a = min(l, 1 - l)` and
/// `k = (n + hue / 30) mod 12`, a channel is `l - a * max(-1, min(k - 3, 9 - k, 1))`, `n` being 0 for red, 8 for
/// green, 4 for blue; times 255, rounded to the nearest, halves up.
pub fn full_saturation(hue: u16, lightness: u16) -> StraightRgba {
    debug_assert!(hue < 360 && lightness <= 1000);
    let (hue, l) = (i64::from(hue), i64::from(lightness));
    let a = l.min(1000 - l);
    let channel = |n: i64| {
        // k in thirtieths; so the value is in 1/30,000.
        let k = (30 * n + hue) % 360;
        let value = 30 * l - a * (k - 90).min(270 - k).clamp(-30, 30);
        ((2 * 255 * value + 30_000) / 60_000) as u8
    };
    StraightRgba { r: channel(0), g: channel(8), b: channel(4), a: 255 }
}

/// A background as a plan file writes it: `#rrggbb`, `#rrggbbaa` if not opaque, or [`TRANSPARENT`].
pub fn to_text(background: Option<StraightRgba>) -> String {
    match background {
        None => TRANSPARENT.to_owned(),
        Some(StraightRgba { r, g, b, a: 255 }) => format!("#{r:02x}{g:02x}{b:02x}"),
        Some(StraightRgba { r, g, b, a }) => format!("#{r:02x}{g:02x}{b:02x}{a:02x}"),
    }
}

/// Reads what [`to_text`] writes, in either case; the outer `None` says it is something else.
/// A colour with alpha 0 is transparent.
pub fn from_text(text: &str) -> Option<Option<StraightRgba>> {
    if text.eq_ignore_ascii_case(TRANSPARENT) {
        return Some(None);
    }
    let digits = text.strip_prefix('#')?;
    if !matches!(digits.len(), 6 | 8) || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let value = u32::from_str_radix(digits, 16).ok()?;
    let [r, g, b, a] = if digits.len() == 6 { (value << 8 | 0xff).to_be_bytes() } else { value.to_be_bytes() };
    Some((a > 0).then_some(StraightRgba { r, g, b, a }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The CSS formula in floating point.
    fn css(hue: u16, lightness: u16) -> [f64; 3] {
        let l = f64::from(lightness) / 1000.0;
        [0.0, 8.0, 4.0].map(|n| {
            let k = (n + f64::from(hue) / 30.0) % 12.0;
            255.0 * (l - l.min(1.0 - l) * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0))
        })
    }

    #[test]
    fn every_colour_is_the_css_colour_rounded() {
        for hue in 0..360 {
            for lightness in 0..=1000 {
                let c = full_saturation(hue, lightness);
                for (got, exact) in [c.r, c.g, c.b].into_iter().zip(css(hue, lightness)) {
                    let error = f64::from(got) - exact;
                    // Halves go up: the error lies in (-0.5, 0.5], up to what the doubles lose.
                    assert!(error > -0.5 + -1e-9 && error <= 0.5 + 1e-9, "hue {hue}, lightness {lightness}");
                }
            }
        }
    }

    #[test]
    fn known_colours() {
        let rgb = |hue, lightness| to_text(Some(full_saturation(hue, lightness)));
        assert_eq!(rgb(0, 500), "#ff0000");
        assert_eq!(rgb(120, 500), "#00ff00");
        assert_eq!(rgb(240, 500), "#0000ff");
        assert_eq!(rgb(60, 500), "#ffff00");
        // 80 %, as HashLips has it by default; 0.6 * 255 = 153.
        assert_eq!(rgb(0, 800), "#ff9999");
        assert_eq!((rgb(77, 0), rgb(77, 1000)), ("#000000".into(), "#ffffff".into()));
        // A half: red 0.5 * 255 = 127.5 goes up.
        assert_eq!(rgb(0, 250), "#800000");
    }

    #[test]
    fn text_round_trips() {
        for text in ["#0a0b0c", "#0a0b0c7f", TRANSPARENT] {
            assert_eq!(from_text(text).map(to_text).as_deref(), Some(text));
        }
        assert_eq!(from_text("#AABBCC00"), Some(None));
        for wrong in ["", "#", "red", "#12345", "#+12345", "#1234567", "#éé123"] {
            assert_eq!(from_text(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_invisible_solid_is_transparent() {
        let mut stream = super::super::Seed::new("").stream(1);
        let clear = StraightRgba { r: 9, g: 9, b: 9, a: 0 };
        assert_eq!(background(Background::Solid(clear), &mut stream), None);
        let half = StraightRgba { a: 128, ..clear };
        assert_eq!(background(Background::Solid(half), &mut stream), Some(half));
    }
}
