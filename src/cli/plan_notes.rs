//! Notes on how a plan keeps the project's rules, exact counts and weights: asked against got.
//!
//! A drawn plan keeps all rules and counts; one written by hand need not.

use super::print::{Notes, count, notice, notices};
use crate::plan::{self, Plan};
use crate::project::{Notices, Project, SetId, Trait};

/// Notes whether the plan keeps exact counts and rules, and which traits no rule lets through.
pub fn note_counts_and_rules(project: &Project, plan: &Plan, notes: Notes) {
    let mut found = Notices::default();
    let asked = project.traits.iter().filter(|t| t.count.is_some()).count();
    if asked > 0 {
        let missed: Vec<String> = missed(project, plan);
        let kept = count((asked - missed.len()) as u128);
        notice(&format!("note: {kept} of {} exact counts kept", count(asked as u128)));
        missed.into_iter().for_each(|item| found.add("exact counts that the plan does not keep", item));
    }
    let broken = |edition: &plan::Edition<'_>| project.broken_rule(edition.picks).is_some();
    if let Some(first) = plan.editions().find(broken) {
        let rule = project.broken_rule(first.picks).map_or("", |rule| &rule.text);
        let editions = count(plan.editions().filter(broken).count() as u128);
        notice(&format!("note: {editions} editions of the plan break a rule, first edition {}: {rule}", first.number));
    }
    let never = "traits that can never be drawn, because the rules leave no edition with them";
    never_drawn(project).into_iter().for_each(|item| found.add(never, item));
    notices(&found, "note", notes);
}

/// Notes which weights a plan that was drawn cannot keep to.
pub fn note_off_weights(project: &Project, plan: &Plan, notes: Notes) {
    let mut found = Notices::default();
    for off in plan::off_weights(project, plan) {
        let item = format!(
            "{} ({:.1} % asked, {:.1} % got)",
            name(project, project.trait_(off.id)),
            100.0 * off.asked,
            100.0 * off.got
        );
        found.add("weights that do not come out, because editions must differ and combinations run short", item);
    }
    notices(&found, "note", notes);
}

/// A text for each count that the plan does not keep.
fn missed(project: &Project, plan: &Plan) -> Vec<String> {
    let got = plan::counts(plan, project);
    let line = |(t, got): (&Trait, u32)| {
        let asked = t.count.filter(|asked| *asked != got)?;
        Some(format!("{} ({} asked for, {} got)", name(project, t), count(asked), count(got)))
    };
    project.traits.iter().zip(got).filter_map(line).collect()
}

/// The traits that the rules never let through, with their set where there are several.
pub fn never_drawn(project: &Project) -> Vec<String> {
    if project.rules.is_empty() {
        return vec![];
    }
    let sets = (0..project.sets.len() as u32).map(SetId);
    let item = |set: SetId, t: &Trait| {
        let of_set = if project.sets.len() > 1 { format!(" in set {}", set.0 + 1) } else { String::new() };
        format!("{}{of_set}", name(project, t))
    };
    sets.flat_map(|set| plan::never_drawn(project, set).into_iter().map(move |id| (set, id)))
        .map(|(set, id)| item(set, project.trait_(id)))
        .collect()
}

fn name(project: &Project, t: &Trait) -> String {
    let own = if t.name.is_empty() { "(nothing)" } else { &t.name };
    format!("{}/{own}", project.layer(t.layer).name)
}
