// The column of layers, with the traits of each to choose from.

import { byId, element, grouped, named } from "./dom.js";
import { textOf } from "./data.js";

/** Traits of a group that are listed before more are asked for. */
const LISTED = 60;

/** All groups start open where there are no more traits than these. */
const ALL_OPEN = 40;

/** A small picture of an option; null where the page has none at all. */
export function makeSwatch(painter, option) {
  if (!painter.possible) return null;
  const shown = option.traits.find((id) => painter.shows(id));
  return element("span", { class: "swatch" }, shown === undefined ? null : painter.trait(shown, 28));
}

/** Makes the column. `toggle` is called with an option. Returns what shows a new selection. */
export function makeFacets({ model, painter, toggle }) {
  const rows = new Map();
  const lists = new Map();
  let state = { chosen: [], counts: new Uint32Array(model.options.length) };

  const showRow = (option) => {
    const row = rows.get(option);
    const count = state.counts[option.id];
    row.box.checked = state.chosen.includes(option);
    if (row.shown !== count) row.count.textContent = grouped(count);
    row.shown = count;
    row.label.classList.toggle("none", count === 0 && !row.box.checked);
  };

  const makeRow = (option) => {
    const box = element("input", { type: "checkbox", on: { change: () => toggle(option) } });
    const count = element("span", { class: "count" });
    const label = element("label", { class: "option" }, box, makeSwatch(painter, option), named(textOf(option), { class: "name", title: textOf(option) }), count);
    rows.set(option, { box, count, label, shown: null });
    showRow(option);
    return element("li", {}, label);
  };

  /** Those chosen stand first where not all are listed. */
  const listChosen = () => {
    for (const option of state.chosen) if (!rows.has(option)) lists.get(option.group)?.prepend(makeRow(option));
  };

  const fill = (group, list) => {
    list.replaceChildren(...group.options.slice(0, LISTED).map(makeRow));
    lists.set(group, list);
    listChosen();
    if (group.options.length <= LISTED) return;
    const rest = () => {
      const focus = list.children.length - 1;
      more.remove();
      list.append(...group.options.filter((option) => !rows.has(option)).map(makeRow));
      list.children[focus].querySelector("input").focus();
    };
    const more = element("li", {}, element("button", { class: "plain", type: "button", on: { click: rest } }, `Show all ${grouped(group.options.length)}`));
    list.append(more);
  };

  const open = (at) => model.options.length <= ALL_OPEN || at < 2;
  // An address may choose traits of a layer that is closed: they are to be seen once.
  const closed = new Map();
  const chosenOf = new Map();
  const boxes = model.groups.map((group, at) => {
    const list = element("ul", {});
    const number = element("span", { class: "chosen" });
    chosenOf.set(group, number);
    const summary = element("summary", {}, named(group.name, { class: "name" }), number, element("span", { class: "count" }, grouped(group.options.length)));
    const box = element("details", { open: open(at) }, summary, list);
    if (!box.open) closed.set(group, box);
    const fillOnce = () => {
      if (box.open && list.children.length === 0) fill(group, list);
    };
    box.addEventListener("toggle", fillOnce);
    fillOnce();
    return box;
  });
  byId("groups").replaceChildren(...boxes);

  return {
    /** Shows which options are chosen, and how many editions each would give. */
    show(chosen, counts) {
      state = { chosen, counts };
      for (const { group } of chosen) {
        if (closed.has(group)) closed.get(group).open = true;
        closed.delete(group);
      }
      listChosen();
      for (const option of rows.keys()) showRow(option);
      for (const [group, number] of chosenOf) {
        const some = chosen.filter((option) => option.group === group).length;
        number.textContent = some ? `${some} chosen` : "";
      }
    },
  };
}
