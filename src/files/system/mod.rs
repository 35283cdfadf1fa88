//! What the door asks of the system: a folder held open, and names in it.
//!
//! `unix` works on descriptors, so that what a name meant when it was checked is what is opened. `paths` is its plain twin
//! for other systems, which looks before it opens; tests hold both to the same answers.

#[cfg(any(test, not(unix)))]
mod paths;
#[cfg(unix)]
mod unix;

use std::fs::{FileType, Metadata};
use std::time::{SystemTime, UNIX_EPOCH};

#[cfg(not(unix))]
pub(super) use paths::Directory;
#[cfg(unix)]
pub(super) use unix::Directory;

use super::{Stamp, What};

/// How a file is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// To be read; it must be there.
    Read,
    /// To be written; it must not be there.
    New,
    /// To be written at its end; it may be there.
    Append,
}

/// What a kind of the standard library stands for.
fn what(kind: FileType) -> What {
    match () {
        () if kind.is_symlink() => What::Link,
        () if kind.is_file() => What::File,
        () if kind.is_dir() => What::Folder,
        () => What::Other,
    }
}

/// What the system says of a file that is open, or of where a path leads.
pub(super) fn stamp_of(metadata: &Metadata) -> Stamp {
    let nanoseconds = |time: SystemTime| time.duration_since(UNIX_EPOCH).ok().map(|d| d.as_nanos() as u64);
    #[cfg(unix)]
    let (changed, inode) = {
        use std::os::unix::fs::MetadataExt;
        (unix::nanoseconds(metadata.ctime(), metadata.ctime_nsec()), metadata.ino())
    };
    #[cfg(not(unix))]
    let (changed, inode) = (0, 0);
    Stamp {
        what: what(metadata.file_type()),
        length: metadata.len(),
        modified: metadata.modified().ok().and_then(nanoseconds).unwrap_or(0),
        changed,
        inode,
        read_only: metadata.permissions().readonly(),
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;
    use std::fs;
    use std::io::{ErrorKind, Read, Write};

    use super::{How, What, paths, unix};

    /// What happens to one name, asked of both twins.
    macro_rules! on_both {
        ($folder:expr, |$dir:ident| $body:expr) => {{
            let by_descriptor = {
                let $dir = unix::Directory::open($folder).unwrap();
                $body
            };
            let by_path = {
                let $dir = paths::Directory::open($folder).unwrap();
                $body
            };
            assert_eq!(by_descriptor, by_path);
            by_descriptor
        }};
    }

    #[test]
    fn twins_give_the_same_answers() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("file"), "text").unwrap();
        fs::create_dir(at("folder")).unwrap();
        fs::write(at("folder/inner"), "x").unwrap();
        std::os::unix::fs::symlink(at("file"), at("link")).unwrap();
        std::os::unix::fs::symlink(at("folder"), at("way")).unwrap();
        std::os::unix::fs::symlink(at("nothing"), at("broken")).unwrap();
        rustix::fs::mkfifoat(rustix::fs::CWD, at("pipe"), rustix::fs::Mode::RWXU).unwrap();

        for (name, what) in [
            ("file", Some(What::File)),
            ("folder", Some(What::Folder)),
            ("link", Some(What::Link)),
            ("broken", Some(What::Link)),
            ("pipe", Some(What::Other)),
            ("absent", None),
        ] {
            let name = OsStr::new(name);
            let stamp = on_both!(folder.path(), |dir| dir.stamp(name).unwrap());
            assert_eq!(stamp.map(|s| s.what), what, "{name:?}");
            for how in [How::Read, How::Append] {
                let opened = on_both!(folder.path(), |dir| dir.open_file(name, how).is_ok());
                assert_eq!(
                    opened,
                    what == Some(What::File) || what.is_none() && how == How::Append,
                    "{name:?} {how:?}"
                );
                let _ = (what.is_none()).then(|| fs::remove_file(at("absent")));
            }
            let exists = on_both!(folder.path(), |dir| {
                let opened = dir.open_file(name, How::New).map(|_| ()).map_err(|e| e.kind());
                let _ = (what.is_none()).then(|| fs::remove_file(at("absent")));
                opened
            });
            assert_eq!(exists, if what.is_some() { Err(ErrorKind::AlreadyExists) } else { Ok(()) }, "{name:?}");
            let is_folder = on_both!(folder.path(), |dir| dir.folder(name).is_ok());
            assert_eq!(is_folder, what == Some(What::Folder), "{name:?}");
        }
        let entries = on_both!(folder.path(), |dir| {
            let mut entries = dir.entries().unwrap();
            entries.sort_by(|a, b| a.name.cmp(&b.name));
            entries
        });
        assert_eq!(entries.len(), 6);
        assert_eq!(entries.iter().filter(|e| e.what.is_plain()).count(), 2);
    }

    #[test]
    fn twins_write_move_and_remove() {
        let folder = tempfile::tempdir().unwrap();
        let text = on_both!(folder.path(), |dir| {
            let name = OsStr::new;
            dir.open_file(name("new"), How::New).unwrap().write_all(b"a").unwrap();
            dir.open_file(name("new"), How::Append).unwrap().write_all(b"b").unwrap();
            dir.make_folder(name("sub")).unwrap();
            let sub = dir.folder(name("sub")).unwrap();
            dir.rename(name("new"), &sub, name("moved")).unwrap();
            assert!(dir.stamp(name("new")).unwrap().is_none());
            sub.open_file(name("other"), How::New).unwrap();
            let taken = sub.rename_new(name("other"), &sub, name("moved")).unwrap_err();
            assert_eq!(taken.kind(), ErrorKind::AlreadyExists);
            sub.rename_new(name("other"), &sub, name("free")).unwrap();
            let mut text = String::new();
            sub.open_file(name("moved"), How::Read).unwrap().read_to_string(&mut text).unwrap();
            assert!(dir.remove_folder(name("sub")).is_err());
            sub.remove_file(name("moved")).unwrap();
            sub.remove_file(name("free")).unwrap();
            dir.remove_folder(name("sub")).unwrap();
            dir.sync().unwrap();
            assert!(dir.entries().unwrap().is_empty());
            text
        });
        assert_eq!(text, "ab");
    }
}
