//! Finds the shard that a scheduler asks for, in the variables that it sets for each of its tasks.

use super::args::ShardWanted;
use crate::build::Shard;
use crate::error::ShardError;
use crate::{Error, Result};

/// The variables of a scheduler.
#[derive(Debug)]
struct Scheduler {
    /// Its name in messages, with an article.
    name: &'static str,
    /// The number of the task.
    task: &'static str,
    /// The number of the first task; without a variable 0.
    first: Option<&'static str>,
    /// The numbers from one task to the next; 1 where it is not set.
    step: Option<&'static str>,
    /// The number of tasks; where it is not set, `--shards` says it.
    count: Option<&'static str>,
    /// `true` if `count` is set wherever `task` is.
    counts: bool,
    /// A variable that says that another line of the table is meant.
    unless: Option<&'static str>,
}

/// Every scheduler: a further one is one line.
#[rustfmt::skip]
const SCHEDULERS: [Scheduler; 5] = [
    Scheduler { name: "a Slurm array", task: "SLURM_ARRAY_TASK_ID", first: Some("SLURM_ARRAY_TASK_MIN"), step: Some("SLURM_ARRAY_TASK_STEP"), count: Some("SLURM_ARRAY_TASK_COUNT"), counts: true, unless: None },
    Scheduler { name: "a Slurm job step", task: "SLURM_PROCID", first: None, step: None, count: Some("SLURM_NTASKS"), counts: true, unless: Some("SLURM_ARRAY_TASK_ID") },
    Scheduler { name: "a Kubernetes indexed job", task: "JOB_COMPLETION_INDEX", first: None, step: None, count: None, counts: false, unless: None },
    Scheduler { name: "an AWS Batch array", task: "AWS_BATCH_JOB_ARRAY_INDEX", first: None, step: None, count: Some("AWS_BATCH_JOB_ARRAY_SIZE"), counts: false, unless: None },
    Scheduler { name: "a Google Batch job", task: "BATCH_TASK_INDEX", first: None, step: None, count: Some("BATCH_TASK_COUNT"), counts: true, unless: None },
];

/// A shard, and where it was found.
#[derive(Debug, PartialEq, Eq)]
pub struct Found {
    pub shard: Shard,
    /// The scheduler and its variables; `None` if the command line says the shard.
    pub told: Option<String>,
}

/// Returns the shard that is wanted, with `shards` of the command line. `variable` gives the value of a variable.
///
/// # Errors
/// [`ShardError`] if no scheduler says it, two say it differently, or what one says is no shard.
pub fn shard(wanted: ShardWanted, shards: Option<u32>, variable: impl Fn(&str) -> Option<String>) -> Result<Found> {
    if let ShardWanted::Given(shard) = wanted {
        return Ok(Found { shard, told: None });
    }
    let mut found: Option<Found> = None;
    for scheduler in &SCHEDULERS {
        let Some(other) = scheduler.shard(shards, &variable)? else { continue };
        match &found {
            Some(one) if one.shard != other.shard => {
                let told = |found: &Found| format!("{} of {}", found.shard, found.told.as_deref().unwrap_or_default());
                return Err(Error::Shard(ShardError::TwoSchedulers { one: told(one), other: told(&other) }));
            }
            Some(_) => {}
            None => found = Some(other),
        }
    }
    found.ok_or_else(|| {
        let variables = SCHEDULERS.map(|scheduler| scheduler.task).join(", ");
        Error::Shard(ShardError::NoScheduler { variables })
    })
}

