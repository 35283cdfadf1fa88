//! A project as it was read at one time: its pack, its odds, and what all of its pictures share.
//!
//! Filters, code and palette are learned once from a sample of editions, as a build learns them from its plan, and saved beside the
//! pack. The sample is a function of the project, so the bytes of pictures are, too.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::ask::Pins;
use super::cache::Cache;
use super::tag::Tag;
use crate::build::{Renderer, Request};
use crate::canvas::{CanvasSize, ColourType};
use crate::compose::{ColourTypes, DrawnLayer, Ground, is_opaque};
use crate::encode::deflate::PairedCode;
use crate::encode::png::PngHeader;
use crate::error::ServiceError;
use crate::plan::{Edition, Lone, Plan};
use crate::project::Project;
use crate::render::SpliceOptions;
use crate::splice::join::Joiner;
use crate::splice::keys::{KeyTable, TileKey};
use crate::splice::tile::code::TileCode;
use crate::splice::tile::composer::PixelForm;
use crate::splice::tile::palette::Palette;
use crate::splice::training::{Coding, Effort, Training, TrainingInput, train};
use crate::{Error, Result};

/// Editions of the sample: enough to meet nearly every colour of a collection that can have a palette.
const SAMPLE: u32 = 4096;

/// The work that goes into a tile: one that is asked for often is encoded once all the same.
const EFFORT: Effort = Effort::Balanced;

/// Shards of the tiles: a picture takes a lock for each of its tiles.
const TILE_SHARDS: usize = 64;

/// Shards of finished answers: each must have room for large ones.
const FINISHED_SHARDS: usize = 4;

/// Counts of what was found and what was made, since the service was started.
#[derive(Debug, Default)]
pub struct Counts {
    /// Encoded tiles that were there.
    pub tiles_found: AtomicU64,
    /// Tiles that were composed and encoded.
    pub tiles_made: AtomicU64,
    /// Answers of another size or format that were there.
    pub finished_found: AtomicU64,
    /// Answers of another size or format that were made.
    pub finished_made: AtomicU64,
}

/// An encoded tile; `None` for one with a colour that the palette has not.
pub(super) type KnownTile = Option<Arc<TileCode>>;

/// A project that can be served, shared by all threads.
#[derive(Debug)]
pub struct Loaded {
    pub(super) renderer: Renderer,
    pub(super) lone: Lone,
    pub(super) pinned: Cache<Pins, Arc<Lone>>,
    /// The samples of the pictures that are joined.
    kinds: Vec<ColourType>,
    pub(super) palette: Option<Palette>,
    /// By kind, or one for all with a palette.
    pub(super) classes: Vec<Class>,
    pub(super) table: KeyTable<'static>,
    pub(super) tiles: Cache<TileKey, KnownTile>,
    pub(super) finished: Cache<Tag, Arc<Vec<u8>>>,
    /// Stands for everything that decides the bytes of a joined picture but its tiles.
    pub(super) fingerprint: blake3::Hash,
    pub(super) counts: Arc<Counts>,
}

/// A class of pictures: those that have filters and code in common.
#[derive(Debug)]
pub(super) struct Class {
    pub(super) colour: ColourType,
    pub(super) coding: Coding,
    pub(super) code: PairedCode,
    pub(super) joiner: Joiner,
}

impl Class {
    fn new(canvas: CanvasSize, colour: ColourType, palette: Option<&Palette>, coding: Coding) -> Self {
        let code = PairedCode::new(coding.code.clone());
        let filters: Vec<u8> = coding.filters.iter().map(|filter| filter.byte()).collect();
        let joiner = match palette {
            Some(palette) => Joiner::indexed(canvas, &palette.colours(), &filters, code.code().clone()),
            None => Joiner::new(PngHeader::new(canvas, colour), &filters, code.code().clone()),
        };
        Self { colour, coding, code, joiner }
    }

    /// Returns the form of its pixels.
    pub(super) fn form<'p>(&self, palette: Option<&'p Palette>) -> PixelForm<'p> {
        PixelForm { colour: self.colour, palette }
    }
}

