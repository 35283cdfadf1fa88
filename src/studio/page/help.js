// All keys, in a dialog.

import { el, fill } from "./dom.js";
import { allKeys, onKey } from "./keys.js";

const SAID = { ArrowLeft: "←", ArrowRight: "→", Escape: "Esc", "Shift+U": "Shift + U" };

export function mount(button) {
  const lines = el("dl", { class: "keys" });
  const dialog = el("dialog", { aria: { labelledby: "keys-title" }, onclick: (event) => event.target === dialog && dialog.close() },
    el("div", { class: "stack" },
      el("h2", { id: "keys-title" }, "Keys"), lines,
      el("p", { class: "muted small" }, "Every change is a plain edit of simdgen.toml and can be undone."),
      el("form", { method: "dialog", class: "row" }, el("span", { class: "grow" }), el("button", { class: "primary" }, "Close"))));
  document.body.append(dialog);
  fill(button, "?");

  function open() {
    const own = [{ key: "Arrows", help: "Move in the samples; in the large view, to the next" }, { key: "Enter", help: "Show the sample large" }];
    fill(lines, [...own, ...allKeys().filter(({ help }) => help)].map(({ key, help }) =>
      el("div", { class: "row" }, el("dt", {}, el("kbd", {}, SAID[key] ?? key)), el("dd", {}, help))));
    dialog.showModal();
  }

  button.addEventListener("click", open);
  onKey("?", "All keys", open);
}
