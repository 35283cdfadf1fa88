//! Fingerprints what an edition's picture is made from, so that a later run knows which editions it would draw differently.
//!
//! The inputs of one edition's pixels are those given to the compositor ([`drawn`] and [`Ground::of`]). The inputs that
//! all pictures share come from project and options, of which every field is named without `..`: a new field compiles
//! only when it is decided whether pictures depend on it. Metadata and the files of the whole collection have no
//! fingerprint: each run makes them again, and replaces those that differ.
//!
//! Builds store these numbers, so the input of the hash is spelled out below. It contains no `Debug` text, which changes
//! with the code, and no version of the program, which changes without a byte of a picture: `BYTES` stands for that.

use super::record::RunOptions;
use super::{EditionFiles, Entry, Seal, ledger};
use crate::canvas::ColourType;
use crate::choice::Choice;
use crate::compose::{ColourTypes, DrawnLayer, Ground, drawn};
use crate::pack::Pack;
use crate::plan::{Edition, Plan};
use crate::project::{
    AnimationSettings, FileNames, GallerySettings, MetadataSettings, PictureFormat, Project, SlideShowSettings,
};

/// The bytes that encoders write for given pixels, named by the first version of the program that wrote them. Changed with
/// any byte of a picture, so that builds of before are rendered again; `tests/earlier` holds pictures of each version.
const BYTES: &str = "0.1.0";

/// The same for those encoders whose bytes have changed alone, by encoder and level.
const CHANGED: &[(&str, &str, &str)] =
    &[("splice", "balanced", "0.1.0: palettes of their own"), ("splice", "high", "0.1.0: palettes of their own")];

/// Returns the name of the bytes that an encoder writes at a level.
fn bytes_of(encoder: &str, compression: &str) -> &'static str {
    let changed = CHANGED.iter().find(|(of, level, _)| (*of, *level) == (encoder, compression));
    changed.map_or(BYTES, |(.., bytes)| bytes)
}

/// Fingerprints the editions of a run. Equal on every machine.
#[derive(Debug)]
pub struct Fingerprints<'a> {
    project: &'a Project,
    pack: &'a Pack,
    colours: &'a ColourTypes,
    /// Has taken in what all editions of a colour type share, by [`ColourTypes::kinds`].
    starts: Vec<blake3::Hasher>,
    shared: u64,
}

impl<'a> Fingerprints<'a> {
    /// Fingerprints the editions of the full plan, drawn with one pack and encoder.
    pub fn new(
        project: &'a Project,
        pack: &'a Pack,
        full_plan: &Plan,
        colours: &'a ColourTypes,
        options: &RunOptions,
    ) -> Self {
        let starts = colours.kinds().iter().map(|&colour| shared_by_all(project, colour, options)).collect();
        let mut fingerprints = Self { project, pack, colours, starts, shared: 0 };
        let mut all = blake3::Hasher::new();
        for edition in full_plan.editions() {
            all.update(&fingerprints.picture(edition).to_le_bytes());
        }
        fingerprints.shared = ledger::first_64(&all.finalize());
        fingerprints
    }

    /// The fingerprint of an edition's picture: everything that decides its pixels and how they are encoded. Those are the bytes
    /// of the trait pictures shown, order, blend modes, opacities, background, canvas, resizing, colour type, file format,
    /// encoder, level, `BYTES`, and the names of files. Names of traits, weights and numbers are left out: they change no
    /// pixel. Allocates nothing.
    pub fn picture(&self, edition: Edition<'_>) -> u128 {
        let Self { project, pack, colours, starts, shared: _ } = self;
        let mut hash = starts[colours.class(edition)].clone();
        let modes = drawn(project, pack, edition).map(|layer| layer.mode);
        let ground = match Ground::of(project, edition.background, modes) {
            Ground::Transparent | Ground::FirstStep => [0; 5],
            Ground::Colour(c) => [1, c.r, c.g, c.b, c.a],
            // Whether what is opaque stays so follows from the modes, which are taken in next.
            Ground::Under { colour: c, opaque_stays: _ } => [2, c.r, c.g, c.b, c.a],
        };
        hash.update(&ground);
        for DrawnLayer { picture, mode, opacity } in drawn(project, pack, edition) {
            text(&mut hash, mode.name());
            hash.update(&[opacity.0]);
            hash.update(&pack.source_hash(picture));
        }
        let hash = hash.finalize();
        u128::from_be_bytes(*hash.as_bytes().first_chunk().expect("a hash has 32 bytes"))
    }

