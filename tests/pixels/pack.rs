//! The pack: what it stores, when it is built again, and what a damaged one does.

use std::fs;
use std::path::Path;

use simdgen::Error;
use simdgen::blend::{BlendMode, Opacity};
use simdgen::image::Resize;
use simdgen::pack::{Belief, BuildOptions, BuildReport, Care, TileKind, ensure, state};
use simdgen::project::{Background, Project};

use crate::pixels::fixture::{Shape, packed, project, write_png};

fn shape() -> Shape {
    let over = (BlendMode::SourceOver, Opacity::FULL);
    let background = Background::Transparent;
    Shape { width: 150, height: 70, layers: vec![over; 3], traits: 3, full_bottom: true, background }
}

fn build(project: &Project, threads: usize, force: bool) -> BuildReport {
    let care = if force { Care::Anew } else { Care::Usual };
    let options = BuildOptions { care, ..BuildOptions::new(threads) };
    ensure(project, &project.root.join("traits.pack"), options).unwrap().1
}

#[test]
fn only_what_changed_is_decoded_again() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path(), &shape(), 1);
    let first = build(&project, 2, false);
    assert_eq!((first.decoded, first.pictures), (9, 9));
    assert_eq!(build(&project, 2, false).reason, None);
    let changed = folder.path().join("layers/L1/t2.png");
    write_png(&changed, 150, 70, &[9; 150 * 70 * 4]);
    let second = build(&project, 2, false);
    assert_eq!(second.decoded, 1);
    assert!(second.reason.unwrap().contains("layers/L1/t2.png"));
    assert_eq!(build(&project, 1, true).decoded, 9);
    let mut other = project.clone();
    other.resize = Resize::Smooth;
    assert_eq!(build(&other, 1, false).decoded, 9);
}

#[test]
fn bytes_do_not_depend_on_threads_or_history() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path(), &shape(), 2);
    let path = folder.path().join("traits.pack");
    let bytes = |threads| {
        build(&project, threads, true);
        fs::read(&path).unwrap()
    };
    let one = bytes(1);
    assert_eq!(one, bytes(2));
    assert_eq!(one, bytes(7));
    // Change a picture and change it back: taken over and decoded tiles end in the same places.
    let picture = folder.path().join("layers/L0/t1.png");
    let (kept, modified) = (fs::read(&picture).unwrap(), fs::metadata(&picture).unwrap().modified().unwrap());
    write_png(&picture, 150, 70, &[200; 150 * 70 * 4]);
    assert_eq!(build(&project, 2, false).decoded, 1);
    fs::write(&picture, kept).unwrap();
    fs::File::options().write(true).open(&picture).unwrap().set_modified(modified).unwrap();
    assert_eq!(build(&project, 2, false).decoded, 1);
    assert_eq!(one, fs::read(&path).unwrap());
}

#[test]
fn tiles_are_told_apart_and_shared() {
    let folder = tempfile::tempdir().unwrap();
    let mut project = project(folder.path(), &shape(), 3);
    let mut rgba = vec![0; 150 * 70 * 4];
    for (index, pixel) in rgba.chunks_exact_mut(4).enumerate() {
        // Opaque on the left 100 pixels, one soft pixel in the right bottom corner.
        let (x, y) = (index % 150, index / 150);
        pixel.copy_from_slice(&[10, 20, 30, if x < 100 { 255 } else { u8::from(x == 149 && y == 69) * 77 }]);
    }
    write_png(&folder.path().join("layers/L1/t0.png"), 150, 70, &rgba);
    write_png(&folder.path().join("layers/L1/t1.png"), 150, 70, &rgba);
    project.traits.retain(|t| t.layer.0 == 1);
    project.layers = vec![project.layers[1].clone()];
    project.layers[0].traits = 0..3;
    project.traits.iter_mut().for_each(|t| t.layer.0 = 0);
    let pack = packed(&project, 2);
    let twins = [0, 1].map(|t| pack.picture_of(simdgen::project::TraitId(t)).unwrap());
    assert_eq!(pack.places(twins[0]), pack.places(twins[1]));
    let kinds: Vec<TileKind> = (0..9).map(|p| pack.kind(pack.tile_at(twins[0], p))).collect();
    use TileKind::{Empty, Mixed, Opaque};
    assert_eq!(kinds, [Opaque, Mixed, Empty, Opaque, Mixed, Empty, Opaque, Mixed, Mixed]);
    pack.verify(2).unwrap();
}

