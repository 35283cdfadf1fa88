// How fast the gallery of a large collection is in the browser.
//
// A frame is late where the machine is busy with other things, so the processor time of the page's main thread stands beside it.

import { statSync } from "node:fs";
import path from "node:path";
import { DESKTOP, leave, visit } from "./browser.mjs";
import { build, galleryOf } from "./project.mjs";

const EDITIONS = 10_000;
const LAYERS = 8;
const TRAITS = 25;

/** A large collection, built; the folder of the build. */
export function largeBuild() {
  return build({
    name: "Measured",
    side: 256,
    editions: EDITIONS,
    layers: Array.from({ length: LAYERS }, (_, layer) => [`Layer ${layer}`, Array.from({ length: TRAITS }, (_, trait) => `Trait ${trait}`)]),
  });
}

/** Scrolls by pixels in each frame; returns the milliseconds of each frame. */
function scroll(page, step) {
  return page.evaluate(
    (step) =>
      new Promise((done) => {
        const scroller = document.getElementById("scroller");
        const frames = [];
        let before = 0;
        const next = (now) => {
          if (before) frames.push(now - before);
          before = now;
          if (frames.length === 150) return done(frames);
          scroller.scrollTop += step;
          requestAnimationFrame(next);
        };
        requestAnimationFrame(next);
      }),
    step,
  );
}

/** Runs an action, and returns its result with the processor milliseconds of the longest task of the page's main thread. */
async function traced(browser, page, action) {
  await browser.startTracing(page, { categories: ["toplevel", "devtools.timeline"] });
  const result = await action();
  const { traceEvents } = JSON.parse(await browser.stopTracing());
  const thread = ({ pid, tid }) => `${pid}:${tid}`;
  const main = new Set(traceEvents.filter((event) => event.name === "thread_name" && event.args.name === "CrRendererMain").map(thread));
  const tasks = traceEvents.filter((event) => event.name.endsWith("RunTask") && main.has(thread(event)));
  return [result, Math.max(...tasks.map((event) => (event.tdur ?? 0) / 1000))];
}

/** One round: `{name, value, unit, target}` of each thing that is measured; `target` is `null` where it only explains others. */
export async function measureGallery(browser, folder) {
  const rows = [];
  const row = (name, value, target = null, unit = "ms") => rows.push({ name, value, unit, target });
  const page = await visit(browser, galleryOf(folder), { viewport: DESKTOP });
  await page.waitForSelector("body.ready");
  await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
  row("gallery: size of the page", statSync(path.join(folder, "gallery.html")).size / 1e6, 12, "MB");
  row("gallery: first paint", await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0].startTime), 500);
  await page.waitForTimeout(2000);
  for (const [name, step] of [["reading", 30], ["fast", 150], ["flung", 900]]) {
    const [frames, longest] = await traced(browser, page, () => scroll(page, step));
    const sorted = frames.toSorted((a, b) => a - b);
    row(`gallery: worst frame, scrolling ${name} (${step} pixels a frame)`, sorted.at(-1), 32);
    row("  middle frame", sorted[sorted.length >> 1]);
    row("  longest task of the main thread, processor time", longest);
  }
  const times = await page.evaluate(() => {
    const timed = (action) => {
      const start = performance.now();
      action();
      return performance.now() - start;
    };
    const boxes = Array.from(document.querySelectorAll("#groups input")).slice(0, 12);
    const search = document.getElementById("search");
    const words = ["t", "tr", "trait 1", "17", "abcdef"].map((text) => () => {
      search.value = text;
      search.dispatchEvent(new Event("input"));
    });
    const filters = [...boxes, ...boxes].map((box) => timed(() => box.click()));
    return { filter: Math.max(...filters), search: Math.max(...words.map(timed)) };
  });
  row("gallery: slowest filter", times.filter, 50);
  row("gallery: slowest search", times.search, 50);
  await leave(page);
  return rows;
}
