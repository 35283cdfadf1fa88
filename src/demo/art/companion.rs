//! Companions: small things that fly around a planet, each in its own corner.

use super::super::colour::rgb;
use super::super::paint::{Canvas, flat, linear, radial};
use super::super::shape::{at, block, capsule, circle, curve, ellipse, polygon, smooth, twinkle};
use super::palette::{AMBER, AZURE, BLUSH, CORAL, CREAM, CRIMSON, GOLD, ICE, INK, LEAF, NAVY, PLUM, STEEL, WHITE};
use super::{Trait, painted};

pub static COMPANIONS: &[Trait] = &[
    painted("Little Moon", 16, |c| c.placed(at(424.0, 112.0), 0.12, 1.0, little_moon)),
    painted("Rocket", 12, |c| c.placed(at(92.0, 112.0), 0.75, 0.92, rocket)),
    painted("Comet", 10, |c| c.placed(at(88.0, 150.0), -0.62, 1.0, comet)),
    painted("Satellite", 9, |c| c.placed(at(428.0, 404.0), -0.42, 1.0, satellite)),
    painted("Saucer", 6, |c| c.placed(at(418.0, 112.0), -0.16, 1.0, saucer)),
    painted("Star Whale", 3, |c| c.placed(at(104.0, 436.0), -0.10, 0.92, star_whale)),
];

fn little_moon(c: &mut Canvas) {
    c.fade(&circle(0.0, 0.0, 44.0), 26.0, flat(CREAM.faded(0.34)));
    let ball = circle(0.0, 0.0, 38.0);
    c.fill(&ball, radial((-14.0, -18.0), 66.0, [WHITE, CREAM, rgb(0xE9D3B4), rgb(0xB99A94)]));
    c.within(&ball, |c| {
        for (x, y, r) in [(20.0, -20.0, 8.0), (-26.0, 12.0, 6.0), (4.0, 29.0, 6.5), (28.0, 8.0, 4.0)] {
            c.fill(&circle(x, y, r), flat(rgb(0xC9AE9A).faded(0.75)));
            c.fill(&circle(x + 1.4, y + 1.6, r * 0.86), flat(rgb(0xDCC4A8)));
        }
    });
    for side in [-1.0, 1.0] {
        c.fill(&curve((side * 17.0, -3.0), (side * 11.0, 4.0), (side * 5.0, -3.0), 3.4), flat(INK));
        c.fade(&ellipse(side * 19.0, 7.0, 5.0, 3.0), 3.0, flat(BLUSH.faded(0.6)));
    }
    c.fill(&curve((-4.0, 7.0), (0.0, 12.0), (4.0, 7.0), 3.0), flat(INK));
}

/// Upright in its own place; the table leans it to the right.
fn rocket(c: &mut Canvas) {
    for (width, length, colour) in [(17.0, 46.0, CORAL), (11.0, 32.0, GOLD), (6.0, 19.0, CREAM)] {
        let flame = smooth(&[
            (-width, 42.0),
            (0.0, 36.0),
            (width, 42.0),
            (width * 0.7, 42.0 + length * 0.5),
            (0.0, 50.0 + length),
            (-width * 0.7, 42.0 + length * 0.5),
        ]);
        c.fade(&flame, 2.5, flat(colour));
    }
    for side in [-1.0, 1.0] {
        let fin = [(14.0, 6.0), (30.0, 24.0), (33.0, 50.0), (14.0, 38.0)].map(|(x, y)| (x * side, y));
        c.fill(&polygon(&fin).grown(2.5), linear((-34.0, 0.0), (34.0, 0.0), [CORAL, CRIMSON]));
    }
    c.fill(&block(0.0, 42.0, 26.0, 12.0, 4.0), flat(rgb(0x6E7396)));
    let hull = smooth(&[
        (0.0, -82.0),
        (0.0, -66.0),
        (22.0, -40.0),
        (28.0, 0.0),
        (20.0, 46.0),
        (-20.0, 46.0),
        (-28.0, 0.0),
        (-22.0, -40.0),
        (0.0, -66.0),
    ]);
    c.fill(&hull, linear((-24.0, 0.0), (26.0, 0.0), [rgb(0xF1EEFA), WHITE, rgb(0xE4E0F2), rgb(0xA39CC4)]));
    c.within(&hull, |c| {
        c.fill(&ellipse(0.0, -76.0, 34.0, 38.0), linear((-18.0, 0.0), (22.0, 0.0), [rgb(0xFF9A80), CORAL, CRIMSON]));
        c.fill(&block(0.0, 30.0, 80.0, 7.0, 0.0), linear((-24.0, 0.0), (24.0, 0.0), [AZURE, NAVY]));
    });
    c.fill(&circle(0.0, -10.0, 15.0), linear((-10.0, -22.0), (10.0, 4.0), [STEEL, rgb(0x6E7396)]));
    c.fill(&circle(0.0, -10.0, 10.5), radial((-4.0, -15.0), 20.0, [ICE, AZURE, NAVY]));
    c.fill(&curve((-6.0, -11.0), (-5.0, -17.0), (1.0, -17.5), 2.4), flat(WHITE.faded(0.9)));
    c.fill(&capsule((0.0, 34.0), (0.0, 48.0), 3.2), flat(CRIMSON));
}

