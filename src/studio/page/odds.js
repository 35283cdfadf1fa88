// How often traits are drawn: what weights ask for, what came of it, and what a slider would make of it before it is sent.

import * as api from "./api.js";
import { el, number, percent, text } from "./dom.js";

/** Editions that are planned to see what is got. */
const PLANNED = 1000;
/** How long a project must last before it is planned. */
const REST_MS = 150;

/** Plans some editions of each project that differs in more than pictures, and keeps what each trait got in `store.odds`. */
export function followOdds(store) {
  let resting = null;
  let asked = null;

  async function plan() {
    const { project } = store.state;
    try {
      const answer = await api.get("api/odds", { count: PLANNED });
      if (answer.project !== store.state.project) return;
      const why = new Map(answer.reasons.map((reason) => [reason.trait, reason.text]));
      const of = new Map(answer.got_share.map((got, id) => [store.nameOf(id), { got, why: why.get(id) ?? null }]));
      store.set({ odds: { ...answer, of } });
    } catch {
      // What is asked is known without.
      if (asked === project) asked = null;
    }
  }

  store.subscribe((changed) => {
    if (!changed.has("state") || !store.state || asked === store.state.project) return;
    asked = store.state.project;
    clearTimeout(resting);
    resting = setTimeout(plan, REST_MS);
  });
}

/** What a trait got: `{got, why, fresh}`; `fresh` is `false` while a newer answer is on its way. `null` before the first. */
export function gotOf(store, trait) {
  const found = store.odds?.of.get(store.nameOf(trait.id));
  return found ? { ...found, fresh: store.odds.project === store.state.project } : null;
}

/** What is asked for a trait; while a slider of its layer is moved, what it will be then. */
export function askedOf(store, trait) {
  return store.trial?.get(trait.id) ?? trait.asked_share;
}

/** What is asked for a trait, in words: a share, or an exact count. */
export function askedWords(store, trait) {
  return trait.count === null ? percent(askedOf(store, trait)) : `${number(trait.count)} exactly`;
}

/**
 * Shows at once what other weights (by id) make of a whole layer: when one trait comes more often, the others come less. What a
 * layer within a trait makes of it only the server knows.
 */
export function tryWeights(store, layer, weights) {
  const shared = layer.traits.filter((one) => one.count === null);
  const odds = shared.reduce((sum, one) => sum + one.asked_share, 0);
  const weightOf = (one) => weights.get(one.id) ?? (one.asked_share > 0 ? Number(one.weight) : 0);
  const total = shared.reduce((sum, one) => sum + weightOf(one), 0);
  if (layer.within !== null || total === 0 || odds === 0) return;
  store.set({ trial: new Map(shared.map((one) => [one.id, (odds * weightOf(one)) / total])) });
}

/** Makes the head above numbers that are asked and got, with the signs of both in a `.bar`; `of` is what stands left of them. */
export function oddsHead(of = "") {
  const sign = (kind, word) => el("span", { class: "odds-number" }, el("span", { class: `key ${kind}` }), word);
  return el("div", { class: "odds-head row small muted", aria: { hidden: "true" } }, el("span", { class: "grow clip" }, of), sign("asked", "asked"), sign("got", "got"));
}

/** Makes the numbers below that head, which `showOdds` fills: each says what it is to those who do not see the head. */
export function oddsNumbers() {
  const cell = (word) => el("span", { class: "odds-number small number" }, el("span", { class: "unseen" }, `${word} `), el("span", {}));
  return [cell("asked"), cell("got")];
}

/** Shows what is asked for a trait, and what it got. */
export function showOdds([asked, got], store, trait) {
  text(asked.lastElementChild, trait.count === null ? percent(askedOf(store, trait)) : `${number(trait.count)}×`);
  showGot(got.lastElementChild, store, trait);
}

/** What is asked for a trait and what it got, in words, and why they part. */
export function oddsWords(store, trait) {
  const got = gotOf(store, trait);
  const words = `asked ${askedWords(store, trait)}${got ? `, got ${percent(got.got)} of ${number(store.odds.sampled)} editions` : ""}`;
  return [words, got?.why].filter(Boolean).join("\n");
}

/** Shows asked and got in a `.bar`, as parts of `largest`. */
export function showBar(bar, store, trait, largest = 1) {
  const asked = askedOf(store, trait);
  const got = gotOf(store, trait)?.got ?? asked;
  bar.style.setProperty("--asked", Math.min(1, asked / largest));
  bar.style.setProperty("--share", Math.min(1, got / largest));
}

/** Shows in words what a trait got. */
export function showGot(node, store, trait) {
  const found = gotOf(store, trait);
  text(node, found ? percent(found.got) : "…");
  node.classList.toggle("waits", found !== null && !found.fresh);
}
