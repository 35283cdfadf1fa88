//! Splicing on one thread, files included: what the combination cache is worth, and knowing the future.
//!
//! Training is done once for all forms: its cost for an edition depends on the number of editions.

use simdgen::blend::unpremultiply;
use simdgen::canvas::{ColourType, StraightPlanesMut};
use simdgen::choice::Choice;
use simdgen::compose::{ColourTypes, Compositor, DrawnLayer, Ground, TileBuffer, TileStack, drawn_layers};
use simdgen::encode::deflate::{Level, PairedCode};
use simdgen::encode::png::PngHeader;
use simdgen::plan::EditionIndex;
use simdgen::splice::join::{JoinScratch, Joiner, MergedBand};
use simdgen::splice::keys::{Census, KeyTable, UseSketch, Window};
use simdgen::splice::tile::code::{TileCode, TileCodeWriter};
use simdgen::splice::tile::encode::TileEncoder;
use simdgen::splice::tile::store::TileStore;
use simdgen::splice::training::{Coding, Effort, TrainingInput, train};

use super::Set;
use super::direct::{one_thread_full, phase_0, write};
use super::form::{Form, Outcome, table};

/// Bytes that merged neighbours of a band may take: more than these sets need.
const MERGED_BYTES: usize = 64 << 20;

/// The number of editions ahead that are known.
#[derive(Clone, Copy)]
enum Known {
    /// Windows that grow from this many, as in a run.
    Growing(u32),
    /// Always this many.
    Always(u32),
}

/// The work that goes into parsing a tile.
#[derive(Clone, Copy)]
enum Parse {
    /// By its uses in the full plan.
    ByUses,
    /// Alike.
    Alike(Level),
}

pub fn run(set: &Set) {
    let fast = Shared::new(set, Effort::Fast);
    let (grow, all) = (Known::Growing(64), Known::Always(set.plan.len() as u32));
    println!("splicing, one thread, --effort fast");
    table(
        set,
        &[
            Form::new("full: a tile is encoded once, and dropped after its last use", |s| {
                fast.splice(s, grow, Parse::ByUses)
            }),
            Form::new("no merging: neighbours that recur together are joined anew", |s| {
                fast.splice_merging(s, grow, Parse::ByUses, 0)
            }),
            Form::new("no combination cache: every place of every edition is encoded", |s| fast.encode_all(s)),
            Form::new("no predictive caching: only the next edition is known", |s| {
                fast.splice(s, Known::Always(1), Parse::ByUses)
            }),
            Form::new("no predictive caching: every tile is kept to the end", |s| fast.splice(s, all, Parse::ByUses)),
            Form::new("no splicing: direct, one thread in all", one_thread_full),
            Form::new("where it began: layer by layer, decode every time, direct", phase_0),
        ],
    );
    let balanced = Shared::new(set, Effort::Balanced);
    println!("splicing, one thread, --effort balanced");
    table(
        set,
        &[
            Form::new("full: tiles used often are parsed best", |s| balanced.splice(s, grow, Parse::ByUses)),
            Form::new("no use counts: every tile alike, greedy", |s| {
                balanced.splice(s, grow, Parse::Alike(Level::Greedy))
            }),
            Form::new("no use counts: every tile alike, best", |s| {
                balanced.splice(s, grow, Parse::Alike(Level::Optimal))
            }),
        ],
    );
}

/// The choices that all pictures share.
struct Shared {
    effort: Effort,
    coding: Coding,
    code: PairedCode,
    table: KeyTable<'static>,
    sketch: UseSketch,
    joiner: Joiner,
}

impl Shared {
    fn new(set: &Set, effort: Effort) -> Self {
        let Set { project, pack, plan, colour, .. } = set;
        let (full_plan, colours) = (plan, &ColourTypes::alike(*colour));
        let input = TrainingInput { project, pack, full_plan, colours, effort, threads: 2, saved_training: None };
        let coding = train(input).codings.swap_remove(0);
        let filters: Vec<u8> = coding.filters.iter().map(|f| f.byte()).collect();
        let table = KeyTable::new(pack, &filters);
        let sketch = UseSketch::of_plan(project, pack, plan, &table);
        let header = PngHeader::new(pack.grid().canvas(), *colour);
        let joiner = Joiner::new(header, &filters, coding.code.clone());
        let code = PairedCode::new(coding.code.clone());
        Self { effort, coding, code, table, sketch, joiner }
    }

    fn splice(&self, set: &Set, known: Known, parse: Parse) -> Outcome {
        self.splice_merging(set, known, parse, MERGED_BYTES)
    }

