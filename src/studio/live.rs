//! Follows the project's files: whatever program changes one, it is read again at once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Weak};
use std::thread;
use std::time::Duration;

use notify::{Config, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use super::session::{Place, Session};
use crate::error::StudioError;
use crate::files::{self, What};
use crate::{Error, Result};

/// How long nothing must have changed before the project is read: programs write a file in several steps.
const QUIET: Duration = Duration::from_millis(30);

/// Changes that follow each other without such a pause are read after so many pauses.
const MOST_PAUSES: u32 = 10;

/// How often files are looked at where the system does not tell of changes, and everywhere whether the project's folder is still
/// the same: the system tells only what happens to the folder, not what takes its place.
const LOOK: Duration = Duration::from_secs(1);

/// Folders of a project that hold nothing it is made of.
const NOT_READ: [&str; 3] = ["build", "node_modules", "target"];

/// Tells of changes in folders.
type Changes = Box<dyn Watcher + Send>;

/// Folders to watch.
type Folders = BTreeMap<PathBuf, Watched>;

/// How a folder is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Watched {
    /// The folder's number on its file system: a folder that takes the place of another is another.
    inode: u64,
    /// `true` if everything in it is watched, at any depth.
    deep: bool,
}

impl Watched {
    fn mode(self) -> RecursiveMode {
        if self.deep { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive }
    }
}

/// Reads the project of a session again after each change, for as long as the session is there.
///
/// # Errors
/// [`StudioError::NotWatched`] when the system neither tells of changes nor lets files be looked at.
pub fn follow(session: &Arc<Session>) -> Result<()> {
    let root = session.place.root.path().to_path_buf();
    let failed = |reason: String| Error::Studio(StudioError::NotWatched { root: root.clone(), reason });
    let wanted = folders(&session.place);
    let (told, changes) = mpsc::channel();
    let watcher = watching(&wanted, told).map_err(|error| failed(error.to_string()))?;
    let session = Arc::downgrade(session);
    let run = move || run(&session, watcher, wanted, &changes);
    thread::Builder::new().name("follow".to_owned()).spawn(run).map_err(|error| failed(error.to_string()))?;
    Ok(())
}

fn run(session: &Weak<Session>, mut watcher: Changes, mut watched: Folders, changes: &Receiver<()>) {
    loop {
        let heard = changes.recv_timeout(LOOK);
        let Some(session) = session.upgrade() else { return };
        match heard {
            Ok(()) => settle(changes),
            Err(RecvTimeoutError::Timeout) if session.is_in_place() => continue,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        let wanted = folders(&session.place);
        watched.retain(|folder, how| {
            let is_kept = wanted.get(folder) == Some(how);
            if !is_kept {
                // A folder that is gone is no longer watched anyway.
                let _ = watcher.unwatch(folder);
            }
            is_kept
        });
        for (folder, how) in wanted {
            // A folder that cannot be watched is tried again after the next change.
            if !watched.contains_key(&folder) && watcher.watch(&folder, how.mode()).is_ok() {
                watched.insert(folder, how);
            }
        }
        session.reload();
    }
}

/// Waits until nothing has changed for a while.
fn settle(changes: &Receiver<()>) {
    for _ in 0..MOST_PAUSES {
        if changes.recv_timeout(QUIET).is_err() {
            break;
        }
        changes.try_iter().for_each(drop);
    }
}

/// Begins to watch folders; by looking now and then where the system does not tell.
fn watching(folders: &Folders, told: Sender<()>) -> notify::Result<Changes> {
    let begin = |mut watcher: Changes| {
        folders.iter().try_for_each(|(folder, how)| watcher.watch(folder, how.mode()))?;
        Ok(watcher)
    };
    let tell = |told: Sender<()>| {
        move |event: notify::Result<Event>| {
            if event.is_ok_and(|event| is_change(&event)) {
                // Nobody listens any more when the studio ends.
                let _ = told.send(());
            }
        }
    };
    let system = RecommendedWatcher::new(tell(told.clone()), Config::default());
    system.and_then(|watcher| begin(Box::new(watcher))).or_else(|_: notify::Error| {
        let config = Config::default().with_poll_interval(LOOK);
        begin(Box::new(PollWatcher::new(tell(told), config)?))
    })
}

/// `true` if an event tells of a change of a file that may be the project's.
fn is_change(event: &Event) -> bool {
    let is_own = |path: &PathBuf| is_read(&path.file_name().unwrap_or_default().to_string_lossy());
    !matches!(event.kind, EventKind::Access(_)) && (event.paths.is_empty() || event.paths.iter().any(is_own))
}

/// `true` if a project may be made of what has this name.
fn is_read(name: &str) -> bool {
    !name.starts_with('.') && !NOT_READ.contains(&name)
}

/// The folder of a project, those in it that may hold what it is made of, and that of its configuration.
fn folders(place: &Place) -> Folders {
    let root = place.root.path();
    let entries = files::entries(root).unwrap_or_default().into_iter();
    let named = entries.filter(|entry| is_read(&entry.name.to_string_lossy())).map(|entry| root.join(entry.name));
    let beside = place.config.as_deref().and_then(Path::parent);
    // A configuration of which only the name is given lies in the working folder.
    let beside = beside.map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    let flat = [Some(root), beside].into_iter().flatten().map(|folder| (folder.to_path_buf(), false));
    let found = named.map(|folder| (folder, true)).chain(flat).filter_map(|(folder, deep)| {
        let stamp = files::stamp(&folder).ok().filter(|stamp| stamp.what == What::Folder)?;
        Some((folder, Watched { inode: stamp.inode, deep }))
    });
    // Where the configuration lies in a folder that is watched deep, that stays so.
    found.fold(Folders::new(), |mut folders, (folder, how)| {
        folders.entry(folder).or_insert(how);
        folders
    })
}
