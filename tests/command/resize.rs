//! Pictures of another size than the canvas, through the real binary.

use std::fs;
use std::path::Path;

use crate::command::simdgen::{decode, simdgen, succeed};
use crate::pixels::fixture::real_data;

/// Renders one picture with a HashLips configuration of a canvas size; returns what was drawn.
fn drawn(source: &Path, width: u32, height: u32, smoothing: bool) -> Vec<[u8; 4]> {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir_all(at("layers/Only")).unwrap();
    fs::create_dir_all(at("src")).unwrap();
    fs::copy(source, at("layers/Only/One#1.png")).unwrap();
    let config = format!(
        "module.exports = {{ format: {{ width: {width}, height: {height}, smoothing: {smoothing} }}, network: \"eth\", \
         layerConfigurations: [{{ growEditionSizeTo: 1, layersOrder: [{{ name: \"Only\" }}] }}] }};"
    );
    fs::write(at("src/config.js"), config).unwrap();
    succeed("generate {} -q", folder.path());
    decode(&fs::read(at("build/images/1.png")).unwrap()).iter().map(|p| [p.r, p.g, p.b, p.a]).collect()
}

/// `SOURCE-to-WxH-nearest.png`, taken apart.
fn golden(name: &str) -> Option<(&str, u32, u32, bool)> {
    let (source, rest) = name.strip_suffix(".png")?.split_once("-to-")?;
    let (size, filter) = rest.split_once('-')?;
    let (width, height) = size.split_once('x')?;
    Some((source, width.parse().ok()?, height.parse().ok()?, filter == "smooth"))
}

#[test]
fn pictures_are_resized_as_the_engines_canvas_resizes_them() {
    let Some(data) = real_data() else { return };
    let folder = data.join("resize-golden");
    let mut compared = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some((source, width, height, smooth)) = golden(&name) else { continue };
        let ours = drawn(&folder.join(format!("{source}.png")), width, height, smooth);
        let theirs = decode(&fs::read(folder.join(&name)).unwrap());
        let pairs = ours.iter().flatten().zip(theirs.iter().flat_map(|p| [p.r, p.g, p.b, p.a]));
        let largest = pairs.map(|(a, b)| a.abs_diff(b)).max().unwrap();
        assert_eq!(largest, 0, "{name}");
        compared += 1;
    }
    assert!(compared >= 24, "{compared} pictures");
}

/// A picture of one row whose red follows from the column.
fn row(width: u32, red: impl Fn(u32) -> u32, path: &Path) {
    let pixels: Vec<u8> = (0..width).flat_map(|x| [red(x) as u8, 9, 9, 255]).collect();
    lodepng::encode32_file(path, &pixels, width as usize, 1).unwrap();
}

/// Needs no data: which source columns Cairo takes, as measured.
#[test]
fn a_canvas_without_smoothing_takes_the_columns_that_cairo_takes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("columns.png");
    for (from, to, expected) in [
        (6, 3, vec![0, 2, 4]),
        (8, 2, vec![1, 5]),
        (3, 7, vec![0, 0, 1, 1, 1, 2, 2]),
        (7, 5, vec![0, 2, 3, 4, 6]),
        (5, 4, vec![0, 1, 3, 4]),
    ] {
        row(from, |x| x, &path);
        let taken: Vec<u8> = drawn(&path, to, 1, false).iter().map(|p| p[0]).collect();
        assert_eq!(taken, expected, "{from} to {to}");
    }
}

/// Cairo takes a scaling that keeps the area for none, and filters nothing: portrait art on a landscape canvas, or a pixel more
/// than a large canvas.
#[test]
fn a_canvas_with_smoothing_does_not_smooth_what_keeps_its_area() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("picture.png");
    for ((width, height), (to_width, to_height), is_smooth) in
        [((6, 4), (4, 6), false), ((300, 1), (301, 1), true), ((700, 1), (701, 1), false), ((4, 4), (5, 4), true)]
    {
        let pixels: Vec<u8> = (0..width * height).flat_map(|at| [(at * at * 37) as u8, at as u8, 9, 255]).collect();
        lodepng::encode32_file(&path, &pixels, width as usize, height as usize).unwrap();
        let [smooth, nearest] = [true, false].map(|smoothing| drawn(&path, to_width, to_height, smoothing));
        assert_eq!(smooth != nearest, is_smooth, "{width} x {height} to {to_width} x {to_height}");
    }
}

#[test]
fn every_way_of_simdgen_toml_resizes_and_a_misspelt_one_is_named() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("layers/Only")).unwrap();
    row(40, |x| x * x * 37, &folder.path().join("layers/Only/One.png"));
    let written = |way: &str| {
        let text = format!(
            "[collection]\nname = \"X\"\neditions = 1\nseed = \"a\"\n[canvas]\nwidth = 17\nheight = 3\nresize = \"{way}\"\n\
             [[layers]]\nname = \"Only\"\n"
        );
        fs::write(folder.path().join("simdgen.toml"), text).unwrap();
        simdgen(&["generate", folder.path().to_str().unwrap(), "-q"])
    };
    let mut seen = vec![];
    for way in ["nearest", "smooth", "lanczos3", "mitchell", "canvas-nearest", "canvas-smooth"] {
        let output = written(way);
        assert_eq!(output.code, 0, "{way}: {output:?}");
        let picture = decode(&fs::read(folder.path().join("build/images/1.png")).unwrap());
        assert_eq!(picture.len(), 17 * 3, "{way}");
        succeed("verify {}/build", folder.path());
        assert!(!seen.contains(&picture), "{way} gives what another gives");
        seen.push(picture);
    }
    let error = written("lanczos").err;
    assert!(error.contains("simdgen.toml:8: unknown value lanczos (did you mean lanczos3?)"), "{error}");
}
