// Which editions are shown: by traits, by words, and in which order.

import { titleOf } from "./data.js";

/** The orders to choose from: name in the address, words, key, and whether from the end. */
export const ORDERS = [
  ["number", "Number", "number", false],
  ["number-down", "Number, highest first", "number", true],
  ["rank", "Rarest first", "rank", false],
  ["rank-down", "Most common first", "rank", true],
];

/** Marks the editions that one word of a search is about. */
function matchWord(model, word) {
  const marks = new Uint8Array(model.count);
  const { starts, list } = model.holders;
  const exact = /^#(\d+)$/.exec(word);
  if (exact) {
    const i = model.byNumber.get(Number(exact[1]));
    if (i !== undefined) marks[i] = 1;
    return marks;
  }
  for (const option of model.options) {
    if (option.lower.includes(word)) {
      for (let at = starts[option.id]; at < starts[option.id + 1]; at++) marks[list[at]] = 1;
    }
  }
  const digits = /^\d+$/.test(word);
  // Without titles of their own, editions are called by what all share and their number: they differ only for a word with a number.
  const { titles, name_prefix: prefix } = model.editions;
  if (!titles && !digits && prefix.toLowerCase().includes(word)) return marks.fill(1);
  const inTitle = titles || (!digits && /\d$/.test(word));
  const dna = model.dna && /^[0-9a-f]{5,40}$/.test(word) ? Array.from(word, (digit) => parseInt(digit, 16)) : null;
  const hasDna = (i) => dna.every((digit, at) => ((model.dna[20 * i + (at >> 1)] >> (at % 2 ? 0 : 4)) & 15) === digit);
  for (let i = 0; i < model.count; i++) {
    if (marks[i]) continue;
    // A title that only repeats the number would match a number anywhere in it.
    if (digits && String(model.numbers[i]).startsWith(word)) marks[i] = 1;
    else if (inTitle && titleOf(model, i).toLowerCase().includes(word)) marks[i] = 1;
    else if (dna && hasDna(i)) marks[i] = 1;
  }
  return marks;
}

/** Marks the editions that have all words of a search: in number, title, DNA or traits. Null when there is no word. */
export function search(model, text) {
  for (const option of model.options) option.lower ??= option.text.toLowerCase();
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return null;
  const [first, ...others] = words.map((word) => matchWord(model, word));
  for (const marks of others) for (let i = 0; i < first.length; i++) first[i] &= marks[i];
  return first;
}

/**
 * Selects editions: of each group of which options are chosen, one of these; and marked, unless `marks` is null. Returns them in
 * order, and for each option how many there are of it when its own group is left open.
 */
export function select(model, chosen, marks, order) {
  const { count, distinct } = model;
  const { starts, list } = model.holders;
  const [, , key, down] = ORDERS.find(([name]) => name === order);
  // Everything: what is known of all is not counted again.
  if (chosen.length === 0 && !marks) {
    const found = model.orders[key];
    return { found: down ? found.toReversed() : found, counts: Uint32Array.from(model.options, (option) => option.got) };
  }
  const wanted = new Map();
  for (const option of chosen) {
    if (!wanted.has(option.group)) wanted.set(option.group, []);
    wanted.get(option.group).push(option);
  }
  // Of each edition: how many groups are met, and the sum of their places, from which a single group that is not met follows.
  const met = new Uint16Array(count);
  const sum = new Uint32Array(count);
  const seen = new Uint16Array(count);
  const places = new Map();
  let place = 0;
  let all = 0;
  for (const [group, options] of wanted) {
    place++;
    all += place;
    places.set(group, place);
    for (const option of options) {
      for (let at = starts[option.id]; at < starts[option.id + 1]; at++) {
        const i = list[at];
        if (seen[i] !== place) {
          seen[i] = place;
          met[i]++;
          sum[i] += place;
        }
      }
    }
  }
  const counts = new Uint32Array(model.options.length);
  const placeOf = Uint32Array.from(model.options, (option) => places.get(option.group) ?? 0);
  const { starts: firsts, list: own } = distinct;
  for (let i = 0; i < count; i++) {
    if ((marks && !marks[i]) || met[i] + 1 < place) continue;
    const open = met[i] === place ? 0 : all - sum[i];
    for (let at = firsts[i]; at < firsts[i + 1]; at++) if (open === 0 || placeOf[own[at]] === open) counts[own[at]]++;
  }
  const sorted = model.orders[key];
  const found = new Uint32Array(count);
  let length = 0;
  for (let at = 0; at < count; at++) {
    const i = sorted[at];
    if (met[i] === place && (!marks || marks[i])) found[length++] = i;
  }
  const shown = found.slice(0, length);
  return { found: down ? shown.reverse() : shown, counts };
}
