//! `simdgen studio`: the project in the browser.

use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use super::args::StudioArgs;
use super::generate::date;
use super::print::{notice, out};
use super::stop;
use super::workspace::request;
use crate::Result;
use crate::build::Request;
use crate::dialect::Place;
use crate::project::Root;
use crate::studio::{Options, Studio};

/// Runs the command.
pub fn run(args: &StudioArgs) -> Result<()> {
    let overrides = args.project.changes.overrides();
    let root = Root::open(&args.project.project, args.project.links.links())?;
    let studio = Studio::open(Options {
        place: Place { root, config: args.project.config.clone(), overrides: overrides.clone() },
        request: Request { date: date(None), overrides, ..request(&args.pack, None, args.memory) },
        port: args.port,
        clock,
    })?;
    let stopped = Arc::new(AtomicBool::new(false));
    stop::listen(&stopped)?;
    out(&format!("{}\n", studio.address()))?;
    notice("the studio is open at this address, which is for this machine alone; Ctrl-C ends it");
    if let Some(error) = &studio.not_followed {
        notice(&format!("note: {error}"));
    }
    if !args.no_open
        && let Err(error) = studio.browse()
    {
        notice(&format!("note: {error}"));
    }
    studio.serve(&stopped)
}

/// Nanoseconds since the first call.
fn clock() -> u64 {
    static BEGUN: OnceLock<Instant> = OnceLock::new();
    BEGUN.get_or_init(Instant::now).elapsed().as_nanos() as u64
}
