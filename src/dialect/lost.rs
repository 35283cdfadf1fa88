//! Says what lies in a folder that is no project, and the one command to run next.
//!
//! Each answer is a clause that follows "looked for .. in it and found none". Whatever cannot be read is passed over.

use std::path::{Path, PathBuf};

use super::config_files::{NATIVE, config_of_other_engine, is_meant};
use super::script::PLACES;
use crate::Result;
use crate::error::{first_few, in_shell};
use crate::files::{self, Entry, What};
use crate::project::Root;
use crate::project::listing::{EntryKind, has_picture_below, list};
use crate::project::root::{is_archive, no_config};
use crate::project::suggest::nearest;

/// Limits of the search for projects below a folder: its depth, the folders looked at in each depth, and the names
/// skipped.
const DEPTH: usize = 3;
const MOST_FOLDERS: usize = 1000;
const PASSED_OVER: [&str; 4] = ["build", "layers", "node_modules", "target"];

/// Folders of a project that are none themselves.
const PARTS: [&str; 3] = ["build", "layers", "src"];

/// Levels that the search goes up.
const HEIGHT: usize = 2;

/// Returns the content of a folder that is no project and the remedy, as a clause.
pub(super) fn hint(root: &Root) -> String {
    let at = in_shell(root.path());
    let inside = list(root, root).unwrap_or_default();
    let of_kind = |kind| inside.iter().filter(move |entry| entry.kind == kind);
    let has_layers = root.join("layers").is_dir();
    if let Some((file, name)) = misnamed(root) {
        let file = file.display();
        return format!(
            "; {file} may be meant, which has to be called {name}: rename it, and run `simdgen generate {at}`"
        );
    }
    if let Some(config) = apart_from_layers(root) {
        let config = in_shell(&config);
        return format!("; the layers are there, and {config} is apart: run `simdgen generate {at} --config {config}`");
    }
    if let Some(above) = project_above(root) {
        return in_project(&above);
    }
    if let Some(hint) = name_projects(&projects_below(root)) {
        return hint;
    }
    if root.join("input/config.js").is_file() {
        return format!(
            "; input/config.js is of generative-art-opensource, which is not read: put a folder for each of its layers \
             into layers/, and run `simdgen init {at}` to write a simdgen.toml for them"
        );
    }
    if has_layers {
        return format!("; its layers folder is there: run `simdgen init {at}` to write a simdgen.toml for it");
    }
    if plain_folders(root).iter().any(|folder| has_picture_below(root, folder, DEPTH)) {
        return format!(
            "; its folders have pictures: if they are layers, run `simdgen init {at}` to write a simdgen.toml"
        );
    }
    match of_kind(EntryKind::Picture).count() {
        0 => {}
        pictures => {
            let pictures = if pictures == 1 { "1 picture".to_owned() } else { format!("{pictures} pictures") };
            return format!(
                "; {pictures} lie in it without folders: make a folder for each layer, put the pictures into those, and \
                 run `simdgen init {at}`"
            );
        }
    }
    if let Some(archive) = inside.iter().find(|entry| is_archive(&entry.name)) {
        return format!("; {} may hold one: unpack it, and give the folder that comes out", archive.name);
    }
    match inside.is_empty() {
        true => format!("; it is empty: run `simdgen init {at}` to start a project, or `simdgen demo` to see one"),
        false => {
            "; give the folder that has the configuration and the layers folder in it, or run `simdgen demo` to see \
                  one"
            .to_owned()
        }
    }
}

/// Refuses a folder with projects below it, which are named as where one is opened.
///
/// # Errors
/// [`ProjectError::NoConfig`](crate::error::ProjectError::NoConfig) when there are some.
pub fn refuse_above_projects(root: &Path) -> Result<()> {
    name_projects(&projects_below(root)).map_or(Ok(()), |hint| Err(no_config(root, &hint)))
}

/// Refuses the folder of the layers, sources or results of a project, and what lies in it; the project is named.
///
/// # Errors
/// [`ProjectError::NoConfig`](crate::error::ProjectError::NoConfig) for such a folder.
pub fn refuse_parts_of_projects(root: &Path) -> Result<()> {
    let root = Root::from(root.to_path_buf());
    let Some(above) = project_above(&root) else { return Ok(()) };
    let Ok(real) = files::real(&above) else { return Ok(()) };
    let below = root.real().strip_prefix(&real).ok().and_then(|below| below.iter().next());
    let is_part = below.is_some_and(|name| PARTS.iter().any(|part| name == *part));
    if is_part { Err(no_config(&root, &in_project(&above))) } else { Ok(()) }
}

/// The clause that names the project a folder lies in.
fn in_project(above: &Path) -> String {
    format!("; it lies in the project {0}: run `simdgen generate {0}`", in_shell(above))
}

