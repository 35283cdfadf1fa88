//! `--effort max`: pictures encoded whole, each with the best of many encodings.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use simdgen::error::OutputError;
use simdgen::{Effort, Encoder, Error, Observer, Project, Request, Span, Stage, build};

use crate::command::generate::small_project;
use crate::command::simdgen::{files_below, succeed};

fn images(root: &Path, options: &str) -> BTreeMap<String, Vec<u8>> {
    succeed(&format!("generate {{}} --force {options}"), root);
    files_below(&root.join("build/images"))
}

#[test]
fn bytes_are_those_of_the_picture_alone() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    small_project(root, false);
    let size = |files: &BTreeMap<String, Vec<u8>>| files.values().map(Vec::len).sum::<usize>();
    let high = images(root, "--effort high");
    let max = images(root, "--effort max");
    assert!(size(&max) < size(&high), "{} against {}", size(&max), size(&high));
    for options in ["--threads 1", "--threads 5 --batch 1", "--memory 16", "--editions 1..=40"] {
        assert!(images(root, &format!("--effort max {options}")) == max, "{options}");
    }
    assert!(images(root, "--encoder direct --compression max") == max);
    // Nothing is learned, and what was learned before is not asked.
    assert!(images(root, "--effort max --seed other --count 40") != max);
    succeed("verify {}/build", root);
    let said = succeed("generate {} --force --effort max", root).out;
    assert!(said.contains("each picture encoded whole\n"), "{said}");
}

/// Stops when the first picture is encoded, and counts those that are.
#[derive(Default)]
struct StopsAtOnce {
    encoded: AtomicUsize,
}

impl Observer for StopsAtOnce {
    fn span(&self, span: Span) {
        if span.stage == Stage::Encode {
            self.encoded.fetch_add(1, Ordering::SeqCst);
        }
    }
    fn stopped(&self) -> bool {
        self.encoded.load(Ordering::SeqCst) > 0
    }
}

/// What is composed waits for seconds a picture: a run that is stopped encodes none of it.
#[test]
fn a_run_stops_within_a_picture_of_each_thread() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    let project = Project::open(folder.path()).unwrap();
    let request = Request { encoder: Encoder::Splice(Effort::Max), threads: 2, ..Request::default() };
    let watch = StopsAtOnce::default();
    let stopped = build(&project, &request, &watch).expect_err("it is stopped");
    let encoded = watch.encoded.into_inner();
    assert!((1..=2).contains(&encoded), "{encoded} pictures were encoded");
    let done = match stopped {
        Error::Output(OutputError::Stopped { done, planned: 40 }) => done,
        other => panic!("{other}"),
    };
    assert_eq!(done, encoded);
    // What was encoded is kept.
    let report = build(&project, &Request { resume: true, ..request }, &simdgen::Silent).unwrap();
    assert_eq!((report.resumed, report.rendered.editions), (done, 40 - done));
}
