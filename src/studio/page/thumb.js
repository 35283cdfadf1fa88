// Small pictures of traits.

import { thumbnail } from "./api.js";
import { el } from "./dom.js";

/** Makes a place for the small picture of a trait, which `showTrait` fills. */
export function thumb(props = {}) {
  return el("img", { alt: "", loading: "lazy", decoding: "async", draggable: false, ...props, class: `picture thumb ${props.class ?? ""}` });
}

/** Shows the picture of a trait in an `img`, `size` pixels of the page large; a line across for one that draws nothing. */
export function showTrait(img, trait, size = 32) {
  const source = trait && !trait.nothing ? thumbnail(trait, size) : null;
  img.classList.toggle("nothing", source === null);
  if (source === null) img.removeAttribute("src");
  else if (img.getAttribute("src") !== source) img.src = source;
}
