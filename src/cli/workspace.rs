//! What most commands begin with: open the project, settle its seed, find and refresh its pack.

use std::env;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::thread;

use super::args::{MemoryArgs, PackFileArgs, ProjectArgs};
use super::print::{Notes, notice, notices};
use crate::dialect;
use crate::files::{self, Kind};
use crate::pack::{self, Belief, BuildOptions, BuildReport, Pack};
use crate::parallel::{MIB, Memory};
use crate::plan;
use crate::project::{Notices, Project, Root};
use crate::{Error, Result};

/// Opens the project and passes its reader's notices on.
pub fn open_project(args: &ProjectArgs, quiet: bool) -> Result<Project> {
    let root = Root::open(&args.project, args.links.links())?;
    let mut project = dialect::open_at(&root, args.config.as_deref())?;
    args.changes.overrides().apply(&mut project);
    notices(&project.notices, "note", Notes::of(quiet, args.verbose));
    Ok(project)
}

/// The seed of a run: the argument's, the project's, or the one derived from the project.
pub fn seed(argument: Option<&str>, project: &Project) -> String {
    argument.map(str::to_owned).or_else(|| project.seed.clone()).unwrap_or_else(|| plan::default_seed(project))
}

/// Threads for a stage: the argument's, or one for each core.
pub fn threads(argument: Option<u16>) -> usize {
    argument.map_or_else(|| thread::available_parallelism().map_or(1, usize::from), usize::from)
}

/// What a command may hold: the argument's, or a quarter of the memory of the machine or its container, or 1 GiB where
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

/// Where the pack of a project is: what the user says, a hidden folder of the project, or, when the project's folder is
/// read-only, the user's cache folder.
///
/// # Errors
/// As [`Root::check_kept`].
pub fn pack_path(args: &PackFileArgs, project: &Project) -> Result<PathBuf> {
    if let Some(path) = &args.pack_file {
        return Ok(path.clone());
    }
    let folder = project.root.join(".simdgen");
    project.root.check_kept(&folder)?;
    let own = folder.join("traits.pack");
    let cached = cached_pack(project);
    let read_only = files::stamp(&project.root).is_ok_and(|stamp| stamp.read_only);
    // Permissions do not tell all (another owner, a read-only mount): a pack that had to go to the cache is used there.
    Ok(if read_only || !own.exists() && cached.exists() { cached } else { own })
}

/// Where results go: what the user says, or the project's `build`.
///
/// # Errors
/// As [`Root::check_results`].
pub fn results_folder(argument: Option<&Path>, project: &Project) -> Result<PathBuf> {
    if let Some(folder) = argument {
        return Ok(folder.to_path_buf());
    }
    let own = project.root.join("build");
    project.root.check_results(&own)?;
    Ok(own)
}

/// Where the pack of a project goes when its folder cannot be written to.
fn cached_pack(project: &Project) -> PathBuf {
    let place = files::real(&project.root).unwrap_or_else(|_| project.root.path().to_path_buf());
    let name = blake3::hash(place.as_os_str().as_encoded_bytes()).to_hex();
    cache_folder().join("simdgen").join(format!("{}.pack", &name[..16]))
}

/// The list of packs that this user has built; `None` where the user has no folder of their own for it.
fn built_list() -> Option<PathBuf> {
    Some(own_cache_folder()?.join("simdgen").join("built"))
}

/// The user's folder for caches, or one that all users share.
fn cache_folder() -> PathBuf {
    own_cache_folder().unwrap_or_else(env::temp_dir)
}

/// The user's folder for caches, as the XDG Base Directory specification, macOS and Windows have it.
fn own_cache_folder() -> Option<PathBuf> {
    let set = |name: &str| env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    if cfg!(windows) {
        return set("LOCALAPPDATA");
    }
    let home = |below: &str| set("HOME").map(|home| home.join(below));
    let usual = if cfg!(target_os = "macos") { home("Library/Caches") } else { home(".cache") };
    set("XDG_CACHE_HOME").or(usual)
}

/// What is believed of a pack: where the user names it, all.
fn belief<'a>(args: &PackFileArgs, list: Option<&'a Path>) -> Belief<'a> {
    if args.pack_file.is_some() { Belief::Any } else { Belief::BuiltHere(list) }
}

/// Whether the pack of a project is up to date, as [`pack::state`] says it.
pub fn pack_state(project: &Project, args: &PackFileArgs, path: &Path) -> Result<(usize, usize), String> {
    pack::state(project, path, belief(args, built_list().as_deref()))
}

/// How much is done for a pack before it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Care {
    /// Pictures whose stamps are what was seen last are taken as unchanged.
    Usual,
    /// All pictures are compared by content.
    ByContent,
    /// Tiles are compared with their hashes too.
    Whole,
    /// It is built anew.
    Anew,
}

/// A pack that is ready to use, where it is, and what was done to it.
#[derive(Debug)]
pub struct ReadyPack {
    pub pack: Pack,
    pub report: BuildReport,
    pub path: PathBuf,
}

/// Opens the pack, building it first where that is needed; says so as far as `notes` ask for it. `care` says how closely the
/// one there is is looked at.
///
/// Where the project's folder turns out not to be writable, the pack goes to the user's cache folder.
pub fn ready_pack(
    project: &Project,
    args: &PackFileArgs,
    threads: usize,
    memory: &Memory,
    care: Care,
    notes: Notes,
) -> Result<ReadyPack> {
    let list = built_list();
    let options = BuildOptions {
        threads,
        max_pixels: args.max_pixels,
        memory: memory.bytes(),
        force: care == Care::Anew,
        by_content: care != Care::Usual,
        whole: care == Care::Whole,
        belief: belief(args, list.as_deref()),
    };
    let mut path = pack_path(args, project)?;
    let mut ready = pack::ensure(project, &path, options);
    if args.pack_file.is_none() && ready.as_ref().is_err_and(|error| cannot_write(error, &path)) {
        path = cached_pack(project);
        ready = pack::ensure(project, &path, options);
    }
    let (pack, report) = ready?;
    if let Some(reason) = report.reason.as_ref().filter(|_| notes != Notes::None) {
        notice(&format!("packed {} of {} pictures: {reason}", report.decoded, report.pictures));
    }
    notices(&told(&pack), "note", notes);
    Ok(ReadyPack { pack, report, path })
}

/// Whether an error says that nothing may be written in the folder of `path`.
fn cannot_write(error: &Error, path: &Path) -> bool {
    let refused = [ErrorKind::PermissionDenied, ErrorKind::ReadOnlyFilesystem];
    matches!(error, Error::Io { path: at, source, .. }
        if refused.contains(&source.kind()) && path.parent().is_some_and(|folder| at.starts_with(folder)))
}

/// Notices of pictures that were brought to the canvas size, and of animations.
fn told(pack: &Pack) -> Notices {
    let resized = format!("resized to {}", pack.grid().canvas());
    let mut told = Notices::default();
    for picture in (0..pack.pictures() as u32).map(pack::PictureId) {
        if let Some(size) = pack.own_size(picture) {
            told.add(resized.clone(), format!("{} ({size})", pack.name(picture)));
        }
        if pack.is_animated(picture) {
            told.add("of an animation only the first frame is used", pack.name(picture));
        }
    }
    told
}
