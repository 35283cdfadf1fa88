// What is selected, if it is a layer or a trait.

import { fill } from "./dom.js";
import { layerPanel } from "./layer.js";
import { followOdds } from "./odds.js";
import { traitPanel } from "./trait.js";

export function mount(element, store) {
  const ofLayer = layerPanel(store);
  const ofTrait = traitPanel(store);
  fill(element, ofLayer.node, ofTrait.node);
  followOdds(store);

  function show(changed) {
    if (!store.state || !["state", "selection", "odds", "trial", "locks"].some((name) => changed.has(name))) return;
    const { selection } = store;
    const layer = selection?.kind === "layer" ? store.layer(selection.id) : null;
    const trait = selection?.kind === "trait" ? store.trait(selection.id) : null;
    ofLayer.node.hidden = !layer;
    ofTrait.node.hidden = !trait;
    if (layer) ofLayer.update(layer);
    if (trait) ofTrait.update(trait, store.layerOf(trait.id));
  }

  store.subscribe(show);
}
