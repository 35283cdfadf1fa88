//! Tests of the client, of many writes at a time and of copies, with a store in memory.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::{fs, thread};

use super::fixture::in_memory;
use super::{Copies, Object, Store, Uploads};
use crate::Error;
use crate::error::StoreError;
use crate::files::Folder;

fn paths(store: &Store) -> Vec<String> {
    let mut paths = vec![];
    store.list(|object| paths.push(object.path)).unwrap();
    paths.sort();
    paths
}

#[test]
fn a_store_is_a_folder_of_its_bucket() {
    let store = in_memory("s3://nft/drop");
    for path in ["images/1.png", "a b%c#.png", "\u{1f40c}/x"] {
        let version = store.put(path, path.as_bytes().to_vec()).unwrap();
        assert_eq!(store.get(path).unwrap(), Some((path.as_bytes().to_vec(), version)));
    }
    assert_eq!(paths(&store), ["a b%c#.png", "images/1.png", "\u{1f40c}/x"]);
    assert_eq!(store.get("images/2.png").unwrap(), None);
    store.remove(&["images/1.png".to_owned(), "images/2.png".to_owned()]).unwrap();
    assert_eq!(paths(&store), ["a b%c#.png", "\u{1f40c}/x"]);
    let error = store.put("a//b", vec![]).unwrap_err();
    assert!(matches!(error, Error::Store(StoreError::Name { .. })), "{error}");
}

#[test]
fn conditions_hold_and_a_repeated_write_is_no_other() {
    let store = in_memory("s3://nft/drop");
    let first = store.put_new("a", b"1").unwrap().unwrap();
    assert_eq!(store.put_new("a", b"2").unwrap(), None);
    // As if the answer to the first had been lost.
    assert_eq!(store.put_new("a", b"1").unwrap(), Some(first.clone()));
    let second = store.put_over("a", b"2", &first).unwrap().unwrap();
    assert_ne!(first, second);
    assert_eq!(store.put_over("a", b"3", &first).unwrap(), None);
    assert_eq!(store.put_over("a", b"2", &first).unwrap(), Some(second));
}

#[test]
fn large_files_go_in_parts() {
    let (store, folder) = (in_memory("s3://nft/drop"), tempfile::tempdir().unwrap());
    for length in [0, 1, (8 << 20) - 1, 8 << 20, (16 << 20) + 5] {
        let bytes: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
        fs::write(folder.path().join("file"), &bytes).unwrap();
        let mut file = Folder::open(folder.path()).unwrap().open_there("file", "read").unwrap();
        let version = store.put_file("file", &mut file).unwrap();
        assert!(store.get("file").unwrap() == Some((bytes, version)), "{length}");
    }
}

#[test]
fn writes_under_way_are_bounded_and_all_are_told() {
    let store = in_memory("s3://nft/drop");
    let (uploads, told) = (Uploads::new(store.clone(), 1000), Arc::new(AtomicUsize::new(0)));
    thread::scope(|scope| {
        for number in 0..4 {
            let (uploads, told) = (&uploads, &told);
            scope.spawn(move || {
                for at in 0..50 {
                    let told = Arc::clone(told);
                    let done = move |_: &_| {
                        told.fetch_add(1, Ordering::Relaxed);
                    };
                    // One is larger than all may be together.
                    let length = if at == 25 { 3000 } else { 300 };
                    uploads.put(&format!("{number}/{at}"), &vec![0; length], done).unwrap();
                }
            });
        }
    });
    uploads.wait().unwrap();
    assert_eq!((told.load(Ordering::Relaxed), paths(&store).len()), (200, 200));
    assert!((900..=3000).contains(&uploads.highest()), "{}", uploads.highest());
}

#[test]
fn copies_follow_what_is_there_and_read_only_what_changed() {
    let (store, folder) = (in_memory("s3://nft/art"), tempfile::tempdir().unwrap());
    for path in ["simdgen.toml", "layers/Sky/Mint.png", "layers/Sky/Dusk.png", ".simdgen/traits.pack"] {
        store.put(path, path.as_bytes().to_vec()).unwrap();
    }
    let copies = Copies::open(folder.path()).unwrap();
    let update = || copies.update(&store, "a project", |path| !path.starts_with(".simdgen/"));
    update().unwrap();
    let read = |path: &str| fs::read_to_string(folder.path().join(path)).ok();
    assert_eq!(read("layers/Sky/Mint.png").as_deref(), Some("layers/Sky/Mint.png"));
    assert_eq!(read(".simdgen/traits.pack"), None);
    // A copy whose length is right and whose object did not change is not read again.
    fs::write(folder.path().join("layers/Sky/Mint.png"), "LAYERS/Sky/Mint.png").unwrap();
    fs::write(folder.path().join("notes"), "own").unwrap();
    store.put("layers/Sky/Dusk.png", b"changed".to_vec()).unwrap();
    store.remove(&["simdgen.toml".to_owned()]).unwrap();
    update().unwrap();
    assert_eq!(read("layers/Sky/Mint.png").as_deref(), Some("LAYERS/Sky/Mint.png"));
    assert_eq!(read("layers/Sky/Dusk.png").as_deref(), Some("changed"));
    assert_eq!([read("simdgen.toml"), read("notes")], [None, Some("own".to_owned())]);
}

#[test]
fn a_project_with_a_name_that_leads_elsewhere_is_refused_whole() {
    let folder = tempfile::tempdir().unwrap();
    let store = in_memory("s3://nft/art");
    store.put("simdgen.toml", vec![]).unwrap();
    store.put("layers\\Sky.png", vec![]).unwrap();
    let error = Copies::open(folder.path()).unwrap().update(&store, "a project", |_| true).unwrap_err();
    assert!(matches!(&error, Error::Store(StoreError::Name { name, .. }) if name == "layers\\Sky.png"), "{error}");
    assert!(!folder.path().join("simdgen.toml").exists());
    let error = Copies::open(folder.path()).unwrap().update(&store, "a project", |_| false).unwrap_err();
    assert!(matches!(error, Error::Store(StoreError::Empty { .. })), "{error}");
}

#[test]
fn every_object_is_listed_once() {
    let store = in_memory("s3://nft");
    let wanted: Vec<String> = (0..2500).map(|number| format!("images/{number}.png")).collect();
    wanted.iter().for_each(|path| drop(store.put(path, vec![0; 3]).unwrap()));
    let listed: Mutex<Vec<Object>> = Mutex::default();
    store.list(|object| listed.lock().unwrap().push(object)).unwrap();
    let listed = listed.into_inner().unwrap();
    assert!(
        listed.len() == wanted.len() && listed.iter().all(|object| object.bytes == 3 && object.version.mark() != 0)
    );
    assert!(Path::new(&listed[0].path).starts_with("images"));
}
