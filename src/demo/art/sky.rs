//! Skies: opaque gradients with a halo of discs behind the planet, small stars or clouds.

use super::super::colour::{Colour, rgb};
use super::super::noise::{clouds, scatter};
use super::super::paint::{Canvas, SIDE, ease, flat, linear, radial};
use super::super::shape::{Point, Shape, at, block, circle, ellipse};
use super::palette::{CENTRE, CREAM, WHITE};
use super::{Trait, painted};

pub static SKIES: &[Trait] = &[
    painted("Midnight", 14, |c| night(c, [0x15123F, 0x2B2769, 0x6350A6], 0x8C7BE0)),
    painted("Lagoon", 12, |c| night(c, [0x0B3048, 0x17627A, 0x58B8A8], 0x7FE0D0)),
    painted("Dusk", 12, |c| night(c, [0x321852, 0x8A3B7C, 0xF48C7C], 0xFFB0A0)),
    painted("Ember", 8, |c| night(c, [0x33102E, 0x932A44, 0xF07A4C], 0xFFA070)),
    painted("Peach", 10, |c| day(c, [0xFFAA84, 0xFFCFA6, 0xFFEFD6])),
    painted("Mint", 10, |c| day(c, [0x7DD0BC, 0xB4E8D2, 0xEAFAE6])),
    painted("Lavender", 9, |c| day(c, [0xAE9AEA, 0xD5C4F7, 0xFBE6F2])),
    painted("Aurora", 4, aurora),
];

/// Everything.
fn all() -> Shape {
    let side = SIDE as f32;
    block(side / 2.0, side / 2.0, side, side, 0.0).grown(2.0)
}

fn gradient(c: &mut Canvas, stops: [u32; 3]) {
    c.fill(&all(), linear((256.0, 0.0), (256.0, SIDE as f32), stops.map(rgb)));
}

/// Flat discs that lead the eye to the middle.
fn halo(c: &mut Canvas, colour: Colour) {
    for radius in [330.0, 258.0, 196.0] {
        c.fill(&circle(CENTRE.x, CENTRE.y, radius), flat(colour.faded(0.09)));
    }
}

fn night(c: &mut Canvas, stops: [u32; 3], light: u32) {
    gradient(c, stops);
    halo(c, rgb(light));
    for i in 0..70 {
        let (x, y) = (scatter(1, i) * 512.0, scatter(2, i) * 512.0);
        let strength = 0.25 + 0.5 * scatter(3, i);
        c.fill(&circle(x, y, 0.6 + 1.0 * scatter(4, i)), flat(WHITE.faded(strength)));
    }
}

fn day(c: &mut Canvas, stops: [u32; 3]) {
    gradient(c, stops);
    halo(c, WHITE.faded(1.8));
    for (x, y, size) in
        [(70.0, 118.0, 1.0), (446.0, 196.0, 0.8), (52.0, 330.0, 0.7), (440.0, 420.0, 1.15), (150.0, 470.0, 0.6)]
    {
        c.placed(at(x, y), 0.0, size, |c| {
            let puffs = circle(-18.0, -2.0, 15.0).or(circle(4.0, -10.0, 21.0)).or(circle(26.0, -1.0, 13.0));
            let cloud = puffs.or(block(2.0, 6.0, 84.0, 16.0, 8.0)).minus(block(2.0, 34.0, 120.0, 40.0, 0.0));
            c.fill(&cloud, linear((0.0, -30.0), (0.0, 16.0), [WHITE.faded(0.75), WHITE.faded(0.3)]));
        });
    }
}

fn aurora(c: &mut Canvas) {
    night(c, [0x0E1240, 0x1C2F6B, 0x3E5FA8], 0x6FA8E0);
    let ribbon = |height: f32, seed: u32, colour: Colour| {
        move |p: Point| {
            let bend = (clouds([p.x / 170.0, 0.5, 0.5], seed) - 0.5) * 190.0;
            let below = (height + bend - p.y) / 150.0;
            let rays = 0.55 + 0.45 * clouds([p.x / 16.0, p.y / 260.0, 3.5], seed);
            // Bright at the lower hem, fading upward.
            let up = if below < 0.0 { ease((1.0 + below * 12.0).max(0.0)) } else { ease((1.0 - below).max(0.0)) };
            colour.faded(up * rays * 0.8)
        }
    };
    c.fill(&all(), ribbon(150.0, 11, rgb(0x9B6BFF)));
    c.fill(&all(), ribbon(215.0, 5, rgb(0x4FF0B0)));
    c.fade(
        &ellipse(256.0, 540.0, 300.0, 60.0),
        60.0,
        radial((256.0, 540.0), 300.0, [CREAM.faded(0.25), CREAM.faded(0.0)]),
    );
}
