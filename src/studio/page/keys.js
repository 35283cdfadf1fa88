// Keys of the whole page, each with a line of help.

const keys = [];

/** Lets `key` (as `KeyboardEvent.key` names it, with `Shift+` before letters) call `action`; `help` says what it does. */
export function onKey(key, help, action) {
  keys.push({ key, help, action });
}

/** All keys with their help, in the order in which they were named. */
export function allKeys() {
  return keys;
}

function name(event) {
  return event.key.length === 1 && event.key.toLowerCase() !== event.key.toUpperCase()
    ? `${event.shiftKey ? "Shift+" : ""}${event.key.toUpperCase()}`
    : event.key;
}

/** Texts and choices keep their keys, and so does a dialog. */
function busy(event) {
  const { target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.isComposing) return true;
  if (document.querySelector("dialog[open]")) return true;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** Starts to listen. An action that answers `false` leaves the key to the browser. */
export function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (busy(event)) {
      // A way out of a field, back to the keys of the page.
      if (event.key === "Escape" && event.target.matches("input, textarea, select") && !event.target.closest("dialog")) event.target.blur();
      return;
    }
    const pressed = name(event);
    for (const { key, action } of keys) {
      if (key === pressed && action && action(event) !== false) {
        event.preventDefault();
        return;
      }
    }
  });
}
