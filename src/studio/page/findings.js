// What `check` finds, at the foot of the samples, each with a way to what it is about; and what an empty project needs.

import { el, fill, icon } from "./dom.js";

export function mountFindings(element, store) {
  const label = el("span", {});
  const sign = el("span", {});
  const lines = el("ul", { class: "stack" });
  const details = el("details", { class: "card" }, el("summary", { class: "row" }, sign, label), lines);
  fill(element, details);

  function go(finding) {
    if (finding.trait !== null) store.set({ selection: { kind: "trait", id: finding.trait } });
    else if (finding.layer !== null) store.set({ selection: { kind: "layer", id: finding.layer } });
  }

  function line(finding) {
    const target = (finding.trait ?? finding.layer) !== null && (finding.trait ?? finding.layer) !== undefined;
    const about = target ? el("button", { type: "button", class: "link", onclick: () => go(finding) }, finding.about) : el("strong", {}, finding.about);
    return el("li", { class: `finding row ${finding.problem ? "warn" : ""}` }, icon(finding.problem ? "warning" : "note"),
      el("div", { class: "grow" }, finding.about ? about : null, el("p", {}, finding.text)));
  }

  function show(changed) {
    if (!changed.has("state") || !store.state) return;
    const { findings, notices } = store.state;
    const problems = findings.filter((finding) => finding.problem);
    const notes = [...findings.filter((finding) => !finding.problem), ...notices.map((text) => ({ text, about: "", problem: false, trait: null, layer: null }))];
    details.hidden = problems.length + notes.length === 0;
    label.textContent = [counted(problems.length, "problem"), counted(notes.length, "note")].filter(Boolean).join(", ");
    fill(sign, icon(problems.length > 0 ? "warning" : "note"));
    details.classList.toggle("warn", problems.length > 0);
    fill(lines, [...problems, ...notes].slice(0, 200).map(line));
  }

  store.subscribe(show);
}

function counted(count, word) {
  return count === 0 ? "" : `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** Teaches the way to a first sample: a project without a picture, or without a layer. */
export function emptyProject(state) {
  const step = (...words) => el("li", {}, el("span", {}, ...words));
  const bare = state.layers.length === 0;
  return el("div", { class: "empty teach" },
    el("img", { src: "page/icon.svg", alt: "", width: 64, height: 64 }),
    el("h2", {}, bare ? "No layer yet" : "No picture yet"),
    el("p", {}, "A collection is made of layers: folders of pictures that are drawn one over another."),
    el("ol", { class: "steps" },
      step("Draw the parts in your own program, all with the same canvas size, on a transparent ground."),
      step("Put the PNG files into ", el("code", {}, `${state.layers[0]?.folder ?? "layers/Background"}`), bare ? ", the next into a folder of its own." : "."),
      step("A number in the name says how often a picture is drawn: ", el("code", {}, "Red#20.png"), " comes twice as often as ", el("code", {}, "Blue#10.png"), ".")),
    el("p", {}, "This page follows: save a file and look here."),
    el("p", { class: "small" }, "The project lies in ", el("code", {}, state.path)));
}
