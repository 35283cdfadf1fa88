// Says across the window what is wrong with the whole: a file that cannot be read, or a server that has gone.

import { el, fill, icon } from "./dom.js";
import { alarm } from "./say.js";

export function mount(element, store) {
  let said = null;

  function show(changed) {
    if (!changed.has("state") && !changed.has("online")) return;
    const { state, online } = store;
    const error = state?.error ?? null;
    document.body.classList.toggle("stale", Boolean(error) || !online);
    if (!online) {
      fill(element, card("The studio does not answer", "Start `simdgen studio` again and open the address that it prints. Nothing is lost: every change is in your files.", null));
    } else if (error) {
      const place = error.file ? `${error.file}${error.line ? `, line ${error.line}` : ""}` : null;
      fill(element, card("This version of the project cannot be read", error.text, place));
      if (error.text !== said) alarm(error.text);
    } else if (state?.capacity_error) {
      fill(element, card("No such collection is possible", state.capacity_error, null));
    } else fill(element);
    said = error?.text ?? null;
  }

  store.subscribe(show);
}

function card(title, message, place) {
  return el("div", { class: "card bad row banner" }, icon("warning"),
    el("div", { class: "grow" },
      el("h2", {}, title), el("p", {}, message),
      el("p", { class: "small muted" }, place ? [el("code", {}, place), ". "] : null, "What you see is the last good state; it follows as soon as the file is right.")));
}
