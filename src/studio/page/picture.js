// Pictures of editions: their addresses, and what tells two of them apart.

import { address } from "./api.js";

/** What a trait is called on the page: the choice of drawing nothing may have no name of its own. */
export function titleOf(trait) {
  return trait.name || (trait.nothing ? "Nothing" : (trait.file ?? "?"));
}

/** The layers of an edition with the trait of each, bottom up: `[{layer, trait}]`. */
export function stackOf(edition, store) {
  return edition.picks.map((id) => ({ layer: store.layerOf(id), trait: store.trait(id) })).filter(({ trait }) => trait);
}

/**
 * Everything that decides the pixels of an edition, as a text: pictures with the same text are the same, so a changed trait
 * draws only the editions that show it again.
 */
export function lookOf(edition, store) {
  const parts = stackOf(edition, store).filter(({ trait }) => !trait.nothing)
    .map(({ layer, trait }) => [layer.name, trait.file ?? trait.name, trait.version, trait.blend ?? layer.blend, trait.opacity ?? layer.opacity]);
  return JSON.stringify([store.state.canvas, edition.background, parts]);
}

/** The address of an edition's picture; `size` in pixels (0 for the canvas), `only` and `hide` are ids of traits. */
export function pictureOf(edition, store, { size = 0, only = null, hide = [] } = {}) {
  return address("api/picture.png", {
    set: edition.set,
    picks: edition.picks.join(","),
    background: edition.background,
    size: Math.min(size, Math.max(...store.state.canvas)) || 0,
    only,
    hide: hide.join(","),
    v: hash(lookOf(edition, store)),
  });
}

const ROUNDED = new Intl.NumberFormat("en", { notation: "compact", compactDisplay: "long", maximumSignificantDigits: 2 });

/** How rare an edition is: the digits of one in how many, by the odds of its traits layer by layer. */
export function digitsOf(edition, store) {
  return stackOf(edition, store).reduce((sum, { trait }) => sum - Math.log10(trait.asked_share || 1), 0);
}

/** How rare an edition is, in words: `about 1 in 180 million`. */
export function rarityOf(edition, store) {
  const digits = digitsOf(edition, store);
  return digits < 15 ? `about 1 in ${ROUNDED.format(Math.max(1, 10 ** digits))}` : `about 1 in a number of ${Math.floor(digits) + 1} digits`;
}

/** FNV-1a, to keep addresses short: a collision would only show a picture that was kept. */
function hash(text) {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return (value >>> 0).toString(16);
}

/**
 * Shows a picture in an `img` as soon as it has arrived, and leaves the last one until then. `failed(message)` hears why
 * there is none.
 */
export function showPicture(img, source, failed) {
  if (img.dataset.source === source) return;
  img.dataset.source = source;
  img.onerror = async () => {
    if (img.dataset.source !== source) return;
    delete img.dataset.source;
    const response = await fetch(source).catch(() => null);
    const body = await response?.json().catch(() => null);
    failed?.(body?.error ?? "This picture could not be drawn.");
  };
  img.onload = () => {
    img.dataset.shown = "";
    failed?.(null);
  };
  img.src = source;
}