impl Loaded {
    /// Opens the pack of a project, builds it first if needed, and learns what its pictures share.
    ///
    /// Of the request, `pack`, `threads`, `memory` and `max_pixels` matter.
    ///
    /// # Errors
    /// [`ServiceError::NothingToDraw`]; as [`Renderer::new`] and [`Lone::new`]; [`Error::Memory`].
    pub fn new(project: Project, request: &Request, counts: Arc<Counts>) -> Result<Self> {
        let lone = Lone::new(&project, &[])?;
        if lone.is_empty() {
            return Err(Error::Service(ServiceError::NothingToDraw { root: project.root.to_path_buf() }));
        }
        let renderer = Renderer::new(project, request)?;
        let (project, pack) = (renderer.project(), renderer.pack());
        let sample = sample(&lone)?;
        let colours = ColourTypes::of_plan(project, pack, &sample);
        let canvas = pack.grid().canvas();
        SpliceOptions::check(request.memory, canvas, colours.widest(), EFFORT, sample.len())?;
        let saved = pack.path().with_extension("serving");
        let Training { palette, codings, .. } = train(TrainingInput {
            project,
            pack,
            full_plan: &sample,
            colours: &colours,
            effort: EFFORT,
            threads: request.threads.max(1),
            saved_training: Some(&saved),
        });
        let kinds = if palette.is_some() { vec![colours.widest()] } else { colours.kinds().to_vec() };
        let fingerprint = fingerprint(canvas, &kinds, palette.as_ref(), &codings);
        let filters: Vec<Vec<u8>> =
            codings.iter().map(|coding| coding.filters.iter().map(|filter| filter.byte()).collect()).collect();
        let table = KeyTable::of_classes(pack, &filters.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let class = |(&colour, coding)| Class::new(canvas, colour, palette.as_ref(), coding);
        let classes = kinds.iter().zip(codings).map(class).collect();
        Ok(Self {
            lone,
            pinned: Cache::new(request.memory / 16, 1),
            kinds,
            palette,
            classes,
            table,
            tiles: Cache::new(request.memory / 2, TILE_SHARDS),
            finished: Cache::new(request.memory / 4, FINISHED_SHARDS),
            fingerprint,
            counts,
            renderer,
        })
    }

    /// Returns the project.
    pub fn project(&self) -> &Project {
        self.renderer.project()
    }

    /// Returns the renderer, which composes editions of the project.
    pub fn renderer(&self) -> &Renderer {
        &self.renderer
    }

    /// Returns the bytes that are kept for later answers.
    pub fn bytes(&self) -> usize {
        self.tiles.bytes() + self.finished.bytes()
    }

    /// Returns the class of a picture; `None` if it has transparent pixels and no class has.
    pub(super) fn class(&self, layers: &[DrawnLayer], ground: Ground) -> Option<usize> {
        let is_opaque = || is_opaque(self.renderer.pack(), layers, ground);
        match self.kinds[..] {
            [ColourType::Rgba] => Some(0),
            [ColourType::Rgb] => is_opaque().then_some(0),
            // RGB is before RGBA.
            _ => Some(usize::from(!is_opaque())),
        }
    }
}

/// Draws the editions that are learned from: a function of the project.
fn sample(lone: &Lone) -> Result<Plan> {
    let mut plan = Plan::new(String::new());
    for number in 0..SAMPLE {
        let drawn = lone.draw(&format!("sample {number}"))?;
        plan.push(Edition { number, ..drawn.edition() });
    }
    Ok(plan)
}

fn fingerprint(
    canvas: CanvasSize,
    kinds: &[ColourType],
    palette: Option<&Palette>,
    codings: &[Coding],
) -> blake3::Hash {
    let mut hash = blake3::Hasher::new();
    let mut part = |bytes: &[u8]| {
        hash.update(&(bytes.len() as u64).to_le_bytes()).update(bytes);
    };
    part(concat!("simdgen service ", env!("CARGO_PKG_VERSION")).as_bytes());
    part(canvas.to_string().as_bytes());
    part(&kinds.iter().map(|kind| kind.bytes() as u8).collect::<Vec<_>>());
    let colours = palette.map_or(vec![], Palette::colours);
    part(&colours.iter().flat_map(|c| [c.r, c.g, c.b, c.a]).collect::<Vec<_>>());
    codings.iter().for_each(|coding| part(&coding.to_bytes()));
    hash.finalize()
}
