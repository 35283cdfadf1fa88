//! The one error type of the library.
//!
//! Every variant is a full sentence that names the path, layer or edition, what was expected and
//! what was found, and what to do next. It is one enum, grouped by stage, so that the command line
//! can print any failure the same way and tests can match on the kind.

use std::path::PathBuf;

/// The result of anything in this library that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Everything that can go wrong, by stage.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    // --- any stage ---
    /// The operating system refused a file operation.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// What was attempted, as a verb: "read", "create", "rename".
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    // --- canvas ---
    /// A canvas has a zero side or more pixels than allowed.
    #[error("a canvas of {width} x {height} pixels is not possible: {reason}")]
    CanvasSize {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
        /// Which bound it breaks.
        reason: String,
    },
    // --- project ---
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
        hint: &'static str,
    },
    /// A configuration of a kind that is not read.
    #[error("{}: a configuration is simdgen.toml or another *.toml, or the config.js of a HashLips project", path.display())]
    ConfigKind {
        /// The file.
        path: PathBuf,
    },
    /// A project of the nftchef art engine.
    #[error(
        "{} is an nftchef project ({found}). simdgen does not read these yet, and as a HashLips project it would come \
         out wrong: file names without a weight are required there. Write a simdgen.toml for its layers instead",
        path.display()
    )]
    NftchefProject {
        /// The configuration.
        path: PathBuf,
        /// What gave it away.
        found: String,
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
    /// A configuration script that was stopped.
    #[error("{}: the configuration {what}, and was stopped: a configuration only sets values, so take out what {cure}", path.display())]
    ConfigLimit {
        /// The configuration.
        path: PathBuf,
        /// Which limit it broke.
        what: &'static str,
        /// What to look for.
        cure: &'static str,
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
    /// A layer folder without PNG files.
    #[error("layer \"{layer}\": there is no PNG file in {}; add one, or take the layer out of the configuration", folder.display())]
    EmptyLayer {
        /// The layer.
        layer: String,
        /// Its folder.
        folder: PathBuf,
    },
    /// A weight in the configuration for a trait that is not there.
    #[error(
        "layer \"{layer}\": the configuration gives a weight to \"{name}\", but no trait has that name{suggestion}"
    )]
    WeightOfNothing {
        /// The layer.
        layer: String,
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
    /// A picture that is not a PNG.
    #[error(
        "layer \"{layer}\": {} is not a PNG file, and simdgen reads only PNG; convert it, or move it out of the folder",
        file.display()
    )]
    TraitFormat {
        /// The layer.
        layer: String,
        /// The file.
        file: PathBuf,
    },
    /// A canvas size to be taken from a picture that has none.
    #[error(
        "{} does not begin as a PNG file does, so it gives no canvas size; repair it, or set width and height under [canvas]",
        file.display()
    )]
    CanvasFrom {
        /// The picture.
        file: PathBuf,
    },
    // --- plan ---
    /// A layer cannot give a trait.
    #[error(
        "layer \"{layer}\" has no trait with a weight above zero, so nothing can be drawn from it: \
         give one a weight, or leave the layer out"
    )]
    NoUsableTrait {
        /// The layer's name.
        layer: String,
    },
    /// The weights of a layer do not add up in 64 bits of billionths.
    #[error("the weights of layer \"{layer}\" add up to more than 18,446,744,073: divide them all by the same number")]
    WeightsTooLarge {
        /// The layer's name.
        layer: String,
    },
    /// More different editions were asked for than there are.
    #[error(
        "{wanted} editions were asked for, but only {possible} different ones exist: {limit}; \
         ask for fewer or add traits"
    )]
    NotEnoughCombinations {
        /// How many were asked for.
        wanted: usize,
        /// How many exist.
        possible: u128,
        /// A clause that says what limits it.
        limit: String,
    },
    /// A plan holds at most 2^32 - 1 editions, edition numbers and picks.
    #[error("{editions} editions do not fit in one plan, because {reason}: make several runs of fewer")]
    TooManyEditions {
        /// How many were asked for.
        editions: usize,
        /// Which count does not fit.
        reason: &'static str,
    },
    /// The name of a plan file does not say how it is written.
    #[error("{}: a plan file is called *.jsonl, *.ndjson or *.csv; rename it", path.display())]
    PlanFileKind {
        /// The file.
        path: PathBuf,
    },
    /// A plan file is not well formed.
    #[error("{place}: {problem}")]
    PlanSyntax {
        /// File, line and edition.
        place: String,
        /// What was expected and found.
        problem: String,
    },
    /// A plan names a layer that the set has not.
    #[error("{place}: there is no layer \"{layer}\" in set {set}{suggestion}")]
    PlanUnknownLayer {
        /// File, line and edition.
        place: String,
        /// The name as written.
        layer: String,
        /// The set it was looked for in, from 0.
        set: u32,
        /// The nearest name as a clause, or nothing.
        suggestion: String,
    },
    /// A plan names a trait that the layer has not.
    #[error("{place}: layer \"{layer}\" has no trait \"{name}\"{suggestion}")]
    PlanUnknownTrait {
        /// File, line and edition.
        place: String,
        /// The layer.
        layer: String,
        /// The name as written.
        name: String,
        /// The nearest name as a clause, or nothing.
        suggestion: String,
    },
    /// A plan names a trait by a name that several of the layer have.
    #[error("{place}: layer \"{layer}\" has several traits called \"{name}\": write the file name, one of {files}")]
    PlanAmbiguousTrait {
        /// File, line and edition.
        place: String,
        /// The layer.
        layer: String,
        /// The name as written.
        name: String,
        /// The file names that can be meant.
        files: String,
    },
    /// A plan says nothing of a layer that must draw something.
    #[error(
        "{place}: no trait is given for layer \"{layer}\" of set {set}, and the layer cannot be left out: name one"
    )]
    PlanMissingLayer {
        /// File, line and edition.
        place: String,
        /// The layer.
        layer: String,
        /// The set, from 0.
        set: u32,
    },
    /// A plan has two editions of one number.
    #[error("{place}: line {first_line} has an edition of this number already: give each its own")]
    PlanEditionTwice {
        /// File, line and edition.
        place: String,
        /// The line of the first.
        first_line: u64,
    },
    // --- pack ---
    /// A trait picture cannot be used.
    #[error("layer {layer:?}: {} {reason}", path.display())]
    Picture {
        /// The layer that uses it.
        layer: String,
        /// The file.
        path: PathBuf,
        /// What is wrong with it and what to do, to follow its path: "is empty; export it again".
        reason: String,
    },
    /// A pack file is damaged, or not of this version; building it again cures it.
    #[error("the trait pack {} cannot be used: {reason}; delete it, or name another file *.pack", path.display())]
    Pack {
        /// The pack.
        path: PathBuf,
        /// What was expected and what was found.
        reason: String,
    },
    // --- compose, encode, output, run ---
    /// The encoder refused a picture.
    #[error("{what} cannot be encoded: {reason}")]
    Encode {
        /// The edition, or the picture's size.
        what: String,
        /// What the encoder said.
        reason: String,
    },
    /// `--editions` names none that is in the plan.
    #[error("there is no edition from {first} to {last}; this plan has {lowest} to {highest}")]
    NoSuchEditions {
        /// Asked for, from.
        first: u32,
        /// Asked for, to.
        last: u32,
        /// Lowest number planned.
        lowest: u32,
        /// Highest number planned.
        highest: u32,
    },
    /// A run ended without an error and without all of its editions, which is a defect of this program.
    #[error("only {written} of {planned} editions were written, and no error was reported; please report this")]
    Unfinished {
        /// Editions planned.
        planned: usize,
        /// Editions written.
        written: usize,
    },
    /// A run that may not replace anything found older results.
    #[error(
        "{} is not empty: it holds {entries} entries, such as \"{example}\"; \
         choose another output folder, or replace its contents with --force",
        path.display()
    )]
    OutputNotEmpty {
        /// The folder of older results.
        path: PathBuf,
        /// How many files and folders are in it.
        entries: usize,
        /// The name of one.
        example: String,
    },
    /// Another process writes to the same output folder.
    #[error("another run is writing to {}: wait until it ends, or choose another output folder", path.display())]
    OutputLocked {
        /// The output folder.
        path: PathBuf,
    },
    /// `--editions` was to add to the results of another seed or project.
    #[error(
        "{} was made with another {what}, so new editions would not fit those there; \
         choose another output folder, or put them there all the same with --force",
        path.display()
    )]
    OutputOfAnother {
        /// The output folder.
        path: PathBuf,
        /// What differs, and how.
        what: String,
    },
    /// The record of an earlier run cannot be understood.
    #[error("{} is not the record of a run: {source}; delete it, or make the output again", path.display())]
    RunRecord {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where in the file.
        source: serde_json::Error,
    },
    // --- demo ---
    /// The demo was asked into a folder that holds something else.
    #[error(
        "the demo project needs a new or empty folder, but {} holds {}, which is not part of it; give another folder",
        folder.display(), found.display()
    )]
    DemoFolderInUse {
        /// The folder asked for.
        folder: PathBuf,
        /// The first entry that the demo would not have written, relative to the folder.
        found: PathBuf,
    },
    /// A project file is there already.
    #[error("{} is there already and is not overwritten; edit it, or move it away and try again", path.display())]
    ProjectExists {
        /// The project file.
        path: PathBuf,
    },
    /// A layer folder whose name cannot be written in a project file.
    #[error("the folder name {} is not valid Unicode, so no project file can name it; rename it", path.display())]
    LayerFolderName {
        /// The layer folder.
        path: PathBuf,
    },
}

impl Error {
    /// A closure for `map_err` that wraps an I/O error with what was attempted and where.
    pub fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { action, path, source }
    }
}
