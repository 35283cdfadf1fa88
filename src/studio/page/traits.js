// What is selected, if it is a layer or a trait: how often it is drawn, asked against got, and how it is blended.

import * as api from "./api.js";
import { el, fill, icon, iconButton, list, number, percent, text } from "./dom.js";
import { change, changeSoon, whyFixed } from "./edit.js";
import { picture } from "./layers.js";
import { titleOf } from "./picture.js";
import { lock } from "./samples.js";

/** Editions that are planned to see what is got. */
const PLANNED = 1000;
/** How long a revision must last before it is planned, and traits of a layer that are compared at a time. */
const REST_MS = 150;
const COMPARED = 60;

export function mount(element, store) {
  const layerPart = layerPanel(store);
  const traitPart = traitPanel(store);
  fill(element, layerPart.node, traitPart.node);

  let resting = null;
  let asked = null;

  /** Plans some editions of each revision, while anyone can see what comes of it. */
  function plan() {
    const { revision } = store.state;
    if (asked === revision) return;
    clearTimeout(resting);
    resting = setTimeout(async () => {
      asked = revision;
      try {
        const odds = await api.get("api/odds", { count: PLANNED });
        if (odds.revision === store.state.revision) store.set({ odds });
      } catch {
        // What is asked is known without.
        asked = null;
      }
    }, REST_MS);
  }

  function show(changed) {
    if (!store.state || !["state", "selection", "odds", "locks"].some((name) => changed.has(name))) return;
    if (changed.has("state")) plan();
    const { selection } = store;
    const layer = selection?.kind === "layer" ? store.layer(selection.id) : null;
    const trait = selection?.kind === "trait" ? store.trait(selection.id) : null;
    layerPart.node.hidden = !layer;
    traitPart.node.hidden = !trait;
    if (layer) layerPart.update(layer);
    if (trait) traitPart.update(trait, store.layerOf(trait.id));
  }

  store.subscribe(show);
}

/** A slider beside a number: both show the same value, and `changed` hears of each. */
function dial(label, { min = 0, max, step, unit = "" }, changed) {
  const slider = el("input", { type: "range", class: "grow", min, max, step, aria: { label: `${label}, slider` }, oninput: () => tell(slider) });
  const field = el("input", { type: "number", class: "field dial-number", min, step: "any", aria: { label }, oninput: () => tell(field) });
  const node = el("div", { class: "dial stack" }, el("div", { class: "row" }, el("span", { class: "grow muted" }, label), field, unit ? el("span", { class: "muted" }, unit) : null), slider);

  function tell(from) {
    const value = Number(from.value);
    if (from.value === "" || !Number.isFinite(value) || value < min) return;
    if (from === slider) field.value = from.value;
    else slider.value = from.value;
    changed(value);
  }

  return {
    node,
    /** Shows a value, unless it is being typed or dragged here. */
    show(value, { most = max, disabled = false } = {}) {
      slider.max = most;
      slider.disabled = field.disabled = disabled;
      if (document.activeElement === slider || document.activeElement === field) return;
      slider.value = value;
      field.value = Number(Number(value).toFixed(4));
    },
  };
}

/** The choice of a blend mode and an opacity. `inherited` is the mode of the layer, for a trait that has none of its own. */
function look(store, target, kinds) {
  const id = () => Number(node.dataset.id);
  const blend = el("select", { class: "grow", aria: { label: "Blend mode" }, onchange: () => change(store, { do: kinds.blend, [target]: id(), blend: blend.value || null }) });
  const opacity = dial("Opacity", { max: 100, step: 1, unit: "%" }, (value) => changeSoon(store, `${target} opacity`, { do: kinds.opacity, [target]: id(), opacity: Math.min(100, value) / 100 }));
  const node = el("div", { class: "stack" }, el("label", { class: "row" }, el("span", { class: "muted grow" }, "Blend mode"), blend), opacity.node);
  return {
    node,
    update(thing, disabled, inherited = null) {
      node.dataset.id = thing.id;
      const names = inherited === null ? store.state.blend_modes : ["", ...store.state.blend_modes];
      if (blend.options.length !== names.length) fill(blend, names.map((value) => el("option", { value }, value || "as its layer")));
      blend.value = thing.blend ?? "";
      blend.disabled = disabled;
      opacity.show(Math.round((thing.opacity ?? inherited?.opacity ?? 1) * 1000) / 10, { disabled });
    },
  };
}

