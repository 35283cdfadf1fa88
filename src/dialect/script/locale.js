// What Node knows of languages, as far as configurations need it to sort and print: the order of texts in English, its
// numbers and its dates. The engine has none of it, and would give other answers without a word. Evaluates to the function
// that sets it up; what is not emulated throws.
(function (_, partOf) {
  "use strict";

  // Languages that sort letters as the root of the Unicode collation does.
  const PLAIN = ["en", "de", "fr", "it", "pt", "nl"];
  const localesOf = (locales) => (locales === undefined ? [] : Array.isArray(locales) ? locales : [locales]).map(String);
  const isEnglish = (locales) => localesOf(locales).every((name, i) => i > 0 || /^en(-us)?$/i.test(name));
  const refuse = (what, ...args) => {
    const said = args.filter((arg) => arg !== undefined && JSON.stringify(arg) !== "{}").map((arg) => JSON.stringify(arg));
    throw new Error(
      `${what}(${said.join(", ")}) cannot be used: only the usual order of texts, and English numbers and dates without ` +
        "further options, are known here: write what it gives into the configuration",
    );
  };
  const extra = (options, known) => Object.keys(options).some((key) => options[key] !== undefined && !known.includes(key));

  // The root of the Unicode collation: spaces, punctuation and symbols in this order, with other
  // symbols before the currencies, then digits, then letters.
  const MARKS =
    "\t\n\v\f\r _-‐‒–—―,;:!¡?¿‽.·'‹›\"«»()[]{}‖§¶@*/\\&#%‰‱†‡•‣′‵※^°©®+±÷×<=>¬|¦~⁄¤¢$£¥₣₤₦₩₪₫€₭₱₲₴₵₸₹₺₽₿";
  const ACCENTS = "\u0301\u0300\u0306\u0302\u030c\u030a\u0308\u030b\u0303\u0307\u0338\u0327\u0328\u0304\u0335";
  const FOLDED = {
    ß: "s\u036fs\u036f", æ: "a\u036fe", œ: "o\u036fe", ø: "o\u0338", đ: "d\u0335", ð: "d\u036f", ł: "l\u0335", ħ: "h\u0335",
    ſ: "s\u036f", "‘": "'\u036c", "’": "'\u036d", "‚": "'\u036e", "‛": "'\u036f",
    "“": '"\u036c', "”": '"\u036d', "„": '"\u036e', "‟": '"\u036f',
  };
  const [SYMBOLS, CURRENCIES, DIGITS, LETTERS, OTHERS] = [0x200000, 0x400000, 0x500000, 0x600000, 0x800000];

  // Where a lower-case character without accents stands; negative if that is not known.
  const place = (char) => {
    const code = char.codePointAt(0);
    if (char >= "a" && char <= "z") return LETTERS + 2 * code;
    if (char >= "0" && char <= "9") return DIGITS + code - 48;
    const mark = MARKS.indexOf(char);
    if (mark >= 0) return mark + (mark < MARKS.indexOf("¤") ? 0 : CURRENCIES);
    if (char === "ı" || char === "ŋ") return LETTERS + 1 + 2 * (char === "ı" ? 105 : 110);
    if (char === "þ" || /[\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hangul}\p{Script=Han}]/u.test(char)) return OTHERS + code;
    return /\p{S}/u.test(char) ? SYMBOLS + code : -code;
  };

  // Lists to compare one after the other: the characters, their accents, upper case and the like; and upper case alone.
  const keyOf = (text, numeric) => {
    const [first, second, third, upper] = [[], [], [], []];
    const parts = text.normalize("NFC").split(/([йЙ])/).map((part, i) => (i % 2 ? part : part.normalize("NFD"))).join("");
    const units = numeric ? parts.match(/[0-9]+|[^0-9]/gu) ?? [] : [...parts];
    for (const unit of units) {
      if (numeric && /^[0-9]/.test(unit)) {
        const digits = unit.replace(/^0+/, "");
        first.push(DIGITS + digits.length, ...[...digits].map(Number));
        second.push(0);
        third.push(0);
        upper.push(0);
        continue;
      }
      const lower = unit.toLowerCase();
      const isFolded = lower in FOLDED;
      const plain = isFolded ? FOLDED[lower] : /[йЙ]/.test(unit) ? lower : unit.normalize("NFKD").toLowerCase();
      for (const char of plain) {
        if (/[\p{Cc}\p{Cf}\ufe0f]/u.test(char) && !MARKS.includes(char)) continue;
        if (/\p{M}/u.test(char)) {
          const accent = ACCENTS.indexOf(char);
          second.push(accent < 0 ? char.codePointAt(0) : accent + 1);
        } else {
          first.push(place(char));
          second.push(0);
          upper.push(unit === lower ? 0 : 1);
        }
        third.push(unit !== lower ? 1 : isFolded || plain === unit ? 0 : 2);
      }
    }
    return [first, second, third, upper];
  };
  const differs = (a, b) => {
    const at = a.findIndex((weight, i) => weight !== b[i]);
    return at >= 0 ? at : a.length < b.length ? a.length : -1;
  };

  const collator = (what, locales, options = {}) => {
    const [locale] = localesOf(locales);
    const [, language, numbers] = /^([a-z]{2})(?:-[A-Z]{2})?(-u-kn(?:-true)?)?$/.exec(locale ?? "en") ?? [];
    const { numeric = numbers !== undefined, sensitivity = "variant", caseFirst = "false" } = options ?? {};
    const isKnown =
      PLAIN.includes(language) &&
      ["base", "accent", "case", "variant"].includes(sensitivity) &&
      ["upper", "lower", "false"].includes(caseFirst) &&
      !extra({ ...options, ignorePunctuation: options.ignorePunctuation || undefined }, [
        "numeric", "sensitivity", "caseFirst", "usage", "localeMatcher",
      ]);
    if (!isKnown) refuse(what, locales, options);
    const levels = { base: [0], accent: [0, 1], case: [0, 3], variant: [0, 1, 2] }[sensitivity];
    const keys = new Map();
    const key = (text) => {
      if (keys.size > 10000) keys.clear();
      if (!keys.has(text)) keys.set(text, keyOf(text, numeric));
      return keys.get(text);
    };
    return (a, b) => {
      [a, b] = [String(a), String(b)];
      const [one, other] = [key(a), key(b)];
      for (const level of a === b ? [] : levels) {
        const at = differs(one[level], other[level]);
        if (at < 0) continue;
        const [x, y] = [one[level][at], other[level][at]];
        if (level === 0 && (x < 0 || y < 0)) refuse(what, a, b);
        const order = (x ?? -1) < (y ?? -1) ? -1 : 1;
        return level >= 2 && caseFirst === "upper" && x < 2 && y < 2 ? -order : order;
      }
      return 0;
    };
  };
  const plain = collator("localeCompare");
  const collators = new Map();
  const define = (prototype, name, value) =>
    Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
  define(String.prototype, "localeCompare", function localeCompare(other, locales, options) {
    if (locales === undefined && options === undefined) return plain(this, other);
    const id = JSON.stringify([locales, options]);
    if (!collators.has(id)) collators.set(id, collator("localeCompare", locales, options));
    return collators.get(id)(this, other);
  });

  // The decimal digits of a number, rounded half up where there are more than wanted.
  const rounded = (value, places) => {
    const [, digits, fraction = "", power = "0"] = /^(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value));
    const point = digits.length + Number(power);
    const all = "0".repeat(Math.max(0, -point)) + digits + fraction;
    const whole = point > 0 ? all.slice(0, point).padEnd(point, "0") : "0";
    const rest = all.slice(Math.max(point, 0)).padEnd(places + 1, "0");
    const scaled = BigInt(whole + rest.slice(0, places)) + (rest[places] >= "5" ? 1n : 0n);
    const text = String(scaled).padStart(places + 1, "0");
    return [text.slice(0, text.length - places), text.slice(text.length - places)];
  };
  const NUMBER_OPTIONS = ["minimumIntegerDigits", "minimumFractionDigits", "maximumFractionDigits", "useGrouping"];
  const number = (value, locales, options = {}) => {
    const { minimumIntegerDigits = 1, minimumFractionDigits: least = 0, useGrouping = true } = options;
    const { maximumFractionDigits: most = Math.max(least, 3) } = options;
    const isKnown = isEnglish(locales) && !extra(options, NUMBER_OPTIONS) && typeof useGrouping === "boolean" && least <= most;
    if (!isKnown) refuse("toLocaleString", locales, options);
    if (typeof value === "number" && !isFinite(value)) return String(value).replace("Infinity", "∞");
    const isNegative = value < 0 || Object.is(value, -0);
    let [whole, fraction] = rounded(value < 0 ? -value : value, most);
    while (fraction.length > least && fraction.endsWith("0")) fraction = fraction.slice(0, -1);
    whole = whole.padStart(minimumIntegerDigits, "0");
    if (useGrouping) whole = whole.replace(/\B(?=(\d{3})+$)/g, ",");
    return (isNegative ? "-" : "") + whole + (fraction && `.${fraction}`);
  };
  for (const { prototype } of [Number, BigInt]) {
    define(prototype, "toLocaleString", function toLocaleString(locales, options) {
      return number(this.valueOf(), locales, options);
    });
  }

  const date = (time) => `${time.getMonth() + 1}/${time.getDate()}/${time.getFullYear()}`;
  const clock = (time) => {
    const parts = [time.getHours() % 12 || 12, ...[time.getMinutes(), time.getSeconds()].map((n) => String(n).padStart(2, "0"))];
    return `${parts.join(":")} ${time.getHours() < 12 ? "AM" : "PM"}`;
  };
  const times = { toLocaleDateString: date, toLocaleTimeString: clock, toLocaleString: (time) => `${date(time)}, ${clock(time)}` };
  for (const [name, print] of Object.entries(times)) {
    define(Date.prototype, name, function (locales, options = {}) {
      // Years before our era have words.
      if (!isEnglish(locales) || extra(options, []) || this.getFullYear() < 1) refuse(name, locales, options);
      return isNaN(this) ? "Invalid Date" : print(this);
    });
  }

  // Both are also called without `new`.
  globalThis.Intl = partOf("Intl", {
    Collator: function Collator(locales, options) {
      return partOf("Intl.Collator", { compare: collator("Intl.Collator", locales, options) });
    },
    NumberFormat: function NumberFormat(locales, options) {
      return partOf("Intl.NumberFormat", { format: (value) => number(typeof value === "bigint" ? value : Number(value), locales, options) });
    },
  });
})
