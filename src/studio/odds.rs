//! The share of editions of every trait: what weights ask for, and what a plan gives.
//!
//! Both are on one scale, 0 to 1: the part of those editions whose set has the trait's layer. Where a layer is within a trait of
//! another, editions without that trait count as well: they show nothing of the layer. Pages get them as `asked_share` and
//! `got_share`.

use serde::Serialize;

use super::sampling::share;
use crate::Result;
use crate::plan::file::chosen;
use crate::plan::{self, Plan, by_odds, counts, editions_with, locked};
use crate::project::{LayerId, Project, Rule, RuleKind, SetId, TraitId};

/// The shares of all traits, by [`TraitId`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Odds {
    /// The number of editions that were planned.
    pub sampled: usize,
    /// The share that weights and exact counts ask for.
    pub asked_share: Vec<f64>,
    /// The share of the editions that were planned.
    pub got_share: Vec<f64>,
    /// The reasons where they part by more than chance makes.
    pub reasons: Vec<Reason>,
}

/// The reason why a trait comes more or less often than it is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// The trait.
    #[serde(rename = "trait")]
    pub id: u32,
    /// The reason, as a sentence without a full stop.
    pub text: String,
}

/// Part of what is asked for above which a difference matters.
const MATTERS: f64 = 0.1;

/// Compares what weights ask for with a plan of `count` editions, or of all where there are not so many.
///
/// # Errors
/// [`crate::Error::Plan`] where no plan can be drawn.
pub fn odds(project: &Project, seed: &str, count: usize) -> Result<Odds> {
    let (plan, is_whole) = planned(project, seed, count)?;
    let asked = asked(project);
    let got = counts(&plan, project);
    let mut of_layer = vec![0usize; project.layers.len()];
    for set in plan.editions().map(|edition| edition.set) {
        project.set(set).layers.iter().for_each(|layer| of_layer[layer.0 as usize] += 1);
    }
    let part = |(t, got): (&crate::project::Trait, &u32)| match of_layer[t.layer.0 as usize] {
        0 => 0.0,
        editions => f64::from(*got) / editions as f64,
    };
    let got: Vec<f64> = project.traits.iter().zip(&got).map(part).collect();
    let mut reasons = Reasons::new(project, is_whole);
    let parts = |id: &usize| {
        let (asked, got) = (asked[*id], got[*id]);
        let editions = of_layer[project.traits[*id].layer.0 as usize] as f64;
        // What is not asked for does not come by chance.
        let chance = if asked == 0.0 { 0.0 } else { 3.0 } + 4.0 * (editions * asked * (1.0 - asked).max(0.0)).sqrt();
        (got - asked).abs() * editions > chance && (got - asked).abs() > MATTERS * asked
    };
    let off: Vec<usize> = (0..project.traits.len()).filter(parts).collect();
    let reasons = off
        .into_iter()
        .filter_map(|id| {
            let text = reasons.of(TraitId(id as u32), asked[id], got[id])?;
            Some(Reason { id: id as u32, text })
        })
        .collect();
    Ok(Odds { sampled: plan.len(), asked_share: asked, got_share: got, reasons })
}

/// The plan, and `true` if it is of the whole project, with its chosen editions.
fn planned(project: &Project, seed: &str, count: usize) -> Result<(Plan, bool)> {
    let all = project.editions() - project.one_of_one.len();
    if all <= count && project.one_of_one.is_empty() {
        return Ok((plan::draw(project, seed)?, true));
    }
    let mut few = by_odds(project);
    share(&mut few, count.min(all));
    Ok((plan::draw(&few, seed)?, false))
}

