//! `simdgen rarity`: how often each trait comes, and which editions are rare, as tables or files.

use super::args::{ChangeArgs, KeepArgs, ProjectArgs, RarityArgs};
use super::choose::drawn;
use super::print::{Notes, count, counted, notice, out, out_json, table};
use super::workspace::{has_metadata, open_project};
use crate::Result;
use crate::derive::rarity;
use crate::derive::rarity::{RANKING_FILE, RARITY_FILE, Rarity};
use crate::files::Folder;
use crate::metadata::Editions;
use crate::output::refuse_links_in;
use crate::plan;

/// Runs the command.
pub fn run(args: &RarityArgs) -> Result<()> {
    // Before the work is done, so that a folder where a file should go is told first.
    if let Some(folder) = args.out.as_deref().map(Folder::find).transpose()?.flatten() {
        [RARITY_FILE, RANKING_FILE].iter().try_for_each(|name| folder.check_no_folder(name))?;
    }
    let rarity = rarity_of(args)?;
    if args.json {
        return out_json(&rarity::to_json(&rarity));
    }
    let Some(path) = &args.out else { return out(&text(&rarity, args.top)) };
    let folder = Folder::make(path)?;
    folder.replace(RARITY_FILE, &rarity::csv_of_traits(&rarity), true)?;
    folder.replace(RANKING_FILE, &rarity::csv_of_ranking(&rarity), true)?;
    notice(&format!(
        "{RARITY_FILE} and {RANKING_FILE} of {} in {}",
        counted(rarity.editions, "edition"),
        path.display()
    ));
    Ok(())
}

/// The rarity in the metadata of an output folder, or else of the plan that the project gives.
fn rarity_of(args: &RarityArgs) -> Result<Rarity> {
    let metadata = plan::existing::METADATA_FOLDERS
        .map(|name| args.folder.join(name))
        .into_iter()
        .find(|folder| has_metadata(folder));
    if let Some(folder) = metadata.filter(|_| args.plan.is_none() && args.config.is_none()) {
        refuse_links_in(&args.folder)?;
        return rarity::of_metadata(&Editions::find(&folder, None)?);
    }
    // What is counted are traits, which none of these changes.
    let (verbose, changes, links) = (args.verbose, ChangeArgs::default(), args.links.clone());
    let project = ProjectArgs { project: args.folder.clone(), config: args.config.clone(), verbose, changes, links };
    let mut project = open_project(&project, args.json)?;
    let plan = match &args.plan {
        Some(path) => plan::file::read_given(path, &project)?,
        None => drawn(
            &mut project,
            args.count,
            args.seed.as_deref(),
            &KeepArgs::default(),
            Notes::of(args.json, args.verbose),
        )?,
    };
    Ok(rarity::of_plan(&project, &plan))
}

fn text(rarity: &Rarity, top: usize) -> String {
    // Metadata that is there does not say what was asked for.
    let asked = rarity.traits.iter().any(|t| t.asked.is_some());
    let header = ["layer", "trait", "editions", "share", "asked"].map(str::to_owned);
    let mut rows = vec![header[..if asked { 5 } else { 4 }].to_vec()];
    let mut before = None;
    for t in &rarity.traits {
        let layer = if before == Some(&t.layer) { String::new() } else { t.layer.clone() };
        before = Some(&t.layer);
        let name = if t.value.is_empty() { "(nothing)" } else { &t.value };
        let share = format!("{:.2} %", 100.0 * t.editions as f64 / rarity.editions.max(1) as f64);
        let asked = t.asked.map_or_else(String::new, |asked| format!("{asked:.1}"));
        rows.push(vec![layer, name.to_owned(), count(t.editions), share, asked]);
    }
    let mut text = format!("{}\n\n{}", counted(rarity.editions, "edition"), table(&rows, &[1]));
    let header = ["rank", "edition", "information", "score"];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    rows.extend(rarity.ranking.iter().take(top).map(|r| {
        let (information, score) = (format!("{:.2} bits", r.information), format!("{:.2}", r.score));
        vec![r.rank.to_string(), r.number.to_string(), information, score]
    }));
    if top > 0 {
        text += &format!("\nthe rarest\n{}", table(&rows, &[]));
    }
    text
}
