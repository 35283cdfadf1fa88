//! What can be wrong with a project: its folder, configuration, layers and file names.
//!
//! Apart from the other errors because there are many, and each names the cure in the artist's words.

use std::path::PathBuf;

use super::PathError;

/// Everything that can be wrong with what the artist wrote.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProjectError {
    /// The project folder is not there.
    #[error("there is no folder {}{suggestion}; give the folder of a project", root.display())]
    NoFolder {
        /// What was asked for.
        root: PathBuf,
        /// The nearest folder as a clause, or nothing.
        suggestion: String,
    },
    /// No configuration was found.
    #[error("{} is not a project: looked for {looked_for} in it and found none{hint}", root.display())]
    NoConfig {
        /// The folder that was opened.
        root: PathBuf,
        /// The file names that make a folder a project.
        looked_for: &'static str,
        /// What to do, as a clause.
        hint: String,
    },
    /// A configuration of a kind that is not read.
    #[error("{}: a configuration is simdgen.toml or another *.toml, the config.js of a HashLips or nftchef project, or the *.json of nft-generator-py{hint}", path.display())]
    ConfigKind {
        /// The file.
        path: PathBuf,
        /// What this file seems to be and what to do, as a clause, or nothing.
        hint: &'static str,
    },
    /// A configuration that does not follow its grammar.
    #[error("{}:{line}: {problem}", path.display())]
    ConfigSyntax {
        /// The configuration.
        path: PathBuf,
        /// Line of the problem, from 1.
        line: usize,
        /// What was expected and found.
        problem: String,
    },
    /// A configuration script that was stopped because it ran for too long.
    #[error(
        "{}: the configuration ran longer than 2 s, and was stopped: a configuration only sets values, so take out what \
         loops for ever",
        path.display()
    )]
    ConfigTime {
        /// The configuration.
        path: PathBuf,
    },
    /// A configuration script that was stopped because it took too much memory.
    #[error(
        "{}: the configuration used more than 64 MiB, and was stopped: a configuration only sets values, so take out what \
         makes so much data",
        path.display()
    )]
    ConfigMemory {
        /// The configuration.
        path: PathBuf,
    },
    /// A value of a configuration that makes no sense.
    #[error("{}: {key} {problem}", path.display())]
    ConfigValue {
        /// The configuration.
        path: PathBuf,
        /// The key, with the keys it is under.
        key: String,
        /// What was found, what was expected and what to do, as the rest of a sentence.
        problem: String,
    },
    /// A layer folder that is not there.
    #[error("layer \"{layer}\": there is no folder {}{suggestion}; create it, or correct the name in the configuration", folder.display())]
    LayerFolder {
        /// The layer.
        layer: String,
        /// What was looked for.
        folder: PathBuf,
        /// The nearest folder as a clause, or nothing.
        suggestion: String,
    },
    /// A layer folder without pictures.
    #[error("layer \"{layer}\": there is no picture in {}; add one, or remove the layer from the configuration", folder.display())]
    EmptyLayer {
        /// The layer.
        layer: String,
        /// Its folder.
        folder: PathBuf,
    },
    /// Several layer folders without pictures, as those of a new project.
    #[error("{empty} of {of} layers have no picture: {layers}; add some, or remove the layers from the configuration")]
    EmptyLayers {
        /// How many.
        empty: usize,
        /// Of how many.
        of: usize,
        /// Their names and folders.
        layers: String,
    },
    /// Percentages or counts of a layer that do not go together.
    #[error("layer \"{layer}\": the configuration {problem}")]
    LayerShares {
        /// The layer.
        layer: String,
        /// What was found and what to write, as the rest of a sentence.
        problem: String,
    },
    /// A weight or a count in the configuration for a trait that is not there.
    #[error("layer \"{layer}\": the configuration gives {what} to \"{name}\", but no trait has that name{suggestion}")]
    WeightOfNothing {
        /// The layer.
        layer: String,
        /// "a weight" or "a count".
        what: &'static str,
        /// The trait it names.
        name: String,
        /// The nearest name as a clause, or nothing.
        suggestion: String,
    },
    /// A layer of which nothing can be drawn.
    #[error("layer \"{layer}\": every trait has the weight 0, so none can be drawn; give one a weight above 0")]
    NoWeight {
        /// The layer.
        layer: String,
    },
    /// A file name whose trait name or weight cannot be read.
    #[error("layer \"{layer}\": {} {problem}", file.display())]
    TraitFile {
        /// The layer.
        layer: String,
        /// The file.
        file: PathBuf,
        /// What was found and what to write, as the rest of a sentence.
        problem: String,
    },
    /// A picture of a format that is not read.
    #[error("layer \"{layer}\": {} is not a {formats} file; save it as PNG, or move it out of the folder", file.display())]
    TraitFormat {
        /// The layer.
        layer: String,
        /// The file.
        file: PathBuf,
        /// Names of the formats that are read: "PNG or JPEG".
        formats: String,
    },
    /// A path of the project that leads out of it, or to something that is neither a file nor a folder.
    #[error(transparent)]
    Refused(#[from] PathError),
    /// A canvas size to be taken from a picture that has none.
    #[error("{} {reason}; it gives the canvas size, unless width and height are set under [canvas]", file.display())]
    CanvasFrom {
        /// The picture.
        file: PathBuf,
        /// What is wrong with it, as the rest of a sentence.
        reason: String,
    },
    /// More of something than is read.
    #[error("{}: has {found} {what}, and at most {most} are read: make it smaller, or split it into several projects", path.display())]
    TooMany {
        /// The configuration or the folder.
        path: PathBuf,
        /// How many there are.
        found: usize,
        /// What they are.
        what: &'static str,
        /// How many there may be.
        most: usize,
    },
    /// A file at which its reader gave up without saying why.
    #[error("{}: cannot be read, because it is damaged: restore it, or write it again", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
    },
    /// A configuration that cannot be written as `simdgen.toml`.
    #[error("{}: cannot be written as simdgen.toml: {problem}", path.display())]
    NotImported {
        /// The configuration.
        path: PathBuf,
        /// What stands in the way.
        problem: String,
    },
    /// The file to write is there.
    #[error("{} exists already; replace it with --force, or name another file with --out", path.display())]
    ImportExists {
        /// The file.
        path: PathBuf,
    },
}
