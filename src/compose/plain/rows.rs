//! Blends rows of pixels one pixel at a time, and passes over those of which the result is known beforehand.
//!
//! A clear pixel changes nothing in most modes, and an opaque one replaces what is below it in `source-over`. Most pixels of
//! a trait are one or the other. Both kinds are looked for a few pixels at a time.

use std::ops::Range;

use crate::blend::{BlendMode, Opacity, scalar, unpremultiply_pixel};
use crate::canvas::{PremulRgba, StraightRgba};
use crate::project::Style;

/// The bytes of a pixel.
pub type Rgba = [u8; 4];

/// Pixels that are looked at together: a cache line of them.
const TOGETHER: usize = 16;

/// The alphas of some pixels.
#[derive(PartialEq, Eq)]
enum Alphas {
    /// All are 0.
    Clear,
    /// All are 255.
    Opaque,
    /// Anything else.
    Mixed,
}

impl Alphas {
    fn of(pixels: &[Rgba; TOGETHER]) -> Self {
        let any = pixels.iter().fold(0, |any, pixel| any | pixel[3]);
        let all = pixels.iter().fold(255, |all, pixel| all & pixel[3]);
        match (any, all) {
            (0, _) => Self::Clear,
            (_, 255) => Self::Opaque,
            _ => Self::Mixed,
        }
    }
}

/// Blends a row of premultiplied pixels into another of the same length: [`scalar::blend_pixel`] for each.
pub(super) fn blend_row(style: Style, source: &[Rgba], row: &mut [Rgba]) {
    debug_assert_eq!(source.len(), row.len());
    let passes = style.blend.keeps_under_transparent();
    let covers = style.blend == BlendMode::SourceOver && style.opacity == Opacity::FULL;
    let each = |source: &[Rgba], row: &mut [Rgba]| {
        for (source, pixel) in source.iter().zip(row) {
            match source[3] {
                0 if passes => {}
                255 if covers => *pixel = *source,
                _ => *pixel = blended(style, *source, *pixel),
            }
        }
    };
    let (sources, source_end) = source.as_chunks();
    let (rows, row_end) = row.as_chunks_mut();
    for (source, row) in sources.iter().zip(rows) {
        match Alphas::of(source) {
            Alphas::Clear if passes => {}
            Alphas::Opaque if covers => *row = *source,
            _ => each(source, row),
        }
    }
    each(source_end, row_end);
}

fn blended(style: Style, source: Rgba, pixel: Rgba) -> Rgba {
    let PremulRgba { r, g, b, a } =
        scalar::blend_pixel(style.blend, style.opacity, premultiplied(source), premultiplied(pixel));
    [r, g, b, a]
}

/// Paints one colour under a row: `destination-over`. Opaque pixels hide it.
pub(super) fn paint_under(colour: Rgba, row: &mut [Rgba]) {
    let style = Style { blend: BlendMode::DestinationOver, opacity: Opacity::FULL };
    for pixel in row.iter_mut().filter(|pixel| pixel[3] != 255) {
        *pixel = blended(style, colour, *pixel);
    }
}

/// Divides colour by alpha, in place: [`unpremultiply_pixel`] for each. Opaque pixels stay as they are, and clear ones, which are
/// zeros.
pub(super) fn straighten(row: &mut [Rgba]) {
    let each = |row: &mut [Rgba]| {
        for pixel in row.iter_mut().filter(|pixel| !matches!(pixel[3], 0 | 255)) {
            let StraightRgba { r, g, b, a } = unpremultiply_pixel(premultiplied(*pixel));
            *pixel = [r, g, b, a];
        }
    };
    let (rows, end) = row.as_chunks_mut();
    rows.iter_mut().filter(|row| Alphas::of(row) == Alphas::Mixed).for_each(|row| each(row));
    each(end);
}

/// Returns the part of a row from the first pixel that is not clear to the last.
pub(super) fn shown(row: &[Rgba]) -> Range<u32> {
    let is_seen = |pixel: &Rgba| pixel[3] != 0;
    let Some(first) = row.iter().position(is_seen) else { return 0..0 };
    let end = row.iter().rposition(is_seen).map_or(0, |last| last + 1);
    first as u32..end as u32
}