/// The share that weights and exact counts ask for, by trait. Rules have no say, but for those by which a layer
/// is within a trait of another.
pub fn asked(project: &Project) -> Vec<f64> {
    let by_odds = by_odds(project);
    let mut asked = vec![0.0; project.traits.len()];
    let mut is_known = vec![false; project.layers.len()];
    // A layer is within a trait of one below it, so each round of a chain knows one more.
    for _ in 0..project.layers.len() {
        let mut is_done = true;
        for layer in
            (0..project.layers.len() as u32).map(LayerId).filter(|id| !is_known[id.0 as usize]).collect::<Vec<_>>()
        {
            let within = project.layer(layer).within;
            if within.is_some_and(|choice| !is_known[project.trait_(choice).layer.0 as usize]) {
                is_done = false;
                continue;
            }
            let part = within.map_or(1.0, |choice| asked[choice.0 as usize]);
            of_layer(&by_odds, layer, part, &mut asked);
            is_known[layer.0 as usize] = true;
        }
        if is_done {
            break;
        }
    }
    asked
}

/// Sets what is asked for in a layer that is drawn in a part of the editions.
fn of_layer(by_odds: &Project, layer: LayerId, part: f64, asked: &mut [f64]) {
    let is_drawn = |t: &crate::project::Trait| !t.reserve;
    let total: f64 = by_odds.traits_of(layer).filter(|(_, t)| is_drawn(t)).map(|(_, t)| t.weight.0 as f64).sum();
    for (id, t) in by_odds.traits_of(layer).filter(|(_, t)| is_drawn(t) && total > 0.0) {
        asked[id.0 as usize] = part * t.weight.0 as f64 / total;
    }
    let nothing = by_odds.nothings_of(layer).last().or_else(|| by_odds.traits_of(layer).last().map(|(id, _)| id));
    if let Some(nothing) = nothing.filter(|_| part < 1.0) {
        asked[nothing.0 as usize] += 1.0 - part;
    }
}

/// Finds reasons; what all of them need is found once.
struct Reasons<'p> {
    project: &'p Project,
    /// The chosen editions that show each trait, where they are part of the plan.
    chosen: Vec<u32>,
    never: Option<Vec<TraitId>>,
}

impl<'p> Reasons<'p> {
    fn new(project: &'p Project, is_whole: bool) -> Self {
        let chosen = chosen(project).ok().filter(|_| is_whole);
        Self { project, chosen: chosen.map_or_else(Vec::new, |plan| counts(&plan, project)), never: None }
    }

    fn of(&mut self, id: TraitId, asked: f64, got: f64) -> Option<String> {
        let project = self.project;
        let layer = project.trait_(id).layer;
        if got == 0.0 && self.never().contains(&id) {
            return Some(match shut_out(project, id) {
                rules if rules.is_empty() => "no edition with it keeps the rules".to_owned(),
                rules => format!("no edition with it keeps {}", plan::listed(&rules)),
            });
        }
        match self.chosen.get(id.0 as usize) {
            Some(1) if got > asked => return Some("1 chosen edition has it".to_owned()),
            Some(count @ 2..) if got > asked => return Some(format!("{count} chosen editions have it")),
            _ => {}
        }
        let editions = editions_with(project, layer) as f64;
        let most = project.unique.then(|| combinations_with(project, layer)).flatten();
        if let Some(most) = most.filter(|most| asked * editions > *most && got < asked) {
            let wanted = (asked * editions).round();
            return Some(format!("{wanted} editions should have it, and no more than {most} different ones can"));
        }
        let rules = rules_about(project, id);
        if !rules.is_empty() {
            return Some(format!("rules about it have a say: {}", plan::listed(&rules)));
        }
        let is_near = |(other, _): (TraitId, &crate::project::Trait)| !rules_about(project, other).is_empty();
        if project.traits_of(layer).any(is_near) {
            return Some(format!("rules about other traits of \"{}\" have a say", project.layer(layer).name));
        }
        if project.unique && got > asked && most.is_some_and(|most| editions > most) {
            return Some("it stands in where combinations with other traits of its layer run short".to_owned());
        }
        match project.rules.is_empty() {
            true => project.traits.iter().any(|t| t.count.is_some()).then(|| "exact counts have a say".to_owned()),
            false => Some("rules about other layers have a say".to_owned()),
        }
    }

    /// The traits that no edition can show.
    fn never(&mut self) -> &[TraitId] {
        let project = self.project;
        self.never.get_or_insert_with(|| never_drawn(project))
    }
}

