//! How fast the files of a finished build can be written at all: what a run's time is to be held against.
//!
//! usage: cargo run --release --example write_floor -- BUILD [THREADS] [ROUNDS]
//!
//! Reads the files of BUILD into memory, a part at a time and off the clock, and writes the same bytes under the same
//! names into a new folder beside it on THREADS threads (default: all cores), deletes them, and so on; prints the median
//! of ROUNDS (default 5). As in a run, files are created and written once each, and not synced.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

/// A file's path below the build, and its bytes.
type File = (PathBuf, Vec<u8>);

fn list(
    build: &Path,
    folder: &Path,
    folders: &mut Vec<PathBuf>,
    files: &mut Vec<PathBuf>,
) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.strip_prefix(build)?.to_owned();
        if path.is_dir() {
            folders.push(name);
            list(build, &path, folders, files)?;
        } else {
            files.push(name);
        }
    }
    Ok(())
}

/// Bytes held in memory at a time, at most, but for one file.
const PART: usize = 256 << 20;

/// The first files of a list, as many as make a part.
fn read_part(build: &Path, names: &mut std::slice::Iter<'_, PathBuf>) -> std::io::Result<Vec<File>> {
    let (mut part, mut size) = (vec![], 0);
    while size < PART {
        let Some(name) = names.next() else { break };
        let bytes = fs::read(build.join(name))?;
        size += bytes.len();
        part.push((name.clone(), bytes));
    }
    Ok(part)
}

/// Writes all files; how long that took, without reading them, and how many bytes it were.
fn write_all(build: &Path, out: &Path, files: &[PathBuf], threads: usize) -> std::io::Result<(Duration, usize)> {
    let (mut names, mut time, mut bytes) = (files.iter(), Duration::ZERO, 0);
    loop {
        let part = read_part(build, &mut names)?;
        if part.is_empty() {
            return Ok((time, bytes));
        }
        bytes += part.iter().map(|(_, file)| file.len()).sum::<usize>();
        time += write(out, &part, threads)?;
    }
}

/// Files taken at a time by a thread: about as many as in a batch of a run.
const BATCH: usize = 16;

fn write(out: &Path, files: &[File], threads: usize) -> std::io::Result<Duration> {
    let next = AtomicUsize::new(0);
    let start = Instant::now();
    thread::scope(|scope| {
        let work = || {
            loop {
                let first = next.fetch_add(BATCH, Ordering::Relaxed);
                let Some(batch) = files.get(first..(first + BATCH).min(files.len())).filter(|b| !b.is_empty()) else {
                    return std::io::Result::Ok(());
                };
                for (name, bytes) in batch {
                    fs::write(out.join(name), bytes)?;
                }
            }
        };
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        handles.into_iter().try_for_each(|handle| handle.join().expect("writing does not panic"))
    })?;
    Ok(start.elapsed())
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let build = PathBuf::from(arguments.next().ok_or("usage: write_floor BUILD [THREADS] [ROUNDS]")?).canonicalize()?;
    let threads = arguments.next().map_or_else(
        || Ok(thread::available_parallelism()?.get()),
        |n| n.parse::<usize>().map_err(Box::<dyn Error>::from),
    )?;
    let rounds = arguments.next().map_or(Ok(5), |n| n.parse::<usize>())?;
    if threads == 0 || rounds == 0 {
        return Err("THREADS and ROUNDS start at 1".into());
    }
    let (mut folders, mut files) = (vec![], vec![]);
    list(&build, &build, &mut folders, &mut files)?;
    // In the order of their names: pictures lie side by side, as a run writes them.
    files.sort_unstable();
    let out = build.with_extension(format!("write-floor-{}", std::process::id()));
    let (mut times, mut bytes) = (vec![], 0);
    for _ in 0..rounds {
        fs::create_dir(&out)?;
        for folder in &folders {
            fs::create_dir(out.join(folder))?;
        }
        let written = write_all(&build, &out, &files, threads);
        fs::remove_dir_all(&out)?;
        let (time, size) = written?;
        times.push(time);
        bytes = size;
    }
    times.sort_unstable();
    println!(
        "{} files, {:.1} MB, {threads} threads: {:.4} s (median of {rounds}, {:.4} to {:.4})",
        files.len(),
        bytes as f64 / 1e6,
        times[rounds / 2].as_secs_f64(),
        times[0].as_secs_f64(),
        times[rounds - 1].as_secs_f64(),
    );
    Ok(())
}
