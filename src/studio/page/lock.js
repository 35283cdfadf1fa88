// Locks: traits that the next samples keep.

import { titleOf } from "./picture.js";
import { say } from "./say.js";

/** Locks a trait in place of another of its layer, or unlocks it. */
export function lock(store, id) {
  const locks = new Set(store.locks);
  const trait = store.trait(id);
  const layer = store.layerOf(id);
  if (!trait) return;
  if (locks.delete(id)) say(`${layer.name}: ${titleOf(trait)} is free again`);
  else {
    for (const other of store.locks) if (store.layerOf(other) === layer) locks.delete(other);
    locks.add(id);
    say(`${layer.name}: ${titleOf(trait)} is kept in the next samples`);
  }
  store.set({ locks });
}

/** Locks all traits of an edition, or unlocks them where all are locked. */
export function lockAll(store, edition) {
  const all = edition.picks.every((id) => store.locks.has(id));
  store.set({ locks: new Set(all ? [] : edition.picks) });
  say(all ? "All traits are free again" : "All traits of this edition are locked: unlock those that may change");
}
