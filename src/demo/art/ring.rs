//! Rings: seen at a slant, in front of the ball below the face and hidden behind it above.

use super::super::colour::{Colour, rgb};
use super::super::noise::scatter;
use super::super::paint::{Canvas, flat, radial, ramp};
use super::super::shape::{Point, Shape, at, block, circle, ellipse, smooth};
use super::palette::{AMBER, AZURE, BLUSH, CENTRE, CREAM, GOLD, ICE, INK, LEAF, LILAC, PLUM, RADIUS, WHITE};
use super::{Trait, painted};

pub static RINGS: &[Trait] = &[
    painted("Saffron", 14, |c| ring(c, &[AMBER, GOLD, CREAM, GOLD, AMBER, GOLD])),
    painted("Frost", 12, |c| ring(c, &[ICE, WHITE, AZURE.mix(ICE, 0.6), WHITE, ICE])),
    painted("Candy", 8, |c| ring(c, &[BLUSH, CREAM, BLUSH, CREAM, BLUSH, CREAM, BLUSH])),
    painted("Pebbles", 8, pebbles),
    painted("Rainbow", 3, |c| ring(c, &[LILAC, AZURE, LEAF, GOLD, AMBER, BLUSH])),
];

const SLOPE: f32 = -0.20;
const OUTER: (f32, f32) = (226.0, 62.0);
const INNER: f32 = 0.76;

/// Draws with (0, 0) at the planet's centre and the x axis along the ring.
fn tilted(c: &mut Canvas, draw: impl FnOnce(&mut Canvas)) {
    c.placed(at(CENTRE.x, CENTRE.y + 14.0), SLOPE, 1.0, draw);
}

/// Takes away what the ball hides: the far half, where the ball is.
fn hide_far_half(c: &mut Canvas) {
    let ball = circle(0.0, 0.0, RADIUS);
    c.placed(CENTRE, SLOPE, 1.0, |c| c.erase(&ball.and(block(0.0, -120.0, 400.0, 268.0, 0.0)), 0.0));
}

fn band(outer: f32, inner: f32) -> Shape {
    let oval = |size: f32| ellipse(0.0, 0.0, OUTER.0 * size, OUTER.1 * size);
    oval(outer).minus(oval(inner))
}

/// The shadow the near half casts on the ball.
fn cast_shadow(c: &mut Canvas) {
    c.within(&circle(CENTRE.x, CENTRE.y, RADIUS), |c| {
        c.placed(at(CENTRE.x + 3.0, CENTRE.y + 26.0), SLOPE, 1.0, |c| {
            let near = band(1.0, INNER).and(block(0.0, 100.0, 600.0, 200.0, 0.0));
            c.fade(&near, 7.0, flat(INK.faded(0.34)));
        });
    });
}

fn ring(c: &mut Canvas, stripes: &[Colour]) {
    cast_shadow(c);
    tilted(c, |c| {
        // From the outside in: each stripe covers the inner part of the one before.
        for (i, stripe) in stripes.iter().rev().enumerate() {
            let outer = 1.0 - (1.0 - INNER) * i as f32 / stripes.len() as f32;
            c.fill(&band(outer, INNER), flat(*stripe));
        }
        // Darker at the far side and at the right, where the light does not reach.
        let dim = |p: Point| ramp(&[PLUM.faded(0.0), PLUM.faded(0.34)], 0.45 + p.x / 600.0 - p.y / 150.0);
        c.fill(&band(1.0, INNER), dim);
        c.fill(&band(1.0, 0.988), flat(WHITE.faded(0.5)));
        c.fill(&band(0.893, 0.880), flat(PLUM.faded(0.28)));
    });
    hide_far_half(c);
}

fn pebbles(c: &mut Canvas) {
    // Unit directions a fixed turn apart walk around the ring without a sine.
    const TURN: (f32, f32) = (0.965_925_8, 0.258_819_04);
    let mut direction = (0.0_f32, -1.0_f32);
    tilted(c, |c| {
        for i in 0..24 {
            let reach = 0.78 + 0.22 * scatter(81, i);
            let place = at(direction.0 * OUTER.0 * reach, direction.1 * OUTER.1 * reach);
            let size = (0.45 + 0.75 * scatter(82, i)) * (1.0 + 0.25 * direction.1);
            c.placed(place, scatter(83, i) - 0.5, size, pebble);
            direction = (direction.0 * TURN.0 - direction.1 * TURN.1, direction.0 * TURN.1 + direction.1 * TURN.0);
        }
    });
    hide_far_half(c);
}

fn pebble(c: &mut Canvas) {
    let rock = smooth(&[(-13.0, 1.0), (-7.0, -11.0), (6.0, -10.0), (15.0, -2.0), (10.0, 10.0), (-6.0, 11.0)]);
    c.fill(&rock, radial((-5.0, -7.0), 24.0, [rgb(0xF4EEFA), rgb(0xB9B4D6), rgb(0x6A6498)]));
    c.fill(&circle(2.0, 1.0, 2.6), flat(PLUM.faded(0.35)));
    c.fill(&circle(-5.0, 4.0, 1.7), flat(PLUM.faded(0.3)));
}
