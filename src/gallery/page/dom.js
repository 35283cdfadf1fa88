// Elements from plain values. Text is set as text and never read as markup.

/** Finds the element of an id. */
export function byId(id) {
  return document.getElementById(id);
}

/**
 * Makes an element. Attributes that are null, undefined or false are left out, true ones are empty; `on` holds listeners.
 * Children are elements or text; null is left out.
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) made.addEventListener(event, listener);
    } else if (value !== null && value !== undefined && value !== false) {
      made.setAttribute(name, value === true ? "" : value);
    }
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** Makes an element for a name from outside, of whatever direction of writing, apart from the text around it. */
export function named(text, attributes = {}) {
  return element("bdi", attributes, text);
}

const WHOLE = new Intl.NumberFormat("en");

/** Writes a whole number with separators. */
export function grouped(number) {
  return WHOLE.format(number);
}

/** Writes a share (0 to 1) as a percentage with about two digits that count. */
export function percent(share) {
  const value = share * 100;
  if (value === 0 || value === 100) return `${value}%`;
  if (value < 0.01) return "<0.01%";
  return `${value.toFixed(value < 1 ? 2 : 1)}%`;
}

/** Writes a number with its noun. */
export function counted(number, one, many) {
  return `${grouped(number)} ${number === 1 ? one : many}`;
}

let spoken = 0;

/** Tells a screen reader, once what is going on has come to rest. */
export function say(text) {
  clearTimeout(spoken);
  spoken = setTimeout(() => {
    byId("status").textContent = text;
  }, 300);
}
