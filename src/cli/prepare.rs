//! `simdgen prepare`: packs and trains once, so that shards only read.

use super::args::PrepareArgs;
use super::choose::drawn;
use super::print::{Notes, bytes, counted, out};
use super::watch::Watch;
use super::workspace::{open_project, request};
use crate::Result;
use crate::build::{Encoder, Prepared, Request, prepare};
use crate::plan;
use crate::render::Spliced;

/// Runs the command.
pub fn run(args: &PrepareArgs) -> Result<()> {
    let notes = Notes::of(false, args.project.verbose);
    let watch = Watch::new(notes);
    let mut project = open_project(&args.project, false)?;
    let plan = match &args.plan {
        Some(path) => plan::file::read_given(path, &project)?,
        None => drawn(&mut project, args.count, args.seed.as_deref(), &args.keep, notes)?,
    };
    let request = Request {
        plan: Some(plan),
        encoder: Encoder::Splice(args.effort.unwrap_or_default()),
        ..request(&args.pack, args.threads, args.memory)
    };
    let Prepared { pack, report, training, spliced, editions } = prepare(&project, &request, &watch)?;
    let made = if report.reason.is_some() { "packed" } else { "up to date" };
    let mut text = format!("{}: {made}, {}\n", pack.display(), bytes(report.bytes as u64));
    let how = match spliced {
        Some(Spliced::FullColour) => "spliced, full colour".to_owned(),
        Some(Spliced::Indexed(colours)) => format!("spliced, {}", counted(colours as u128, "colour")),
        Some(Spliced::EncodedWhole) | None => "each picture encoded whole".to_owned(),
    };
    match training {
        Some(path) => {
            text += &format!("{}: trained for {}, {how}\n", path.display(), counted(editions as u128, "edition"))
        }
        None => text += &format!("nothing to train for {}: {how}\n", counted(editions as u128, "edition")),
    }
    out(&text)
}
