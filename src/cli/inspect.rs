//! `simdgen inspect`: layers, traits, weights, odds, combinations and the pack's state, as tables.

use super::args::InspectArgs;
use super::plan_notes::never_drawn;
use super::print::{bytes, count, out, table};
use super::workspace::{open_project, pack_place, seed};
use crate::Result;
use crate::plan;
use crate::project::{LayerId, Project, Trait};

/// Runs the command.
pub fn run(args: &InspectArgs) -> Result<()> {
    let project = open_project(&args.project, false)?;
    let mut text = format!(
        "{}\n{} project, canvas {}, {} editions, seed {}\n",
        project.config.display(),
        project.conventions.engine,
        project.canvas,
        count(project.editions() as u128),
        seed(None, &project)
    );
    for (number, set) in project.sets.iter().enumerate() {
        text += &format!("\nset {} of {}: {} editions\n", number + 1, project.sets.len(), set.editions);
        text += &table(&rows(&project, &set.layers), &[1, 2]);
    }
    text += "\ncombinations\n";
    for group in plan::capacity(&project) {
        let possible = match group.possible == group.at_most {
            true => count(group.possible),
            false => format!("at least {} and at most {}", count(group.possible), count(group.at_most)),
        };
        text += &format!("  {} wanted of {possible} possible\n", count(group.wanted as u128));
    }
    text += &rules(&project);
    let place = pack_place(&args.pack);
    let path = place.path(&project)?;
    let state = match place.state(&project, &path) {
        Ok((tiles, length)) => format!("up to date, {} tiles, {}", count(tiles as u128), bytes(length as u64)),
        Err(reason) => format!("to be built: {reason}"),
    };
    text += &format!("\npack {}\n  {state}\n", path.display());
    out(&text)
}

/// The rules as they were written, each once, and what they shut out.
fn rules(project: &Project) -> String {
    let mut texts: Vec<&str> = project.rules.iter().map(|rule| rule.text.as_str()).collect();
    texts.dedup();
    if texts.is_empty() {
        return String::new();
    }
    let lines: String = texts.iter().map(|text| format!("  {text}\n")).collect();
    let never = never_drawn(project).iter().map(|name| format!("  {name} can never be drawn\n")).collect::<String>();
    format!("\nrules\n{lines}{never}")
}

/// A row for each layer and one for each of its traits.
fn rows(project: &Project, layers: &[LayerId]) -> Vec<Vec<String>> {
    let header = ["layer", "trait", "drawn", "weight", "odds"];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    for &id in layers {
        let layer = project.layer(id);
        let mut drawn = vec![layer.blend.name().to_owned()];
        if layer.opacity.0 < 255 {
            drawn.push(format!("{:.0} %", f64::from(layer.opacity.0) / 2.55));
        }
        if layer.bypass_dna {
            drawn.push("not compared".to_owned());
        }
        if let Some(choice) = layer.within.map(|choice| project.trait_(choice)) {
            drawn.push(format!("within {} of {}", choice.name, project.layer(choice.layer).name));
        }
        let traits = project.traits_of(id);
        rows.push(vec![layer.name.clone(), format!("{} traits", traits.len()), drawn.join(", ")]);
        let by_weight = |t: &Trait| t.count.is_none() && !t.reserve;
        let total: u64 = project.traits_of(id).filter(|(_, t)| by_weight(t)).map(|(_, t)| t.weight.0).sum();
        for (trait_id, t) in traits {
            let name = if t.name.is_empty() { "(nothing)".to_owned() } else { t.name.clone() };
            let once = || "once".to_owned();
            let (weight, odds) = match (project.one_of_one(trait_id), t.count) {
                (Some(one), _) => (one.number.map_or_else(once, |number| format!("edition {number}")), String::new()),
                (_, Some(editions)) => (format!("exactly {}", count(editions)), String::new()),
                _ if t.reserve => ("in reserve".to_owned(), String::new()),
                _ => (t.weight.to_string(), format!("{:.2} %", 100.0 * t.weight.0 as f64 / total.max(1) as f64)),
            };
            rows.push(vec![String::new(), name, String::new(), weight, odds]);
        }
    }
    rows
}
