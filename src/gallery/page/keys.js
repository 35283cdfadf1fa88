// The keys of the page, and the list of them.

import { byId, element } from "./dom.js";

const KEYS = [
  ["Arrows", "Move in the grid; in the large view, previous and next"],
  ["Home, End", "First and last of a row; with Ctrl, of all"],
  ["Page Up, Page Down", "A screen up and down"],
  ["Enter", "Open the edition large"],
  ["Escape", "Back"],
  ["/", "Search"],
  ["F", "Filters"],
  ["E", "Editions"],
  ["R", "Rarity"],
  ["?", "This list"],
];

/** Shows the list of keys. */
export function showKeys() {
  const dialog = byId("help");
  if (!dialog.firstChild) {
    const rows = KEYS.flatMap(([key, what]) => [element("dt", {}, element("kbd", {}, key)), element("dd", {}, what)]);
    const close = element("button", { type: "button", class: "plain", "aria-label": "Close", on: { click: () => dialog.close() } }, "✕");
    dialog.append(element("header", {}, element("h2", { id: "help-title" }, "Keys"), element("span", { class: "fill" }), close), element("dl", {}, ...rows));
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
  }
  if (!dialog.open) dialog.showModal();
}

/** Calls the action of a key wherever no text is being written and no dialog is open. */
export function listen(actions) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const writing = event.target.closest("select, textarea, input:not([type=checkbox], [type=range])");
    if (writing || document.querySelector("dialog[open]")) return;
    const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}
