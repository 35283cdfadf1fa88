// A layer that is selected: its name, how it is blended, how often it is left out, and its traits compared.

import { comparison } from "./comparison.js";
import { dial, scale } from "./dial.js";
import { el, icon, list, percent, text } from "./dom.js";
import { change, changeSoon, whyFixed } from "./edit.js";
import { look } from "./look.js";
import { askedOf, tryWeights } from "./odds.js";
import { heaviest, limitOf, newWeights, sentWeight, shownWeight, unitOf, weightChange } from "./weights.js";

export function layerPanel(store) {
  const layer = () => store.layer(Number(node.dataset.layer));
  const title = el("h2", { class: "clip" });
  const facts = el("p", { class: "small muted" });
  const findings = el("ul", { class: "stack" });
  const name = el("input", { class: "field grow", type: "text", maxLength: 200, autocomplete: "off", spellcheck: false, onchange: rename });
  const blending = look(store, "layer", { blend: "blend", opacity: "opacity" });
  const none = el("input", { type: "checkbox", onchange: () => change(store, { do: "none", layer: layer().id, weight: none.checked ? sentWeight(layer(), middle(layer())) : null }) });
  const noneWeight = dial("Weight of none", {}, (value) => {
    const own = layer();
    const nothing = store.trait(own.none.trait);
    tryWeights(store, own, newWeights(own, nothing, value));
    return changeSoon(store, `none ${own.name}`, weightChange(own, nothing, value));
  });
  const noneOdds = el("p", { class: "small muted" });
  const compared = comparison(store);
  const node = el("div", { class: "pane stack" }, el("div", {}, title, facts), findings,
    el("label", { class: "row" }, el("span", { class: "muted" }, "Name in metadata"), name),
    blending.node,
    el("label", { class: "row" }, none, el("span", {}, "Some editions have none of it")), noneWeight.node, noneOdds,
    compared.node);

  async function rename() {
    const { id, name: before } = layer();
    const wanted = name.value.trim();
    if (wanted === "" || wanted === before) {
      name.value = before;
      return;
    }
    if (await change(store, { do: "rename_layer", layer: id, name: wanted })) store.set({ selection: { kind: "layer", id } });
  }

  return {
    node,
    update(own) {
      const { state } = store;
      const disabled = whyFixed(state) !== null;
      const isOther = Number(node.dataset.layer) !== own.id;
      node.dataset.layer = own.id;
      text(title, own.name);
      title.title = own.name;
      text(facts, [own.folder, own.in_metadata ? null : "not in metadata", own.unique ? null : "does not count when editions are compared"].filter(Boolean).join(" · "));
      showFindings(findings, state.findings.filter((finding) => finding.layer === own.id && finding.trait === null));
      if (isOther || document.activeElement !== name) name.value = own.name;
      name.disabled = disabled;
      blending.update(own, disabled);
      none.checked = own.none !== null;
      none.disabled = disabled;
      noneWeight.node.hidden = noneOdds.hidden = own.none === null;
      if (own.none) {
        noneWeight.show(shownWeight(own, own.none.weight), own.name, { ...scale(heaviest(own)), disabled, unit: unitOf(own), limit: limitOf(own) });
        text(noneOdds, `${percent(askedOf(store, store.trait(own.none.trait)))} of editions are asked to have none`);
      }
      compared.update(own);
    },
  };
}

/** Lists what was found about one thing. */
export function showFindings(node, findings) {
  node.hidden = findings.length === 0;
  list(node, findings, (_, index) => index,
    () => el("li", { class: "card row finding" }, el("span", {}), el("p", { class: "grow" })),
    (line, { problem, text: words }) => {
      line.classList.toggle("warn", problem);
      line.firstElementChild.replaceChildren(icon(problem ? "warning" : "note"));
      text(line.lastElementChild, words);
    });
}

/** A weight in the middle of a layer's, for a choice that has none yet. */
function middle(layer) {
  const weights = layer.traits.map((trait) => shownWeight(layer, trait.weight)).sort((one, other) => one - other);
  return weights[weights.length >> 1] || 1;
}
