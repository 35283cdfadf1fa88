//! Colours as configurations write them.

use super::problem::Problem;
use crate::canvas::StraightRgba;
use crate::project::Background;

/// The colour of any CSS notation: names, `#rgb`, `rgb()`, `hsl()` and the rest of CSS Color 4.
/// `None` for any other text.
pub(super) fn css(text: &str) -> Option<StraightRgba> {
    let [r, g, b, a] = csscolorparser::parse(text).ok()?.to_rgba8();
    Some(StraightRgba { r, g, b, a })
}

/// A background of random hue from HSL lightness in percent.
///
/// # Errors
/// A lightness that is not 0 to 100.
pub(super) fn random_hue(percent: f64) -> Result<Background, Problem> {
    if !(0.0..=100.0).contains(&percent) {
        return Err(Problem::of_value(format!("is {percent}, but a lightness is from 0 to 100 percent")));
    }
    // In range: 0..=1000.
    Ok(Background::RandomHue { lightness: (percent * 10.0).round() as u16 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_css_colours() {
        for (text, rgba) in [
            ("#000000", [0, 0, 0, 255]),
            ("#0f08", [0, 255, 0, 136]),
            ("White", [255, 255, 255, 255]),
            ("transparent", [0, 0, 0, 0]),
            ("rgb(1, 2, 3)", [1, 2, 3, 255]),
            ("hsl(120, 100%, 50%)", [0, 255, 0, 255]),
        ] {
            let [r, g, b, a] = rgba;
            assert_eq!(css(text), Some(StraightRgba { r, g, b, a }), "{text}");
        }
        for bad in ["", "whitish", "#12"] {
            assert!(css(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn lightness_is_in_tenths_of_a_percent() {
        assert_eq!(random_hue(80.0), Ok(Background::RandomHue { lightness: 800 }));
        assert_eq!(random_hue(33.35), Ok(Background::RandomHue { lightness: 334 }));
        assert!(random_hue(100.1).is_err() && random_hue(f64::NAN).is_err());
    }
}
