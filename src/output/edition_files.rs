//! The files of editions: their names, as a build's record keeps them, and whether those of a recorded edition are intact.
//!
//! A build may have been made when the project named files otherwise, so the names are a value of their own.
//!
//! After a power cut a journal may know an edition whose data never reached the disk. Nothing is synced while editions are
//! rendered, so every recorded file is read again before a run goes on from it: that is far cheaper than syncing tens of
//! thousands of files a second, and proves more.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::layout::{GIFS, IMAGES, JSON, path_of};
use super::objects::Objects;
use super::{Entry, Seal};
use crate::Result;
use crate::files::{Folder, Kind, What};
use crate::project::{FileNames, PictureFormat, Project};

/// The names of editions' files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditionFiles {
    /// Names without extensions.
    pub names: FileNames,
    /// Format of the pictures, which gives their extension.
    #[serde(with = "crate::choice")]
    pub pictures: PictureFormat,
}

impl EditionFiles {
    /// The names that a project gives them today.
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

/// `images/` and `json/` of an output or staging folder, held open, or as a listing of object storage has them.
#[derive(Debug, Default)]
pub(crate) struct EditionFolders {
    images: Option<Folder>,
    json: Option<Folder>,
    objects: Option<Arc<Objects>>,
}

impl EditionFolders {
    /// Opens those that are there.
    ///
    /// # Errors
    /// As [`Folder::folder`].
    pub(super) fn of(above: &Folder) -> Result<Self> {
        Ok(Self { images: above.folder(IMAGES)?, json: above.folder(JSON)?, objects: None })
    }

    /// Those in object storage.
    pub(super) fn of_objects(objects: &Arc<Objects>) -> Self {
        Self { objects: Some(Arc::clone(objects)), ..Self::default() }
    }

    /// Reads a picture; `None` if there is none.
    ///
    /// # Errors
    /// As [`Folder::read`]; those of object storage.
    pub(crate) fn read_picture(&self, name: &str) -> Result<Option<Vec<u8>>> {
        match (&self.objects, &self.images) {
            (Some(objects), _) => objects.read(&path_of(IMAGES, name)),
            (None, Some(images)) => images.read(name, Kind::Picture),
            (None, None) => Ok(None),
        }
    }

    /// Reads both files of an edition: they must have the lengths and check sums that the entry has. In object storage nothing
    /// is read.
    pub(super) fn is_intact(&self, files: EditionFiles, entry: &Entry) -> bool {
        if self.objects.is_some() {
            return self.has_picture(files, entry) && self.has_metadata(files, entry.number, entry.json, entry);
        }
        let read = |images: &Folder| images.read(files.picture(entry.number), Kind::Picture).ok().flatten();
        let is_picture = |bytes: Vec<u8>| entry.is_picture(&bytes);
        self.images.as_ref().and_then(read).is_some_and(is_picture)
            && self.has_metadata(files, entry.number, entry.json, entry)
    }

    /// `true` if the picture of an edition is there with its length; it is not read.
    pub(super) fn has_picture(&self, files: EditionFiles, entry: &Entry) -> bool {
        if let Some(objects) = &self.objects {
            return objects.is_as_written(&files.picture_path(entry.number), entry.image_bytes);
        }
        let stamp = |images: &Folder| images.stamp(files.picture(entry.number)).ok().flatten();
        let stamp = self.images.as_ref().and_then(stamp);
        stamp.is_some_and(|stamp| stamp.what == What::File && stamp.length == entry.image_bytes)
    }

    /// `true` if an edition has this metadata file. In object storage, the one that its entry tells of is not read.
    pub(super) fn has_metadata(&self, files: EditionFiles, number: u32, json: Seal, entry: &Entry) -> bool {
        if let Some(objects) = &self.objects {
            return entry.json == json && objects.is_as_written(&files.metadata_path(number), json.bytes);
        }
        let read = |folder: &Folder| folder.read(files.metadata(number), Kind::Metadata).ok().flatten();
        self.json.as_ref().and_then(read).is_some_and(|text| Seal::of(&text) == json)
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
