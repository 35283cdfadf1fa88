// The filters and addresses of a gallery against plain ones, over random collections; this needs no browser.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

const PAGE = path.resolve(import.meta.dirname, "../../src/gallery/page");
const modules = ["data", "filter", "address"].map((name) => readFileSync(path.join(PAGE, `${name}.js`), "utf8"));
const script = modules.join("\n").replaceAll(/^import .*$/gm, "").replaceAll(/^export /gm, "");
const { decode, search, select, alike, optionsOf, readAddress, writeAddress } = new Function(
  `${script}; return { decode, search, select, alike, optionsOf, readAddress, writeAddress };`,
)();

/** Repeatable random numbers below a limit. */
function random(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A collection with two sets, layers and traits of equal names, and names that are hard for addresses. */
function collection(seed) {
  const below = random(seed);
  const names = ["Red", "Blue", "a/b", "100%", "x&y=z", "", "+ +", "#1"];
  const layers = ["Hat", "Hat", "Eyes", "A/B"].map((name) => ({ name, in_metadata: true }));
  const traits = layers.flatMap((_, layer) => Array.from({ length: 2 + below(6) }, () => ({ layer, name: names[below(names.length)], asked: 0.5, nothing: false, attribute: null })));
  const sets = [{ layers: [0, 2, 3] }, { layers: [0, 1, 2] }];
  const count = below(120);
  const setOf = Array.from({ length: count }, () => below(2));
  const picks = setOf.flatMap((set) => sets[set].layers.map((layer) => {
    const own = traits.map((trait, id) => [trait.layer, id]).filter(([of]) => of === layer);
    return own[below(own.length)][1];
  }));
  const base64 = (numbers) => Buffer.from(numbers.buffer).toString("base64");
  const order = Array.from({ length: count }, (_, i) => i + 1).sort(() => below(3) - 1);
  const editions = {
    count,
    numbers: base64(Uint32Array.from({ length: count }, (_, i) => 3 * i + 1)),
    sets: base64(Uint8Array.from(setOf)),
    picks: base64(Uint16Array.from(picks)),
    ranks: base64(Uint32Array.from(order)),
    information: base64(new Float32Array(count)),
    dna: base64(Uint8Array.from({ length: 20 * count }, () => below(256))),
    backgrounds: null,
    titles: null,
    name_prefix: "Thing #",
  };
  return decode({ version: 1, layers, traits, sets, editions });
}

test("a selection is that of a plain filter, and so are its counts", () => {
  for (let seed = 1; seed <= 300; seed++) {
    const model = collection(seed);
    const below = random(seed + 1000);
    const chosen = model.options.filter(() => below(5) === 0);
    const text = ["", "red", "1", "#4", "red blue", "thing", "zz"][below(7)];
    const marks = search(model, text);
    const order = ["number", "number-down", "rank", "rank-down"][below(4)];
    const { found, counts } = select(model, chosen, marks, order);

    const all = Array.from({ length: model.count }, (_, i) => i);
    const has = (i, option) => optionsOf(model, i).includes(option);
    const groups = new Set(chosen.map((option) => option.group));
    const fits = (i, open) =>
      (!marks || marks[i] === 1) && Array.from(groups).every((group) => group === open || chosen.some((option) => option.group === group && has(i, option)));
    const keys = { number: (i) => model.numbers[i], rank: (i) => model.ranks[i] };
    const [name, down] = order.split("-");
    const wanted = all.filter((i) => fits(i)).sort((a, b) => (down ? -1 : 1) * (keys[name](a) - keys[name](b)));
    assert.deepEqual(Array.from(found), wanted, `seed ${seed}`);
    for (const option of model.options) {
      const expected = all.filter((i) => fits(i, option.group) && has(i, option)).length;
      assert.equal(counts[option.id], expected, `seed ${seed}, ${option.group.name}: ${option.text}`);
      assert.equal(option.got, all.filter((i) => has(i, option)).length);
    }
  }
});

test("search finds words in numbers, titles, traits and DNA", () => {
  const model = collection(7);
  assert.ok(model.count > 10);
  const found = (text) => {
    const marks = search(model, text);
    return Array.from({ length: model.count }, (_, i) => i).filter((i) => marks[i]);
  };
  const all = found("thing").length;
  assert.equal(all, model.count);
  assert.deepEqual(found("#4"), [1]);
  assert.ok(found("1").includes(0) && found("1").every((i) => String(model.numbers[i]).startsWith("1") || optionsOf(model, i).some(({ text }) => text.includes("1"))));
  const digits = Buffer.from(model.dna.subarray(60, 80)).toString("hex");
  assert.deepEqual(found(digits.slice(0, 9)), [3]);
  assert.deepEqual(found(`${digits} thing`), [3]);
  assert.deepEqual(found(`${digits} nowhere`), []);
  assert.equal(search(model, "  "), null);
});

test("an address is read as it was written", () => {
  for (let seed = 1; seed <= 100; seed++) {
    const model = collection(seed);
    const below = random(seed);
    const view = {
      page: ["editions", "rarity"][below(2)],
      edition: model.count && below(2) ? below(model.count) : null,
      chosen: model.options.filter(() => below(4) === 0),
      text: ["", "red + blue", "100% &=#/"][below(3)],
      order: ["number", "rank-down"][below(2)],
    };
    assert.deepEqual(readAddress(model, writeAddress(model, view)), view, writeAddress(model, view));
  }
});

test("the editions most alike share the most traits", () => {
  for (let seed = 1; seed <= 50; seed++) {
    const model = collection(seed);
    if (model.count < 8) continue;
    const shared = (a, b) => optionsOf(model, a).filter((option) => optionsOf(model, b).includes(option)).length;
    const best = alike(model, 5, 6);
    const others = Array.from({ length: model.count }, (_, i) => i).filter((i) => i !== 5 && shared(5, i) > 0);
    const wanted = others.map((i) => shared(5, i)).sort((a, b) => b - a).slice(0, 6);
    assert.deepEqual(best.map(([, traits]) => traits), wanted);
    for (const [other, traits] of best) assert.equal(traits, shared(5, other));
  }
});

test("damaged data is refused in words", () => {
  const source = { version: 1, layers: [], traits: [], sets: [{ layers: [] }], editions: { count: 2, numbers: "AAAA", sets: "AAA=", picks: "", ranks: "" } };
  assert.throws(() => decode(source), /numbers: expected 1, 2 or 4 bytes for each of 2, found 3 bytes/);
  assert.throws(() => decode({ version: 2 }), /expected data of version 1, found 2/);
});
