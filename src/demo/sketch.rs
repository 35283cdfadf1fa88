//! A sketch of a project: flat discs, few and small, drawn in no time. Examples and trials of the library start from it.

use std::fmt::Write as _;
use std::path::Path;

use super::scaffold::{PROJECT_FILE, write_new};
use crate::canvas::{CanvasSize, ColourType};
use crate::encode::{Compression, encode_frame};
use crate::files::Folder;
use crate::{Error, Result};

/// Width and height of the pictures, in pixels.
const SIDE: i32 = 64;

/// A disc of each trait's colour in the layer's place.
struct Layer {
    name: &'static str,
    centre: (i32, i32),
    radius: i32,
    traits: [(&'static str, [u8; 3]); 4],
}

const LAYERS: [Layer; 3] = [
    Layer {
        name: "Sky",
        centre: (SIDE / 2, SIDE / 2),
        radius: SIDE,
        traits: [
            ("Dusk", [0x8A, 0x3B, 0x7C]),
            ("Lagoon", [0x17, 0x62, 0x7A]),
            ("Mint", [0xB4, 0xE8, 0xD2]),
            ("Peach", [0xFF, 0xCF, 0xA6]),
        ],
    },
    Layer {
        name: "Planet",
        centre: (30, 36),
        radius: 20,
        traits: [
            ("Coral", [0xF2, 0x7B, 0x6A]),
            ("Fern", [0x5E, 0xA0, 0x5B]),
            ("Ocean", [0x3B, 0x7D, 0xC4]),
            ("Slate", [0x6B, 0x72, 0x80]),
        ],
    },
    Layer {
        name: "Moon",
        centre: (50, 14),
        radius: 6,
        traits: [
            ("Amber", [0xF5, 0xB0, 0x41]),
            ("Ash", [0xB0, 0xB4, 0xBA]),
            ("Pearl", [0xFA, 0xF3, 0xE0]),
            ("Rose", [0xE8, 0x8F, 0xA8]),
        ],
    },
];

/// Writes a project of 12 editions of 64 x 64 pixels into `folder`, which is made when missing: the layers Sky, Planet and Moon,
/// with four traits each. Files that are there stay as they are.
///
/// # Errors
/// [`Error::Io`] when the system refuses a file operation.
///
/// # Examples
/// ```
/// # fn main() -> simdgen::Result<()> {
/// let folder = tempfile::tempdir().expect("a temporary folder");
/// simdgen::demo::sketch(folder.path())?;
/// assert!(folder.path().join("layers/Planet/Coral.png").is_file());
/// # Ok(())
/// # }
/// ```
pub fn sketch(folder: &Path) -> Result<()> {
    let folder = &Folder::make(folder)?;
    let mut project =
        format!("[collection]\nname = \"Sketch\"\neditions = 12\n\n[canvas]\nwidth = {SIDE}\nheight = {SIDE}\n");
    for layer in &LAYERS {
        let _ = write!(project, "\n[[layers]]\nname = \"{}\"\n", layer.name);
        for (name, colour) in layer.traits {
            let path = Path::new("layers").join(layer.name).join(format!("{name}.png"));
            write_new(folder, &path, || picture(layer, name, colour))?;
        }
    }
    write_new(folder, Path::new(PROJECT_FILE), || Ok(project.into_bytes()))?;
    Ok(())
}

/// A disc on transparent ground.
fn picture(layer: &Layer, name: &str, [r, g, b]: [u8; 3]) -> Result<Vec<u8>> {
    let ((x0, y0), radius) = (layer.centre, layer.radius);
    let is_inside = |x: i32, y: i32| (x - x0) * (x - x0) + (y - y0) * (y - y0) <= radius * radius;
    let places = (0..SIDE).flat_map(|y| (0..SIDE).map(move |x| (x, y)));
    let pixels = places.flat_map(|(x, y)| if is_inside(x, y) { [r, g, b, 255] } else { [0; 4] });
    let (size, mut png) = (CanvasSize::new(SIDE as u32, SIDE as u32)?, vec![]);
    encode_frame(size, ColourType::Rgba, Compression::Fast, &pixels.collect::<Vec<u8>>(), &mut png)
        .map_err(|reason| Error::Encode { what: format!("the trait {name}"), reason })?;
    Ok(png)
}
