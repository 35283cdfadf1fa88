//! Errors of shards: what a scheduler says of them, and what keeps them from being merged.

use std::path::PathBuf;

use super::in_shell;

/// A reason why a shard is not known, or why shards cannot be merged.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ShardError {
    /// No scheduler says which shard to render.
    #[error("--shard auto finds no scheduler: none of {variables} is set; give --shard I/N")]
    NoScheduler {
        /// The variables that were looked for, separated by commas.
        variables: String,
    },
    /// Two schedulers say different shards.
    #[error("--shard auto finds {one} and {other}: clear the variables of one of them, or give --shard I/N")]
    TwoSchedulers {
        /// The shard of one, with its scheduler and variables.
        one: String,
        /// That of the other.
        other: String,
    },
    /// A variable of a scheduler is missing.
    #[error("{scheduler} sets {there}, and {missing} is not set: {remedy}")]
    VariableMissing {
        /// The scheduler.
        scheduler: &'static str,
        /// The variable that is there.
        there: &'static str,
        /// The one that is not.
        missing: &'static str,
        /// The remedy, as an imperative.
        remedy: &'static str,
    },
    /// A scheduler does not say the number of shards.
    #[error("{scheduler} sets {there}, and says no number of shards: give it with --shards N")]
    NumberMissing {
        /// The scheduler.
        scheduler: &'static str,
        /// The variable that is there.
        there: &'static str,
    },
    /// A variable of a scheduler is no number.
    #[error("{variable} is {value:?}, and not a whole number; give --shard I/N")]
    NoNumber {
        /// The variable.
        variable: &'static str,
        /// Its value.
        value: String,
    },
    /// The number of a scheduler and that of the command line differ.
    #[error("{variable} says {found} shards, and --shards {asked}: leave --shards out, or start as many tasks")]
    OtherNumber {
        /// The variable.
        variable: &'static str,
        /// The number that it says.
        found: u64,
        /// The number of the command line.
        asked: u32,
    },
    /// The variables of a scheduler name no shard.
    #[error(
        "{variables} name no shard: the numbers of tasks must be evenly spaced, and there can be {most} of them at most; \
         give --shard I/N"
    )]
    NoShard {
        /// The variables with their values, separated by commas.
        variables: String,
        /// The most shards that there can be.
        most: u32,
    },
    /// The folder of a shard holds a shard of another plan.
    #[error(
        "{} holds a shard of another plan or project: delete it to render this one, or replace it with --force",
        path.display()
    )]
    OfAnotherPlan {
        /// The shard's folder.
        path: PathBuf,
    },
    /// There are no shards to merge.
    #[error(
        "there are no shards in {}: run `simdgen generate --shard I/N` for each first, or name their folders; a merge removes \
         the shards that it joined",
        path.display()
    )]
    NoShards {
        /// The folder.
        path: PathBuf,
    },
    /// A folder to merge holds a whole build.
    #[error(
        "{} is a whole build and holds no shards, so there is nothing to merge: name the folders that --shard wrote, if it did",
        path.display()
    )]
    NotAShard {
        /// The folder.
        path: PathBuf,
    },
    /// A shard did not end.
    #[error(
        "the shard in {} is not finished: run its command again with --resume, and merge then",
        path.display()
    )]
    NotFinished {
        /// The shard's folder.
        path: PathBuf,
    },
    /// Shards are missing.
    #[error("of {of} shards, {missing} {} missing: run {} again, or name {}",
        if *count == 1 { "is" } else { "are" },
        if *count == 1 { "it" } else { "them" },
        if *count == 1 { "its folder" } else { "their folders" }
    )]
    Missing {
        /// The number of shards.
        of: u32,
        /// The first few of those that are missing.
        missing: String,
        /// How many are missing.
        count: usize,
    },
    /// A shard is there twice.
    #[error("shard {shard} is both {} and {}: leave out one of them", one.display(), other.display())]
    Twice {
        /// The shard.
        shard: String,
        /// A folder that holds it.
        one: PathBuf,
        /// Another.
        other: PathBuf,
    },
    /// Two shards are not of the same run.
    #[error(
        "{} and {} are not of the same run: {what} differ; render both with the same command, or leave out the wrong one",
        one.display(), other.display()
    )]
    Mixed {
        /// A shard's folder.
        one: PathBuf,
        /// The other.
        other: PathBuf,
        /// What differs, in the plural.
        what: &'static str,
    },
    /// Two shards that follow each other leave a gap, or overlap.
    #[error(
        "shard {shard} begins at position {found} of the plan, and the one before ends at {expected}: they were cut \
         differently; render all shards with the same version of simdgen and the same traits"
    )]
    NotCutAlike {
        /// The shard.
        shard: String,
        /// Its first position, from 0.
        found: u32,
        /// The position at which the shard before it ends.
        expected: u32,
    },
    /// A shard is not what the project gives now.
    #[error(
        "the shard in {} is not what the project gives now{}: render it again, or put back what changed",
        path.display(), edition.map_or_else(String::new, |number| format!(", such as edition {number}"))
    )]
    Outdated {
        /// The shard's folder.
        path: PathBuf,
        /// The number of an edition that would come out otherwise, if one is known.
        edition: Option<u32>,
    },
    /// Files of shards are not as they were written.
    #[error(
        "{} in {} {} not as written: delete {}, and render the shard again",
        if *files == 1 { names.clone() } else { format!("{files} files, {names},") },
        in_shell(path), if *files == 1 { "is" } else { "are" }, if *files == 1 { "it" } else { "them" }
    )]
    Damaged {
        /// The shard's folder.
        path: PathBuf,
        /// Number of those files.
        files: usize,
        /// The first few of them, below the folder.
        names: String,
    },
}
