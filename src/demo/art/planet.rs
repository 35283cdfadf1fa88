//! Planets: one ball, many colours, each with a soft glow around it.

use super::super::colour::rgb;
use super::super::paint::{Canvas, flat, radial};
use super::super::shape::circle;
use super::palette::{CENTRE, RADIUS, WHITE, disc};
use super::{Trait, painted};

pub static PLANETS: &[Trait] = &[
    painted("Coral", 14, |c| planet(c, [0xFFB8A0, 0xF9705F, 0xCF4358])),
    painted("Butter", 12, |c| planet(c, [0xFFF0AE, 0xFCCB52, 0xEE9B40])),
    painted("Ocean", 12, |c| planet(c, [0x9FE6F8, 0x45ACE4, 0x2F69BC])),
    painted("Fern", 11, |c| planet(c, [0xCFF4A8, 0x72C97C, 0x359571])),
    painted("Grape", 10, |c| planet(c, [0xDBBDFF, 0xA074E4, 0x6743B4])),
    painted("Rose", 10, |c| planet(c, [0xFFD6E2, 0xF892B5, 0xD35C8A])),
    painted("Slate", 7, |c| planet(c, [0xDCE4EF, 0x98A7C0, 0x61708F])),
    painted("Cream", 6, |c| planet(c, [0xFFFAEC, 0xF6E0BC, 0xD9AE84])),
    painted("Teal", 8, |c| planet(c, [0xA6F2E2, 0x3DBFB0, 0x1F7F8C])),
];

fn planet(c: &mut Canvas, [light, middle, deep]: [u32; 3]) {
    let reach = RADIUS + 44.0;
    let (glow, clear) = (rgb(light).faded(0.5), rgb(light).faded(0.0));
    let stops = [glow, glow, glow, glow, glow.faded(0.9), glow.faded(0.38), clear];
    c.fade(&circle(CENTRE.x, CENTRE.y, reach), 4.0, radial((CENTRE.x, CENTRE.y), reach, stops));

    let focus = (CENTRE.x - 46.0, CENTRE.y - 62.0);
    c.fill(&disc(), radial(focus, 236.0, [rgb(light), rgb(middle), rgb(middle), rgb(deep)]));
    c.within(&disc(), |c| {
        let rim = disc().minus(disc().grown(-5.0));
        c.fade(&rim, 5.0, flat(WHITE.faded(0.22)));
    });
}
