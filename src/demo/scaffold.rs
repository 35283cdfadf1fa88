//! Writes the demo project: never over a file that is there, and complete or visibly unfinished.
//!
//! `simdgen.toml` comes last. A folder that has it is the user's, and nothing is added to it; a folder
//! without it that holds nothing but parts of the demo is a run that was interrupted, and is completed.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::art::{LAYERS, Layer, Trait};
use super::paint::SIDE;
use crate::canvas::{CanvasSize, ColourType};
use crate::dialect::config_of_other_engine;
use crate::encode::{Compression, encode_frame};
use crate::files::{self, Entry, Folder, Kind, Replacement, What};
use crate::project::Root;
use crate::{Error, Result};

/// The file that makes a folder a project.
pub(super) const PROJECT_FILE: &str = "simdgen.toml";

const README_FILE: &str = "README.txt";

/// The result of [`write()`].
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
/// No existing file is changed. When the demo's `simdgen.toml` is there already nothing is written at all, so that
/// what a user deleted stays deleted.
///
/// # Errors
/// [`Error::DemoFolderInUse`] when the folder holds anything else, a project of the user's among them;
/// [`Error::OtherProject`] when it is a project of another engine; [`Error::Io`] when the system refuses a file operation.
pub fn write(folder: &Path) -> Result<DemoReport> {
    let traits = LAYERS.iter().map(|layer| layer.traits.len()).sum();
    let mut report = DemoReport { layers: LAYERS.len(), traits, written: 0, kept: 0 };
    if exists(&folder.join(PROJECT_FILE)) {
        let found = PathBuf::from(PROJECT_FILE);
        if !is_demo(folder)? {
            return Err(Error::DemoFolderInUse { folder: folder.into(), found });
        }
        report.kept = parts().filter(|part| exists(&folder.join(part))).count();
        return Ok(report);
    }
    if let Some(config) = config_of_other_engine(&Root::from(folder.to_path_buf()))? {
        return Err(Error::OtherProject { folder: folder.into(), config });
    }
    refuse_other_contents(folder)?;
    let folder = &Folder::make(folder)?;

    let mut count = |written: bool| if written { report.written += 1 } else { report.kept += 1 };
    for layer in LAYERS {
        for art in layer.traits {
            count(write_new(folder, &trait_path(layer, art), || picture(art))?);
        }
    }
    count(write_new(folder, Path::new(README_FILE), || Ok(README.into()))?);
    count(write_new(folder, Path::new(PROJECT_FILE), || Ok(project_text().into_bytes()))?);
    Ok(report)
}

/// True for a project folder that has a picture of the demo, or its `simdgen.toml` unchanged.
fn is_demo(folder: &Path) -> Result<bool> {
    let mut pictures = LAYERS.iter().flat_map(|layer| layer.traits.iter().map(|art| trait_path(layer, art)));
    if pictures.any(|picture| exists(&folder.join(picture))) {
        return Ok(true);
    }
    let root = Folder::find(folder)?;
    let text = root.map(|root| root.read(PROJECT_FILE, Kind::Configuration)).transpose()?.flatten();
    Ok(text.is_some_and(|text| text == project_text().as_bytes()))
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
    let Some(root) = Folder::find(folder)? else { return Ok(()) };
    let mut own: HashSet<PathBuf> = parts().collect();
    let own_folders: HashSet<PathBuf> =
        LAYERS.iter().flat_map(|layer| [PathBuf::from("layers"), Path::new("layers").join(layer.name)]).collect();
    // A readme is a common name: it is the demo's only with the demo's text.
    let readme = root.read(README_FILE, Kind::Configuration);
    if !readme.is_ok_and(|text| text.is_some_and(|text| text == README.as_bytes())) {
        own.remove(Path::new(README_FILE));
    }
    let is_unfinished = |entry: &Path, own: &Path| {
        let (Some(name), Some(last)) = (entry.file_name(), own.file_name()) else { return false };
        entry.parent() == own.parent() && Replacement::is_temporary(name, last)
    };

    let mut open = vec![PathBuf::new()];
    while let Some(inner) = open.pop() {
        let entries = root.folder(&inner)?.map_or(Ok(vec![]), |folder| folder.entries())?;
        for Entry { name, what } in entries {
            let entry = inner.join(name);
            match what {
                What::Folder if own_folders.contains(&entry) => open.push(entry),
                What::File if own.contains(&entry) || own.iter().any(|own| is_unfinished(&entry, own)) => {}
                _ => return Err(Error::DemoFolderInUse { folder: folder.into(), found: entry }),
            }
        }
    }
    Ok(())
}

/// The names in a folder in byte order.
pub(super) fn sorted_names(folder: &Path) -> Result<Vec<OsString>> {
    let mut names: Vec<OsString> = files::entries(folder)?.into_iter().map(|entry| entry.name).collect();
    names.sort();
    Ok(names)
}

/// True when the path names anything, a dangling link included.
pub(super) fn exists(path: &Path) -> bool {
    path.is_symlink() || path.exists()
}

/// Writes a file below a folder that is not there yet, its folders included: whole or not at all. False, with no contents
/// made, when it is there. Links on the way are refused, because they would lead out of the folder.
pub(super) fn write_new(folder: &Folder, path: &Path, contents: impl FnOnce() -> Result<Vec<u8>>) -> Result<bool> {
    if folder.stamp(path)?.is_some() {
        return Ok(false);
    }
    if let Some(parent) = path.parent() {
        folder.make_folder(parent)?;
    }
    let replacement = folder.replacement(path)?;
    replacement.file().put(&contents()?)?;
    replacement.finish_new(false)
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
