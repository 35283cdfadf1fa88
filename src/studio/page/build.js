// Makes the collection: what would change, progress with rate and time left, stop and resume, and the way to the gallery.

import * as api from "./api.js";
import { el, fill, icon, number, text } from "./dom.js";
import { onKey } from "./keys.js";
import { complain, say, speak } from "./say.js";

const NEWEST = 12;

export function mount(element, store) {
  const plan = el("div", { class: "card stack" });
  const start = el("button", { type: "button", class: "primary", onclick: () => run({}) }, icon("play"), el("span", {}, "Generate"));
  const over = el("button", { type: "button", hidden: true, onclick: () => run({ resume: false }) }, "Start over");
  const force = el("button", { type: "button", class: "danger", hidden: true, onclick: () => run({ force: true }) }, "Overwrite these files");
  const stop = el("button", { type: "button", hidden: true, onclick: halt }, icon("stop"), "Stop");
  const gallery = el("a", { class: "button", href: "build/gallery.html", target: "_blank", rel: "noopener", hidden: true }, icon("grid"), "Open the gallery");
  const bar = el("progress", { class: "build-bar", max: 1, value: 0, aria: { label: "Progress of the build" } });
  const done = el("span", { class: "number build-done" });
  const rate = el("span", { class: "number muted" });
  const going = el("div", { class: "card stack", hidden: true }, el("div", { class: "row wrap" }, done, el("span", { class: "grow" }), rate), bar);
  const ended = el("div", { class: "card stack", hidden: true });
  const newest = el("ul", { class: "build-newest", aria: { label: "Newest pictures" } });
  fill(element, el("div", { class: "pane stack build-pane" },
    el("h2", {}, "Build"), plan, el("div", { class: "row wrap" }, start, over, force, stop, gallery), going, ended, newest));

  let asked = null;
  let spoken = 0;
  let starting = false;
  /** `true` if the last answer says that a build would change nothing. */
  let isCurrent = false;

  const running = () => store.progress !== null || store.state?.build.running !== null || starting;

  async function run(options) {
    if (!store.state || running()) return;
    starting = true;
    spoken = 0;
    fill(newest);
    force.hidden = true;
    store.set({ built: null });
    show(new Set(["state"]));
    try {
      await api.post("api/build", { resume: store.state.build.interrupted, force: false, ...options });
      say("The build has started");
    } catch (error) {
      failed(error.message);
      complain(error);
    }
    starting = false;
    show(new Set(["state"]));
  }

  async function halt() {
    stop.disabled = true;
    try {
      await api.post("api/stop");
    } catch (error) {
      complain(error);
    }
  }

  /** Asks what a build would do; the answer belongs to one revision. */
  async function predict() {
    const { state } = store;
    const key = `${state.revision} ${state.build.interrupted}`;
    if (asked === key || running() || store.view !== "build") return;
    asked = key;
    isCurrent = false;
    if (!plan.firstElementChild) fill(plan, el("p", { class: "muted" }, "Comparing the project with its build …"));
    try {
      const answer = await api.get("api/prediction");
      if (answer.running) {
        // The page has not heard of the build yet; its end tells to ask again.
        asked = null;
        fill(plan, el("p", { class: "muted" }, "A build is running: what it leaves to do is shown when it has ended."));
        return;
      }
      if (asked !== key) return;
      fill(plan, describe(answer, state));
      isCurrent = state.build.exists && !state.build.interrupted && answer.render + answer.rewrite + answer.remove === 0;
      showActions();
    } catch (error) {
      if (asked === key) fill(plan, el("h3", {}, "A build is not possible yet"), el("p", {}, error.message));
    }
  }

  function describe(answer, state) {
    const facts = [
      ["pictures to make", answer.render], ["metadata files to write again", answer.rewrite],
      ["files to remove", answer.remove], ["already right", answer.up_to_date],
    ].filter(([, count], index) => index === 0 || count > 0);
    return [
      el("h3", {}, state.build.exists ? "What would change" : "What would be made"),
      el("dl", { class: "facts" }, facts.map(([name, count]) => el("div", {}, el("dd", { class: "number" }, number(count)), el("dt", {}, name))),
        answer.bytes ? el("div", {}, el("dd", { class: "number" }, bytes(answer.bytes)), el("dt", {}, "predicted")) : null,
        answer.seconds === null || answer.seconds === undefined ? null : el("div", {}, el("dd", { class: "number" }, span(answer.seconds)), el("dt", {}, "expected"))),
      answer.text ? el("p", {}, answer.text) : null,
      el("p", { class: "muted small" }, "into ", el("code", {}, state.build.out), state.build.interrupted ? ". An interrupted build is there: it goes on where it stopped." : ""),
    ];
  }

  function failed(message) {
    ended.hidden = false;
    ended.classList.add("bad");
    fill(ended, el("h2", {}, "The build has ended early"), el("p", {}, message));
    force.hidden = !message.includes("--force");
  }

  function showProgress() {
    const progress = store.progress ?? store.state.build.running;
    going.hidden = !running();
    if (!progress?.done) {
      bar.removeAttribute("value");
      text(done, "Preparing …");
      text(rate, "");
      return;
    }
    bar.max = Math.max(1, progress.total);
    bar.value = progress.done;
    text(done, `${number(progress.done)} of ${number(progress.total)} editions`);
    text(rate, [progress.rate ? `${number(Math.round(progress.rate))} a second` : null, progress.left_s === null || progress.left_s === undefined ? null : `${span(progress.left_s)} left`].filter(Boolean).join(" · "));
    // A screen reader hears of each quarter, not of each step.
    const quarter = Math.floor((4 * progress.done) / Math.max(1, progress.total));
    if (quarter > spoken && quarter < 4) speak(`${quarter * 25} percent of the build`);
    spoken = Math.max(spoken, quarter);
  }

  function showNewest() {
    const { newest: edition, newest_file: file } = store.progress ?? {};
    if (!file || newest.firstElementChild?.dataset.file === file) return;
    const img = el("img", { class: "picture", alt: `Edition ${edition}`, decoding: "async", onerror: () => item.remove() });
    const item = el("li", { data: { file } }, img, el("span", { class: "small muted number" }, `#${edition}`));
    img.src = api.address(`build/${file}`, { v: Date.now() });
    newest.prepend(item);
    while (newest.children.length > NEWEST) newest.lastElementChild.remove();
  }

  function showEnd() {
    const { built } = store;
    ended.hidden = !built;
    if (!built) return;
    if (built.ok || built.stopped) {
      ended.classList.remove("bad");
      fill(ended, el("h2", {}, built.ok ? "Done" : "Stopped"), el("p", {}, built.text));
      say(built.ok ? "The build is finished" : "The build has stopped: Resume goes on from here");
    } else failed(built.text);
  }

  function show(changed) {
    const { state } = store;
    if (!state || !["state", "progress", "built", "view"].some((name) => changed.has(name))) return;
    if (changed.has("built")) {
      asked = null;
      showEnd();
    }
    const busy = running();
    document.body.classList.toggle("building", busy);
    start.hidden = busy;
    stop.hidden = !busy;
    if (!busy) stop.disabled = false;
    over.hidden = busy || !state.build.interrupted;
    start.disabled = state.error !== null;
    gallery.hidden = busy || !state.build.gallery;
    if (changed.has("progress")) showNewest();
    if (changed.has("progress") || changed.has("state") || changed.has("built")) showProgress();
    predict();
    showActions();
  }

  /** Makes what comes next the first choice: a build that is up to date is there to be looked at. */
  function showActions() {
    const { interrupted, exists, gallery: hasGallery } = store.state.build;
    const isLooked = isCurrent && hasGallery;
    start.classList.toggle("primary", !isLooked);
    gallery.classList.toggle("primary", isLooked);
    const actions = gallery.parentElement;
    if (isLooked && actions.firstElementChild !== gallery) actions.prepend(gallery);
    else if (!isLooked && actions.lastElementChild !== gallery) actions.append(gallery);
    text(start.lastElementChild, interrupted ? "Resume" : !exists ? "Generate" : isCurrent && !hasGallery ? "Make the gallery" : "Update the build");
  }

  onKey("G", "Generate", () => {
    if (store.view === "build") run({});
    else location.hash = "build";
  });
  store.subscribe(show);
}

function bytes(count) {
  for (const [unit, size] of [["GB", 1e9], ["MB", 1e6], ["kB", 1e3]]) {
    if (count >= size) return `${(count / size).toFixed(count >= 10 * size ? 0 : 1)} ${unit}`;
  }
  return `${count} bytes`;
}

function span(seconds) {
  if (seconds < 1) return "under 1 s";
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
}
