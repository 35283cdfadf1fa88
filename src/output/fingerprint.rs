//! Names what an edition's picture is made from, so that a later run knows which editions it would draw differently.
//!
//! Apart from the ledger because it knows projects and packs; the ledger knows only numbers.

use super::record::{RunOptions, RunRecord};
use super::{EditionFiles, Entry, JsonSeal, ledger};
use crate::canvas::ColourType;
use crate::pack::Pack;
use crate::plan::{Edition, Plan};
use crate::project::Project;

/// Fingerprints the editions of a run. Equal on every machine.
#[derive(Debug)]
pub struct Fingerprints<'a> {
    project: &'a Project,
    pack: &'a Pack,
    /// Has taken in what all editions share.
    start: blake3::Hasher,
    shared: u64,
}

impl<'a> Fingerprints<'a> {
    /// Of the editions of a whole plan, drawn with one pack, colour type and encoder.
    pub fn new(project: &'a Project, pack: &'a Pack, whole: &Plan, colour: ColourType, options: &RunOptions) -> Self {
        let mut start = blake3::Hasher::new();
        text(&mut start, "simdgen picture 1");
        text(&mut start, RunRecord::VERSION);
        text(&mut start, &options.encoder);
        text(&mut start, &options.compression);
        // Files called otherwise are other files, and so are pictures with an animation. `Debug` names every field of these.
        let files = EditionFiles::of(project);
        text(&mut start, &format!("{files:?} {:?}", project.gallery.build_up));
        let numbers = [project.canvas.width(), project.canvas.height(), project.resize.code(), colour.bytes() as u32];
        for number in numbers {
            start.update(&number.to_le_bytes());
        }
        let mut prints = Self { project, pack, start, shared: 0 };
        let mut all = blake3::Hasher::new();
        for edition in whole.editions() {
            all.update(&prints.picture(edition).to_le_bytes());
        }
        prints.shared = ledger::first_64(&all.finalize());
        prints
    }

    /// Names everything that decides the pixels of an edition and how they are encoded: the bytes of the trait pictures
    /// shown, order, blend modes, opacities, background, canvas, resizing, colour type, file format, encoder, level and the
    /// version of this program, and what files are called. Names of traits, weights and numbers are left out: they change no
    /// pixel. Allocates nothing.
    pub fn picture(&self, edition: Edition<'_>) -> u128 {
        let mut hash = self.start.clone();
        let ground = edition.background.map_or([0; 5], |c| [1, c.r, c.g, c.b, c.a]);
        hash.update(&ground);
        for pick in edition.drawn(self.project) {
            let Some(picture) = self.pack.picture_of(pick) else { continue };
            let style = self.project.style(pick);
            text(&mut hash, style.blend.name());
            hash.update(&[style.opacity.0]);
            hash.update(&self.pack.source_hash(picture));
        }
        let hash = hash.finalize();
        u128::from_be_bytes(*hash.as_bytes().first_chunk().expect("a hash has 32 bytes"))
    }

    /// Names the whole collection: the splice encoder settles palette, code and filters by it, so two editions of equal pictures
    /// have equal bytes only when this is equal too.
    pub fn shared(&self) -> u64 {
        self.shared
    }

    /// What the files of the editions are called.
    pub fn files(&self) -> EditionFiles {
        EditionFiles::of(self.project)
    }

    /// The ledger's entry of an edition with these files.
    pub fn entry(&self, edition: Edition<'_>, picture: &[u8], json: &[u8]) -> Entry {
        Entry {
            number: edition.number,
            picture: self.picture(edition),
            shared: self.shared,
            image_bytes: picture.len() as u64,
            image_check: crc32fast::hash(picture),
            json: JsonSeal::of(json),
        }
    }
}

/// The length goes first, so that two texts cannot run together.
fn text(hash: &mut blake3::Hasher, value: &str) {
    hash.update(&(value.len() as u64).to_le_bytes());
    hash.update(value.as_bytes());
}
