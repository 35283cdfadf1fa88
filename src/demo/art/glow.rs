//! Light and shadow that is blended, not painted: stars and shine by `screen`, shade by `multiply`.

use super::super::colour::{Colour, rgb};
use super::super::noise::{clouds, noise, scatter};
use super::super::paint::{Canvas, SIDE, ease, flat, linear, radial};
use super::super::shape::{Point, block, capsule, circle, curve, twinkle};
use super::palette::{CENTRE, GOLD, ICE, RADIUS, WHITE, disc};
use super::{Trait, painted};

pub static STARLIGHTS: &[Trait] = &[
    painted("Stardust", 20, stardust),
    painted("Milky Way", 14, milky_way),
    painted("Rose Nebula", 10, |c| nebula(c, 40, [0xFF5C9A, 0xFFB36B])),
    painted("Teal Nebula", 10, |c| nebula(c, 52, [0x2FD9C4, 0x6B8CFF])),
    painted("Constellation", 8, constellation),
    painted("Shooting Stars", 5, shooting_stars),
];

pub static SHADES: &[Trait] = &[
    painted("Morning", 20, |c| shade(c, (-52.0, -46.0), 26.0, 0x8A78C8)),
    painted("Noon", 14, |c| shade(c, (-4.0, -50.0), 24.0, 0x9A86C8)),
    painted("Evening", 10, |c| shade(c, (-66.0, -22.0), 34.0, 0xA8628F)),
    painted("Night", 5, |c| shade(c, (-88.0, -70.0), 40.0, 0x4F4A98)),
];

pub static SHINES: &[Trait] = &[
    painted("Clear", 3, |c| shine(c, WHITE)),
    painted("Warm", 2, |c| shine(c, rgb(0xFFE0A8))),
    painted("Cool", 1, |c| shine(c, ICE)),
];

fn sparkle(c: &mut Canvas, x: f32, y: f32, radius: f32, colour: Colour) {
    let reach = radius * 1.1;
    c.fill(&circle(x, y, reach), radial((x, y), reach, [colour.faded(0.55), colour.faded(0.12), colour.faded(0.0)]));
    c.fill(&twinkle(x, y, radius), flat(colour));
}

fn stardust(c: &mut Canvas) {
    for i in 0..90 {
        let size = 0.8 + 2.0 * scatter(13, i) * scatter(14, i);
        let tint = [WHITE, GOLD.mix(WHITE, 0.5), ICE][i as usize % 3];
        c.fill(&circle(scatter(11, i) * 512.0, scatter(12, i) * 512.0, size), flat(tint.faded(0.85)));
    }
    for (x, y, r) in [
        (84.0, 92.0, 17.0),
        (425.0, 66.0, 13.0),
        (462.0, 318.0, 16.0),
        (60.0, 402.0, 12.0),
        (176.0, 40.0, 9.0),
        (384.0, 470.0, 10.0),
    ] {
        sparkle(c, x, y, r, WHITE);
    }
}

/// Fills the canvas with a mist whose strength a function gives.
fn mist(c: &mut Canvas, strength: impl Fn(Point) -> Colour) {
    let side = SIDE as f32;
    c.fill(&block(side / 2.0, side / 2.0, side, side, 0.0).grown(2.0), strength);
}

fn milky_way(c: &mut Canvas) {
    let across = |p: Point| (p.x * 0.55 + p.y * 0.835 - 330.0) / 120.0;
    mist(c, |p| {
        let wide = (1.0 - across(p).abs()).max(0.0);
        let dust = clouds([p.x / 90.0, p.y / 90.0, 0.3], 61);
        rgb(0xB9A6FF).mix(rgb(0xFFD6E8), dust).faded(ease(wide) * (0.15 + 0.7 * ease(dust)))
    });
    for i in 0..220 {
        let (x, y) = (scatter(63, i) * 512.0, scatter(64, i) * 512.0);
        let wide = (1.0 - across(Point { x, y }).abs()).max(0.0);
        if scatter(65, i) < 0.15 + wide {
            c.fill(&circle(x, y, 0.7 + 1.3 * scatter(66, i)), flat(WHITE.faded(0.35 + 0.6 * wide)));
        }
    }
}

