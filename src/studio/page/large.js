// One edition as large as the window, with the layers that are switched on in the column beside it.

import { el, fill, icon, iconButton, text } from "./dom.js";
import { shownTraits, step } from "./edition.js";
import { onKey } from "./keys.js";
import { pictureOf, showPicture, stackOf, titleOf } from "./picture.js";

export function mount(element, store) {
  const title = el("h2", { class: "grow clip" });
  const picture = el("img", { class: "picture large-picture", decoding: "async", fetchPriority: "high" });
  const broken = el("p", { class: "card bad", hidden: true });
  const back = el("button", { type: "button", title: "Back to the samples (Escape)", onclick: close }, icon("left"), "Samples");
  fill(element, el("div", { class: "pane large-pane" },
    el("div", { class: "row" }, back, title,
      iconButton("left", "Previous sample (left arrow)", { onclick: () => step(store, -1) }),
      iconButton("right", "Next sample (right arrow)", { onclick: () => step(store, 1) })),
    el("div", { class: "large-stage" }, picture), broken));

  let open = false;

  function close() {
    store.set({ large: false });
  }

  /** Puts the picture on the stage at a whole multiple of its size where its pixels are seen. */
  function fit() {
    const [width, height] = store.state.canvas;
    const stage = picture.parentElement;
    let scale = Math.min(stage.clientWidth / width, stage.clientHeight / height);
    if (store.state.pixelated && scale > 1) scale = Math.floor(scale);
    picture.style.width = `${Math.max(1, Math.round(width * scale))}px`;
    picture.style.height = `${Math.max(1, Math.round(height * scale))}px`;
  }

  function show(changed) {
    const edition = store.edition();
    const now = store.large && store.selection?.kind === "edition" && store.view === "samples";
    if (now !== open) {
      open = now;
      document.body.toggleAttribute("data-large", open);
      if (open) back.focus();
      else if (store.selection?.kind === "edition") document.querySelector(`.sample[data-index="${store.selection.index}"] .sample-face`)?.focus();
    }
    if (!open || !edition || !["state", "sample", "selection", "hidden", "alone", "large", "view"].some((name) => changed.has(name))) return;
    const name = edition.title || `Sample ${store.selection.index + 1}`;
    text(title, `${name} · ${store.selection.index + 1} of ${store.sample.editions.length}`);
    picture.alt = `${name}: ${stackOf(edition, store).filter(({ trait }) => !trait.nothing).map(({ layer, trait }) => `${layer.name} ${titleOf(trait)}`).join(", ")}`;
    showPicture(picture, pictureOf(edition, store, shownTraits(edition, store)), (message) => {
      broken.hidden = !message;
      text(broken, message ?? "");
    });
    fit();
  }

  onKey("ArrowLeft", null, () => (open ? step(store, -1) : false));
  onKey("ArrowRight", null, () => (open ? step(store, 1) : false));
  onKey("Escape", "Back", () => {
    if (open) close();
    else if (store.selection) store.set({ selection: null });
    else return false;
  });
  new ResizeObserver(() => open && fit()).observe(picture.parentElement);
  store.subscribe(show);
}
