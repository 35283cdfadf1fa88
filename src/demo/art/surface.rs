//! Surfaces: patterns wrapped around the ball, in light and dark tints that suit every planet.
//!
//! Each point of the disc is taken to the point of the sphere that is seen there, so bands bend and
//! craters narrow towards the rim.

use super::super::colour::Colour;
use super::super::noise::{clouds, noise, scatter};
use super::super::paint::{Canvas, ease};
use super::super::shape::Point;
use super::palette::{CENTRE, CREAM, PLUM, RADIUS, WHITE, disc};
use super::{Trait, painted};

/// A point of the unit sphere: x right, y down, z towards the viewer.
type Spot = [f32; 3];

pub static SURFACES: &[Trait] = &[
    painted("Continents", 16, |c| wrap(c, continents)),
    painted("Bands", 14, |c| wrap(c, bands)),
    painted("Craters", 14, |c| wrap(c, craters)),
    painted("Freckles", 10, |c| wrap(c, freckles)),
    painted("Ice Caps", 10, |c| wrap(c, ice_caps)),
    painted("Marble", 8, |c| wrap(c, marble)),
    painted("Great Storm", 6, |c| wrap(c, great_storm)),
];

fn wrap(c: &mut Canvas, pattern: fn(Spot) -> Colour) {
    c.fill(&disc(), |point: Point| {
        let (x, y) = ((point.x - CENTRE.x) / RADIUS, (point.y - CENTRE.y) / RADIUS);
        pattern([x, y, (1.0 - x * x - y * y).max(0.0).sqrt()])
    });
}

fn dot(a: Spot, b: Spot) -> f32 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// The north pole: tilted to the right and a little towards the viewer.
const POLE: Spot = [0.27, -0.93, 0.25];

/// 0 below `edge`, 1 above, smooth over `width` to both sides.
fn step(value: f32, edge: f32, width: f32) -> f32 {
    ease(((value - edge) / (2.0 * width) + 0.5).clamp(0.0, 1.0))
}

fn continents(spot: Spot) -> Colour {
    let height = clouds(spot.map(|v| v * 2.1 + 5.3), 33);
    let (shelf, land, hills) = (step(height, 0.475, 0.010), step(height, 0.515, 0.007), step(height, 0.60, 0.008));
    let coast = CREAM.faded(0.18 * shelf);
    PLUM.faded(0.10 * hills).over(CREAM.faded(0.52 * land).over(coast))
}

/// The latitude of a spot, -1..=1 from south to north, with a ripple along the parallels.
fn latitude(spot: Spot, ripple: f32) -> f32 {
    let north = dot(spot, POLE);
    north + ripple * (clouds([spot[0] * 1.6, north * 5.0, spot[2] * 1.6], 4) - 0.5)
}

fn bands(spot: Spot) -> Colour {
    const EDGES: [(f32, f32); 6] =
        [(-0.86, 0.34), (-0.55, -0.10), (-0.38, 0.42), (-0.06, 0.16), (0.34, 0.46), (0.66, -0.10)];
    let north = latitude(spot, 0.16);
    let mut colour = Colour::CLEAR;
    for (i, (low, tint)) in EDGES.iter().enumerate() {
        let high = EDGES.get(i + 1).map_or(0.86, |next| next.0);
        let inside = step(north, *low, 0.012) * (1.0 - step(north, high - 0.04, 0.012));
        let shade = if *tint < 0.0 { PLUM.faded(-tint * inside) } else { CREAM.faded(tint * inside) };
        colour = shade.over(colour);
    }
    colour
}

