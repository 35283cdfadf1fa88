//! Golden pictures: small, few, exact. A difference leaves the picture found and a picture of the difference in
//! `target/golden`. `SIMDGEN_BLESS=1` writes new golden pictures; the run that does so fails all the same.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::fs;
use std::path::{Path, PathBuf};

use simdgen::blend::{BlendMode, Opacity, blend, premultiply_pixel, unpremultiply_pixel};
use simdgen::canvas::{CanvasSize, ColourType, PremulPlanes, PremulPlanesMut, PremulRgba, StraightRgba};
use simdgen::compose::plain;
use simdgen::dialect;
use simdgen::encode::{Compression, encode_frame};
use simdgen::image::{MAX_PIXELS, Resize, decode_png};
use simdgen::plan::{self, EditionIndex};

/// Compares straight RGBA with `tests/golden/NAME.png`.
fn check(name: &str, size: CanvasSize, rgba: &[u8]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let golden = root.join("tests/golden").join(format!("{name}.png"));
    if std::env::var_os("SIMDGEN_BLESS").is_some() {
        write(&golden, size, rgba);
        panic!("{} was written; look at it, then test without SIMDGEN_BLESS", golden.display());
    }
    let bytes = fs::read(&golden).unwrap_or_else(|e| panic!("{}: {e}; SIMDGEN_BLESS=1 writes it", golden.display()));
    let expected = decode_png(&bytes, MAX_PIXELS).unwrap();
    if expected.size == size && expected.rgba == rgba {
        return;
    }
    let found = left_behind(root, &format!("{name}-found.png"));
    write(&found, size, rgba);
    assert_eq!(expected.size, size, "{name} has another size; see {}", found.display());
    let pairs = || expected.rgba.as_chunks::<4>().0.iter().zip(rgba.as_chunks::<4>().0);
    let largest = |a: &[u8; 4], b: &[u8; 4]| a.iter().zip(b).map(|(x, y)| x.abs_diff(*y)).max().unwrap_or(0);
    // Red where pixels differ, brighter where by more; the picture itself, faintly, where not.
    let difference: Vec<u8> = pairs()
        .flat_map(|(a, b)| match largest(a, b) {
            0 => [a[0] / 4, a[1] / 4, a[2] / 4, 255],
            by => [127 + by / 2, 0, 0, 255],
        })
        .collect();
    let diff = left_behind(root, &format!("{name}-diff.png"));
    write(&diff, size, &difference);
    let count = pairs().filter(|(a, b)| a != b).count();
    let most = pairs().map(|(a, b)| largest(a, b)).max().unwrap_or(0);
    panic!("{name}: {count} pixels differ, by up to {most}; see {} and {}", found.display(), diff.display());
}

fn left_behind(root: &Path, name: &str) -> PathBuf {
    let folder = root.join("target/golden");
    fs::create_dir_all(&folder).unwrap();
    folder.join(name)
}

fn write(path: &Path, size: CanvasSize, rgba: &[u8]) {
    let mut png = vec![];
    encode_frame(size, ColourType::Rgba, Compression::High, rgba, &mut png).unwrap();
    fs::write(path, png).unwrap();
}

/// Every blend mode: a soft disc in three colours over ramps of colour and alpha, 32 x 32 pixels each, 8 to a row.
#[test]
fn blend_modes() {
    const SIDE: usize = 32;
    const ACROSS: usize = 8;
    let down = BlendMode::ALL.len().div_ceil(ACROSS);
    let size = CanvasSize::new((ACROSS * SIDE) as u32, (down * SIDE) as u32).unwrap();
    let mut rgba = vec![0; size.pixels() * 4];
    for (number, (mode, _)) in BlendMode::ALL.into_iter().enumerate() {
        let (mut source, mut target) = ([[0; SIDE * SIDE]; 4], [[0; SIDE * SIDE]; 4]);
        for i in 0..SIDE * SIDE {
            let (x, y) = (i % SIDE, i / SIDE);
            let (dx, dy) = (x as i32 - 16, y as i32 - 16);
            let a = (255 - (dx * dx + dy * dy - 60).clamp(0, 255)) as u8;
            let colour = [[230, 60, 40], [40, 200, 90], [60, 80, 240]][(x + y) / 22];
            put(&mut source, i, StraightRgba { r: colour[0], g: colour[1], b: colour[2], a });
            let (across, along) = ((x * 8) as u8, (y * 8) as u8);
            put(&mut target, i, StraightRgba { r: across, g: 255 - along, b: along, a: 255 - across / 2 });
        }
        let [r, g, b, a] = &source;
        let [tr, tg, tb, ta] = &mut target;
        let planes = PremulPlanesMut { r: tr, g: tg, b: tb, a: ta };
        blend(mode, Opacity::FULL, PremulPlanes { r, g, b, a }, planes);
        for i in 0..SIDE * SIDE {
            let (x, y) = (number % ACROSS * SIDE + i % SIDE, number / ACROSS * SIDE + i / SIDE);
            let [r, g, b, a] = target.map(|plane| plane[i]);
            let pixel = unpremultiply_pixel(PremulRgba { r, g, b, a });
            let at = (y * ACROSS * SIDE + x) * 4;
            rgba[at..at + 4].copy_from_slice(&[pixel.r, pixel.g, pixel.b, pixel.a]);
        }
    }
    check("blend-modes", size, &rgba);
}

fn put<const N: usize>(planes: &mut [[u8; N]; 4], index: usize, pixel: StraightRgba) {
    let PremulRgba { r, g, b, a } = premultiply_pixel(pixel);
    planes.iter_mut().zip([r, g, b, a]).for_each(|(plane, value)| plane[index] = value);
}

/// The first edition of the demo, made small: drawing, reading, planning, resizing and blending together.
#[test]
fn demo() {
    let folder = tempfile::tempdir().unwrap();
    simdgen::demo::write(folder.path()).unwrap();
    let config = folder.path().join("simdgen.toml");
    let text = fs::read_to_string(&config).unwrap();
    let small = text.replace("width = 512", "width = 96").replace("height = 512", "height = 96");
    fs::write(&config, small).unwrap();
    let mut project = dialect::open(folder.path(), None).unwrap();
    project.resize = Resize::Smooth;
    let plan = plan::draw(&project, "golden").unwrap();
    let pictures = plain::Pictures::default();
    let pixels = plain::compose(&project, plan.edition(EditionIndex(0)), &pictures, MAX_PIXELS).unwrap();
    let rgba: Vec<u8> = pixels.iter().flat_map(|p| [p.r, p.g, p.b, p.a]).collect();
    check("demo", project.canvas, &rgba);
}
