//! Arguments that most commands share, as the library takes them: project, seed, threads, memory, and the place of the pack.

use std::path::Path;
use std::thread;

use super::args::{MemoryArgs, PackFileArgs, ProjectArgs};
use super::print::{Notes, notices};
use super::storage::{cache_folder, own_cache_folder, project_folder};
use crate::Result;
use crate::build::{PackPlace, Request};
use crate::dialect;
use crate::files::{self, Kind};
use crate::metadata::COLLECTION_FILE;
use crate::parallel::{MIB, Memory};
use crate::plan;
use crate::project::{FileNames, Project, Root};

/// Opens the project and passes its reader's notices on.
pub fn open_project(args: &ProjectArgs, quiet: bool) -> Result<Project> {
    let root = Root::open(&project_folder(&args.project)?, args.links.links())?;
    let mut project = dialect::open_at(&root, args.config.as_deref())?;
    args.changes.overrides().apply(&mut project);
    notices(&project.notices, "note", Notes::of(quiet, args.verbose));
    Ok(project)
}

/// `true` if a folder holds metadata: the list of all, or single files.
pub fn has_metadata(folder: &Path) -> bool {
    folder.join(COLLECTION_FILE).is_file()
        || plan::existing::numbered(folder, FileNames::default()).is_ok_and(|files| !files.is_empty())
}

/// The seed of a run: the argument's, the project's, or the one derived from the project.
pub fn seed(argument: Option<&str>, project: &Project) -> String {
    argument.map_or_else(|| plan::seed_of(project), str::to_owned)
}

/// Threads for a stage: the argument's, or one for each core.
pub fn threads(argument: Option<u16>) -> usize {
    argument.map_or_else(|| thread::available_parallelism().map_or(1, usize::from), usize::from)
}

/// The memory that a command may hold: the argument's, or a quarter of the memory of the machine or its container, or 1 GiB where
/// neither says.
pub fn memory(args: MemoryArgs) -> Memory {
    let there_is = || installed().into_iter().chain(contained()).min().map_or(1024 * MIB, |bytes| bytes / 4);
    Memory::new(args.memory.map_or_else(there_is, |mib| (mib as usize).saturating_mul(MIB)))
}

/// The machine's memory in bytes, where Linux says it.
fn installed() -> Option<usize> {
    let text = text_of(Path::new("/proc/meminfo"))?;
    let kib = text.lines().find_map(|line| line.strip_prefix("MemTotal:")?.trim().strip_suffix("kB"))?;
    kib.trim().parse::<usize>().ok()?.checked_mul(1 << 10)
}

/// The bytes that the process's control groups allow, where Linux says it (cgroups(7), versions 2 and 1).
fn contained() -> Option<usize> {
    let groups = text_of(Path::new("/proc/self/cgroup"))?;
    let limits = groups.lines().filter_map(|line| {
        let mut fields = line.splitn(3, ':').skip(1);
        let (kind, path) = (fields.next()?, fields.next()?);
        let (root, file) = match kind {
            "" => ("/sys/fs/cgroup", "memory.max"),
            "memory" => ("/sys/fs/cgroup/memory", "memory.limit_in_bytes"),
            _ => return None,
        };
        // Inside a container the path may be that outside: then the nearest folder that is there counts.
        let folders = Path::new(path.trim_start_matches('/')).ancestors();
        folders.filter_map(|folder| limit_in(&Path::new(root).join(folder).join(file))).min()
    });
    limits.min()
}

/// The number in a file; `None` for what is no number, such as "max".
fn limit_in(file: &Path) -> Option<usize> {
    text_of(file)?.trim().parse().ok()
}

/// A small file of the system.
fn text_of(file: &Path) -> Option<String> {
    String::from_utf8(files::read_given(file, Kind::Record).ok()?).ok()
}

/// The place of a project's pack: the user's, a hidden folder of the project, or, when the project's folder is
/// read-only, the user's cache folder.
pub fn pack_place(args: &PackFileArgs) -> PackPlace {
    PackPlace {
        file: args.pack_file.clone(),
        cache: Some(cache_folder().join("simdgen")),
        // Only in a folder of the user's own.
        built: own_cache_folder().map(|folder| folder.join("simdgen").join("built")),
    }
}

/// A request with what most commands are given.
pub fn request(pack: &PackFileArgs, threads_wanted: Option<u16>, memory_wanted: MemoryArgs) -> Request {
    Request {
        threads: threads(threads_wanted),
        memory: memory(memory_wanted).bytes(),
        max_pixels: pack.max_pixels,
        pack: pack_place(pack),
        ..Request::default()
    }
}
