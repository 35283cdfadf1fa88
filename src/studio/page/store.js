// The one place of everything the page knows: the project as the server tells it, and what is selected.

/**
 * Makes the store. Its fields are read by everyone and written by `set` alone:
 *
 * - `state`: the last answer of `api/state`, or `null`
 * - `view`: `samples`, `layers` (phones), `rules` or `build`
 * - `selection`: `null`, `{kind:"layer", id}`, `{kind:"trait", id}` or `{kind:"edition", index}` of the sample; `from` is the
 *   index of the edition in which a trait was chosen, for the way back
 * - `sample`: `{seed, editions, error, locks, changed, revision, project}`: `locks` are the names it was made with, `changed` the
 *   indexes of editions that look different from before, and ids are those of `revision` and of `project`; `count` is how many are asked for
 * - `locks`: the traits that the next sample keeps, a `Set` of ids
 * - `large`: `true` while the selected edition is shown large
 * - `hidden`, `alone`: layers left out of the large picture (a `Set`), or the one shown, or `null`
 * - `marked`: indexes of the sample's editions to strike through (a `Set`), which a rule would forbid
 * - `picked`: traits picked for a rule that is being made (a `Set`)
 * - `odds`: the last answer of `api/odds`, or `null`; `of` has what each trait got, by name
 * - `trial`: odds of the traits of a layer by id (a `Map`) while a slider is moved that the server has not heard of, or `null`
 * - `progress`: of the build under way, or `null`, and `built` how the last one ended
 * - `online`: `false` while the server does not answer
 *
 * Traits and layers are dense ids, which can change with each revision: `setState` carries selection, locks and picks over
 * by names.
 */
export function createStore() {
  const listeners = new Set();
  let changed = new Set();
  let layers = new Map();
  let traits = new Map();
  let names = places({ layers: [] });

  const store = {
    state: null,
    view: "samples",
    selection: null,
    sample: null,
    count: 24,
    locks: new Set(),
    large: false,
    hidden: new Set(),
    alone: null,
    marked: new Set(),
    picked: new Set(),
    odds: null,
    trial: null,
    progress: null,
    built: null,
    online: true,

    /** Calls `listener(changed)` after changes, with the set of the names of changed fields. Returns how to end it. */
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    /** Takes over fields and tells all listeners once, before the next picture is drawn. */
    set(patch) {
      for (const [name, value] of Object.entries(patch)) {
        if (store[name] === value) continue;
        store[name] = value;
        if (changed.size === 0) queueMicrotask(tell);
        changed.add(name);
      }
    },

    /** Takes over a new state of the project. An older revision than the one here is left out. */
    setState(state) {
      if (store.state && state.revision < store.state.revision) return;
      const place = places(state);
      const carry = (id) => place.traits.get(store.nameOf(id));
      const carryLayer = (id) => place.layers.get(store.layerNameOf(id));
      const kept = (ids, by) => new Set([...ids].map(by).filter((id) => id !== undefined));
      const patch = { state, trial: null, locks: kept(store.locks, carry), picked: kept(store.picked, carry), hidden: kept(store.hidden, carryLayer) };
      patch.alone = store.alone === null ? null : (carryLayer(store.alone) ?? null);
      const { selection } = store;
      if (selection?.kind === "trait" || selection?.kind === "layer") {
        const id = (selection.kind === "trait" ? carry : carryLayer)(selection.id);
        patch.selection = id === undefined ? null : { ...selection, id };
      }
      layers = new Map(state.layers.map((layer) => [layer.id, layer]));
      names = place;
      traits = new Map(state.layers.flatMap((layer) => layer.traits.map((trait) => [trait.id, { trait, layer }])));
      store.set(patch);
    },

    /** The layer of an id, or `undefined`. */
    layer: (id) => layers.get(id),
    /** The trait of an id, or `undefined`. */
    trait: (id) => traits.get(id)?.trait,
    /** The layer of a trait's id, or `undefined`. */
    layerOf: (id) => traits.get(id)?.layer,
    /** `Layer/file` of a trait, and more where that is not its alone: its name across revisions. */
    nameOf: (id) => names.ofTraits.get(id),
    /** The id of a trait by `nameOf`, or `undefined`. */
    idOf: (name) => names.traits.get(name),
    /** The name of a layer, and more where that is not its alone. */
    layerNameOf: (id) => names.ofLayers.get(id),
    /** The id of a layer by `layerNameOf`, or `undefined`. */
    layerIdOf: (name) => names.layers.get(name),
    /** The selected edition of the sample, or `null`; also until the sample has followed a new revision. */
    edition() {
      const { selection, sample, state } = store;
      if (selection?.kind !== "edition" || sample?.revision !== state?.revision) return null;
      return sample?.editions[selection.index] ?? null;
    },
  };

  function tell() {
    const fields = changed;
    changed = new Set();
    for (const listener of [...listeners]) {
      try {
        listener(fields);
      } catch (error) {
        reportError(error);
      }
    }
  }

  return store;
}

/** Names of all layers and traits and ids by them. Layers may share a name, and traits of a layer a file. */
function places(state) {
  const places = { layers: new Map(), traits: new Map(), ofLayers: new Map(), ofTraits: new Map() };
  for (const [layer, name] of named(state.layers, ({ name }) => name, ({ folder }) => folder)) {
    places.layers.set(name, layer.id);
    places.ofLayers.set(layer.id, name);
    for (const [trait, own] of named(layer.traits, ({ file, name }) => file ?? name, ({ name }) => name)) {
      places.traits.set(`${name}/${own}`, trait.id);
      places.ofTraits.set(trait.id, `${name}/${own}`);
    }
  }
  return places;
}

/** Each of some things with a name of its own: `short`, or for those that share it also `long` and a count. */
function named(things, short, long) {
  const counts = new Map();
  for (const thing of things) counts.set(short(thing), (counts.get(short(thing)) ?? 0) + 1);
  const seen = new Map();
  return things.map((thing) => {
    if (counts.get(short(thing)) === 1) return [thing, short(thing)];
    const both = `${short(thing)}\0${long(thing)}`;
    seen.set(both, (seen.get(both) ?? 0) + 1);
    return [thing, `${both}\0${seen.get(both)}`];
  });
}
