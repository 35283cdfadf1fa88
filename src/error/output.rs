//! What keeps results from being written: older results, another run, a wrong part of a plan.
//!
//! Apart from the other errors because nothing is wrong with the project here, only with the place or the request.

use std::path::{Path, PathBuf};

use super::in_shell;

/// Everything that can be wrong with where results go.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OutputError {
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
    #[error("only {written} of {} were written, and no error was reported; please report this", counted(*planned, "edition"))]
    Unfinished {
        /// Editions planned.
        planned: usize,
        /// Editions written.
        written: usize,
    },
    /// A run that may not replace anything found older results.
    #[error(
        "{} is not empty: it holds {}, such as \"{example}\"; \
         choose another output folder, or replace its contents with --force",
        path.display(), if *entries == 1 { "1 entry".to_owned() } else { format!("{entries} entries") }
    )]
    OutputNotEmpty {
        /// The folder of older results.
        path: PathBuf,
        /// How many files and folders are in it.
        entries: usize,
        /// The name of one.
        example: String,
    },
    /// A plan without editions that the output folder holds.
    #[error(
        "{} of {} {} not in this plan, such as {example}; choose another output folder, or replace everything with --force",
        counted(*editions, "edition"), path.display(), if *editions == 1 { "is" } else { "are" }
    )]
    EditionsWouldGo {
        /// The output folder.
        path: PathBuf,
        /// How many.
        editions: usize,
        /// The number of one.
        example: u32,
    },
    /// An interrupted run of the same editions lies in the output folder.
    #[error(
        "an interrupted run left {} in {}; go on from there with its command and --resume, or start over with --force",
        counted(*editions, "finished edition"), path.display()
    )]
    UnfinishedRun {
        /// The output folder.
        path: PathBuf,
        /// How many of them this run would have to render again.
        editions: usize,
    },
    /// The run was told to stop.
    #[error("stopped after {done} of {}", counted(*planned, "edition"))]
    Stopped {
        /// Editions rendered by this run.
        done: usize,
        /// Editions it had to render.
        planned: usize,
    },
    /// Another process writes to the same output folder.
    #[error("another run is writing to {}: wait until it ends, or choose another output folder", path.display())]
    OutputLocked {
        /// The output folder.
        path: PathBuf,
    },
    /// Files that no run wrote have names of this run's.
    #[error(
        "{} has {}, such as {example}, that {} not written by simdgen: move away what is to be kept, \
         or give --force to replace it",
        path.display(), counted(*files, "file"), if *files == 1 { "was" } else { "were" }
    )]
    NotOurs {
        /// The output folder.
        path: PathBuf,
        /// How many.
        files: usize,
        /// One of them, below the output folder.
        example: String,
    },
    /// A file that is to be made anew was changed since it was written.
    #[error(
        "{example} in {} was changed since simdgen wrote it: move it away if it is to be kept, \
         or give --force to replace it",
        path.display()
    )]
    ChangedSince {
        /// The output folder.
        path: PathBuf,
        /// The file, below the output folder.
        example: String,
    },
    /// A configured file name is one of this program's own.
    #[error(
        "no file can be called {name:?}: simdgen keeps that name for itself; give it another one in the configuration"
    )]
    ReservedName {
        /// The name.
        name: String,
    },
    /// Files of this run are gone from its staging folder.
    #[error(
        "{} of this run, such as {example}, {} no longer in {}, so another program removes files there: \
         stop it, and run again with --resume",
        counted(*files, "file"), if *files == 1 { "is" } else { "are" }, path.display()
    )]
    StagingLost {
        /// The staging folder.
        path: PathBuf,
        /// How many.
        files: usize,
        /// One of them, below the staging folder.
        example: String,
    },
    /// A build cannot be switched at once.
    #[error(
        "{} cannot change in one step: its file system or system cannot exchange folders or link files; \
         run again without --switch",
        path.display()
    )]
    NoSwitch {
        /// The output folder.
        path: PathBuf,
    },
    /// The files of a build are called otherwise than those of a part that is to be rendered.
    #[error(
        "the editions in {} have files of other names, like {example}: run once without --editions, so that all get their new \
         names",
        path.display()
    )]
    OtherNames {
        /// The output folder.
        path: PathBuf,
        /// A picture as it is called there.
        example: String,
    },
    /// The results of another seed or project are there.
    #[error(
        "{} was made with another {what}, so new editions do not fit those there; \
         choose another output folder, or overwrite it with --force",
        path.display()
    )]
    OutputOfAnother {
        /// The output folder.
        path: PathBuf,
        /// What differs, and how.
        what: String,
    },
    /// The project changed, and with it the seed that was derived from it, so that a finished collection would be another.
    #[error(
        "{} holds {}, whose seed was derived from the project, and the project has changed \
         ({why}): {changed} of them would get other traits; {}, continue from the old seed with --seed {seed}, which \
         changes {changed_by_old_seed} of them, or draw all of them again with --force",
        path.display(), counted(*editions, "finished edition"), way_to_keep(path, *can_be_kept)
    )]
    DealtAnew {
        /// The output folder.
        path: PathBuf,
        /// How many editions it holds.
        editions: usize,
        /// How many of them would show other traits.
        changed: usize,
        /// How many of them would with the seed they were drawn from.
        changed_by_old_seed: usize,
        /// What the plan beside them tells of the change.
        why: String,
        /// Whether that plan still fits the project, so that its editions can be kept.
        can_be_kept: bool,
        /// The seed it was drawn from.
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
        /// How many files.
        files: usize,
        /// The first of them, below the output folder.
        names: String,
    },
    /// Edited files that are to stay, of editions that are to show other traits.
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
        /// How many files.
        files: usize,
        /// The first of them, below the output folder.
        names: String,
    },
    /// The list of all metadata was edited and is to stay, and would lack what changes.
    #[error(
        "{} is not as simdgen wrote it, and would miss the editions that are added, removed or changed; delete it, so that \
         --keep-edits writes it again from the single files, edited or not, or render everything again with --force",
        path.display()
    )]
    ListEdited {
        /// The file.
        path: PathBuf,
    },
    /// The plan beside a build was edited, and another one is to be rendered.
    #[error(
        "{} is not as simdgen wrote it, and is not the plan of this run: render it with --plan {} (and --keep-edits, if \
         other files were edited), delete it to drop its edits, or render everything again with --force",
        path.display(), in_shell(path)
    )]
    PlanEdited {
        /// The plan.
        path: PathBuf,
    },
    /// A folder to verify that no run wrote to.
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
        /// A build in it.
        inside: Option<PathBuf>,
    },
    /// A build whose record does not say where its project is.
    #[error("{} lies outside its project and does not know where that is; name it with --project", path.display())]
    ProjectUnknown {
        /// The build.
        path: PathBuf,
    },
    /// The record of an earlier run cannot be understood.
    #[error("{} is not the record of a run: {source}; delete it, or make the output again", path.display())]
    RunRecord {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where in the file.
        source: serde_json::Error,
    },
    /// A newer version of this program wrote what lies in the output folder.
    #[error(
        "{} is of format {found}, and this version of simdgen knows those up to {known}; update simdgen, or choose another \
         output folder",
        path.display()
    )]
    NewerFormat {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: u32,
        /// The newest that is known.
        known: u32,
    },
    /// A folder in which finished pictures were looked for has none.
    #[error("there is no finished picture such as {example} in {}; run simdgen generate first", folder.display())]
    NoPictures {
        /// The folder.
        folder: PathBuf,
        /// The name that the first would have.
        example: String,
    },
    /// Metadata that is there cannot be understood.
    #[error("{}: {problem}", path.display())]
    Metadata {
        /// The file.
        path: PathBuf,
        /// What was expected and found, and what to do.
        problem: String,
    },
}

/// A number of things, of which the name of one is given.
fn counted(count: usize, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}

/// How the editions of a build can be kept.
fn way_to_keep(build: &Path, can_be_kept: bool) -> String {
    match can_be_kept {
        true => format!("keep them and draw only others with --keep {}", in_shell(build)),
        false => "put back what changed to keep them".to_owned(),
    }
}
