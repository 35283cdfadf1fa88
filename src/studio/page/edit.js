// Changes of the project: sent one after the other, each a plain edit of its file, with undo and redo; and the offer to take
// over a project of another program.

import * as api from "./api.js";
import { el, fill, icon, iconButton } from "./dom.js";
import { onKey } from "./keys.js";
import { complain, say } from "./say.js";

/** How long a slider must rest before its value is sent. */
const REST_MS = 120;

let queue = Promise.resolve();
const waiting = new Map();

/** Sends to the server once all earlier changes are answered, with the newest revision, and takes over the state it gives. */
function send(store, path, body) {
  const sent = queue.then(async () => {
    try {
      store.setState(await api.post(path, { revision: store.state.revision, ...body() }));
      return true;
    } catch (error) {
      if (error.state) store.setState(error.state);
      complain(error);
      return false;
    }
  });
  queue = sent;
  return sent;
}

/** Makes a change at once; `true` when it is made. */
export function change(store, wanted) {
  return send(store, "api/edit", () => ({ change: wanted }));
}

/** Makes a change when its control has come to rest; `key` tells controls apart, and a later value replaces an earlier one. */
export function changeSoon(store, key, wanted) {
  clearTimeout(waiting.get(key));
  waiting.set(key, setTimeout(() => {
    waiting.delete(key);
    change(store, wanted);
  }, REST_MS));
}

/** Why nothing can be changed, or `null`. */
export function whyFixed(state) {
  if (!state) return "The project is not here yet.";
  if (state.read_only) return state.read_only;
  if (!state.editable) return state.importable ? "This project is written for another program: take it over to change it here." : "This form of project is shown as it is.";
  return null;
}

export function mount(element, store) {
  const undo = iconButton("undo", "Nothing to undo", { onclick: () => step("undo") });
  const redo = iconButton("redo", "Nothing to redo", { onclick: () => step("redo") });
  fill(element, undo, redo);
  const offer = document.getElementById("offer");

  async function step(way) {
    const label = store.state?.[way];
    if (!label) return;
    if (await send(store, `api/${way}`, () => ({}))) say(`${way === "undo" ? "Undone" : "Done again"}: ${label}`);
  }

  async function takeOver(button) {
    button.disabled = true;
    try {
      const state = await api.post("api/import");
      store.setState(state);
      say("The project has a simdgen.toml now");
      for (const lost of state.lost ?? []) complain(lost);
    } catch (error) {
      complain(error);
    }
    button.disabled = false;
  }

  function show(changed) {
    const { state } = store;
    if (!changed.has("state") || !state) return;
    for (const [button, way, word] of [[undo, "undo", "Undo"], [redo, "redo", "Redo"]]) {
      const label = state[way] ? `${word}: ${state[way]}` : `Nothing to ${way}`;
      button.disabled = !state[way];
      button.title = state[way] ? `${label} (${way === "undo" ? "U" : "Shift+U"})` : label;
      button.setAttribute("aria-label", label);
    }
    const why = whyFixed(state);
    document.body.classList.toggle("fixed", why !== null);
    if (!why) return fill(offer);
    const words = el("p", { class: "grow" }, why);
    const take = state.importable && !state.read_only
      ? el("button", { type: "button", class: "primary", onclick: (event) => takeOver(event.currentTarget) }, "Take it over")
      : null;
    fill(offer, el("div", { class: "card row" }, icon("note"), words, take));
  }

  onKey("U", "Undo", () => void step("undo"));
  onKey("Shift+U", "Redo", () => void step("redo"));
  store.subscribe(show);
}
