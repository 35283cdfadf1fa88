// The collection, from the data of the page: typed arrays by edition, and traits gathered to what a visitor can choose.

/** Decodes base64 to bytes. */
function bytesOf(text) {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** Views bytes as `count` unsigned numbers, whose width follows from the length. */
function numbersOf(bytes, count, what) {
  const width = count === 0 ? 1 : bytes.length / count;
  const form = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array }[width];
  if (!form) throw new Error(`${what}: expected 1, 2 or 4 bytes for each of ${count}, found ${bytes.length} bytes`);
  return new form(bytes.buffer);
}

/** Where each edition's picks start; the last entry is their number. */
function startsOf(setOf, sets) {
  const starts = new Uint32Array(setOf.length + 1);
  setOf.forEach((set, i) => {
    starts[i + 1] = starts[i] + sets[set].layers.length;
  });
  return starts;
}

/**
 * Gathers traits to groups by what metadata calls their layers, and those of one text in a group to an option: two files of one
 * name are one trait to those who look. `perLayer` has the editions of each layer.
 */
function gather(source, perLayer) {
  const groups = new Map();
  const options = [];
  const optionOf = new Uint32Array(source.traits.length);
  const groupsOf = source.layers.map(() => new Set());
  const nameOf = source.layers.map((layer) => layer.name);
  // Where metadata has another name for a layer, its "nothing" goes by that too.
  source.traits.toReversed().forEach((trait) => {
    if (trait.attribute) nameOf[trait.layer] = trait.attribute[0];
  });
  source.traits.forEach((trait, id) => {
    const name = trait.attribute?.[0] ?? nameOf[trait.layer];
    const text = trait.attribute?.[1] ?? trait.name;
    if (!groups.has(name)) groups.set(name, { name, inMetadata: false, editions: 0, options: [], byText: new Map() });
    const group = groups.get(name);
    group.inMetadata ||= source.layers[trait.layer].in_metadata;
    groupsOf[trait.layer].add(group);
    let option = group.byText.get(text);
    if (!option) {
      option = { id: options.length, group, text, nothing: true, traits: [], asked: null, got: 0 };
      options.push(option);
      group.options.push(option);
      group.byText.set(text, option);
    }
    option.traits.push(id);
    option.nothing &&= trait.nothing;
    if (trait.asked !== null) option.asked = (option.asked ?? 0) + trait.asked * perLayer[trait.layer];
    optionOf[id] = option.id;
  });
  // The data has the lowest layer first; people see the top one first, here as in the studio.
  return { groups: Array.from(groups.values()).reverse(), options, optionOf, groupsOf };
}

/** Lists the options of each edition as `listEditions` lists editions, each option once. */
function listOptions(count, starts, chosen) {
  const own = { starts: new Uint32Array(count + 1), list: new Uint32Array(chosen.length) };
  let end = 0;
  for (let i = 0; i < count; i++) {
    for (let at = starts[i]; at < starts[i + 1]; at++) {
      if (chosen.indexOf(chosen[at], starts[i]) === at) own.list[end++] = chosen[at];
    }
    own.starts[i + 1] = end;
  }
  return own;
}

/** Lists the editions of each option: those of option `o` are `list[starts[o]]` up to `list[starts[o + 1]]`. */
function listEditions(options, count, starts, chosen) {
  const last = new Int32Array(options.length).fill(-1);
  const each = (take) => {
    last.fill(-1);
    for (let i = 0; i < count; i++) {
      for (let at = starts[i]; at < starts[i + 1]; at++) {
        const option = chosen[at];
        // Once, where several of its traits are in one edition.
        if (last[option] !== i) take(option, i);
        last[option] = i;
      }
    }
  };
  const ends = new Uint32Array(options.length + 1);
  each((option) => ends[option + 1]++);
  for (let o = 0; o < options.length; o++) {
    options[o].got = ends[o + 1];
    ends[o + 1] += ends[o];
  }
  const list = new Uint32Array(ends[options.length]);
  const next = ends.slice();
  each((option, i) => {
    list[next[option]++] = i;
  });
  return { starts: ends, list };
}

