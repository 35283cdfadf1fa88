//! Errors in a project: its folder, configuration, layers and file names.
//!
//! Messages address the artist: each names the remedy in the words of the project.

use std::path::PathBuf;

use super::{Error, FileNameError, PathError, PictureError};

/// An error in what the artist wrote.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProjectError {
    /// The project folder does not exist.
    #[error("there is no folder {}{suggestion}; give the folder of a project", root.display())]
    NoFolder {
        /// The requested folder.
        root: PathBuf,
        /// The folder with the most similar name, as a clause; empty if there is none.
        suggestion: String,
    },
    /// No configuration was found.
    #[error("{} is not a project: looked for {looked_for} in it and found none{hint}", root.display())]
    NoConfig {
        /// The folder that was opened.
        root: PathBuf,
        /// The file names that make a folder a project.
        looked_for: &'static str,
        /// The remedy, as a clause; may be empty.
        hint: String,
    },
    /// The file type of a configuration is not supported.
    #[error("{}: a configuration is simdgen.toml or another *.toml, the config.js of a HashLips or nftchef project, or the *.json of nft-generator-py{hint}", path.display())]
    ConfigKind {
        /// The file.
        path: PathBuf,
        /// The likely file type and the remedy, as a clause; may be empty.
        hint: &'static str,
    },
    /// A configuration does not follow its grammar.
    #[error("{}:{line}: {problem}", path.display())]
    ConfigSyntax {
        /// The configuration.
        path: PathBuf,
        /// Line number of the problem, from 1.
        line: usize,
        /// The problem, with the expected and found text.
        problem: String,
    },
    /// A configuration script was stopped because it ran too long.
    #[error(
        "{}: the configuration ran longer than 2 s, and was stopped: a configuration only sets values, so take out what \
         loops for ever",
        path.display()
    )]
    ConfigTime {
        /// The configuration.
        path: PathBuf,
    },
    /// A configuration script was stopped because it used too much memory.
    #[error(
        "{}: the configuration used more than 64 MiB, and was stopped: a configuration only sets values, so take out what \
         makes so much data",
        path.display()
    )]
    ConfigMemory {
        /// The configuration.
        path: PathBuf,
    },
    /// A value in a configuration is invalid.
    #[error("{}: {key} {problem}", path.display())]
    ConfigValue {
        /// The configuration.
        path: PathBuf,
        /// The key with its parent keys: "layers.opacity".
        key: String,
        /// The found and expected values and the remedy, as a predicate of the key.
        problem: String,
    },
    /// A layer folder does not exist.
    #[error("layer \"{layer}\": there is no folder {}{suggestion}; create it, or correct the name in the configuration", folder.display())]
    LayerFolder {
        /// The layer.
        layer: String,
        /// The expected folder.
        folder: PathBuf,
        /// The folder with the most similar name, as a clause; empty if there is none.
        suggestion: String,
    },
    /// A layer folder has no pictures.
    #[error("layer \"{layer}\": there is no picture in {}; add one, or remove the layer from the configuration", folder.display())]
    EmptyLayer {
        /// The layer.
        layer: String,
        /// Its folder.
        folder: PathBuf,
    },
    /// Several layer folders have no pictures, as in a new project.
    #[error("{empty} of {of} layers have no picture: {layers}; add some, or remove the layers from the configuration")]
    EmptyLayers {
        /// Number of layers without pictures.
        empty: usize,
        /// Number of all layers.
        of: usize,
        /// Names and folders of the layers without pictures.
        layers: String,
    },
    /// The percentages of a layer are more than all of it.
    #[error("layer \"{layer}\": the percentages add up to {sum} %, and at most 100 can be: make some smaller")]
    PercentagesAbove {
        /// The layer.
        layer: String,
        /// The sum of the percentages.
        sum: String,
    },
    /// The percentages of a layer are less than all of it, and no other trait takes the rest.
    #[error(
        "layer \"{layer}\": the percentages add up to {sum} %, and no other trait has a weight to take the rest: make it 100"
    )]
    PercentagesBelow {
        /// The layer.
        layer: String,
        /// The sum of the percentages.
        sum: String,
    },
    /// The configuration gives an exact count to a name that several traits have.
    #[error(
        "layer \"{layer}\": the configuration gives a count to \"{name}\", which several files are called: \
         give each a name of its own"
    )]
    CountOfSeveral {
        /// The layer.
        layer: String,
        /// The name.
        name: String,
    },
    /// The configuration gives a weight or a count to an unknown trait.
    #[error(
        "layer \"{layer}\": the configuration gives {what} to \"{name}\", but no trait has that name{suggestion}: correct the name, or take it out"
    )]
    WeightOfNothing {
        /// The layer.
        layer: String,
        /// "a weight" or "a count".
        what: &'static str,
        /// The unknown trait's name.
        name: String,
        /// The most similar name, as a clause; empty if there is none.
        suggestion: String,
    },
    /// Every trait of a layer has the weight 0.
    #[error("layer \"{layer}\": every trait has the weight 0, so none can be drawn; give one a weight above 0")]
    NoWeight {
        /// The layer.
        layer: String,
    },
    /// The trait name or weight in a file name is invalid.
    #[error("layer \"{layer}\": {} {source}", file.display())]
    TraitName {
        /// The layer.
        layer: String,
        /// The file or folder.
        file: PathBuf,
        /// The problem and its remedy.
        source: Box<FileNameError>,
    },
    /// A file that the configuration lists does not exist.
    #[error(
        "layer \"{layer}\": the configuration lists {}, which is not there{suggestion}: correct the name, or take it out",
        file.display()
    )]
    TraitMissing {
        /// The layer.
        layer: String,
        /// The file.
        file: PathBuf,
        /// The file with the most similar name, as a clause; empty if there is none.
        suggestion: String,
    },
    /// The format of a picture is not supported.
    #[error("layer \"{layer}\": {} is not a {formats} file; save it as PNG, or move it out of the folder", file.display())]
    TraitFormat {
        /// The layer.
        layer: String,
        /// The file.
        file: PathBuf,
        /// Names of the supported formats: "PNG or JPEG".
        formats: String,
    },
    /// A path of the project is not followed.
    #[error(transparent)]
    Refused(#[from] PathError),
    /// The canvas size cannot be read from the picture that should give it.
    #[error("the canvas size is that of {}, which {source}, or set width and height under [canvas]", file.display())]
    CanvasFrom {
        /// The picture.
        file: PathBuf,
        /// The problem and its remedy.
        source: PictureError,
    },
    /// A configuration or folder exceeds a limit.
    #[error("{} has {found} {what}, and at most {most} are read: make it smaller, or split it into several projects", path.display())]
    TooMany {
        /// The configuration or the folder.
        path: PathBuf,
        /// The number found.
        found: usize,
        /// The things counted, in the plural: "rules".
        what: &'static str,
        /// The largest allowed number.
        most: usize,
    },
    /// The reader of a file panicked.
    #[error("{} cannot be read, because it is damaged: restore it, or write it again", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
    },
    /// A configuration cannot be written as `simdgen.toml`.
    #[error("{} cannot be written as simdgen.toml, because that could not be read: {source}", path.display())]
    NotImported {
        /// The configuration.
        path: PathBuf,
        /// The error of reading what would be written.
        source: Box<Error>,
    },
    /// The configuration to import is a `simdgen.toml` already.
    #[error("{} is in the form of simdgen.toml already: copy it, if you want another one", path.display())]
    ImportOfNative {
        /// The configuration.
        path: PathBuf,
    },
    /// The file to write already exists.
    #[error("{} exists already; replace it with --force, or name another file with --out", path.display())]
    ImportExists {
        /// The file.
        path: PathBuf,
    },
}