fn premultiplied([r, g, b, a]: Rgba) -> PremulRgba {
    PremulRgba { r, g, b, a }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The simplest form: every pixel by itself.
    fn plainest(style: Style, source: &[Rgba], row: &[Rgba]) -> Vec<Rgba> {
        source.iter().zip(row).map(|(source, pixel)| blended(style, *source, *pixel)).collect()
    }

    fn check(style: Style, source: &[Rgba], row: &[Rgba]) {
        let mut found = row.to_vec();
        blend_row(style, source, &mut found);
        assert_eq!(found, plainest(style, source, row), "{style:?}");
    }

    fn styles() -> impl Iterator<Item = Style> {
        let modes = BlendMode::ALL.into_iter();
        modes.flat_map(|(blend, _)| [255, 0, 100].map(|opacity| Style { blend, opacity: Opacity(opacity) }))
    }

    /// Colours from none to all of an alpha.
    fn colours(a: u8) -> [Rgba; 3] {
        [[0, a / 3, a, a], [a, 0, a / 2, a], [a / 2, a, 0, a]]
    }

    /// Every pair of alphas, where the source is clear, opaque, or next to either.
    #[test]
    fn rows_are_blended_as_pixels_at_every_alpha() {
        for style in styles() {
            for a in [0, 1, 128, 254, 255] {
                let pairs = (0..=255).flat_map(|below| colours(a).into_iter().zip(colours(below)));
                let (source, row): (Vec<_>, Vec<_>) = pairs.unzip();
                check(style, &source, &row);
            }
        }
    }

    #[test]
    fn source_over_is_blended_as_pixels_for_every_pair_of_alphas() {
        let style = Style { blend: BlendMode::SourceOver, opacity: Opacity::FULL };
        for a in 0..=255 {
            let pairs = (0..=255).flat_map(|below| colours(a).into_iter().zip(colours(below)));
            let (source, row): (Vec<_>, Vec<_>) = pairs.unzip();
            check(style, &source, &row);
        }
    }

    #[test]
    fn every_premultiplied_pixel_is_straightened_as_by_itself() {
        for a in 0..=255 {
            let row: Vec<Rgba> = (0..=a).map(|c| [c, a - c, c / 2, a]).collect();
            let of_pixel = |pixel: &Rgba| {
                let StraightRgba { r, g, b, a } = unpremultiply_pixel(premultiplied(*pixel));
                [r, g, b, a]
            };
            let mut found = row.clone();
            straighten(&mut found);
            assert_eq!(found, row.iter().map(of_pixel).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_colour_is_painted_under_every_pixel() {
        let style = Style { blend: BlendMode::DestinationOver, opacity: Opacity::FULL };
        for (colour, a) in
            [[0, 0, 0, 0], [9, 200, 17, 255], [1, 2, 3, 4]].into_iter().flat_map(|c| (0..=255).map(move |a| (c, a)))
        {
            let row: Vec<Rgba> = (0..=a).map(|c| [c, a - c, 0, a]).collect();
            let mut found = row.clone();
            paint_under(colour, &mut found);
            assert_eq!(found, plainest(style, &vec![colour; row.len()], &row));
        }
    }

    /// Runs of clear, opaque and other pixels, so that blocks of one kind meet and are cut.
    fn row() -> impl Strategy<Value = Vec<Rgba>> {
        let alpha = prop_oneof![Just(0_u8), Just(255), any::<u8>()];
        let run = (alpha, any::<[u8; 3]>(), 1..40_usize);
        let of_run = |(a, [r, g, b], count): (u8, [u8; 3], usize)| vec![[r.min(a), g.min(a), b.min(a), a]; count];
        prop::collection::vec(run.prop_map(of_run), 1..12).prop_map(|runs| runs.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn any_rows_are_blended_and_straightened_as_pixels(
            source in row(),
            below in row(),
            mode in 0..BlendMode::ALL.len(),
            opacity in prop_oneof![Just(255_u8), any::<u8>()],
        ) {
            let length = source.len().min(below.len());
            let style = Style { blend: BlendMode::ALL[mode].0, opacity: Opacity(opacity) };
            check(style, &source[..length], &below[..length]);
            let mut found = below.clone();
            straighten(&mut found);
            for (found, pixel) in found.into_iter().zip(&below) {
                let StraightRgba { r, g, b, a } = unpremultiply_pixel(premultiplied(*pixel));
                prop_assert_eq!(found, [r, g, b, a]);
            }
            let Range { start, end } = shown(&source);
            for (at, pixel) in source.iter().enumerate() {
                let is_inside = (start as usize..end as usize).contains(&at);
                prop_assert!(is_inside || *pixel == [0; 4], "{at} is outside of {start}..{end}");
            }
        }
    }
}