#[test]
fn every_damage_is_an_error_and_cured_by_building_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut small = shape();
    (small.width, small.height, small.traits) = (20, 10, 1);
    let project = project(folder.path(), &small, 4);
    let report = build(&project, 1, false);
    let path = folder.path().join("traits.pack");
    let good = fs::read(&path).unwrap();
    let planes_end = u64::from_le_bytes(good[36..44].try_into().unwrap()) as usize;
    for length in (0..200).chain(planes_end - 5..good.len()) {
        fs::write(&path, &good[..length]).unwrap();
        assert!(build(&project, 1, false).reason.is_some(), "cut to {length} bytes");
    }
    for at in (0..128).chain(planes_end..good.len()) {
        let mut bad = good.clone();
        bad[at] ^= 0x41;
        fs::write(&path, &bad).unwrap();
        let rebuilt = build(&project, 1, false);
        assert!(rebuilt.reason.is_some(), "byte {at} changed");
        assert_eq!(BuildReport { reason: None, ..rebuilt }, BuildReport { reason: None, ..report.clone() });
        assert!(fs::read(&path).unwrap() == good, "byte {at} changed: the pack is another one now");
    }
    let mut bad = good.clone();
    bad[planes_end - 1] ^= 1;
    fs::write(&path, &bad).unwrap();
    assert!(packed(&project, 1).verify(2).is_err(), "planes are covered by verify");
}

#[test]
fn damaged_planes_are_not_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path(), &shape(), 9);
    let path = folder.path().join("traits.pack");
    build(&project, 1, false);
    let mut damaged = fs::read(&path).unwrap();
    write_png(&folder.path().join("layers/L2/t2.png"), 150, 70, &[9; 150 * 70 * 4]);
    assert_eq!(build(&project, 1, false).decoded, 1);
    let good = fs::read(&path).unwrap();
    // The first tile of the first picture: nothing sees it while the pack is opened.
    damaged[128 + 100] ^= 1;
    fs::remove_file(&path).unwrap();
    fs::write(&path, damaged).unwrap();
    assert_eq!(build(&project, 1, false).decoded, 2);
    assert!(fs::read(&path).unwrap() == good);
}

#[test]
fn no_length_and_no_changed_bit_is_taken_for_a_pack() {
    let folder = tempfile::tempdir().unwrap();
    let mut small = shape();
    (small.width, small.height, small.traits) = (20, 10, 1);
    let project = project(folder.path(), &small, 8);
    build(&project, 1, false);
    let good = fs::read(folder.path().join("traits.pack")).unwrap();
    let planes_end = u64::from_le_bytes(good[36..44].try_into().unwrap()) as usize;
    let path = folder.path().join("damaged.pack");
    let options = BuildOptions::new(1);
    let opened = |bytes: &[u8]| {
        // A new file each time: what is mapped may not change.
        let _ = fs::remove_file(&path);
        fs::write(&path, bytes).unwrap();
        match state(&project, &path, Belief::Any) {
            Ok(_) => Some(ensure(&project, &path, options).unwrap().0.verify(2).is_ok()),
            Err(reason) => {
                assert!(reason.contains("is unusable"), "{} bytes: {reason}", bytes.len());
                None
            }
        }
    };
    assert_eq!(opened(&good), Some(true));
    for length in 0..good.len() {
        assert_eq!(opened(&good[..length]), None, "cut to {length} bytes");
    }
    for at in (0..128).chain(planes_end..good.len()) {
        for bit in 0..8 {
            let mut bad = good.clone();
            bad[at] ^= 1 << bit;
            assert_eq!(opened(&bad), None, "bit {bit} of byte {at}");
        }
    }
    // What `verify` is for: planes are not read whole when a pack is opened.
    let tile = good.windows(16).position(|w| w.iter().any(|&b| b != 0) && w[0] != 0).map_or(128, |at| at.max(128));
    for at in [tile, planes_end - 1] {
        let mut bad = good.clone();
        bad[at] ^= 1;
        assert_ne!(opened(&bad), Some(true), "byte {at} of the planes");
    }
    let longer = [&good[..], b"more"].concat();
    assert_eq!(opened(&longer), None);
}

