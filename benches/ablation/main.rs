//! What each technique is worth: each is switched off in turn, on the demo project, and a table is printed.
//!
//! `cargo bench --bench ablation`. Every row is measured in turn with the full form, several times over, and the median of
//! the ratios is printed, because a machine's speed drifts. The last row is where it all began: one thread, layer by layer,
//! every picture decoded for every edition. SIMDGEN_ABLATION names another project folder.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use bumpalo::Bump;
use simdgen::Result;
use simdgen::blend::{
    BlendMode, Opacity, blend, interleave_rgb, interleave_rgba, premultiply_pixel, scalar, unpremultiply,
};
use simdgen::canvas::{
    ColourType, HALO_LEFT_LEN, PLANE_LEN, PremulPlanes, PremulPlanesMut, StraightPlanes, StraightPlanesMut, TILE_WIDTH,
};
use simdgen::compose::{BatchCompositor, Frame, colour_type, frame_len, plain};
use simdgen::demo;
use simdgen::encode::{Compression, encode_frame};
use simdgen::output::metadata::Particulars;
use simdgen::output::{Replace, Staging};
use simdgen::pack::{BuildOptions, MAX_PIXELS, Pack, PremulPicture, TileId, canvas_mask, ensure, load_picture};
use simdgen::plan::{self, Edition, EditionIndex, Plan};
use simdgen::project::{self, Project};
use simdgen::run::{DirectOptions, Job, Silent, render_direct};

const EDITIONS: u32 = 64;
const ROUNDS: usize = 7;

/// A form is repeated for this long for one reading.
const AT_LEAST: Duration = Duration::from_millis(100);

struct Set {
    project: Project,
    pack: Pack,
    plan: Plan,
    colour: ColourType,
    folder: PathBuf,
}

fn main() -> Result<()> {
    let scratch = std::env::temp_dir().join(format!("simdgen-ablation-{}", std::process::id()));
    let folder = match std::env::var_os("SIMDGEN_ABLATION") {
        Some(folder) => PathBuf::from(folder),
        None => {
            demo::write(&scratch)?;
            scratch.clone()
        }
    };
    let mut project = project::open(&folder, None)?;
    plan::resize_sets(&mut project, EDITIONS as usize);
    let options = BuildOptions { threads: 2, max_pixels: MAX_PIXELS, force: false };
    let (pack, _) = ensure(&project, &scratch.join("traits.pack"), options)?;
    let plan = plan::draw(&project, "ablation")?;
    let colour = colour_type(&project, &pack, &plan);
    let set = Set { project, pack, plan, colour, folder: scratch.clone() };
    println!("{EDITIONS} editions of {}, {:?}\n", set.project.canvas, set.colour);
    single_thread(&set)?;
    threads(&set)?;
    std::fs::remove_dir_all(&scratch).map_err(simdgen::Error::io("remove", &scratch))
}

/// One way to do the work; the frames come out the same.
type Form<'a> = (&'static str, Box<dyn Fn(&Set) + 'a>);

/// Times each form in turn with the first, and prints medians.
fn table(set: &Set, forms: &[Form<'_>]) {
    println!("| form | ms an edition | times the full form |\n|---|---|---|");
    let time = |form: &Form<'_>| {
        let (start, mut runs) = (Instant::now(), 0);
        while start.elapsed() < AT_LEAST {
            form.1(set);
            runs += 1;
        }
        start.elapsed().as_secs_f64() * 1e3 / f64::from(EDITIONS * runs)
    };
    for form in forms {
        form.1(set);
        let pairs: Vec<(f64, f64)> = (0..ROUNDS).map(|_| (time(form), time(&forms[0]))).collect();
        let own = median(pairs.iter().map(|p| p.0));
        let ratio = median(pairs.iter().map(|p| p.0 / p.1));
        println!("| {} | {own:.3} | {ratio:.2} |", form.0);
    }
    println!();
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

/// Composing alone, on one thread.
fn single_thread(set: &Set) -> Result<()> {
    println!("composing, one thread");
    let pictures = whole_pictures(set)?;
    let forms: Vec<Form<'_>> = vec![
        ("full: batches of 8, fused tiles, skips, vector kernel", Box::new(|set| batches(set, 8, true))),
        ("no sharing of equal tiles in a batch", Box::new(|set| batches(set, 8, false))),
        ("no micro-batches", Box::new(|set| batches(set, 1, false))),
        ("no skips: every layer of every tile is blended", Box::new(|set| tiles_without_skips(set, blend))),
        ("no skips, no vector kernel", Box::new(|set| tiles_without_skips(set, scalar::blend))),
        ("no tiles: whole canvas, layer by layer, vector kernel", Box::new(|set| layer_by_layer(set, &pictures))),
        ("plain compositor, pixel by pixel, traits preloaded", Box::new(|set| plainly(set, false))),
        ("plain compositor, every trait decoded every time", Box::new(|set| plainly(set, true))),
    ];
    table(set, &forms);
    Ok(())
}

