//! From a seed to the bytes of an answer.
//!
//! A picture at the size of the canvas is joined from encoded tiles. Those that are not there are composed and encoded first.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use serde_json::json;

use super::ask::{Ask, Format};
use super::loaded::{Class, KnownTile, Loaded};
use super::refusal::{Refusal, Why};
use super::tag::Tag;
use crate::Error;
use crate::canvas::CanvasSize;
use crate::compose::{DrawnLayer, drawn_layers};
use crate::plan::file::PlanWords;
use crate::plan::{Edition, EditionIndex, LoneDraw, Plan, colour, dna_hash};
use crate::splice::join::JoinScratch;
use crate::splice::keys::TileKey;
use crate::splice::tile::code::{TileCode, TileCodeWriter};
use crate::splice::tile::composer::TileComposer;
use crate::splice::tile::encode::TileEncoder;
use crate::thumbnail::scaled_size;

/// The longer side of an answer in pixels, where that of the canvas is shorter.
const LONGEST: u32 = 2048;

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The name of its bytes.
    pub tag: Tag,
    /// The bytes; `None` if whoever asked has them already.
    pub bytes: Option<Arc<Vec<u8>>>,
}

/// The memory of a thread, reused from picture to picture.
#[derive(Default)]
struct Scratch {
    layers: Vec<DrawnLayer>,
    keys: Vec<TileKey>,
    hashed: Vec<u8>,
    codes: Vec<Arc<TileCode>>,
    join: JoinScratch,
    png: Vec<u8>,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// What is to be made of an edition, and its name.
struct Wanted<'a> {
    edition: Edition<'a>,
    format: Format,
    size: CanvasSize,
    tag: Tag,
    /// Takes longer than a few joined pictures.
    may_work: bool,
}

impl Loaded {
    /// Answers. `is_known` says whether the bytes of a tag are there already where they go.
    ///
    /// Without `may_work`, `None` stands for an answer that takes longer than joining a picture.
    ///
    /// # Errors
    /// A refusal.
    pub fn answer(&self, ask: &Ask, is_known: impl Fn(Tag) -> bool, may_work: bool) -> Result<Option<Reply>, Refusal> {
        let size = self.size(ask.size)?;
        let Some(drawn) = self.draw(ask, may_work)? else { return Ok(None) };
        if ask.format == Format::Json {
            if !may_work {
                return Ok(None);
            }
            let text = self.traits(&ask.seed, &drawn);
            let tag = Tag::new(blake3::hash(text.as_bytes()));
            return Ok(Some(Reply { tag, bytes: (!is_known(tag)).then(|| Arc::new(text.into_bytes())) }));
        }
        SCRATCH.with_borrow_mut(|scratch| {
            let edition = drawn.edition();
            let (layers, hashed) = (&mut scratch.layers, &mut scratch.hashed);
            let ground = drawn_layers(self.project(), self.renderer.pack(), edition, layers);
            let class = self.class(layers, ground);
            self.table.keys(class.unwrap_or(0), layers, ground, &mut scratch.keys);
            hashed.clear();
            hashed.extend_from_slice(self.fingerprint.as_bytes());
            hashed.extend_from_slice(&[ask.format as u8, u8::from(class.is_some())]);
            hashed.extend([size.width(), size.height()].iter().flat_map(|side| side.to_le_bytes()));
            hashed.extend(scratch.keys.iter().flat_map(|key| [key.low, key.high]).flat_map(u64::to_le_bytes));
            let tag = Tag::new(blake3::hash(hashed));
            if is_known(tag) {
                return Ok(Some(Reply { tag, bytes: None }));
            }
            let wanted = Wanted { edition, format: ask.format, size, tag, may_work };
            let is_joined = ask.format == Format::Png && size == self.project().canvas;
            let joined = match class.filter(|_| is_joined) {
                Some(class) => self.joined(&self.classes[class], &wanted, scratch)?,
                None => Joined::Not,
            };
            let bytes = match joined {
                Joined::Later => return Ok(None),
                Joined::Png(bytes) => bytes,
                Joined::Not => match self.finished(&wanted)? {
                    Some(bytes) => bytes,
                    None => return Ok(None),
                },
            };
            Ok(Some(Reply { tag, bytes: Some(bytes) }))
        })
    }

    /// Draws the edition that an address asks for; `may_work` is that of [`Self::answer`].
    ///
    /// # Errors
    /// As [`Self::answer`].
    pub fn draw(&self, ask: &Ask, may_work: bool) -> Result<Option<LoneDraw>, Refusal> {
        if ask.pins.is_empty() {
            return Ok(Some(self.lone.draw(&ask.seed)?));
        }
        let Some(lone) = self.lone_with(&ask.pins, may_work)? else { return Ok(None) };
        Ok(Some(lone.draw(&ask.seed)?))
    }

