// What a configuration finds around it: the CommonJS names, and stand-ins for the modules that
// configurations require. Evaluates to the function that `engine.rs` calls.
(function () {
  "use strict";
  const stringify = JSON.stringify;
  const root = "/project";

  // A misspelt name must not be `undefined`: the option would fall back to its default without a word.
  const strict = (what, values) =>
    new Proxy(values, {
      get(target, key) {
        if (typeof key === "string" && !(key in target) && key !== "toJSON") {
          throw new TypeError(`${what}.${key} does not exist; there are ${Object.keys(target).join(", ")}`);
        }
        return target[key];
      },
    });

  const normalize = (text) => {
    const parts = [];
    for (const part of text.split("/")) {
      if (part === "..") parts.pop();
      else if (part !== "" && part !== ".") parts.push(part);
    }
    return (text.startsWith("/") ? "/" : "") + parts.join("/") || ".";
  };
  const path = {
    sep: "/",
    normalize,
    join: (...parts) => normalize(parts.filter((part) => part !== "").join("/")),
    resolve: (...parts) => normalize(parts.reduce((base, part) => (part.startsWith("/") ? part : base + "/" + part), root)),
    dirname: (text) => normalize(text.replace(/\/*[^/]*\/*$/, "") || (text.startsWith("/") ? "/" : ".")),
    basename: (text, end = "") => {
      const name = text.replace(/\/+$/, "").split("/").pop();
      return end && name !== end && name.endsWith(end) ? name.slice(0, -end.length) : name;
    },
    extname: (text) => (/[^/](\.[^./]*)$/.exec(text) || ["", ""])[1],
  };

  // Random numbers that are the same in every run: sfc32 (Chris Doty-Humphrey, PractRand), two words to a number.
  const seeded = ([a, b, c, d]) => {
    const word = () => {
      const sum = (((a + b) | 0) + d) | 0;
      d = (d + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + sum) | 0;
      return sum >>> 0;
    };
    return () => ((word() >>> 5) * 67108864 + (word() >>> 6)) / 9007199254740992;
  };
  Math.random = seeded([1, 2, 3, 4]);

  // A clock that stands still: what is made of the time must be the same in every run.
  const stopClock = (now) => {
    const Clock = Date;
    globalThis.Date = new Proxy(Clock, {
      construct: (target, args, made) => Reflect.construct(target, args.length ? args : [now], made),
      apply: () => new Clock(now).toString(),
      get: (target, key) => (key === "now" ? () => now : target[key]),
    });
  };

  // Configurations often require modules that they use for other things than the collection, or not at all.
  const unusable = (name) => {
    const refuse = () => {
      throw new Error(
        `${name} cannot be used: a configuration is read without files, network and other modules than path, ` +
          "constants/blend_mode.js, src/blendMode.js and constants/network.js; write what it gives into the configuration",
      );
    };
    return new Proxy(refuse, { get: (_, key) => (typeof key === "string" ? unusable(`${name}.${key}`) : undefined) });
  };

  globalThis.process = {
    argv: [], env: {}, execPath: `${root}/node`, platform: "linux", versions: {}, cwd: () => root,
  };
  globalThis.console = {};
  for (const name of ["log", "info", "warn", "error", "debug", "trace", "table", "dir"]) {
    globalThis.console[name] = () => {};
  }

  return function (body, folder, modes, keys, project, now) {
    if (typeof now === "number") stopClock(now);
    const modules = [
      [/^(node:)?path$/, path],
      [/^dotenv$/, { config: () => ({ parsed: {} }) }],
      [/^dotenv\/config$/, {}],
      [/(^|\/)(constants\/blend_mode|blendMode)(\.js)?$/, { MODE: strict("MODE", JSON.parse(modes)) }],
      [/(^|\/)constants\/network(\.js)?$/, { NETWORK: strict("NETWORK", { eth: "eth", sol: "sol" }) }],
    ];
    if (project) modules.push([/(^|\/)src\/config(\.js)?$/, JSON.parse(project)]);
    const require = (name) => {
      const text = String(name).replace(/\\/g, "/");
      const found = modules.find(([pattern]) => pattern.test(text));
      if (found) return found[1];
      if (!/^[./]/.test(text)) return unusable(`require("${name}")`);
      throw new Error(
        `require("${name}"): a configuration is read without its other files; the modules it can have are ` +
          "path, constants/blend_mode.js, src/blendMode.js and constants/network.js",
      );
    };
    const module = { exports: {} };
    const here = normalize(`${root}/${folder}`);
    body.call(module.exports, module.exports, require, module, `${here}/config.js`, here);

    const exported = module.exports;
    if (exported === null || typeof exported !== "object") {
      throw new TypeError("module.exports is not an object: end the file with module.exports = { format, ... }");
    }
    const config = {};
    for (const key of keys) if (key in exported) config[key] = exported[key];
    // This goes into metadata as it is, so NaN and Infinity are null there as for the engines, which write it as JSON.
    if (config.extraMetadata) config.extraMetadata = JSON.parse(stringify(config.extraMetadata) ?? "{}");
    // JSON has no NaN or Infinity and would say null: as text, the reader can name them.
    const plain = (key, value) => (typeof value === "number" && !isFinite(value) ? String(value) : value);
    const attributesOf = (state) => {
      Math.random = seeded(state);
      const extra = exported.extraAttributes;
      const list = typeof extra === "function" ? extra() : (extra ?? []);
      if (!Array.isArray(list)) throw new TypeError("extraAttributes() must return a list: [{ trait_type, value }, ...]");
      return list.map((item) => {
        const text = stringify(item, null, 2);
        if (text === undefined || item === null || typeof item !== "object") {
          throw new TypeError("extraAttributes() must return a list of objects: [{ trait_type, value }, ...]");
        }
        return [typeof item.trait_type === "string" ? item.trait_type : null, text];
      });
    };
    return {
      exported: stringify({ keys: Object.keys(exported), config }, plain),
      attributes: (states) => stringify(states.map(attributesOf)),
    };
  };
})()
