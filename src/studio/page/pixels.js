// The pictures of the samples: all that are missing are asked for together, and come as pixels.

import { postForBytes } from "./api.js";
import { lookOf } from "./picture.js";

/** Pixels that are asked for at a time: those of the first rows are there before the last ones are drawn. */
const AT_A_TIME = 1 << 19;
/** Questions that are on their way at a time: while one is answered, the answer to another arrives. */
const ON_THE_WAY = 3;
/** Marks the number of pixels that are sent once. */
const EQUAL = 0x80000000;

/**
 * Reads an answer of `api/pixels`: calls `take(at, picture, why)` for each with an `ImageData`, which is another's a moment later,
 * or why there is none. Numbers have their lowest byte first, as those of every machine that runs a browser.
 */
function unpack(bytes, take) {
  const words = new Uint32Array(bytes);
  let picture = null;
  for (let at = 0, index = 0; at < words.length; index++) {
    const [width, second] = [words[at], words[at + 1]];
    at += 2;
    if (width === 0) {
      take(index, null, new TextDecoder().decode(new Uint8Array(bytes, 4 * at, second)));
      at += Math.ceil(second / 4);
      continue;
    }
    if (picture?.width !== width || picture?.height !== second) picture = new ImageData(width, second);
    const pixels = new Uint32Array(picture.data.buffer);
    for (let to = 0; to < pixels.length; ) {
      const number = words[at++];
      const end = to + (number & ~EQUAL);
      if (number >= EQUAL) pixels.fill(words[at++], to, end);
      else for (let from = at - to; to < end; to++, at++) pixels[to] = words[from + to];
      to = end;
    }
    take(index, picture, null);
  }
}

/** Makes what draws editions on canvases; each canvas shows its last picture until the next has come. */
export function painter(store) {
  /** What is on its way: looks by canvas. */
  let coming = new Map();
  let going = null;

  function put({ canvas, look, failed }, picture, why) {
    coming.delete(canvas);
    canvas.dataset.look = look;
    failed(why);
    if (!picture) return;
    const { width, height } = picture;
    // A canvas that gets a size is cleared, and takes memory anew.
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    canvas.getContext("2d").putImageData(picture, 0, 0);
    canvas.dataset.shown = "";
  }

  /** Draws some of the pictures; `false` when they are not wanted any more. */
  async function fetchPart(part, revision, size, signal) {
    const editions = part.map(({ edition: { set, picks, background } }) => ({ set, picks, background }));
    try {
      const bytes = await postForBytes("api/pixels", { revision, size, editions }, signal);
      unpack(bytes, (at, picture, why) => put(part[at], picture, why));
    } catch (error) {
      if (error.name === "AbortError") return false;
      // A newer project is on its way, and with it another sample; and a studio that does not answer has its own words.
      if (error.status !== 409 && error.status !== 0) for (const one of part) put(one, null, error.message);
      else for (const { canvas } of part) coming.delete(canvas);
    }
    return true;
  }

  async function fetchAll(missing, size, signal) {
    const [width, height] = store.state.canvas;
    const scale = Math.min(1, size / Math.max(width, height));
    const step = Math.max(1, Math.floor(AT_A_TIME / (width * height * scale * scale)));
    const { revision } = store.state;
    let next = 0;
    async function go() {
      while (next < missing.length) {
        const part = missing.slice(next, (next += step));
        if (!(await fetchPart(part, revision, size, signal))) return;
      }
    }
    await Promise.all(Array.from({ length: ON_THE_WAY }, go));
  }

  /** Draws editions: `wanted` are `{canvas, edition, failed(why)}`, and `size` is the longest side in pixels. */
  return function paint(wanted, size) {
    const missing = wanted.map((one) => ({ ...one, look: `${size} ${lookOf(one.edition, store)}` })).filter(({ canvas, look }) => canvas.dataset.look !== look);
    if (missing.every(({ canvas, look }) => coming.get(canvas) === look)) return;
    going?.abort();
    going = new AbortController();
    coming = new Map(missing.map(({ canvas, look }) => [canvas, look]));
    fetchAll(missing, size, going.signal);
  };
}
