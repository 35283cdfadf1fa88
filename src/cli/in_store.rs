//! Tests of builds in object storage: the bytes of a build in a folder, whatever happens on the way.
//!
//! The store is memory, of which a copy at any moment is what a client that is killed at that moment leaves.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use crate::build::{Report, Request, build};
use crate::demo;
use crate::error::{OutputError, StoreError};
use crate::output::layout::LEDGER_FILE;
use crate::project::Project;
use crate::render::{Observer, Silent};
use crate::store::fixture::{InMemory, of};
use crate::store::{Access, Pace, Store};
use crate::{Error, Result};

const ADDRESS: &str = "s3://nft/drop";

/// A project, and a store in memory.
struct Place {
    folder: TempDir,
    memory: Arc<InMemory>,
    store: Store,
}

/// Names and bytes of files.
type Files = BTreeMap<String, Vec<u8>>;

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        demo::sketch(folder.path()).unwrap();
        let memory = Arc::new(InMemory::new());
        let store = of(Arc::clone(&memory), ADDRESS);
        Self { folder, memory, store }
    }

    fn project(&self) -> Project {
        Project::open(self.folder.path()).unwrap()
    }

    fn edit(&self, change: impl Fn(&str) -> String) {
        let path = self.folder.path().join("simdgen.toml");
        fs::write(&path, change(&fs::read_to_string(&path).unwrap())).unwrap();
    }

    fn swap(&self, one: &str, other: &str) {
        let layers = self.folder.path().join("layers");
        let read = |name: &str| fs::read(layers.join(name)).unwrap();
        let (first, second) = (read(one), read(other));
        fs::write(layers.join(one), second).unwrap();
        fs::write(layers.join(other), first).unwrap();
    }

    fn request_to(&self, store: &Store, run: u64) -> Request {
        let pace = Pace { renew: Duration::from_millis(10), watch: Duration::from_millis(120) };
        let cache = Some(self.folder.path().join("cache").join(run.to_string()));
        let access = Access {
            cache,
            holder: format!("run {run}"),
            memory: 1 << 16,
            pace,
            open: Some(store.clone()),
            ..Access::default()
        };
        let plan = self.project().plan(Some(40), Some("drop")).unwrap();
        Request {
            out: Some(ADDRESS.into()),
            store: access,
            plan: Some(plan),
            threads: 2,
            batch: 2,
            ..Request::default()
        }
    }

    fn request(&self) -> Request {
        static RUN: AtomicU64 = AtomicU64::new(0);
        self.request_to(&self.store, RUN.fetch_add(1, Ordering::Relaxed))
    }

    fn build(&self, change: impl Fn(Request) -> Request) -> Result<Report> {
        build(&self.project(), &change(self.request()), &Silent)
    }

    /// The same in a folder.
    fn in_folder(&self) -> Files {
        let out = tempfile::tempdir().unwrap();
        let request = Request { out: Some(out.path().join("build")), ..self.request() };
        build(&self.project(), &request, &Silent).unwrap();
        let mut files = Files::new();
        add_files(&out.path().join("build"), "", &mut files);
        files
    }

    /// Whatever is in the store and is no run's own.
    fn objects(&self) -> Files {
        objects(&self.store)
    }

    /// The contents of all objects, as the store names them.
    fn versions(&self) -> BTreeMap<String, u64> {
        let mut versions = BTreeMap::new();
        self.store.list(|object| versions.extend([(object.path, object.version.mark())])).unwrap();
        versions
    }
}

fn objects(store: &Store) -> Files {
    let mut paths = vec![];
    store.list(|object| paths.push(object.path)).unwrap();
    let read = |path: String| (path.clone(), store.get(&path).unwrap().unwrap().0);
    paths.into_iter().filter(|path| !path.starts_with(".simdgen-")).map(read).collect()
}

fn add_files(folder: &Path, below: &str, files: &mut Files) {
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap()) {
        let path = format!("{below}{}", entry.file_name().to_str().unwrap());
        if entry.path().is_dir() {
            add_files(&entry.path(), &format!("{path}/"), files);
        } else if !path.starts_with(".simdgen-") {
            files.insert(path, fs::read(entry.path()).unwrap());
        }
    }
}

