// Globals of Node beside the language, as far as they touch nothing. Evaluates to the function that sets them up.
(function (unusable, partOf) {
  "use strict";

  // A configuration is read at once: what waits for later is never called, as it is too late for the engines as well.
  const later = (name) => (callback) => {
    if (typeof callback !== "function") throw new TypeError('The "callback" argument must be of type function');
    const number = unusable(`${name}()`);
    const timer = { ref: () => timer, unref: () => timer, hasRef: () => true, [Symbol.toPrimitive]: number, toJSON: number };
    return timer;
  };
  for (const name of ["Timeout", "Interval", "Immediate"]) {
    globalThis[`set${name}`] = later(`set${name}`);
    globalThis[`clear${name}`] = () => {};
  }

  const cloned = (value, known) => {
    if (typeof value === "function" || typeof value === "symbol") {
      throw Object.assign(new Error(`${String(value)} could not be cloned.`), { name: "DataCloneError" });
    }
    if (value === null || typeof value !== "object") return value;
    if (known.has(value)) return known.get(value);
    const keep = (copy) => (known.set(value, copy), copy);
    if (value instanceof Date) return keep(new Date(value.getTime()));
    if (value instanceof RegExp) return keep(new RegExp(value.source, value.flags));
    const copy = keep(
      value instanceof Map ? new Map() : value instanceof Set ? new Set() : Array.isArray(value) ? new Array(value.length) : {},
    );
    if (value instanceof Map) value.forEach((of, key) => copy.set(cloned(key, known), cloned(of, known)));
    else if (value instanceof Set) value.forEach((of) => copy.add(cloned(of, known)));
    else for (const key of Object.keys(value)) copy[key] = cloned(value[key], known);
    return copy;
  };
  globalThis.structuredClone = (value) => cloned(value, new Map());

  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const invalid = (problem) => Object.assign(new Error(problem), { name: "InvalidCharacterError" });
  globalThis.btoa = (value) => {
    const bytes = [...String(value)].map((char) => char.codePointAt(0));
    if (bytes.some((byte) => byte > 255)) throw invalid("Invalid character");
    let text = "";
    for (let i = 0; i < bytes.length; i += 3) {
      const word = (bytes[i] << 16) | (bytes[i + 1] << 8) | bytes[i + 2];
      const digits = [18, 12, 6, 0].map((shift) => DIGITS[(word >> shift) & 63]).join("");
      text += digits.slice(0, bytes.length - i + 1).padEnd(4, "=");
    }
    return text;
  };
  globalThis.atob = (value) => {
    const text = String(value).replace(/[\t\n\f\r ]/g, "");
    const digits = text.length % 4 === 0 ? text.replace(/={1,2}$/, "") : text;
    if (digits.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(digits)) throw invalid("The string to be decoded is not correctly encoded.");
    let [bytes, word, bits] = ["", 0, 0];
    for (const digit of digits) {
      word = ((word << 6) | DIGITS.indexOf(digit)) & 0xffff;
      bits += 6;
      if (bits >= 8) bytes += String.fromCharCode((word >> (bits -= 8)) & 255);
    }
    return bytes;
  };

  globalThis.global = globalThis;
  globalThis.Buffer = unusable("Buffer");
})
