//! Composing alone, on one thread: what tiles, skips, sharing and the vector kernel are worth.

use bumpalo::Bump;
use simdgen::Result;
use simdgen::blend::{
    BlendMode, Opacity, blend, interleave_rgb, interleave_rgba, premultiply_pixel, scalar, unpremultiply,
};
use simdgen::canvas::{
    ColourType, HALO_LEFT_LEN, PLANE_LEN, PremulPlanes, PremulPlanesMut, StraightPlanes, StraightPlanesMut, TILE_WIDTH,
};
use simdgen::compose::{BatchCompositor, Frame, frame_len, plain};
use simdgen::image::{MAX_PIXELS, PremulPicture, load_picture};
use simdgen::pack::{TileId, canvas_mask};
use simdgen::plan::{Edition, EditionIndex};

use super::Set;
use super::form::{Form, Outcome, table};

/// Every form gives the same frames.
pub fn run(set: &Set) -> Result<()> {
    println!("composing, one thread");
    let pictures = whole_pictures(set)?;
    let few = |work: Box<dyn Fn(&Set)>| {
        move |set: &Set| {
            work(set);
            Outcome::of_editions(set.few.len())
        }
    };
    table(
        set,
        &[
            Form::new("full: batches of 8, fused tiles, skips, vector kernel", few(Box::new(|s| batches(s, 8, true)))),
            Form::new("no sharing of equal tiles in a batch", few(Box::new(|s| batches(s, 8, false)))),
            Form::new("no micro-batches", few(Box::new(|s| batches(s, 1, false)))),
            Form::new(
                "no skips: every layer of every tile is blended",
                few(Box::new(|s| tiles_without_skips(s, blend))),
            ),
            Form::new("no skips, no vector kernel", few(Box::new(|s| tiles_without_skips(s, scalar::blend)))),
            Form::new(
                "no tiles: whole canvas, layer by layer, vector kernel",
                few(Box::new(move |s| layer_by_layer(s, &pictures))),
            ),
            Form::new("plain compositor, pixel by pixel, traits preloaded", plainly(false)),
            Form::new("plain compositor, every trait decoded every time", plainly(true)),
        ],
    );
    Ok(())
}

fn batches(set: &Set, batch: usize, deduplicate: bool) {
    let arena = Bump::new();
    let mut compositor = BatchCompositor::new(&set.project, &set.pack, deduplicate, &arena);
    let length = frame_len(set.pack.grid(), set.colour);
    let mut frames: Vec<Frame<'_>> = (0..batch).map(|_| Frame(arena.alloc_slice_fill_copy(length, 0))).collect();
    let indices: Vec<u32> = (0..set.few.len() as u32).collect();
    for part in indices.chunks(batch) {
        let editions = part.iter().map(|&i| (set.few.edition(EditionIndex(i)), set.colour));
        compositor.compose(editions, &mut frames[..part.len()]);
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
    for edition in set.few.editions() {
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
    for edition in set.few.editions() {
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

/// Pictures are kept from call to call, or from edition to edition not even.
fn plainly(forget: bool) -> impl Fn(&Set) -> Outcome {
    let kept = if forget { plain::Pictures::within(0) } else { plain::Pictures::default() };
    move |set| {
        for edition in set.fewest.editions() {
            let pixels = plain::compose(&set.project, edition, &kept, MAX_PIXELS);
            std::hint::black_box(pixels.expect("the pack was made of the same pictures"));
        }
        Outcome::of_editions(set.fewest.len())
    }
}