fn nebula(c: &mut Canvas, seed: u32, [inner, outer]: [u32; 2]) {
    mist(c, |p| {
        let bend = noise([p.x / 130.0, p.y / 130.0, 7.0], seed) - 0.5;
        let thick = clouds([p.x / 190.0 + bend, p.y / 190.0 - bend, 1.0], seed + 9);
        let strength = ease(((thick - 0.36) / 0.40).clamp(0.0, 1.0));
        rgb(outer).mix(rgb(inner), (thick * 2.6 - 0.8).clamp(0.0, 1.0)).faded(0.5 * strength)
    });
    for i in 0..40 {
        let (x, y) = (scatter(seed, i) * 512.0, scatter(seed + 1, i) * 512.0);
        c.fill(&circle(x, y, 0.8 + 1.2 * scatter(seed + 2, i)), flat(WHITE.faded(0.8)));
    }
}

fn constellation(c: &mut Canvas) {
    const BEAR: [(f32, f32); 7] =
        [(44.0, 60.0), (98.0, 46.0), (142.0, 78.0), (190.0, 92.0), (204.0, 140.0), (126.0, 156.0), (100.0, 116.0)];
    const QUEEN: [(f32, f32); 5] = [(352.0, 448.0), (394.0, 478.0), (420.0, 436.0), (462.0, 458.0), (488.0, 410.0)];
    for stars in [&BEAR[..], &QUEEN[..]] {
        for pair in stars.windows(2) {
            c.fill(&capsule(pair[0], pair[1], 0.9), flat(WHITE.faded(0.45)));
        }
        for (i, (x, y)) in stars.iter().enumerate() {
            sparkle(c, *x, *y, if i % 2 == 0 { 11.0 } else { 8.0 }, WHITE);
        }
    }
    for i in 0..36 {
        c.fill(&circle(scatter(71, i) * 512.0, scatter(72, i) * 512.0, 1.1), flat(WHITE.faded(0.6)));
    }
}

fn shooting_stars(c: &mut Canvas) {
    for (x, y, length) in
        [(58.0, 210.0, 120.0), (150.0, 90.0, 90.0), (330.0, 70.0, 130.0), (400.0, 250.0, 80.0), (70.0, 430.0, 90.0)]
    {
        let tail = (x + length * 0.85, y - length * 0.52);
        c.fill(&capsule((x, y), tail, 1.8), linear((x, y), tail, [WHITE, WHITE.faded(0.4), WHITE.faded(0.0)]));
        sparkle(c, x, y, 12.0, WHITE);
    }
}

/// Darkens the ball outside a disc that is moved towards the light.
fn shade(c: &mut Canvas, (x, y): (f32, f32), softness: f32, colour: u32) {
    c.within(&disc(), |c| {
        let lit = circle(CENTRE.x + x, CENTRE.y + y, RADIUS + 24.0);
        c.fade(&disc().grown(60.0).minus(lit), softness, flat(rgb(colour)));
    });
}

/// A window-shaped highlight to the upper left and a thin rim to the lower right.
fn shine(c: &mut Canvas, colour: Colour) {
    let (x, y) = (CENTRE.x, CENTRE.y);
    c.fade(&circle(x - 52.0, y - 66.0, 34.0), 40.0, flat(colour.faded(0.30)));
    c.fill(&curve((x - 112.0, y - 22.0), (x - 104.0, y - 80.0), (x - 56.0, y - 106.0), 11.0), flat(colour.faded(0.66)));
    c.fill(&circle(x - 35.0, y - 115.0, 5.5), flat(colour.faded(0.66)));
    c.within(&disc(), |c| {
        let rim = disc().grown(-5.0).minus(circle(x - 7.0, y - 7.0, RADIUS - 5.0));
        c.fade(&rim, 3.0, flat(colour.faded(0.30)));
    });
}
