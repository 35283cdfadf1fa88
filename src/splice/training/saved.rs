//! The saved training: a small file beside the pack, so that the next run with the same sample does not train again.
//!
//! ```text
//! magic, version          8 + 4 bytes
//! fingerprint            32 bytes: BLAKE3 of all that training depends on
//! indexed, encoded whole  2 bytes: 1 where pictures are written with the palette, and where they are encoded whole, else 0
//! what was learned       coding after coding, as `Coding::to_bytes` writes it
//! check sum              32 bytes: BLAKE3 of all before it
//! ```
//!
//! A file that is damaged, of another version or of another sample is ignored: training gives the same result again, and
//! replaces it. So nothing here is an error, not even a folder that cannot be written to.

use std::path::Path;

use super::coding::Coding;
use super::effort::Effort;
use crate::canvas::{CanvasSize, ColourType, StraightRgba};
use crate::encode::Compression;
use crate::files::{Folder, Kind};
use crate::splice::keys::TileKey;
use crate::splice::tile::palette::Palette;

const MAGIC: [u8; 8] = *b"simdgenL";

/// Changes with anything that changes what training finds, or what it is named by.
const VERSION: u32 = 9;

const HASH_LEN: usize = 32;

/// Names a training by its input: equal fingerprints have equal results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fingerprint([u8; HASH_LEN]);

impl Fingerprint {
    /// Names samples of editions, each given by the keys of its tiles, which stand for their pixels.
    ///
    /// A palette is compared with full colour, so both count.
    pub(super) fn new<'k>(
        canvas: CanvasSize,
        kinds: &[ColourType],
        palette: Option<&Palette>,
        effort: Effort,
        whole: Option<Compression>,
        samples: impl Iterator<Item = &'k [Vec<TileKey>]>,
    ) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&canvas.width().to_le_bytes()).update(&canvas.height().to_le_bytes());
        hasher.update(&[kinds.len() as u8, effort as u8]);
        kinds.iter().for_each(|colour| {
            hasher.update(&[colour.bytes() as u8]);
        });
        hasher.update(&[whole.map_or(0, |compression| 1 + compression as u8)]);
        let palette = palette.map_or(vec![], |palette| palette.colours());
        hasher.update(&(palette.len() as u32).to_le_bytes());
        for StraightRgba { r, g, b, a } in palette {
            hasher.update(&[r, g, b, a]);
        }
        for editions in samples {
            hasher.update(&(editions.len() as u32).to_le_bytes());
            for key in editions.iter().flatten() {
                hasher.update(&key.low.to_le_bytes()).update(&key.high.to_le_bytes());
            }
        }
        Self(hasher.finalize().into())
    }
}

/// The training that the file has, but for the palette.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SavedTraining {
    /// `true` if pictures are written with the palette.
    pub(super) indexed: bool,
    /// `true` if they are encoded whole after all.
    pub(super) encoded_whole: bool,
    /// One with a palette, else one for each colour type.
    pub(super) codings: Vec<Coding>,
}

/// What a training of a collection must have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    /// Filters of a coding: bands of tiles.
    pub(super) bands: usize,
    /// Codings without a palette: colour types.
    pub(super) kinds: usize,
    /// Colours of the palette, or 256.
    pub(super) values: usize,
}

/// Reads the training that an earlier run saved for the same sample.
///
/// The file may have come with the project, check sum and all. So no code is taken that lacks what a pixel may need: pictures
/// would be damaged without a word.
pub(super) fn read(path: &Path, fingerprint: Fingerprint, effort: Effort, shape: Shape) -> Option<SavedTraining> {
    let Shape { bands, kinds, values } = shape;
    let file = Folder::find(path.parent()?).ok()??.read(path.file_name()?, Kind::Record).ok()??;
    let (content, check_sum) = file.split_last_chunk::<HASH_LEN>()?;
    if blake3::hash(content) != *check_sum {
        return None;
    }
    let (&[indexed, encoded_whole], learned) = content.strip_prefix(&start(fingerprint)[..])?.split_first_chunk()?;
    let (indexed, encoded_whole) = (indexed == 1, encoded_whole == 1);
    let (count, values) = if indexed { (1, values) } else { (kinds, 256) };
    let parts = learned.chunks(learned.len().div_ceil(count).max(1));
    let read = |part| Coding::from_bytes(part, effort, values).filter(|coding| coding.filters.len() == bands);
    let codings: Vec<Coding> = parts.map(read).collect::<Option<_>>()?;
    (codings.len() == count).then_some(SavedTraining { indexed, encoded_whole, codings })
}

