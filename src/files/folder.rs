//! A folder that this program keeps: nothing in it is reached through a link.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::open_file::How;
use super::system::Directory;
use super::{Entry, Kind, OpenFile, Stamp, What};
use crate::error::FileError;
use crate::{Error, Result};

/// A folder that is held open, and everything below it.
///
/// Names are paths below it of any depth; `..` and absolute paths are refused. A link, a device or a pipe on the way or at
/// the end is [`FileError::NotPlain`]. Its own path may lead through links: the user names it.
#[derive(Debug)]
pub struct Folder {
    directory: Directory,
    path: PathBuf,
}

/// The fate of a name that was to be removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removed {
    /// It is gone.
    Yes,
    /// It was not there.
    WasNotThere,
}

impl Folder {
    /// Opens a folder.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn open(path: &Path) -> Result<Self> {
        let directory = Directory::open(path).map_err(Error::io("open", path))?;
        Ok(Self { directory, path: path.to_path_buf() })
    }

    /// Opens a folder; `None` when there is nothing of that path.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn find(path: &Path) -> Result<Option<Self>> {
        match Directory::open(path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            opened => {
                let directory = opened.map_err(Error::io("open", path))?;
                Ok(Some(Self { directory, path: path.to_path_buf() }))
            }
        }
    }

    /// Opens a folder that is made when it is not there, with those above it.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn make(path: &Path) -> Result<Self> {
        if !path.as_os_str().is_empty() {
            fs::create_dir_all(path).map_err(Error::io("create", path))?;
        }
        Self::open(path)
    }

    /// Its path when it was opened.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The path of a name in it, for messages.
    pub fn at(&self, name: impl AsRef<Path>) -> PathBuf {
        self.path.join(name)
    }

    /// Opens a folder below this one; `None` when there is none.
    ///
    /// # Errors
    /// [`FileError::NotPlain`], also where a file has its name; [`Error::Io`].
    pub fn folder(&self, name: impl AsRef<Path>) -> Result<Option<Self>> {
        self.below(name.as_ref(), "open", Directory::folder)
    }

    /// Opens a folder below this one that is made when it is not there, with those between.
    ///
    /// # Errors
    /// As [`folder`](Self::folder).
    pub fn make_folder(&self, name: impl AsRef<Path>) -> Result<Self> {
        let name = name.as_ref();
        let made = self.below(name, "create", |above, part| match above.folder(part) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => match above.make_folder(part) {
                // Another process was faster: what it made is as good.
                Err(e) if e.kind() != io::ErrorKind::AlreadyExists => Err(e),
                _ => above.folder(part),
            },
            opened => opened,
        })?;
        made.ok_or_else(|| self.not_there(name, "create"))
    }

    /// The folder that a way leads to, one part after the other; `None` where `open` finds none.
    fn below(
        &self,
        name: &Path,
        action: &'static str,
        open: impl Fn(&Directory, &OsStr) -> io::Result<Directory>,
    ) -> Result<Option<Self>> {
        let (mut folder, mut path) = (None, self.path.clone());
        for part in parts(self, name)? {
            let above = folder.as_ref().unwrap_or(&self.directory);
            path.push(part);
            folder = match open(above, part) {
                Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
                Err(e) => return Err(failed(above, part, What::Folder, action, path, e)),
                Ok(inner) => Some(inner),
            };
        }
        match folder {
            Some(directory) => Ok(Some(Self { directory, path })),
            None => Self::open(&path).map(Some),
        }
    }

    /// Opens a file to be read; `None` when there is none.
    ///
    /// # Errors
    /// [`FileError::NotPlain`]; [`Error::Io`].
    pub fn open_file(&self, name: impl AsRef<Path>) -> Result<Option<OpenFile>> {
        let name = name.as_ref();
        let Some(place) = self.place(name)? else { return Ok(None) };
        match place.directory().open_file(place.name, How::Read) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(failed(place.directory(), place.name, What::File, "open", self.at(name), e)),
            Ok(file) => Ok(Some(OpenFile::new(file, self.at(name)))),
        }
    }

    /// Reads a file; `None` when there is none.
    ///
    /// # Errors
    /// As [`open_file`](Self::open_file) and [`OpenFile::read_all`].
    pub fn read(&self, name: impl AsRef<Path>, kind: Kind) -> Result<Option<Vec<u8>>> {
        self.open_file(name)?.map(|mut file| file.read_all(kind)).transpose()
    }

    /// [`open_file`](Self::open_file) of a file that has to be there; `action` is what it is opened for: "read".
    ///
    /// # Errors
    /// [`Error::Io`] also when it is not there.
    pub fn open_there(&self, name: impl AsRef<Path>, action: &'static str) -> Result<OpenFile> {
        self.open_file(&name)?.ok_or_else(|| self.not_there(name.as_ref(), action))
    }

    /// Creates a file that is not there.
    ///
    /// # Errors
    /// [`Error::Io`], also when the name is taken.
    pub fn create(&self, name: impl AsRef<Path>) -> Result<OpenFile> {
        let name = name.as_ref();
        let place = self.place_to(name, "create")?;
        let file = place.directory().open_file(place.name, How::New).map_err(Error::io("create", self.at(name)))?;
        Ok(OpenFile::new(file, self.at(name)))
    }

    /// Creates a file that is not there, with these bytes.
    ///
    /// # Errors
    /// [`Error::Io`], also when the name is taken.
    pub fn write_new(&self, name: impl AsRef<Path>, bytes: &[u8]) -> Result<()> {
        self.create(name)?.put(bytes)
    }

    /// [`write_new`](Self::write_new) of a name in this very folder, without allocating: the one file operation that is done
    /// once an edition.
    ///
    /// # Errors
    /// [`Error::Io`], also when the name is taken.
    pub fn write_new_here(&self, name: &OsStr, bytes: &[u8]) -> Result<()> {
        use io::Write as _;
        let failed = |action| move |source| Error::Io { action, path: self.at(name), source };
        let mut file = self.directory.open_file(name, How::New).map_err(failed("create"))?;
        file.write_all(bytes).map_err(failed("write"))
    }

    /// Opens a file to be written at its end; it is made when it is not there.
    ///
    /// # Errors
    /// [`FileError::NotPlain`]; [`Error::Io`].
    pub fn append(&self, name: impl AsRef<Path>) -> Result<OpenFile> {
        let name = name.as_ref();
        let place = self.place_to(name, "open")?;
        let opened = place.directory().open_file(place.name, How::Append);
        let file = opened.map_err(|e| failed(place.directory(), place.name, What::File, "open", self.at(name), e))?;
        Ok(OpenFile::new(file, self.at(name)))
    }

    /// The stamp of a name; `None` when there is none. A link at its end is not followed.
    ///
    /// # Errors
    /// [`FileError::NotPlain`] when the way to it is no folder; [`Error::Io`].
    pub fn stamp(&self, name: impl AsRef<Path>) -> Result<Option<Stamp>> {
        let name = name.as_ref();
        let Some(place) = self.place(name)? else { return Ok(None) };
        place.directory().stamp(place.name).map_err(Error::io("read", self.at(name)))
    }

    /// True when a name is taken, also by a link that leads nowhere, or cannot be looked at.
    pub fn has(&self, name: impl AsRef<Path>) -> bool {
        !matches!(self.stamp(name), Ok(None))
    }

    /// Passes a name that a file may have, because no folder has it.
    ///
    /// # Errors
    /// [`FileError::NotPlain`] when a folder has it; [`Error::Io`].
    pub fn check_no_folder(&self, name: impl AsRef<Path>) -> Result<()> {
        match self.stamp(&name)? {
            Some(Stamp { what: What::Folder, .. }) => Err(not_plain(self.at(name), What::Folder, What::File)),
            _ => Ok(()),
        }
    }

    /// Gives a file or folder another name in another folder, replacing a file, or an empty folder by a folder.
    ///
    /// By path: the folders on both ways were opened without a link, and of the names themselves the system follows none. So it
    /// is not for folders whose own path leads elsewhere by now; [`rename_new`](Self::rename_new) goes by what is held open.
    ///
    /// # Errors
    /// [`FileError::NotPlain`] when a way is no folder; [`Error::Io`].
    pub fn rename(&self, name: impl AsRef<Path>, to: &Self, new: impl AsRef<Path>) -> Result<()> {
        let (name, new) = (name.as_ref(), new.as_ref());
        let (old_path, new_path) = (self.at(name), to.at(new));
        self.moved(name, to, new, |_, _, _, _| fs::rename(&old_path, &new_path))
    }

    /// [`rename`](Self::rename) to a name that is free.
    ///
    /// # Errors
    /// [`Error::Io`], also when the name is taken.
    pub fn rename_new(&self, name: impl AsRef<Path>, to: &Self, new: impl AsRef<Path>) -> Result<()> {
        self.moved(name.as_ref(), to, new.as_ref(), Directory::rename_new)
    }

    fn moved(
        &self,
        name: &Path,
        to: &Self,
        new: &Path,
        how: impl Fn(&Directory, &OsStr, &Directory, &OsStr) -> io::Result<()>,
    ) -> Result<()> {
        let (from, place) = (self.place_to(name, "put in place")?, to.place_to(new, "put in place")?);
        how(from.directory(), from.name, place.directory(), place.name).map_err(Error::io("put in place", to.at(new)))
    }

    /// Gives a file of this folder a second name in another; a link is linked itself.
    ///
    /// # Errors
    /// [`Error::Io`], also where the file system has no hard links.
    pub fn link(&self, name: impl AsRef<OsStr>, to: &Self, new: impl AsRef<OsStr>) -> Result<()> {
        let (name, new) = (name.as_ref(), new.as_ref());
        self.directory.link(name, &to.directory, new).map_err(Error::io("link", to.at(new)))
    }

    /// Gives this folder owner, access rights and times of another, where the system has them.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn take_rights_of(&self, other: &Self) -> Result<()> {
        self.directory.take_rights_of(&other.directory).map_err(Error::io("set the rights of", &self.path))
    }

    /// True when another folder is this one.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn is_same(&self, other: &Self) -> Result<bool> {
        let inode = |folder: &Self| folder.directory.stamp(OsStr::new(".")).map_err(Error::io("read", &folder.path));
        Ok(inode(self)?.map(|stamp| stamp.inode) == inode(other)?.map(|stamp| stamp.inode))
    }

    /// Locks this folder itself for as long as it is open; `false` when another process has it locked, or this one through
    /// another [`Folder`]. No file in it stands for that lock, so nothing ends it that happens to the folder or what is in it.
    ///
    /// # Errors
    /// [`Error::Io`], also where the system or the file system cannot lock folders.
    #[cfg(feature = "studio")]
    pub(crate) fn lock_itself(&self) -> Result<bool> {
        self.directory.lock().map_err(Error::io("lock", &self.path))
    }

    /// Lets two names in this folder change places in one step; `false` where the system or the file system cannot.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn exchange(&self, one: &OsStr, other: &OsStr) -> Result<bool> {
        self.directory.exchange(one, other).map_err(Error::io("put in place", self.at(other)))
    }

    /// Removes a name that is no folder's; a link goes, not what it leads to.
    ///
    /// # Errors
    /// [`FileError::NotPlain`] when the way to it is no folder; [`Error::Io`], also when it is a folder.
    pub fn remove(&self, name: impl AsRef<Path>) -> Result<Removed> {
        let name = name.as_ref();
        let Some(place) = self.place(name)? else { return Ok(Removed::WasNotThere) };
        match place.directory().remove_file(place.name) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(Removed::WasNotThere),
            done => done.map(|()| Removed::Yes).map_err(Error::io("remove", self.at(name))),
        }
    }

    /// Removes a folder with everything in it; links in it go, not what they lead to.
    ///
    /// # Errors
    /// [`FileError::NotPlain`] when it is no folder; [`Error::Io`].
    pub fn remove_folder(&self, name: impl AsRef<Path>) -> Result<Removed> {
        let name = name.as_ref();
        let Some(folder) = self.folder(name)? else { return Ok(Removed::WasNotThere) };
        folder.remove_all_but(|_| false)?;
        let Some(place) = self.place(name)? else { return Ok(Removed::WasNotThere) };
        place.directory().remove_folder(place.name).map_err(Error::io("remove", self.at(name)))?;
        Ok(Removed::Yes)
    }

    /// Removes everything in this folder but what is kept; links go, not what they lead to.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn remove_all_but(&self, is_kept: impl Fn(&Entry) -> bool) -> Result<()> {
        for entry in self.entries()?.iter().filter(|entry| !is_kept(entry)) {
            match entry.what {
                What::Folder => self.remove_folder(&entry.name)?,
                _ => self.remove(&entry.name)?,
            };
        }
        Ok(())
    }

    /// Everything in this folder, by bytes of the names.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn entries(&self) -> Result<Vec<Entry>> {
        let mut entries = self.directory.entries().map_err(Error::io("read", &self.path))?;
        entries.sort_unstable_by(|a, b| a.name.as_encoded_bytes().cmp(b.name.as_encoded_bytes()));
        Ok(entries)
    }

    /// Names in a folder below this one, by their bytes; none when there is no such folder.
    ///
    /// # Errors
    /// As [`folder`](Self::folder).
    pub fn names(&self, folder: impl AsRef<Path>) -> Result<Vec<OsString>> {
        let Some(folder) = self.folder(folder)? else { return Ok(vec![]) };
        Ok(folder.entries()?.into_iter().map(|entry| entry.name).collect())
    }

    /// Brings the names in this folder to the disk.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn sync(&self) -> Result<()> {
        self.directory.sync().map_err(Error::io("sync", &self.path))
    }

    /// Brings everything below this folder to the disk; where the system can, its whole file system in one call.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn sync_below(&self) -> Result<()> {
        if self.directory.sync_file_system().map_err(Error::io("sync", &self.path))? {
            return Ok(());
        }
        self.sync_each()
    }

    /// Brings every file and folder below this one to the disk, one by one.
    pub(super) fn sync_each(&self) -> Result<()> {
        for entry in self.entries()? {
            match entry.what {
                What::Folder => {
                    if let Some(inner) = self.folder(&entry.name)? {
                        inner.sync_each()?;
                    }
                }
                What::File => self.append(&entry.name)?.sync()?,
                What::Link | What::Other => {}
            }
        }
        self.sync()
    }

    /// The same folder, opened once more.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn again(&self) -> Result<Self> {
        let directory = self.directory.folder(OsStr::new(".")).map_err(Error::io("open", &self.path))?;
        Ok(Self { directory, path: self.path.clone() })
    }

    /// The folder that a name lies in; `None` when that is not there.
    fn place<'a>(&'a self, name: &'a Path) -> Result<Option<Place<'a>>> {
        let mut parts = parts(self, name)?;
        let Some(last) = parts.pop() else { return Err(self.not_below(name)) };
        if parts.is_empty() {
            return Ok(Some(Place { inner: None, folder: &self.directory, name: last }));
        }
        let above: PathBuf = parts.iter().collect();
        let inner = self.folder(above)?;
        Ok(inner.map(|folder| Place { inner: Some(folder.directory), folder: &self.directory, name: last }))
    }

    /// [`place`](Self::place) that has to be there for something to be done with the name.
    fn place_to<'a>(&'a self, name: &'a Path, action: &'static str) -> Result<Place<'a>> {
        self.place(name)?.ok_or_else(|| self.not_there(name, action))
    }

    pub(super) fn not_there(&self, name: &Path, action: &'static str) -> Error {
        Error::Io { action, path: self.at(name), source: io::ErrorKind::NotFound.into() }
    }

    fn not_below(&self, name: &Path) -> Error {
        Error::File(FileError::NotBelow { path: name.to_path_buf(), folder: self.path.clone() })
    }
}

