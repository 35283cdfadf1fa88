// Editions drawn from the sheets of traits, a few in each frame.

import { element } from "./dom.js";

/** Modes that change what lies outside their picture: with them a picture without a pixel still does something. */
const CLEARING = new Set(["source-in", "source-out", "destination-in", "destination-atop", "copy"]);

/** Modes that only brighten: their traits are seen on a dark ground. */
const BRIGHTENING = new Set(["screen", "lighter", "lighten", "color-dodge"]);

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

/** Draws an edition at the size of the thumbnails. */
function drawEdition(context, model, sheets, i) {
  const [width, height] = model.thumbnail;
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
      const [sheet, x, y, w, h] = trait.sheet;
      context.globalAlpha = trait.opacity;
      context.globalCompositeOperation = trait.blend;
      context.drawImage(sheets[sheet], x, y, w, h, trait.at[0], trait.at[1], w, h);
    } else if (!trait.nothing && CLEARING.has(trait.blend)) {
      context.clearRect(0, 0, width, height);
    }
  }
  if (background && model.background_last) fill("destination-over");
}

/**
 * Makes the painter of a collection. `ready` is a promise of the decoded sheets; `possible` is false where the page has none, so
 * that pictures have to be shown from their files.
 */
export function makePainter(model) {
  const scratch = element("canvas", { width: model.thumbnail[0], height: model.thumbnail[1] });
  const scratchContext = scratch.getContext("2d");
  const waiting = new Map();
  let sheets = null;
  let frame = 0;
  let most = 4;
  let lastFrame = 0;

  const paint = (canvas, i) => {
    const context = canvas.getContext("2d");
    drawEdition(scratchContext, model, sheets, i);
    context.imageSmoothingEnabled = !model.pixelated;
    context.imageSmoothingQuality = "medium";
    context.globalCompositeOperation = "copy";
    context.drawImage(scratch, 0, 0, canvas.width, canvas.height);
    canvas.classList.add("drawn");
  };

  // How many an idle frame can take is learned from the time that frames take: a browser may draw later than it is told.
  const work = (now) => {
    frame = 0;
    if (lastFrame) most = now - lastFrame > 22 ? Math.max(1, most >> 1) : Math.min(48, most + 1);
    const end = performance.now() + BUDGET;
    let done = 0;
    for (const [canvas, i] of waiting) {
      if (done === most || performance.now() > end) break;
      waiting.delete(canvas);
      paint(canvas, i);
      done++;
    }
    lastFrame = waiting.size ? now : 0;
    wake();
  };

  const wake = () => {
    if (sheets && waiting.size && !frame) frame = requestAnimationFrame(work);
  };

  const ready = decodeSheets(model.sheets).then((decoded) => {
    sheets = decoded;
    wake();
  });

  return {
    ready,
    possible: model.sheets.length > 0,
    /** Pixels across a canvas that is shown this wide: no more than the thumbnail has. */
    widthFor(cssWidth) {
      return model.pixelated ? model.thumbnail[0] : Math.min(model.thumbnail[0], Math.round(cssWidth * devicePixelRatio));
    },
    /** Makes a canvas, and draws an edition on it when there is time. */
    canvas(i, width) {
      const height = Math.max(1, Math.round((width * model.thumbnail[1]) / model.thumbnail[0]));
      const made = element("canvas", { width, height, class: model.pixelated ? "pixelated" : null, "aria-hidden": "true" });
      waiting.set(made, i);
      wake();
      return made;
    },
    /** Draws no more on a canvas that nobody sees. True when it had been drawn. */
    forget(canvas) {
      return !waiting.delete(canvas);
    },
    /** Makes a small square picture of a trait; null where it draws nothing. */
    trait(id, side) {
      const trait = model.traits[id];
      if (!trait.sheet) return null;
      const kinds = [model.pixelated && "pixelated", BRIGHTENING.has(trait.blend) && "bright"].filter(Boolean).join(" ");
      const made = element("canvas", { class: kinds || null, "aria-hidden": "true" });
      ready.then(() => {
        const [sheet, x, y, w, h] = trait.sheet;
        const pixels = Math.round(side * devicePixelRatio);
        const scale = Math.min(pixels / w, pixels / h, model.pixelated ? Infinity : devicePixelRatio);
        made.width = made.height = pixels;
        const context = made.getContext("2d");
        context.imageSmoothingEnabled = !model.pixelated;
        context.imageSmoothingQuality = "medium";
        const [wide, high] = [w * scale, h * scale];
        context.drawImage(sheets[sheet], x, y, w, h, (pixels - wide) / 2, (pixels - high) / 2, wide, high);
      });
      return made;
    },
  };
}