/// Deletes temporary files of runs that were killed while they wrote the file.
pub(super) fn remove_leftovers(path: &Path) {
    if let (Some(folder), Some(name)) = (path.parent(), path.file_name())
        && let Ok(Some(folder)) = Folder::find(folder)
    {
        folder.remove_leftovers(name);
    }
}

/// Saves a training, under its final name only once it is complete.
pub(super) fn write(path: &Path, fingerprint: Fingerprint, training: &SavedTraining) {
    let mut file = start(fingerprint);
    file.extend_from_slice(&[training.indexed, training.encoded_whole].map(u8::from));
    training.codings.iter().for_each(|coding| file.extend_from_slice(&coding.to_bytes()));
    file.extend_from_slice(blake3::hash(&file).as_bytes());
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return };
    // It only saves time, so failing to save it is no error.
    let _ = Folder::open(folder).and_then(|folder| folder.replace(name, &file, false));
}

fn start(fingerprint: Fingerprint) -> Vec<u8> {
    [&MAGIC[..], &VERSION.to_le_bytes(), &fingerprint.0].concat()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::canvas::{PLANE_LEN, Samples};
    use crate::splice::tile::palette::ColourCount;
    use crate::splice::training::rounds::{BandSurvey, Sample, Trainer};
    use crate::splice::training::survey::{SampleBand, SampleTile, Surveyor};

    fn training(effort: Effort, indexed: bool, encoded_whole: bool) -> SavedTraining {
        SavedTraining { indexed, encoded_whole, codings: vec![coding(effort, 256)] }
    }

    /// Of noise without a filter, so that no other values come up.
    fn coding(effort: Effort, values: usize) -> Coding {
        let noise = |i: usize| (i as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
        let planes = std::array::from_fn(|c| std::array::from_fn(|i| (noise(i + c) % values as u64) as u8));
        let band =
            SampleBand { tiles: &[SampleTile { planes: &planes, width: 60 }], order: &[0], columns: 1, height: 9 };
        let mut surveyor = Surveyor::new(Samples::Rgba, 60);
        let surveys = [BandSurvey::new(&mut surveyor, &band)];
        let mut trainer = Trainer::unfiltered(effort, Sample { pictures: 1, values }, &surveys);
        while let Some(round) = trainer.round() {
            let counts = round.count(&mut surveyor, 0, &band);
            trainer.learn(&counts);
        }
        trainer.finish().0
    }

    fn fingerprint(width: u32, kinds: &[ColourType], effort: Effort, low: u64) -> Fingerprint {
        let keys = [vec![TileKey { low, high: 1 }]];
        let canvas = CanvasSize::new(width, 9).expect("a small canvas");
        Fingerprint::new(canvas, kinds, None, effort, None, std::iter::repeat_n(&keys[..], kinds.len()))
    }

    const ONE_KIND: [ColourType; 1] = [ColourType::Rgba];
    const TWO_KINDS: [ColourType; 2] = [ColourType::Rgb, ColourType::Rgba];

    /// A training of one band of pictures with 256 values.
    const SHAPE: Shape = Shape { bands: 1, kinds: 1, values: 256 };

    #[test]
    fn only_a_complete_file_of_the_same_training_is_read() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("traits.training");
        let effort = Effort::Balanced;
        let own = fingerprint(60, &ONE_KIND, effort, 1);
        assert!(read(&path, own, effort, SHAPE).is_none(), "there is no file yet");
        for (indexed, encoded_whole) in [(false, true), (true, true), (true, false)] {
            let saved = training(effort, indexed, encoded_whole);
            write(&path, own, &saved);
            assert!(read(&path, own, effort, SHAPE) == Some(saved));
        }
        assert!(read(&path, own, effort, Shape { bands: 2, ..SHAPE }).is_none());
        let others = [
            fingerprint(61, &ONE_KIND, effort, 1),
            fingerprint(60, &[ColourType::Rgb], effort, 1),
            fingerprint(60, &TWO_KINDS, effort, 1),
            fingerprint(60, &ONE_KIND, Effort::High, 1),
            fingerprint(60, &ONE_KIND, effort, 2),
        ];
        assert!(others.into_iter().all(|other| read(&path, other, effort, SHAPE).is_none()));
        let complete = fs::read(&path).expect("the file just written");
        for at in 0..complete.len() {
            let mut damaged = complete.clone();
            damaged[at] ^= 1;
            fs::write(&path, damaged).expect("a file of one's own");
            assert!(read(&path, own, effort, SHAPE).is_none(), "byte {at}");
        }
        fs::write(&path, &complete[..complete.len() - 1]).expect("a file of one's own");
        assert!(read(&path, own, effort, SHAPE).is_none());
        assert_eq!(fs::read_dir(folder.path()).expect("it is there").count(), 1, "no temporary file is left");
    }

    /// A palette that does not pay leaves what was learned of full colour.
    #[test]
    fn full_colour_counts_beside_a_palette() {
        let mut count = ColourCount::default();
        assert!(count.add(&[[7; PLANE_LEN]; 4], (3, 3)), "one colour");
        let palette = count.into_palette();
        let canvas = CanvasSize::new(9, 9).expect("a small canvas");
        let of = |kinds: &[ColourType]| {
            Fingerprint::new(canvas, kinds, Some(&palette), Effort::Fast, None, std::iter::empty())
        };
        assert_ne!(of(&[ColourType::Rgb]), of(&ONE_KIND));
        assert_ne!(of(&TWO_KINDS), of(&ONE_KIND));
    }

    #[test]
    fn every_colour_type_has_its_own_coding() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("traits.training");
        let effort = Effort::High;
        let own = fingerprint(60, &TWO_KINDS, effort, 1);
        let shape = Shape { kinds: 2, ..SHAPE };
        let codings = vec![coding(effort, 256), coding(effort, 100)];
        assert!(codings[0] != codings[1]);
        let saved = SavedTraining { indexed: false, encoded_whole: false, codings };
        // Without a filter a hundred values have no code for others, which full colour needs.
        write(&path, own, &saved);
        assert!(read(&path, own, effort, shape).is_none());
        let two = SavedTraining { codings: vec![saved.codings[0].clone(); 2], ..saved };
        write(&path, own, &two);
        assert!(read(&path, own, effort, shape) == Some(two.clone()));
        for count in [0, 1, 3] {
            let codings = std::iter::repeat_n(two.codings[0].clone(), count).collect();
            write(&path, own, &SavedTraining { codings, ..two });
            assert!(read(&path, own, effort, shape).is_none(), "{count} codings");
        }
    }

    #[test]
    fn a_code_that_lacks_a_value_is_not_read() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("traits.training");
        let (effort, colours) = (Effort::Fast, 5);
        let own = fingerprint(60, &ONE_KIND, effort, 1);
        for (indexed, read_with) in [(true, Some(colours)), (false, None)] {
            let saved = SavedTraining { indexed, encoded_whole: false, codings: vec![coding(effort, colours)] };
            assert!(
                saved.codings[0].code.literal_cost(colours as u8) == 0,
                "the test is about a code without some literals"
            );
            write(&path, own, &saved);
            for asked in [1, colours, colours + 1, 256] {
                let is_read = read(&path, own, effort, Shape { values: asked, ..SHAPE }).is_some();
                assert_eq!(is_read, read_with.is_some_and(|colours| asked <= colours), "{indexed} {asked}");
            }
        }
    }

    #[test]
    fn a_place_that_cannot_be_written_to_is_no_error() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let own = fingerprint(60, &ONE_KIND, Effort::Fast, 1);
        write(&folder.path().join("absent/traits.training"), own, &training(Effort::Fast, false, false));
        write(folder.path(), own, &training(Effort::Fast, false, false));
    }
}