    /// Returns the size of an answer.
    fn size(&self, longest: Option<u32>) -> Result<CanvasSize, Refusal> {
        let canvas = self.project().canvas;
        let most = LONGEST.max(canvas.width()).max(canvas.height());
        match longest {
            None => Ok(canvas),
            Some(longest) if longest <= most => Ok(scaled_size(canvas, longest)),
            Some(_) => Err(Refusal::new(Why::Wrong, format!("the largest size is {most}"))),
        }
    }

    /// Returns the traits of an edition as JSON, by the names that addresses give them.
    fn traits(&self, seed: &str, drawn: &LoneDraw) -> String {
        let (project, edition) = (self.project(), drawn.edition());
        let words = PlanWords::new(project);
        let traits: serde_json::Map<_, _> =
            words.of_edition(edition).map(|(layer, name)| (layer.to_owned(), name.into())).collect();
        let background = colour::to_text(edition.background);
        let value =
            json!({ "seed": seed, "traits": traits, "background": background, "dna": dna_hash(project, edition) });
        format!("{value:#}\n")
    }

    /// Joins a picture of a class, after its missing tiles were encoded.
    fn joined(&self, class: &Class, wanted: &Wanted<'_>, scratch: &mut Scratch) -> Result<Joined, Refusal> {
        let Scratch { keys, codes, join, png, .. } = scratch;
        codes.clear();
        let mut maker = None;
        let mut made = 0;
        for (place, key) in keys.iter().enumerate() {
            let code = match self.tiles.get(key) {
                Some(known) => known,
                None if !wanted.may_work => {
                    codes.clear();
                    return Ok(Joined::Later);
                }
                None => {
                    made += 1;
                    let maker = maker.get_or_insert_with(|| Maker::new(self, class, wanted.edition));
                    let code = maker.encode(class, place);
                    self.tiles.put(*key, code.clone(), code.as_ref().map_or(0, |code| code.heap_bytes()));
                    code
                }
            };
            let Some(code) = code else { break };
            codes.push(code);
        }
        self.counts.tiles_made.fetch_add(made, Ordering::Relaxed);
        if codes.len() < keys.len() {
            codes.clear();
            return Ok(Joined::Not);
        }
        self.counts.tiles_found.fetch_add(codes.len() as u64 - made, Ordering::Relaxed);
        let joined = class.joiner.join_codes(codes, join, png);
        codes.clear();
        joined.map_err(|reason| Error::Encode { what: "a picture".to_owned(), reason })?;
        // The file is copied, so that the thread keeps the longer one that it grew to.
        Ok(Joined::Png(Arc::new(png.as_slice().to_vec())))
    }

    /// Returns an answer that is not joined, made now if there is none.
    fn finished(&self, wanted: &Wanted<'_>) -> Result<Option<Arc<Vec<u8>>>, Refusal> {
        let &Wanted { edition, format, size, tag, may_work } = wanted;
        if let Some(bytes) = self.finished.get(&tag) {
            self.counts.finished_found.fetch_add(1, Ordering::Relaxed);
            return Ok(Some(bytes));
        }
        if !may_work {
            return Ok(None);
        }
        let bytes = Arc::new(self.whole(edition, size, format)?);
        self.counts.finished_made.fetch_add(1, Ordering::Relaxed);
        self.finished.put(tag, Arc::clone(&bytes), bytes.len());
        Ok(Some(bytes))
    }
}

/// What became of joining a picture.
enum Joined {
    /// The file.
    Png(Arc<Vec<u8>>),
    /// Tiles are missing, and there is no time to make them.
    Later,
    /// It cannot be joined.
    Not,
}

/// Composes and encodes the tiles of one edition.
struct Maker<'a> {
    plan: Plan,
    composer: TileComposer<'a>,
    encoder: TileEncoder,
    writer: TileCodeWriter,
    loaded: &'a Loaded,
}

impl<'a> Maker<'a> {
    fn new(loaded: &'a Loaded, class: &Class, edition: Edition<'_>) -> Self {
        let mut plan = Plan::new(String::new());
        plan.push(edition);
        let (project, pack) = (loaded.project(), loaded.renderer.pack());
        let form = class.form(loaded.palette.as_ref());
        let width = pack.grid().canvas().width() as usize;
        Self {
            plan,
            composer: TileComposer::new(project, pack, form),
            encoder: TileEncoder::new(form.samples(), width),
            writer: TileCodeWriter::new(),
            loaded,
        }
    }

    fn encode(&mut self, class: &Class, place: usize) -> KnownTile {
        let grid = self.loaded.renderer.pack().grid();
        let at = grid.at(place);
        let planes = self.composer.try_compose(&self.plan, EditionIndex(0), place)?.planes();
        let size = (grid.width_of(at), grid.height_of(at));
        // The same for every tile, so that its bytes follow from its key.
        let level = class.coding.level(false);
        let filter = class.coding.filters[at.row];
        Some(Arc::new(self.encoder.encode(planes, filter, size, level, &class.code, &mut self.writer)))
    }
}
