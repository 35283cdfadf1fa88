//! A project's folder, and what keeps reading inside of it: links that leave it and things that are no files are refused.
//!
//! Every path that a configuration or a folder listing gives comes through here before it is opened, so that a project
//! from elsewhere cannot have other files read. Links are looked at when the project is opened; whoever can change files
//! while it runs can do worse than that.

use std::io::{self, ErrorKind};
use std::ops::Deref;
use std::path::{Path, PathBuf};

use super::suggest::did_you_mean;
use crate::error::{PathError, ProjectError, in_shell};
use crate::files::{self, Folder, Kind};
use crate::{Error, Result};

/// The places that links of a project may lead to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Links {
    /// Into the project, as long as the user allows no more.
    #[default]
    Inside,
    /// Anywhere, as the user allows.
    Anywhere,
    /// Into the project, whatever the user allows: what scripts ask for.
    Strict,
}

/// A project's folder.
///
/// It stands for its path wherever a path is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    path: PathBuf,
    /// The same without links, looked up once.
    real: PathBuf,
    links: Links,
}

impl Root {
    /// The folder at `path`.
    ///
    /// # Errors
    /// [`ProjectError::NoFolder`] and [`ProjectError::NoConfig`] when it is no folder; [`Error::Io`].
    pub fn open(path: &Path, links: Links) -> Result<Self> {
        let failed = |source: io::Error| match source.kind() {
            ErrorKind::NotFound => no_folder(path),
            ErrorKind::NotADirectory => no_config(path, &file_hint(path)),
            _ => Error::io("open", path)(source),
        };
        match files::entries(path) {
            Err(Error::Io { source, .. }) => return Err(failed(source)),
            listed => listed?,
        };
        let real = files::real(path).map_err(failed)?;
        Ok(Self { path: path.to_path_buf(), real, links })
    }

    /// The folder that the same path leads to now.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn reopened(&self) -> Result<Self> {
        Self::open(&self.path, self.links)
    }

    /// Its path, as it was given.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The name of the folder itself, without links: the default name of a collection.
    pub(crate) fn name(&self) -> String {
        self.real.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
    }

    /// The same folder, out of which no link leads, whatever the user allows.
    pub fn strict(&self) -> Self {
        Self { links: Links::Strict, ..self.clone() }
    }

    /// The path without links.
    pub(crate) fn real(&self) -> &Path {
        &self.real
    }

    /// Passes a path of the project that leads, through whatever links, to something inside of it, or, where the user allows
    /// it, anywhere.
    ///
    /// # Errors
    /// [`ProjectError::Refused`] when it leads elsewhere, in a circle or to nothing; [`Error::Io`].
    pub fn check(&self, path: &Path) -> Result<()> {
        let real = files::real(path).map_err(|error| match error.kind() {
            ErrorKind::NotFound if path.is_symlink() => refused(PathError::LinkToNothing { path: path.to_path_buf() }),
            // The system's word for links that go round in circles has no stable name.
            ErrorKind::NotFound | ErrorKind::PermissionDenied | ErrorKind::NotADirectory => {
                Error::io("open", path)(error)
            }
            _ if path.is_symlink() => refused(PathError::LinkNotFollowed { path: path.to_path_buf(), source: error }),
            _ => Error::io("open", path)(error),
        })?;
        if real.starts_with(&self.real) || self.links == Links::Anywhere {
            return Ok(());
        }
        let (path, root) = (path.to_path_buf(), self.path.clone());
        Err(refused(PathError::Outside { path, real, root, may_be_allowed: self.links == Links::Inside }))
    }

    /// Passes a folder of the project that is written to: one that is not there yet, or lies inside the project.
    ///
    /// # Errors
    /// [`ProjectError::Refused`] when it is a link that leaves the project; [`Error::Io`].
    pub fn check_results(&self, folder: &Path) -> Result<()> {
        if folder.is_symlink() || folder.exists() { self.check(folder) } else { Ok(()) }
    }

    /// Passes a folder of the project that holds nothing but what this program keeps there: plain files.
    ///
    /// # Errors
    /// [`ProjectError::Refused`] when it is a link that leaves the project, or there is a link, a device or a pipe in it;
    /// [`Error::Io`].
    pub fn check_own_files(&self, folder: &Path) -> Result<()> {
        self.check_results(folder)?;
        let Some(own) = Folder::find(folder)? else { return Ok(()) };
        match own.entries()?.into_iter().find(|entry| !entry.what.is_plain()) {
            None => Ok(()),
            Some(other) => Err(refused(PathError::NotKept { path: folder.join(other.name) })),
        }
    }
}

impl Deref for Root {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.path
    }
}

impl AsRef<Path> for Root {
    fn as_ref(&self) -> &Path {
        &self.path
    }
}

/// A folder that no link leads out of, whether it is there or not.
impl From<PathBuf> for Root {
    fn from(path: PathBuf) -> Self {
        let real = files::real(&path).unwrap_or_else(|_| path.clone());
        Self { path, real, links: Links::Inside }
    }
}