/// The traits that no edition of any set can show under the rules.
pub(super) fn never_drawn(project: &Project) -> Vec<TraitId> {
    if project.rules.is_empty() {
        return vec![];
    }
    let sets = || (0..project.sets.len() as u32).map(SetId).filter(|set| project.set(*set).editions > 0);
    let mut never_in = vec![0usize; project.traits.len()];
    for set in sets() {
        plan::never_drawn(project, set).into_iter().for_each(|id| never_in[id.0 as usize] += 1);
    }
    let of_sets = |layer: LayerId| sets().filter(|set| project.set(*set).layers.contains(&layer)).count();
    let ids = (0..project.traits.len() as u32).map(TraitId);
    ids.filter(|id| never_in[id.0 as usize] > 0 && never_in[id.0 as usize] == of_sets(project.trait_(*id).layer))
        .collect()
}

/// Rules that together shut a trait out, of which none can be left out.
pub(super) fn shut_out(project: &Project, id: TraitId) -> Vec<String> {
    let found = locked(project, &[id]).ok().and_then(|locked| plan::contradiction(&locked).ok().flatten());
    found.map_or_else(Vec::new, |found| found.rules)
}

/// The most combinations there can be with one trait of a layer; `None` where the layer is not compared.
fn combinations_with(project: &Project, layer: LayerId) -> Option<f64> {
    if project.layer(layer).bypass_dna || project.layer(layer).within.is_some() {
        return None;
    }
    let mut compared: Vec<Vec<LayerId>> = vec![];
    for set in project.sets.iter().filter(|set| set.editions > 0 && set.layers.contains(&layer)) {
        let own: Vec<LayerId> = set.layers.iter().copied().filter(|id| !project.layer(*id).bypass_dna).collect();
        if !compared.contains(&own) {
            compared.push(own);
        }
    }
    let choices = |id: &LayerId| project.traits_of(*id).filter(|(_, t)| t.can_be_drawn()).count() as f64;
    Some(compared.iter().map(|layers| layers.iter().filter(|id| **id != layer).map(choices).product::<f64>()).sum())
}

