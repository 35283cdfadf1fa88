//! `simdgen init`: an empty project to start from, or a project file for layer folders that are there.
//!
//! Separate from the demo: it holds no pictures, and its project file explains the usual keys.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::Path;

use super::scaffold::{PROJECT_FILE, exists, sorted_names, write_new};
use crate::canvas::CanvasSize;
use crate::dialect::{config_of_other_engine, refuse_above_projects};
use crate::files::{self, Folder, What};
use crate::image::size_of_file;
use crate::project::{Root, by_number};
use crate::{Error, Result};

/// The layers of an empty project, from the bottom up.
const STARTER_LAYERS: [&str; 5] = ["Background", "Body", "Eyes", "Mouth", "Hat"];

/// Width and height where no picture gives them.
const SIDE: u32 = 512;

/// Levels of folders below a layer's that are searched for pictures.
const DEEPEST: usize = 4;

/// The result of [`init`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InitReport {
    /// Names of the layers in the project file, from the bottom up.
    pub layers: Vec<String>,
    /// True when these are folders that were found; false when empty ones were made.
    pub found: bool,
    /// Names of folders beside them that have no pictures and are no layers.
    pub left_out: Vec<String>,
    /// The canvas, where pictures that were found give it.
    pub canvas: Option<CanvasSize>,
}

/// Makes `folder` a project: writes `simdgen.toml`, and layer folders to fill unless there are some.
///
/// Folders found in `layers/`, or without that those with pictures in `folder` itself, become the layers in the order of the
/// numbers in their names; names that start with a dot are passed over, and folders without pictures where others have some.
/// The canvas has the size that most pictures have, the larger one of two as common.
///
/// # Errors
/// [`Error::ProjectExists`] when there is a `simdgen.toml`; [`Error::OtherProject`] when there is another engine's
/// configuration; [`Error::Project`] when projects lie where layers are looked for;
/// [`Error::LayerFolderNotUnicode`] and [`Error::LayerFolderBackslash`] for the name of a found folder; [`Error::Io`] when the
/// system refuses a file operation.
pub fn init(folder: &Path) -> Result<InitReport> {
    let path = folder.join(PROJECT_FILE);
    if exists(&path) {
        return Err(Error::ProjectExists { path });
    }
    let mut place = "layers";
    let base = folder.join(place);
    if let Some(config) = config_of_other_engine(&Root::from(folder.to_path_buf()))? {
        return Err(Error::OtherProject { folder: folder.into(), config });
    }
    let (mut drawn, mut blank);
    let has_base = is_there(&base)?;
    refuse_above_projects(if has_base { &base } else { folder })?;
    if has_base {
        (drawn, blank) = layer_folders(&base)?;
        if drawn.is_empty() {
            std::mem::swap(&mut drawn, &mut blank);
        }
    } else {
        (drawn, blank) = (layer_folders(folder)?.0, vec![]);
        drawn.retain(|found| found.name != "build");
        place = if drawn.is_empty() { "layers" } else { "." };
    }
    if let Some(odd) = drawn.iter().find(|found| found.name.contains('\\')) {
        return Err(Error::LayerFolderBackslash { path: folder.join(place).join(&odd.name) });
    }
    let found = !drawn.is_empty();
    let canvas = most_common(drawn.iter().flat_map(|found| found.sizes.iter().copied()));
    let names = |list: Vec<Found>| list.into_iter().map(|found| found.name).collect::<Vec<_>>();
    let (mut layers, left_out) = (names(drawn), names(blank));
    let written = Folder::make(folder)?;
    if !found {
        layers = STARTER_LAYERS.map(String::from).to_vec();
        for layer in &layers {
            let hint = Path::new(place).join(layer).join("hint.txt");
            write_new(&written, &hint, || Ok(include_bytes!("text/hint.txt").to_vec()))?;
        }
    }
    let text = || Ok(project_text(&layers, place, canvas).into_bytes());
    if !write_new(&written, Path::new(PROJECT_FILE), text)? {
        return Err(Error::ProjectExists { path });
    }
    Ok(InitReport { layers, found, left_out, canvas })
}

/// A folder that may be a layer.
struct Found {
    name: String,
    /// Of the pictures in it.
    sizes: Vec<CanvasSize>,
}

/// The folders in `base` with pictures and those without, 2 before 10; none when there is no such folder.
fn layer_folders(base: &Path) -> Result<(Vec<Found>, Vec<Found>)> {
    let mut folders = vec![];
    for name in if is_there(base)? { sorted_names(base)? } else { vec![] } {
        let path = base.join(&name);
        if is_passed_over(&name) || what(&path)? != Some(What::Folder) {
            continue;
        }
        let sizes = sizes_below(&path, DEEPEST)?;
        let name = name.into_string().map_err(|_| Error::LayerFolderNotUnicode { path })?;
        folders.push(Found { name, sizes });
    }
    folders.sort_by(|a, b| by_number(&a.name, &b.name));
    Ok(folders.into_iter().partition(|found| !found.sizes.is_empty()))
}

/// `true` for names that systems and archives add: dot files, and the folder that macOS puts into ZIP files.
fn is_passed_over(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".") || name == "__MACOSX"
}

