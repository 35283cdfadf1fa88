// The frame of the right column: what is selected decides which part it shows, and narrow windows close it.

import { el, fill, icon, iconButton } from "./dom.js";

export function mount(element, store) {
  const close = iconButton("close", "Close (Escape)", { class: "inspector-close", onclick: () => store.set({ selection: null }) });
  const back = el("button", { type: "button", class: "quiet", onclick: () => store.set({ selection: { kind: "edition", index: store.selection.from } }) }, icon("left"), "Back to the edition");
  const hint = el("div", { class: "empty" },
    el("h2", {}, "Nothing is selected"),
    el("p", {}, "Choose a sample to see its layers one by one, or a trait to change how often it is drawn."));
  const head = el("div", { class: "inspector-head row" }, back, el("span", { class: "grow" }), close);
  fill(element, head, hint);

  let opener = null;

  function show(changed) {
    if (!["selection", "state", "view"].some((name) => changed.has(name))) return;
    const { selection } = store;
    // The build is about no trait: what is chosen while it is shown is shown beside the samples.
    if (changed.has("selection") && !changed.has("view") && selection !== null && store.view === "build") location.hash = "samples";
    const open = selection !== null && store.view !== "build";
    const wasOpen = document.body.hasAttribute("data-inspector");
    document.getElementById("edition").hidden = selection?.kind !== "edition";
    document.getElementById("trait").hidden = selection === null || selection.kind === "edition";
    back.hidden = selection?.from === undefined;
    head.hidden = selection === null;
    hint.hidden = selection !== null;
    document.body.toggleAttribute("data-inspector", open);
    // Where it covers the page, focus goes into it and comes back.
    if (getComputedStyle(element.parentElement).position !== "fixed" && !opener) return;
    if (open && !wasOpen) {
      opener = document.activeElement;
      close.focus();
    } else if (!open && opener) {
      if (opener.isConnected) opener.focus();
      opener = null;
    }
  }

  store.subscribe(show);
  show(new Set(["selection"]));
}
