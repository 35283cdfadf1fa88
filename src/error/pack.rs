//! What is wrong with a pack file. The error that names the pack ends with one of these.

/// A reason not to use a trait pack; the message is a clause about "it", the pack.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PackError {
    /// The path leads to a folder, a pipe or a device.
    #[error("it is not a file but a folder, a pipe or a device")]
    NoFile,
    /// The file is shorter than the header of a pack.
    #[error("it has {length} bytes, less than a header")]
    NoHeader {
        /// Its length in bytes.
        length: usize,
    },
    /// The file is no pack.
    #[error("it does not start as a trait pack does")]
    NoPack,
    /// The pack was written by another version of this program.
    #[error("its version is {found}, and this program reads {known}")]
    Version {
        /// Its version.
        found: u32,
        /// The version that is read.
        known: u32,
    },
    /// The pack has tiles of another size.
    #[error("its tiles are of {} x {} pixels, and this program reads {} x {}", found.0, found.1, expected.0, expected.1)]
    TileSize {
        /// Width and height of its tiles.
        found: (usize, usize),
        /// Width and height of tiles that are read.
        expected: (usize, usize),
    },
    /// The canvas or a picture of the pack has an impossible size.
    #[error("it names a size of {width} x {height} pixels, which is not possible")]
    Size {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// The pack was resized in an unknown way.
    #[error("its way of resizing has the number {number}, which this program does not know")]
    Resize {
        /// The number.
        number: u32,
    },
    /// The file has another length than its header says.
    #[error("it has {length} bytes, and its header says {said}, with tables at {tables_at}")]
    Length {
        /// Its length in bytes.
        length: usize,
        /// The length that the header says.
        said: u64,
        /// The offset of the tables that the header says.
        tables_at: u64,
    },
    /// Header and tables do not have their check sum.
    #[error("its check sum does not match its content")]
    CheckSum,
    /// The pack counts more tiles than can be.
    #[error("it counts more tiles than a file can have")]
    TooManyTiles,
    /// A picture consists of a tile that is not there.
    #[error("a picture has tile {id}, and there are {tiles}")]
    NoSuchTile {
        /// The id of the tile.
        id: u32,
        /// Number of stored tiles.
        tiles: usize,
    },
    /// The tables are longer than what they list.
    #[error("{bytes} bytes follow its tables")]
    AfterTables {
        /// Number of those bytes.
        bytes: usize,
    },
    /// The tables end before all that they list.
    #[error("it ends in the middle of a table")]
    TablesCutOff,
    /// The name of a picture is not valid UTF-8.
    #[error("the name of a picture is not text")]
    Name,
    /// A tile lies outside the planes, or has unknown flags.
    #[error("a tile lies at {at} with flags {flags}, outside its planes")]
    TilePlace {
        /// The offset in bytes.
        at: u64,
        /// The flags.
        flags: u32,
    },
    /// A tile covers an impossible part of its planes.
    #[error("a tile covers {first} to {last} of {length} bytes")]
    TileCover {
        /// First byte covered.
        first: u16,
        /// The byte after the last one covered.
        last: u16,
        /// Bytes of a plane.
        length: usize,
    },
    /// The planes of a tile were changed since they were packed.
    #[error("tile {id} is not what was packed")]
    Tile {
        /// The id of the tile.
        id: u32,
    },
}
