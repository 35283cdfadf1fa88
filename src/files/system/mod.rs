//! System calls of the door: a folder held open, and names in it.
//!
//! `unix` works on descriptors, so that what a name meant when it was checked is what is opened. `paths` is its plain twin
//! for other systems, which looks before it opens; tests hold both to the same answers.

#[cfg(any(test, not(unix)))]
mod paths;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
pub(super) use paths::Directory;
#[cfg(unix)]
pub(super) use unix::Directory;

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;
    use std::fs;
    use std::io::{ErrorKind, Read, Write};

    use super::{paths, unix};
    use crate::files::What;
    use crate::files::open_file::How;

    /// The result of one operation, asked of both twins.
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
