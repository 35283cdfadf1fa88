//! Errors of output folders: earlier results in the way, another run at work, editions that the plan lacks.
//!
//! The project itself is valid here; only the folder or the request is at fault.

use std::path::{Path, PathBuf};

use super::{PictureError, in_shell};

/// An error of an output folder, or of a request for one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OutputError {
    /// The plan has none of the requested editions.
    #[error("there is no edition from {first} to {last}; this plan has {lowest} to {highest}: choose from those")]
    NoSuchEditions {
        /// First number requested.
        first: u32,
        /// Last number requested.
        last: u32,
        /// Lowest number in the plan.
        lowest: u32,
        /// Highest number in the plan.
        highest: u32,
    },
    /// A run ended without an error before it had written all of its editions, which is a bug in this program.
    #[error("only {written} of {} were written, and no error was reported; please report this", counted(*planned, "edition"))]
    Unfinished {
        /// Number of editions planned.
        planned: usize,
        /// Number of editions written.
        written: usize,
    },
    /// The output folder holds results that the run may not replace.
    #[error(
        "{} is not empty: it holds {}, such as \"{example}\"; \
         choose another output folder, or replace its contents with --force",
        path.display(), if *entries == 1 { "1 entry".to_owned() } else { format!("{entries} entries") }
    )]
    OutputNotEmpty {
        /// The folder of the earlier results.
        path: PathBuf,
        /// Number of files and folders in it.
        entries: usize,
        /// The name of one.
        example: String,
    },
    /// The output folder holds editions that the plan lacks.
    #[error(
        "{} of {} {} not in this plan, such as {example}; choose another output folder, or replace everything with --force",
        counted(*editions, "edition"), path.display(), if *editions == 1 { "is" } else { "are" }
    )]
    EditionsWouldGo {
        /// The output folder.
        path: PathBuf,
        /// Number of those editions.
        editions: usize,
        /// The number of one.
        example: u32,
    },
    /// The output folder holds an interrupted run of the same editions.
    #[error(
        "an interrupted run left {} in {}; go on from there with its command and --resume, or start over with --force",
        counted(*editions, "finished edition"), path.display()
    )]
    UnfinishedRun {
        /// The output folder.
        path: PathBuf,
        /// Number of its finished editions that this run would have to render again.
        editions: usize,
    },
    /// The run was told to stop.
    #[error("stopped after {done} of {}", counted(*planned, "edition"))]
    Stopped {
        /// Number of editions that this run rendered.
        done: usize,
        /// Number of editions that it had to render.
        planned: usize,
    },
    /// Another process writes to the same output folder.
    #[error("another run is writing to {}: wait until it ends, or choose another output folder", path.display())]
    OutputLocked {
        /// The output folder.
        path: PathBuf,
    },
    /// Files that no run wrote have names that this run needs.
    #[error(
        "{} has {}, such as {example}, that {} not written by simdgen: move away what is to be kept, \
         or give --force to replace it",
        path.display(), counted(*files, "file"), if *files == 1 { "was" } else { "were" }
    )]
    NotOurs {
        /// The output folder.
        path: PathBuf,
        /// Number of those files.
        files: usize,
        /// One of them, relative to the output folder.
        example: String,
    },
    /// Files that a command beside `generate` would replace or remove were changed since they were written.
    #[error(
        "{} in {} {} changed since simdgen wrote {}: {names}; move away what is to be kept, or give --force to replace {}",
        counted(*files, "file"), path.display(), if *files == 1 { "was" } else { "were" },
        if *files == 1 { "it" } else { "them" }, if *files == 1 { "it" } else { "them" }
    )]
    ChangedSince {
        /// The output folder.
        path: PathBuf,
        /// Number of those files.
        files: usize,
        /// The first of them, relative to the output folder.
        names: String,
    },
    /// A configured file name is reserved for this program.
    #[error(
        "no file can be called {name:?}: simdgen keeps that name for itself; give it another one in the configuration"
    )]
    ReservedName {
        /// The name.
        name: String,
    },
    /// Files of this run are missing from its staging folder.
    #[error(
        "{} of this run, such as {example}, {} no longer in {}, so another program removes files there: \
         stop it, and run again with --resume",
        counted(*files, "file"), if *files == 1 { "is" } else { "are" }, path.display()
    )]
    StagingLost {
        /// The staging folder.
        path: PathBuf,
        /// Number of those files.
        files: usize,
        /// One of them, relative to the staging folder.
        example: String,
    },
    /// The file system or operating system cannot replace a build in one step.
    #[error(
        "{} cannot change in one step: its file system or system cannot exchange folders or link files; \
         run again without --switch",
        path.display()
    )]
    NoSwitch {
        /// The output folder.
        path: PathBuf,
    },
    /// The files of a build are named differently from those of the part to be rendered.
    #[error(
        "the editions in {} have files of other names, like {example}: run once without --editions, so that all get their new \
         names",
        path.display()
    )]
    OtherNames {
        /// The output folder.
        path: PathBuf,
        /// The name of a picture in the build.
        example: String,
    },
    /// The output folder holds the results of another project.
    #[error(
        "{} was made of another project, or before its layers, traits or weights changed, so new editions do not fit those \
         there: choose another output folder, or overwrite it with --force",
        path.display()
    )]
    OtherCollection {
        /// The output folder.
        path: PathBuf,
    },
    /// The output folder holds the results of another seed.
    #[error(
        "{} was made with another seed (\"{seed}\", not \"{other}\"), so new editions do not fit those there: go on from it \
         with --seed \"{seed}\", choose another output folder, or overwrite it with --force",
        path.display()
    )]
    OtherSeed {
        /// The output folder.
        path: PathBuf,
        /// The seed of its results.
        seed: String,
        /// The seed of this run.
        other: String,
    },
    /// The output folder holds the results of a seed, and the plan of this run has none.
    #[error(
        "{} was made with the seed \"{seed}\", and the plan of this run has none, so its editions do not fit those there: \
         go on from it with --seed \"{seed}\", choose another output folder, or overwrite it with --force",
        path.display()
    )]
    PlanWithoutSeed {
        /// The output folder.
        path: PathBuf,
        /// The seed of its results.
        seed: String,
    },
    /// The output folder holds the results of a plan that no seed draws.
    #[error(
        "{} was made with another plan, of editions that were kept or given, so new editions do not fit those there: go on \
         from it with --keep or --plan, choose another output folder, or overwrite it with --force",
        path.display()
    )]
    OtherPlan {
        /// The output folder.
        path: PathBuf,
    },
    /// Editions that a run of a part would leave as they are show other traits than in its plan.
    #[error(
        "{} of {} would stay, and {} in the plan of this run, such as {example}: leave out --editions to render them too, \
         choose another output folder, or overwrite it with --force",
        counted(*editions, "edition"), path.display(), if *editions == 1 { "shows other traits" } else { "show other traits" }
    )]
    OthersWouldStay {
        /// The output folder.
        path: PathBuf,
        /// Number of those editions.
        editions: usize,
        /// The number of one.
        example: u32,
    },
    /// The project changed and so did the seed derived from it, so that finished editions would get other traits.
    #[error(
        "{} holds {}, whose seed was derived from the project, and the project has changed \
         ({why}): {changed} of them would get other traits; {}, continue from the old seed with --seed {seed}, which \
         changes {changed_by_old_seed} of them, or draw all of them again with --force",
        path.display(), counted(*editions, "finished edition"), way_to_keep(path, *can_be_kept)
    )]
    DealtAnew {
        /// The output folder.
        path: PathBuf,
        /// Number of finished editions that it holds.
        editions: usize,
        /// Number of them that would get other traits.
        changed: usize,
        /// Number of them that would get other traits with the seed they were drawn from.
        changed_by_old_seed: usize,
        /// The change, as far as the plan beside them reveals it, as a clause.
        why: String,
        /// `true` if that plan still fits the project, so that its editions can be kept.
        can_be_kept: bool,
        /// The seed they were drawn from.
        seed: String,
    },
    /// Files that a run would replace or delete were changed since they were written.
    #[error(
        "{files} file{} in {} {} not as simdgen wrote {}, and would be replaced or deleted: {names}; leave {} alone with \
         --keep-edits, or render everything again with --force",
        if *files == 1 { "" } else { "s" }, path.display(), if *files == 1 { "is" } else { "are" },
        if *files == 1 { "it" } else { "them" }, if *files == 1 { "it" } else { "them" }
    )]
    HandEdits {
        /// The output folder.
        path: PathBuf,
        /// Number of those files.
        files: usize,
        /// The first of them, relative to the output folder.
        names: String,
    },
    /// Edited files to be kept belong to editions that would show other traits.
    #[error(
        "{} in {} {} of editions that would show other traits: {names}; --keep-edits keeps edits only of \
         editions that stay the same: undo {} (delete the file{}), leave those editions as they are, or render everything \
         again with --force",
        counted(*files, "edited file"), path.display(), if *files == 1 { "is" } else { "are" },
        if *files == 1 { "the edit" } else { "the edits" }, if *files == 1 { "" } else { "s" }
    )]
    EditsOutdated {
        /// The output folder.
        path: PathBuf,
        /// Number of those files.
        files: usize,
        /// The first of them, relative to the output folder.
        names: String,
    },
    /// The list of all metadata was edited and is to be kept, but would miss the changes of this run.
    #[error(
        "{} is not as simdgen wrote it, and would miss the editions that are added, removed or changed; delete it, so that \
         --keep-edits writes it again from the single files, edited or not, or render everything again with --force",
        path.display()
    )]
    ListEdited {
        /// The file.
        path: PathBuf,
    },
    /// The plan beside a build was edited, and the run has another plan.
    #[error(
        "{} is not as simdgen wrote it, and is not the plan of this run: render it with --plan {} (and --keep-edits, if \
         other files were edited), delete it to drop its edits, or render everything again with --force",
        path.display(), in_shell(path)
    )]
    PlanEdited {
        /// The plan.
        path: PathBuf,
    },
    /// The folder given as a build is not one.
    #[error(
        "there is no build of simdgen at {}: {}",
        path.display(),
        inside.as_ref().map_or_else(
            || "run `simdgen generate` first, and give its output folder".to_owned(),
            |inside| format!("run `simdgen verify {}`", in_shell(inside)),
        )
    )]
    NoBuild {
        /// The folder.
        path: PathBuf,
        /// A build inside it, if there is one.
        inside: Option<PathBuf>,
    },
    /// The record of a build does not say where its project is.
    #[error("{} lies outside its project and does not know where that is; name it with --project", path.display())]
    ProjectUnknown {
        /// The build.
        path: PathBuf,
    },
    /// The plan of a build does not fit its project, which has changed since.
    #[error(
        "{} was made of its project as it was before: {reason}; run `simdgen generate`, and then this command again",
        path.display()
    )]
    MadeBefore {
        /// The build.
        path: PathBuf,
        /// What the plan has that the project has not.
        reason: String,
    },
    /// The record of an earlier run cannot be parsed.
    #[error("{} is not the record of a run: {source}; delete it, or make the output again", path.display())]
    RunRecord {
        /// The file.
        path: PathBuf,
        /// The problem and its position in the file.
        source: serde_json::Error,
    },
    /// A file in the output folder was written by a newer version of this program.
    #[error(
        "{} is of format {found}, and this version of simdgen knows those up to {known}; update simdgen, or choose another \
         output folder",
        path.display()
    )]
    NewerFormat {
        /// The file.
        path: PathBuf,
        /// Its format version.
        found: u32,
        /// The newest known format version.
        known: u32,
    },
    /// A folder has no finished pictures.
    #[error("there is no finished picture such as {example} in {}; run `simdgen generate` first", folder.display())]
    NoPictures {
        /// The folder.
        folder: PathBuf,
        /// The name that the first picture would have.
        example: String,
    },
    /// A finished picture cannot be used.
    #[error("{} {}; delete it, and make it again with simdgen generate", path.display(), source.without_remedy())]
    BadPicture {
        /// The picture.
        path: PathBuf,
        /// The problem; its remedy, which is for pictures that somebody drew, is not told.
        source: PictureError,
    },
    /// Existing metadata is invalid, or its standard does not allow the operation.
    #[error("{}: {problem}", path.display())]
    Metadata {
        /// The file.
        path: PathBuf,
        /// The expected and found values, and the remedy.
        problem: String,
    },
}

/// Formats a count with its noun, which is given in the singular.
fn counted(count: usize, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}

/// Returns the way to keep the editions of a build, as an imperative.
fn way_to_keep(build: &Path, can_be_kept: bool) -> String {
    match can_be_kept {
        true => format!("keep them and draw only others with --keep {}", in_shell(build)),
        false => "put back what changed to keep them".to_owned(),
    }
}
