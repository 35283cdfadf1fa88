//! Makes small project folders and opens them.

use std::fs;
use std::path::Path;

use simdgen::Error;
use simdgen::dialect;
use simdgen::error::ProjectError;
use simdgen::project::{LayerId, Links, Project, Root};

const HEADER: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x30\0\0\0\x18";

/// A project folder that is deleted at the end of a test.
pub struct Folder(tempfile::TempDir);

impl Folder {
    /// A folder with empty files (folders where the name ends in `/`), but PNG headers of 48 x 24 in `*.png`.
    pub fn of(files: &[&str]) -> Self {
        let folder = Self(tempfile::tempdir().expect("a temporary folder"));
        for name in files {
            let is_png = name.to_ascii_lowercase().ends_with(".png");
            folder.write(name, if is_png { HEADER } else { b"" });
        }
        folder
    }

    /// Writes one file, and the folders it is in.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        if name.ends_with('/') {
            fs::create_dir_all(path).expect("made");
            return;
        }
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, content).expect("written");
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn open(&self) -> Result<Project, Error> {
        dialect::open(self.path(), None)
    }

    /// Opens it with the text as `simdgen.toml`.
    pub fn open_toml(&self, text: &str) -> Result<Project, Error> {
        self.write("simdgen.toml", text);
        self.open()
    }

    /// Opens it with the text as `src/config.js`.
    pub fn open_js(&self, text: &str) -> Result<Project, Error> {
        self.write("src/config.js", text);
        self.open()
    }
}

/// The layers of a set by name, bottom up.
pub fn layer_names(project: &Project, set: usize) -> Vec<&str> {
    project.sets[set].layers.iter().map(|&id| project.layer(id).name.as_str()).collect()
}

/// The traits of a layer as `number:name=weight`, the number being that of DNA.
pub fn traits(project: &Project, layer: u32) -> Vec<String> {
    project
        .traits_of(LayerId(layer))
        .map(|(_, t)| format!("{}:{}={}", t.dna.split(':').next().unwrap_or(""), t.name, t.weight))
        .collect()
}

/// Asserts that opening failed as `pattern` says, with a message that has every one of the parts.
#[macro_export]
macro_rules! assert_fails {
    ($opened:expr, $pattern:pat, $($part:expr),+) => {{
        let error = $opened.expect_err("opening should fail");
        let message = error.to_string();
        assert!(matches!(error, $pattern), "{error:?}");
        $(assert!(message.contains($part), "\"{}\" is not in: {message}", $part);)+
    }};
}

#[test]
fn a_folder_that_is_not_there_has_a_neighbour() {
    let folder = Folder::of(&["artwork/simdgen.toml"]);
    match dialect::open(&folder.path().join("artwrok"), None) {
        Err(Error::Project(ProjectError::NoFolder { suggestion, .. })) => {
            assert!(suggestion.contains("\"artwork\""), "{suggestion}")
        }
        other => panic!("{other:?}"),
    }
}

#[cfg(unix)]
#[test]
fn what_one_project_may_no_other_does() {
    let (folder, outside) = (Folder::of(&["simdgen.toml"]), Folder::of(&["A/x.png"]));
    std::os::unix::fs::symlink(outside.path(), folder.path().join("layers")).expect("linked");
    let open = |links| dialect::open_at(&Root::open(folder.path(), links)?, None);
    open(Links::Anywhere).expect("opens");
    assert_fails!(open(Links::Inside), Error::Project(ProjectError::Refused { .. }), "outside the project");
    assert_fails!(folder.open(), Error::Project(ProjectError::Refused { .. }), "--allow-links");
}
