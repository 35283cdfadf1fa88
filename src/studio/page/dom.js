// Makes elements: text stays text, and nothing here reads markup.

/**
 * Makes an element.
 *
 * `props`: `class` is the class list, `on...` a listener, `style`, `aria` and `data` are objects of names and values;
 * everything else is a property where the element has one, and an attribute where not. `null`, `undefined` and `false`
 * children are left out, arrays are spread, and texts are text.
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) set(node, name, value);
  node.append(...flat(children));
  return node;
}

/** Sets one of the `props` of `el`. */
export function set(node, name, value) {
  if (name === "class") node.className = value ?? "";
  else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "style") for (const [key, text] of Object.entries(value)) node.style.setProperty(key, text);
  else if (name === "data") Object.assign(node.dataset, value);
  else if (name === "aria") {
    for (const [key, text] of Object.entries(value)) {
      if (text === null || text === undefined) node.removeAttribute(`aria-${key}`);
      else node.setAttribute(`aria-${key}`, text);
    }
  } else if (name in node && name !== "list" && name !== "form" && name !== "role") node[name] = value;
  else if (value === null || value === undefined || value === false) node.removeAttribute(name);
  else node.setAttribute(name, value === true ? "" : value);
}

function flat(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}

/** Replaces all children. */
export function fill(node, ...children) {
  node.replaceChildren(...flat(children));
  return node;
}

/** Sets the text only where it differs, so that live regions and selections are left in peace. */
export function text(node, value) {
  if (node.textContent !== value) node.textContent = value;
}

/**
 * Shows one child for each item and keeps the nodes of items that stay, with their focus and scroll position.
 *
 * `make(item)` makes the node of a new item, and `update(node, item, index)` runs for each.
 */
export function list(parent, items, key, make, update) {
  const old = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  let next = parent.firstElementChild;
  items.forEach((item, index) => {
    const name = String(key(item, index));
    let node = old.get(name);
    if (node) old.delete(name);
    else {
      node = make(item);
      node.dataset.key = name;
    }
    update?.(node, item, index);
    if (node === next) next = next.nextElementSibling;
    else parent.insertBefore(node, next);
  });
  for (const node of old.values()) node.remove();
}

const SVG = "http://www.w3.org/2000/svg";

/** Paths on a grid of 16 x 16, drawn as lines. */
const ICONS = {
  undo: "M6 3 2.5 6.5 6 10M3 6.5h6.5a3.5 3.5 0 0 1 0 7H7",
  redo: "M10 3l3.5 3.5L10 10M13 6.5H6.5a3.5 3.5 0 0 0 0 7H9",
  lock: "M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
  unlocked: "M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 4.8-1",
  eye: "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 6a2 2 0 1 1 0 4 2 2 0 0 1 0-4z",
  hidden: "M2 2l12 12M6 4a6 6 0 0 1 2-.5c4 0 6.5 4.5 6.5 4.5a11 11 0 0 1-2 2.5M4 5.2A11 11 0 0 0 1.5 8S4 12.5 8 12.5a6 6 0 0 0 2.5-.6M6.6 6.6a2 2 0 0 0 2.8 2.8",
  alone: "M8 2v3M8 11v3M2 8h3M11 8h3M8 6.5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3z",
  anew: "M13 8a5 5 0 1 1-1.5-3.5L13 6M13 2.5V6H9.5",
  star: "M8 2l1.8 3.8 4.2.5-3.1 2.9.8 4.1L8 11.3 4.3 13.3l.8-4.1L2 6.3l4.2-.5z",
  large: "M9.5 2.5h4v4M6.5 13.5h-4v-4M13.5 2.5 9 7M2.5 13.5 7 9",
  close: "M3.5 3.5l9 9M12.5 3.5l-9 9",
  left: "M10 3 5 8l5 5",
  right: "M6 3l5 5-5 5",
  up: "M3 10l5-5 5 5",
  down: "M3 6l5 5 5-5",
  edit: "M10.5 3 13 5.5 6 12.5l-3 .5.5-3z",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  search: "M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM10.5 10.5l3 3",
  grip: "M6 4h.01M10 4h.01M6 8h.01M10 8h.01M6 12h.01M10 12h.01",
  play: "M5 3l8 5-8 5z",
  stop: "M4 4h8v8H4z",
  grid: "M2.5 2.5h4.5v4.5H2.5zM9 2.5h4.5v4.5H9zM2.5 9h4.5v4.5H2.5zM9 9h4.5v4.5H9z",
  layers: "M8 2 1.5 5.5 8 9l6.5-3.5zM2 8.5 8 11.8l6-3.3M2 11.3l6 3.2 6-3.2",
  rules: "M5.5 4.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7zM10.5 4.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7z",
  build: "M8 2l5.5 3v6L8 14l-5.5-3V5zM2.5 5 8 8l5.5-3M8 8v6",
  warning: "M8 2.5 14.5 13.5h-13zM8 6.5v3.5M8 12h.01",
  note: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 7.5V11M8 5h.01",
  check: "M3 8.5 6.5 12 13 4.5",
  link: "M9.5 2.5h4v4M13.5 2.5 7.5 8.5M11.5 9v4.5h-9v-9H7",
};

/** Makes an icon that stands beside a text or in a button with a label; a screen reader passes over it. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "glyph");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name] ?? "");
  svg.append(path);
  return svg;
}

/** Makes a button with an icon and a spoken label, which is its tip too. */
export function iconButton(name, label, props = {}) {
  return el("button", { type: "button", title: label, ...props, class: `icon ${props.class ?? ""}`, aria: { label, ...props.aria } }, icon(name));
}

/** Writes a whole number with separators between thousands; texts of digits may be of any length. */
export function number(value) {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** Writes a whole number, given as a text of digits, short where it has too many: `about 3.4 × 10³⁸`. */
export function short(value) {
  const digits = String(value);
  if (!/^\d{19,}$/.test(digits)) return number(digits);
  const power = [...String(digits.length - 1)].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]).join("");
  return `about ${digits[0]}.${digits[1]} × 10${power}`;
}

/** Writes a share between 0 and 1 in percent, with as many digits as tell it from 0. */
export function percent(share) {
  const value = share * 100;
  if (value === 0 || value >= 99.95) return `${Math.round(value)}%`;
  return `${value >= 10 ? value.toFixed(1) : value >= 1 ? value.toFixed(1) : value.toPrecision(2)}%`;
}