/// The sizes of the pictures in a folder and in those below it, as far down as `depth`; what is no picture has none.
fn sizes_below(folder: &Path, depth: usize) -> Result<Vec<CanvasSize>> {
    let mut sizes = vec![];
    for name in sorted_names(folder)?.into_iter().filter(|name| !is_passed_over(name)) {
        let path = folder.join(name);
        match what(&path)? {
            Some(What::File) => match size_of_file(&path, "") {
                Ok(size) => sizes.extend(size.ok()),
                // It is too long to be one.
                Err(Error::Picture { .. }) => {}
                Err(error) => return Err(error),
            },
            Some(What::Folder) if depth > 0 => sizes.extend(sizes_below(&path, depth - 1)?),
            _ => {}
        }
    }
    Ok(sizes)
}

/// `true` if there is anything, a dangling link included.
fn is_there(path: &Path) -> Result<bool> {
    Ok(path.is_symlink() || what(path)?.is_some())
}

/// The kind of the target of a path; `None` if there is none.
fn what(path: &Path) -> Result<Option<What>> {
    match files::stamp(path) {
        Err(Error::Io { source, .. }) if source.kind() == ErrorKind::NotFound => Ok(None),
        stamp => stamp.map(|stamp| Some(stamp.what)),
    }
}

/// The most common size, the one of the most pixels where several are.
fn most_common(sizes: impl Iterator<Item = CanvasSize>) -> Option<CanvasSize> {
    let mut counts: HashMap<(u32, u32), usize> = HashMap::new();
    sizes.for_each(|size| *counts.entry((size.width(), size.height())).or_default() += 1);
    let pixels = |(width, height): (u32, u32)| u64::from(width) * u64::from(height);
    let most = counts.into_iter().max_by_key(|&(size, count)| (count, pixels(size), size));
    most.and_then(|((width, height), _)| CanvasSize::new(width, height).ok())
}

/// The project file for layers in the folder `place`.
fn project_text(layers: &[String], place: &str, canvas: Option<CanvasSize>) -> String {
    let names: Vec<String> = layers.iter().map(|name| quoted(name)).collect();
    let (width, height) = canvas.map_or((SIDE, SIDE), |size| (size.width(), size.height()));
    let mut text = include_str!("text/starter.toml")
        .replace("@WIDTH@", &width.to_string())
        .replace("@HEIGHT@", &height.to_string())
        .replace("@FOLDER@", place);
    if place != "layers" {
        text = text.replace("# [files]\n# layers", "[files]\nlayers");
    }
    for name in &names {
        text.push_str(&format!("\n[[layers]]\nname = {name}\n"));
    }
    text.push_str(&include_str!("text/sets.toml").replace("@LAYERS@", &names.join(", ")));
    text
}

/// A TOML basic string (TOML 1.0, "String"): control characters, quotes and backslashes are escaped.
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_ascii_control() => quoted.push_str(&format!("\\u{:04X}", c as u32)),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn any_folder_name_survives_quoting() {
        for name in ["Body", "a \"b\"", "back\\slash", "tab\there", "\u{7f}", "naïve 帽子"] {
            let table: toml::Table = project_text(&[name.to_owned()], "layers", None).parse().expect("valid TOML");
            assert_eq!(table["layers"][0]["name"].as_str(), Some(name));
        }
    }

    #[test]
    fn every_commented_key_is_valid_when_switched_on() {
        let layers = STARTER_LAYERS.map(String::from);
        let text = project_text(&layers, "layers", None);
        let switched_on: Vec<&str> = text.lines().map(switch_on).collect();
        let table: toml::Table = switched_on.join("\n").parse().expect("valid TOML");
        let keys = |table: &toml::Value| table.as_table().expect("a table").keys().cloned().collect::<BTreeSet<_>>();
        let names = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<BTreeSet<_>>();
        assert_eq!(keys(&table["files"]), names(&["digits", "json_extension", "layers", "names", "weight_delimiter"]));
        assert_eq!(keys(&table["canvas"]), names(&["background", "background_lightness", "height", "resize", "width"]));
        assert_eq!(table["collection"].as_table().expect("a table").len(), 14);
        assert_eq!(table["collection"]["solana"].as_table().expect("a table").len(), 4);
        assert_eq!(table["sets"][0]["layers"].as_array().map(Vec::len), Some(layers.len()));
        assert_eq!(keys(&table["rules"][0]), names(&["excludes", "trait"]));
        assert_eq!(keys(&table["one_of_one"][0]), names(&["file"]));
        let blank = project_text(&layers, "layers", None).parse::<toml::Table>().expect("valid TOML");
        assert_eq!(keys(&blank.into()), names(&["canvas", "collection", "layers"]));
    }

    /// Takes the `# ` off a line that is a key or a table heading.
    fn switch_on(line: &str) -> &str {
        let Some(rest) = line.strip_prefix("# ") else { return line };
        let word: &str = rest.split([' ', '=']).next().unwrap_or("");
        let key = rest.contains(" = ") && rest[word.len()..].starts_with(" = ");
        if key || (rest.starts_with('[') && word.ends_with(']')) { rest } else { line }
    }
}
