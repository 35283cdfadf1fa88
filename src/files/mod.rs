//! The one door to the file system: no other file of the library opens, creates, moves or removes anything.
//!
//! Three kinds of places are told apart, because they are trusted differently:
//!
//! - a [`Folder`] that this program keeps (an output folder, `.simdgen`, a project that is written into): every name below it
//!   is opened from the folder's descriptor, never through a link, regular files only, and nothing there is replaced
//!   unless the caller says so;
//! - files of a project (`sources`): links are followed, pipes and devices are refused;
//! - paths that the user gives (`given`): anything but a folder, also a pipe.
//!
//! Whatever is read whole is bounded by its [`Kind`].

#[cfg(feature = "serve")]
mod descriptors;
mod folder;
mod given;
mod kind;
mod lock;
mod open_file;
mod plain;
mod replacement;
mod sources;
mod stamp;
mod system;

#[cfg(feature = "serve")]
pub(crate) use descriptors::raise_descriptors;
pub use folder::Folder;
pub(crate) use folder::Removed;
#[cfg(feature = "studio")]
pub(crate) use given::rewrite_given;
pub(crate) use given::{begin_given, open_given, read_given};
pub use kind::Kind;
pub(crate) use lock::Lock;
pub use open_file::OpenFile;
pub(crate) use plain::{Unread, entries_or_why, open_plain, what_is};
pub(crate) use replacement::Replacement;
pub(crate) use sources::stamp;
pub use sources::{entries, open, read, real};
pub use stamp::What;
pub(crate) use stamp::{Entry, Stamp};

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::path::Path;

    use super::*;
    use crate::Error;
    use crate::error::FileError;

    fn is_refused<T: std::fmt::Debug>(result: crate::Result<T>) -> bool {
        matches!(result, Err(Error::File(FileError::NotPlain { .. })))
    }

    #[test]
    fn nothing_is_reached_through_a_link() {
        let (outside, inside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::write(outside.path().join("theirs"), "theirs").unwrap();
        symlink(outside.path(), inside.path().join("way")).unwrap();
        symlink(outside.path().join("theirs"), inside.path().join("link")).unwrap();
        symlink(outside.path().join("new"), inside.path().join("broken")).unwrap();
        let folder = Folder::open(inside.path()).unwrap();

        for name in ["way/theirs", "link"] {
            assert!(is_refused(folder.read(name, Kind::Metadata)), "{name}");
            assert!(is_refused(folder.append(name)), "{name}");
        }
        assert!(is_refused(folder.append("broken")));
        assert!(is_refused(folder.folder("way")));
        assert!(is_refused(folder.make_folder("way/below")));
        assert!(is_refused(folder.remove("way/theirs")));
        assert!(is_refused(folder.remove_folder("way")));
        assert!(is_refused(folder.rename("link", &folder, "way/moved")));
        for name in ["link", "broken", "way"] {
            assert!(folder.create(name).is_err(), "{name}");
        }
        // Replacing a link puts a file in its place.
        folder.replace("broken", b"own", false).unwrap();
        assert_eq!(folder.remove("link").unwrap(), Removed::Yes);
        fs::create_dir(inside.path().join("sub")).unwrap();
        symlink(outside.path(), inside.path().join("sub/way")).unwrap();
        folder.remove_folder("sub").unwrap();
        assert_eq!(fs::read_to_string(outside.path().join("theirs")).unwrap(), "theirs");
        assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 1);
        for name in ["../theirs", "/theirs", "sub/../../theirs", ""] {
            let error = folder.read(name, Kind::Metadata).unwrap_err();
            assert!(matches!(error, Error::File(FileError::NotBelow { .. })), "{name}: {error}");
        }
    }

    #[test]
    fn a_pipe_or_a_device_holds_nobody_up() {
        let inside = tempfile::tempdir().unwrap();
        let mode = rustix::fs::Mode::RWXU;
        rustix::fs::mkfifoat(rustix::fs::CWD, inside.path().join("pipe"), mode).unwrap();
        let folder = Folder::open(inside.path()).unwrap();
        assert!(is_refused(folder.read("pipe", Kind::Metadata)));
        assert!(is_refused(folder.append("pipe")));
        assert!(is_refused(read(&inside.path().join("pipe"), Kind::Configuration)));
        assert!(is_refused(read(Path::new("/dev/zero"), Kind::Configuration)));
        assert!(is_refused(read(inside.path(), Kind::Configuration)));
    }

    #[test]
    fn what_is_too_long_is_refused_before_it_fills_the_memory() {
        let inside = tempfile::tempdir().unwrap();
        let file = fs::File::create(inside.path().join("long")).unwrap();
        file.set_len(Kind::Metadata.limit() + 1).unwrap();
        let error = Folder::open(inside.path()).unwrap().read("long", Kind::Metadata).unwrap_err();
        assert!(matches!(error, Error::File(FileError::TooLong { .. })), "{error}");
        file.set_len(Kind::Metadata.limit()).unwrap();
        assert!(Folder::open(inside.path()).unwrap().read("long", Kind::Metadata).is_ok());
    }

    #[test]
    fn replacements_are_whole_or_absent_and_leftovers_go() {
        let inside = tempfile::tempdir().unwrap();
        let folder = Folder::open(inside.path()).unwrap();
        fs::write(inside.path().join(".a.99999-7.simdgen-tmp"), "of a killed process").unwrap();
        fs::write(inside.path().join(".ab.99999-7.simdgen-tmp"), "of another name").unwrap();
        let (first, second) = (folder.replacement("a").unwrap(), folder.replacement("a").unwrap());
        assert!(!folder.has(".a.99999-7.simdgen-tmp") && folder.has(".ab.99999-7.simdgen-tmp"));
        first.file().put(b"first").unwrap();
        second.file().put(b"second").unwrap();
        assert!(!folder.has("a"));
        first.finish(true).unwrap();
        assert_eq!(folder.read("a", Kind::Metadata).unwrap().unwrap(), b"first");
        drop(second);
        let (third, fourth) = (folder.replacement("a").unwrap(), folder.replacement("b").unwrap());
        third.file().put(b"third").unwrap();
        assert!(!third.finish_new(false).unwrap() && fourth.finish_new(false).unwrap());
        assert_eq!(
            folder.entries().unwrap().iter().map(|e| e.name.to_str().unwrap()).collect::<Vec<_>>(),
            [".ab.99999-7.simdgen-tmp", "a", "b"]
        );
        fs::create_dir(inside.path().join("taken")).unwrap();
        assert!(is_refused(folder.replacement("taken")) && is_refused(folder.check_no_folder("taken")));
        folder.check_no_folder("a").unwrap();
        folder.check_no_folder("free").unwrap();
    }

    #[test]
    fn a_lock_is_that_of_the_file_that_has_the_name() {
        let inside = tempfile::tempdir().unwrap();
        let folder = Folder::open(inside.path()).unwrap();
        let held = folder.try_lock("lock").unwrap().unwrap();
        assert!(folder.try_lock("lock").unwrap().is_none());
        drop(held);
        let held = folder.wait_for_lock("lock").unwrap();
        fs::write(inside.path().join("other"), "").unwrap();
        folder.rename("other", &folder, "lock").unwrap();
        assert!(folder.try_lock("lock").unwrap().is_some());
        drop(held);
    }

    #[test]
    fn everything_is_synced_one_by_one_where_no_call_does_all() {
        let inside = tempfile::tempdir().unwrap();
        fs::create_dir_all(inside.path().join("a/b")).unwrap();
        fs::write(inside.path().join("a/b/file"), "x").unwrap();
        symlink("nowhere", inside.path().join("link")).unwrap();
        let folder = Folder::open(inside.path()).unwrap();
        folder.sync_each().unwrap();
        folder.sync_below().unwrap();
    }

    #[test]
    fn what_the_user_names_may_be_a_link_or_a_device() {
        let replace_given = |path: &Path, bytes: &[u8]| -> crate::Result<()> {
            let mut file = begin_given(path)?;
            file.put(bytes)?;
            file.finish()
        };
        let inside = tempfile::tempdir().unwrap();
        let real = inside.path().join("real");
        fs::write(&real, "old").unwrap();
        symlink(&real, inside.path().join("link")).unwrap();
        replace_given(&inside.path().join("link"), b"new").unwrap();
        assert_eq!(fs::read(&real).unwrap(), b"new");
        assert!(inside.path().join("link").is_symlink());
        replace_given(Path::new("/dev/null"), b"new").unwrap();
        assert_eq!(read_given(Path::new("/dev/null"), Kind::List).unwrap(), b"");
        assert!(is_refused(read_given(inside.path(), Kind::List)));
        assert!(is_refused(replace_given(inside.path(), b"")));
    }
}