    /// The fingerprint of the pictures of all editions. The splice encoder trains palette, code and filters on them, so two
    /// editions of equal fingerprints have equal bytes only when this is equal too.
    pub fn shared(&self) -> u64 {
        self.shared
    }

    /// The names of the editions' files.
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
            json: Seal::of(json),
        }
    }
}

/// A hash of what decides the files of all editions of a colour type alike.
fn shared_by_all(project: &Project, colour: ColourType, options: &RunOptions) -> blake3::Hasher {
    let Project {
        canvas,
        resize,
        pictures,
        metadata,
        gallery,
        // Decide pixels edition by edition: `drawn` and `Ground::of` read them.
        background_last: _,
        layers: _,
        traits: _,
        sets: _,
        // Decide which editions there are, and their backgrounds: the plan has both.
        background: _,
        rules: _,
        chosen: _,
        unique: _,
        shuffle: _,
        first_edition: _,
        seed: _,
        // Decide metadata; what makes 1/1 pictures is in layers, traits and sets.
        one_of_one: _,
        conventions: _,
        // Say where files are. The record of the run has them.
        root: _,
        config: _,
        // Are only told.
        notices: _,
    } = project;
    let MetadataSettings {
        file_names,
        // Decide metadata.
        standard: _,
        name: _,
        description: _,
        base_uri: _,
        extra: _,
        compiler: _,
        dna_delimiter: _,
        by_standard: _,
        displays: _,
        values: _,
        attributes: _,
        hash_pictures: _,
        extra_attributes: _,
    } = metadata;
    let RunOptions {
        encoder,
        compression,
        // Decide metadata: overrides are applied to the project.
        date: _,
        overrides: _,
        // Says where the plan comes from.
        given: _,
    } = options;
    let mut hash = blake3::Hasher::new();
    text(&mut hash, "simdgen picture 1");
    text(&mut hash, bytes_of(encoder, compression));
    text(&mut hash, encoder);
    text(&mut hash, compression);
    // Files called otherwise are other files, and so are pictures with an animation.
    let build_up = build_up(gallery).map_or("None".to_owned(), |settings| format!("Some({})", animation(settings)));
    text(&mut hash, &format!("{} {build_up}", files(*file_names, *pictures)));
    for number in [canvas.width(), canvas.height(), resize.code(), colour.bytes() as u32] {
        hash.update(&number.to_le_bytes());
    }
    hash
}

/// The part of the gallery that a run makes; other commands make the rest from finished pictures.
fn build_up(gallery: &GallerySettings) -> Option<&AnimationSettings> {
    let GallerySettings {
        build_up,
        columns: _,
        thumbnail_width: _,
        thumbnail_ratio: _,
        sheet_name: _,
        pixel_ratio: _,
        slide_show: SlideShowSettings { pictures: _, order: _, animation: _, file_name: _ },
    } = gallery;
    build_up.as_ref()
}

/// The names of files, in the words of version 0.1.0.
fn files(names: FileNames, pictures: PictureFormat) -> String {
    let FileNames { hex, digits, json_extension } = names;
    let pictures = pictures.facts().fingerprint;
    let names = format!("FileNames {{ hex: {hex}, digits: {digits}, json_extension: {json_extension} }}");
    format!("EditionFiles {{ names: {names}, pictures: {pictures} }}")
}

/// An animation's settings, in the words of version 0.1.0.
fn animation(settings: &AnimationSettings) -> String {
    let AnimationSettings { repeats, delay_ms, speed } = settings;
    let repeats = repeats.map_or("None".to_owned(), |times| format!("Some({times})"));
    format!("AnimationSettings {{ repeats: {repeats}, delay_ms: {delay_ms}, speed: {speed} }}")
}

/// The length goes first, so that two texts cannot run together.
fn text(hash: &mut blake3::Hasher, value: &str) {
    hash.update(&(value.len() as u64).to_le_bytes());
    hash.update(value.as_bytes());
}
