//! Projects made by hand, with their pictures in a temporary folder: what tests and benches of packed tiles start from.

#![expect(clippy::unwrap_used, reason = "a test that cannot write its pictures should stop there")]

use std::fs::File;
use std::path::Path;

use simdgen::blend::{BlendMode, Opacity};
use simdgen::pack::{BuildOptions, Care, Pack, ensure};
use simdgen::project::{Layer, LayerId, Project, Trait};

use crate::plain;

/// A project without layers, and the folder that its pictures go to.
pub struct Generated {
    pub folder: tempfile::TempDir,
    pub project: Project,
}

impl Generated {
    pub fn new(width: u32, height: u32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut project = plain::project(folder.path(), width, height);
        project.sets.push(plain::set(0, []));
        Self { folder, project }
    }

    /// Adds a layer on top, without traits.
    pub fn layer(&mut self, blend: BlendMode, opacity: u8) {
        let (id, first) = (self.project.layers.len() as u32, self.project.traits.len() as u32);
        let name = format!("layer {id}");
        self.project.layers.push(Layer { blend, opacity: Opacity(opacity), ..plain::layer(&name, first..first) });
        self.project.sets[0].layers.push(LayerId(id));
    }

    /// Adds a trait to the top layer; `None` draws nothing.
    pub fn trait_of(&mut self, picture: Option<&Path>) {
        let layer = self.project.layers.last_mut().unwrap();
        let number = layer.traits.len();
        layer.traits.end += 1;
        let top = self.project.layers.len() as u32 - 1;
        let made = plain::trait_of(top, number, &format!("trait {number}"), "");
        self.project.traits.push(Trait { picture: picture.map(Path::to_owned), ..made });
    }

    /// Writes a picture of the canvas size and adds a trait that shows it.
    pub fn picture(&mut self, rgba: &[u8]) {
        let path = self.folder.path().join(format!("{}.png", self.project.traits.len()));
        let canvas = self.project.canvas;
        let mut encoder = png::Encoder::new(File::create(&path).unwrap(), canvas.width(), canvas.height());
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_compression(png::Compression::Fastest);
        encoder.write_header().unwrap().write_image_data(rgba).unwrap();
        self.trait_of(Some(&path));
    }

    pub fn pack(&self) -> Pack {
        let options = BuildOptions { care: Care::Anew, ..BuildOptions::new(2) };
        ensure(&self.project, &self.folder.path().join("pack"), options).unwrap().0
    }
}

/// A stream of numbers that is the same everywhere (SplitMix64: Steele, Lea, Flood 2014).
pub struct Numbers(pub u64);

impl Numbers {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below another, close enough to evenly.
    pub fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.next()) * end as u128) >> 64) as usize
    }

    pub fn chance(&mut self, in_100: usize) -> bool {
        self.below(100) < in_100
    }
}
