//! Putting right what a drawn plan has too many or too few of, one edition at a time.
//!
//! A step takes a trait that is off its count, and gives an edition this trait, or another instead of it. The other
//! picks of the edition stay where the rules let them. Steps that bring the counts nearer are taken at once, others
//! that keep them as near now and then, so that a surplus can wander to where it is of use.

use std::fmt::Write;

use super::rows::Rows;
use crate::error::PlanError;
use crate::plan::conflict::name;
use crate::plan::rng::Stream;
use crate::plan::ruled::Ruled;
use crate::project::{Project, TraitId};
use crate::{Error, Result};

/// Editions looked at without coming nearer to the counts before the search ends: for each edition there is, and at
/// least. That is some seconds, however many rules there are.
const PATIENCE: usize = 40;
const LEAST_PATIENCE: usize = 200_000;

/// Editions a step looks at before it takes the best it saw.
const LOOKS: usize = 512;

/// The balance of a plan against its counts.
struct Tally<'a> {
    project: &'a Project,
    got: Vec<u32>,
    /// Sum over the traits with a count of how far they are off.
    off: i64,
}

impl Tally<'_> {
    /// The surplus (above zero) or lack (below) of a trait; zero without a count.
    fn surplus(&self, id: TraitId) -> i64 {
        let got = i64::from(self.got[id.0 as usize]);
        self.project.trait_(id).count.map_or(0, |count| got - i64::from(count))
    }

    /// The change of `off` when one edition changes its picks.
    fn change(&mut self, from: &[TraitId], to: &[TraitId]) -> i64 {
        let before = self.off;
        self.apply(from, to);
        let change = self.off - before;
        self.apply(to, from);
        change
    }

    fn apply(&mut self, from: &[TraitId], to: &[TraitId]) {
        for (&old, &new) in from.iter().zip(to).filter(|(old, new)| old != new) {
            for (id, step) in [(old, -1), (new, 1)] {
                self.off -= self.surplus(id).abs();
                self.got[id.0 as usize] = self.got[id.0 as usize].wrapping_add_signed(step);
                self.off += self.surplus(id).abs();
            }
        }
    }
}

