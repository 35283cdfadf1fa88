// The pictures of the samples: all that are missing are asked for together, and come as pixels.

import { postForBytes } from "./api.js";
import { lookOf } from "./picture.js";

/** Pixels that are asked for at a time: those of the first rows are there before the last ones are drawn. */
const AT_A_TIME = 2 << 20;

/** Reads an answer of `api/pixels`: calls `take(at, picture, why)` for each with an `ImageData`, or why there is none. */
function unpack(bytes, take) {
  const view = new DataView(bytes);
  for (let at = 0, index = 0; at < bytes.byteLength; index++) {
    const [width, second] = [view.getUint32(at, true), view.getUint32(at + 4, true)];
    at += 8;
    const length = width === 0 ? second : width * second * 4;
    if (width === 0) take(index, null, new TextDecoder().decode(new Uint8Array(bytes, at, length)));
    else take(index, new ImageData(new Uint8ClampedArray(bytes, at, length), width, second), null);
    at += length;
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

  async function fetchAll(missing, size, signal) {
    const [width, height] = store.state.canvas;
    const scale = Math.min(1, size / Math.max(width, height));
    const step = Math.max(1, Math.floor(AT_A_TIME / (width * height * scale * scale)));
    const { revision } = store.state;
    for (let from = 0; from < missing.length; from += step) {
      const part = missing.slice(from, from + step);
      const editions = part.map(({ edition: { set, picks, background } }) => ({ set, picks, background }));
      try {
        const bytes = await postForBytes("api/pixels", { revision, size, editions }, signal);
        unpack(bytes, (at, picture, why) => put(part[at], picture, why));
      } catch (error) {
        if (error.name === "AbortError") return;
        // A newer project is on its way, and with it another sample; and a studio that does not answer has its own words.
        if (error.status !== 409 && error.status !== 0) for (const one of part) put(one, null, error.message);
        else for (const { canvas } of part) coming.delete(canvas);
      }
    }
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