fn assert_same(found: &Files, expected: &Files) {
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    let other: Vec<&String> = found.keys().filter(|path| found[*path] != expected[*path]).collect();
    assert!(other.is_empty(), "{other:?}");
}

fn resumed(request: Request) -> Request {
    Request { resume: true, ..request }
}

fn forced(request: Request) -> Request {
    Request { force: true, ..request }
}

/// Tells every edition, and stops after some.
struct StopAfter(usize, AtomicU64, AtomicUsize);

impl StopAfter {
    fn new(editions: usize) -> Self {
        Self(editions, AtomicU64::new(0), AtomicUsize::new(0))
    }
}

impl Observer for StopAfter {
    fn now(&self) -> u64 {
        self.1.fetch_add(10_000_000_000, Ordering::Relaxed)
    }

    fn progress(&self, done: usize, _: usize) {
        self.2.store(done, Ordering::Relaxed);
    }

    fn stopped(&self) -> bool {
        self.2.load(Ordering::Relaxed) >= self.0
    }
}

#[test]
fn a_build_has_the_bytes_of_one_in_a_folder_and_a_second_writes_nothing() {
    let place = Place::new();
    let report = place.build(|request| request).unwrap();
    assert_eq!((report.rendered.editions, report.out.to_str()), (40, Some(ADDRESS)));
    let expected = place.in_folder();
    assert!(expected.len() > 80 && expected.contains_key("images/1.png") && expected.contains_key(LEDGER_FILE));
    assert_same(&place.objects(), &expected);
    let mut before = place.versions();
    let report = place.build(|request| request).unwrap();
    assert_eq!((report.rendered.editions, report.up_to_date), (0, 40));
    let mut after = place.versions();
    // The lock was held and given back.
    assert_ne!(before.remove(".simdgen-lock"), after.remove(".simdgen-lock"));
    assert_eq!(before, after);
    assert!(!after.keys().any(|path| path.starts_with(".simdgen-partial")), "{after:?}");
}

#[test]
fn only_what_changed_is_written() {
    let place = Place::new();
    place.build(|request| request).unwrap();
    let before = place.versions();
    place.edit(|text| text.replace("[collection]", "[collection]\ndescription = \"Another text.\""));
    let report = place.build(|request| request).unwrap();
    assert_eq!((report.rendered.editions, report.metadata), (0, 40));
    let after = place.versions();
    let is_kept = |path: &&String| before.get(*path) == after.get(*path);
    assert_eq!(after.keys().filter(|path| path.starts_with("images/")).filter(is_kept).count(), 40);
    assert_eq!(after.keys().filter(|path| path.starts_with("json/")).filter(is_kept).count(), 0);
    // Two traits change places.
    place.swap("Moon/Amber.png", "Moon/Ash.png");
    let report = place.build(|request| request).unwrap();
    let rendered = report.rendered.editions;
    assert!(rendered > 4 && rendered < 36, "{rendered}");
    let last = place.versions();
    let changed = last.keys().filter(|path| path.starts_with("images/") && after.get(*path) != last.get(*path));
    assert_eq!(changed.count(), rendered);
    // The same files as those of a build in a folder that went the same way.
    assert_eq!(place.objects().len(), place.in_folder().len());
    assert_same(
        &{
            place.build(forced).unwrap();
            place.objects()
        },
        &place.in_folder(),
    );
}

#[test]
fn a_run_killed_right_before_its_ledger_leaves_the_marks_of_the_one_that_is_there() {
    let place = Place::new();
    place.build(|request| request).unwrap();
    let is_marks = |path: &&String| path.starts_with(".simdgen-objects-");
    let marks = || place.versions().keys().filter(is_marks).cloned().collect::<Vec<_>>();
    // What would have gone with a ledger that was never written.
    place.store.put(".simdgen-objects-00ff", b"half".to_vec()).unwrap();
    assert_eq!(marks().len(), 2);
    place.swap("Moon/Amber.png", "Moon/Ash.png");
    let report = place.build(|request| request).unwrap();
    assert!(report.up_to_date > 4, "{report:?}");
    assert_eq!(marks().len(), 1);
    place.store.put("images/1.png", b"mine".to_vec()).unwrap();
    place.edit(|text| text.replace("name = \"Sky\"", "name = \"Sky\"\nopacity = 0.5"));
    let error = place.build(|request| request).unwrap_err();
    assert!(matches!(error, Error::Output(OutputError::HandEdits { files: 1, .. })), "{error}");
}

