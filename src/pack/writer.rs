//! Appends cut pictures to a new pack file, storing equal tiles once, and gives the file its name at the end.

use std::collections::HashMap;
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

use super::cut::CutPicture;
use super::format::{HEADER_LEN, Settings, Tables, TileEntry};
use super::source::ContentHash;
use super::turn;
use crate::files::Replacement;
use crate::{Error, Result};

/// A pack under construction, in a temporary file beside its final name. Dropped unfinished, it is removed.
pub(super) struct PackWriter {
    file: BufWriter<Replacement>,
    at: u64,
    tables: Tables,
    known: HashMap<(ContentHash, bool), u32>,
    /// When the file was made, by the clock of its file system.
    begun: u64,
}

impl PackWriter {
    /// Starts the pack of a path whose [`turn::BuildTurn`] the caller holds.
    pub(super) fn create(path: &Path, settings: Settings) -> Result<Self> {
        let file = turn::folder_of(path)?.replacement(turn::name_of(path))?;
        let begun = file.file().stamp()?.modified;
        let tables = Tables { settings, pictures: vec![], places: vec![], tiles: vec![] };
        let file = BufWriter::with_capacity(1 << 20, file);
        let mut writer = Self { file, at: 0, tables, known: HashMap::new(), begun };
        writer.append(&[0; HEADER_LEN])?;
        Ok(writer)
    }

    /// When it was begun, by the clock of the file system it is on.
    pub(super) fn begun(&self) -> u64 {
        self.begun
    }

    /// Adds a picture after those before it.
    pub(super) fn push(&mut self, picture: CutPicture) -> Result<()> {
        for tile in &picture.tiles {
            let Some(tile) = tile else {
                self.tables.places.push(0);
                continue;
            };
            let next = self.tables.tiles.len() as u32 + 1;
            let id = *self.known.entry((tile.hash, tile.opaque)).or_insert(next);
            self.tables.places.push(id);
            if id != next {
                continue;
            }
            let entry =
                TileEntry { at: self.at, opaque: tile.opaque, covered: tile.covered, sum: tile.sum, hash: tile.hash };
            self.append(&tile.planes)?;
            self.tables.tiles.push(entry);
        }
        self.tables.pictures.push(picture.entry);
        Ok(())
    }

    /// Writes the tables and the header, syncs, and renames the file to its final name.
    pub(super) fn finish(mut self) -> Result<()> {
        let (header, tables) = self.tables.to_bytes(self.at);
        self.append(&tables)?;
        self.file.seek(SeekFrom::Start(0)).map_err(|source| self.failed(source))?;
        self.file.write_all(&header).map_err(|source| self.failed(source))?;
        let path = self.file.get_ref().file().path().to_path_buf();
        let file = self.file.into_inner().map_err(|error| Error::io("write", path)(error.into_error()))?;
        file.finish(true)
    }

    fn append(&mut self, bytes: &[u8]) -> Result<()> {
        self.at += bytes.len() as u64;
        self.file.write_all(bytes).map_err(|source| self.failed(source))
    }

    fn failed(&self, source: std::io::Error) -> Error {
        Error::Io { action: "write", path: self.file.get_ref().file().path().to_path_buf(), source }
    }
}
