// A trait that is selected: how often it is drawn, asked against got, how it is blended, and the rules that it is in.

import { comparison } from "./comparison.js";
import { dial, scale } from "./dial.js";
import { el, fill, icon, iconButton, list, number, text } from "./dom.js";
import { change, changeSoon, whyFixed } from "./edit.js";
import { showFindings } from "./layer.js";
import { lock } from "./lock.js";
import { look } from "./look.js";
import { askedWords, gotOf, showBar, showGot, tryWeights } from "./odds.js";
import { titleOf } from "./picture.js";
import { tagsPanel } from "./tags.js";
import { showTrait } from "./thumb.js";
import { heaviest, limitOf, newWeights, shownWeight, unitOf, weightChange } from "./weights.js";

export function traitPanel(store) {
  const id = () => Number(node.dataset.trait);
  const image = el("img", { class: "picture trait-picture", alt: "", decoding: "async" });
  const title = el("h2", { class: "clip" });
  const where = el("button", { type: "button", class: "link small", onclick: () => store.set({ selection: { kind: "layer", id: store.layerOf(id()).id } }) });
  const file = el("span", { class: "small muted" });
  const locker = iconButton("unlocked", "", { onclick: () => lock(store, id()) });
  const findings = el("ul", { class: "stack" });
  const weight = dial("Weight", {}, (value) => {
    const [layer, trait] = [store.layerOf(id()), store.trait(id())];
    tryWeights(store, layer, newWeights(layer, trait, value));
    return changeSoon(store, `weight ${store.nameOf(trait.id)}`, weightChange(layer, trait, value));
  });
  const asked = el("strong", { class: "number" });
  const got = el("strong", { class: "number" });
  const askedBy = el("span", {});
  const gotIn = el("span", {});
  const bar = el("span", { class: "bar big" }, el("i"), el("b"));
  const reason = el("p", { class: "small reason" });
  const exact = el("input", {
    type: "number", class: "field dial-number", min: 0, step: 1, placeholder: "by weight", aria: { label: "Exact number of editions" },
    onchange: () => count(exact.value === "" ? null : Math.max(0, Math.round(Number(exact.value)))),
  });
  const byWeight = el("button", { type: "button", class: "link small", onclick: () => count(null) }, "Draw it by weight again");
  const blending = look(store, "trait", { blend: "trait_blend", opacity: "trait_opacity" });
  const likeLayer = el("button", { type: "button", class: "link small", onclick: asLayer }, "As its layer again");
  const willList = el("p", { class: "small muted" }, "simdgen.toml will then list all pictures of this layer one by one. A new file of its folder takes part once it is listed too.");
  const tags = tagsPanel(store);
  const looks = el("details", {}, el("summary", { class: "muted" }, "Blend mode and opacity of its own"), el("div", { class: "stack" }, blending.node, willList, el("div", {}, likeLayer)));
  const rules = el("ul", { class: "stack" });
  const forbid = el("button", { type: "button", onclick: () => {
    store.set({ picked: new Set([id()]) });
    location.hash = "rules";
  } }, icon("plus"), "Make a rule");
  const compared = comparison(store);
  const node = el("div", { class: "pane stack" },
    image, el("div", { class: "row" }, el("div", { class: "grow" }, title, el("p", { class: "clip" }, where, file)), locker),
    findings, weight.node,
    el("div", { class: "stack odds" },
      el("dl", { class: "odds-words" },
        el("div", { class: "row" }, el("dt", { class: "grow muted row" }, el("span", { class: "key asked" }), askedBy), el("dd", {}, asked)),
        el("div", { class: "row" }, el("dt", { class: "grow muted row" }, el("span", { class: "key got" }), gotIn), el("dd", {}, got))), bar, reason),
    el("label", { class: "row" }, el("span", { class: "grow muted" }, "Exact count"), exact), byWeight,
    looks, tags.node,
    el("div", { class: "row" }, el("h3", { class: "grow" }, "Rules"), forbid), rules,
    compared.node);

  function count(wanted) {
    change(store, { do: "count", trait: id(), count: wanted });
  }

  async function asLayer() {
    const { blend, opacity } = store.trait(id());
    if (blend !== null && !(await change(store, { do: "trait_blend", trait: id(), blend: null }))) return;
    if (opacity !== null) change(store, { do: "trait_opacity", trait: id(), opacity: null });
  }

  function makeRule() {
    const line = el("li", { class: "row small" }, icon("rules"), el("span", { class: "grow" }), iconButton("close", "", { onclick: () => change(store, { do: "remove_rule", index: Number(line.dataset.index) }) }));
    return line;
  }

  return {
    node,
    update(trait, layer) {
      const { state } = store;
      const disabled = whyFixed(state) !== null;
      const locked = store.locks.has(trait.id);
      const key = store.nameOf(trait.id);
      const isOther = node.dataset.shown !== key;
      node.dataset.trait = trait.id;
      node.dataset.shown = key;
      image.hidden = trait.nothing;
      image.style.setProperty("--ratio", state.canvas[0] / state.canvas[1]);
      showTrait(image, trait, 288);
      text(title, titleOf(trait));
      title.title = titleOf(trait);
      text(where, layer.name);
      text(file, trait.nothing ? "" : ` · ${trait.file}`);
      file.title = trait.file ?? "";
      const label = `${locked ? "Unlock" : "Lock"} ${layer.name}: ${titleOf(trait)}`;
      locker.setAttribute("aria-pressed", String(locked));
      locker.setAttribute("aria-label", label);
      locker.title = locked ? label : "Keep it in the next samples (L)";
      fill(locker, icon(locked ? "lock" : "unlocked"));
      showFindings(findings, state.findings.filter((finding) => finding.trait === trait.id));
      weight.show(shownWeight(layer, trait.weight), key, { ...scale(heaviest(layer)), disabled: disabled || trait.count !== null, unit: unitOf(layer), limit: limitOf(layer) });
      text(askedBy, trait.count === null ? "Asked by its weight" : "Asked by its exact count");
      text(gotIn, store.odds?.sampled ? `Got in ${number(store.odds.sampled)} planned editions` : "Got");
      text(asked, askedWords(store, trait));
      showGot(got, store, trait);
      showBar(bar, store, trait);
      const why = gotOf(store, trait)?.why ?? store.odds?.error ?? "";
      reason.hidden = why === "";
      text(reason, why);
      if (isOther || document.activeElement !== exact) exact.value = trait.count ?? "";
      exact.disabled = disabled || trait.nothing;
      exact.max = state.editions;
      byWeight.hidden = trait.count === null || disabled;
      looks.hidden = trait.nothing;
      blending.update(trait, disabled, layer);
      if (isOther) looks.open = trait.blend !== null || trait.opacity !== null;
      willList.hidden = disabled || !state.listed || state.listed.includes(layer.id);
      tags.update(trait);
      likeLayer.hidden = disabled || (trait.blend === null && trait.opacity === null);
      list(rules, state.rules.filter((rule) => rule.traits.includes(trait.id)).slice(0, 20), ({ index }) => index, makeRule, (line, rule) => {
        line.dataset.index = rule.index;
        text(line.children[1], rule.text);
        line.children[2].disabled = disabled;
        line.children[2].setAttribute("aria-label", `Remove the rule: ${rule.text}`);
        line.children[2].title = "Remove the rule";
      });
      forbid.disabled = disabled;
      compared.update(layer);
    },
  };
}