#[test]
fn a_run_that_was_stopped_goes_on() {
    let place = Place::new();
    let error = build(&place.project(), &place.request(), &StopAfter::new(9)).unwrap_err();
    assert!(matches!(error, Error::Output(OutputError::Stopped { .. })), "{error}");
    let error = place.build(|request| request).unwrap_err();
    assert!(matches!(error, Error::Output(OutputError::UnfinishedRun { .. })), "{error}");
    let report = place.build(resumed).unwrap();
    assert!(report.resumed >= 9 && report.resumed + report.rendered.editions == 40, "{report:?}");
    assert_same(&place.objects(), &place.in_folder());
}

/// Copies of a store at moments while `work` runs.
fn copies(memory: &InMemory, work: impl FnOnce() + Send) -> Vec<InMemory> {
    thread::scope(|scope| {
        let run = scope.spawn(work);
        let mut copies = vec![];
        while !run.is_finished() {
            copies.push(memory.fork());
            thread::sleep(Duration::from_micros(500));
        }
        copies
    })
}

#[test]
fn a_client_killed_at_any_moment_leaves_what_another_goes_on_from() {
    let place = Place::new();
    // A new build, and one of which some editions are rendered again.
    for round in 0..2 {
        let copies = copies(&place.memory, || drop(place.build(|request| request).unwrap()));
        let expected = place.objects();
        let step = copies.len().div_ceil(12).max(1);
        for (at, copy) in copies.iter().enumerate().rev().step_by(step) {
            let store = of(Arc::new(copy.fork()), ADDRESS);
            let request = Request { resume: true, ..place.request_to(&store, 1000 + at as u64) };
            let report =
                build(&place.project(), &request, &Silent).unwrap_or_else(|error| panic!("{round}.{at}: {error}"));
            assert_eq!(report.resumed + report.rendered.editions + report.up_to_date, 40);
            assert_same(&objects(&store), &expected);
        }
        place.swap("Moon/Amber.png", "Moon/Ash.png");
    }
}

#[test]
fn an_update_that_was_killed_and_is_taken_back_leaves_no_picture_of_it() {
    let place = Place::new();
    place.build(|request| request).unwrap();
    let expected = place.objects();
    place.swap("Moon/Amber.png", "Moon/Ash.png");
    let copies = copies(&place.memory, || drop(place.build(|request| request).unwrap()));
    place.swap("Moon/Amber.png", "Moon/Ash.png");
    for (at, copy) in copies.iter().enumerate().step_by(copies.len().div_ceil(6).max(1)) {
        let store = of(Arc::new(copy.fork()), ADDRESS);
        let request = Request { resume: true, ..place.request_to(&store, 2000 + at as u64) };
        build(&place.project(), &request, &Silent).unwrap();
        assert_same(&objects(&store), &expected);
    }
}

#[test]
fn two_runs_cannot_mix() {
    let place = Place::new();
    let (first, second) = (place.request(), place.request());
    let (one, other) = thread::scope(|scope| {
        let first = scope.spawn(|| build(&place.project(), &first, &Silent));
        let second = scope.spawn(|| build(&place.project(), &second, &Silent));
        (first.join().unwrap(), second.join().unwrap())
    });
    for result in [&one, &other] {
        let is_right = match result {
            Ok(_) => true,
            Err(error) => matches!(error, Error::Store(StoreError::Locked { .. })),
        };
        assert!(is_right, "{result:?}");
    }
    assert!(one.is_ok() || other.is_ok());
    assert_same(&place.objects(), &place.in_folder());
}

