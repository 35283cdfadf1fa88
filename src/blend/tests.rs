//! Holds the blend stage: the oracle against the specification, the kernels against the oracle.

use proptest::prelude::*;

use super::{BLOCK, BlendMode, Opacity, blend, scalar, spec};
use crate::canvas::{PremulPlanes, PremulPlanesMut, PremulRgba};

/// Alphas at and around the ends and the middle.
const ALPHAS: [u8; 6] = [0, 1, 127, 128, 254, 255];

/// Four planes that own their bytes.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
struct Planes {
    r: Vec<u8>,
    g: Vec<u8>,
    b: Vec<u8>,
    a: Vec<u8>,
}

impl Planes {
    fn of(pixels: impl IntoIterator<Item = PremulRgba>) -> Self {
        let mut planes = Self::default();
        for p in pixels {
            planes.push(p);
        }
        while !planes.a.len().is_multiple_of(BLOCK) {
            planes.push(PremulRgba::default());
        }
        planes
    }

    fn push(&mut self, p: PremulRgba) {
        self.r.push(p.r);
        self.g.push(p.g);
        self.b.push(p.b);
        self.a.push(p.a);
    }

    fn at(&self, i: usize) -> PremulRgba {
        PremulRgba { r: self.r[i], g: self.g[i], b: self.b[i], a: self.a[i] }
    }

    /// The planes from some pixel on, so that kernels meet every alignment.
    fn tail(&self, start: usize) -> PremulPlanes<'_> {
        PremulPlanes { r: &self.r[start..], g: &self.g[start..], b: &self.b[start..], a: &self.a[start..] }
    }

    fn tail_mut(&mut self, start: usize) -> PremulPlanesMut<'_> {
        let Self { r, g, b, a } = self;
        PremulPlanesMut { r: &mut r[start..], g: &mut g[start..], b: &mut b[start..], a: &mut a[start..] }
    }
}

/// Blends both ways, demands equal bytes and colour at most alpha, and gives the result.
fn blended(mode: BlendMode, opacity: Opacity, source: &Planes, destination: &Planes) -> Planes {
    let mut expected = destination.clone();
    scalar::blend(mode, opacity, source.tail(0), expected.tail_mut(0));
    let mut fast = destination.clone();
    blend(mode, opacity, source.tail(0), fast.tail_mut(0));
    for i in 0..expected.a.len() {
        let (s, d, result) = (source.at(i), destination.at(i), expected.at(i));
        assert_eq!(fast.at(i), result, "{mode:?} {opacity:?}: {s:?} on {d:?}");
        assert!(result.r.max(result.g).max(result.b) <= result.a, "{mode:?} {opacity:?}: {s:?} on {d:?}: {result:?}");
    }
    expected
}

/// Every pair of colours up to the given alphas. Red runs through all pairs; green and blue through the same
/// in other orders, so that modes which look at three channels meet many triples.
fn every_pair(sa: u8, da: u8) -> (Planes, Planes) {
    let pairs: Vec<(u8, u8)> = (0..=sa).flat_map(|s| (0..=da).map(move |d| (s, d))).collect();
    let pick = |i: usize, step: usize| pairs[(i * step + step) % pairs.len()];
    let pixels = |i: usize| {
        let (r, g, b) = (pairs[i], pick(i, 7919), pick(i, 104_729));
        (PremulRgba { r: r.0, g: g.0, b: b.0, a: sa }, PremulRgba { r: r.1, g: g.1, b: b.1, a: da })
    };
    let (source, destination): (Vec<_>, Vec<_>) = (0..pairs.len()).map(pixels).unzip();
    (Planes::of(source), Planes::of(destination))
}

#[test]
fn source_over_equals_the_oracle_for_every_valid_input() {
    for sa in 0..=255 {
        let (source, destination) = every_pair(sa, 255);
        blended(BlendMode::SourceOver, Opacity::FULL, &source, &destination);
    }
}

#[test]
fn every_mode_equals_the_oracle_for_every_pair_of_colours() {
    for (sa, da) in ALPHAS.iter().flat_map(|sa| ALPHAS.map(|da| (*sa, da))) {
        let (source, destination) = every_pair(sa, da);
        for (mode, _) in BlendMode::ALL {
            blended(mode, Opacity::FULL, &source, &destination);
        }
    }
}

#[test]
fn every_opacity_equals_the_oracle() {
    let (source, destination) = every_pair(255, 77);
    let (low, _) = every_pair(77, 255);
    for opacity in 0..=255 {
        let mode = BlendMode::ALL[usize::from(opacity) % BlendMode::ALL.len()].0;
        blended(mode, Opacity(opacity), &source, &destination);
        blended(BlendMode::SourceOver, Opacity(opacity), &low, &source);
    }
}

#[test]
fn the_oracle_is_the_specification_rounded_once() {
    // 0.501: halves are exact in the oracle but not in a chain of floating-point operations.
    for (sa, da) in ALPHAS.iter().flat_map(|sa| [0, 1, 3, 128, 200, 255].map(|da| (*sa, da))) {
        let (source, destination) = every_pair(sa, da);
        for i in (0..source.a.len()).step_by(if source.a.len() > 10_000 { 7 } else { 1 }) {
            let (s, d) = (source.at(i), destination.at(i));
            for (mode, _) in BlendMode::ALL {
                let got = scalar::blend_pixel(mode, Opacity::FULL, s, d);
                let exact = spec::composite(mode, s, d);
                for (got, exact) in [got.r, got.g, got.b, got.a].into_iter().zip(exact) {
                    assert!((f64::from(got) - exact).abs() < 0.501, "{mode:?}: {s:?} on {d:?}: {got} for {exact}");
                }
            }
        }
    }
}