/// Changes editions until every count is kept.
pub(super) fn repair(
    project: &Project,
    rows: &mut Rows,
    ruled: &mut [Option<Ruled<'_>>],
    stream: &mut Stream,
) -> Result<()> {
    let mut tally = Tally { project, got: vec![0; project.traits.len()], off: 0 };
    rows.open().flat_map(|row| rows.picks(row)).for_each(|id| tally.got[id.0 as usize] += 1);
    let counted: Vec<TraitId> =
        (0..project.traits.len() as u32).map(TraitId).filter(|id| project.trait_(*id).count.is_some()).collect();
    tally.off = counted.iter().map(|&id| tally.surplus(id).abs()).sum();

    let patience = LEAST_PATIENCE.max(PATIENCE * rows.open().len());
    let (mut idle, mut nearest, mut nearest_got) = (0, tally.off, tally.got.clone());
    while tally.off > 0 {
        if idle >= patience {
            let nearest = shortfall(project, &nearest_got);
            return Err(Error::Plan(PlanError::CountsNotReached { nearest }));
        }
        let off: Vec<TraitId> = counted.iter().copied().filter(|&id| tally.surplus(id) != 0).collect();
        let id = off[stream.below(off.len() as u64) as usize];
        idle += step(id, rows, ruled, &mut tally, stream)?;
        if tally.off < nearest {
            (idle, nearest) = (0, tally.off);
            nearest_got.clone_from(&tally.got);
        }
    }
    Ok(())
}

/// One step for a trait that is off its count; how many editions it looked at, and one.
fn step(
    id: TraitId,
    rows: &mut Rows,
    ruled: &mut [Option<Ruled<'_>>],
    tally: &mut Tally<'_>,
    stream: &mut Stream,
) -> Result<usize> {
    let wanted = tally.surplus(id) < 0;
    let layer = tally.project.trait_(id).layer;
    let open = rows.open();
    let start = open.start + stream.below(open.len() as u64) as usize;
    let (mut looks, mut best) = (0, None);
    let mut picks = vec![];
    for row in (start..open.end).chain(open.start..start) {
        let set = rows.set(row);
        let Some(position) = tally.project.set(set).layers.iter().position(|&other| other == layer) else { continue };
        if (rows.picks(row)[position] == id) == wanted {
            continue;
        }
        looks += 1;
        if looks > LOOKS {
            break;
        }
        let Some(ruled) = &mut ruled[set.0 as usize] else { continue };
        let to = if wanted { Some(id) } else { instead(id, ruled, position, tally, stream) };
        let Some(to) = to else { continue };
        let mut found = false;
        for keep in [Keep::All, Keep::Counted, Keep::AllButOne] {
            let from = rows.picks(row);
            found = change(from, (position, to), keep, ruled, tally, stream, &mut picks)
                && rows.is_new_beside(Some(row), set, &picks)
                && ruled.is_allowed(&picks);
            if ruled.walk.gave_up() {
                return Err(Error::Plan(PlanError::RulesTooTangled));
            }
            if found {
                break;
            }
        }
        if !found {
            continue;
        }
        let by = tally.change(rows.picks(row), &picks);
        if by < 0 {
            best = Some((by, row, picks));
            break;
        }
        if best.as_ref().is_none_or(|(least, ..)| by < *least) {
            best = Some((by, row, picks.clone()));
        }
    }
    // Going nowhere is a way to go on; going back is one now and then.
    if let Some((by, row, picks)) = best
        && (by <= 0 || stream.below(16) == 0)
    {
        tally.apply(rows.picks(row), &picks);
        rows.replace(row, &picks);
    }
    Ok(looks + 1)
}

/// Another trait for the layer of one that there is too much of: one that is wanted, or by weight, or any.
fn instead(
    id: TraitId,
    ruled: &mut Ruled<'_>,
    position: usize,
    tally: &Tally<'_>,
    stream: &mut Stream,
) -> Option<TraitId> {
    let space = ruled.space();
    let layer = space.layers.iter().position(|slot| slot.position == position)?;
    let slot = &space.layers[layer];
    let others: Vec<TraitId> = tally
        .project
        .traits_of(slot.id)
        .filter(|(other, t)| *other != id && t.can_be_drawn() && t.count.is_some())
        .map(|(other, _)| other)
        .collect();
    let short: Vec<TraitId> = others.iter().copied().filter(|&other| tally.surplus(other) < 0).collect();
    ruled.walk.restart();
    let any = |all: &[TraitId], stream: &mut Stream| all[stream.below(all.len() as u64) as usize];
    if !short.is_empty() {
        return Some(any(&short, stream));
    }
    match ruled.pick(layer, stream) {
        Some(bit) if others.is_empty() || stream.below(4) > 0 => Some(slot.trait_at(bit)),
        _ if others.is_empty() => None,
        _ => Some(any(&others, stream)),
    }
}

/// The picks that an edition keeps when it changes, as far as the rules allow it. What keeps most may be an edition that
/// is there already.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    All,
    /// The traits with a count; the others are drawn.
    Counted,
    /// All but one other layer, which gets any trait.
    AllButOne,
}

/// Gives an edition a trait at a position, keeping other picks and drawing the rest; false when the rules have none.
fn change(
    from: &[TraitId],
    (position, to): (usize, TraitId),
    keep: Keep,
    ruled: &mut Ruled<'_>,
    tally: &Tally<'_>,
    stream: &mut Stream,
    picks: &mut Vec<TraitId>,
) -> bool {
    let space = ruled.space();
    ruled.walk.restart();
    picks.clear();
    picks.extend_from_slice(from);
    picks[position] = to;
    if keep == Keep::AllButOne {
        let slot = &space.layers[stream.below(space.layers.len() as u64) as usize];
        let drawable: Vec<TraitId> =
            tally.project.traits_of(slot.id).filter(|(_, t)| t.can_be_drawn()).map(|(id, _)| id).collect();
        if slot.position != position {
            picks[slot.position] = drawable[stream.below(drawable.len() as u64) as usize];
        }
    }
    let Some(own) = space.layers.iter().position(|slot| slot.position == position) else { return false };
    if !ruled.walk.take(own, space.layers[own].bit(to)) {
        return false;
    }
    // Traits with a count stay first, so that they are not lost for the sake of others.
    let mut lost = vec![];
    for counted in [true, false] {
        for (layer, slot) in space.layers.iter().enumerate().filter(|(layer, _)| *layer != own) {
            let id = picks[slot.position];
            if tally.project.trait_(id).count.is_some() != counted {
                continue;
            }
            let is_kept = counted || keep != Keep::Counted;
            if !is_kept || !ruled.walk.take(layer, slot.bit(id)) {
                lost.push(layer);
            }
        }
    }
    lost.sort_unstable();
    for layer in lost {
        let slot = &space.layers[layer];
        let short = tally.project.traits_of(slot.id).filter(|(id, _)| tally.surplus(*id) < 0).map(|(id, _)| id);
        let mut bit = short.map(|id| slot.bit(id)).find(|&bit| ruled.walk.take(layer, bit));
        if bit.is_none() {
            bit = ruled.pick(layer, stream);
        }
        if bit.is_none() {
            let mut bits = vec![];
            ruled.walk.candidates(layer, &mut bits);
            bit = bits.first().copied().filter(|&bit| ruled.walk.take(layer, bit));
        }
        match bit {
            Some(bit) => picks[slot.position] = slot.trait_at(bit),
            None => return false,
        }
    }
    true
}

/// Asked against got, for the traits whose counts were not kept.
fn shortfall(project: &Project, got: &[u32]) -> String {
    let mut text = String::new();
    for (id, &got) in got.iter().enumerate() {
        let id = TraitId(id as u32);
        if let Some(count) = project.trait_(id).count.filter(|&count| count != got) {
            let comma = if text.is_empty() { "" } else { ", " };
            let _ = write!(text, "{comma}{got} instead of {count} of {}", name(project, id));
        }
    }
    text
}
