//! Finds files and folders that nothing uses, and names that another system cannot tell apart.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::{Kind, Notice, below};
use crate::Result;
use crate::files;
use crate::project::{LayerId, Project};

/// Looks into the folder of every layer, and beside it.
pub(super) fn look(project: &Project, notices: &mut Vec<Notice>) -> Result<()> {
    let used: HashSet<&Path> = project.traits.iter().filter_map(|t| t.picture.as_deref()).collect();
    // 1/1 pictures lie wherever the configuration says.
    let layers = || {
        let ids = (0..project.layers.len() as u32).map(LayerId);
        ids.filter(|id| project.place_of_one_of_ones().is_none_or(|(_, own)| own != *id))
    };
    let mut folders: Vec<PathBuf> = layers().map(|id| project.root.join(&project.layer(id).folder)).collect();
    folders.sort();
    folders.dedup();
    let holds_used =
        |path: &Path| used.contains(path) || path.is_dir() && used.iter().any(|file| file.starts_with(path));
    let holds_layer = |path: &Path| folders.iter().any(|folder| folder.starts_with(path));
    for folder in &folders {
        let mut by_case: HashMap<String, String> = HashMap::new();
        for path in entries(folder)? {
            if !holds_used(&path) && !holds_layer(&path) {
                notices.push(Notice::new(Kind::Unused, below(project, &path), "is used by no trait"));
            }
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if let Some(first) = by_case.insert(name.to_lowercase(), name) {
                let text = format!("and {first} are one name on Windows and macOS: rename one");
                notices.push(Notice::new(Kind::CaseClash, below(project, &path), text));
            }
        }
    }
    let mut parents: Vec<&Path> = folders.iter().filter_map(|folder| folder.parent()).collect();
    parents.dedup();
    for parent in parents.into_iter().filter(|parent| !folders.iter().any(|folder| folder == parent)) {
        // Results lie beside the layers of a project without a folder for those.
        let results = project.root.join("build");
        let is_idle = |path: &PathBuf| path.is_dir() && !holds_layer(path) && !holds_used(path) && *path != results;
        for path in entries(parent)?.into_iter().filter(is_idle) {
            notices.push(Notice::new(Kind::Unused, below(project, &path), "is the folder of no layer"));
        }
    }
    Ok(())
}

/// The entries of a folder without dot files, by name.
fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let visible = files::entries(folder)?.into_iter().filter(|entry| !entry.name.as_encoded_bytes().starts_with(b"."));
    let mut paths: Vec<PathBuf> = visible.map(|entry| folder.join(entry.name)).collect();
    paths.sort();
    Ok(paths)
}
