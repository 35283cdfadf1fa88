// Tells what happened: a note on the screen for a moment, and the same words for a screen reader, once.

import { el } from "./dom.js";

const SHOWN_MS = 4000;

/** Speaks without showing anything. */
export function speak(message) {
  region("polite", message);
}

/** Speaks at once what stands on the screen already. */
export function alarm(message) {
  region("urgent", message);
}

/** Shows and speaks what was done. */
export function say(message) {
  toast(message, "done");
  region("polite", message);
}

/** Shows and speaks what went wrong; it stays until it is closed. */
export function complain(message) {
  const text = message instanceof Error ? message.message : message;
  toast(text, "bad");
  region("urgent", text);
}

function region(id, message) {
  const node = document.getElementById(id);
  node.textContent = "";
  // The same words twice are two messages: a region speaks only what changes.
  setTimeout(() => (node.textContent = message), 50);
}

function toast(message, kind) {
  const toasts = document.getElementById("toasts");
  for (const old of toasts.children) if (old.dataset.message === message) old.remove();
  const close = el("button", { type: "button", class: "link", onclick: () => node.remove() }, "Close");
  const node = el("div", { class: `toast ${kind}`, data: { message } }, el("span", {}, message), kind === "bad" ? close : null);
  toasts.append(node);
  while (toasts.children.length > 3) toasts.firstElementChild.remove();
  if (kind !== "bad") setTimeout(() => node.remove(), SHOWN_MS);
}
