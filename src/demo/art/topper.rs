//! Toppers: what grows, stands or is worn at the north of a planet.

use super::super::colour::{Colour, rgb};
use super::super::paint::{Canvas, flat, linear, radial};
use super::super::shape::{at, block, capsule, circle, curve, ellipse, polygon, smooth, twinkle};
use super::palette::{
    AMBER, AZURE, BARK, BLUSH, CENTRE, CORAL, CREAM, CRIMSON, GOLD, ICE, INK, LEAF, LILAC, NAVY, PINE, PLUM, RADIUS,
    STEEL, WHITE, disc,
};
use super::{Trait, painted};

pub static TOPPERS: &[Trait] = &[
    painted("Sprout", 16, |c| top(c, sprout)),
    painted("Mushrooms", 12, |c| top(c, mushrooms)),
    painted("Pines", 12, |c| top(c, pines)),
    painted("Party Hat", 10, |c| top(c, party_hat)),
    painted("Bow", 10, |c| top(c, bow)),
    painted("Flag", 9, |c| top(c, flag)),
    painted("Cottage", 7, |c| top(c, cottage)),
    painted("Crown", 3, |c| top(c, crown)),
];

/// Draws with (0, 0) a little inside the planet's north, over a soft shadow on the ground.
fn top(c: &mut Canvas, draw: fn(&mut Canvas)) {
    let (x, y) = (CENTRE.x, CENTRE.y - RADIUS);
    c.within(&disc(), |c| c.fade(&ellipse(x + 6.0, y + 8.0, 46.0, 8.0), 9.0, flat(INK.faded(0.34))));
    c.placed(at(x, y + 6.0), 0.0, 1.0, draw);
}

/// Knots drawn for the right side, on the side given by -1 or 1.
fn mirrored<const N: usize>(side: f32, knots: [(f32, f32); N]) -> [(f32, f32); N] {
    knots.map(|(x, y)| (x * side, y))
}

fn sprout(c: &mut Canvas) {
    c.fill(&curve((0.0, 2.0), (-5.0, -22.0), (1.0, -48.0), 7.5), linear((0.0, 0.0), (0.0, -48.0), [PINE, LEAF]));
    for (side, size) in [(-1.0, 0.8), (1.0, 1.0)] {
        let leaf = [(0.0, 2.0), (4.0, -20.0), (28.0, -36.0), (66.0, -28.0), (66.0, -22.0), (48.0, -2.0), (18.0, 8.0)];
        c.placed(at(0.0, -42.0), 0.0, size, |c| {
            let green = [rgb(0xC2F096), LEAF, rgb(0x3F9E6B)];
            c.fill(&smooth(&mirrored(side, leaf)), linear((side * 20.0, -32.0), (side * 36.0, 4.0), green));
            c.fill(&curve((side * 4.0, -2.0), (side * 26.0, -18.0), (side * 54.0, -22.0), 2.4), flat(PINE.faded(0.5)));
        });
    }
    c.fill(&ellipse(0.0, 2.0, 15.0, 6.0), flat(BARK));
}

fn mushrooms(c: &mut Canvas) {
    for (x, size, tilt, cap) in [(30.0, 0.56, 0.22, AMBER), (-34.0, 0.44, -0.24, LILAC), (-3.0, 1.0, 0.0, CRIMSON)] {
        let drop = x * x / (2.0 * RADIUS);
        c.placed(at(x, drop), tilt, size, |c| mushroom(c, cap));
    }
}

fn mushroom(c: &mut Canvas, cap: Colour) {
    let stem = smooth(&[(-12.0, -40.0), (-10.0, -12.0), (-17.0, 4.0), (17.0, 4.0), (10.0, -12.0), (12.0, -40.0)]);
    c.fill(&stem, linear((-12.0, 0.0), (14.0, 0.0), [WHITE, CREAM, rgb(0xDDBFA8)]));
    let hood = smooth(&[
        (-52.0, -34.0),
        (-46.0, -62.0),
        (-22.0, -88.0),
        (22.0, -88.0),
        (46.0, -62.0),
        (52.0, -34.0),
        (0.0, -26.0),
    ]);
    c.fade(&ellipse(0.0, -31.0, 17.0, 7.0), 4.0, flat(PLUM.faded(0.45)));
    c.fill(&hood, radial((-14.0, -72.0), 62.0, [cap.mix(WHITE, 0.30), cap, cap.mix(PLUM, 0.35)]));
    c.within(&hood, |c| {
        for (x, y, r) in [
            (-8.0, -62.0, 9.0),
            (20.0, -70.0, 5.5),
            (27.0, -48.0, 7.5),
            (-32.0, -46.0, 6.5),
            (2.0, -40.0, 4.5),
            (-24.0, -72.0, 4.0),
        ] {
            c.fill(&ellipse(x, y, r, r * 0.86), flat(CREAM));
        }
    });
}

