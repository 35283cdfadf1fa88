//! Faces: eyes with the blush below them, and mouths.

use super::super::colour::{Colour, rgb};
use super::super::paint::{Canvas, flat, linear, radial};
use super::super::shape::{at, block, capsule, circle, curve, ellipse, polygon};
use super::palette::{AZURE, BLUSH, CREAM, GOLD, INK, PLUM, WHITE};
use super::{Trait, painted};

pub static EYES: &[Trait] = &[
    painted("Round", 20, |c| both(c, round)),
    painted("Sparkling", 14, |c| both(c, sparkling)),
    painted("Happy", 14, |c| both(c, happy)),
    painted("Sleepy", 12, |c| both(c, sleepy)),
    painted("Wink", 10, wink),
    painted("Glasses", 7, glasses),
    painted("Starry", 4, |c| both(c, starry)),
    painted("Cyclops", 3, cyclops),
];

const MIDDLE: f32 = 256.0;
const LEVEL: f32 = 270.0;
const APART: f32 = 43.0;

/// Draws one eye at both places, (0, 0) its middle, with blush below.
fn both(c: &mut Canvas, eye: fn(&mut Canvas)) {
    blush(c);
    for x in [MIDDLE - APART, MIDDLE + APART] {
        c.placed(at(x, LEVEL), 0.0, 1.0, eye);
    }
}

fn blush(c: &mut Canvas) {
    for x in [MIDDLE - 72.0, MIDDLE + 72.0] {
        c.fade(&ellipse(x, LEVEL + 31.0, 15.0, 9.0), 6.0, flat(BLUSH.faded(0.62)));
    }
}

fn round(c: &mut Canvas) {
    c.fill(&ellipse(0.0, 0.0, 14.0, 18.0), flat(INK));
    c.fill(&circle(-4.0, -7.0, 5.2), flat(WHITE));
    c.fill(&circle(5.0, 7.0, 2.4), flat(WHITE.faded(0.85)));
}

fn sparkling(c: &mut Canvas) {
    let eye = ellipse(0.0, 0.0, 20.0, 24.0);
    c.fill(&eye, linear((0.0, -20.0), (0.0, 24.0), [INK, INK, rgb(0x553188), rgb(0x9A68DC)]));
    c.fill(&circle(-6.0, -9.0, 7.5), flat(WHITE));
    c.fill(&circle(8.0, 6.0, 3.6), flat(WHITE.faded(0.9)));
    c.fill(&circle(-5.0, 12.0, 2.2), flat(WHITE.faded(0.8)));
    c.fill(&curve((-21.0, -12.0), (0.0, -35.0), (21.0, -12.0), 6.0), flat(INK));
}

fn happy(c: &mut Canvas) {
    c.fill(&curve((-17.0, 8.0), (0.0, -22.0), (17.0, 8.0), 7.5), flat(INK));
}

fn sleepy(c: &mut Canvas) {
    c.fill(&curve((-18.0, 0.0), (0.0, 18.0), (18.0, 0.0), 6.5), flat(INK));
    for (from, to) in [((-12.0, 6.0), (-16.0, 13.0)), ((0.0, 9.0), (0.0, 17.0)), ((12.0, 6.0), (16.0, 13.0))] {
        c.fill(&capsule(from, to, 2.2), flat(INK));
    }
}

fn wink(c: &mut Canvas) {
    blush(c);
    c.placed(at(MIDDLE - APART, LEVEL), 0.0, 1.0, round);
    c.placed(at(MIDDLE + APART, LEVEL), 0.0, 1.0, |c| {
        c.fill(&curve((17.0, -11.0), (2.0, -4.0), (-15.0, 1.0), 7.0), flat(INK));
        c.fill(&curve((17.0, 12.0), (2.0, 6.0), (-15.0, 1.0), 7.0), flat(INK));
    });
}

fn glasses(c: &mut Canvas) {
    both(c, round);
    let frame = flat(rgb(0x3A2358));
    c.fill(&curve((MIDDLE - 16.0, LEVEL - 4.0), (MIDDLE, LEVEL - 14.0), (MIDDLE + 16.0, LEVEL - 4.0), 5.5), &frame);
    for (x, out) in [(MIDDLE - APART, -1.0), (MIDDLE + APART, 1.0)] {
        let lens = circle(x, LEVEL, 30.0);
        c.fill(&capsule((x + out * 30.0, LEVEL - 6.0), (x + out * 44.0, LEVEL - 14.0), 2.8), &frame);
        c.within(&lens, |c| {
            c.fill(&lens, flat(AZURE.mix(WHITE, 0.6).faded(0.28)));
            c.placed(at(x, LEVEL), -0.9, 1.0, |c| c.fill(&block(0.0, -17.0, 80.0, 8.0, 0.0), flat(WHITE.faded(0.6))));
        });
        c.fill(&lens.clone().grown(3.0).minus(lens.grown(-2.5)), &frame);
    }
}