/// A name and the folder it lies in.
struct Place<'a> {
    inner: Option<Directory>,
    folder: &'a Directory,
    name: &'a OsStr,
}

impl Place<'_> {
    fn directory(&self) -> &Directory {
        self.inner.as_ref().unwrap_or(self.folder)
    }
}

/// The parts of a path below a folder.
fn parts<'a>(folder: &Folder, name: &'a Path) -> Result<Vec<&'a OsStr>> {
    name.components()
        .filter(|part| *part != Component::CurDir)
        .map(|part| match part {
            Component::Normal(part) => Ok(part),
            _ => Err(folder.not_below(name)),
        })
        .collect()
}

/// The error of an open that failed: what lies there where it is no `expected` thing, else what the system said.
fn failed(
    directory: &Directory,
    name: &OsStr,
    expected: What,
    action: &'static str,
    path: PathBuf,
    source: io::Error,
) -> Error {
    match directory.stamp(name) {
        Ok(Some(stamp)) if stamp.what != expected => not_plain(path, stamp.what, expected),
        _ => Error::Io { action, path, source },
    }
}

/// The error for what lies where something else is expected.
pub(super) fn not_plain(path: PathBuf, found: What, expected: What) -> Error {
    Error::File(FileError::NotPlain { path, found: found.name(), expected: expected.name() })
}