/// True when something lies at a path that is opened as a file: only a folder of that name means something else.
///
/// A pipe or a link to nothing counts, so that opening it says what is wrong, and it is not as if nothing were there.
pub(crate) fn is_there(path: &Path) -> bool {
    path.is_symlink() || path.exists() && !path.is_dir()
}

/// The error for a path that is not opened.
pub(crate) fn refused(error: PathError) -> Error {
    Error::Project(ProjectError::Refused(error))
}

/// Reads a configuration. One named by the user may lie anywhere, and is a regular file all the same.
///
/// # Errors
/// Those of [`files::read`]; [`Error::Io`] when it is not UTF-8.
pub(crate) fn read_text(path: &Path) -> Result<String> {
    let bytes = files::read(path, Kind::Configuration)?;
    String::from_utf8(bytes).map_err(|_| not_utf8(path))
}

/// The error for a text that is not UTF-8.
pub(crate) fn not_utf8(path: &Path) -> Error {
    Error::io("read", path)(io::Error::new(ErrorKind::InvalidData, "stream did not contain valid UTF-8"))
}

/// The error for a folder that is not there, with the name nearest to it beside it.
fn no_folder(path: &Path) -> Error {
    let beside = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let entries = files::entries(beside).unwrap_or_default().into_iter();
    let is_folder = |name: &String| !name.starts_with('.') && beside.join(name).is_dir();
    let mut names: Vec<String> = entries.filter_map(|entry| entry.name.into_string().ok()).filter(is_folder).collect();
    names.sort();
    let suggestion = did_you_mean(&name, names.iter().map(String::as_str));
    Error::Project(ProjectError::NoFolder { root: path.to_path_buf(), suggestion })
}

/// The error for what has no configuration; the hint is a clause.
pub(crate) fn no_config(root: &Path, hint: &str) -> Error {
    Error::Project(ProjectError::NoConfig {
        root: root.to_path_buf(),
        looked_for: "simdgen.toml, src/config.js, config.js and a config.json of nft-generator-py",
        hint: hint.to_owned(),
    })
}

/// Returns the remedy for a file given instead of a project folder, as a clause.
fn file_hint(file: &Path) -> String {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let folder = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // A HashLips configuration lies in src.
    let above = folder.parent().map(|above| if above.as_os_str().is_empty() { Path::new(".") } else { above });
    let (folder, given) = (above.filter(|_| folder.ends_with("src")).unwrap_or(folder), in_shell(file));
    let at = in_shell(folder);
    match name.rsplit('.').next().unwrap_or_default() {
        _ if matches!(&*name, "simdgen.toml" | "config.js") => format!("; it is a file: run `simdgen generate {at}`"),
        _ if is_archive(&name) => "; it is an archive: unpack it, and give the folder that comes out".to_owned(),
        "toml" | "js" | "mjs" | "cjs" | "json" => {
            format!("; it is a file: run `simdgen generate {at} --config {given}`")
        }
        "jsonl" | "ndjson" | "csv" => {
            format!("; it is a plan file: run `simdgen generate --plan {given}` in the folder of its project")
        }
        _ => format!("; it is a file: give the folder that has the configuration in it, as in `simdgen generate {at}`"),
    }
}

/// True for the name of a file that has to be unpacked first.
pub(crate) fn is_archive(name: &str) -> bool {
    let name = name.to_lowercase();
    [".zip", ".rar", ".7z", ".tar", ".tar.gz", ".tgz", ".tar.xz"].iter().any(|ending| name.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_folder_is_no_root() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("artwork")).expect("made");
        std::fs::write(folder.path().join("file"), "").expect("written");
        let open = |name: &str| Root::open(&folder.path().join(name), Links::Inside);
        let Err(Error::Project(ProjectError::NoFolder { suggestion, .. })) = open("artwrok") else { panic!() };
        assert!(suggestion.contains("artwork"), "{suggestion}");
        assert!(matches!(open("file"), Err(Error::Project(ProjectError::NoConfig { .. }))));
    }

    #[cfg(unix)]
    #[test]
    fn links_lead_as_far_as_they_are_let() {
        let (folder, outside) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("inner"), "").expect("written");
        std::os::unix::fs::symlink("inner", at("here")).expect("linked");
        std::os::unix::fs::symlink(outside.path(), at("away")).expect("linked");
        std::os::unix::fs::symlink("nothing", at("broken")).expect("linked");
        for (links, leaves, hint) in
            [(Links::Inside, false, true), (Links::Anywhere, true, false), (Links::Strict, false, false)]
        {
            let root = Root::open(folder.path(), links).expect("opens");
            for root in [root.clone(), Root { path: root.real.clone(), ..root }] {
                root.check(&at("here")).expect("inside");
                assert!(root.check(&at("broken")).is_err());
                let away = root.check(&at("away")).map_err(|error| error.to_string());
                assert_eq!(away.is_ok(), leaves);
                assert_eq!(away.is_err_and(|error| error.contains("--allow-links")), hint);
                assert!(root.strict().check(&at("away")).is_err_and(|e| !e.to_string().contains("--allow-links")));
            }
        }
    }
}
