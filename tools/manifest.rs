//! A plan, and the picture files of each of its editions: what other programs need to draw the same collection.
//!
//! usage: cargo run --release --example manifest -- PROJECT CONFIG|- COUNT OUT [repeat]
//!
//! Writes OUT/plan.jsonl, for `simdgen generate --plan`, and OUT/manifest.json. COUNT is cut down to the combinations
//! there are; with `repeat` the plan starts again from its first edition instead, under new numbers. A `-` for CONFIG
//! is the project's own. The manifest's `source_over` is whether no layer has another blend mode or an opacity.

use std::collections::HashMap;
use std::error::Error;
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::Path;

use serde_json::json;
use simdgen::blend::{BlendMode, Opacity};
use simdgen::dialect;
use simdgen::image::Resize;
use simdgen::plan::file::PlanFormat;
use simdgen::plan::{self, Edition, EditionIndex, Plan};
use simdgen::project::{Layer, Project};

const USAGE: &str = "usage: manifest PROJECT CONFIG|- COUNT OUT [repeat]";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [root, config, count, out, repeat @ ..] = arguments.as_slice() else { return Err(USAGE.into()) };
    let (out, wanted) = (Path::new(out), count.parse::<usize>()?);
    let mut project = dialect::open(Path::new(root), (config != "-").then_some(Path::new(config)))?;
    let possible = fit(&mut project, wanted);
    let seed = project.seed.clone().unwrap_or_else(|| plan::default_seed(&project));
    let mut plan = plan::draw(&project, &seed)?;
    if repeat.first().is_some_and(|word| word == "repeat") {
        extend(&mut plan, wanted);
    }
    fs::create_dir_all(out)?;
    plan::file::write(PlanFormat::Jsonl, &project, &plan, BufWriter::new(File::create(out.join("plan.jsonl"))?))?;

    let mut numbers: HashMap<&Path, usize> = HashMap::new();
    let mut files: Vec<&Path> = vec![];
    let mut editions = vec![];
    for edition in plan.editions() {
        let mut pictures = vec![];
        for (&layer, &pick) in project.set(edition.set).layers.iter().zip(edition.picks) {
            let (layer, Some(file)) = (project.layer(layer), &project.trait_(pick).picture) else { continue };
            let file = *numbers.entry(file).or_insert_with(|| {
                files.push(file);
                files.len() - 1
            });
            let opacity = f64::from(layer.opacity.0) / 255.0;
            pictures.push(json!({ "file": file, "blend": layer.blend.name(), "opacity": opacity }));
        }
        let background = edition.background.map(|c| format!("#{:02x}{:02x}{:02x}{:02x}", c.r, c.g, c.b, c.a));
        editions.push(json!({ "number": edition.number, "background": background, "pictures": pictures }));
    }
    let files: Vec<_> = files.iter().map(fs::canonicalize).collect::<Result<_, _>>()?;
    let manifest = json!({
        "width": project.canvas.width(),
        "height": project.canvas.height(),
        "smooth": project.resize == Resize::CanvasSmooth || project.resize == Resize::Smooth,
        "combinations": possible.to_string(),
        "source_over": project.layers.iter().all(is_source_over),
        "files": files,
        "editions": editions,
    });
    serde_json::to_writer(BufWriter::new(File::create(out.join("manifest.json"))?), &manifest)?;
    Ok(())
}

/// Sets the number of editions to what is wanted, or to the most there is; returns how many combinations there are.
fn fit(project: &mut Project, wanted: usize) -> u128 {
    plan::resize_sets(project, wanted);
    let groups = plan::capacity(project);
    let most = groups
        .iter()
        .map(|group| wanted as u128 * group.possible.min(u128::from(u64::MAX)) / group.wanted.max(1) as u128);
    let most = most.min().unwrap_or(0);
    if most < wanted as u128 {
        plan::resize_sets(project, most as usize);
    }
    groups.iter().fold(0, |sum, group| sum.saturating_add(group.possible))
}

/// Repeats the plan until it has as many editions.
fn extend(plan: &mut Plan, wanted: usize) {
    let (own, last) = (plan.clone(), plan.editions().map(|e| e.number).max().unwrap_or(0));
    for more in own.len()..wanted {
        let twin = own.edition(EditionIndex((more % own.len()) as u32));
        let number = last + 1 + (more - own.len()) as u32;
        plan.push(Edition { number, ..twin });
    }
}

fn is_source_over(layer: &Layer) -> bool {
    layer.blend == BlendMode::SourceOver && layer.opacity == Opacity::FULL
}