/** Decodes the data of the page. Throws an error that says what is wrong with it. */
export function decode(source) {
  if (source.version !== 1) throw new Error(`expected data of version 1, found ${source.version}`);
  const { editions, sets } = source;
  const { count } = editions;
  const setOf = numbersOf(bytesOf(editions.sets), count, "sets");
  const starts = startsOf(setOf, sets);
  const picks = numbersOf(bytesOf(editions.picks), starts[count], "picks");
  const numbers = numbersOf(bytesOf(editions.numbers), count, "numbers");
  const ranks = numbersOf(bytesOf(editions.ranks), count, "ranks");
  const perSet = new Uint32Array(sets.length);
  setOf.forEach((set) => perSet[set]++);
  const perLayer = new Float64Array(source.layers.length);
  sets.forEach((set, id) => new Set(set.layers).forEach((layer) => (perLayer[layer] += perSet[id])));
  const { groups, options, optionOf, groupsOf } = gather(source, perLayer);
  sets.forEach((set, id) => {
    for (const group of new Set(set.layers.flatMap((layer) => Array.from(groupsOf[layer])))) group.editions += perSet[id];
  });
  options.forEach((option) => {
    option.asked = option.asked === null ? null : option.asked / Math.max(option.group.editions, 1);
  });
  const chosen = Uint32Array.from(picks, (pick) => optionOf[pick]);
  const inOrder = (key) => Uint32Array.from({ length: count }, (_, i) => i).sort((a, b) => key[a] - key[b] || numbers[a] - numbers[b]);
  const byNumber = new Map();
  numbers.forEach((number, i) => byNumber.set(number, i));
  return {
    ...source,
    count,
    numbers,
    setOf,
    starts,
    picks,
    chosen,
    ranks,
    groups,
    options,
    byNumber,
    information: editions.information === null ? null : new Float32Array(bytesOf(editions.information).buffer),
    dna: editions.dna === null ? null : bytesOf(editions.dna),
    backgrounds: editions.backgrounds === null ? null : bytesOf(editions.backgrounds),
    distinct: listOptions(count, starts, chosen),
    holders: listEditions(options, count, starts, chosen),
    orders: { number: inOrder(numbers), rank: inOrder(ranks) },
  };
}

/** The title of an edition. */
export function titleOf(model, i) {
  return model.editions.titles?.[i] ?? model.editions.name_prefix + model.numbers[i];
}

/** The title of an edition among others: of titles that only differ in the number, the number. */
export function shortTitleOf(model, i) {
  return model.editions.titles?.[i] ?? `#${model.numbers[i]}`;
}

/** The path of an edition's picture, from the folder of the page. */
export function fileOf(model, i) {
  return model.file.before + (model.editions.files?.[i] ?? model.numbers[i] + model.file.after);
}

/** A path as an address. */
export function hrefOf(path) {
  return path.split("/").map(encodeURIComponent).join("/");
}

/** The hash of an edition's DNA in hexadecimal; null where there is none. */
export function dnaOf(model, i) {
  if (!model.dna) return null;
  return Array.from(model.dna.subarray(20 * i, 20 * i + 20), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The options of an edition, those of the top layer first. */
export function optionsOf(model, i) {
  const ids = new Set(model.chosen.slice(model.starts[i], model.starts[i + 1]).reverse());
  return Array.from(ids, (id) => model.options[id]);
}

/** Attributes of an edition that no layer has: pairs of name and value. */
export function furtherOf(model, i) {
  const traits = Array.from(model.picks.subarray(model.starts[i], model.starts[i + 1]), (id) => model.traits[id]);
  return [...traits.flatMap((trait) => trait.attributes ?? []), ...(model.sets[model.setOf[i]].attributes ?? [])];
}

/** What an option is called: a trait without a name draws nothing. */
export function textOf(option) {
  return option.text === "" ? "Nothing" : option.text;
}

/** The editions most alike to one, by the traits shared, and among equals by how rare these are: pairs of edition and traits. */
export function alike(model, i, most) {
  const shared = new Uint16Array(model.count);
  const weight = new Float32Array(model.count);
  const { starts, list } = model.holders;
  for (const option of optionsOf(model, i)) {
    const bits = Math.log2(model.count / option.got);
    for (let at = starts[option.id]; at < starts[option.id + 1]; at++) {
      shared[list[at]]++;
      weight[list[at]] += bits;
    }
  }
  shared[i] = 0;
  const best = [];
  const before = (a, b) => shared[b] - shared[a] || weight[b] - weight[a] || a - b;
  for (let other = 0; other < model.count; other++) {
    if (shared[other] === 0 || (best.length === most && before(other, best[most - 1]) > 0)) continue;
    best.push(other);
    best.sort(before);
    best.length = Math.min(best.length, most);
  }
  return best.map((other) => [other, shared[other]]);
}
