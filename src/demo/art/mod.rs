//! The collection: its layers from the bottom up, each with a table of traits.
//!
//! A trait is a name, a weight and a function that draws it; the files beside this one hold one group
//! of layers each. Everything shares one palette and one light, from the upper left.

mod companion;
mod face;
mod glow;
mod palette;
mod planet;
mod ring;
mod sky;
mod surface;
mod topper;

use super::paint::Canvas;

/// One layer of the collection.
#[derive(Debug)]
pub struct Layer {
    pub name: &'static str,
    /// Its blend mode, as in `simdgen.toml`.
    pub blend: &'static str,
    /// Further lines of its `[[layers]]` table.
    pub settings: &'static [&'static str],
    pub traits: &'static [Trait],
}

/// One picture of a layer.
#[derive(Debug)]
pub struct Trait {
    pub name: &'static str,
    pub weight: u32,
    paint: fn(&mut Canvas),
}

impl Trait {
    /// The finished picture.
    pub fn draw(&self) -> Canvas {
        let mut canvas = Canvas::new();
        (self.paint)(&mut canvas);
        canvas
    }
}

/// A row of a layer's table.
const fn painted(name: &'static str, weight: u32, paint: fn(&mut Canvas)) -> Trait {
    Trait { name, weight, paint }
}

const OVER: &str = "source-over";

/// The layers from the bottom up.
pub static LAYERS: &[Layer] = &[
    Layer { name: "Sky", blend: OVER, settings: &[], traits: sky::SKIES },
    Layer { name: "Starlight", blend: "screen", settings: &["none = 10"], traits: glow::STARLIGHTS },
    Layer { name: "Planet", blend: OVER, settings: &[], traits: planet::PLANETS },
    Layer { name: "Surface", blend: OVER, settings: &[], traits: surface::SURFACES },
    Layer { name: "Shade", blend: "multiply", settings: &["opacity = 0.9"], traits: glow::SHADES },
    Layer { name: "Shine", blend: "screen", settings: &["unique = false", "metadata = false"], traits: glow::SHINES },
    Layer { name: "Ring", blend: OVER, settings: &["none = 40"], traits: ring::RINGS },
    Layer { name: "Eyes", blend: OVER, settings: &[], traits: face::EYES },
    Layer { name: "Mouth", blend: OVER, settings: &[], traits: face::MOUTHS },
    Layer { name: "Topper", blend: OVER, settings: &["none = 15", "none_name = \"Bare\""], traits: topper::TOPPERS },
    Layer { name: "Companion", blend: OVER, settings: &["none = 25"], traits: companion::COMPANIONS },
];
