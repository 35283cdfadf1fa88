//! The shard of `--shard auto` is the one that a scheduler's variables say.

use super::{native, render};
use crate::updates::builds::{command, folder, succeed};

#[test]
fn a_scheduler_says_the_shard() {
    let folder = folder();
    let root = folder.path();
    native(root);
    for (variables, options, told) in [
        (
            &[("SLURM_ARRAY_TASK_ID", "7"), ("SLURM_ARRAY_TASK_MIN", "6"), ("SLURM_ARRAY_TASK_COUNT", "4")][..],
            "",
            "shard 2/4, as a Slurm array (SLURM_ARRAY_TASK_ID=7, SLURM_ARRAY_TASK_MIN=6, SLURM_ARRAY_TASK_COUNT=4) says",
        ),
        (&[("SLURM_PROCID", "0"), ("SLURM_NTASKS", "4")][..], "", "shard 1/4, as a Slurm job step"),
        (&[("JOB_COMPLETION_INDEX", "2")][..], "--shards 4", "shard 3/4, as a Kubernetes indexed job"),
        (&[("BATCH_TASK_INDEX", "3"), ("BATCH_TASK_COUNT", "4")][..], "", "shard 4/4, as a Google Batch job"),
    ] {
        let mut run = command(&format!("generate {{}} --out {{}}/parts --shard auto {options}"), root);
        let output = run.envs(variables.iter().copied()).output().unwrap();
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success() && text.contains(told), "{text}");
    }
    succeed("merge {}/parts", root);
    super::assert_is_one_run(root, "");
}

#[test]
fn without_a_scheduler_nothing_is_rendered() {
    let folder = folder();
    let root = folder.path();
    native(root);
    for (variables, told) in [
        (&[][..], "--shard auto finds no scheduler"),
        (&[("SLURM_ARRAY_TASK_ID", "7")][..], "SLURM_ARRAY_TASK_MIN is not set"),
        (
            &[("SLURM_PROCID", "0"), ("SLURM_NTASKS", "4"), ("BATCH_TASK_INDEX", "1"), ("BATCH_TASK_COUNT", "4")][..],
            "--shard auto finds 1/4 of a Slurm job step",
        ),
    ] {
        let mut run = command("generate {} --out {}/parts --shard auto", root);
        let output = run.envs(variables.iter().copied()).output().unwrap();
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(1) && text.contains(told), "{text}");
        assert!(!root.join("parts").exists());
    }
    render(root, [1], 1, "");
}
