//! Mouths, all at one place below the eyes.

use super::super::colour::rgb;
use super::super::paint::{Canvas, flat, linear};
use super::super::shape::{at, block, capsule, circle, curve, ellipse, polygon};
use super::palette::{INK, WHITE};
use super::{Trait, painted};

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
