// The left column: layers, top first, to be ordered and opened, each with its traits; below them, how many editions there are
// to be of how many combinations.

import { el, fill, icon, iconButton, list, number, short, text } from "./dom.js";
import { sortable } from "./drag.js";
import { change, changeSoon, whyFixed } from "./edit.js";
import { onKey } from "./keys.js";
import { oddsHead, oddsNumbers, oddsWords, showBar, showOdds } from "./odds.js";
import { titleOf } from "./picture.js";
import { say } from "./say.js";
import { showTrait, thumb } from "./thumb.js";

/** Traits of a layer that are shown before more are asked for, and how many more then. */
const PAGE = 60;
const MORE = 240;

export function mount(element, store) {
  const sets = el("select", { aria: { label: "Set of layers" }, hidden: true, onchange: () => show(new Set(["state"])) });
  const search = el("input", { class: "field", type: "search", placeholder: "Search layers and traits", aria: { label: "Search layers and traits" }, oninput: () => show(new Set(["state"])) });
  const layers = el("ol", { class: "layers-list", aria: { label: "Layers, top first" }, onkeydown: arrows });
  const nothing = el("p", { class: "muted pane", hidden: true });
  const capacity = el("div", { class: "capacity small" });
  fill(element,
    el("div", { class: "layers-head stack" },
      el("div", { class: "row" }, el("h2", { class: "grow" }, "Layers"), el("span", { class: "small muted" }, "top first")), sets, search),
    layers, nothing, capacity);

  /** Layers that stand open by name, and how many traits of each are shown. */
  const open = new Map();
  let shown = [];
  let found = new Map();

  const words = () => search.value.trim().toLowerCase();
  const matches = (name) => words() === "" || name.toLowerCase().includes(words());

  /** The set whose layers are shown, with its place. */
  function chosenSet() {
    const at = Math.min(Number(sets.value) || 0, Math.max(0, store.state.sets.length - 1));
    return { at, layers: store.state.sets[at]?.layers ?? store.state.layers.map(({ id }) => id) };
  }

  /** Moves a layer; `place` counts from the top, and the server's places from the bottom. `true` when it is moved. */
  async function move(layer, place) {
    const { at, layers: ids } = chosenSet();
    const last = ids.length - 1;
    if (place < 0 || place > last || whyFixed(store.state) !== null) return false;
    const { name } = layer;
    const moved = await change(store, { do: "move_layer", layer: layer.id, to: last - place, set: at });
    if (moved) say(`${name} is now ${place === 0 ? "on top" : place === last ? "at the bottom" : `number ${place + 1} from the top`}`);
    return moved;
  }

  function toggle(name) {
    if (!open.delete(name)) open.set(name, PAGE);
    show(new Set(["state"]));
  }

  /** Arrows go through what is seen in the column, open and close. */
  function arrows(event) {
    const face = event.target.closest(".layer-face, .trait-face");
    if (!face) return;
    const faces = [...layers.querySelectorAll(".layer-face, .trait-face")].filter((one) => one.offsetParent !== null);
    const at = faces.indexOf(face);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: faces.length - 1 }[event.key];
    const name = face.closest("[data-name]").dataset.name;
    const isLayer = face.classList.contains("layer-face");
    if (to !== undefined) faces[to]?.focus();
    else if (event.key === "ArrowRight" && isLayer && !open.has(name)) toggle(name);
    else if (event.key === "ArrowLeft" && isLayer && open.has(name)) toggle(name);
    else if (event.key === "ArrowLeft" && !isLayer) face.closest(".layer").querySelector(".layer-face").focus();
    else return;
    event.preventDefault();
  }

  function makeLayer() {
    const layer = () => store.layer(Number(row.dataset.layer));
    const place = () => shown.findIndex(({ id }) => id === layer().id);
    const step = async (event, by) => {
      event.preventDefault();
      event.stopPropagation();
      const { currentTarget } = event;
      await move(layer(), place() + by);
      // At the end of the list the button that was pressed is switched off.
      setTimeout(() => (currentTarget.disabled ? grip : currentTarget).focus());
    };
    const grip = iconButton("grip", "", {
      class: "grip", onkeydown: (event) => {
        if (event.key === "ArrowUp") step(event, -1);
        if (event.key === "ArrowDown") step(event, 1);
      },
    });
    const face = el("button", { type: "button", class: "layer-face", onclick: () => {
      const { name, id } = layer();
      const isSelected = store.selection?.kind === "layer" && store.selection.id === id;
      if (isSelected || isNarrow() || !open.has(name)) toggle(name);
      // Where it would cover what has just been opened, the settings have a button of their own.
      if (!isNarrow()) store.set({ selection: { kind: "layer", id } });
    } },
      thumb(),
      el("span", { class: "grow" }, el("span", { class: "clip" }), el("span", { class: "clip small muted" })),
      el("span", { class: "found", hidden: true }, icon("warning"), el("span", { class: "unseen" }, "has problems")),
      el("span", { class: "chevron" }, icon("right")));
    const steps = el("span", { class: "layer-steps" },
      iconButton("up", "", { tabIndex: -1, onclick: (event) => step(event, -1) }),
      iconButton("down", "", { tabIndex: -1, onclick: (event) => step(event, 1) }));
    const more = el("button", { type: "button", class: "link small more", onclick: () => {
      open.set(layer().name, (open.get(layer().name) ?? PAGE) + MORE);
      show(new Set(["state"]));
    } });
    const settings = el("button", { type: "button", class: "link small more", onclick: () => store.set({ selection: { kind: "layer", id: layer().id } }) }, "Opacity, blend mode and none");
    const row = el("li", { class: "layer" }, el("div", { class: "layer-row" }, grip, face, steps), settings, oddsHead(), el("ul", { class: "layer-traits" }), more);
    return row;
  }

  function updateLayer(row, layer, index) {
    const [line, settings, head, traits, more] = row.children;
    const [grip, face, steps] = line.children;
    const [image, names, problem] = face.children;
    const { selection, state } = store;
    const drawn = layer.traits.filter((trait) => !trait.nothing);
    const isOpen = open.has(layer.name) || (words() !== "" && !matches(layer.name));
    row.dataset.layer = layer.id;
    row.dataset.name = layer.name;
    showTrait(image, drawn[0]);
    text(names.children[0], layer.name);
    text(names.children[1], facts(store, layer, drawn.length));
    names.children[1].title = names.children[1].textContent;
    problem.hidden = !found.has(`layer ${layer.id}`) && (isOpen || !layer.traits.some((trait) => found.has(`trait ${trait.id}`)));
    face.setAttribute("aria-expanded", String(isOpen));
    const chosen = selection?.kind === "layer" && selection.id === layer.id;
    face.classList.toggle("chosen", chosen);
    face.setAttribute("aria-current", String(chosen));
    const fixed = whyFixed(state) !== null || words() !== "" || shown.length < 2;
    grip.disabled = fixed;
    describe(grip, `Move ${layer.name}: drag it, or press arrow up or down`);
    const [up, down] = steps.children;
    up.disabled = fixed || index === 0;
    down.disabled = fixed || index === shown.length - 1;
    describe(up, `${layer.name} one up`);
    describe(down, `${layer.name} one down`);
    const fitting = isOpen ? (matches(layer.name) ? layer.traits : layer.traits.filter((trait) => matches(titleOf(trait)))) : [];
    const most = open.get(layer.name) ?? PAGE;
    traits.hidden = head.hidden = !isOpen;
    settings.hidden = !isOpen || !isNarrow();
    list(traits, fitting.slice(0, most), (trait) => trait.file || `nothing ${trait.name}`, makeTrait, updateTrait);
    more.hidden = fitting.length <= most;
    text(more, `Show more: ${number(most)} of ${number(fitting.length)}`);
  }

  function makeTrait() {
    const row = el("li", { class: "trait-row" },
      el("button", { type: "button", class: "trait-face", onclick: () => store.set({ selection: { kind: "trait", id: Number(row.dataset.trait) } }) },
        thumb(),
        el("span", { class: "grow" },
          el("span", { class: "row" }, el("span", { class: "clip grow" }), el("span", { class: "found", hidden: true }, icon("warning")), oddsNumbers()),
          el("span", { class: "bar" }, el("i"), el("b")))));
    return row;
  }

  function updateTrait(row, trait) {
    const [image, names] = row.firstElementChild.children;
    const { selection } = store;
    row.dataset.trait = trait.id;
    showTrait(image, trait);
    text(names.firstElementChild.children[0], titleOf(trait));
    updateOdds(row, trait);
    const chosen = selection?.kind === "trait" && selection.id === trait.id;
    row.firstElementChild.classList.toggle("chosen", chosen);
    row.firstElementChild.setAttribute("aria-current", String(chosen));
  }

  /** Shows how often a trait is drawn; after a slider has moved, only where that changes it. */
  function updateOdds(row, trait, changed = null) {
    if (!trait || (changed && !changed.has("odds") && store.trial && !store.trial.has(trait.id))) return;
    const face = row.firstElementChild;
    const [line, bar] = face.children[1].children;
    const [, sign, ...numbers] = line.children;
    const why = found.get(`trait ${trait.id}`);
    sign.hidden = why === undefined;
    showOdds(numbers, store, trait);
    showBar(bar, store, trait);
    face.title = [`${titleOf(trait)}: ${oddsWords(store, trait)}`, why].filter(Boolean).join("\n");
  }

  const editions = el("input", { class: "field", type: "number", min: 0, step: 1, id: "editions", oninput: () => {
    const wanted = Number(editions.value);
    const { at } = chosenSet();
    if (editions.value === "" || !Number.isInteger(wanted) || wanted < 0) return;
    showCapacity(wanted);
    changeSoon(store, `editions ${at}`, { do: "editions", set: at, editions: wanted });
  }, onblur: () => showCapacity() });
  const possible = el("span", { class: "grow" });
  const narrow = el("p", { class: "muted" });
  fill(capacity, el("label", { class: "row" }, el("span", { class: "muted" }, "Editions"), editions, possible), narrow);

  /** Shows how many combinations there are for the set's editions; `typed` are those that the server has not heard of. */
  function showCapacity(typed = null) {
    const { state } = store;
    const { at } = chosenSet();
    const set = state.sets[at];
    capacity.hidden = !set || state.layers.length === 0;
    if (!set) return;
    const group = state.capacity.find(({ sets: ids }) => ids.includes(at));
    const wanted = group ? group.wanted + (typed === null ? 0 : typed - set.editions) : (typed ?? set.editions);
    const few = group && state.unique && digits(group.at_most ?? group.possible) && BigInt(wanted) > BigInt(group.at_most ?? group.possible);
    if (document.activeElement !== editions) editions.value = set.editions;
    editions.disabled = whyFixed(state) !== null;
    text(possible, group ? `of ${group.at_most ? "at least " : ""}${short(group.possible)} possible` : "counting what is possible …");
    possible.title = group ? `${number(group.possible)} combinations${group.at_most ? ` at least, and ${number(group.at_most)} at most` : ""}` : "";
    capacity.classList.toggle("few", Boolean(few));
    editions.setAttribute("aria-invalid", String(Boolean(few)));
    const shared = group && group.sets.length > 1 ? ` Sets with the same layers share them: ${number(wanted)} editions in all.` : "";
    text(narrow, few ? `There are not so many that differ: add traits, loosen a rule, or make fewer editions.${shared}`
      : `${group?.narrowest ? `Narrowest: ${group.narrowest}.` : ""}${shared}`);
    narrow.hidden = narrow.textContent === "";
  }

  function showSets() {
    const names = store.state.sets.map((set, at) => `${set.title ?? `Set ${at + 1}`} · ${number(set.editions)}`);
    sets.hidden = names.length < 2;
    if ([...sets.options].some((option, at) => option.textContent !== names[at]) || sets.options.length !== names.length) {
      const { value } = sets;
      fill(sets, names.map((name, at) => el("option", { value: at }, name)));
      sets.value = Number(value) < names.length ? value : "0";
    }
  }

  /** Opens the layer of a trait that is selected, in a set that has it, and brings the trait into sight. */
  function reveal(id) {
    const layer = store.layerOf(id);
    if (!layer) return;
    if (!chosenSet().layers.includes(layer.id)) sets.value = String(Math.max(0, store.state.sets.findIndex((set) => set.layers.includes(layer.id))));
    open.set(layer.name, Math.max(open.get(layer.name) ?? PAGE, layer.traits.findIndex((trait) => trait.id === id) + 1));
    requestAnimationFrame(() => layers.querySelector(`[data-trait="${id}"]`)?.scrollIntoView({ block: "nearest" }));
  }

  function show(changed) {
    const { state, selection } = store;
    if (!state) return;
    if (!changed.has("state") && !changed.has("selection")) {
      // A slider that moves, and odds that arrive, change numbers only.
      if (changed.has("odds") || changed.has("trial")) for (const row of layers.querySelectorAll(".trait-row")) updateOdds(row, store.trait(Number(row.dataset.trait)), changed);
      return;
    }
    if (changed.has("state")) {
      found = new Map(state.findings.filter(({ problem }) => problem).reverse().map(({ trait, layer, text }) => [trait !== null ? `trait ${trait}` : `layer ${layer}`, text]));
      showSets();
    }
    if (changed.has("selection") && selection?.kind === "trait") reveal(selection.id);
    const all = chosenSet().layers.map((id) => store.layer(id)).filter(Boolean).reverse();
    shown = all.filter((layer) => matches(layer.name) || layer.traits.some((trait) => matches(titleOf(trait))));
    const seen = new Map();
    const key = ({ name }) => {
      seen.set(name, (seen.get(name) ?? 0) + 1);
      return `${name} ${seen.get(name)}`;
    };
    list(layers, shown, key, makeLayer, updateLayer);
    nothing.hidden = shown.length > 0;
    text(nothing, all.length === 0 ? "No layer yet: make a folder below layers/ and put PNG files into it." : "Nothing has this in its name.");
    search.hidden = all.length === 0;
    if (changed.has("state")) showCapacity();
  }

  sortable(layers, ".grip", (from, to) => move(shown[from], to));
  onKey("/", "Search layers and traits", () => {
    if (matchMedia("(max-width: 719px)").matches) location.hash = "layers";
    setTimeout(() => {
      search.focus();
      search.select();
    });
  });
  store.subscribe(show);
  show(new Set(["state"]));
}

/** `true` where what is selected covers the page. */
function isNarrow() {
  return matchMedia("(max-width: 899px)").matches;
}

function digits(value) {
  return /^\d+$/.test(String(value));
}

function describe(button, label) {
  button.setAttribute("aria-label", label);
  button.title = label;
}

function facts(store, layer, count) {
  const parts = [`${number(count)}${layer.none ? " + none" : ""}`];
  if (layer.within !== null) parts.push(`only with ${titleOf(store.trait(layer.within))}`);
  if (layer.blend !== "source-over") parts.push(layer.blend);
  if (layer.opacity !== 1) parts.push(`${Math.round(layer.opacity * 100)}%`);
  if (!layer.in_metadata) parts.push("not in metadata");
  return parts.join(" · ");
}
