//! What the files of editions are called, as a build's record keeps it for later runs.
//!
//! Apart from the project because a build may have been made when the project called them otherwise.

use serde::{Deserialize, Serialize};

use super::layout::{GIFS, IMAGES, JSON, path_of};
use crate::project::{FileNames, PictureFormat, Project};

/// What the files of editions are called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditionFiles {
    /// Without extensions.
    pub names: FileNames,
    /// Of the pictures.
    pub pictures: PictureFormat,
}

impl EditionFiles {
    /// As a project calls them today.
    pub fn of(project: &Project) -> Self {
        Self { names: project.metadata.file_names, pictures: project.pictures }
    }

    /// The name of a picture in `images/`.
    pub fn picture(self, number: u32) -> String {
        self.names.picture_file(number, self.pictures)
    }

    /// The name of a metadata file in `json/`.
    pub fn metadata(self, number: u32) -> String {
        self.names.metadata_file(number)
    }

    /// The path of a picture below the output folder.
    pub fn picture_path(self, number: u32) -> String {
        path_of(IMAGES, &self.picture(number))
    }

    /// The path of a metadata file below the output folder.
    pub fn metadata_path(self, number: u32) -> String {
        path_of(JSON, &self.metadata(number))
    }

    /// The path of an animation below the output folder.
    pub fn animation_path(self, number: u32) -> String {
        path_of(GIFS, &self.names.file(number, "gif"))
    }

    /// The number of the edition that a path below an output folder is the picture or the metadata file of.
    pub(super) fn number_of_path(self, path: &str) -> Option<u32> {
        match path.rsplit_once('/')? {
            (IMAGES, name) => self.number_of_picture(name),
            (JSON, name) => self.number_of_metadata(name),
            _ => None,
        }
    }

    /// The number of the edition whose picture has this name; none for `012.png` or `12.PNG` where it is `12.png`.
    pub fn number_of_picture(self, name: &str) -> Option<u32> {
        self.number_of(name, self.pictures.extension())
    }

    /// The number of the edition whose metadata file has this name.
    pub fn number_of_metadata(self, name: &str) -> Option<u32> {
        self.number_of(name, self.names.of_metadata())
    }

    /// The number of the edition whose file of another kind has this name.
    pub(super) fn number_of(self, name: &str, extension: &str) -> Option<u32> {
        let stem = if extension.is_empty() { name } else { name.strip_suffix(extension)?.strip_suffix('.')? };
        self.names.read(stem)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back_and_others_are_nobodys() {
        let plain = EditionFiles::default();
        assert_eq!([plain.picture(12), plain.metadata(12)], ["12.png", "12.json"]);
        for name in ["012.png", "12.PNG", "12", "12.png~", "+12.png", ".png", "_metadata.json", "-1.png"] {
            assert_eq!(plain.number_of_picture(name), None, "{name}");
        }
        let hex = FileNames { hex: true, digits: 4, json_extension: false };
        let bare = EditionFiles { names: hex, pictures: PictureFormat::Jpeg };
        assert_eq!([bare.picture(42), bare.metadata(42)], ["002a.jpg", "002a"]);
        for number in [0, 1, 42, 0xfffff, u32::MAX] {
            assert_eq!(bare.number_of_picture(&bare.picture(number)), Some(number));
            assert_eq!(bare.number_of_metadata(&bare.metadata(number)), Some(number));
        }
        assert_eq!(bare.number_of_metadata("002a.json"), None);
    }
}
