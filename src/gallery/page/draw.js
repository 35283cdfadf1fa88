// Editions drawn from the sheets of traits, a few in each frame.

import { element } from "./dom.js";

/** Modes that change what lies outside their picture: with them a picture without a pixel still does something. */
const CLEARING = new Set(["source-in", "source-out", "destination-in", "destination-atop", "copy"]);

/** Modes that only brighten: their traits are seen on a dark ground. */
const BRIGHTENING = new Set(["screen", "lighter", "lighten", "color-dodge"]);

/** Pixels of scaled traits that are kept. */
const SCALED_PIXELS = 8_000_000;

/** Milliseconds of one frame that may be spent drawing. */
const BUDGET = 6;

/** Decodes the sheets, away from the main thread. */
async function decodeSheets(sheets) {
  const decode = async (address) => {
    const [, type, base64] = /^data:([^;]+);base64,(.*)$/s.exec(address);
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return createImageBitmap(new Blob([bytes], { type }), { colorSpaceConversion: "none" });
  };
  return Promise.all(sheets.map(decode));
}

/** The traits of an edition, the lowest first. */
function drawnTraits(model, i) {
  const traits = Array.from(model.picks.subarray(model.starts[i], model.starts[i + 1]));
  const ranks = model.sets[model.setOf[i]].ranks;
  return ranks ? traits.sort((a, b) => ranks[a] - ranks[b]) : traits;
}

/** The background of an edition as a CSS colour; null where there is none. */
function backgroundOf(model, i) {
  if (!model.backgrounds) return null;
  const [red, green, blue, alpha] = model.backgrounds.subarray(4 * i, 4 * i + 4);
  return alpha === 0 ? null : `rgb(${red} ${green} ${blue} / ${alpha / 255})`;
}

/**
 * Makes the painter of a collection. `ready` is a promise of the decoded sheets; `possible` is false where the page has none, so
 * that pictures have to be shown from their files.
 */
