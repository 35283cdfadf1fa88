// Weights as the page shows and sends them: decimals, or percentages where a layer is written with these.

/** Parts of a million in a percent: the server gives weights of layers with percentages so. */
const PARTS = 10_000;

/** The number that is shown for a weight of the state. */
export function shownWeight(layer, weight) {
  return layer.percentages ? Number(weight) / PARTS : Number(weight);
}

/** What is sent for a number that was shown. */
export function sentWeight(layer, value) {
  return layer.percentages ? `${value}%` : String(value);
}

/** The largest weight of a layer, as in the state. */
export function heaviest(layer) {
  return layer.traits.reduce((most, trait) => Math.max(most, Number(trait.weight) || 0), 0) || 1;
}
