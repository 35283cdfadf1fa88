// Rules: the list of them, and making one by picking traits from thumbnails, with what it costs before it is made.

import * as api from "./api.js";
import { el, fill, icon, iconButton, list, number, percent, text } from "./dom.js";
import { change, whyFixed } from "./edit.js";
import { picture } from "./layers.js";
import { pictureOf, showPicture, titleOf } from "./picture.js";

/** How long picks must rest before they are tried. */
const REST_MS = 120;
/** Traits and samples that are shown at a time. */
const PAGE = 80;
const TOUCHED = 12;

/** The kinds of rules: what they are called, and what their two lists of traits mean; `at_most` has one list. */
const KINDS = {
  excludes: { label: "Never together", first: "These traits", second: "Never with these" },
  requires: { label: "Brings along", first: "Whoever shows one of these", second: "Also shows one of these" },
  only_with: { label: "Only with", first: "These traits", second: "Only with one of these" },
  at_most: { label: "At most", first: "Of these traits at most", second: null },
};

export function mount(element, store) {
  const existing = el("ul", { class: "rules-list stack" });
  const make = el("button", { type: "button", class: "primary", onclick: () => begin([]) }, icon("plus"), "New rule");
  const maker = el("div", { class: "card stack rule-maker", hidden: true });
  const empty = el("div", { class: "empty" }, el("h2", {}, "No rules yet"),
    el("p", {}, "A rule keeps traits apart or together. Pick them here, or choose an ugly sample and press Forbid."));
  fill(element, el("div", { class: "pane stack rules-pane" }, el("div", { class: "row" }, el("h2", { class: "grow" }, "Rules"), make), maker, existing, empty));

  /** The rule that is being made: traits by name in two lists, one of which takes the next pick; `null` when none is. */
  let draft = null;
  let tried = "";
  let resting = null;

  const kinds = el("div", { class: "row wrap rule-kinds", role: "group", aria: { label: "Kind of rule" } }, Object.entries(KINDS).map(([kind, { label }]) =>
    el("button", { type: "button", data: { kind }, onclick: () => {
      draft.kind = kind;
      if (kind === "at_most") draft.lists = [[...new Set(draft.lists.flat())], []];
      else if (draft.lists[1].length === 0 && draft.lists[0].length > 1) draft.lists = [draft.lists[0].slice(0, 1), draft.lists[0].slice(1)];
      draft.into = kind === "at_most" || draft.lists[0].length === 0 ? 0 : 1;
      showDraft();
    } }, label)));
  const most = el("input", { type: "number", class: "field dial-number", min: 1, step: 1, value: 1, aria: { label: "At most how many" }, oninput: () => showDraft() });
  const slots = [0, 1].map((at) => el("div", { class: "rule-slot stack" },
    el("button", { type: "button", class: "quiet rule-into", onclick: () => {
      draft.into = at;
      showDraft();
    } }), el("ul", { class: "row wrap" })));
  const layer = el("select", { aria: { label: "Layer to pick from" }, onchange: () => showPicker() });
  const search = el("input", { class: "field grow", type: "search", placeholder: "Search traits", aria: { label: "Search traits to pick" }, oninput: () => showPicker() });
  const picker = el("ul", { class: "picker", aria: { label: "Traits to pick" } });
  const cost = el("p", { class: "rule-cost" });
  const conflict = el("div", { class: "card bad stack", hidden: true });
  const touched = el("ul", { class: "rule-touched", aria: { label: "Samples that it would forbid" } });
  const add = el("button", { type: "button", class: "primary", onclick: confirm }, "Add the rule");
  const cancel = el("button", { type: "button", onclick: () => end() }, "Cancel");
  fill(maker, kinds, el("div", { class: "rule-slots" }, slots[0], most, slots[1]), conflict, cost, touched,
    el("div", { class: "row wrap" }, layer, search), picker, el("div", { class: "row" }, add, cancel));

  const ids = (names) => names.map((name) => store.idOf(name)).filter((id) => id !== undefined);

  /** The rule as the server takes it, or `null` while something is missing. */
  function rule() {
    const [traits, others] = draft.lists.map(ids);
    if (draft.kind === "at_most") return traits.length > Number(most.value) ? { kind: "at_most", most: Math.max(1, Math.round(Number(most.value) || 1)), traits } : null;
    return traits.length > 0 && others.length > 0 ? { kind: draft.kind, traits, with: others } : null;
  }

  function begin(picked) {
    const names = picked.map((id) => store.nameOf(id)).filter(Boolean);
    draft = { kind: "excludes", lists: [names.slice(0, 1), names.slice(1)], into: names.length > 0 ? 1 : 0 };
    if (names.length > 2) {
      // Of more than two, each two are forbidden.
      draft = { kind: "at_most", lists: [names, []], into: 0 };
      most.value = 1;
    }
    tried = "";
    showDraft();
    kinds.querySelector(`[data-kind=${draft.kind}]`).focus();
  }

  function end() {
    draft = null;
    clearTimeout(resting);
    store.set({ picked: new Set(), marked: new Set() });
    show(new Set(["state"]));
    make.focus();
  }

  function pick(id) {
    const name = store.nameOf(id);
    const { lists, into } = draft;
    if (lists[into].includes(name)) lists[into] = lists[into].filter((other) => other !== name);
    else {
      lists[1 - into] = lists[1 - into].filter((other) => other !== name);
      lists[into].push(name);
    }
    showDraft();
  }

  async function confirm() {
    const wanted = rule();
    if (!wanted) return;
    add.disabled = true;
    if (await change(store, { do: "add_rule", rule: wanted })) end();
    else add.disabled = false;
  }

  /** Asks what the rule would cost; nothing is written. */
  async function trial() {
    const wanted = rule();
    const { state, sample } = store;
    const key = JSON.stringify([wanted, state.revision, sample?.seed]);
    if (key === tried) return;
    tried = key;
    conflict.hidden = true;
    if (!wanted) {
      text(cost, draft.kind === "at_most" ? "Pick more traits than may meet." : "Pick traits for both sides.");
      fill(touched);
      store.set({ marked: new Set() });
      return;
    }
    text(cost, "Counting …");
    try {
      const current = sample?.revision === state.revision ? sample.editions : [];
      const answer = await api.post("api/rule", { revision: state.revision, rule: wanted, editions: current.map((edition) => edition.picks) });
      if (key !== tried) return;
      const hits = Array.isArray(answer.touched) ? answer.touched : (answer.touched?.editions ?? []);
      conflict.hidden = !answer.conflict;
      if (answer.conflict) {
        fill(conflict, el("h2", {}, "It contradicts other rules"), el("p", {}, answer.conflict.text),
          el("ul", { class: "stack" }, (answer.conflict.rules ?? []).map((other) => el("li", { class: "row" }, icon("rules"), el("span", { class: "grow" }, other)))));
      }
      fill(cost, el("strong", { class: "number" }, number(answer.before)), " combinations become ", answer.exact === false ? "about " : "", el("strong", { class: "number" }, number(answer.after)),
        `; ${hits.length === 0 ? "no sample is" : hits.length === 1 ? "1 sample is" : `${hits.length} samples are`} forbidden`);
      list(touched, hits.slice(0, TOUCHED).map((index) => ({ index, edition: current[index] })).filter(({ edition }) => edition), ({ index }) => index,
        () => el("li", { class: "sample struck" }, el("span", { class: "sample-face" }, el("img", { class: "picture", decoding: "async" }))),
        (node, { index, edition }) => {
          const img = node.querySelector("img");
          img.alt = `Sample ${index + 1}`;
          showPicture(img, pictureOf(edition, store, { size: api.pixels(96) }));
        });
      store.set({ marked: new Set(hits) });
      add.disabled = Boolean(answer.conflict);
    } catch (error) {
      if (key !== tried) return;
      if (error.state) store.setState(error.state);
      text(cost, error.message);
    }
  }

  function showPicker() {
    const { state } = store;
    if (layer.options.length !== state.layers.length || [...layer.options].some((option, at) => option.textContent !== state.layers.at(-1 - at)?.name)) {
      const chosen = layer.value;
      fill(layer, [...state.layers].reverse().map(({ name }) => el("option", { value: name }, name)));
      if ([...layer.options].some((option) => option.value === chosen)) layer.value = chosen;
    }
    const words = search.value.trim().toLowerCase();
    const from = words ? state.layers : state.layers.filter(({ name }) => name === layer.value);
    const traits = from.flatMap((one) => one.traits.map((trait) => ({ trait, layer: one }))).filter(({ trait }) => titleOf(trait).toLowerCase().includes(words)).slice(0, PAGE);
    const chosen = new Set(ids(draft.lists.flat()));
    list(picker, traits, ({ trait }) => store.nameOf(trait.id), () => {
      const node = el("li", {}, el("button", { type: "button", class: "pick", onclick: () => pick(Number(node.dataset.trait)) },
        el("img", { class: "picture", alt: "", loading: "lazy" }), el("span", { class: "clip small" }), el("span", { class: "small muted number" })));
      return node;
    }, (node, { trait, layer: own }) => {
      const [img, name, odds] = node.firstElementChild.children;
      node.dataset.trait = trait.id;
      picture(img, trait, 72);
      text(name, titleOf(trait));
      text(odds, words ? own.name : percent(trait.odds));
      node.firstElementChild.setAttribute("aria-pressed", String(chosen.has(trait.id)));
      node.firstElementChild.title = `${own.name}: ${titleOf(trait)}`;
    });
  }

  function showDraft() {
    maker.hidden = draft === null;
    make.hidden = draft !== null;
    empty.hidden = draft !== null || store.state.rules.length > 0;
    if (!draft) return;
    const kind = KINDS[draft.kind];
    for (const button of kinds.children) button.setAttribute("aria-pressed", String(button.dataset.kind === draft.kind));
    most.hidden = draft.kind !== "at_most";
    slots[1].hidden = kind.second === null;
    slots.forEach((slot, at) => {
      const [into, chips] = slot.children;
      text(into, at === 0 ? kind.first : (kind.second ?? ""));
      into.setAttribute("aria-pressed", String(draft.into === at));
      fill(chips, ids(draft.lists[at]).map((id) => {
        const name = `${store.layerOf(id).name}: ${titleOf(store.trait(id))}`;
        const thumb = el("img", { class: "picture thumb", alt: "" });
        picture(thumb, store.trait(id), 32);
        return el("li", { class: "chip" }, thumb, el("span", { class: "clip" }, name), iconButton("close", `Remove ${name}`, { onclick: () => {
          draft.into = at;
          pick(id);
        } }));
      }), draft.lists[at].length === 0 ? el("li", { class: "small muted" }, "Pick below") : null);
    });
    add.disabled = rule() === null;
    showPicker();
    clearTimeout(resting);
    resting = setTimeout(() => draft && trial(), REST_MS);
  }

  function show(changed) {
    const { state } = store;
    if (!state) return;
    if (changed.has("view") && store.view === "rules" && store.picked.size > 0) begin([...store.picked]);
    if (!changed.has("state") && !changed.has("sample")) return;
    const fixed = whyFixed(state) !== null;
    make.disabled = fixed;
    showDraft();
    if (!changed.has("state")) return;
    fill(existing, state.rules.map((rule) => el("li", { class: "card row rule" },
      el("span", { class: "rule-thumbs" }, rule.traits.slice(0, 6).map((id) => {
        const thumb = el("img", { class: "picture thumb", alt: "", loading: "lazy", title: store.trait(id) ? titleOf(store.trait(id)) : "" });
        picture(thumb, store.trait(id), 32);
        return thumb;
      })),
      el("span", { class: "grow" }, rule.text),
      iconButton("close", `Remove the rule: ${rule.text}`, { disabled: fixed, onclick: () => change(store, { do: "remove_rule", index: rule.index }) }))));
  }

  store.subscribe(show);
}