fn starry(c: &mut Canvas) {
    // The corners of a regular five-pointed star of radius 1, from the top, clockwise; inner radius 0.5.
    const CORNERS: [(f32, f32); 10] = [
        (0.0, -1.0),
        (0.294, -0.405),
        (0.951, -0.309),
        (0.476, 0.155),
        (0.588, 0.809),
        (0.0, 0.5),
        (-0.588, 0.809),
        (-0.476, 0.155),
        (-0.951, -0.309),
        (-0.294, -0.405),
    ];
    let star = |size: f32| polygon(&CORNERS.map(|(x, y)| (x * size, y * size)));
    c.fill(&star(20.0).grown(4.5), flat(INK));
    c.fill(&star(20.0).grown(1.0), linear((0.0, -20.0), (0.0, 20.0), [CREAM, GOLD, rgb(0xF7A531)]));
    c.fill(&circle(-5.0, -5.0, 3.6), flat(WHITE.faded(0.9)));
}

fn cyclops(c: &mut Canvas) {
    blush(c);
    c.placed(at(MIDDLE, LEVEL - 14.0), 0.0, 1.0, |c| {
        c.fade(&ellipse(2.0, 6.0, 38.0, 40.0), 7.0, flat(PLUM.faded(0.35)));
        c.fill(&ellipse(0.0, 0.0, 37.0, 39.0), radial((-8.0, -12.0), 66.0, [WHITE, WHITE, rgb(0xCFC4E8)]));
        let iris: [Colour; 3] = [rgb(0x7FE8D4), rgb(0x2FA8A8), rgb(0x15606F)];
        c.fill(&circle(2.0, 3.0, 22.0), radial((0.0, 14.0), 34.0, iris));
        c.fill(&circle(2.0, 3.0, 12.5), flat(INK));
        c.fill(&circle(-6.0, -6.0, 6.5), flat(WHITE));
        c.fill(&circle(9.0, 11.0, 3.0), flat(WHITE.faded(0.85)));
    });
}

pub static MOUTHS: &[Trait] = &[
    painted("Smile", 22, |c| mouth(c, smile)),
    painted("Laugh", 14, |c| mouth(c, laugh)),
    painted("Kitten", 12, |c| mouth(c, kitten)),
    painted("Wonder", 12, |c| mouth(c, wonder)),
    painted("Tongue", 9, |c| mouth(c, tongue)),
    painted("Smirk", 8, |c| mouth(c, smirk)),
    painted("Little Fang", 5, |c| mouth(c, little_fang)),
];

const LINE: f32 = 6.0;

/// Draws with (0, 0) at the mouth's middle.
fn mouth(c: &mut Canvas, draw: fn(&mut Canvas)) {
    c.placed(at(256.0, 305.0), 0.0, 1.0, draw);
}

fn smile(c: &mut Canvas) {
    c.fill(&curve((-17.0, -2.0), (0.0, 20.0), (17.0, -2.0), LINE), flat(INK));
}

fn laugh(c: &mut Canvas) {
    let open = ellipse(0.0, -4.0, 25.0, 27.0).minus(block(0.0, -34.0, 80.0, 60.0, 0.0)).grown(2.5);
    c.fill(&open, linear((0.0, -4.0), (0.0, 26.0), [INK, rgb(0x6B1F45)]));
    c.within(&open.clone().grown(-3.0), |c| {
        c.fill(&ellipse(0.0, 22.0, 17.0, 12.0), flat(rgb(0xFF7D93)));
        c.fill(&block(0.0, -5.0, 34.0, 8.0, 3.0), flat(WHITE));
    });
}

fn kitten(c: &mut Canvas) {
    for side in [-1.0, 1.0] {
        c.fill(&curve((0.0, -2.0), (side * 10.0, 16.0), (side * 21.0, 1.0), LINE), flat(INK));
    }
    c.fill(&ellipse(0.0, -4.0, 5.5, 4.0), flat(rgb(0xE0486E)));
}

fn wonder(c: &mut Canvas) {
    let open = ellipse(0.0, 6.0, 11.0, 14.0);
    c.fill(&open, linear((0.0, -8.0), (0.0, 20.0), [INK, rgb(0x6B1F45)]));
    c.within(&open.grown(-2.0), |c| c.fill(&ellipse(0.0, 18.0, 9.0, 7.0), flat(rgb(0xFF7D93))));
}

fn tongue(c: &mut Canvas) {
    c.fill(&capsule((7.0, 6.0), (7.5, 12.0), 10.5), flat(INK));
    c.fill(&capsule((7.0, 6.0), (7.5, 12.0), 7.5), linear((0.0, 4.0), (0.0, 24.0), [rgb(0xE8506F), rgb(0xFF86A0)]));
    c.fill(&capsule((7.0, 9.0), (7.4, 13.0), 1.0), flat(rgb(0xB83A5C)));
    c.fill(&curve((-20.0, -2.0), (0.0, 18.0), (20.0, -2.0), LINE), flat(INK));
}

fn smirk(c: &mut Canvas) {
    c.fill(&curve((-16.0, 6.0), (6.0, 12.0), (19.0, -7.0), LINE), flat(INK));
    c.fill(&curve((14.0, -11.0), (20.0, -10.0), (24.0, -5.0), LINE - 1.5), flat(INK));
}

fn little_fang(c: &mut Canvas) {
    c.fill(&polygon(&[(3.0, 7.0), (15.0, 3.0), (11.0, 18.0)]).grown(1.5), flat(WHITE));
    c.fill(&curve((-19.0, -2.0), (0.0, 18.0), (19.0, -2.0), LINE), flat(INK));
    c.fill(&circle(-19.0, -3.0, 2.6), flat(INK));
}
