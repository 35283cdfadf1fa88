//! The colours and the place of the planet that all layers share.

use super::super::colour::{Colour, rgb};
use super::super::shape::{Point, Shape, at, circle};

/// Outlines and pupils: a plum darker than any planet, kinder than black.
pub const INK: Colour = rgb(0x2A1A3E);
pub const PLUM: Colour = rgb(0x4B2E6F);
pub const WHITE: Colour = rgb(0xFFFFFF);
pub const CREAM: Colour = rgb(0xFFF6E0);
pub const BLUSH: Colour = rgb(0xFF6F91);
pub const GOLD: Colour = rgb(0xFFC93C);
pub const AMBER: Colour = rgb(0xF2913D);
pub const CORAL: Colour = rgb(0xF9705F);
pub const CRIMSON: Colour = rgb(0xC7364F);
pub const LEAF: Colour = rgb(0x6CC47A);
pub const PINE: Colour = rgb(0x2B7A62);
pub const ICE: Colour = rgb(0xBDEBFA);
pub const AZURE: Colour = rgb(0x3FA7E0);
pub const NAVY: Colour = rgb(0x2A4A8F);
pub const LILAC: Colour = rgb(0xC9A7F5);
pub const BARK: Colour = rgb(0x8A5A44);
pub const STEEL: Colour = rgb(0xA9B6CC);

/// The middle of the planet and its radius, in pixels.
pub const CENTRE: Point = at(256.0, 286.0);
pub const RADIUS: f32 = 138.0;

/// The planet's disc.
pub fn disc() -> Shape {
    circle(CENTRE.x, CENTRE.y, RADIUS)
}
