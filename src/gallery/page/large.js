// One edition large: its picture at its own size, what it is made of, and the editions most alike to it.

import { byId, element, grouped, named, percent, say } from "./dom.js";
import { alike, dnaOf, fileOf, furtherOf, hrefOf, optionsOf, shortTitleOf, textOf, titleOf } from "./data.js";
import { makeBar, shareOf } from "./rarity.js";

/** Editions alike that are shown. */
const ALIKE = 6;

/** Copies text. False where the browser does not let us. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** A button that copies, and says that it did. */
function makeCopy(label, text) {
  const button = element("button", { type: "button" }, label);
  button.addEventListener("click", async () => {
    const done = await copy(text());
    button.textContent = done ? "Copied" : "Not allowed here";
    say(done ? "Copied" : "The browser does not allow copying here");
    setTimeout(() => {
      button.textContent = label;
    }, 1500);
  });
  return button;
}

/** The picture: the file at its own size, and until it is there, or where it is not, drawn from the traits. */
function makePicture(model, painter, i) {
  const stage = element("div", { class: "stage" });
  const note = element("p", { class: "note", hidden: true });
  if (painter.possible) stage.append(painter.canvas(i));
  const file = element("img", { alt: `Picture of ${titleOf(model, i)}`, width: model.canvas[0], height: model.canvas[1], class: model.pixelated ? "pixelated" : null });
  const whole = element("button", { class: "actual", type: "button", "aria-pressed": "false" }, "Actual size");
  whole.addEventListener("click", () => {
    const actual = stage.classList.toggle("whole");
    whole.setAttribute("aria-pressed", String(actual));
    if (actual) stage.tabIndex = 0;
    else stage.removeAttribute("tabindex");
  });
  // Only where the picture is shown smaller than it is.
  new ResizeObserver(() => {
    whole.hidden = !note.hidden || (!stage.classList.contains("whole") && stage.clientWidth >= model.canvas[0]);
  }).observe(stage);
  file.addEventListener("load", () => stage.replaceChildren(file));
  file.addEventListener("error", () => {
    stage.firstChild?.setAttribute("role", "img");
    stage.firstChild?.removeAttribute("aria-hidden");
    stage.firstChild?.setAttribute("aria-label", `Picture of ${titleOf(model, i)}, drawn from its traits`);
    note.hidden = false;
    note.textContent = painter.possible
      ? `Drawn from its traits: ${fileOf(model, i)} is not beside this page.`
      : `${fileOf(model, i)} is not beside this page. Put the page back into the folder of its build.`;
    whole.hidden = true;
  });
  file.src = hrefOf(fileOf(model, i));
  stage.style.setProperty("--wide", `${model.canvas[0]}px`);
  stage.style.setProperty("--aspect", `${model.canvas[0]} / ${model.canvas[1]}`);
  return element("div", { class: "show" }, stage, note, whole);
}

function makeTraits(model, i, address) {
  const rows = optionsOf(model, i).map((option) => {
    const share = shareOf(option);
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, named(option.group.name)),
      element("td", {}, element("a", { href: address.option(option) }, named(textOf(option)))),
      element("td", { class: "wide" }, makeBar(share, null, 1)),
      element("td", { class: "number" }, percent(share)),
      element("td", { class: "number muted" }, grouped(option.got)),
    );
  });
  for (const [name, value] of furtherOf(model, i)) {
    rows.push(element("tr", {}, element("th", { scope: "row" }, named(name)), element("td", { colspan: 4 }, named(value))));
  }
  const heads = [["Layer"], ["Trait"], ["Bar", "wide"], ["Share", "number"], ["Editions", "number"]];
  const head = element("tr", {}, ...heads.map(([text, kind]) => element("th", { scope: "col", class: kind }, element("span", { class: "unseen" }, text))));
  return element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows));
}

function makeFacts(model, i) {
  const facts = [["Rank", `${grouped(model.ranks[i])} of ${grouped(model.count)}`]];
  if (model.information) facts.push(["Rarity", `${model.information[i].toFixed(2)} bits`]);
  const dna = dnaOf(model, i);
  if (dna) facts.push(["DNA", element("code", {}, dna)]);
  facts.push(["File", element("a", { href: hrefOf(fileOf(model, i)), target: "_blank", rel: "noopener" }, named(fileOf(model, i)))]);
  return element("dl", {}, ...facts.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
}

function makeAlike(model, painter, i, address, open) {
  const links = alike(model, i, ALIKE).map(([other, shared]) => {
    const picture = painter.possible
      ? painter.canvas(other)
      : element("img", { src: hrefOf(fileOf(model, other)), alt: "", decoding: "async" });
    const link = element(
      "a",
      { class: "cell", href: address.edition(other) },
      element("span", { class: "picture" }, picture),
      named(shortTitleOf(model, other), { class: "title" }),
      element("span", { class: "rank" }, `${shared} of ${optionsOf(model, i).length} traits`),
    );
    link.addEventListener("click", (event) => {
      if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      open(other);
    });
    return element("li", {}, link);
  });
  return links.length ? element("section", {}, element("h3", {}, "Most alike"), element("ul", { class: "alike" }, ...links)) : null;
}

/**
 * Makes the large view. `close` leaves it, `open` goes to another edition, `address` gives links of editions and options, `list`
 * the editions among which "previous" and "next" go.
 */
export function makeLarge({ model, painter, close, open, address, list }) {
  const dialog = byId("large");
  let shown = null;

  const step = (by) => {
    const to = list()[list().indexOf(shown) + by];
    if (to !== undefined) open(to);
  };
  const button = (text, label, action, disabled) => element("button", { type: "button", class: "plain", "aria-label": label, title: label, disabled, on: { click: action } }, text);

  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  // A browser may close a dialog that asked not to be.
  dialog.addEventListener("close", () => {
    if (shown !== null) close();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) close();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest(".whole")) return;
    if (event.key === "ArrowLeft") step(-1);
    else if (event.key === "ArrowRight") step(1);
    else return;
    event.preventDefault();
  });

  const fill = (i) => {
    const focused = dialog.open ? document.activeElement?.getAttribute("aria-label") : null;
    const place = list().indexOf(i);
    const bar = element(
      "header",
      {},
      element("div", { class: "heading" }, element("h2", { id: "large-title" }, named(titleOf(model, i))), element("span", { class: "badge" }, `Rank ${grouped(model.ranks[i])}`)),
      makeCopy("Copy link", () => location.href),
      button("←", "Previous edition", () => step(-1), place <= 0),
      button("→", "Next edition", () => step(1), place < 0 || place === list().length - 1),
      button("✕", "Close", close),
    );
    const traits = element("section", {}, element("h3", {}, "Traits"), makeTraits(model, i, address));
    const about = element("div", { class: "about", tabindex: "-1" }, traits, makeFacts(model, i), makeAlike(model, painter, i, address, open));
    dialog.replaceChildren(bar, makePicture(model, painter, i), about);
    const again = focused && dialog.querySelector(`button[aria-label="${CSS.escape(focused)}"]:enabled`);
    if (again) again.focus();
    else if (dialog.open) dialog.querySelector('[aria-label="Close"]').focus();
  };

  return {
    /** Shows an edition, or nothing for null. */
    show(i) {
      if (i === shown) return;
      shown = i;
      if (i === null) {
        dialog.close();
        dialog.replaceChildren();
        return;
      }
      fill(i);
      if (!dialog.open) {
        dialog.showModal();
        dialog.querySelector('[aria-label="Close"]').focus();
      }
      say(`${titleOf(model, i)}, rank ${grouped(model.ranks[i])}`);
    },
  };
}
