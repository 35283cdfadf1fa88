//! Appends cut pictures to a new pack file, storing equal tiles once, and gives the file its name at the end.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::cut::CutPicture;
use super::format::{HEADER_LEN, Settings, Tables, TileEntry};
use super::source::{ContentHash, Stamp};
use super::turn;
use crate::{Error, Result};

/// A pack under construction, in a temporary file beside its final name.
///
/// Dropped unfinished, it removes the temporary file.
pub(super) struct PackWriter {
    path: PathBuf,
    temporary: PathBuf,
    file: BufWriter<File>,
    at: u64,
    tables: Tables,
    known: HashMap<(ContentHash, bool), u32>,
    /// When the file was made, by the clock of its file system.
    begun: u64,
    finished: bool,
}

impl PackWriter {
    /// Starts the pack of a path whose [`turn::BuildTurn`] the caller holds.
    pub(super) fn create(path: &Path, settings: Settings) -> Result<Self> {
        let temporary = turn::temporary(path);
        let file = File::options().write(true).create_new(true).open(&temporary);
        let file = file.map_err(Error::io("create", &temporary))?;
        let begun = Stamp::of(&file.metadata().map_err(Error::io("read", &temporary))?).modified;
        let tables = Tables { settings, pictures: vec![], places: vec![], tiles: vec![] };
        let mut writer = Self {
            path: path.to_owned(),
            temporary,
            file: BufWriter::with_capacity(1 << 20, file),
            at: 0,
            tables,
            known: HashMap::new(),
            begun,
            finished: false,
        };
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
        let temporary = &self.temporary;
        let failed = |source| Error::Io { action: "write", path: temporary.clone(), source };
        self.file.seek(SeekFrom::Start(0)).map_err(failed)?;
        self.file.write_all(&header).map_err(failed)?;
        self.file.flush().map_err(failed)?;
        self.file.get_ref().sync_all().map_err(failed)?;
        fs::rename(temporary, &self.path).map_err(Error::io("rename", temporary))?;
        self.finished = true;
        Ok(())
    }

    fn append(&mut self, bytes: &[u8]) -> Result<()> {
        self.at += bytes.len() as u64;
        self.file.write_all(bytes).map_err(Error::io("write", &self.temporary))
    }
}

impl Drop for PackWriter {
    fn drop(&mut self) {
        if !self.finished {
            // Nothing more can be done about a file that cannot be removed; its name says what it is.
            let _ = fs::remove_file(&self.temporary);
        }
    }
}
