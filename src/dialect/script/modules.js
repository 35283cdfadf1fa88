// `require` and `import` of a configuration: the project's own files, and stand-ins for other modules. Evaluates to the
// function that makes both for a host (`modules.rs`), stand-ins by name, and tables of the engines' constants.
(function (host, standIns, tables, path, unusable) {
  "use strict";
  const known = new Map(); // path of a file -> its CommonJS module
  const bodies = new Map(); // path of a script -> its function, null for an ES module
  const made = new Map(); // name -> text and import.meta of a module that stands for something else
  let failure = {}; // what was thrown last, and by which file

  const isJson = (file) => file.endsWith(".json");
  const bodyOf = (file) => {
    if (!bodies.has(file)) bodies.set(file, host.compile(file) ?? null);
    return bodies.get(file);
  };
  const isModule = (file) => !isJson(file) && bodyOf(file) === null;

  // The engines' own constants, whatever else the file exports.
  const mended = (file, exported) => {
    const table = tables.find(({ pattern }) => pattern.test(file));
    const own = table && exported ? exported[table.name] : undefined;
    return own !== null && typeof own === "object" ? { ...exported, [table.name]: table.of(own) } : exported;
  };

  // What a file exports. While it runs, others that require it see what it has exported so far, as in Node.
  const load = (file) => {
    if (known.has(file)) return known.get(file).exports;
    const folder = path.dirname(file);
    const module = { exports: {}, id: file, filename: file, children: [], paths: [], loaded: false };
    known.set(file, module);
    try {
      if (isJson(file)) module.exports = host.json(file);
      else if (isModule(file)) module.exports = host.import(file);
      else bodyOf(file).call(module.exports, module.exports, requireIn(folder), module, file, folder);
      module.loaded = true;
      module.exports = mended(file, module.exports);
    } catch (error) {
      known.delete(file);
      if (!Object.is(failure.error, error)) failure = { error, file };
      throw error;
    }
    return module.exports;
  };

  // What a name means to a script in a folder: `{ file }` of the project, or `{ value }`, a stand-in.
  const find = (folder, name) => {
    const text = String(name).replace(/\\/g, "/").replace(/^file:\/\/(.*)$/, (_, rest) => decodeURI(rest));
    const builtIn = text.replace(/^node:/, "");
    if (Object.hasOwn(standIns, builtIn)) return { value: standIns[builtIn] };
    const isPath = /^\.{0,2}(\/|$)/.test(text);
    const file = isPath && host.resolve(folder, text);
    if (file) return { file };
    const table = tables.find(({ pattern }) => pattern.test(text));
    if (table) return { value: { [table.name]: table.of({}) } };
    if (!isPath) return { value: unusable(`require("${name}")`) };
    throw Object.assign(new Error(`cannot find "${name}": ${host.missing(folder, text)}`), { code: "MODULE_NOT_FOUND" });
  };

  const requireIn = (folder) => {
    const require = (name) => {
      const { file, value } = find(folder, name);
      return file ? load(file) : value;
    };
    require.resolve = (name) => find(folder, name).file ?? name;
    require.main = { filename: path.resolve("index.js") };
    require.cache = {};
    return require;
  };
  const pathOf = (from) => (/^file:/.test(from) ? standIns.url.fileURLToPath(from) : String(from));
  standIns.module = { createRequire: (from) => requireIn(path.dirname(pathOf(from))) };

  // The names that a module imports from another: a stand-in has whatever is asked of it.
  const asked = (base, name) => {
    const clauses = host.source(base).matchAll(/\b(?:import|export)\b[^;"'`]*?\{([^}]*)\}\s*from\s*["']([^"']+)["']/g);
    const lists = [...clauses].filter(([, , from]) => from === name).flatMap(([, list]) => list.split(","));
    return lists.map((item) => item.trim().split(/\s+as\s+/)[0]);
  };

  // The text of a module that exports a value and its properties.
  const text = (value, names) => {
    const own = value !== null && ["object", "function"].includes(typeof value) ? Object.keys(value) : [];
    const all = [...new Set([...own, ...names])].filter((name) => name !== "default" && /^[A-Za-z_$][\w$]*$/.test(name));
    const lines = all.map((name, i) => `const v${i} = value.${name}; export { v${i} as ${name} };`);
    return ["const value = import.meta.value; export default value;", ...lines].join("\n");
  };

  return {
    load,
    thrownBy: (error) => (Object.is(failure.error, error) ? failure.file : null),

    // The name under which the engine knows what a module imports: a file's path, or one of `made`, which is made anew for
    // each module that imports it.
    resolve: (base, name) => {
      if (base === "" || made.has(base)) return name;
      try {
        const { file, value } = find(path.dirname(base), name);
        const table = file && tables.find(({ pattern }) => pattern.test(file));
        if (file && isModule(file) && !table) return file;
        const id = `${name} of ${base}`;
        if (made.has(id)) return id;
        if (file && isModule(file)) {
          const [from, own] = [JSON.stringify(file), `own[${JSON.stringify(table.name)}]`];
          const lines = [`import * as own from ${from}; export * from ${from};`, `export default own.default;`];
          lines.push(`const table = import.meta.of(${own} ?? {}); export { table as ${table.name} };`);
          made.set(id, [lines.join("\n"), { of: table.of }]);
        } else {
          const exported = file ? load(file) : value;
          made.set(id, [text(exported, file ? [] : asked(base, name)), { value: exported }]);
        }
        return id;
      } catch (error) {
        // No script runs while modules are linked, so the engine does not know where it is.
        if (error instanceof Error && !/\/project\//.test(error.stack)) {
          const at = Math.max(...[`"${name}"`, `'${name}'`].map((quoted) => host.source(base).indexOf(quoted)));
          error.stack = `at ${base}:${host.source(base).slice(0, Math.max(at, 0)).split("\n").length}`;
        }
        throw error;
      }
    },

    // The text of a module and what its import.meta has, by the name that `resolve` gave it.
    read: (name) =>
      made.get(name) ?? [
        host.source(name),
        { url: `file://${encodeURI(name)}`, filename: name, dirname: path.dirname(name), main: false },
      ],
  };
})