export function makePainter(model) {
  const whole = element("canvas", { width: model.thumbnail[0], height: model.thumbnail[1] });
  const wholeContext = whole.getContext("2d");
  const scratch = element("canvas");
  const scratchContext = scratch.getContext("2d");
  const swatch = element("canvas");
  const swatchContext = swatch.getContext("2d", { willReadFrequently: true });
  // What is to be drawn, by key: editions first, swatches when there is nothing else.
  const waiting = new Map();
  const later = new Map();
  const scaled = new Map();
  let scaledWidth = 0;
  let scaledPixels = 0;
  let sheets = null;
  let frame = 0;
  let most = 4;
  let lastFrame = 0;

  const smooth = (context) => {
    context.imageSmoothingEnabled = !model.pixelated;
    context.imageSmoothingQuality = "medium";
  };

  const heightFor = (width) => Math.max(1, Math.round((width * model.thumbnail[1]) / model.thumbnail[0]));

  /** A trait alone on a whole canvas: what is scaled from there takes nothing of its neighbours on the sheet. */
  const alone = (id) => {
    const { sheet: [sheet, x, y, w, h], at } = model.traits[id];
    wholeContext.clearRect(0, 0, whole.width, whole.height);
    wholeContext.drawImage(sheets[sheet], x, y, w, h, at[0], at[1], w, h);
    return whole;
  };

  /** A trait on a canvas of the given width: a picture, and where it lies. It is scaled once for many editions. */
  const traitAt = (id, width) => {
    const { sheet: box, at } = model.traits[id];
    const [sheet, x, y, w, h] = box;
    const scale = width / model.thumbnail[0];
    if (scale === 1) return [sheets[sheet], x, y, w, h, at[0], at[1]];
    if (scaledWidth !== width || scaledPixels > SCALED_PIXELS) {
      scaled.clear();
      scaledWidth = width;
      scaledPixels = 0;
    }
    let found = scaled.get(id);
    if (!found) {
      const [left, top] = at.map((from) => Math.floor(from * scale));
      const made = element("canvas", { width: Math.ceil((at[0] + w) * scale) - left, height: Math.ceil((at[1] + h) * scale) - top });
      const context = made.getContext("2d");
      smooth(context);
      context.drawImage(alone(id), -left, -top, width, heightFor(width));
      found = [made, 0, 0, made.width, made.height, left, top];
      scaled.set(id, found);
      scaledPixels += made.width * made.height;
    }
    return found;
  };

  /** Draws an edition on the scratch canvas. */
  const compose = (i, width, height) => {
    const context = scratchContext;
    if (scratch.width !== width) scratch.width = width;
    if (scratch.height !== height) scratch.height = height;
    const background = backgroundOf(model, i);
    const fill = (mode) => {
      context.globalAlpha = 1;
      context.globalCompositeOperation = mode;
      context.fillStyle = background;
      context.fillRect(0, 0, width, height);
    };
    context.clearRect(0, 0, width, height);
    if (background && !model.background_last) fill("source-over");
    for (const id of drawnTraits(model, i)) {
      const trait = model.traits[id];
      if (trait.sheet) {
        const [picture, x, y, w, h, left, top] = traitAt(id, width);
        context.globalAlpha = trait.opacity;
        context.globalCompositeOperation = trait.blend;
        context.drawImage(picture, x, y, w, h, left, top, w, h);
      } else if (!trait.nothing && CLEARING.has(trait.blend)) {
        context.clearRect(0, 0, width, height);
      }
    }
    if (background && model.background_last) fill("destination-over");
  };

  // How many an idle frame can take is learned from the time that frames take: a browser may draw later than it is told.
  const work = (now) => {
    frame = 0;
    if (lastFrame) most = now - lastFrame > 22 ? Math.max(3, most >> 1) : Math.min(48, most + 1);
    const end = performance.now() + BUDGET;
    let done = 0;
    while (done < most && performance.now() < end) {
      const queue = waiting.size ? waiting : later;
      if (queue.size === 0) break;
      const [key, paint] = queue.entries().next().value;
      queue.delete(key);
      paint();
      done++;
    }
    lastFrame = waiting.size + later.size ? now : 0;
    wake();
  };

  const wake = () => {
    if (sheets && !frame && (waiting.size || later.size)) frame = requestAnimationFrame(work);
  };

  const ready = decodeSheets(model.sheets).then((decoded) => {
    sheets = decoded;
    wake();
  });

  const painter = {
    ready,
    possible: model.sheets.length > 0,
    /**
     * Draws an edition when there is time, to be shown `width` pixels wide: `take` is given the picture, which may be smaller, and
     * has to use it at once. `key` is any object, to take the wish back by.
     */
    want(key, i, width, take) {
      const pixels = model.pixelated ? model.thumbnail[0] : Math.max(1, Math.min(model.thumbnail[0], width));
      waiting.set(key, () => {
        compose(i, pixels, heightFor(pixels));
        take(scratch);
      });
      wake();
    },
    /** Takes a wish back. False when it had been fulfilled. */
    forget(key) {
      return waiting.delete(key);
    },
    /** A canvas of its own for an edition, at the size of the thumbnails. */
    canvas(i) {
      const [width, height] = model.thumbnail;
      const made = element("canvas", { width, height, class: model.pixelated ? "pixelated" : null, "aria-hidden": "true" });
      painter.want(made, i, width, (picture) => {
        made.getContext("2d").drawImage(picture, 0, 0);
        made.classList.add("drawn");
      });
      return made;
    },
    /** True when a trait draws something. */
    shows(id) {
      return model.traits[id].sheet !== null;
    },
    /** Makes a small square picture of a trait. A canvas for each would slow the browser down. */
    trait(id, side) {
      const trait = model.traits[id];
      const kinds = [model.pixelated && "pixelated", BRIGHTENING.has(trait.blend) && "bright"].filter(Boolean).join(" ");
      const made = element("img", { alt: "", class: kinds || null });
      later.set(made, () => {
        const [, , , w, h] = trait.sheet;
        const pixels = Math.round(side * devicePixelRatio);
        const scale = Math.min(pixels / w, pixels / h, model.pixelated ? Infinity : devicePixelRatio);
        const [wide, high] = [w * scale, h * scale];
        swatch.width = swatch.height = pixels;
        smooth(swatchContext);
        swatchContext.drawImage(alone(id), trait.at[0], trait.at[1], w, h, (pixels - wide) / 2, (pixels - high) / 2, wide, high);
        made.src = swatch.toDataURL();
      });
      wake();
      return made;
    },
  };
  return painter;
}
