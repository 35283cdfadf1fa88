// Talks to the server: addresses are relative to the page's own, which holds the token.

/** What the server answered instead of a result; `state` comes with an outdated revision. */
export class Refused extends Error {
  constructor(status, message, state) {
    super(message);
    this.status = status;
    this.state = state ?? null;
  }
}

/** Asks, and reads what is answered with `read`. */
async function answer(path, options, read = (response) => response.json()) {
  try {
    const response = await fetch(path, options);
    if (response.ok) return await read(response);
    const body = await response.json().catch(() => null);
    throw new Refused(response.status, body?.error ?? `The studio answered ${response.status}.`, body?.state);
  } catch (cause) {
    if (cause instanceof Refused || cause.name === "AbortError") throw cause;
    throw new Refused(0, "The studio does not answer. Is `simdgen studio` still running?");
  }
}

function sent(body, signal) {
  return { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), signal };
}

/** Makes an address below the page's, without parameters that are `null` or empty. */
export function address(path, parameters = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined && value !== "") query.set(name, value);
  }
  const text = query.toString().replaceAll("%2C", ",");
  return text ? `${path}?${text}` : path;
}

/** Asks for JSON; `signal` aborts. */
export function get(path, parameters, signal) {
  return answer(address(path, parameters), { signal });
}

/** Asks for a text. */
export function getText(path) {
  return answer(path, {}, (response) => response.text());
}

/** Sends JSON and gets JSON. */
export function post(path, body = {}) {
  return answer(path, sent(body));
}

/** Sends JSON and gets bytes; `signal` aborts. */
export function postForBytes(path, body, signal) {
  return answer(path, sent(body, signal), (response) => response.arrayBuffer());
}

/** The address of a trait's thumbnail; `size` in CSS pixels. */
export function thumbnail(trait, size = 48) {
  return address(`api/trait/${trait.id}.png`, { size: pixels(size), v: trait.version });
}

/** Pixels of the screen for a length on the page, in steps, so that few sizes are drawn and kept. */
export function pixels(length) {
  const exact = Math.ceil(length * Math.min(window.devicePixelRatio || 1, 3));
  return Math.ceil(exact / 32) * 32;
}

/**
 * Listens to the server's events: `handlers` by name get the parsed data, and `connected(bool)` hears of the line.
 * A lost line is tried again without end.
 */
export function listen(handlers, connected) {
  const source = new EventSource("api/events");
  for (const [name, handler] of Object.entries(handlers)) {
    source.addEventListener(name, (event) => {
      let data;
      try {
        data = JSON.parse(event.data);
      } catch {
        return;
      }
      handler(data);
    });
  }
  source.addEventListener("open", () => connected(true));
  source.addEventListener("error", () => {
    connected(false);
    // A browser gives up after an answer that is no stream; the studio may be back a moment later.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(handlers, connected), 2000);
  });
}
