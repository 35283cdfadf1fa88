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
    const isAbsolute = text.startsWith("/");
    const parts = [];
    for (const part of text.split("/")) {
      if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
      else if (part === ".." ? !isAbsolute : part !== "" && part !== ".") parts.push(part);
    }
    return (isAbsolute ? "/" : "") + parts.join("/") || ".";
  };
  const path = {
    sep: "/",
    delimiter: ":",
    normalize,
    isAbsolute: (text) => text.startsWith("/"),
    join: (...parts) => normalize(parts.filter((part) => part !== "").join("/")),
    resolve: (...parts) => normalize(parts.reduce((base, part) => (part.startsWith("/") ? part : base + "/" + part), root)),
    relative: (from, to) => {
      const [a, b] = [from, to].map((text) => path.resolve(text).split("/").filter(Boolean));
      const differs = a.findIndex((part, i) => part !== b[i]);
      const same = differs < 0 ? a.length : differs;
      return [...a.slice(same).map(() => ".."), ...b.slice(same)].join("/");
    },
    dirname: (text) => normalize(text.replace(/\/*[^/]*\/*$/, "") || (text.startsWith("/") ? "/" : ".")),
    basename: (text, end = "") => {
      const name = text.replace(/\/+$/, "").split("/").pop();
      return end && name !== end && name.endsWith(end) ? name.slice(0, -end.length) : name;
    },
    extname: (text) => (/[^/](\.[^./]*)$/.exec(text) || ["", ""])[1],
    parse: (text) => {
      const [base, ext] = [path.basename(text), path.extname(text)];
      return { root: text.startsWith("/") ? "/" : "", dir: path.dirname(text), base, ext, name: path.basename(base, ext) };
    },
  };
  path.posix = path;

  // As much of it as scripts need that look for their own folder.
  const URL = class {
    constructor(text, base) {
      const parts = (url) => /^([a-z][\w+.-]*:(?:\/\/[^/]*)?)(.*)$/is.exec(String(url));
      const own = parts(text);
      const from = own ?? parts(base);
      if (!from) throw new TypeError(`Invalid URL: ${text}`);
      const end = /(^|\/)\.{0,2}$/.test(text) ? "/" : "";
      this.pathname = own ? own[2] || "/" : (path.resolve(from[2].replace(/[^/]*$/, ""), text) + end).replace("//", "/");
      this.href = from[1] + this.pathname;
    }
    toString() {
      return this.href;
    }
    toJSON() {
      return this.href;
    }
  };
  globalThis.URL = URL;
  const fileURLToPath = (url) => decodeURI(String(url).replace(/^file:\/\//, ""));

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
        `${name} cannot be used: a configuration can require the project's own files, path, url, module, and what of fs ` +
          "reads the project, but no packages, network and processes: write what it gives into the configuration",
      );
    };
    return new Proxy(refuse, { get: (_, key) => (typeof key === "string" ? unusable(`${name}.${key}`) : undefined) });
  };
  const partOf = (name, values) =>
    new Proxy(values, { get: (_, key) => values[key] ?? (typeof key === "string" ? unusable(`${name}.${key}`) : undefined) });

  // What reads the project, of Node's fs; text only.
  const fsOf = (host) => {
    const at = (file) => path.resolve(fileURLToPath(file).replace(/\\/g, "/"));
    const there = (found, file) => {
      if (found !== null && found !== undefined) return found;
      throw Object.assign(new Error(`ENOENT: fs reads only the project, and there is no ${at(file)} in it`), { code: "ENOENT" });
    };
    const kind = (isFolder) => ({ isDirectory: () => isFolder, isFile: () => !isFolder, isSymbolicLink: () => false });
    const stat = (file) => kind(there(host.place(at(file)), file).endsWith("/"));
    const reads = {
      existsSync: (file) => typeof host.place(at(file)) === "string",
      accessSync: (file) => void stat(file),
      statSync: stat,
      lstatSync: stat,
      readFileSync: (file) => there(host.text(at(file)), file),
      readdirSync: (folder, options) => {
        const names = there(host.names(at(folder)), folder).split("\0").slice(0, -1);
        const plain = (name) => name.replace(/\/$/, "");
        if (!options?.withFileTypes) return names.map(plain);
        return names.map((name) => ({ name: plain(name), ...kind(name.endsWith("/")) }));
      },
    };
    const later = Object.entries(reads).map(([name, read]) => [name.replace(/Sync$/, ""), async (...args) => read(...args)]);
    const promises = partOf('require("fs/promises")', Object.fromEntries(later));
    return [partOf('require("fs")', { ...reads, promises }), promises];
  };

  // Colours of the terminal: the text without them.
  const chalk = new Proxy((text = "") => String(text), { get: (target, key) => (typeof key === "string" ? chalk : target[key]) });

  globalThis.process = {
    argv: [], env: {}, execPath: `${root}/node`, platform: "linux", versions: {}, cwd: () => root,
  };
  globalThis.console = {};
  for (const name of ["log", "info", "warn", "error", "debug", "trace", "table", "dir"]) {
    globalThis.console[name] = () => {};
  }

  // The engines' tables, with what the project's own file has besides. HashLips' own says "source-out" for sourceAtop by
  // mistake: whoever writes it means what it says.
  const tablesOf = (modes) => {
    const modeOf = (own) => {
      const isMistake = own.sourceAtop === "source-out";
      return strict("MODE", { ...modes, ...own, ...(isMistake ? { sourceAtop: modes.sourceAtop } : {}) });
    };
    // By the two names that mean something here, whatever values they have there.
    const networkOf = (own) => {
      const texts = Object.entries(own).map(([name, value]) => [name, String(value)]);
      return strict("NETWORK", { ...Object.fromEntries(texts), eth: "eth", sol: "sol" });
    };
    return [
      { pattern: /(^|\/)(constants\/blend_mode|blendMode)(\.[cm]?js)?$/, name: "MODE", of: modeOf },
      { pattern: /(^|\/)constants\/network(\.[cm]?js)?$/, name: "NETWORK", of: networkOf },
    ];
  };

  return function (host, makeModules, modes, now) {
    if (typeof now === "number") stopClock(now);
    const [fs, promises] = fsOf(host);
    const standIns = {
      path,
      "path/posix": path,
      fs,
      "fs-extra": fs,
      "fs/promises": promises,
      url: { URL, fileURLToPath, pathToFileURL: (file) => new URL(`file://${encodeURI(path.resolve(file))}`) },
      process: globalThis.process,
      os: partOf('require("os")', { EOL: "\n", platform: () => "linux", cpus: () => [{}] }),
      dotenv: { config: () => ({ parsed: {} }) },
      "dotenv/config": {},
      chalk,
    };
    const modules = makeModules(host, standIns, tablesOf(JSON.parse(modes)), path, unusable);

    // What a script exports. A default export is a part of it like any other.
    const exportsOf = (main) => {
      const exported = modules.load(main);
      if (exported === null || typeof exported !== "object") {
        throw new TypeError("module.exports is not an object: end the file with module.exports = { format, ... }");
      }
      const isModule = exported[Symbol.toStringTag] === "Module" || exported.__esModule === true;
      if (!isModule || exported.default === null || typeof exported.default !== "object") return exported;
      const { default: inner, ...named } = exported;
      return { ...inner, ...named };
    };
    const run = (main, keys) => {
      const exported = exportsOf(main);
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
    return { ...modules, run };
  };
})()
