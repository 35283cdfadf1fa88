// Picks traits by their small pictures: from a layer, by name, a whole layer, or all of a tag.

import { el, fill, list, number, percent, text } from "./dom.js";
import { titleOf } from "./picture.js";
import { showTrait, thumb } from "./thumb.js";

/** Traits that are shown at a time. */
const PAGE = 80;
/** Tags that are offered. */
const TAGS = 24;

/** `picked(ids)` hears of the traits that were clicked together. */
export function picker(store, picked) {
  const layer = el("select", { aria: { label: "Layer to pick from" }, onchange: () => show() });
  const search = el("input", { class: "field grow", type: "search", placeholder: "Search all traits", aria: { label: "Search all traits" }, oninput: () => show() });
  const whole = el("button", { type: "button", onclick: () => picked(shown().map(({ trait }) => trait.id)) });
  const tags = el("div", { class: "row wrap small", hidden: true });
  const traits = el("ul", { class: "picker", aria: { label: "Traits to pick" }, onkeydown: arrows });
  const more = el("button", { type: "button", class: "link small", onclick: () => {
    most += 4 * PAGE;
    show();
  } });
  const node = el("div", { class: "stack" }, el("div", { class: "row wrap picker-head" }, layer, search, whole), tags, traits, el("div", {}, more));

  let most = PAGE;
  let asked = "";
  let chosen = new Set();
  let active = 0;
  let ofState = null;

  /** The traits that fit the layer or the search, each with its layer. */
  function shown() {
    const words = search.value.trim().toLowerCase();
    const from = words ? [...store.state.layers].reverse() : store.state.layers.filter(({ name }) => name === layer.value);
    const all = from.flatMap((one) => one.traits.map((trait) => ({ trait, layer: one })));
    return words ? all.filter(({ trait, layer: own }) => `${own.name} ${titleOf(trait)}`.toLowerCase().includes(words)) : all;
  }

  /** One tab stop for all of them: arrows go from one to the next. */
  function arrows(event) {
    const cells = [...traits.children];
    const at = cells.indexOf(event.target.closest("li"));
    const across = Math.max(1, getComputedStyle(traits).gridTemplateColumns.split(" ").length);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + across, ArrowUp: at - across, Home: 0, End: cells.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (!cells[to]) return;
    active = to;
    cells.forEach((cell, index) => (cell.firstElementChild.tabIndex = index === active ? 0 : -1));
    cells[to].firstElementChild.focus();
  }

  function make() {
    const cell = el("li", {}, el("button", { type: "button", class: "pick", onclick: () => {
      active = [...traits.children].indexOf(cell);
      picked([Number(cell.dataset.trait)]);
    } }, thumb(), el("span", { class: "clip small" }), el("span", { class: "clip small muted number" })));
    return cell;
  }

  function showLayers() {
    const names = [...store.state.layers].reverse().map(({ name }) => name);
    if (names.length === layer.options.length && names.every((name, at) => layer.options[at].value === name)) return;
    const { value } = layer;
    fill(layer, names.map((name) => el("option", { value: name }, name)));
    if (names.includes(value)) layer.value = value;
  }

  /** What a name of a tag stands for: a trait by its name or file, with `*` for any characters, or a layer. */
  function named(name) {
    const parts = name.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
    const fits = new RegExp(`^${parts.join(".*")}$`, "s");
    return store.state.layers.flatMap((one) => one.traits.filter((trait) => !trait.nothing && [one.name, `${one.name}/${trait.name}`, `${one.name}/${trait.file}`].some((text) => fits.test(text)))).map(({ id }) => id);
  }

  /** Tags change with the project only. */
  function showTags() {
    if (ofState === store.state) return;
    ofState = store.state;
    const entries = Object.entries(store.state.tags ?? {}).slice(0, TAGS).map(([tag, names]) => [tag, names.flatMap(named)]).filter(([, ids]) => ids.length > 0);
    tags.hidden = entries.length === 0;
    fill(tags, el("span", { class: "muted" }, "Tags"), entries.map(([tag, ids]) =>
      el("button", { type: "button", class: "tag", onclick: () => picked(ids) }, tag, el("span", { class: "muted number" }, number(ids.length)))));
  }

  function show() {
    const words = search.value.trim();
    const key = `${layer.value} ${words}`;
    if (key !== asked) [asked, most, active] = [key, PAGE, 0];
    const all = shown();
    const seen = all.slice(0, most);
    active = Math.min(active, Math.max(0, seen.length - 1));
    const isWhole = all.length > 0 && all.every(({ trait }) => chosen.has(trait.id));
    whole.disabled = all.length === 0;
    text(whole, isWhole ? `None of ${words ? "these" : layer.value}` : `All of ${words ? `these ${number(all.length)}` : layer.value}`);
    list(traits, seen, ({ trait }) => store.nameOf(trait.id), make, (cell, { trait, layer: own }, index) => {
      const button = cell.firstElementChild;
      const [image, name, below] = button.children;
      cell.dataset.trait = trait.id;
      showTrait(image, trait, 72);
      text(name, titleOf(trait));
      text(below, words ? own.name : `asked ${percent(trait.asked_share)}`);
      button.setAttribute("aria-pressed", String(chosen.has(trait.id)));
      button.title = `${own.name}: ${titleOf(trait)}`;
      button.tabIndex = index === active ? 0 : -1;
    });
    more.hidden = all.length <= seen.length;
    text(more, `Show more: ${number(seen.length)} of ${number(all.length)}`);
  }

  return {
    node,
    /** Shows which traits are picked. */
    show(ids) {
      chosen = new Set(ids);
      showLayers();
      showTags();
      show();
    },
    /** Goes to the layer of a trait. */
    open(name) {
      showLayers();
      layer.value = name;
      search.value = "";
    },
  };
}
