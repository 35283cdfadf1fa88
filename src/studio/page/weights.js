// Weights as the page shows and sends them: decimals, or percentages where the server says that a layer is written with these.

/** Parts of a percent: the server gives the weights of a layer with `percentages` as parts of a million, and takes them so. */
const PARTS = 10_000;
/** A hundredth of a percent. */
const HUNDREDTH = PARTS / 100;

/** Largest weights of layers, so that a slider does not look at thousands of traits at each step. */
const known = new WeakMap();

function largest(layer) {
  if (!known.has(layer)) known.set(layer, layer.traits.reduce((most, { weight }) => Math.max(most, Number(weight) || 0), 0));
  return known.get(layer);
}

/** The number that is shown for a weight of the state. */
export function shownWeight(layer, weight) {
  return layer.percentages ? Number(weight) / PARTS : Number(weight);
}

/** What is sent for a number that was shown: a plain decimal, whatever the size. */
export function sentWeight(layer, value) {
  return plain(layer.percentages ? Number((value * PARTS).toFixed(5)) : value);
}

/** A number as a plain decimal with as many digits as a weight has. */
function plain(value) {
  return value.toFixed(9).replace(/\.?0+$/, "");
}

/** The largest weight that is shown, and what is all of a layer with percentages. */
export function limitOf(layer) {
  return layer.percentages ? 100 : 10_000_000;
}

/**
 * The weights that change when a trait gets another, as they are sent, by id. Percentages stay a hundred together: what one
 * takes, the others give in proportion, each to a hundredth of a percent.
 */
export function newWeights(layer, trait, value) {
  const wanted = Number(sentWeight(layer, value));
  const others = layer.traits.filter((one) => one.id !== trait.id && one.count === null && Number(one.weight) > 0);
  const sum = others.reduce((all, one) => all + Number(one.weight), 0);
  const left = sum + Number(trait.weight) - wanted;
  if (!layer.percentages || sum === 0 || left < 0) return new Map([[trait.id, wanted]]);
  const parts = others.map((one) => Math.floor((Number(one.weight) * left) / sum / HUNDREDTH) * HUNDREDTH);
  parts[parts.indexOf(Math.max(...parts))] += left - parts.reduce((all, part) => all + part, 0);
  return new Map([[trait.id, wanted], ...others.map((one, at) => [one.id, Number(parts[at].toFixed(5))])]);
}

/** The change that gives a trait another weight. */
export function weightChange(layer, trait, value) {
  const all = [...newWeights(layer, trait, value)].map(([id, weight]) => ({ trait: id, weight: plain(weight) }));
  if (all.length > 1) return { do: "weights", weights: all };
  const isNone = layer.none?.trait === trait.id;
  return isNone ? { do: "none", layer: layer.id, weight: all[0].weight } : { do: "weight", layer: layer.id, ...all[0] };
}

/** What is shown behind a weight. */
export function unitOf(layer) {
  return layer.percentages ? "%" : "";
}

/** The largest weight of a layer, as it is shown. */
export function heaviest(layer) {
  return shownWeight(layer, largest(layer) || 1);
}
