//! The packs that this user has built on this machine, by what names their content: the last 4,096.
//!
//! A pack that came with a project may hold other pixels than the pictures have, with hashes that fit. So it is believed
//! only when it is one of these, wherever it was copied to. The list is in the user's own cache folder, where no project
//! can write. Without it packs are built once more, so nothing here is an error.

use std::path::Path;

use super::source::ContentHash;
use super::turn;
use crate::files::{Folder, Kind};

/// The packs that are believed to hold the pixels of the pictures whose hashes they have.
#[derive(Clone, Copy, Debug)]
pub enum Belief<'a> {
    /// Any: who names the file vouches for it.
    Any,
    /// One that is still the very file that was built in its place, or, by its content, in this list of packs built by this
    /// user, to which those built now are added.
    BuiltHere(Option<&'a Path>),
}

const ID_LEN: usize = size_of::<ContentHash>();

/// Bytes from which on the older half is dropped.
const LONGEST: usize = ID_LEN << 12;

/// `true` if a list names a pack.
pub(super) fn has(list: &Path, id: ContentHash) -> bool {
    read(list).is_some_and(|list| list.as_chunks().0.contains(&id))
}

fn read(list: &Path) -> Option<Vec<u8>> {
    Folder::find(list.parent()?).ok()??.read(turn::name_of(list), Kind::Record).ok()?
}

/// Adds a pack to a list, unless it is there.
pub(super) fn add(list: &Path, id: ContentHash) {
    let known = read(list).unwrap_or_default();
    let ids = known.as_chunks::<ID_LEN>().0;
    let Ok(folder) = turn::folder_of(list) else { return };
    let name = turn::name_of(list);
    // One that was cut in the middle is written anew, so that all after it are read right.
    let _ = match known.len() < LONGEST && known.len().is_multiple_of(ID_LEN) {
        _ if ids.contains(&id) => Ok(()),
        true => folder.append(name).and_then(|file| file.put(&id)),
        false => {
            let newer = &ids[ids.len().saturating_sub(LONGEST / ID_LEN / 2)..];
            folder.replace(name, &[newer.as_flattened(), &id].concat(), false)
        }
    };
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_was_added_is_known_until_many_more_were() {
        let folder = tempfile::tempdir().unwrap();
        let list = folder.path().join("new/built");
        let id = |n: u32| [n.to_le_bytes(); 4].concat().try_into().unwrap();
        assert!(!has(&list, id(0)));
        for n in 0..5000 {
            add(&list, id(n));
            add(&list, id(n));
            assert!(has(&list, id(n)) && !has(&list, id(n + 1)), "{n}");
        }
        assert!(has(&list, id(4000)) && !has(&list, id(1000)));
        assert!(fs::metadata(&list).unwrap().len() <= LONGEST as u64);
        let bytes = fs::read(&list).unwrap();
        fs::write(&list, &bytes[..bytes.len() - 3]).unwrap();
        add(&list, id(7));
        assert!(has(&list, id(7)) && has(&list, id(4998)) && !has(&list, id(4999)));
        assert_eq!(fs::read_dir(list.parent().unwrap()).unwrap().count(), 1);
    }
}
