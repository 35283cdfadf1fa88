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

  // What the engine reads as for Ethereum is told, and not refused.
  const networks = { missing: [], known: [] };
  const lenient = (values) =>
    new Proxy(values, {
      get(target, key) {
        if (typeof key === "string" && !(key in target) && key !== "toJSON") {
          networks.missing.push(key);
          networks.known = Object.keys(target);
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
    const end = text.endsWith("/") && (parts.length > 0 || !isAbsolute) ? "/" : "";
    return (isAbsolute ? "/" : "") + (parts.join("/") || (isAbsolute ? "" : ".")) + end;
  };
  const path = {
    sep: "/",
    delimiter: ":",
    normalize: (text) => (text === "" ? "." : normalize(text)),
    isAbsolute: (text) => text.startsWith("/"),
    join: (...parts) => path.normalize(parts.filter((part) => part !== "").join("/")),
    resolve: (...parts) => {
      const all = parts.reduce((base, part) => (part.startsWith("/") ? part : base + "/" + part), root);
      return normalize(all).replace(/(.)\/$/, "$1");
    },
    relative: (from, to) => {
      const [a, b] = [from, to].map((text) => path.resolve(text).split("/").filter(Boolean));
      const differs = a.findIndex((part, i) => part !== b[i]);
      const same = differs < 0 ? a.length : differs;
      return [...a.slice(same).map(() => ".."), ...b.slice(same)].join("/");
    },
    dirname: (text) => {
      const above = /^(.*?)\/?[^/]*\/*$/s.exec(text)[1];
      return above || (text.startsWith("/") ? "/" : ".");
    },
    basename: (text, end = "") => {
      const name = text.replace(/\/+$/, "").split("/").pop();
      return end && name !== end && name.endsWith(end) ? name.slice(0, -end.length) : name;
    },
    extname: (text) => {
      const name = path.basename(text);
      return name === ".." ? "" : (/[^/](\.[^./]*)$/.exec(name) || ["", ""])[1];
    },
    parse: (text) => {
      const [base, ext] = [path.basename(text), path.extname(text)];
      const dir = text.replace(/(.)\/+$/s, "$1").includes("/") ? path.dirname(text) : "";
      return { root: text.startsWith("/") ? "/" : "", dir, base, ext, name: path.basename(base, ext) };
    },
    format: ({ root = "", dir = root, base, name = "", ext = "" }) => {
      const file = base || name + (ext && !ext.startsWith(".") ? `.${ext}` : ext);
      return dir && dir !== root ? `${dir}/${file}` : dir + file;
    },
  };

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
  const fileURLToPath = (url) => decodeURIComponent(String(url).replace(/^file:\/\//, ""));

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
    // No arrow, so that `new` refuses as well.
    const refuse = function () {
      throw new Error(
        `${name} cannot be used: a configuration can require the project's own files, path, url, module, and what of fs ` +
          "reads the project, but no packages, network and processes: write what it gives into the configuration",
      );
    };
    return new Proxy(refuse, { get: (_, key) => (typeof key === "string" ? unusable(`${name}.${key}`) : undefined) });
  };
  // Whatever is waited for is asked for `then`.
  const partOf = (name, values) =>
    new Proxy(values, {
      get: (_, key) => values[key] ?? (typeof key === "string" && key !== "then" ? unusable(`${name}.${key}`) : undefined),
    });

  // What reads the project, of Node's fs; text only.
  const fsOf = (host) => {
    // Only an URL is encoded: in a text, % is a character like others.
    const textOf = (file) => (file instanceof URL ? fileURLToPath(file) : String(file));
    const at = (file) => path.resolve(textOf(file).replace(/\\/g, "/"));
    const failed = (code, problem) => Object.assign(new Error(`${code}: ${problem}`), { code });
    const there = (found, file) => {
      if (found !== null && found !== undefined) return found;
      const place = host.place(at(file));
      if (typeof place !== "string") throw failed("ENOENT", `fs reads only the project, and there is no ${at(file)} in it`);
      throw place.endsWith("/") ? failed("EISDIR", `${at(file)} is a folder`) : failed("ENOTDIR", `${at(file)} is no folder`);
    };
    const kind = (isFolder) => {
      const no = () => false;
      const others = { isSymbolicLink: no, isBlockDevice: no, isCharacterDevice: no, isFIFO: no, isSocket: no };
      return { isDirectory: () => isFolder, isFile: () => !isFolder, ...others };
    };
    const stat = (file, options) => {
      const place = host.place(at(file));
      if (typeof place !== "string" && options?.throwIfNoEntry === false) return undefined;
      const isFolder = there(place, file).endsWith("/");
      return partOf("fs.statSync()", { ...kind(isFolder), ...(isFolder ? {} : { size: Number(host.size(at(file))) }) });
    };
    // Folder by folder, those found first before those inside of them.
    const readdir = (folder, options) => {
      const found = [];
      const folders = [""];
      for (const below of folders) {
        const shown = below ? path.join(textOf(folder), below) : textOf(folder);
        for (const name of there(host.names(at(shown)), shown).split("\0").slice(0, -1)) {
          const isFolder = name.endsWith("/");
          const plain = name.replace(/\/$/, "");
          const inside = below ? `${below}/${plain}` : plain;
          if (isFolder && options?.recursive) folders.push(inside);
          found.push(options?.withFileTypes ? { name: plain, parentPath: shown, path: shown, ...kind(isFolder) } : inside);
        }
      }
      return found;
    };
    const reads = {
      existsSync: (file) => typeof host.place(at(file)) === "string",
      accessSync: (file) => void stat(file),
      statSync: stat,
      lstatSync: stat,
      readFileSync: (file) => there(host.text(at(file)), file),
      readdirSync: readdir,
    };
    const { existsSync, ...asked } = reads;
    const named = (make) => Object.fromEntries(Object.entries(asked).map(([name, read]) => [name.replace(/Sync$/, ""), make(read)]));
    const promises = partOf('require("fs/promises")', {
      ...named((read) => async (...args) => read(...args)),
      // It goes through folders in another order than the others.
      readdir: async (folder, options) =>
        options?.recursive ? unusable('require("fs/promises").readdir with recursive')() : readdir(folder, options),
    });
    // A callback comes when the script has ended, as in Node.
    const callbacks = named((read) => (...args) => {
      const done = args.pop();
      if (typeof done !== "function") throw new TypeError('The "cb" argument must be of type function');
      Promise.resolve().then(() => read(...args)).then((value) => done(null, value), done);
    });
    return [partOf('require("fs")', { ...callbacks, ...reads, promises }), promises];
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
      const all = { ...Object.fromEntries(texts), eth: "eth", sol: "sol" };
      // Both are there in every file of the engine; what its own file lacks is undefined.
      return texts.length === 0 ? strict("NETWORK", all) : lenient(all);
    };
    return [
      { pattern: /(^|\/)(constants\/blend_mode|blendMode)(\.[cm]?js)?$/, name: "MODE", of: modeOf },
      { pattern: /(^|\/)constants\/network(\.[cm]?js)?$/, name: "NETWORK", of: networkOf },
    ];
  };

  return function (host, makeModules, setUp, modes, now) {
    for (const part of setUp) part(unusable, partOf);
    if (typeof now === "number") stopClock(now);
    const [fs, promises] = fsOf(host);
    const paths = partOf('require("path")', path);
    path.posix = paths;
    const standIns = {
      path: paths,
      "path/posix": paths,
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
        exported: stringify({ keys: Object.keys(exported), config, networks }, plain),
        attributes: (states) => stringify(states.map(attributesOf)),
      };
    };
    return { ...modules, run };
  };
})()