    /// Window by window: encodes the tiles that are new, merges neighbours, joins and writes the pictures, drops what the
    /// next lacks. `room` is how many bytes merged neighbours of a band may take.
    fn splice_merging(&self, set: &Set, known: Known, parse: Parse, room: usize) -> Outcome {
        let mut census = Census::new(&set.project, &set.pack, &set.plan, &self.table);
        let (mut window, mut store, mut encoder) = (Window::default(), TileStore::new(), Encoder::new(set));
        let (mut start, end) = (0, set.plan.len() as u32);
        let (Known::Growing(mut size) | Known::Always(mut size)) = known;
        let mut outcome = Outcome::default();
        while start < end {
            census.next_window(start..(start + size).min(end), &mut window);
            census.drop_unused(&mut window);
            window.dropped().iter().for_each(|&id| store.free(id));
            for &id in window.fresh() {
                let tile = window.tiles()[id as usize];
                let often = self.effort.facts().often.is_some_and(|n| u32::from(self.sketch.uses(census.key(id))) >= n);
                let level = match parse {
                    Parse::ByUses => self.coding.level(often),
                    Parse::Alike(level) => level,
                };
                let code = encoder.encode(self, EditionIndex(tile.first_edition), tile.first_place as usize, level);
                store.put(id, code);
            }
            let merge = |band| {
                let ids = window.editions().map(|index| window.ids(EditionIndex(index)));
                MergedBand::new(&self.joiner, &store, ids, band, room)
            };
            let merged: Vec<MergedBand> = (0..set.pack.grid().bands()).map(merge).collect();
            let merged_bytes: usize = merged.iter().map(MergedBand::bytes).sum();
            outcome.held_bytes = outcome.held_bytes.max(store.bytes() + merged_bytes);
            for (number, index) in window.editions().map(EditionIndex).enumerate() {
                outcome.image_bytes +=
                    encoder.join(index, |scratch, png| self.joiner.join_merged(&store, &merged, number, scratch, png));
                outcome.editions += 1;
            }
            start += size;
            if matches!(known, Known::Growing(_)) {
                size *= 2;
            }
        }
        outcome
    }

    /// Edition by edition, keeping nothing; of fewer editions, because it is slow.
    fn encode_all(&self, set: &Set) -> Outcome {
        let (mut encoder, mut outcome) = (Encoder::new(set), Outcome::default());
        let ids: Vec<u32> = (0..set.pack.grid().len() as u32).collect();
        for index in (0..set.few.len() as u32).map(EditionIndex) {
            let mut store = TileStore::new();
            for &place in &ids {
                store.put(place, encoder.encode(self, index, place as usize, self.coding.level(false)));
            }
            outcome.image_bytes += encoder.join(index, |scratch, png| self.joiner.join(&store, &ids, scratch, png));
            outcome.editions += 1;
        }
        outcome
    }
}

/// Composes and encodes tiles, joins and writes pictures; its buffers are reused.
struct Encoder<'a> {
    set: &'a Set,
    compositor: Compositor<'a>,
    layers: Vec<DrawnLayer>,
    ground: Ground,
    edition: Option<EditionIndex>,
    tiles: Box<[TileBuffer; 2]>,
    encoder: TileEncoder,
    writer: TileCodeWriter,
    scratch: JoinScratch,
    png: Vec<u8>,
}

impl<'a> Encoder<'a> {
    fn new(set: &'a Set) -> Self {
        Self {
            set,
            compositor: Compositor::new(&set.pack),
            layers: vec![],
            ground: Ground::Transparent,
            edition: None,
            tiles: Box::new([TileBuffer::ZERO, TileBuffer::ZERO]),
            encoder: TileEncoder::new(set.colour.into(), set.project.canvas.width() as usize),
            writer: TileCodeWriter::new(),
            scratch: JoinScratch::default(),
            png: vec![],
        }
    }

    fn encode(&mut self, shared: &Shared, edition: EditionIndex, place: usize, level: Level) -> TileCode {
        let Set { project, pack, plan, colour, .. } = self.set;
        let recipe = plan.edition(edition);
        if self.edition != Some(edition) {
            self.ground = drawn_layers(project, pack, recipe, &mut self.layers);
            self.edition = Some(edition);
        }
        let mut steps = vec![];
        let ground = TileStack::resolve(pack, &self.layers, self.ground, place, &mut steps);
        let [tile, straight] = &mut *self.tiles;
        self.compositor.compose(place, TileStack { ground, steps: &steps }, tile);
        let planes = if *colour == ColourType::Rgb {
            tile.planes()
        } else {
            let [r, g, b, a] = straight.planes_mut();
            unpremultiply(tile.premultiplied(), StraightPlanesMut { r, g, b, a });
            straight.planes()
        };
        let (grid, at) = (pack.grid(), pack.grid().at(place));
        let size = (grid.width_of(at), grid.height_of(at));
        let filter = shared.coding.filters[at.row];
        self.encoder.encode(planes, filter, size, level, &shared.code, &mut self.writer)
    }

    /// Returns the picture's bytes.
    fn join(
        &mut self,
        index: EditionIndex,
        join: impl FnOnce(&mut JoinScratch, &mut Vec<u8>) -> Result<(), String>,
    ) -> usize {
        join(&mut self.scratch, &mut self.png).expect("a small picture");
        write(&self.set.folder, index.0 as usize, &self.png);
        self.png.len()
    }
}