#[test]
fn a_run_whose_lock_is_taken_stops_and_records_nothing() {
    struct Thief<'a>(&'a Store, AtomicU64);
    impl Observer for Thief<'_> {
        fn now(&self) -> u64 {
            self.1.fetch_add(10_000_000_000, Ordering::Relaxed)
        }
        fn progress(&self, done: usize, _: usize) {
            if done >= 5 {
                self.0.put(".simdgen-lock", b"simdgen lock 1\nheld\nthe other\n0\n".to_vec()).unwrap();
            }
        }
    }
    let place = Place::new();
    let error = build(&place.project(), &place.request(), &Thief(&place.store, AtomicU64::new(0))).unwrap_err();
    assert!(matches!(&error, Error::Store(StoreError::LockLost { holder, .. }) if holder == "the other"), "{error}");
    assert_eq!(place.store.get(LEDGER_FILE).unwrap(), None);
    // What it lost is another's.
    assert!(place.store.get(".simdgen-lock").unwrap().unwrap().0.ends_with(b"the other\n0\n"));
}

#[test]
fn what_somebody_changed_is_not_replaced_without_a_word() {
    let place = Place::new();
    place.build(|request| request).unwrap();
    place.store.put("images/3.png", b"mine".to_vec()).unwrap();
    // It is in nobody's way until it would be replaced.
    place.edit(|text| text.replace("name = \"Sky\"", "name = \"Sky\"\nopacity = 0.5"));
    let error = place.build(|request| request).unwrap_err();
    let is_named =
        matches!(&error, Error::Output(OutputError::HandEdits { names, .. }) if names.contains("images/3.png"));
    assert!(is_named && error.to_string().contains(ADDRESS), "{error}");
    let kept = place.build(|request| Request { keep_edits: true, ..request }).unwrap_err();
    assert!(matches!(kept, Error::Store(StoreError::FolderOnly { option: "--keep-edits", .. })), "{kept}");
    place.build(forced).unwrap();
    assert_same(&place.objects(), &place.in_folder());
}

#[test]
fn objects_of_others_stay_and_are_not_written_over() {
    let place = Place::new();
    place.store.put("images/7.png", b"theirs".to_vec()).unwrap();
    place.store.put("notes.txt", b"theirs".to_vec()).unwrap();
    let error = place.build(|request| request).unwrap_err();
    assert!(matches!(error, Error::Output(OutputError::OutputNotEmpty { .. })), "{error}");
    place.build(forced).unwrap();
    let mut found = place.objects();
    assert_eq!(found.remove("notes.txt").as_deref(), Some(&b"theirs"[..]));
    assert_same(&found, &place.in_folder());
}

#[test]
fn a_smaller_collection_leaves_no_object_behind() {
    let place = Place::new();
    place.build(|request| request).unwrap();
    let plan = place.project().plan(Some(10), Some("drop")).unwrap();
    let smaller = |request| Request { plan: Some(plan.clone()), force: true, ..request };
    let report = place.build(smaller).unwrap();
    assert_eq!((report.rendered.editions, report.removed), (10, 30));
    let pictures = |files: &Files| files.keys().filter(|path| path.starts_with("images/")).count();
    assert_eq!(pictures(&place.objects()), 10);
    let out = tempfile::tempdir().unwrap();
    let request = Request { out: Some(out.path().join("build")), ..smaller(place.request()) };
    build(&place.project(), &request, &Silent).unwrap();
    let mut expected = Files::new();
    add_files(&out.path().join("build"), "", &mut expected);
    assert_same(&place.objects(), &expected);
}

#[test]
fn parts_make_the_same_collection() {
    let place = Place::new();
    for part in [1..=15, 31..=40, 16..=30] {
        place.build(|request| Request { editions: Some(part.clone()), ..request }).unwrap();
    }
    assert_same(&place.objects(), &place.in_folder());
}

#[test]
fn metadata_that_tells_of_pictures_is_right() {
    let place = Place::new();
    place.edit(|text| text.replace("[collection]", "[collection]\nhash_pictures = true"));
    let error = build(&place.project(), &place.request(), &StopAfter::new(9)).unwrap_err();
    assert!(matches!(error, Error::Output(OutputError::Stopped { .. })), "{error}");
    place.build(resumed).unwrap();
    assert_same(&place.objects(), &place.in_folder());
    place.edit(|text| text.replace("[collection]", "[collection]\ndescription = \"Another text.\""));
    let report = place.build(|request| request).unwrap();
    assert_eq!((report.rendered.editions, report.metadata), (0, 40));
    assert_same(&place.objects(), &place.in_folder());
}