fn pines(c: &mut Canvas) {
    for (x, size) in [(-40.0, 0.66), (38.0, 0.60), (16.0, 0.82), (-9.0, 1.08)] {
        c.placed(at(x, 4.0 + x * x / (2.0 * RADIUS)), x / RADIUS, size, pine);
    }
}

fn pine(c: &mut Canvas) {
    c.fill(&block(0.0, -4.0, 9.0, 24.0, 2.0), linear((-5.0, 0.0), (5.0, 0.0), [BARK, rgb(0x5E3A3C)]));
    for (base, width, height) in [(-10.0, 27.0, 34.0), (-29.0, 22.0, 31.0), (-47.0, 16.0, 27.0)] {
        let tier = polygon(&[(0.0, base - height), (width, base), (-width, base)]).grown(2.5);
        c.fill(&tier, linear((-width, base - 14.0), (width, base), [rgb(0x6FCB8A), PINE, rgb(0x1C5A56)]));
        c.within(&tier, |c| {
            let snow = ellipse(-2.0, base - height - 1.0, width * 0.62, 12.0);
            c.fill(&snow, flat(WHITE.faded(0.88)));
        });
    }
}

fn party_hat(c: &mut Canvas) {
    c.placed(at(6.0, 2.0), 0.10, 1.0, |c| {
        let cone = polygon(&[(0.0, -82.0), (33.0, 0.0), (-33.0, 0.0)]).or(ellipse(0.0, 0.0, 33.0, 8.0)).grown(2.0);
        c.fill(&cone, linear((-30.0, 0.0), (30.0, 0.0), [rgb(0x7CC8F2), AZURE, NAVY.mix(AZURE, 0.5)]));
        c.within(&cone, |c| {
            for (y, colour) in [(-6.0, BLUSH), (-32.0, GOLD), (-56.0, BLUSH)] {
                c.fill(&curve((-40.0, y - 6.0), (0.0, y + 14.0), (40.0, y - 10.0), 9.0), flat(colour));
            }
            let shadow = linear((4.0, 0.0), (34.0, 0.0), [PLUM.faded(0.0), PLUM.faded(0.32)]);
            c.fill(&cone, shadow);
        });
        for (x, y) in [(0.0, -97.0), (-9.0, -91.0), (9.0, -91.0), (-7.0, -81.0), (7.0, -81.0), (0.0, -88.0)] {
            c.fill(&circle(x, y, 8.0), radial((x - 3.0, y - 4.0), 13.0, [WHITE, GOLD, AMBER]));
        }
    });
}

fn bow(c: &mut Canvas) {
    c.placed(at(0.0, -8.0), -0.10, 1.0, |c| {
        for side in [-1.0, 1.0] {
            let tail = mirrored(side, [(2.0, 0.0), (12.0, 6.0), (36.0, 30.0), (24.0, 34.0), (18.0, 42.0), (2.0, 14.0)]);
            c.fill(&polygon(&tail).grown(1.5), flat(CRIMSON));
            let wing = mirrored(
                side,
                [(0.0, -4.0), (14.0, -22.0), (44.0, -40.0), (66.0, -24.0), (66.0, 16.0), (42.0, 26.0), (14.0, 10.0)],
            );
            c.fill(&smooth(&wing), linear((0.0, -34.0), (0.0, 24.0), [rgb(0xFF9A9E), CORAL, CRIMSON]));
            c.fill(
                &curve((side * 14.0, -2.0), (side * 30.0, -12.0), (side * 42.0, -10.0), 3.0),
                flat(CRIMSON.faded(0.75)),
            );
            c.fill(&curve((side * 14.0, 3.0), (side * 26.0, 6.0), (side * 36.0, 8.0), 3.0), flat(CRIMSON.faded(0.75)));
        }
        c.fill(&block(0.0, -1.0, 26.0, 30.0, 11.0), linear((0.0, -16.0), (0.0, 14.0), [rgb(0xFFB0AC), CORAL, CRIMSON]));
    });
}

fn flag(c: &mut Canvas) {
    let cloth = smooth(&[
        (3.0, -104.0),
        (3.0, -104.0),
        (24.0, -112.0),
        (48.0, -98.0),
        (76.0, -108.0),
        (76.0, -108.0),
        (72.0, -84.0),
        (76.0, -60.0),
        (76.0, -60.0),
        (50.0, -50.0),
        (26.0, -64.0),
        (3.0, -54.0),
        (3.0, -54.0),
    ]);
    c.fill(&cloth, linear((0.0, 0.0), (78.0, 0.0), [AZURE, rgb(0x7CC8F2), AZURE, rgb(0x2F7FC4), AZURE]));
    c.fill(&twinkle(38.0, -82.0, 19.0).grown(1.0), flat(CREAM));
    c.fill(&capsule((0.0, 2.0), (0.0, -108.0), 3.6), linear((-4.0, 0.0), (4.0, 0.0), [WHITE, STEEL, rgb(0x7483A0)]));
    c.fill(&circle(0.0, -113.0, 6.5), radial((-2.0, -115.0), 9.0, [CREAM, GOLD, AMBER]));
    c.fill(&ellipse(0.0, 2.0, 17.0, 6.0), flat(rgb(0x6E7396)));
}

