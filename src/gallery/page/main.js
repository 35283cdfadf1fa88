// The page as a whole: one view, which the address tells, and everything that shows it.

import { byId, counted, element, grouped, named, say } from "./dom.js";
import { decode, textOf } from "./data.js";
import { makePainter } from "./draw.js";
import { ORDERS, search, select } from "./filter.js";
import { readAddress, writeAddress } from "./address.js";
import { makeGrid } from "./grid.js";
import { makeFacets } from "./facets.js";
import { makeRarity } from "./rarity.js";
import { makeLarge } from "./large.js";
import { listen, showKeys } from "./keys.js";

/** Shows a message where the grid would be. */
function notice(title, text, ...more) {
  byId("notice").replaceChildren(element("h2", {}, title), element("p", {}, text), ...more);
  byId("notice").hidden = false;
  byId("scroller").hidden = true;
}

/** Runs the page of a decoded collection. */
function run(model) {
  const painter = makePainter(model);
  let view = { page: null, edition: null, chosen: [], text: "", order: null };
  let marks = null;
  let rarity = false;

  const link = (change) => writeAddress(model, { ...view, ...change });
  const optionLink = (option) => link({ page: "editions", edition: null, chosen: [option], text: "" });

  /** Goes to another view; `replace` leaves no step to come back to. */
  const go = (change, replace = false) => {
    const next = { ...view, ...change };
    const inside = history.state?.inside ?? false;
    const address = writeAddress(model, next);
    // Without anything after it, "#" alone would stay.
    const href = address === "#" ? location.pathname + location.search : address;
    try {
      if (replace) history.replaceState({ inside }, "", href);
      else history.pushState({ inside: true }, "", href);
    } catch {
      // Some browsers refuse an address when there have been very many in a short time; the view changes all the same.
    }
    show(next);
  };
  const close = () => {
    if (history.state?.inside) history.back();
    else go({ edition: null }, true);
  };
  const open = (i) => go({ edition: i }, view.edition !== null);
  const toggle = (option) => {
    const { chosen } = view;
    go({ chosen: chosen.includes(option) ? chosen.filter((each) => each !== option) : [...chosen, option] });
  };
  const clear = () => go({ chosen: [], text: "" });

  const grid = makeGrid({ scroller: byId("scroller"), grid: byId("grid"), model, painter, open, address: (i) => link({ edition: i }) });
  const facets = makeFacets({ model, painter, toggle });
  const large = makeLarge({ model, painter, close, open, list: () => grid.found, address: { edition: (i) => link({ edition: i }), option: optionLink } });

  const showChips = () => {
    const chip = (label, words, remove) =>
      element("li", {}, element("button", { class: "chip", type: "button", "aria-label": `Remove the filter ${words}`, on: { click: remove } }, label, element("span", {}, "✕")));
    const chips = view.chosen.map((option) => {
      const label = element("span", {}, named(option.group.name), ": ", named(textOf(option)));
      return chip(label, `${option.group.name}: ${textOf(option)}`, () => toggle(option));
    });
    if (view.text.trim()) chips.push(chip(named(`“${view.text.trim()}”`), view.text.trim(), () => go({ text: "" })));
    if (chips.length > 1) chips.push(element("li", {}, element("button", { class: "plain", type: "button", on: { click: clear } }, "Clear all")));
    // The focus of a chip that goes stays near.
    const focused = byId("chips").contains(document.activeElement);
    byId("chips").replaceChildren(...chips);
    byId("chips").hidden = chips.length === 0;
    if (focused) (byId("chips").querySelector("button") ?? byId("search")).focus();
  };

  const showFound = () => {
    if (marks === null || marks.text !== view.text) marks = { text: view.text, editions: search(model, view.text) };
    const { found, counts } = select(model, view.chosen, marks.editions, view.order);
    byId("notice").hidden = true;
    byId("scroller").hidden = found.length === 0;
    grid.show(found);
    facets.show(view.chosen, counts);
    const all = found.length === model.count;
    byId("count").textContent = all ? counted(model.count, "edition", "editions") : `${grouped(found.length)} of ${counted(model.count, "edition", "editions")}`;
    byId("filters-open").textContent = view.chosen.length ? `Filters (${view.chosen.length})` : "Filters";
    byId("filters-show").textContent = found.length ? `Show ${counted(found.length, "edition", "editions")}` : "No edition matches";
    if (model.count === 0) notice("No editions yet", "This build is empty. Make editions with “simdgen generate --gallery”.");
    else if (found.length === 0) {
      const button = element("button", { class: "strong", type: "button", on: { click: clear } }, "Clear filters");
      notice("No edition matches", "Nothing has all of these traits and words at once.", button);
    }
    showChips();
    say(found.length ? counted(found.length, "edition", "editions") : "No edition matches");
  };

  const show = (next) => {
    const before = view;
    view = next;
    const page = view.page !== before.page;
    const other = view.order !== before.order || view.text !== before.text || view.chosen.length !== before.chosen.length || view.chosen.some((option, at) => option !== before.chosen[at]);
    if (page) {
      byId("editions").hidden = view.page !== "editions";
      byId("rarity").hidden = view.page !== "rarity";
    }
    byId("to-editions").href = link({ page: "editions", edition: null });
    byId("to-rarity").href = link({ page: "rarity", edition: null });
    byId("to-editions").toggleAttribute("aria-current", false);
    byId("to-rarity").toggleAttribute("aria-current", false);
    byId(`to-${view.page}`).setAttribute("aria-current", "page");
    if (view.page === "rarity" && !rarity) {
      rarity = true;
      makeRarity({ model, painter, address: optionLink });
    }
    if (byId("search").value.trim() !== view.text.trim()) byId("search").value = view.text;
    byId("order").value = view.order;
    if (other) showFound();
    else grid.relink();
    large.show(view.edition);
    if (view.edition === null && before.edition !== null && view.page === "editions" && !byId("scroller").hidden) grid.focus(before.edition);
  };

  const drawer = (open) => {
    document.body.classList.toggle("filtering", open);
    byId("filters-open").setAttribute("aria-expanded", String(open));
    byId("browse").inert = open;
    if (open) byId("filters-close").focus();
    else byId("filters-open").focus();
  };
  document.addEventListener("pointerdown", (event) => {
    if (document.body.classList.contains("filtering") && !event.target.closest("#filters")) drawer(false);
  });
  const narrow = matchMedia("(max-width: 800px)");
  narrow.addEventListener("change", () => {
    if (document.body.classList.contains("filtering")) drawer(false);
  });
  const toFilters = () => {
    if (narrow.matches) drawer(true);
    else (byId("groups").querySelector("input") ?? byId("groups").querySelector("summary"))?.focus();
  };

  byId("order").append(...ORDERS.map(([value, text]) => element("option", { value }, text)));
  byId("order").addEventListener("change", () => go({ order: byId("order").value }));
  byId("size").addEventListener("input", () => grid.resize(Number(byId("size").value)));
  byId("search").addEventListener("input", () => go({ text: byId("search").value }, view.text !== ""));
  byId("search").addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      if (byId("search").value) go({ text: "" }, true);
      else byId("search").blur();
    } else if (event.key === "Enter" || event.key === "ArrowDown") {
      event.preventDefault();
      if (grid.found.length) grid.focus(grid.found[0]);
    }
  });
  byId("filters-open").addEventListener("click", () => drawer(true));
  byId("filters-close").addEventListener("click", () => drawer(false));
  byId("filters-show").addEventListener("click", () => drawer(false));
  byId("to-help").addEventListener("click", showKeys);
  listen({
    "/": () => {
      if (view.page !== "editions") go({ page: "editions" });
      byId("search").focus();
      byId("search").select();
    },
    "?": showKeys,
    f: () => {
      if (view.page !== "editions") go({ page: "editions" });
      toFilters();
    },
    e: () => view.page === "editions" || go({ page: "editions" }),
    r: () => view.page === "rarity" || go({ page: "rarity" }),
    Escape: () => {
      if (document.body.classList.contains("filtering")) drawer(false);
      else if (view.page === "rarity") go({ page: "editions" });
      else if (document.activeElement?.closest("#filters")) document.activeElement.blur();
    },
  });
  addEventListener("popstate", () => show(readAddress(model, location.hash)));

  show(readAddress(model, location.hash));
  painter.ready.catch(() => notice("The pictures of this page are damaged", "Make the page again with “simdgen gallery”."));
}

/** Starts the page, or says why it cannot. */
function start() {
  try {
    const source = JSON.parse(byId("data").textContent);
    byId("name").replaceChildren(named(source.name || "Gallery"));
    byId("description").replaceChildren(named(source.description));
    byId("description").title = source.description;
    run(decode(source));
    document.body.classList.add("ready");
  } catch (error) {
    notice("This page is damaged", `Make it again with “simdgen gallery”. (${error.message})`);
  }
}

/**
 * Starts the page once its frame is on the screen: reading a large collection takes longer than a visitor should look at nothing.
 * A page that is not shown yet has no frames, and starts all the same.
 */
function startSoon() {
  let begun = false;
  const begin = () => {
    if (!begun) start();
    begun = true;
  };
  requestAnimationFrame(() => setTimeout(begin));
  setTimeout(begin, 200);
}

startSoon();