/// Flies to the lower left; its tail goes along its own x axis.
fn comet(c: &mut Canvas) {
    for (y, length, width, strength) in
        [(0.0, 150.0, 26.0, 0.5), (-13.0, 110.0, 9.0, 0.6), (12.0, 122.0, 10.0, 0.6), (0.0, 130.0, 8.0, 0.8)]
    {
        let tail = polygon(&[(0.0, y - width), (length, y * 1.5), (0.0, y + width)]);
        c.fade(
            &tail,
            3.0,
            linear((0.0, 0.0), (length, 0.0), [ICE.faded(strength), ICE.faded(strength * 0.5), AZURE.faded(0.0)]),
        );
    }
    c.fade(&circle(0.0, 0.0, 34.0), 18.0, flat(ICE.faded(0.55)));
    c.fill(&circle(0.0, 0.0, 25.0), radial((-9.0, -7.0), 40.0, [WHITE, ICE, AZURE, NAVY]));
    c.placed(at(-3.0, 0.0), 0.62, 1.0, |c| {
        for side in [-1.0, 1.0] {
            c.fill(&ellipse(side * 8.5, -1.0, 3.4, 4.6), flat(INK));
            c.fill(&circle(side * 8.5 - 1.0, -2.6, 1.3), flat(WHITE));
        }
        c.fill(&curve((-4.0, 6.0), (0.0, 10.5), (4.0, 6.0), 2.6), flat(INK));
    });
}

fn satellite(c: &mut Canvas) {
    c.fill(&capsule((-60.0, 0.0), (60.0, 0.0), 2.6), flat(rgb(0x6E7396)));
    for side in [-1.0, 1.0] {
        let x = side * 47.0;
        c.fill(&block(x, 0.0, 46.0, 34.0, 3.0), flat(CREAM));
        c.fill(
            &block(x, 0.0, 41.0, 29.0, 1.5),
            linear((x - 20.0, -14.0), (x + 20.0, 14.0), [rgb(0x6FC4F0), AZURE, NAVY]),
        );
        for cell in [-1.0, 0.0, 1.0] {
            c.fill(&block(x + cell * 10.5, 0.0, 1.4, 29.0, 0.0), flat(CREAM.faded(0.7)));
        }
        c.fill(&block(x, 0.0, 41.0, 1.4, 0.0), flat(CREAM.faded(0.7)));
    }
    c.fill(&capsule((0.0, -20.0), (0.0, -40.0), 2.0), flat(STEEL));
    c.fade(&circle(0.0, -44.0, 7.0), 6.0, flat(CORAL.faded(0.6)));
    c.fill(&circle(0.0, -44.0, 4.5), flat(CORAL));
    c.fill(&block(0.0, 0.0, 36.0, 44.0, 8.0), linear((-18.0, -20.0), (18.0, 20.0), [WHITE, CREAM, GOLD, AMBER]));
    for side in [-1.0, 1.0] {
        c.fill(&ellipse(side * 7.5, -3.0, 3.0, 4.2), flat(INK));
    }
    c.fill(&curve((-4.0, 6.0), (0.0, 10.0), (4.0, 6.0), 2.6), flat(INK));
}

