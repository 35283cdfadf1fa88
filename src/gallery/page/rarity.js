// The page of rarity: for each trait a bar of the editions that have it, with a tick at what was asked for.

import { byId, counted, element, grouped, named, percent } from "./dom.js";
import { textOf } from "./data.js";
import { makeSwatch } from "./facets.js";

/** Traits of a group that are listed before more are asked for. */
const IN_TABLE = 100;

/** The orders of the traits: words, and what is compared. */
const TRAIT_ORDERS = [
  ["Rarest first", (a, b) => a.got - b.got],
  ["Most common first", (a, b) => b.got - a.got],
  ["By name", (a, b) => a.text.localeCompare(b.text)],
];

/** A bar of a share, with a tick at the share that was asked for, on a scale that ends at `full`. */
export function makeBar(got, asked, full) {
  const bar = element("span", { class: "bar" }, element("span", { class: "got" }));
  bar.firstChild.style.width = `${(100 * got) / full}%`;
  if (asked !== null) {
    const tick = element("span", { class: "asked" });
    tick.style.left = `${Math.min(100, (100 * asked) / full)}%`;
    bar.append(tick);
  }
  return bar;
}

/** The share of editions, of those that have the layer at all, that have an option. */
export function shareOf(option) {
  return option.got / Math.max(1, option.group.editions);
}

function makeRow(option, full, painter, address) {
  const share = shareOf(option);
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, element("a", { href: address(option) }, makeSwatch(painter, option), named(textOf(option), { class: "name" }))),
    element("td", { class: "wide" }, makeBar(share, option.asked, full)),
    element("td", {}, grouped(option.got)),
    element("td", {}, percent(share)),
    element("td", { class: "muted" }, option.asked === null ? "–" : percent(option.asked)),
  );
}

function makeGroup(group, order, painter, address) {
  const options = group.options.toSorted(order);
  const full = Math.max(1e-9, ...options.map((option) => Math.max(shareOf(option), option.asked ?? 0)));
  const body = element("tbody", {}, ...options.slice(0, IN_TABLE).map((option) => makeRow(option, full, painter, address)));
  const heads = [["Trait"], ["Share of editions, asked and got", "wide"], ["Editions"], ["Got"], ["Asked"]];
  const head = element("tr", {}, ...heads.map(([text, kind]) => element("th", { scope: "col", class: kind }, kind ? element("span", { class: "unseen" }, text) : text)));
  const table = element("table", {}, element("thead", {}, head), body);
  const more = element("button", { class: "plain", type: "button" }, `Show all ${grouped(options.length)}`);
  more.addEventListener("click", () => {
    body.append(...options.slice(IN_TABLE).map((option) => makeRow(option, full, painter, address)));
    body.children[IN_TABLE].querySelector("a").focus();
    more.remove();
  });
  const note = group.inMetadata ? "" : " · not in metadata";
  const title = element("h3", {}, named(group.name), element("small", {}, `${counted(options.length, "trait", "traits")} · ${counted(group.editions, "edition", "editions")}${note}`));
  return element("section", { class: "card" }, title, table, options.length > IN_TABLE ? more : null);
}

/** Makes the page once it is wanted. `address` gives the link of an option. */
export function makeRarity({ model, painter, address }) {
  const page = byId("rarity");
  const groups = element("div", { id: "rarity-groups" });
  const fill = (at) => groups.replaceChildren(...model.groups.map((group) => makeGroup(group, TRAIT_ORDERS[at][1], painter, address)));
  const order = element("select", {}, ...TRAIT_ORDERS.map(([text], at) => element("option", { value: at }, text)));
  order.addEventListener("change", () => fill(Number(order.value)));
  const legend = element(
    "p",
    { class: "legend" },
    element("span", {}, element("span", { class: "key got" }), "got: the share of editions that have the trait"),
    element("span", {}, element("span", { class: "key asked" }), "asked: the share that its weight asks for"),
  );
  const head = element("div", { id: "rarity-head" }, element("h2", { id: "rarity-title" }, "Rarity"), element("label", {}, element("span", { class: "label" }, "Sort"), order));
  page.replaceChildren(element("div", { class: "column" }, head, legend, groups));
  fill(0);
}
