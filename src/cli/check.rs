//! `simdgen check`: what is probably a mistake in a project, and what a run will cost.

use std::process::ExitCode;

use serde_json::json;

use super::args::CheckArgs;
use super::print::{DIFFERENCE_FOUND, Finding, Notes, bytes, count, findings, out, out_json};
use super::watch::Watch;
use super::workspace::{open_project, request, seed};
use crate::Result;
use crate::build::{Encoder, Request, ready_pack};
use crate::check::{Notice, Prediction, check, predict};
use crate::choice::Choice;
use crate::pack::Care;
use crate::plan::{self, Plan};
use crate::project::Project;

/// Runs the command.
pub fn run(args: &CheckArgs) -> Result<ExitCode> {
    let mut project = open_project(&args.project, args.json)?;
    if let Some(count) = args.count {
        plan::resize_sets(&mut project, count as usize);
    }
    let possible = plan::capacity(&project).iter().fold(0_u128, |sum, group| sum.saturating_add(group.possible));
    // Without enough combinations there is no plan to predict anything of; that is among the notices.
    let fits = plan::capacity(&project).iter().all(|group| group.check(&project).is_ok());
    let full_plan = match fits && project.editions() > 0 {
        true => Some(plan::draw(&project, &seed(None, &project))?),
        false => None,
    };
    let encoder = Encoder::Splice(args.effort.unwrap_or_default());
    let request = Request { batch: 1, encoder, ..request(&args.pack, args.threads, args.memory) };
    let notices = check(&project, full_plan.as_ref(), &request)?;
    let drawn = full_plan.filter(|_| project.pictures.facts().spliced);
    let prediction = drawn.map(|full_plan| predicted(args, &request, &project, &full_plan)).transpose()?;
    let problems = notices.iter().filter(|notice| notice.problem).count();
    if args.json {
        let value = json!({
            "editions": project.editions(),
            "combinations": possible.to_string(),
            "predicted": prediction,
            "problems": problems,
            "notices": notices,
        });
        out_json(&format!("{value:#}\n"))?;
    } else {
        out(&text(&project, possible, &notices, prediction, args.project.verbose))?;
    }
    Ok(if problems == 0 { ExitCode::SUCCESS } else { ExitCode::from(DIFFERENCE_FOUND) })
}

/// Predicts the cost of a run of the splice encoder.
fn predicted(args: &CheckArgs, request: &Request, project: &Project, full_plan: &Plan) -> Result<Prediction> {
    let watch = Watch::new(Notes::of(args.json, args.project.verbose));
    let ready = ready_pack(project, request, Care::EveryTile, &watch)?;
    predict(project, &ready, full_plan, request, &watch)
}

fn text(
    project: &Project,
    possible: u128,
    notices: &[Notice],
    prediction: Option<Prediction>,
    verbose: bool,
) -> String {
    let finding = |n: &Notice| Finding {
        kind: n.kind,
        label: if n.problem { "problem: " } else { "note: " },
        about: n.about.display().to_string(),
        text: n.text.clone(),
    };
    let notices: Vec<_> = notices.iter().map(finding).collect();
    let editions = count(project.editions() as u128);
    let plural = |n: u128| if n == 1 { "" } else { "s" };
    let (a, b) = (plural(project.editions() as u128), plural(possible));
    let mut checked = format!("{editions} edition{a} of {} combination{b}", count(possible));
    if let Some(Prediction { image_bytes, seconds, tiles, sample, .. }) = prediction {
        let (size, tiles) = (bytes(image_bytes), count(tiles));
        checked += &format!(
            "; about {size} of pictures in about {seconds:.1} s, with {tiles} distinct tiles (from {sample} rendered)"
        );
    }
    findings(&notices, &checked, verbose)
}
