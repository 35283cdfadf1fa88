//! Moves a complete run to its final names, so that being interrupted anywhere loses nothing.
//!
//! The run lies in a folder whose name says that it is complete, with a list of what it makes obsolete. Every step may be
//! found done or not done, so finishing an interrupted move is doing it again. The ledger moves last: until then, the one in
//! place knows what was there before.

use std::path::PathBuf;

use super::layout::{self, COMPLETE, LEDGER_FILE, RECORD_FILE, REMOVALS, RESULT_FOLDERS, text_of};
use super::register::Register;
use crate::Result;
use crate::files::{Folder, Kind, What};

/// The text of the list of files that a run makes obsolete: a path below the output folder a line.
pub(super) fn removals(files: &[PathBuf]) -> String {
    files.iter().map(|file| format!("{}\n", text_of(file))).collect()
}

/// Finishes what a run that died during its commit began. What came along with a project may look like that: so nothing that no
/// run wrote is replaced or removed, unless `force` says so.
///
/// # Errors
/// [`crate::error::OutputError::NotOurs`]; [`crate::Error::Io`].
pub(super) fn finish_interrupted(out: &Folder, force: bool) -> Result<()> {
    let Some(complete) = out.folder(COMPLETE)? else { return Ok(()) };
    let build = Register::read(out)?;
    let mut paths = obsolete(&complete)?;
    paths.extend(results(&complete)?);
    for folder in RESULT_FOLDERS {
        let names = complete.names(folder)?.into_iter();
        paths.extend(names.map(|name| layout::path_of(folder, &name.to_string_lossy())));
    }
    build.refuse_others(out, force, paths.into_iter())?;
    publish(out)
}

/// Moves everything in the complete run to its final name and deletes what is obsolete, then the folder itself.
pub(super) fn publish(out: &Folder) -> Result<()> {
    let Some(complete) = out.folder(COMPLETE)? else { return Ok(()) };
    for folder in RESULT_FOLDERS {
        publish_folder(&complete, out, folder)?;
    }
    for path in obsolete(&complete)? {
        out.remove(path)?;
    }
    let mut names = results(&complete)?;
    names.sort_by_key(|name| [RECORD_FILE, LEDGER_FILE].iter().position(|last| last == name));
    for name in names {
        complete.rename(&name, out, &name)?;
    }
    out.remove_folder(COMPLETE)?;
    Ok(())
}

/// Files directly in a complete run that get a name directly in the output folder.
pub(super) fn results(complete: &Folder) -> Result<Vec<String>> {
    let is_result = |name: &String| layout::is_result(name) && ![layout::JOURNAL, REMOVALS].contains(&&**name);
    let files = complete.entries()?.into_iter().filter(|entry| entry.what == What::File);
    Ok(files.filter_map(|entry| entry.name.into_string().ok()).filter(is_result).collect())
}

/// The paths that a complete run makes obsolete; lines that name no result are passed over, whoever wrote them.
pub(super) fn obsolete(complete: &Folder) -> Result<Vec<String>> {
    let list = complete.read(REMOVALS, Kind::List)?.unwrap_or_default();
    let list = String::from_utf8_lossy(&list);
    Ok(list.lines().filter(|line| layout::is_result(line)).map(str::to_owned).collect())
}

/// Moves one folder: one rename where the final name is free or an empty folder's, else file by file.
fn publish_folder(complete: &Folder, out: &Folder, folder: &str) -> Result<()> {
    let Some(new) = complete.folder(folder)? else { return Ok(()) };
    let names: Vec<_> = new.entries()?.into_iter().filter(|entry| entry.what == What::File).collect();
    if names.is_empty() {
        return Ok(());
    }
    if let Some((above, _)) = folder.rsplit_once('/') {
        out.make_folder(above)?;
    }
    if out.folder(folder)?.is_none() && complete.rename(folder, out, folder).is_ok() {
        return Ok(());
    }
    let old = out.make_folder(folder)?;
    names.iter().try_for_each(|entry| new.rename(&entry.name, &old, &entry.name))
}

/// Brings the new names to the disk: those in the output folder and its folders of results.
pub(super) fn sync(out: &Folder) -> Result<()> {
    for folder in RESULT_FOLDERS {
        if let Some(inner) = out.folder(folder)? {
            inner.sync()?;
        }
        if let Some((above, _)) = folder.rsplit_once('/')
            && let Some(inner) = out.folder(above)?
        {
            inner.sync()?;
        }
    }
    out.sync()?;
    // The output folder's own name is in the folder above.
    let above = out.path().join("..");
    Folder::open(&above)?.sync()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn only_results_are_ever_removed_or_put_in_place() {
        let out = tempfile::tempdir().unwrap();
        let write = |path: &str| {
            let path = out.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        };
        ["images/1.png", "images/2.png", "layers/1.png", ".simdgen-lock", "_dna.json"].into_iter().for_each(write);
        for name in ["images/2.png", ".simdgen-lock", "new.png", "layers/2.png"] {
            write(&format!("{COMPLETE}/{name}"));
        }
        let list = "images/1.png\n../outside\nlayers/1.png\n.simdgen-lock\nimages/..\n_dna.json\n";
        fs::write(out.path().join(COMPLETE).join(REMOVALS), list).unwrap();
        fs::write(out.path().join(COMPLETE).join("images/2.png"), "new").unwrap();
        fs::write(out.path().join(COMPLETE).join(".simdgen-lock"), "new").unwrap();

        let folder = Folder::open(out.path()).unwrap();
        // Without a ledger nobody knows that these were written by a run.
        let error = finish_interrupted(&folder, false).unwrap_err().to_string();
        assert!(error.contains("images/1.png") && error.contains("--force"), "{error}");
        finish_interrupted(&folder, true).unwrap();
        let there = |path: &str| fs::read_to_string(out.path().join(path)).ok();
        assert_eq!(there("images/2.png").as_deref(), Some("new"));
        assert_eq!(there(".simdgen-lock").as_deref(), Some("x"));
        assert_eq!([there("images/1.png"), there("_dna.json"), there("layers/2.png")], [None, None, None]);
        assert!(there("layers/1.png").is_some() && there("new.png").is_some() && !out.path().join(COMPLETE).exists());
    }
}
