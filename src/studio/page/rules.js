// Rules: the list of them, and making or changing one by picking traits from thumbnails, with what it costs before it is made.

import * as api from "./api.js";
import { el, fill, icon, iconButton, list, number, short, text } from "./dom.js";
import { change, whyFixed } from "./edit.js";
import { picker } from "./picker.js";
import { pictureOf, showPicture, titleOf } from "./picture.js";
import { alarm, say, speak } from "./say.js";
import { showTrait, thumb } from "./thumb.js";

/** How long picks must rest before they are tried. */
const REST_MS = 120;
/** Samples that are shown, and small pictures of a rule. */
const TOUCHED = 12;
const THUMBS = 6;
/** Picks of a list that are named. */
const CHIPS = 16;

/** The kinds of rules: what they are called, what they mean, and what their lists of traits are; `at_most` has one list. */
const KINDS = {
  excludes: { label: "Never together", first: "These traits", second: "Never with these" },
  requires: { label: "Brings along", first: "Who shows one of these", second: "Also shows one of these" },
  only_with: { label: "Only with", first: "These traits", second: "Only with one of these" },
  at_most: { label: "At most", first: "Of these traits, one edition shows", second: null },
};

export function mount(element, store) {
  const existing = el("ol", { class: "rules-list stack", aria: { label: "Rules of the project" } });
  const make = el("button", { type: "button", class: "primary", onclick: () => beginWith([]) }, icon("plus"), "New rule");
  const maker = el("section", { class: "card stack rule-maker", hidden: true, aria: { label: "A new rule" } });
  const empty = el("div", { class: "empty" }, el("h2", {}, "No rules yet"),
    el("p", {}, "A rule keeps traits apart or together: a hat that hides the horns, a beard that goes with one face only."),
    el("p", {}, "Make one here, or choose a sample that looks wrong and press Forbid."));
  fill(element, el("div", { class: "pane stack rules-pane" }, el("div", { class: "row" }, el("h2", { class: "grow" }, "Rules"), make), maker, existing, empty));

  /**
   * The rule that is being made: traits by name in two lists, one of which takes the next pick; `null` when none is. `of` is
   * the rule of the project that it takes the place of, or `null`; `lost` is `true` when that is not as it was any more, and `sent` while the
   * rule is being taken over.
   */
  let draft = null;
  let tried = "";
  /** The rule, as text, of which it is known that no edition would be left. */
  let impossible = null;
  let resting = null;

  const kinds = el("div", { class: "row wrap rule-kinds", role: "group", aria: { label: "Kind of rule" } }, Object.entries(KINDS).map(([kind, { label }]) =>
    el("button", { type: "button", data: { kind }, onclick: () => choose(kind) }, label)));
  const most = el("input", { type: "number", class: "field", min: 0, step: 1, value: 1, id: "rule-most", oninput: () => showDraft() });
  const mostLine = el("label", { class: "row" }, el("span", {}, "at most"), most);
  const slots = [0, 1].map((at) => el("div", { class: "rule-slot stack" },
    el("button", { type: "button", class: "quiet rule-into", onclick: () => {
      draft.into = at;
      showDraft();
    } }), el("ul", { class: "row wrap" }), at === 0 ? mostLine : null));
  const traits = picker(store, pick);
  const lost = el("p", { class: "card warn rule-lost", hidden: true },
    "The rule that you were changing is another in simdgen.toml now, or gone. What you have here would be one more rule beside it.");
  const cost = el("p", { class: "rule-cost" });
  const conflict = el("div", { class: "card bad stack", hidden: true });
  const touched = el("ul", { class: "rule-touched", aria: { label: "Samples that it would forbid" } });
  const add = el("button", { type: "button", class: "primary", onclick: confirm }, "Add the rule");
  const cancel = el("button", { type: "button", onclick: () => end() }, "Cancel");
  fill(maker, lost, kinds, el("div", { class: "rule-slots" }, slots), traits.node, conflict, cost, touched, el("div", { class: "row rule-end" }, add, cancel));
  maker.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || event.target.matches("input, select")) return;
    event.preventDefault();
    event.stopPropagation();
    end();
  });

  const ids = (names) => names.map((name) => store.idOf(name)).filter((id) => id !== undefined);

  /** The rule as the server takes it, or `null` while something is missing. */
  function rule() {
    const [own, others] = draft.lists.map(ids);
    if (draft.kind === "at_most") {
      const limit = Number(most.value);
      return most.value !== "" && Number.isInteger(limit) && limit >= 0 && own.length > limit ? { kind: "at_most", most: limit, traits: own } : null;
    }
    return own.length > 0 && others.length > 0 ? { kind: draft.kind, traits: own, with: others } : null;
  }

  function missing() {
    const [own, others] = draft.lists.map(ids);
    if (draft.kind === "at_most") return own.length === 0 ? "Pick the traits that are counted." : "Pick more traits than one edition may show.";
    if (own.length === 0) return others.length === 0 ? "Pick traits for both sides." : "Pick traits for the first side.";
    return "Now pick traits for the other side.";
  }

  /** Traits as they are shown: all of a layer together, others one by one. */
  function together(picked) {
    const of = new Map();
    for (const id of picked) {
      const layer = store.layerOf(id);
      if (!of.has(layer)) of.set(layer, []);
      of.get(layer).push(id);
    }
    return [...of].flatMap(([layer, own]) => own.length > 1 && own.length === layer.traits.length
      ? [{ name: `All ${number(own.length)} of ${layer.name}`, traits: own }]
      : own.map((id) => ({ name: `${layer.name}: ${titleOf(store.trait(id))}`, traits: [id] })));
  }

  function choose(kind) {
    draft.kind = kind;
    if (kind === "at_most") draft.lists = [[...new Set(draft.lists.flat())], []];
    else if (draft.lists[1].length === 0 && draft.lists[0].length > 1) draft.lists = [draft.lists[0].slice(0, 1), draft.lists[0].slice(1)];
    draft.into = kind === "at_most" || draft.lists[0].length === 0 ? 0 : 1;
    showDraft();
  }

  /** Begins a rule about traits. */
  function beginWith(picked) {
    // Of more than two, each two are forbidden.
    const isMany = picked.length > 2;
    begin(isMany ? { kind: "at_most", most: 1, traits: picked } : { kind: "excludes", traits: picked.slice(0, 1), with: picked.slice(1) }, null);
  }

  /** Begins with a rule as the server takes it; `of` is the rule of the project that it comes from. */
  function begin(asked, of) {
    const names = (picked) => (picked ?? []).map((id) => store.nameOf(id)).filter(Boolean);
    const lists = [names(asked.traits), names(asked.with)];
    draft = { kind: asked.kind, lists, into: asked.kind === "at_most" || lists[0].length === 0 ? 0 : 1, of, lost: false, sent: false };
    most.value = asked.most ?? 1;
    tried = "";
    const first = asked.traits.length > 0 ? store.layerOf(asked.traits[0]) : null;
    if (first) traits.open(first.name);
    showDraft();
    maker.scrollIntoView({ block: "nearest" });
    kinds.querySelector(`[data-kind=${draft.kind}]`).focus();
  }

  function end() {
    draft = null;
    tried = "";
    clearTimeout(resting);
    store.set({ picked: new Set(), marked: new Set() });
    show(new Set(["state"]));
    make.focus();
  }

  /** Puts traits into the list that takes them, or takes them out again when all are there. */
  function pick(picked) {
    const names = picked.map((id) => store.nameOf(id));
    const { lists, into } = draft;
    if (names.every((name) => lists[into].includes(name))) lists[into] = lists[into].filter((name) => !names.includes(name));
    else {
      lists[1 - into] = lists[1 - into].filter((name) => !names.includes(name));
      lists[into] = [...new Set([...lists[into], ...names])];
    }
    showDraft();
  }

  async function confirm() {
    const wanted = rule();
    if (!wanted) return;
    add.disabled = true;
    const { of } = draft;
    // What the answer brings is this very change.
    draft.sent = true;
    if (await change(store, of ? { do: "edit_rule", index: of.index, rule: wanted } : { do: "add_rule", rule: wanted })) {
      say(of ? "The rule is changed in simdgen.toml" : "The rule is in simdgen.toml");
      end();
    } else if (draft) {
      draft.sent = false;
      show(new Set(["state"]));
    }
  }

  /** Asks what the rule would cost; nothing is written. */
  async function trial() {
    const wanted = rule();
    const { state, sample } = store;
    const current = sample?.revision === state.revision ? sample.editions : [];
    const key = JSON.stringify([wanted, state.revision, current.map((edition) => edition.picks)]);
    if (key === tried) return;
    tried = key;
    if (!wanted) {
      conflict.hidden = true;
      text(cost, missing());
      fill(touched);
      store.set({ marked: new Set() });
      return;
    }
    cost.classList.add("waits");
    try {
      const answer = await api.post("api/rule", { revision: state.revision, rule: wanted, instead: draft.of?.index, editions: current.map((edition) => edition.picks) });
      if (key !== tried || !draft) return;
      showTrial(answer, current);
    } catch (error) {
      if (key !== tried || !draft) return;
      if (error.state) store.setState(error.state);
      conflict.hidden = true;
      fill(touched);
      text(cost, error.message);
    }
    cost.classList.remove("waits");
  }

  function showTrial(answer, current) {
    const hits = answer.touched;
    // A rule that takes the place of another may be a step out of a project without editions.
    const none = answer.after === "0" && answer.before !== "0";
    conflict.hidden = !answer.conflict;
    if (!conflict.hidden) {
      const fixed = whyFixed(store.state) !== null;
      fill(conflict, el("div", { class: "row" }, icon("warning"), el("h2", { class: "grow" }, answer.after === "0" ? "No edition would be left" : "It contradicts other rules")), el("p", {}, answer.conflict.text),
        answer.conflict.rules.length > 1 ? el("ul", { class: "stack" }, answer.conflict.rules.map((other) => {
          const known = store.state.rules.find(({ text: own }) => own === other);
          return el("li", { class: "row" }, icon("rules"), el("span", { class: "grow" }, other, known ? null : el("span", { class: "muted" }, " (the new rule)")),
            known ? el("button", { type: "button", disabled: fixed, aria: { label: `Remove the rule: ${other}` }, onclick: () => change(store, { do: "remove_rule", index: known.index }) }, "Remove") : null);
        })) : null);
      alarm(answer.conflict.text);
    }
    const samples = hits.length === 0 ? "none of the samples" : `${hits.length} of the ${current.length} samples`;
    const sentence = current.length > 0 ? `It forbids ${samples}${hits.length > 0 ? ":" : "."}` : "";
    fill(cost, el("strong", { class: "number" }, short(answer.before)), answer.exact ? " combinations become " : " combinations or more become ", el("strong", { class: "number" }, short(answer.after)), less(answer), `. ${sentence}`);
    list(touched, hits.slice(0, TOUCHED).map((index) => ({ index, edition: current[index] })), ({ index }) => index,
      () => el("li", { class: "sample struck" }, el("span", { class: "sample-face" }, el("img", { class: "picture", decoding: "async" }))),
      (node, { index, edition }) => {
        const img = node.querySelector("img");
        img.alt = `Sample ${index + 1}, would be forbidden`;
        showPicture(img, pictureOf(edition, store, { size: api.pixels(96) }));
      });
    impossible = none ? JSON.stringify(rule()) : null;
    store.set({ marked: new Set(hits) });
    add.disabled = none || whyFixed(store.state) !== null;
    text(add, addWords(answer.conflict && !none));
    if (conflict.hidden) speak(cost.textContent);
  }

  /** What the button says that takes the rule over, also against a contradiction. */
  function addWords(against = false) {
    if (draft.of) return against ? "Save it anyway" : "Save the rule";
    if (draft.lost) return "Add as a new rule";
    return against ? "Add it anyway" : "Add the rule";
  }

  function showDraft() {
    maker.hidden = draft === null;
    make.hidden = draft !== null;
    empty.hidden = draft !== null || store.state.rules.length > 0;
    if (!draft) return;
    lost.hidden = !draft.lost;
    maker.setAttribute("aria-label", draft.of ? `Change the rule: ${draft.of.text}` : "A new rule");
    const kind = KINDS[draft.kind];
    for (const button of kinds.children) button.setAttribute("aria-pressed", String(button.dataset.kind === draft.kind));
    mostLine.hidden = draft.kind !== "at_most";
    slots[1].hidden = kind.second === null;
    slots.forEach((slot, at) => {
      const [into, chips] = slot.children;
      text(into, at === 0 ? kind.first : (kind.second ?? ""));
      into.setAttribute("aria-pressed", String(draft.into === at));
      const parts = together(ids(draft.lists[at]));
      fill(chips, parts.slice(0, CHIPS).map(({ name, traits: own }) => {
        const image = thumb();
        showTrait(image, store.trait(own[0]));
        return el("li", { class: "chip" }, image, el("span", { class: "clip", title: name }, name), iconButton("close", `Take out ${name}`, { onclick: () => {
          draft.into = at;
          pick(own);
          into.focus();
        } }));
      }), parts.length > CHIPS ? el("li", { class: "small muted" }, `and ${number(parts.length - CHIPS)} more`) : null,
        parts.length === 0 ? el("li", { class: "small muted" }, draft.into === at ? "Pick them below" : "Press here, then pick below") : null);
    });
    const wanted = rule();
    if (!wanted || draft.of || draft.lost) text(add, addWords());
    // Also while the same rule is tried again, with other samples.
    add.disabled = wanted === null || draft.sent || JSON.stringify(wanted) === impossible || whyFixed(store.state) !== null;
    traits.show(ids(draft.lists[draft.into]));
    clearTimeout(resting);
    resting = setTimeout(() => draft && trial(), REST_MS);
  }

  function makeLine() {
    const line = el("li", { class: "card row rule" },
      el("span", { class: "rule-thumbs" }),
      el("div", { class: "grow" }, el("p", {}), el("code", { class: "muted" })),
      iconButton("edit", "", { onclick: () => {
        const rule = store.state.rules.find(({ index }) => index === Number(line.dataset.index));
        begin(rule.asked, rule);
      } }),
      iconButton("close", "", { onclick: () => remove(Number(line.dataset.index)) }));
    return line;
  }

  async function remove(index) {
    if (await change(store, { do: "remove_rule", index })) say("The rule is removed");
    (existing.children[Math.min(index, existing.children.length - 1)]?.querySelector("button") ?? make).focus();
  }

  function updateLine(line, rule) {
    const [images, words, edit, button] = line.children;
    line.dataset.index = rule.index;
    list(images, rule.traits.slice(0, THUMBS).map((id) => store.trait(id)).filter(Boolean), (trait) => store.nameOf(trait.id), () => thumb(), (image, trait) => {
      showTrait(image, trait);
      image.title = `${store.layerOf(trait.id).name}: ${titleOf(trait)}`;
    });
    text(words.children[0], rule.text);
    text(words.children[1], rule.toml === rule.text ? "" : rule.toml.trim());
    words.children[1].hidden = words.children[1].textContent === "";
    edit.disabled = button.disabled = whyFixed(store.state) !== null;
    // Rules that say several things at once are changed in simdgen.toml.
    edit.hidden = !rule.asked;
    edit.setAttribute("aria-label", `Change the rule: ${rule.text}`);
    edit.title = "Change the rule";
    button.setAttribute("aria-label", `Remove the rule: ${rule.text}`);
    button.title = "Remove the rule";
  }

  /** Finds the rule that is being changed among those of a new state; says so where it is another now, or gone. */
  function followRule(rules) {
    const { text: own, index } = draft.of;
    // Another program may have put rules before it.
    const found = rules[index]?.text === own ? rules[index] : rules.find((rule) => rule.text === own);
    if (!found) {
      draft.lost = true;
      alarm(lost.textContent);
    }
    draft.of = found ?? null;
  }

  function show(changed) {
    const { state } = store;
    if (!state) return;
    if (changed.has("view") && store.view === "rules" && store.picked.size > 0) beginWith([...store.picked]);
    if (changed.has("state") && draft?.of && !draft.sent) followRule(state.rules);
    if (!changed.has("state") && !changed.has("sample")) return;
    make.disabled = whyFixed(state) !== null;
    showDraft();
    if (changed.has("state")) list(existing, state.rules, ({ index }) => index, makeLine, updateLine);
  }

  store.subscribe(show);
}

/** By how much combinations become fewer or more, in words. */
function less({ before, after }) {
  if (!/^\d+$/.test(before) || !/^\d+$/.test(after) || before === "0") return "";
  const share = Number((BigInt(before) - BigInt(after)) * 10_000n / BigInt(before)) / 10_000;
  const words = Math.abs(share) < 0.001 ? "less than 0.1" : (Math.abs(share) * 100).toFixed(1);
  return share === 0 ? "" : ` (${words}% ${share > 0 ? "fewer" : "more"})`;
}
