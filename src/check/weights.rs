//! Weights: those that are missing or became a part of the name, traits hardly ever drawn, and whether combinations suffice.

use super::{Kind, Notice};
use crate::plan::{self, Plan};
use crate::project::{LayerId, Project, Trait};

/// Looks at the weights of every layer.
pub(super) fn look(project: &Project, notices: &mut Vec<Notice>) {
    for group in plan::capacity(project).into_iter().filter(|_| project.unique) {
        if group.wanted as u128 > group.possible {
            let exist = if group.possible == 1 { "one exists" } else { "ones exist" };
            let text = format!("asks for {} editions, but only {} different {exist}", group.wanted, group.possible);
            notices.push(Notice::new(Kind::Capacity, "the project", text));
        }
    }
    // 1/1 pictures have no weights.
    let is_drawn = |id: &LayerId| project.place_of_one_of_ones().is_none_or(|(_, own)| own != *id);
    for id in (0..project.layers.len() as u32).map(LayerId).filter(is_drawn) {
        let layer = project.layer(id);
        // What is counted out exactly, or drawn only where rules leave nothing else, needs no weight.
        let pictures = || {
            let weighed = |t: &&Trait| t.picture.is_some() && t.count.is_none() && !t.reserve;
            project.traits_of(id).map(|(_, t)| t).filter(weighed)
        };
        let weighted: Vec<&Trait> = pictures().filter(|t| has_weight(t)).collect();
        let total: u128 = project.traits_of(id).map(|(_, t)| u128::from(t.weight.0)).sum();
        let editions: usize = project.sets.iter().filter(|s| s.layers.contains(&id)).map(|s| s.editions).sum();
        for t in pictures() {
            let file = format!("{}/{}", layer.folder, t.file_name);
            let mut add = |kind, text: String| notices.push(Notice::new(kind, &file, text));
            let expected = editions as f64 * t.weight.0 as f64 / total.max(1) as f64;
            if !has_weight(t) && looks_weighted(&t.name) {
                add(Kind::Weight, format!("is called \"{}\": its weight was taken as a part of the name", t.name));
            } else if !has_weight(t) && weighted.len() > 2 && weighted.len() + 1 == pictures().count() {
                add(Kind::Weight, format!("alone of {} has no weight in its name, so it has 1", layer.name));
            } else if t.weight.0 == 0 {
                add(Kind::Rare, "has the weight 0: it is never drawn".to_owned());
            } else if editions > 0 && expected < 0.5 {
                add(Kind::Rare, format!("is to be expected {expected:.2} times in {editions} editions"));
            }
        }
    }
}

/// Compares what weights ask for with what a plan has.
pub(super) fn look_at_odds(project: &Project, plan: &Plan, notices: &mut Vec<Notice>) {
    for off in plan::off_weights(project, plan) {
        let t = project.trait_(off.id);
        let layer = project.layer(t.layer);
        let name = if t.file_name.is_empty() { "(nothing)" } else { &t.file_name };
        let (asked, got) = (100.0 * off.asked, 100.0 * off.got);
        let text = format!("should come in {asked:.1} % of editions and comes in {got:.1} %: combinations run short");
        notices.push(Notice::new(Kind::Odds, format!("{}/{name}", layer.folder), text));
    }
}

/// `true` if the file name has more than the trait's name: its weight.
fn has_weight(t: &Trait) -> bool {
    t.file_name.rsplit_once('.').is_some_and(|(stem, _)| stem != t.name)
}

/// `true` if a name ends with a number after a sign that artists put before weights.
fn looks_weighted(name: &str) -> bool {
    let number = |text: &str| text.trim().parse::<f64>().is_ok_and(f64::is_finite);
    name.rsplit_once(['#', '@', '%', '$', '~', '^', '='])
        .is_some_and(|(before, after)| !before.is_empty() && number(after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_after_a_sign_look_like_weights() {
        for name in ["Red#20", "Red @ 0.5", "Red%3"] {
            assert!(looks_weighted(name), "{name}");
        }
        for name in ["Red", "Red 20", "#1", "Route 66", "C#minor", "7"] {
            assert!(!looks_weighted(name), "{name}");
        }
    }
}