function layerPanel(store) {
  const id = () => Number(node.dataset.layer);
  const title = el("h2", { class: "clip" });
  const facts = el("p", { class: "small muted" });
  const blending = look(store, "layer", { blend: "blend", opacity: "opacity" });
  const none = el("input", { type: "checkbox", onchange: () => change(store, { do: "none", layer: id(), weight: none.checked ? String(middle(store.layer(id()))) : null }) });
  const noneWeight = dial("Weight of none", { max: 100, step: 0.5 }, (value) => changeSoon(store, "none", { do: "none", layer: id(), weight: String(value) }));
  const traits = el("ul", { class: "compare" });
  const more = el("p", { class: "small muted" });
  const node = el("div", { class: "pane stack" }, title, facts, blending.node,
    el("label", { class: "row" }, none, el("span", {}, "Some editions have none of it")), noneWeight.node,
    el("h3", {}, "Asked (tick) and got (bar) in 1,000 editions"), traits, more);

  function makeTrait() {
    const row = el("li", {}, el("button", { type: "button", class: "trait-face", onclick: () => store.set({ selection: { kind: "trait", id: Number(row.dataset.trait) } }) },
      el("img", { class: "picture thumb", alt: "", loading: "lazy" }),
      el("span", { class: "grow" }, el("span", { class: "row" }, el("span", { class: "clip grow" }), el("span", { class: "number small muted" })), el("span", { class: "bar" }, el("i"), el("b")))));
    return row;
  }

  return {
    node,
    update(layer) {
      const { state } = store;
      const disabled = whyFixed(state) !== null;
      node.dataset.layer = layer.id;
      text(title, layer.name);
      text(facts, [layer.folder, layer.in_metadata ? null : "not in metadata", layer.unique ? null : "does not count for uniqueness"].filter(Boolean).join(" · "));
      blending.update(layer, disabled);
      none.checked = layer.none !== null;
      none.disabled = disabled;
      noneWeight.node.hidden = layer.none === null;
      if (layer.none) noneWeight.show(layer.none.weight, { most: Math.max(10, 2 * heaviest(layer)), disabled });
      const sorted = [...layer.traits].sort((one, other) => other.odds - one.odds).slice(0, COMPARED);
      const largest = Math.max(...sorted.map((trait) => trait.odds), 0.0001);
      list(traits, sorted, (trait) => trait.file ?? trait.name, makeTrait, (row, trait) => {
        row.dataset.trait = trait.id;
        const [thumb, words] = row.firstElementChild.children;
        picture(thumb, trait, 32);
        const got = gotOf(store, trait);
        text(words.children[0].children[0], titleOf(trait));
        text(words.children[0].children[1], percent(trait.odds));
        bars(words.children[1], trait.odds, got, largest);
      });
      more.hidden = layer.traits.length <= COMPARED;
      text(more, `and ${number(layer.traits.length - COMPARED)} more: see the list of the layer`);
    },
  };
}