fn cottage(c: &mut Canvas) {
    for (x, y, r) in [(27.0, -84.0, 6.0), (33.0, -97.0, 8.5), (27.0, -113.0, 11.0)] {
        c.fade(&circle(x, y, r), 4.0, flat(WHITE.faded(0.8)));
    }
    c.fill(&block(24.0, -58.0, 13.0, 34.0, 1.5), flat(rgb(0xA8515E)));
    c.fill(&block(24.0, -74.0, 18.0, 6.0, 2.0), flat(rgb(0x7E3B50)));
    c.fill(&block(0.0, -16.0, 66.0, 42.0, 3.0), linear((-30.0, 0.0), (34.0, 0.0), [WHITE, CREAM, rgb(0xE6C6A6)]));
    let roof = polygon(&[(-44.0, -36.0), (-26.0, -66.0), (26.0, -66.0), (44.0, -36.0)]).grown(2.5);
    c.fade(&block(0.0, -32.0, 66.0, 6.0, 0.0), 4.0, flat(PLUM.faded(0.4)));
    c.fill(&roof, linear((-20.0, -66.0), (24.0, -34.0), [rgb(0xFF9A80), CORAL, CRIMSON]));
    c.within(&roof, |c| {
        for (row, y) in [-60.0, -49.0, -38.0].into_iter().enumerate() {
            for tile in -4..=4 {
                let x = tile as f32 * 13.0 + 6.5 * (row % 2) as f32;
                c.fill(
                    &curve((x - 6.5, y - 3.0), (x, y + 8.0), (x + 6.5, y - 3.0), 1.8),
                    flat(CRIMSON.mix(PLUM, 0.2).faded(0.7)),
                );
            }
        }
    });
    c.fill(&block(-14.0, -7.0, 18.0, 28.0, 8.0), linear((0.0, -20.0), (0.0, 8.0), [BARK, rgb(0x5E3A3C)]));
    c.fill(&circle(-9.0, -6.0, 1.7), flat(GOLD));
    c.fade(&block(15.0, -15.0, 20.0, 18.0, 3.0), 6.0, flat(GOLD.faded(0.4)));
    c.fill(&block(15.0, -15.0, 20.0, 18.0, 3.0), linear((0.0, -24.0), (0.0, -6.0), [rgb(0xFFF3B8), GOLD]));
    c.fill(&block(15.0, -15.0, 2.2, 18.0, 0.0).or(block(15.0, -15.0, 20.0, 2.2, 0.0)), flat(BARK));
    for (x, r) in [(-36.0, 8.0), (36.0, 9.0), (29.0, 6.0)] {
        c.fill(&circle(x, 4.0 - r * 0.4, r), radial((x - 3.0, -3.0), 13.0, [rgb(0xA6E08A), LEAF, PINE]));
    }
}

fn crown(c: &mut Canvas) {
    let points =
        [(-44.0, -56.0), (-22.0, -34.0), (0.0, -72.0), (22.0, -34.0), (44.0, -56.0), (38.0, 0.0), (-38.0, 0.0)];
    let gold = polygon(&points).or(ellipse(0.0, 0.0, 38.0, 8.0)).grown(2.5);
    c.fade(&circle(0.0, -28.0, 34.0), 34.0, flat(GOLD.faded(0.35)));
    c.fill(&gold, linear((-40.0, 0.0), (40.0, 0.0), [GOLD, rgb(0xFFE89A), GOLD, AMBER, rgb(0xDB7A33)]));
    c.within(&gold, |c| {
        c.fill(&curve((-46.0, -9.0), (0.0, 6.0), (46.0, -9.0), 4.0), flat(AMBER.mix(BARK, 0.3)));
        c.fill(&curve((-46.0, -12.0), (0.0, 3.0), (46.0, -12.0), 1.5), flat(CREAM.faded(0.8)));
    });
    for (x, y, jewel) in [(-44.0, -58.0, AZURE), (0.0, -74.0, BLUSH), (44.0, -58.0, AZURE)] {
        c.fill(&circle(x, y, 7.5), radial((x - 2.0, y - 3.0), 10.0, [WHITE, jewel, jewel.mix(PLUM, 0.4)]));
    }
    for (x, y, jewel) in [(-20.0, -17.0, LEAF), (0.0, -20.0, CRIMSON), (20.0, -17.0, LEAF)] {
        c.fill(&ellipse(x, y, 6.0, 7.5), radial((x - 2.0, y - 3.0), 10.0, [ICE, jewel, jewel.mix(INK, 0.4)]));
    }
}