#[test]
fn a_file_of_another_kind_is_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path(), &shape(), 7);
    let notes = folder.path().join("notes.txt");
    for text in ["", "not a pack"] {
        fs::write(&notes, text).unwrap();
        let options = BuildOptions { care: Care::Anew, ..BuildOptions::new(1) };
        assert!(matches!(ensure(&project, &notes, options), Err(Error::Pack { .. })));
        assert_eq!(fs::read_to_string(&notes).unwrap(), text);
    }
}

fn error_of(project: &Project) -> String {
    let options = BuildOptions { max_pixels: 1000 * 1000, ..BuildOptions::new(2) };
    match ensure(project, &project.root.join("traits.pack"), options) {
        Err(error @ Error::Picture { .. }) => error.to_string(),
        other => panic!("expected a picture error, found {other:?}"),
    }
}

#[test]
fn bad_pictures_name_layer_file_and_reason() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path(), &shape(), 5);
    let picture = folder.path().join("layers/L2/t1.png");
    let good = fs::read(&picture).unwrap();
    let mut damaged = good.clone();
    damaged[60] ^= 0xFF;
    let cases: [(&[u8], &str); 5] = [
        (b"", "empty"),
        (&good[..good.len() / 2], "cut off"),
        (b"BM......", "a BMP"),
        (&good[..20], "cut off"),
        (&damaged, "damaged"),
    ];
    for (bytes, reason) in cases {
        fs::write(&picture, bytes).unwrap();
        let message = error_of(&project);
        for part in ["\"L2\"", "t1.png", reason] {
            assert!(message.contains(part), "{part} is not in: {message}");
        }
        assert_no_leftovers(folder.path());
    }
    let mut trailing = good;
    trailing.extend(b"anything may follow");
    fs::write(&picture, trailing).unwrap();
    assert_eq!(build(&project, 1, false).decoded, 9);
}

#[test]
fn a_picture_above_the_limit_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path(), &shape(), 6);
    write_png(&folder.path().join("layers/L0/t0.png"), 1001, 1000, &vec![0; 1001 * 1000 * 4]);
    let message = error_of(&project);
    assert!(message.contains("1001 x 1000") && message.contains("--max-pixels"), "{message}");
}

fn assert_no_leftovers(folder: &Path) {
    let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["layers", "traits.pack.lock"], "a failed build leaves nothing but the empty file it locked");
}

#[test]
fn packing_keeps_to_its_memory_and_says_what_would_be_enough() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path(), &shape(), 10);
    let path = folder.path().join("traits.pack");
    let pack_again = |memory: usize| ensure(&project, &path, BuildOptions { memory, ..BuildOptions::new(4) });
    let pack_within = |memory: usize| {
        let _ = fs::remove_file(&path);
        pack_again(memory)
    };
    let enough = pack_within(usize::MAX).unwrap().1;
    let whole = fs::read(&path).unwrap();
    // One picture of 150 x 70 pixels and its nine tiles take 120 KB, which is one MiB in messages.
    let refused = pack_within(100_000).unwrap_err().to_string();
    for part in ["\"L0\"", "t0.png", "takes 1 MiB", "--memory"] {
        assert!(refused.contains(part), "{part} is not in: {refused}");
    }
    assert!(!path.exists());
    assert_eq!(pack_within(121_000).unwrap().1, enough);
    assert!(fs::read(&path).unwrap() == whole, "one after the other gives the same");
    // Only what is decoded is refused: the others are taken over one after the other.
    write_png(&folder.path().join("layers/L2/t2.png"), 1, 1, &[9; 4]);
    let refused = pack_again(100_000).unwrap_err().to_string();
    assert!(refused.contains("\"L2\"") && refused.contains("t2.png"), "{refused}");
}