/// The whole pipeline, files included.
fn threads(set: &Set) -> Result<()> {
    println!("composing, encoding and writing");
    let full = DirectOptions { threads: 2, encoders: 2, batch: 8, compression: Compression::Fast, share: true };
    let run = |options: DirectOptions| move |set: &Set| pipeline(set, options);
    let forms: Vec<Form<'_>> = vec![
        ("full: 2 compositors, 2 encoders, frames recycled", Box::new(run(full))),
        ("one dedicated encoder", Box::new(run(DirectOptions { encoders: 1, ..full }))),
        ("one thread of each kind", Box::new(run(DirectOptions { threads: 1, encoders: 1, ..full }))),
        ("one thread in all: compose, encode, write in turn", Box::new(|set| one_thread(set, false))),
        ("the same with a new frame for every edition", Box::new(|set| one_thread(set, true))),
        ("where it began: one thread, layer by layer, decode every time", Box::new(phase_0)),
    ];
    table(set, &forms);
    Ok(())
}

fn batches(set: &Set, batch: usize, share: bool) {
    let arena = Bump::new();
    let mut compositor = BatchCompositor::new(&set.project, &set.pack, set.colour, share, &arena);
    let length = frame_len(set.pack.grid(), set.colour);
    let mut frames: Vec<Frame<'_>> = (0..batch).map(|_| Frame(arena.alloc_slice_fill_copy(length, 0))).collect();
    let indices: Vec<u32> = (0..EDITIONS).collect();
    for part in indices.chunks(batch) {
        compositor.compose(part.iter().map(|&i| set.plan.edition(EditionIndex(i))), &mut frames[..part.len()]);
        std::hint::black_box(&frames);
    }
}

type Kernel = fn(BlendMode, Opacity, PremulPlanes<'_>, PremulPlanesMut<'_>);

/// Every layer of every tile, empty and hidden ones too.
fn tiles_without_skips(set: &Set, kernel: Kernel) {
    let grid = set.pack.grid();
    let zero = [0; PLANE_LEN];
    let mut straight = [[0; PLANE_LEN]; 4];
    let mut frame = vec![0; frame_len(grid, set.colour)];
    for edition in set.plan.editions() {
        for place in 0..grid.len() {
            let mask = canvas_mask(grid, grid.at(place));
            let mut planes = ground(edition, &mask);
            for (&layer, &pick) in set.project.set(edition.set).layers.iter().zip(edition.picks) {
                let Some(picture) = set.pack.picture_of(pick) else { continue };
                let id = set.pack.tile_at(picture, place);
                let [r, g, b, a] = &mut planes;
                let tile = (id != TileId::EMPTY).then(|| set.pack.tile(id));
                let source = match &tile {
                    None => PremulPlanes { r: &zero, g: &zero, b: &zero, a: &zero },
                    Some(t) if t.opaque => PremulPlanes { r: t.colour(0), g: t.colour(1), b: t.colour(2), a: &mask },
                    Some(t) => t.mixed_whole(),
                };
                let layer = set.project.layer(layer);
                kernel(layer.blend, layer.opacity, source, PremulPlanesMut { r, g, b, a });
            }
            finish(set, &planes, &mut straight);
            let stride = grid.canvas().width() as usize * set.colour.bytes();
            let (left, top) = grid.origin(grid.at(place));
            for y in 0..grid.height_of(grid.at(place)) {
                let from = HALO_LEFT_LEN + (y + 1) * TILE_WIDTH;
                let at = (top + y) * stride + left * set.colour.bytes();
                let width = grid.width_of(grid.at(place));
                let row = [0, 1, 2, 3].map(|channel| &straight[channel][from..from + width]);
                put_row(row, set.colour, &mut frame[at..at + width * set.colour.bytes()]);
            }
        }
        std::hint::black_box(&frame);
    }
}

fn ground(edition: Edition<'_>, mask: &[u8; PLANE_LEN]) -> [[u8; PLANE_LEN]; 4] {
    let colour = edition.background.map(premultiply_pixel).unwrap_or_default();
    [colour.r, colour.g, colour.b, colour.a].map(|value| mask.map(|m| m & value))
}

fn finish(set: &Set, planes: &[[u8; PLANE_LEN]; 4], straight: &mut [[u8; PLANE_LEN]; 4]) {
    if set.colour == ColourType::Rgb {
        *straight = *planes;
        return;
    }
    let [r, g, b, a] = planes;
    let [sr, sg, sb, sa] = straight;
    unpremultiply(PremulPlanes { r, g, b, a }, StraightPlanesMut { r: sr, g: sg, b: sb, a: sa });
}

/// Interleaves pixels as the program does, so that it is not what a form is measured by.
fn put_row(planes: [&[u8]; 4], colour: ColourType, out: &mut [u8]) {
    let [r, g, b, a] = planes;
    match colour {
        ColourType::Rgb => interleave_rgb(r, g, b, out),
        ColourType::Rgba => interleave_rgba(StraightPlanes { r, g, b, a }, out),
    }
}

