// The grid of samples: new ones, more of them, one of them anew, locked traits, and what has changed.

import { pixels } from "./api.js";
import { el, fill, icon, iconButton, list, percent, text } from "./dom.js";
import { keep } from "./edition.js";
import { emptyProject, mountFindings } from "./findings.js";
import { onKey } from "./keys.js";
import { lock, lockAll } from "./lock.js";
import { digitsOf, lookOf, rarityOf, stackOf, titleOf } from "./picture.js";
import { painter } from "./pixels.js";
import { newSeed, sampler } from "./sampler.js";

const COUNTS = [4, 8, 12, 24, 48, 96];
const CELLS = { small: 120, medium: 168, large: 256 };

/** The end of a number that says a place. */
const ORDINAL = new Intl.PluralRules("en", { type: "ordinal" });
const ENDS = { one: "st", two: "nd", few: "rd", other: "th" };

export function mount(element, store) {
  const sample = sampler(store);
  const paint = painter(store);

  const seed = el("input", {
    class: "field", id: "seed", type: "text", size: 12, maxLength: 200, autocomplete: "off", spellcheck: false,
    onchange: () => sample.draw(seed.value.trim() || newSeed()),
  });
  const count = el("select", { id: "count", onchange: () => sample.draw(null, { count: Number(count.value) }) },
    COUNTS.map((value) => el("option", { value }, String(value))));
  const cell = el("select", { id: "cell", onchange: () => resize(cell.value) },
    Object.keys(CELLS).map((value) => el("option", { value }, value)));
  const tools = el("div", { class: "samples-tools row wrap" },
    el("button", { type: "button", class: "primary", title: "New samples (R)", onclick: fresh }, icon("anew"), "New samples"),
    el("label", { class: "row" }, el("span", { class: "muted" }, "Show"), count),
    el("label", { class: "row" }, el("span", { class: "muted" }, "Size"), cell),
    el("label", { class: "row seed" }, el("span", { class: "muted" }, "Seed"), seed));
  const locks = el("div", { class: "locks row wrap", hidden: true });
  const trouble = el("div", { class: "card bad", hidden: true });
  const grid = el("ul", { class: "samples-grid", aria: { label: "Samples" }, onkeydown: arrows });
  const empty = el("div", { hidden: true });
  const findings = el("div", { class: "findings" });
  fill(element, el("div", { class: "pane stack samples-pane" }, el("h2", { class: "unseen" }, "Samples"), tools, locks, trouble, empty, grid, findings));
  mountFindings(findings, store);

  let active = 0;
  /** How rare each sample is among those shown, in words. */
  let ranks = [];
  let length = CELLS.small;

  function fresh() {
    sample.draw(newSeed());
  }

  function resize(name) {
    grid.style.setProperty("--cell", `${CELLS[name]}px`);
    remember("cell", name);
    measure();
  }

  /** Asks for pictures of the size that the cells have now. */
  function measure() {
    const width = grid.firstElementChild?.clientWidth;
    if (!width || pixels(width) === pixels(length)) return;
    length = width;
    if (store.sample?.revision === store.state?.revision && !grid.querySelector(".waiting")) showPictures(store.sample.editions);
  }

  function select(index, { large = false } = {}) {
    active = index;
    store.set({ selection: { kind: "edition", index }, large: large || store.large });
  }

  function arrows(event) {
    const cells = [...grid.querySelectorAll(".sample-face")];
    const at = cells.indexOf(event.target);
    if (at < 0) return;
    const across = Math.max(1, getComputedStyle(grid).gridTemplateColumns.split(" ").length);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + across, ArrowUp: at - across, Home: 0, End: cells.length - 1 }[event.key];
    if (event.key === "Enter") {
      event.preventDefault();
      select(at, { large: true });
    } else if (to !== undefined) {
      event.preventDefault();
      if (!cells[to]) return;
      cells[to].focus();
      select(to);
    }
  }

  function make() {
    const face = el("button", {
      type: "button", class: "sample-face",
      onclick: () => {
        const index = Number(node.dataset.index);
        const selected = store.selection?.kind === "edition" && store.selection.index === index;
        select(index, { large: selected && matchMedia("(min-width: 720px)").matches });
      },
    }, el("canvas", { class: "picture", width: 1, height: 1 }), el("span", { class: "sample-broken small", hidden: true }));
    const index = () => Number(node.dataset.index);
    const node = el("li", { class: "sample" }, face,
      el("div", { class: "sample-facts small" }, el("strong", { class: "number" }), el("span", { class: "clip number" })),
      el("div", { class: "sample-tools" },
        iconButton("anew", "Draw this sample anew", { onclick: () => sample.anew(index()) }),
        iconButton("star", "Keep this edition", { onclick: () => keep(store, store.sample.editions[index()]) }),
        iconButton("large", "Show large", { onclick: () => select(index(), { large: true }) })));
    return node;
  }

  function update(node, edition, index) {
    const [face, facts] = node.children;
    const stack = stackOf(edition, store);
    const said = stack.filter(({ layer, trait }) => layer.in_metadata && !trait.nothing).map(({ layer, trait }) => `${layer.name} ${titleOf(trait)}`);
    const rarest = stack.reduce((least, entry) => (!least || entry.trait.asked_share < least.trait.asked_share ? entry : least), null);
    const rarity = rarityOf(edition, store);
    node.dataset.index = index;
    node.dataset.said = `${said.join(", ")}; ${rarity}`;
    face.title = said.join("\n");
    text(facts.children[0], `#${index + 1}`);
    text(facts.children[1], ranks[index]);
    facts.title = [`${ranks[index]} of those shown here`, `Odds of these traits together: ${rarity}`, rarest ? `Its rarest trait: ${rarest.layer.name} ${titleOf(rarest.trait)}, ${percent(rarest.trait.asked_share)}` : null, edition.dna ? `DNA ${edition.dna}` : null].filter(Boolean).join("\n");
    mark(node, index);
    face.firstElementChild.style.aspectRatio = store.state.canvas.join(" / ");
    if (store.sample.changed.has(index) && node.dataset.look !== lookOf(edition, store)) {
      node.classList.remove("changed");
      void node.offsetWidth;
      node.classList.add("changed");
    }
    node.dataset.look = lookOf(edition, store);
  }

  /** Shows whether a sample is selected, reached by Tab, and forbidden by a rule that is being made. */
  function mark(node, index) {
    const [face, , actions] = node.children;
    const struck = store.marked.has(index);
    node.classList.toggle("struck", struck);
    face.setAttribute("aria-label", `Sample ${index + 1}${struck ? ", would be forbidden" : ""}: ${node.dataset.said}`);
    face.setAttribute("aria-pressed", String(store.selection?.kind === "edition" && store.selection.index === index));
    const reachable = index === active ? 0 : -1;
    face.tabIndex = reachable;
    for (const button of actions.children) button.tabIndex = reachable;
  }

  /** Draws what is not drawn yet, all of it together. */
  function showPictures(editions) {
    const [width, height] = store.state.canvas;
    const size = Math.min(Math.round((pixels(length) * Math.max(width, height)) / width), Math.max(width, height));
    paint(editions.map((edition, index) => {
      const [canvas, broken] = grid.children[index].firstElementChild.children;
      const failed = (why) => {
        broken.hidden = !why;
        text(broken, why ?? "");
      };
      return { canvas, edition, failed };
    }), size);
  }

  function showLocks() {
    locks.hidden = store.locks.size === 0;
    fill(locks, el("span", { class: "muted small" }, "Kept in the next samples:"), [...store.locks].map((id) => {
      const name = `${store.layerOf(id)?.name}: ${titleOf(store.trait(id))}`;
      return el("span", { class: "chip" }, icon("lock"), el("span", { class: "clip" }, name),
        iconButton("close", `Unlock ${name}`, { onclick: () => lock(store, id) }));
    }), el("button", { type: "button", class: "link small", onclick: () => store.set({ locks: new Set() }) }, "Unlock all"));
  }

  function show(changed) {
    const { state } = store;
    if (!state) return;
    if (changed.has("locks") || changed.has("state")) showLocks();
    if (!["state", "sample", "selection", "marked"].some((name) => changed.has(name))) return;
    const nothing = state.layers.every((layer) => layer.traits.every((trait) => trait.nothing));
    empty.hidden = !nothing;
    tools.hidden = grid.hidden = nothing;
    if (nothing) {
      fill(empty, emptyProject(state));
      return;
    }
    if (changed.has("state")) sample.follow();
    const { sample: shown } = store;
    trouble.hidden = !shown?.error;
    fill(trouble, el("h2", {}, "No sample can be made"), el("p", {}, shown?.error ?? ""));
    grid.classList.toggle("stale", Boolean(shown?.error || state.error));
    if (!shown) {
      if (!grid.firstElementChild) fill(grid, Array.from({ length: store.count }, () => el("li", { class: "sample waiting" })));
      return;
    }
    // The ids of the sample are those of its revision: what is on the screen stays until the next has come.
    if (shown.revision !== state.revision) return;
    active = Math.min(active, Math.max(0, shown.editions.length - 1));
    if (!changed.has("state") && !changed.has("sample") && grid.children.length === shown.editions.length) {
      [...grid.children].forEach(mark);
      return;
    }
    if (document.activeElement !== seed) seed.value = shown.seed;
    if (grid.querySelector(".waiting")) fill(grid);
    // While pictures are on their way, the rest is brought up to date.
    if (grid.children.length === shown.editions.length) showPictures(shown.editions);
    ranks = ranksOf(shown.editions.map((edition) => digitsOf(edition, store)));
    list(grid, shown.editions, (_, index) => index, make, update);
    measure();
    showPictures(shown.editions);
  }

  onKey("R", "New samples", fresh);
  onKey("L", "Lock or unlock the trait in focus, or all traits of the selected edition", () => {
    const row = document.activeElement?.closest("[data-trait]");
    if (row) lock(store, Number(row.dataset.trait));
    else if (store.edition()) lockAll(store, store.edition());
    else if (store.selection?.kind === "trait") lock(store, store.selection.id);
    else return false;
  });
  new ResizeObserver(measure).observe(grid);
  count.value = String(store.count);
  cell.value = recall("cell", "small");
  resize(cell.value in CELLS ? cell.value : "small");
  store.subscribe(show);
  show(new Set(["state"]));
}

/** Ranks in words, the highest number first: equal ones share theirs. */
function ranksOf(numbers) {
  const sorted = numbers.toSorted((one, other) => other - one);
  return numbers.map((own) => {
    const rank = sorted.findIndex((other) => own > other - 1e-9) + 1;
    return rank === 1 ? "rarest" : `${rank}${ENDS[ORDINAL.select(rank)]} rarest`;
  });
}

/** Keeps a choice of this page for the next visit; a browser that keeps nothing is fine. */
function remember(name, value) {
  try {
    localStorage.setItem(`simdgen.${name}`, value);
  } catch {}
}

function recall(name, otherwise) {
  try {
    return localStorage.getItem(`simdgen.${name}`) ?? otherwise;
  } catch {
    return otherwise;
  }
}
