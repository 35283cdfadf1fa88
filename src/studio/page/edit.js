// Changes of the project: sent one after the other, each a plain edit of its file, with undo and redo; and the offer to take
// over a project of another program.

import * as api from "./api.js";
import { el, fill, icon, iconButton } from "./dom.js";
import { onKey } from "./keys.js";
import { complain, say } from "./say.js";

/** How long a slider must rest before its value is sent. */
const REST_MS = 120;

/** What stands in a change for ids of traits; `layer` stands for the id of a layer. */
const OF_TRAITS = ["trait", "traits", "with"];

let queue = Promise.resolve();
/** Values that rest, by their control: how to send each now. */
const waiting = new Map();

/** Copies a change with `of(value, key)` in place of each plain value. */
function copy(value, key, of) {
  if (Array.isArray(value)) return value.map((one) => copy(one, key, of));
  if (value === null || typeof value !== "object") return of(value, key);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, copy(one, name, of)]));
}

/** Keeps a change by names. Returns what gives it with the ids of the state at that time, or `null` when one is gone. */
function byNames(store, wanted) {
  const named = copy(wanted, null, (value, key) => {
    if (OF_TRAITS.includes(key)) return store.nameOf(value);
    return key === "layer" ? (store.layerNameOf(value) ?? null) : value;
  });
  return () => {
    let complete = true;
    const found = (id) => {
      complete &&= id !== undefined;
      return id;
    };
    const now = copy(named, null, (value, key) => {
      if (OF_TRAITS.includes(key)) return found(store.idOf(value));
      return key === "layer" ? found(store.layerIdOf(value)) : value;
    });
    return complete ? now : null;
  };
}

/** What a change is about, as it stands in the state: a change is only repeated while that is as it was. */
function subject(store, wanted) {
  const { state } = store;
  const trait = store.trait(wanted.trait ?? wanted.weights?.[0].trait);
  const { traits: _, ...layer } = store.layer(wanted.layer) ?? store.layerOf(trait?.id) ?? {};
  const order = wanted.do === "move_layer" ? state.layers.map(({ name }) => name) : null;
  const rules = wanted.do.endsWith("rule") ? state.rules.map(({ text }) => text) : null;
  const set = state.sets[wanted.set]?.editions;
  return JSON.stringify([trait?.weight, trait?.count, trait?.blend, trait?.opacity, { ...layer, id: 0, within: 0, none: layer.none?.weight }, order, rules, set, state.seed, state.name]);
}

/** Sends to the server once all earlier changes are answered, with the newest revision, and takes over the state it gives. */
function send(store, path, wanted) {
  const current = wanted ? byNames(store, wanted) : null;
  const sent = queue.then(async () => {
    for (let attempt = 0; ; attempt++) {
      const change = current?.();
      const about = change ? subject(store, change) : null;
      try {
        if (change === null) throw new api.Refused(0, "What should be changed is not there any more.");
        store.setState(await api.post(path, { revision: store.state.revision, ...(change ? { change } : {}) }));
        return true;
      } catch (error) {
        // Every control shows again what is so.
        store.setState(error.state ?? { ...store.state });
        // Something else has changed meanwhile, as when a picture is saved.
        const again = error.state && change && attempt < 3 ? current() : null;
        if (again && subject(store, again) === about) continue;
        complain(error);
        return false;
      }
    }
  });
  queue = sent;
  return sent;
}

/** Makes a change at once; `true` when it is made. */
export function change(store, wanted) {
  flush();
  return send(store, "api/edit", wanted);
}

/**
 * Makes a change when its control has come to rest; `key` tells controls apart, and a later value replaces an earlier one.
 * `true` when it is made.
 */
export function changeSoon(store, key, wanted) {
  const before = waiting.get(key);
  clearTimeout(before?.timer);
  const entry = before ?? {};
  entry.made ??= new Promise((resolve) => (entry.resolve = resolve));
  entry.run = () => {
    clearTimeout(entry.timer);
    waiting.delete(key);
    entry.resolve(send(store, "api/edit", wanted));
  };
  entry.timer = setTimeout(entry.run, REST_MS);
  waiting.set(key, entry);
  return entry.made;
}

/** Sends what rests, so that what follows comes after it. */
function flush() {
  for (const { run } of [...waiting.values()]) run();
}

/** Why nothing can be changed, or `null`. */
export function whyFixed(state) {
  if (!state) return "The project is not here yet.";
  if (state.read_only) return state.read_only;
  if (state.editable) return null;
  if (!state.importable) return state.error ? "The project cannot be changed here until it can be read again." : "This form of project is shown as it is.";
  return state.dialect === "folders"
    ? "This project has no simdgen.toml yet. Write one to change weights, rules and layers here; your pictures stay as they are."
    : `This project is written for ${PROGRAMS[state.dialect] ?? state.dialect}, and shown live. To change it here, write a simdgen.toml that means the same; its own files stay as they are.`;
}

/** Programs by what their projects are called here. */
const PROGRAMS = { hashlips: "HashLips", nftchef: "nftchef" };

export function mount(element, store) {
  const undo = iconButton("undo", "Nothing to undo", { onclick: () => step("undo") });
  const redo = iconButton("redo", "Nothing to redo", { onclick: () => step("redo") });
  fill(element, undo, redo);
  const offer = document.getElementById("offer");

  async function step(way) {
    flush();
    await queue;
    const label = store.state?.[way];
    if (!label) return;
    if (await send(store, `api/${way}`, null)) say(`${way === "undo" ? "Undone" : "Done again"}: ${label}`);
  }

  async function takeOver(button) {
    button.disabled = true;
    try {
      const state = await api.post("api/import");
      store.setState(state);
      say("The project has a simdgen.toml now");
      const lost = [state.lost ?? []].flat();
      if (lost.length > 0) complain(`Not taken over:\n${lost.join("\n")}`);
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
    if (offer.dataset.why === (why ?? "")) return;
    offer.dataset.why = why ?? "";
    if (!why) return fill(offer);
    const take = state.importable && !state.read_only
      ? el("button", { type: "button", class: "primary", onclick: (event) => takeOver(event.currentTarget) }, "Write simdgen.toml")
      : null;
    fill(offer, el("div", { class: "card row wrap" }, icon(state.read_only ? "lock" : "note"), el("p", { class: "grow" }, why), take));
  }

  onKey("U", "Undo", () => void step("undo"));
  onKey("Shift+U", "Redo", () => void step("redo"));
  // As in other programs; a text field undoes its own text.
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "z") return;
    if (event.target.matches("textarea, input:not([type=range], [type=checkbox])") || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    void step(event.shiftKey ? "redo" : "undo");
  });
  store.subscribe(show);
}
