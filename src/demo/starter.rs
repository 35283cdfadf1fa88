//! `simdgen init`: an empty project to start from, or a project file for layer folders that are there.
//!
//! Separate from the demo: it holds no pictures, and its project file explains the usual keys.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::Path;

use super::scaffold::{PROJECT_FILE, exists, sorted_names, write_new};
use crate::canvas::CanvasSize;
use crate::dialect::{config_of_other_engine, refuse_above_projects, refuse_parts_of_projects};
use crate::error::in_shell;
use crate::files::{self, Folder, What};
use crate::image::size_of_file;
use crate::project::root::no_config;
use crate::project::{Root, Weight, by_number};
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
    /// The folder of the layer folders, relative to the project, with `/` between parts; `.` for the project's own.
    pub place: String,
    /// Names of folders beside them that have no pictures and are no layers.
    pub left_out: Vec<String>,
    /// Folders beside them, and no layers, whose pictures are all in folders further down: of each, one of those.
    pub deeper: Vec<String>,
    /// Pictures beside the layer folders, which are in no layer, relative to the project.
    pub loose: Vec<String>,
    /// The canvas, where pictures that were found give it.
    pub canvas: Option<CanvasSize>,
    /// True when file names have a `#` and no weight after it, so that the project file says that none has one.
    pub no_weights: bool,
}

/// Makes `folder` a project: writes `simdgen.toml`, and layer folders to fill unless there are some.
///
/// Folders found in `layers/`, or without that those with pictures in `folder` itself, become the layers in the order of the
/// numbers in their names; names that start with a dot are passed over, and folders without pictures where others have some.
/// Where all pictures lie further down in one folder, the layers are looked for in that.
/// The canvas has the size that most pictures have, the larger one of two as common. The collection is called as the folder.
///
/// # Errors
/// [`Error::ProjectExists`] when there is a `simdgen.toml`; [`Error::OtherProject`] when there is another engine's
/// configuration; [`Error::Project`] when projects lie where layers are looked for, when the folder is a part of one, and when
/// all pictures lie further down in several folders;
/// [`Error::LayerFolderNotUnicode`] and [`Error::LayerFolderBackslash`] for the name of a found folder; [`Error::Io`] when the
/// system refuses a file operation.
pub fn init(folder: &Path) -> Result<InitReport> {
    let path = folder.join(PROJECT_FILE);
    if exists(&path) {
        return Err(Error::ProjectExists { path });
    }
    if let Some(config) = config_of_other_engine(&Root::from(folder.to_path_buf()))? {
        return Err(Error::OtherProject { folder: folder.into(), config });
    }
    let base = folder.join(LAYERS);
    let has_base = is_there(&base)?;
    refuse_above_projects(if has_base { &base } else { folder })?;
    refuse_parts_of_projects(folder)?;
    let mut place = if has_base { LAYERS } else { "." }.to_owned();
    let mut inside = Inside::of(&folder.join(&place))?;
    if !has_base {
        inside.blank.clear();
        [&mut inside.drawn, &mut inside.deep].iter_mut().for_each(|list| list.retain(|found| found.name != "build"));
    }
    while let ([], [only]) = (&*inside.drawn, &*inside.deep) {
        place = if place == "." { only.name.clone() } else { format!("{place}/{}", only.name) };
        inside = Inside::of(&folder.join(&place))?;
    }
    let Inside { mut drawn, deep, mut blank, loose } = inside;
    let loose = loose.into_iter().map(|name| if place == "." { name } else { format!("{place}/{name}") }).collect();
    if let ([], [one, ..]) = (&*drawn, &*deep) {
        return Err(no_config(folder, &several_places(&folder.join(&place), one, &deep)));
    }
    if drawn.is_empty() && has_base {
        std::mem::swap(&mut drawn, &mut blank);
    }
    if let Some(odd) = drawn.iter().find(|found| found.name.contains('\\')) {
        return Err(Error::LayerFolderBackslash { path: folder.join(&place).join(&odd.name) });
    }
    let found = !drawn.is_empty();
    if !found {
        place = LAYERS.to_owned();
    }
    let canvas = most_common(drawn.iter().flat_map(|found| found.sizes.iter().copied()));
    let no_weights = have_no_weights(drawn.iter().flat_map(|found| &found.files));
    let deeper = deep.iter().map(|found| format!("{}/{}", found.name, found.deeper)).collect();
    let names = |list: Vec<Found>| list.into_iter().map(|found| found.name).collect::<Vec<_>>();
    let (mut layers, left_out) = (names(drawn), names(blank));
    let written = Folder::make(folder)?;
    if !found {
        layers = STARTER_LAYERS.map(String::from).to_vec();
        for layer in &layers {
            let hint = Path::new(&place).join(layer).join("hint.txt");
            write_new(&written, &hint, || Ok(include_bytes!("text/hint.txt").to_vec()))?;
        }
    }
    let name = files::real(folder).ok().and_then(|real| Some(real.file_name()?.to_str()?.to_owned()));
    let name = name.unwrap_or_else(|| "My Collection".to_owned());
    let text = || Ok(project_text(&name, &layers, &place, canvas, no_weights).into_bytes());
    if !write_new(&written, Path::new(PROJECT_FILE), text)? {
        return Err(Error::ProjectExists { path });
    }
    Ok(InitReport { layers, found, place, left_out, deeper, loose, canvas, no_weights })
}