/// A file of `root` or its `src` whose name is nearly that of a configuration, and that name.
fn misnamed(root: &Root) -> Option<(PathBuf, &'static str)> {
    ["", "src"].into_iter().find_map(|place| {
        let folder = root.join(place);
        let files = list(root, &folder).unwrap_or_default().into_iter().filter(|entry| entry.kind != EntryKind::Folder);
        files.map(|entry| entry.name).find_map(|name| {
            let meant = meant_name(&name)?;
            let file = folder.join(name);
            (meant == NATIVE || is_meant(root, &file)).then_some((file, meant))
        })
    })
}

/// The name of a configuration that a file name may have been meant to be: in other case, with what editors and
/// downloads append, or with a slip of the hand.
fn meant_name(name: &str) -> Option<&'static str> {
    let lower = name.to_lowercase();
    let plain = lower.strip_suffix(".txt").unwrap_or(&lower);
    let scripts = PLACES.iter().filter(|path| !path.contains('/'));
    let exact = scripts.copied().chain([NATIVE]).find(|known| *known == plain);
    let meant = exact.or_else(|| nearest(plain, [NATIVE].into_iter()).filter(|_| plain.ends_with("ml")))?;
    (meant != name).then_some(meant)
}

/// A configuration in a folder of a project, where that folder has no layers and the project has.
fn apart_from_layers(root: &Root) -> Option<PathBuf> {
    root.join("layers").is_dir().then_some(())?;
    let folders = [root.join("layers")].into_iter().chain(plain_folders(root));
    let has_none = |folder: &PathBuf| !folder.join("layers").is_dir();
    folders.filter(has_none).map(|folder| folder.join(NATIVE)).find(|config| config.is_file())
}

/// The project that a folder lies in, not far above it.
fn project_above(root: &Root) -> Option<PathBuf> {
    let above = root.real().ancestors().skip(1).take(HEIGHT);
    above.zip(1..).find(|(folder, _)| is_project(folder)).map(|(folder, height)| {
        // Nearer to what was given, where that is possible.
        let parts = root.path().components().filter(|part| matches!(part, std::path::Component::Normal(_))).count();
        let given = root.path().ancestors().nth(height).filter(|_| parts > height && !root.path().is_symlink());
        given.unwrap_or(folder).to_path_buf()
    })
}

/// Folders below `root` that are projects by what lies in them, the nearest first; of each kind by name.
fn projects_below(root: &Path) -> Vec<PathBuf> {
    let mut found = vec![];
    let mut folders = vec![root.to_path_buf()];
    for _ in 0..DEPTH {
        let below = folders.iter().flat_map(|folder| plain_folders(folder)).take(MOST_FOLDERS).collect::<Vec<_>>();
        let (projects, others) = below.into_iter().partition(|folder| is_project(folder));
        found.extend::<Vec<PathBuf>>(projects);
        folders = others;
    }
    found
}

/// The folders in a folder that may hold a project, by name; no links, which could lead anywhere.
fn plain_folders(folder: &Path) -> Vec<PathBuf> {
    let may_hold = |entry: &Entry| {
        let name = entry.name.to_string_lossy();
        !name.starts_with('.') && !PASSED_OVER.contains(&&*name)
    };
    let entries = files::entries(folder).unwrap_or_default().into_iter();
    let mut folders: Vec<PathBuf> = entries
        .filter(|entry| entry.what == What::Folder && may_hold(entry))
        .map(|entry| folder.join(entry.name))
        .collect();
    folders.sort();
    folders
}

/// Returns `true` if a folder has a configuration that can be read.
fn is_project(folder: &Path) -> bool {
    let root = Root::from(folder.to_path_buf());
    folder.join(NATIVE).is_file() || config_of_other_engine(&root).is_ok_and(|config| config.is_some())
}

/// The clause that names projects below a folder.
fn name_projects(projects: &[PathBuf]) -> Option<String> {
    let (first, others) = projects.split_first()?;
    let command = format!("`simdgen generate {}`", in_shell(first));
    if others.is_empty() {
        return Some(format!("; {} is one: run {command}", first.display()));
    }
    let shown = first_few(projects.iter().map(|project| project.display()), 5);
    Some(format!("; these below it are: {shown}: run one of them, as in {command}"))
}

#[cfg(test)]
mod tests {
    use super::meant_name;

    #[test]
    fn near_misses_of_names_are_known() {
        for (name, meant) in [
            ("Config.js", Some("config.js")),
            ("config.js.txt", Some("config.js")),
            ("simdgen.toml.txt", Some("simdgen.toml")),
            ("Simdgen.TOML", Some("simdgen.toml")),
            ("simgen.toml", Some("simdgen.toml")),
            ("simdgen.tml", Some("simdgen.toml")),
            ("simdgen.toml", None),
            ("config.js", None),
            ("config.ts", None),
            ("Cargo.toml", None),
            ("simdgen.txt", None),
            ("config.txt", None),
        ] {
            assert_eq!(meant_name(name), meant, "{name}");
        }
    }
}
