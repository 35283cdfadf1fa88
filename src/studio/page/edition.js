// One edition in the column of what is selected: its layers, each alone or left out, and what its metadata will say.

import * as api from "./api.js";
import { el, fill, icon, iconButton, list, percent, text } from "./dom.js";
import { lock } from "./lock.js";
import { rarityOf, pictureOf, showPicture, stackOf, titleOf } from "./picture.js";
import { complain, say } from "./say.js";

export function mount(element, store) {
  const picture = el("img", { class: "picture edition-picture", alt: "", decoding: "async", fetchPriority: "high" });
  const broken = el("p", { class: "card bad small", hidden: true });
  const title = el("h2", { class: "clip" });
  const facts = el("p", { class: "small muted" });
  const stack = el("ul", { class: "edition-stack" });
  const all = el("button", { type: "button", class: "link small", hidden: true, onclick: () => store.set({ hidden: new Set(), alone: null }) }, "Show all layers");
  const forbid = el("button", { type: "button", onclick: () => pick(!isPicking) }, icon("rules"), "Forbid …");
  const makeRule = el("button", { type: "button", class: "primary", onclick: toRule }, "Make the rule");
  const picking = el("div", { class: "card stack picking", hidden: true },
    el("p", {}, "Choose the traits below that must never meet again."),
    el("div", { class: "row" }, makeRule, el("button", { type: "button", onclick: () => pick(false) }, "Cancel")));
  const metadata = el("pre", { class: "metadata", tabIndex: 0, role: "group", aria: { label: "Metadata" } });
  fill(element, el("div", { class: "pane stack" },
    el("div", { class: "row" },
      iconButton("left", "Previous sample", { onclick: () => step(store, -1) }),
      el("div", { class: "grow edition-title" }, title),
      iconButton("right", "Next sample", { onclick: () => step(store, 1) })),
    el("button", { type: "button", class: "edition-open", title: "Show large (Enter)", aria: { label: "Show large" }, onclick: () => store.set({ large: true }) }, picture),
    broken, facts,
    el("div", { class: "row wrap edition-actions" },
      el("button", { type: "button", onclick: () => keep(store, store.edition()) }, icon("star"), "Keep"),
      el("button", { type: "button", class: "only-wide", onclick: () => store.set({ large: true }) }, icon("large"), "Large"),
      forbid),
    picking, el("div", { class: "row" }, el("h3", { class: "grow" }, "Layers, top first"), all), stack,
    el("h3", {}, "Metadata as it will be written"), metadata));

  let asked = "";
  let isPicking = false;

  /** Begins or ends to choose traits for a rule: a click on a trait then chooses it. */
  function pick(on) {
    isPicking = on;
    store.set({ picked: new Set() });
    show(new Set(["selection"]));
  }

  /** Goes on to the rules with what is chosen. */
  function toRule() {
    isPicking = false;
    show(new Set(["selection"]));
    location.hash = "rules";
  }

  function open(id) {
    if (!isPicking) return store.set({ selection: { kind: "trait", id, from: store.selection.index } });
    const picked = new Set(store.picked);
    if (!picked.delete(id)) picked.add(id);
    store.set({ picked });
  }

  function make() {
    const id = () => Number(row.dataset.trait);
    const row = el("li", { class: "edition-row" },
      el("button", { type: "button", class: "edition-trait", onclick: () => open(id()) },
        el("img", { class: "picture thumb", alt: "", loading: "lazy" }),
        el("span", { class: "grow" }, el("span", { class: "clip" }), el("span", { class: "clip small muted" }))),
      iconButton("unlocked", "", { onclick: () => lock(store, id()) }),
      iconButton("alone", "", { onclick: () => toggleAlone(store, store.layerOf(id()).id) }),
      iconButton("eye", "", { onclick: () => toggleHidden(store, store.layerOf(id()).id) }));
    return row;
  }

  function update(row, { layer, trait }) {
    const [face, locker, alone, eye] = row.children;
    const [thumb, words] = face.children;
    const locked = store.locks.has(trait.id);
    const shown = store.alone === null ? !store.hidden.has(layer.id) : store.alone === layer.id;
    row.dataset.trait = trait.id;
    row.classList.toggle("off", !shown);
    if (isPicking) face.setAttribute("aria-pressed", String(store.picked.has(trait.id)));
    else face.removeAttribute("aria-pressed");
    if (trait.nothing) thumb.removeAttribute("src");
    else if (thumb.getAttribute("src") !== api.thumbnail(trait, 32)) thumb.src = api.thumbnail(trait, 32);
    text(words.children[0], titleOf(trait));
    text(words.children[1], `${layer.name} · asked ${percent(trait.asked_share)}`);
    press(locker, locked, `${locked ? "Unlock" : "Lock"} ${layer.name}: ${titleOf(trait)}`, locked ? "lock" : "unlocked");
    press(alone, store.alone === layer.id, `${layer.name} alone`, "alone");
    press(eye, !shown, `${shown ? "Leave out" : "Show"} ${layer.name}`, shown ? "eye" : "hidden");
    alone.disabled = eye.disabled = trait.nothing;
  }

  async function showMetadata(edition) {
    const place = api.address("api/metadata", {
      set: edition.set, picks: edition.picks.join(","), background: edition.background,
      number: store.state.first_edition + store.selection.index,
    });
    const key = `${store.state.revision} ${place}`;
    if (asked === key) return;
    asked = key;
    try {
      const answer = await api.get(place);
      if (asked === key) text(metadata, answer.text);
    } catch (error) {
      if (asked === key) text(metadata, error.message);
    }
  }

  function show(changed) {
    if (!["state", "sample", "selection", "locks", "hidden", "alone", "large", "picked"].some((name) => changed.has(name))) return;
    const edition = store.edition();
    if (!edition) return;
    const { index } = store.selection;
    picking.hidden = !isPicking;
    forbid.setAttribute("aria-pressed", String(isPicking));
    forbid.disabled = !store.state.editable;
    makeRule.disabled = store.picked.size < 2;
    text(title, edition.title || `Sample ${index + 1}`);
    title.title = title.textContent;
    fill(facts, `Odds of these traits together: ${rarityOf(edition, store)}`, edition.dna ? [el("br"), "DNA ", el("code", { title: edition.dna }, edition.dna.slice(0, 16))] : null);
    showPicture(picture, pictureOf(edition, store, { size: api.pixels(288), ...shownTraits(edition, store) }), (message) => {
      broken.hidden = !message;
      text(broken, message ?? "");
    });
    picture.style.aspectRatio = `${store.state.canvas[0]} / ${store.state.canvas[1]}`;
    all.hidden = store.hidden.size === 0 && store.alone === null;
    list(stack, stackOf(edition, store).reverse(), ({ layer }) => layer.id, make, update);
    showMetadata(edition);
  }

  store.subscribe(show);
}

