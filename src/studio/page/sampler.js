// Gets samples from the server, keeps them in step with the project, and tells which of them look different.

import * as api from "./api.js";
import { lookOf } from "./picture.js";
import { complain, speak } from "./say.js";

const LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

/** A short text that has not been used: eight letters and digits that cannot be taken for one another. */
export function newSeed() {
  return [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => LETTERS[byte % LETTERS.length]).join("");
}

export function sampler(store) {
  /** Seeds of editions that were drawn anew, by index. */
  let anews = new Map();
  let looks = [];
  let going = null;
  let drawn = null;

  const namesOf = (ids) => ids.map((id) => store.nameOf(id));
  const idsOf = (names) => names.map((name) => store.idOf(name)).filter((id) => id !== undefined);

  /** The first sample is asked for beside the state: mostly it is of the same revision. */
  let first = ask(null, store.count, []).catch(() => null);

  async function ask(seed, count, locks, signal) {
    return api.get("api/sample", { seed, count, lock: idsOf(locks).join(",") }, signal);
  }

  async function load(seed, count, locks, announce) {
    going?.abort();
    const mine = (going = new AbortController());
    const { state } = store;
    const error = (message) => {
      const editions = (store.sample?.editions ?? []).map((edition) => ({ ...edition, picks: idsOf(edition.names) }))
        .filter((edition) => edition.picks.length === edition.names.length);
      store.set({ sample: { seed: seed ?? "", locks, editions, error: message, changed: new Set(), revision: state.revision } });
      drawn = { seed, count, locks, revision: state.revision };
    };
    try {
      const early = await first;
      first = null;
      const answer = early?.revision === state.revision && seed === null ? early : await ask(seed, count, locks, mine.signal);
      if (mine !== going) return;
      if (answer.error) return error(answer.error);
      const { editions } = answer;
      for (const [index, other] of anews) {
        if (index >= editions.length) continue;
        const one = await ask(other.seed, 1, other.locks, mine.signal);
        if (mine !== going) return;
        if (one.editions[0]) editions[index] = one.editions[0];
      }
      take({ seed: answer.seed, locks, editions }, count, answer.revision, announce);
    } catch (problem) {
      if (problem.name !== "AbortError" && mine === going) error(problem.message);
    }
  }

  function take(sample, count, revision, announce) {
    // Ids belong to a revision: a newer project is on its way, and `follow` asks again when it is here.
    if (revision !== store.state.revision) {
      drawn = { seed: sample.seed, count, locks: sample.locks, revision: -1 };
      if (revision < store.state.revision) follow();
      return;
    }
    for (const edition of sample.editions) edition.names = namesOf(edition.picks);
    const now = sample.editions.map((edition) => lookOf(edition, store));
    const changed = new Set(announce ? [] : now.flatMap((look, index) => (looks[index] !== undefined && looks[index] !== look ? [index] : [])));
    looks = now;
    drawn = { seed: sample.seed, count, locks: sample.locks, revision };
    store.set({ sample: { ...sample, error: null, changed, revision, project: store.state.project }, count, marked: new Set() });
    if (announce) speak(`${now.length} new samples`);
    else if (changed.size > 0) speak(`${changed.size} of ${now.length} samples changed`);
  }

  /** Draws the sample of the project that has just arrived, with the seed and locks of the one shown. */
  function follow() {
    const { sample, state } = store;
    if (drawn?.revision === state.revision) return;
    const { seed, count, locks } = drawn ?? { seed: null, count: store.count, locks: [] };
    if (sample && !sample.error && sample.project === state.project && drawn.revision === sample.revision) {
      // Only pictures are others: the editions are as they were.
      return take({ seed, locks, editions: sample.editions }, count, state.revision, false);
    }
    drawn = { seed, count, locks, revision: state.revision };
    load(seed, count, locks, false);
  }

  return {
    follow,

    /** Draws other samples: `seed` or the same with other choices; locked traits stay. */
    draw(seed, { count = store.count } = {}) {
      const sameSeed = seed === null;
      if (!sameSeed) anews = new Map();
      const locks = sameSeed && drawn ? drawn.locks : namesOf([...store.locks]);
      load(seed ?? drawn?.seed ?? newSeed(), count, locks, true);
    },

    /** Draws one sample anew, with the traits that are locked now. */
    async anew(index) {
      const other = { seed: newSeed(), locks: namesOf([...store.locks]) };
      try {
        const answer = await ask(other.seed, 1, other.locks);
        if (answer.error || !answer.editions[0]) return complain(answer.error ?? "No other edition is possible.");
        if (answer.revision !== store.state.revision || !store.sample) return;
        anews.set(index, other);
        answer.editions[0].names = namesOf(answer.editions[0].picks);
        const editions = store.sample.editions.with(index, answer.editions[0]);
        looks[index] = lookOf(answer.editions[0], store);
        store.set({ sample: { ...store.sample, editions, changed: new Set([index]) } });
        speak(`Sample ${index + 1} is a new one`);
      } catch (problem) {
        complain(problem);
      }
    },
  };
}
