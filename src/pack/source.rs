//! The picture files that a project uses, and the stamps and hashes that tell whether each is still the one that was
//! packed.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::tile::PictureId;
use crate::error::PictureError;
use crate::files::{self, What};
use crate::project::Project;
use crate::{Error, Result};

/// One distinct picture file of a project.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// Its path.
    pub path: PathBuf,
    /// Its path below the project folder, `/` between parts: its name in the pack.
    pub name: String,
    /// The first layer that uses it, for messages.
    pub layer: String,
    /// Its stamp.
    pub stamp: Stamp,
}

impl Source {
    /// The error for a problem with the picture.
    pub(super) fn refused(&self, source: PictureError) -> Error {
        Error::Picture { layer: self.layer.clone(), path: self.path.clone(), source }
    }
}

/// Tells an unchanged file without reading it. Times are nanoseconds since 1970, 0 where the system does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    /// Bytes.
    pub length: u64,
    /// The time of the last change of its content, as declared. Any program may set this.
    pub modified: u64,
    /// The time at which the system last saw it change. No program can set this; 0 elsewhere than on Unix.
    pub changed: u64,
    /// Its number in the file system; 0 elsewhere than on Unix.
    pub inode: u64,
}

impl Stamp {
    /// Bytes of [`Self::to_bytes`].
    pub(super) const LEN: usize = 32;

    pub(super) fn of(stamp: &files::Stamp) -> Self {
        let files::Stamp { length, modified, changed, inode, what: _, read_only: _ } = *stamp;
        Self { length, modified, changed, inode }
    }

    /// The later of its times.
    pub(super) fn latest(&self) -> u64 {
        self.modified.max(self.changed)
    }

    pub(super) fn to_bytes(self) -> [u8; Self::LEN] {
        let mut bytes = [0; Self::LEN];
        let fields = [self.length, self.modified, self.changed, self.inode];
        bytes.as_chunks_mut().0.iter_mut().zip(fields).for_each(|(place, field)| *place = field.to_le_bytes());
        bytes
    }

    pub(super) fn from_bytes(bytes: &[u8; Self::LEN]) -> Self {
        let field = |at: usize| u64::from_le_bytes(bytes.as_chunks().0[at]);
        Self { length: field(0), modified: field(1), changed: field(2), inode: field(3) }
    }
}

/// The first 128 bits of a BLAKE3 hash: names content.
pub(super) type ContentHash = [u8; 16];

/// Hashes bytes.
pub(super) fn content_hash(bytes: &[u8]) -> ContentHash {
    first_128(&blake3::hash(bytes))
}

/// Hashes the bytes of a file of any length, a piece at a time.
///
/// # Errors
/// As [`files::open`]; [`Error::Io`].
pub(super) fn hash_of_file(path: &Path) -> Result<ContentHash> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(files::open(path)?).map_err(Error::io("read", path))?;
    Ok(first_128(&hasher.finalize()))
}

fn first_128(hash: &blake3::Hash) -> ContentHash {
    *hash.as_bytes().first_chunk().expect("a hash has 32 bytes")
}

/// Lists the distinct pictures of a project in trait order, and for every trait which one it shows.
///
/// # Errors
/// [`Error::Picture`] for a file that is not there or not a file.
pub(super) fn sources(project: &Project) -> Result<(Vec<Source>, Vec<Option<PictureId>>)> {
    let mut sources: Vec<Source> = vec![];
    let mut known: HashMap<&PathBuf, PictureId> = HashMap::new();
    let mut of_trait = Vec::with_capacity(project.traits.len());
    for trait_ in &project.traits {
        let Some(path) = &trait_.picture else {
            of_trait.push(None);
            continue;
        };
        let next = PictureId(sources.len() as u32);
        let id = *known.entry(path).or_insert(next);
        of_trait.push(Some(id));
        if id != next {
            continue;
        }
        let layer = project.layer(trait_.layer).name.clone();
        let stamp = files::stamp(path)?;
        if stamp.what != What::File {
            return Err(Error::Picture { layer, path: path.clone(), source: PictureError::NoFile });
        }
        let below = path.strip_prefix(&project.root).unwrap_or(path);
        let name = below.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
        sources.push(Source { path: path.clone(), name, layer, stamp: Stamp::of(&stamp) });
    }
    Ok((sources, of_trait))
}
