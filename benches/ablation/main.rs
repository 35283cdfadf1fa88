//! The worth of each technique: each is switched off in turn, on the demo project, and tables are printed.
//!
//! `cargo bench --bench ablation`. Every row is measured in turn with the full form of its table, several times over, and
//! medians are printed, because a machine's speed drifts. Times are for an edition, so that rows of all tables compare;
//! the last row of a table that writes files is where it all began: one thread, layer by layer, every picture decoded for
//! every edition. SIMDGEN_ABLATION names another project folder.

mod composing;
mod direct;
mod form;
mod packing;
mod splicing;

use std::path::PathBuf;

use simdgen::Result;
use simdgen::canvas::ColourType;
use simdgen::compose::ColourTypes;
use simdgen::demo;
use simdgen::dialect;
use simdgen::pack::{BuildOptions, Pack, ensure};
use simdgen::plan::{self, Plan};
use simdgen::project::Project;

/// Editions that are spliced: enough that tiles recur.
const EDITIONS: u32 = 512;

/// Editions that are composed whole.
const FEW: u32 = 64;

/// Editions that are composed pixel by pixel.
const FEWEST: u32 = 8;

/// The collection that all forms work on.
pub struct Set {
    project: Project,
    pack: Pack,
    plan: Plan,
    /// The first [`FEW`] of the plan.
    few: Plan,
    /// The first [`FEWEST`] of the plan.
    fewest: Plan,
    colour: ColourType,
    /// For files.
    folder: PathBuf,
}

fn main() -> Result<()> {
    let scratch = std::env::temp_dir().join(format!("simdgen-ablation-{}", std::process::id()));
    std::fs::create_dir_all(&scratch).map_err(simdgen::Error::io("create", &scratch))?;
    let folder = match std::env::var_os("SIMDGEN_ABLATION") {
        Some(folder) => PathBuf::from(folder),
        None => {
            demo::write(&scratch)?;
            scratch.clone()
        }
    };
    let mut project = dialect::open(&folder, None)?;
    plan::resize_sets(&mut project, EDITIONS as usize);
    let options = BuildOptions::new(2);
    let (pack, _) = ensure(&project, &scratch.join("traits.pack"), options)?;
    let plan = plan::draw(&project, "ablation")?;
    let colour = ColourTypes::of_plan(&project, &pack, &plan).widest();
    let first = project.first_edition;
    let part = |count: u32| plan.slice(first..=first + count - 1);
    let (few, fewest) = (part(FEW), part(FEWEST));
    let set = Set { project, pack, plan, few, fewest, colour, folder: scratch.clone() };
    println!("{}, {:?}\n", set.project.canvas, set.colour);
    packing::run(&set);
    composing::run(&set)?;
    direct::run(&set);
    direct::batch_sizes(&set);
    splicing::run(&set);
    std::fs::remove_dir_all(&scratch).map_err(simdgen::Error::io("remove", &scratch))
}
