// The traits of a layer, each with what was asked for it and what it got.

import { el, list, number, text } from "./dom.js";
import { askedOf, gotOf, oddsHead, oddsNumbers, oddsWords, showBar, showOdds } from "./odds.js";
import { titleOf } from "./picture.js";
import { showTrait, thumb } from "./thumb.js";

/** Traits that are compared at a time. */
const SHOWN = 60;

export function comparison(store) {
  const traits = el("ul", { class: "compare" });
  const more = el("p", { class: "small muted" });
  const title = el("h3", {});
  const head = oddsHead();
  const node = el("div", { class: "stack comparison" }, title, el("div", {}, head, traits), more);

  let ofLayer = null;
  let sorted = [];

  function make() {
    const row = el("li", {}, el("button", { type: "button", class: "trait-face", onclick: () => store.set({ selection: { kind: "trait", id: Number(row.dataset.trait) } }) },
      thumb(),
      el("span", { class: "grow" },
        el("span", { class: "row" }, el("span", { class: "clip grow" }), oddsNumbers()),
        el("span", { class: "bar" }, el("i"), el("b")))));
    return row;
  }

  return {
    node,
    /** Shows the traits of a layer, those asked for most first. */
    update(layer) {
      // The order is that of the project, not of the slider, so that nothing moves under the hand.
      if (layer !== ofLayer) sorted = [...layer.traits].sort((one, other) => other.asked_share - one.asked_share || one.id - other.id).slice(0, SHOWN);
      ofLayer = layer;
      const largest = Math.max(...sorted.flatMap((trait) => [askedOf(store, trait), gotOf(store, trait)?.got ?? 0]), 0.0001);
      const sampled = store.odds?.sampled;
      text(title, `All traits of ${layer.name}`);
      text(head.firstElementChild, sampled ? `in ${number(sampled)} planned editions` : "");
      list(traits, sorted, (trait) => trait.file || `nothing ${trait.name}`, make, (row, trait) => {
        const [image, words] = row.firstElementChild.children;
        const [line, bar] = words.children;
        const { selection } = store;
        const chosen = selection?.kind === "trait" && selection.id === trait.id;
        row.dataset.trait = trait.id;
        row.firstElementChild.classList.toggle("chosen", chosen);
        row.firstElementChild.setAttribute("aria-current", String(chosen));
        row.firstElementChild.title = `${titleOf(trait)}: ${oddsWords(store, trait)}`;
        showTrait(image, trait);
        text(line.children[0], titleOf(trait));
        showOdds([line.children[1], line.children[2]], store, trait);
        showBar(bar, store, trait, largest);
      });
      more.hidden = layer.traits.length <= SHOWN;
      text(more, `and ${number(layer.traits.length - SHOWN)} more: see the list of the layer`);
    },
  };
}
