// The left column: layers, top first, to be ordered and opened, each with its traits.

import * as api from "./api.js";
import { el, fill, icon, iconButton, list, number, percent, set, text } from "./dom.js";
import { sortable } from "./drag.js";
import { change, whyFixed } from "./edit.js";
import { onKey } from "./keys.js";
import { titleOf } from "./picture.js";
import { say } from "./say.js";

/** Traits of a layer that are shown before more are asked for. */
const PAGE = 60;

export function mount(element, store) {
  const search = el("input", { class: "field", type: "search", placeholder: "Search layers and traits", aria: { label: "Search layers and traits" }, oninput: () => show(new Set(["state"])) });
  const layers = el("ol", { class: "layers-list", aria: { label: "Layers, top first" } });
  const capacity = el("div", { class: "capacity small" });
  const nothing = el("p", { class: "muted pane", hidden: true }, "Nothing has this in its name.");
  fill(element,
    el("div", { class: "layers-head stack" }, el("div", { class: "row" }, el("h2", { class: "grow" }, "Layers"), el("span", { class: "small muted" }, "top first")), search),
    layers, nothing, capacity);

  /** Names of layers that stand open, and how many traits of each are shown. */
  const open = new Map();
  let shown = [];

  const wanted = () => search.value.trim().toLowerCase();
  const matches = (name) => name.toLowerCase().includes(wanted());

  /** Moves a layer; places count from the top, and the server's from the bottom. */
  async function move(layer, place) {
    const last = store.state.layers.length - 1;
    const to = last - place;
    if (place < 0 || place > last || whyFixed(store.state)) return;
    const { name } = layer;
    if (await change(store, { do: "move_layer", layer: layer.id, to })) say(`${name} is now ${place === 0 ? "on top" : `number ${place + 1} from the top`}`);
  }

  function toggle(layer) {
    if (open.has(layer.name)) open.delete(layer.name);
    else open.set(layer.name, PAGE);
    store.set({ selection: { kind: "layer", id: layer.id } });
    show(new Set(["state"]));
  }

  function makeLayer() {
    const layer = () => store.layer(Number(row.dataset.layer));
    const place = () => store.state.layers.length - 1 - store.state.layers.indexOf(layer());
    const step = (event, by) => {
      event.preventDefault();
      const { currentTarget } = event;
      move(layer(), place() + by).then(() => currentTarget?.focus());
    };
    const grip = iconButton("grip", "Drag to another place", {
      class: "grip", onkeydown: (event) => {
        if (event.key === "ArrowUp") step(event, -1);
        if (event.key === "ArrowDown") step(event, 1);
      },
    });
    const row = el("li", { class: "layer" },
      el("div", { class: "layer-row" }, grip,
        el("button", { type: "button", class: "layer-face", onclick: () => toggle(layer()) },
          el("img", { class: "picture thumb", alt: "", loading: "lazy" }),
          el("span", { class: "grow" }, el("span", { class: "clip" }), el("span", { class: "clip small muted" })),
          el("span", { class: "chevron" }, icon("right"))),
        el("span", { class: "layer-steps" },
          iconButton("up", "One up", { onclick: (event) => step(event, -1) }),
          iconButton("down", "One down", { onclick: (event) => step(event, 1) }))),
      el("ul", { class: "layer-traits" }), el("button", { type: "button", class: "link small more", onclick: () => {
        open.set(layer().name, (open.get(layer().name) ?? PAGE) + 200);
        show(new Set(["state"]));
      } }));
    return row;
  }

  function updateLayer(row, layer, index) {
    const [line, traits, more] = row.children;
    const [grip, face, steps] = line.children;
    const [thumb, words] = face.children;
    const { selection } = store;
    const drawn = layer.traits.filter((trait) => !trait.nothing);
    const isOpen = open.has(layer.name) || (wanted() !== "" && !matches(layer.name));
    row.dataset.layer = layer.id;
    picture(thumb, drawn[0], 32);
    text(words.children[0], layer.name);
    text(words.children[1], facts(layer, drawn.length));
    face.setAttribute("aria-expanded", String(isOpen));
    face.classList.toggle("chosen", selection?.kind === "layer" && selection.id === layer.id);
    const fixed = whyFixed(store.state) !== null || wanted() !== "";
    grip.disabled = fixed;
    grip.setAttribute("aria-label", `Move ${layer.name}: drag, or arrow up and down`);
    set(steps.children[0], "disabled", fixed || index === 0);
    set(steps.children[1], "disabled", fixed || index === shown.length - 1);
    steps.children[0].setAttribute("aria-label", `${layer.name} one up`);
    steps.children[1].setAttribute("aria-label", `${layer.name} one down`);
    const fitting = isOpen ? layer.traits.filter((trait) => matches(layer.name) || matches(titleOf(trait))) : [];
    const most = open.get(layer.name) ?? PAGE;
    traits.hidden = !isOpen;
    list(traits, fitting.slice(0, most), (trait) => trait.file ?? trait.name, makeTrait, updateTrait);
    more.hidden = fitting.length <= most;
    text(more, `Show more of ${number(fitting.length)}`);
  }

  function makeTrait() {
    const row = el("li", { class: "trait-row" },
      el("button", { type: "button", class: "trait-face", onclick: () => store.set({ selection: { kind: "trait", id: Number(row.dataset.trait) } }) },
        el("img", { class: "picture thumb", alt: "", loading: "lazy" }),
        el("span", { class: "grow" },
          el("span", { class: "row" }, el("span", { class: "clip grow" }), el("span", { class: "number small muted" })),
          el("span", { class: "bar" }, el("i"), el("b")))));
    return row;
  }

  function updateTrait(row, trait) {
    const [face] = row.children;
    const [thumb, words] = face.children;
    const [line, bar] = words.children;
    const { selection, odds } = store;
    const got = odds?.revision === store.state.revision ? odds.got[trait.id] : null;
    row.dataset.trait = trait.id;
    picture(thumb, trait, 32);
    text(line.children[0], titleOf(trait));
    text(line.children[1], trait.count === null ? percent(trait.odds) : `${number(trait.count)}×`);
    bar.style.setProperty("--share", got ?? trait.odds);
    bar.style.setProperty("--asked", odds?.asked[trait.id] ?? trait.odds);
    const problem = store.state.findings.some((finding) => finding.problem && finding.trait === trait.id);
    face.classList.toggle("problem", problem);
    face.classList.toggle("chosen", selection?.kind === "trait" && selection.id === trait.id);
    face.title = `${titleOf(trait)}: ${percent(trait.odds)} asked${got === null ? "" : `, ${percent(got)} got`}${problem ? "; see its finding" : ""}`;
  }

  function showCapacity(state) {
    const groups = state.capacity.map((group) => {
      const name = state.capacity.length > 1 ? `${group.sets.map((id) => state.sets[id]?.title ?? `Set ${id + 1}`).join(", ")}: ` : "";
      const possible = group.possible ? `${number(group.possible)} combinations` : group.at_most ? `at most ${number(group.at_most)} combinations` : "counting the combinations …";
      return el("p", {}, `${name}${possible} for ${number(group.wanted)} ${group.wanted === 1 ? "edition" : "editions"}`, group.narrowest ? el("span", { class: "muted" }, `. ${group.narrowest}`) : null);
    });
    fill(capacity, groups, state.capacity_error ? el("p", { class: "card bad" }, state.capacity_error) : null);
  }

  function show(changed) {
    const { state } = store;
    if (!state || !["state", "odds", "selection"].some((name) => changed.has(name))) return;
    if (changed.has("selection") && store.selection?.kind === "trait") {
      const { name } = store.layerOf(store.selection.id) ?? {};
      if (name && !open.has(name)) open.set(name, PAGE);
    }
    shown = [...state.layers].reverse().filter((layer) => wanted() === "" || matches(layer.name) || layer.traits.some((trait) => matches(titleOf(trait))));
    list(layers, shown, (layer) => layer.name, makeLayer, updateLayer);
    nothing.hidden = shown.length > 0 || state.layers.length === 0;
    if (changed.has("state")) showCapacity(state);
  }

  sortable(layers, ".grip", (from, to) => move(shown[from], to));
  onKey("/", "Search layers and traits", () => {
    if (matchMedia("(max-width: 719px)").matches) location.hash = "layers";
    setTimeout(() => search.focus());
  });
  store.subscribe(show);
  show(new Set(["state"]));
}

function facts(layer, count) {
  const parts = [`${number(count)}${layer.none ? " + none" : ""}`];
  if (layer.blend !== "source-over") parts.push(layer.blend);
  if (layer.opacity !== 1) parts.push(`${Math.round(layer.opacity * 100)}%`);
  if (!layer.in_metadata) parts.push("not in metadata");
  if (layer.within !== null) parts.push("within a trait");
  return parts.join(" · ");
}

/** Shows the thumbnail of a trait; nothing for one that draws nothing. */
export function picture(img, trait, size) {
  const source = trait && !trait.nothing ? api.thumbnail(trait, size) : null;
  if (source === null) img.removeAttribute("src");
  else if (img.getAttribute("src") !== source) img.src = source;
}
