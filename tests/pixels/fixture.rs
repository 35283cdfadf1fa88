//! Random little projects with real PNG files, for tests of the pack and of the compositor.

use std::path::{Path, PathBuf};

use simdgen::blend::{BlendMode, Opacity};
use simdgen::canvas::StraightRgba;
use simdgen::pack::{BuildOptions, Pack, ensure};
use simdgen::plan::{Edition, Plan};
use simdgen::project::{Background, Layer, Project, SetId, Trait, TraitId};

use crate::plain;

/// A small random-number generator for test pictures (xorshift64*, Vigna 2016).
#[derive(Clone, Debug)]
pub struct Noise(u64);

impl Noise {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn below(&mut self, n: u32) -> u32 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        ((self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 40) as u32) % n
    }

    pub fn byte(&mut self) -> u8 {
        self.below(256) as u8
    }
}

/// Writes a PNG of straight RGBA.
pub fn write_png(path: &Path, width: u32, height: u32, rgba: &[u8]) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let file = std::fs::File::create(path).unwrap();
    let mut encoder = png::Encoder::new(file, width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header().unwrap().write_image_data(rgba).unwrap();
}

/// A picture of flat rectangles, some soft, some opaque, on transparent ground; `full` covers the canvas first.
pub fn rectangles(noise: &mut Noise, width: u32, height: u32, full: bool) -> Vec<u8> {
    let mut rgba = vec![0; (width * height * 4) as usize];
    let mut fill = |noise: &mut Noise, x0: u32, y0: u32, x1: u32, y1: u32, alpha: u8| {
        let colour = [noise.byte(), noise.byte(), noise.byte(), alpha];
        for y in y0..y1 {
            for x in x0..x1 {
                let at = ((y * width + x) * 4) as usize;
                rgba[at..at + 4].copy_from_slice(&colour);
            }
        }
    };
    if full {
        fill(noise, 0, 0, width, height, 255);
    }
    for _ in 0..3 {
        let (x0, y0) = (noise.below(width), noise.below(height));
        let (x1, y1) = (x0 + 1 + noise.below(width - x0), y0 + 1 + noise.below(height - y0));
        let alpha = if full { 255 } else { [255, 128, noise.byte()][noise.below(3) as usize] };
        fill(noise, x0, y0, x1.min(width), y1.min(height), alpha);
    }
    rgba
}

/// What a random project looks like.
#[derive(Clone, Debug)]
pub struct Shape {
    pub width: u32,
    pub height: u32,
    pub layers: Vec<(BlendMode, Opacity)>,
    pub traits: usize,
    /// Whether the bottom layer's traits are opaque all over.
    pub full_bottom: bool,
    pub background: Background,
}

/// Draws the pictures of a project into a folder.
pub fn project(root: &Path, shape: &Shape, seed: u64) -> Project {
    let mut noise = Noise::new(seed);
    let mut project = plain::project(root, shape.width, shape.height);
    project.background = shape.background;
    project.metadata.name = "Test".to_owned();
    for (l, &(blend, opacity)) in shape.layers.iter().enumerate() {
        let first = project.traits.len() as u32;
        for t in 0..shape.traits {
            let file_name = format!("t{t}.png");
            let path: PathBuf = root.join("layers").join(format!("L{l}")).join(&file_name);
            let rgba = rectangles(&mut noise, shape.width, shape.height, l == 0 && shape.full_bottom);
            write_png(&path, shape.width, shape.height, &rgba);
            let made = plain::trait_of(l as u32, t, &format!("t{t}"), &file_name);
            project.traits.push(Trait { picture: Some(path), ..made });
        }
        let made = plain::layer(&format!("L{l}"), first..project.traits.len() as u32);
        project.layers.push(Layer { blend, opacity, ..made });
    }
    project.sets.push(plain::set(1, 0..shape.layers.len() as u32));
    project
}

/// A plan of random picks; backgrounds alternate when the project has random ones.
pub fn random_plan(project: &Project, editions: u32, seed: u64) -> Plan {
    let mut noise = Noise::new(seed);
    let mut plan = Plan::new("test".to_owned());
    for number in 1..=editions {
        let picks: Vec<TraitId> = project.sets[0]
            .layers
            .iter()
            .map(|&l| {
                let range = &project.layer(l).traits;
                TraitId(range.start + noise.below(range.end - range.start))
            })
            .collect();
        let background = match project.background {
            Background::Transparent => None,
            Background::Solid(colour) => Some(colour),
            Background::RandomHue { .. } => {
                Some(StraightRgba { r: noise.byte() & 0xC0, g: 10, b: noise.byte() & 0x80, a: 255 })
            }
        };
        plan.push(Edition { number, set: SetId(0), background, picks: &picks });
    }
    plan
}

/// Builds or opens the pack beside the project.
pub fn packed(project: &Project, threads: usize) -> Pack {
    let options = BuildOptions::new(threads);
    ensure(project, &project.root.join("traits.pack"), options).unwrap().0
}

/// The folder of real layer sets, or `None` after saying that a test is skipped.
pub fn real_data() -> Option<PathBuf> {
    let folder = std::env::var_os("SIMDGEN_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: no real layer sets at {} (SIMDGEN_DATA)", folder.display());
    None
}
