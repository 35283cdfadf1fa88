//! Small project folders for the tests of this stage.

use std::fs;
use std::path::Path;

use crate::dialect::{self, Place};
use crate::project::{Links, Overrides, Project, Root};

/// The start of a PNG file of 48 x 24 pixels.
pub const HEADER: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x30\0\0\0\x18";

/// A project folder that is deleted at the end of a test.
pub struct Folder(tempfile::TempDir);

impl Folder {
    /// A folder with pictures of these names below `layers`.
    pub fn of(pictures: &[&str]) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        for name in pictures {
            let path = folder.path().join("layers").join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, HEADER).unwrap();
        }
        folder
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// The place that it is as a project.
    pub fn place(&self) -> Place {
        let root = Root::open(self.path(), Links::Inside).unwrap();
        Place { root, config: None, overrides: Overrides::default() }
    }

    /// Opens it with the text as `simdgen.toml`.
    pub fn open(&self, text: &str) -> Project {
        fs::write(self.path().join("simdgen.toml"), text).unwrap();
        dialect::open(self.path(), None).unwrap()
    }
}