/// The rules that name a trait, as they were written, the first two.
fn rules_about(project: &Project, id: TraitId) -> Vec<&str> {
    let names = |rule: &&Rule| match &rule.kind {
        RuleKind::Excludes { a: one, b: other } | RuleKind::Requires { when: one, any_of: other } => {
            one.contains(id) || other.contains(id)
        }
        RuleKind::AtMost { of, .. } => of.contains(id),
    };
    let mut texts: Vec<&str> = vec![];
    for rule in project.rules.iter().filter(names) {
        if !texts.contains(&rule.text.as_str()) {
            texts.push(&rule.text);
        }
        if texts.len() == 2 {
            break;
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::fixture::Folder;

    fn rounded(parts: &[f64]) -> Vec<u32> {
        parts.iter().map(|part| (part * 1000.0).round() as u32).collect()
    }

    #[test]
    fn what_is_asked_for_follows_from_weights_counts_and_parts() {
        let folder = Folder::of(&["A/a.png", "A/b#3.png", "B/c.png", "B/d#3.png", "C/e.png"]);
        let text = "[collection]\neditions = 200\nunique = false\n[[layers]]\nname = \"A\"\ncounts = { a = 20 }\nnone = 1\n\
                    [[layers]]\nname = \"B\"\nwithin = \"A/b\"\n[[layers]]\nname = \"C\"\nwithin = \"B/d\"\nnone = 1\n";
        let project = folder.open(text);
        // Of 180 editions without a, three quarters have b.
        assert_eq!(rounded(&asked(&project)), [100, 675, 225, 169, 506, 325, 253, 747]);
        let odds = odds(&project, "seed", 1000).unwrap();
        assert_eq!((odds.sampled, odds.got_share[0]), (200, 0.1));
        assert_shares(&project, &odds);
        assert_eq!(odds.reasons, []);
    }

    /// Of each layer, both shares add up to all editions that have it.
    fn assert_shares(project: &Project, odds: &Odds) {
        for layer in (0..project.layers.len() as u32).map(LayerId) {
            for share in [&odds.asked_share, &odds.got_share] {
                let sum: f64 = project.traits_of(layer).map(|(id, _)| share[id.0 as usize]).sum();
                assert!((sum - 1.0).abs() < 1e-9, "{layer:?}: {sum}");
            }
        }
    }

    #[test]
    fn asked_and_got_are_of_the_editions_that_have_the_layer() {
        let folder = Folder::of(&["A/a.png", "A/b#3.png", "B/c.png", "B/d#9.png"]);
        let text = "[collection]\nunique = false\n[[layers]]\nname = \"A\"\n[[layers]]\nname = \"B\"\nnone = 10\n\
                    [[sets]]\neditions = 900\nlayers = [\"A\"]\n[[sets]]\neditions = 100\nlayers = [\"A\", \"B\"]\n";
        let project = folder.open(text);
        let odds = odds(&project, "seed", 1000).unwrap();
        assert_shares(&project, &odds);
        // Half of the editions of the second set have nothing of B, though that is a twentieth of all.
        let nothing = project.nothings_of(LayerId(1)).next().unwrap().0 as usize;
        assert_eq!(odds.asked_share[nothing], 0.5);
        assert!((odds.got_share[nothing] - 0.5).abs() < 0.2, "{:?}", odds.got_share);
    }

    #[test]
    fn reasons_are_named() {
        let folder = Folder::of(&["A/a.png", "A/b#9.png", "B/c.png", "B/d.png", "B/e#0.png", "C/f.png", "C/g.png"]);
        let said = |text: &str| -> Vec<(u32, String)> {
            let odds = odds(&folder.open(text), "seed", 1000).unwrap();
            odds.reasons.into_iter().map(|reason| (reason.id, reason.text)).collect()
        };
        assert_eq!(said("[collection]\neditions = 5000\nunique = false\n"), []);
        let rule = "[collection]\neditions = 5000\nunique = false\n[[rules]]\ntrait = \"B/c\"\nrequires = \"A/a\"\n\
                    [[rules]]\ntrait = \"C/f\"\nexcludes = [\"B\"]\n";
        let said_of_rules = said(rule);
        assert!(
            said_of_rules.contains(&(5, "no edition with it keeps \"C/f excludes B\"".to_owned())),
            "{said_of_rules:?}"
        );
        let about = (2, "rules about it have a say: \"B/c requires A/a\" and \"C/f excludes B\"".to_owned());
        assert!(said_of_rules.contains(&about), "{said_of_rules:?}");
        let few =
            Folder::of(&["A/a.png", "A/b#99.png", "B/c.png", "B/d.png", "C/e.png", "C/f.png", "C/g.png", "C/h.png"]);
        let odds = odds(&few.open("[collection]\neditions = 16\n"), "seed", 1000).unwrap();
        let text = |id: u32| odds.reasons.iter().find(|reason| reason.id == id).map(|reason| reason.text.as_str());
        assert_eq!(text(1), Some("16 editions should have it, and no more than 8 different ones can"));
        assert_eq!(text(0), Some("it stands in where combinations with other traits of its layer run short"));
    }

    #[test]
    fn what_only_a_chosen_edition_shows_has_a_reason() {
        let folder = Folder::of(&["A/a.png", "A/b#0.png", "B/c.png", "B/d.png", "B/e.png"]);
        let text = "[collection]\neditions = 3\n[[chosen]]\ntraits = { A = \"b\", B = \"c\" }\n";
        let odds = odds(&folder.open(text), "seed", 1000).unwrap();
        assert_eq!((odds.asked_share[1], odds.sampled), (0.0, 3));
        assert!(odds.got_share[1] > 0.3);
        assert!(
            odds.reasons.contains(&Reason { id: 1, text: "1 chosen edition has it".to_owned() }),
            "{:?}",
            odds.reasons
        );
    }
}
