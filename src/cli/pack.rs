//! `simdgen pack`: prebuild the trait pack and say what is in it.

use std::time::Instant;

use super::args::PackArgs;
use super::print::{Notes, bytes, count, out, seconds};
use super::watch::Watch;
use super::workspace::{open_project, request};
use crate::Result;
use crate::build::{ReadyPack, ready_pack};
use crate::pack::Care;

/// Runs the command.
pub fn run(args: &PackArgs) -> Result<()> {
    let started = Instant::now();
    let project = open_project(&args.project, false)?;
    let request = request(&args.pack, args.threads, args.memory);
    let watch = Watch::new(Notes::of(false, args.project.verbose));
    let care = if args.force { Care::Anew } else { Care::EveryTile };
    let ReadyPack { pack, report, path } = ready_pack(&project, &request, care, &watch)?;
    pack.verify(request.threads)?;
    let places = report.pictures * pack.grid().len();
    let text = format!(
        "{}\n\
         {} traits, {} pictures ({} decoded), canvas {}\n\
         {} places: {} empty, {} opaque, {} mixed; {} tiles stored, {} places share one\n\
         {} in {}\n",
        path.display(),
        count(project.traits.len() as u128),
        count(report.pictures as u128),
        count(report.decoded as u128),
        project.canvas,
        count(places as u128),
        count(report.empty as u128),
        count(report.opaque as u128),
        count((places - report.empty - report.opaque) as u128),
        count(report.tiles as u128),
        count(report.shared as u128),
        bytes(report.bytes as u64),
        seconds(started.elapsed().as_nanos() as u64),
    );
    out(&text)
}