fn saucer(c: &mut Canvas) {
    let beam = polygon(&[(-18.0, 14.0), (18.0, 14.0), (46.0, 92.0), (-46.0, 92.0)]);
    c.fade(&beam, 5.0, linear((0.0, 14.0), (0.0, 90.0), [rgb(0xB9FFD8).faded(0.75), rgb(0x8CF5C8).faded(0.0)]));
    let dome = ellipse(0.0, -12.0, 33.0, 42.0).minus(block(0.0, 24.0, 90.0, 60.0, 0.0));
    c.fill(&dome, linear((-20.0, -40.0), (22.0, 0.0), [WHITE.faded(0.85), ICE.faded(0.7), AZURE.faded(0.7)]));
    c.within(&dome, |c| {
        c.fill(&ellipse(0.0, -16.0, 18.0, 24.0), radial((-6.0, -30.0), 36.0, [rgb(0xC6F59A), LEAF, rgb(0x359571)]));
        for side in [-1.0, 1.0] {
            c.fill(&ellipse(side * 6.5, -25.0, 3.8, 5.2), flat(INK));
            c.fill(&circle(side * 6.5 - 1.2, -27.0, 1.5), flat(WHITE));
        }
    });
    c.fill(&curve((-4.0, -17.0), (0.0, -13.0), (4.0, -17.0), 2.4), flat(INK));
    c.fill(&curve((-24.0, -22.0), (-22.0, -40.0), (-9.0, -46.0), 4.0), flat(WHITE.faded(0.85)));
    let hull = ellipse(0.0, 4.0, 66.0, 19.0);
    c.fill(&hull, linear((-40.0, -12.0), (30.0, 22.0), [rgb(0xF3EEFF), rgb(0xC3B5EA), rgb(0x7F6BBF), PLUM]));
    c.fill(&ellipse(0.0, -3.0, 40.0, 8.0), flat(WHITE.faded(0.22)));
    for (x, y, colour) in
        [(-46.0, 6.0, GOLD), (-24.0, 12.0, CORAL), (0.0, 14.0, GOLD), (24.0, 12.0, CORAL), (46.0, 6.0, GOLD)]
    {
        c.fade(&circle(x, y, 6.0), 4.0, flat(colour.faded(0.7)));
        c.fill(&circle(x, y, 4.0), flat(colour.mix(WHITE, 0.4)));
    }
}

fn star_whale(c: &mut Canvas) {
    let body = smooth(&[
        (62.0, -2.0),
        (54.0, -34.0),
        (20.0, -44.0),
        (-18.0, -26.0),
        (-44.0, -14.0),
        (-58.0, -26.0),
        (-52.0, 4.0),
        (-22.0, 34.0),
        (26.0, 38.0),
        (58.0, 26.0),
    ]);
    for side in [-1.0, 1.0] {
        let fluke = smooth(&[
            (-50.0, -14.0),
            (-52.0, -30.0 - side * 6.0),
            (-62.0 + side * 24.0, -52.0),
            (-66.0 + side * 22.0, -54.0),
            (-62.0, -30.0),
        ]);
        c.fill(&fluke, linear((0.0, -54.0), (0.0, -14.0), [rgb(0x8FA8F2), rgb(0x4B5FC0)]));
    }
    c.fill(&body, linear((0.0, -42.0), (0.0, 38.0), [rgb(0x9DB8FA), rgb(0x6B84E0), rgb(0x434FA8)]));
    c.within(&body, |c| {
        c.fill(&ellipse(26.0, 40.0, 62.0, 26.0), flat(rgb(0xE3E6FF)));
        for x in [-10.0, 4.0, 18.0, 32.0] {
            c.fill(&curve((x, 24.0), (x + 4.0, 32.0), (x + 2.0, 44.0), 1.8), flat(rgb(0xA9B0E0)));
        }
        for (x, y, r) in
            [(-20.0, -12.0, 4.5), (6.0, -26.0, 5.5), (-2.0, -4.0, 3.5), (-36.0, 2.0, 3.5), (-18.0, 6.0, 3.0)]
        {
            c.fill(&twinkle(x, y, r * 1.3), flat(CREAM));
        }
    });
    c.fill(&smooth(&[(6.0, 14.0), (16.0, 12.0), (14.0, 34.0), (-8.0, 48.0), (-10.0, 38.0)]), flat(rgb(0x434FA8)));
    c.fill(&circle(38.0, -6.0, 5.0), flat(INK));
    c.fill(&circle(36.4, -8.0, 1.9), flat(WHITE));
    c.fill(&curve((42.0, 8.0), (50.0, 11.0), (55.0, 5.0), 3.0), flat(INK));
    c.fade(&ellipse(30.0, 6.0, 6.0, 3.6), 3.0, flat(BLUSH.faded(0.6)));
    for side in [-1.0, 1.0] {
        c.fill(&curve((24.0, -46.0), (25.0, -62.0), (24.0 + side * 15.0, -62.0), 4.0), flat(ICE));
        c.fill(&circle(24.0 + side * 16.0, -55.0, 3.4), flat(ICE));
    }
}