impl Scheduler {
    /// Returns the shard that its variables say; `None` where none of them is set.
    fn shard(&self, shards: Option<u32>, variable: &impl Fn(&str) -> Option<String>) -> Result<Option<Found>> {
        let Self { name, task, first, step, count, counts, unless } = *self;
        let value = |name: Option<&'static str>| name.and_then(|name| Some((name, variable(name)?)));
        if value(unless).is_some() {
            return Ok(None);
        }
        let (first, step, count) =
            (value(first).or_else(|| Some((self.first?, String::new()))), value(step), value(count));
        let Some((_, number)) = value(Some(task)) else {
            let Some((there, _)) = count.filter(|_| counts) else { return Ok(None) };
            let remedy = "start simdgen as one of its tasks, or give --shard I/N";
            return Err(Error::Shard(ShardError::VariableMissing { scheduler: name, there, missing: task, remedy }));
        };
        if let Some((missing, _)) = first.as_ref().filter(|(_, value)| value.is_empty()) {
            let remedy = "pass it on to simdgen, or give --shard I/N";
            return Err(Error::Shard(ShardError::VariableMissing { scheduler: name, there: task, missing, remedy }));
        }
        let parse = |(name, value): &(&'static str, String)| {
            let no_number = || Error::Shard(ShardError::NoNumber { variable: name, value: value.clone() });
            value.trim().parse::<u64>().map_err(|_| no_number())
        };
        let set: Vec<(&'static str, String)> =
            [Some((task, number.clone())), first.clone(), step.clone(), count.clone()].into_iter().flatten().collect();
        let told = set.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(", ");
        let number = parse(&(task, number))?;
        let first = first.as_ref().map_or(Ok(0), parse)?;
        let step = step.as_ref().map_or(Ok(1), parse)?;
        let of = match (&count, shards) {
            (Some(count), asked) => {
                let found = parse(count)?;
                if let Some(asked) = asked.filter(|asked| u64::from(*asked) != found) {
                    return Err(Error::Shard(ShardError::OtherNumber { variable: count.0, found, asked }));
                }
                found
            }
            (None, Some(asked)) => u64::from(asked),
            (None, None) => return Err(Error::Shard(ShardError::NumberMissing { scheduler: name, there: task })),
        };
        let place =
            number.checked_sub(first).filter(|_| step > 0).filter(|past| past % step == 0).map(|past| past / step);
        let shard =
            place.and_then(|place| Shard::new(u32::try_from(place).ok()?.checked_add(1)?, u32::try_from(of).ok()?));
        let no_shard = || Error::Shard(ShardError::NoShard { variables: told.clone(), most: Shard::MOST });
        Ok(Some(Found { shard: shard.ok_or_else(no_shard)?, told: Some(format!("{name} ({told})")) }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(shards: Option<u32>, set: &str) -> Result<Found> {
        let set: Vec<(&str, &str)> = set.split_whitespace().filter_map(|word| word.split_once('=')).collect();
        let variable = |name: &str| set.iter().find(|(own, _)| *own == name).map(|(_, value)| (*value).to_owned());
        shard(ShardWanted::Auto, shards, variable)
    }

    #[test]
    fn every_scheduler_says_its_shard() {
        for (shards, set, expected) in [
            (None, "SLURM_ARRAY_TASK_ID=0 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_COUNT=8", "1/8"),
            (None, "SLURM_ARRAY_TASK_ID=9 SLURM_ARRAY_TASK_MIN=5 SLURM_ARRAY_TASK_COUNT=8", "5/8"),
            (
                None,
                "SLURM_ARRAY_TASK_ID=13 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_STEP=4 SLURM_ARRAY_TASK_COUNT=4",
                "4/4",
            ),
            // A batch script of an array is the first task of a job step as well.
            (
                None,
                "SLURM_ARRAY_TASK_ID=2 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_COUNT=2 SLURM_PROCID=0 SLURM_NTASKS=1",
                "2/2",
            ),
            (None, "SLURM_PROCID=3 SLURM_NTASKS=4", "4/4"),
            (Some(6), "JOB_COMPLETION_INDEX=5", "6/6"),
            (Some(6), "AWS_BATCH_JOB_ARRAY_INDEX=1", "2/6"),
            (None, "AWS_BATCH_JOB_ARRAY_INDEX=1 AWS_BATCH_JOB_ARRAY_SIZE=3", "2/3"),
            (None, "BATCH_TASK_INDEX=0 BATCH_TASK_COUNT=1", "1/1"),
            (Some(8), "BATCH_TASK_INDEX=7 BATCH_TASK_COUNT=8", "8/8"),
            // Two that say the same, as a batch service does that runs on another scheduler.
            (Some(4), "AWS_BATCH_JOB_ARRAY_INDEX=1 JOB_COMPLETION_INDEX=1", "2/4"),
        ] {
            let found = found(shards, set).unwrap_or_else(|error| panic!("{set}: {error}"));
            assert_eq!(found.shard.to_string(), expected, "{set}");
            let told = found.told.expect("a scheduler");
            assert!(
                set.split_whitespace().next().is_some_and(|first| told.contains(first) || shards.is_some()),
                "{told}"
            );
        }
    }

    #[test]
    fn what_is_no_shard_is_told() {
        for (shards, set, told) in [
            (None, "", "none of SLURM_ARRAY_TASK_ID, SLURM_PROCID"),
            (None, "JOB_COMPLETION_INDEX=1", "--shards N"),
            (None, "AWS_BATCH_JOB_ARRAY_INDEX=1", "--shards N"),
            (None, "SLURM_ARRAY_TASK_COUNT=4", "SLURM_ARRAY_TASK_ID is not set"),
            (None, "SLURM_NTASKS=4", "SLURM_PROCID is not set"),
            (None, "BATCH_TASK_COUNT=4", "BATCH_TASK_INDEX is not set"),
            (None, "SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_COUNT=4", "SLURM_ARRAY_TASK_MIN is not set"),
            (None, "SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_MIN=0", "--shards N"),
            (None, "BATCH_TASK_INDEX=one BATCH_TASK_COUNT=4", "BATCH_TASK_INDEX is \"one\""),
            (None, "BATCH_TASK_INDEX=1 BATCH_TASK_COUNT=-4", "BATCH_TASK_COUNT is \"-4\""),
            (None, "BATCH_TASK_INDEX=99999999999999999999 BATCH_TASK_COUNT=4", "not a whole number"),
            (None, "BATCH_TASK_INDEX=4 BATCH_TASK_COUNT=4", "name no shard"),
            (None, "BATCH_TASK_INDEX=0 BATCH_TASK_COUNT=0", "name no shard"),
            (None, "BATCH_TASK_INDEX=0 BATCH_TASK_COUNT=1000001", "name no shard"),
            (
                None,
                "SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_STEP=4 SLURM_ARRAY_TASK_COUNT=4",
                "evenly",
            ),
            (None, "SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_MIN=4 SLURM_ARRAY_TASK_COUNT=4", "name no shard"),
            (
                None,
                "SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_MIN=3 SLURM_ARRAY_TASK_STEP=0 SLURM_ARRAY_TASK_COUNT=4",
                "name no",
            ),
            (Some(8), "SLURM_PROCID=0 SLURM_NTASKS=4", "says 4 shards, and --shards 8"),
            (None, "SLURM_PROCID=0 SLURM_NTASKS=4 BATCH_TASK_INDEX=1 BATCH_TASK_COUNT=4", "1/4 of a Slurm job step"),
        ] {
            let error = found(shards, set).expect_err(set).to_string();
            assert!(error.contains(told), "{set}: {error}");
        }
    }
}
