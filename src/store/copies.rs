//! Copies objects into a folder: a project that lies in object storage, to be read as any other, or a build to verify.
//!
//! Names come from outside. One that would lead out of the folder, or that a system lets no file have, is refused before
//! anything is written.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::{Access, Address, Object, Store};
use crate::error::StoreError;
use crate::files::{Folder, Kind, What};
use crate::{Error, Result};

/// A folder of copies.
#[derive(Debug)]
pub struct Copies {
    folder: Folder,
}

/// The list of copies, in their folder: contents by path.
const INDEX: &str = ".simdgen-copies";

/// Objects that a project may have at most.
const MOST: usize = 1_000_000;

/// `true` for a path that a file may have below a folder, and that leads nowhere else.
fn is_safe(path: &str) -> bool {
    let is_part = |part: &str| {
        let is_odd = |c: char| c.is_control() || c == '\\' || cfg!(windows) && ":*?\"<>|".contains(c);
        !["", ".", ".."].contains(&part) && !part.contains(is_odd) && part.len() <= 255
    };
    path.len() <= 1024 && path.split('/').all(is_part)
}

impl Copies {
    /// Opens a folder of copies, which is made if needed.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn open(path: &Path) -> Result<Self> {
        Ok(Self { folder: Folder::make(path)? })
    }

    /// Brings the copies up to date with the objects of a store that `wants` names: reads those that are new or changed, and
    /// removes what is not there any more.
    ///
    /// # Errors
    /// [`StoreError::Name`] for a name that no file may have, [`StoreError::Empty`] if there is no object; those of the store;
    /// [`Error::Io`].
    pub fn update(&self, store: &Store, what: &'static str, wants: impl Fn(&str) -> bool) -> Result<()> {
        let address = || store.address().to_string();
        let (mut objects, mut strange) = (vec![], None);
        store.list(|object| {
            // What names a folder to people: an object without bytes whose name ends in a slash.
            let is_wanted = !object.path.ends_with('/') && object.path != INDEX && wants(&object.path);
            if is_wanted && is_safe(&object.path) && objects.len() < MOST {
                objects.push(object);
            } else if is_wanted {
                strange.get_or_insert(object.path);
            }
        })?;
        if let Some(name) = strange {
            return Err(Error::Store(StoreError::Name { address: address(), name }));
        }
        if objects.is_empty() {
            return Err(Error::Store(StoreError::Empty { address: address(), what }));
        }
        let mut known = self.known()?;
        let is_copied = |object: &Object| {
            let there = self.folder.stamp(&object.path).ok().flatten();
            let is_same = known.get(&object.path) == Some(&object.version.mark()) && object.version.mark() != 0;
            is_same && there.is_some_and(|there| there.what == What::File && there.length == object.bytes)
        };
        let wanted: Vec<Object> = objects.iter().filter(|object| !is_copied(object)).cloned().collect();
        // Until all is copied, nothing is known of what is being replaced.
        for object in &wanted {
            known.remove(&object.path);
            self.folder.remove(&object.path)?;
            if let Some((above, _)) = object.path.rsplit_once('/') {
                self.folder.make_folder(above)?;
            }
        }
        let paths: HashMap<&str, u64> = objects.iter().map(|o| (&*o.path, o.version.mark())).collect();
        for gone in known.keys().filter(|path| !paths.contains_key(&***path)) {
            self.folder.remove(gone)?;
        }
        known.retain(|path, _| paths.contains_key(&**path));
        self.write_index(&known)?;
        store.copy(&wanted, |object| self.folder.create(&object.path))?;
        self.write_index(&paths.into_iter().map(|(path, mark)| (path.to_owned(), mark)).collect())
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Removes all copies.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn empty(&self) -> Result<()> {
        self.folder.remove_all_but(|_| false)
    }

    /// The contents that were copied, by path.
    fn known(&self) -> Result<HashMap<String, u64>> {
        let text = self.folder.read(INDEX, Kind::List)?.unwrap_or_default();
        let lines = text.split(|&byte| byte == b'\n').filter_map(|line| std::str::from_utf8(line).ok());
        let entry = |line: &str| {
            let (mark, path) = line.split_once(' ')?;
            Some((path.to_owned(), u64::from_str_radix(mark, 16).ok()?))
        };
        Ok(lines.filter_map(entry).filter(|(path, _)| is_safe(path)).collect())
    }

    fn write_index(&self, known: &HashMap<String, u64>) -> Result<()> {
        let mut lines: Vec<String> = known.iter().map(|(path, mark)| format!("{mark:016x} {path}\n")).collect();
        lines.sort_unstable();
        self.folder.replace(INDEX, lines.concat().as_bytes(), false)
    }
}

/// Copies the build at an address into the cache, to be verified: what was copied before does not count.
///
/// # Errors
/// As [`Store::open`] and [`Copies::update`].
pub fn copy_build(address: &Address, access: &Access) -> Result<Copies> {
    let path = access.folder_of(address, Path::new(".simdgen")).join("verify");
    let store = Store::open(address, access)?;
    let copies = Copies::open(&path)?;
    copies.empty()?;
    copies.update(&store, "a build", |_| true)?;
    Ok(copies)
}

/// Copies the project at an address into the cache, or brings the copy up to date; returns its folder.
///
/// # Errors
/// As [`Store::open`] and [`Copies::update`].
pub fn copy_project(address: &Address, access: &Access) -> Result<PathBuf> {
    let path = access.folder_of(address, Path::new(".simdgen")).join("project");
    let store = Store::open(address, access)?;
    // What is made beside a project is made anew here.
    let is_source = |path: &str| !path.starts_with(".simdgen/") && !path.starts_with("build/");
    Copies::open(&path)?.update(&store, "a project", is_source)?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_elsewhere_are_no_files() {
        let safe = ["simdgen.toml", "layers/1 Sky/Mint#10.png", "a/.hidden", "\u{e9}/\u{1f40c}.png", "a%20b"];
        let unsafe_ones = ["../a", "a/../b", "/a", "a//b", "a\\b", "a/", "nul\u{0}", "a\nb", "a/./b", ""];
        assert_eq!(safe.into_iter().find(|path| !is_safe(path)), None);
        assert_eq!(unsafe_ones.into_iter().find(|path| is_safe(path)), None);
    }
}