/// Covers greys that meet white, where rounding decides if there is a range to divide by.
#[test]
fn greys_are_as_specified_at_every_alpha() {
    let (mut source, mut destination) = (vec![], vec![]);
    for (sa, da) in (1..=255).flat_map(|sa| (1..=255).map(move |da| (sa, da))) {
        for colour in [[0, 0, 0], [sa, sa / 2, 0], [sa; 3]] {
            for grey in [da, da / 2] {
                source.push(PremulRgba { r: colour[0], g: colour[1], b: colour[2], a: sa });
                destination.push(PremulRgba { r: grey, g: grey, b: grey, a: da });
            }
        }
    }
    let (source, destination) = (Planes::of(source), Planes::of(destination));
    for mode in [BlendMode::Hue, BlendMode::Saturation, BlendMode::Color, BlendMode::Luminosity] {
        let result = blended(mode, Opacity::FULL, &source, &destination);
        for i in 0..result.a.len() {
            let (s, d, got) = (source.at(i), destination.at(i), result.at(i));
            let exact = spec::composite(mode, s, d);
            for (got, exact) in [got.r, got.g, got.b, got.a].into_iter().zip(exact) {
                assert!((f64::from(got) - exact).abs() < 0.501, "{mode:?}: {s:?} on {d:?}: {got} for {exact}");
            }
        }
    }
}

#[test]
fn a_transparent_source_changes_nothing_where_the_mode_says_so() {
    let (_, destination) = every_pair(3, 200);
    let nothing = Planes::of((0..destination.a.len()).map(|_| PremulRgba::default()));
    let (faint, _) = every_pair(200, 3);
    for (mode, _) in BlendMode::ALL {
        let kept = blended(mode, Opacity::FULL, &nothing, &destination) == destination;
        assert_eq!(kept, mode.keeps_under_transparent(), "{mode:?}");
        let kept = blended(mode, Opacity(0), &faint, &destination) == destination;
        assert_eq!(kept, mode.keeps_under_transparent(), "{mode:?} at opacity 0");
    }
}

#[test]
fn a_transparent_destination_takes_the_source_in_source_over_and_every_blend_mode() {
    let (source, _) = every_pair(200, 3);
    let nothing = Planes::of((0..source.a.len()).map(|_| PremulRgba::default()));
    for (mode, _) in BlendMode::ALL {
        let operator = (mode as u8) < (BlendMode::Multiply as u8);
        if !operator || mode == BlendMode::SourceOver {
            assert_eq!(blended(mode, Opacity::FULL, &source, &nothing), source, "{mode:?}");
        }
    }
}

#[test]
fn opaque_pixels_come_out_where_the_mode_says_so() {
    let known = |opaque: bool| if opaque { &[255][..] } else { &ALPHAS[..] };
    let blended = |mode, s: u8, d: u8| {
        let [s, d] = [s, d].map(|a| PremulRgba { r: a, g: a / 2, b: 0, a });
        scalar::blend_pixel(mode, Opacity::FULL, s, d).a
    };
    for (mode, _) in BlendMode::ALL {
        for (destination, source) in [(false, false), (false, true), (true, false), (true, true)] {
            let mut pairs = known(source).iter().flat_map(|s| known(destination).iter().map(move |d| (*s, *d)));
            let always = pairs.all(|(s, d)| blended(mode, s, d) == 255);
            assert_eq!(mode.is_opaque_after(destination, source), always, "{mode:?} {destination} {source}");
        }
    }
}

#[test]
#[should_panic(expected = "one length")]
fn planes_of_different_lengths_are_refused() {
    let (source, mut destination) = (Planes::of([PremulRgba::default(); 64]), Planes::of([PremulRgba::default(); 32]));
    blend(BlendMode::Multiply, Opacity::FULL, source.tail(0), destination.tail_mut(0));
}

/// Some premultiplied pixel; the ends of the range come often.
fn pixel() -> impl Strategy<Value = PremulRgba> {
    let byte = || prop_oneof![2 => any::<u8>(), 1 => Just(0), 1 => Just(255)];
    (byte(), byte(), byte(), byte()).prop_map(|(r, g, b, a)| PremulRgba { r: r.min(a), g: g.min(a), b: b.min(a), a })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn any_planes_at_any_offset_equal_the_oracle(
        pixels in prop::collection::vec((pixel(), pixel()), 1..800),
        offsets in (0..40_usize, 0..40_usize),
        opacity: u8,
        mode in 0..BlendMode::ALL.len(),
    ) {
        let (mode, opacity) = (BlendMode::ALL[mode].0, Opacity(opacity));
        let (source, destination): (Vec<_>, Vec<_>) = pixels.into_iter().unzip();
        let (mut source, destination) = (Planes::of(source), Planes::of(destination));
        let expected = blended(mode, opacity, &source, &destination);

        // Shifted by some pixels, so that source and destination are aligned differently; what lies before stays.
        let shift = |planes: &mut Planes, by: usize| {
            for plane in [&mut planes.r, &mut planes.g, &mut planes.b, &mut planes.a] {
                plane.splice(0..0, std::iter::repeat_n(0xEE, by));
            }
        };
        let (mut shifted, mut shifted_expected) = (destination.clone(), expected);
        shift(&mut source, offsets.0);
        shift(&mut shifted, offsets.1);
        shift(&mut shifted_expected, offsets.1);
        blend(mode, opacity, source.tail(offsets.0), shifted.tail_mut(offsets.1));
        prop_assert_eq!(shifted, shifted_expected);
    }
}