/// The usual folder of layer folders.
const LAYERS: &str = "layers";

/// What a folder of layer folders holds.
struct Inside {
    /// Folders with pictures.
    drawn: Vec<Found>,
    /// Folders whose pictures are all in folders further down.
    deep: Vec<Found>,
    /// Folders without pictures.
    blank: Vec<Found>,
    /// Names of pictures beside them.
    loose: Vec<String>,
}

/// A folder that may be a layer.
#[derive(Default)]
struct Found {
    name: String,
    /// Of the pictures in it and below it.
    sizes: Vec<CanvasSize>,
    /// Names of the pictures in it, without those below.
    files: Vec<String>,
    /// The first folder in it that has pictures.
    deeper: String,
}

impl Inside {
    /// Looks through `base`, folders 2 before 10; nothing when there is no such folder.
    fn of(base: &Path) -> Result<Self> {
        let (mut folders, mut loose) = (vec![], vec![]);
        for name in if is_there(base)? { sorted_names(base)? } else { vec![] } {
            let path = base.join(&name);
            if is_passed_over(&name) {
                continue;
            }
            match what(&path)? {
                Some(What::Folder) => {
                    let mut found = Found::below(&path, DEEPEST)?;
                    found.name = name.into_string().map_err(|_| Error::LayerFolderNotUnicode { path })?;
                    folders.push(found);
                }
                Some(What::File) if size_of(&path)?.is_some() => loose.push(name.to_string_lossy().into_owned()),
                _ => {}
            }
        }
        folders.sort_by(|a, b| by_number(&a.name, &b.name));
        let (with, blank): (Vec<Found>, _) = folders.into_iter().partition(|found| !found.sizes.is_empty());
        let (drawn, deep) = with.into_iter().partition(|found| !found.files.is_empty());
        Ok(Self { drawn, deep, blank, loose })
    }
}

impl Found {
    /// The pictures in a folder and in those below it, as far down as `depth`.
    fn below(folder: &Path, depth: usize) -> Result<Self> {
        let mut all = Self::default();
        for name in sorted_names(folder)?.into_iter().filter(|name| !is_passed_over(name)) {
            let path = folder.join(&name);
            match what(&path)? {
                Some(What::File) => {
                    if let Some(size) = size_of(&path)? {
                        all.sizes.push(size);
                        all.files.push(name.to_string_lossy().into_owned());
                    }
                }
                Some(What::Folder) if depth > 0 => {
                    let below = Self::below(&path, depth - 1)?;
                    if !below.sizes.is_empty() && all.deeper.is_empty() {
                        all.deeper = name.to_string_lossy().into_owned();
                    }
                    all.sizes.extend(below.sizes);
                }
                _ => {}
            }
        }
        Ok(all)
    }
}

