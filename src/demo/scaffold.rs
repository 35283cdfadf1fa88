//! Writes the demo project: never over a file that is there, and complete or visibly unfinished.
//!
//! `simdgen.toml` comes last. A folder that has it is the user's, and nothing is added to it; a folder
//! without it that holds nothing but parts of the demo is a run that was interrupted, and is completed.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::art::{LAYERS, Layer, Trait};
use super::paint::SIDE;
use crate::canvas::{CanvasSize, ColourType};
use crate::encode::{Compression, encode_frame};
use crate::{Error, Result};

/// The file that makes a folder a project.
pub(super) const PROJECT_FILE: &str = "simdgen.toml";

const README_FILE: &str = "README.txt";

/// What [`write()`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoReport {
    /// Layers of the demo.
    pub layers: usize,
    /// Traits of the demo, over all layers.
    pub traits: usize,
    /// Files written, `simdgen.toml` and `README.txt` included.
    pub written: usize,
    /// Files of the demo that were there and were left as they are.
    pub kept: usize,
}

/// Writes the demo project into `folder`, which is made when missing.
///
/// No existing file is changed. When `simdgen.toml` is there already nothing is written at all, so that
/// what a user deleted stays deleted.
///
/// # Errors
/// [`Error::DemoFolderInUse`] when the folder holds anything else and no `simdgen.toml`; [`Error::Io`]
/// when the system refuses a file operation.
pub fn write(folder: &Path) -> Result<DemoReport> {
    let traits = LAYERS.iter().map(|layer| layer.traits.len()).sum();
    let mut report = DemoReport { layers: LAYERS.len(), traits, written: 0, kept: 0 };
    if exists(&folder.join(PROJECT_FILE)) {
        report.kept = parts().filter(|part| exists(&folder.join(part))).count();
        return Ok(report);
    }
    refuse_other_contents(folder)?;

    let mut count = |written: bool| if written { report.written += 1 } else { report.kept += 1 };
    for layer in LAYERS {
        for art in layer.traits {
            count(write_new(&folder.join(trait_path(layer, art)), || picture(art))?);
        }
    }
    count(write_new(&folder.join(README_FILE), || Ok(README.into()))?);
    count(write_new(&folder.join(PROJECT_FILE), || Ok(project_text().into_bytes()))?);
    Ok(report)
}

/// Draws a trait and encodes it.
fn picture(art: &Trait) -> Result<Vec<u8>> {
    let size = CanvasSize::new(SIDE as u32, SIDE as u32)?;
    let mut png = vec![];
    encode_frame(size, ColourType::Rgba, Compression::Balanced, &art.draw().to_rgba(), &mut png)
        .map_err(|reason| Error::Encode { what: format!("the demo's trait {}", art.name), reason })?;
    Ok(png)
}

const README: &str = include_str!("text/demo.txt");

/// Path of a trait's picture below the project folder.
fn trait_path(layer: &Layer, art: &Trait) -> PathBuf {
    ["layers", layer.name, &format!("{}#{}.png", art.name, art.weight)].iter().collect()
}

/// Every file of the demo, relative to its folder.
fn parts() -> impl Iterator<Item = PathBuf> {
    let pictures = LAYERS.iter().flat_map(|layer| layer.traits.iter().map(|art| trait_path(layer, art)));
    pictures.chain([README_FILE, PROJECT_FILE].map(PathBuf::from))
}

/// The demo's `simdgen.toml`.
fn project_text() -> String {
    let mut text = String::from(include_str!("text/demo.toml"));
    for layer in LAYERS {
        let _ = write!(text, "\n[[layers]]\nname = \"{}\"\n", layer.name);
        if layer.blend != "source-over" {
            let _ = writeln!(text, "blend = \"{}\"", layer.blend);
        }
        for line in layer.settings {
            let _ = writeln!(text, "{line}");
        }
    }
    text
}

/// Stops at the first entry of `folder` that an interrupted run of [`write()`] would not have left.
fn refuse_other_contents(folder: &Path) -> Result<()> {
    let mut own: HashSet<PathBuf> = parts().flat_map(|part| [temporary(&part), part]).collect();
    own.extend(LAYERS.iter().flat_map(|layer| [PathBuf::from("layers"), Path::new("layers").join(layer.name)]));
    // A readme is a common name: it is the demo's only with the demo's text.
    let readme = folder.join(README_FILE);
    if exists(&readme) && fs::read(&readme).map_err(Error::io("read", &readme))? != README.as_bytes() {
        own.remove(Path::new(README_FILE));
    }

    let mut open = vec![PathBuf::new()];
    while let Some(inner) = open.pop() {
        let path = folder.join(&inner);
        if !exists(&path) {
            continue;
        }
        for name in sorted_names(&path)? {
            let entry = inner.join(name);
            if !own.contains(&entry) {
                return Err(Error::DemoFolderInUse { folder: folder.into(), found: entry });
            }
            if folder.join(&entry).is_dir() {
                open.push(entry);
            }
        }
    }
    Ok(())
}

/// The names in a folder in byte order.
pub(super) fn sorted_names(folder: &Path) -> Result<Vec<std::ffi::OsString>> {
    let read = || fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name())).collect::<std::io::Result<Vec<_>>>();
    let mut names = read().map_err(Error::io("list", folder))?;
    names.sort();
    Ok(names)
}

/// True when the path names anything, a dangling link included.
pub(super) fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// The name a file has until it is complete.
fn temporary(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.part"))
}

/// Writes a file that is not there yet, its folders included, under a temporary name that is then changed.
/// False, with no contents made, when it is there.
pub(super) fn write_new(path: &Path, contents: impl FnOnce() -> Result<Vec<u8>>) -> Result<bool> {
    if exists(path) {
        return Ok(false);
    }
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(Error::io("create", parent))?;
    }
    let part = temporary(path);
    fs::write(&part, contents()?).map_err(Error::io("write", &part))?;
    fs::rename(&part, path).map_err(Error::io("rename", &part))?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_project_file_lists_every_layer() {
        let table: toml::Table = project_text().parse().expect("valid TOML");
        let listed = table["layers"].as_array().expect("an array");
        let names: Vec<_> = listed.iter().map(|layer| layer["name"].as_str().expect("a name")).collect();
        assert_eq!(names, LAYERS.iter().map(|layer| layer.name).collect::<Vec<_>>());
        assert!(listed.iter().any(|layer| layer.get("none").is_some()), "no optional layer");
        assert_eq!(table["canvas"]["width"].as_integer(), Some(SIDE as i64));
        for layer in listed {
            let blend = layer.get("blend").map_or("source-over", |name| name.as_str().expect("a name"));
            assert!(crate::blend::BlendMode::from_name(blend).is_some(), "{blend}");
        }
    }
}
