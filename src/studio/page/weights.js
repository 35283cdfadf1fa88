// Weights as the page shows and sends them: decimals, or percentages where a layer is written with these.

/** Parts of a percent: the server gives the weights of a layer with percentages as parts of a million, and takes them so. */
const PARTS = 10_000;

/** Sums and largest weights of layers, so that a slider does not add up thousands of traits at each step. */
const known = new WeakMap();

function weightsOf(layer) {
  if (!known.has(layer)) {
    const all = layer.traits.map(({ weight }) => Number(weight) || 0);
    known.set(layer, { sum: all.reduce((sum, weight) => sum + weight, 0), most: all.reduce((most, weight) => Math.max(most, weight), 0) });
  }
  return known.get(layer);
}

/** `true` for a layer whose weights are percentages: they are a million together. */
function hasPercentages(layer) {
  return Math.abs(weightsOf(layer).sum - 100 * PARTS) < 1;
}

/** The number that is shown for a weight of the state. */
export function shownWeight(layer, weight) {
  return hasPercentages(layer) ? Number(weight) / PARTS : Number(weight);
}

/** What is sent for a number that was shown. */
export function sentWeight(layer, value) {
  return String(hasPercentages(layer) ? Number((value * PARTS).toFixed(5)) : value);
}

/** What is shown behind a weight. */
export function unitOf(layer) {
  return hasPercentages(layer) ? "%" : "";
}

/** The largest weight of a layer, as it is shown. */
export function heaviest(layer) {
  return shownWeight(layer, weightsOf(layer).most || 1);
}