fn craters(spot: Spot) -> Colour {
    const BOWLS: [(f32, f32, f32); 11] = [
        (-0.62, -0.42, 0.20),
        (0.50, -0.58, 0.15),
        (0.76, 0.12, 0.17),
        (-0.10, -0.74, 0.10),
        (-0.80, 0.22, 0.13),
        (-0.45, 0.66, 0.19),
        (0.38, 0.66, 0.14),
        (0.02, 0.82, 0.09),
        (-0.30, -0.62, 0.06),
        (0.66, -0.25, 0.07),
        (0.62, 0.48, 0.06),
    ];
    let mut colour = Colour::CLEAR;
    for (x, y, size) in BOWLS {
        let centre = [x, y, (1.0_f32 - x * x - y * y).sqrt()];
        let apart = |shift: f32| {
            let offset = [spot[0] - centre[0] - shift, spot[1] - centre[1] - shift, spot[2] - centre[2]];
            dot(offset, offset).sqrt() / size
        };
        let lip = 1.0 - step(apart(0.018), 1.04, 0.05);
        let bowl = 1.0 - step(apart(0.0), 1.0, 0.05);
        let floor = 1.0 - step(apart(0.22 * size), 0.86, 0.06);
        colour = PLUM.faded(bowl * (0.36 - 0.16 * floor)).over(CREAM.faded(0.45 * lip).over(colour));
    }
    colour
}

fn freckles(spot: Spot) -> Colour {
    // Dots along a spiral from pole to pole lie evenly; a turn of the golden angle is this direction.
    let golden = (-0.737_368_9, 0.675_490_3);
    let (mut turn, mut colour) = ((1.0_f32, 0.0_f32), Colour::CLEAR);
    for i in 0..64 {
        let y = 1.0 - (i as f32 + 0.5) / 32.0;
        let around = (1.0 - y * y).sqrt();
        let centre = [turn.0 * around, y, turn.1 * around];
        turn = (turn.0 * golden.0 - turn.1 * golden.1, turn.0 * golden.1 + turn.1 * golden.0);
        let offset = [spot[0] - centre[0], spot[1] - centre[1], spot[2] - centre[2]];
        let size = 0.07 + 0.07 * scatter(31, i);
        let inside = 1.0 - step(dot(offset, offset).sqrt(), size, 0.006);
        let shade = if i % 3 == 0 { PLUM.faded(0.20) } else { CREAM.faded(0.5) };
        colour = shade.faded(inside).over(colour);
    }
    colour
}

fn ice_caps(spot: Spot) -> Colour {
    let ragged = 0.22 * (clouds(spot.map(|v| v * 3.4 + 2.0), 8) - 0.5);
    let north = dot(spot, POLE) + ragged;
    let cap = |reach: f32, width: f32| step(north.abs() + if north < 0.0 { -0.14 } else { 0.0 }, reach, width);
    let drift = WHITE.faded(0.30 * step(clouds([spot[0] * 2.2, north * 7.0, spot[2] * 2.2], 15), 0.60, 0.02));
    WHITE.faded(0.86 * cap(0.66, 0.012)).over(WHITE.faded(0.26 * cap(0.56, 0.012)).over(drift))
}

fn marble(spot: Spot) -> Colour {
    let bend = |seed| noise(spot.map(|v| v * 1.2 + 9.0), seed) - 0.5;
    let flow = noise([spot[0] * 0.7 + bend(2), spot[1] * 1.7 + 0.8 * bend(3), spot[2] * 0.7 + 4.0], 6) * 6.0;
    let wave = 2.0 * (flow - flow.floor() - 0.5).abs();
    let light = CREAM.faded(0.46 * step(wave, 0.60, 0.03));
    PLUM.faded(0.13 * (1.0 - step(wave, 0.24, 0.03))).over(light)
}

fn great_storm(spot: Spot) -> Colour {
    let (x, y) = (spot[0] - 0.50, spot[1] - 0.56);
    let eye = ((x * 0.96 + y * 0.27) / 0.30, (y * 0.96 - x * 0.27) / 0.17);
    let reach = (eye.0 * eye.0 + eye.1 * eye.1).sqrt();
    let ring = |r: f32| 1.0 - step(reach, r, 0.04);
    let storm = CREAM.faded(0.70 * ring(1.0));
    let storm = PLUM.faded(0.11 * ring(0.74)).over(storm);
    let storm = CREAM.faded(0.62 * ring(0.44)).over(storm);
    storm.over(bands(spot).faded(1.0 - ring(1.22)))
}