function press(button, pressed, label, sign) {
  button.setAttribute("aria-pressed", String(pressed));
  button.setAttribute("aria-label", label);
  button.title = label;
  if (button.dataset.sign !== sign) fill(button, icon(sign));
  button.dataset.sign = sign;
}

/** The parameters of a picture that shows the layers switched on. */
export function shownTraits(edition, store) {
  const stack = stackOf(edition, store).filter(({ trait }) => !trait.nothing);
  if (store.alone !== null) return { only: stack.find(({ layer }) => layer.id === store.alone)?.trait.id ?? null };
  return { hide: stack.filter(({ layer }) => store.hidden.has(layer.id)).map(({ trait }) => trait.id) };
}

function toggleHidden(store, layer) {
  if (store.alone !== null) {
    // One layer stood alone: another joins it, or it leaves.
    const others = store.state.layers.map(({ id }) => id).filter((id) => id !== store.alone && id !== layer);
    return store.set({ alone: null, hidden: new Set(store.alone === layer ? [] : others) });
  }
  const hidden = new Set(store.hidden);
  if (!hidden.delete(layer)) hidden.add(layer);
  store.set({ hidden });
}

function toggleAlone(store, layer) {
  store.set({ alone: store.alone === layer ? null : layer });
}

/** Selects the next or an earlier edition of the sample, round and round. */
export function step(store, by) {
  const length = store.sample?.editions.length ?? 0;
  if (length === 0 || store.selection?.kind !== "edition") return;
  store.set({ selection: { kind: "edition", index: (store.selection.index + by + length) % length } });
}

/** Keeps an edition as one of the chosen. */
export async function keep(store, edition) {
  if (!edition) return;
  try {
    const { picks, set, background } = edition;
    const { kept, state } = await api.post("api/keep", { revision: store.state.revision, edition: { set, picks, background } });
    store.setState(state);
    say(kept === 1 ? "Kept: 1 chosen edition" : `Kept: ${kept} chosen editions`);
  } catch (error) {
    if (error.state) store.setState(error.state);
    complain(error);
  }
}
