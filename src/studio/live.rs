//! Follows the project's files: whatever program changes one, it is read again at once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Weak};
use std::thread;
use std::time::Duration;

use notify::event::{AccessKind, AccessMode, ModifyKind};
use notify::{Config, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use super::session::Session;
use crate::dialect::Place;
use crate::error::StudioError;
use crate::files::{self, What};
use crate::{Error, Result};

/// How long nothing must have changed before the project is read: programs write a file in several steps.
const QUIET: Duration = Duration::from_millis(30);

/// The same after the last program that wrote has closed its file, or a file was put in place whole.
const QUIET_WHOLE: Duration = Duration::from_millis(8);

/// Changes that follow each other without such a pause are read after so many pauses.
const MOST_PAUSES: u32 = 10;

/// How often files are looked at where the system does not tell of changes, and everywhere whether the project's folder is still
/// the same: the system tells only what happens to the folder, not what takes its place.
const LOOK: Duration = Duration::from_secs(1);

/// Folders of a project that hold nothing it is made of.
const NOT_READ: [&str; 3] = ["build", "node_modules", "target"];

/// What the last change leaves a file as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Left {
    /// Whole.
    Whole,
    /// Perhaps in the middle of being written.
    Part,
}

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

fn run(session: &Weak<Session>, mut watcher: Changes, mut watched: Folders, changes: &Receiver<Left>) {
    loop {
        let heard = changes.recv_timeout(LOOK);
        let Some(session) = session.upgrade() else { return };
        match heard {
            Ok(left) => settle(left, changes),
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
fn settle(first: Left, changes: &Receiver<Left>) {
    let mut last = first;
    for _ in 0..MOST_PAUSES {
        let pause = if last == Left::Whole { QUIET_WHOLE } else { QUIET };
        let Ok(left) = changes.recv_timeout(pause) else { break };
        last = changes.try_iter().last().unwrap_or(left);
    }
}

/// Begins to watch folders; by looking now and then where the system does not tell.
fn watching(folders: &Folders, told: Sender<Left>) -> notify::Result<Changes> {
    let begin = |mut watcher: Changes| {
        folders.iter().try_for_each(|(folder, how)| watcher.watch(folder, how.mode()))?;
        Ok(watcher)
    };
    let tell = |told: Sender<Left>| {
        move |event: notify::Result<Event>| {
            if let Some(left) = event.ok().and_then(|event| change(&event)) {
                // Nobody listens any more when the studio ends.
                let _ = told.send(left);
            }
        }
    };
    let system = RecommendedWatcher::new(tell(told.clone()), Config::default());
    system.and_then(|watcher| begin(Box::new(watcher))).or_else(|_: notify::Error| {
        let config = Config::default().with_poll_interval(LOOK);
        begin(Box::new(PollWatcher::new(tell(told), config)?))
    })
}

/// The change that an event tells of; `None` if it is none of a file that may be the project's.
fn change(event: &Event) -> Option<Left> {
    let is_own = |path: &PathBuf| is_read(&path.file_name().unwrap_or_default().to_string_lossy());
    let left = match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) | EventKind::Modify(ModifyKind::Name(_)) => Left::Whole,
        EventKind::Access(_) => return None,
        _ => Left::Part,
    };
    (event.paths.is_empty() || event.paths.iter().any(is_own)).then_some(left)
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

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use notify::event::{CreateKind, DataChange, RenameMode};

    use super::*;

    #[test]
    fn a_file_is_whole_when_it_is_closed_or_put_in_place() {
        let of = |kind: EventKind, path: &str| change(&Event::new(kind).add_path(path.into()));
        let (closed, read) = (AccessKind::Close(AccessMode::Write), AccessKind::Close(AccessMode::Read));
        assert_eq!(of(EventKind::Access(closed), "layers/A/a.png"), Some(Left::Whole));
        assert_eq!(of(EventKind::Modify(ModifyKind::Name(RenameMode::To)), "layers/A/a.png"), Some(Left::Whole));
        assert_eq!(of(EventKind::Create(CreateKind::File), "layers/A/a.png"), Some(Left::Part));
        assert_eq!(of(EventKind::Modify(ModifyKind::Data(DataChange::Any)), "simdgen.toml"), Some(Left::Part));
        assert_eq!(of(EventKind::Access(read), "layers/A/a.png"), None);
        assert_eq!(of(EventKind::Access(closed), "layers/A/.a.png.swp"), None);
    }

    #[test]
    fn what_is_whole_is_read_at_once_and_what_is_not_is_waited_for() {
        let (told, changes) = mpsc::channel();
        let took = |first| {
            let begun = Instant::now();
            settle(first, &changes);
            begun.elapsed()
        };
        assert!(took(Left::Part) >= QUIET && took(Left::Whole) >= QUIET_WHOLE);
        // What goes on being written is waited for again.
        told.send(Left::Part).unwrap();
        assert!(took(Left::Whole) >= QUIET);
    }
}
