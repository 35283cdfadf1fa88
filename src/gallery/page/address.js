// The address of every view, after the `#`: what a link says, and what "back" returns to.

import { ORDERS } from "./filter.js";

/** Decodes a part of an address; a broken one is taken as it stands. */
function decodePart(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Encodes a part of an address, and leaves readable what may stand. */
function encodePart(part) {
  return encodeURIComponent(part).replaceAll("%20", "+").replaceAll("'", "%27");
}

/** The view that an address shows. What it does not know is left out. */
export function readAddress(model, hash) {
  const view = { page: "editions", edition: null, chosen: [], text: "", order: "number" };
  for (const part of hash.replace(/^#/, "").split("&")) {
    const at = part.indexOf("=");
    const raw = part.slice(at + 1).replaceAll("+", " ");
    const value = decodePart(raw);
    switch (part.slice(0, at)) {
      case "page":
        if (value === "rarity") view.page = value;
        break;
      case "edition":
        view.edition = /^\d+$/.test(value) ? (model.byNumber.get(Number(value)) ?? null) : null;
        break;
      case "search":
        view.text = value.slice(0, 200);
        break;
      case "sort":
        if (ORDERS.some(([name]) => name === value)) view.order = value;
        break;
      case "trait": {
        const [group, text] = raw.split("/").map(decodePart);
        const option = model.groups.find((each) => each.name === group)?.byText.get(text);
        if (option && !view.chosen.includes(option)) view.chosen.push(option);
        break;
      }
    }
  }
  return view;
}

/** Writes the address of a view, the `#` included. */
export function writeAddress(model, view) {
  const parts = [];
  if (view.page !== "editions") parts.push(`page=${view.page}`);
  if (view.edition !== null) parts.push(`edition=${model.numbers[view.edition]}`);
  for (const option of view.chosen) {
    option.address ??= `trait=${encodePart(option.group.name)}/${encodePart(option.text)}`;
    parts.push(option.address);
  }
  if (view.text.trim()) parts.push(`search=${encodePart(view.text.trim())}`);
  if (view.order !== "number") parts.push(`sort=${view.order}`);
  return `#${parts.join("&")}`;
}