/// Whole pictures as four planes each, for the form without tiles.
fn whole_pictures(set: &Set) -> Result<Vec<Option<[Vec<u8>; 4]>>> {
    let planes = |picture: &PremulPicture| {
        let rows: Vec<u8> = (0..picture.size().height() as usize).flat_map(|y| picture.row(y).to_vec()).collect();
        let padded = set.project.canvas.pixels().next_multiple_of(32);
        std::array::from_fn(|channel| {
            let mut plane: Vec<u8> = rows.iter().skip(channel).step_by(4).copied().collect();
            plane.resize(padded, 0);
            plane
        })
    };
    set.project
        .traits
        .iter()
        .map(|t| {
            let Some(path) = &t.picture else { return Ok(None) };
            let (picture, _) = load_picture(path, "", set.project.canvas, set.project.resize, MAX_PIXELS)?;
            Ok(Some(planes(&picture)))
        })
        .collect()
}

fn layer_by_layer(set: &Set, pictures: &[Option<[Vec<u8>; 4]>]) {
    let padded = set.project.canvas.pixels().next_multiple_of(32);
    let mut canvas: [Vec<u8>; 4] = std::array::from_fn(|_| vec![0; padded]);
    let mut straight = canvas.clone();
    let mut frame = vec![0; frame_len(set.pack.grid(), set.colour)];
    for edition in set.plan.editions() {
        let colour = edition.background.map(premultiply_pixel).unwrap_or_default();
        canvas.iter_mut().zip([colour.r, colour.g, colour.b, colour.a]).for_each(|(plane, v)| plane.fill(v));
        for (&layer, &pick) in set.project.set(edition.set).layers.iter().zip(edition.picks) {
            let Some([r, g, b, a]) = &pictures[pick.0 as usize] else { continue };
            let layer = set.project.layer(layer);
            let [cr, cg, cb, ca] = &mut canvas;
            let target = PremulPlanesMut { r: cr, g: cg, b: cb, a: ca };
            blend(layer.blend, layer.opacity, PremulPlanes { r, g, b, a }, target);
        }
        let row = |planes: &[Vec<u8>; 4], out: &mut [u8]| {
            let pixels = set.project.canvas.pixels();
            put_row([0, 1, 2, 3].map(|channel| &planes[channel][..pixels]), set.colour, out);
        };
        if set.colour == ColourType::Rgb {
            row(&canvas, &mut frame);
        } else {
            let [r, g, b, a] = &canvas;
            let [sr, sg, sb, sa] = &mut straight;
            let out = StraightPlanesMut { r: sr, g: sg, b: sb, a: sa };
            unpremultiply(PremulPlanes { r, g, b, a }, out);
            row(&straight, &mut frame);
        }
        std::hint::black_box(&frame);
    }
}

fn plainly(set: &Set, forget: bool) {
    let mut pictures = plain::Pictures::default();
    pictures.forget = forget;
    for edition in set.plan.editions() {
        let pixels = plain::compose(&set.project, edition, &mut pictures, MAX_PIXELS);
        std::hint::black_box(pixels.expect("the pack was made of the same pictures"));
    }
}

fn pipeline(set: &Set, options: DirectOptions) {
    let staging = Staging::begin(&set.folder.join("out"), Replace::All).expect("the folder is ours");
    let Set { project, pack, plan, colour, .. } = set;
    let particulars = Particulars::dated(0);
    let job = Job { project, pack, plan, colour: *colour, particulars: &particulars, staging: &staging };
    render_direct(job, options, &Silent).expect("the demo renders");
}

/// Composes, encodes and writes on one thread.
fn one_thread(set: &Set, new_frames: bool) {
    let arena = Bump::new();
    let mut compositor = BatchCompositor::new(&set.project, &set.pack, set.colour, false, &arena);
    let length = frame_len(set.pack.grid(), set.colour);
    let mut kept = vec![0; length];
    let mut png = vec![];
    for (index, edition) in set.plan.editions().enumerate() {
        let mut new = if new_frames { vec![0; length] } else { vec![] };
        let frame = if new_frames { &mut new } else { &mut kept };
        compositor.compose([edition].into_iter(), &mut [Frame(frame)]);
        encode_frame(set.project.canvas, set.colour, Compression::Fast, frame, &mut png).expect("a whole frame");
        write(&set.folder, index, &png);
    }
}

/// Where it began.
fn phase_0(set: &Set) {
    let mut pictures = plain::Pictures::default();
    pictures.forget = true;
    let mut png = vec![];
    for (index, edition) in set.plan.editions().enumerate() {
        let pixels = plain::compose(&set.project, edition, &mut pictures, MAX_PIXELS).expect("the demo composes");
        let bytes: Vec<u8> =
            pixels.iter().flat_map(|p| [p.r, p.g, p.b, p.a].into_iter().take(set.colour.bytes())).collect();
        encode_frame(set.project.canvas, set.colour, Compression::Fast, &bytes, &mut png).expect("a whole frame");
        write(&set.folder, index, &png);
    }
}

fn write(folder: &Path, index: usize, png: &[u8]) {
    std::fs::write(folder.join(format!("{index}.png")), png).expect("the folder is ours");
}