function traitPanel(store) {
  const id = () => Number(node.dataset.trait);
  const image = el("img", { class: "picture trait-picture", alt: "" });
  const title = el("h2", { class: "clip" });
  const where = el("button", { type: "button", class: "link small", onclick: () => store.set({ selection: { kind: "layer", id: store.layerOf(id()).id } }) });
  const locker = iconButton("unlocked", "", { onclick: () => lock(store, id()) });
  const weight = dial("Weight", { max: 100, step: 0.5 }, (value) => {
    preview(value);
    const layer = store.layerOf(id());
    const wanted = store.trait(id()).nothing ? { do: "none", layer: layer.id, weight: String(value) } : { do: "weight", layer: layer.id, trait: id(), weight: String(value) };
    changeSoon(store, "weight", wanted);
  });
  const bar = el("span", { class: "bar big" }, el("i"), el("b"));
  const asked = el("strong", { class: "number" });
  const got = el("strong", { class: "number" });
  const reason = el("p", { class: "small muted" });
  const exact = el("input", {
    type: "number", class: "field dial-number", min: 0, step: 1, placeholder: "by weight", aria: { label: "Exact number of editions" },
    onchange: () => change(store, { do: "count", trait: id(), count: exact.value === "" ? null : Math.max(0, Math.round(Number(exact.value))) }),
  });
  const blending = look(store, "trait", { blend: "trait_blend", opacity: "trait_opacity" });
  const findings = el("div", { class: "stack" });
  const rules = el("ul", { class: "stack" });
  const forbid = el("button", { type: "button", onclick: () => {
    store.set({ picked: new Set([id()]) });
    location.hash = "rules";
  } }, icon("rules"), "Make a rule");
  const looks = el("details", {}, el("summary", { class: "muted" }, "Blend mode and opacity of its own"), blending.node);
  const node = el("div", { class: "pane stack" },
    image, el("div", { class: "row" }, el("div", { class: "grow" }, title, where), locker),
    findings, weight.node,
    el("div", { class: "row odds-words" }, el("span", { class: "grow" }, el("span", { class: "muted" }, "asked "), asked), el("span", {}, el("span", { class: "muted" }, "got "), got)), bar, reason,
    el("label", { class: "row" }, el("span", { class: "grow muted" }, "Exact count"), exact),
    looks,
    el("div", { class: "row" }, el("h3", { class: "grow" }, "Rules"), forbid), rules);

  /** Shows the odds of a weight before the server has them. */
  function preview(value) {
    const others = store.layerOf(id()).traits.filter((trait) => trait.id !== id()).reduce((sum, trait) => sum + Number(trait.weight), 0);
    const share = value + others > 0 ? value / (value + others) : 0;
    text(asked, percent(share));
    bar.style.setProperty("--asked", share);
  }

  return {
    node,
    update(trait, layer) {
      const { state } = store;
      const disabled = whyFixed(state) !== null;
      const found = gotOf(store, trait);
      const locked = store.locks.has(trait.id);
      node.dataset.trait = trait.id;
      image.hidden = trait.nothing;
      picture(image, trait, 288);
      text(title, titleOf(trait));
      title.title = trait.file ?? titleOf(trait);
      text(where, layer.name);
      locker.setAttribute("aria-pressed", String(locked));
      locker.setAttribute("aria-label", `${locked ? "Unlock" : "Lock"} ${layer.name}: ${titleOf(trait)}`);
      locker.title = locked ? "Unlock" : "Keep in the next samples (L)";
      fill(locker, icon(locked ? "lock" : "unlocked"));
      weight.show(trait.weight, { most: Math.max(10, 2 * heaviest(layer)), disabled: disabled || trait.count !== null });
      text(asked, trait.count === null ? percent(trait.odds) : `${number(trait.count)} editions`);
      text(got, found === null ? "…" : percent(found));
      bars(bar, trait.odds, found, 1);
      const why = store.odds?.reasons?.find((entry) => entry.trait === trait.id)?.text ?? store.odds?.error ?? "";
      reason.hidden = why === "";
      text(reason, why);
      if (document.activeElement !== exact) exact.value = trait.count ?? "";
      exact.disabled = disabled || trait.nothing;
      looks.hidden = trait.nothing;
      blending.update(trait, disabled, layer);
      fill(findings, state.findings.filter((finding) => finding.trait === trait.id).map((finding) =>
        el("div", { class: `card row ${finding.problem ? "warn" : ""}` }, icon(finding.problem ? "warning" : "note"), el("p", { class: "grow" }, finding.text))));
      const own = state.rules.filter((rule) => rule.traits.includes(trait.id));
      fill(rules, own.length === 0 ? el("li", { class: "small muted" }, "No rule is about it.") : own.map((rule) => el("li", { class: "small" }, rule.text)));
      forbid.disabled = disabled;
    },
  };
}

function gotOf(store, trait) {
  return store.odds?.revision === store.state.revision ? (store.odds.got[trait.id] ?? null) : null;
}

function bars(bar, asked, got, largest) {
  bar.style.setProperty("--asked", Math.min(1, asked / largest));
  bar.style.setProperty("--share", Math.min(1, (got ?? 0) / largest));
}

function heaviest(layer) {
  return layer.traits.reduce((most, trait) => Math.max(most, Number(trait.weight) || 0), 1);
}

/** A weight in the middle of a layer's, for a choice that has none yet. */
function middle(layer) {
  const weights = layer.traits.map((trait) => Number(trait.weight)).sort((one, other) => one - other);
  return weights[weights.length >> 1] ?? 1;
}
