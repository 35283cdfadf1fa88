// Starts the page: loads the project, follows its changes, and gives each part its place.

import * as api from "./api.js";
import { el, fill, icon, number, text } from "./dom.js";
import { startKeys } from "./keys.js";
import { complain } from "./say.js";
import { createStore } from "./store.js";

import { mount as mountBanner } from "./banner.js";
import { mount as mountBuild } from "./build.js";
import { mount as mountEdit } from "./edit.js";
import { mount as mountEdition } from "./edition.js";
import { mount as mountHelp } from "./help.js";
import { mount as mountInspector } from "./inspector.js";
import { mount as mountLarge } from "./large.js";
import { mount as mountLayers } from "./layers.js";
import { mount as mountRules } from "./rules.js";
import { mount as mountSamples } from "./samples.js";
import { mount as mountTraits } from "./traits.js";

const VIEWS = [
  ["samples", "Samples", "grid"],
  ["layers", "Layers", "layers"],
  ["rules", "Rules", "rules"],
  ["build", "Build", "build"],
];

const store = createStore();
const part = (id) => document.getElementById(id);

/** Asks for the project again; calls meanwhile become one more question after this one. */
let asking = null;
let again = false;
/** The last answer as it came. */
let last = "";
async function refresh() {
  if (asking) {
    again = true;
    return asking;
  }
  asking = (async () => {
    do {
      again = false;
      try {
        const text = await api.getText("api/state");
        const state = JSON.parse(text);
        // What says the same moves nothing on the page.
        if (text !== last || state.revision !== store.state?.revision) store.setState(state);
        last = text;
      } catch (error) {
        if (error.status !== 0) complain(error);
      }
    } while (again);
    asking = null;
  })();
  return asking;
}

function showView() {
  const wanted = location.hash.slice(1);
  store.set({ view: VIEWS.some(([name]) => name === wanted) ? wanted : "samples" });
}

function mountViews(nav) {
  fill(nav, VIEWS.map(([name, label, sign]) =>
    el("button", { type: "button", data: { view: name }, onclick: () => (location.hash = name) }, icon(sign), el("span", {}, label))));
}

/** `10,000 editions of 298,722,816`: what is asked for, and of how many. */
function subtitle(state) {
  const possible = state.capacity.length === 1 ? state.capacity[0].possible : null;
  const editions = `${number(state.editions)} ${state.editions === 1 ? "edition" : "editions"}`;
  return possible ? `${editions} of ${number(possible)} possible` : editions;
}

function show(changed) {
  const { state } = store;
  if (changed.has("state") && state) {
    text(part("title"), state.name);
    text(part("subtitle"), subtitle(state));
    part("subtitle").title = state.path;
    document.title = `${state.name} · simdgen studio`;
    document.body.classList.toggle("pixelated", state.pixelated);
  }
  if (changed.has("view")) {
    document.body.dataset.view = store.view;
    for (const button of part("views").children) {
      if (button.dataset.view === store.view) button.setAttribute("aria-current", "page");
      else button.removeAttribute("aria-current");
    }
    part("main").scrollTop = 0;
  }
}

// A part that fails leaves the others as they are; whoever sees it has to know.
addEventListener("error", ({ message }) => message.startsWith("ResizeObserver loop") || complain(`A part of this page has failed (${message}). Reload the page; every change is in your files.`));
store.subscribe(show);
mountViews(part("views"));
mountBanner(part("banner"), store, api);
mountEdit(part("history"), store, api);
mountLayers(part("layers"), store, api);
mountSamples(part("samples"), store, api);
mountLarge(part("large"), store, api);
mountEdition(part("edition"), store, api);
mountTraits(part("trait"), store, api);
mountRules(part("rules"), store, api);
mountBuild(part("build"), store, api);
mountInspector(part("frame"), store, api);
mountHelp(part("help"), store, api);
startKeys();

addEventListener("hashchange", showView);
showView();
show(new Set(["view"]));
api.listen(
  {
    state: ({ revision, known }) => {
      const { state } = store;
      // An answer to a change has told it already.
      if (!(state && revision <= state.revision && known <= state.known)) refresh();
    },
    progress: (progress) => store.set({ progress }),
    built: (built) => store.set({ built, progress: null }),
    log: () => {},
  },
  (online) => {
    store.set({ online });
  },
);
refresh();
document.body.dataset.begun = "";