/// The size of a picture file; `None` for what is none.
fn size_of(path: &Path) -> Result<Option<CanvasSize>> {
    match size_of_file(path, "") {
        Ok(size) => Ok(size.ok()),
        // It is too long to be one.
        Err(Error::Picture { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The clause about several folders in `base` that may each hold the layers of a project.
fn several_places(base: &Path, one: &Found, all: &[Found]) -> String {
    let shown: Vec<String> = all.iter().take(3).map(|found| format!("{}/{}", found.name, found.deeper)).collect();
    let more = if all.len() > 3 { " and others" } else { "" };
    format!(
        "; its pictures lie further down, in {}{more}: run `simdgen init {}` for a project of its own, or move all layer \
         folders into one folder",
        shown.join(", "),
        in_shell(&base.join(&one.name))
    )
}

/// `true` if some file names have a `#`, and no text after one is a weight.
fn have_no_weights<'a>(files: impl Iterator<Item = &'a String>) -> bool {
    let mut are_marked = false;
    for file in files {
        let stem = file.rsplit_once('.').map_or(file.as_str(), |(stem, _)| stem);
        let Some((name, text)) = stem.rsplit_once('#') else { continue };
        if !name.is_empty() && Weight::parse(text).is_ok() {
            return false;
        }
        are_marked = true;
    }
    are_marked
}

/// `true` for names that systems and archives add: dot files, and the folder that macOS puts into ZIP files.
fn is_passed_over(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".") || name == "__MACOSX"
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

/// The project file for layers in the folder `place`, whose file names may have no weights.
fn project_text(name: &str, layers: &[String], place: &str, canvas: Option<CanvasSize>, no_weights: bool) -> String {
    let (width, height) = canvas.map_or((SIDE, SIDE), |size| (size.width(), size.height()));
    let mut text = include_str!("text/starter.toml").to_owned();
    // Before names, which may be like anything.
    if place != LAYERS || no_weights {
        text = text.replace("# [files]", "[files]");
    }
    if place != LAYERS {
        text = text.replace("# layers = \"@FOLDER@\"", "layers = @FOLDER@");
    }
    if no_weights {
        text = text.replace("# weight_delimiter = \"#\"  ", "weight_delimiter = \"\"  ");
    }
    let place = if place == LAYERS { LAYERS.to_owned() } else { quoted(place) };
    text = text
        .replace("@WIDTH@", &width.to_string())
        .replace("@HEIGHT@", &height.to_string())
        .replace("@FOLDER@", &place)
        .replace("@NAME@", &quoted(name));
    let names: Vec<String> = layers.iter().map(|name| quoted(name)).collect();
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
            let table: toml::Table =
                project_text(name, &[name.to_owned()], name, None, true).parse().expect("valid TOML");
            let files = &table["files"];
            let read = [&table["layers"][0]["name"], &table["collection"]["name"], &files["layers"]];
            assert_eq!(read.map(|value| value.as_str()), [Some(name); 3]);
            assert_eq!(files["weight_delimiter"].as_str(), Some(""));
        }
    }

    #[test]
    fn every_commented_key_is_valid_when_switched_on() {
        let layers = STARTER_LAYERS.map(String::from);
        let text = project_text("Art", &layers, LAYERS, None, false);
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
        let blank = project_text("Art", &layers, LAYERS, None, false).parse::<toml::Table>().expect("valid TOML");
        assert_eq!(keys(&blank.into()), names(&["canvas", "collection", "layers"]));
    }

    #[test]
    fn weights_are_numbers_after_a_name() {
        for (files, are_none) in [
            (&["Ape #A.png", "Ape #B.png", "Sky.png"][..], true),
            (&["#1.png", "#2.png"], true),
            (&["Ape #A.png", "Red#5.png"], false),
            (&["Red#x.y.png", "Blue#.5.png"], false),
            (&["Red.png"], false),
        ] {
            let files: Vec<String> = files.iter().map(|file| (*file).to_owned()).collect();
            assert_eq!(have_no_weights(files.iter()), are_none, "{files:?}");
        }
    }

    /// Takes the `# ` off a line that is a key or a table heading.
    fn switch_on(line: &str) -> &str {
        let Some(rest) = line.strip_prefix("# ") else { return line };
        let word: &str = rest.split([' ', '=']).next().unwrap_or("");
        let key = rest.contains(" = ") && rest[word.len()..].starts_with(" = ");
        if key || (rest.starts_with('[') && word.ends_with(']')) { rest } else { line }
    }
}
