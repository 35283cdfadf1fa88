//! Predicts the bytes and the time of a run, from rendering a few editions and counting the tiles of all.
//!
//! A spliced picture's bytes do not depend on how many editions there are, so the mean of a sample is that of the whole. Time
//! has two parts: every distinct tile is encoded once, every picture is joined and written. How many distinct tiles the
//! whole plan has is counted, not guessed.

use std::path::Path;

use serde::Serialize;

use crate::Result;
use crate::build::{ReadyPack, Rehearsal, Request, rehearse};
use crate::compose::ColourTypes;
use crate::plan::{EditionIndex, Plan};
use crate::project::Project;
use crate::render::{Observer, RunReport, Spliced, Stage};
use crate::splice::keys::{Census, KeyTable, Window};

/// Editions that are rendered to predict the others.
const SAMPLE: usize = 48;

/// Editions counted at a time.
const WINDOW: u32 = 1024;

/// The predicted cost of a run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Prediction {
    /// Number of pictures rendered for it.
    pub sample: usize,
    /// Bytes of all pictures.
    pub image_bytes: u64,
    /// Seconds of rendering, with the same threads; 0 with an observer that has no clock.
    pub seconds: f64,
    /// Distinct tiles of all editions.
    pub tiles: u64,
}

/// A few editions spread evenly over a plan.
fn sample(full_plan: &Plan) -> Plan {
    let count = SAMPLE.min(full_plan.len());
    let indices: Vec<EditionIndex> = (0..count).map(|i| EditionIndex((i * full_plan.len() / count) as u32)).collect();
    full_plan.pick(&indices)
}

/// Renders a few editions of a plan into a folder beside the pack, which goes again, and reckons up the rest.
///
/// # Errors
/// Those of [`rehearse`].
pub fn predict(
    project: &Project,
    ready: &ReadyPack,
    full_plan: &Plan,
    request: &Request,
    observer: &dyn Observer,
) -> Result<Prediction> {
    let pack = &ready.pack;
    let mut folder = ready.path.as_os_str().to_owned();
    folder.push(".check");
    let part = &sample(full_plan);
    let report = rehearse(Rehearsal { project, pack, full_plan, part }, Path::new(&folder), request, observer)?;
    let (rows, colours) = (vec![0; pack.grid().bands()], ColourTypes::of_plan(project, pack, full_plan));
    // With a palette, pictures are alike whether they are opaque or not.
    let table = match report.spliced {
        Some(Spliced::FullColour) => KeyTable::by_colour(pack, &colours, &vec![&rows[..]; colours.kinds().len()]),
        _ => KeyTable::new(pack, &rows),
    };
    let mut census = Census::new(project, pack, full_plan, &table);
    let (mut window, mut tiles, mut first) = (Window::default(), 0_u64, 0);
    while (first as usize) < full_plan.len() {
        let end = (first + WINDOW).min(full_plan.len() as u32);
        census.next_window(first..end, &mut window);
        tiles += window.fresh().len() as u64;
        first = end;
    }
    let RunReport { editions, image_bytes, tiles_composed, .. } = report;
    let seconds = |stage: Stage| report.stage_ns[stage as usize] as f64 / 1e9;
    let more_editions = full_plan.len() as f64 / editions.max(1) as f64;
    let more_tiles = tiles as f64 / tiles_composed.max(1) as f64;
    // What is done for each picture is the time of all threads together, the rest that of the run. Those that encode pictures
    // whole are as many again as those that compose, which wait for them.
    let of_pictures: f64 = [Stage::Join, Stage::Encode, Stage::Write].into_iter().map(seconds).sum();
    let of_pictures = of_pictures / request.threads.max(1) as f64;
    Ok(Prediction {
        sample: editions,
        image_bytes: (image_bytes as f64 * more_editions) as u64,
        seconds: seconds(Stage::Train) + seconds(Stage::EncodeTiles) * more_tiles + of_pictures * more_editions,
        tiles,
    })
}
